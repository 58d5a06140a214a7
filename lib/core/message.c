/*
 * Messages and IQs (8.5). Strangers get the same, whether the user is unknown,
 * offline or online: silence, or where one must answer, service-unavailable.
 */
#include "message.h"
#include "bounce.h"
#include "deliver.h"
#include "entity.h"
#include "host.h"
#include "presence.h"
#include "route.h"
#include "session.h"
#include "waiting.h"

int adsum_message_check(const struct adsum_notice *notice,
                        const struct adsum_address *to)
{
    if (notice->kind == ADSUM_MESSAGE)
        return notice->type <= ADSUM_TYPE_ERROR ? 0 : ADSUM_ERR_INVALID;
    if (to->resource.length == 0 || notice->type < ADSUM_TYPE_ERROR ||
        notice->type > ADSUM_TYPE_RESULT)
        return ADSUM_ERR_INVALID;
    return 0;
}

static void deliver_one(struct adsum_service *service, uint32_t slot,
                        const struct adsum_notice *notice, uint8_t to)
{
    struct adsum_notice told = *notice;
    struct delivery delivery;

    told.to = to;
    adsum_delivery_init(service, &delivery, &told);
    adsum_delivery_add(service, &delivery, slot);
    adsum_delivery_end(service, &delivery);
}

static int32_t priority_of(const struct adsum_service *service, uint32_t slot)
{
    const struct session *session = session_at(service, slot);
    struct adsum_presence presence;

    if (!session->open || !session->available || session->source ||
        session->full)
        return -1;
    adsum_presence_show(service, session->presence, ADSUM_VIEW_ALL, &presence);
    return presence.priority;
}

static int32_t best_priority(const struct adsum_service *service,
                             uint32_t user)
{
    int32_t best = -1, priority;

    for (uint32_t at = *head_at(service, user); at != 0;
         at = session_at(service, at)->next)
        if ((priority = priority_of(service, at)) > best)
            best = priority;
    return best;
}

bool adsum_message_to_best(struct adsum_service *service, uint32_t user,
                           const struct adsum_notice *notice)
{
    int32_t best = best_priority(service, user);
    int32_t least = notice->type == ADSUM_TYPE_HEADLINE ? 0 : best;
    struct adsum_notice told = *notice;
    struct delivery delivery;

    if (best < 0)
        return false;
    told.to = ADSUM_TO_BARE;
    adsum_delivery_init(service, &delivery, &told);
    for (uint32_t at = *head_at(service, user); at != 0;
         at = session_at(service, at)->next)
        if (priority_of(service, at) >= least)
            adsum_delivery_add(service, &delivery, at);
    adsum_delivery_end(service, &delivery);
    return true;
}

static uint32_t to_bare(struct adsum_service *service,
                        const struct party *target,
                        const struct adsum_notice *notice)
{
    bool keeps = notice->type == ADSUM_TYPE_NORMAL ||
                 notice->type == ADSUM_TYPE_CHAT;

    if (notice->type == ADSUM_TYPE_GROUPCHAT)
        return ADSUM_CONDITION_SERVICE_UNAVAILABLE;
    if (target->entity == 0 || notice->type == ADSUM_TYPE_ERROR ||
        adsum_message_to_best(service, target->entity, notice) || !keeps)
        return ADSUM_CONDITION_NONE;
    if (adsum_entity_kept(service, target->entity))
        adsum_host_keep(service,
                        adsum_entity_bare(service, target->entity,
                                          service->to),
                        notice);
    return ADSUM_CONDITION_NONE;
}

static bool is_known_to(struct adsum_service *service,
                        const struct party *sender,
                        const struct party *target)
{
    struct party bare = adsum_party_bare(target->entity);

    return target->entity != 0 && sender->entity != 0 &&
           adsum_permit(service, sender, &bare).view != ADSUM_VIEW_NOTHING;
}

