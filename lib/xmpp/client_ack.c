/* Acknowledgements and resumption: XEP-0198. */
#include "client.h"

#include "ack.h"
#include "words.h"
#include "writing.h"
#include <string.h>

enum { ID_BYTES = 4000, LOCATION_BYTES = 300 };

static bool wants_resumption(const struct adsum_client *client)
{
    return (client->options.flags & ADSUM_CLIENT_NO_RESUME) == 0;
}

void adsum_client_enable(struct adsum_client *client)
{
    struct adsum_xml_writer *writer = adsum_client_begin(client);

    if ((client->offers & ADSUM_CLIENT_OFFERS_ACKS) == 0)
        return;
    adsum_xml_write_start(writer, "enable", SPACE_ACKS);
    if (wants_resumption(client))
        adsum_xml_write_attribute(writer, "resume", adsum_text_of("true"));
    adsum_xml_write_end(writer);
    client->counts.out = true;
    adsum_client_send(client);
}

int adsum_client_sent(struct adsum_client *client, struct adsum_text stanza)
{
    struct counts *counts = &client->counts;

    if (client->session == 0 ||
        (client->phase != PHASE_BOUND && !counts->resumable))
        return ADSUM_ERR_STALE;
    if (!counts->out)
        return 0;
    if (counts->unacked.count >= client->options.unacked ||
        counts->unacked.length >= client->options.unacked_bytes)
        return ADSUM_ERR_LIMIT;
    return adsum_texts_add(&counts->unacked, adsum_client_memory(client),
                           stanza, client->now_ms);
}

void adsum_client_ask_ack(struct adsum_client *client)
{
    if (!client->counts.out || client->counts.asked)
        return;
    client->counts.asked = true;
    adsum_client_output(client, adsum_text_of(ADSUM_ACK_REQUEST));
}

/* More than 2^32 ms is for ever. */
static uint32_t resume_ms(const struct adsum_client *client,
                          struct adsum_text max)
{
    uint32_t seconds;

    return adsum_ack_read(max, &seconds) &&
                   seconds < client->options.resume_ms / 1000
               ? seconds * 1000
               : client->options.resume_ms;
}

void adsum_client_enabled(struct adsum_client *client,
                          const struct adsum_xml_element *element)
{
    struct counts *counts = &client->counts;
    struct adsum_text id = adsum_xml_value(element, "id", NULL),
                      location = adsum_xml_value(element, "location", NULL);

    if (!counts->out || counts->enabled)
        return;
    counts->enabled = true;
    counts->resume_ms =
        resume_ms(client, adsum_xml_value(element, "max", NULL));
    if (!wants_resumption(client) || id.length == 0 || id.length > ID_BYTES ||
        !adsum_ack_true(adsum_xml_value(element, "resume", NULL)))
        return;
    if (location.length <= LOCATION_BYTES)
        (void)adsum_client_keep(client, location, &counts->location);
    counts->resumable = adsum_client_keep(client, id, &counts->id) == 0;
}

void adsum_client_r(struct adsum_client *client,
                    const struct adsum_xml_element *element)
{
    (void)element;
    if (!client->counts.enabled)
        return;
    adsum_ack_write(adsum_client_begin(client), "a", client->counts.in,
                    (struct adsum_text){NULL, 0});
    adsum_client_send(client);
}

/* Section 6: more than was sent. */
static void too_high(struct adsum_client *client, uint32_t h)
{
    const struct counts *counts = &client->counts;

    adsum_ack_write_too_high(adsum_client_begin(client), h,
                             counts->acked + counts->unacked.count);
    adsum_client_send(client);
    adsum_client_end(client, ADSUM_CLIENT_END_CLOSED, 0);
    client->end.reason = ADSUM_CLIENT_END_WRONG;
    client->end.detail = ADSUM_XML_CONDITION_UNDEFINED_CONDITION;
}

