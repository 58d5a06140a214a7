/* Streams: what comes in, and which part of negotiation it is for. */
#include "c2s.h"

#include "words.h"
#include <string.h>

static bool is_full(const struct adsum_c2s *c2s)
{
    uint32_t count = 0;

    for (uint32_t queue = 0; queue < QUEUES; queue++)
        count += c2s->lines[queue].count;
    return count >= c2s->options.streams ||
           c2s->lines[QUEUE_NEGOTIATING].count >= c2s->options.negotiating;
}

int adsum_c2s_open(struct adsum_c2s *c2s, uint64_t context, uint32_t flags,
                   struct adsum_c2s_stream **ret)
{
    struct adsum_c2s_stream *stream;

    if (is_full(c2s)) {
        c2s->statistics.refused_streams++;
        return ADSUM_ERR_LIMIT;
    }
    stream = adsum_c2s_allocate(c2s, NULL, 0, sizeof *stream);
    if (stream == NULL)
        return ADSUM_ERR_NO_MEMORY;
    memset(stream, 0, sizeof *stream);
    stream->c2s = c2s;
    stream->context = context;
    stream->flags = (uint8_t)flags;
    stream->known = true;
    adsum_c2s_enqueue(stream);
    if (adsum_c2s_negotiation_new(stream) != 0) {
        adsum_c2s_unlink(stream);
        (void)adsum_c2s_allocate(c2s, stream, sizeof *stream, 0);
        return ADSUM_ERR_NO_MEMORY;
    }
    c2s->statistics.opened++;
    *ret = stream;
    return 0;
}

/* First-level elements. What is in no row, is of no use at the time. */
enum { CLEAR = 1, SECURED = 2, AUTHENTICATED = 4, BOUND = 8 };

static const struct {
    const char *name, *space;
    uint32_t when;
    adsum_c2s_handler *handle;
} rows[] = {
    {"presence", ADSUM_XML_CLIENT, BOUND, adsum_c2s_stanza},
    {"message", ADSUM_XML_CLIENT, BOUND, adsum_c2s_stanza},
    {"iq", ADSUM_XML_CLIENT, BOUND, adsum_c2s_stanza},
    {"iq", ADSUM_XML_CLIENT, AUTHENTICATED, adsum_c2s_bind},
    {"r", SPACE_ACKS, BOUND, adsum_c2s_r},
    {"a", SPACE_ACKS, BOUND, adsum_c2s_a},
    {"enable", SPACE_ACKS, CLEAR | SECURED | AUTHENTICATED | BOUND,
     adsum_c2s_enable},
    {"resume", SPACE_ACKS, CLEAR | SECURED | AUTHENTICATED | BOUND,
     adsum_c2s_resume},
    {"starttls", SPACE_TLS, CLEAR | SECURED | AUTHENTICATED,
     adsum_c2s_starttls},
    {"auth", SPACE_SASL, CLEAR | SECURED, adsum_c2s_auth},
    {"response", SPACE_SASL, CLEAR | SECURED, adsum_c2s_response},
    {"abort", SPACE_SASL, CLEAR | SECURED, adsum_c2s_abort},
};

static uint32_t now_is(const struct adsum_c2s_stream *stream)
{
    return stream->session != 0    ? BOUND
           : stream->authenticated ? AUTHENTICATED
           : stream->secured       ? SECURED
                                   : CLEAR;
}

static bool is_stanza(const struct adsum_xml_element *element)
{
    return adsum_xml_is(element, "presence", ADSUM_XML_CLIENT) ||
           adsum_xml_is(element, "message", ADSUM_XML_CLIENT) ||
           adsum_xml_is(element, "iq", ADSUM_XML_CLIENT);
}

static void take_element(struct adsum_c2s_stream *stream,
                         const struct adsum_xml_element *element)
{
    uint32_t now = now_is(stream);

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if ((rows[i].when & now) != 0 && element->prefix.length == 0 &&
            adsum_xml_is(element, rows[i].name, rows[i].space)) {
            rows[i].handle(stream, element);
            return;
        }
    if (adsum_xml_is(element, "error", ADSUM_XML_STREAMS)) {
        adsum_c2s_end(stream, ADSUM_XML_CONDITION_NONE);
        stream->condition = (uint8_t)adsum_xml_condition_of(element);
        return;
    }
    /* 4.9.3.12, 4.9.3.24 */
    adsum_c2s_end(stream, now != BOUND && is_stanza(element)
                              ? ADSUM_XML_CONDITION_NOT_AUTHORIZED
                              : ADSUM_XML_CONDITION_UNSUPPORTED_STANZA_TYPE);
}

/* 4.4: the client has said its last, and is told the same. */
static void take_end(struct adsum_c2s_stream *stream)
{
    adsum_c2s_end(stream, ADSUM_XML_CONDITION_NONE);
    adsum_c2s_finish(stream);
}

/* Not even its end can be read any more. */
static void hang_up(struct adsum_c2s_stream *stream, uint32_t condition)
{
    adsum_c2s_end(stream, condition);
    stream->deaf = true;
}

