/*
 * Conflation. A session that is behind was told, of each source, what was so
 * at one stamp: where its walk has passed, when that began (start); before it,
 * when it fell behind (flushed); before a first walk, nothing (fresh); before
 * the walk of one that was restored, what it may see, as far as anybody knows:
 * so it is told of all that is there, and of all that has gone since. Whether
 * it was told of a source, and what it has yet to hear, follow by comparing
 * the source's stamps to that one: born, when it became available, changed,
 * when it last changed or went.
 */
#include "conflation.h"
#include "authorisation.h"
#include "entity.h"
#include "grave.h"
#include "waiting.h"
#include "walk.h"

/* Sessions and graves. False: it was told nothing. */
static bool told_until(const struct adsum_service *service, uint32_t slot,
                       const struct extra *extra, bool passed, uint32_t *ret)
{
    if (extra != NULL && extra->phase != ADSUM_PHASE_NONE && passed) {
        *ret = extra->start;
        return true;
    }
    *ret = session_at(service, slot)->flushed;
    return extra == NULL || extra->fresh != ADSUM_FRESH_ALL;
}

static bool has_passed(const struct adsum_service *service, uint32_t slot,
                       const struct extra *extra, uint32_t source)
{
    uint32_t user = session_at(service, source)->user;
    bool own = user == session_at(service, slot)->user;

    if (extra == NULL || extra->phase == ADSUM_PHASE_NONE)
        return false;
    if (extra->phase == ADSUM_PHASE_SIGHTINGS)
        return true;
    if (own != (extra->phase == ADSUM_PHASE_OWN))
        return own;
    if (!own && user != extra->contact)
        return user < extra->contact;
    return session_place(service, source) <= extra->place;
}

static bool listens(const struct session *session)
{
    return session->available && !session->source;
}

bool adsum_conflation_told(const struct adsum_service *service, uint32_t slot,
                           uint32_t source)
{
    const struct session *session = session_at(service, slot);
    const struct extra *extra;
    uint32_t until;

    if (!listens(session) || !session->behind)
        return listens(session);
    extra = adsum_extra(service, slot);
    if (source == slot && extra != NULL && extra->itself)
        return true;
    return (told_until(service, slot, extra,
                       has_passed(service, slot, extra, source), &until) ||
            source == slot) &&
           !stamp_after(endpoint_at(service, source)->born, until) &&
           !adsum_waiting_shows(service, slot, source);
}

static bool may_see(const struct adsum_service *service, uint32_t slot,
                    uint32_t source)
{
    struct party who = adsum_party_session(service, slot);
    struct party whom = adsum_party_session(service, source);

    return adsum_permit(service, &who, &whom).view == ADSUM_VIEW_ALL;
}

bool adsum_conflation_owed(const struct adsum_service *service, uint32_t slot,
                           uint32_t grave)
{
    const struct session *session = session_at(service, slot);
    const struct extra *extra;
    uint32_t until;

    /* Its own end it hears of otherwise. */
    if (!listens(session) || !session->behind ||
        session_place(service, grave) == slot)
        return false;
    extra = adsum_extra(service, slot);
    return told_until(service, slot, extra,
                      has_passed(service, slot, extra, grave), &until) &&
           !stamp_after(endpoint_at(service, grave)->born, until) &&
           stamp_after(session_at(service, grave)->changed, until) &&
           !adsum_waiting_shows(service, slot, session_place(service, grave));
}

bool adsum_conflation_wants(const struct adsum_service *service, uint32_t slot,
                            uint32_t grave)
{
    return adsum_conflation_owed(service, slot, grave) &&
           may_see(service, slot, grave);
}

static bool sighting_until(const struct adsum_service *service, uint32_t slot,
                           const struct sighting *sighting, uint32_t *ret)
{
    const struct extra *extra = adsum_extra(service, slot);
    bool passed = extra != NULL && extra->phase == ADSUM_PHASE_SIGHTINGS &&
                  sighting->order <= extra->order;

    /* What was sent to itself alone is not new to it when it comes. */
    return (told_until(service, slot, extra, passed, ret) ||
            sighting->session != 0) &&
           !stamp_after(sighting->born, *ret);
}

static bool addressed(const struct adsum_service *service, uint32_t slot,
                      const struct sighting *sighting)
{
    const struct session *session = session_at(service, slot);

    return sighting->session == 0
               ? listens(session)
               : sighting->session == slot && !session->source;
}

bool adsum_conflation_told_sighting(const struct adsum_service *service,
                                    uint32_t slot,
                                    const struct sighting *sighting)
{
    uint32_t until;

    return addressed(service, slot, sighting) &&
           (!session_at(service, slot)->behind ||
            sighting_until(service, slot, sighting, &until));
}

bool adsum_conflation_wants_sighting(const struct adsum_service *service,
                                     uint32_t slot,
                                     const struct sighting *sighting)
{
    uint32_t until;

    return addressed(service, slot, sighting) &&
           session_at(service, slot)->behind &&
           sighting_until(service, slot, sighting, &until) &&
           stamp_after(sighting->changed, until);
}

