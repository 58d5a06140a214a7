/*
 * Leaving: a session becomes unavailable, whether it says so, hides, closes or
 * is ended. Who was told it was there is told it is not.
 */
#ifndef ADSUM_CORE_LEAVE_H
#define ADSUM_CORE_LEAVE_H

#include "directed.h"

/** What leaving needs, taken before. */
struct leaving {
    uint32_t record;   /* its last presence */
    uint32_t resource; /* kept text, for a grave */
    struct farewell farewell;
};

/** Let adsum_leave() of an open session succeed. 0, NO_MEMORY. */
int adsum_leave_reserve(struct adsum_service *service, uint32_t slot,
                        uint32_t record, bool hide, struct leaving *ret);

/** The session stays open, and is unavailable or, if `hide`, looks so. */
void adsum_leave(struct adsum_service *service, uint32_t slot,
                 struct leaving *leaving, bool hide);

/** The session is over; `reason` 0: the host closed it. Cannot fail. */
void adsum_leave_end(struct adsum_service *service, uint32_t slot,
                     uint32_t record, uint32_t reason);

#endif
