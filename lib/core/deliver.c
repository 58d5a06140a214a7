/*
 * Delivery. A batch is handed to the host when it is full and at the end; a
 * session that answers busy is behind from then on.
 */
#include "deliver.h"
#include "conflation.h"
#include "host.h"
#include "waiting.h"

uint64_t adsum_session_handle(const struct adsum_service *service,
                              uint32_t slot)
{
    uint64_t generation = session_at(service, slot)->generation;

    return (uint64_t)1 << 56 | generation << 32 | slot;
}

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

void adsum_delivery_flush(struct adsum_service *service,
                          struct delivery *delivery)
{
    uint32_t count = delivery->count;

    if (count == 0)
        return;
    delivery->count = 0;
    adsum_host_deliver(service, delivery->notice, service->targets, count);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t slot = service->slots[i];

        if (service->targets[i].answer == ADSUM_TAKEN) {
            service->statistics.delivered++;
            if (delivery->taken != UINT8_MAX)
                delivery->taken++;
            continue;
        }
        service->statistics.busy++;
        adsum_conflation_fall_behind(service, slot, delivery->flushed);
        hold(service, delivery, slot);
    }
}

static void add(struct adsum_service *service, struct delivery *delivery,
                uint32_t slot)
{
    const struct session *session = session_at(service, slot);
    struct adsum_target *target;

    if (delivery->count == service->target_room)
        adsum_delivery_flush(service, delivery);
    target = &service->targets[delivery->count];
    target->session = adsum_session_handle(service, slot);
    target->context = session->of.context;
    target->answer = ADSUM_TAKEN;
    target->reserved = 0;
    service->slots[delivery->count++] = slot;
}

void adsum_delivery_add(struct adsum_service *service,
                        struct delivery *delivery, uint32_t slot)
{
    const struct session *session = session_at(service, slot);

    if (session->source || session->full)
        return;
    if (!session->behind)
        add(service, delivery, slot);
    else if (delivery->busy == ADSUM_BUSY_PARCEL)
        hold(service, delivery, slot);
}

void adsum_delivery_end(struct adsum_service *service,
                        struct delivery *delivery)
{
    adsum_delivery_flush(service, delivery);
    adsum_parcel_drop(service, delivery->parcel);
    delivery->parcel = NULL;
}

bool adsum_deliver_one(struct adsum_service *service,
                       struct delivery *delivery, uint32_t slot)
{
    uint8_t before = delivery->taken;

    delivery->taken = 0;
    add(service, delivery, slot);
    adsum_delivery_flush(service, delivery);
    if (delivery->taken != 0)
        return true;
    delivery->taken = before;
    return false;
}
