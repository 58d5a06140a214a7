/*
 * A stream: units, one after the other.
 *
 * A unit that lies in the caller's bytes is scanned and read where it lies. One
 * that is cut is copied to the stream's partial, and read there. The scanner's
 * state is a copy until the call is sure to succeed, and what is in the partial
 * by then is beyond what it counts, so a call that fails for lack of memory has
 * changed nothing.
 */
#include "partial.h"
#include "pool.h"

#include <string.h>

/* adsum_xml_stream.place: an enum where, or the end. */
enum { PLACE_CLOSED = WHERE_MESSAGE, PLACE_FAILED };

enum { SLICE = 4096 }; /* copied at once, since the unit may end in it */

struct feed {
    struct adsum_xml_pool *pool;
    struct adsum_xml_stream *stream;
    uint64_t now_ms;
    const char *bytes;
    uint32_t length;
    uint32_t at; /* taken so far */
    struct adsum_xml_event *event;
};

static void drop_partial(struct feed *feed)
{
    adsum_xml_partial_free(&feed->pool->memory, feed->stream->partial);
    feed->stream->partial = NULL;
}

static void fail(struct feed *feed, uint32_t condition)
{
    adsum_xml_stream_deinit(feed->pool, feed->stream);
    feed->stream->place = PLACE_FAILED;
    feed->stream->condition = condition;
    feed->event->kind = ADSUM_XML_FAILED;
    feed->event->condition = condition;
}

static uint32_t judge_header(const struct adsum_xml_element *header)
{
    bool declared = false;

    for (uint32_t i = 0; i < header->declaration_count; i++) {
        struct adsum_text space = header->declarations[i].space;

        declared |= space.length == sizeof ADSUM_XML_STREAMS - 1 &&
                    memcmp(space.bytes, ADSUM_XML_STREAMS, space.length) == 0;
    }
    if (!adsum_xml_is(header, NULL, ADSUM_XML_STREAMS))
        return declared && header->prefix.length == 0
                   ? ADSUM_XML_CONDITION_BAD_NAMESPACE_PREFIX
                   : ADSUM_XML_CONDITION_INVALID_NAMESPACE;
    if (!adsum_xml_is(header, "stream", NULL))
        return ADSUM_XML_CONDITION_BAD_FORMAT;
    if (header->prefix.length != 0 &&
        (header->prefix.length != 6 ||
         memcmp(header->prefix.bytes, "stream", 6) != 0))
        return ADSUM_XML_CONDITION_BAD_NAMESPACE_PREFIX;
    return ADSUM_XML_CONDITION_NONE;
}

/* A start tag is complete, the only one of its unit. */
static int end_header(struct feed *feed, const char *base, uint32_t length)
{
    struct adsum_xml_pool *pool = feed->pool;
    const struct frame *frame = pool->marks.frames;
    struct adsum_text name = {base + frame->name, frame->length};
    struct adsum_text tag = {name.bytes - 1, length - (frame->name - 1)};
    const struct adsum_xml_element *element;
    struct header *header;
    uint32_t condition;
    int err = adsum_xml_read(&pool->reader, &adsum_xml_no_header, tag, name);

    if (err != 0)
        return err;
    element = &pool->reader.tree.root->element;
    condition = judge_header(element);
    if (condition != ADSUM_XML_CONDITION_NONE) {
        fail(feed, condition);
        return 0;
    }
    err =
        adsum_xml_header_take(&pool->headers, &pool->memory, element, &header);
    if (err != 0)
        return err;
    feed->stream->header = header;
    feed->stream->place = WHERE_STREAM;
    feed->event->kind = ADSUM_XML_OPENED;
    feed->event->element = element;
    return 0;
}

static int end_element(struct feed *feed, const char *base, uint32_t length)
{
    struct reader *reader = &feed->pool->reader;
    int err = adsum_xml_read(reader, feed->stream->header,
                             (struct adsum_text){base, length},
                             (struct adsum_text){0});

    if (err != 0)
        return err;
    feed->event->kind = ADSUM_XML_STANZA;
    feed->event->element = &reader->tree.root->element;
    return 0;
}

