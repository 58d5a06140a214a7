/*
 * Users packed and restored: one without sessions on its way to another shard,
 * or a whole service that is killed and started anew. Clients and peers keep
 * what they were told; nobody is told of any of this.
 */
#include "world.h"

#include <stdlib.h>

static unsigned char *pack(struct world *world, int name, uint32_t *ret_length)
{
    struct model *model = &world->model;
    const struct name *user = &model->names[name];
    struct adsum_service *service = world->nodes[user->node].service;
    struct adsum_text address = who_text(model, user->who);
    int err = adsum_user_pack(service, address, NULL, 0, ret_length);
    if (err != 0 && err != ADSUM_ERR_ROOM)
        model_fail(model, "a user cannot be packed: %d", err);
    unsigned char *packed = malloc(*ret_length + 1u);
    if (packed == NULL)
        abort();
    err = adsum_user_pack(service, address, packed, *ret_length, ret_length);
    if (err != 0)
        model_fail(model, "a user cannot be packed: %d", err);
    return packed;
}

static bool packable(const struct world *world, const struct name *name,
                     int node)
{
    return name->node == node && name->known && !name->fiction &&
           (!world->parameters.saves || name->loaded);
}

/* Damage must be seen, and must not do anything. */
static void restore_damaged(struct world *world, int node,
                            const unsigned char *packed, uint32_t length)
{
    unsigned char *copy = malloc(length + 1u);
    uint32_t cut = random_below(&world->random, length);
    if (copy == NULL)
        abort();
    for (uint32_t i = 0; i < length; i++)
        copy[i] = packed[i];
    int err = adsum_user_restore(world->nodes[node].service, copy, cut);
    if (err != ADSUM_ERR_PACKED)
        model_fail(&world->model, "half a user is restored: %d", err);
    free(copy);
}

static void restore(struct world *world, int name, int node,
                    unsigned char *packed, uint32_t length)
{
    struct model *model = &world->model;
    struct name *user = &model->names[name];
    user->node = node;
    restore_damaged(world, node, packed, length);
    int err = adsum_user_restore(world->nodes[node].service, packed, length);
    if (err != 0)
        model_fail(model, "%s cannot be restored: %d",
                   model->who[user->who].text, err);
    if (adsum_user_restore(world->nodes[node].service, packed, length) !=
        ADSUM_ERR_IN_USE)
        model_fail(model, "%s is restored twice", model->who[user->who].text);
    free(packed);
}

static bool has_session(const struct model *model, int name)
{
    for (int i = 0; i < MOST_SESSIONS; i++)
        if (model->sessions[i].open && model->sessions[i].name == name)
            return true;
    return false;
}

/* To whom a session elsewhere directed presence: it is here, or there, now. */
static void forget_place(struct model *model, int name)
{
    for (int i = 0; i < MOST_SESSIONS; i++)
        for (int who = 0; who < model->who_count; who++)
            if (model->who[who].name == name) {
                model->sessions[i].told_to[who] =
                    (struct told){.lapsed = true, .loose = true};
                model->sessions[i].directed[who].maybe = true;
                model->sessions[i].told[who].lapsed = true;
            }
    for (int n = 0; n < model->name_count; n++)
        sighting_end(model, n, name);
}

void move_user(struct world *world)
{
    struct model *model = &world->model;
    int name = (int)random_below(&world->random, (uint32_t)model->name_count);
    struct name *user = &model->names[name];
    uint32_t length = 0;
    if (user->node == NOWHERE || has_session(model, name) ||
        !packable(world, user, user->node) ||
        world->queues[0].count + world->queues[1].count != 0)
        return;
    int node =
        world->parameters.topology == SHARDED ? 1 - user->node : user->node;
    unsigned char *packed = pack(world, name, &length);
    call_begin(model);
    events_clear(world);
    int err = adsum_user_unload(world->nodes[user->node].service,
                                who_text(model, user->who));
    if (err == ADSUM_ERR_IN_USE) { /* an absent call waits for it */
        free(packed);
        return;
    }
    if (err != 0)
        model_fail(model, "a user cannot be unloaded: %d", err);
    bool away = user->node != node;
    restore(world, name, node, packed, length);
    if (away)
        forget_place(model, name);
    if (world->trace)
        fprintf(stderr, "  move %s to %d\n", model->who[user->who].text, node);
    if (world->event_count != 0)
        model_fail(model, "somebody is told of a move");
    verify_resolve(world);
    verify(world);
}

