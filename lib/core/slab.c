/*
 * A slab: a column, and the slots that were given back in a list.
 *
 * Invariant: each slot from 1 below `top` is either taken or in the list, and
 * spare + used + 1 = top. The slot given back last is the first to be taken:
 * it is the likeliest to be in the cache, and the order depends on nothing but
 * the calls. All is O(1) but reserve(), which is the column's.
 */
#include "slab.h"
#include <adsum/error.h>

void adsum_slab_init(struct slab *slab, uint32_t size, uint32_t segment_bytes,
                     uint32_t exact)
{
    adsum_column_init(&slab->column, size, segment_bytes,
                      exact == 0 ? 0 : exact + 1);
    slab->free = 0;
    slab->spare = 0;
    slab->top = 1;
    slab->used = 0;
}

void adsum_slab_deinit(struct slab *slab, struct memory *memory)
{
    adsum_column_deinit(&slab->column, memory);
    slab->free = 0;
    slab->spare = 0;
    slab->top = 1;
    slab->used = 0;
}

int adsum_slab_reserve(struct slab *slab, struct memory *memory, uint32_t count)
{
    if (count <= slab->spare)
        return 0;
    count -= slab->spare;
    if (count > UINT32_MAX - slab->top)
        return ADSUM_ERR_NO_MEMORY;
    return adsum_column_reserve(&slab->column, memory, slab->top + count);
}

uint32_t adsum_slab_take(struct slab *slab)
{
    uint32_t slot = slab->free;

    slab->used++;
    if (slot == 0)
        return slab->top++;
    slab->free = *(const uint32_t *)adsum_slab_at(slab, slot);
    slab->spare--;
    return slot;
}

void adsum_slab_give(struct slab *slab, uint32_t slot)
{
    *(uint32_t *)adsum_slab_at(slab, slot) = slab->free;
    slab->free = slot;
    slab->spare++;
    slab->used--;
}
