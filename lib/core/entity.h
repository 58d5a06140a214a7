/*
 * Entities: bare addresses that somebody here names, each known by a number.
 *
 * Whoever keeps an entity's number holds a use of it; without uses it goes.
 */
#ifndef ADSUM_CORE_ENTITY_H
#define ADSUM_CORE_ENTITY_H

#include "service.h"

/** The entity of an address's bare part; 0: nobody names it. */
uint32_t adsum_entity_find(const struct adsum_service *service,
                           const struct adsum_address *address);

/** The same, made if need be, with a use more. 0, NO_MEMORY, LIMIT. */
int adsum_entity_ensure(struct adsum_service *service,
                        const struct adsum_address *address, uint32_t *ret);
void adsum_entity_share(struct adsum_service *service, uint32_t entity);
void adsum_entity_release(struct adsum_service *service, uint32_t entity);

/** Its address, written to `buffer`: longest_bare bytes are enough. */
struct adsum_text adsum_entity_bare(const struct adsum_service *service,
                                    uint32_t entity, char *buffer);
/** With a resource, which may be empty: longest_resource + 1 more. */
struct adsum_text adsum_entity_full(const struct adsum_service *service,
                                    uint32_t entity, struct adsum_text resource,
                                    char *buffer);
uint32_t adsum_entity_domain(const struct adsum_service *service,
                             uint32_t entity);
/** Its parts, as views that stay: for callers that may be in a callback. */
void adsum_entity_parts(const struct adsum_service *service, uint32_t entity,
                        struct adsum_text *ret_local,
                        struct adsum_text *ret_domain);
bool adsum_entity_is_domain(const struct adsum_service *service,
                            uint32_t entity);

/** Does another service decide for it: notices to it are routed? */
bool adsum_entity_far(struct adsum_service *service, uint32_t entity);

static inline bool adsum_entity_mirrored(const struct adsum_service *service,
                                         uint32_t entity)
{
    return entity_at(service, entity)->kind == ADSUM_ENTITY_MIRRORED;
}

static inline bool adsum_entity_kept(const struct adsum_service *service,
                                     uint32_t entity)
{
    return entity_at(service, entity)->kind == ADSUM_ENTITY_KEPT;
}

/** Set anew whether fan-out has to look at it. */
void adsum_entity_refresh(struct adsum_service *service, uint32_t entity);

/** Is the domain one of ours? */
bool adsum_entity_ours(const struct adsum_service *service,
                       struct adsum_text domain);

/** Have room to compose addresses so long. 0 or NO_MEMORY. */
int adsum_entity_room(struct adsum_service *service, uint32_t bare,
                      uint32_t resource);

/** What only some users have; NULL: nothing of it. */
inline struct side *adsum_entity_side(const struct adsum_service *service,
                                      uint32_t entity)
{
    const struct entity *record = adsum_slab_at(&service->entities, entity);

    return record->side == 0 ? NULL
                             : adsum_slab_at(&service->sides, record->side);
}

/** Give it a side, zeroed, if it has none. 0 or NO_MEMORY. */
int adsum_entity_ensure_side(struct adsum_service *service, uint32_t entity);

extern const struct map_class adsum_entity_class;

#endif
