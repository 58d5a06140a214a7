/*
 * adsum/xml.h: the framing of XML streams, from bytes to elements.
 *
 * A stream is read as bytes come and answers with events: its header, each
 * complete first-level element, its end, or a stream error at the first byte
 * that shows it. Nothing is read or written here but the caller's memory.
 *
 *     struct adsum_xml_stream stream = {0};
 *     struct adsum_xml_event event;
 *     while (length != 0) {
 *         err = adsum_xml_feed(pool, &stream, now_ms, bytes, length, &event);
 *         if (err != 0 || event.kind == ADSUM_XML_FAILED || ...)
 *             break;
 *         bytes += event.consumed;
 *         length -= event.consumed;
 *     }
 *
 * A stream between two elements holds no buffer and no parser; within one it
 * holds that one's bytes. Parsers belong to the pool, one of which serves all
 * streams of a thread.
 *
 * How the bytes are cut makes no difference: neither to the events nor to the
 * byte at which one comes.
 *
 * It needs no other part of adsum but its types, constants and results.
 * Sections are of RFC 6120 unless said.
 */
#ifndef ADSUM_XML_H
#define ADSUM_XML_H

#include <adsum/base.h>
#include <adsum/error.h>
#include <adsum/xml_node.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Stream errors, in the order of 4.9.3; adsum_xml_condition() names them. */
enum {
    ADSUM_XML_CONDITION_NONE = 0,
    ADSUM_XML_CONDITION_BAD_FORMAT,
    ADSUM_XML_CONDITION_BAD_NAMESPACE_PREFIX,
    ADSUM_XML_CONDITION_CONFLICT,
    ADSUM_XML_CONDITION_CONNECTION_TIMEOUT,
    ADSUM_XML_CONDITION_HOST_GONE,
    ADSUM_XML_CONDITION_HOST_UNKNOWN,
    ADSUM_XML_CONDITION_IMPROPER_ADDRESSING,
    ADSUM_XML_CONDITION_INTERNAL_SERVER_ERROR,
    ADSUM_XML_CONDITION_INVALID_FROM,
    ADSUM_XML_CONDITION_INVALID_NAMESPACE,
    ADSUM_XML_CONDITION_INVALID_XML,
    ADSUM_XML_CONDITION_NOT_AUTHORIZED,
    ADSUM_XML_CONDITION_NOT_WELL_FORMED,
    ADSUM_XML_CONDITION_POLICY_VIOLATION,
    ADSUM_XML_CONDITION_REMOTE_CONNECTION_FAILED,
    ADSUM_XML_CONDITION_RESET,
    ADSUM_XML_CONDITION_RESOURCE_CONSTRAINT,
    ADSUM_XML_CONDITION_RESTRICTED_XML,
    ADSUM_XML_CONDITION_SEE_OTHER_HOST,
    ADSUM_XML_CONDITION_SYSTEM_SHUTDOWN,
    ADSUM_XML_CONDITION_UNDEFINED_CONDITION,
    ADSUM_XML_CONDITION_UNSUPPORTED_ENCODING,
    ADSUM_XML_CONDITION_UNSUPPORTED_FEATURE,
    ADSUM_XML_CONDITION_UNSUPPORTED_STANZA_TYPE,
    ADSUM_XML_CONDITION_UNSUPPORTED_VERSION
};

/** "not-well-formed" for its condition; "" for what is none. Static. */
ADSUM_API const char *adsum_xml_condition(uint32_t condition);

/**
 * The condition that a peer's <stream:error/> holds.
 *
 * Unknown or missing: ADSUM_XML_CONDITION_UNDEFINED_CONDITION (4.9.2).
 */
ADSUM_API uint32_t
adsum_xml_condition_of(const struct adsum_xml_element *error);

/**
 * Bounds of a pool and all its streams, and where its memory comes from.
 *
 * 0 takes the default; more than the most is ADSUM_ERR_INVALID. Beyond a bound
 * a stream fails with policy-violation, at the byte that passes it.
 */
struct adsum_xml_options {
    uint32_t size;

    /*                         default      most */
    uint32_t stanza_bytes; /*  262,144  8,388,608  of one first-level element;
                            *  13.12 asks for 10,000 at least */
    uint32_t header_bytes; /*    4,096     65,536  of a stream header; what it
                            *  declares is kept while the stream is open */
    uint32_t depth;        /*       64      1,024  elements in each other, the
                            *  first-level one counted */
    uint32_t attributes;   /*       64        256  of one element, its
                            *  namespace declarations counted */
    uint32_t namespaces;   /*       64      1,024  prefixes declared at once,
                            *  the stream header's counted */
    uint32_t name_bytes;   /*      256     32,768  of a name with its prefix */
    uint32_t partial_ms;   /*   60,000          -  from the first byte of an
                            *  element to its last; UINT32_MAX: no bound */

    /** As adsum_host.allocate; libxml2 has an allocator of its own. */
    void *(*allocate)(void *user, void *block, size_t old_size,
                      size_t new_size);
    void *user;
};

struct adsum_xml_pool;

