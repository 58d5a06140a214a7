/*
 * The structural bound: the least memory a broadcast must touch, touched with
 * everything known beforehand and nothing decided.
 *
 * A publisher's header, each line of its roster (of a bit for each user, where
 * that is smaller), and one word of a 32-byte record of each session that is
 * told. Sessions lie in user order. With `host`, a line of each one's host
 * record as well, which is not the engine's to save.
 */
#ifndef BENCH_BOUND_H
#define BENCH_BOUND_H

#include "graph.h"
#include <stddef.h>

struct bound {
    const struct graph *graph;
    uint64_t *records;    /* four words for each session */
    uint32_t *order;      /* by place in `online`: place in `records` */
    unsigned char *hosts; /* the host's records */
    size_t host_bytes;    /* of one */
    uint32_t *publishers; /* and AHEAD more, to look ahead without asking */
    uint32_t *told;       /* of all publishers, one after the other */
    uint32_t *places;     /* the same, as places in `records` */
    uint64_t room;        /* of both */
    uint32_t *counts;     /* by publisher: how many of told are its */
    uint32_t count;       /* of publishers */
    uint64_t notices;
};

/** @hosts  by place in `online`, of `host_bytes` each; the caller's */
void bound_make(struct bound *bound, const struct graph *graph,
                unsigned char *hosts, size_t host_bytes);
void bound_free(struct bound *bound);

/** Say who publishes: users, as many of them as give `most` notices. */
void bound_plan(struct bound *bound, const uint32_t *publishers, uint32_t count,
                uint64_t most);

/** Touch it all once; how long it took, ns a notice. */
double bound_run(struct bound *bound, bool host);

#endif
