/* adsum_crypto by mbedTLS's message digests, which 2.28 and 3.6 share. */
#include "context.h"

#include <mbedtls/md.h>
#include <mbedtls/platform_util.h>
#include <string.h>

#define BLOCK_BYTES 128u

static const struct {
    mbedtls_md_type_t type;
    uint32_t block; /* bytes that it takes at once */
} hashes[] = {
    [ADSUM_HASH_SHA_1] = {MBEDTLS_MD_SHA1, 64},
    [ADSUM_HASH_SHA_256] = {MBEDTLS_MD_SHA256, 64},
    [ADSUM_HASH_SHA_512] = {MBEDTLS_MD_SHA512, BLOCK_BYTES},
};

static const mbedtls_md_info_t *info_of(uint32_t hash)
{
    return hash < sizeof hashes / sizeof *hashes
               ? mbedtls_md_info_from_type(hashes[hash].type)
               : NULL;
}

typedef int begin(mbedtls_md_context_t *digest, const struct adsum_text *key);
typedef int more(mbedtls_md_context_t *digest, const unsigned char *bytes,
                 size_t length);
typedef int end(mbedtls_md_context_t *digest, unsigned char *ret);

/* How a plain hash and a keyed one are begun, fed and ended. */
struct way {
    begin *begin;
    more *more;
    end *end;
    int keyed;
};

static int begin_plain(mbedtls_md_context_t *digest,
                       const struct adsum_text *key)
{
    (void)key;
    return mbedtls_md_starts(digest);
}

static int begin_keyed(mbedtls_md_context_t *digest,
                       const struct adsum_text *key)
{
    return mbedtls_md_hmac_starts(digest, (const unsigned char *)key->bytes,
                                  key->length);
}

static const struct way plain = {begin_plain, mbedtls_md_update,
                                 mbedtls_md_finish, 0};
static const struct way keyed = {begin_keyed, mbedtls_md_hmac_update,
                                 mbedtls_md_hmac_finish, 1};

static int32_t run(const struct way *way, uint32_t hash,
                   const struct adsum_text *key, const struct adsum_text *parts,
                   uint32_t count, uint8_t *ret)
{
    const mbedtls_md_info_t *info = info_of(hash);
    mbedtls_md_context_t digest;
    int err;

    if (info == NULL)
        return ADSUM_ERR_INVALID;
    mbedtls_md_init(&digest);
    err = mbedtls_md_setup(&digest, info, way->keyed);
    if (err == 0)
        err = way->begin(&digest, key);
    for (uint32_t i = 0; i < count && err == 0; i++)
        err = way->more(&digest, (const unsigned char *)parts[i].bytes,
                        parts[i].length);
    if (err == 0)
        err = way->end(&digest, ret);
    mbedtls_md_free(&digest);
    return err == 0 ? 0 : ADSUM_ERR_NO_MEMORY;
}

static int32_t hash_parts(void *user, uint32_t hash,
                          const struct adsum_text *parts, uint32_t count,
                          uint8_t *ret)
{
    (void)user;
    return run(&plain, hash, NULL, parts, count, ret);
}

static int32_t hmac_parts(void *user, uint32_t hash,
                          const struct adsum_text *key,
                          const struct adsum_text *parts, uint32_t count,
                          uint8_t *ret)
{
    (void)user;
    return run(&keyed, hash, key, parts, count, ret);
}

/*
 * A HMAC is two hashes, each of a block made of the key and then a text (RFC
 * 2104 section 2). What the blocks come to is kept, and gone on from by copies:
 * half the work where one key is used thousands of times.
 */
struct halves {
    mbedtls_md_context_t inner, outer, digest;
    size_t bytes;
};

static int half_begin(mbedtls_md_context_t *half, const mbedtls_md_info_t *info,
                      const uint8_t *key, uint32_t block, uint8_t pad)
{
    uint8_t padded[BLOCK_BYTES];
    int err = mbedtls_md_setup(half, info, 0);

    for (uint32_t i = 0; i < block; i++)
        padded[i] = key[i] ^ pad;
    if (err == 0)
        err = mbedtls_md_starts(half);
    if (err == 0)
        err = mbedtls_md_update(half, padded, block);
    mbedtls_platform_zeroize(padded, sizeof padded);
    return err;
}

