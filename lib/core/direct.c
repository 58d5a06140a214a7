/* Directed presence: sending it. */
#include "bounce.h"
#include "conflation.h"
#include "directed.h"
#include "entity.h"
#include "grave.h"
#include "notice.h"
#include "presence.h"
#include "route.h"
#include "session.h"
#include "waiting.h"

static bool blocks(const struct adsum_service *service, uint32_t source,
                   uint32_t slot)
{
    struct party party = adsum_party_session(service, slot);

    return adsum_blocked(service, session_at(service, source)->user, &party);
}

static bool is_subscribed(const struct adsum_service *service, uint32_t user,
                          uint32_t contact)
{
    return adsum_permit_edge(adsum_edges_get(&service->edges, user, contact))
               .view == ADSUM_VIEW_ALL;
}

/* By a record of its own, or by subscription. */
static bool hears_otherwise(const struct adsum_service *service,
                            const struct directed *directed, uint32_t slot,
                            bool subscribed)
{
    const struct session *source = session_at(service, directed->session);
    struct party party = adsum_party_session(service, slot);

    if (directed->resource == 0 &&
        adsum_directed_find(service, directed->session, &party) != 0)
        return true;
    return subscribed && source->available && !source->hidden &&
           adsum_conflation_told(service, slot, directed->session);
}

static bool is_for(const struct adsum_service *service,
                   const struct directed *directed, uint32_t slot,
                   uint32_t whom)
{
    uint32_t user = session_at(service, directed->session)->user;

    if (whom == ADSUM_DIRECTED_ALL
            ? !adsum_directed_meets(service, directed, slot)
            : !adsum_directed_told(service, directed, slot))
        return false;
    if (blocks(service, directed->session, slot))
        return false;
    return whom < ADSUM_DIRECTED_END ||
           !hears_otherwise(service, directed, slot,
                            whom == ADSUM_DIRECTED_TAKEN ||
                                is_subscribed(service, user, directed->target));
}

static void tell_one(struct adsum_service *service,
                     const struct directed *directed,
                     const struct adsum_notice *notice, struct parcel *parcel,
                     uint32_t slot, bool told)
{
    struct delivery delivery;

    adsum_delivery_init(service, &delivery, notice);
    adsum_delivery_keeps(&delivery, parcel);
    delivery.key = adsum_session_handle(service, directed->session);
    delivery.shown = told;
    adsum_delivery_add(service, &delivery, slot);
    adsum_delivery_end(service, &delivery);
}

static void compose(struct adsum_service *service,
                    const struct directed *directed, uint32_t record,
                    struct adsum_notice *ret, struct adsum_presence *presence)
{
    adsum_notice_presence(service, directed->session, record, ADSUM_VIEW_ALL,
                          ret, presence);
    ret->to = directed->resource == 0 ? ADSUM_TO_BARE : ADSUM_TO_FULL;
}

uint32_t adsum_directed_tell(struct adsum_service *service,
                             const struct directed *directed, uint32_t record,
                             struct parcel *parcel, uint32_t whom)
{
    struct adsum_presence presence;
    struct adsum_notice notice;
    struct party to = {directed->target, 0,
                       adsum_directed_resource(service, directed)};

    compose(service, directed, record, &notice, &presence);
    if (adsum_entity_far(service, directed->target))
        return adsum_route_to(service,
                              session_at(service, directed->session)->user,
                              &notice, &to);
    for (uint32_t at = *head_at(service, directed->target); at != 0;
         at = session_at(service, at)->next)
        if (is_for(service, directed, at, whom))
            tell_one(service, directed, &notice, parcel, at,
                     adsum_directed_told(service, directed, at));
    return ADSUM_CONDITION_NONE;
}

void adsum_directed_turn(struct adsum_service *service,
                         const struct directed *directed, uint32_t slot,
                         bool blocked)
{
    const struct session *source = session_at(service, directed->session);
    bool subscribed = is_subscribed(service, source->user, directed->target);
    struct adsum_presence presence;
    struct adsum_notice notice;

    if (!adsum_directed_told(service, directed, slot) ||
        (blocked ? hears_otherwise(service, directed, slot, subscribed)
                 : subscribed && source->available &&
                       session_at(service, slot)->available))
        return;
    compose(service, directed,
            blocked ? ADSUM_PRESENCE_GONE : directed->presence, &notice,
            &presence);
    tell_one(service, directed, &notice, NULL, slot, blocked);
}

/* Whoever has yet to be told of the session hears of it by catching up. */
static void send_untracked(struct adsum_service *service, uint32_t slot,
                           const struct adsum_notice *notice,
                           struct parcel *parcel, const struct party *to)
{
    struct delivery delivery;

