/* One step, and the operations that are made of several calls. */
#include "world.h"

static int do_one(struct world *world, struct operation *operation)
{
    if (operation->kind == DO_LOST && operation->flags == 0) {
        wire_drop(world, operation->node);
        world->model.lossy = true;
    }
    world->last = *operation;
    int ret = attempt(world, operation);
    world->last = *operation;
    if (world->trace)
        trace_events(world);
    apply(world, operation, ret);
    verify(world);
    return ret;
}

/* A call with a handle that is no more, or never was. */
static void stale(struct world *world)
{
    int node = (int)random_below(&world->random, (uint32_t)world->node_count);
    if (world->handle_counts[node] == 0)
        return;
    uint64_t handle = world->handles[node][random_below(
        &world->random, (uint32_t)world->handle_counts[node])];
    struct adsum_session_info info = {.size = sizeof info};
    struct adsum_service *service = world->nodes[node].service;
    if (session_by_handle(&world->model, node, handle) != NULL)
        handle ^= (uint64_t)1 << 40; /* another generation */
    events_clear(world);
    if (adsum_session_get(service, handle, &info) != ADSUM_ERR_STALE ||
        adsum_session_publish(service, handle, NULL) != ADSUM_ERR_STALE ||
        adsum_session_ready(service, handle) != ADSUM_ERR_STALE ||
        adsum_session_heard(service, handle) != ADSUM_ERR_STALE ||
        adsum_session_close(service, handle, NULL) != ADSUM_ERR_STALE ||
        adsum_session_get(service, 0, &info) != ADSUM_ERR_STALE)
        model_fail(&world->model, "a stale handle is not");
    if (world->event_count != 0)
        model_fail(&world->model, "a stale handle is told of");
}

static bool stranger(struct world *world, int asker, int name)
{
    const struct model *model = &world->model;
    const struct name *user = &model->names[name];
    const struct name *other = &model->names[asker];
    const struct item *item = &user->items[asker], *back = &other->items[name];
    if (item->facts != 0 || item->approved || back->facts != 0 ||
        back->listed || back->approved || name == asker)
        return false;
    for (int i = 0; i < MOST_SESSIONS; i++)
        for (int who = 0; who < model->who_count; who++)
            if (model->sessions[i].open && model->sessions[i].name == name &&
                model->who[who].name == asker &&
                model->sessions[i].directed[who].serial != 0)
                return false;
    return !blocks(model, user, other->who) && !blocks(model, other, user->who);
}

/* An unknown, an offline and an online user of a node, strangers to one. */
static bool find_twins(struct world *world, int node, int asker, int ret[3])
{
    struct model *model = &world->model;
    ret[0] = ret[1] = ret[2] = NOBODY;
    for (int n = 0; n < model->name_count; n++) {
        const struct name *name = &model->names[n];
        bool online = false, open = false;
        if (name->node != node || !stranger(world, asker, n))
            continue;
        for (int i = 0; i < MOST_SESSIONS; i++) {
            open |= model->sessions[i].open && model->sessions[i].name == n;
            online |= model->sessions[i].open && model->sessions[i].name == n &&
                      model->sessions[i].available;
        }
        if (name->fiction)
            ret[0] = n;
        else if (name->known && !open)
            ret[1] = n;
        else if (online)
            ret[2] = n;
    }
    return ret[0] != NOBODY && ret[1] != NOBODY && ret[2] != NOBODY;
}

/* What the asker could learn from a call's callbacks. */
static uint64_t learned(const struct world *world, int asker, int target)
{
    uint64_t hash = 0;
    const struct model *model = &world->model;
    for (int i = 0; i < world->event_count; i++) {
        const struct event *event = &world->events[i];
        int to = event->to;
        for (int j = 0; event->kind == EVENT_DELIVER && j < MOST_SESSIONS; j++)
            if (model->sessions[j].open &&
                model->sessions[j].handle == event->handle)
                to = model->sessions[j].who;
        if ((event->kind != EVENT_DELIVER && event->kind != EVENT_ROUTE) ||
            to == NOBODY || model->who[to].name != asker)
            continue;
        bool of_target =
            event->from != NOBODY && model->who[event->from].name == target;
        uint64_t one = event->notice * 2u + of_target;
        one = one * 16 + event->type;
        one = one * 16 + event->condition;
        one = one * 4 + event->unavailable;
        one = one * 4 + (event->time_ms != 0);
        hash = random_mix(hash + one);
    }
    return hash;
}

/* Invariant 3: the same question to all three teaches the same. */
static void twins(struct world *world, struct operation *operation)
{
    struct model *model = &world->model;
    static const uint8_t kinds[] = {ADSUM_PROBE, ADSUM_MESSAGE, ADSUM_IQ,
                                    ADSUM_SUBSCRIBE, ADSUM_UNSUBSCRIBE};
    struct parameters kept = world->parameters;
    bool full = random_chance(&world->random, 40);
    int targets[3], addresses[3], asker = model->who[operation->who].name;
    uint64_t first = 0;
    int first_ret = 0;
    operation->notice = kinds[random_below(&world->random, 5)];
    if (operation->notice == ADSUM_MESSAGE)
        operation->type = (uint8_t)random_below(&world->random, 5);
    if (operation->notice == ADSUM_IQ) {
        operation->type = ADSUM_TYPE_GET;
        full = true;
    }
    if (!find_twins(world, operation->node, asker, targets))
        return;
    for (int i = 0; i < 3; i++) {
        addresses[i] = model->names[targets[i]].who;
        if (full)
            addresses[i] = who_full(model, addresses[i], "r0");
        if (apart(model, &model->names[asker], operation->who, addresses[i]))
            return; /* who is blocked gets silence, and that is seen */
    }
    world->parameters.busy_percent = world->parameters.error_percent = 0;
    for (int i = 0; i < 3; i++) {
        struct operation one = *operation;
        one.to = one.list[0] = addresses[i];
        one.count = 1;
        one.serial = world->next_serial++;
        int ret = do_one(world, &one);
        uint64_t now = learned(world, asker, targets[i]);
        if (i > 0 && (now != first || ret != first_ret))
            model_fail(model, "3: %s learns something from %s",
                       model->who[operation->who].text,
                       model->who[one.to].text);
        first = now;
        first_ret = ret;
    }
    world->parameters = kept;
}

static void choose_twins(struct world *world)
{
    struct model *model = &world->model;
    struct operation operation = {.kind = DO_SEND, .session = NOBODY};
    int one = open_session(world, NOWHERE);
    if (random_chance(&world->random, 50) && one != NOBODY) {
        const struct session *session = &model->sessions[one];
        operation.session = one;
        operation.node = session->node;
        operation.who = session->who;
        if (session->behind || session->source)
            return;
    } else {
        int far = who_of(model, "xen@far.example");
        operation.kind = DO_FAR;
        operation.node =
            (int)random_below(&world->random, (uint32_t)world->node_count);
        operation.who = far;
    }
    twins(world, &operation);
}

void world_step(struct world *world, uint64_t seed, uint32_t step)
{
    struct operation operation;
    world->random = random_of(seed, step + 1);
    if (!choose_operation(world, &operation))
        return;
    switch (operation.kind) {
    case DO_MOVE:
        move_user(world);
        return;
    case DO_RESTART:
        restart_node(world);
        return;
    case DO_STALE:
        stale(world);
        return;
    case DO_TWINS:
        choose_twins(world);
        return;
    case DO_ADVANCE:
        for (int i = 0; i < world->node_count; i++) {
            operation.node = i;
            do_one(world, &operation);
        }
        return;
    default:
        do_one(world, &operation);
    }
}
