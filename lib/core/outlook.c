/*
 * Outlooks. Each step touches only what the step before it fetched. Nothing
 * here is needed for what is told, only for when: a handle that is stale, or
 * lists that changed since, are seen by whoever publishes.
 */
#include "outlook.h"
#include "authorisation.h"
#include "session.h"

enum { LINE = 16 /* edges */ };

static void fetch(const void *at)
{
    __builtin_prefetch(at);
}

/* It may lie across two lines. */
static void fetch_session(const struct adsum_service *service, uint32_t slot)
{
    const struct session *session = session_at(service, slot);

    fetch(session);
    fetch(&session->changed);
}

/* Without a branch for each edge: half of them would be guessed wrong. */
static uint32_t pick(const struct adsum_service *service,
                     const struct edge_run *run, struct outlook *outlook)
{
    uint32_t *next = outlook->heads + outlook->count;
    uint32_t left = ADSUM_OUTLOOK - outlook->count;
    uint32_t count = run->count < left ? run->count : left;
    const uint32_t *edges = run->edges;

    for (uint32_t i = 0; i < count; i++) {
        uint32_t contact = edges[i] >> ADSUM_EDGE_BITS;

        *next = contact;
        next += (adsum_permit_edge(edges[i]).view != ADSUM_VIEW_NOTHING) &
                near_get(service, contact);
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
        fetch_session(service, outlook->heads[i]);
}

void adsum_outlook_fetch(const struct adsum_service *service, uint64_t handle,
                         struct outlook *ret)
{
    uint32_t slot = (uint32_t)handle;

    ret->whole = false;
    ret->user = 0;
    if (slot == 0 || slot >= service->sessions.top)
        return;
    fetch_session(service, slot);
    fetch(endpoint_at(service, slot));
}

void adsum_outlook_fetch_user(const struct adsum_service *service,
                              uint64_t handle, struct outlook *outlook)
{
    uint32_t slot;

    if (adsum_session_find(service, handle, &slot) != 0)
        return;
    outlook->user = session_at(service, slot)->user;
    fetch(adsum_edges_roster(&service->edges, outlook->user));
    fetch(entity_at(service, outlook->user));
    fetch(head_at(service, outlook->user));
    fetch(adsum_arena_at(&service->texts.arena,
                         endpoint_at(service, slot)->resource));
}

void adsum_outlook_fetch_roster(const struct adsum_service *service,
                                uint64_t handle, struct outlook *outlook)
{
    struct edge_run run;

    (void)handle;
    if (outlook->user == 0)
        return;
    fetch(adsum_arena_at(&service->texts.arena,
                         entity_at(service, outlook->user)->text));
    if (adsum_edges_run(&service->edges, outlook->user, 0, &run) == 0)
        return;
    for (uint32_t i = 0; i < run.count && i < ADSUM_OUTLOOK; i += LINE)
        fetch(run.edges + i);
    fetch(run.edges + (run.count < ADSUM_OUTLOOK ? run.count : ADSUM_OUTLOOK) -
          1);
}

void adsum_outlook_gather_ahead(const struct adsum_service *service,
                                uint64_t handle, struct outlook *outlook)
{
    (void)handle;
    if (outlook->user != 0)
        adsum_outlook_gather(service, outlook->user, 0, outlook);
}

void adsum_outlook_follow_ahead(const struct adsum_service *service,
                                uint64_t handle, struct outlook *outlook)
{
    (void)handle;
    if (outlook->whole)
        adsum_outlook_follow(service, outlook);
}

static void fetch_host(const struct adsum_service *service, uint32_t slot)
{
    fetch((const void *)(uintptr_t)session_at(service, slot)->of.context);
}

void adsum_outlook_fetch_hosts(const struct adsum_service *service,
                               uint64_t handle, struct outlook *outlook)
{
    if (!outlook->whole)
        return;
    fetch_host(service, (uint32_t)handle);
    for (uint32_t i = 0; i < outlook->count; i++)
        fetch_host(service, outlook->heads[i]);
}
