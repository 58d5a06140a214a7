/* Sessions: open, available, unavailable, ended; what they direct; blocks. */
#include "model.h"

#include <string.h>

struct session *life_open(struct model *model, int node, int who,
                          uint64_t handle, uint64_t context, bool source)
{
    struct session *session = NULL;
    for (int i = 0; i < MOST_SESSIONS && session == NULL; i++)
        if (!model->sessions[i].open && model->sessions[i].handle == 0)
            session = &model->sessions[i];
    if (session == NULL)
        model_fail(model, "shadow: too many sessions");
    memset(session, 0, sizeof *session);
    session->open = true;
    session->source = source;
    session->handle = handle;
    session->context = context;
    session->node = node;
    session->who = who;
    session->name = model->who[who].name;
    session->link_ms = model->now_ms;
    session->current_call = model->call;
    struct name *user = &model->names[session->name];
    user->known = true;
    memcpy(session->roster, user->cached, sizeof session->roster);
    session->version = user->cached_version;
    return session;
}

static bool others_available(const struct model *model,
                             const struct session *session)
{
    for (int i = 0; i < MOST_SESSIONS; i++) {
        const struct session *other = &model->sessions[i];
        if (other != session && other->open && other->available &&
            other->name == session->name)
            return true;
    }
    return false;
}

/* 4.3.1, 3.1.2: asked once, when the user's first session is there. */
static void first_of_user(struct model *model, const struct session *session)
{
    struct name *user = &model->names[session->name];
    for (int i = 0; i < model->name_count; i++) {
        struct name *contact = &model->names[i];
        if (contact->node == user->node)
            continue;
        struct awaited awaited = {.from = user->who,
                                  .to = contact->who,
                                  .about = NOBODY,
                                  .anywhere = true};
        awaited.optional = blocks(model, user, contact->who);
        awaited.kind = (user->items[i].facts & TO) != 0    ? ADSUM_PROBE
                       : (user->items[i].facts & OUT) != 0 ? ADSUM_SUBSCRIBE
                                                           : 0;
        if (awaited.kind != 0)
            await_route(model, user->node, awaited);
    }
}

/* Rows are loaded in any order, so the order of asking may be gone. */
static void bring_requests(struct model *model, struct session *session)
{
    struct name *user = &model->names[session->name];
    for (int i = 0; i < user->request_count; i++) {
        int asker = user->requests[i];
        struct awaited awaited = {.kind = ADSUM_SUBSCRIBE,
                                  .from = model->names[asker].who,
                                  .to = NOBODY,
                                  .about = asker,
                                  .serial = user->items[asker].request,
                                  .walked = true,
                                  .anywhere = true};
        await(model, session, awaited);
    }
}

/* From now on who sees it by subscription is told just what it broadcasts. */
static void broadcast_settles(struct model *model, struct session *session)
{
    for (int who = 0; who < model->who_count; who++) {
        int name = model->who[who].name;
        if (name == NOBODY || name == session->name ||
            (model->names[session->name].items[name].facts & FROM) == 0 ||
            apart(model, &model->names[session->name], session->who, who))
            continue;
        if (replaced(model, session, who))
            session->directed[who].serial = 0;
        bool skips = model->options.skip_unsighted &&
                     (model->names[session->name].items[name].facts & TO) != 0;
        if (!model->options.skip_unchanged && !skips)
            session->told_to[who].loose = false;
    }
    for (int i = 0; i < MOST_SESSIONS; i++)
        if (model->sessions[i].node == session->node &&
            !model->sessions[i].restored &&
            (!model->options.skip_unchanged ||
             model->sessions[i].name == session->name))
            model->sessions[i].told[session->who].loose = false;
}

/*
 * Who came when something had been directed here is not told of it. When that
 * is very long ago, nobody knows any more which was first.
 */
static void forget_order(struct model *model, struct session *session)
{
    int bare = model->who[session->who].bare;
    for (int i = 0; i < MOST_SESSIONS; i++) {
        const struct session *source = &model->sessions[i];
        if (source->open && source->directed[bare].serial != 0)
            session->told[source->who].ended = true;
    }
}

