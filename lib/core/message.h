/*
 * Messages and IQs: delivered by RFC 6121 section 8, never looked into.
 */
#ifndef ADSUM_CORE_MESSAGE_H
#define ADSUM_CORE_MESSAGE_H

#include "authorisation.h"

/** Check type and address. 0, or INVALID. */
int adsum_message_check(const struct adsum_notice *notice,
                        const struct adsum_address *to);

/**
 * Deliver to an address here.
 *
 * @sender  its entity is 0 where nobody here names it
 * @target  its entity is 0 where there is no such user
 * @condition  what to answer the sender; NONE: silence
 * Returns 0, or NO_MEMORY.
 */
int adsum_message_deliver(struct adsum_service *service,
                          const struct party *sender,
                          const struct party *target,
                          const struct adsum_notice *notice,
                          uint32_t *condition);

#endif
