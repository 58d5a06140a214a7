/* What RFC 5802 section 3 hashes, on the host's functions. */
#include "scram.h"

#include <string.h>

static const struct kind {
    uint32_t hash;
    uint32_t bytes;
    uint32_t mechanisms;
    const char *word;
} kinds[] = {
    {ADSUM_HASH_SHA_1, 20, ADSUM_SASL_SCRAM_SHA_1 | ADSUM_SASL_SCRAM_SHA_1_PLUS,
     "SCRAM-SHA-1"},
    {ADSUM_HASH_SHA_256, 32,
     ADSUM_SASL_SCRAM_SHA_256 | ADSUM_SASL_SCRAM_SHA_256_PLUS, "SCRAM-SHA-256"},
};
enum { KINDS = sizeof kinds / sizeof *kinds };

static const struct kind *kind_of(uint32_t hash)
{
    for (uint32_t i = 0; i < KINDS; i++)
        if (kinds[i].hash == hash)
            return &kinds[i];
    return NULL;
}

const char *adsum_scram_word(uint32_t hash)
{
    const struct kind *kind = kind_of(hash);

    return kind == NULL ? "" : kind->word;
}

uint32_t adsum_scram_hash_bytes(uint32_t hash)
{
    const struct kind *kind = kind_of(hash);

    return kind == NULL ? 0 : kind->bytes;
}

uint32_t adsum_scram_hash(uint32_t mechanism)
{
    for (uint32_t i = 0; i < KINDS; i++)
        if ((kinds[i].mechanisms & mechanism) != 0)
            return kinds[i].hash;
    return 0;
}

int adsum_scram_crypto_check(const struct adsum_crypto *crypto)
{
    return crypto == NULL || crypto->size < sizeof *crypto ||
                   crypto->hash == NULL || crypto->hmac == NULL ||
                   crypto->derive == NULL || crypto->random == NULL ||
                   crypto->equal == NULL
               ? ADSUM_ERR_HOST
               : 0;
}

int adsum_scram_hash_parts(const struct scram_hasher *hasher,
                           const struct adsum_text *parts, uint32_t count,
                           uint8_t *ret)
{
    return hasher->crypto->hash(hasher->user, hasher->hash, parts, count, ret);
}

int adsum_scram_sign(const struct scram_hasher *hasher, const uint8_t *key,
                     const struct adsum_text *parts, uint32_t count,
                     uint8_t *ret)
{
    struct adsum_text by = {(const char *)key, hasher->bytes};

    return hasher->crypto->hmac(hasher->user, hasher->hash, &by, parts, count,
                                ret);
}

bool adsum_scram_equal(const struct scram_hasher *hasher, const void *one,
                       const void *other)
{
    return hasher->crypto->equal(hasher->user, one, other, hasher->bytes) == 1;
}

void adsum_scram_message(struct adsum_text client_first_bare,
                         struct adsum_text server_first,
                         struct adsum_text client_final_without_proof,
                         struct adsum_text ret[SCRAM_MESSAGE_PARTS])
{
    static const struct adsum_text comma = {",", 1};

    ret[0] = client_first_bare;
    ret[1] = comma;
    ret[2] = server_first;
    ret[3] = comma;
    ret[4] = client_final_without_proof;
}

int adsum_scram_derive(const struct scram_hasher *hasher,
                       struct adsum_text password, struct adsum_text salt,
                       uint32_t iterations, struct scram_derived *ret)
{
    const struct adsum_text client = adsum_scram_text("Client Key"),
                            server = adsum_scram_text("Server Key");
    const struct adsum_text client_key = {(const char *)ret->client_key,
                                          hasher->bytes};
    uint8_t salted[ADSUM_HASH_BYTES];
    int err;

    memset(ret, 0, sizeof *ret);
    err = hasher->crypto->derive(hasher->user, hasher->hash, &password, &salt,
                                 iterations, salted);
    if (err == 0)
        err = adsum_scram_sign(hasher, salted, &client, 1, ret->client_key);
    if (err == 0)
        err = adsum_scram_hash_parts(hasher, &client_key, 1, ret->stored_key);
    if (err == 0)
        err = adsum_scram_sign(hasher, salted, &server, 1, ret->server_key);
    adsum_scram_wipe(salted, sizeof salted);
    return err;
}

void adsum_scram_wipe(void *bytes, uint32_t length)
{
    volatile uint8_t *at = bytes;

    while (length-- != 0)
        *at++ = 0;
}
