/*
 * A server's exchange, from inside: each mechanism takes a response or keys
 * and answers a reason, 0 if all is well; an error goes to `err`.
 *
 * Nothing of the exchange changes before nothing can fail: texts are written
 * beyond `held_length`, which is moved last.
 */
#ifndef ADSUM_XMPP_SASL_SERVER_H
#define ADSUM_XMPP_SASL_SERVER_H

#include "scram.h"

/* What an exchange expects. */
enum {
    SERVER_ENDED = 0, /* it has ended */
    SERVER_RESPONSE,
    SERVER_KEYS,
    SERVER_FINAL, /* a response with a proof */
    SERVER_DECISION
};

struct scram_hasher
adsum_sasl_server_hasher(const struct adsum_sasl_server *exchange);

/** What lies in `held`. */
struct adsum_text adsum_sasl_server_text(const struct adsum_sasl_server *of,
                                         uint32_t at, uint32_t length);

/** The rest of `held`, to write to. */
struct scram_out adsum_sasl_server_out(struct adsum_sasl_server *exchange);

/**
 * Write a name as the service prepares it; `reason` is answered if it cannot.
 *
 * @prepare  as adsum_sasl_service has it, NULL: as it is
 * @raw      not in what `out` has free
 */
int adsum_sasl_server_prepare(int (*prepare)(struct adsum_text, char *,
                                             uint32_t, struct adsum_text *),
                              struct adsum_text raw, uint32_t failed,
                              struct scram_out *out, uint32_t *ret_reason);

int adsum_scram_server_first(struct adsum_sasl_server *exchange,
                             struct adsum_text response, uint32_t *ret_reason);

/** The server-first-message, with this of a nonce after the client's. */
int adsum_scram_server_challenge(struct adsum_sasl_server *exchange,
                                 const struct adsum_sasl_keys *keys,
                                 struct adsum_text nonce);
int adsum_scram_server_keys(struct adsum_sasl_server *exchange,
                            const struct adsum_sasl_keys *keys);
int adsum_scram_server_final(struct adsum_sasl_server *exchange,
                             struct adsum_text response, uint32_t *ret_reason);

int adsum_plain_server_first(struct adsum_sasl_server *exchange,
                             struct adsum_text response, uint32_t *ret_reason);
int adsum_plain_server_keys(struct adsum_sasl_server *exchange,
                            const struct adsum_sasl_keys *keys,
                            uint32_t *ret_reason);

#endif
