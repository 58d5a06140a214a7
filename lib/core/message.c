/*
 * Messages and IQs (8.5). Strangers get the same, whether the user is unknown,
 * offline or online: silence, or where one must answer, service-unavailable.
 */
#include "message.h"
#include "bounce.h"
#include "deliver.h"
#include "entity.h"
#include "host.h"
#include "notice_valid.h"
#include "presence.h"
#include "route.h"
#include "session.h"
#include "user.h"
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

/* A message or IQ on its way: what is said, and the same where it has to wait.
 */
struct letter {
    struct adsum_notice notice;
    struct parcel *parcel;
};

static void open(struct adsum_service *service, struct parcel *parcel,
                 struct letter *ret)
{
    adsum_parcel_open(service, parcel, &ret->notice);
    ret->parcel = parcel;
}

/* Deliver it to the sessions then added. */
static void begin(struct adsum_service *service, struct delivery *delivery,
                  struct letter *letter, uint8_t to)
{
    letter->notice.to = to;
    adsum_parcel_readdress(letter->parcel, to);
    adsum_delivery_init(service, delivery, &letter->notice);
    delivery->parcel = letter->parcel;
    letter->parcel->uses++;
}

static void deliver_one(struct adsum_service *service, uint32_t slot,
                        struct letter *letter)
{
    struct delivery delivery;

    begin(service, &delivery, letter, ADSUM_TO_FULL);
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

static int32_t best_priority(const struct adsum_service *service, uint32_t user)
{
    int32_t best = -1, priority;

    for (uint32_t at = *head_at(service, user); at != 0;
         at = session_at(service, at)->next)
        if ((priority = priority_of(service, at)) > best)
            best = priority;
    return best;
}

static bool to_best(struct adsum_service *service, uint32_t user,
                    struct letter *letter)
{
    int32_t best = best_priority(service, user);
    int32_t least = letter->notice.type == ADSUM_TYPE_HEADLINE ? 0 : best;
    struct delivery delivery;

    if (best < 0)
        return false;
    begin(service, &delivery, letter, ADSUM_TO_BARE);
    for (uint32_t at = *head_at(service, user); at != 0;
         at = session_at(service, at)->next)
        if (priority_of(service, at) >= least)
            adsum_delivery_add(service, &delivery, at);
    adsum_delivery_end(service, &delivery);
    return true;
}

static uint32_t to_bare(struct adsum_service *service,
                        const struct party *target, struct letter *letter)
{
    uint8_t type = letter->notice.type;
    bool keeps = type == ADSUM_TYPE_NORMAL || type == ADSUM_TYPE_CHAT;

    if (type == ADSUM_TYPE_GROUPCHAT)
        return ADSUM_CONDITION_SERVICE_UNAVAILABLE;
    if (target->entity == 0 || type == ADSUM_TYPE_ERROR ||
        to_best(service, target->entity, letter) || !keeps)
        return ADSUM_CONDITION_NONE;
    if (adsum_entity_kept(service, target->entity))
        adsum_host_keep(service,
                        adsum_entity_bare(service, target->entity, service->to),
                        &letter->notice);
    return ADSUM_CONDITION_NONE;
}

static bool is_known_to(struct adsum_service *service,
                        const struct party *sender, const struct party *target)
{
    struct party bare = adsum_party_bare(target->entity);

    return target->entity != 0 && sender->entity != 0 &&
           adsum_permit(service, sender, &bare).view != ADSUM_VIEW_NOTHING;
}

static uint32_t message(struct adsum_service *service,
                        const struct party *sender, const struct party *target,
                        struct letter *letter)
{
    uint8_t type = letter->notice.type;

    if (target->session != 0) {
        deliver_one(service, target->session, letter);
        return ADSUM_CONDITION_NONE;
    }
    if (target->resource.length == 0 || type == ADSUM_TYPE_CHAT)
        return to_bare(service, target, letter);
    return type != ADSUM_TYPE_ERROR && is_known_to(service, sender, target)
               ? ADSUM_CONDITION_SERVICE_UNAVAILABLE
               : ADSUM_CONDITION_NONE;
}

static bool may_ask(const struct adsum_service *service,
                    const struct party *sender, const struct party *target)
{
    if (adsum_entity_mirrored(service, target->entity))
        return true;
    return sender->entity != 0 &&
           adsum_permit(service, sender, target).view != ADSUM_VIEW_NOTHING;
}

static bool asks(const struct adsum_notice *notice)
{
    return notice->kind == ADSUM_IQ &&
           (notice->type == ADSUM_TYPE_GET || notice->type == ADSUM_TYPE_SET);
}

static uint32_t iq(struct adsum_service *service, const struct party *sender,
                   const struct party *target, struct letter *letter)
{
    bool answers = !asks(&letter->notice);

    if (target->session == 0 || (!answers && !may_ask(service, sender, target)))
        return answers ? ADSUM_CONDITION_NONE
                       : ADSUM_CONDITION_SERVICE_UNAVAILABLE;
    deliver_one(service, target->session, letter);
    return ADSUM_CONDITION_NONE;
}

/* An IQ request waited in vain: who asked has to know. */
static void refuse(struct adsum_service *service, const struct party *target,
                   const struct adsum_notice *asked)
{
    struct adsum_address address;
    struct party sender = {0, 0, {NULL, 0}};
    struct adsum_notice bounce;
    struct delivery delivery;

    if (adsum_address_split(asked->from, &address) != 0 ||
        adsum_entity_ensure(service, &address, &sender.entity) != 0)
        return;
    sender.resource = address.resource;
    sender.session =
        adsum_session_named(service, sender.entity, address.resource);
    adsum_bounce_notice(asked,
                        adsum_entity_full(service, target->entity,
                                          target->resource, service->from),
                        ADSUM_CONDITION_SERVICE_UNAVAILABLE, &bounce);
    if (sender.session != 0) {
        adsum_delivery_init(service, &delivery, &bounce);
        adsum_delivery_add(service, &delivery, sender.session);
        adsum_delivery_end(service, &delivery);
    } else if (adsum_entity_far(service, sender.entity)) {
        (void)adsum_route_to(service, target->entity, &bounce, &sender);
    }
    adsum_entity_release(service, sender.entity);
}

static void hand_on(struct adsum_service *service, const struct party *target,
                    struct parcel *parcel)
{
    struct letter letter;
    const struct adsum_notice *notice = &letter.notice;
    struct party bare = adsum_party_bare(target->entity);

