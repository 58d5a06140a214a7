/*
 * An arena of segments with bitmaps.
 *
 * Invariants, of each segment:
 *   a bit is set for each unit of a block; in segment 0 also for unit 0, so
 *   that no block has the reference 0;
 *   `free` is the number of bits not set;
 *   `most` is at least the longest gap: it is exact after a search that failed,
 *   and grows when a longer gap is made;
 *   bits from `end` on are not set.
 * A segment is in the ring if `most` is worth a look. Taking looks at the same
 * one until it fails there and then at the next (next-fit, as within the
 * segment), at LOOKS of them at most: then a new segment is taken, which is
 * the next to be looked at. So a call's cost is bounded by a few bitmaps, and
 * where a block comes to lie depends on nothing but the calls.
 *
 * Of a placed arena the shift is 31, and there is one segment; of one that
 * shares a pool there is none, and `context` is the pool's memory.
 */
#include "arena.h"
#include "bits.h"
#include "segment.h"
#include <adsum/error.h>
#include <string.h>

enum {
    FIRST = 64, /* units of the first segment */
    DIRECTORY = 4,
    LOOKS = 8,
    WORTH = 4,       /* units of a gap that is worth a look */
    WORTH_CLASS = 64 /* where compaction closes what is smaller */
};

#define NONE UINT32_MAX

extern inline void *adsum_arena_at(const struct arena *arena,
                                   uint32_t reference);

static void begin(struct arena *arena, const struct arena_class *class,
                  void *context, uint32_t shift)
{
    memset(arena, 0, sizeof *arena);
    arena->class = class;
    arena->context = context;
    arena->open = NONE;
    arena->shift = shift;
}

void adsum_arena_init(struct arena *arena, const struct arena_class *class,
                      void *context, uint32_t segment_bytes)
{
    if (segment_bytes < FIRST * 4)
        segment_bytes = FIRST * 4;
    begin(arena, class, context, 29u - (uint32_t)__builtin_clz(segment_bytes));
}

static void place(struct arena *arena, struct arena_segment *at)
{
    arena->of.only = at;
    arena->segments = &arena->of.only;
}

void adsum_arena_share(struct arena *arena, struct memory *memory,
                       unsigned char *pool)
{
    begin(arena, NULL, memory, ADSUM_ARENA_PLACED);
    place(arena, (struct arena_segment *)(void *)pool - 1);
}

static bool is_shared(const struct arena *arena)
{
    return adsum_arena_is_placed(arena) && arena->count == 0;
}

uint64_t adsum_arena_bytes(uint32_t units)
{
    return sizeof(struct arena_segment) + (uint64_t)units * 4 +
           ((uint64_t)units + 31) / 32 * 4;
}

static size_t bytes_of(uint32_t capacity)
{
    return (size_t)adsum_arena_bytes(capacity);
}

void adsum_arena_deinit(struct arena *arena, struct memory *memory)
{
    uint32_t i;

    if (adsum_arena_is_placed(arena))
        return;
    for (i = 0; i < arena->count; i++)
        adsum_memory_take(memory, arena->segments[i],
                          bytes_of(arena->segments[i]->capacity));
    adsum_memory_take(memory, arena->segments,
                      arena->of.room * sizeof *arena->segments);
    begin(arena, arena->class, arena->context, arena->shift);
}

uint32_t adsum_arena_most(const struct arena *arena)
{
    if (is_shared(arena))
        return UINT32_MAX;
    if (adsum_arena_is_placed(arena))
        return (arena->segments[0]->capacity - 1) * 4;
    return ((1u << arena->shift) - 1) * 4;
}

/* The ring of segments with room. */

static void ring_append(struct arena *arena, uint32_t index)
{
    struct arena_segment *segment = arena->segments[index];

    if (arena->open == NONE) {
        segment->next = index;
    } else {
        segment->next = arena->segments[arena->open]->next;
        arena->segments[arena->open]->next = index;
    }
    arena->open = index;
}

static uint32_t ring_first(const struct arena *arena)
{
    return arena->segments[arena->open]->next;
}

