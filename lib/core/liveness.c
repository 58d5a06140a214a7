/*
 * Liveness. Each session has a pulse: the second, modulo 2^16, of its last
 * input, and that of when it was last seen stalled. advance() reads all of
 * them; ages that come near to wrapping are held at the most there is, which
 * is beyond every limit of time.
 */
#include "conflation.h"
#include "deliver.h"
#include "entity.h"
#include "host.h"
#include "leave.h"
#include "presence.h"
#include "publish.h"
#include "session.h"

#define OLDEST 32767u
#define NEVER  UINT32_MAX

struct beat {
    uint64_t now;  /* seconds */
    uint32_t next; /* seconds until something is due */
};

/* Seconds after which a limit is over, so that none is cut short. */
static uint32_t limit_of(uint32_t ms)
{
    return ms == ADSUM_LIMIT_NOTHING ? NEVER : ms / 1000 + (ms % 1000 != 0);
}

static uint32_t age(const struct beat *beat, uint16_t *stamp)
{
    uint32_t old = (uint16_t)(beat->now - *stamp);

    if (old > OLDEST) {
        *stamp = (uint16_t)(beat->now - OLDEST);
        return OLDEST;
    }
    return old;
}

static void note(struct beat *beat, uint32_t limit, uint32_t passed)
{
    if (limit != NEVER && limit >= passed && limit - passed < beat->next)
        beat->next = limit - passed;
}

/* Stalled: how long it may be, for the reason that counts most. */
static uint32_t stall_limit(const struct adsum_service *service,
                            const struct session *session, uint32_t *reason)
{
    *reason = ADSUM_ENDED_SLOW;
    if (session->link == ADSUM_LINK_LOST) {
        *reason = ADSUM_ENDED_NOT_RESUMED;
        return limit_of(service->limits.lost_ms);
    }
    if (session->link == ADSUM_LINK_HELD)
        return limit_of(service->limits.held_ms);
    return session->behind ? limit_of(service->limits.busy_ms) : NEVER;
}

static uint32_t end_reason(struct adsum_service *service, uint32_t slot,
                           struct beat *beat)
{
    const struct session *session = session_at(service, slot);
    struct pulse *pulse = pulse_at(service, slot);
    uint32_t heard = age(beat, &pulse->heard);
    uint32_t stalled = age(beat, &pulse->stalled), reason;
    uint32_t limit = stall_limit(service, session, &reason);
    uint32_t idle = limit_of(service->limits.idle_ms);
    uint32_t ping = limit_of(service->limits.ping_ms);

    if (session->full)
        return ADSUM_ENDED_SLOW;
    if (stalled >= limit)
        return reason;
    note(beat, limit, stalled);
    if (session->link == ADSUM_LINK_LOST || idle == NEVER)
        return 0;
    if (session->suspect && ping != NEVER && heard >= idle + ping)
        return ADSUM_ENDED_SILENT;
    note(beat, heard < idle || ping == NEVER ? idle : idle + ping, heard);
    return 0;
}

static void suspect(struct adsum_service *service, uint32_t slot,
                    struct beat *beat)
{
    struct session *session = session_at(service, slot);
    uint32_t idle = limit_of(service->limits.idle_ms);
    uint32_t ping = limit_of(service->limits.ping_ms);
    struct pulse *pulse = pulse_at(service, slot);

    if (session->link == ADSUM_LINK_LOST || session->suspect || idle == NEVER ||
        (uint16_t)(beat->now - pulse->heard) < idle)
        return;
    session->suspect = 1;
    /* However long nobody looked: from being asked it has its full time. */
    pulse->heard = (uint16_t)(beat->now - idle);
    note(beat, ping == NEVER ? NEVER : ping, 0);
    adsum_host_ping(service, adsum_session_handle(service, slot),
                    session->of.context);
}

static void beat_all(struct adsum_service *service, struct beat *beat)
{
    for (uint32_t slot = 1; slot < service->sessions.top; slot++) {
        uint32_t reason;

        if (!session_at(service, slot)->open)
            continue;
        reason = end_reason(service, slot, beat);
        if (reason == 0) {
            suspect(service, slot, beat);
            continue;
        }
        service->statistics.ended_slow += reason == ADSUM_ENDED_SLOW;
        service->statistics.ended_silent += reason == ADSUM_ENDED_SILENT;
        adsum_leave_end(service, slot, ADSUM_PRESENCE_GONE, reason);
    }
}

