/*
 * Pictures: the room they are composed in.
 */
#ifndef ADSUM_CORE_PICTURE_H
#define ADSUM_CORE_PICTURE_H

#include "service.h"

/** A resource on its way into a picture; limits.resources are kept. */
struct shown {
    uint64_t newness; /* seconds, then which of one second is newer */
    struct adsum_text name;
    uint32_t record;
    uint32_t view;
    uint32_t rank; /* of two the better one has the higher */
    struct adsum_presence presence;
};

#endif
