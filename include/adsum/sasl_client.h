/*
 * adsum/sasl_client.h: a client's choice, and its side of an exchange.
 *
 * Rules true for every call stand in sasl.h.
 */
#ifndef ADSUM_SASL_CLIENT_H
#define ADSUM_SASL_CLIENT_H

#include <adsum/base.h>
#include <adsum/crypto.h>
#include <adsum/sasl_answer.h>

#ifdef __cplusplus
extern "C" {
#endif

#define ADSUM_SASL_HEARD_MOST 32 /* mechanisms, and bindings, of an offer */

/* What an account may require. */
enum {
    ADSUM_SASL_REQUIRE_PROTECTION = 1 /* XEP-0474: the offer's hash. Give it
                                       * once the server has sent one */
};

/** Who a client is, and what it asks of the server. 0 takes the default. */
struct adsum_sasl_account {
    uint32_t size;
    uint32_t mechanisms; /* all but PLAIN; a mask of those allowed under TLS */
    uint32_t clear;      /* none; a mask of those allowed without TLS too */
    uint32_t least;      /* none; the weakest allowed now. Remember what served
                          * once, or that it was not PLAIN (XEP-0474), and no
                          * attacker can ask for less */
    uint32_t require;    /* nothing; a mask of ADSUM_SASL_REQUIRE_* */
    uint32_t least_iterations; /* ADSUM_SASL_ITERATIONS */
    uint32_t most_iterations;  /* 1,000,000: bounds what a server can cost */
    uint32_t reserved;         /* 0 */

    const struct adsum_crypto *crypto; /* required */
    void *crypto_user;

    struct adsum_text name;     /* prepared; the localpart (RFC 6120 6.3.7) */
    struct adsum_text password; /* prepared */
    struct adsum_text authzid;  /* a bare JID, only to act as somebody else */
};

/** What the server offered, as it said it; needed during the call only. */
struct adsum_sasl_heard {
    const struct adsum_text *mechanisms; /* known or not */
    uint32_t mechanism_count;
    uint32_t binding_count;            /* 0: nothing was said of them */
    const struct adsum_text *bindings; /* XEP-0440 */
};

/** A client's exchange: the caller's, to be seen only by the calls below. */
struct adsum_sasl_client {
    const struct adsum_sasl_account *account;
    const struct adsum_sasl_channel *channel;
    uint32_t mechanism;
    uint32_t binding;
    uint32_t hash;
    uint32_t expects;
    uint32_t protect;       /* not 0: the offer's hash must come */
    uint16_t header_length; /* as a server's */
    uint16_t first_length;
    uint16_t nonce, nonce_length;
    uint16_t held_length;
    uint16_t guarded;                    /* not 0: the offer's hash has come */
    uint8_t offer[ADSUM_HASH_BYTES];     /* the hash of what was offered */
    uint8_t signature[ADSUM_HASH_BYTES]; /* that the server will prove */
    char held[ADSUM_SASL_HELD_BYTES];
};

/**
 * Begin with the best mechanism that both have: those bound to the channel
 * first.
 *
 * Answers ADSUM_SASL_SEND: <auth/> with this mechanism and these bytes, even if
 * there are none. Or ADSUM_SASL_FAILED, and nothing is to be sent. An offer
 * that names types of channel binding but no mechanism that uses one is
 * refused, as is one of which nothing is allowed.
 * Source: RFC 5802 section 6, XEP-0440 section 3, XEP-0474.
 */
ADSUM_API int adsum_sasl_client_start(struct adsum_sasl_client *exchange,
                                      const struct adsum_sasl_account *account,
                                      const struct adsum_sasl_channel *channel,
                                      const struct adsum_sasl_heard *heard,
                                      struct adsum_sasl_answer *ret);

/** Take a challenge. Answers ADSUM_SASL_SEND or ADSUM_SASL_FAILED. */
ADSUM_API int adsum_sasl_client_step(struct adsum_sasl_client *exchange,
                                     struct adsum_text challenge,
                                     struct adsum_sasl_answer *ret);

/**
 * Take <success/> and its data. ADSUM_SASL_DONE: with SCRAM the server has
 * proven that it knows the user's keys; else ADSUM_SASL_FAILED, and the
 * connection is not to be used.
 */
ADSUM_API int adsum_sasl_client_success(struct adsum_sasl_client *exchange,
                                        struct adsum_text data,
                                        struct adsum_sasl_answer *ret);

/** Give it up, <failure/> having come or <abort/> being sent. Twice is once. */
ADSUM_API void adsum_sasl_client_abort(struct adsum_sasl_client *exchange);

#ifdef __cplusplus
}
#endif
#endif
