/*
 * The last changes of a roster (2.6): whose items they were, by version. Where
 * there is no memory for them the whole roster is answered instead.
 */
#ifndef ADSUM_CORE_RING_H
#define ADSUM_CORE_RING_H

#include "service.h"

struct ring {
    uint32_t count;      /* known, at most limits.roster_changes */
    uint32_t contacts[]; /* by version, modulo that */
};

/** Have a ring, if memory allows. */
void adsum_ring_prepare(struct adsum_service *service, uint32_t user);
/** This contact's item is the change that makes the roster's next version. */
void adsum_ring_push(struct adsum_service *service, uint32_t user,
                     uint32_t contact);
/** Are the changes since that version known? */
bool adsum_ring_knows(const struct adsum_service *service, uint32_t user,
                      uint64_t version);
/** Whose item made this version; it is known. */
uint32_t adsum_ring_at(const struct adsum_service *service, uint32_t user,
                       uint64_t version);
void adsum_ring_clear(struct adsum_service *service, uint32_t user);

#endif
