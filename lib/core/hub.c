/*
 * Hubs: rosters cut into chunks, as a tree of two levels.
 *
 * Invariants: a chunk has at most ADSUM_EDGES_CHUNK edges; two neighbours that
 * an edge was removed from have more than half of that together, unless there
 * was no memory to join them; all contacts of a piece are at least its `least`
 * and below the next one's. So there is about a piece for each half chunk, and
 * a change copies a chunk or two and shifts the index, which has eight bytes
 * for some hundred edges.
 *
 * A full chunk is cut in half; where a contact belongs behind the last edge of
 * all, a new chunk begins instead, so that a roster loaded in order fills its
 * chunks. A hub whose last two pieces are joined becomes one block again.
 */
#include "hub.h"
#include <adsum/error.h>
#include <string.h>

enum {
    ROOM = 4, /* of a first index */
    JOIN = ADSUM_EDGES_CHUNK / 2
};

static struct hub *hub_of(const struct edges *edges,
                          const struct vector *roster)
{
    return adsum_slab_at(&edges->hubs->hubs, roster->block);
}

static uint32_t owner_of(const struct hub *hub, uint32_t piece)
{
    return ADSUM_VECTOR_CHUNK | hub->pieces[piece].chunk;
}

uint32_t adsum_hub_find(const struct edges *edges, const struct vector *roster,
                        uint32_t contact, uint32_t *owner)
{
    const struct hub *hub = hub_of(edges, roster);
    uint32_t piece = 0, count = hub->count;

    while (count > 1) {
        uint32_t half = count / 2;

        if (hub->pieces[piece + half].least <= contact)
            piece += half;
        count -= half;
    }
    *owner = owner_of(hub, piece);
    return piece;
}

static int resize(struct hub *hub, struct memory *memory, uint32_t room)
{
    struct hub_piece *pieces = adsum_memory_resize(
        memory, hub->pieces, hub->room * sizeof *pieces, room * sizeof *pieces);

    if (pieces == NULL)
        return ADSUM_ERR_NO_MEMORY;
    hub->pieces = pieces;
    hub->room = room;
    return 0;
}

/* Take a chunk without edges; it was reserved. */
static uint32_t take_chunk(struct edges *edges)
{
    uint32_t chunk = adsum_slab_take(&edges->hubs->chunks);
    struct vector *vector = adsum_slab_at(&edges->hubs->chunks, chunk);

    vector->block = 0;
    vector->state = 0;
    return chunk;
}

static int make_hubs(struct edges *edges, struct memory *memory)
{
    uint32_t segment = 4u << edges->arena.shift;

    if (edges->hubs != NULL)
        return 0;
    edges->hubs = adsum_memory_give(memory, sizeof *edges->hubs);
    if (edges->hubs == NULL)
        return ADSUM_ERR_NO_MEMORY;
    adsum_slab_init(&edges->hubs->hubs, sizeof(struct hub), segment);
    adsum_slab_init(&edges->hubs->chunks, sizeof(struct vector), segment);
    return 0;
}

int adsum_hub_open(struct edges *edges, struct memory *memory, uint32_t user)
{
    struct vector *roster = adsum_vector_at(edges, user);
    uint32_t count = adsum_vector_count(roster), slot;
    struct hub_piece *pieces;
    struct hub *hub;

    if (make_hubs(edges, memory) != 0 ||
        adsum_slab_reserve(&edges->hubs->hubs, memory, 1) != 0 ||
        adsum_slab_reserve(&edges->hubs->chunks, memory, 1) != 0 ||
        (pieces = adsum_memory_give(memory, ROOM * sizeof *pieces)) == NULL)
        return ADSUM_ERR_NO_MEMORY;

    /* Nothing below can fail. */
    slot = adsum_slab_take(&edges->hubs->hubs);
    hub = adsum_slab_at(&edges->hubs->hubs, slot);
    hub->pieces = pieces;
    hub->count = 1;
    hub->room = ROOM;
    pieces[0].least = 0;
    pieces[0].chunk = take_chunk(edges);
    adsum_vector_hand(edges, user, owner_of(hub, 0));
    roster->block = slot;
    roster->state = count << ADSUM_VECTOR_BITS | ADSUM_VECTOR_HUB;
    return 0;
}

/* Let a piece begin with the edges of the one before it from a place on. */
static int cut(struct edges *edges, struct memory *memory, struct hub *hub,
               uint32_t piece, uint32_t place, uint32_t least)
{
    struct hub_piece *made;
    uint32_t chunk;

    if (adsum_slab_reserve(&edges->hubs->chunks, memory, 1) != 0 ||
        (hub->count == hub->room && resize(hub, memory, hub->room * 2) != 0))
        return ADSUM_ERR_NO_MEMORY;
    chunk = take_chunk(edges);
    if (adsum_vector_move(edges, memory, owner_of(hub, piece - 1), place,
                          ADSUM_VECTOR_CHUNK | chunk) != 0) {
        adsum_slab_give(&edges->hubs->chunks, chunk);
        return ADSUM_ERR_NO_MEMORY;
    }
    made = &hub->pieces[piece];
    memmove(made + 1, made, (hub->count - piece) * sizeof *made);
    made->least = least;
    made->chunk = chunk;
    hub->count++;
    return 0;
}

