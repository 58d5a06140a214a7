/*
 * Between two calls: who is not behind has the present (6), nothing awaited is
 * left, what was shown elsewhere is what may be seen, and who left has said so
 * to all (4).
 */
#include "model.h"

#include <string.h>

static const char *text(const struct model *model, int who)
{
    return who == NOBODY ? "nobody" : model->who[who].text;
}

void call_begin(struct model *model)
{
    model->call++;
    model->unavailable_from = model->unavailable_to = NOBODY;
    model->probed_by = model->leaving = NOBODY;
    model->directed_serial = 0;
    model->published_count = 0;
    for (int i = 0; i < MOST_NODES; i++)
        model->routed[i].count = model->kept[i].count = 0;
    for (int i = 0; i < MOST_SESSIONS; i++) {
        struct session *session = &model->sessions[i];
        session->farewell = false;
        session->readied = session->behind;
        if (!session->open)
            session->handle = 0;
    }
}

static bool same(const struct model *model, int told, int now)
{
    return told == now || (model->options.skip_unchanged && told != 0 &&
                           now != 0 && said_alike(told, now));
}

static void must_be(struct model *model, const struct session *watcher,
                    int source, int serial)
{
    const struct told *told = &watcher->told[source];
    if (told->loose || same(model, told->serial, serial))
        return;
    model_fail(model, "6: %s was last told %d of %s, which is %d",
               text(model, watcher->who), told->serial, text(model, source),
               serial);
}

static void must_not(struct model *model, const struct session *watcher,
                     int source)
{
    const struct told *told = &watcher->told[source];
    if (told->serial != 0 && !told->lapsed)
        model_fail(model, "4: %s was shown %s (%d), and was not told its end",
                   text(model, watcher->who), text(model, source),
                   told->serial);
}

static void check_here(struct model *model, const struct session *watcher,
                       const struct session *source)
{
    const struct told *told = &watcher->told[source->who];
    enum visible sees = sees_session(model, watcher, source);
    bool maybe = false;
    if (source->quiet)
        return;
    if (watcher == source && watcher->available) {
        must_be(model, watcher, source->who, source->serial);
        return;
    }
    if (sees == SEES) {
        must_be(model, watcher, source->who, source->serial);
        return;
    }
    if (sees == SEES_MAYBE)
        return;
    if (!apart(model, &model->names[source->name], source->who, watcher->who) &&
        (directed_to(model, source, watcher->who, &maybe) || told->loose))
        return;
    must_not(model, watcher, source->who);
}

static bool check_sighted(struct model *model, struct session *watcher,
                          int source)
{
    struct name *owner = &model->names[watcher->name];
    const struct sighting *bare =
        watcher->available ? sighting_find(model, owner, source, owner->who)
                           : NULL;
    const struct sighting *full =
        sighting_find(model, owner, source, watcher->who);
    if (bare == NULL && full == NULL)
        return false;
    if ((bare != NULL && full != NULL) || (bare != NULL && bare->loose) ||
        (full != NULL && full->loose))
        return true;
    must_be(model, watcher, source, bare != NULL ? bare->serial : full->serial);
    return true;
}

static void check_session(struct model *model, struct session *watcher)
{
    for (int who = 0; who < model->who_count; who++) {
        const struct session *source = session_at(model, watcher->node, who);
        if (source != NULL)
            check_here(model, watcher, source);
        else if (!check_sighted(model, watcher, who))
            must_not(model, watcher, who);
    }
    for (int i = 0; i < watcher->awaited.count; i++) {
        const struct awaited *entry = &watcher->awaited.entries[i];
        if (!entry->optional)
            model_fail(model, "%s was not told %s serial %d from %s about %s",
                       text(model, watcher->who),
                       adsum_name(ADSUM_NAMES_NOTICE, entry->kind),
                       entry->serial, text(model, entry->from),
                       entry->about == NOBODY
                           ? "nobody"
                           : text(model, model->names[entry->about].who));
    }
    watcher->awaited.count = 0;
    watcher->directed_waiting = 0;
}