/* Who went, and it had yet to hear of it: that waited, so it is gone. */
static bool is_there(struct model *model, const struct session *watcher,
                     int who)
{
    struct name *user = &model->names[watcher->name];
    const struct session *source = session_at(model, watcher->node, who);
    bool maybe = false;
    if (source != NULL)
        return source->available &&
               (sees_session(model, watcher, source) != SEES_NOTHING ||
                directed_to(model, source, watcher->who, &maybe));
    return sighting_find(model, user, who, user->who) != NULL ||
           sighting_find(model, user, who, watcher->who) != NULL;
}

/* Whom pushes waited for asks anew; else nothing is missed. */
static void check_interested(struct model *model, struct session *session,
                             bool interested)
{
    int must = await_must(&session->awaited);
    bool all = session->awaited.count + session->directed_waiting == 0;
    if (interested ? must != 0 || !session->interested
                   : all && session->interested && !session->behind)
        model_fail(model, "%s comes back, and is interested: %d",
                   model->who[session->who].text, interested);
    session->interested = interested;
    session->roster_synced &= interested;
    if (!interested)
        session->version = 0;
}

static void find_session(struct world *world, struct session *session)
{
    struct model *model = &world->model;
    struct adsum_session_info info = {.size = sizeof info};
    struct adsum_service *service = world->nodes[session->node].service;
    uint64_t handle = 0;
    if (adsum_session_next(service, who_text(model, session->who), 0,
                           &handle) != 0 ||
        adsum_session_get(service, handle, &info) != 0)
        model_fail(model, "%s was not restored", model->who[session->who].text);
    session->handle = handle;
    handle_given(world, session->node, handle);
    session->context = info.context;
    session->link = ADSUM_LINK_LOST;
    session->link_ms = model->now_ms;
    session->behind = true;
    session->quiet = true;
    session->restored = true;
    session->pinged = false;
    check_interested(model, session, info.interested);
    session->awaited.count = 0;
    session->directed_waiting = 0;
    for (int who = 0; who < model->who_count; who++) {
        session->directed[who].maybe = true;
        session->told[who].loose = true; /* how far it was is not packed */
        session->told[who].lapsed |= !is_there(model, session, who);
        session->told_to[who].lapsed |= session->directed[who].serial != 0;
    }
}

static bool can_restart(const struct world *world, int node)
{
    const struct model *model = &world->model;
    for (int i = 0; i < MOST_SESSIONS; i++) {
        const struct session *session = &model->sessions[i];
        if (session->open && session->node == node &&
            (session->doomed || session->maybe_doomed || session->source))
            return false;
    }
    return !model->options.tell_lost;
}

void restart_node(struct world *world)
{
    struct model *model = &world->model;
    unsigned char *packed[MOST_NAMES] = {NULL};
    uint32_t lengths[MOST_NAMES] = {0};
    int node = (int)random_below(&world->random, (uint32_t)world->node_count);
    if (!can_restart(world, node))
        return;
    for (int n = 0; n < model->name_count; n++)
        if (packable(world, &model->names[n], node))
            packed[n] = pack(world, n, &lengths[n]);
    if (world->trace)
        fprintf(stderr, "  restart %d\n", node);
    world->nodes[node].muted = true;
    node_stop(world, node);
    call_begin(model);
    events_clear(world);
    node_start(world, node);
    world->handle_counts[node] = 0;
    for (int n = 0; n < model->name_count; n++) {
        if (model->names[n].node == node)
            model->names[n].loaded = packed[n] != NULL;
        if (packed[n] != NULL)
            restore(world, n, node, packed[n], lengths[n]);
    }
    for (int i = 0; i < MOST_SESSIONS; i++)
        if (model->sessions[i].open && model->sessions[i].node == node)
            find_session(world, &model->sessions[i]);
    if (world->event_count != 0)
        model_fail(model, "somebody is told of a restart");
    verify(world);
}