static void ring_drop_first(struct arena *arena)
{
    uint32_t first = ring_first(arena);

    if (first == arena->open)
        arena->open = NONE;
    else
        arena->segments[arena->open]->next = arena->segments[first]->next;
    arena->segments[first]->next = NONE;
}

static bool is_worth(const struct arena *arena,
                     const struct arena_segment *segment)
{
    uint32_t least = WORTH;

    if (adsum_arena_is_placed(arena))
        least = 1;
    else if (arena->class != NULL && arena->held_bytes >= 4ull << arena->shift)
        least = WORTH_CLASS;
    return segment->most >= least;
}

void adsum_segment_offer(struct arena *arena, uint32_t index)
{
    if (arena->segments[index]->next == NONE &&
        is_worth(arena, arena->segments[index]))
        ring_append(arena, index);
}

/* Taking. */

/* A gap of `units` at or behind `from`, or NONE; `longest`: of those seen. */
static uint32_t find_gap(const struct arena_segment *segment, uint32_t from,
                         uint32_t units, uint32_t *longest)
{
    const uint32_t *bits = adsum_segment_bits(segment);
    uint32_t limit = segment->capacity;

    while (from < limit) {
        uint32_t begin = adsum_bits_find(bits, from, limit, false);
        uint32_t most = limit - begin < units ? limit : begin + units;

        from = adsum_bits_find(bits, begin, most, true);
        if (from - begin == units)
            return begin;
        if (from - begin > *longest)
            *longest = from - begin;
    }
    return NONE;
}

static uint32_t search(struct arena_segment *segment, uint32_t units)
{
    uint32_t begin, longest = 0;

    if (segment->most < units)
        return NONE;
    begin = find_gap(segment, segment->from, units, &longest);
    if (begin != NONE)
        return begin;
    /* From the beginning, since `from` may be inside a gap. */
    begin = find_gap(segment, 0, units, &longest);
    if (begin == NONE)
        segment->most = longest;
    return begin;
}

/* Make free units used. */
static void occupy(struct arena *arena, struct arena_segment *segment,
                   uint32_t begin, uint32_t units)
{
    adsum_bits_mark(adsum_segment_bits(segment), begin, units, true);
    segment->free -= units;
    if (segment->end < begin + units)
        adsum_segment_end(arena, segment, begin + units);
    arena->used_bytes += (size_t)units * 4;
}

static bool take_open(struct arena *arena, uint32_t units, uint32_t *ret)
{
    uint32_t looks, index, begin;

    for (looks = LOOKS; looks != 0 && arena->open != NONE; looks--) {
        index = ring_first(arena);
        begin = search(arena->segments[index], units);
        if (begin != NONE) {
            occupy(arena, arena->segments[index], begin, units);
            arena->segments[index]->from = begin + units;
            *ret = index << arena->shift | begin;
            return true;
        }
        if (is_worth(arena, arena->segments[index]))
            arena->open = index;
        else
            ring_drop_first(arena);
    }
    return false;
}

static int grow_directory(struct arena *arena, struct memory *memory)
{
    uint32_t room = arena->of.room == 0 ? DIRECTORY : arena->of.room * 2;
    struct arena_segment **segments = adsum_memory_resize(
        memory, arena->segments, arena->of.room * sizeof *arena->segments,
        room * sizeof *arena->segments);

    if (segments == NULL)
        return ADSUM_ERR_NO_MEMORY;
    arena->segments = segments;
    arena->of.room = room;
    return 0;
}

/* Make a new segment the first of the ring. */
static void add_segment(struct arena *arena, struct arena_segment *segment,
                        uint32_t capacity)
{
    uint32_t index = arena->count++;
    bool is_only = arena->open == NONE;
    uint32_t last = arena->open;

    segment->capacity = capacity;
    segment->free = capacity;
    segment->most = capacity;
    arena->segments[index] = segment;
    arena->held_bytes += (size_t)capacity * 4;
    arena->tail_bytes += (size_t)capacity * 4;
    if (index == 0) {
        occupy(arena, segment, 0, 1);
        arena->used_bytes = 0;
    }
    ring_append(arena, index);
    if (!is_only)
        arena->open = last;
}

