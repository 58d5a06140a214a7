/*
 * The tables of a service, a row for each.
 *
 * Placed, they lie behind the service in this order: the words that columns
 * find their elements by, then each table, rounded up to eight bytes, then the
 * pool of text_bytes. What there is of for each user, session or edge has a
 * table of its own, so that those limits can be reached whatever else there is.
 * All else comes from the pool: texts, records that few have, what is for one
 * call only. Their maps have a fixed number of heads, one for so many bytes of
 * the pool, or for two of the records where a limit says that there are fewer.
 */
#include "layout.h"
#include "directed.h"
#include "entity.h"
#include "item.h"
#include "limits.h"
#include "origin.h"
#include "picture.h"
#include "request.h"
#include "sighting.h"
#include "waiting.h"

enum {
    ROOM,  /* elements that every call shares */
    EDGES, /* service->edges, in bytes */
    TEXTS, /* service->texts: heads of the map */
    COLUMN,
    SLAB,
    SHARED, /* a slab: if placed, its records are the pool's */
    MAP
};

/* How many elements: see count_of(). */
enum {
    PER_USER,
    PER_USERS_32,
    PER_USERS_2,
    PER_SESSION,
    PER_TARGET,
    PER_FAR,
    PER_OPENED,
    PER_PART,
    PER_GROUP,
    PER_RESOURCE,
    PER_RESOURCE_PART,
    PER_EDGE,
    PER_TEXT,
    PER_EXTRA,
    PER_DIRECTED,
    PER_SIGHTING,
    PER_ITEM,
    PER_NOTHING
};

static const struct row {
    uint16_t offset;
    uint16_t size;
    uint8_t kind;
    uint8_t per;
    const struct map_class *class;
} rows[] = {
#define FIELD(name) offsetof(struct adsum_service, name)
#define ROW(kind, name, type, per)                 \
    {                                              \
        FIELD(name), sizeof(type), kind, per, NULL \
    }
#define MAP_ROW(name, class, per)                       \
    {                                                   \
        FIELD(name), sizeof(uint32_t), MAP, per, &class \
    }
    ROW(SLAB, entities, struct entity, PER_USER),
    ROW(COLUMN, heads, uint32_t, PER_USER),
    ROW(COLUMN, near, uint32_t, PER_USERS_32),
    MAP_ROW(entity_map, adsum_entity_class, PER_USERS_2),
    ROW(SLAB, sessions, struct session, PER_SESSION),
    ROW(COLUMN, endpoints, struct endpoint, PER_SESSION),
    ROW(COLUMN, pulses, struct pulse, PER_SESSION),
    ROW(EDGES, edges, unsigned char, PER_EDGE),
    ROW(TEXTS, texts, uint32_t, PER_TEXT),
    ROW(SHARED, sides, struct side, PER_NOTHING),
    ROW(SHARED, extras, struct extra, PER_NOTHING),
    MAP_ROW(extra_map, adsum_extra_class, PER_EXTRA),
    ROW(SHARED, waits, struct wait, PER_NOTHING),
    ROW(SHARED, directed, struct directed, PER_NOTHING),
    MAP_ROW(directed_map, adsum_directed_class, PER_DIRECTED),
    ROW(SHARED, sightings, struct sighting, PER_NOTHING),
    MAP_ROW(sighting_map, adsum_sighting_class, PER_SIGHTING),
    ROW(SHARED, origins, struct origin, PER_NOTHING),
    MAP_ROW(origin_map, adsum_origin_class, PER_SIGHTING),
    ROW(SHARED, items, struct item, PER_NOTHING),
    MAP_ROW(item_map, adsum_item_class, PER_ITEM),
    ROW(SHARED, requests, struct request, PER_NOTHING),
    ROW(ROOM, targets, struct adsum_target, PER_TARGET),
    ROW(ROOM, slots, uint32_t, PER_TARGET),
    ROW(ROOM, addresses, struct adsum_text, PER_FAR),
    ROW(ROOM, destinations, struct adsum_text, PER_FAR),
    ROW(ROOM, far, uint32_t, PER_FAR),
    ROW(ROOM, opened, unsigned char, PER_OPENED),
    ROW(ROOM, part_atoms, uint32_t, PER_PART),
    ROW(ROOM, groups, struct adsum_text, PER_GROUP),
    ROW(ROOM, group_atoms, uint32_t, PER_GROUP),
    ROW(ROOM, shown, struct shown, PER_RESOURCE),
    ROW(ROOM, shown_parts, struct adsum_part, PER_RESOURCE_PART),
#undef MAP_ROW
#undef ROW
#undef FIELD
};

