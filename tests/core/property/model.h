/*
 * The shadow: what a service is to be, by RFC 6121, DESIGN 4.5 and
 * lib/README.md, written for clarity and knowing nothing of how it is done.
 *
 * One model holds one or two services (nodes). It is told each call and what
 * it answered, works out who must, may and must not be told, and holds the
 * callbacks against that:
 *
 *   what is not presence   awaited: a list per session, per call for routes
 *   presence               told: what each session, each address elsewhere
 *                          was last told of each source; visible.c says what
 *                          it may see
 *
 * Where the texts leave a choice, it is loose about just that, and says so.
 */
#ifndef MODEL_H
#define MODEL_H

#include "said.h"
#include <adsum.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stdint.h>

enum {
    MOST_NODES = 2,
    MOST_NAMES = 14,
    MOST_WHO = 320,
    MOST_SESSIONS = 20,
    MOST_AWAITED = 400,
    MOST_SIGHTINGS = 96,
    MOST_BLOCKS = 24,
    NOBODY = -1,
    NOWHERE = -1
};

enum { TO = 1, FROM = 2, OUT = 4, IN = 8 };

/* An address, interned. */
struct who {
    char text[72];
    int bare; /* itself, if bare */
    int name; /* NOBODY: a domain, or what nobody has */
    char resource[24];
    char domain[24];
};

/* A roster item as its owner sees it. */
struct image {
    bool listed, ask, approved;
    uint8_t subscription;
    int label; /* name and groups follow from it; 0: none */
};

struct item {
    bool listed, approved;
    uint8_t facts;
    int label;
    int request; /* serial of the stored stanza, with IN */
};

/* What an address elsewhere told a user here. */
struct sighting {
    int source, to, serial, origin;
    bool loose; /* may have ended: the texts leave it open */
};

struct name {
    int who;
    int node;     /* NOWHERE: of a domain that no node has */
    bool known;   /* an account that exists */
    bool fiction; /* never will */
    bool loaded;
    struct item items[MOST_NAMES];
    int requests[MOST_NAMES]; /* in order of asking */
    int request_count;
    int blocks[MOST_BLOCKS];
    int block_count;
    struct sighting sightings[MOST_SIGHTINGS];
    int sighting_count;
    uint64_t version, last_ms;
    struct image cached[MOST_NAMES]; /* as a client left with it */
    uint64_t cached_version;
};

struct told {
    int serial;  /* 0: nothing, or unavailable */
    bool loose;  /* directed, or quiet: need not be the newest */
    bool lapsed; /* the session itself went away meanwhile */
    bool ended;  /* its end was directed to it, so it may come twice */
    uint32_t call;
    uint8_t to_kind;
};

struct relation {
    int serial; /* 0: none */
    bool maybe; /* may have ended: the texts leave it open */
};

struct awaited {
    uint8_t kind, type, condition;
    bool optional;
    bool anywhere;  /* at any place in the list */
    bool takes;     /* unavailable must have come before it */
    bool announces; /* available may come only after it */
    bool copied;    /* others got it too */
    bool walked;    /* found by a walk, so it need not wait in the list */
    bool ends;      /* unavailable */
    int from, to;   /* who; NOBODY: any */
    int about;      /* name: contact of a push, of takes and announces */
    int serial;     /* 0: any */
};

struct await_list {
    struct awaited entries[MOST_AWAITED];
    int count;
};

struct session {
    bool open, source, available, interested, behind;
    bool doomed, maybe_doomed; /* its waiting list is (or may be) full */
    bool quiet;                /* restored: nobody was told, */
    bool restored;             /* and it has not caught up since */
    bool farewell;             /* told its own end in this call */
    bool readied;              /* was behind when this call began */
    uint8_t link;
    uint64_t handle, context;
    int node, name, who;
    int serial;            /* last broadcast, while available */
    uint32_t waiting;      /* as the core counts */
    int directed_waiting;  /* presences and references that may wait */
    uint32_t current_call; /* the last after which it was not behind */
    uint64_t first_busy_ms, busy_ms, link_ms, pinged_ms, heard_ms;
    bool pinged;
    struct told told[MOST_WHO];
    struct told told_to[MOST_WHO]; /* elsewhere, by address */
    struct relation directed[MOST_WHO];
    struct await_list awaited;
    struct image roster[MOST_NAMES]; /* as its client has it */
    bool roster_synced;
    uint64_t version, pushed;
};

struct model_options {
    bool saves, skip_unchanged, skip_unsighted, tell_lost, tight;
    uint32_t waiting, requests, domain_requests, directed;
    uint32_t idle_ms, ping_ms, busy_ms, held_ms, lost_ms;
    uint32_t forgotten_after; /* calls: who is behind may be ended; 0: never */
};

struct model {
    struct model_options options;
    struct who who[MOST_WHO];
    int who_count;
    struct name names[MOST_NAMES];
    int name_count;
    struct session sessions[MOST_SESSIONS];
    struct await_list routed[MOST_NODES], kept[MOST_NODES];
    uint64_t now_ms;
    uint32_t call;
    const char *domains[MOST_NODES];      /* of each node */
    int unavailable_from, unavailable_to; /* directed, in this call */
    int probed_by;                        /* who, here, in this call */
    int directed_serial;                  /* in this call */
    int published[64], published_count;   /* in this call */
    int leaving;                          /* who says so, in this call */
    int ended_count;                      /* in this call */
    bool lossy;                           /* something was lost on the way */
    jmp_buf failed;
    char why[600];
};

