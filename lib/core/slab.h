/*
 * A slab: records of one size in a column, taken and given back by slot.
 *
 * A slot is stable for as long as it is taken. Free slots are linked through
 * their first four bytes; the rest of a free record is left as it was, so a
 * generation kept there survives. Slot 0 is never taken: 0 is "none".
 *
 * With ADSUM_OPTION_RESERVE a slab is placed, as its column is, or shares a
 * pool: a record is then a block of it, and its slot the place of the block.
 */
#ifndef ADSUM_CORE_SLAB_H
#define ADSUM_CORE_SLAB_H

#include "column.h"

struct slab {
    struct column column;
    uint32_t free; /* first of the free list, or 0 */
    uint32_t top;  /* slots ever taken, 0 among them; of a pool: there are */
    uint32_t used; /* slots taken now */
};

/** As adsum_column_init() and adsum_column_place(). */
void adsum_slab_init(struct slab *slab, uint32_t size, uint32_t segment_bytes);
void adsum_slab_place(struct slab *slab, uint32_t size, unsigned char *at,
                      uint32_t elements);

/** Let records be blocks of a pool. */
void adsum_slab_share(struct slab *slab, uint32_t size, unsigned char *pool);

/** Give free slots back to the pool: what was reserved is not any more. */
void adsum_slab_settle(struct slab *slab, struct memory *memory);
void adsum_slab_deinit(struct slab *slab, struct memory *memory);

/** Let the next `count` adsum_slab_take() succeed. 0 or NO_MEMORY. */
int adsum_slab_reserve(struct slab *slab, struct memory *memory,
                       uint32_t count);

/** A slot that was reserved. A fresh one is zeroed, another as it was left. */
uint32_t adsum_slab_take(struct slab *slab);
void adsum_slab_give(struct slab *slab, uint32_t slot);

inline void *adsum_slab_at(const struct slab *slab, uint32_t slot)
{
    return adsum_column_at(&slab->column, slot);
}

#endif