/* Whether `h` is one that can be. What it acknowledges is forgotten. */
static bool acknowledge(struct adsum_client *client, struct adsum_text text)
{
    struct counts *counts = &client->counts;
    uint32_t h = 0;

    if (!adsum_ack_read(text, &h)) {
        adsum_client_end(client, ADSUM_CLIENT_END_WRONG,
                         ADSUM_XML_CONDITION_BAD_FORMAT);
        return false;
    }
    if (h - counts->acked > counts->unacked.count) {
        too_high(client, h);
        return false;
    }
    if (h != counts->acked)
        adsum_texts_drop(&counts->unacked, adsum_client_memory(client),
                         h - counts->acked);
    counts->acked = h;
    return true;
}

void adsum_client_a(struct adsum_client *client,
                    const struct adsum_xml_element *element)
{
    struct counts *counts = &client->counts;
    uint32_t before = counts->acked;

    if (!counts->enabled ||
        !acknowledge(client, adsum_xml_value(element, "h", NULL)))
        return;
    counts->asked = false;
    /* One that gets on is asked on. */
    if (counts->unacked.count != 0 && counts->acked != before)
        adsum_client_ask_ack(client);
}

void adsum_client_resume(struct adsum_client *client)
{
    adsum_ack_write(adsum_client_begin(client), "resume", client->counts.in,
                    adsum_client_text(client->counts.id));
    adsum_client_enter(client, PHASE_RESUMING);
    adsum_client_send(client);
}

static void send_again(struct adsum_client *client)
{
    struct texts_walk walk = {0};
    struct adsum_text stanza;
    uint64_t since_ms;

    while (adsum_texts_next(&client->counts.unacked, &walk, &stanza, &since_ms))
        adsum_client_output(client, stanza);
    if (client->counts.unacked.count != 0)
        adsum_client_ask_ack(client);
}

void adsum_client_resumed(struct adsum_client *client,
                          const struct adsum_xml_element *element)
{
    if (!adsum_text_same(adsum_xml_value(element, "previd", NULL),
                         adsum_client_text(client->counts.id))) {
        adsum_client_end(client, ADSUM_CLIENT_END_WRONG,
                         ADSUM_XML_CONDITION_BAD_FORMAT);
        return;
    }
    if (!acknowledge(client, adsum_xml_value(element, "h", NULL)))
        return;
    client->statistics.resumed++;
    client->counts.asked = false;
    adsum_client_enter(client, PHASE_BOUND);
    send_again(client);
    adsum_client_serve(client, true);
}

/* Section 5: what the server says it had, it had. A resource is bound next. */
static void not_resumed(struct adsum_client *client,
                        const struct adsum_xml_element *element)
{
    struct adsum_text h = adsum_xml_value(element, "h", NULL);

    if (h.bytes != NULL && !acknowledge(client, h))
        return;
    adsum_client_leave(client);
    adsum_client_bind(client);
}

void adsum_client_failed(struct adsum_client *client,
                         const struct adsum_xml_element *element)
{
    if (client->phase == PHASE_RESUMING)
        not_resumed(client, element);
    else if (!client->counts.enabled)
        adsum_client_counts_deinit(client);
}

static bool is_message(struct adsum_text stanza)
{
    static const char name[] = "<message";

    return stanza.length >= sizeof name &&
           memcmp(stanza.bytes, name, sizeof name - 1) == 0;
}

void adsum_client_salvage(struct adsum_client *client)
{
    struct texts_walk walk = {0};
    struct adsum_text stanza;
    uint64_t since_ms;

    while (adsum_texts_next(&client->counts.unacked, &walk, &stanza, &since_ms))
        if (client->host.unsent != NULL && is_message(stanza))
            client->host.unsent(client->user, client->context, &stanza,
                                since_ms);
}

void adsum_client_counts_deinit(struct adsum_client *client)
{
    struct counts *counts = &client->counts;

    adsum_texts_deinit(&counts->unacked, adsum_client_memory(client));
    (void)adsum_client_keep(client, (struct adsum_text){NULL, 0}, &counts->id);
    (void)adsum_client_keep(client, (struct adsum_text){NULL, 0},
                            &counts->location);
    memset(counts, 0, sizeof *counts);
}
