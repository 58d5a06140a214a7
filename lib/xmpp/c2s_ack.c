/* Acknowledgements and resumption: XEP-0198. */
#include "c2s.h"

#include "c2s_unacked.h"
#include "words.h"
#include <string.h>

enum { SESSION_CHARS = 16, ID_CHARS = ADSUM_C2S_RANDOM_CHARS + SESSION_CHARS };

struct acks {
    struct unacked unacked;
    uint32_t in;    /* stanzas handled */
    uint32_t acked; /* of those sent, by the client */
    bool asked;
    bool resumable;
    char id[ID_CHARS];
};

static struct adsum_text number(uint32_t value, char *buffer)
{
    return adsum_stanza_version(value, buffer);
}

/* <failed/> with a stanza error; the stream goes on. */
static void fail(struct adsum_c2s_stream *stream, uint32_t error)
{
    struct adsum_xml_writer *writer = adsum_c2s_begin(stream);

    adsum_xml_write_start(writer, "failed", SPACE_ACKS);
    adsum_xml_write_start(writer, adsum_stanza_error(error),
                          "urn:ietf:params:xml:ns:xmpp-stanzas");
    adsum_xml_write_end(writer);
    adsum_xml_write_end(writer);
    adsum_c2s_send(stream);
}

static bool is_true(struct adsum_text text)
{
    return adsum_text_is(text, "true") || adsum_text_is(text, "1");
}

/* Random, and behind it which session: no table is needed to find it. */
static int make_id(struct adsum_c2s_stream *stream, char *ret)
{
    static const char digits[] = "0123456789abcdef";
    char *at = ret + ADSUM_C2S_RANDOM_CHARS;

    for (uint32_t i = 0; i < SESSION_CHARS; i++)
        at[i] = digits[stream->session >> (4 * (SESSION_CHARS - 1 - i)) & 15];
    return adsum_c2s_random(stream->c2s, ret);
}

static struct acks *new_acks(struct adsum_c2s_stream *stream, bool resumable)
{
    struct acks *acks = adsum_c2s_allocate(stream->c2s, NULL, 0, sizeof *acks);

    if (acks == NULL)
        return NULL;
    memset(acks, 0, sizeof *acks);
    acks->resumable = resumable;
    if (make_id(stream, acks->id) == 0)
        return acks;
    (void)adsum_c2s_allocate(stream->c2s, acks, sizeof *acks, 0);
    return NULL;
}

void adsum_c2s_enable(struct adsum_c2s_stream *stream,
                      const struct adsum_xml_element *element)
{
    struct adsum_xml_writer *writer;
    bool resume = is_true(adsum_xml_value(element, "resume", NULL)) &&
                  stream->c2s->options.no_resume == 0;

    if (stream->session == 0) {
        fail(stream, ADSUM_STANZA_ERROR_UNEXPECTED_REQUEST);
        return;
    }
    if (stream->acks != NULL) { /* section 3: at most once */
        adsum_c2s_end(stream, ADSUM_XML_CONDITION_POLICY_VIOLATION);
        return;
    }
    stream->acks = new_acks(stream, resume);
    if (stream->acks == NULL) {
        fail(stream, ADSUM_STANZA_ERROR_RESOURCE_CONSTRAINT);
        return;
    }
    writer = adsum_c2s_begin(stream);
    adsum_xml_write_start(writer, "enabled", SPACE_ACKS);
    if (resume) {
        adsum_xml_write_attribute(
            writer, "id", (struct adsum_text){stream->acks->id, ID_CHARS});
        adsum_xml_write_attribute(writer, "resume", adsum_text_of("true"));
    }
    adsum_xml_write_end(writer);
    adsum_c2s_send(stream);
}

int adsum_c2s_sent(struct adsum_c2s_stream *stream, struct adsum_text stanza)
{
    return stream->acks == NULL
               ? 0
               : adsum_unacked_add(&stream->acks->unacked, stream->c2s, stanza,
                                   stream->c2s->now_ms);
}

void adsum_c2s_ask_ack(struct adsum_c2s_stream *stream)
{
    if (stream->acks == NULL || stream->acks->asked)
        return;
    stream->acks->asked = true;
    adsum_c2s_output(stream, adsum_text_of("<r xmlns='" SPACE_ACKS "'/>"));
}

void adsum_c2s_handled(struct adsum_c2s_stream *stream)
{
    if (stream->acks != NULL)
        stream->acks->in++;
}

static bool holds(const struct adsum_c2s_stream *stream, uint64_t times)
{
    const struct adsum_c2s_options *options = &stream->c2s->options;

    return stream->acks != NULL &&
           (stream->acks->unacked.count >= times * options->unacked ||
            stream->acks->unacked.length >= times * options->unacked_bytes);
}

bool adsum_c2s_awaits(const struct adsum_c2s_stream *stream)
{
    return holds(stream, 1);
}

