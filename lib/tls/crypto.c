/* adsum_crypto by mbedTLS's message digests, which 2.28 and 3.6 share. */
#include "context.h"

#include <mbedtls/md.h>
#include <mbedtls/platform_util.h>
#include <string.h>

static const mbedtls_md_info_t *info_of(uint32_t hash)
{
    static const mbedtls_md_type_t types[] = {
        [ADSUM_HASH_SHA_1] = MBEDTLS_MD_SHA1,
        [ADSUM_HASH_SHA_256] = MBEDTLS_MD_SHA256,
        [ADSUM_HASH_SHA_512] = MBEDTLS_MD_SHA512,
    };

    return hash < sizeof types / sizeof *types
               ? mbedtls_md_info_from_type(types[hash])
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

/* U1 = HMAC(salt, 1), each next one of the one before; all of them, xored. */
static int iterate(mbedtls_md_context_t *digest, const struct adsum_text *salt,
                   uint32_t iterations, size_t bytes, uint8_t *ret)
{
    static const uint8_t block[4] = {0, 0, 0, 1};
    uint8_t one[ADSUM_HASH_BYTES];
    int err = mbedtls_md_hmac_update(digest, (const unsigned char *)salt->bytes,
                                     salt->length);

    if (err == 0)
        err = mbedtls_md_hmac_update(digest, block, sizeof block);
    if (err == 0)
        err = mbedtls_md_hmac_finish(digest, one);
    memcpy(ret, one, bytes);
    while (err == 0 && --iterations != 0) {
        err = mbedtls_md_hmac_reset(digest);
        if (err == 0)
            err = mbedtls_md_hmac_update(digest, one, bytes);
        if (err == 0)
            err = mbedtls_md_hmac_finish(digest, one);
        for (size_t i = 0; i < bytes; i++)
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
    const mbedtls_md_info_t *info = info_of(hash);
    mbedtls_md_context_t digest;
    int err;

    (void)user;
    if (info == NULL || iterations == 0)
        return ADSUM_ERR_INVALID;
    mbedtls_md_init(&digest);
    err = mbedtls_md_setup(&digest, info, 1);
    if (err == 0)
        err = begin_keyed(&digest, password);
    if (err == 0)
        err =
            iterate(&digest, salt, iterations, mbedtls_md_get_size(info), ret);
    mbedtls_md_free(&digest);
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