enum {
    ROWS = sizeof rows / sizeof *rows,
    FAR_ROOM = 64,
    SHARES = 8,       /* addresses that `to` has room for */
    TEXT_BYTES = 128, /* of the pool to one head of the texts' map, */
    HEAD_BYTES = 256  /* and of any other */
};

#define ALIGNED(bytes) (((bytes) + 7u) & ~(uint64_t)7)
#define BEGIN          (size_t) ALIGNED(sizeof(struct adsum_service))
#define PARTS_AT       (uint32_t) ALIGNED(sizeof(struct adsum_presence))
#define ITEM_BYTES     (uint32_t) ALIGNED(sizeof(struct adsum_item))

#define POOL_MOST (8u << ADSUM_MAP_ID_BITS) /* that slots of granules reach */

static uint32_t least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

static uint32_t targets_of(const struct adsum_limits *limits)
{
    return least(ADSUM_TARGETS, limits->sessions + (limits->sessions == 0));
}

static uint32_t far_of(const struct adsum_limits *limits)
{
    return least(FAR_ROOM, limits->users / 16 + 1);
}

/* Heads of a map of records in the pool, of which there are `most` at most. */
static uint64_t heads_of(const struct adsum_limits *limits, uint64_t most)
{
    uint64_t heads = limits->text_bytes / HEAD_BYTES;

    return (most / 2 < heads ? most / 2 : heads) + 1;
}

/* Lists of a notice: a presence and its parts, or an item and its groups. */
uint32_t adsum_layout_opened(const struct adsum_limits *limits)
{
    uint32_t parts =
        PARTS_AT + limits->parts * (uint32_t)sizeof(struct adsum_part);
    uint32_t groups =
        ITEM_BYTES + limits->groups * (uint32_t)sizeof(struct adsum_text);

    return parts > groups ? parts : groups;
}

static uint64_t count_of(const struct adsum_limits *limits, uint8_t per)
{
    switch (per) {
    case PER_USER:
        return limits->users + 1u;
    case PER_USERS_32:
        return limits->users / 32 + 1;
    case PER_USERS_2:
        return limits->users / 2 + 1;
    case PER_SESSION:
        /* A grave more, where there is anybody to want one. */
        return limits->sessions + 1 + (limits->sessions > 1);
    case PER_TARGET:
        return targets_of(limits);
    case PER_FAR:
        return far_of(limits);
    case PER_OPENED:
        return adsum_layout_opened(limits);
    case PER_PART:
        return limits->parts;
    case PER_GROUP:
        return limits->groups;
    case PER_RESOURCE:
        return limits->resources;
    case PER_RESOURCE_PART:
        return (uint64_t)limits->resources * limits->parts;
    case PER_EDGE:
        return adsum_edges_bytes(limits->users, limits->edges);
    case PER_TEXT:
        return limits->text_bytes / TEXT_BYTES + 1;
    case PER_EXTRA:
        return heads_of(limits, limits->sessions);
    case PER_DIRECTED:
        return heads_of(limits, (uint64_t)limits->sessions * limits->directed);
    case PER_SIGHTING:
        return heads_of(limits, limits->sightings);
    case PER_ITEM:
        return heads_of(limits, limits->edges);
    default:
        return 0;
    }
}

static uint64_t bytes_of(const struct adsum_limits *limits,
                         const struct row *row)
{
    return ALIGNED(count_of(limits, row->per) * row->size);
}

/* What is before the pool. */
static uint64_t tables_of(const struct adsum_limits *limits)
{
    uint64_t bytes = BEGIN;

    for (uint32_t i = 0; i < ROWS; i++)
        bytes += bytes_of(limits, &rows[i]);
    return bytes;
}

int adsum_layout_bytes(const struct adsum_limits *limits, uint64_t *ret)
{
    if (limits->text_bytes > POOL_MOST ||
        adsum_edges_bytes(limits->users, limits->edges) == 0)
        return ADSUM_ERR_INVALID;
    *ret = tables_of(limits) + ALIGNED((uint64_t)limits->text_bytes);
    return 0;
}

static void place_texts(struct adsum_service *service, const uint8_t seed[16],
                        unsigned char *heads, uint32_t buckets)
{
    struct text_room room = {&service->memory, service->pool.buffer, heads,
                             buckets};

    adsum_text_place(&service->texts, seed, service->limits.text_bytes, &room);
}

static void *field_of(struct adsum_service *service, const struct row *row)
{
    return (unsigned char *)service + row->offset;
}

