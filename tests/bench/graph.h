/*
 * Graphs of users and their contacts, the same for a seed everywhere.
 *
 *     uniform   each user has R contacts, by pairs drawn at random
 *     star      user 0 has all others for contacts, who have only it
 *     powerlaw  degrees by a power law of exponent 2.1, of mean R
 *
 * A pair drawn twice counts once. Subscriptions are all `both`, or mixed: 80 %
 * both, 15 % one way, 5 % none.
 */
#ifndef BENCH_GRAPH_H
#define BENCH_GRAPH_H

#include <stdbool.h>
#include <stdint.h>

#define GRAPH_OFFLINE UINT32_MAX

enum graph_kind { GRAPH_UNIFORM, GRAPH_STAR, GRAPH_POWERLAW, GRAPH_KINDS };

struct graph_plan {
    enum graph_kind kind;
    uint32_t users;  /* at least 2 */
    uint32_t roster; /* mean contacts of a user */
    double online;   /* fraction of the users that have a session */
    uint64_t seed;
    bool mixed;
};

struct graph {
    struct graph_plan plan;
    uint64_t *first;    /* by user, and one more: where its contacts begin */
    uint32_t *contacts; /* of each user, ascending */
    uint32_t *online;   /* users with a session, in the order they log in */
    uint32_t *session;  /* by user: its place in `online`, or _OFFLINE */
    uint64_t edges;     /* roster items */
    uint64_t room;      /* of contacts */
    uint32_t sessions;
};

/** The kind of that name; GRAPH_KINDS: there is none. */
enum graph_kind graph_kind_of(const char *name);
const char *graph_name(enum graph_kind kind);

void graph_make(struct graph *graph, const struct graph_plan *plan);
void graph_free(struct graph *graph);

/** ADSUM_SUBSCRIPTION_* of the item `contact` in the roster of `user`. */
uint8_t graph_subscription(const struct graph *graph, uint32_t user,
                           uint32_t contact);

/**
 * Who is told when a user publishes: places in `online` of its contacts here
 * that may see it, by ascending user, then its own. `ret` may be NULL.
 */
uint32_t graph_told(const struct graph *graph, uint32_t user, uint32_t *ret);

/** The most that graph_told() answers for anyone. */
uint32_t graph_most_told(const struct graph *graph);

/** Who publishes next: any session; in a star the middle. */
uint32_t graph_publisher(const struct graph *graph, uint64_t *random);

#endif
