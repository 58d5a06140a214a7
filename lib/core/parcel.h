/*
 * Parcels: notices kept whole until their targets can take them. One block of
 * the host's memory, shared and counted.
 */
#ifndef ADSUM_CORE_PARCEL_H
#define ADSUM_CORE_PARCEL_H

#include "service.h"

struct parcel {
    struct adsum_notice notice; /* what it points to lies behind it */
    struct adsum_presence presence;
    uint32_t uses;
    uint32_t bytes; /* of the block */
};

/** Copy a notice. NULL: no memory. One use is the caller's. */
struct parcel *adsum_parcel_make(struct adsum_service *service,
                                 const struct adsum_notice *notice);
void adsum_parcel_drop(struct adsum_service *service, struct parcel *parcel);

#endif
