/*
 * Publishing: a first presence, an update, unavailable, and what comes with
 * the first: requests that wait, presence of others, probes.
 */
#include "publish.h"
#include "conflation.h"
#include "entity.h"
#include "fanout.h"
#include "leave.h"
#include "mirror.h"
#include "presence.h"
#include "probe.h"
#include "request.h"
#include "session.h"
#include "waiting.h"

static void hold_presence(struct adsum_service *service, uint32_t slot,
                          uint32_t record)
{
    struct session *session = session_at(service, slot);

    adsum_presence_share(service, record);
    adsum_presence_drop(service, session->presence);
    session->presence = record;
    endpoint_at(service, slot)->since_seconds =
        (uint32_t)(service->now_ms / 1000);
}

static void tell_all(struct adsum_service *service, uint32_t slot, bool update,
                     bool contacts, const struct outlook *ahead)
{
    struct telling telling;

    adsum_fanout_begin(service, &telling, slot,
                       session_at(service, slot)->presence, false);
    if (contacts)
        adsum_fanout_contacts(service, &telling, ahead);
    adsum_fanout_own(service, &telling, 0);
    adsum_fanout_end(service, &telling);
    adsum_fanout_far(service, &telling, update);
}

/*
 * By subscription they see the session now: it needs no record (4.6.3). Of one
 * here that is behind, nobody knows yet which of both it will hear.
 */
static bool is_subscribed(const struct adsum_service *service,
                          const struct directed *directed, const void *context)
{
    uint32_t slot = *(const uint32_t *)context;

    return directed->session == slot &&
           *head_at(service, directed->target) == 0 &&
           adsum_permit_edge(adsum_edges_get(&service->edges,
                                             session_at(service, slot)->user,
                                             directed->target))
                   .view == ADSUM_VIEW_ALL;
}

/* What it may see: now, or once it is ready. Its record was reserved. */
static void bring(struct adsum_service *service, uint32_t slot)
{
    bool busy = session_at(service, slot)->behind;

    if (adsum_extra_ensure(service, slot) != 0)
        return;
    adsum_conflation_begin(service, slot);
    if (!busy)
        (void)adsum_conflation_catch_up(service, slot);
}

static int begin(struct adsum_service *service, uint32_t slot, uint32_t record)
{
    struct session *session = session_at(service, slot);
    uint32_t user = session->user;
    bool first = !adsum_fanout_others(service, slot);
    int err;

    if ((err = adsum_conflation_reserve(service, slot)) != 0 ||
        (err = adsum_request_expect(service, user)) != 0)
        return err;
    hold_presence(service, slot, record);
    session->changed = adsum_stamp_next(service);
    endpoint_at(service, slot)->born = session->changed;
    session->available = 1;
    adsum_directed_forgo(service, user, is_subscribed, &slot);
    tell_all(service, slot, false, true, NULL);
    if (!session->source) {
        adsum_request_bring(service, slot);
        bring(service, slot);
    }
    if (first)
        adsum_probe_all(service, user);
    return 0;
}

static int update(struct adsum_service *service, uint32_t slot, uint32_t record,
                  const struct outlook *ahead)
{
    struct session *session = session_at(service, slot);
    bool contacts = !session->hidden &&
                    ((service->flags & ADSUM_OPTION_SKIP_UNCHANGED) == 0 ||
                     !adsum_presence_same(service, session->presence, record));

    hold_presence(service, slot, record);
    session->changed = adsum_stamp_next(service);
    tell_all(service, slot, true, contacts, ahead);
    return 0;
}

void adsum_publish_return(struct adsum_service *service, uint32_t slot)
{
    struct session *session = session_at(service, slot);

    /* To itself it was there all the time. */
    if (session->behind && adsum_conflation_told(service, slot, slot))
        adsum_extra(service, slot)->itself = 1;
    session->hidden = 0;
    session->changed = adsum_stamp_next(service);
    endpoint_at(service, slot)->born = session->changed;
    tell_all(service, slot, false, true, NULL);
}

static int leave(struct adsum_service *service, uint32_t slot, uint32_t record)
{
    bool available = session_at(service, slot)->available;
    struct leaving leaving;
    int err = available
                  ? adsum_leave_reserve(service, slot, record, false, &leaving)
                  : adsum_directed_reserve(service, slot, record, false,
                                           &leaving.farewell);

    if (err != 0)
        return err;
    if (available)
        adsum_leave(service, slot, &leaving, false);
    else
        adsum_directed_end(service, slot, record, &leaving.farewell);
    return 0;
}

/* What it may see comes from its server; what it was told before, from here. */
static int publish_mirrored(struct adsum_service *service, uint32_t slot,
                            uint32_t record)
{
    const struct session *session = session_at(service, slot);
    bool first = !session->available;
    int err;

    if (adsum_presence_gone(service, record))
        first = false;
    if (first && (err = adsum_conflation_reserve(service, slot)) != 0)
        return err;
    adsum_mirror_publish(service, slot, record);
    if (first && !session->source)
        bring(service, slot);
    return 0;
}

static int publish(struct adsum_service *service, uint64_t handle,
                   const struct adsum_presence *presence,
                   const struct outlook *ahead)
{
    const struct session *session;
    uint32_t slot, record;
    bool gone;
    int err;

    if ((err = adsum_session_find(service, handle, &slot)) != 0 ||
        (err = adsum_presence_check(service, presence)) != 0 ||
        (err = adsum_presence_take(service, presence, &record)) != 0)
        return err;
    session = session_at(service, slot);
    gone = presence != NULL && presence->type == ADSUM_UNAVAILABLE;
    if (gone && !session->available && !adsum_directed_stands(service, slot))
        err = ADSUM_SAME;
    else if (adsum_entity_mirrored(service, session->user))
        err = publish_mirrored(service, slot, record);
    else if (gone)
        err = leave(service, slot, record);
    else
        err = session->available ? update(service, slot, record, ahead)
                                 : begin(service, slot, record);
    if (err == 0)
        service->statistics.published++;
    adsum_presence_drop(service, record);
    return err;
}

int adsum_session_publish(struct adsum_service *service, uint64_t session,
                          const struct adsum_presence *presence)
{
    struct outlook outlook;
    int err = adsum_service_enter(service);

    if (err != 0)
        return err;
    adsum_outlook_make(service, session, &outlook);
    return publish(service, session, presence, &outlook);
}

int adsum_service_publish(struct adsum_service *service,
                          struct adsum_publication *items, uint32_t count)
{
    struct outlook outlooks[ADSUM_OUTLOOKS];
    int err = adsum_service_enter(service);

    if (err != 0)
        return err;
    if (items == NULL && count != 0)
        return ADSUM_ERR_INVALID;
    for (uint32_t at = 0; at < count + ADSUM_OUTLOOK_AHEAD; at++) {
        uint32_t place = at - ADSUM_OUTLOOK_AHEAD;
        struct adsum_publication *item;

        adsum_outlook_ahead(service, items, count, at, outlooks);
        if (at < ADSUM_OUTLOOK_AHEAD)
            continue;
        item = &items[place];
        item->ret = publish(service, item->session, item->presence,
                            &outlooks[place % ADSUM_OUTLOOKS]);
        if (item->ret != 0)
            err = ADSUM_SOME;
    }
    return err;
}
