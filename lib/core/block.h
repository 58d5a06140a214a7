/*
 * Block lists (XEP-0191): entries of a user, sorted by entity and resource.
 */
#ifndef ADSUM_CORE_BLOCK_H
#define ADSUM_CORE_BLOCK_H

#include "authorisation.h"

/** An entity is a bare address or a domain; resource 0: all of it. */
struct block {
    uint32_t entity;
    uint32_t resource; /* atom */
};

/** Is exactly this entry in the list? */
bool adsum_block_has(const struct block *blocks, uint32_t count,
                     uint32_t entity, uint32_t resource);

/** Does a list cover this address? */
bool adsum_block_covers(const struct adsum_service *service,
                        const struct block *blocks, uint32_t count,
                        const struct party *other);

/** Put an entry in while a user is loaded. 0, NO_MEMORY, LIMIT, INVALID. */
int adsum_block_load(struct adsum_service *service, uint32_t user,
                     struct adsum_text address);

/** Forget all of a user's entries. */
void adsum_block_clear(struct adsum_service *service, uint32_t user);

/** The address of an entry, composed in service->to. */
struct adsum_text adsum_block_address(const struct adsum_service *service,
                                      const struct block *block);

/**
 * The list becomes another: set it, and tell who is seen or no longer seen.
 * Uses of the new list become the user's; the old one stays the caller's.
 */
void adsum_block_apply(struct adsum_service *service, uint32_t user,
                       const struct block *before, uint32_t before_count,
                       struct block *after, uint32_t after_count);

#endif
