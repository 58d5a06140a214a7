/*
 * Stanzas as they come over a stream, read; what was read, as words; and what
 * is written, read again.
 */
#ifndef STANZA_RIG_H
#define STANZA_RIG_H

#include "../xml/rig.h"
#include "words.h"
#include <adsum/stanza.h>

enum { ROOM_BYTES = 65536 };

/** One end of a stream. Zero it but for what is to be otherwise. */
struct end {
    struct rig rig;
    struct adsum_xml_stream stream;
    struct adsum_stanza_options options;
    uint32_t room_bytes; /* of the room; 0: all */
    uint64_t room[ROOM_BYTES / sizeof(uint64_t)];
};

/** The header is of the peer's content namespace, in English; the address is
 * romeo@example.net/orchard. */
void end_begin(struct end *end, uint32_t peer);
void end_end(struct end *end);

/** A stanza, read as an element; it must be one. */
const struct adsum_xml_element *end_feed(struct end *end,
                                         struct adsum_text bytes);

/** The same, read as a stanza. What lies behind the room must stay as it is. */
struct adsum_stanza end_read(struct end *end, struct adsum_text bytes);

/** ACTION [ERROR] [CONDITION] [from=X] [to=X] [id=X] [ver=X] [ADDRESS]...: and
 * the notice as words, its encodings behind it. */
void stanza_say(struct line *line, const struct adsum_stanza *stanza);

/** A notice, written for a client's stream and for one target, without to if
 * that is NULL. Free the bytes. */
struct adsum_text notice_write(const struct adsum_notice *notice,
                               const char *content, const char *to);

/** Written for another server, or as a push, and read there, it must be the
 * same notice. */
void notice_comes_back(const struct adsum_notice *notice);

/** What a row of a table says of a peer's stanza. */
struct row {
    uint32_t peer;
    const char *stanza;
    const char *means;
};

/** Each row must mean what it says, and its notice come back; `change` may be
 * NULL. */
void rows_mean(const struct row *rows, size_t count,
               void (*change)(struct adsum_stanza_options *options));

#define COUNT(array) (sizeof array / sizeof *array)

#endif
