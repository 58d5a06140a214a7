/* Authentication: RFC 6120 6.4, 6.5. */
#include "c2s.h"

#include "sasl_element.h"
#include "words.h"

static void say(struct adsum_c2s_stream *stream, const char *name,
                const struct adsum_text *bytes)
{
    adsum_sasl_write(adsum_c2s_begin(stream), name,
                     (struct adsum_text){NULL, 0}, bytes);
    adsum_c2s_send(stream);
}

static void fail(struct adsum_c2s_stream *stream, uint32_t condition)
{
    struct negotiation *negotiation = stream->negotiation;
    struct adsum_c2s *c2s = stream->c2s;
    struct adsum_xml_writer *writer = adsum_c2s_begin(stream);

    adsum_xml_write_start(writer, "failure", SPACE_SASL);
    adsum_xml_write_start(
        writer, adsum_sasl_name(ADSUM_SASL_NAMES_CONDITION, condition),
        SPACE_SASL);
    adsum_xml_write_end(writer);
    adsum_xml_write_end(writer);
    adsum_c2s_send(stream);
    negotiation->exchanging = false;
    c2s->statistics.failed_logins++;
    if (++negotiation->failed_logins >= c2s->options.logins) /* 6.4.5 */
        adsum_c2s_end(stream, ADSUM_XML_CONDITION_POLICY_VIOLATION);
}

static void succeed(struct adsum_c2s_stream *stream,
                    const struct adsum_sasl_answer *said)
{
    stream->negotiation->exchanging = false;
    say(stream, "success", said->bytes.length != 0 ? &said->bytes : NULL);
    stream->c2s->statistics.logins++;
    stream->authenticated = true;
    if (stream->queue == QUEUE_NEGOTIATING)
        adsum_c2s_restart(stream);
}

/* The user's address at the domain of the stream. */
static int address_of(const struct adsum_c2s_stream *stream,
                      struct adsum_text name, char *buffer,
                      struct adsum_text *ret)
{
    const struct adsum_address address = {.local = name,
                                          .domain = adsum_c2s_domain(stream)};

    return adsum_address_join(&address, buffer, ADSUM_ADDRESS_BYTES, ret);
}

static uint32_t give_up(struct adsum_c2s_stream *stream, uint32_t condition,
                        struct adsum_sasl_answer *said)
{
    (void)adsum_sasl_server_decide(&stream->negotiation->exchange, condition,
                                   said);
    return said->state;
}

static uint32_t give_keys(struct adsum_c2s_stream *stream,
                          struct adsum_sasl_answer *said)
{
    struct adsum_c2s *c2s = stream->c2s;
    char buffer[ADSUM_ADDRESS_BYTES];
    struct adsum_sasl_keys keys;
    struct adsum_text address;
    int32_t err = address_of(stream, said->name, buffer, &address);

    /* No address has this name, so nobody has it. */
    err = err != 0 ? ADSUM_ERR_NOT_FOUND
                   : c2s->host.keys(c2s->user, &address, said->hash, &keys);
    if ((err != 0 && err != ADSUM_ERR_NOT_FOUND) ||
        adsum_sasl_server_keys(&stream->negotiation->exchange,
                               err == 0 ? &keys : NULL, said) != 0)
        return give_up(stream, ADSUM_SASL_TEMPORARY_AUTH_FAILURE, said);
    return said->state;
}

/* 6.3.8, 6.4.6: it acts as itself, and said so in its header. */
static uint32_t judge(const struct adsum_c2s_stream *stream,
                      struct adsum_text account, struct adsum_text authzid)
{
    const struct negotiation *negotiation = stream->negotiation;
    char buffer[ADSUM_ADDRESS_BYTES];
    struct adsum_address parts;

    if (authzid.length != 0 &&
        (adsum_c2s_prepare(stream->c2s, authzid, buffer, &parts) != 0 ||
         parts.resource.length != 0 || !adsum_text_same(parts.bare, account)))
        return ADSUM_SASL_INVALID_AUTHZID;
    if (negotiation->from != NULL &&
        !adsum_text_same(
            (struct adsum_text){negotiation->from, negotiation->from_length},
            account))
        return ADSUM_SASL_NOT_AUTHORIZED;
    return 0;
}

