/* What happens next, by lot. */
#include "world.h"

#include <string.h>

enum { MOST_OPEN = 12 };

static uint32_t below(struct world *world, uint32_t bound)
{
    return random_below(&world->random, bound);
}

static bool chance(struct world *world, uint32_t percent)
{
    return random_chance(&world->random, percent);
}

/* An open session of a node (any: NOWHERE), or NOBODY. */
int open_session(struct world *world, int node)
{
    int found[MOST_SESSIONS], count = 0;
    for (int i = 0; i < MOST_SESSIONS; i++)
        if (world->model.sessions[i].open &&
            (node == NOWHERE || world->model.sessions[i].node == node))
            found[count++] = i;
    return count == 0 ? NOBODY : found[below(world, (uint32_t)count)];
}

static bool on_session(struct world *world, struct operation *ret)
{
    ret->session = open_session(world, NOWHERE);
    if (ret->session == NOBODY)
        return false;
    ret->node = world->model.sessions[ret->session].node;
    ret->who = world->model.sessions[ret->session].who;
    return true;
}

/* A user who can act: real, here, and known. */
static bool on_user(struct world *world, struct operation *ret)
{
    for (int tries = 0; tries < 10; tries++) {
        int name = (int)below(world, (uint32_t)world->model.name_count);
        const struct name *user = &world->model.names[name];
        if (user->node == NOWHERE || !user->known || user->fiction)
            continue;
        ret->node = user->node;
        ret->who = user->who;
        return true;
    }
    return false;
}

static int any_name(struct world *world, int not_name)
{
    int name;
    do
        name = (int)below(world, (uint32_t)world->model.name_count);
    while (name == not_name);
    return name;
}

static int resource_of(struct world *world, int name)
{
    static const char *const near[] = {"r0", "r1", "r2"};
    static const char *const far[] = {"q0", "q1"};
    const struct name *user = &world->model.names[name];
    return who_full(&world->model, user->who,
                    user->node == NOWHERE ? far[below(world, 2)]
                                          : near[below(world, 3)]);
}

static int some_address(struct world *world, int name, uint32_t full_percent)
{
    if (!chance(world, full_percent))
        return world->model.names[name].who;
    for (int i = 0; i < MOST_SESSIONS; i++)
        if (world->model.sessions[i].open &&
            world->model.sessions[i].name == name && chance(world, 40))
            return world->model.sessions[i].who;
    return resource_of(world, name);
}

static bool choose_open(struct world *world, struct operation *ret)
{
    int open = 0, name = any_name(world, NOBODY);
    static const uint32_t flags[] = {0, 0, ADSUM_OPEN_REPLACE,
                                     ADSUM_OPEN_RENAME, ADSUM_OPEN_SOURCE};
    const struct name *user = &world->model.names[name];
    for (int i = 0; i < MOST_SESSIONS; i++)
        open += world->model.sessions[i].open;
    if (open >= MOST_OPEN || user->node == NOWHERE)
        return false;
    if (user->fiction && (!world->parameters.saves || chance(world, 80)))
        return false;
    ret->node = user->node;
    ret->who = some_address(world, name, 92);
    ret->flags = flags[below(world, chance(world, 20) ? 5 : 4)];
    ret->number = world->next_context++;
    return true;
}

static bool choose_publish(struct world *world, struct operation *ret)
{
    if (!on_session(world, ret))
        return false;
    const struct session *session = &world->model.sessions[ret->session];
    if (world->model.options.tell_lost && session->link == ADSUM_LINK_LOST)
        return false;
    ret->unavailable = session->available && chance(world, 25);
    if (chance(world, 3))
        ret->unavailable = true;
    ret->serial = world->next_serial++;
    return true;
}

static bool choose_batch(struct world *world, struct operation *ret)
{
    ret->node = (int)below(world, (uint32_t)world->node_count);
    ret->count = 1 + (int)below(world, MOST_LIST);
    for (int i = 0; i < ret->count; i++) {
        ret->list[i] = open_session(world, ret->node);
        ret->serials[i] = world->next_serial++;
        if (ret->list[i] == NOBODY ||
            (world->model.options.tell_lost &&
             world->model.sessions[ret->list[i]].link == ADSUM_LINK_LOST))
            return false;
    }
    return true;
}

static uint8_t subscription_kind(struct world *world)
{
    return (uint8_t)(ADSUM_SUBSCRIBE + below(world, 4));
}

