/*
 * The walk of a session that catches up: its own user's sessions, its
 * contacts', its sightings, newest presence only, from a cursor.
 */
#ifndef ADSUM_CORE_WALK_H
#define ADSUM_CORE_WALK_H

#include "service.h"

/** Where a call found a walk that it goes on with. */
struct stride {
    bool resumed;
    bool again; /* a further walk of the same call */
    uint8_t phase;
    uint32_t start;
    uint32_t contact;
    uint32_t place;
    uint64_t order;
};

/** Go on with a walk under way. True: it came to its end. */
bool adsum_walk_on(struct adsum_service *service, uint32_t slot,
                   struct extra *extra, const struct stride *stride);

#endif
