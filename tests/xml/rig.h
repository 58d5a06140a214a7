/*
 * A pool with an allocator that counts, and streams whose events are written
 * down, so that two ways of feeding can be compared.
 */
#ifndef XML_RIG_H
#define XML_RIG_H

#include <adsum/xml.h>
#include <adsum/xml_writer.h>
#include <stdbool.h>

#define CLIENT_HEADER                                                     \
    "<stream:stream xmlns='jabber:client' "                               \
    "xmlns:stream='http://etherx.jabber.org/streams' to='im.example.com'" \
    " version='1.0' xml:lang='en'>"

struct rig {
    struct adsum_xml_options options; /* may be changed before rig_begin() */
    struct adsum_xml_pool *pool;
    size_t held;             /* bytes of the host's memory */
    unsigned calls, fail_at; /* the allocation that fails; 0: none */
};

/** What is wanted of the allocator, for others to use it too. */
void *rig_allocate(void *user, void *block, size_t old_size, size_t new_size);

/** Zero it first. */
void rig_begin(struct rig *rig);

/** Everything must be given back by now. */
void rig_end(struct rig *rig);

/** A text that grows. */
struct log {
    char *bytes;
    size_t length, capacity;
};

void log_say(struct log *log, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void log_text(struct log *log, struct adsum_text text);
void log_free(struct log *log);

/** An element with all it means, and its prefixes and declarations if wanted.
 */
void log_element(struct log *log, const struct adsum_xml_element *element,
                 bool prefixes);

/** Where and how a stream came to its end: log_feed() began with zero. */
struct fed {
    uint64_t taken;     /* bytes in all */
    uint64_t began;     /* the caller's */
    uint32_t kind;      /* of the last event */
    uint32_t condition; /* of ADSUM_XML_FAILED */
    int err;
};

/**
 * Feed some bytes, in one piece each, and write down each event and the byte
 * that brought it.
 */
void log_feed(struct rig *rig, struct adsum_xml_stream *stream, struct log *log,
              struct fed *fed, const char *bytes, size_t length);

/** The same with a new stream, cut as `cuts` says: a bit for each byte. */
struct fed feed_cut(struct rig *rig, struct log *log, const char *bytes,
                    size_t length, bool (*cut)(void *user, size_t at),
                    void *user);

bool cut_nowhere(void *user, size_t at);
bool cut_everywhere(void *user, size_t at);
bool cut_at(void *user, size_t at); /* user: two size_t */

uint32_t next_random(uint64_t *state);

#endif
