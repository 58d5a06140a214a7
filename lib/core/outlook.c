/*
 * Outlooks. Nothing here is needed for what is told, only for when: a handle
 * that is stale, or lists that changed since, are seen by whoever publishes.
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

/*
 * As many of a run as there is room for, whatever they are. Without a branch
 * for each edge: half of them would be guessed wrong.
 */
static void pick(const struct adsum_service *service, struct edge_run *run,
                 struct outlook *outlook)
{
    uint32_t *next = outlook->heads + outlook->count;
    uint32_t left = ADSUM_OUTLOOK - outlook->count;
    uint32_t count = run->count < left ? run->count : left;
    const uint32_t *edges = run->edges;

    for (uint32_t i = 0; i < count; i++) {
        uint32_t contact = edges[i] >> ADSUM_EDGE_BITS;

        *next = contact;
        next +=
            (uint32_t)(adsum_permit_edge(edges[i]).view != ADSUM_VIEW_NOTHING) &
            (uint32_t)near_get(service, contact);
    }
    outlook->count = (uint32_t)(next - outlook->heads);
    outlook->last = edges[count - 1] >> ADSUM_EDGE_BITS;
    run->edges += count;
    run->count -= count;
}

/* It is full when little room is left: else the last would be looked for one
 * by one. */
static bool is_full(const struct outlook *outlook)
{
    return outlook->count > ADSUM_OUTLOOK * 3 / 4;
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
    ret->whole = false;
    ret->last = after;
    while (!is_full(ret) && !ret->whole) {
        uint32_t count =
            adsum_edges_run(&service->edges, user, ret->last, &run);

        if (count == 0)
            run.count = 0;
        while (run.count != 0 && !is_full(ret))
            pick(service, &run, ret);
        ret->whole = run.count == 0 && (count == 0 || count == all);
    }
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

static void look_at_session(const struct adsum_service *service,
                            uint64_t handle, struct outlook *ret)
{
    uint32_t slot = (uint32_t)handle;

    ret->whole = false;
    ret->user = 0;
    if (slot == 0 || slot >= service->sessions.top)
        return;
    fetch_session(service, slot);
    fetch(endpoint_at(service, slot));
}

static void look_at_user(const struct adsum_service *service, uint64_t handle,
                         struct outlook *outlook)
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

static void look_at_roster(const struct adsum_service *service, uint64_t handle,
                           struct outlook *outlook)
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

static void gather(const struct adsum_service *service, uint64_t handle,
                   struct outlook *outlook)
{
    (void)handle;
    if (outlook->user != 0)
        adsum_outlook_gather(service, outlook->user, 0, outlook);
}

static void follow(const struct adsum_service *service, uint64_t handle,
                   struct outlook *outlook)
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
    fetch_host(service, (uint32_t)handle);
    for (uint32_t i = 0; i < outlook->count; i++)
        fetch_host(service, outlook->heads[i]);
}

static void look_at_hosts(const struct adsum_service *service, uint64_t handle,
                          struct outlook *outlook)
{
    if (outlook->whole)
        adsum_outlook_fetch_hosts(service, handle, outlook);
}

/* Each touches only what the one before it fetched. */
static void (*const steps[])(const struct adsum_service *service,
                             uint64_t handle, struct outlook *outlook) = {
    look_at_session, look_at_user, look_at_roster,
    gather,          follow,       look_at_hosts,
};

enum { STEPS = sizeof steps / sizeof *steps, STRIDE = 2 };

_Static_assert(STEPS *STRIDE == ADSUM_OUTLOOK_AHEAD, "");

void adsum_outlook_make(const struct adsum_service *service, uint64_t handle,
                        struct outlook *ret)
{
    for (uint32_t i = 0; i < STEPS; i++)
        steps[i](service, handle, ret);
}

/* Several apart, since what is fetched has to come from far. */
void adsum_outlook_ahead(const struct adsum_service *service,
                         const struct adsum_publication *items, uint32_t count,
                         uint32_t at, struct outlook outlooks[ADSUM_OUTLOOKS])
{
    for (uint32_t i = 0; i < STEPS; i++) {
        uint32_t place = at - i * STRIDE;

        if (place < count)
            steps[i](service, items[place].session,
                     &outlooks[place % ADSUM_OUTLOOKS]);
    }
}