static void check_roster(struct model *model, const struct session *session)
{
    const struct name *user = &model->names[session->name];
    if (!session->interested || !session->roster_synced)
        return;
    for (int i = 0; i < model->name_count; i++) {
        struct image image = image_of(&user->items[i]);
        if (!image_equal(&image, &session->roster[i]))
            model_fail(model, "%s has an old item of %s",
                       text(model, session->who),
                       text(model, model->names[i].who));
    }
}

static void check_elsewhere(struct model *model, const struct session *source)
{
    const struct name *user = &model->names[source->name];
    for (int who = 0; who < model->who_count; who++) {
        const struct told *told = &source->told_to[who];
        int name = model->who[who].name;
        bool bare = model->who[who].bare == who, maybe = false;
        if (name == NOBODY || model->names[name].node == source->node)
            continue;
        uint8_t facts = user->items[name].facts;
        bool from = (facts & FROM) != 0 && shown(model, source) &&
                    !apart(model, user, source->who, who);
        bool skips = model->options.skip_unsighted && (facts & TO) != 0;
        if (from && bare && !skips && !told->loose && !source->quiet &&
            !same(model, told->serial, source->serial))
            model_fail(model, "6: %s was last told %d of %s, which is %d",
                       text(model, who), told->serial, text(model, source->who),
                       source->serial);
        if (!from && told->serial != 0 && !told->loose && !told->lapsed &&
            !directed_to(model, source, who, &maybe))
            model_fail(model, "4: %s was shown %s, and was not told its end",
                       text(model, who), text(model, source->who));
    }
}

static void check_gone(struct model *model, const struct session *source)
{
    for (int who = 0; who < model->who_count; who++)
        if (source->told_to[who].serial != 0 && !source->told_to[who].lapsed)
            model_fail(model, "4: %s was shown %s, and was not told its end",
                       text(model, who), text(model, source->who));
}

static void check_call(struct model *model, const struct await_list *list,
                       const char *what)
{
    for (int i = 0; i < list->count; i++) {
        const struct awaited *entry = &list->entries[i];
        if (!entry->optional)
            model_fail(model, "%s: no %s serial %d from %s to %s", what,
                       adsum_name(ADSUM_NAMES_NOTICE, entry->kind),
                       entry->serial, text(model, entry->from),
                       text(model, entry->to));
    }
}

/* Of who is behind for too long, nobody knows any more what it was told. */
static void grow_old(const struct model *model, struct session *session)
{
    uint32_t limit = model->options.forgotten_after;
    if (!session->behind)
        session->current_call = model->call;
    else if (limit != 0 && model->call - session->current_call > limit)
        session->maybe_doomed = true;
}

void settled(struct model *model)
{
    for (int i = 0; i < MOST_SESSIONS; i++) {
        struct session *session = &model->sessions[i];
        if (!session->open) {
            if (session->handle != 0)
                check_gone(model, session);
            continue;
        }
        check_elsewhere(model, session);
        grow_old(model, session);
        if (session->behind || session->doomed || session->maybe_doomed ||
            session->source)
            continue;
        if (session->restored && session->available)
            session->told[session->who].serial = session->serial; /* it knows */
        session->restored = false;
        check_session(model, session);
        check_roster(model, session);
    }
    for (int i = 0; i < MOST_NODES; i++) {
        check_call(model, &model->routed[i], "route");
        check_call(model, &model->kept[i], "keep");
    }
}

/* After a service was freed: all of its sessions said that they left. */
void settled_gone(struct model *model, int node)
{
    for (int i = 0; i < MOST_SESSIONS; i++)
        if (model->sessions[i].handle != 0 && model->sessions[i].node == node)
            check_gone(model, &model->sessions[i]);
}
