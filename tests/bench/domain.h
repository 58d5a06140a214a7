/*
 * One of two federated domains: a service, its users and their sessions. What
 * it routes goes to `far`, which stands for the other domain's server.
 */
#ifndef BENCH_DOMAIN_H
#define BENCH_DOMAIN_H

#include "federation.h"
#include <adsum.h>

#define DOMAIN_BATCH 64u

typedef void domain_far(void *user, const struct adsum_notice *notice,
                        const struct adsum_text *to, uint32_t count);

struct domain {
    const struct federation *federation;
    struct adsum_service *service;
    domain_far *far;
    void *far_user;
    uint64_t *handles;  /* by session of the federation */
    uint64_t bytes;     /* given to the service now */
    uint64_t delivered; /* notices to sessions here */
    uint32_t side;      /* 0 or 1 */
};

/** The name of the domain of that side. */
const char *domain_name(uint32_t side);

/** The number of the user whose address that is. */
uint32_t domain_user_of(const struct adsum_text *address);

/** @skip  updates only to contacts that are seen: ADSUM_OPTION_SKIP_... */
void domain_new(struct domain *domain, const struct federation *federation,
                uint32_t side, bool skip, domain_far *far, void *far_user);
void domain_free(struct domain *domain);

void domain_load(struct domain *domain);
void domain_advance(struct domain *domain, uint64_t now_ms);

/** A session begins and publishes; or ends. */
void domain_login(struct domain *domain, uint32_t session);
void domain_logout(struct domain *domain, uint32_t session);

/** That many random sessions publish, at most DOMAIN_BATCH. */
void domain_update(struct domain *domain, uint32_t count, uint64_t *random);

void domain_receive(struct domain *domain, const struct adsum_notice *notice,
                    const struct adsum_text *to, uint32_t count);

struct adsum_statistics domain_statistics(const struct domain *domain);

#endif
