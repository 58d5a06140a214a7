/*
 * Vectors of edges in the compacting arena.
 *
 * Invariants: a vector has a block if it has an edge or a spare; how long it
 * is follows from their number, so that the arena can ask for it. There is no
 * slack but the spare of an edge that is about to be put, and seven edges at
 * most of LONG or more, which would be copied too often. A vector grows where
 * it lies when nothing is behind it, as while a roster is loaded; else it is
 * copied, all of it at most a chunk.
 *
 * In an placed arena it may be that neither works though there is room: then
 * the arena is squeezed so that all that is free is behind this vector.
 */
#include "vector.h"
#include <adsum/error.h>
#include <string.h>

enum { LONG = 128, STEP = 8 };

struct vector *adsum_vector_at(const struct edges *edges, uint32_t owner)
{
    if ((owner & ADSUM_VECTOR_CHUNK) != 0)
        return adsum_slab_at(&edges->hubs->chunks, owner & ~ADSUM_VECTOR_CHUNK);
    return adsum_column_at(&edges->rosters, owner);
}

uint32_t *adsum_vector_edges(const struct edges *edges,
                             const struct vector *vector)
{
    return (uint32_t *)adsum_arena_at(&edges->arena, vector->block) + 1;
}

/* The block's length in a state. */
static uint32_t bytes_of(const struct edges *edges, uint32_t state)
{
    uint32_t room = state >> ADSUM_VECTOR_BITS;

    room += (state & ADSUM_VECTOR_SPARE) != 0;
    if (room >= LONG && !adsum_arena_is_placed(&edges->arena))
        room = (room + STEP - 1) & ~(uint32_t)(STEP - 1);
    return room == 0 ? 0 : (room + 1) * 4;
}

static uint32_t owner_bytes(void *context, uint32_t owner)
{
    return bytes_of(context, adsum_vector_at(context, owner)->state);
}

static void owner_moved(void *context, uint32_t owner, uint32_t reference)
{
    adsum_vector_at(context, owner)->block = reference;
}

const struct arena_class adsum_vector_class = {owner_bytes, owner_moved};

uint32_t adsum_vector_find(const struct edges *edges,
                           const struct vector *vector, uint32_t contact,
                           bool *ret)
{
    uint32_t count = adsum_vector_count(vector), place = 0;
    const uint32_t *list;

    *ret = false;
    if (count == 0)
        return 0;
    list = adsum_vector_edges(edges, vector);
    if (list[count - 1] >> ADSUM_EDGE_BITS < contact)
        return count;
    while (count > 1) {
        uint32_t half = count / 2;

        if (list[place + half - 1] >> ADSUM_EDGE_BITS < contact)
            place += half;
        count -= half;
    }
    *ret = list[place] >> ADSUM_EDGE_BITS == contact;
    return place;
}

/* Take a new block; in a placed arena, close gaps for it. */
static int take(struct edges *edges, struct memory *memory, uint32_t bytes,
                uint32_t *ret)
{
    if (adsum_arena_take(&edges->arena, memory, bytes, ret) == 0)
        return 0;
    if (!adsum_arena_is_placed(&edges->arena))
        return ADSUM_ERR_NO_MEMORY;
    adsum_arena_squeeze(&edges->arena, 0);
    return adsum_arena_take(&edges->arena, memory, bytes, ret);
}

/* Make the block longer, in place or elsewhere. */
static int lengthen(struct edges *edges, struct memory *memory,
                    struct vector *vector, uint32_t bytes, uint32_t more)
{
    uint32_t block;

    if (adsum_arena_extend(&edges->arena, vector->block, bytes, more))
        return 0;
    if (adsum_arena_take(&edges->arena, memory, bytes + more, &block) == 0) {
        memcpy(adsum_arena_at(&edges->arena, block),
               adsum_arena_at(&edges->arena, vector->block), bytes);
        adsum_arena_give(&edges->arena, vector->block, bytes);
        vector->block = block;
        return 0;
    }
    if (!adsum_arena_is_placed(&edges->arena))
        return ADSUM_ERR_NO_MEMORY;
    adsum_arena_squeeze(&edges->arena, vector->block);
    return adsum_arena_extend(&edges->arena, vector->block, bytes, more)
               ? 0
               : ADSUM_ERR_NO_MEMORY;
}

