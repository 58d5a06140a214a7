/*
 * An arena: blocks of any length up to a segment, in units of four bytes.
 *
 * A block is known by a reference: the index of its first unit in the whole
 * arena; 0 is "none". A bitmap beside each segment says which units are used;
 * the lengths are the callers' to know. Segments with room are kept in a ring,
 * so taking looks at few of them.
 *
 * With ADSUM_OPTION_RESERVE an arena is placed: its one segment is where its
 * caller laid it out, and there is never another; or it shares a pool: each
 * block is one of the pool's.
 */
#ifndef ADSUM_CORE_ARENA_H
#define ADSUM_CORE_ARENA_H

#include "memory.h"

/** Stands before its units; behind those is the bitmap. */
struct arena_segment {
    uint32_t next;     /* in the ring of those with room, or none */
    uint32_t capacity; /* units */
    uint32_t free;     /* units */
    uint32_t most;     /* no gap is longer */
    uint32_t from;     /* where to look for a gap */
    uint32_t end;      /* all units from here on are free */
};

/**
 * For an arena that compacts: each block then begins with the u32 of its owner.
 *
 * @bytes  how long the owner's block is
 * @moved  the owner's block is now at `reference`
 */
struct arena_class {
    uint32_t (*bytes)(void *context, uint32_t owner);
    void (*moved)(void *context, uint32_t owner, uint32_t reference);
};

struct arena {
    struct arena_segment **segments; /* the directory */
    const struct arena_class *class; /* NULL: blocks stay where they are */
    void *context;
    size_t used_bytes; /* rounded up to units */
    size_t held_bytes; /* segments' units, used or not */
    size_t tail_bytes; /* of those behind the last used of each segment */
    union {
        uint32_t room;              /* of the directory */
        struct arena_segment *only; /* the directory, if placed */
    } of;
    uint32_t count;
    uint32_t shift; /* units of a segment, a power of two */
    uint32_t open;  /* last in the ring of segments with room, or none */
    uint32_t hand;  /* the segment to be compacted next */
};

void adsum_arena_init(struct arena *arena, const struct arena_class *class,
                      void *context, uint32_t segment_bytes);

/**
 * Make an arena of one segment, which is there already:
 * adsum_arena_bytes(units) bytes, zeroed, that outlive it. The arena stays
 * where it is.
 *
 * @units  at most 2^31; one of them is not to be had
 */
void adsum_arena_place(struct arena *arena, const struct arena_class *class,
                       void *context, struct arena_segment *at, uint32_t units);
uint64_t adsum_arena_bytes(uint32_t units);

/**
 * Let blocks be those of a pool. There is more of the pool's block before it:
 * a segment's head, which is not read.
 */
void adsum_arena_share(struct arena *arena, struct memory *memory,
                       unsigned char *pool);

void adsum_arena_deinit(struct arena *arena, struct memory *memory);

/** The longest block there can be, bytes. */
uint32_t adsum_arena_most(const struct arena *arena);

/** Take a block, its bytes not set. Moves no block. 0, NO_MEMORY. */
int adsum_arena_take(struct arena *arena, struct memory *memory, uint32_t bytes,
                     uint32_t *ret);

/**
 * Give a block back, of the `bytes` it was taken with. Cannot fail.
 *
 * Also for the end of a block: `reference` is then of the first unit that is
 * not wanted any more, and `bytes` what goes.
 */
void adsum_arena_give(struct arena *arena, uint32_t reference, uint32_t bytes);

/** Make a block of `bytes` longer by `more`, if what is behind it is free. */
bool adsum_arena_extend(struct arena *arena, uint32_t reference, uint32_t bytes,
                        uint32_t more);

/**
 * Close gaps in one segment, if so much of the arena is free that it is worth
 * it. Bounded: one segment. Pointers into the arena are stale afterwards.
 */
void adsum_arena_compact(struct arena *arena);

/**
 * Close all gaps of a placed arena that compacts, so that what is free lies
 * behind one block, or for 0 at the end. Pointers into the arena are stale
 * afterwards, and so is `behind`. Cost: the arena.
 */
void adsum_arena_squeeze(struct arena *arena, uint32_t behind);

#define ADSUM_ARENA_PLACED 31u /* the shift of one segment */

static inline bool adsum_arena_is_placed(const struct arena *arena)
{
    return arena->shift == ADSUM_ARENA_PLACED;
}

/** Units of four bytes that so many bytes take. */
static inline uint32_t adsum_arena_units(uint32_t bytes)
{
    return bytes / 4 + (bytes % 4 != 0);
}

/** Where a block is. Valid until the arena compacts. */
inline void *adsum_arena_at(const struct arena *arena, uint32_t reference)
{
    struct arena_segment *segment = arena->segments[reference >> arena->shift];
    uint32_t unit = reference & ((1u << arena->shift) - 1);

    return (unsigned char *)(segment + 1) + (size_t)unit * 4;
}

#endif