static uint32_t decide(struct adsum_c2s_stream *stream,
                       struct adsum_sasl_answer *said)
{
    struct negotiation *negotiation = stream->negotiation;
    char buffer[ADSUM_ADDRESS_BYTES];
    struct adsum_text account;
    uint32_t condition = ADSUM_SASL_NOT_AUTHORIZED;

    if (address_of(stream, said->name, buffer, &account) == 0)
        condition = judge(stream, account, said->authzid);
    if (condition == 0 && adsum_c2s_keep(stream, account, &negotiation->account,
                                         &negotiation->account_length) != 0)
        condition = ADSUM_SASL_TEMPORARY_AUTH_FAILURE;
    return give_up(stream, condition, said);
}

static void proceed(struct adsum_c2s_stream *stream, int err,
                    struct adsum_sasl_answer *said)
{
    uint32_t state =
        err == 0 ? said->state
                 : give_up(stream, ADSUM_SASL_TEMPORARY_AUTH_FAILURE, said);

    while (state == ADSUM_SASL_KEYS || state == ADSUM_SASL_DECIDE)
        state = state == ADSUM_SASL_KEYS ? give_keys(stream, said)
                                         : decide(stream, said);
    if (state == ADSUM_SASL_SEND)
        say(stream, "challenge", &said->bytes);
    else if (state == ADSUM_SASL_DONE)
        succeed(stream, said);
    else
        fail(stream, said->condition);
}

static void step(struct adsum_c2s_stream *stream, struct adsum_text text)
{
    struct adsum_sasl_answer said = {.state = ADSUM_SASL_FAILED};
    char buffer[ADSUM_SASL_HELD_BYTES];
    struct adsum_text bytes;
    int err = adsum_sasl_decode(text, buffer, sizeof buffer, &bytes);

    if (err == 0)
        proceed(stream,
                adsum_sasl_server_step(&stream->negotiation->exchange, bytes,
                                       &said),
                &said);
    else {
        give_up(stream,
                err == ADSUM_ERR_ROOM ? ADSUM_SASL_MALFORMED_REQUEST
                                      : ADSUM_SASL_INCORRECT_ENCODING,
                &said);
        fail(stream, said.condition);
    }
}

void adsum_c2s_auth(struct adsum_c2s_stream *stream,
                    const struct adsum_xml_element *element)
{
    struct negotiation *negotiation = stream->negotiation;
    struct adsum_text text = adsum_xml_text(element);
    struct adsum_sasl_answer said;
    int err;

    if (!adsum_c2s_may_login(stream)) {
        fail(stream, ADSUM_SASL_ENCRYPTION_REQUIRED);
        return;
    }
    err = adsum_sasl_server_start(
        &negotiation->exchange, stream->c2s->options.sasl,
        &negotiation->channel, adsum_xml_value(element, "mechanism", NULL),
        &said);
    negotiation->exchanging = err == 0 && said.state != ADSUM_SASL_FAILED;
    if (err != 0)
        fail(stream, ADSUM_SASL_TEMPORARY_AUTH_FAILURE);
    else if (negotiation->exchanging && text.length != 0)
        step(stream, text);
    else if (negotiation->exchanging)
        say(stream, "challenge", NULL);
    else
        fail(stream, said.condition);
}

void adsum_c2s_response(struct adsum_c2s_stream *stream,
                        const struct adsum_xml_element *element)
{
    if (stream->negotiation->exchanging)
        step(stream, adsum_xml_text(element));
    else
        fail(stream, ADSUM_SASL_MALFORMED_REQUEST);
}

void adsum_c2s_abort(struct adsum_c2s_stream *stream,
                     const struct adsum_xml_element *element)
{
    struct adsum_sasl_answer said;

    (void)element;
    if (stream->negotiation->exchanging)
        give_up(stream, ADSUM_SASL_ABORTED, &said);
    fail(stream, ADSUM_SASL_ABORTED);
}