/* Go to a state that wants no shorter block; what is new is the caller's. */
static int grow(struct edges *edges, struct memory *memory, uint32_t owner,
                uint32_t state)
{
    struct vector *vector = adsum_vector_at(edges, owner);
    uint32_t old = bytes_of(edges, vector->state);
    uint32_t bytes = bytes_of(edges, state), block;

    if (old == 0) {
        if (take(edges, memory, bytes, &block) != 0)
            return ADSUM_ERR_NO_MEMORY;
        vector->block = block;
        *(uint32_t *)adsum_arena_at(&edges->arena, block) = owner;
    } else if (bytes != old &&
               lengthen(edges, memory, vector, old, bytes - old) != 0) {
        return ADSUM_ERR_NO_MEMORY;
    }
    vector->state = state;
    return 0;
}

/* Go to a state that wants no longer block, and give back the rest. */
static void shrink(struct edges *edges, struct vector *vector, uint32_t state)
{
    uint32_t old = bytes_of(edges, vector->state);
    uint32_t bytes = bytes_of(edges, state);

    vector->state = state;
    if (bytes == old)
        return;
    adsum_arena_give(&edges->arena, vector->block + bytes / 4, old - bytes);
    if (bytes == 0)
        vector->block = 0;
}

int adsum_vector_reserve(struct edges *edges, struct memory *memory,
                         uint32_t owner)
{
    return grow(edges, memory, owner,
                adsum_vector_at(edges, owner)->state | ADSUM_VECTOR_SPARE);
}

void adsum_vector_insert(struct edges *edges, uint32_t owner, uint32_t place,
                         uint32_t edge)
{
    struct vector *vector = adsum_vector_at(edges, owner);
    uint32_t count = adsum_vector_count(vector);
    uint32_t *at = adsum_vector_edges(edges, vector) + place;

    memmove(at + 1, at, (size_t)(count - place) * 4);
    *at = edge;
    vector->state = (count + 1) << ADSUM_VECTOR_BITS;
}

void adsum_vector_remove(struct edges *edges, uint32_t owner, uint32_t place)
{
    struct vector *vector = adsum_vector_at(edges, owner);
    uint32_t count = adsum_vector_count(vector);
    uint32_t *at = adsum_vector_edges(edges, vector) + place;

    memmove(at, at + 1, (size_t)(count - place - 1) * 4);
    shrink(edges, vector, vector->state - (1u << ADSUM_VECTOR_BITS));
}

int adsum_vector_move(struct edges *edges, struct memory *memory,
                      uint32_t owner, uint32_t place, uint32_t to)
{
    struct vector *vector = adsum_vector_at(edges, owner);
    struct vector *target = adsum_vector_at(edges, to);
    uint32_t count = adsum_vector_count(vector) - place;
    uint32_t behind = adsum_vector_count(target);

    if (count == 0)
        return 0;
    if (grow(edges, memory, to, target->state + (count << ADSUM_VECTOR_BITS)) !=
        0)
        return ADSUM_ERR_NO_MEMORY;
    memcpy(adsum_vector_edges(edges, target) + behind,
           adsum_vector_edges(edges, vector) + place, (size_t)count * 4);
    shrink(edges, vector, vector->state - (count << ADSUM_VECTOR_BITS));
    return 0;
}

void adsum_vector_clear(struct edges *edges, uint32_t owner)
{
    struct vector *vector = adsum_vector_at(edges, owner);

    if (vector->block != 0)
        shrink(edges, vector, 0);
}

void adsum_vector_hand(struct edges *edges, uint32_t owner, uint32_t to)
{
    struct vector *vector = adsum_vector_at(edges, owner);

    *adsum_vector_at(edges, to) = *vector;
    if (vector->block != 0)
        *(uint32_t *)adsum_arena_at(&edges->arena, vector->block) = to;
    vector->block = 0;
    vector->state = 0;
}
