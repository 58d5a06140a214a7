/* Streams: what comes in, and which phase it is for: RFC 6120 4. */
#include "client.h"

#include "words.h"
#include "writing.h"
#include <string.h>

void adsum_client_enter(struct adsum_client *client, uint32_t phase)
{
    /* One bound for all of the negotiation. */
    if (phase < PHASE_HEADER || phase >= PHASE_BOUND)
        client->since_ms = client->now_ms;
    client->phase = (uint8_t)phase;
}

/* 4.7.1: who we are is said where nobody can listen. */
void adsum_client_header(struct adsum_client *client)
{
    struct adsum_xml_writer *writer = adsum_client_begin(client);
    struct adsum_xml_header header = {
        .to = adsum_client_domain(client),
        .version = adsum_text_of("1.0"),
        .language = adsum_text_of("en"),
    };

    if (client->secured)
        header.from = adsum_client_text(client->account);
    adsum_xml_stream_deinit(client->pool, &client->xml);
    adsum_xml_write_header(writer, &header);
    adsum_client_enter(client, PHASE_HEADER);
    client->headed = writer->error == 0;
    adsum_client_send(client);
}

static int login_new(struct adsum_client *client,
                     const struct adsum_sasl_channel *channel)
{
    struct login *made = adsum_client_allocate(client, NULL, 0, sizeof *made);

    if (made == NULL)
        return ADSUM_ERR_NO_MEMORY;
    memset(made, 0, sizeof *made);
    made->channel.size = sizeof made->channel;
    if (channel != NULL)
        made->channel = *channel;
    client->login = made;
    return 0;
}

int adsum_client_open(struct adsum_client *client,
                      const struct adsum_sasl_channel *channel)
{
    int err;

    if (client->phase != PHASE_NONE ||
        (channel != NULL && channel->size != sizeof *channel))
        return ADSUM_ERR_INVALID;
    if ((err = login_new(client, channel)) != 0 ||
        (err = adsum_client_keep(client, (struct adsum_text){NULL, 0},
                                 &client->next_host)) != 0)
        return err;
    client->headed = client->silent = client->deaf = client->broken = false;
    client->pinged = false;
    client->secured = channel != NULL;
    client->end = (struct adsum_client_end){.err = 0};
    client->since_ms = client->heard_ms = client->now_ms;
    client->statistics.opened++;
    client->phase = PHASE_HEADER;
    adsum_client_header(client);
    adsum_client_settle(client);
    return 0;
}

int adsum_client_secured(struct adsum_client *client,
                         const struct adsum_sasl_channel *channel)
{
    if (client->phase != PHASE_SECURING || channel->size != sizeof *channel)
        return ADSUM_ERR_INVALID;
    client->secured = true;
    client->deaf = false;
    client->login->channel = *channel;
    adsum_client_header(client);
    adsum_client_settle(client);
    return 0;
}

static void take_header(struct adsum_client *client,
                        const struct adsum_xml_element *header)
{
    uint32_t condition =
        adsum_header_content_wrong(header)
            ? ADSUM_XML_CONDITION_INVALID_NAMESPACE
        : adsum_header_version_wrong(adsum_xml_value(header, "version", NULL))
            ? ADSUM_XML_CONDITION_UNSUPPORTED_VERSION
            : ADSUM_XML_CONDITION_NONE;

    if (condition != ADSUM_XML_CONDITION_NONE)
        adsum_client_end(client, ADSUM_CLIENT_END_WRONG, condition);
    else
        adsum_client_enter(client, PHASE_FEATURES);
}

/* 4.9: what it is, and where to go instead. */
static void take_error(struct adsum_client *client,
                       const struct adsum_xml_element *error)
{
    const struct adsum_xml_element *other =
        adsum_xml_child(error, "see-other-host", ADSUM_XML_STREAM_ERRORS);

    if (other != NULL)
        (void)adsum_client_keep(client, adsum_text_trim(adsum_xml_text(other)),
                                &client->next_host);
    adsum_client_end(client, ADSUM_CLIENT_END_TOLD,
                     adsum_xml_condition_of(error));
}

/* First-level elements, and in which phase they are of use. */
#define IN(phase) (1u << (phase))

