/*
 * Sightings: keeping them and telling of them. The map holds those that stand;
 * one that is gone stays in its user's list alone, for who has yet to hear.
 */
#include "sighting.h"
#include "conflation.h"
#include "entity.h"
#include "notice.h"
#include "origin.h"
#include "presence.h"
#include "see.h"

static uint32_t key_hash(uint32_t user, uint32_t remote, uint32_t resource,
                         uint32_t session)
{
    uint32_t hash = user * 0x9e3779b1u;

    hash = (hash ^ hash >> 15 ^ remote) * 0x85ebca6bu;
    hash = (hash ^ hash >> 13 ^ resource) * 0xc2b2ae35u;
    hash = (hash ^ hash >> 16 ^ session) * 0x27d4eb2fu;
    return hash ^ hash >> 15;
}

static uint32_t *sighting_link(void *owner, uint32_t id)
{
    return &adsum_sighting_at(owner, id)->link;
}

static uint32_t sighting_hash(void *owner, uint32_t id)
{
    const struct sighting *sighting = adsum_sighting_at(owner, id);

    return key_hash(sighting->user, sighting->remote, sighting->resource,
                    sighting->session);
}

const struct map_class adsum_sighting_class = {sighting_link, sighting_hash};

uint32_t adsum_sighting_find(const struct adsum_service *service, uint32_t user,
                             uint32_t remote, uint32_t resource,
                             uint32_t session)
{
    uint32_t hash = key_hash(user, remote, resource, session), id = 0;

    while ((id = adsum_map_next(&service->sighting_map, hash, id)) != 0) {
        const struct sighting *found = adsum_sighting_at(service, id);

        if (found->user == user && found->remote == remote &&
            found->resource == resource && found->session == session)
            return id;
    }
    return 0;
}

uint32_t adsum_sighting_name(const struct adsum_service *service,
                             struct adsum_text resource)
{
    return resource.length == 0
               ? 0
               : adsum_text_find(&service->texts, resource.bytes,
                                 resource.length);
}

struct adsum_text adsum_sighting_resource(const struct adsum_service *service,
                                          const struct sighting *sighting)
{
    struct adsum_text none = {NULL, 0};

    return sighting->resource == 0
               ? none
               : adsum_text_at(&service->texts, sighting->resource);
}

void adsum_sighting_notice(struct adsum_service *service,
                           const struct sighting *sighting, uint32_t record,
                           struct adsum_notice *ret,
                           struct adsum_presence *presence)
{
    memset(ret, 0, sizeof *ret);
    ret->size = sizeof *ret;
    ret->kind = ADSUM_PRESENCE;
    ret->view = ADSUM_VIEW_ALL;
    ret->to = sighting->session == 0 ? ADSUM_TO_BARE : ADSUM_TO_FULL;
    ret->from = adsum_entity_full(service, sighting->remote,
                                  adsum_sighting_resource(service, sighting),
                                  service->from);
    adsum_presence_show(service, record, ADSUM_VIEW_ALL, presence);
    ret->presence = presence;
}

static void unlink_user(struct adsum_service *service,
                        const struct sighting *sighting)
{
    struct side *side = adsum_entity_side(service, sighting->user);

    if (sighting->previous != 0)
        adsum_sighting_at(service, sighting->previous)->next = sighting->next;
    else
        side->first_sighting = sighting->next;
    if (sighting->next != 0)
        adsum_sighting_at(service, sighting->next)->previous =
            sighting->previous;
    else
        side->last_sighting = sighting->previous;
    side->sighting_count--;
}

static void link_user(struct adsum_service *service, uint32_t id)
{
    struct sighting *sighting = adsum_sighting_at(service, id);
    struct side *side = adsum_entity_side(service, sighting->user);

    sighting->previous = side->last_sighting;
    if (side->last_sighting != 0)
        adsum_sighting_at(service, side->last_sighting)->next = id;
    else
        side->first_sighting = id;
    side->last_sighting = id;
    side->sighting_count++;
}

