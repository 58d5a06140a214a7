/*
 * The tables of a service, a row for each.
 *
 * Placed, they lie behind the service, those of words last, and then the pool
 * of text_bytes. What there is of for each user, session or edge has a table of
 * its own, so that those limits can be reached whatever else there is. All else
 * comes from the pool: texts, records that few have, what is for one call only.
 */
#include "layout.h"
#include "directed.h"
#include "entity.h"
#include "item.h"
#include "layout_count.h"
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
    BITMAP,
    COLUMN,
    SLAB,
    SHARED, /* a slab: if placed, its records are the pool's */
    MAP
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
    ROW(SLAB, entities, struct entity, ADSUM_PER_USER),
    ROW(SLAB, sessions, struct session, ADSUM_PER_SESSION),
    ROW(EDGES, edges, unsigned char, ADSUM_PER_EDGE),
    ROW(SHARED, sides, struct side, ADSUM_PER_NOTHING),
    ROW(SHARED, extras, struct extra, ADSUM_PER_NOTHING),
    ROW(SHARED, waits, struct wait, ADSUM_PER_NOTHING),
    ROW(SHARED, directed, struct directed, ADSUM_PER_NOTHING),
    ROW(SHARED, sightings, struct sighting, ADSUM_PER_NOTHING),
    ROW(SHARED, origins, struct origin, ADSUM_PER_NOTHING),
    ROW(SHARED, items, struct item, ADSUM_PER_NOTHING),
    ROW(SHARED, requests, struct request, ADSUM_PER_NOTHING),
    ROW(ROOM, targets, struct adsum_target, ADSUM_PER_TARGET),
    ROW(ROOM, addresses, struct adsum_text, ADSUM_PER_FAR),
    ROW(ROOM, destinations, struct adsum_text, ADSUM_PER_FAR),
    ROW(ROOM, opened, unsigned char, ADSUM_PER_OPENED),
    ROW(ROOM, groups, struct adsum_text, ADSUM_PER_GROUP),
    ROW(ROOM, shown, struct shown, ADSUM_PER_RESOURCE),
    ROW(ROOM, shown_parts, struct adsum_part, ADSUM_PER_RESOURCE_PART),
    /* Words: where one ends, the next may begin. */
    ROW(COLUMN, heads, uint32_t, ADSUM_PER_USER),
    ROW(BITMAP, near, uint32_t, ADSUM_PER_USERS_32),
    MAP_ROW(entity_map, adsum_entity_class, ADSUM_PER_USERS_2),
    ROW(COLUMN, endpoints, struct endpoint, ADSUM_PER_SESSION),
    ROW(COLUMN, pulses, struct pulse, ADSUM_PER_SESSION),
    ROW(TEXTS, texts, uint32_t, ADSUM_PER_TEXT),
    MAP_ROW(extra_map, adsum_extra_class, ADSUM_PER_EXTRA),
    MAP_ROW(directed_map, adsum_directed_class, ADSUM_PER_DIRECTED),
    MAP_ROW(sighting_map, adsum_sighting_class, ADSUM_PER_SIGHTING),
    MAP_ROW(origin_map, adsum_origin_class, ADSUM_PER_SIGHTING),
    MAP_ROW(item_map, adsum_item_class, ADSUM_PER_ITEM),
    ROW(ROOM, slots, uint32_t, ADSUM_PER_TARGET),
    ROW(ROOM, far, uint32_t, ADSUM_PER_FAR),
    ROW(ROOM, part_atoms, uint32_t, ADSUM_PER_PART),
    ROW(ROOM, group_atoms, uint32_t, ADSUM_PER_GROUP),
#undef MAP_ROW
#undef ROW
#undef FIELD
};

enum {
    ROWS = sizeof rows / sizeof *rows,
    SHARES = 8 /* addresses that `to` has room for */
};

#define ALIGNED(bytes) (((bytes) + 7u) & ~(uint64_t)7)
#define BEGIN          (size_t) ALIGNED(sizeof(struct adsum_service))

#define POOL_MOST (8u << ADSUM_MAP_ID_BITS) /* that slots of granules reach */

static uint64_t bytes_of(const struct adsum_limits *limits,
                         const struct row *row)
{
    uint64_t bytes = adsum_layout_count(limits, row->per) * row->size;

    return row->size % 8 == 4 ? bytes : ALIGNED(bytes);
}

/* What is before the pool. */
static uint64_t tables_of(const struct adsum_limits *limits)
{
    uint64_t bytes = BEGIN;

    for (uint32_t i = 0; i < ROWS; i++)
        bytes += bytes_of(limits, &rows[i]);
    return ALIGNED(bytes);
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
    uint32_t count = (uint32_t)adsum_layout_count(limits, row->per);
    void *field = field_of(service, row);

    switch (row->kind) {
    case BITMAP:
        service->near.words = (uint32_t *)(void *)at;
        service->near.room = count;
        break;
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
    const struct adsum_limits *limits = &service->limits;

    service->target_room =
        (uint32_t)adsum_layout_count(limits, ADSUM_PER_TARGET);
    service->far_room = (uint32_t)adsum_layout_count(limits, ADSUM_PER_FAR);
    service->to_share = service->far_room < SHARES ? service->far_room : SHARES;
}

/* Unpacking lays the parts out there, too, behind the presence. */
static void set_parts(struct adsum_service *service)
{
    service->parts =
        (struct adsum_part *)(void *)(service->opened + ADSUM_PARTS_AT);
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
    case BITMAP:
        adsum_bitmap_deinit(field, memory);
        break;
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
