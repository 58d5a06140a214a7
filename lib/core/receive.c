/*
 * Receiving: what comes from elsewhere, in the form in which route() gave it
 * there. What a peer must not learn is silence here.
 */
#include "bounce.h"
#include "deliver.h"
#include "directed.h"
#include "entity.h"
#include "fanout.h"
#include "message.h"
#include "mirror.h"
#include "origin.h"
#include "plan.h"
#include "presence.h"
#include "probe.h"
#include "route.h"
#include "session.h"
#include "sighting.h"
#include "subscribe.h"
#include "user.h"
#include "utf8.h"
#include "waiting.h"

struct receiving {
    const struct adsum_notice *notice;
    struct adsum_text origin;
    struct adsum_address from_address;
    struct adsum_address to_address;
    struct party from;
    struct party to; /* entity 0: nobody here names it */
};

static bool text_valid(struct adsum_text text)
{
    return text.length == 0 ||
           (text.bytes != NULL && adsum_utf8_valid(text.bytes, text.length));
}

static int check_to(const struct adsum_notice *notice,
                    const struct adsum_text *to, uint32_t count)
{
    struct adsum_address address;
    int err = 0;

    if (to == NULL || count == 0 ||
        (count != 1 && notice->kind != ADSUM_PRESENCE))
        return ADSUM_ERR_INVALID;
    for (uint32_t i = 0; err == 0 && i < count; i++)
        err = adsum_address_split(to[i], &address);
    return err;
}

static int check(const struct adsum_service *service,
                 struct receiving *receiving, const struct adsum_text *to,
                 uint32_t count)
{
    const struct adsum_notice *notice = receiving->notice;
    int err;

    if (notice == NULL || notice->size < sizeof *notice ||
        notice->kind < ADSUM_PRESENCE || notice->kind > ADSUM_BOUNCE ||
        receiving->origin.length == 0 || !text_valid(receiving->origin) ||
        !text_valid(notice->id) ||
        (notice->bytes == NULL && notice->length != 0) ||
        (notice->kind == ADSUM_PRESENCE && notice->presence == NULL))
        return ADSUM_ERR_INVALID;
    if ((err = check_to(notice, to, count)) != 0 ||
        (err = adsum_address_split(notice->from, &receiving->from_address)) !=
            0)
        return err;
    if (notice->kind == ADSUM_PRESENCE)
        return adsum_presence_check(service, notice->presence);
    if (notice->kind == ADSUM_MESSAGE || notice->kind == ADSUM_IQ)
        return adsum_address_split(to[0], &receiving->to_address) != 0
                   ? ADSUM_ERR_INVALID
                   : adsum_message_check(notice, &receiving->to_address);
    return 0;
}

/* Who of those it is for: `to` becomes the party, entity 0 if unnamed. */
static void find_to(const struct adsum_service *service,
                    struct receiving *receiving, struct adsum_text to)
{
    (void)adsum_address_split(to, &receiving->to_address);
    receiving->to.entity = adsum_entity_find(service, &receiving->to_address);
    receiving->to.resource = receiving->to_address.resource;
    receiving->to.session = 0;
    if (receiving->to.entity != 0 && receiving->to.resource.length != 0)
        receiving->to.session = adsum_session_named(
            service, receiving->to.entity, receiving->to.resource);
}

static bool takes_presence(const struct adsum_service *service,
                           const struct receiving *receiving)
{
    const struct party *to = &receiving->to;

    if (to->entity == 0 || *head_at(service, to->entity) == 0)
        return false;
    if (to->resource.length != 0)
        return to->session != 0;
    return adsum_fanout_others(service, *head_at(service, to->entity)) ||
           session_at(service, *head_at(service, to->entity))->available;
}

static bool is_welcome(const struct adsum_service *service,
                       const struct receiving *receiving)
{
    return adsum_entity_mirrored(service, receiving->to.entity) ||
           !adsum_blocked(service, receiving->to.entity, &receiving->from);
}

