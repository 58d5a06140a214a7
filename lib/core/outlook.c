/*
 * Outlooks. Each step touches only what the step before it fetched. Nothing
 * here is needed for what is told, only for when: a handle that is stale, or
 * lists that changed since, are seen by whoever publishes.
 */
#include "outlook.h"
#include "authorisation.h"
#include "session.h"

static void fetch(const void *at)
{
    __builtin_prefetch(at);
}

/*
 * Contacts are sorted, so their bits are read stretch by stretch; and without
 * a branch for each edge: half of them would be guessed wrong.
 */
static uint32_t pick(const struct adsum_service *service,
                     const struct edge_run *run, struct outlook *outlook)
{
    uint32_t *next = outlook->heads + outlook->count;
    uint32_t left = ADSUM_OUTLOOK - outlook->count;
    uint32_t count = run->count < left ? run->count : left;
    uint32_t begin = 0, length = 0;
    const uint32_t *edges = run->edges, *words = NULL;

    for (uint32_t i = 0; i < count; i++) {
        uint32_t edge = edges[i];
        uint32_t contact = edge >> ADSUM_EDGE_BITS, word = contact >> 5;
        uint32_t sees = adsum_permit_edge(edge).view != ADSUM_VIEW_NOTHING;

        if (word - begin >= length)
            words = adsum_column_stretch(&service->near, word, &begin, &length);
        *next = contact;
        next += sees & words[word - begin] >> (contact & 31u);
    }
    outlook->count = (uint32_t)(next - outlook->heads);
    outlook->last = edges[count - 1] >> ADSUM_EDGE_BITS;
    return count;
}

void adsum_outlook_gather(const struct adsum_service *service, uint32_t user,
                          uint32_t after, struct outlook *ret)
{
    uint32_t all = adsum_edges_count(&service->edges, user);
    struct edge_run run;

    ret->user = user;
    ret->moved = service->moved;
    ret->count = 0;
    ret->far = false;
    ret->last = after;
    while (ret->count < ADSUM_OUTLOOK &&
           adsum_edges_run(&service->edges, user, ret->last, &run) != 0)
        if (pick(service, &run, ret) == all)
            break;
    ret->whole = ret->count < ADSUM_OUTLOOK;
    for (uint32_t i = 0; i < ret->count; i++)
        fetch(head_at(service, ret->heads[i]));
}

void adsum_outlook_follow(const struct adsum_service *service,
                          struct outlook *outlook)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < outlook->count; i++) {
        uint32_t head = *head_at(service, outlook->heads[i]);

        outlook->heads[count] = head;
        count += head != 0;
    }
    outlook->far = count != outlook->count;
    outlook->count = count;
    for (uint32_t i = 0; i < count; i++)
        fetch(session_at(service, outlook->heads[i]));
}

void adsum_outlook_fetch(const struct adsum_service *service, uint64_t handle)
{
    uint32_t slot = (uint32_t)handle;

    if (slot == 0 || slot >= service->sessions.top)
        return;
    fetch(session_at(service, slot));
    fetch(endpoint_at(service, slot));
}

void adsum_outlook_fetch_user(const struct adsum_service *service,
                              uint64_t handle, struct outlook *ret)
{
    ret->whole = false;
    ret->user = 0;
    if (adsum_session_find(service, handle, &ret->slot) != 0)
        return;
    ret->user = session_at(service, ret->slot)->user;
    fetch(adsum_edges_roster(&service->edges, ret->user));
    fetch(entity_at(service, ret->user));
    fetch(head_at(service, ret->user));
    fetch(adsum_arena_at(&service->texts.arena,
                         endpoint_at(service, ret->slot)->resource));
}

void adsum_outlook_fetch_roster(const struct adsum_service *service,
                                const struct outlook *outlook)
{
    struct edge_run run;

    if (outlook->user == 0)
        return;
    fetch(adsum_arena_at(&service->texts.arena,
                         entity_at(service, outlook->user)->text));
    if (adsum_edges_run(&service->edges, outlook->user, 0, &run) == 0)
        return;
    fetch(run.edges);
    fetch(run.edges + 16);
}
