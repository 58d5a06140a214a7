/*
 * Each callback of a call, held against what the model says after that call.
 * Since a call changes first and then tells, nothing may be told that the new
 * state does not allow: invariants 1 and 4, and the orders of invariant 2.
 */
#include "model.h"

#include <string.h>

static const char *text(const struct model *model, int who)
{
    return who == NOBODY ? "nobody" : model->who[who].text;
}

/* In this call: one that publishes twice in a batch is told twice. */
bool published(const struct model *model, int serial)
{
    for (int i = 0; i < model->published_count; i++)
        if (model->published[i] == serial)
            return true;
    return false;
}

static bool sighted(struct model *model, const struct session *watcher,
                    int source, int serial)
{
    struct name *owner = &model->names[watcher->name];
    const struct sighting *bare =
        sighting_find(model, owner, source, owner->who);
    const struct sighting *full =
        sighting_find(model, owner, source, watcher->who);
    return (bare != NULL && watcher->available && bare->serial == serial) ||
           (full != NULL && full->serial == serial);
}

static void allow_available(struct model *model, struct session *watcher,
                            const struct event *event, bool direct)
{
    struct session *source = session_at(model, event->node, event->from);
    bool maybe = false;
    if (source == NULL) {
        if (!sighted(model, watcher, event->from, event->serial))
            model_fail(model, "1: %s is shown %s (serial %d), no sighting",
                       text(model, watcher->who), text(model, event->from),
                       event->serial);
        return;
    }
    if (sees_session(model, watcher, source) != SEES_NOTHING &&
        (event->serial == SAID_BARE || event->serial == source->serial ||
         published(model, event->serial)))
        return;
    bool cut =
        apart(model, &model->names[source->name], source->who, watcher->who);
    if (!cut && directed_to(model, source, watcher->who, &maybe) &&
        (event->serial == SAID_BARE ||
         event->serial == source->directed[watcher->who].serial ||
         event->serial ==
             source->directed[model->who[watcher->who].bare].serial))
        return;
    if (!cut && (direct || event->serial == model->directed_serial))
        return;
    /* Who asks without being available itself gets an answer, and no more. */
    if (model->probed_by == watcher->who && !cut && shown(model, source) &&
        (model->names[source->name].items[watcher->name].facts & FROM) != 0)
        return;
    model_fail(model, "1: %s is shown %s (serial %d), newest %d",
               text(model, watcher->who), text(model, event->from),
               event->serial, source->serial);
}

static void tell_unavailable(struct model *model, struct session *watcher,
                             const struct event *event, bool answered)
{
    struct told *told = &watcher->told[event->from];
    bool directed = model->unavailable_from == event->from;
    if (model->who[event->from].bare == event->from) {
        if (!directed && !answered)
            model_fail(model, "4: %s is told unavailable of bare %s",
                       text(model, watcher->who), text(model, event->from));
        for (int who = 0; who < model->who_count; who++)
            if (model->who[who].bare == event->from && !event->busy)
                watcher->told[who].serial = 0;
        return;
    }
    if (watcher->who == event->from && model->leaving == event->from)
        watcher->farewell = true;
    if (told->serial == 0 && !told->loose && !told->ended && !directed &&
        !answered)
        model_fail(model, "4: %s is told unavailable of %s, but not told of it",
                   text(model, watcher->who), text(model, event->from));
    if (event->busy)
        return;
    told->serial = 0;
    told->lapsed = false;
    told->call = model->call;
}

static bool awaits_presence(struct await_list *list, const struct event *event)
{
    for (int i = 0; i < list->count; i++) {
        struct awaited *entry = &list->entries[i];
        if (entry->kind != ADSUM_PRESENCE || entry->from != event->from)
            continue;
        if (entry->serial != 0 && entry->serial != event->serial)
            continue;
        if (entry->to != NOBODY && entry->to != event->to)
            continue;
        if (!event->busy) {
            memmove(entry, entry + 1,
                    (size_t)(list->count - i - 1) * sizeof *entry);
            list->count--;
        }
        return true;
    }
    return false;
}

