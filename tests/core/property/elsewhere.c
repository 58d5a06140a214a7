/* What addresses elsewhere were told: routes are never busy, so at once. */
#include "model.h"

#include <string.h>

static const char *text(const struct model *model, int who)
{
    return model->who[who].text;
}

/* Who just left may still say so. */
static struct session *source_of(struct model *model, const struct event *event)
{
    struct session *found = session_at(model, event->node, event->from);
    for (int i = 0; i < MOST_SESSIONS; i++) {
        struct session *session = &model->sessions[i];
        if (session->node == event->node && session->who == event->from &&
            !session->open && session->handle != 0 &&
            (found == NULL || (event->unavailable && !found->available)))
            found = session;
    }
    return found;
}

static void unavailable(struct model *model, struct session *source,
                        const struct event *event, bool answered)
{
    bool any = source->told_to[event->to].serial != 0 ||
               source->told_to[event->to].loose ||
               source->told_to[event->to].lapsed;
    bool bare = model->who[event->to].bare == event->to;
    bool loose = source->told_to[event->to].loose &&
                 model->unavailable_from == event->from;
    for (int who = 0; who < model->who_count; who++) {
        if (who != event->to && !(bare && model->who[who].bare == event->to))
            continue;
        any |= source->told_to[who].serial != 0;
        /* Directed to one resource, taken back from all: is it owed still? */
        if (who != event->to)
            source->told_to[who].lapsed = true;
        else
            source->told_to[who] = (struct told){0};
    }
    source->told_to[event->to].loose = loose;
    /* Elsewhere a bare address was told for all of its resources. */
    any |= source->told_to[model->who[event->to].bare].serial != 0;
    if (!any && !answered && model->unavailable_from != event->from &&
        !source->quiet)
        model_fail(model, "4: %s is told unavailable of %s, but not told of it",
                   text(model, event->to), text(model, event->from));
}

static bool allowed(struct model *model, const struct session *source,
                    const struct event *event)
{
    const struct name *user = &model->names[source->name];
    int name = model->who[event->to].name;
    bool maybe = false;
    if (apart(model, user, source->who, event->to))
        return false;
    if (name != NOBODY && (user->items[name].facts & FROM) != 0 &&
        shown(model, source) &&
        (event->serial == SAID_BARE || event->serial == source->serial ||
         published(model, event->serial)))
        return true;
    return directed_to(model, source, event->to, &maybe) ||
           event->serial == model->directed_serial;
}

static void announced(struct model *model, const struct event *event)
{
    const struct await_list *list = &model->routed[event->node];
    int bare = model->who[event->from].bare;
    for (int i = 0; i < list->count; i++) {
        const struct awaited *entry = &list->entries[i];
        if (entry->announces && !entry->optional && entry->from == bare &&
            model->who[event->to].bare == entry->to)
            model_fail(model, "24: %s is shown %s before it was approved",
                       text(model, event->to), text(model, event->from));
    }
}

void witness_presence_elsewhere(struct model *model, const struct event *event,
                                bool answered)
{
    struct session *source = source_of(model, event);
    if (source == NULL && event->unavailable && answered)
        return; /* a probe to a full address that nobody has */
    if (source == NULL)
        model_fail(model, "%s speaks, but there is no such session",
                   text(model, event->from));
    if (event->unavailable) {
        unavailable(model, source, event, answered);
        return;
    }
    if (!source->open || !allowed(model, source, event))
        model_fail(model, "1: %s is shown %s (serial %d)",
                   text(model, event->to), text(model, event->from),
                   event->serial);
    announced(model, event);
    struct told *told = &source->told_to[event->to];
    told->loose = event->serial != source->serial;
    told->serial = event->serial;
    told->lapsed = event->number != 0; /* refused: perhaps not told */
    told->call = model->call;
}

/* Invariant 2, for `unsubscribed` that is routed. */
void witness_taken_elsewhere(struct model *model, const struct event *event)
{
    const struct await_list *list = &model->routed[event->node];
    bool takes = false;
    for (int i = 0; i < list->count; i++)
        takes |= list->entries[i].takes &&
                 list->entries[i].kind == event->notice &&
                 list->entries[i].from == event->from &&
                 list->entries[i].to == event->to;
    for (int i = 0; takes && i < MOST_SESSIONS; i++) {
        const struct session *source = &model->sessions[i];
        if (!source->open || source->node != event->node ||
            model->who[source->who].bare != event->from)
            continue;
        const struct told *told = &source->told_to[event->to];
        if (told->serial != 0 && !told->loose && !told->lapsed)
            model_fail(model, "27: %s hears `unsubscribed` while shown %s",
                       text(model, event->to), text(model, source->who));
    }
}
