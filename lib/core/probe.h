/*
 * Probes (4.3): asking elsewhere, and answering.
 */
#ifndef ADSUM_CORE_PROBE_H
#define ADSUM_CORE_PROBE_H

#include "authorisation.h"

/** A user's first session is available: probe who is elsewhere. */
void adsum_probe_all(struct adsum_service *service, uint32_t user);
/** Probe those of one domain, or one contact, that were blocked until now. */
void adsum_probe_one(struct adsum_service *service, uint32_t user,
                     uint32_t contact);

/**
 * Answer a probe for an address here.
 *
 * @target  entity 0: no such user
 * @bare    the target's bare address
 * @asker   elsewhere, or a session here
 *
 * 0, NO_MEMORY: nobody was told.
 */
int adsum_probe_answer(struct adsum_service *service,
                       const struct party *target, struct adsum_text bare,
                       const struct party *asker, struct adsum_text id);

#endif
