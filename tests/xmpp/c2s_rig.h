/*
 * A service with its clients: a host that has it all in memory. Accounts and
 * what was saved stand on a disk, time stands still unless told, memory is
 * counted and may be refused, randomness is the same each time.
 *
 *     struct c2s_rig rig;
 *     struct client *romeo;
 *
 *     c2s_rig_init(&rig);        change options, limits, accounts here
 *     c2s_rig_start(&rig);
 *     romeo = c2s_rig_login(&rig, "romeo", "orchard");
 *     client_says(romeo, "<presence/>");
 *     client_hears(romeo, "<presence from='romeo@*");
 *     c2s_rig_deinit(&rig);      all is given back, and all that was said is
 *                                well-formed
 *
 * Accounts are romeo, juliet, nurse and tybalt at example.net; their password
 * is "pencil". mercutio is nobody.
 */
#ifndef C2S_RIG_H
#define C2S_RIG_H

#include "cmocka_all.h"
#include "disk.h"

#include <adsum/c2s.h>
#include <stdbool.h>

enum { CLIENTS = 64, ROUTES = 64, NOW_MS = 1000000000 };

#define HEADER                                                             \
    "<stream:stream to='example.net' "                                     \
    "version='1.0' xmlns='jabber:client' xmlns:stream='" ADSUM_XML_STREAMS \
    "'>"
#define FOOTER "</stream:stream>"

/** What a client was told; client_hears() goes on where it ended. */
struct client {
    struct c2s_rig *rig;
    struct adsum_c2s_stream *stream; /* NULL: closed */
    char *heard;                     /* terminated */
    size_t length, capacity, read;
    size_t began;       /* where the stream began that is now */
    uint32_t answer;    /* of output(): ADSUM_C2S_* */
    uint32_t condition; /* of closed() */
    bool closed, secures, broken;
};

struct c2s_rig {
    struct adsum_limits limits;
    struct adsum_options core;
    struct adsum_c2s_host host;
    struct adsum_host core_host;
    struct adsum_c2s_options options;
    struct adsum_sasl_service sasl;
    struct adsum_sasl_channel channel; /* of what is secured */
    struct adsum_service *service;
    struct adsum_c2s *c2s;
    struct disk disk;
    struct client clients[CLIENTS];
    uint32_t client_count;
    struct adsum_sasl_keys keys[3]; /* by hash; of everybody */
    uint64_t now_ms, next_ms;
    uint64_t random;
    size_t held;
    uint32_t allocations;
    uint32_t fail_at;    /* which allocation is refused; 0: none */
    uint32_t fail_count; /* and how many in a row; 0: one */
    uint32_t chunk;      /* bytes of each feed; 0: all; 1 << 31: random */
    int32_t keys_answer; /* not 0: what keys() answers */
    int32_t load_answer; /* likewise */
    int32_t save_answer; /* likewise */
    bool lenient;        /* what goes wrong is not the test's */
    char *kept[ROUTES];  /* packed messages, for whom */
    uint32_t kept_length[ROUTES];
    char *kept_for[ROUTES];
    uint32_t kept_count;
    char routed[4096]; /* "DESTINATION KIND TO\n" */
};

void c2s_rig_init(struct c2s_rig *rig);
void c2s_rig_start(struct c2s_rig *rig);
void c2s_rig_deinit(struct c2s_rig *rig);

/** An item on the disk, before the user is loaded. */
void c2s_rig_item(struct c2s_rig *rig, const char *user, const char *contact,
                  uint8_t subscription);
/** Both may see each other. */
void c2s_rig_friends(struct c2s_rig *rig, const char *one, const char *other);

struct client *c2s_rig_open(struct c2s_rig *rig, uint32_t flags);
/** Open, and logged in by PLAIN, not bound; the features were heard. */
struct client *c2s_rig_authenticated(struct c2s_rig *rig, const char *name);
/** And bound. */
struct client *c2s_rig_login(struct c2s_rig *rig, const char *name,
                             const char *resource);
/** And available, with its roster asked for; all was heard. */
struct client *c2s_rig_online(struct c2s_rig *rig, const char *name,
                              const char *resource);
/** Time passes. */
void c2s_rig_wait(struct c2s_rig *rig, uint64_t ms);

void client_says(struct client *client, const char *text);
void client_says_bytes(struct client *client, const void *bytes, size_t length);
/** Its connection is gone. */
void client_vanishes(struct client *client);
/** <auth/> by PLAIN. */
void client_auths(struct client *client, const char *name,
                  const char *password);
/** Exactly this came since, where each * stands for anything and %
 * for one character. */
void client_hears(struct client *client, const char *pattern);
void client_hears_nothing(struct client *client);
/** What came since, heard with this. */
const char *client_heard(struct client *client);
/** A stream error came since, and the end. */
void client_is_refused(struct client *client, const char *condition);
void client_is_closed(struct client *client, uint32_t condition);

/** A rig with the defaults, in which romeo and juliet see each other. */
int c2s_rig_setup(void **state);
int c2s_rig_teardown(void **state);
#define C2S_TEST(name) \
    cmocka_unit_test_setup_teardown(name, c2s_rig_setup, c2s_rig_teardown)

bool c2s_like(const char *text, const char *pattern);

/* c2s_rig_host.c */

extern const struct adsum_c2s_host c2s_rig_host;
extern const struct adsum_host c2s_rig_core_host;
extern const struct adsum_crypto c2s_rig_crypto;

#endif
