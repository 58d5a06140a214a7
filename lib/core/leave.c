/*
 * Leaving. Sessions that are behind and were told of the one that leaves want
 * its grave: the slot itself where the session closes, one reserved before
 * where it stays open.
 */
#include "leave.h"
#include "conflation.h"
#include "entity.h"
#include "fanout.h"
#include "grave.h"
#include "host.h"
#include "mirror.h"
#include "presence.h"
#include "session.h"
#include "waiting.h"

int adsum_leave_reserve(struct adsum_service *service, uint32_t slot,
                        uint32_t record, bool hide, struct leaving *ret)
{
    struct adsum_text resource =
        adsum_text_kept(&service->texts, endpoint_at(service, slot)->resource);
    int err;

    ret->record = record;
    ret->resource = 0;
    /* Alone, there is nobody to want a grave. */
    if (service->statistics.sessions != 1 &&
        ((err = adsum_session_reserve(service)) != 0 ||
         (err =
              adsum_text_keep(&service->texts, &service->memory, resource.bytes,
                              resource.length, &ret->resource)) != 0))
        return err;
    err = adsum_directed_reserve(service, slot, record,
                                 !hide && !session_at(service, slot)->source,
                                 &ret->farewell);
    if (err != 0)
        adsum_text_drop(&service->texts, ret->resource);
    return err;
}

static void save_last(struct adsum_service *service, uint32_t user)
{
    struct adsum_change change;

    if (!adsum_entity_kept(service, user))
        return;
    if (adsum_entity_ensure_side(service, user) == 0)
        adsum_entity_side(service, user)->last_ms = service->now_ms;
    memset(&change, 0, sizeof change);
    change.user = adsum_entity_bare(service, user, service->to);
    change.kind = ADSUM_CHANGE_LAST;
    change.number = service->now_ms;
    (void)adsum_host_save(service, &change, 1);
}

/* Who has yet to hear of it. */
struct pending {
    uint32_t wanted; /* so many */
    bool misled;     /* the stamps of others say that they have, too */
};

/* Everyone who was told of it. */
static struct pending tell(struct adsum_service *service, uint32_t slot,
                           uint32_t record, struct farewell *farewell,
                           bool itself)
{
    struct telling telling;
    struct pending pending;

    adsum_fanout_begin(service, &telling, slot, record, true);
    adsum_fanout_contacts(service, &telling, NULL);
    adsum_fanout_own(service, &telling, slot);
    if (itself) {
        adsum_delivery_keeps(&telling.delivery,
                             farewell->parcels[ADSUM_TO_BARE]);
        adsum_delivery_add_self(service, &telling.delivery, slot);
    }
    adsum_fanout_end(service, &telling);
    pending.wanted = telling.wanted;
    pending.misled = telling.misled;
    adsum_fanout_far(service, &telling, false);
    adsum_directed_end(service, slot, record, farewell);
    return pending;
}

/* The session no longer watches, nor is it there to be written to. */
static void withdraw(struct adsum_service *service, uint32_t slot, bool last)
{
    struct party party = adsum_party_session(service, slot);

    adsum_sighting_close(service, slot, last);
    adsum_directed_forget(service, 0, &party);
    party.resource.length = 0;
    if (last)
        adsum_directed_forget(service, 0, &party);
}

static uint32_t dig(struct adsum_service *service, uint32_t slot,
                    uint32_t record, uint32_t resource, uint32_t wanted)
{
    const struct session *session = session_at(service, slot);
    uint32_t grave = adsum_slab_take(&service->sessions);
    struct session *made = session_at(service, grave);
    uint32_t generation = made->generation;

    memset(made, 0, sizeof *made);
    made->generation = generation & 0xffffffu;
    made->user = session->user;
    made->gone = 1;
    made->presence = record;
    made->changed = session->changed;
    made->of.grave.place = slot;
    made->of.grave.wanted = wanted;
    *endpoint_at(service, grave) = *endpoint_at(service, slot);
    endpoint_at(service, grave)->resource = resource;
    adsum_presence_share(service, record);
    adsum_entity_share(service, made->user);
    adsum_session_link_in(service, grave);
    return grave;
}

void adsum_leave(struct adsum_service *service, uint32_t slot,
                 struct leaving *leaving, bool hide)
{
    uint32_t record = leaving->record;
    struct session *session = session_at(service, slot);
    bool last = !hide && !adsum_fanout_others(service, slot);
    bool itself = !hide && adsum_conflation_told(service, slot, slot);
    struct pending pending;
    uint32_t grave = 0;

    if (last)
        save_last(service, session->user);
    session->changed = adsum_stamp_next(service);
    if (!hide) {
        adsum_waiting_drop_presence(service, slot);
        adsum_conflation_forget(service, slot);
    }
    pending = tell(service, slot, record, &leaving->farewell, itself);
    if (pending.wanted != 0)
        grave = dig(service, slot, record, leaving->resource, pending.wanted);
    else
        adsum_text_drop(&service->texts, leaving->resource);
    if (grave != 0 && pending.misled)
        adsum_grave_settle_one(service, grave, NULL);
    if (hide) {
        session->hidden = 1;
        return;
    }
    withdraw(service, slot, last);
    adsum_presence_drop(service, session->presence);
    adsum_presence_share(service, record);
    session->presence = record;
    session->available = 0;
    session->hidden = 0;
}

static void close_behind(struct adsum_service *service, struct session *session)
{
    if (session->behind) {
        session->behind = 0;
        service->statistics.behind--;
    }
    if (session->full) {
        session->full = 0;
        service->pending_full--;
    }
}

void adsum_leave_end(struct adsum_service *service, uint32_t slot,
                     uint32_t record, uint32_t reason)
{
    struct session *session = session_at(service, slot);
    uint64_t handle = adsum_session_handle(service, slot);
    uint64_t context = session->of.context;
    uint32_t user = session->user;
    struct pending pending = {0, false};
    bool was_available = session->available;
    bool last = was_available && !adsum_fanout_others(service, slot);

    if (last)
        save_last(service, user);
    adsum_conflation_forget(service, slot);
    session->changed = adsum_stamp_next(service);
    if (adsum_entity_mirrored(service, user))
        adsum_mirror_leave(service, slot, record);
    else if (was_available && !session->hidden)
        pending = tell(service, slot, record, NULL, false);
    else
        adsum_directed_end(service, slot, record, NULL);
    withdraw(service, slot, last);
    session->available = 0;
    session->open = 0;
    close_behind(service, session);
    adsum_waiting_disperse(service, slot);
    adsum_extra_settle(service, slot);
    service->statistics.sessions--;
    adsum_presence_drop(service, session->presence);
    adsum_presence_share(service, record);
    session->presence = record;
    session->gone = 1;
    session->of.grave.place = slot;
    session->of.grave.wanted = pending.wanted;
    if (pending.wanted == 0)
        adsum_session_forget(service, slot);
    else if (pending.misled)
        adsum_grave_settle_one(service, slot, NULL);
    if (reason != 0)
        adsum_host_ended(service, handle, context, reason);
}
