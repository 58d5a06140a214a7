/*
 * adsum/sasl_keys.h: what a server stores of a password.
 */
#ifndef ADSUM_SASL_KEYS_H
#define ADSUM_SASL_KEYS_H

#include <adsum/base.h>
#include <adsum/crypto.h>
#include <adsum/sasl_answer.h>

#ifdef __cplusplus
extern "C" {
#endif

#define ADSUM_SASL_SALT_BYTES 64  /* the longest salt */
#define ADSUM_SASL_KEYS_BYTES 320 /* room for any keys as text */

/**
 * What a server stores of a password: with it the password can be checked, and
 * not be learned but by trying.
 *
 * Whoever has them can play this server towards the user, so they are to be
 * kept as secrets.
 */
struct adsum_sasl_keys {
    uint32_t hash;       /* ADSUM_HASH_SHA_1 or _SHA_256 */
    uint32_t iterations; /* at least 1 */
    uint32_t salt_length;
    uint8_t salt[ADSUM_SASL_SALT_BYTES];
    uint8_t stored_key[ADSUM_HASH_BYTES]; /* as many as the hash has; then 0 */
    uint8_t server_key[ADSUM_HASH_BYTES];
};

/**
 * Derive the keys of a password.
 *
 * @crypto      with `user`, what was given with it
 * @password    prepared, by adsum_prep_password(); not empty
 * @salt        at most ADSUM_SASL_SALT_BYTES; empty: 16 bytes, new and random
 * @iterations  more cost whoever tries passwords, and every client, more;
 *              0: ADSUM_SASL_ITERATIONS
 *
 * Returns 0, or ADSUM_ERR_INVALID: another hash, a longer salt, no password;
 * ADSUM_ERR_HOST; what `crypto` answered.
 * Cost: two HMACs for each iteration's one, some milliseconds.
 * Source: RFC 5802 section 3.
 */
ADSUM_API int adsum_sasl_keys_derive(const struct adsum_crypto *crypto,
                                     void *user, uint32_t hash,
                                     struct adsum_text password,
                                     struct adsum_text salt,
                                     uint32_t iterations,
                                     struct adsum_sasl_keys *ret);

/**
 * Keys as text: "SCRAM-SHA-256$4096:SALT$STOREDKEY:SERVERKEY", the last three
 * in base 64.
 *
 * @buffer  the caller's; ADSUM_SASL_KEYS_BYTES are enough
 * @ret     a view into it
 *
 * Returns 0; ADSUM_ERR_INVALID: these are no keys; ADSUM_ERR_ROOM.
 * Source: RFC 5803 section 2.
 */
ADSUM_API int adsum_sasl_keys_write(const struct adsum_sasl_keys *keys,
                                    char *buffer, uint32_t capacity,
                                    struct adsum_text *ret);

/** Keys from text. ADSUM_ERR_PACKED: it is not exactly that form. */
ADSUM_API int adsum_sasl_keys_read(struct adsum_text text,
                                   struct adsum_sasl_keys *ret);

#ifdef __cplusplus
}
#endif
#endif