/* Have room for all it is for, before anyone is told. */
static int reserve_sightings(struct adsum_service *service,
                             struct receiving *receiving,
                             const struct adsum_text *to, uint32_t count)
{
    uint32_t wanted = 0;
    int err;

    for (uint32_t i = 0; i < count; i++) {
        find_to(service, receiving, to[i]);
        if (!takes_presence(service, receiving))
            continue;
        err = adsum_sighting_reserve(service, &receiving->to, &receiving->from,
                                     &wanted);
        if (err != 0)
            return err;
    }
    return adsum_sighting_room(service, wanted, receiving->notice->from);
}

static void see_all(struct adsum_service *service, struct receiving *receiving,
                    const struct adsum_text *to, uint32_t count,
                    uint32_t record)
{
    bool gone = receiving->notice->presence->type == ADSUM_UNAVAILABLE;

    for (uint32_t i = 0; i < count; i++) {
        find_to(service, receiving, to[i]);
        if (gone && receiving->to.entity != 0)
            adsum_directed_forget(service, receiving->to.entity,
                                  &receiving->from);
        if (!takes_presence(service, receiving) ||
            !is_welcome(service, receiving))
            continue;
        if (gone)
            adsum_sighting_lose(service, receiving->to.entity,
                                receiving->to.session, &receiving->from,
                                record);
        else
            (void)adsum_sighting_see(
                service, receiving->to.entity, receiving->to.session,
                &receiving->from, receiving->origin, receiving->notice, record);
    }
}

static int receive_presence(struct adsum_service *service,
                            struct receiving *receiving,
                            const struct adsum_text *to, uint32_t count)
{
    uint32_t record;
    bool gone = receiving->notice->presence->type == ADSUM_UNAVAILABLE;
    struct adsum_text resource = receiving->from.resource;
    uint32_t name = 0, origin = 0;
    int err =
        adsum_presence_take(service, receiving->notice->presence, &record);

    if (err != 0)
        return err;
    if (!gone && resource.length != 0)
        err = adsum_text_intern(&service->texts, &service->memory,
                                resource.bytes, resource.length, &name);
    if (err == 0 && !gone)
        err = adsum_text_intern(&service->texts, &service->memory,
                                receiving->origin.bytes,
                                receiving->origin.length, &origin);
    if (err == 0 && !gone)
        err = adsum_origin_reserve(service);
    if (err == 0 && !gone)
        err = reserve_sightings(service, receiving, to, count);
    if (err == 0)
        see_all(service, receiving, to, count, record);
    adsum_text_release(&service->texts, name);
    adsum_text_release(&service->texts, origin);
    adsum_presence_drop(service, record);
    return err;
}

static void answer(struct adsum_service *service,
                   const struct receiving *receiving, struct adsum_text to,
                   uint32_t condition)
{
    struct adsum_notice bounce;

    if (condition == ADSUM_CONDITION_NONE ||
        receiving->notice->type == ADSUM_TYPE_ERROR)
        return;
    adsum_bounce_notice(receiving->notice, to, condition, &bounce);
    (void)adsum_route_to(service, receiving->to.entity, &bounce,
                         &receiving->from);
}

static int receive_message(struct adsum_service *service,
                           struct receiving *receiving, struct adsum_text to)
{
    struct party target = receiving->to;
    uint32_t condition;
    int err;

    if (target.entity != 0 && !adsum_entity_kept(service, target.entity) &&
        !adsum_entity_mirrored(service, target.entity))
        target.entity = 0;
    err = adsum_message_deliver(service, &receiving->from, &target,
                                receiving->notice, &condition);
    if (err == 0)
        answer(service, receiving, to, condition);
    return err;
}

/* 0, NO_MEMORY: nobody was told. */
static int deliver_to(struct adsum_service *service,
                      const struct receiving *receiving, bool interested)
{
    struct adsum_notice notice = *receiving->notice;
    struct delivery delivery;
    uint32_t only = receiving->to.session, user = receiving->to.entity;
    int err =
        adsum_waiting_reserve(service, adsum_session_count(service, user));

    if (err != 0)
        return err;
    notice.to = only != 0 ? ADSUM_TO_FULL : ADSUM_TO_BARE;
    adsum_delivery_init(service, &delivery, &notice);
    if ((delivery.parcel = adsum_parcel_make(service, &notice)) == NULL)
        return ADSUM_ERR_NO_MEMORY;
    for (uint32_t at = *head_at(service, user); at != 0;
         at = session_at(service, at)->next) {
        const struct session *session = session_at(service, at);

        if (session->open && (only != 0    ? at == only
                              : interested ? session->interested
                                           : session->available))
            adsum_delivery_add(service, &delivery, at);
    }
    adsum_delivery_end(service, &delivery);
    return 0;
}

