/*
 * The host's callbacks, as the core calls them: what a missing one means, and
 * that a changing call from inside is refused.
 */
#ifndef ADSUM_CORE_HOST_H
#define ADSUM_CORE_HOST_H

#include "service.h"

void adsum_host_deliver(struct adsum_service *service,
                        const struct adsum_notice *notice,
                        struct adsum_target *targets, uint32_t count);
/** An ADSUM_CONDITION_*, NONE if it was handed over. */
uint32_t adsum_host_route(struct adsum_service *service,
                          struct adsum_text destination,
                          const struct adsum_notice *notice,
                          const struct adsum_text *to, uint32_t count);
/** Where an address lives; empty: here. For a far domain: the domain. */
void adsum_host_locate(struct adsum_service *service, struct adsum_text address,
                       struct adsum_text *ret);
/** 0 or ADSUM_ERR_SAVE. */
int adsum_host_save(struct adsum_service *service,
                    const struct adsum_change *changes, uint32_t count);
void adsum_host_keep(struct adsum_service *service, struct adsum_text to,
                     const struct adsum_notice *message);
void adsum_host_ping(struct adsum_service *service, uint64_t session,
                     uint64_t context);
void adsum_host_ended(struct adsum_service *service, uint64_t session,
                      uint64_t context, uint32_t reason);

#endif
