/*
 * Perform an operation until it is done or truly refused. At times it is first
 * made to fail: an allocation, or save(). Then nothing may have changed and
 * nobody may have been told (invariant 5), and the same call again is done.
 */
#include "world.h"

#include <string.h>

static uint64_t mix(uint64_t hash, const void *bytes, size_t length)
{
    const unsigned char *byte = bytes;
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ byte[i]) * 0x100000001b3u;
    return hash;
}

static uint64_t mix_number(uint64_t hash, uint64_t number)
{
    return mix(hash, &number, sizeof number);
}

/* The order of a walk means nothing, so its items are added up. */
static uint64_t walk_hash(struct world *world, const struct node *node,
                          int name, uint32_t what)
{
    struct adsum_text user =
        who_text(&world->model, world->model.names[name].who);
    struct adsum_walk walk = {.size = sizeof walk};
    struct adsum_item item;
    int err = adsum_roster_walk(node->service, user, what, &walk);
    uint64_t sum = mix_number(1, (uint64_t)(int64_t)err);
    if (err != 0)
        return sum;
    sum = mix_number(sum, walk.version);
    while (adsum_roster_next(node->service, &walk, &item) == 0) {
        uint64_t hash = mix(7, item.contact.bytes, item.contact.length);
        hash = mix(hash, item.name.length != 0 ? item.name.bytes : "",
                   item.name.length);
        hash = mix_number(hash, item.group_count);
        hash = mix_number(hash, item.subscription);
        sum += mix_number(hash, item.ask * 2u + item.approved);
    }
    return sum;
}

static uint64_t sessions_hash(struct world *world, int node)
{
    uint64_t hash = 3;
    for (int i = 0; i < MOST_SESSIONS; i++) {
        const struct session *session = &world->model.sessions[i];
        struct adsum_session_info info = {.size = sizeof info};
        if (!session->open || session->node != node)
            continue;
        int err = adsum_session_get(world->nodes[node].service, session->handle,
                                    &info);
        hash = mix_number(hash, (uint64_t)(int64_t)err);
        hash = mix_number(hash, info.state * 64u + info.link * 16u +
                                    info.available * 4u + info.behind * 2u +
                                    info.interested);
        hash = mix_number(hash, info.waiting);
        hash = mix_number(hash, info.context);
        hash = mix_number(hash, info.heard_ms);
    }
    return hash;
}

static uint64_t permits_hash(struct world *world, int node)
{
    struct model *model = &world->model;
    uint64_t hash = 5;
    for (int i = 0; i < MOST_SESSIONS; i++)
        for (int j = 0; j < MOST_SESSIONS; j++) {
            const struct session *one = &model->sessions[i];
            const struct session *two = &model->sessions[j];
            struct adsum_permit permit = {0, 0};
            if (!one->open || !two->open ||
                (one->node != node && two->node != node))
                continue;
            int err = adsum_service_may_see(world->nodes[node].service,
                                            who_text(model, one->who),
                                            who_text(model, two->who), &permit);
            hash = mix_number(hash, (uint64_t)(int64_t)err);
            hash = mix_number(hash, permit.view * 8u + permit.reason);
        }
    return hash;
}

struct snapshot snapshot(struct world *world, int node)
{
    struct adsum_statistics counts = {.size = sizeof counts};
    uint64_t hash = 9;
    struct snapshot ret = {.sessions = sessions_hash(world, node),
                           .permits = permits_hash(world, node)};
    if (adsum_service_statistics(world->nodes[node].service, &counts) != 0)
        model_fail(&world->model, "no statistics");
    hash = mix_number(hash, counts.sessions);
    hash = mix_number(hash, counts.edges);
    hash = mix_number(hash, counts.sightings);
    hash = mix_number(hash, counts.waiting);
    hash = mix_number(hash, counts.behind);
    hash = mix_number(hash, counts.delivered);
    ret.counts = mix_number(hash, counts.routed);
    for (int i = 0; i < world->model.name_count; i++) {
        const struct name *name = &world->model.names[i];
        if (name->node != node || (world->parameters.saves && !name->loaded))
            continue;
        for (uint32_t what = ADSUM_WALK_ROSTER; what <= ADSUM_WALK_BLOCKS;
             what++)
            ret.rosters = mix_number(
                ret.rosters, walk_hash(world, &world->nodes[node], i, what));
    }
    return ret;
}