void life_available(struct model *model, struct session *session, int serial)
{
    bool initial = !session->available;
    session->available = true;
    session->serial = serial;
    session->quiet = false;
    broadcast_settles(model, session);
    if (!initial)
        return;
    bring_requests(model, session);
    if (model->options.forgotten_after != 0)
        forget_order(model, session);
    if (!others_available(model, session))
        first_of_user(model, session);
}

static void forget_relations_to(struct model *model, int node, int who)
{
    for (int i = 0; i < MOST_SESSIONS; i++)
        if (model->sessions[i].node == node)
            model->sessions[i].directed[who].serial = 0;
}

static void drop_sightings(struct model *model, int name, int to)
{
    struct name *user = &model->names[name];
    for (int i = user->sighting_count - 1; i >= 0; i--)
        if (user->sightings[i].to == to)
            user->sightings[i] = user->sightings[--user->sighting_count];
    (void)model;
}

/* Nothing that was for it while it was there is for it any more. */
static void forget_told(struct model *model, struct session *session)
{
    for (int who = 0; who < model->who_count; who++)
        if (who != session->who && session->told[who].serial != 0)
            session->told[who].lapsed = true;
    await_leave(&session->awaited, NOBODY);
    forget_relations_to(model, session->node, session->who);
    drop_sightings(model, session->name, session->who);
}

/* To whom it directed presence is told, whether it was available or not. */
static void end_relations(struct model *model, struct session *session)
{
    for (int who = 0; who < model->who_count; who++) {
        struct told *told_to = &session->told_to[who];
        session->directed[who] = (struct relation){0};
        told_to->lapsed |= told_to->loose && told_to->serial == 0;
        told_to->loose = false;
    }
    for (int i = 0; i < MOST_SESSIONS; i++) {
        if (model->sessions[i].node == session->node && !session->quiet &&
            !model->sessions[i].restored)
            model->sessions[i].told[session->who].loose = false;
        await_leave(&model->sessions[i].awaited, session->who);
    }
}

void life_unavailable(struct model *model, struct session *session)
{
    struct name *user = &model->names[session->name];
    bool last = session->available && !others_available(model, session);
    end_relations(model, session);
    if (!session->available)
        return;
    forget_told(model, session);
    /* Its own end may wait for it in its list. */
    session->directed_waiting += session->behind;
    session->available = false;
    session->serial = 0;
    user->last_ms = model->now_ms;
    if (last) {
        forget_relations_to(model, session->node, user->who);
        drop_sightings(model, session->name, user->who);
    }
}

void life_end(struct model *model, struct session *session)
{
    life_unavailable(model, session);
    forget_told(model, session);
    session->open = false;
    if (session->roster_synced) {
        struct name *user = &model->names[session->name];
        memcpy(user->cached, session->roster, sizeof user->cached);
        user->cached_version = session->version;
    }
    stanza_again(model, session);
}

static void direct_here(struct model *model, struct session *session,
                        struct session *target, int serial, bool unavailable)
{
    struct told *told = &target->told[session->who];
    struct awaited awaited = {.kind = ADSUM_PRESENCE,
                              .from = session->who,
                              .to = NOBODY,
                              .about = NOBODY,
                              .serial = serial,
                              .ends = unavailable,
                              .anywhere = true};
    bool by_subscription = sees_session(model, target, session) != SEES_NOTHING;
    await_forgive(&target->awaited, ADSUM_PRESENCE, session->who);
    told->ended |= unavailable;
    told->loose |= by_subscription ||
                   session->directed[target->who].serial != 0 ||
                   session->directed[model->who[target->who].bare].serial != 0;
    awaited.optional =
        target->behind || (unavailable && (told->serial == 0 || told->lapsed));
    if (target->behind)
        target->directed_waiting++;
    await(model, target, awaited);
}

