/*
 * Users: how they come into memory and go.
 */
#ifndef ADSUM_CORE_USER_H
#define ADSUM_CORE_USER_H

#include "service.h"

/**
 * The user that opens a session, with a use more. Without save() it may be
 * one that is yet to be placed, once all else is sure. 0, ABSENT, UNKNOWN,
 * INVALID, NO_MEMORY, LIMIT.
 */
int adsum_user_begin(struct adsum_service *service,
                     const struct adsum_address *address, uint32_t *ret);

/**
 * The user that a call acts for: kept or mirrored. No use more. 0, ABSENT,
 * UNKNOWN, NO_MEMORY, LIMIT.
 */
int adsum_user_find(struct adsum_service *service,
                    const struct adsum_address *address, uint32_t *ret);

/** The same for a call that only reads: nothing is noted. */
int adsum_user_look(const struct adsum_service *service,
                    const struct adsum_address *address, uint32_t *ret);

/** The one a stanza is for: if it is to be loaded first, ABSENT; else 0. */
int adsum_user_need(struct adsum_service *service, uint32_t entity);

/** The same for an address, whose entity may be 0. */
int adsum_user_need_named(struct adsum_service *service,
                          const struct adsum_address *address, uint32_t entity);

/** Forget what the last call lacked. */
void adsum_user_forget_absent(struct adsum_service *service);

/** Forget all that is known of a user: it has no sessions. */
void adsum_user_clear(struct adsum_service *service, uint32_t user);

/** Make an entity one of the service's users, with a use for it. */
void adsum_user_place(struct adsum_service *service, uint32_t entity,
                      uint32_t kind);

#endif
