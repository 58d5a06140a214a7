/*
 * Sessions: their slots and handles.
 */
#ifndef ADSUM_CORE_SESSION_H
#define ADSUM_CORE_SESSION_H

#include "deliver.h"

/** Let a slot be taken. 0, NO_MEMORY. */
int adsum_session_reserve(struct adsum_service *service);

/** The slot of a handle. 0, or STALE. */
static inline int adsum_session_find(const struct adsum_service *service,
                                     uint64_t handle, uint32_t *ret)
{
    uint32_t slot = (uint32_t)handle;

    if (slot == 0 || slot >= service->sessions.top ||
        !session_at(service, slot)->open ||
        adsum_session_handle(service, slot) != handle)
        return ADSUM_ERR_STALE;
    *ret = slot;
    return 0;
}

/** The open session of a user with this resource; 0: none. */
uint32_t adsum_session_named(const struct adsum_service *service, uint32_t user,
                             struct adsum_text resource);

/** How many sessions a user has open. */
uint32_t adsum_session_count(const struct adsum_service *service,
                             uint32_t user);

/** A slot, with a new handle, for a user; uses of all become the session's. */
uint32_t adsum_session_make(struct adsum_service *service, uint32_t user,
                            uint32_t resource, uint64_t context,
                            uint32_t flags);

#endif
