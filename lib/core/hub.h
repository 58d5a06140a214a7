/*
 * A hub: a roster of more edges than a chunk holds.
 *
 * The user's struct vector then has ADSUM_VECTOR_HUB, the slot of the hub in
 * place of a block, and the number of edges in all chunks.
 */
#ifndef ADSUM_CORE_HUB_H
#define ADSUM_CORE_HUB_H

#include "vector.h"

struct hub_piece {
    uint32_t least; /* no contact in it is below; not read of the first */
    uint32_t chunk;
};

struct hub {
    uint32_t count; /* first: what a free slot has its link in */
    uint32_t room;
    struct hub_piece *pieces; /* in order; NULL: the slot is free */
};

static inline bool adsum_hub_is(const struct vector *roster)
{
    return (roster->state & ADSUM_VECTOR_HUB) != 0;
}

/** The piece that a contact belongs to, and its vector's owner. */
uint32_t adsum_hub_find(const struct edges *edges, const struct vector *roster,
                        uint32_t contact, uint32_t *owner);

/** Make a roster of one block a hub of one piece. 0, NO_MEMORY. */
int adsum_hub_open(struct edges *edges, struct memory *memory, uint32_t user);

/** Let an edge be inserted for a contact that is not there. 0, NO_MEMORY. */
int adsum_hub_reserve(struct edges *edges, struct memory *memory, uint32_t user,
                      uint32_t contact);

/** After an edge was removed from a piece: join what has become small. */
void adsum_hub_settle(struct edges *edges, struct memory *memory, uint32_t user,
                      uint32_t piece);

/** Give back all chunks and the hub. */
void adsum_hub_clear(struct edges *edges, struct memory *memory, uint32_t user);

/** As adsum_edges_run(). */
uint32_t adsum_hub_run(const struct edges *edges, const struct vector *roster,
                       uint32_t after, struct edge_run *ret);

/** Give back all that hubs need. */
void adsum_hub_deinit(struct edges *edges, struct memory *memory);

#endif
