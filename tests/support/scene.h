/*
 * A scene: a service with a recorded host, for stories.
 *
 *     struct scene *scene = scene_new();
 *     scene_load(scene, "romeo@a", "item juliet@a from", NULL);
 *     scene_load(scene, "juliet@a", "item romeo@a to", NULL);
 *     scene_come(scene, "juliet@a/balcony", "");
 *     scene_clear(scene);
 *     scene_come(scene, "romeo@a/x", "away");
 *     scene_expect(scene, "deliver presence romeo@a/x away"
 *                         " -> juliet@a/balcony romeo@a/x", NULL);
 *     scene_free(scene);
 *
 * Domain "a" is here, any other elsewhere. Sessions are known by their full
 * address. What the host is asked becomes a line, in order:
 *
 *     deliver NOTICE -> SESSION...         words.h says how a notice reads
 *     route NOTICE -> DESTINATION: ADDRESS...
 *     keep MESSAGE -> USER        ping -> SESSION       ended WHY -> SESSION
 *     save USER CHANGE, ...       only if asked for; versions are left out
 *     = ANSWER                    a call of the scene's did not answer 0
 *
 * Receivers are sorted, and calls of the same notice that follow each other
 * become one line; the rest is as it came. Users are loaded when the service
 * asks, from what it saved; who is not on the disk is unknown. The host also
 * checks what must always be true, and fails the test where it is not: sizes
 * told to allocate(), handles and contexts, nothing to who is busy or not up,
 * bare views that say more, versions that do not grow, memory not given back.
 */
#ifndef SUPPORT_SCENE_H
#define SUPPORT_SCENE_H

#include "cmocka_all.h"
#include "disk.h"
#include "words.h"

/* How a scene is to be; all zero is the ordinary one. */
struct scene_options {
    const char *const *domains; /* ends with NULL; NULL: "a" alone */
    struct adsum_limits limits; /* its size is filled in */
    uint32_t flags;             /* ADSUM_OPTION_* */
    int forgets;                /* a host without save() */
    int locates;                /* a host with locate(): scene_locate() */
    int bare;                   /* only allocate and deliver; forgets too */
    int shows_saves;            /* "save" lines */
};

struct scene_session {
    char *name;
    uint64_t handle;
    uint64_t room;    /* notices until it answers busy */
    uint64_t version; /* of the last push it got */
    uint8_t busy;     /* it answered so, and was not made ready since */
    uint8_t down;     /* its link is held or lost */
    uint8_t ended;
};

struct scene_line {
    char *head; /* "deliver presence romeo@a/x away ->", "= same" */
    char **receivers;
    size_t receiver_count;
    uint64_t call; /* lines of one call of the service's may become one */
};

struct scene_place {
    char *address; /* or a domain */
    char *destination;
};

struct scene_wire;

struct scene {
    struct adsum_service *service;
    struct scene_options options;
    struct adsum_host host;
    struct disk disk;
    struct scene_session *sessions; /* context: index + 1 */
    size_t session_count;
    struct scene_line *lines;
    size_t line_count;
    struct scene_place *places;
    size_t place_count;
    uint64_t now_ms;
    uint64_t next_ms; /* what advance() answered last */
    uint64_t call;    /* counts the scene's calls */
    /* What the host does. */
    uint32_t route_answer; /* ADSUM_CONDITION_* */
    int32_t save_answer;
    uint64_t fail_allocation; /* counts down to the one to refuse; 0: none */
    int refuse_allocations;   /* all, until it is 0 again */
    void (*inside)(struct scene *scene, const char *callback);
    void *inside_data;
    /* What it saw. */
    uint64_t allocations;
    uint64_t bytes;
    uint64_t deliver_calls;
    uint64_t route_calls;
    uint64_t save_calls;
    /* Another scene that routes go to: see scene_join(). */
    struct scene_wire *wire;
};

struct scene *scene_new(void);
struct scene *scene_with(const struct scene_options *options);

/* Ends the service. Fails for an answer that was not expected, and if memory
   is still held. */
void scene_free(struct scene *scene);

/* The service dies without a word and is made anew; the disk stays. */
void scene_restart(struct scene *scene);

/* Accounts ---------------------------------------------------------------- */

/*
 * Make an account with rows, and load it:
 *
 *     scene_load(scene, "romeo@a", "item juliet@b both ask name=J group=x",
 *                "request mercutio@b id=3 bytes=<x/>", "block paris@b",
 *                "version 7", "last 1000", NULL);
 */
#define scene_load(scene, user, ...)                  \
    scene_load_rows((scene), (user), ADSUM_USER_KEPT, \
                    (const char *const[]){__VA_ARGS__})
int scene_load_rows(struct scene *scene, const char *user, uint32_t kind,
                    const char *const *rows);

/* Load who the last call lacked. 0: nobody. */
int scene_fetch(struct scene *scene);