int adsum_hub_reserve(struct edges *edges, struct memory *memory, uint32_t user,
                      uint32_t contact)
{
    struct vector *roster = adsum_vector_at(edges, user), *vector;
    struct hub *hub = hub_of(edges, roster);
    uint32_t owner, piece = adsum_hub_find(edges, roster, contact, &owner);
    uint32_t count, place, least = contact;
    const uint32_t *list;

    vector = adsum_vector_at(edges, owner);
    count = adsum_vector_count(vector);
    if (count < ADSUM_EDGES_CHUNK)
        return adsum_vector_reserve(edges, memory, owner);
    list = adsum_vector_edges(edges, vector);
    place = count;
    if (piece + 1 < hub->count ||
        list[count - 1] >> ADSUM_EDGE_BITS > contact) {
        place = count / 2;
        least = list[place] >> ADSUM_EDGE_BITS;
    }
    if (cut(edges, memory, hub, piece + 1, place, least) != 0)
        return ADSUM_ERR_NO_MEMORY;
    adsum_hub_find(edges, roster, contact, &owner);
    return adsum_vector_reserve(edges, memory, owner);
}

/* Move all of a piece to the one before it, and drop it. */
static void join(struct edges *edges, struct memory *memory, struct hub *hub,
                 uint32_t piece)
{
    uint32_t owner = owner_of(hub, piece), to = owner_of(hub, piece - 1);
    struct vector *vector = adsum_vector_at(edges, owner);
    struct hub_piece *at = &hub->pieces[piece];

    if ((vector->state & ADSUM_VECTOR_SPARE) != 0 ||
        adsum_vector_move(edges, memory, owner, 0, to) != 0)
        return;
    adsum_slab_give(&edges->hubs->chunks, at->chunk);
    memmove(at, at + 1, (hub->count - piece - 1) * sizeof *at);
    hub->count--;
    if (hub->room > ROOM && hub->count <= hub->room / 4)
        (void)resize(hub, memory, hub->room / 2);
}

static uint32_t count_of(const struct edges *edges, const struct hub *hub,
                         uint32_t piece)
{
    return adsum_vector_count(adsum_vector_at(edges, owner_of(hub, piece)));
}

/* Are a piece and the one before it so small that they are to be one? */
static bool is_small(const struct edges *edges, const struct hub *hub,
                     uint32_t piece)
{
    uint32_t first = count_of(edges, hub, piece - 1);
    uint32_t second = count_of(edges, hub, piece);

    return first == 0 || second == 0 || first + second <= JOIN;
}

static void drop_hub(struct edges *edges, struct memory *memory,
                     struct vector *roster)
{
    struct hub *hub = hub_of(edges, roster);

    adsum_memory_take(memory, hub->pieces, hub->room * sizeof *hub->pieces);
    hub->pieces = NULL;
    adsum_slab_give(&edges->hubs->hubs, roster->block);
    roster->block = 0;
    roster->state = 0;
}

void adsum_hub_settle(struct edges *edges, struct memory *memory, uint32_t user,
                      uint32_t piece)
{
    struct vector *roster = adsum_vector_at(edges, user);
    struct hub *hub = hub_of(edges, roster);
    uint32_t chunk;

    if (piece > 0 && is_small(edges, hub, piece))
        join(edges, memory, hub, piece);
    else if (piece + 1 < hub->count && is_small(edges, hub, piece + 1))
        join(edges, memory, hub, piece + 1);
    if (hub->count > 1)
        return;
    chunk = hub->pieces[0].chunk;
    drop_hub(edges, memory, roster);
    adsum_vector_hand(edges, ADSUM_VECTOR_CHUNK | chunk, user);
    adsum_slab_give(&edges->hubs->chunks, chunk);
}

void adsum_hub_clear(struct edges *edges, struct memory *memory, uint32_t user)
{
    struct vector *roster = adsum_vector_at(edges, user);
    struct hub *hub = hub_of(edges, roster);
    uint32_t piece;

    for (piece = 0; piece < hub->count; piece++) {
        adsum_vector_clear(edges, owner_of(hub, piece));
        adsum_slab_give(&edges->hubs->chunks, hub->pieces[piece].chunk);
    }
    drop_hub(edges, memory, roster);
}

uint32_t adsum_hub_run(const struct edges *edges, const struct vector *roster,
                       uint32_t after, struct edge_run *ret)
{
    const struct hub *hub = hub_of(edges, roster);
    uint32_t owner, piece = adsum_hub_find(edges, roster, after + 1, &owner);
    const struct vector *vector = adsum_vector_at(edges, owner);
    bool is_there;
    uint32_t place = adsum_vector_find(edges, vector, after + 1, &is_there);

    while (place == adsum_vector_count(vector)) {
        if (++piece == hub->count)
            return 0;
        vector = adsum_vector_at(edges, owner_of(hub, piece));
        place = 0;
    }
    ret->edges = adsum_vector_edges(edges, vector) + place;
    ret->count = adsum_vector_count(vector) - place;
    return ret->count;
}

void adsum_hub_deinit(struct edges *edges, struct memory *memory)
{
    struct hubs *hubs = edges->hubs;

    if (hubs == NULL)
        return;
    for (uint32_t slot = 1; slot < hubs->hubs.top; slot++) {
        struct hub *hub = adsum_slab_at(&hubs->hubs, slot);

        adsum_memory_take(memory, hub->pieces, hub->room * sizeof *hub->pieces);
    }
    adsum_slab_deinit(&hubs->hubs, memory);
    adsum_slab_deinit(&hubs->chunks, memory);
    adsum_memory_take(memory, hubs, sizeof *hubs);
    edges->hubs = NULL;
}