static bool choose_send(struct world *world, struct operation *ret)
{
    static const uint8_t kinds[] = {ADSUM_PRESENCE,   ADSUM_PRESENCE,
                                    ADSUM_PROBE,      ADSUM_SUBSCRIBE,
                                    ADSUM_SUBSCRIBE,  ADSUM_SUBSCRIBE,
                                    ADSUM_SUBSCRIBED, ADSUM_SUBSCRIBED,
                                    ADSUM_SUBSCRIBED, 0,
                                    ADSUM_MESSAGE,    ADSUM_MESSAGE,
                                    ADSUM_IQ};
    if (!on_session(world, ret))
        return false;
    const struct session *session = &world->model.sessions[ret->session];
    int name = any_name(world, chance(world, 5) ? NOBODY : session->name);
    ret->notice = kinds[below(world, sizeof kinds)];
    if (ret->notice == 0)
        ret->notice = subscription_kind(world);
    /* Who asks is answered more often than not. */
    for (int i = 0; ret->notice == ADSUM_SUBSCRIBED && i < MOST_NAMES; i++)
        if ((world->model.names[session->name].items[i].facts & IN) != 0 &&
            chance(world, 50))
            name = i;
    bool self = name == session->name;
    if (self && (ret->notice == ADSUM_PRESENCE || ret->notice == ADSUM_PROBE))
        return false;
    if (ret->notice == ADSUM_PRESENCE && world->model.options.tell_lost)
        return false;
    ret->to = some_address(world, name, ret->notice == ADSUM_IQ ? 100 : 35);
    ret->serial = world->next_serial++;
    ret->unavailable = ret->notice == ADSUM_PRESENCE && chance(world, 30);
    if (ret->notice == ADSUM_MESSAGE)
        ret->type = (uint8_t)below(world, 5);
    if (ret->notice == ADSUM_IQ)
        ret->type = (uint8_t)(ADSUM_TYPE_ERROR + below(world, 4));
    return true;
}

static bool choose_link(struct world *world, struct operation *ret)
{
    if (!on_session(world, ret))
        return false;
    const struct session *session = &world->model.sessions[ret->session];
    ret->link = session->link != ADSUM_LINK_UP && chance(world, 70)
                    ? ADSUM_LINK_UP
                    : (uint8_t)below(world, 3);
    ret->number = world->next_context++;
    return true;
}

static bool choose_ready(struct world *world, struct operation *ret)
{
    if (!on_session(world, ret))
        return false;
    for (int i = 0; i < MOST_SESSIONS; i++) {
        const struct session *session = &world->model.sessions[i];
        if (session->open && session->behind &&
            session->link == ADSUM_LINK_UP && chance(world, 50)) {
            ret->session = i;
            ret->node = session->node;
            ret->who = session->who;
        }
    }
    return world->model.sessions[ret->session].link == ADSUM_LINK_UP;
}

static bool choose_advance(struct world *world, struct operation *ret)
{
    static const uint32_t jumps[] = {5000, 21000, 35000, 65000, 200000};
    ret->node = 0;
    world->model.now_ms +=
        chance(world, 75) ? below(world, 3000) : jumps[below(world, 5)];
    return true;
}

static bool choose_wire(struct world *world, struct operation *ret)
{
    ret->node = (int)below(world, (uint32_t)world->node_count);
    return world->queues[ret->node].count > 0;
}

static bool choose_far(struct world *world, struct operation *ret)
{
    static const uint8_t kinds[] = {
        ADSUM_PRESENCE,  ADSUM_PRESENCE,   ADSUM_PRESENCE,
        ADSUM_PRESENCE,  ADSUM_PROBE,      ADSUM_MESSAGE,
        ADSUM_SUBSCRIBE, ADSUM_SUBSCRIBED, 0,
        ADSUM_IQ};
    int far, near;
    do
        far = any_name(world, NOBODY);
    while (world->model.names[far].node != NOWHERE);
    do
        near = any_name(world, NOBODY);
    while (world->model.names[near].node == NOWHERE);
    ret->node = world->model.names[near].node;
    ret->notice = kinds[below(world, sizeof kinds)];
    if (ret->notice == 0)
        ret->notice = subscription_kind(world);
    bool full = ret->notice == ADSUM_PRESENCE || ret->notice == ADSUM_MESSAGE ||
                ret->notice == ADSUM_IQ ||
                (ret->notice == ADSUM_PROBE && chance(world, 20));
    ret->who = full ? resource_of(world, far) : world->model.names[far].who;
    ret->count = 1;
    ret->list[0] =
        some_address(world, near, ret->notice == ADSUM_IQ ? 100 : 30);
    ret->unavailable = ret->notice == ADSUM_PRESENCE && chance(world, 40);
    if (ret->unavailable && chance(world, 8))
        ret->who = world->model.names[far].who;
    while (ret->notice == ADSUM_PRESENCE && ret->count < 3 &&
           chance(world, 25)) {
        int other = any_name(world, NOBODY);
        if (world->model.names[other].node == ret->node)
            ret->list[ret->count++] = some_address(world, other, 30);
    }
    for (int i = 1; i < ret->count; i++)
        for (int j = 0; j < i; j++)
            if (ret->list[i] == ret->list[j])
                return false;
    ret->serial = world->next_serial++;
    if (ret->notice == ADSUM_MESSAGE)
        ret->type = (uint8_t)below(world, 5);
    if (ret->notice == ADSUM_IQ)
        ret->type = (uint8_t)(ADSUM_TYPE_ERROR + below(world, 4));
    return true;
}

