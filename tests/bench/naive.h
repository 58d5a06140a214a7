/*
 * The same work as a plain C programmer writes it: chained hash tables keyed
 * by the address as a string, malloc() for everything, lists of pointers.
 *
 * It does no more than look up who is told and call back: no limits, errors,
 * handles or busy targets. What it takes is what malloc() really takes.
 */
#ifndef BENCH_NAIVE_H
#define BENCH_NAIVE_H

#include "graph.h"

struct naive;

typedef void naive_deliver(void *user, uint64_t context);

struct naive *naive_new(naive_deliver *deliver, void *user);
void naive_free(struct naive *naive);

/* In this order, as the phases that memory is measured in. */
void naive_add_users(struct naive *naive, const struct graph *graph);
void naive_add_rosters(struct naive *naive, const struct graph *graph);
void naive_add_sessions(struct naive *naive, const struct graph *graph);

uint64_t naive_bytes(const struct naive *naive);

/** Tell all who may see the session at that place of graph->online. */
void naive_publish(struct naive *naive, uint32_t session, uint8_t show);

#endif
