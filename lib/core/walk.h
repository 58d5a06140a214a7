/*
 * The walk of a session that catches up: its own user's sessions, its
 * contacts', its sightings, newest presence only, from a cursor.
 */
#ifndef ADSUM_CORE_WALK_H
#define ADSUM_CORE_WALK_H

#include "service.h"

/** Go on with a walk under way. True: it came to its end. */
bool adsum_walk_on(struct adsum_service *service, uint32_t slot,
                   struct extra *extra);

#endif