static void unchanged(struct world *world, int node, struct snapshot before,
                      int ret)
{
    struct snapshot now = snapshot(world, node);
    /* A call begins by forgetting what is too old, whatever it answers. */
    if (world->model.options.forgotten_after != 0)
        before.counts = now.counts;
    const char *what = now.sessions != before.sessions ? "sessions"
                       : now.rosters != before.rosters ? "rosters"
                       : now.counts != before.counts   ? "statistics"
                       : now.permits != before.permits ? "permits"
                                                       : NULL;
    if (what != NULL)
        model_fail(&world->model, "5: answered %s, but %s changed",
                   adsum_name(ADSUM_NAMES_ERROR, ret), what);
}

static void nobody_told(struct world *world, int ret)
{
    for (int i = 0; i < world->event_count; i++)
        if (world->events[i].kind != EVENT_SAVE || !world->events[i].refused)
            model_fail(&world->model, "5: answered %s, but the host heard",
                       adsum_name(ADSUM_NAMES_ERROR, ret));
}

static void load_absent(struct world *world, int node)
{
    struct adsum_text absent[8];
    int names[8], count = 0;
    if (!world->parameters.saves)
        model_fail(&world->model, "absent, though there is no save()");
    while (count < 8 &&
           adsum_service_absent(world->nodes[node].service, (uint32_t)count,
                                &absent[count]) == 0) {
        int who = who_of_text(&world->model, absent[count]);
        names[count++] = world->model.who[who].name;
    }
    if (count == 0)
        model_fail(&world->model, "absent, but nobody is named");
    for (int i = 0; i < count; i++) {
        if (names[i] == NOBODY || world->model.names[names[i]].node != node)
            model_fail(&world->model, "absent: of no domain of ours");
        int err = disk_load(world, names[i]);
        if (err != 0)
            model_fail(&world->model, "a user cannot be loaded: %d", err);
        world->model.names[names[i]].loaded = true;
    }
}

/* Whether the next try is to fail; the last is left alone. */
static bool arm(struct world *world, int tries)
{
    const struct parameters *p = &world->parameters;
    world->failed = world->refuse = world->refused = false;
    world->fail_after = 0;
    if (tries >= 3)
        return false;
    if (random_chance(&world->random, p->fail_percent))
        world->fail_after = 1 + random_below(&world->random, 10);
    else if (p->saves && random_chance(&world->random, p->refuse_percent))
        world->refuse = true;
    return world->fail_after != 0 || world->refuse;
}

static bool never_fails(enum operation_kind kind)
{
    return kind == DO_CLOSE || kind == DO_ADVANCE || kind == DO_LOST ||
           kind == DO_HEARD;
}

static void check_reason(struct world *world, const struct operation *operation,
                         int ret)
{
    if (ret == ADSUM_ERR_NO_MEMORY && !world->failed)
        model_fail(&world->model, "no memory, but none was refused");
    if (ret == ADSUM_ERR_SAVE && !world->refused)
        model_fail(&world->model, "save refused, but it was not");
    if (world->refused && ret != ADSUM_ERR_SAVE && operation->kind != DO_BATCH)
        model_fail(&world->model, "save() refused, but answered %d", ret);
    if (ret < 0 && ret != ADSUM_ERR_STALE && never_fails(operation->kind))
        model_fail(&world->model, "what cannot fail answered %d", ret);
}

int attempt(struct world *world, struct operation *operation)
{
    for (int tries = 0;; tries++) {
        bool armed = arm(world, tries);
        bool looks = armed || random_chance(&world->random, 25);
        struct snapshot before = {0};
        if (looks)
            before = snapshot(world, operation->node);
        if (operation->kind == DO_ADVANCE || operation->kind == DO_CLOSE)
            world->refuse = world->refuse && random_chance(&world->random, 50);
        events_clear(world);
        world->answers = random_of(random_next(&world->random), 1);
        world->readying =
            operation->kind == DO_READY || operation->kind == DO_LINK;
        world->taken = 0;
        if (world->trace)
            trace_operation(world, operation);
        int ret = perform(world, operation);
        if (world->trace)
            trace_answer(world, ret);
        world->fail_after = 0;
        check_reason(world, operation, ret);
        if (ret < 0) {
            nobody_told(world, ret);
            if (looks)
                unchanged(world, operation->node, before, ret);
        }
        if (tries > 16)
            model_fail(&world->model, "answers %d again and again", ret);
        if (ret == ADSUM_ERR_ABSENT)
            load_absent(world, operation->node);
        else if (ret != ADSUM_ERR_NO_MEMORY && ret != ADSUM_ERR_SAVE)
            return ret;
    }
}
