/*
 * adsum_service_may_see() and pictures: they ask what delivery asks, so they
 * must say what the model says. And what two services think of each other,
 * once nothing is on its way.
 */
#include "world.h"

static const char *text(const struct model *model, int who)
{
    return model->who[who].text;
}

static void expect_permit(struct world *world, int node, int watcher,
                          int source, enum visible sees, int reason)
{
    struct model *model = &world->model;
    struct adsum_permit permit = {0, 0};
    int err = adsum_service_may_see(world->nodes[node].service,
                                    who_text(model, watcher),
                                    who_text(model, source), &permit);
    bool view = permit.view != ADSUM_VIEW_NOTHING;
    if (err != 0)
        model_fail(model, "may %s see %s answers %d", text(model, watcher),
                   text(model, source), err);
    if (sees == SEES_MAYBE)
        return;
    if (view != (sees == SEES) ||
        (reason >= 0 && permit.reason != (uint32_t)reason))
        model_fail(model, "may %s see %s: view %u, %s", text(model, watcher),
                   text(model, source), permit.view,
                   adsum_name(ADSUM_NAMES_PERMIT, (int32_t)permit.reason));
}

/* A source here: its own user decides. */
static void verify_here(struct world *world, int watcher,
                        const struct session *source)
{
    struct model *model = &world->model;
    struct name *user = &model->names[source->name];
    int other = model->who[watcher].name;
    bool maybe = false;
    bool from = other != NOBODY && (user->items[other].facts & FROM) != 0;
    if (other == source->name) {
        expect_permit(world, source->node, watcher, source->who, SEES,
                      ADSUM_PERMIT_SELF);
        return;
    }
    if (apart(model, user, source->who, watcher)) {
        expect_permit(world, source->node, watcher, source->who, SEES_NOTHING,
                      from ? ADSUM_PERMIT_BLOCKED : -1);
        return;
    }
    if (from) {
        expect_permit(world, source->node, watcher, source->who, SEES,
                      ADSUM_PERMIT_SUBSCRIBED);
        return;
    }
    if (directed_to(model, source, watcher, &maybe)) {
        expect_permit(world, source->node, watcher, source->who,
                      maybe ? SEES_MAYBE : SEES, ADSUM_PERMIT_DIRECTED);
        return;
    }
    expect_permit(world, source->node, watcher, source->who, SEES_NOTHING,
                  ADSUM_PERMIT_STRANGER);
}

static void verify_sighted(struct world *world, const struct session *watcher,
                           int source)
{
    struct model *model = &world->model;
    struct name *owner = &model->names[watcher->name];
    if (session_at(model, watcher->node, source) != NULL ||
        model->who[source].resource[0] == '\0' ||
        name_of(model, source) == NULL ||
        name_of(model, source)->node == watcher->node)
        return;
    bool sighted = sighting_find(model, owner, source, owner->who) != NULL ||
                   sighting_find(model, owner, source, watcher->who) != NULL;
    expect_permit(world, watcher->node, watcher->who, source,
                  sighted ? SEES : SEES_NOTHING,
                  sighted ? ADSUM_PERMIT_SIGHTED : -1);
}

/* By lot: all pairs would be most of the time of a run. */
void verify_permits(struct world *world)
{
    struct model *model = &world->model;
    for (int i = 0; i < MOST_SESSIONS; i++) {
        struct session *session = &model->sessions[i];
        if (!session->open)
            continue;
        for (int tries = 0; tries < 2; tries++) {
            int who =
                (int)random_below(&world->random, (uint32_t)model->who_count);
            const struct name *name = name_of(model, who);
            if (name == NULL)
                continue;
            if (name->node != session->node || !world->parameters.saves ||
                name->loaded)
                verify_here(world, who, session);
            verify_sighted(world, session, who);
        }
    }
}

/* Told at both its addresses, and so long ago that neither is the newer. */
static bool of_one_age(struct model *model, const struct session *watcher,
                       int source)
{
    struct name *owner = &model->names[watcher->name];
    return model->options.forgotten_after != 0 &&
           sighting_find(model, owner, source, owner->who) != NULL &&
           sighting_find(model, owner, source, watcher->who) != NULL;
}