    for (uint32_t at = *head_at(service, to->entity); at != 0;
         at = session_at(service, at)->next) {
        if (session_at(service, at)->gone ||
            (to->session != 0 ? at != to->session
                              : !session_at(service, at)->available) ||
            blocks(service, slot, at) ||
            (session_at(service, at)->behind &&
             !adsum_conflation_told(service, at, slot)))
            continue;
        adsum_delivery_init(service, &delivery, notice);
        adsum_delivery_keeps(&delivery, parcel);
        delivery.key = adsum_session_handle(service, slot);
        delivery.shown = 1;
        adsum_delivery_add(service, &delivery, at);
        adsum_delivery_end(service, &delivery);
    }
}

static uint32_t send_once(struct adsum_service *service, uint32_t slot,
                          const struct party *to,
                          const struct adsum_notice *notice,
                          struct parcel *parcel)
{
    if (adsum_entity_far(service, to->entity))
        return adsum_route_to(service, session_at(service, slot)->user, notice,
                              to);
    send_untracked(service, slot, notice, parcel, to);
    return ADSUM_CONDITION_NONE;
}

/* The subscription shows the session to them (4.6.3 rule 1), if they watch. */
static bool sees_by_subscription(const struct adsum_service *service,
                                 uint32_t slot, const struct party *to)
{
    const struct session *session = session_at(service, slot);

    return session->user == to->entity ||
           (session->available &&
            (to->session == 0 || session_at(service, to->session)->available) &&
            is_subscribed(service, session->user, to->entity));
}

static bool has_targets(struct adsum_service *service, const struct party *to)
{
    if (adsum_entity_far(service, to->entity))
        return true;
    if (to->resource.length != 0)
        return to->session != 0;
    for (uint32_t at = *head_at(service, to->entity); at != 0;
         at = session_at(service, at)->next)
        if (session_at(service, at)->available)
            return true;
    return false;
}

/* A session's stand in the order of their last presence, the newest first. */
static void bring_first(struct adsum_service *service, uint32_t slot,
                        uint32_t id)
{
    uint32_t *first = &adsum_extra(service, slot)->directed, *at = first;

    while (*at != id)
        at = &adsum_directed_at(service, *at)->next;
    *at = adsum_directed_at(service, id)->next;
    adsum_directed_at(service, id)->next = *first;
    *first = id;
}

/* The relation is now as the record says; it was not if nobody took it. */
static void keep_relation(struct adsum_service *service, uint32_t id,
                          uint32_t record, bool keep)
{
    struct directed *directed = adsum_directed_at(service, id);

    if (!keep) {
        adsum_directed_drop(service, id);
        return;
    }
    bring_first(service, directed->session, id);
    adsum_presence_share(service, record);
    adsum_presence_drop(service, directed->presence);
    directed->presence = record;
    directed->stamp = service->stamp;
    directed->since_seconds = (uint32_t)(service->now_ms / 1000);
}

static int direct(struct adsum_service *service, uint32_t slot,
                  const struct party *to, uint32_t record,
                  struct parcel *parcel, uint32_t *condition)
{
    bool gone = adsum_presence_gone(service, record), known, tracked;
    uint32_t id = adsum_directed_find(service, slot, to);
    struct adsum_notice notice;
    int err;

    known = id != 0;
    tracked = !sees_by_subscription(service, slot, to) && (known || !gone);
    if (tracked && !known &&
        (err = adsum_directed_make(service, slot, to, &id)) != 0)
        return err;
    /* What waits is told before what a walk tells: so its last end, too. */
    if (!session_at(service, slot)->available)
        adsum_grave_settle_place(service, slot);
    if (!tracked) {
        adsum_parcel_open(service, parcel, &notice);
        *condition = send_once(service, slot, to, &notice, parcel);
        return 0;
    }
    *condition = adsum_directed_tell(
        service, adsum_directed_at(service, id), record, parcel,
        gone ? ADSUM_DIRECTED_TOLD : ADSUM_DIRECTED_ALL);
    keep_relation(service, id, record,
                  !gone && (known || *condition == ADSUM_CONDITION_NONE));
    return 0;
}

int adsum_directed_send(struct adsum_service *service, uint32_t slot,
                        const struct party *to, uint32_t record)
{
    uint32_t condition = ADSUM_CONDITION_NONE;
    struct parcel *parcel, *bounce = NULL;
    struct adsum_presence presence;
    struct adsum_notice notice;
    int err;

    if (!has_targets(service, to))
        return 0;
    adsum_notice_presence(service, slot, record, ADSUM_VIEW_ALL, &notice,
                          &presence);
    notice.to = to->resource.length == 0 ? ADSUM_TO_BARE : ADSUM_TO_FULL;
    if ((err = adsum_waiting_reserve(
             service, adsum_session_count(service, to->entity) + 1)) != 0)
        return err;
    if ((parcel = adsum_parcel_make(service, &notice)) == NULL)
        return ADSUM_ERR_NO_MEMORY;
    err = adsum_bounce_prepare(service, &notice, to, &bounce);
    if (err == 0)
        err = direct(service, slot, to, record, parcel, &condition);
    adsum_bounce_send(service, slot, bounce,
                      err == 0 ? condition : ADSUM_CONDITION_NONE);
    adsum_parcel_drop(service, parcel);
    return err;
}
