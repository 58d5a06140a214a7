/*
 * Counts of elements. A map over records in the pool has a head for so many
 * bytes of it, or for two of the records where a limit says there are fewer.
 */
#include "layout_count.h"
#include "edges.h"
#include "layout.h"

enum {
    FAR_ROOM = 64,
    TEXT_BYTES = 128, /* of the pool to one head of the texts' map, */
    HEAD_BYTES = 256  /* and of any other */
};

#define ITEM_BYTES ((uint32_t)(sizeof(struct adsum_item) + 7) & ~7u)

static uint32_t least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

static uint64_t heads_of(const struct adsum_limits *limits, uint64_t most)
{
    uint64_t heads = limits->text_bytes / HEAD_BYTES;

    return (most / 2 < heads ? most / 2 : heads) + 1;
}

/* Lists of a notice: a presence and its parts, or an item and its groups. */
uint32_t adsum_layout_opened(const struct adsum_limits *limits)
{
    uint32_t parts =
        ADSUM_PARTS_AT + limits->parts * (uint32_t)sizeof(struct adsum_part);
    uint32_t groups =
        ITEM_BYTES + limits->groups * (uint32_t)sizeof(struct adsum_text);

    return parts > groups ? parts : groups;
}

uint64_t adsum_layout_count(const struct adsum_limits *limits, uint8_t per)
{
    switch (per) {
    case ADSUM_PER_USER:
        return limits->users + 1u;
    case ADSUM_PER_USERS_32:
        return limits->users / 32 + 1;
    case ADSUM_PER_USERS_2:
        return limits->users / 2 + 1;
    case ADSUM_PER_SESSION:
        /* A grave more, where there is anybody to want one. */
        return limits->sessions + 1 + (limits->sessions > 1);
    case ADSUM_PER_TARGET:
        return least(ADSUM_TARGETS, limits->sessions + (limits->sessions == 0));
    case ADSUM_PER_FAR:
        return least(FAR_ROOM, limits->users / 16 + 1);
    case ADSUM_PER_OPENED:
        return adsum_layout_opened(limits);
    case ADSUM_PER_PART:
        return limits->parts;
    case ADSUM_PER_GROUP:
        return limits->groups;
    case ADSUM_PER_RESOURCE:
        return limits->resources;
    case ADSUM_PER_RESOURCE_PART:
        return (uint64_t)limits->resources * limits->parts;
    case ADSUM_PER_EDGE:
        return adsum_edges_bytes(limits->users, limits->edges);
    case ADSUM_PER_TEXT:
        return limits->text_bytes / TEXT_BYTES + 1;
    case ADSUM_PER_EXTRA:
        return heads_of(limits, limits->sessions);
    case ADSUM_PER_DIRECTED:
        return heads_of(limits, (uint64_t)limits->sessions * limits->directed);
    case ADSUM_PER_SIGHTING:
        return heads_of(limits, limits->sightings);
    case ADSUM_PER_ITEM:
        return heads_of(limits, limits->edges);
    default:
        return 0;
    }
}
