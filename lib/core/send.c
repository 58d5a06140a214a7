/*
 * Sending: adsum_session_send(). The address is named for as long as the call
 * lasts, whoever names it otherwise.
 */
#include "bounce.h"
#include "directed.h"
#include "entity.h"
#include "message.h"
#include "mirror.h"
#include "notice.h"
#include "plan.h"
#include "presence.h"
#include "probe.h"
#include "route.h"
#include "session.h"
#include "subscribe.h"
#include "user.h"
#include "utf8.h"

struct sending {
    struct adsum_notice notice; /* with our `from` */
    struct adsum_address address;
    struct party from;
    struct party to;
};

static bool is_subscription(uint32_t kind)
{
    return kind >= ADSUM_SUBSCRIBE && kind <= ADSUM_UNSUBSCRIBED;
}

static int check(const struct adsum_service *service,
                 const struct adsum_notice *notice,
                 const struct adsum_address *to)
{
    if (notice->kind < ADSUM_PRESENCE ||
        (notice->kind > ADSUM_UNSUBSCRIBED && notice->kind != ADSUM_MESSAGE &&
         notice->kind != ADSUM_IQ) ||
        notice->encoding > ADSUM_ENCODING_SEALED ||
        (notice->bytes == NULL && notice->length != 0) ||
        (notice->id.bytes == NULL && notice->id.length != 0) ||
        (notice->id.length != 0 &&
         !adsum_utf8_valid(notice->id.bytes, notice->id.length)))
        return ADSUM_ERR_INVALID;
    if (is_subscription(notice->kind) &&
        (notice->length > service->limits.request_bytes ||
         notice->id.length > service->limits.request_bytes))
        return ADSUM_ERR_LIMIT - ADSUM_LIMIT_REQUEST_BYTES;
    if (notice->kind == ADSUM_PRESENCE)
        return adsum_presence_check(service, notice->presence);
    if (notice->kind == ADSUM_MESSAGE || notice->kind == ADSUM_IQ)
        return adsum_message_check(notice, to);
    return 0;
}

static int subscribe(struct adsum_service *service, struct sending *sending)
{
    struct stanza stanza = {.kind = sending->notice.kind,
                            .slot = sending->from.session,
                            .id = sending->notice.id,
                            .bytes = sending->notice.bytes,
                            .length = sending->notice.length,
                            .encoding = sending->notice.encoding};
    int err = adsum_user_need(service, sending->to.entity);

    if (err != 0)
        return err;
    err = adsum_subscribe_out(service, sending->from.entity, sending->to.entity,
                              &stanza);
    if (err != 0) {
        adsum_plan_cancel(service);
        return err;
    }
    return adsum_plan_run(service);
}

static int direct(struct adsum_service *service, struct sending *sending)
{
    uint32_t record;
    int err;

    if (adsum_entity_kept(service, sending->to.entity) &&
        adsum_blocked(service, sending->to.entity, &sending->from))
        return 0;
    err = adsum_presence_take(service, sending->notice.presence, &record);
    if (err != 0)
        return err;
    err = adsum_directed_send(service, sending->from.session, &sending->to,
                              record);
    adsum_presence_drop(service, record);
    if (err == 0)
        service->statistics.published++;
    return err;
}

static int message_here(struct adsum_service *service, struct sending *sending,
                        uint32_t *condition)
{
    struct party target = sending->to;
    int err = adsum_user_need(service, target.entity);

    if (err != 0)
        return err;
    if (!adsum_entity_kept(service, target.entity))
        target.entity = 0;
    return adsum_message_deliver(service, &sending->from, &target,
                                 &sending->notice, condition);
}

static int message(struct adsum_service *service, struct sending *sending)
{
    uint32_t condition = ADSUM_CONDITION_NONE;
    struct parcel *bounce;
    int err;

    sending->notice.from = adsum_entity_full(
        service, sending->from.entity, sending->from.resource, service->from);
    err =
        adsum_bounce_prepare(service, &sending->notice, &sending->to, &bounce);
    if (err != 0)
        return err;
    if (adsum_entity_far(service, sending->to.entity))
        condition = adsum_route_to(service, sending->from.entity,
                                   &sending->notice, &sending->to);
    else
        err = message_here(service, sending, &condition);
    adsum_bounce_send(service, sending->from.session, bounce, condition);
    return err;
}

static int probe(struct adsum_service *service, struct sending *sending)
{
    struct adsum_notice notice;
    int err;

    if (adsum_entity_far(service, sending->to.entity)) {
        adsum_notice_bare(service, ADSUM_PROBE, sending->from.entity, &notice);
        notice.id = sending->notice.id;
        (void)adsum_route_to(service, sending->from.entity, &notice,
                             &sending->to);
        return 0;
    }
    if ((err = adsum_user_need(service, sending->to.entity)) != 0)
        return err;
    return adsum_probe_answer(service, &sending->to, sending->address.bare,
                              &sending->from, sending->notice.id);
}

static int send_mirrored(struct adsum_service *service, struct sending *sending)
{
    struct adsum_text none = {NULL, 0};

    sending->notice.from = adsum_entity_full(
        service, sending->from.entity,
        is_subscription(sending->notice.kind) ? none : sending->from.resource,
        service->from);
    return adsum_mirror_send(service, sending->from.session, &sending->notice,
                             &sending->to);
}

static int send(struct adsum_service *service, struct sending *sending)
{
    uint32_t kind = sending->notice.kind;

    if (adsum_entity_mirrored(service, sending->from.entity))
        return send_mirrored(service, sending);
    if (is_subscription(kind) && sending->to.entity == sending->from.entity)
        return ADSUM_ERR_INVALID;
    if (adsum_blocked(service, sending->from.entity, &sending->to))
        return ADSUM_ERR_BLOCKED;
    if (is_subscription(kind))
        return subscribe(service, sending);
    if (kind == ADSUM_PRESENCE)
        return direct(service, sending);
    if (kind == ADSUM_PROBE)
        return probe(service, sending);
    return message(service, sending);
}

int adsum_session_send(struct adsum_service *service, uint64_t session,
                       struct adsum_text to, const struct adsum_notice *notice)
{
    struct sending sending;
    uint32_t slot;
    int err = adsum_service_enter(service);

    if (err != 0 || (err = adsum_session_find(service, session, &slot)) != 0)
        return err;
    if (notice == NULL || notice->size < sizeof *notice)
        return ADSUM_ERR_INVALID;
    if ((err = adsum_address_split(to, &sending.address)) != 0 ||
        (err = check(service, notice, &sending.address)) != 0)
        return err;
    if (is_subscription(notice->kind))
        sending.address.resource.length = 0;
    sending.notice = *notice;
    sending.notice.view = ADSUM_VIEW_ALL;
    sending.from = adsum_party_session(service, slot);
    err = adsum_entity_ensure(service, &sending.address, &sending.to.entity);
    if (err != 0)
        return err;
    sending.to.resource = sending.address.resource;
    sending.to.session = sending.address.resource.length == 0
                             ? 0
                             : adsum_session_named(service, sending.to.entity,
                                                   sending.address.resource);
    err = adsum_entity_room(service, 0, sending.address.resource.length);
    if (err == 0)
        err = send(service, &sending);
    adsum_entity_release(service, sending.to.entity);
    return err;
}