/* All that is here was heard, and stalled, at this second. */
static void stamp_all(struct adsum_service *service, uint16_t second)
{
    for (uint32_t slot = 1; slot < service->sessions.top; slot++) {
        pulse_at(service, slot)->heard = second;
        pulse_at(service, slot)->stalled = second;
    }
}

int adsum_service_advance(struct adsum_service *service, uint64_t now_ms,
                          uint64_t *ret_next_ms)
{
    struct beat beat = {.next = NEVER};
    int err = adsum_service_enter(service);

    if (err != 0)
        return err;
    if (!service->timed) {
        stamp_all(service, (uint16_t)(now_ms / 1000));
        service->timed = 1;
        service->now_ms = now_ms;
    }
    if (now_ms < service->now_ms)
        now_ms = service->now_ms;
    beat.now = now_ms / 1000;
    if (beat.now - service->now_ms / 1000 > OLDEST)
        stamp_all(service, (uint16_t)(beat.now - OLDEST));
    service->now_ms = now_ms;
    adsum_stamp_sweep(service, false);
    beat_all(service, &beat);
    if (service->pending_full != 0)
        beat.next = 0;
    if (ret_next_ms != NULL)
        *ret_next_ms = beat.next == NEVER
                           ? UINT64_MAX
                           : (beat.now + beat.next + (beat.next == 0)) * 1000;
    return 0;
}

int adsum_session_heard(struct adsum_service *service, uint64_t session)
{
    uint32_t slot;
    int err = adsum_service_enter(service);

    if (err != 0 || (err = adsum_session_find(service, session, &slot)) != 0)
        return err;
    pulse_at(service, slot)->heard = (uint16_t)(service->now_ms / 1000);
    session_at(service, slot)->suspect = 0;
    return 0;
}

int adsum_session_ready(struct adsum_service *service, uint64_t session)
{
    uint32_t slot;
    int err = adsum_service_enter(service);

    if (err != 0 || (err = adsum_session_find(service, session, &slot)) != 0)
        return err;
    return adsum_conflation_catch_up(service, slot);
}

static int lose(struct adsum_service *service, uint32_t slot, uint32_t link)
{
    struct session *session = session_at(service, slot);
    bool hides = link == ADSUM_LINK_LOST && session->available &&
                 !session->hidden &&
                 (service->flags & ADSUM_OPTION_TELL_LOST) != 0 &&
                 adsum_entity_kept(service, session->user);
    struct leaving leaving;
    int err;

    if (hides && (err = adsum_leave_reserve(service, slot, ADSUM_PRESENCE_GONE,
                                            true, &leaving)) != 0)
        return err;
    if (link == ADSUM_LINK_HELD && session->hidden &&
        (err = adsum_conflation_reserve(service, slot)) != 0)
        return err;
    if (!session->source)
        adsum_conflation_fall_behind(service, slot, service->stamp);
    if (session->link != link)
        pulse_at(service, slot)->stalled = (uint16_t)(service->now_ms / 1000);
    session->link = link & 3u;
    if (link == ADSUM_LINK_HELD && session->hidden)
        adsum_publish_return(service, slot);
    if (hides)
        adsum_leave(service, slot, &leaving, true);
    return 0;
}

int adsum_session_link(struct adsum_service *service, uint64_t handle,
                       uint32_t link, uint64_t context)
{
    struct session *session;
    uint32_t slot;
    int err = adsum_service_enter(service);

    if (err != 0 || (err = adsum_session_find(service, handle, &slot)) != 0)
        return err;
    if (link > ADSUM_LINK_LOST)
        return ADSUM_ERR_INVALID;
    session = session_at(service, slot);
    if (link != ADSUM_LINK_UP) {
        if ((err = lose(service, slot, link)) == 0)
            session->of.context = context;
        return err;
    }
    if (session->behind && (err = adsum_conflation_reserve(service, slot)) != 0)
        return err;
    session->of.context = context;
    session->link = ADSUM_LINK_UP;
    session->suspect = 0;
    pulse_at(service, slot)->heard = (uint16_t)(service->now_ms / 1000);
    if (session->hidden)
        adsum_publish_return(service, slot);
    return adsum_conflation_catch_up(service, slot);
}