/* 4.6.3. By subscription it is shown anyhow: then it is only passed on. */
void life_direct(struct model *model, struct session *session, int to,
                 int serial, bool unavailable)
{
    struct name *user = &model->names[session->name];
    int name = model->who[to].name;
    bool bare = model->who[to].bare == to;
    bool subscribed = name != NOBODY && (user->items[name].facts & FROM) != 0 &&
                      shown(model, session) && replaced(model, session, to);
    if (unavailable) {
        session->directed[to] = (struct relation){0};
        model->unavailable_from = session->who;
        model->unavailable_to = to;
    } else if (!subscribed) {
        session->directed[to] = (struct relation){serial, false};
    }
    if (name == NOBODY || model->names[name].node != session->node) {
        struct awaited awaited = {.kind = ADSUM_PRESENCE,
                                  .from = session->who,
                                  .to = to,
                                  .about = NOBODY,
                                  .serial = serial};
        awaited.optional = unavailable && session->told_to[to].serial == 0;
        session->told_to[to].loose = subscribed;
        await_route(model, session->node, awaited);
        return;
    }
    if (!model->names[name].known ||
        blocks(model, &model->names[name], session->who)) {
        session->directed[to].maybe = true;
        return;
    }
    /* Whether it stands where nobody was told, nobody can tell. */
    session->directed[to].maybe = true;
    for (int i = 0; i < MOST_SESSIONS; i++) {
        struct session *target = &model->sessions[i];
        if (!reachable(target) || target->name != name ||
            !(bare ? target->available : target->who == to) ||
            apart(model, user, session->who, target->who))
            continue;
        session->directed[to].maybe = false;
        direct_here(model, session, target, serial, unavailable);
    }
}

/* What waits of one who may not be seen is not told. */
static void forgive_apart(struct model *model, const struct session *source)
{
    const struct name *user = &model->names[source->name];
    for (int i = 0; i < MOST_SESSIONS; i++) {
        struct session *watcher = &model->sessions[i];
        if (watcher->open && apart(model, user, source->who, watcher->who))
            await_forgive(&watcher->awaited, ADSUM_PRESENCE, source->who);
    }
}

void life_block(struct model *model, int name)
{
    sighting_blocked(model, name);
    for (int i = 0; i < MOST_SESSIONS; i++) {
        struct session *session = &model->sessions[i];
        if (!session->open)
            continue;
        forgive_apart(model, session);
        for (int who = 0; who < model->who_count; who++) {
            int other = model->who[who].name;
            if (session->directed[who].serial == 0 ||
                !apart(model, &model->names[session->name], session->who, who))
                continue;
            if (session->name == name)
                session->directed[who].serial = 0;
            else if (other == name)
                session->directed[who].maybe = true;
        }
    }
}

/* Here: each session of both may be shown, or what it directed. */
static void unblock_here(struct model *model, int name, int contact)
{
    for (int i = 0; i < MOST_SESSIONS; i++) {
        const struct session *session = &model->sessions[i];
        if (session->open && session->name == name)
            await_shown(model, contact);
        if (session->open && session->name == contact)
            await_shown(model, name);
    }
}

/* `was`: names that could not be seen for a block that is now gone. */
void life_unblock(struct model *model, int name, const bool *was)
{
    struct name *user = &model->names[name];
    for (int i = 0; i < model->name_count; i++) {
        struct name *contact = &model->names[i];
        if (contact->node == user->node)
            unblock_here(model, name, i);
        if (contact->node == user->node || (user->items[i].facts & TO) == 0 ||
            blocks(model, user, contact->who))
            continue;
        struct awaited awaited = {.kind = ADSUM_PROBE,
                                  .from = user->who,
                                  .to = contact->who,
                                  .about = NOBODY,
                                  .anywhere = true};
        awaited.optional = true;
        /* Of one resource that is free again, it is asked too. */
        for (int j = 0; j < MOST_SESSIONS; j++)
            if (model->sessions[j].open && model->sessions[j].name == name &&
                model->sessions[j].available)
                awaited.optional = !was[i];
        await_route(model, user->node, awaited);
    }
}
