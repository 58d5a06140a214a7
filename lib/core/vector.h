/*
 * A vector: one block of edges, sorted, with its owner before them.
 *
 * An owner is a user or, with ADSUM_VECTOR_CHUNK, a slot of the chunks.
 */
#ifndef ADSUM_CORE_VECTOR_H
#define ADSUM_CORE_VECTOR_H

#include "edges.h"

#define ADSUM_VECTOR_CHUNK 0x80000000u

extern const struct arena_class adsum_vector_class; /* context: edges */

struct vector *adsum_vector_at(const struct edges *edges, uint32_t owner);

/** The edges of a vector that has a block. */
uint32_t *adsum_vector_edges(const struct edges *edges,
                             const struct vector *vector);

/** The place of a contact, or where it would be. `ret`: is it there? */
uint32_t adsum_vector_find(const struct edges *edges,
                           const struct vector *vector, uint32_t contact,
                           bool *ret);

/** Let one more edge be inserted. May move blocks if placed. 0, NO_MEMORY. */
int adsum_vector_reserve(struct edges *edges, struct memory *memory,
                         uint32_t owner);

/** Put an edge at a place; it was reserved. */
void adsum_vector_insert(struct edges *edges, uint32_t owner, uint32_t place,
                         uint32_t edge);

/** Take an edge from a place and give back what it took. */
void adsum_vector_remove(struct edges *edges, uint32_t owner, uint32_t place);

/**
 * Move the edges from a place on to the end of another vector, whose edges are
 * all lower. 0; NO_MEMORY: nothing has changed.
 */
int adsum_vector_move(struct edges *edges, struct memory *memory,
                      uint32_t owner, uint32_t place, uint32_t to);

/** Give back all. */
void adsum_vector_clear(struct edges *edges, uint32_t owner);

/** Let `to` have the vector of `owner`, which has none afterwards. */
void adsum_vector_hand(struct edges *edges, uint32_t owner, uint32_t to);

static inline uint32_t adsum_vector_count(const struct vector *vector)
{
    return vector->state >> ADSUM_VECTOR_BITS;
}

#endif
