/*
 * Whole records out of bytes that come in any pieces.
 *
 * mbedTLS is given nothing else, so that it never waits in the middle of one
 * with its buffers in use. Memory is taken for a record only once its length
 * is known, and only if it did not come in one piece.
 */
#ifndef ADSUM_TLS_RECORD_H
#define ADSUM_TLS_RECORD_H

#include "memory.h"

#define RECORD_HEAD_BYTES  5
#define RECORD_PLAIN_BYTES 16384 /* RFC 5246 6.2.1 */
#define RECORD_MOST_BYTES  (RECORD_PLAIN_BYTES + 2048)

enum {
    RECORD_PART = 0, /* all input is taken */
    RECORD_WHOLE = 1,
    RECORD_BAD = -1,  /* it is not TLS */
    RECORD_LONG = -2, /* longer than any may be */
    RECORD_NO_MEMORY = -3
};

struct record {
    uint8_t *bytes;
    uint16_t length; /* with its head; known once `have` reached that */
    uint16_t have;
    uint8_t head[RECORD_HEAD_BYTES];
};

/**
 * Take from the input up to the end of a record; RECORD_*.
 *
 * @ret  the record, until `input` goes or adsum_tls_record_drop()
 */
int adsum_tls_record_take(struct record *record, const struct memory *memory,
                          struct adsum_text *input, struct adsum_text *ret);

void adsum_tls_record_drop(struct record *record, const struct memory *memory);

#endif