void adsum_sighting_unmap(struct adsum_service *service, uint32_t id)
{
    adsum_map_remove(&service->sighting_map, sighting_hash(service, id), id);
    adsum_origin_unlink(service, id);
}

void adsum_sighting_drop(struct adsum_service *service, uint32_t id)
{
    struct sighting *sighting = adsum_sighting_at(service, id);

    unlink_user(service, sighting);
    adsum_presence_drop(service, sighting->presence);
    adsum_text_release(&service->texts, sighting->resource);
    adsum_entity_release(service, sighting->remote);
    adsum_slab_give(&service->sightings, id);
    service->statistics.sightings--;
}

void adsum_sighting_release(struct adsum_service *service, uint32_t id)
{
    if (--adsum_sighting_at(service, id)->wanted == 0)
        adsum_sighting_drop(service, id);
}

int adsum_sighting_reserve(struct adsum_service *service,
                           const struct party *to, const struct party *from,
                           uint32_t *wanted)
{
    uint32_t name = adsum_sighting_name(service, from->resource);
    int err;

    if (adsum_sighting_find(service, to->entity, from->entity, name,
                            to->session) != 0)
        return 0;
    if ((err = adsum_entity_ensure_side(service, to->entity)) != 0)
        return err;
    if (adsum_entity_side(service, to->entity)->sighting_count >=
        service->limits.user_sightings) {
        service->statistics.limits_reached++;
        return ADSUM_ERR_LIMIT - ADSUM_LIMIT_USER_SIGHTINGS;
    }
    ++*wanted;
    return 0;
}

int adsum_sighting_room(struct adsum_service *service, uint32_t wanted,
                        struct adsum_text from)
{
    int err;

    if (wanted == 0)
        return 0;
    if (wanted > service->limits.sightings ||
        service->sightings.used > service->limits.sightings - wanted) {
        service->statistics.limits_reached++;
        return ADSUM_ERR_LIMIT - ADSUM_LIMIT_SIGHTINGS;
    }
    if ((err = adsum_entity_room(service, from.length, 0)) != 0 ||
        (err = adsum_slab_reserve(&service->sightings, &service->memory,
                                  wanted)) != 0)
        return err;
    return adsum_map_reserve(&service->sighting_map, &service->memory);
}

int adsum_sighting_make(struct adsum_service *service,
                        const struct sighting *wanted,
                        struct adsum_text resource, struct adsum_text origin,
                        uint32_t *ret)
{
    struct sighting made = *wanted;
    int err;

    if (resource.length != 0 &&
        (err = adsum_text_intern(&service->texts, &service->memory,
                                 resource.bytes, resource.length,
                                 &made.resource)) != 0)
        return err;
    err = adsum_origin_ensure(service, origin, &made.origin);
    if (err != 0) {
        adsum_text_release(&service->texts, made.resource);
        return err;
    }
    *ret = adsum_slab_take(&service->sightings);
    *adsum_sighting_at(service, *ret) = made;
    adsum_entity_share(service, made.remote);
    link_user(service, *ret);
    adsum_origin_link(service, *ret);
    adsum_map_put(&service->sighting_map, sighting_hash(service, *ret), *ret);
    service->statistics.sightings++;
    return 0;
}

bool adsum_sighting_meets(const struct adsum_service *service, uint32_t slot,
                          const struct sighting *sighting)
{
    const struct session *session = session_at(service, slot);

    return session->open && !session->source &&
           (sighting->session == 0 ? session->available
                                   : sighting->session == slot);
}

