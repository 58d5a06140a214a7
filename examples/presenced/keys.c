/*
 * SaltedPassword = Hi(password, salt, iterations)
 * StoredKey      = H(HMAC(SaltedPassword, "Client Key"))
 * ServerKey      = HMAC(SaltedPassword, "Server Key")
 */
#include "keys.h"

#include <adsum/prep.h>
#include <adsum/tls.h>
#include <string.h>
#include <sys/random.h>

#define FRESH_SALT_BYTES 16u

static const struct {
    uint32_t hash, bytes;
} hashes[KEYS] = {{ADSUM_HASH_SHA_256, 32}, {ADSUM_HASH_SHA_1, 20}};

void keys_wipe(void *secret, size_t bytes)
{
    volatile uint8_t *byte = secret;

    while (bytes-- != 0)
        *byte++ = 0;
}

static uint32_t bytes_of(uint32_t hash)
{
    for (uint32_t i = 0; i < KEYS; i++)
        if (hashes[i].hash == hash)
            return hashes[i].bytes;
    return 0;
}

int keys_derive(uint32_t hash, struct adsum_text password,
                struct adsum_text salt, uint32_t iterations,
                struct store_key *ret)
{
    const struct adsum_crypto *crypto = adsum_tls_crypto();
    const struct adsum_text client = adsum_text_of("Client Key");
    const struct adsum_text server = adsum_text_of("Server Key");
    struct store_key key = {.hash = hash, .iterations = iterations};
    uint8_t salted[ADSUM_HASH_BYTES], client_key[ADSUM_HASH_BYTES];
    struct adsum_text by = {(const char *)salted, bytes_of(hash)};
    struct adsum_text of = {(const char *)client_key, by.length};
    int err;

    if (by.length == 0 || salt.length == 0 || salt.length > STORE_SALT_BYTES)
        return ADSUM_ERR_INVALID;
    err = crypto->derive(NULL, hash, &password, &salt, iterations, salted);
    if (err == 0)
        err = crypto->hmac(NULL, hash, &by, &client, 1, client_key);
    if (err == 0)
        err = crypto->hash(NULL, hash, &of, 1, key.stored_key);
    if (err == 0)
        err = crypto->hmac(NULL, hash, &by, &server, 1, key.server_key);
    keys_wipe(salted, sizeof salted);
    keys_wipe(client_key, sizeof client_key);
    if (err != 0)
        return err;
    memcpy(key.salt, salt.bytes, key.salt_length = salt.length);
    *ret = key;
    return 0;
}

int keys_make(struct adsum_text password, uint32_t iterations,
              struct store_key ret[KEYS])
{
    char buffer[ADSUM_ADDRESS_PART_BYTES], salt[FRESH_SALT_BYTES];
    struct adsum_text fresh = {salt, sizeof salt}, prepared;
    int err = adsum_prep_password(password, buffer, sizeof buffer, &prepared);

    for (uint32_t i = 0; i < KEYS && err == 0; i++) {
        err =
            getrandom(salt, sizeof salt, 0) == sizeof salt ? 0 : ADSUM_ERR_HOST;
        if (err == 0)
            err = keys_derive(hashes[i].hash, prepared, fresh, iterations,
                              &ret[i]);
    }
    keys_wipe(buffer, sizeof buffer);
    return err;
}
