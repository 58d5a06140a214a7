/*
 * Who may see whom. Everything that emits presence needs a permit, and only
 * authorisation.c makes one.
 */
#ifndef ADSUM_CORE_AUTHORISATION_H
#define ADSUM_CORE_AUTHORISATION_H

#include "service.h"

/** One end of a permit: an entity, and a resource or session of it. */
struct party {
    uint32_t entity;
    uint32_t session;           /* here; 0: none named */
    struct adsum_text resource; /* empty: the bare address */
};

struct party adsum_party_session(const struct adsum_service *service,
                                 uint32_t slot);
struct party adsum_party_bare(uint32_t entity);

/** May `watcher` see `source`? Asked for each pair where blocks may be. */
struct adsum_permit adsum_permit(const struct adsum_service *service,
                                 const struct party *watcher,
                                 const struct party *source);

/** By subscription alone, of the source's own edge to the watcher. */
static inline struct adsum_permit adsum_permit_edge(uint32_t bits)
{
    struct adsum_permit permit = {ADSUM_VIEW_NOTHING, ADSUM_PERMIT_STRANGER};

    if ((bits & ADSUM_EDGE_FROM) != 0) {
        permit.view = ADSUM_VIEW_ALL;
        permit.reason = ADSUM_PERMIT_SUBSCRIBED;
    }
    return permit;
}

/** Does this user block that address (XEP-0191 section 6 matching)? */
bool adsum_blocked(const struct adsum_service *service, uint32_t user,
                   const struct party *other);

static inline bool adsum_has_blocks(const struct adsum_service *service,
                                    uint32_t user)
{
    uint32_t side = entity_at(service, user)->side;
    const struct side *found;

    if (side == 0)
        return false;
    found = adsum_slab_at(&service->sides, side);
    return found->block_count != 0;
}

#endif