void adsum_conflation_fall_behind(struct adsum_service *service, uint32_t slot,
                                  uint32_t flushed)
{
    struct session *session = session_at(service, slot);

    if (session->behind)
        return;
    pulse_at(service, slot)->stalled = (uint16_t)(service->now_ms / 1000);
    session->behind = 1;
    session->flushed = flushed;
    service->statistics.behind++;
}

int adsum_conflation_reserve(struct adsum_service *service, uint32_t slot)
{
    return session_at(service, slot)->source
               ? 0
               : adsum_extra_ensure(service, slot);
}

void adsum_conflation_begin(struct adsum_service *service, uint32_t slot)
{
    struct extra *extra;

    if (session_at(service, slot)->source)
        return;
    extra = adsum_extra(service, slot);
    extra->fresh = ADSUM_FRESH_ALL;
    /* Not available, a walk passes what it then has to begin with. */
    if (extra->phase != ADSUM_PHASE_NONE) {
        adsum_sighting_settle_for(service, slot);
        extra->phase = ADSUM_PHASE_NONE;
    }
    adsum_conflation_fall_behind(service, slot, service->stamp);
}

static void release_user(struct adsum_service *service, uint32_t slot,
                         uint32_t user)
{
    uint32_t next;

    for (uint32_t at = *head_at(service, user); at != 0; at = next) {
        next = session_at(service, at)->next;
        if (session_at(service, at)->gone &&
            adsum_conflation_wants(service, slot, at))
            adsum_grave_release(service, at);
    }
}

void adsum_conflation_forget(struct adsum_service *service, uint32_t slot)
{
    uint32_t user = session_at(service, slot)->user, after = 0;
    struct edge_run run;
    struct extra *extra;

    if (session_at(service, slot)->behind &&
        entity_at(service, user)->kind == ADSUM_ENTITY_KEPT) {
        release_user(service, slot, user);
        while (adsum_edges_run(&service->edges, user, after, &run) != 0)
            for (uint32_t i = 0; i < run.count; i++) {
                after = run.edges[i] >> ADSUM_EDGE_BITS;
                if (near_get(service, after))
                    release_user(service, slot, after);
            }
    }
    adsum_sighting_forget(service, slot);
    extra = adsum_extra(service, slot);
    if (extra == NULL)
        return;
    extra->phase = ADSUM_PHASE_NONE;
    extra->fresh = ADSUM_FRESH_NO;
    extra->itself = 0;
    adsum_extra_settle(service, slot);
}

/* Where a walk that goes on was left. */
static void note_stride(const struct extra *extra, struct stride *ret)
{
    ret->resumed = extra->phase != ADSUM_PHASE_NONE;
    ret->start = extra->start;
    ret->phase = extra->phase;
    ret->contact = extra->contact;
    ret->place = extra->place;
    ret->order = extra->order;
    ret->again = false;
}

static void begin_walk(struct adsum_service *service, struct extra *extra)
{
    extra->start = service->stamp;
    extra->phase = ADSUM_PHASE_OWN;
    extra->contact = 0;
    extra->place = 0;
    extra->order = 0;
}

static void end_walk(struct session *session, struct extra *extra)
{
    session->flushed = extra->start;
    extra->phase = ADSUM_PHASE_NONE;
    extra->fresh = ADSUM_FRESH_NO;
    extra->itself = 0;
}

static int keep_up(struct adsum_service *service, uint32_t slot)
{
    adsum_waiting_drop_shows(service, slot);
    session_at(service, slot)->behind = 0;
    service->statistics.behind--;
    adsum_extra_settle(service, slot);
    return 0;
}

static int catch_up(struct adsum_service *service, uint32_t slot)
{
    struct session *session = session_at(service, slot);
    struct stride stride;
    struct extra *extra;

    if (!session->behind)
        return 0;
    if (session->full || session->link != ADSUM_LINK_UP ||
        !adsum_waiting_flush(service, slot))
        return ADSUM_MORE;
    if (adsum_extra_ensure(service, slot) != 0)
        return ADSUM_ERR_NO_MEMORY;
    extra = adsum_extra(service, slot);
    note_stride(extra, &stride);
    do {
        if (extra->phase == ADSUM_PHASE_NONE)
            begin_walk(service, extra);
        if (!adsum_walk_on(service, slot, extra, &stride))
            return ADSUM_MORE;
        end_walk(session, extra);
        stride.again = stride.resumed;
    } while (session->flushed != service->stamp);
    return keep_up(service, slot);
}

int adsum_conflation_catch_up(struct adsum_service *service, uint32_t slot)
{
    size_t delivered = service->statistics.delivered;
    int err = catch_up(service, slot);

    /* It reads, if slowly. */
    if (err == ADSUM_MORE && service->statistics.delivered != delivered &&
        session_at(service, slot)->link == ADSUM_LINK_UP)
        pulse_at(service, slot)->stalled = (uint16_t)(service->now_ms / 1000);
    return err;
}