static void tell_session(struct model *model, struct session *watcher,
                         const struct event *event)
{
    struct told *told = &watcher->told[event->from];
    int name = model->who[event->from].name;
    bool direct = awaits_presence(&watcher->awaited, event);
    if (watcher->farewell)
        model_fail(model, "%s is told of %s after its own end",
                   text(model, watcher->who), text(model, event->from));
    if (event->unavailable) {
        tell_unavailable(model, watcher, event, direct);
        return;
    }
    allow_available(model, watcher, event, direct);
    if (!direct)
        for (int i = 0; i < watcher->awaited.count; i++) {
            const struct awaited *entry = &watcher->awaited.entries[i];
            if (entry->announces && entry->about == name && !entry->optional)
                model_fail(model, "24: %s is shown %s before it was approved",
                           text(model, watcher->who), text(model, event->from));
        }
    if (event->busy)
        return;
    if (told->call == model->call && told->serial == event->serial &&
        told->to_kind == event->to_kind && !direct)
        model_fail(model, "%s is shown %s twice, serial %d",
                   text(model, watcher->who), text(model, event->from),
                   event->serial);
    const struct session *source = session_at(model, event->node, event->from);
    told->serial = event->serial;
    told->ended = false;
    told->loose = source != NULL && source->serial != event->serial;
    told->lapsed = model->probed_by == watcher->who && !watcher->available;
    told->call = model->call;
    told->to_kind = event->to_kind;
}

/* Invariant 2: what takes a permit back comes after each unavailable. */
static void taken_back(struct model *model, const struct session *watcher,
                       const struct event *event)
{
    const struct awaited *found = NULL;
    for (int i = 0; i < watcher->awaited.count && found == NULL; i++)
        if (watcher->awaited.entries[i].kind == event->notice &&
            watcher->awaited.entries[i].from == event->from)
            found = &watcher->awaited.entries[i];
    if (found == NULL || !found->takes)
        return;
    for (int who = 0; who < model->who_count; who++) {
        const struct told *told = &watcher->told[who];
        if (model->who[who].bare == event->from && told->serial != 0 &&
            !told->loose && !told->lapsed)
            model_fail(model, "27: %s hears `unsubscribed` while shown %s",
                       text(model, watcher->who), text(model, who));
    }
}

static void learn_push(struct model *model, struct session *session,
                       const struct event *event)
{
    if (event->version <= session->pushed)
        model_fail(model, "push of version %llu after %llu",
                   (unsigned long long)event->version,
                   (unsigned long long)session->pushed);
    session->pushed = event->version;
    if (session->roster_synced) /* a client knows the last push (2.6.3) */
        session->version = event->version;
    session->roster[event->about] = event->image;
}

/* One that the same call ends later is told what comes before. */
static bool ends_later(const struct event *event, const struct event *end)
{
    for (const struct event *later = event; later < end; later++)
        if (later->kind == EVENT_ENDED && later->handle == event->handle &&
            later->node == event->node)
            return true;
    return false;
}

static void delivered(struct model *model, const struct event *event,
                      const struct event *end)
{
    struct session *session =
        session_by_handle(model, event->node, event->handle);
    if (session == NULL && ends_later(event, end))
        return;
    if (session == NULL)
        model_fail(model, "a notice for a handle that is not live");
    if (session->context != event->context)
        model_fail(model, "a target's context is another");
    if (session->source)
        model_fail(model, "%s only publishes, but is a target",
                   text(model, session->who));
    if (session->behind)
        model_fail(model, "%s is told while it is busy",
                   text(model, session->who));
    if (session->doomed)
        model_fail(model, "%s is told though its list was full",
                   text(model, session->who));
    if (event->notice == ADSUM_PRESENCE) {
        tell_session(model, session, event);
    } else {
        if (event->notice == ADSUM_UNSUBSCRIBED && !event->busy)
            taken_back(model, session, event);
        await_take(model, &session->awaited, event, text(model, session->who));
        if (event->notice == ADSUM_PUSH && !event->busy)
            learn_push(model, session, event);
    }
    if (!event->busy)
        return;
    if (!session->behind && !session->readied)
        session->first_busy_ms = model->now_ms;
    session->behind = true;
    session->busy_ms = model->now_ms;
    if (event->notice == ADSUM_PRESENCE)
        session->directed_waiting++;
}

static void routed(struct model *model, const struct event *event)
{
    struct await_list *list = &model->routed[event->node];
    if (event->notice == ADSUM_PRESENCE) {
        bool answered = awaits_presence(list, event);
        if (model->who[event->from].bare != event->from)
            witness_presence_elsewhere(model, event, answered);
        return;
    }
    if (event->notice == ADSUM_UNSUBSCRIBED)
        witness_taken_elsewhere(model, event);
    await_take(model, list, event, "route");
}

void witness(struct model *model, const struct event *events, int count)
{
    for (int i = 0; i < count; i++) {
        if (events[i].kind == EVENT_DELIVER)
            delivered(model, &events[i], &events[count]);
        else if (events[i].kind == EVENT_ROUTE)
            routed(model, &events[i]);
        else if (events[i].kind == EVENT_KEEP)
            await_take(model, &model->kept[events[i].node], &events[i], "keep");
    }
}