static bool choose_roster(struct world *world, struct operation *ret)
{
    if (!on_user(world, ret))
        return false;
    int user = world->model.who[ret->who].name;
    int contact = any_name(world, chance(world, 3) ? NOBODY : user);
    for (int i = 0; ret->kind == DO_REMOVE && i < MOST_NAMES; i++)
        if (world->model.names[user].items[i].listed && chance(world, 40))
            contact = i;
    ret->to = world->model.names[contact].who;
    ret->number = below(world, 9);
    return ret->kind != DO_REMOVE || chance(world, 40);
}

static bool choose_block(struct world *world, struct operation *ret)
{
    if (!on_user(world, ret) || !chance(world, 50))
        return false;
    int user = world->model.who[ret->who].name;
    const struct name *owner = &world->model.names[user];
    bool unblock = ret->kind == DO_UNBLOCK;
    ret->count = 1 + (int)below(world, 2);
    if (unblock && chance(world, 20))
        ret->count = 0;
    if (!unblock && owner->block_count + ret->count > MOST_BLOCKS)
        return false;
    for (int i = 0; i < ret->count; i++) {
        ret->list[i] = some_address(world, any_name(world, user), 25);
        if (!unblock && chance(world, 8))
            ret->list[i] = who_of(&world->model, "far.example");
        if (unblock && owner->block_count > 0 && chance(world, 85))
            ret->list[i] =
                owner->blocks[below(world, (uint32_t)owner->block_count)];
    }
    return ret->count < 2 || ret->list[0] != ret->list[1];
}

static bool choose_unload(struct world *world, struct operation *ret)
{
    return world->parameters.saves && on_user(world, ret) &&
           world->model.names[world->model.who[ret->who].name].loaded;
}

static bool choose_lost(struct world *world, struct operation *ret)
{
    ret->node = (int)below(world, (uint32_t)world->node_count);
    ret->flags = world->node_count == 1 || chance(world, 60);
    return chance(world, 20);
}

static bool choose_ask(struct world *world, struct operation *ret)
{
    if (!on_session(world, ret))
        return false;
    if (chance(world, 60))
        ret->number = world->model.sessions[ret->session].version;
    return true;
}

static bool fill(struct world *world, struct operation *ret)
{
    switch (ret->kind) {
    case DO_OPEN:
        return choose_open(world, ret);
    case DO_PUBLISH:
        return choose_publish(world, ret);
    case DO_BATCH:
        return choose_batch(world, ret);
    case DO_SEND:
        return choose_send(world, ret);
    case DO_READY:
        return choose_ready(world, ret);
    case DO_LINK:
        return choose_link(world, ret);
    case DO_ADVANCE:
        return choose_advance(world, ret);
    case DO_WIRE:
        return choose_wire(world, ret);
    case DO_FAR:
        return choose_far(world, ret);
    case DO_LOST:
        return choose_lost(world, ret);
    case DO_SET:
    case DO_REMOVE:
        return choose_roster(world, ret);
    case DO_BLOCK:
    case DO_UNBLOCK:
        return choose_block(world, ret);
    case DO_UNLOAD:
        return choose_unload(world, ret);
    case DO_ASK:
        return choose_ask(world, ret);
    case DO_CLOSE:
        ret->unavailable = true;
        ret->serial = chance(world, 50) ? world->next_serial++ : 0;
        return on_session(world, ret);
    case DO_HEARD:
        return on_session(world, ret);
    default:
        return chance(world, 10);
    }
}

/* Base weights; each history multiplies them by its own. */
static const uint8_t weights[DO_KINDS] = {
    [DO_OPEN] = 8,    [DO_PUBLISH] = 14, [DO_BATCH] = 3, [DO_SEND] = 30,
    [DO_HEARD] = 2,   [DO_READY] = 14,   [DO_LINK] = 3,  [DO_CLOSE] = 3,
    [DO_ADVANCE] = 4, [DO_WIRE] = 40,    [DO_FAR] = 10,  [DO_LOST] = 1,
    [DO_SET] = 2,     [DO_REMOVE] = 2,   [DO_BLOCK] = 2, [DO_UNBLOCK] = 2,
    [DO_ASK] = 6,     [DO_UNLOAD] = 2,   [DO_MOVE] = 2,  [DO_RESTART] = 2,
    [DO_STALE] = 1,   [DO_TWINS] = 3};

bool choose_operation(struct world *world, struct operation *ret)
{
    uint64_t total = 0;
    for (int i = 0; i < DO_KINDS; i++)
        total += weights[i] * world->weights[i];
    for (int tries = 0; tries < 20; tries++) {
        uint64_t left = random_next(&world->random) % total;
        int kind = 0;
        while (left >= weights[kind] * world->weights[kind]) {
            left -= weights[kind] * world->weights[kind];
            kind++;
        }
        *ret = (struct operation){.kind = (enum operation_kind)kind,
                                  .session = NOBODY,
                                  .who = NOBODY,
                                  .to = NOBODY};
        if (fill(world, ret))
            return true;
    }
    return false;
}