/* Where the model is loose about any of a contact's sessions, so is this. */
static bool picture_loose(struct model *model, const struct session *watcher,
                          int contact)
{
    for (int who = 0; who < model->who_count; who++) {
        const struct session *source = session_at(model, watcher->node, who);
        const struct told *told = &watcher->told[who];
        if (model->who[who].name != contact)
            continue;
        if (told->loose || (told->serial != 0 && told->lapsed) ||
            of_one_age(model, watcher, who))
            return true;
        if (source != NULL &&
            (source->quiet || source->directed[watcher->who].serial != 0 ||
             source->directed[model->who[watcher->who].bare].serial != 0 ||
             sees_session(model, watcher, source) == SEES_MAYBE))
            return true;
    }
    return false;
}

static void check_picture(struct world *world, const struct session *watcher,
                          int contact)
{
    struct model *model = &world->model;
    struct adsum_resource resources[MOST_SESSIONS];
    struct adsum_picture picture = {.size = sizeof picture};
    int contact_who = model->names[contact].who;
    uint32_t expected = 0;
    int err = adsum_picture_compose(
        world->nodes[watcher->node].service, who_text(model, watcher->who),
        who_text(model, contact_who), ADSUM_PICTURE_BY_PRIORITY, resources,
        MOST_SESSIONS, &picture);
    for (int who = 0; who < model->who_count; who++)
        expected += model->who[who].name == contact &&
                    model->who[who].bare != who &&
                    watcher->told[who].serial != 0;
    if (err != 0 || picture.total != expected || picture.count != expected)
        model_fail(model, "6: %s has a picture of %s with %u, not %u (%d)",
                   text(model, watcher->who), text(model, contact_who),
                   picture.total, expected, err);
    for (uint32_t i = 0; i < picture.count; i++) {
        char resource[24] = "";
        snprintf(resource, sizeof resource, "%.*s",
                 (int)resources[i].name.length, resources[i].name.bytes);
        int who = who_full(model, contact_who, resource);
        int serial = said_serial(resources[i].presence);
        if (watcher->told[who].serial == 0 ||
            (serial != watcher->told[who].serial &&
             !model->options.skip_unchanged &&
             watcher->told[who].serial != SAID_BARE))
            model_fail(model, "6: %s pictures %d of %s, was told %d",
                       text(model, watcher->who), serial, text(model, who),
                       watcher->told[who].serial);
    }
}

void verify_picture(struct world *world)
{
    struct model *model = &world->model;
    int one = open_session(world, NOWHERE);
    if (one == NOBODY)
        return;
    const struct session *watcher = &model->sessions[one];
    int contact =
        (int)random_below(&world->random, (uint32_t)model->name_count);
    if (!watcher->available || watcher->behind || watcher->source ||
        watcher->doomed || watcher->maybe_doomed ||
        picture_loose(model, watcher, contact))
        return;
    check_picture(world, watcher, contact);
}

/* Both ends agree: what is shown there is what was seen here. */
static void check_ends(struct world *world, const struct session *source,
                       int name)
{
    struct model *model = &world->model;
    struct name *watcher = &model->names[name];
    struct name *user = &model->names[source->name];
    bool may = (user->items[name].facts & FROM) != 0 && shown(model, source) &&
               !apart(model, user, source->who, watcher->who) &&
               !blocks(model, watcher, source->who);
    bool here = false, maybe = false;
    for (int i = 0; i < MOST_SESSIONS; i++)
        here |= model->sessions[i].open && model->sessions[i].name == name &&
                model->sessions[i].available && !model->sessions[i].source;
    const struct sighting *seen =
        sighting_find(model, watcher, source->who, watcher->who);
    bool must = may && here && (watcher->items[source->name].facts & TO) != 0;
    bool skips = model->options.skip_unsighted;
    if (seen != NULL && !may && !source->directed[watcher->who].serial &&
        !directed_to(model, source, watcher->who, &maybe) &&
        !source->told_to[watcher->who].loose)
        model_fail(model, "4: %s still sees %s from elsewhere",
                   text(model, watcher->who), text(model, source->who));
    if (must && seen == NULL && !skips && !source->told_to[watcher->who].loose)
        model_fail(model, "6: %s should see %s from elsewhere",
                   text(model, watcher->who), text(model, source->who));
}

void verify_ends(struct world *world)
{
    struct model *model = &world->model;
    if (model->lossy || world->queues[0].count + world->queues[1].count != 0)
        return;
    for (int i = 0; i < MOST_SESSIONS; i++) {
        const struct session *source = &model->sessions[i];
        for (int n = 0; source->open && n < model->name_count; n++)
            if (model->names[n].node == 1 - source->node && !source->quiet)
                check_ends(world, source, n);
    }
}
