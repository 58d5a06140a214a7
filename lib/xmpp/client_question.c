/*
 * IQ requests and their answers: RFC 6120 8.2.3. Ids cannot be guessed, and an
 * answer counts only from whom was asked.
 */
#include "client.h"

#include "words.h"
#include <string.h>

struct question {
    struct question *next;
    uint64_t token;
    uint64_t due_ms;
    uint32_t number;
    uint32_t to_length;
    uint32_t purpose;
    char to[]; /* empty: the account */
};

struct adsum_text adsum_client_id(struct adsum_client *client, char *buffer)
{
    char digits[ADSUM_STANZA_VERSION_BYTES];
    struct adsum_text number =
        adsum_stanza_version(client->question_number++, digits);

    memcpy(buffer, client->prefix, sizeof client->prefix);
    memcpy(buffer + sizeof client->prefix, number.bytes, number.length);
    return (struct adsum_text){buffer,
                               (uint32_t)sizeof client->prefix + number.length};
}

static struct adsum_text asked_of(const struct question *question)
{
    return (struct adsum_text){question->to, question->to_length};
}

static void drop(struct adsum_client *client, struct question *question)
{
    struct question **at = &client->questions;

    while (*at != question)
        at = &(*at)->next;
    *at = question->next;
    client->question_count--;
    (void)adsum_client_allocate(client, question,
                                sizeof *question + question->to_length, 0);
}

int adsum_client_question(struct adsum_client *client, struct adsum_text to,
                          uint32_t purpose, uint64_t token, uint32_t timeout_ms,
                          struct question **ret)
{
    struct question *made;

    if (client->session == 0)
        return ADSUM_ERR_STALE;
    if (purpose == PURPOSE_HOST &&
        client->question_count >= client->options.asked)
        return ADSUM_ERR_LIMIT;
    made = adsum_client_allocate(client, NULL, 0, sizeof *made + to.length);
    if (made == NULL)
        return ADSUM_ERR_NO_MEMORY;
    *made = (struct question){
        .next = client->questions,
        .token = token,
        .due_ms = client->now_ms +
                  (timeout_ms != 0 ? timeout_ms : client->options.ask_ms),
        .to_length = to.length,
        .purpose = purpose};
    if (to.length != 0)
        memcpy(made->to, to.bytes, to.length);
    client->questions = made;
    client->question_count++;
    *ret = made;
    return 0;
}

struct adsum_xml_writer *
adsum_client_question_begin(struct adsum_client *client,
                            struct question *question, uint32_t type)
{
    struct adsum_xml_writer *writer = adsum_client_begin(client);
    char id[QUESTION_ID_BYTES];

    question->number = client->question_number;
    adsum_stanza_write_iq(writer, type, (struct adsum_text){NULL, 0},
                          asked_of(question), adsum_client_id(client, id));
    return writer;
}

int adsum_client_question_send(struct adsum_client *client,
                               struct question *question)
{
    int err = adsum_client_send_stanza(client);

    if (err != 0)
        drop(client, question);
    return err;
}

/* The number of an id of ours. */
static bool read_number(const struct adsum_client *client, struct adsum_text id,
                        uint32_t *ret)
{
    uint64_t number = 0;

    if (id.length <= sizeof client->prefix || id.length > QUESTION_ID_BYTES ||
        memcmp(id.bytes, client->prefix, sizeof client->prefix) != 0)
        return false;
    for (uint32_t i = sizeof client->prefix; i < id.length; i++) {
        if (id.bytes[i] < '0' || id.bytes[i] > '9')
            return false;
        number = number * 10 + (uint64_t)(id.bytes[i] - '0');
    }
    *ret = (uint32_t)number;
    return number <= UINT32_MAX;
}