/**
 * Make a pool: parsers, and the memory that elements are shown in.
 *
 * The first one in a process prepares libxml2: make it before there is a
 * second thread.
 *
 * @options  copied; allocate is required
 * @ret      free with adsum_xml_pool_free()
 *
 * Returns 0, or
 *   ADSUM_ERR_INVALID    a bound above its most, or a size not known
 *   ADSUM_ERR_HOST       no allocate()
 *   ADSUM_ERR_NO_MEMORY  allocate() refused
 *
 * Threads: one at a time per pool.
 */
ADSUM_API int adsum_xml_pool_new(const struct adsum_xml_options *options,
                                 struct adsum_xml_pool **ret);

/** Free a pool, when each of its streams is ended. NULL is allowed. */
ADSUM_API void adsum_xml_pool_free(struct adsum_xml_pool *pool);

/**
 * One direction of a stream, the caller's. All zero is one that begins; it may
 * be moved, but stays with its pool. The fields are the module's.
 */
struct adsum_xml_stream {
    void *header;
    void *partial;
    uint32_t place;
    uint32_t condition;
};

/* adsum_xml_event.kind */
enum {
    ADSUM_XML_NOTHING = 0, /* nothing that need be told, so far */
    ADSUM_XML_OPENED,      /* the header: element, without children */
    ADSUM_XML_STANZA,      /* a whole first-level element, stanza or not */
    ADSUM_XML_CLOSED,      /* </stream:stream>; nothing after it is taken */
    ADSUM_XML_FAILED       /* condition; nothing after it is taken */
};

struct adsum_xml_event {
    uint32_t kind;      /* ADSUM_XML_* */
    uint32_t condition; /* of ADSUM_XML_FAILED: ADSUM_XML_CONDITION_* */
    uint32_t consumed;  /* bytes taken; the last is the one that showed it */
    uint32_t reserved;
    const struct adsum_xml_element *element; /* until the pool's next call */
};

/**
 * Read bytes up to the next event.
 *
 * What is left after `consumed` bytes is yours, whatever the event: feed it
 * again, or give it to TLS after <proceed/>. Whitespace between elements is
 * taken without an event.
 *
 * A header is accepted if it is <stream:stream> with that prefix, or <stream>
 * with the stream namespace as default (4.8.5). Whether its content namespace,
 * version and addresses will do is the caller's to say. So it is with
 * first-level elements: any name in any namespace is an event.
 *
 * What shows when: a character that may not stand where it is, at its last
 * byte; a name or an end tag, at the first character that is wrong; a value, at
 * its closing quote; prefixes, at the end of the start tag. An entity other
 * than the five is restricted-xml at the first letter that none of them has.
 *
 * @now_ms  counts from wherever the caller likes, and never back
 * @bytes   `length` of them; 0 only looks at the time
 * @ret     event.element is NULL but of ADSUM_XML_OPENED and _STANZA
 *
 * Returns 0, or
 *   ADSUM_ERR_NO_MEMORY  allocate() or libxml2's own refused: nothing is taken,
 *                        and the same call may be made again
 *
 * Cost: each byte is read once or twice, and copied only if an element is cut.
 * Source: 4.2, 4.4, 4.8, 4.9, 11.
 */
ADSUM_API int adsum_xml_feed(struct adsum_xml_pool *pool,
                             struct adsum_xml_stream *stream, uint64_t now_ms,
                             const void *bytes, uint32_t length,
                             struct adsum_xml_event *ret);

/**
 * When the element that has begun must be complete; UINT64_MAX: none has.
 *
 * From then on adsum_xml_feed(), of 0 bytes too, is ADSUM_XML_FAILED.
 */
ADSUM_API uint64_t adsum_xml_due(const struct adsum_xml_pool *pool,
                                 const struct adsum_xml_stream *stream);

/** Bytes that a stream holds of the pool's memory: 0 between two elements. */
ADSUM_API uint32_t adsum_xml_held(const struct adsum_xml_stream *stream);

/**
 * End a stream: what it holds goes back, and it is one that begins again.
 *
 * Also what a stream restart (4.3.3) is.
 *
 * @stream  twice is harmless
 */
ADSUM_API void adsum_xml_stream_deinit(struct adsum_xml_pool *pool,
                                       struct adsum_xml_stream *stream);

/**
 * Read one WebSocket message, complete: RFC 7395.
 *
 * <open/> is ADSUM_XML_OPENED and <close/> is ADSUM_XML_CLOSED, both with their
 * element; any other element is ADSUM_XML_STANZA. Nothing is kept from one
 * message to the next: that <open/> comes first is the caller's to see, and
 * that messages are text and no longer than stanza_bytes.
 *
 * @ret  a message that is not one whole element, which begins with its first
 *       byte and is in some namespace, is ADSUM_XML_FAILED; `consumed` is
 *       `length` where it is not
 *
 * Returns 0, or ADSUM_ERR_NO_MEMORY.
 */
ADSUM_API int adsum_xml_frame(struct adsum_xml_pool *pool, const void *bytes,
                              uint32_t length, struct adsum_xml_event *ret);

#ifdef __cplusplus
}
#endif
#endif
