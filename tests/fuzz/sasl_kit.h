/*
 * What a fuzzer of SASL needs: an adsum_crypto that is quick, always the same,
 * and as good as none, and bytes taken out of the input.
 */
#ifndef FUZZ_SASL_KIT_H
#define FUZZ_SASL_KIT_H

#include <adsum/sasl.h>
#include <stdlib.h>
#include <string.h>

static inline int32_t kit_hmac(void *user, uint32_t hash,
                               const struct adsum_text *key,
                               const struct adsum_text *parts, uint32_t count,
                               uint8_t *ret)
{
    uint32_t state = 2166136261u ^ hash;

    (void)user;
    for (uint32_t i = 0; i < key->length; i++)
        state = (state ^ (uint8_t)key->bytes[i]) * 16777619u;
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t k = 0; k < parts[i].length; k++)
            state = (state ^ (uint8_t)parts[i].bytes[k]) * 16777619u;
    for (uint32_t i = 0; i < (hash == ADSUM_HASH_SHA_1 ? 20 : 32); i++) {
        state = state * 1664525u + 1013904223u;
        ret[i] = (uint8_t)(state >> 24);
    }
    return 0;
}

static inline int32_t kit_hash(void *user, uint32_t hash,
                               const struct adsum_text *parts, uint32_t count,
                               uint8_t *ret)
{
    static const struct adsum_text none = {"", 0};

    return kit_hmac(user, hash, &none, parts, count, ret);
}

static inline int32_t kit_derive(void *user, uint32_t hash,
                                 const struct adsum_text *password,
                                 const struct adsum_text *salt,
                                 uint32_t iterations, uint8_t *ret)
{
    (void)iterations;
    return kit_hmac(user, hash, password, salt, 1, ret);
}

static inline int32_t kit_random(void *user, void *ret, uint32_t length)
{
    (void)user;
    memset(ret, 0, length);
    return 0;
}

static inline int32_t kit_equal(void *user, const void *one, const void *other,
                                uint32_t length)
{
    (void)user;
    return memcmp(one, other, length) == 0;
}

static const struct adsum_crypto kit_crypto = {.size = sizeof kit_crypto,
                                               .hash = kit_hash,
                                               .hmac = kit_hmac,
                                               .derive = kit_derive,
                                               .random = kit_random,
                                               .equal = kit_equal};

static const struct adsum_sasl_channel kit_channel = {
    .size = sizeof kit_channel,
    .encrypted = 1,
    .identified = 1,
    .tls_exporter = {"exporter", 8},
    .tls_unique = {"unique", 6},
    .tls_server_end_point = {"end point", 9}};

/* Up to a line feed, or all, in a block of its own; to be given back. */
static inline struct adsum_text kit_take(const uint8_t **at, size_t *left)
{
    const uint8_t *end = *left == 0 ? NULL : memchr(*at, '\n', *left);
    size_t length = end == NULL ? *left : (size_t)(end - *at);
    char *block = malloc(length + (length == 0));
    struct adsum_text text = {block, (uint32_t)length};

    if (block == NULL)
        abort();
    if (length != 0)
        memcpy(block, *at, length);
    *at += length + (end != NULL);
    *left -= length + (end != NULL);
    return text;
}

#endif
