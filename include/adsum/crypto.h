/*
 * adsum/crypto.h: hashing and randomness, as the host gives them to a module.
 *
 * A struct of functions: adsum_tls_crypto() in tls.h is one on mbedTLS; a host
 * with a hash unit, or a test that counts, writes its own. It holds what SASL
 * SCRAM (RFC 5802), entity capabilities (XEP-0115, XEP-0390) and dialback keys
 * (XEP-0220) ask for.
 */
#ifndef ADSUM_CRYPTO_H
#define ADSUM_CRYPTO_H

#include <adsum/base.h>
#include <adsum/error.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Hash functions. */
enum {
    ADSUM_HASH_SHA_1 = 1, /* 20 bytes */
    ADSUM_HASH_SHA_256,   /* 32 */
    ADSUM_HASH_SHA_512    /* 64 */
};

#define ADSUM_HASH_BYTES 64 /* room for any of them */

/**
 * The functions. All are required; may be const. `user` is what was given with
 * the struct.
 *
 * What is hashed comes in parts that are taken one after the other as if they
 * were one, so that nobody joins them first. Bytes may be any, NUL too. An
 * answer that is not 0 is passed on by the call that asked, and `ret` is not
 * read: ADSUM_ERR_INVALID for a hash that is not offered,
 * ADSUM_ERR_NO_MEMORY, ADSUM_ERR_HOST where the random source failed.
 */
struct adsum_crypto {
    uint32_t size;
    uint32_t reserved; /* 0 */

    /** H(parts): as many bytes into `ret` as the hash has. */
    int32_t (*hash)(void *user, uint32_t hash, const struct adsum_text *parts,
                    uint32_t count, uint8_t *ret);

    /** HMAC(key, parts), RFC 2104; `ret` as above. */
    int32_t (*hmac)(void *user, uint32_t hash, const struct adsum_text *key,
                    const struct adsum_text *parts, uint32_t count,
                    uint8_t *ret);

    /**
     * Hi(password, salt, iterations) of RFC 5802 section 2.2: PBKDF2 with one
     * block. The caller bounds `iterations`, at least 1: each is a HMAC.
     */
    int32_t (*derive)(void *user, uint32_t hash,
                      const struct adsum_text *password,
                      const struct adsum_text *salt, uint32_t iterations,
                      uint8_t *ret);

    /** Fill `ret` with bytes nobody can guess. */
    int32_t (*random)(void *user, void *ret, uint32_t length);

    /** 1 if equal, else 0, in a time that depends on `length` only. */
    int32_t (*equal)(void *user, const void *one, const void *other,
                     uint32_t length);
};

#ifdef __cplusplus
}
#endif
#endif
