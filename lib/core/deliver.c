/*
 * Delivery. A batch is handed to the host when it is full and at the end; a
 * session that answers busy is behind from then on.
 */
#include "deliver.h"
#include "conflation.h"
#include "host.h"
#include "waiting.h"

void adsum_delivery_init(struct adsum_service *service,
                         struct delivery *delivery,
                         const struct adsum_notice *notice)
{
    memset(delivery, 0, sizeof *delivery);
    delivery->notice = notice;
    delivery->flushed = service->stamp;
    delivery->busy = ADSUM_BUSY_PARCEL;
}

static void hold(struct adsum_service *service, struct delivery *delivery,
                 uint32_t slot)
{
    switch (delivery->busy) {
    case ADSUM_BUSY_GRAVE:
        if (slot == delivery->source)
            adsum_waiting_put(service, slot, delivery);
        else
            delivery->wanted++;
        break;
    case ADSUM_BUSY_SHOW:
        adsum_waiting_show(service, slot, delivery->source);
        break;
    case ADSUM_BUSY_PARCEL:
        adsum_waiting_put(service, slot, delivery);
        break;
    default:
        break;
    }
}

static void refused(struct adsum_service *service, struct delivery *delivery,
                    uint32_t slot)
{
    service->statistics.delivered--;
    delivery->taken--;
    service->statistics.busy++;
    adsum_conflation_fall_behind(service, slot, delivery->flushed);
    hold(service, delivery, slot);
}

void adsum_delivery_flush(struct adsum_service *service,
                          struct delivery *delivery)
{
    uint32_t count = delivery->count;

    if (count == 0)
        return;
    delivery->count = 0;
    adsum_host_deliver(service, delivery->notice, service->targets, count);
    service->statistics.delivered += count;
    delivery->taken += count;
    for (uint32_t i = 0; i < count; i++)
        if (service->targets[i].answer != ADSUM_TAKEN)
            refused(service, delivery, service->slots[i]);
}

void adsum_delivery_add(struct adsum_service *service,
                        struct delivery *delivery, uint32_t slot)
{
    const struct session *session = session_at(service, slot);

    if (!session->behind)
        adsum_delivery_offer(service, delivery, slot, session);
    else if (!session->full && delivery->busy == ADSUM_BUSY_PARCEL)
        hold(service, delivery, slot);
}

void adsum_delivery_add_self(struct adsum_service *service,
                             struct delivery *delivery, uint32_t slot)
{
    const struct session *session = session_at(service, slot);

    delivery->source = slot;
    delivery->key = adsum_session_handle(service, slot);
    delivery->shown = 1;
    if (!session->behind)
        adsum_delivery_offer(service, delivery, slot, session);
    else
        adsum_waiting_put(service, slot, delivery);
}

void adsum_delivery_end(struct adsum_service *service,
                        struct delivery *delivery)
{
    adsum_delivery_flush(service, delivery);
    adsum_parcel_drop(service, delivery->parcel);
    delivery->parcel = NULL;
}

bool adsum_deliver_one(struct adsum_service *service, struct delivery *delivery,
                       uint32_t slot)
{
    uint32_t before = delivery->taken;

    adsum_delivery_offer(service, delivery, slot, session_at(service, slot));
    adsum_delivery_flush(service, delivery);
    return delivery->taken != before;
}
