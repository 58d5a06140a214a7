/*
 * Bounces: what a session sent and could not be delivered comes back to it.
 */
#ifndef ADSUM_CORE_BOUNCE_H
#define ADSUM_CORE_BOUNCE_H

#include "authorisation.h"
#include "parcel.h"

/** The notice that answers `sent`, from the address it was for. */
void adsum_bounce_notice(const struct adsum_notice *sent,
                         struct adsum_text from, uint32_t condition,
                         struct adsum_notice *ret);

/**
 * Have the answer to `sent` ready, and room for it to wait, before anything is
 * said. NULL in *ret where its failure is nobody's business. 0, NO_MEMORY.
 */
int adsum_bounce_prepare(struct adsum_service *service,
                         const struct adsum_notice *sent,
                         const struct party *to, struct parcel **ret);

/** Answer the session, unless the condition is NONE. Lets the parcel go. */
void adsum_bounce_send(struct adsum_service *service, uint32_t slot,
                       struct parcel *parcel, uint32_t condition);

#endif
