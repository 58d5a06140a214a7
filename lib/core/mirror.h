/*
 * Mirrored users: accounts of another server's, seen from their client. That
 * server decides and broadcasts; here their presence and stanzas pass through.
 */
#ifndef ADSUM_CORE_MIRROR_H
#define ADSUM_CORE_MIRROR_H

#include "authorisation.h"

/** A session publishes: once, without `to`, to its server. Cannot fail. */
void adsum_mirror_publish(struct adsum_service *service, uint32_t slot,
                          uint32_t record);
/** A session is over. */
void adsum_mirror_leave(struct adsum_service *service, uint32_t slot,
                        uint32_t record);
/** A stanza of a session's, unchanged, to its server. 0, NO_MEMORY. */
int adsum_mirror_send(struct adsum_service *service, uint32_t slot,
                      const struct adsum_notice *notice,
                      const struct party *to);

/**
 * The user sees a contact no longer, by its own wish or its server's word: it
 * does not wait to be told (RFC 6121 3.3.3). Cannot fail.
 */
void adsum_mirror_forget(struct adsum_service *service, uint32_t user,
                         uint32_t contact);

/**
 * Its server says what its roster is, or one item of it. What it says counts
 * only if it comes from the account itself (2.1.6). 0, NO_MEMORY, LIMIT.
 */
int adsum_mirror_roster(struct adsum_service *service, uint32_t user,
                        const struct party *from,
                        const struct adsum_notice *notice);

#endif