static uint32_t message(struct adsum_service *service,
                        const struct party *sender, const struct party *target,
                        const struct adsum_notice *notice)
{
    if (target->session != 0) {
        deliver_one(service, target->session, notice, ADSUM_TO_FULL);
        return ADSUM_CONDITION_NONE;
    }
    if (target->resource.length == 0 || notice->type == ADSUM_TYPE_CHAT)
        return to_bare(service, target, notice);
    if (notice->type != ADSUM_TYPE_ERROR &&
        is_known_to(service, sender, target))
        return ADSUM_CONDITION_SERVICE_UNAVAILABLE;
    return ADSUM_CONDITION_NONE;
}

static bool may_ask(const struct adsum_service *service,
                    const struct party *sender, const struct party *target)
{
    if (adsum_entity_mirrored(service, target->entity))
        return true;
    return sender->entity != 0 &&
           adsum_permit(service, sender, target).view != ADSUM_VIEW_NOTHING;
}

static uint32_t iq(struct adsum_service *service, const struct party *sender,
                   const struct party *target,
                   const struct adsum_notice *notice)
{
    bool asks =
        notice->type == ADSUM_TYPE_GET || notice->type == ADSUM_TYPE_SET;

    if (target->session == 0 ||
        (asks && !may_ask(service, sender, target)))
        return asks ? ADSUM_CONDITION_SERVICE_UNAVAILABLE
                    : ADSUM_CONDITION_NONE;
    deliver_one(service, target->session, notice, ADSUM_TO_FULL);
    return ADSUM_CONDITION_NONE;
}

uint32_t adsum_message_deliver(struct adsum_service *service,
                               const struct party *sender,
                               const struct party *target,
                               const struct adsum_notice *notice)
{
    struct party to = *target;

    if (to.session != 0 && (session_at(service, to.session)->source ||
                            session_at(service, to.session)->full))
        to.session = 0;
    if (notice->kind == ADSUM_IQ)
        return iq(service, sender, &to, notice);
    if (to.entity != 0 && sender->entity != 0 &&
        adsum_entity_kept(service, to.entity) &&
        adsum_blocked(service, to.entity, sender))
        return to.resource.length == 0 &&
                       notice->type == ADSUM_TYPE_GROUPCHAT
                   ? ADSUM_CONDITION_SERVICE_UNAVAILABLE
                   : ADSUM_CONDITION_NONE;
    return message(service, sender, &to, notice);
}

/* An IQ request waited in vain: who asked has to know. */
static void refuse(struct adsum_service *service, uint32_t user,
                   const struct adsum_notice *asked)
{
    struct adsum_address address;
    struct party sender = {0, 0, {NULL, 0}}, target = adsum_party_bare(user);

    if (adsum_address_split(asked->from, &address) != 0)
        return;
    sender.entity = adsum_entity_find(service, &address);
    sender.resource = address.resource;
    if (sender.entity == 0)
        return;
    sender.session =
        adsum_session_named(service, sender.entity, address.resource);
    if (sender.session != 0) {
        adsum_bounce(service, sender.session, asked, &target,
                     ADSUM_CONDITION_SERVICE_UNAVAILABLE);
    } else {
        struct adsum_notice bounce;

        adsum_bounce_notice(asked, adsum_entity_bare(service, user,
                                                     service->from),
                            ADSUM_CONDITION_SERVICE_UNAVAILABLE, &bounce);
        (void)adsum_route_to(service, user, &bounce, &sender);
    }
}

void adsum_waiting_disperse(struct adsum_service *service, uint32_t user,
                            struct wait *wait)
{
    const struct adsum_notice *notice;
    struct party target = adsum_party_bare(user);

    if (wait->parcel == NULL)
        return;
    notice = &wait->parcel->notice;
    if (notice->kind == ADSUM_MESSAGE &&
        (notice->type == ADSUM_TYPE_NORMAL ||
         notice->type == ADSUM_TYPE_CHAT))
        (void)to_bare(service, &target, notice);
    if (notice->kind == ADSUM_IQ && (notice->type == ADSUM_TYPE_GET ||
                                     notice->type == ADSUM_TYPE_SET))
        refuse(service, user, notice);
}
