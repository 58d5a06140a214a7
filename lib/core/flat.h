/*
 * Flat: the bytes of packed forms, written within bounds and read with
 * distrust.
 *
 * A packed form is a number that names it, then its fields in their order.
 * There are two shapes of field. A number is a varint: seven bits a byte, the
 * lowest first, the high bit set in all but the last, never longer than need
 * be; below 128 it is one byte. A text is its length, a number, then the
 * bytes. So equal values have equal bytes, on any machine.
 *
 * Both sides remember their first failure: fields are written and read one
 * after the other, and asked about once, at the end.
 */
#ifndef ADSUM_CORE_FLAT_H
#define ADSUM_CORE_FLAT_H

#include <adsum/base.h>
#include <adsum/error.h>

/* Which form, and which version of it. Below 128, never used anew. */
enum { ADSUM_FLAT_NOTICE = 0x11, ADSUM_FLAT_USER = 0x21 };

/** Fill `bytes` and `capacity` (or neither: only to count), zero the rest. */
struct flat_writer {
    unsigned char *bytes;
    uint32_t capacity;
    uint64_t length; /* wanted so far, beyond `capacity` too */
};

void adsum_flat_put_number(struct flat_writer *writer, uint64_t number);
void adsum_flat_put_text(struct flat_writer *writer, struct adsum_text text);

/** A text that is not UTF-8. `bytes` may be NULL if `length` is 0. */
void adsum_flat_put_bytes(struct flat_writer *writer, const void *bytes,
                          uint32_t length);

/**
 * Returns 0, ADSUM_ERR_ROOM, or ADSUM_ERR_INVALID: 4 GiB or more.
 *
 * @ret_length  set also with ADSUM_ERR_ROOM
 */
int adsum_flat_written(const struct flat_writer *writer, uint32_t *ret_length);

/**
 * Fill `at` and `left` with the packed bytes; `room` and `capacity` with where
 * lists are to be laid out, if there are any; zero the rest.
 *
 * Once `err` is set every read answers 0, or an empty text or list.
 */
struct flat_reader {
    const unsigned char *at;
    unsigned char *room;
    uint32_t left;
    uint32_t capacity; /* of room, left */
    int err;           /* 0, ADSUM_ERR_PACKED, or ADSUM_ERR_ROOM */
};

/** @most  a larger one is damage */
uint64_t adsum_flat_number(struct flat_reader *reader, uint64_t most);

/** A view into what is read; {NULL, 0} if empty. Not known to be UTF-8. */
struct adsum_text adsum_flat_text(struct flat_reader *reader);

/**
 * The number of elements that follow. More than the bytes left can hold is
 * damage, so that what is read for it is bounded by the input's length.
 *
 * @least  bytes of the shortest element, at least 1
 */
uint32_t adsum_flat_count(struct flat_reader *reader, uint32_t least);

/**
 * A count, as above, and zeroed room for as many structs, aligned for any.
 *
 * @size  of one struct
 * @ret   the count; with an error, or if there are none, 0, and NULL is
 *        answered
 */
void *adsum_flat_list(struct flat_reader *reader, uint32_t least, uint32_t size,
                      uint32_t *ret);

/** What was read makes no sense: damage, unless something failed before. */
void adsum_flat_fail(struct flat_reader *reader);

/** Returns `err`, or ADSUM_ERR_PACKED if there are bytes left. */
int adsum_flat_end(const struct flat_reader *reader);

#endif
