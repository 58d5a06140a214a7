/*
 * A client, a server and what goes between them, with the hashes of lib/tls,
 * counted, and random bytes that are not.
 *
 *     struct rig rig;
 *     rig_init(&rig);                       TLS, all types of channel binding
 *     assert_true(rig_run(&rig));
 *
 * Iterations are few, so that there can be many exchanges.
 */
#ifndef XMPP_RIG_H
#define XMPP_RIG_H

#include "cmocka_all.h"

#include <adsum/sasl.h>
#include <stdbool.h>
#include <string.h>

enum { RIG_ITERATIONS = 3, RIG_MESSAGES = 4 };

struct rig {
    struct adsum_sasl_service service;
    struct adsum_sasl_account account;
    struct adsum_sasl_channel server_channel;
    struct adsum_sasl_channel client_channel;
    struct adsum_sasl_keys keys[3]; /* by hash */
    const char *user;               /* whose they are */
    bool nobody;                    /* there are no keys */
    uint32_t decision;

    struct adsum_text mechanisms[8]; /* what the client is told */
    struct adsum_text bindings[4];
    struct adsum_sasl_heard heard;

    struct adsum_sasl_server server;
    struct adsum_sasl_client client;
    struct adsum_sasl_answer said_by_server, said_by_client;

    /* Changes a message on its way; index 0 is the client's first. */
    void (*tamper)(struct rig *rig, uint32_t index);
    void *tamper_user;
    char wire[RIG_MESSAGES][ADSUM_SASL_HELD_BYTES + 64];
    uint32_t wire_length[RIG_MESSAGES];

    /* Of the crypto: a letter for each call, and the one that fails. */
    char calls[64];
    uint32_t call_count;
    uint32_t fail_at; /* 0: none */
    uint8_t random;
};

struct adsum_text rig_text(const char *string);
const struct adsum_crypto *rig_crypto(void);
void rig_init(struct rig *rig);

/* Tell the client what the server offers. */
void rig_hear(struct rig *rig);

/* The whole exchange; true if both ends are done. Else the end that failed has
   said so, and the other may be anywhere. */
bool rig_run(struct rig *rig);

/* Parts of it: the server, up to the challenge; false if it refused. */
bool rig_challenge(struct rig *rig, struct adsum_text first);

#endif