bool adsum_c2s_overdue(const struct adsum_c2s_stream *stream)
{
    return holds(stream, 2);
}

bool adsum_c2s_resumable(const struct adsum_c2s_stream *stream)
{
    return stream->session != 0 && stream->acks != NULL &&
           stream->acks->resumable;
}

void adsum_c2s_r(struct adsum_c2s_stream *stream,
                 const struct adsum_xml_element *element)
{
    struct adsum_xml_writer *writer;
    char buffer[ADSUM_STANZA_VERSION_BYTES];

    (void)element;
    if (stream->acks == NULL) {
        fail(stream, ADSUM_STANZA_ERROR_UNEXPECTED_REQUEST);
        return;
    }
    writer = adsum_c2s_begin(stream);
    adsum_xml_write_start(writer, "a", SPACE_ACKS);
    adsum_xml_write_attribute(writer, "h", number(stream->acks->in, buffer));
    adsum_xml_write_end(writer);
    adsum_c2s_send(stream);
}

static bool read_number(struct adsum_text text, uint32_t *ret)
{
    uint64_t value = 0;

    if (text.length == 0 || text.length > 10)
        return false;
    for (uint32_t i = 0; i < text.length; i++) {
        if (text.bytes[i] < '0' || text.bytes[i] > '9')
            return false;
        value = value * 10 + (uint64_t)(text.bytes[i] - '0');
    }
    *ret = (uint32_t)value;
    return value <= UINT32_MAX;
}

/* Section 6: more than was sent. */
static void too_high(struct adsum_c2s_stream *stream, uint32_t h,
                     const struct acks *acks)
{
    struct adsum_xml_writer *writer = adsum_c2s_begin(stream);
    char buffer[ADSUM_STANZA_VERSION_BYTES];

    adsum_xml_write_start(writer, "error", ADSUM_XML_STREAMS);
    adsum_xml_write_start(writer, "undefined-condition",
                          ADSUM_XML_STREAM_ERRORS);
    adsum_xml_write_end(writer);
    adsum_xml_write_start(writer, "handled-count-too-high", SPACE_ACKS);
    adsum_xml_write_attribute(writer, "h", number(h, buffer));
    adsum_xml_write_attribute(
        writer, "send-count",
        number(acks->acked + acks->unacked.count, buffer));
    adsum_xml_write_end(writer);
    adsum_xml_write_end(writer);
    adsum_c2s_send(stream);
    stream->c2s->statistics.stream_errors++;
    adsum_c2s_end(stream, ADSUM_XML_CONDITION_NONE);
    stream->condition = ADSUM_XML_CONDITION_UNDEFINED_CONDITION;
}

/* Whether `h` is one that can be. What it acknowledges is forgotten. */
static bool acknowledge(struct adsum_c2s_stream *stream, struct acks *acks,
                        struct adsum_text text)
{
    uint32_t h = 0;

    if (!read_number(text, &h)) {
        adsum_c2s_end(stream, ADSUM_XML_CONDITION_BAD_FORMAT);
        return false;
    }
    if (h - acks->acked > acks->unacked.count) {
        too_high(stream, h, acks);
        return false;
    }
    adsum_unacked_drop(&acks->unacked, stream->c2s, h - acks->acked);
    acks->acked = h;
    return true;
}

void adsum_c2s_a(struct adsum_c2s_stream *stream,
                 const struct adsum_xml_element *element)
{
    struct acks *acks = stream->acks;
    bool awaited = adsum_c2s_awaits(stream);
    uint32_t before;

    if (acks == NULL) {
        fail(stream, ADSUM_STANZA_ERROR_UNEXPECTED_REQUEST);
        return;
    }
    before = acks->acked;
    if (!acknowledge(stream, acks, adsum_xml_value(element, "h", NULL)))
        return;
    acks->asked = false;
    /* One that gets on is asked on. */
    if (acks->unacked.count != 0 && acks->acked != before)
        adsum_c2s_ask_ack(stream);
    if (awaited)
        adsum_c2s_ready(stream);
}

void adsum_c2s_detach(struct adsum_c2s_stream *stream)
{
    struct adsum_c2s *c2s = stream->c2s;

    stream->acks->asked = false;
    adsum_xml_stream_deinit(c2s->pool, &stream->xml);
    adsum_c2s_move(stream, QUEUE_DETACHED);
    (void)adsum_session_link(c2s->service, stream->session, ADSUM_LINK_LOST,
                             (uint64_t)(uintptr_t)stream);
    adsum_c2s_tell_closed(stream);
}

