/*
 * What arena.c and compact.c share: a segment's parts.
 */
#ifndef ADSUM_CORE_SEGMENT_H
#define ADSUM_CORE_SEGMENT_H

#include "arena.h"

static inline uint32_t *adsum_segment_units(const struct arena_segment *segment)
{
    return (uint32_t *)(segment + 1);
}

static inline uint32_t *adsum_segment_bits(const struct arena_segment *segment)
{
    return adsum_segment_units(segment) + segment->capacity;
}

static inline uint32_t adsum_segment_unit(const struct arena *arena,
                                          uint32_t reference)
{
    return reference & ((1u << arena->shift) - 1);
}

/** Set `end`, and the tail with it. */
static inline void adsum_segment_end(struct arena *arena,
                                     struct arena_segment *segment,
                                     uint32_t end)
{
    arena->tail_bytes += (size_t)segment->end * 4;
    arena->tail_bytes -= (size_t)end * 4;
    segment->end = end;
    if (segment->from > end)
        segment->from = end;
}

/** Into the ring, if it has room and is not there. */
void adsum_segment_offer(struct arena *arena, uint32_t index);

#endif
