/*
 * Runs of bits in arrays of u32, lowest bit first.
 */
#ifndef ADSUM_CORE_BITS_H
#define ADSUM_CORE_BITS_H

#include <stdbool.h>
#include <stdint.h>

/** The first bit in [from, limit) that is `set`, or limit. */
uint32_t adsum_bits_find(const uint32_t *bits, uint32_t from, uint32_t limit,
                         bool set);

/** Behind the last bit before `from` that is set, or 0. */
uint32_t adsum_bits_behind(const uint32_t *bits, uint32_t from);

/** Make bits [from, from + count) `set`. */
void adsum_bits_mark(uint32_t *bits, uint32_t from, uint32_t count, bool set);

#endif
