/*
 * Parcels. A copy is laid out twice by the same steps: first to learn its
 * length, with no block, then into the block.
 */
#include "parcel.h"

struct layout {
    char *next; /* NULL while measuring */
    size_t bytes;
};

static void *place(struct layout *layout, const void *bytes, size_t length)
{
    char *at = layout->next;
    size_t padded = (length + 7u) & ~(size_t)7u;

    layout->bytes += padded;
    if (at == NULL || length == 0)
        return NULL;
    layout->next += padded;
    memcpy(at, bytes, length);
    return at;
}

static void place_text(struct layout *layout, struct adsum_text *text)
{
    if (text->length != 0)
        text->bytes = place(layout, text->bytes, text->length);
}

static const struct adsum_part *place_parts(struct layout *layout,
                                            const struct adsum_part *parts,
                                            uint32_t count)
{
    struct adsum_part *copy = place(layout, parts, count * sizeof *parts);

    for (uint32_t i = 0; i < count; i++) {
        struct adsum_part part = parts[i];

        place_text(layout, &part.name);
        place_text(layout, &part.space);
        place_text(layout, &part.language);
        part.bytes = place(layout, part.bytes, part.length);
        if (copy != NULL)
            copy[i] = part;
    }
    return copy;
}

static const struct adsum_text *place_groups(struct layout *layout,
                                             const struct adsum_text *groups,
                                             uint32_t count)
{
    struct adsum_text *copy = place(layout, groups, count * sizeof *groups);

    for (uint32_t i = 0; i < count; i++) {
        struct adsum_text group = groups[i];

        place_text(layout, &group);
        if (copy != NULL)
            copy[i] = group;
    }
    return copy;
}

static const struct adsum_item *place_items(struct layout *layout,
                                            const struct adsum_item *items,
                                            uint32_t count)
{
    struct adsum_item *copy = place(layout, items, count * sizeof *items);

    for (uint32_t i = 0; i < count; i++) {
        struct adsum_item item = items[i];

        place_text(layout, &item.contact);
        place_text(layout, &item.name);
        item.groups = place_groups(layout, item.groups, item.group_count);
        if (copy != NULL)
            copy[i] = item;
    }
    return copy;
}

static void lay_out(struct layout *layout, struct parcel *parcel)
{
    struct adsum_notice *notice = &parcel->notice;
    struct adsum_presence *presence = &parcel->presence;

    place_text(layout, &notice->from);
    place_text(layout, &notice->id);
    if (notice->bytes != NULL)
        notice->bytes = place(layout, notice->bytes, notice->length);
    notice->items = place_items(layout, notice->items, notice->item_count);
    if (notice->presence == NULL)
        return;
    *presence = *notice->presence;
    place_text(layout, &presence->id);
    place_text(layout, &presence->language);
    presence->parts =
        place_parts(layout, presence->parts, presence->part_count);
}

struct parcel *adsum_parcel_make(struct adsum_service *service,
                                 const struct adsum_notice *notice)
{
    struct parcel copy = {.notice = *notice};
    struct layout layout = {NULL, 0};
    struct parcel *parcel;
    size_t bytes;

    lay_out(&layout, &copy);
    bytes = sizeof copy + layout.bytes;
    if (bytes > UINT32_MAX)
        return NULL;
    parcel = adsum_memory_give(&service->memory, bytes);
    if (parcel == NULL)
        return NULL;
    parcel->notice = *notice;
    parcel->uses = 1;
    parcel->bytes = (uint32_t)bytes;
    layout.next = (char *)(parcel + 1);
    lay_out(&layout, parcel);
    if (notice->presence != NULL)
        parcel->notice.presence = &parcel->presence;
    return parcel;
}

void adsum_parcel_drop(struct adsum_service *service, struct parcel *parcel)
{
    if (parcel != NULL && --parcel->uses == 0)
        adsum_memory_take(&service->memory, parcel, parcel->bytes);
}
