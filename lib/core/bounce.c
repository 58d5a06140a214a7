/* Bounces (RFC 6120 section 8.3). */
#include "bounce.h"
#include "deliver.h"
#include "entity.h"

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

void adsum_bounce(struct adsum_service *service, uint32_t slot,
                  const struct adsum_notice *sent, const struct party *to,
                  uint32_t condition)
{
    struct adsum_notice notice;
    struct delivery delivery;

    /* 8.3.1: no error for an error; and a result asks for nothing. */
    if ((sent->kind == ADSUM_MESSAGE || sent->kind == ADSUM_IQ) &&
        (sent->type == ADSUM_TYPE_ERROR || sent->type == ADSUM_TYPE_RESULT))
        return;
    adsum_bounce_notice(
        sent, adsum_entity_full(service, to->entity, to->resource, service->to),
        condition, &notice);
    adsum_delivery_init(service, &delivery, &notice);
    adsum_delivery_add(service, &delivery, slot);
    adsum_delivery_end(service, &delivery);
}
