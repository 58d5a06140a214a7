/*
 * Presence that comes: RFC 6121 4.2.4. Until the roster is there, nobody knows
 * whose is of interest: it waits, in order, and so does what comes behind it.
 */
#include "client.h"

#include "words.h"
#include "writing.h"

int adsum_client_receive(struct adsum_client *client,
                         const struct adsum_notice *notice)
{
    struct adsum_text full = adsum_client_text(client->full);
    struct adsum_address parts = {.domain = full};
    int err;

    (void)adsum_address_split(full, &parts);
    err =
        adsum_service_receive(client->service, parts.domain, notice, &full, 1);
    if (err < 0 && err != ADSUM_ERR_NO_MEMORY)
        client->statistics.dropped++;
    return err;
}

static int pass(struct adsum_client *client, const struct adsum_notice *notice)
{
    return adsum_client_receive(client, notice) == ADSUM_ERR_NO_MEMORY
               ? ADSUM_ERR_NO_MEMORY
               : 0;
}

static int keep(struct adsum_client *client,
                const struct adsum_xml_element *element)
{
    struct adsum_xml_writer *writer = &client->stanza;
    struct adsum_text stanza;

    adsum_writing_reset(writer);
    if (adsum_xml_write_element(writer, element) == ADSUM_ERR_NO_MEMORY)
        return ADSUM_ERR_NO_MEMORY;
    stanza = adsum_written(writer);
    if (writer->error != 0 || client->early.length + (uint64_t)stanza.length >
                                  client->options.early_bytes) {
        client->statistics.dropped++;
        return 0;
    }
    return adsum_texts_add(&client->early, adsum_client_memory(client), stanza,
                           client->now_ms);
}

/* The stanza of a text that was kept, in a stream of its own. */
static int read(struct adsum_client *client, struct adsum_xml_stream *stream,
                struct adsum_text text, struct adsum_xml_event *event)
{
    static const char header[] = "<stream:stream xmlns='" ADSUM_XML_CLIENT
                                 "' xmlns:stream='" ADSUM_XML_STREAMS "'>";
    int err = adsum_xml_feed(client->pool, stream, client->now_ms, header,
                             sizeof header - 1, event);

    return err != 0 ? err
                    : adsum_xml_feed(client->pool, stream, client->now_ms,
                                     text.bytes, text.length, event);
}

static int use(struct adsum_client *client, const struct adsum_stanza *stanza)
{
    if (adsum_client_knows(client, stanza->from))
        return pass(client, &stanza->notice);
    client->statistics.ignored++;
    return 0;
}

static int use_early(struct adsum_client *client, struct adsum_text text)
{
    struct adsum_xml_stream stream = {0};
    struct adsum_xml_event event = {0};
    struct adsum_stanza stanza;
    int err = read(client, &stream, text, &event);

    if (err == 0 && event.kind == ADSUM_XML_STANZA &&
        (err = adsum_client_read(client, event.element, &stanza)) == 0 &&
        stanza.action == ADSUM_STANZA_SEND)
        err = use(client, &stanza);
    adsum_xml_stream_deinit(client->pool, &stream);
    return err;
}

void adsum_client_presence_early(struct adsum_client *client)
{
    struct adsum_text text;
    uint64_t since_ms;

    for (;;) {
        struct texts_walk walk = {0};

        if (!adsum_texts_next(&client->early, &walk, &text, &since_ms) ||
            use_early(client, text) != 0)
            return;
        adsum_texts_drop(&client->early, adsum_client_memory(client), 1);
    }
}

int adsum_client_presence(struct adsum_client *client,
                          const struct adsum_stanza *stanza,
                          const struct adsum_xml_element *element)
{
    if (stanza->notice.kind != ADSUM_PRESENCE)
        return pass(client, &stanza->notice);
    if (client->early.count == 0 &&
        (client->rostered || adsum_client_partner(client, stanza->from)))
        return use(client, stanza);
    return keep(client, element);
}