/* One thing a callback said. */
enum event_kind {
    EVENT_DELIVER,
    EVENT_ROUTE,
    EVENT_KEEP,
    EVENT_PING,
    EVENT_ENDED,
    EVENT_SAVE
};

struct event {
    enum event_kind kind;
    int node;
    uint64_t handle, context;
    bool busy, unavailable, refused;
    uint8_t notice, type, condition, to_kind, view;
    uint32_t number; /* reason; route's answer; rows */
    int from, to, about, serial;
    struct image image;
    uint64_t version, time_ms;
};

#if defined(__GNUC__)
__attribute__((noreturn, format(printf, 2, 3)))
#endif
void model_fail(struct model *model, const char *format, ...);

/* who.c: addresses, names, sessions by them. */
int who_of(struct model *model, const char *text);
int who_of_text(struct model *model, struct adsum_text text);
int who_full(struct model *model, int bare, const char *resource);
struct adsum_text who_text(const struct model *model, int who);
int name_new(struct model *model, const char *bare, int node);
struct name *name_of(struct model *model, int who);
struct session *session_at(struct model *model, int node, int who);
struct session *session_by_handle(struct model *model, int node,
                                  uint64_t handle);
struct image image_of(const struct item *item);
bool image_equal(const struct image *a, const struct image *b);

/* visible.c: may W see P. */
enum visible { SEES_NOTHING, SEES_MAYBE, SEES };
bool blocks(const struct model *model, const struct name *owner, int who);
bool apart(const struct model *model, const struct name *user, int user_who,
           int other_who);
bool shown(const struct model *model, const struct session *source);
enum visible sees_session(struct model *model, const struct session *watcher,
                          const struct session *source);
bool directed_to(struct model *model, const struct session *source, int watcher,
                 bool *maybe);
bool replaced(struct model *model, const struct session *source, int who);
enum visible sees_user(struct model *model, int watcher, int name,
                       struct session *source);
struct sighting *sighting_find(struct model *model, struct name *owner,
                               int source, int to);
bool reachable(const struct session *session); /* may be a target at all */

/* await.c: what is not presence, in order. */
void await(struct model *model, struct session *session,
           struct awaited awaited);
void await_interested(struct model *model, int name, struct awaited awaited);
void await_available(struct model *model, int name, struct awaited awaited);
void await_shown(struct model *model, int name);
void await_push(struct model *model, int name, int contact, bool optional);
void await_route(struct model *model, int node, struct awaited awaited);
void await_keep(struct model *model, int node, struct awaited awaited);
void await_take(struct model *model, struct await_list *list,
                const struct event *event, const char *place);
bool await_has(const struct await_list *list, uint8_t kind, int about);
int await_must(const struct await_list *list);
uint32_t await_most(struct model *model, const struct session *session);
bool await_overflows(struct model *model, const struct session *session);
void await_withdraw(struct await_list *list, uint8_t kind, int from);
void await_forgive(struct await_list *list, uint8_t kind, int from);
void await_leave(struct await_list *list, int from);

/* rules.c: Appendix A, both halves. */
enum direction { OUTBOUND, INBOUND };
uint8_t rules_next(enum direction direction, uint8_t kind, uint8_t facts);
void rules_send(struct model *model, int name, int contact, uint8_t kind,
                int serial);
void rules_receive(struct model *model, int name, int contact, uint8_t kind,
                   int serial);
void rules_remove(struct model *model, int name, int contact);
void request_drop(struct model *model, int name, int contact);

/* stanza.c: messages, IQs, probes. */
void stanza_message(struct model *model, int node, int from, int to,
                    uint8_t type, int serial);
void stanza_iq(struct model *model, int node, int from, int to, uint8_t type,
               int serial);
void stanza_probe(struct model *model, int node, int from, int to, int serial);
void stanza_bounce(struct model *model, int node, int to, int from,
                   uint8_t type, uint8_t condition, int serial, bool optional);
void stanza_again(struct model *model, const struct session *ended);

/* life.c: sessions. */
struct session *life_open(struct model *model, int node, int who,
                          uint64_t handle, uint64_t context, bool source);
void life_available(struct model *model, struct session *session, int serial);
void life_unavailable(struct model *model, struct session *session);
void life_end(struct model *model, struct session *session);
void life_direct(struct model *model, struct session *session, int to,
                 int serial, bool unavailable);
void life_block(struct model *model, int name);
void life_unblock(struct model *model, int name, const bool *was);

/* sighting.c: what comes from elsewhere. */
void sighting_receive(struct model *model, int node, int from, int to,
                      int serial, bool unavailable, int origin);
void sighting_lost(struct model *model, int node, int origin);
void sighting_end(struct model *model, int name, int to);
void sighting_blocked(struct model *model, int name);

/* witness.c, elsewhere.c: each callback, held against all this. */
void witness(struct model *model, const struct event *events, int count);
bool published(const struct model *model, int serial);
void witness_presence_elsewhere(struct model *model, const struct event *event,
                                bool answered);
void witness_taken_elsewhere(struct model *model, const struct event *event);

/* settled.c: what must hold between two calls. */
void call_begin(struct model *model);
void settled(struct model *model);
void settled_gone(struct model *model, int node);

#endif
