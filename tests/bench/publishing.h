/*
 * Who publishes what, drawn before time is measured; and the runs over it.
 *
 * Every run tells the same notices, whose number the graph itself knows.
 */
#ifndef BENCH_PUBLISHING_H
#define BENCH_PUBLISHING_H

#include "naive.h"
#include "world.h"

#define PUBLISHING_BATCH 64u

struct publishing {
    const struct graph *graph;
    uint32_t *users;
    uint32_t *sessions;              /* of these users */
    struct adsum_publication *items; /* the same, to hand to the service */
    uint32_t count;                  /* full batches */
    uint32_t few;                    /* so many are enough for a slow run */
    uint64_t notices;                /* of all */
    uint64_t few_notices;            /* of the few */
};

/** @most  notices to aim at; a batch may give more */
void publishing_make(struct publishing *publishing, const struct graph *graph,
                     uint64_t most, uint64_t few);
void publishing_free(struct publishing *publishing);

/** Take the handles from the world; presences with `parts` of them. */
void publishing_aim(struct publishing *publishing, const struct world *world,
                    uint32_t parts);

/* Nanoseconds a notice. Instructions are added to `instructions`. */
double publishing_batches(struct publishing *publishing, struct world *world,
                          uint64_t *instructions);
/** The few, each after the one before is wholly done. */
double publishing_isolated(struct publishing *publishing, struct world *world);
/** The few, by the naive layout. */
double publishing_naive(struct publishing *publishing, struct naive *naive);

/** Whether each session was told `runs` times what the graph says. */
bool publishing_told_all(const struct publishing *publishing,
                         const struct world *world, uint32_t runs);

#endif
