/* Directed presence. */
#include "directed.h"
#include "bounce.h"
#include "conflation.h"
#include "entity.h"
#include "host.h"
#include "notice.h"
#include "presence.h"
#include "route.h"
#include "session.h"
#include "waiting.h"

static struct directed *directed_at(const struct adsum_service *service,
                                    uint32_t id)
{
    return adsum_slab_at(&service->directed, id);
}

static uint32_t *directed_link(void *owner, uint32_t id)
{
    return &directed_at(owner, id)->link;
}

static uint32_t target_hash(uint32_t target)
{
    return target * 0x9e3779b1u;
}

static uint32_t directed_hash(void *owner, uint32_t id)
{
    return target_hash(directed_at(owner, id)->target);
}

const struct map_class adsum_directed_class = {directed_link, directed_hash};

struct adsum_text adsum_directed_resource(const struct adsum_service *service,
                                          const struct directed *directed)
{
    struct adsum_text none = {NULL, 0};

    return directed->resource == 0
               ? none
               : adsum_text_at(&service->texts, directed->resource);
}

static uint32_t first_of(const struct adsum_service *service, uint32_t slot)
{
    const struct extra *extra = adsum_extra(service, slot);

    return extra == NULL ? 0 : extra->directed;
}

bool adsum_directed_stands(const struct adsum_service *service, uint32_t slot)
{
    return first_of(service, slot) != 0;
}

/* Asked of the target: a session may have many. */
uint32_t adsum_directed_find(const struct adsum_service *service, uint32_t slot,
                             const struct party *to)
{
    uint32_t hash = target_hash(to->entity), id = 0;

    while ((id = adsum_map_next(&service->directed_map, hash, id)) != 0) {
        const struct directed *directed = directed_at(service, id);

        if (directed->session == slot && directed->target == to->entity &&
            text_equal(adsum_directed_resource(service, directed),
                       to->resource))
            return id;
    }
    return 0;
}

static void forget(struct adsum_service *service, uint32_t id)
{
    struct directed *directed = directed_at(service, id);
    struct extra *extra = adsum_extra(service, directed->session);
    uint32_t *at = &extra->directed;

    while (*at != id)
        at = &directed_at(service, *at)->next;
    *at = directed->next;
    extra->directed_count--;
    adsum_extra_settle(service, directed->session);
    adsum_map_remove(&service->directed_map, directed_hash(service, id), id);
    adsum_presence_drop(service, directed->presence);
    adsum_text_release(&service->texts, directed->resource);
    adsum_entity_release(service, directed->target);
    adsum_slab_give(&service->directed, id);
}

int adsum_directed_make(struct adsum_service *service, uint32_t slot,
                        const struct party *to, uint32_t *ret)
{
    struct directed made = {.session = slot, .target = to->entity};
    struct extra *extra;
    int err;

    if ((err = adsum_extra_ensure(service, slot)) != 0)
        return err;
    extra = adsum_extra(service, slot);
    if (extra->directed_count >= service->limits.directed)
        err = ADSUM_ERR_LIMIT - ADSUM_LIMIT_DIRECTED;
    if (err != 0 ||
        (err = adsum_slab_reserve(&service->directed, &service->memory, 1)) !=
            0 ||
        (err = adsum_map_reserve(&service->directed_map, &service->memory)) !=
            0 ||
        (err = adsum_entity_room(service, 0, to->resource.length)) != 0 ||
        (to->resource.length != 0 &&
         (err = adsum_text_intern(&service->texts, &service->memory,
                                  to->resource.bytes, to->resource.length,
                                  &made.resource)) != 0)) {
        adsum_extra_settle(service, slot);
        return err;
    }
    *ret = adsum_slab_take(&service->directed);
    made.next = extra->directed;
    *directed_at(service, *ret) = made;
    extra->directed = *ret;
    extra->directed_count++;
    adsum_entity_share(service, made.target);
    adsum_map_put(&service->directed_map, directed_hash(service, *ret), *ret);
    return 0;
}

static bool is_target(const struct adsum_service *service,
                      const struct directed *directed, uint32_t slot)
{
    const struct session *session = session_at(service, slot);

    return !session->gone && session->open && !session->source &&
           (directed->resource != 0
                ? text_equal(adsum_party_session(service, slot).resource,
                             adsum_directed_resource(service, directed))
                : session->available);
}

/* Was this session of the target there when it was last told? */
static bool was_told(const struct adsum_service *service,
                     const struct directed *directed, uint32_t slot)
{
    return directed->presence != 0 && is_target(service, directed, slot) &&
           (directed->resource != 0 ||
            !stamp_after(endpoint_at(service, slot)->born, directed->stamp));
}

