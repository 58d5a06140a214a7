/*
 * The walk. It goes over sources in an order of which each knows its place,
 * so that "has it been passed" can be answered for any of them: the user's
 * own, its contacts by number, and of each the sessions by place; sightings in
 * the order they began. Busy in the middle keeps the cursor before what was
 * refused. At one place stand a session and graves of what it was before: the
 * session speaks for them.
 */
#include "walk.h"
#include "authorisation.h"
#include "conflation.h"
#include "entity.h"
#include "grave.h"
#include "notice.h"
#include "sighting.h"
#include "waiting.h"

static bool deliver(struct adsum_service *service, uint32_t slot,
                    uint32_t source)
{
    struct adsum_presence presence;
    struct adsum_notice notice;
    struct delivery delivery;

    adsum_notice_presence(service, source,
                          session_at(service, source)->presence, ADSUM_VIEW_ALL,
                          &notice, &presence);
    adsum_delivery_init(service, &delivery, &notice);
    delivery.busy = ADSUM_BUSY_NEWEST;
    return adsum_deliver_one(service, &delivery, slot);
}

static bool may_see(const struct adsum_service *service, uint32_t slot,
                    uint32_t source)
{
    struct party who = adsum_party_session(service, slot);
    struct party whom = adsum_party_session(service, source);

    return adsum_permit(service, &who, &whom).view == ADSUM_VIEW_ALL;
}

/* The walk before, of this same call, has brought what is newest there. */
static bool is_done(const struct adsum_service *service, uint32_t slot,
                    uint32_t source, const struct stride *stride)
{
    uint32_t user = session_at(service, source)->user;
    bool own = user == session_at(service, slot)->user;
    uint8_t phase = own ? ADSUM_PHASE_OWN : ADSUM_PHASE_ROSTER;

    if (!stride->again ||
        stamp_after(endpoint_at(service, source)->born, stride->start))
        return false;
    if (phase != stride->phase)
        return phase > stride->phase;
    if (!own && user != stride->contact)
        return user > stride->contact;
    return session_place(service, source) > stride->place;
}

/* Alive, and newer than what the session was told. */
static bool is_news(const struct adsum_service *service, uint32_t slot,
                    uint32_t source, const struct extra *extra,
                    const struct stride *stride)
{
    const struct session *session = session_at(service, source);
    uint32_t flushed = session_at(service, slot)->flushed;

    if (session->gone || !session->available || session->hidden ||
        stamp_after(endpoint_at(service, source)->born, extra->start) ||
        is_done(service, slot, source, stride))
        return false;
    if (source == slot)
        return stamp_after(session->changed, flushed);
    return (extra->fresh || stamp_after(session->changed, flushed) ||
            adsum_waiting_shows(service, slot, source)) &&
           may_see(service, slot, source);
}

/* The graves at a place have been spoken for. */
static void release_graves(struct adsum_service *service, uint32_t slot,
                           uint32_t user, uint32_t place, uint32_t start)
{
    uint32_t next;

    for (uint32_t at = *head_at(service, user); at != 0; at = next) {
        next = session_at(service, at)->next;
        if (session_at(service, at)->gone &&
            session_place(service, at) == place &&
            adsum_conflation_wants(service, slot, at) &&
            !stamp_after(session_at(service, at)->changed, start))
            adsum_grave_release(service, at);
    }
}

/*
 * A source that went before the walk came to it, and was there when the walk
 * began, would count as told of once it is passed: so its grave may not stay.
 */
static void settle_missed(struct adsum_service *service, uint32_t slot,
                          uint32_t user, uint32_t place, uint32_t start)
{
    uint32_t next;

    for (uint32_t at = *head_at(service, user); at != 0; at = next) {
        next = session_at(service, at)->next;
        if (session_at(service, at)->gone &&
            session_place(service, at) == place &&
            stamp_after(session_at(service, at)->changed, start) &&
            !stamp_after(endpoint_at(service, at)->born, start) &&
            !adsum_conflation_owed(service, slot, at))
            adsum_grave_settle_one(service, at, NULL);
    }
}

static bool visit(struct adsum_service *service, uint32_t slot, uint32_t user,
                  uint32_t place, const struct extra *extra,
                  const struct stride *stride)
{
    uint32_t news = 0;

    settle_missed(service, slot, user, place, extra->start);
    for (uint32_t at = *head_at(service, user); at != 0;
         at = session_at(service, at)->next) {
        const struct session *source = session_at(service, at);

        if (session_place(service, at) != place)
            continue;
        if (source->gone ? adsum_conflation_wants(service, slot, at) &&
                               !stamp_after(source->changed, extra->start)
                         : is_news(service, slot, at, extra, stride))
            news = at;
    }
    if (news == 0)
        return true;
    if (!deliver(service, slot, news))
        return false;
    (void)adsum_waiting_unshow(service, slot, news);
    release_graves(service, slot, user, place, extra->start);
    return true;
}