/* Calls, by name ---------------------------------------------------------- */

/* Open a session; its account is made if there is none. */
int scene_open(struct scene *scene, const char *full);
int scene_open_as(struct scene *scene, const char *full, uint32_t flags);

/* Ask for the roster: interested from now on. */
int scene_ask(struct scene *scene, const char *full);

/* NULL words: a NULL presence. */
int scene_publish(struct scene *scene, const char *full, const char *words);

/* Open, ask for the roster, publish. */
int scene_come(struct scene *scene, const char *full, const char *words);

int scene_send(struct scene *scene, const char *full, const char *to,
               const char *words);
int scene_subscribe(struct scene *scene, const char *full, const char *to);
int scene_subscribed(struct scene *scene, const char *full, const char *to);
int scene_unsubscribe(struct scene *scene, const char *full, const char *to);
int scene_unsubscribed(struct scene *scene, const char *full, const char *to);

/* NULL words: no last words. */
int scene_close(struct scene *scene, const char *full, const char *words);

int scene_receive(struct scene *scene, const char *from, const char *to,
                  const char *words);
int scene_receive_from(struct scene *scene, const char *origin,
                       const char *from, const char *to, const char *words);
/* adsum_service_return(): it did not arrive. */
int scene_return(struct scene *scene, const char *from, const char *to,
                 const char *words);
int scene_origin_lost(struct scene *scene, const char *origin);

/* "juliet@b name=Juliet group=friends" */
int scene_set(struct scene *scene, const char *user, const char *item);
int scene_remove(struct scene *scene, const char *user, const char *contact);
int scene_block(struct scene *scene, const char *user, const char *address);
int scene_unblock(struct scene *scene, const char *user, const char *address);

/* Time becomes `now_ms`. */
int scene_advance(struct scene *scene, uint64_t now_ms);
int scene_heard(struct scene *scene, const char *full);
int scene_link(struct scene *scene, const char *full, uint32_t link);

/* The session takes `room` notices more, and then answers busy. */
void scene_busy_after(struct scene *scene, const char *full, uint64_t room);
void scene_busy(struct scene *scene, const char *full);

/* It has room for everything again, or for so many, and says so. */
int scene_ready(struct scene *scene, const char *full);
int scene_ready_for(struct scene *scene, const char *full, uint64_t room);

/* locate() answers `destination` for an address or domain; "": here. */
void scene_locate(struct scene *scene, const char *address,
                  const char *destination);

uint64_t scene_handle(struct scene *scene, const char *full);

/* Two scenes, each the other's destination by these names. What they route
   there is packed and waits until scene_pump(). Free both, then the wire. */
struct scene_wire *scene_join(struct scene *one, const char *one_name,
                              struct scene *other, const char *other_name);
void scene_pump(struct scene_wire *wire);
void scene_wire_free(struct scene_wire *wire);

/* What was told ------------------------------------------------------------ */

/* The lines since the last time are these, then none are left. */
#define scene_expect(scene, ...)              \
    scene_compare((scene), SCENE_LINES, NULL, \
                  (const char *const[]){__VA_ARGS__}, __FILE__, __LINE__)

/* These lines, in any order. */
#define scene_expect_any_order(scene, ...)     \
    scene_compare((scene), SCENE_SORTED, NULL, \
                  (const char *const[]){__VA_ARGS__}, __FILE__, __LINE__)

/* What one session or address was handed, without verb and receivers:
   "presence romeo@a/x away". The lines stay for others to be looked at. */
#define scene_expect_at(scene, receiver, ...)          \
    scene_compare((scene), SCENE_RECEIVER, (receiver), \
                  (const char *const[]){__VA_ARGS__}, __FILE__, __LINE__)

/* A user's roster, requests and blocks, each in any order; that the disk
   holds the same is checked too. */
#define scene_expect_roster(scene, user, ...)    \
    scene_compare((scene), SCENE_ROSTER, (user), \
                  (const char *const[]){__VA_ARGS__}, __FILE__, __LINE__)
#define scene_expect_requests(scene, user, ...)    \
    scene_compare((scene), SCENE_REQUESTS, (user), \
                  (const char *const[]){__VA_ARGS__}, __FILE__, __LINE__)
#define scene_expect_blocks(scene, user, ...)    \
    scene_compare((scene), SCENE_BLOCKS, (user), \
                  (const char *const[]){__VA_ARGS__}, __FILE__, __LINE__)

enum {
    SCENE_LINES,
    SCENE_SORTED,
    SCENE_RECEIVER,
    SCENE_ROSTER,
    SCENE_REQUESTS,
    SCENE_BLOCKS
};
void scene_compare(struct scene *scene, int what, const char *who,
                   const char *const *expected, const char *file, int at);

/* Forget the lines; an answer among them fails. */
void scene_clear(struct scene *scene);

#endif
