/*
 * What comes from elsewhere: kept for the address it was sent to, bare while
 * the user has an available session, full while that session is there.
 */
#include "model.h"

#include <string.h>

struct sighting *sighting_find(struct model *model, struct name *owner,
                               int source, int to)
{
    (void)model;
    for (int i = 0; i < owner->sighting_count; i++)
        if (owner->sightings[i].source == source &&
            owner->sightings[i].to == to)
            return &owner->sightings[i];
    return NULL;
}

static void forget(struct name *owner, int index)
{
    owner->sightings[index] = owner->sightings[--owner->sighting_count];
}

static bool has_available(const struct model *model, int name)
{
    for (int i = 0; i < MOST_SESSIONS; i++) {
        const struct session *session = &model->sessions[i];
        if (session->open && session->name == name && session->available)
            return true;
    }
    return false;
}

/*
 * "Until the target goes unavailable": sure for the address that said so. Of
 * its bare address, and of what was directed by other sessions than the one
 * that is told, the texts say nothing.
 */
static void target_left(struct model *model, int name, int source, int to,
                        bool itself)
{
    for (int i = 0; i < MOST_SESSIONS; i++) {
        struct session *session = &model->sessions[i];
        if (!session->open || session->name != name)
            continue;
        int bare = model->who[source].bare;
        bool sure = itself && (to == session->who || model->who[to].bare == to);
        if (sure && source != bare) {
            session->directed[source].serial = 0;
            session->told_to[source] = (struct told){0};
        }
        session->directed[source].maybe = true;
        session->told_to[source].lapsed = true;
        session->directed[bare].maybe = true;
        session->told_to[bare].lapsed |= session->directed[bare].serial != 0;
    }
}

/*
 * Told to the bare and to the full address, and taken back from one of them:
 * what the session is to be told is left open.
 */
static void loosen_told(struct model *model, int name, int source)
{
    for (int i = 0; i < MOST_SESSIONS; i++)
        if (model->sessions[i].open && model->sessions[i].name == name)
            model->sessions[i].told[source].loose = true;
}

static void receive_unavailable(struct model *model, struct name *owner,
                                int from, int to)
{
    bool all = model->who[from].bare == from;
    for (int i = owner->sighting_count - 1; i >= 0; i--) {
        struct sighting *sighting = &owner->sightings[i];
        bool same = all ? model->who[sighting->source].bare == from
                        : sighting->source == from;
        if (same && sighting->to == to)
            forget(owner, i);
        else if (same) {
            sighting->loose = true;
            loosen_told(model, model->who[to].name, sighting->source);
        }
    }
}

void sighting_receive(struct model *model, int node, int from, int to,
                      int serial, bool unavailable, int origin)
{
    struct name *owner = name_of(model, to);
    if (owner == NULL || owner->node != node || !owner->known)
        return;
    if (blocks(model, owner, from))
        return;
    int name = model->who[to].name;
    if (unavailable)
        target_left(model, name, from, to, true);
    bool bare = model->who[to].bare == to;
    struct session *session = bare ? NULL : session_at(model, node, to);
    if (bare ? !has_available(model, name) : session == NULL)
        return;
    if (unavailable) {
        receive_unavailable(model, owner, from, to);
        return;
    }
    struct sighting *sighting = sighting_find(model, owner, from, to);
    if (sighting == NULL) {
        if (owner->sighting_count == MOST_SIGHTINGS)
            model_fail(model, "shadow: too many sightings");
        sighting = &owner->sightings[owner->sighting_count++];
    }
    *sighting = (struct sighting){from, to, serial, origin, false};
}

void sighting_lost(struct model *model, int node, int origin)
{
    for (int n = 0; n < model->name_count; n++) {
        struct name *owner = &model->names[n];
        for (int i = owner->sighting_count - 1; owner->node == node && i >= 0;
             i--) {
            struct sighting sighting = owner->sightings[i];
            if (sighting.origin != origin)
                continue;
            forget(owner, i);
            target_left(model, n, sighting.source, sighting.to, false);
        }
    }
}

/* An unsubscribe or `unsubscribed`: whether it ends them is left open. */
void sighting_end(struct model *model, int name, int contact)
{
    struct name *owner = &model->names[name];
    for (int i = 0; i < owner->sighting_count; i++)
        if (model->who[owner->sightings[i].source].name == contact)
            owner->sightings[i].loose = true;
}

void sighting_blocked(struct model *model, int name)
{
    struct name *owner = &model->names[name];
    for (int i = owner->sighting_count - 1; i >= 0; i--)
        if (blocks(model, owner, owner->sightings[i].source))
            forget(owner, i);
}
