/* What a password is kept as (RFC 5802 section 3), for each hash. */
#include "keys.h"

#include <adsum/prep.h>
#include <adsum/tls.h>
#include <sys/random.h>

#define SALT_BYTES 16u

static const uint32_t hashes[KEYS] = {ADSUM_HASH_SHA_256, ADSUM_HASH_SHA_1};

void keys_wipe(void *secret, size_t bytes)
{
    volatile uint8_t *byte = secret;

    while (bytes-- != 0)
        *byte++ = 0;
}

int keys_make(struct adsum_text password, uint32_t iterations,
              struct adsum_sasl_keys ret[KEYS])
{
    char buffer[ADSUM_ADDRESS_PART_BYTES], salt[SALT_BYTES];
    const struct adsum_text fresh = {salt, sizeof salt};
    struct adsum_text prepared;
    int err = adsum_prep_password(password, buffer, sizeof buffer, &prepared);

    for (uint32_t i = 0; i < KEYS && err == 0; i++)
        err = getrandom(salt, sizeof salt, 0) == (ssize_t)sizeof salt
                  ? adsum_sasl_keys_derive(adsum_tls_crypto(), NULL, hashes[i],
                                           prepared, fresh, iterations, &ret[i])
                  : ADSUM_ERR_HOST;
    keys_wipe(buffer, sizeof buffer);
    return err;
}
