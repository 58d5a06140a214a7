/* What the server sends to a bound client: RFC 6120 8, RFC 6121 8. */
#include "client.h"

int adsum_client_read(struct adsum_client *client,
                      const struct adsum_xml_element *element,
                      struct adsum_stanza *ret)
{
    const struct adsum_stanza_options options = {
        .size = sizeof options,
        .peer = ADSUM_PEER_ACCOUNT,
        .prepare = client->options.prepare,
        .address = adsum_client_text(client->full)};

    if (client->room == NULL)
        client->room =
            adsum_client_allocate(client, NULL, 0, client->room_bytes);
    return client->room == NULL
               ? ADSUM_ERR_NO_MEMORY
               : adsum_stanza_read(&options, element, client->room,
                                   client->room_bytes, ret);
}

static int refuse(struct adsum_client *client,
                  const struct adsum_stanza *stanza, uint32_t error)
{
    adsum_stanza_write_error(adsum_client_begin(client), stanza, error);
    adsum_client_reply(client);
    return 0;
}

static bool is_ping(const struct adsum_stanza *stanza,
                    const struct adsum_xml_element *element)
{
    return stanza->notice.type == ADSUM_TYPE_GET &&
           adsum_xml_child(element, "ping", SPACE_PING) != NULL;
}

/* RFC 6121 8.5.3: whoever may not see us learns nothing, not by an answer and
 * not by which error it is. */
static int request(struct adsum_client *client,
                   const struct adsum_stanza *stanza,
                   const struct adsum_xml_element *element)
{
    bool seen = adsum_client_seen(client, stanza->from);
    struct adsum_xml_writer *writer;

    if (!seen || !is_ping(stanza, element)) {
        if (client->host.asked == NULL ||
            client->host.asked(client->user, client->context, stanza, element,
                               seen) == 0)
            refuse(client, stanza, ADSUM_STANZA_ERROR_SERVICE_UNAVAILABLE);
        return 0;
    }
    writer = adsum_client_begin(client);
    adsum_stanza_write_result(writer, stanza);
    adsum_xml_write_end(writer);
    adsum_client_reply(client);
    return 0;
}

static int take(struct adsum_client *client, const struct adsum_stanza *stanza,
                const struct adsum_xml_element *element)
{
    uint32_t type = stanza->notice.type;

    if (stanza->kind == ADSUM_PRESENCE)
        return adsum_client_presence(client, stanza, element);
    if (stanza->kind == ADSUM_IQ)
        return type == ADSUM_TYPE_GET || type == ADSUM_TYPE_SET
                   ? request(client, stanza, element)
                   : adsum_client_answer_came(client, stanza, element);
    if (client->host.message != NULL)
        client->host.message(client->user, client->context, stanza, element);
    return 0;
}

static int refuse_as_read(struct adsum_client *client,
                          const struct adsum_stanza *stanza)
{
    return refuse(client, stanza,
                  adsum_client_seen(client, stanza->from)
                      ? stanza->error
                      : ADSUM_STANZA_ERROR_SERVICE_UNAVAILABLE);
}

static int act(struct adsum_client *client, const struct adsum_stanza *stanza,
               const struct adsum_xml_element *element)
{
    switch (stanza->action) {
    case ADSUM_STANZA_SEND:
        return take(client, stanza, element);
    case ADSUM_STANZA_PUSH:
        return adsum_client_roster_push(client, stanza);
    case ADSUM_STANZA_ANSWER:
    case ADSUM_STANZA_ROSTER:
        return adsum_client_answer_came(client, stanza, element);
    case ADSUM_STANZA_REFUSE:
        return refuse_as_read(client, stanza);
    default:
        /* An answer that cannot be read is one, too: nobody waits on. */
        if (stanza->kind == ADSUM_IQ && stanza->error != 0)
            return adsum_client_answer_came(client, stanza, element);
        client->statistics.ignored++;
        return 0;
    }
}

/* What memory was refused for was not handled: it comes again, where the
 * stream is resumed. */
void adsum_client_stanza(struct adsum_client *client,
                         const struct adsum_xml_element *element)
{
    struct adsum_stanza stanza;
    int err = adsum_client_read(client, element, &stanza);

    if (err == 0) {
        client->statistics.stanzas_in++;
        err = act(client, &stanza, element);
    }
    if (err != 0)
        adsum_client_fall(client, ADSUM_CLIENT_END_NO_MEMORY);
    else if (client->phase == PHASE_BOUND && client->counts.enabled)
        client->counts.in++;
}

int adsum_client_answer(struct adsum_client *client, struct adsum_text to,
                        struct adsum_text id, uint32_t error,
                        struct adsum_text payload)
{
    const struct adsum_stanza asked = {
        .size = sizeof asked,
        .action = ADSUM_STANZA_SEND,
        .kind = ADSUM_IQ,
        .from = to,
        .id = id,
        .notice = {.kind = ADSUM_IQ, .type = ADSUM_TYPE_GET}};
    struct adsum_xml_writer *writer;
    struct adsum_address parts;

    if (adsum_address_split(to, &parts) != 0)
        return ADSUM_ERR_INVALID;
    if (client->session == 0)
        return ADSUM_ERR_STALE;
    writer = adsum_client_begin(client);
    if (error != ADSUM_STANZA_ERROR_NONE) {
        adsum_stanza_write_error(writer, &asked, error);
    } else {
        adsum_stanza_write_result(writer, &asked);
        adsum_xml_write_raw(writer, payload);
        adsum_xml_write_end(writer);
    }
    return adsum_client_send_stanza(client);
}
