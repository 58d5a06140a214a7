/*
 * Unpacking a notice: the form is in notice_pack.c, its order is the same.
 *
 * Reading proves that lengths and counts are in bounds and written the only
 * way; adsum_notice_valid() then proves what the fields say. As each byte of
 * the input is one field's, and each field is kept, packing the answer again
 * gives the same bytes.
 *
 * Room. A list of n structs is read from at least 1 byte, its count, and n
 * times the least bytes of an element, which are no other list's. It takes at
 * most 7 bytes to align and n structs, each no larger than 16 times its least
 * bytes (asserted below): no more than 16 times what it is read from. So 16
 * times the input's length are enough; the header promises 256 bytes more, for
 * structs to come. Damaged counts may want more, an inner list counting on
 * bytes that an outer one needs; whoever wants more than enough is damaged.
 */
#include <adsum/notice.h>

#include "notice_valid.h"
#include "presence_flat.h"

/* Bytes of the shortest: one for each field. */
enum { LEAST_TEXT = 1, LEAST_PART = 7, LEAST_PRESENCE = 6, LEAST_ITEM = 4 };

_Static_assert(sizeof(struct adsum_text) <= 16 * LEAST_TEXT &&
                   sizeof(struct adsum_part) <= 16 * LEAST_PART &&
                   sizeof(struct adsum_presence) <= 16 * LEAST_PRESENCE &&
                   sizeof(struct adsum_item) <= 16 * LEAST_ITEM,
               "the promise of adsum_notice_unpack()");

static struct adsum_text *read_texts(struct flat_reader *reader, uint32_t *ret)
{
    struct adsum_text *texts =
        adsum_flat_list(reader, LEAST_TEXT, sizeof *texts, ret);

    for (uint32_t i = 0; i < *ret; i++)
        texts[i] = adsum_flat_text(reader);
    return texts;
}

/* A list of one or none, so that its room is a list's. */
static struct adsum_presence *read_presence(struct flat_reader *reader)
{
    uint32_t count;
    struct adsum_presence *presence =
        adsum_flat_list(reader, LEAST_PRESENCE, sizeof *presence, &count);
    struct adsum_part *parts;

    if (count > 1)
        adsum_flat_fail(reader);
    if (count != 1)
        return NULL;
    adsum_flat_presence(reader, presence);
    parts = adsum_flat_list(reader, LEAST_PART, sizeof *parts,
                            &presence->part_count);
    for (uint32_t i = 0; i < presence->part_count; i++)
        adsum_flat_part(reader, &parts[i]);
    presence->parts = parts;
    return presence;
}

static struct adsum_item *read_items(struct flat_reader *reader, uint32_t *ret)
{
    struct adsum_item *items =
        adsum_flat_list(reader, LEAST_ITEM, sizeof *items, ret);

    for (uint32_t i = 0; i < *ret; i++) {
        uint8_t state;

        items[i].contact = adsum_flat_text(reader);
        items[i].name = adsum_flat_text(reader);
        items[i].groups = read_texts(reader, &items[i].group_count);
        state = (uint8_t)adsum_flat_number(reader, 31);
        items[i].subscription = state & 7;
        items[i].ask = state >> 3 & 1;
        items[i].approved = state >> 4;
    }
    return items;
}

static void read_notice(struct flat_reader *reader, struct adsum_notice *notice)
{
    struct adsum_text bytes;

    notice->size = sizeof *notice;
    notice->kind = adsum_flat_octet(reader);
    notice->type = adsum_flat_octet(reader);
    notice->condition = adsum_flat_octet(reader);
    notice->to = adsum_flat_octet(reader);
    notice->view = adsum_flat_octet(reader);
    notice->encoding = adsum_flat_octet(reader);
    notice->time_ms = adsum_flat_number(reader, UINT64_MAX);
    notice->version = adsum_flat_number(reader, UINT64_MAX);
    notice->from = adsum_flat_text(reader);
    notice->id = adsum_flat_text(reader);
    bytes = adsum_flat_text(reader);
    notice->bytes = bytes.bytes;
    notice->length = bytes.length;
    notice->presence = read_presence(reader);
    notice->items = read_items(reader, &notice->item_count);
}

int adsum_notice_unpack(const void *packed, uint32_t length, void *room,
                        uint32_t capacity, struct adsum_notice *ret,
                        const struct adsum_text **ret_to, uint32_t *ret_count)
{
    struct flat_reader reader = {
        .at = packed, .left = length, .room = room, .capacity = capacity};
    struct adsum_notice notice = {0};
    const struct adsum_text *to;
    uint64_t enough = 16 * (uint64_t)length + 256;
    uint32_t count;
    int err;

    if (adsum_flat_number(&reader, UINT8_MAX) != ADSUM_FLAT_NOTICE)
        return ADSUM_ERR_PACKED;
    read_notice(&reader, &notice);
    to = read_texts(&reader, &count);
    if ((err = adsum_flat_end(&reader)) != 0)
        return capacity < enough ? err : ADSUM_ERR_PACKED;
    if (!adsum_notice_valid(&notice) || !adsum_notice_targets_valid(to, count))
        return ADSUM_ERR_PACKED;
    *ret = notice;
    *ret_to = to;
    *ret_count = count;
    return 0;
}
