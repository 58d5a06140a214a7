/*
 * The world around the model: real services driven by the public API, a host
 * that answers by lot and records, a wire between two services, and a disk.
 *
 * A step is an operation: chosen by lot, performed (first with a failure, at
 * times: then nothing may have changed), told to the model, and checked.
 */
#ifndef WORLD_H
#define WORLD_H

#include "model.h"
#include "random.h"
#include <adsum.h>
#include <stdio.h>

enum {
    MOST_EVENTS = 4096,
    MOST_QUEUE = 512,
    MOST_HANDLES = 2048,
    MOST_LIST = 6,
    PAYLOAD = 40
};

enum topology { SINGLE, FEDERATED, SHARDED };

/* What a history is like. All by lot from its seed. */
struct parameters {
    enum topology topology;
    uint32_t flags; /* ADSUM_OPTION_* */
    bool saves, tight, quiet_far;
    uint32_t busy_percent, fail_percent, refuse_percent, error_percent;
    uint32_t
        ready_room; /* notices taken in one adsum_session_ready(); 0: all */
    uint32_t weights_seed;
    uint32_t users;
};

struct wire {
    unsigned char *packed;
    uint32_t length;
};

struct queue {
    struct wire wires[MOST_QUEUE];
    int count;
};

/* What save() was given, as a disk would have it. */
struct durable {
    struct image items[MOST_NAMES];
    unsigned char *requests[MOST_NAMES];
    uint32_t request_bytes[MOST_NAMES];
    int request_order[MOST_NAMES], request_count;
    int blocks[MOST_BLOCKS], block_count;
    uint64_t version, last_ms;
};

struct node {
    struct world *world;
    int index;
    struct adsum_service *service;
    size_t bytes, blocks;
    uint32_t allocations;
    const char *speaks; /* its name as an origin: domain or shard */
    bool muted;
};

enum operation_kind {
    DO_OPEN,
    DO_PUBLISH,
    DO_BATCH,
    DO_SEND,
    DO_HEARD,
    DO_READY,
    DO_LINK,
    DO_CLOSE,
    DO_ADVANCE,
    DO_WIRE, /* the next that is on its way to a node */
    DO_FAR,  /* what a domain that has no node says */
    DO_LOST, /* an origin is lost, with all that was on its way */
    DO_SET,
    DO_REMOVE,
    DO_BLOCK,
    DO_UNBLOCK,
    DO_ASK,
    DO_UNLOAD,
    DO_MOVE,
    DO_RESTART,
    DO_STALE,
    DO_TWINS,
    DO_KINDS
};

struct operation {
    enum operation_kind kind;
    int node;
    int session; /* index into model.sessions; NOBODY */
    int who, to; /* actor where there is no session; target */
    uint8_t notice, type, link;
    bool unavailable;
    int serial;
    uint32_t flags;
    uint64_t number;
    int list[MOST_LIST], serials[MOST_LIST];
    int32_t rets[MOST_LIST];
    int count;
    int64_t made;  /* what the call made: handle */
    uint64_t next; /* of advance */
    struct adsum_walk walk;
};

struct world {
    struct model model;
    struct parameters parameters;
    struct node nodes[MOST_NODES];
    int node_count;
    struct queue queues[MOST_NODES]; /* on the way to a node */
    struct durable durable[MOST_NAMES];
    struct event events[MOST_EVENTS];
    int event_count;
    struct random random, answers;
    uint64_t handles[MOST_NODES][MOST_HANDLES]; /* ever given */
    int handle_counts[MOST_NODES];
    uint64_t next_context;
    int next_serial;
    uint64_t hash;
    uint32_t fail_after; /* which allocation fails; 0: none */
    bool failed, refuse, refused;
    bool inside, readying;
    uint32_t taken; /* in this call of ready */
    int saves;
    const char *doing;
    bool trace;
    uint64_t weights[DO_KINDS];
    struct operation last;
};

/* host.c */
extern const struct adsum_host recorded_host;
void host_hash(struct world *world, const void *bytes, size_t length);
void events_clear(struct world *world);
void handle_given(struct world *world, int node, uint64_t handle);
struct event *event_new(struct world *world, int node, enum event_kind kind);
void event_of_notice(struct world *world, struct event *event,
                     const struct adsum_notice *notice);

/* disk.c */
void disk_save(struct world *world, const struct adsum_change *changes,
               uint32_t count);
int disk_load(struct world *world, int name);
void disk_check(struct world *world);
void disk_free(struct world *world);
void label_text(int label, char *buffer, size_t capacity);
int label_of(const struct adsum_item *item);
uint32_t label_groups(int label, struct adsum_text *groups, char texts[3][16]);

/* wire.c */
void wire_put(struct world *world, int to_node,
              const struct adsum_notice *notice, const struct adsum_text *to,
              uint32_t count);
void wire_drop(struct world *world, int to_node);
void wire_shift(struct world *world, int to_node);
void payload(int serial, char *buffer, size_t capacity);

/* start.c */
void world_begin(struct world *world, uint64_t seed, bool trace);
void world_end(struct world *world);
void node_start(struct world *world, int node);
void node_stop(struct world *world, int node);

/* What can be seen of a node's state from outside. */
struct snapshot {
    uint64_t sessions, rosters, counts, permits;
};

/* perform.c, attempt.c */
int perform(struct world *world, struct operation *operation);
int attempt(struct world *world, struct operation *operation);
struct snapshot snapshot(struct world *world, int node);

/* choose.c */
bool choose_operation(struct world *world, struct operation *ret);
int open_session(struct world *world, int node);

/* apply.c */
void apply(struct world *world, struct operation *operation, int ret);
int expected_error(struct world *world, const struct operation *operation);

/* apply_time.c, apply_roster.c, apply_other.c: parts of apply() */
void apply_ended(struct world *world, const struct operation *operation);
void apply_overdue(struct world *world, const struct operation *operation);
bool apply_roster(struct world *world, struct operation *operation);
void apply_far(struct world *world, const struct operation *operation);
void apply_wire(struct world *world, const struct operation *operation);
void apply_lost(struct world *world, const struct operation *operation);

/* verify.c */
void verify(struct world *world);
void verify_resolve(struct world *world);

/* permits.c */
void verify_permits(struct world *world);
void verify_picture(struct world *world);
void verify_ends(struct world *world);

/* move.c */
void move_user(struct world *world);
void restart_node(struct world *world);

/* trace.c */
void trace_operation(const struct world *world,
                     const struct operation *operation);
void trace_answer(const struct world *world, int ret);
void trace_events(const struct world *world);

/* step.c */
void world_step(struct world *world, uint64_t seed, uint32_t step);

#endif
