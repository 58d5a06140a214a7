/*
 * Two federated domains at work: two services joined by queues, or one and a
 * synthesised other. Each call leaves nothing on the way.
 */
#ifndef BENCH_EXCHANGE_H
#define BENCH_EXCHANGE_H

#include "domain.h"
#include "link.h"
#include "peer.h"

struct exchange {
    struct federation federation;
    struct domain domains[2]; /* only the first if synthesised */
    struct link links[2];     /* from that side */
    struct peer peer;
    uint32_t services; /* 2, or 1 if synthesised */
    bool skip;         /* ADSUM_OPTION_SKIP_UNSIGHTED */
};

/** @exchange  `federation`, `services` and `skip` filled, the rest zero */
void exchange_new(struct exchange *exchange);
void exchange_free(struct exchange *exchange);

void exchange_load(struct exchange *exchange);
void exchange_advance(struct exchange *exchange, uint64_t now_ms);

/** Every session begins. */
void exchange_login(struct exchange *exchange);

/** In each domain so many sessions, drawn at random, end and begin anew. */
void exchange_turn(struct exchange *exchange, uint32_t count, uint64_t *random);

/** In each domain so many sessions, drawn at random, publish. */
void exchange_update(struct exchange *exchange, uint32_t count,
                     uint64_t *random);

/** Stanzas between the domains until now. */
struct tally exchange_tally(const struct exchange *exchange);

/** Notices that sessions of all services were handed until now. */
uint64_t exchange_delivered(const struct exchange *exchange);

#endif
