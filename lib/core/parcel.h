/*
 * Parcels: notices kept packed until their targets can take them. One block
 * of memory, shared and counted.
 */
#ifndef ADSUM_CORE_PARCEL_H
#define ADSUM_CORE_PARCEL_H

#include "service.h"

struct parcel {
    uint32_t uses;
    uint32_t length; /* of the packed notice behind it */
};

/** Pack a notice. NULL: no memory. One use is the caller's. */
struct parcel *adsum_parcel_make(struct adsum_service *service,
                                 const struct adsum_notice *notice);
/** The same of a packed notice. */
struct parcel *adsum_parcel_copy(struct adsum_service *service,
                                 const void *bytes, uint32_t length);
void adsum_parcel_drop(struct adsum_service *service, struct parcel *parcel);

/**
 * Read what is in it: views into it, and into service->parts for lists, where
 * they stay until another presence is laid out or parcel opened.
 */
void adsum_parcel_open(const struct adsum_service *service,
                       const struct parcel *parcel, struct adsum_notice *ret);

/** Let it go to sessions' bare or full addresses: ADSUM_TO_*. */
void adsum_parcel_readdress(struct parcel *parcel, uint8_t to);
/** Of a bounce: the condition, ADSUM_CONDITION_*. */
void adsum_parcel_answer(struct parcel *parcel, uint32_t condition);

static inline const void *adsum_parcel_bytes(const struct parcel *parcel)
{
    return parcel + 1;
}

/** What it takes, as limits.waiting_bytes counts it. */
static inline uint32_t adsum_parcel_size(const struct parcel *parcel)
{
    return (uint32_t)sizeof *parcel + parcel->length;
}

#endif
