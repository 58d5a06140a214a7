/*
 * Linear hashing (Litwin 1980) over chained records.
 *
 * With n buckets and m the least power of two that is not below n, a hash
 * belongs to bucket hash % m, or hash % (m / 2) where that is not in use yet.
 * Making bucket n therefore takes records from bucket n - m / 2 alone.
 *
 * Three records to two buckets: chains are 1.5 records on average, and a
 * bucket's head costs a record 2.7 bytes. Low bits of the hash choose the
 * bucket, the five on top are in the links; so they are independent as long as
 * ids have 27 bits. A split keeps the order within chains: it depends on the
 * hashes and the calls alone.
 *
 * Buckets are never merged: the column that holds them does not shrink, and
 * a bucket that stays empty costs a lookup nothing. Where they are placed, and
 * all in use, chains grow longer.
 */
#include "map.h"
#include <string.h>

#define ID_BITS ADSUM_MAP_ID_BITS
#define ID_MASK ADSUM_MAP_ID_MOST

void adsum_map_init(struct map *map, const struct map_class *class, void *owner,
                    uint32_t segment_bytes)
{
    memset(map, 0, sizeof *map);
    adsum_column_init(&map->heads, sizeof(uint32_t), segment_bytes);
    map->class = class;
    map->owner = owner;
}

void adsum_map_place(struct map *map, const struct map_class *class,
                     void *owner, unsigned char *at, uint32_t buckets)
{
    memset(map, 0, sizeof *map);
    adsum_column_place(&map->heads, sizeof(uint32_t), at, buckets);
    map->class = class;
    map->owner = owner;
}

void adsum_map_deinit(struct map *map, struct memory *memory)
{
    adsum_column_deinit(&map->heads, memory);
    map->buckets = 0;
    map->count = 0;
}

/* Is a bucket due when there is one record more? */
static bool is_due(const struct map *map)
{
    return map->buckets * 3 < (map->count + 1) * 2;
}

int adsum_map_reserve(struct map *map, struct memory *memory)
{
    if (!is_due(map) || adsum_column_is_placed(&map->heads))
        return 0;
    return adsum_column_reserve(&map->heads, memory, map->buckets + 1);
}

static uint32_t *head_of(const struct map *map, uint32_t hash)
{
    uint32_t last = map->buckets - 1;
    uint32_t mask = last == 0 ? 0 : UINT32_MAX >> __builtin_clz(last);
    uint32_t bucket = hash & mask;

    if (bucket > last)
        bucket &= mask >> 1;
    return adsum_column_at(&map->heads, bucket);
}

static uint32_t *link_of(const struct map *map, uint32_t link)
{
    return map->class->link(map->owner, link & ID_MASK);
}

static void split(struct map *map)
{
    uint32_t made = map->buckets++;
    uint32_t top, link, *stay, *leave;

    leave = adsum_column_at(&map->heads, made);
    *leave = 0;
    if (made == 0)
        return;
    top = 1u << (31 - __builtin_clz(made));
    stay = adsum_column_at(&map->heads, made - top);
    for (link = *stay; link != 0; link = *link_of(map, link)) {
        uint32_t hash = map->class->hash(map->owner, link & ID_MASK);
        uint32_t **tail = (hash & top) != 0 ? &leave : &stay;

        **tail = link;
        *tail = link_of(map, link);
    }
    *stay = 0;
    *leave = 0;
}

void adsum_map_put(struct map *map, uint32_t hash, uint32_t id)
{
    uint32_t *head;

    if (is_due(map) && map->buckets < map->heads.elements)
        split(map);
    head = head_of(map, hash);
    *link_of(map, id) = *head;
    *head = (hash & ~ID_MASK) | id;
    map->count++;
}

void adsum_map_remove(struct map *map, uint32_t hash, uint32_t id)
{
    uint32_t *link = head_of(map, hash);

    while ((*link & ID_MASK) != id)
        link = link_of(map, *link);
    *link = *link_of(map, id);
    map->count--;
}

uint32_t adsum_map_next(const struct map *map, uint32_t hash, uint32_t after)
{
    uint32_t link;

    if (map->buckets == 0)
        return 0;
    link = after == 0 ? *head_of(map, hash) : *link_of(map, after);
    while (link != 0 && (link ^ hash) >> ID_BITS != 0)
        link = *link_of(map, link);
    return link & ID_MASK;
}