static uint32_t next_place(const struct adsum_service *service, uint32_t user,
                           uint32_t after)
{
    for (uint32_t at = *head_at(service, user); at != 0;
         at = session_at(service, at)->next)
        if (session_place(service, at) > after)
            return session_place(service, at);
    return 0;
}

/* A user's sessions behind the cursor. False: busy, the cursor stands. */
static bool walk_sessions(struct adsum_service *service, uint32_t slot,
                          uint32_t user, struct extra *extra,
                          const struct stride *stride)
{
    uint32_t place;

    while ((place = next_place(service, user, extra->place)) != 0) {
        if (!visit(service, slot, user, place, extra, stride))
            return false;
        extra->place = place;
    }
    return true;
}

static bool walk_contacts(struct adsum_service *service, uint32_t slot,
                          struct extra *extra, const struct stride *stride)
{
    uint32_t user = session_at(service, slot)->user;
    struct edge_run run;

    if (extra->contact != 0 &&
        !walk_sessions(service, slot, extra->contact, extra, stride))
        return false;
    while (adsum_edges_run(&service->edges, user, extra->contact, &run) != 0)
        for (uint32_t i = 0; i < run.count; i++) {
            extra->contact = run.edges[i] >> ADSUM_EDGE_BITS;
            extra->place = 0;
            if (near_get(service, extra->contact) &&
                !walk_sessions(service, slot, extra->contact, extra, stride))
                return false;
        }
    return true;
}

/* By its other address the session was told, or will be, of what is newer. */
static bool is_outdated(const struct adsum_service *service, uint32_t slot,
                        const struct sighting *sighting)
{
    uint32_t other = adsum_sighting_other(service, sighting, slot);

    return other != 0 && stamp_after(adsum_sighting_at(service, other)->changed,
                                     sighting->changed);
}

static bool sighting_news(const struct adsum_service *service, uint32_t slot,
                          const struct sighting *sighting,
                          const struct extra *extra,
                          const struct stride *stride)
{
    uint32_t flushed = session_at(service, slot)->flushed;
    bool fresh = extra->fresh && sighting->session == 0;

    if (sighting->gone)
        return adsum_conflation_wants_sighting(service, slot, sighting) &&
               !stamp_after(sighting->changed, extra->start);
    if (sighting->session == 0 ? !session_at(service, slot)->available
                               : sighting->session != slot)
        return false;
    /* As is_done() for sessions. */
    if (stride->again && !stamp_after(sighting->born, stride->start) &&
        (stride->phase != ADSUM_PHASE_SIGHTINGS ||
         sighting->order > stride->order))
        return false;
    return !stamp_after(sighting->born, extra->start) &&
           (fresh || stamp_after(sighting->changed, flushed)) &&
           !is_outdated(service, slot, sighting);
}

/* As settle_missed() for sessions. */
static bool was_missed(const struct adsum_service *service, uint32_t slot,
                       const struct sighting *sighting,
                       const struct extra *extra)
{
    return sighting->gone && stamp_after(sighting->changed, extra->start) &&
           !stamp_after(sighting->born, extra->start) &&
           !adsum_conflation_wants_sighting(service, slot, sighting);
}

static bool walk_sightings(struct adsum_service *service, uint32_t slot,
                           struct extra *extra, const struct stride *stride)
{
    const struct side *side =
        adsum_entity_side(service, session_at(service, slot)->user);
    uint32_t next;

    if (side == NULL)
        return true;
    for (uint32_t at = side->first_sighting; at != 0; at = next) {
        const struct sighting *sighting = adsum_sighting_at(service, at);
        uint64_t order = sighting->order;

        next = sighting->next;
        if (order <= extra->order)
            continue;
        if (was_missed(service, slot, sighting, extra)) {
            adsum_sighting_settle(service, at);
            continue;
        }
        if (sighting_news(service, slot, sighting, extra, stride)) {
            bool gone = sighting->gone != 0;

            if (!adsum_sighting_deliver(service, at, slot))
                return false;
            if (gone)
                adsum_sighting_release(service, at);
        }
        extra->order = order;
    }
    return true;
}

bool adsum_walk_on(struct adsum_service *service, uint32_t slot,
                   struct extra *extra, const struct stride *stride)
{
    uint32_t user = session_at(service, slot)->user;
    bool kept = entity_at(service, user)->kind == ADSUM_ENTITY_KEPT &&
                session_at(service, slot)->available;

    if (extra->phase == ADSUM_PHASE_OWN) {
        if (kept && !walk_sessions(service, slot, user, extra, stride))
            return false;
        extra->phase = ADSUM_PHASE_ROSTER;
        extra->contact = 0;
        extra->place = 0;
    }
    if (extra->phase == ADSUM_PHASE_ROSTER) {
        if (kept && !walk_contacts(service, slot, extra, stride))
            return false;
        extra->phase = ADSUM_PHASE_SIGHTINGS;
    }
    return walk_sightings(service, slot, extra, stride);
}
