/*
 * Routing: notices to addresses elsewhere, in batches of one destination.
 */
#ifndef ADSUM_CORE_ROUTE_H
#define ADSUM_CORE_ROUTE_H

#include "authorisation.h"

/** Route to one address of an entity. Answers an ADSUM_CONDITION_*. */
uint32_t adsum_route_to(struct adsum_service *service, uint32_t from,
                        const struct adsum_notice *notice,
                        const struct party *to);

/** Route without `to`, to a mirrored user's own server. */
uint32_t adsum_route_home(struct adsum_service *service, uint32_t user,
                          const struct adsum_notice *notice);

/** Does a broadcast go to this contact elsewhere? */
typedef bool adsum_route_filter(struct adsum_service *service, uint32_t user,
                                uint32_t contact, uint32_t bits);

/** Route to each contact elsewhere with any of the edge's `bits`. */
void adsum_route_contacts(struct adsum_service *service, uint32_t user,
                          const struct adsum_notice *notice, uint32_t bits,
                          adsum_route_filter *passes);

#endif
