/*
 * A slab: a column, and the slots that were given back in a list.
 *
 * Invariant: each slot from 1 below `top` is either taken or in the list. The
 * slot given back last is the first to be taken: it is the likeliest to be in
 * the cache, and the order depends on nothing but the calls. All is O(1) but
 * reserve(), which is the column's.
 *
 * A slab that shares a pool counts in granules: its column has one element for
 * each eight bytes of the pool, so that a block's place is its slot, and no
 * elements but, in that field, the size of a record. What is reserved is in the
 * list already, and `top` counts it, so that only reserving knows the
 * difference.
 */
#include "slab.h"
#include <adsum/error.h>

enum { GRANULE = 8 };

extern inline void *adsum_slab_at(const struct slab *slab, uint32_t slot);

static void begin(struct slab *slab)
{
    slab->free = 0;
    slab->top = 1;
    slab->used = 0;
}

void adsum_slab_init(struct slab *slab, uint32_t size, uint32_t segment_bytes)
{
    adsum_column_init(&slab->column, size, segment_bytes);
    begin(slab);
}

void adsum_slab_place(struct slab *slab, uint32_t size, unsigned char *at,
                      uint32_t elements)
{
    adsum_column_place(&slab->column, size, at, elements);
    begin(slab);
}

void adsum_slab_share(struct slab *slab, uint32_t size, unsigned char *pool)
{
    adsum_column_place(&slab->column, GRANULE, pool, size);
    slab->column.shift = ADSUM_COLUMN_SHARED;
    begin(slab);
}

void adsum_slab_deinit(struct slab *slab, struct memory *memory)
{
    adsum_column_deinit(&slab->column, memory);
    begin(slab);
}

static void link_free(struct slab *slab, uint32_t slot)
{
    *(uint32_t *)adsum_slab_at(slab, slot) = slab->free;
    slab->free = slot;
}

static uint32_t unlink_free(struct slab *slab)
{
    uint32_t slot = slab->free;

    slab->free = *(const uint32_t *)adsum_slab_at(slab, slot);
    return slot;
}

static int share_more(struct slab *slab, struct memory *memory, uint32_t count)
{
    while (count-- != 0) {
        unsigned char *block = adsum_memory_give(memory, slab->column.elements);

        if (block == NULL)
            return ADSUM_ERR_NO_MEMORY;
        link_free(slab, (uint32_t)(block - slab->column.of.only) / GRANULE);
        slab->top++;
    }
    return 0;
}

void adsum_slab_settle(struct slab *slab, struct memory *memory)
{
    while (slab->free != 0) {
        uint32_t slot = unlink_free(slab);

        adsum_memory_take(memory, adsum_slab_at(slab, slot),
                          slab->column.elements);
        slab->top--;
    }
}

int adsum_slab_reserve(struct slab *slab, struct memory *memory, uint32_t count)
{
    uint32_t spare = slab->top - 1 - slab->used;

    if (count <= spare)
        return 0;
    count -= spare;
    if (slab->column.shift == ADSUM_COLUMN_SHARED)
        return share_more(slab, memory, count);
    if (count > UINT32_MAX - slab->top)
        return ADSUM_ERR_NO_MEMORY;
    return adsum_column_reserve(&slab->column, memory, slab->top + count);
}

uint32_t adsum_slab_take(struct slab *slab)
{
    slab->used++;
    return slab->free == 0 ? slab->top++ : unlink_free(slab);
}

void adsum_slab_give(struct slab *slab, uint32_t slot)
{
    link_free(slab, slot);
    slab->used--;
}
