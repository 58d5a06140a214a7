/*
 * Items. A label's bytes: flags, number of groups, the groups' atoms, then the
 * name. Groups are interned, for a user's contacts share them; names are not.
 */
#include "item.h"
#include "entity.h"
#include "subscription.h"
#include "utf8.h"

#define LABEL_HEAD 2u

static struct item *item_at(const struct adsum_service *service, uint32_t id)
{
    return adsum_slab_at(&service->items, id);
}

static uint32_t pair_hash(uint32_t user, uint32_t contact)
{
    uint32_t hash = user * 0x9e3779b1u;

    hash = (hash ^ hash >> 15 ^ contact) * 0x85ebca6bu;
    return hash ^ hash >> 13;
}

static uint32_t *item_link(void *owner, uint32_t id)
{
    return &item_at(owner, id)->link;
}

static uint32_t item_hash(void *owner, uint32_t id)
{
    const struct item *item = item_at(owner, id);

    return pair_hash(item->user, item->contact);
}

const struct map_class adsum_item_class = {item_link, item_hash};

static uint32_t find(const struct adsum_service *service, uint32_t user,
                     uint32_t contact)
{
    uint32_t hash = pair_hash(user, contact), id = 0;

    while ((id = adsum_map_next(&service->item_map, hash, id)) != 0)
        if (item_at(service, id)->user == user &&
            item_at(service, id)->contact == contact)
            return id;
    return 0;
}

uint32_t adsum_item_label(const struct adsum_service *service, uint32_t user,
                          uint32_t contact)
{
    uint32_t id = find(service, user, contact);

    return id == 0 ? 0 : item_at(service, id)->label;
}

int adsum_item_reserve(struct adsum_service *service, uint32_t count)
{
    int err = adsum_slab_reserve(&service->items, &service->memory, count);

    return err != 0 ? err
                    : adsum_map_reserve(&service->item_map, &service->memory);
}

void adsum_item_relabel(struct adsum_service *service, uint32_t user,
                        uint32_t contact, uint32_t label)
{
    uint32_t id = find(service, user, contact);

    if (id == 0 && label == 0)
        return;
    if (id == 0) {
        id = adsum_slab_take(&service->items);
        item_at(service, id)->user = user;
        item_at(service, id)->contact = contact;
        item_at(service, id)->label = label;
        adsum_map_put(&service->item_map, pair_hash(user, contact), id);
        return;
    }
    adsum_label_drop(service, item_at(service, id)->label);
    item_at(service, id)->label = label;
    if (label == 0) {
        adsum_map_remove(&service->item_map, pair_hash(user, contact), id);
        adsum_slab_give(&service->items, id);
    }
}

static struct adsum_text bytes_of(const struct adsum_service *service,
                                  uint32_t label)
{
    return adsum_text_kept(&service->texts, label);
}

static uint32_t group_of(struct adsum_text bytes, uint32_t index)
{
    uint32_t atom;

    memcpy(&atom, bytes.bytes + LABEL_HEAD + index * sizeof atom, sizeof atom);
    return atom;
}

static void drop_groups(struct adsum_service *service, const uint32_t *groups,
                        uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        adsum_text_release(&service->texts, groups[i]);
}

static int keep(struct adsum_service *service, uint8_t flags,
                const uint32_t *groups, uint32_t count, struct adsum_text name,
                uint32_t *ret)
{
    uint8_t head[LABEL_HEAD] = {flags, (uint8_t)count};
    struct adsum_text pieces[3] = {
        {(const char *)head, sizeof head},
        {(const char *)groups, count * (uint32_t)sizeof *groups},
        name};

    return adsum_text_keep_pieces(&service->texts, &service->memory, pieces, 3,
                                  ret);
}

int adsum_label_make(struct adsum_service *service, uint8_t flags,
                     const struct adsum_item *item, uint32_t *ret)
{
    uint32_t *groups = service->group_atoms, count = 0;
    int err = 0;

    *ret = 0;
    if (flags == 0 && item->name.length == 0 && item->group_count == 0)
        return 0;
    while (err == 0 && count < item->group_count) {
        err = adsum_text_intern(&service->texts, &service->memory,
                                item->groups[count].bytes,
                                item->groups[count].length, &groups[count]);
        count += err == 0;
    }
    if (err == 0)
        err = keep(service, flags, groups, count, item->name, ret);
    if (err != 0)
        drop_groups(service, groups, count);
    return err;
}

