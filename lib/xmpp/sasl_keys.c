/* Keys: made of a password, written as RFC 5803 has them, read back. */
#include "base64.h"
#include "scram.h"

#include <string.h>

enum { NEW_SALT_BYTES = 16 };

int adsum_sasl_keys_derive(const struct adsum_crypto *crypto, void *user,
                           uint32_t hash, struct adsum_text password,
                           struct adsum_text salt, uint32_t iterations,
                           struct adsum_sasl_keys *ret)
{
    struct scram_hasher hasher = {crypto, user, hash,
                                  adsum_scram_hash_bytes(hash)};
    struct adsum_sasl_keys keys = {.hash = hash, .salt_length = salt.length};
    struct scram_derived derived;
    int err = adsum_scram_crypto_check(crypto);

    if (err != 0)
        return err;
    if (hasher.bytes == 0 || salt.length > sizeof keys.salt ||
        password.length == 0)
        return ADSUM_ERR_INVALID;
    keys.iterations = iterations == 0 ? ADSUM_SASL_ITERATIONS : iterations;
    if (salt.length != 0) {
        memcpy(keys.salt, salt.bytes, salt.length);
    } else {
        keys.salt_length = NEW_SALT_BYTES;
        err = crypto->random(user, keys.salt, NEW_SALT_BYTES);
    }
    salt.bytes = (const char *)keys.salt;
    salt.length = keys.salt_length;
    if (err == 0)
        err = adsum_scram_derive(&hasher, password, salt, keys.iterations,
                                 &derived);
    if (err != 0)
        return err;
    memcpy(keys.stored_key, derived.stored_key, sizeof keys.stored_key);
    memcpy(keys.server_key, derived.server_key, sizeof keys.server_key);
    adsum_scram_wipe(&derived, sizeof derived);
    *ret = keys;
    return 0;
}

bool adsum_scram_keys_valid(const struct adsum_sasl_keys *keys)
{
    return adsum_scram_hash_bytes(keys->hash) != 0 && keys->iterations != 0 &&
           keys->salt_length != 0 && keys->salt_length <= sizeof keys->salt;
}

int adsum_sasl_keys_write(const struct adsum_sasl_keys *keys, char *buffer,
                          uint32_t capacity, struct adsum_text *ret)
{
    struct scram_out out = {buffer, capacity, 0, false};
    uint32_t bytes = adsum_scram_hash_bytes(keys->hash);

    if (!adsum_scram_keys_valid(keys))
        return ADSUM_ERR_INVALID;
    adsum_scram_put_word(&out, adsum_scram_word(keys->hash));
    adsum_scram_put_word(&out, "$");
    adsum_scram_put_number(&out, keys->iterations);
    adsum_scram_put_word(&out, ":");
    adsum_scram_put_base64(&out, keys->salt, keys->salt_length);
    adsum_scram_put_word(&out, "$");
    adsum_scram_put_base64(&out, keys->stored_key, bytes);
    adsum_scram_put_word(&out, ":");
    adsum_scram_put_base64(&out, keys->server_key, bytes);
    if (out.full)
        return ADSUM_ERR_ROOM;
    ret->bytes = buffer;
    ret->length = out.length;
    return 0;
}

/* What stands before `mark`, or all; false if there is no such mark. */
static bool cut(struct adsum_text *rest, char mark, struct adsum_text *ret)
{
    const char *at = mark == '\0' || rest->length == 0
                         ? NULL
                         : memchr(rest->bytes, mark, rest->length);

    *ret = *rest;
    if (at == NULL)
        return mark == '\0';
    ret->length = (uint32_t)(at - rest->bytes);
    rest->bytes = at + 1;
    rest->length -= ret->length + 1;
    return true;
}

/* Base 64 of 1 to `most` bytes, into room for as many. */
static bool read_bytes(struct adsum_text text, uint8_t *ret, uint32_t most,
                       uint32_t *ret_length)
{
    uint8_t bytes[ADSUM_SASL_SALT_BYTES + 2]; /* a whole group */

    if (text.length > adsum_base64_length(most) ||
        !adsum_base64_decode(text, bytes, ret_length) || *ret_length == 0 ||
        *ret_length > most)
        return false;
    memcpy(ret, bytes, *ret_length);
    return true;
}

static uint32_t hash_of(struct adsum_text word)
{
    for (uint32_t hash = ADSUM_HASH_SHA_1; hash <= ADSUM_HASH_SHA_512; hash++) {
        struct adsum_text name = adsum_scram_text(adsum_scram_word(hash));

        if (name.length != 0 && name.length == word.length &&
            memcmp(name.bytes, word.bytes, word.length) == 0)
            return hash;
    }
    return 0;
}

int adsum_sasl_keys_read(struct adsum_text text, struct adsum_sasl_keys *ret)
{
    static const char marks[] = {'$', ':', '$', ':', '\0'};
    struct adsum_text fields[sizeof marks];
    struct adsum_sasl_keys keys = {.hash = 0};
    uint32_t bytes, stored, server;

    for (uint32_t i = 0; i < sizeof marks; i++)
        if (!cut(&text, marks[i], &fields[i]))
            return ADSUM_ERR_PACKED;
    keys.hash = hash_of(fields[0]);
    keys.iterations = adsum_scram_number(fields[1]);
    bytes = adsum_scram_hash_bytes(keys.hash);
    if (!read_bytes(fields[2], keys.salt, sizeof keys.salt,
                    &keys.salt_length) ||
        !read_bytes(fields[3], keys.stored_key, bytes, &stored) ||
        !read_bytes(fields[4], keys.server_key, bytes, &server) ||
        stored != bytes || server != bytes || !adsum_scram_keys_valid(&keys))
        return ADSUM_ERR_PACKED;
    *ret = keys;
    return 0;
}
