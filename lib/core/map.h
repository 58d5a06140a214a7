/*
 * A hash map over records that live elsewhere, by 32-bit hash and 27-bit id.
 *
 * Linear hashing: a bucket more for each record or two, one bucket split at a
 * time, so no call rehashes more than one chain. Records are chained through
 * a u32 link of their own: 27 bits of the next id, 5 bits of the next one's
 * hash, so that most of a chain is passed without touching a record. Ids are
 * 1 and up.
 */
#ifndef ADSUM_CORE_MAP_H
#define ADSUM_CORE_MAP_H

#include "column.h"

#define ADSUM_MAP_ID_BITS 27u
#define ADSUM_MAP_ID_MOST ((1u << ADSUM_MAP_ID_BITS) - 1) /* the highest id */

/** What the map asks of the records' owner. */
struct map_class {
    uint32_t *(*link)(void *owner, uint32_t id);
    uint32_t (*hash)(void *owner, uint32_t id);
};

struct map {
    struct column heads; /* u32: as links */
    const struct map_class *class;
    void *owner;
    uint32_t buckets; /* in use */
    uint32_t count;   /* records */
};

/** As adsum_column_init() and adsum_column_place(). */
void adsum_map_init(struct map *map, const struct map_class *class, void *owner,
                    uint32_t segment_bytes);
void adsum_map_place(struct map *map, const struct map_class *class,
                     void *owner, unsigned char *at, uint32_t buckets);
void adsum_map_deinit(struct map *map, struct memory *memory);

/**
 * Let adsum_map_put() succeed. 0 or NO_MEMORY. Several may follow one reserve:
 * buckets that are due are then made later.
 */
int adsum_map_reserve(struct map *map, struct memory *memory);

/** Put a record in; it is not there yet. */
void adsum_map_put(struct map *map, uint32_t hash, uint32_t id);

/** Take a record out; it is there. */
void adsum_map_remove(struct map *map, uint32_t hash, uint32_t id);

/**
 * The ids that may have this hash, one after the other: the caller compares.
 *
 * @after  0 for the first. Returns 0: there is no further one.
 */
uint32_t adsum_map_next(const struct map *map, uint32_t hash, uint32_t after);

/** SipHash-2-4 of bytes, folded to 32 bits; `seed` of 16 bytes. */
uint32_t adsum_map_hash(const uint8_t seed[16], const void *bytes,
                        uint32_t length);

#endif