/* Asked of the account, it answers by its bare address (8.1.2.1). */
static struct question *find(const struct adsum_client *client,
                             const struct adsum_stanza *stanza)
{
    struct adsum_text bare = adsum_client_bare(client);
    struct question *question = client->questions;
    uint32_t number;

    if (!read_number(client, stanza->id, &number))
        return NULL;
    while (question != NULL && question->number != number)
        question = question->next;
    if (question == NULL)
        return NULL;
    return adsum_text_same(question->to_length != 0 ? asked_of(question) : bare,
                           stanza->from)
               ? question
               : NULL;
}

static void tell(struct adsum_client *client, const struct question *question,
                 uint32_t outcome, const struct adsum_stanza *stanza,
                 const struct adsum_xml_element *element)
{
    if (client->host.answered != NULL)
        client->host.answered(client->user, client->context, question->token,
                              outcome, stanza, element);
}

int adsum_client_answer_came(struct adsum_client *client,
                             const struct adsum_stanza *stanza,
                             const struct adsum_xml_element *element)
{
    struct question *question = find(client, stanza);
    int err = 0;

    if (question == NULL) {
        client->statistics.ignored++;
        return 0;
    }
    if (question->purpose == PURPOSE_ROSTER)
        err = adsum_client_roster_came(client, stanza);
    else if (question->purpose == PURPOSE_HOST)
        tell(client, question,
             stanza->error == 0 ? ADSUM_CLIENT_RESULT : ADSUM_CLIENT_ERROR,
             stanza, element);
    if (err == 0)
        drop(client, question);
    return err;
}

uint64_t adsum_client_questions_expire(struct adsum_client *client)
{
    struct question *question = client->questions, *next;
    uint64_t next_ms = UINT64_MAX;

    for (; question != NULL; question = next) {
        next = question->next;
        if (question->due_ms > client->now_ms) {
            next_ms = question->due_ms < next_ms ? question->due_ms : next_ms;
            continue;
        }
        if (question->purpose == PURPOSE_HOST)
            tell(client, question, ADSUM_CLIENT_TIMEOUT, NULL, NULL);
        else if (question->purpose == PURPOSE_ROSTER)
            adsum_client_roster_missing(client);
        drop(client, question);
    }
    return next_ms;
}

void adsum_client_questions_end(struct adsum_client *client)
{
    while (client->questions != NULL) {
        struct question *question = client->questions;

        if (question->purpose == PURPOSE_HOST)
            tell(client, question, ADSUM_CLIENT_OVER, NULL, NULL);
        drop(client, question);
    }
}

void adsum_client_ping(struct adsum_client *client)
{
    struct adsum_xml_writer *writer;
    struct question *question;

    if (adsum_client_question(client, adsum_client_domain(client), PURPOSE_PING,
                              0, 0, &question) != 0)
        return;
    writer = adsum_client_question_begin(client, question, ADSUM_TYPE_GET);
    adsum_xml_write_start(writer, "ping", SPACE_PING);
    adsum_xml_write_end(writer);
    adsum_xml_write_end(writer);
    (void)adsum_client_question_send(client, question);
}

static bool is_fit(struct adsum_text to, uint32_t type,
                   struct adsum_text payload)
{
    struct adsum_address parts;

    return (type == ADSUM_TYPE_GET || type == ADSUM_TYPE_SET) &&
           payload.length != 0 &&
           (to.length == 0 || adsum_address_split(to, &parts) == 0);
}

int adsum_client_ask(struct adsum_client *client, struct adsum_text to,
                     uint32_t type, struct adsum_text payload,
                     uint32_t timeout_ms, uint64_t token)
{
    struct adsum_xml_writer *writer;
    struct question *question;
    int err;

    if (!is_fit(to, type, payload))
        return ADSUM_ERR_INVALID;
    err = adsum_client_question(client, to, PURPOSE_HOST, token, timeout_ms,
                                &question);
    if (err != 0)
        return err;
    writer = adsum_client_question_begin(client, question, type);
    adsum_xml_write_raw(writer, payload);
    adsum_xml_write_end(writer);
    err = adsum_client_question_send(client, question);
    if (err == 0)
        adsum_client_spoke(client, to);
    return err;
}