/* The scanner has come to an end: a unit's, or the stream's. */
static int end_unit(struct feed *feed, uint32_t verdict, const char *base,
                    uint32_t length)
{
    int err = 0;

    if (verdict == SCAN_HEADER)
        err = end_header(feed, base, length);
    else if (verdict == SCAN_ELEMENT)
        err = end_element(feed, base, length);
    else if (verdict == SCAN_DECLARATION)
        feed->stream->place = WHERE_PROLOG;
    else if (verdict != SCAN_END)
        fail(feed, verdict);
    if (err == READER_REFUSED) {
        fail(feed, ADSUM_XML_CONDITION_INTERNAL_SERVER_ERROR);
        err = 0;
    }
    if (err != 0)
        return err;
    drop_partial(feed);
    if (verdict == SCAN_END) {
        adsum_xml_stream_deinit(feed->pool, feed->stream);
        feed->stream->place = PLACE_CLOSED;
        feed->event->kind = ADSUM_XML_CLOSED;
    }
    return 0;
}

/* How many bytes a unit may have. */
static uint32_t bound_of(const struct feed *feed)
{
    const struct adsum_xml_options *options = &feed->pool->options;

    return feed->stream->place == WHERE_STREAM ? options->stanza_bytes
                                               : options->header_bytes;
}

static struct scanner scanner_of(struct feed *feed, struct scan *scan,
                                 const char *base)
{
    return (struct scanner){.scan = scan,
                            .marks = &feed->pool->marks,
                            .limits = &feed->pool->options,
                            .header = feed->stream->header,
                            .base = base};
}

static uint32_t smaller(uint32_t one, uint32_t other)
{
    return one < other ? one : other;
}

/* Scan what is left; `scan` has begun in the caller's bytes. */
static uint32_t scan_here(struct feed *feed, struct scan *scan)
{
    uint32_t left = feed->length - feed->at, bound = bound_of(feed);
    struct scanner scanner = scanner_of(feed, scan, feed->bytes + feed->at);
    uint32_t verdict = adsum_xml_scan(&scanner, smaller(left, bound));

    if (verdict != SCAN_MORE || left <= bound)
        return verdict;
    scan->length++;
    return ADSUM_XML_CONDITION_POLICY_VIOLATION;
}

static int begin_unit(struct feed *feed)
{
    struct scan scan = {.where = (uint8_t)feed->stream->place};
    const char *base = feed->bytes + feed->at;
    uint32_t verdict = scan_here(feed, &scan);
    struct partial *partial = NULL;
    int err;

    if (verdict != SCAN_MORE) {
        err = end_unit(feed, verdict, base, scan.length);
        feed->at += scan.length;
        return err;
    }
    err = adsum_xml_partial_reserve(&feed->pool->memory, &partial, scan.length,
                                    &scan);
    if (err != 0)
        return err;
    memcpy(adsum_xml_partial_bytes(partial), base, scan.length);
    adsum_xml_partial_save(partial, &scan, &feed->pool->marks);
    partial->since_ms = feed->now_ms;
    feed->stream->partial = partial;
    feed->at = feed->length;
    return 0;
}

/* Copy a slice behind the partial's bytes, and scan it there. */
static int scan_slice(struct feed *feed, struct scan *scan, uint32_t *verdict)
{
    struct partial *partial = feed->stream->partial;
    uint32_t bound = bound_of(feed), before = scan->length;
    uint32_t bytes = smaller(feed->length - feed->at, SLICE);
    struct scanner scanner;
    int err;

    bytes = smaller(bytes, bound - before);
    err = adsum_xml_partial_reserve(&feed->pool->memory, &partial,
                                    before + bytes, scan);
    if (err != 0)
        return err;
    feed->stream->partial = partial;
    memcpy(adsum_xml_partial_bytes(partial) + before, feed->bytes + feed->at,
           bytes);
    scanner = scanner_of(feed, scan, adsum_xml_partial_bytes(partial));
    *verdict = adsum_xml_scan(&scanner, before + bytes);
    if (*verdict == SCAN_MORE && bytes == 0) {
        scan->length++;
        *verdict = ADSUM_XML_CONDITION_POLICY_VIOLATION;
    }
    feed->at += scan->length - before;
    return 0;
}

