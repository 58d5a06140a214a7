/*
 * Edges: for each user, its contacts as a sorted vector of u32.
 *
 * An edge is 27 bits of the contact's entity and five of what stands between
 * the two, seen from the user. Vectors lie in a compacting arena; one of more
 * than ADSUM_EDGES_CHUNK is cut into chunks with an index, so that no roster,
 * however large, is ever copied whole.
 */
#ifndef ADSUM_CORE_EDGES_H
#define ADSUM_CORE_EDGES_H

#include "arena.h"
#include "column.h"
#include "slab.h"

enum {
    ADSUM_EDGE_TO = 1,   /* the user sees the contact */
    ADSUM_EDGE_FROM = 2, /* the contact sees the user */
    ADSUM_EDGE_OUT = 4,  /* the user asked */
    ADSUM_EDGE_IN = 8,   /* the contact asked */
    ADSUM_EDGE_MORE = 16 /* a side record knows more */
};

#define ADSUM_EDGE_BITS   5u
#define ADSUM_EDGE_MASK   31u
#define ADSUM_EDGES_CHUNK 512u

struct edges {
    struct column rosters; /* by user: struct vector */
    struct arena arena;
    struct slab hubs;   /* indexes of rosters in chunks */
    struct slab chunks; /* struct vector */
    uint32_t count;     /* edges now */
};

/** A roster or a chunk of one; of a hub: its slot and how many edges. */
struct vector {
    uint32_t block; /* its owner, then the edges; 0: there are none */
    uint32_t state; /* count << ADSUM_VECTOR_BITS, and the bits below */
};

#define ADSUM_VECTOR_BITS  2u
#define ADSUM_VECTOR_SPARE 1u /* the block has room for one edge more */
#define ADSUM_VECTOR_HUB   2u

/** A run of edges, sorted: edge >> ADSUM_EDGE_BITS is the contact. */
struct edge_run {
    const uint32_t *edges;
    uint32_t count;
};

/** Make empty edges, which must stay where they are until deinit. */
void adsum_edges_init(struct edges *edges, uint32_t segment_bytes);

/**
 * Make edges in memory that is there already, adsum_edges_bytes() of them,
 * zeroed and aligned for a u64: for users up to `users`, any rosters of `most`
 * edges in all. No roster is cut into chunks.
 */
void adsum_edges_place(struct edges *edges, unsigned char *at, uint32_t users,
                       uint32_t most);

/** 0: more than there can be. */
uint64_t adsum_edges_bytes(uint32_t users, uint32_t most);

void adsum_edges_deinit(struct edges *edges, struct memory *memory);

/** Make users below `count` known. 0 or NO_MEMORY. */
int adsum_edges_users(struct edges *edges, struct memory *memory,
                      uint32_t count);

/**
 * Let adsum_edges_put() of this pair succeed, if it comes next for this user.
 * Costs nothing if the edge is there. 0 or NO_MEMORY.
 */
int adsum_edges_reserve(struct edges *edges, struct memory *memory,
                        uint32_t user, uint32_t contact);

/** Set an edge's bits, none of which is above 31; `bits` 0 drops it. */
void adsum_edges_put(struct edges *edges, struct memory *memory, uint32_t user,
                     uint32_t contact, uint32_t bits);

/** An edge's bits, 0 if there is none. */
uint32_t adsum_edges_get(const struct edges *edges, uint32_t user,
                         uint32_t contact);

/** Drop all of a user's edges. Cannot fail. */
void adsum_edges_clear(struct edges *edges, struct memory *memory,
                       uint32_t user);

/** The general case of adsum_edges_run(). */
uint32_t adsum_edges_run_after(const struct edges *edges, uint32_t user,
                               uint32_t after, struct edge_run *ret);

inline const struct vector *adsum_edges_roster(const struct edges *edges,
                                               uint32_t user)
{
    return adsum_column_at(&edges->rosters, user);
}

static inline uint32_t adsum_edges_count(const struct edges *edges,
                                         uint32_t user)
{
    return adsum_edges_roster(edges, user)->state >> ADSUM_VECTOR_BITS;
}

/**
 * The longest run at hand of the user's edges with contact > `after`.
 * Answers its length, 0: there is none. Valid until an edge is reserved or put.
 */
inline uint32_t adsum_edges_run(const struct edges *edges, uint32_t user,
                                uint32_t after, struct edge_run *ret)
{
    const struct vector *roster = adsum_edges_roster(edges, user);

    if (after != 0 || roster->block == 0 ||
        (roster->state & ADSUM_VECTOR_HUB) != 0)
        return adsum_edges_run_after(edges, user, after, ret);
    ret->edges =
        (const uint32_t *)adsum_arena_at(&edges->arena, roster->block) + 1;
    ret->count = roster->state >> ADSUM_VECTOR_BITS;
    return ret->count;
}

#endif
