/*
 * The host: gives memory and counts it, takes notices and records them, and
 * answers by lot. Inside each callback it also tries what is allowed there,
 * and what is not.
 */
#include "world.h"

#include <stdlib.h>
#include <string.h>

void host_hash(struct world *world, const void *bytes, size_t length)
{
    const unsigned char *byte = bytes;
    for (size_t i = 0; i < length; i++)
        world->hash = (world->hash ^ byte[i]) * 0x100000001b3u;
}

static void hash_number(struct world *world, uint64_t number)
{
    host_hash(world, &number, sizeof number);
}

void handle_given(struct world *world, int node, uint64_t handle)
{
    for (int i = 0; i < world->handle_counts[node]; i++)
        if (world->handles[node][i] == handle)
            model_fail(&world->model, "a handle is used twice");
    if (handle == 0 || world->handle_counts[node] == MOST_HANDLES)
        model_fail(&world->model, "handle 0, or more than can be");
    world->handles[node][world->handle_counts[node]++] = handle;
}

void events_clear(struct world *world)
{
    world->event_count = 0;
}

struct event *event_new(struct world *world, int node, enum event_kind kind)
{
    if (world->event_count == MOST_EVENTS)
        model_fail(&world->model, "more callbacks in a call than can be");
    struct event *event = &world->events[world->event_count++];
    *event = (struct event){.kind = kind,
                            .node = node,
                            .about = NOBODY,
                            .from = NOBODY,
                            .to = NOBODY};
    hash_number(world, (uint64_t)kind);
    return event;
}

static void check_memory(struct world *world, const struct node *node)
{
    if (world->inside)
        model_fail(&world->model, "allocate inside another callback");
    (void)node;
}

static void *record_allocate(void *user, void *block, size_t old_size,
                             size_t new_size)
{
    struct node *node = user;
    struct world *world = node->world;
    size_t *head = block == NULL ? NULL : (size_t *)block - 2;
    check_memory(world, node);
    if ((block == NULL) != (old_size == 0) ||
        (head != NULL && *head != old_size))
        model_fail(&world->model, "allocate is told a wrong old size %zu",
                   old_size);
    if (new_size > old_size && world->fail_after != 0 &&
        --world->fail_after == 0) {
        world->failed = true;
        return NULL;
    }
    node->bytes += new_size - old_size;
    if (new_size == 0) {
        node->blocks -= head != NULL;
        free(head);
        return NULL;
    }
    node->allocations++;
    size_t *now = realloc(head, new_size + 2 * sizeof *now);
    if (now == NULL)
        abort();
    if (new_size > old_size) /* whoever reads what it did not write */
        memset((char *)(now + 2) + old_size, 0xa5, new_size - old_size);
    node->blocks += head == NULL;
    *now = new_size;
    return now + 2;
}

static void try_to_change(struct world *world, const struct node *node,
                          uint64_t session)
{
    if (!random_chance(&world->answers, 4))
        return;
    if (adsum_session_publish(node->service, session, NULL) !=
            ADSUM_ERR_REENTERED ||
        adsum_service_free(node->service) != ADSUM_ERR_REENTERED)
        model_fail(&world->model, "a change inside a callback was accepted");
}

static void check_notice(struct world *world, const struct adsum_notice *notice)
{
    if (notice->size != sizeof *notice || notice->kind == 0 ||
        notice->kind > ADSUM_BOUNCE || notice->kind == ADSUM_ROSTER)
        model_fail(&world->model, "a notice of kind %d", notice->kind);
    if ((notice->kind == ADSUM_PRESENCE) != (notice->presence != NULL))
        model_fail(&world->model, "a notice with or without presence");
    if (notice->time_ms > world->model.now_ms)
        model_fail(&world->model, "a notice of the future");
}

static bool answers_busy(struct world *world)
{
    uint32_t room = world->parameters.ready_room;
    if (world->readying && room != 0)
        return ++world->taken > room;
    return random_chance(&world->answers, world->parameters.busy_percent);
}

static void record_deliver(void *user, const struct adsum_notice *notice,
                           struct adsum_target *targets, uint32_t count)
{
    struct node *node = user;
    struct world *world = node->world;
    if (node->muted)
        return;
    check_notice(world, notice);
    if (count == 0)
        model_fail(&world->model, "deliver to nobody");
    for (uint32_t i = 0; i < count; i++) {
        struct adsum_session_info info = {.size = sizeof info};
        struct event *event = event_new(world, node->index, EVENT_DELIVER);
        event_of_notice(world, event, notice);
        event->handle = targets[i].session;
        event->context = targets[i].context;
        hash_number(world, event->handle);
        if (targets[i].answer != ADSUM_TAKEN)
            model_fail(&world->model, "a target comes answered");
        for (uint32_t j = 0; j < i; j++)
            if (targets[j].session == targets[i].session)
                model_fail(&world->model, "a session is twice in a batch");
        if (adsum_session_get(node->service, targets[i].session, &info) != 0)
            model_fail(&world->model, "a target is stale in deliver");
        event->busy = answers_busy(world);
        targets[i].answer = event->busy ? ADSUM_BUSY : ADSUM_TAKEN;
    }
    try_to_change(world, node, targets[0].session);
}