static int continue_unit(struct feed *feed)
{
    struct partial *partial = feed->stream->partial;
    struct scan scan = partial->scan;
    uint32_t verdict = SCAN_MORE;
    int err;

    adsum_xml_partial_load(partial, &feed->pool->marks);
    while (verdict == SCAN_MORE && feed->at < feed->length) {
        err = scan_slice(feed, &scan, &verdict);
        if (err != 0)
            return err;
    }
    partial = feed->stream->partial;
    if (verdict != SCAN_MORE)
        return end_unit(feed, verdict, adsum_xml_partial_bytes(partial),
                        scan.length);
    err = adsum_xml_partial_reserve(&feed->pool->memory, &partial, scan.length,
                                    &scan);
    if (err != 0)
        return err;
    adsum_xml_partial_save(partial, &scan, &feed->pool->marks);
    feed->stream->partial = partial;
    return 0;
}

/* Whitespace between units is nobody's. */
static void skip_blanks(struct feed *feed)
{
    while (feed->at < feed->length &&
           (adsum_xml_class[(uint8_t)feed->bytes[feed->at]] & CHAR_SPACE) != 0)
        feed->at++;
}

static bool late(const struct feed *feed)
{
    uint64_t due = adsum_xml_due(feed->pool, feed->stream);

    return due != UINT64_MAX && feed->now_ms >= due;
}

/* One unit at most: what is done then stands, whatever comes of the next. */
static int read_on(struct feed *feed)
{
    if (late(feed)) {
        fail(feed, ADSUM_XML_CONDITION_POLICY_VIOLATION);
        return 0;
    }
    if (feed->stream->partial != NULL)
        return continue_unit(feed);
    skip_blanks(feed);
    if (feed->at != 0 && feed->stream->place == WHERE_START)
        feed->stream->place = WHERE_PROLOG; /* too late for a declaration */
    else if (feed->at < feed->length)
        return begin_unit(feed);
    return 0;
}

int adsum_xml_feed(struct adsum_xml_pool *pool, struct adsum_xml_stream *stream,
                   uint64_t now_ms, const void *bytes, uint32_t length,
                   struct adsum_xml_event *ret)
{
    struct adsum_xml_event event = {0};
    struct feed feed = {pool, stream, now_ms, bytes, length, 0, &event};
    int err = 0;

    if (stream->place == PLACE_CLOSED) {
        event.kind = ADSUM_XML_CLOSED;
    } else if (stream->place == PLACE_FAILED) {
        event.kind = ADSUM_XML_FAILED;
        event.condition = stream->condition;
    } else {
        err = read_on(&feed);
    }
    if (err != 0)
        return err;
    event.consumed = feed.at;
    *ret = event;
    return 0;
}

uint64_t adsum_xml_due(const struct adsum_xml_pool *pool,
                       const struct adsum_xml_stream *stream)
{
    const struct partial *partial = stream->partial;
    uint32_t most = pool->options.partial_ms;

    if (partial == NULL || most == UINT32_MAX ||
        partial->since_ms > UINT64_MAX - most)
        return UINT64_MAX;
    return partial->since_ms + most;
}

uint32_t adsum_xml_held(const struct adsum_xml_stream *stream)
{
    const struct partial *partial = stream->partial;

    return partial != NULL ? (uint32_t)sizeof *partial + partial->capacity : 0;
}

void adsum_xml_stream_deinit(struct adsum_xml_pool *pool,
                             struct adsum_xml_stream *stream)
{
    adsum_xml_partial_free(&pool->memory, stream->partial);
    adsum_xml_header_give(&pool->headers, &pool->memory, stream->header);
    memset(stream, 0, sizeof *stream);
}
