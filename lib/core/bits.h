/*
 * Runs of bits in arrays of u32, lowest bit first.
 */
#ifndef ADSUM_CORE_BITS_H
#define ADSUM_CORE_BITS_H

#include "memory.h"

/** Bits, all 0 at first, in one block that grows by doubling. */
struct bitmap {
    uint32_t *words;
    uint32_t room; /* words */
};

/** 0, NO_MEMORY. */
int adsum_bitmap_reserve(struct bitmap *bitmap, struct memory *memory,
                         uint32_t bits);
void adsum_bitmap_deinit(struct bitmap *bitmap, struct memory *memory);

static inline bool adsum_bitmap_get(const struct bitmap *bitmap, uint32_t index)
{
    return (bitmap->words[index >> 5] >> (index & 31u) & 1u) != 0;
}

static inline void adsum_bitmap_set(struct bitmap *bitmap, uint32_t index,
                                    bool set)
{
    uint32_t bit = 1u << (index & 31u), *word = &bitmap->words[index >> 5];

    *word = set ? *word | bit : *word & ~bit;
}

/** The first bit in [from, limit) that is `set`, or limit. */
uint32_t adsum_bits_find(const uint32_t *bits, uint32_t from, uint32_t limit,
                         bool set);

/** Behind the last bit before `from` that is set, or 0. */
uint32_t adsum_bits_behind(const uint32_t *bits, uint32_t from);

/** Make bits [from, from + count) `set`. */
void adsum_bits_mark(uint32_t *bits, uint32_t from, uint32_t count, bool set);

#endif