void adsum_arena_place(struct arena *arena, const struct arena_class *class,
                       void *context, struct arena_segment *at, uint32_t units)
{
    begin(arena, class, context, ADSUM_ARENA_PLACED);
    place(arena, at);
    add_segment(arena, at, units);
}

static int add_for(struct arena *arena, struct memory *memory, uint32_t units)
{
    uint32_t full = 1u << arena->shift, capacity = FIRST;
    uint32_t doublings = arena->count;
    struct arena_segment *segment;

    if (adsum_arena_is_placed(arena) ||
        arena->count > UINT32_MAX >> arena->shift)
        return ADSUM_ERR_NO_MEMORY;
    while (capacity < full && (doublings != 0 || capacity <= units)) {
        capacity *= 2;
        doublings -= doublings != 0;
    }
    segment = adsum_memory_give(memory, bytes_of(capacity));
    if (segment == NULL)
        return ADSUM_ERR_NO_MEMORY;
    if (arena->count == arena->of.room && grow_directory(arena, memory) != 0) {
        adsum_memory_take(memory, segment, bytes_of(capacity));
        return ADSUM_ERR_NO_MEMORY;
    }
    add_segment(arena, segment, capacity);
    return 0;
}

static int take_shared(struct arena *arena, struct memory *memory,
                       uint32_t bytes, uint32_t *ret)
{
    unsigned char *block = adsum_memory_give(memory, bytes);

    if (block == NULL)
        return ADSUM_ERR_NO_MEMORY;
    *ret = (uint32_t)(block - (unsigned char *)(arena->of.only + 1)) / 4;
    return 0;
}

int adsum_arena_take(struct arena *arena, struct memory *memory, uint32_t bytes,
                     uint32_t *ret)
{
    uint32_t units = adsum_arena_units(bytes);

    if (is_shared(arena))
        return take_shared(arena, memory, bytes, ret);
    if (units == 0 || bytes > adsum_arena_most(arena))
        return ADSUM_ERR_NO_MEMORY;
    if (take_open(arena, units, ret))
        return 0;
    if (add_for(arena, memory, units) != 0)
        return ADSUM_ERR_NO_MEMORY;
    return take_open(arena, units, ret) ? 0 : ADSUM_ERR_NO_MEMORY;
}

bool adsum_arena_extend(struct arena *arena, uint32_t reference, uint32_t bytes,
                        uint32_t more)
{
    struct arena_segment *segment = arena->segments[reference >> arena->shift];
    uint32_t units = adsum_arena_units(bytes);
    uint32_t need = adsum_arena_units(bytes + more) - units;
    uint32_t begin = adsum_segment_unit(arena, reference) + units;

    if (need > segment->capacity - begin ||
        adsum_bits_find(adsum_segment_bits(segment), begin, begin + need,
                        true) != begin + need)
        return false;
    occupy(arena, segment, begin, need);
    if (segment->from == begin)
        segment->from = begin + need;
    return true;
}

/* Giving back. */

void adsum_arena_give(struct arena *arena, uint32_t reference, uint32_t bytes)
{
    uint32_t index = reference >> arena->shift;
    struct arena_segment *segment = arena->segments[index];
    uint32_t units = adsum_arena_units(bytes);
    uint32_t begin = adsum_segment_unit(arena, reference);
    uint32_t end = begin + units, *bits;

    if (is_shared(arena)) {
        adsum_memory_take(arena->context, adsum_arena_at(arena, reference),
                          bytes);
        return;
    }
    bits = adsum_segment_bits(segment);
    adsum_bits_mark(bits, begin, units, false);
    segment->free += units;
    arena->used_bytes -= (size_t)units * 4;
    begin = adsum_bits_behind(bits, begin);
    if (end == segment->end) {
        adsum_segment_end(arena, segment, begin);
        end = segment->capacity;
    } else {
        end = adsum_bits_find(bits, end, segment->end, true);
    }
    if (end - begin > segment->most)
        segment->most = end - begin;
    adsum_segment_offer(arena, index);
}