static void take(struct adsum_c2s_stream *stream,
                 const struct adsum_xml_event *event)
{
    bool closing = stream->queue == QUEUE_CLOSING;

    if (event->kind == ADSUM_XML_CLOSED)
        take_end(stream);
    else if (event->kind == ADSUM_XML_FAILED && closing)
        adsum_c2s_finish(stream);
    else if (event->kind == ADSUM_XML_FAILED)
        hang_up(stream, event->condition);
    else if (closing)
        return;
    else if (event->kind == ADSUM_XML_OPENED)
        adsum_c2s_header(stream, event->element);
    else if (event->kind == ADSUM_XML_STANZA)
        take_element(stream, event->element);
}

int adsum_c2s_feed_some(struct adsum_c2s_stream *stream, const void *bytes,
                        uint32_t length)
{
    struct adsum_c2s *c2s = stream->c2s;
    struct adsum_xml_event event;
    const char *at = bytes;

    do {
        int err;

        if (stream->queue == QUEUE_OVER || stream->deaf)
            return 0;
        err = adsum_xml_feed(c2s->pool, &stream->xml, c2s->now_ms, at, length,
                             &event);
        if (err != 0) {
            hang_up(stream, ADSUM_XML_CONDITION_RESOURCE_CONSTRAINT);
            return err;
        }
        at += event.consumed;
        length -= event.consumed;
        take(stream, &event);
    } while (length != 0);
    return 0;
}

/* Which queue says when what has begun must be complete. */
static void watch_partial(struct adsum_c2s_stream *stream)
{
    const struct adsum_c2s *c2s = stream->c2s;
    uint64_t due = adsum_xml_due(c2s->pool, &stream->xml);

    if (stream->queue == QUEUE_PARTIAL && due == UINT64_MAX)
        adsum_c2s_move(stream, QUEUE_BOUND);
    else if ((stream->queue == QUEUE_BOUND && due != UINT64_MAX) ||
             (stream->queue == QUEUE_PARTIAL &&
              due != stream->since_ms + c2s->options.partial_ms))
        adsum_c2s_move(stream, QUEUE_PARTIAL);
}

int adsum_c2s_feed(struct adsum_c2s_stream *stream, const void *bytes,
                   uint32_t length)
{
    struct adsum_c2s *c2s = stream->c2s;
    int err;

    if (length == 0)
        return 0;
    c2s->statistics.bytes_in += length;
    stream->heard = true;
    if (stream->session != 0)
        (void)adsum_session_heard(c2s->service, stream->session);
    err = adsum_c2s_feed_some(stream, bytes, length);
    watch_partial(stream);
    adsum_c2s_settle(c2s);
    return err;
}

/* Nothing more is told for want of memory: it is tried again by and by. */
void adsum_c2s_ready(struct adsum_c2s_stream *stream)
{
    if (stream->session != 0 && !stream->full && !stream->broken &&
        !adsum_c2s_awaits(stream) &&
        adsum_session_ready(stream->c2s->service, stream->session) ==
            ADSUM_ERR_NO_MEMORY)
        adsum_c2s_starve(stream);
}

void adsum_c2s_starve(struct adsum_c2s_stream *stream)
{
    if (stream->queue == QUEUE_BOUND || stream->queue == QUEUE_PARTIAL)
        adsum_c2s_move(stream, QUEUE_STARVED);
}

void adsum_c2s_writable(struct adsum_c2s_stream *stream)
{
    if (!stream->full)
        return;
    stream->full = false;
    adsum_c2s_ready(stream);
    adsum_c2s_settle(stream->c2s);
}

void adsum_c2s_lost(struct adsum_c2s_stream *stream)
{
    struct adsum_c2s *c2s = stream->c2s;

    if (stream->queue != QUEUE_CLOSING && adsum_c2s_resumable(stream))
        adsum_c2s_detach(stream);
    else
        adsum_c2s_finish(stream);
    adsum_c2s_settle(c2s);
}

void adsum_c2s_close(struct adsum_c2s_stream *stream, uint32_t condition)
{
    struct adsum_c2s *c2s = stream->c2s;

    adsum_c2s_end(stream, condition);
    adsum_c2s_settle(c2s);
}

int adsum_c2s_get(const struct adsum_c2s_stream *stream,
                  struct adsum_c2s_info *ret)
{
    struct adsum_session_info session = {.size = sizeof session};

    if (ret->size != sizeof *ret)
        return ADSUM_ERR_INVALID;
    *ret = (struct adsum_c2s_info){.size = sizeof *ret,
                                   .secured = stream->secured,
                                   .authenticated = stream->authenticated,
                                   .resumable = adsum_c2s_resumable(stream),
                                   .session = stream->session};
    if (stream->negotiation != NULL)
        ret->address = (struct adsum_text){stream->negotiation->account,
                                           stream->negotiation->account_length};
    else if (adsum_session_get(stream->c2s->service, stream->session,
                               &session) == 0)
        ret->address = session.user;
    return 0;
}