static int halves_begin(struct halves *halves, uint32_t hash,
                        const struct adsum_text *key)
{
    const mbedtls_md_info_t *info = info_of(hash);
    uint32_t block = hashes[hash].block;
    uint8_t whole[BLOCK_BYTES] = {0};
    int err = mbedtls_md_setup(&halves->digest, info, 0);

    halves->bytes = mbedtls_md_get_size(info);
    if (err == 0 && key->length > block)
        err = mbedtls_md(info, (const unsigned char *)key->bytes, key->length,
                         whole);
    else if (key->length != 0 && key->length <= block)
        memcpy(whole, key->bytes, key->length);
    if (err == 0)
        err = half_begin(&halves->inner, info, whole, block, 0x36);
    if (err == 0)
        err = half_begin(&halves->outer, info, whole, block, 0x5c);
    mbedtls_platform_zeroize(whole, sizeof whole);
    return err;
}

static int half_end(struct halves *halves, const mbedtls_md_context_t *half,
                    const uint8_t *text, size_t length, uint8_t *ret)
{
    int err = mbedtls_md_clone(&halves->digest, half);

    if (err == 0)
        err = mbedtls_md_update(&halves->digest, text, length);
    return err != 0 ? err : mbedtls_md_finish(&halves->digest, ret);
}

/* From a digest of the inner half to the HMAC. */
static int halves_end(struct halves *halves, uint8_t *value)
{
    return half_end(halves, &halves->outer, value, halves->bytes, value);
}

/* U1 = HMAC(salt, 1), each next one of the one before; all of them, xored. */
static int iterate(struct halves *halves, const struct adsum_text *salt,
                   uint32_t iterations, uint8_t *ret)
{
    static const uint8_t block[4] = {0, 0, 0, 1};
    uint8_t one[ADSUM_HASH_BYTES];
    int err = mbedtls_md_clone(&halves->digest, &halves->inner);

    if (err == 0)
        err = mbedtls_md_update(
            &halves->digest, (const unsigned char *)salt->bytes, salt->length);
    if (err == 0)
        err = mbedtls_md_update(&halves->digest, block, sizeof block);
    if (err == 0)
        err = mbedtls_md_finish(&halves->digest, one);
    if (err == 0)
        err = halves_end(halves, one);
    if (err == 0)
        memcpy(ret, one, halves->bytes);
    while (err == 0 && --iterations != 0) {
        err = half_end(halves, &halves->inner, one, halves->bytes, one);
        if (err == 0)
            err = halves_end(halves, one);
        for (size_t i = 0; i < halves->bytes; i++)
            ret[i] ^= one[i];
    }
    mbedtls_platform_zeroize(one, sizeof one);
    return err;
}

static int32_t derive(void *user, uint32_t hash,
                      const struct adsum_text *password,
                      const struct adsum_text *salt, uint32_t iterations,
                      uint8_t *ret)
{
    struct halves halves;
    int err;

    (void)user;
    if (info_of(hash) == NULL || iterations == 0)
        return ADSUM_ERR_INVALID;
    mbedtls_md_init(&halves.inner);
    mbedtls_md_init(&halves.outer);
    mbedtls_md_init(&halves.digest);
    err = halves_begin(&halves, hash, password);
    if (err == 0)
        err = iterate(&halves, salt, iterations, ret);
    mbedtls_md_free(&halves.inner);
    mbedtls_md_free(&halves.outer);
    mbedtls_md_free(&halves.digest);
    return err == 0 ? 0 : ADSUM_ERR_NO_MEMORY;
}

static int32_t random_bytes(void *user, void *ret, uint32_t length)
{
    return adsum_tls_context_random(user, ret, length) == 0 ? 0
                                                            : ADSUM_ERR_HOST;
}

static int32_t equal(void *user, const void *one, const void *other,
                     uint32_t length)
{
    const volatile uint8_t *a = one, *b = other;
    uint8_t differ = 0;

    (void)user;
    for (uint32_t i = 0; i < length; i++)
        differ = (uint8_t)(differ | (a[i] ^ b[i]));
    return differ == 0;
}

const struct adsum_crypto *adsum_tls_crypto(void)
{
    static const struct adsum_crypto crypto = {.size = sizeof crypto,
                                               .hash = hash_parts,
                                               .hmac = hmac_parts,
                                               .derive = derive,
                                               .random = random_bytes,
                                               .equal = equal};

    return &crypto;
}
