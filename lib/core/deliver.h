/*
 * Delivery: one notice to sessions here, in batches, and what becomes of it
 * where one is behind or answers busy.
 */
#ifndef ADSUM_CORE_DELIVER_H
#define ADSUM_CORE_DELIVER_H

#include "parcel.h"

enum {
    ADSUM_BUSY_NEWEST = 0, /* nothing: catching up finds what is newest */
    ADSUM_BUSY_GRAVE,      /* the same, and counted */
    ADSUM_BUSY_SHOW,       /* it waits as a reference to `source` */
    ADSUM_BUSY_PARCEL      /* it waits whole */
};

struct delivery {
    const struct adsum_notice *notice;
    struct parcel *parcel; /* NULL: made when the first has to wait */
    uint64_t key;          /* of directed presence: from which session */
    uint32_t source;       /* session, of SHOW; of GRAVE: the one itself */
    uint32_t flushed;      /* what a session that is busy has been told */
    uint32_t count;        /* in the batch */
    uint32_t taken;        /* targets that took it */
    uint32_t wanted;       /* of GRAVE: so many have yet to hear of it */
    uint8_t busy;          /* ADSUM_BUSY_* */
    uint8_t shown;         /* of a key: the target was told before */
};

/** Hand over what was added so far. */
void adsum_delivery_flush(struct adsum_service *service,
                          struct delivery *delivery);

static inline uint64_t adsum_session_handle_of(const struct session *session,
                                               uint32_t slot)
{
    uint64_t generation = session->generation;

    return (uint64_t)1 << 56 | generation << 32 | slot;
}

/** The handle of a session. */
static inline uint64_t adsum_session_handle(const struct adsum_service *service,
                                            uint32_t slot)
{
    return adsum_session_handle_of(session_at(service, slot), slot);
}

/** A delivery of a notice whose targets keep it whole if they have to. */
void adsum_delivery_init(struct adsum_service *service,
                         struct delivery *delivery,
                         const struct adsum_notice *notice);

/** What its targets keep was made before; NULL: it was not. */
static inline void adsum_delivery_keeps(struct delivery *delivery,
                                        struct parcel *parcel)
{
    delivery->parcel = parcel;
    if (parcel != NULL)
        parcel->uses++;
}

/** Deliver to a session; whoever is a source or full gets nothing. */
void adsum_delivery_add(struct adsum_service *service,
                        struct delivery *delivery, uint32_t slot);
/** The same for one that is not behind, nor a source: what fan-out does. */
static inline void adsum_delivery_offer(struct adsum_service *service,
                                        struct delivery *delivery,
                                        uint32_t slot,
                                        const struct session *session)
{
    struct adsum_target *target;

    if (session->source)
        return;
    if (delivery->count == service->target_room)
        adsum_delivery_flush(service, delivery);
    target = &service->targets[delivery->count];
    target->session = adsum_session_handle_of(session, slot);
    target->context = session->of.context;
    target->answer = ADSUM_TAKEN;
    target->reserved = 0;
    service->slots[delivery->count++] = slot;
}

/**
 * In a batch of GRAVE, the one that leaves and was told that it is there: it
 * may not miss its own.
 */
void adsum_delivery_add_self(struct adsum_service *service,
                             struct delivery *delivery, uint32_t slot);
/** The same, at the end. The parcel, if made here, is let go. */
void adsum_delivery_end(struct adsum_service *service,
                        struct delivery *delivery);

/** Deliver to one session. True: it took it. */
bool adsum_deliver_one(struct adsum_service *service, struct delivery *delivery,
                       uint32_t slot);

#endif
