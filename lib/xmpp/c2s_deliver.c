/* What the core has for clients: the service's side of adsum_host. */
#include "c2s.h"

#include "writing.h"

static struct adsum_c2s_stream *stream_of(uint64_t context)
{
    return (struct adsum_c2s_stream *)(uintptr_t)context;
}

/* The stanza, with one session's address, bare or full. */
static int address(struct adsum_c2s *c2s, uint64_t session, uint32_t to)
{
    struct adsum_session_info info = {.size = sizeof info};
    char buffer[ADSUM_ADDRESS_BYTES];
    int err = adsum_session_get(c2s->service, session, &info);

    if (err != 0)
        return err;
    adsum_writing_reset(&c2s->letter);
    return adsum_stanza_write_to(
        &c2s->letter, adsum_written(&c2s->delivery),
        to == ADSUM_TO_BARE ? info.user : adsum_c2s_address(&info, buffer));
}

/* 0, NO_MEMORY, or STALE: its connection did not take it. */
static int hand(struct adsum_c2s_stream *stream, uint64_t session, uint32_t to)
{
    struct adsum_c2s *c2s = stream->c2s;
    int err = address(c2s, session, to);

    if (err == 0)
        err = adsum_c2s_sent(stream, adsum_written(&c2s->letter));
    if (err != 0)
        return err;
    adsum_c2s_output(stream, adsum_written(&c2s->letter));
    if (stream->broken && stream->acks == NULL)
        return ADSUM_ERR_STALE;
    c2s->statistics.stanzas_out++;
    adsum_c2s_ask_ack(stream);
    return 0;
}

static uint32_t deliver_one(struct adsum_c2s_stream *stream,
                            const struct adsum_target *target, uint32_t to)
{
    int err;

    if (stream->full || stream->broken || adsum_c2s_awaits(stream))
        return ADSUM_BUSY;
    err = hand(stream, target->session, to);
    if (err == ADSUM_ERR_NO_MEMORY || err == ADSUM_ERR_ROOM)
        adsum_c2s_starve(stream);
    return err == 0 ? ADSUM_TAKEN : ADSUM_BUSY;
}

void adsum_c2s_deliver(struct adsum_c2s *c2s, const struct adsum_notice *notice,
                       struct adsum_target *targets, uint32_t count)
{
    int err;

    adsum_writing_reset(&c2s->delivery);
    err = adsum_stanza_write(&c2s->delivery, notice);
    for (uint32_t i = 0; i < count; i++) {
        struct adsum_c2s_stream *stream = stream_of(targets[i].context);

        /* What XMPP has no stanza for is nothing to its clients. */
        if (err == ADSUM_ERR_INVALID)
            continue;
        if (err != 0)
            adsum_c2s_starve(stream);
        targets[i].answer = err == 0
                                ? deliver_one(stream, &targets[i], notice->to)
                                : ADSUM_BUSY;
    }
}

int adsum_c2s_give(struct adsum_c2s_stream *stream,
                   const struct adsum_notice *message)
{
    struct adsum_c2s *c2s = stream->c2s;
    int err;

    if (message->kind != ADSUM_MESSAGE)
        return ADSUM_ERR_INVALID;
    if (stream->session == 0 || stream->broken)
        return ADSUM_ERR_STALE;
    adsum_writing_reset(&c2s->delivery);
    err = adsum_stanza_write(&c2s->delivery, message);
    return err != 0 ? err : hand(stream, stream->session, ADSUM_TO_BARE);
}

/* Whatever comes is an answer, an error too. */
void adsum_c2s_ping(struct adsum_c2s *c2s, uint64_t session, uint64_t context)
{
    struct adsum_c2s_stream *stream = stream_of(context);
    struct adsum_xml_writer *writer = &c2s->delivery;
    char id[ADSUM_C2S_RANDOM_CHARS];

    if (adsum_c2s_random(c2s, id) != 0)
        return;
    adsum_writing_reset(writer);
    adsum_stanza_write_iq(writer, ADSUM_TYPE_GET, adsum_c2s_domain(stream),
                          (struct adsum_text){NULL, 0},
                          (struct adsum_text){id, sizeof id});
    adsum_xml_write_start(writer, "ping", "urn:xmpp:ping");
    adsum_xml_write_end(writer);
    if (adsum_xml_write_end(writer) == 0)
        (void)hand(stream, session, ADSUM_TO_FULL);
}

void adsum_c2s_ended(struct adsum_c2s *c2s, uint64_t session, uint64_t context,
                     uint32_t reason)
{
    static const uint32_t conditions[] = {
        [ADSUM_ENDED_SILENT] = ADSUM_XML_CONDITION_CONNECTION_TIMEOUT,
        [ADSUM_ENDED_SLOW] = ADSUM_XML_CONDITION_POLICY_VIOLATION,
        [ADSUM_ENDED_REPLACED] = ADSUM_XML_CONDITION_CONFLICT,
        [ADSUM_ENDED_NOT_RESUMED] = ADSUM_XML_CONDITION_CONNECTION_TIMEOUT,
    };
    struct adsum_c2s_stream *stream = stream_of(context);

    (void)c2s;
    (void)session;
    stream->session = 0;
    if (stream->queue == QUEUE_DETACHED)
        adsum_c2s_finish(stream);
    else
        adsum_c2s_end(stream, conditions[reason]);
}
