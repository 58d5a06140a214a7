/* Record heads: RFC 5246 6.2.1 and 6.2.3. */
#include "record.h"

#include <string.h>

enum { CHANGE_CIPHER_SPEC = 20, APPLICATION_DATA = 23 };

/* The whole length by its head, or what is wrong with it. */
static int length_of(const uint8_t *head)
{
    int length = head[3] << 8 | head[4];

    if (head[0] < CHANGE_CIPHER_SPEC || head[0] > APPLICATION_DATA ||
        head[1] != 3)
        return RECORD_BAD;
    return length > RECORD_MOST_BYTES ? RECORD_LONG
                                      : RECORD_HEAD_BYTES + length;
}

static void move(struct record *record, uint8_t *to, uint32_t end,
                 struct adsum_text *input)
{
    uint32_t count = end - record->have;

    if (count > input->length)
        count = input->length;
    if (count == 0)
        return;
    memcpy(to + record->have, input->bytes, count);
    record->have = (uint16_t)(record->have + count);
    input->bytes += count;
    input->length -= count;
}

/* One that came in pieces. */
static int gather(struct record *record, const struct memory *memory,
                  struct adsum_text *input)
{
    int length;

    if (record->have < RECORD_HEAD_BYTES) {
        move(record, record->head, RECORD_HEAD_BYTES, input);
        if (record->have < RECORD_HEAD_BYTES)
            return RECORD_PART;
        if ((length = length_of(record->head)) < 0)
            return length;
        record->bytes = adsum_tls_give(memory, (size_t)length);
        if (record->bytes == NULL)
            return RECORD_NO_MEMORY;
        record->length = (uint16_t)length;
        memcpy(record->bytes, record->head, RECORD_HEAD_BYTES);
    }
    move(record, record->bytes, record->length, input);
    return record->have == record->length ? RECORD_WHOLE : RECORD_PART;
}

int adsum_tls_record_take(struct record *record, const struct memory *memory,
                          struct adsum_text *input, struct adsum_text *ret)
{
    int length;

    if (record->have == 0 && input->length >= RECORD_HEAD_BYTES) {
        length = length_of((const uint8_t *)input->bytes);
        if (length < 0)
            return length;
        if ((uint32_t)length <= input->length) {
            ret->bytes = input->bytes;
            ret->length = (uint32_t)length;
            input->bytes += length;
            input->length -= (uint32_t)length;
            return RECORD_WHOLE;
        }
    }
    length = gather(record, memory, input);
    if (length == RECORD_WHOLE) {
        ret->bytes = (const char *)record->bytes;
        ret->length = record->length;
    }
    return length;
}

void adsum_tls_record_drop(struct record *record, const struct memory *memory)
{
    adsum_tls_take(memory, record->bytes, record->length);
    memset(record, 0, sizeof *record);
}