    open(service, parcel, &letter);
    if (notice->kind == ADSUM_MESSAGE &&
        (notice->type == ADSUM_TYPE_NORMAL || notice->type == ADSUM_TYPE_CHAT))
        (void)to_bare(service, &bare, &letter);
    if (asks(notice))
        refuse(service, target, notice);
}

void adsum_waiting_disperse(struct adsum_service *service, uint32_t slot)
{
    struct party target = adsum_party_session(service, slot);
    struct wait wait;

    while (adsum_waiting_shift(service, slot, &wait)) {
        if (wait.parcel != NULL)
            hand_on(service, &target, wait.parcel);
        adsum_parcel_drop(service, wait.parcel);
    }
}

/* What waits where nothing more goes comes before what is sent now. */
static void disperse_full(struct adsum_service *service, uint32_t user)
{
    for (uint32_t at = *head_at(service, user); at != 0;
         at = session_at(service, at)->next)
        if (session_at(service, at)->full)
            adsum_waiting_disperse(service, at);
}

static uint32_t judge(struct adsum_service *service, const struct party *sender,
                      const struct party *target, struct letter *letter)
{
    bool groupchat = letter->notice.kind == ADSUM_MESSAGE &&
                     letter->notice.type == ADSUM_TYPE_GROUPCHAT &&
                     target->resource.length == 0;
    struct party to = *target;

    if (to.session != 0 && (session_at(service, to.session)->source ||
                            session_at(service, to.session)->full))
        to.session = 0;
    if (to.entity != 0 && sender->entity != 0 &&
        adsum_entity_kept(service, to.entity) &&
        adsum_blocked(service, to.entity, sender))
        return groupchat || asks(&letter->notice)
                   ? ADSUM_CONDITION_SERVICE_UNAVAILABLE
                   : ADSUM_CONDITION_NONE;
    return letter->notice.kind == ADSUM_IQ
               ? iq(service, sender, &to, letter)
               : message(service, sender, &to, letter);
}

int adsum_message_deliver(struct adsum_service *service,
                          const struct party *sender,
                          const struct party *target,
                          const struct adsum_notice *notice,
                          uint32_t *condition)
{
    uint32_t user = target->entity;
    struct parcel *parcel;
    struct letter letter;
    int err = adsum_waiting_reserve(
        service, user == 0 ? 0 : adsum_session_count(service, user));

    if (err != 0)
        return err;
    parcel = adsum_parcel_make(service, notice);
    if (parcel == NULL)
        return ADSUM_ERR_NO_MEMORY;
    if (user != 0)
        disperse_full(service, user);
    open(service, parcel, &letter);
    *condition = judge(service, sender, target, &letter);
    adsum_parcel_drop(service, parcel);
    return 0;
}

static int check_return(const struct adsum_notice *notice, struct adsum_text to,
                        struct adsum_address *ret)
{
    if (notice == NULL ||
        (notice->kind != ADSUM_MESSAGE && notice->kind != ADSUM_IQ) ||
        !adsum_notice_valid(notice) || adsum_address_split(to, ret) != 0)
        return ADSUM_ERR_INVALID;
    return adsum_message_check(notice, ret);
}

int adsum_service_return(struct adsum_service *service, struct adsum_text to,
                         const struct adsum_notice *notice)
{
    struct party target = {0, 0, {NULL, 0}};
    struct adsum_address address;
    struct parcel *parcel;
    int err = adsum_service_enter(service);

    if (err != 0 || (err = check_return(notice, to, &address)) != 0)
        return err;
    target.entity = adsum_entity_find(service, &address);
    target.resource = address.resource;
    if ((err = adsum_user_need_named(service, &address, target.entity)) != 0 ||
        target.entity == 0)
        return err;
    if (address.resource.length != 0 &&
        adsum_session_named(service, target.entity, address.resource) != 0)
        return ADSUM_ERR_INVALID;
    if ((err = adsum_entity_room(service, to.length,
                                 address.resource.length)) != 0 ||
        (err = adsum_waiting_reserve(
             service, adsum_session_count(service, target.entity) + 1)) != 0)
        return err;
    parcel = adsum_parcel_make(service, notice);
    if (parcel == NULL)
        return ADSUM_ERR_NO_MEMORY;
    hand_on(service, &target, parcel);
    adsum_parcel_drop(service, parcel);
    return 0;
}