int adsum_label_change(struct adsum_service *service, uint32_t label,
                       uint8_t flags, uint32_t *ret)
{
    struct adsum_item item = {.group_count = 0};

    if (label != 0)
        adsum_item_show(service, 0, 0, label, NULL, service->groups, &item);
    return adsum_label_make(service, flags, &item, ret);
}

void adsum_label_drop(struct adsum_service *service, uint32_t label)
{
    struct adsum_text bytes;

    if (label == 0)
        return;
    bytes = bytes_of(service, label);
    for (uint32_t i = 0; i < (uint8_t)bytes.bytes[1]; i++)
        adsum_text_release(&service->texts, group_of(bytes, i));
    adsum_text_drop(&service->texts, label);
}

uint8_t adsum_label_flags(const struct adsum_service *service, uint32_t label)
{
    return label == 0 ? 0 : (uint8_t)bytes_of(service, label).bytes[0];
}

void adsum_item_show(const struct adsum_service *service, uint32_t contact,
                     uint32_t bits, uint32_t label, char *contact_room,
                     struct adsum_text *groups, struct adsum_item *ret)
{
    struct adsum_text bytes;
    uint32_t head;

    memset(ret, 0, sizeof *ret);
    if (contact != 0)
        ret->contact = adsum_entity_bare(service, contact, contact_room);
    ret->subscription = adsum_subscription_of(bits);
    ret->ask = (bits & ADSUM_EDGE_OUT) != 0;
    if (label == 0)
        return;
    bytes = bytes_of(service, label);
    ret->approved = (bytes.bytes[0] & ADSUM_LABEL_APPROVED) != 0;
    ret->group_count = (uint8_t)bytes.bytes[1];
    for (uint32_t i = 0; groups != NULL && i < ret->group_count; i++)
        groups[i] = adsum_text_at(&service->texts, group_of(bytes, i));
    ret->groups = groups;
    head = LABEL_HEAD + ret->group_count * (uint32_t)sizeof(uint32_t);
    ret->name.bytes = bytes.bytes + head;
    ret->name.length = bytes.length - head;
}

struct adsum_text adsum_label_group(const struct adsum_service *service,
                                    uint32_t label, uint32_t index)
{
    return adsum_text_at(&service->texts,
                         group_of(bytes_of(service, label), index));
}

bool adsum_item_visible(uint32_t bits, uint8_t flags)
{
    return (bits & (ADSUM_EDGE_TO | ADSUM_EDGE_FROM | ADSUM_EDGE_OUT)) != 0 ||
           (flags & ADSUM_LABEL_LISTED) != 0;
}

static bool text_valid(struct adsum_text text)
{
    return text.length == 0 ||
           (text.bytes != NULL && adsum_utf8_valid(text.bytes, text.length));
}

int adsum_item_check(const struct adsum_service *service,
                     const struct adsum_item *item)
{
    if (!text_valid(item->name) ||
        (item->groups == NULL && item->group_count != 0))
        return ADSUM_ERR_INVALID;
    if (item->name.length > service->limits.name_bytes)
        return ADSUM_ERR_LIMIT - ADSUM_LIMIT_NAME_BYTES;
    if (item->group_count > service->limits.groups)
        return ADSUM_ERR_LIMIT - ADSUM_LIMIT_GROUPS;
    for (uint32_t i = 0; i < item->group_count; i++) {
        if (item->groups[i].length == 0 || !text_valid(item->groups[i]))
            return ADSUM_ERR_INVALID;
        if (item->groups[i].length > service->limits.name_bytes)
            return ADSUM_ERR_LIMIT - ADSUM_LIMIT_NAME_BYTES;
        for (uint32_t j = 0; j < i; j++)
            if (text_equal(item->groups[i], item->groups[j]))
                return ADSUM_ERR_INVALID;
    }
    return 0;
}