static void tell(struct adsum_service *service, uint32_t id,
                 const struct adsum_notice *notice)
{
    const struct sighting *sighting = adsum_sighting_at(service, id);
    struct delivery delivery;

    adsum_delivery_init(service, &delivery, notice);
    delivery.busy = ADSUM_BUSY_NEWEST;
    delivery.flushed = sighting->changed - ADSUM_STAMP_STEP;
    for (uint32_t at = *head_at(service, sighting->user); at != 0;
         at = session_at(service, at)->next)
        if (adsum_sighting_meets(service, at, sighting))
            adsum_delivery_add(service, &delivery, at);
    adsum_delivery_end(service, &delivery);
}

int adsum_sighting_see(struct adsum_service *service, uint32_t user,
                       uint32_t session, const struct party *remote,
                       struct adsum_text origin,
                       const struct adsum_notice *notice, uint32_t record)
{
    struct sighting wanted = {
        .user = user, .remote = remote->entity, .session = session};
    struct party watcher = adsum_party_bare(user);
    struct party contact = adsum_party_bare(remote->entity);
    struct adsum_notice told = *notice;
    struct sighting *sighting;
    bool anew;
    uint32_t id = 0, name = adsum_sighting_name(service, remote->resource);
    int err;

    if (remote->resource.length == 0 || name != 0)
        id = adsum_sighting_find(service, user, remote->entity, name, session);
    anew = id == 0 && !adsum_sighting_shows(service, &watcher, &contact);
    if (id == 0 && (err = adsum_sighting_make(
                        service, &wanted, remote->resource, origin, &id)) != 0)
        return err;
    sighting = adsum_sighting_at(service, id);
    sighting->changed = adsum_stamp_next(service);
    if (sighting->presence == 0) {
        sighting->born = sighting->changed;
        sighting->order = ++service->order;
    }
    adsum_presence_share(service, record);
    adsum_presence_drop(service, sighting->presence);
    sighting->presence = record;
    sighting->since_seconds = (uint32_t)(service->now_ms / 1000);
    if (anew)
        adsum_see_anew(service, user, remote->entity);
    told.to = session == 0 ? ADSUM_TO_BARE : ADSUM_TO_FULL;
    if (told.view == ADSUM_VIEW_NOTHING)
        told.view = ADSUM_VIEW_ALL;
    tell(service, id, &told);
    return 0;
}

uint32_t adsum_sighting_other(const struct adsum_service *service,
                              const struct sighting *sighting, uint32_t slot)
{
    uint32_t other = adsum_sighting_find(service, sighting->user,
                                         sighting->remote, sighting->resource,
                                         sighting->session == 0 ? slot : 0);

    return other != 0 && adsum_sighting_meets(service, slot,
                                              adsum_sighting_at(service, other))
               ? other
               : 0;
}

bool adsum_sighting_deliver(struct adsum_service *service, uint32_t id,
                            uint32_t slot)
{
    const struct sighting *sighting = adsum_sighting_at(service, id);
    struct adsum_presence presence;
    struct adsum_notice notice;
    struct delivery delivery;

    adsum_sighting_notice(service, sighting, sighting->presence, &notice,
                          &presence);
    adsum_delivery_init(service, &delivery, &notice);
    delivery.busy = ADSUM_BUSY_NEWEST;
    return adsum_deliver_one(service, &delivery, slot);
}

bool adsum_sighting_shows(const struct adsum_service *service,
                          const struct party *watcher,
                          const struct party *source)
{
    const struct side *side = adsum_entity_side(service, watcher->entity);

    if (side == NULL)
        return false;
    for (uint32_t id = side->first_sighting; id != 0;) {
        const struct sighting *sighting = adsum_sighting_at(service, id);

        if (!sighting->gone && sighting->remote == source->entity &&
            (source->resource.length == 0 ||
             text_equal(adsum_sighting_resource(service, sighting),
                        source->resource)) &&
            (sighting->session == 0 ||
             (watcher->resource.length != 0 &&
              text_equal(
                  adsum_party_session(service, sighting->session).resource,
                  watcher->resource))))
            return true;
        id = sighting->next;
    }
    return false;
}