static const struct {
    const char *name, *space;
    uint32_t when;
    adsum_client_handler *handle;
} rows[] = {
    {"presence", ADSUM_XML_CLIENT, IN(PHASE_BOUND), adsum_client_stanza},
    {"message", ADSUM_XML_CLIENT, IN(PHASE_BOUND), adsum_client_stanza},
    {"iq", ADSUM_XML_CLIENT, IN(PHASE_BOUND), adsum_client_stanza},
    {"iq", ADSUM_XML_CLIENT, IN(PHASE_BINDING), adsum_client_bound},
    {"r", SPACE_ACKS, IN(PHASE_BOUND), adsum_client_r},
    {"a", SPACE_ACKS, IN(PHASE_BOUND), adsum_client_a},
    {"enabled", SPACE_ACKS, IN(PHASE_BOUND), adsum_client_enabled},
    {"resumed", SPACE_ACKS, IN(PHASE_RESUMING), adsum_client_resumed},
    {"failed", SPACE_ACKS, IN(PHASE_BOUND) | IN(PHASE_RESUMING),
     adsum_client_failed},
    {"features", ADSUM_XML_STREAMS, IN(PHASE_FEATURES), adsum_client_features},
    {"proceed", SPACE_TLS, IN(PHASE_PROCEED), adsum_client_proceed},
    {"failure", SPACE_TLS, IN(PHASE_PROCEED), adsum_client_no_tls},
    {"challenge", SPACE_SASL, IN(PHASE_LOGIN), adsum_client_challenge},
    {"success", SPACE_SASL, IN(PHASE_LOGIN), adsum_client_success},
    {"failure", SPACE_SASL, IN(PHASE_LOGIN), adsum_client_failure},
    {"error", ADSUM_XML_STREAMS, UINT32_MAX, take_error},
};

static void take_element(struct adsum_client *client,
                         const struct adsum_xml_element *element)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if ((rows[i].when & IN(client->phase)) != 0 &&
            adsum_xml_is(element, rows[i].name, rows[i].space)) {
            rows[i].handle(client, element);
            return;
        }
    adsum_client_end(client, ADSUM_CLIENT_END_WRONG,
                     ADSUM_XML_CONDITION_UNSUPPORTED_STANZA_TYPE);
}

static void take(struct adsum_client *client,
                 const struct adsum_xml_event *event)
{
    bool closing = client->phase == PHASE_CLOSING;

    if (event->kind == ADSUM_XML_CLOSED ||
        (event->kind == ADSUM_XML_FAILED && closing))
        adsum_client_end(client, ADSUM_CLIENT_END_CLOSED, 0);
    else if (event->kind == ADSUM_XML_FAILED)
        adsum_client_end(client, ADSUM_CLIENT_END_WRONG, event->condition);
    else if (closing)
        return;
    else if (event->kind == ADSUM_XML_OPENED)
        take_header(client, event->element);
    else if (event->kind == ADSUM_XML_STANZA)
        take_element(client, event->element);
}

int adsum_client_feed_some(struct adsum_client *client, const void *bytes,
                           uint32_t length)
{
    struct adsum_xml_event event;
    const char *at = bytes;

    do {
        if (client->phase == PHASE_OVER || client->phase == PHASE_NONE ||
            client->deaf)
            break;
        if (adsum_xml_feed(client->pool, &client->xml, client->now_ms, at,
                           length, &event) != 0) {
            adsum_client_fall(client, ADSUM_CLIENT_END_NO_MEMORY);
            break;
        }
        at += event.consumed;
        length -= event.consumed;
        take(client, &event);
    } while (length != 0);
    return client->phase == PHASE_OVER &&
                   client->end.reason == ADSUM_CLIENT_END_NO_MEMORY
               ? ADSUM_ERR_NO_MEMORY
               : 0;
}

int adsum_client_feed(struct adsum_client *client, const void *bytes,
                      uint32_t length)
{
    int err;

    if (length == 0 || client->phase == PHASE_NONE)
        return 0;
    client->statistics.bytes_in += length;
    client->heard_ms = client->now_ms;
    client->pinged = false;
    client->inside = true;
    err = adsum_client_feed_some(client, bytes, length);
    client->inside = false;
    adsum_client_settle(client);
    return err;
}
