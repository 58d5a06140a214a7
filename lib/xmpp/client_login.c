/* Authentication: RFC 6120 6.4. */
#include "client.h"

#include "sasl_element.h"
#include "words.h"

void adsum_client_login_free(struct adsum_client *client)
{
    struct login *login = client->login;

    if (login == NULL)
        return;
    if (login->exchanging)
        adsum_sasl_client_abort(&login->exchange);
    (void)adsum_client_allocate(client, login, sizeof *login, 0);
    client->login = NULL;
}

static void say(struct adsum_client *client, const char *name,
                const struct adsum_sasl_answer *said)
{
    bool begins = client->phase == PHASE_FEATURES;
    struct adsum_text mechanism =
        begins ? adsum_text_of(adsum_sasl_name(ADSUM_SASL_NAMES_MECHANISM,
                                               said->mechanism))
               : (struct adsum_text){NULL, 0};
    /* 6.4.2: no bytes are "=", but what no answer is due to has no text. */
    bool bare = said->bytes.length == 0 && !begins;

    adsum_sasl_write(adsum_client_begin(client), name, mechanism,
                     bare ? NULL : &said->bytes);
    adsum_client_send(client);
}

/* 6.4.4: it is given up, and so is the stream. */
static void refuse(struct adsum_client *client, uint32_t reason)
{
    if (client->phase == PHASE_LOGIN) {
        adsum_sasl_write(adsum_client_begin(client), "abort",
                         (struct adsum_text){NULL, 0}, NULL);
        adsum_client_send(client);
    }
    client->login->exchanging = false;
    adsum_client_end(client, ADSUM_CLIENT_END_SASL, reason);
}

static void fail(struct adsum_client *client, int err)
{
    client->end.err = err;
    if (err == ADSUM_ERR_NO_MEMORY)
        adsum_client_fall(client, ADSUM_CLIENT_END_NO_MEMORY);
    else
        adsum_client_end(client, ADSUM_CLIENT_END_SASL, ADSUM_SASL_REASON_NONE);
}

/* One more than can be heard is heard, so that the choice refuses it. */
static uint32_t read_mechanisms(const struct adsum_xml_element *features,
                                struct adsum_text *ret)
{
    const struct adsum_xml_element *parent =
        adsum_xml_child(features, "mechanisms", SPACE_SASL);
    const struct adsum_xml_element *at =
        parent == NULL ? NULL
                       : adsum_xml_child(parent, "mechanism", SPACE_SASL);
    uint32_t count = 0;

    for (; at != NULL && count <= ADSUM_SASL_HEARD_MOST;
         at = adsum_xml_next(at, "mechanism", SPACE_SASL))
        ret[count++] = adsum_xml_text(at);
    return count;
}

static uint32_t read_bindings(const struct adsum_xml_element *features,
                              struct adsum_text *ret)
{
    const struct adsum_xml_element *parent =
        adsum_xml_child(features, "sasl-channel-binding", SPACE_BINDINGS);
    const struct adsum_xml_element *at =
        parent == NULL
            ? NULL
            : adsum_xml_child(parent, "channel-binding", SPACE_BINDINGS);
    uint32_t count = 0;

    for (; at != NULL && count <= ADSUM_SASL_HEARD_MOST;
         at = adsum_xml_next(at, "channel-binding", SPACE_BINDINGS))
        ret[count++] = adsum_xml_value(at, "type", NULL);
    return count;
}

void adsum_client_login(struct adsum_client *client,
                        const struct adsum_xml_element *features)
{
    struct adsum_text mechanisms[ADSUM_SASL_HEARD_MOST + 1],
        bindings[ADSUM_SASL_HEARD_MOST + 1];
    const struct adsum_sasl_heard heard = {
        .mechanisms = mechanisms,
        .mechanism_count = read_mechanisms(features, mechanisms),
        .bindings = bindings,
        .binding_count = read_bindings(features, bindings)};
    struct adsum_sasl_answer said = {.state = ADSUM_SASL_FAILED};
    struct login *login = client->login;
    int err = adsum_sasl_client_start(&login->exchange, client->options.account,
                                      &login->channel, &heard, &said);

    login->exchanging = err == 0 && said.state == ADSUM_SASL_SEND;
    if (err != 0) {
        fail(client, err);
    } else if (!login->exchanging) {
        refuse(client, said.reason);
    } else {
        say(client, "auth", &said);
        if (client->phase == PHASE_FEATURES)
            adsum_client_enter(client, PHASE_LOGIN);
    }
}

/* Give what came to the exchange. */
static bool
step(struct adsum_client *client, const struct adsum_xml_element *element,
     int (*take)(struct adsum_sasl_client *exchange, struct adsum_text bytes,
                 struct adsum_sasl_answer *ret),
     struct adsum_sasl_answer *said)
{
    char buffer[ADSUM_SASL_HELD_BYTES];
    struct adsum_text bytes = {NULL, 0};
    int err = adsum_sasl_decode(adsum_xml_text(element), buffer, sizeof buffer,
                                &bytes);

    if (err != 0) {
        adsum_sasl_client_abort(&client->login->exchange);
        refuse(client, ADSUM_SASL_REASON_MALFORMED);
        return false;
    }
    err = take(&client->login->exchange, bytes, said);
    if (err != 0)
        fail(client, err);
    else if (said->state == ADSUM_SASL_FAILED)
        refuse(client, said->reason);
    return err == 0 && said->state != ADSUM_SASL_FAILED;
}

void adsum_client_challenge(struct adsum_client *client,
                            const struct adsum_xml_element *element)
{
    struct adsum_sasl_answer said = {.state = ADSUM_SASL_FAILED};

    if (step(client, element, adsum_sasl_client_step, &said))
        say(client, "response", &said);
}

void adsum_client_success(struct adsum_client *client,
                          const struct adsum_xml_element *element)
{
    struct adsum_sasl_answer said = {.state = ADSUM_SASL_FAILED};
    uint32_t guarded = client->login->exchange.guarded;

    if (!step(client, element, adsum_sasl_client_success, &said))
        return;
    client->login->exchanging = false;
    client->authenticated = true;
    if (client->host.authenticated != NULL)
        client->host.authenticated(client->user, client->context,
                                   said.mechanism, said.binding, guarded);
    adsum_client_header(client);
}

/* 6.5 */
static uint32_t condition_of(const struct adsum_xml_element *failure)
{
    const struct adsum_xml_element *child;

    for (child = failure->first; child != NULL; child = child->next)
        for (uint32_t condition = ADSUM_SASL_ABORTED;
             condition <= ADSUM_SASL_TEMPORARY_AUTH_FAILURE; condition++)
            if (adsum_xml_is(
                    child,
                    adsum_sasl_name(ADSUM_SASL_NAMES_CONDITION, condition),
                    SPACE_SASL))
                return condition;
    return 0;
}

void adsum_client_failure(struct adsum_client *client,
                          const struct adsum_xml_element *element)
{
    adsum_sasl_client_abort(&client->login->exchange);
    client->login->exchanging = false;
    adsum_client_end(client, ADSUM_CLIENT_END_SASL_FAILED,
                     condition_of(element));
}
