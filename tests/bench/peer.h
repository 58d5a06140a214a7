/*
 * The other domain, synthesised: what its server would send, with no memory
 * of its own, so that one domain of a size that fills the machine can run.
 *
 * It answers probes and, if updates are only for those who are seen, shows its
 * present to those who come to be seen. That it sends what a real one would is
 * what scenarios checks of both.
 */
#ifndef BENCH_PEER_H
#define BENCH_PEER_H

#include "domain.h"
#include "link.h"

struct peer_reply {
    uint32_t from, to; /* users: there, here */
};

struct peer {
    const struct federation *federation;
    struct domain *domain; /* side 0 */
    struct peer_reply *replies;
    uint64_t count, room;   /* of replies that are due */
    unsigned char *changed; /* by session: since its first presence */
    struct tally tally;     /* both ways */
    bool skip;              /* as the domain does */
    bool greeting;          /* a session here is beginning */
};

void peer_new(struct peer *peer, struct domain *domain, bool skip);
void peer_free(struct peer *peer);

/** A domain_far: what our server routed. */
domain_far peer_take;

/** Send what is due. */
void peer_answer(struct peer *peer);

/** The session there ends and another of its user begins. */
void peer_turn(struct peer *peer, uint32_t session);

/** It publishes. */
void peer_update(struct peer *peer, uint32_t session, uint64_t *random);

#endif
