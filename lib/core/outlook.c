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

/* Without a branch for each edge: half of them would be guessed wrong. */
static uint32_t pick(const struct adsum_service *service,
                     const struct edge_run *run, uint32_t *from,
                     struct outlook *outlook)
{
    uint32_t count = outlook->count, i = *from;

    for (; i < run->count && count < ADSUM_OUTLOOK; i++) {
        uint32_t contact = run->edges[i] >> ADSUM_EDGE_BITS;

        outlook->heads[count] = contact;
        count += (uint32_t)(adsum_permit_edge(run->edges[i]).view != 0) &
                 (uint32_t)near_get(service, contact);
    }
    *from = i;
    return count;
}

void adsum_outlook_gather(const struct adsum_service *service, uint32_t user,
                          uint32_t after, struct outlook *ret)
{
    struct edge_run run;
    uint32_t from = 0;

    ret->user = user;
    ret->moved = service->moved;
    ret->count = 0;
    ret->far = false;
    ret->last = after;
    while (ret->count < ADSUM_OUTLOOK &&
           adsum_edges_run(&service->edges, user, ret->last, &run) != 0) {
        from = 0;
        ret->count = pick(service, &run, &from, ret);
        ret->last = run.edges[from - 1] >> ADSUM_EDGE_BITS;
    }
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
                              uint64_t handle)
{
    uint32_t slot, user;

    if (adsum_session_find(service, handle, &slot) != 0)
        return;
    user = session_at(service, slot)->user;
    fetch(adsum_edges_roster(&service->edges, user));
    fetch(entity_at(service, user));
    fetch(head_at(service, user));
    fetch(adsum_arena_at(&service->texts.arena,
                         endpoint_at(service, slot)->resource));
}

void adsum_outlook_fetch_roster(const struct adsum_service *service,
                                uint64_t handle)
{
    struct edge_run run;
    uint32_t slot, user;

    if (adsum_session_find(service, handle, &slot) != 0)
        return;
    user = session_at(service, slot)->user;
    fetch(adsum_arena_at(&service->texts.arena,
                         entity_at(service, user)->text));
    if (adsum_edges_run(&service->edges, user, 0, &run) == 0)
        return;
    fetch(run.edges);
    fetch(run.edges + 16);
}