static bool read_session(struct adsum_text id, uint64_t *ret)
{
    uint64_t value = 0;

    if (id.length != ID_CHARS)
        return false;
    for (uint32_t i = ADSUM_C2S_RANDOM_CHARS; i < ID_CHARS; i++) {
        char at = id.bytes[i];
        bool letter = at >= 'a' && at <= 'f';

        if (!letter && (at < '0' || at > '9'))
            return false;
        value = value << 4 | (uint64_t)(letter ? at - 'a' + 10 : at - '0');
    }
    *ret = value;
    return true;
}

/* The stream that had it, if this client may have it now; else NULL. */
static struct adsum_c2s_stream *find(const struct adsum_c2s_stream *stream,
                                     struct adsum_text id)
{
    const struct adsum_c2s *c2s = stream->c2s;
    const struct adsum_sasl_service *sasl = c2s->options.sasl;
    const struct negotiation *negotiation = stream->negotiation;
    struct adsum_session_info info = {.size = sizeof info};
    struct adsum_c2s_stream *found;
    uint64_t session;

    if (!read_session(id, &session) ||
        adsum_session_get(c2s->service, session, &info) != 0 ||
        !adsum_text_same(info.user,
                         (struct adsum_text){negotiation->account,
                                             negotiation->account_length}))
        return NULL;
    found = (struct adsum_c2s_stream *)(uintptr_t)info.context;
    return adsum_c2s_resumable(found) &&
                   sasl->crypto->equal(sasl->crypto_user, found->acks->id,
                                       id.bytes, ID_CHARS) == 1
               ? found
               : NULL;
}

static void take_over(struct adsum_c2s_stream *stream,
                      struct adsum_c2s_stream *former)
{
    stream->session = former->session;
    stream->acks = former->acks;
    stream->acks->asked = false;
    stream->blocks = former->blocks;
    stream->offered = former->offered;
    former->session = 0;
    former->acks = NULL;
    if (former->queue == QUEUE_DETACHED)
        adsum_c2s_finish(former);
    else
        adsum_c2s_end(former, ADSUM_XML_CONDITION_CONFLICT);
    adsum_c2s_move(stream, QUEUE_BOUND);
    adsum_c2s_negotiation_free(stream);
    stream->c2s->statistics.resumed++;
}

static void tell_resumed(struct adsum_c2s_stream *stream)
{
    struct adsum_xml_writer *writer = adsum_c2s_begin(stream);
    char buffer[ADSUM_STANZA_VERSION_BYTES];

    adsum_xml_write_start(writer, "resumed", SPACE_ACKS);
    adsum_xml_write_attribute(writer, "previd",
                              (struct adsum_text){stream->acks->id, ID_CHARS});
    adsum_xml_write_attribute(writer, "h", number(stream->acks->in, buffer));
    adsum_xml_write_end(writer);
    adsum_c2s_send(stream);
}

static void send_again(struct adsum_c2s_stream *stream)
{
    struct unacked_walk walk = {0};
    struct adsum_text stanza;
    uint64_t since_ms;

    while (
        adsum_unacked_next(&stream->acks->unacked, &walk, &stanza, &since_ms))
        adsum_c2s_output(stream, stanza);
    if (stream->acks->unacked.count != 0)
        adsum_c2s_ask_ack(stream);
}

void adsum_c2s_resume(struct adsum_c2s_stream *stream,
                      const struct adsum_xml_element *element)
{
    struct adsum_text h = adsum_xml_value(element, "h", NULL);
    struct adsum_c2s_stream *former = NULL;

    if (stream->session != 0 || !stream->authenticated) {
        fail(stream, ADSUM_STANZA_ERROR_UNEXPECTED_REQUEST);
        return;
    }
    former = find(stream, adsum_xml_value(element, "previd", NULL));
    if (former == NULL) {
        fail(stream, ADSUM_STANZA_ERROR_ITEM_NOT_FOUND);
        return;
    }
    if (!acknowledge(stream, former->acks, h))
        return;
    take_over(stream, former);
    tell_resumed(stream);
    if (stream->session == 0)
        return;
    send_again(stream);
    /* The core may still know the stream that was before, which goes now. */
    if (adsum_session_link(stream->c2s->service, stream->session, ADSUM_LINK_UP,
                           (uint64_t)(uintptr_t)stream) == ADSUM_ERR_NO_MEMORY)
        adsum_c2s_end(stream, ADSUM_XML_CONDITION_RESOURCE_CONSTRAINT);
}

void adsum_c2s_salvage(struct adsum_c2s_stream *stream)
{
    if (stream->acks != NULL)
        adsum_unacked_salvage(&stream->acks->unacked, stream->c2s);
}

void adsum_c2s_acks_free(struct adsum_c2s_stream *stream)
{
    if (stream->acks == NULL)
        return;
    adsum_unacked_deinit(&stream->acks->unacked, stream->c2s);
    (void)adsum_c2s_allocate(stream->c2s, stream->acks, sizeof *stream->acks,
                             0);
    stream->acks = NULL;
}