static uint32_t record_route(void *user, const struct adsum_text *destination,
                             const struct adsum_notice *notice,
                             const struct adsum_text *to, uint32_t count)
{
    struct node *node = user;
    struct world *world = node->world;
    uint32_t answer = 0;
    if (node->muted)
        return 0;
    check_notice(world, notice);
    host_hash(world, destination->bytes, destination->length);
    if (random_chance(&world->answers, world->parameters.error_percent))
        answer = ADSUM_CONDITION_REMOTE_SERVER_TIMEOUT;
    int other = world->node_count == 2 ? 1 - node->index : NOWHERE;
    bool known = other != NOWHERE &&
                 said_text_equal(*destination,
                                 adsum_text_of(world->nodes[other].speaks));
    if (!known && !said_text_equal(*destination, adsum_text_of("far.example")))
        model_fail(&world->model, "route to nowhere: %.*s",
                   (int)destination->length, destination->bytes);
    for (uint32_t i = 0; i < count; i++) {
        struct event *event = event_new(world, node->index, EVENT_ROUTE);
        event_of_notice(world, event, notice);
        event->to = who_of_text(&world->model, to[i]);
        event->number = answer;
        const struct name *name = name_of(&world->model, event->to);
        if (name != NULL && name->node != (known ? other : NOWHERE))
            model_fail(&world->model, "routed to a wrong destination: %.*s",
                       (int)to[i].length, to[i].bytes);
    }
    if (answer == 0 && known)
        wire_put(world, other, notice, to, count);
    else if (known)
        world->model.lossy = true;
    try_to_change(world, node, 0);
    return answer;
}

static void record_locate(void *user, const struct adsum_text *address,
                          struct adsum_text *ret)
{
    struct node *node = user;
    struct world *world = node->world;
    int who = who_of_text(&world->model, *address);
    const struct name *name = name_of(&world->model, who);
    if (ret->length != 0)
        model_fail(&world->model, "locate is given an answer");
    if (name != NULL && name->node == NOWHERE)
        *ret = adsum_text_of("far.example");
    else if (name != NULL && name->node != node->index)
        *ret = adsum_text_of(world->nodes[name->node].speaks);
}

static int32_t record_save(void *user, const struct adsum_change *changes,
                           uint32_t count)
{
    struct node *node = user;
    struct world *world = node->world;
    bool last = true;
    if (node->muted)
        return 0;
    for (uint32_t i = 0; i < count; i++)
        last &= changes[i].kind == ADSUM_CHANGE_LAST;
    struct event *event = event_new(world, node->index, EVENT_SAVE);
    event->number = count;
    event->refused = world->refuse;
    if (count == 0)
        model_fail(&world->model, "nothing is saved");
    if (world->refuse) {
        world->refused |= !last;
        return -1;
    }
    for (int i = 0; i < world->event_count - 1 && !last; i++)
        if (world->events[i].kind == EVENT_DELIVER ||
            world->events[i].kind == EVENT_ROUTE)
            model_fail(&world->model, "5: told before it was saved");
    disk_save(world, changes, count);
    try_to_change(world, node, 0);
    return 0;
}

static void record_keep(void *user, const struct adsum_text *to,
                        const struct adsum_notice *message)
{
    struct node *node = user;
    if (node->muted)
        return;
    struct event *event = event_new(node->world, node->index, EVENT_KEEP);
    check_notice(node->world, message);
    event_of_notice(node->world, event, message);
    event->to = who_of_text(&node->world->model, *to);
    try_to_change(node->world, node, 0);
}

static void record_ping(void *user, uint64_t session, uint64_t context)
{
    struct node *node = user;
    struct event *event = event_new(node->world, node->index, EVENT_PING);
    event->handle = session;
    event->context = context;
    try_to_change(node->world, node, session);
}

static void record_ended(void *user, uint64_t session, uint64_t context,
                         uint32_t reason)
{
    struct node *node = user;
    struct adsum_session_info info = {.size = sizeof info};
    if (node->muted)
        return;
    struct event *event = event_new(node->world, node->index, EVENT_ENDED);
    event->handle = session;
    event->context = context;
    event->number = reason;
    hash_number(node->world, session + reason);
    if (adsum_session_get(node->service, session, &info) != ADSUM_ERR_STALE)
        model_fail(&node->world->model, "an ended session is not stale");
    try_to_change(node->world, node, session);
}

const struct adsum_host recorded_host = {.size = sizeof recorded_host,
                                         .allocate = record_allocate,
                                         .deliver = record_deliver,
                                         .route = record_route,
                                         .locate = record_locate,
                                         .save = record_save,
                                         .keep = record_keep,
                                         .ping = record_ping,
                                         .ended = record_ended};
