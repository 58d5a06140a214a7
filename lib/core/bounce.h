/*
 * Bounces: what a session sent and could not be delivered comes back to it.
 */
#ifndef ADSUM_CORE_BOUNCE_H
#define ADSUM_CORE_BOUNCE_H

#include "authorisation.h"

/** Answer `sent`, of this session's, with a condition. */
void adsum_bounce(struct adsum_service *service, uint32_t slot,
                  const struct adsum_notice *sent, const struct party *to,
                  uint32_t condition);

/** The notice that answers `sent`, from the address it was for. */
void adsum_bounce_notice(const struct adsum_notice *sent,
                         struct adsum_text from, uint32_t condition,
                         struct adsum_notice *ret);

#endif
