/* Bounces (RFC 6120 section 8.3). */
#include "bounce.h"
#include "deliver.h"
#include "entity.h"
#include "waiting.h"

void adsum_bounce_notice(const struct adsum_notice *sent,
                         struct adsum_text from, uint32_t condition,
                         struct adsum_notice *ret)
{
    *ret = *sent;
    ret->kind = ADSUM_BOUNCE;
    ret->type = sent->kind;
    ret->condition = (uint8_t)condition;
    ret->to = ADSUM_TO_FULL;
    ret->view = ADSUM_VIEW_NOTHING;
    ret->from = from;
    if (sent->presence != NULL)
        ret->id = sent->presence->id;
    ret->presence = NULL;
}

/* 8.3.1: no error for an error; and a result asks for nothing. */
static bool is_due(const struct adsum_notice *sent)
{
    switch (sent->kind) {
    case ADSUM_PRESENCE:
    case ADSUM_SUBSCRIBE:
        return true;
    case ADSUM_MESSAGE:
    case ADSUM_IQ:
        return sent->type != ADSUM_TYPE_ERROR &&
               sent->type != ADSUM_TYPE_RESULT;
    default:
        return false;
    }
}

int adsum_bounce_prepare(struct adsum_service *service,
                         const struct adsum_notice *sent,
                         const struct party *to, struct parcel **ret)
{
    struct adsum_notice notice;
    int err;

    *ret = NULL;
    if (!is_due(sent))
        return 0;
    adsum_bounce_notice(
        sent, adsum_entity_full(service, to->entity, to->resource, service->to),
        ADSUM_CONDITION_NONE, &notice);
    if ((err = adsum_waiting_reserve(service, 1)) != 0)
        return err;
    *ret = adsum_parcel_make(service, &notice);
    return *ret == NULL ? ADSUM_ERR_NO_MEMORY : 0;
}

void adsum_bounce_send(struct adsum_service *service, uint32_t slot,
                       struct parcel *parcel, uint32_t condition)
{
    struct adsum_notice notice;
    struct delivery delivery;

    if (parcel == NULL || condition == ADSUM_CONDITION_NONE) {
        adsum_parcel_drop(service, parcel);
        return;
    }
    adsum_parcel_answer(parcel, condition);
    adsum_parcel_open(service, parcel, &notice);
    adsum_delivery_init(service, &delivery, &notice);
    delivery.parcel = parcel;
    adsum_delivery_add(service, &delivery, slot);
    adsum_delivery_end(service, &delivery);
}
