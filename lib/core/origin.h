/*
 * Origins: domains, shards and nodes that speak for addresses elsewhere, each
 * with the list of what was seen by it.
 */
#ifndef ADSUM_CORE_ORIGIN_H
#define ADSUM_CORE_ORIGIN_H

#include "sighting.h"

/** The origin of a name; made if need be. 0, NO_MEMORY, LIMIT. */
int adsum_origin_ensure(struct adsum_service *service, struct adsum_text name,
                        uint32_t *ret);
/** Let the next one be made. 0, NO_MEMORY. */
int adsum_origin_reserve(struct adsum_service *service);
/** Put a sighting into its origin's list, or take it out. */
void adsum_origin_link(struct adsum_service *service, uint32_t sighting);
void adsum_origin_unlink(struct adsum_service *service, uint32_t sighting);
/** The first sighting of a name's; 0: none. */
uint32_t adsum_origin_first(const struct adsum_service *service,
                            struct adsum_text name);

#endif
