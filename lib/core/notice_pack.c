/*
 * Packing a notice. The form, in the words of flat.h:
 *
 *     notice    ADSUM_FLAT_NOTICE, kind, type, condition, to, view, encoding,
 *               time_ms, version, from, id, bytes,
 *               0 or 1, presence, count, items, count, addresses it goes to
 *     item      contact, name, count, groups,
 *               subscription + 8 ask + 16 approved
 *
 * A presence is what presence_flat.h says.
 *
 * The first seven are a byte each; parcels change `condition` and `to` in
 * place.
 *
 * All fields are there for all kinds: one that is not used is one byte, and a
 * form without branches has nothing to get wrong. A change of it is a new
 * ADSUM_FLAT_NOTICE.
 */
#include <adsum/notice.h>

#include "notice_valid.h"
#include "presence_flat.h"

static void put_presence(struct flat_writer *writer,
                         const struct adsum_presence *presence)
{
    adsum_flat_put_number(writer, presence != NULL);
    if (presence == NULL)
        return;
    adsum_flat_put_presence(writer, presence);
    for (uint32_t i = 0; i < presence->part_count; i++)
        adsum_flat_put_part(writer, &presence->parts[i]);
}

static void put_texts(struct flat_writer *writer,
                      const struct adsum_text *texts, uint32_t count)
{
    adsum_flat_put_number(writer, count);
    for (uint32_t i = 0; i < count; i++)
        adsum_flat_put_text(writer, texts[i]);
}

static void put_item(struct flat_writer *writer, const struct adsum_item *item)
{
    adsum_flat_put_text(writer, item->contact);
    adsum_flat_put_text(writer, item->name);
    put_texts(writer, item->groups, item->group_count);
    adsum_flat_put_number(writer, item->subscription + 8u * item->ask +
                                      16u * item->approved);
}

int adsum_notice_pack(const struct adsum_notice *notice,
                      const struct adsum_text *to, uint32_t count, void *buffer,
                      uint32_t capacity, uint32_t *ret_length)
{
    struct flat_writer writer = {.bytes = buffer, .capacity = capacity};

    if (!adsum_notice_valid(notice) || !adsum_notice_targets_valid(to, count))
        return ADSUM_ERR_INVALID;
    adsum_flat_put_number(&writer, ADSUM_FLAT_NOTICE);
    adsum_flat_put_number(&writer, notice->kind);
    adsum_flat_put_number(&writer, notice->type);
    adsum_flat_put_number(&writer, notice->condition);
    adsum_flat_put_number(&writer, notice->to);
    adsum_flat_put_number(&writer, notice->view);
    adsum_flat_put_number(&writer, notice->encoding);
    adsum_flat_put_number(&writer, notice->time_ms);
    adsum_flat_put_number(&writer, notice->version);
    adsum_flat_put_text(&writer, notice->from);
    adsum_flat_put_text(&writer, notice->id);
    adsum_flat_put_bytes(&writer, notice->bytes, notice->length);
    put_presence(&writer, notice->presence);
    adsum_flat_put_number(&writer, notice->item_count);
    for (uint32_t i = 0; i < notice->item_count; i++)
        put_item(&writer, &notice->items[i]);
    put_texts(&writer, to, count);
    return adsum_flat_written(&writer, ret_length);
}