static void place(struct adsum_service *service, const uint8_t seed[16],
                  const struct row *row, unsigned char *at)
{
    const struct adsum_limits *limits = &service->limits;
    uint32_t count = (uint32_t)count_of(limits, row->per);
    void *field = field_of(service, row);

    switch (row->kind) {
    case COLUMN:
        adsum_column_place(field, row->size, at, count);
        break;
    case SLAB:
        adsum_slab_place(field, row->size, at, count);
        break;
    case SHARED:
        adsum_slab_share(field, row->size, service->pool.buffer);
        break;
    case MAP:
        adsum_map_place(field, row->class, service, at, count);
        break;
    case EDGES:
        adsum_edges_place(field, at, limits->users, limits->edges);
        break;
    case TEXTS:
        place_texts(service, seed, at, count);
        break;
    default:
        if (count != 0)
            memcpy(field, &at, sizeof at);
    }
}

static void set_rooms(struct adsum_service *service)
{
    service->target_room = targets_of(&service->limits);
    service->far_room = far_of(&service->limits);
    service->to_share = least(SHARES, service->far_room);
}

/* Unpacking lays the parts out there, too, behind the presence. */
static void set_parts(struct adsum_service *service)
{
    service->parts = (struct adsum_part *)(void *)(service->opened + PARTS_AT);
}

void adsum_layout_place(struct adsum_service *service, const uint8_t seed[16])
{
    const struct adsum_limits *limits = &service->limits;
    unsigned char *at = (unsigned char *)service + BEGIN;

    service->pool.buffer = (unsigned char *)service + (size_t)tables_of(limits);
    service->pool.bytes = limits->text_bytes;
    service->memory.allocate = adsum_fixed_allocate;
    service->memory.user = &service->pool;
    service->memory.bytes = 0;
    set_rooms(service);
    for (uint32_t i = 0; i < ROWS; i++) {
        place(service, seed, &rows[i], at);
        at += (size_t)bytes_of(limits, &rows[i]);
    }
    set_parts(service);
}

static int init(struct adsum_service *service, const struct row *row)
{
    uint32_t segment = service->limits.segment_bytes;
    void *field = field_of(service, row), *room;
    size_t bytes;

    switch (row->kind) {
    case COLUMN:
        adsum_column_init(field, row->size, segment);
        break;
    case SLAB:
    case SHARED:
        adsum_slab_init(field, row->size, segment);
        break;
    case MAP:
        adsum_map_init(field, row->class, service, segment);
        break;
    case ROOM:
        bytes = (size_t)bytes_of(&service->limits, row);
        if (bytes == 0)
            break;
        if ((room = adsum_memory_give(&service->memory, bytes)) == NULL)
            return ADSUM_ERR_NO_MEMORY;
        memcpy(field, &room, sizeof room);
        break;
    default:
        break;
    }
    return 0;
}

int adsum_layout_init(struct adsum_service *service, const uint8_t seed[16])
{
    const struct adsum_limits *limits = &service->limits;
    int err = 0;

    set_rooms(service);
    adsum_text_init(&service->texts, seed, limits->text_bytes,
                    limits->segment_bytes);
    adsum_edges_init(&service->edges, limits->segment_bytes);
    for (uint32_t i = 0; i < ROWS; i++)
        if (init(service, &rows[i]) != 0)
            err = ADSUM_ERR_NO_MEMORY;
    if (err == 0)
        set_parts(service);
    return err;
}

static void deinit(struct adsum_service *service, const struct row *row)
{
    struct memory *memory = &service->memory;
    void *field = field_of(service, row), *room;

    switch (row->kind) {
    case COLUMN:
        adsum_column_deinit(field, memory);
        break;
    case SLAB:
    case SHARED:
        adsum_slab_deinit(field, memory);
        break;
    case MAP:
        adsum_map_deinit(field, memory);
        break;
    case ROOM:
        memcpy(&room, field, sizeof room);
        adsum_memory_take(memory, room,
                          (size_t)bytes_of(&service->limits, row));
        break;
    default:
        break;
    }
}

void adsum_layout_deinit(struct adsum_service *service)
{
    for (uint32_t i = 0; i < ROWS; i++)
        deinit(service, &rows[i]);
    adsum_edges_deinit(&service->edges, &service->memory);
    adsum_text_deinit(&service->texts, &service->memory);
}

void adsum_layout_settle(struct adsum_service *service)
{
    for (uint32_t i = 0; i < ROWS; i++)
        if (rows[i].kind == SHARED)
            adsum_slab_settle(field_of(service, &rows[i]), &service->memory);
    adsum_slab_settle(&service->texts.atoms, &service->memory);
}

int adsum_limits_bytes(const struct adsum_limits *limits, uint64_t *ret)
{
    struct adsum_limits complete;
    int err = ret == NULL ? ADSUM_ERR_INVALID
                          : adsum_limits_complete(limits, &complete);

    return err != 0 ? err : adsum_layout_bytes(&complete, ret);
}
