/*
 * adsum/sasl_server.h: what a server offers, and its side of an exchange.
 *
 * Rules true for every call stand in sasl.h.
 */
#ifndef ADSUM_SASL_SERVER_H
#define ADSUM_SASL_SERVER_H

#include <adsum/base.h>
#include <adsum/crypto.h>
#include <adsum/sasl_answer.h>
#include <adsum/sasl_keys.h>

#ifdef __cplusplus
extern "C" {
#endif

#define ADSUM_SASL_SECRET_BYTES 16 /* the shortest secret of a service */

/** What a server asks of its peers; may be const. 0 takes the default. */
struct adsum_sasl_service {
    uint32_t size;
    uint32_t mechanisms; /* all but PLAIN; a mask of those allowed under TLS */
    uint32_t clear;      /* none; a mask of those allowed without TLS too */

    /* What the keys of most users have, so that a name nobody has looks like
     * one. */
    uint32_t iterations; /* ADSUM_SASL_ITERATIONS */
    uint32_t salt_bytes; /* 16, at most 32 */

    /* Keys with more iterations, which PLAIN would spend on anybody's word, or
     * fewer are ADSUM_ERR_INVALID. */
    uint32_t least_iterations; /* ADSUM_SASL_ITERATIONS */
    uint32_t most_iterations;  /* 1,000,000 */
    uint32_t reserved;         /* 0 */

    const struct adsum_crypto *crypto; /* required */
    void *crypto_user;

    /* Required: as long as can be, random, the same for all that serve the
     * domain, and the same for years. The salts that nobody's name seems to
     * have are made of it. */
    struct adsum_text secret;

    /* adsum_prep_local and adsum_prep_password, or others like them; NULL:
     * bytes stay as they came. An error but ADSUM_ERR_NO_MEMORY refuses. */
    int (*prepare_name)(struct adsum_text text, char *buffer, uint32_t capacity,
                        struct adsum_text *ret);
    int (*prepare_password)(struct adsum_text text, char *buffer,
                            uint32_t capacity, struct adsum_text *ret);
};

/** What to offer in stream features: each bit one to name, highest first. */
struct adsum_sasl_offer {
    uint32_t mechanisms;
    uint32_t bindings; /* XEP-0440: all of them, or, if 0, no such element */
};

/**
 * What is offered on a channel. The offer must go out whole and as it is: both
 * ends hash it (XEP-0474).
 *
 * Returns 0, or ADSUM_ERR_INVALID or ADSUM_ERR_HOST: see adsum_sasl_service.
 * Source: RFC 6120 section 6.3.4, RFC 5802 section 6, XEP-0440.
 */
ADSUM_API int adsum_sasl_server_offer(const struct adsum_sasl_service *service,
                                      const struct adsum_sasl_channel *channel,
                                      struct adsum_sasl_offer *ret);

/** A server's exchange: the caller's, to be seen only by the calls below. */
struct adsum_sasl_server {
    const struct adsum_sasl_service *service;
    const struct adsum_sasl_channel *channel;
    uint32_t mechanism;
    uint32_t binding;
    uint32_t hash;
    uint32_t expects; /* which call comes next */
    uint32_t known;   /* there are keys */

    /* Where things lie in `held`, and how long they are. */
    uint16_t header_length; /* GS2 header, from 0 on */
    uint16_t first_length;  /* client-first-message, from 0 on */
    uint16_t name, name_length;
    uint16_t authzid, authzid_length;
    uint16_t password, password_length;
    uint16_t challenge, challenge_length; /* server-first-message */
    uint16_t nonce_length;                /* in it, from its third byte on */
    uint16_t final_at, final_length;
    uint16_t held_length;
    uint8_t stored_key[ADSUM_HASH_BYTES];
    uint8_t server_key[ADSUM_HASH_BYTES];
    char held[ADSUM_SASL_HELD_BYTES];
};

/**
 * Begin, with <auth/>'s mechanism. One that was begun before is forgotten.
 *
 * Answers ADSUM_SASL_SEND, without bytes: step with the initial response, if
 * there is one, else send an empty challenge first. Or ADSUM_SASL_FAILED.
 */
ADSUM_API int adsum_sasl_server_start(struct adsum_sasl_server *exchange,
                                      const struct adsum_sasl_service *service,
                                      const struct adsum_sasl_channel *channel,
                                      struct adsum_text mechanism,
                                      struct adsum_sasl_answer *ret);

/** Take a response. Any answer but ADSUM_SASL_SEND and ADSUM_SASL_DONE. */
ADSUM_API int adsum_sasl_server_step(struct adsum_sasl_server *exchange,
                                     struct adsum_text response,
                                     struct adsum_sasl_answer *ret);

/**
 * Give the keys of the answer's name, of its hash.
 *
 * @keys  copied; NULL: there are none. Then all goes on as if there were, with
 *        the same hashes in the same order, up to the same refusal as for a
 *        wrong password: nobody learns who has an account.
 *
 * Answers ADSUM_SASL_SEND; for PLAIN ADSUM_SASL_DECIDE or ADSUM_SASL_FAILED.
 * ADSUM_ERR_INVALID: of another hash, or iterations out of the bounds.
 */
ADSUM_API int adsum_sasl_server_keys(struct adsum_sasl_server *exchange,
                                     const struct adsum_sasl_keys *keys,
                                     struct adsum_sasl_answer *ret);

/**
 * Say whether the peer, who is `name`, may act as `authzid`; with EXTERNAL,
 * who it is besides: the channel's certificate says (XEP-0178).
 *
 * `authzid` must be a bare JID, between servers a domain, as RFC 6120 section
 * 6.3.8 has it: prepare it, and compare. Here is also the place to look at the
 * stream's `from` (6.4.6) and at accounts that are disabled: only who has the
 * password learns of it.
 *
 * @condition  0: it may; the answer is ADSUM_SASL_DONE. Else ADSUM_SASL_ABORTED
 *             and so on, which may be said at any time before the end, e.g. for
 *             <abort/>, or as ADSUM_SASL_TEMPORARY_AUTH_FAILURE where keys
 *             cannot be read; the answer is ADSUM_SASL_FAILED
 */
ADSUM_API int adsum_sasl_server_decide(struct adsum_sasl_server *exchange,
                                       uint32_t condition,
                                       struct adsum_sasl_answer *ret);

#ifdef __cplusplus
}
#endif
#endif
