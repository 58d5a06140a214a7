/*
 * A service under measurement and its host, which only counts: the bytes it
 * gave, and in each session's record the notices it was handed.
 */
#ifndef BENCH_WORLD_H
#define BENCH_WORLD_H

#include "graph.h"
#include <adsum.h>

struct world {
    const struct graph *graph;
    struct adsum_service *service;
    unsigned char *records; /* of sessions, by place in graph->online */
    uint64_t *handles;      /* the same */
    uint32_t record_bytes;  /* of one; its first word counts */
    uint64_t bytes;         /* given to the service now */
    bool labels;            /* items have names and groups */
};

/** What a session says of itself: one of WORLD_PRESENCES. */
#define WORLD_PRESENCES 60u
/** @parts  0: show and priority alone; 2: with capabilities and a status */
const struct adsum_presence *world_presence(uint32_t index, uint32_t parts);

void world_new(struct world *world, const struct graph *graph,
               uint32_t record_bytes);
/** Free the service, and see that each byte comes back. */
void world_end(struct world *world);
void world_free(struct world *world);

/** Users alone, with rosters, or with a name and a group for each item. */
enum world_rosters { WORLD_ALONE, WORLD_ROSTERS, WORLD_LABELS };
void world_load(struct world *world, enum world_rosters rosters);

/** Open a session for each user online, and publish its first presence. */
void world_open(struct world *world, bool distinct_resources);

/** What deliver() does to a session's record, for others to do alike. */
void world_count(void *world, uint64_t context);

uint64_t world_counted(const struct world *world, uint32_t session);
void world_forget_counts(struct world *world);

struct adsum_statistics world_statistics(const struct world *world);

/** End the program if a call failed that may not. */
void world_must(int err, const char *what);

#endif
