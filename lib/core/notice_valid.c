/*
 * What makes a notice one: the kinds of adsum/notice.h, as a table.
 *
 * Packing and unpacking both ask here, so what packs unpacks.
 */
#include "notice_valid.h"

#include "presence_valid.h"
#include "utf8.h"
#include <adsum/address.h>
#include <string.h>

/* What a kind lets vary; kinds that are left out let nothing. */
static const struct kind {
    uint8_t type_least, type_most;
    bool presence;
    uint8_t items_least;
    uint32_t items_most;
} kinds[ADSUM_BOUNCE + 1] = {
    [ADSUM_PRESENCE] = {.presence = true},
    [ADSUM_PUSH] = {.items_least = 1, .items_most = 1},
    [ADSUM_ROSTER] = {.items_most = UINT32_MAX},
    [ADSUM_MESSAGE] = {.type_most = ADSUM_TYPE_ERROR},
    [ADSUM_IQ] = {.type_least = ADSUM_TYPE_ERROR,
                  .type_most = ADSUM_TYPE_RESULT},
    [ADSUM_BOUNCE] = {.type_least = ADSUM_PRESENCE, .type_most = ADSUM_IQ},
};

static bool address_valid(struct adsum_text text, bool bare)
{
    struct adsum_address address;

    return adsum_address_split(text, &address) == 0 &&
           (!bare || address.resource.length == 0);
}

static bool item_valid(const struct adsum_item *item)
{
    if (!address_valid(item->contact, true) || !adsum_utf8_text(item->name) ||
        item->subscription > ADSUM_SUBSCRIPTION_REMOVED || item->ask > 1 ||
        item->approved > 1 || item->reserved != 0 ||
        (item->groups == NULL && item->group_count != 0))
        return false;
    for (uint32_t i = 0; i < item->group_count; i++)
        if (!adsum_utf8_text(item->groups[i]))
            return false;
    return true;
}

static bool items_valid(const struct adsum_notice *notice)
{
    if (notice->items == NULL && notice->item_count != 0)
        return false;
    for (uint32_t i = 0; i < notice->item_count; i++)
        if (!item_valid(&notice->items[i]))
            return false;
    return true;
}

/* The fields that are numbers; those of a kind, and those of any. */
static bool ranges_valid(const struct adsum_notice *notice)
{
    static const uint8_t zero[sizeof notice->reserved];
    const struct kind *kind = &kinds[notice->kind];

    return notice->type >= kind->type_least &&
           notice->type <= kind->type_most &&
           notice->item_count >= kind->items_least &&
           notice->item_count <= kind->items_most &&
           notice->condition <= ADSUM_CONDITION_NOT_ALLOWED &&
           notice->to <= ADSUM_TO_FULL && notice->view <= ADSUM_VIEW_ALL &&
           notice->encoding <= ADSUM_ENCODING_SEALED &&
           memcmp(notice->reserved, zero, sizeof zero) == 0;
}

bool adsum_notice_valid(const struct adsum_notice *notice)
{
    if (notice->size != sizeof *notice || notice->kind == 0 ||
        notice->kind > ADSUM_BOUNCE || !ranges_valid(notice))
        return false;
    if (notice->presence != NULL && (!kinds[notice->kind].presence ||
                                     !adsum_presence_valid(notice->presence)))
        return false;
    return (notice->from.length == 0 || address_valid(notice->from, false)) &&
           adsum_utf8_text(notice->id) &&
           (notice->bytes != NULL || notice->length == 0) &&
           items_valid(notice);
}

bool adsum_notice_targets_valid(const struct adsum_text *to, uint32_t count)
{
    if (to == NULL && count != 0)
        return false;
    for (uint32_t i = 0; i < count; i++)
        if (!address_valid(to[i], false))
            return false;
    return true;
}