static void tell_here(struct adsum_service *service,
                      const struct directed *directed,
                      const struct adsum_notice *notice, struct parcel *parcel,
                      bool all)
{
    struct delivery delivery;

    for (uint32_t at = *head_at(service, directed->target); at != 0;
         at = session_at(service, at)->next) {
        bool told = was_told(service, directed, at);

        if (!(all ? is_target(service, directed, at) : told))
            continue;
        adsum_delivery_init(service, &delivery, notice);
        adsum_delivery_keeps(&delivery, parcel);
        delivery.key = adsum_session_handle(service, directed->session);
        delivery.shown = told;
        adsum_delivery_add(service, &delivery, at);
        adsum_delivery_end(service, &delivery);
    }
}

/* Show the record to the target; `all`: also to who was not told before. */
static uint32_t tell(struct adsum_service *service,
                     const struct directed *directed, uint32_t record,
                     struct parcel *parcel, bool all)
{
    struct adsum_presence presence;
    struct adsum_notice notice;
    struct party to = {directed->target, 0,
                       adsum_directed_resource(service, directed)};

    adsum_notice_presence(service, directed->session, record, ADSUM_VIEW_ALL,
                          &notice, &presence);
    notice.to = directed->resource == 0 ? ADSUM_TO_BARE : ADSUM_TO_FULL;
    if (adsum_entity_far(service, directed->target)) {
        return adsum_route_to(service,
                              session_at(service, directed->session)->user,
                              &notice, &to);
    }
    tell_here(service, directed, &notice, parcel, all);
    return ADSUM_CONDITION_NONE;
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

/* The subscription shows the session to them (4.6.3 rule 1). */
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

static bool sees_by_subscription(const struct adsum_service *service,
                                 uint32_t slot, const struct party *to)
{
    const struct session *session = session_at(service, slot);

    return session->user == to->entity ||
           (session->available &&
            adsum_permit_edge(
                adsum_edges_get(&service->edges, session->user, to->entity))
                    .view == ADSUM_VIEW_ALL);
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
        at = &directed_at(service, *at)->next;
    *at = directed_at(service, id)->next;
    directed_at(service, id)->next = *first;
    *first = id;
}

/* The relation is now as the record says; it was not if nobody took it. */
static void keep_relation(struct adsum_service *service, uint32_t id,
                          uint32_t record, bool keep)
{
    struct directed *directed = directed_at(service, id);

    if (!keep) {
        forget(service, id);
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
                  const struct adsum_notice *notice, struct parcel *parcel,
                  uint32_t *condition)
{
    bool gone = adsum_presence_gone(service, record), known;
    uint32_t id = adsum_directed_find(service, slot, to);
    int err;

    known = id != 0;
    if (sees_by_subscription(service, slot, to) || (!known && gone)) {
        *condition = send_once(service, slot, to, notice, parcel);
        return 0;
    }
    if (!known && (err = adsum_directed_make(service, slot, to, &id)) != 0)
        return err;
    *condition = tell(service, directed_at(service, id), record, parcel, !gone);
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
        err = direct(service, slot, to, record, &notice, parcel, &condition);
    adsum_bounce_send(service, slot, bounce,
                      err == 0 ? condition : ADSUM_CONDITION_NONE);
    adsum_parcel_drop(service, parcel);
    return err;
}

static uint8_t address_of(const struct directed *directed)
{
    return directed->resource == 0 ? ADSUM_TO_BARE : ADSUM_TO_FULL;
}

static void let_go(struct adsum_service *service, struct farewell *farewell)
{
    adsum_parcel_drop(service, farewell->parcels[ADSUM_TO_BARE]);
    adsum_parcel_drop(service, farewell->parcels[ADSUM_TO_FULL]);
}

static int make_farewell(struct adsum_service *service, uint32_t slot,
                         uint32_t record, uint8_t to, struct parcel **ret)
{
    struct adsum_presence presence;
    struct adsum_notice notice;

    if (*ret != NULL)
        return 0;
    adsum_notice_presence(service, slot, record, ADSUM_VIEW_ALL, &notice,
                          &presence);
    notice.to = to;
    *ret = adsum_parcel_make(service, &notice);
    return *ret == NULL ? ADSUM_ERR_NO_MEMORY : 0;
}

int adsum_directed_reserve(struct adsum_service *service, uint32_t slot,
                           uint32_t record, bool itself, struct farewell *ret)
{
    uint32_t count = itself;
    int err = 0;

    memset(ret, 0, sizeof *ret);
    if (itself)
        err = make_farewell(service, slot, record, ADSUM_TO_BARE,
                            &ret->parcels[ADSUM_TO_BARE]);
    for (uint32_t id = first_of(service, slot); id != 0 && err == 0;
         id = directed_at(service, id)->next) {
        const struct directed *directed = directed_at(service, id);
        uint8_t to = address_of(directed);

        if (adsum_entity_far(service, directed->target))
            continue;
        count += adsum_session_count(service, directed->target);
        err = make_farewell(service, slot, record, to, &ret->parcels[to]);
    }
    if (err == 0 && count != 0)
        err = adsum_waiting_reserve(service, count);
    if (err != 0)
        let_go(service, ret);
    return err;
}

void adsum_directed_end(struct adsum_service *service, uint32_t slot,
                        uint32_t record, struct farewell *farewell)
{
    uint32_t id;

    while ((id = first_of(service, slot)) != 0) {
        const struct directed *directed = directed_at(service, id);

        (void)tell(service, directed, record,
                   farewell == NULL ? NULL
                                    : farewell->parcels[address_of(directed)],
                   false);
        forget(service, id);
    }
    if (farewell != NULL)
        let_go(service, farewell);
}

void adsum_directed_revoke(struct adsum_service *service, uint32_t user,
                           bool (*ends)(const struct adsum_service *service,
                                        const struct directed *directed,
                                        const void *context),
                           const void *context, bool tell_them)
{
    for (uint32_t at = *head_at(service, user), next; at != 0;
         at = session_at(service, at)->next)
        for (uint32_t id = first_of(service, at); id != 0; id = next) {
            const struct directed *directed = directed_at(service, id);

            next = directed->next;
            if (!ends(service, directed, context))
                continue;
            if (tell_them)
                (void)tell(service, directed, ADSUM_PRESENCE_GONE, NULL, false);
            forget(service, id);
        }
}

void adsum_directed_refuse(struct adsum_service *service, uint32_t target,
                           bool (*ends)(const struct adsum_service *service,
                                        const struct directed *directed,
                                        const void *context),
                           const void *context)
{
    uint32_t hash = target_hash(target), next;

    for (uint32_t id = adsum_map_next(&service->directed_map, hash, 0); id != 0;
         id = next) {
        const struct directed *directed = directed_at(service, id);

        next = adsum_map_next(&service->directed_map, hash, id);
        if (directed->target != target || !ends(service, directed, context))
            continue;
        (void)tell(service, directed, ADSUM_PRESENCE_GONE, NULL, false);
        forget(service, id);
    }
}

void adsum_directed_forget(struct adsum_service *service, uint32_t user,
                           const struct party *target)
{
    uint32_t hash = target_hash(target->entity), next;

    for (uint32_t id = adsum_map_next(&service->directed_map, hash, 0); id != 0;
         id = next) {
        const struct directed *directed = directed_at(service, id);

        next = adsum_map_next(&service->directed_map, hash, id);
        if (directed->target == target->entity &&
            (user == 0 ||
             session_at(service, directed->session)->user == user) &&
            text_equal(adsum_directed_resource(service, directed),
                       target->resource))
            forget(service, id);
    }
}

static bool record_shows(const struct adsum_service *service,
                         const struct directed *directed,
                         const struct party *watcher)
{
    if (directed->resource == 0 && watcher->session != 0)
        return was_told(service, directed, watcher->session);
    return directed->resource == 0 ||
           text_equal(adsum_directed_resource(service, directed),
                      watcher->resource);
}

bool adsum_directed_shows(const struct adsum_service *service,
                          const struct party *watcher,
                          const struct party *source)
{
    uint32_t hash = target_hash(watcher->entity), id = 0;

    while ((id = adsum_map_next(&service->directed_map, hash, id)) != 0) {
        const struct directed *directed = directed_at(service, id);
        struct party whom;

        if (directed->target != watcher->entity)
            continue;
        whom = adsum_party_session(service, directed->session);
        if (whom.entity == source->entity && source->resource.length != 0 &&
            text_equal(whom.resource, source->resource) &&
            record_shows(service, directed, watcher))
            return true;
    }
    return false;
}

const struct directed *adsum_directed_of(const struct adsum_service *service,
                                         const struct party *watcher,
                                         uint32_t slot)
{
    for (uint32_t id = first_of(service, slot); id != 0;
         id = directed_at(service, id)->next) {
        const struct directed *directed = directed_at(service, id);

        if (directed->presence != 0 && directed->target == watcher->entity &&
            record_shows(service, directed, watcher))
            return directed;
    }
    return NULL;
}

void adsum_directed_clear(struct adsum_service *service, uint32_t slot)
{
    uint32_t id;

    while ((id = first_of(service, slot)) != 0)
        forget(service, id);
}
