/* Queues of streams, and what is due of them. */
#include "c2s.h"

void adsum_c2s_unlink(struct adsum_c2s_stream *stream)
{
    struct line *line = &stream->c2s->lines[stream->queue];

    *(stream->previous != NULL ? &stream->previous->next : &line->first) =
        stream->next;
    *(stream->next != NULL ? &stream->next->previous : &line->last) =
        stream->previous;
    line->count--;
}

static void append(struct adsum_c2s_stream *stream, uint32_t queue)
{
    struct line *line = &stream->c2s->lines[queue];

    stream->queue = (uint8_t)queue;
    stream->next = NULL;
    stream->previous = line->last;
    *(line->last != NULL ? &line->last->next : &line->first) = stream;
    line->last = stream;
    line->count++;
}

void adsum_c2s_move(struct adsum_c2s_stream *stream, uint32_t queue)
{
    adsum_c2s_unlink(stream);
    append(stream, queue);
    stream->since_ms = stream->c2s->now_ms;
}

void adsum_c2s_enqueue(struct adsum_c2s_stream *stream)
{
    append(stream, QUEUE_NEGOTIATING);
    stream->since_ms = stream->c2s->now_ms;
}

static void too_slow(struct adsum_c2s_stream *stream)
{
    adsum_c2s_end(stream, ADSUM_XML_CONDITION_CONNECTION_TIMEOUT);
}

/* What was begun and not completed is the reader's to judge. */
static void look(struct adsum_c2s_stream *stream)
{
    (void)adsum_c2s_feed_some(stream, "", 0);
    if (stream->queue == QUEUE_PARTIAL)
        adsum_c2s_move(stream, QUEUE_BOUND);
}

static void feed_starved(struct adsum_c2s_stream *stream)
{
    bool partial = adsum_xml_due(stream->c2s->pool, &stream->xml) != UINT64_MAX;

    adsum_c2s_move(stream, partial ? QUEUE_PARTIAL : QUEUE_BOUND);
    adsum_c2s_ready(stream);
}

static const uint32_t starved_ms = 1000;

uint64_t adsum_c2s_expire(struct adsum_c2s *c2s)
{
    const struct {
        uint32_t queue, after_ms;
        void (*expire)(struct adsum_c2s_stream *stream);
    } rows[] = {
        {QUEUE_NEGOTIATING, c2s->options.negotiate_ms, too_slow},
        {QUEUE_PARTIAL, c2s->options.partial_ms, look},
        {QUEUE_STARVED, starved_ms, feed_starved},
        {QUEUE_CLOSING, c2s->options.close_ms, adsum_c2s_finish},
    };
    uint64_t next_ms = UINT64_MAX;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct line *line = &c2s->lines[rows[i].queue];

        while (line->first != NULL &&
               c2s->now_ms - line->first->since_ms >= rows[i].after_ms)
            rows[i].expire(line->first);
        if (line->first != NULL &&
            line->first->since_ms + rows[i].after_ms < next_ms)
            next_ms = line->first->since_ms + rows[i].after_ms;
    }
    return next_ms;
}

static void free_stream(struct adsum_c2s_stream *stream)
{
    struct adsum_c2s *c2s = stream->c2s;

    adsum_c2s_unlink(stream);
    adsum_c2s_acks_free(stream);
    adsum_c2s_negotiation_free(stream);
    adsum_xml_stream_deinit(c2s->pool, &stream->xml);
    (void)adsum_c2s_allocate(c2s, stream, sizeof *stream, 0);
}

void adsum_c2s_tell_closed(struct adsum_c2s_stream *stream)
{
    if (!stream->known)
        return;
    stream->known = false;
    stream->c2s->host.closed(stream->c2s->user, stream->context,
                             stream->condition);
}

/* Streams that are over may end others, by what they leave behind. */
void adsum_c2s_settle(struct adsum_c2s *c2s)
{
    struct adsum_c2s_stream *stream;

    if (c2s->settling)
        return;
    c2s->settling = true;
    while ((stream = c2s->lines[QUEUE_OVER].first) != NULL) {
        adsum_c2s_salvage(stream);
        adsum_c2s_tell_closed(stream);
        free_stream(stream);
    }
    c2s->settling = false;
}
