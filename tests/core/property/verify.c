/* What the service itself says, through the public API, held against the model.
 */
#include "world.h"

#include <string.h>

static const char *text(const struct model *model, int who)
{
    return model->who[who].text;
}

static bool asked(const struct world *world, const struct name *name, int node)
{
    return name->node == node && name->known && !name->fiction &&
           (!world->parameters.saves || name->loaded);
}

/* Where the texts leave open whether a sighting ended, the service says. */
void verify_resolve(struct world *world)
{
    struct model *model = &world->model;
    for (int n = 0; n < model->name_count; n++) {
        struct name *owner = &model->names[n];
        for (int i = owner->sighting_count - 1; i >= 0; i--) {
            struct sighting *sighting = &owner->sightings[i];
            struct adsum_permit permit = {0, 0};
            if (!sighting->loose)
                continue;
            int err = adsum_service_may_see(world->nodes[owner->node].service,
                                            who_text(model, sighting->to),
                                            who_text(model, sighting->source),
                                            &permit);
            if (err != 0)
                model_fail(model, "may_see answers %d", err);
            sighting->loose = false;
            if (permit.view == ADSUM_VIEW_NOTHING)
                *sighting = owner->sightings[--owner->sighting_count];
        }
    }
}

static void verify_walk(struct world *world, int name, uint32_t what)
{
    struct model *model = &world->model;
    const struct name *user = &model->names[name];
    const struct node *node = &world->nodes[user->node];
    struct adsum_walk walk = {.size = sizeof walk};
    struct adsum_item item;
    bool seen[MOST_NAMES] = {false};
    int count = 0;
    int err = adsum_roster_walk(node->service, who_text(model, user->who), what,
                                &walk);
    if (err != 0)
        model_fail(model, "the walk of %s answers %d", text(model, user->who),
                   err);
    while ((err = adsum_roster_next(node->service, &walk, &item)) == 0) {
        int who = who_of_text(model, item.contact);
        int contact = model->who[who].name;
        count++;
        if (what == ADSUM_WALK_BLOCKS) {
            bool found = false;
            for (int i = 0; i < user->block_count; i++)
                found |= user->blocks[i] == who;
            if (!found)
                model_fail(model, "%s blocks %s, it says",
                           text(model, user->who), text(model, who));
            continue;
        }
        if (contact == NOBODY || seen[contact])
            model_fail(model, "%s is twice in a walk", text(model, who));
        seen[contact] = true;
        struct image image = image_of(&user->items[contact]);
        bool asks = (user->items[contact].facts & IN) != 0;
        if (what == ADSUM_WALK_REQUESTS ? !asks : !image.listed)
            model_fail(model, "%s: %s is in a walk of kind %u",
                       text(model, user->who), text(model, who), what);
        if (what == ADSUM_WALK_ROSTER &&
            (image.subscription != item.subscription || image.ask != item.ask ||
             image.approved != item.approved || image.label != label_of(&item)))
            model_fail(model, "%s: item %s is %d%s%s, not %d%s%s",
                       text(model, user->who), text(model, who),
                       item.subscription, item.ask ? "+ask" : "",
                       item.approved ? "+a" : "", image.subscription,
                       image.ask ? "+ask" : "", image.approved ? "+a" : "");
    }
    int expected = what == ADSUM_WALK_BLOCKS     ? user->block_count
                   : what == ADSUM_WALK_REQUESTS ? user->request_count
                                                 : 0;
    for (int i = 0; what == ADSUM_WALK_ROSTER && i < model->name_count; i++)
        expected += user->items[i].listed;
    if (err != ADSUM_END || count != expected)
        model_fail(model, "%s: a walk of kind %u has %d, not %d (%d)",
                   text(model, user->who), what, count, expected, err);
}

/* Room in a waiting list is counted by the core; what is lost shows here. */
static void verify_waiting(struct world *world, struct session *session,
                           uint32_t waiting)
{
    struct model *model = &world->model;
    int must = await_must(&session->awaited);
    uint32_t limit = model->options.waiting;
    uint32_t most = await_most(model, session);
    if (!session->behind && !session->maybe_doomed && waiting != 0)
        model_fail(model, "%s is not behind, but %u wait",
                   text(model, session->who), waiting);
    if (waiting > limit + 1) /* the one too many, until it ends */
        model_fail(model, "%u wait, more than %u", waiting, limit);
    if (!session->behind || session->doomed)
        return;
    if (most > limit)
        session->maybe_doomed = true;
    if ((uint32_t)must > limit)
        session->doomed = true;
    if (waiting < (uint32_t)must && !session->doomed && !session->maybe_doomed)
        model_fail(model, "%s: %d are awaited, but %u wait",
                   text(model, session->who), must, waiting);
}

