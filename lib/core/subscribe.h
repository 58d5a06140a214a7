/*
 * Subscription stanzas: what each does to the two rosters, as steps of a plan.
 */
#ifndef ADSUM_CORE_SUBSCRIBE_H
#define ADSUM_CORE_SUBSCRIBE_H

#include "service.h"

/** A stanza that goes on: its kind, id and bytes. */
struct stanza {
    uint32_t kind; /* ADSUM_SUBSCRIBE .. ADSUM_UNSUBSCRIBED */
    uint32_t slot; /* session that hears of a failure, or 0 */
    struct adsum_text id;
    const void *bytes;
    uint32_t length;
    uint8_t encoding;
    bool blocked; /* it comes from an address that the user blocks */
};

/** The user sends it to the contact. 0, NO_MEMORY, LIMIT. */
int adsum_subscribe_out(struct adsum_service *service, uint32_t user,
                        uint32_t contact, const struct stanza *stanza);
/** It comes from the contact to the user, kept here. */
int adsum_subscribe_in(struct adsum_service *service, uint32_t user,
                       uint32_t contact, const struct stanza *stanza);
/** Remove the item: 2.5.2. */
int adsum_subscribe_remove(struct adsum_service *service, uint32_t user,
                           uint32_t contact);

#endif