static int receive_subscription(struct adsum_service *service,
                                struct receiving *receiving)
{
    const struct adsum_notice *notice = receiving->notice;
    struct stanza stanza = {
        .kind = notice->kind,
        .id = notice->id,
        .bytes = notice->bytes,
        .length = notice->length,
        .encoding = notice->encoding,
        .blocked =
            receiving->to.entity != 0 &&
            adsum_blocked(service, receiving->to.entity, &receiving->from)};
    bool named = receiving->to.resource.length != 0;
    int err;

    if (receiving->to.entity == 0 ||
        receiving->to.entity == receiving->from.entity ||
        (named && receiving->to.session == 0 &&
         notice->kind != ADSUM_SUBSCRIBE))
        return 0;
    if (adsum_entity_mirrored(service, receiving->to.entity))
        return deliver_to(service, receiving, notice->kind != ADSUM_SUBSCRIBE);
    if (!adsum_entity_kept(service, receiving->to.entity))
        return 0;
    err = adsum_subscribe_in(service, receiving->to.entity,
                             receiving->from.entity, &stanza);
    if (err == 0)
        return adsum_plan_run(service);
    adsum_plan_cancel(service);
    return err;
}

static int receive_one(struct adsum_service *service,
                       struct receiving *receiving, struct adsum_text to)
{
    int err;

    find_to(service, receiving, to);
    if ((err = adsum_user_need_named(service, &receiving->to_address,
                                     receiving->to.entity)) != 0 ||
        (err = adsum_entity_room(service, to.length,
                                 receiving->to.resource.length)) != 0)
        return err;
    switch (receiving->notice->kind) {
    case ADSUM_PROBE:
        return adsum_probe_answer(service, &receiving->to,
                                  receiving->to_address.bare, &receiving->from,
                                  receiving->notice->id);
    case ADSUM_MESSAGE:
    case ADSUM_IQ:
        return receive_message(service, receiving, to);
    case ADSUM_PUSH:
    case ADSUM_ROSTER:
        return receiving->to.entity == 0
                   ? 0
                   : adsum_mirror_roster(service, receiving->to.entity,
                                         &receiving->from, receiving->notice);
    case ADSUM_BOUNCE:
        return receiving->to.session == 0
                   ? 0
                   : deliver_to(service, receiving, false);
    default:
        return receive_subscription(service, receiving);
    }
}

int adsum_service_receive(struct adsum_service *service,
                          struct adsum_text origin,
                          const struct adsum_notice *notice,
                          const struct adsum_text *to, uint32_t count)
{
    struct receiving receiving = {.notice = notice, .origin = origin};
    int err = adsum_service_enter(service);

    if (err != 0 || (err = check(service, &receiving, to, count)) != 0)
        return err;
    err = adsum_entity_ensure(service, &receiving.from_address,
                              &receiving.from.entity);
    if (err != 0)
        return err;
    receiving.from.resource = receiving.from_address.resource;
    err = adsum_entity_room(service, notice->from.length,
                            receiving.from.resource.length);
    if (err == 0 && adsum_entity_kept(service, receiving.from.entity))
        err = 0; /* we decide for it: nobody else speaks for it */
    else if (err == 0)
        err = notice->kind == ADSUM_PRESENCE
                  ? receive_presence(service, &receiving, to, count)
                  : receive_one(service, &receiving, to[0]);
    if (err == 0)
        service->statistics.received += count;
    adsum_entity_release(service, receiving.from.entity);
    return err;
}

int adsum_service_origin_lost(struct adsum_service *service,
                              struct adsum_text origin)
{
    uint32_t id;
    int err = adsum_service_enter(service);

    if (err != 0)
        return err;
    if (origin.length != 0 && origin.bytes == NULL)
        return ADSUM_ERR_INVALID;
    while ((id = adsum_origin_first(service, origin)) != 0)
        adsum_sighting_lost(service, id);
    return 0;
}