static void verify_session(struct world *world, struct session *session)
{
    struct model *model = &world->model;
    struct adsum_service *service = world->nodes[session->node].service;
    struct adsum_session_info info = {.size = sizeof info};
    int err = adsum_session_get(service, session->handle, &info);
    if (err != 0)
        model_fail(model, "%s is gone: %d", text(model, session->who), err);
    if (info.context != session->context || info.link != session->link ||
        info.available != session->available ||
        info.interested != session->interested)
        model_fail(model, "%s: link %d available %d interested %d",
                   text(model, session->who), info.link, info.available,
                   info.interested);
    if (!session->source && info.behind != session->behind &&
        !session->doomed && !session->maybe_doomed)
        model_fail(model, "%s: behind is %d", text(model, session->who),
                   info.behind);
    if (!said_text_equal(info.user,
                         who_text(model, model->who[session->who].bare)) ||
        !said_text_equal(info.resource,
                         adsum_text_of(model->who[session->who].resource)))
        model_fail(model, "%s is called otherwise", text(model, session->who));
    if (info.heard_ms > model->now_ms)
        model_fail(model, "%s was heard in the future",
                   text(model, session->who));
    session->heard_ms = info.heard_ms;
    if (info.state == ADSUM_SESSION_LIVE)
        session->pinged = false;
    session->waiting = info.waiting;
    verify_waiting(world, session, info.waiting);
}

static void verify_next(struct world *world, int name)
{
    struct model *model = &world->model;
    const struct name *user = &model->names[name];
    struct adsum_service *service = world->nodes[user->node].service;
    uint64_t handle = 0;
    int count = 0, open = 0, err;
    while ((err = adsum_session_next(service, who_text(model, user->who),
                                     handle, &handle)) == 0) {
        const struct session *session =
            session_by_handle(model, user->node, handle);
        if (session == NULL || session->name != name || ++count > MOST_SESSIONS)
            model_fail(model, "a session of %s that is not",
                       text(model, user->who));
    }
    for (int i = 0; i < MOST_SESSIONS; i++)
        open += model->sessions[i].open && model->sessions[i].name == name &&
                model->sessions[i].node == user->node;
    if (err != ADSUM_END || count != open)
        model_fail(model, "%s has %d sessions, not %d (%d)",
                   text(model, user->who), count, open, err);
}

static void verify_counts(struct world *world, const struct node *node)
{
    struct model *model = &world->model;
    struct adsum_statistics counts = {.size = sizeof counts};
    uint64_t sessions = 0, sightings = 0, behind = 0;
    if (adsum_service_statistics(node->service, &counts) != 0)
        model_fail(model, "no statistics");
    for (int i = 0; i < MOST_SESSIONS; i++)
        if (model->sessions[i].open && model->sessions[i].node == node->index) {
            sessions++;
            behind += model->sessions[i].behind && !model->sessions[i].source;
        }
    for (int i = 0; i < model->name_count; i++)
        if (model->names[i].node == node->index)
            sightings += (uint64_t)model->names[i].sighting_count;
    if (counts.sessions != sessions)
        model_fail(model, "counts %llu sessions",
                   (unsigned long long)counts.sessions);
    /* What ended is kept while one that is behind has not been told. */
    if (counts.sightings < sightings ||
        (counts.sightings > sightings && counts.behind == 0))
        model_fail(model, "counts %llu sightings, not %llu",
                   (unsigned long long)counts.sightings,
                   (unsigned long long)sightings);
    if (counts.memory_bytes != node->bytes)
        model_fail(model, "counts %llu bytes of memory, not %zu",
                   (unsigned long long)counts.memory_bytes, node->bytes);
    if (counts.behind != behind)
        model_fail(model, "counts %llu behind, not %llu",
                   (unsigned long long)counts.behind,
                   (unsigned long long)behind);
}

void verify(struct world *world)
{
    struct model *model = &world->model;
    for (int n = 0; n < model->name_count; n++) {
        const struct name *name = &model->names[n];
        if (name->node == NOWHERE || !asked(world, name, name->node))
            continue;
        for (uint32_t what = ADSUM_WALK_ROSTER; what <= ADSUM_WALK_BLOCKS;
             what++)
            verify_walk(world, n, what);
        verify_next(world, n);
    }
    for (int i = 0; i < MOST_SESSIONS; i++)
        if (model->sessions[i].open)
            verify_session(world, &model->sessions[i]);
    for (int i = 0; i < world->node_count; i++)
        verify_counts(world, &world->nodes[i]);
    if (world->parameters.saves)
        disk_check(world);
    verify_permits(world);
    verify_picture(world);
    if (world->node_count == 2)
        verify_ends(world);
}
