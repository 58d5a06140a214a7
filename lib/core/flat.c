/*
 * Flat: see flat.h.
 *
 * The reader's invariant: `at` has `left` readable bytes, `room` has `capacity`
 * writable ones. Every function compares before it takes from either, and
 * takes nothing when `err` is set.
 */
#include "flat.h"

#include <string.h>

static void put(struct flat_writer *writer, const void *bytes, uint32_t length)
{
    uint64_t after = writer->length + length;

    if (length != 0 && after <= writer->capacity)
        memcpy(writer->bytes + writer->length, bytes, length);
    writer->length = after;
}

void adsum_flat_put_number(struct flat_writer *writer, uint64_t number)
{
    unsigned char bytes[10];
    uint32_t length = 0;

    while (number >= 0x80) {
        bytes[length++] = (unsigned char)(number | 0x80);
        number >>= 7;
    }
    bytes[length++] = (unsigned char)number;
    put(writer, bytes, length);
}

void adsum_flat_put_bytes(struct flat_writer *writer, const void *bytes,
                          uint32_t length)
{
    adsum_flat_put_number(writer, length);
    put(writer, bytes, length);
}

void adsum_flat_put_text(struct flat_writer *writer, struct adsum_text text)
{
    adsum_flat_put_bytes(writer, text.bytes, text.length);
}

int adsum_flat_written(const struct flat_writer *writer, uint32_t *ret_length)
{
    if (writer->length > UINT32_MAX)
        return ADSUM_ERR_INVALID;
    *ret_length = (uint32_t)writer->length;
    return writer->length <= writer->capacity ? 0 : ADSUM_ERR_ROOM;
}

/* The first failure stays: what follows it means nothing. */
static void fail(struct flat_reader *reader, int err)
{
    if (reader->err == 0)
        reader->err = err;
}

void adsum_flat_fail(struct flat_reader *reader)
{
    fail(reader, ADSUM_ERR_PACKED);
}

/*
 * The tenth byte holds the 64th bit alone, so it is the last or too large; a
 * last byte of 0 after others would be a longer way to say the same.
 */
uint64_t adsum_flat_number(struct flat_reader *reader, uint64_t most)
{
    uint64_t number = 0;
    uint32_t length = 0;
    unsigned char byte = 0x80;

    while (reader->err == 0 && byte >= 0x80) {
        if (length == reader->left) {
            adsum_flat_fail(reader);
            break;
        }
        byte = reader->at[length];
        number |= (uint64_t)(byte & 0x7f) << 7 * length++;
        if ((byte == 0 && length > 1) || (byte > 1 && length == 10))
            adsum_flat_fail(reader);
    }
    if (number > most)
        adsum_flat_fail(reader);
    if (reader->err != 0)
        return 0;
    reader->at += length;
    reader->left -= length;
    return number;
}

struct adsum_text adsum_flat_text(struct flat_reader *reader)
{
    struct adsum_text text = {NULL, 0};
    uint32_t length = adsum_flat_count(reader, 1);

    if (length == 0)
        return text;
    text.bytes = (const char *)reader->at;
    text.length = length;
    reader->at += length;
    reader->left -= length;
    return text;
}

uint32_t adsum_flat_count(struct flat_reader *reader, uint32_t least)
{
    uint32_t count = (uint32_t)adsum_flat_number(reader, UINT32_MAX);

    if ((uint64_t)count * least <= reader->left)
        return count;
    adsum_flat_fail(reader);
    return 0;
}

void *adsum_flat_list(struct flat_reader *reader, uint32_t least, uint32_t size,
                      uint32_t *ret)
{
    uint32_t count = adsum_flat_count(reader, least);
    uint32_t gap = (uint32_t) - (uintptr_t)reader->room & 7;
    uint64_t bytes = (uint64_t)count * size;
    void *list;

    *ret = 0;
    if (count == 0)
        return NULL;
    if (gap + bytes > reader->capacity) {
        fail(reader, ADSUM_ERR_ROOM);
        return NULL;
    }
    list = reader->room + gap;
    memset(list, 0, (size_t)bytes);
    reader->room += gap + bytes;
    reader->capacity -= gap + (uint32_t)bytes;
    *ret = count;
    return list;
}

int adsum_flat_end(const struct flat_reader *reader)
{
    if (reader->err != 0)
        return reader->err;
    return reader->left == 0 ? 0 : ADSUM_ERR_PACKED;
}
