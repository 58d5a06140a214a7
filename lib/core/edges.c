/*
 * Edges: what is asked of rosters, whether they are one vector or a hub.
 *
 * Costs: get is a binary search; reserve and put also copy and shift a chunk
 * at most, and put may compact one segment of the arena, for which the edges
 * moved and dropped since the last time have paid. In a placed arena reserve
 * may have to squeeze all of it.
 */
#include "edges.h"
#include "hub.h"
#include "vector.h"
#include <string.h>

enum {
    SEGMENT_LEAST = 4096 /* bytes: a chunk must fit well */
};

#define UNITS_MOST   0x80000000u
#define CONTACT_MOST (UINT32_MAX >> ADSUM_EDGE_BITS)

extern inline const struct vector *adsum_edges_roster(const struct edges *edges,
                                                      uint32_t user);
extern inline uint32_t adsum_edges_run(const struct edges *edges, uint32_t user,
                                       uint32_t after, struct edge_run *ret);

void adsum_edges_init(struct edges *edges, uint32_t segment_bytes)
{
    if (segment_bytes < SEGMENT_LEAST)
        segment_bytes = SEGMENT_LEAST;
    memset(edges, 0, sizeof *edges);
    adsum_column_init(&edges->rosters, sizeof(struct vector), segment_bytes);
    adsum_arena_init(&edges->arena, &adsum_vector_class, edges, segment_bytes);
    adsum_slab_init(&edges->hubs, sizeof(struct hub), segment_bytes);
    adsum_slab_init(&edges->chunks, sizeof(struct vector), segment_bytes);
}

/* A user with edges has its name on them; one unit is not to be had. */
static uint64_t units_of(uint32_t users, uint32_t most)
{
    return (uint64_t)most + (users < most ? users : most) + 1;
}

static uint64_t roster_bytes(uint32_t users)
{
    return ((uint64_t)users + 1) * sizeof(struct vector);
}

uint64_t adsum_edges_bytes(uint32_t users, uint32_t most)
{
    uint64_t units = units_of(users, most);

    if (units > UNITS_MOST)
        return 0;
    return roster_bytes(users) + adsum_arena_bytes((uint32_t)units);
}

void adsum_edges_place(struct edges *edges, unsigned char *at, uint32_t users,
                       uint32_t most)
{
    memset(edges, 0, sizeof *edges);
    adsum_column_place(&edges->rosters, sizeof(struct vector), at, users + 1);
    at += (size_t)roster_bytes(users);
    adsum_arena_place(&edges->arena, &adsum_vector_class, edges,
                      (struct arena_segment *)(void *)at,
                      (uint32_t)units_of(users, most));
}

void adsum_edges_deinit(struct edges *edges, struct memory *memory)
{
    adsum_hub_deinit(edges, memory);
    adsum_slab_deinit(&edges->hubs, memory);
    adsum_slab_deinit(&edges->chunks, memory);
    adsum_arena_deinit(&edges->arena, memory);
    adsum_column_deinit(&edges->rosters, memory);
    edges->count = 0;
}

int adsum_edges_users(struct edges *edges, struct memory *memory,
                      uint32_t count)
{
    return adsum_column_reserve(&edges->rosters, memory, count);
}

/* Where an edge is, or would be: the owner of the vector, and the place. */
struct spot {
    uint32_t owner;
    uint32_t piece; /* of a hub */
    uint32_t place;
    bool is_there;
};

static struct spot find(const struct edges *edges, uint32_t user,
                        uint32_t contact)
{
    const struct vector *roster = adsum_vector_at(edges, user);
    struct spot spot = {.owner = user};

    if (adsum_hub_is(roster))
        spot.piece = adsum_hub_find(edges, roster, contact, &spot.owner);
    spot.place = adsum_vector_find(edges, adsum_vector_at(edges, spot.owner),
                                   contact, &spot.is_there);
    return spot;
}

static uint32_t *edge_at(const struct edges *edges, const struct spot *spot)
{
    return adsum_vector_edges(edges, adsum_vector_at(edges, spot->owner)) +
           spot->place;
}

int adsum_edges_reserve(struct edges *edges, struct memory *memory,
                        uint32_t user, uint32_t contact)
{
    const struct vector *roster = adsum_vector_at(edges, user);
    int err;

    if (find(edges, user, contact).is_there)
        return 0;
    if (!adsum_hub_is(roster)) {
        if (adsum_vector_count(roster) < ADSUM_EDGES_CHUNK ||
            adsum_arena_is_placed(&edges->arena))
            return adsum_vector_reserve(edges, memory, user);
        if ((err = adsum_hub_open(edges, memory, user)) != 0)
            return err;
    }
    return adsum_hub_reserve(edges, memory, user, contact);
}

static void insert(struct edges *edges, uint32_t user, const struct spot *spot,
                   uint32_t edge)
{
    struct vector *roster = adsum_vector_at(edges, user);

    adsum_vector_insert(edges, spot->owner, spot->place, edge);
    if (adsum_hub_is(roster))
        roster->state += 1u << ADSUM_VECTOR_BITS;
    edges->count++;
}

static void drop(struct edges *edges, struct memory *memory, uint32_t user,
                 const struct spot *spot)
{
    struct vector *roster = adsum_vector_at(edges, user);

    adsum_vector_remove(edges, spot->owner, spot->place);
    edges->count--;
    if (!adsum_hub_is(roster))
        return;
    roster->state -= 1u << ADSUM_VECTOR_BITS;
    adsum_hub_settle(edges, memory, user, spot->piece);
}

void adsum_edges_put(struct edges *edges, struct memory *memory, uint32_t user,
                     uint32_t contact, uint32_t bits)
{
    struct spot spot = find(edges, user, contact);
    uint32_t edge = contact << ADSUM_EDGE_BITS | bits;

    if (spot.is_there && bits != 0) {
        *edge_at(edges, &spot) = edge;
        return;
    }
    if (spot.is_there)
        drop(edges, memory, user, &spot);
    else if (bits != 0)
        insert(edges, user, &spot, edge);
    adsum_arena_compact(&edges->arena);
}

uint32_t adsum_edges_get(const struct edges *edges, uint32_t user,
                         uint32_t contact)
{
    struct spot spot = find(edges, user, contact);

    return spot.is_there ? *edge_at(edges, &spot) & ADSUM_EDGE_MASK : 0;
}

void adsum_edges_clear(struct edges *edges, struct memory *memory,
                       uint32_t user)
{
    struct vector *roster = adsum_vector_at(edges, user);

    edges->count -= adsum_vector_count(roster);
    if (adsum_hub_is(roster))
        adsum_hub_clear(edges, memory, user);
    else
        adsum_vector_clear(edges, user);
    adsum_arena_compact(&edges->arena);
}

uint32_t adsum_edges_run_after(const struct edges *edges, uint32_t user,
                               uint32_t after, struct edge_run *ret)
{
    const struct vector *roster = adsum_vector_at(edges, user);
    bool is_there;
    uint32_t place;

    if (roster->block == 0 || after >= CONTACT_MOST)
        return 0;
    if (adsum_hub_is(roster))
        return adsum_hub_run(edges, roster, after, ret);
    place = adsum_vector_find(edges, roster, after + 1, &is_there);
    if (place == adsum_vector_count(roster))
        return 0;
    ret->edges = adsum_vector_edges(edges, roster) + place;
    ret->count = adsum_vector_count(roster) - place;
    return ret->count;
}
