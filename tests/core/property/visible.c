/*
 * May W see P: the subscription in P's own roster (1), no block either way,
 * or presence that P directed to W. That W has `to` is never taken as proof;
 * without it W need not be caught up, so it is SEES_MAYBE.
 */
#include "model.h"

#include <string.h>

bool blocks(const struct model *model, const struct name *owner, int who)
{
    const struct who *other = &model->who[who];
    for (int i = 0; i < owner->block_count; i++) {
        int entry = owner->blocks[i];
        if (entry == who || entry == other->bare ||
            strcmp(model->who[entry].text, other->domain) == 0)
            return true;
    }
    return false;
}

bool apart(const struct model *model, const struct name *user, int user_who,
           int other_who)
{
    int other = model->who[other_who].name;
    if (other != NOBODY && user == &model->names[other])
        return false;
    if (blocks(model, user, other_who))
        return true;
    return other != NOBODY && model->names[other].node == user->node &&
           blocks(model, &model->names[other], user_who);
}

bool reachable(const struct session *session)
{
    return session->open && !session->source;
}

bool shown(const struct model *model, const struct session *source)
{
    return source->open && source->available &&
           !(model->options.tell_lost && source->link == ADSUM_LINK_LOST);
}

enum visible sees_session(struct model *model, const struct session *watcher,
                          const struct session *source)
{
    if (!reachable(watcher) || !watcher->available || !shown(model, source))
        return SEES_NOTHING;
    if (watcher->name == source->name)
        return SEES;
    const struct name *one = &model->names[watcher->name];
    const struct name *two = &model->names[source->name];
    if (apart(model, two, source->who, watcher->who) ||
        (two->items[watcher->name].facts & FROM) == 0)
        return SEES_NOTHING;
    return (one->items[source->name].facts & TO) != 0 ? SEES : SEES_MAYBE;
}

bool directed_to(struct model *model, const struct session *source, int watcher,
                 bool *maybe)
{
    const struct relation *full = &source->directed[watcher];
    const struct relation *bare = &source->directed[model->who[watcher].bare];
    if (full->serial == 0 && bare->serial == 0)
        return false;
    const struct session *target = session_at(model, source->node, watcher);
    bool told = target == NULL || target->told[source->who].serial != 0;
    /* Of a bare address, only those were told who were there. */
    *maybe = (full->serial == 0 || full->maybe) &&
             (bare->serial == 0 || bare->maybe || !told);
    return true;
}

/*
 * A subscription takes the place of directed presence, but for one who is
 * connected and not available: it gets no broadcast.
 */
bool replaced(struct model *model, const struct session *source, int who)
{
    const struct session *target = session_at(model, source->node, who);
    return target == NULL || target->available;
}

/* Through one session (or any, NULL): does the user show itself at all? */
enum visible sees_user(struct model *model, int watcher, int name,
                       struct session *source)
{
    const struct name *user = &model->names[name];
    int asker = model->who[watcher].name;
    if (asker == name)
        return SEES;
    if (apart(model, user, source != NULL ? source->who : user->who, watcher))
        return SEES_NOTHING;
    enum visible most = SEES_NOTHING;
    if (asker != NOBODY && (user->items[asker].facts & FROM) != 0) {
        if (source == NULL || source->available)
            return SEES;
        most = SEES_MAYBE;
    }
    for (int i = 0; i < MOST_SESSIONS; i++) {
        struct session *session = &model->sessions[i];
        bool maybe = false;
        if (!session->open || session->name != name ||
            (source != NULL && session != source) ||
            !directed_to(model, session, watcher, &maybe))
            continue;
        if (!maybe && source != NULL)
            return SEES;
        most = SEES_MAYBE; /* 8.1 has it so; of another session: SHOULD */
    }
    return most;
}
