/*
 * What a channel allows, and the hash of an offer (XEP-0474).
 *
 * Without TLS nothing binds, and nothing is allowed but what was said to be.
 */
#include "sasl_offer.h"
#include "sasl_name.h"
#include "scram.h"

#include <string.h>

enum { MOST_ITERATIONS = 1000000, MOST_SALT_BYTES = 32 };

struct adsum_text
adsum_sasl_binding_bytes(const struct adsum_sasl_channel *channel,
                         uint32_t binding)
{
    return binding == ADSUM_SASL_TLS_EXPORTER ? channel->tls_exporter
           : binding == ADSUM_SASL_TLS_UNIQUE ? channel->tls_unique
                                              : channel->tls_server_end_point;
}

uint32_t adsum_sasl_bindings(const struct adsum_sasl_channel *channel)
{
    uint32_t found = 0;

    for (uint32_t binding = ADSUM_SASL_TLS_EXPORTER; binding != 0;
         binding >>= 1)
        if (channel->encrypted != 0 &&
            adsum_sasl_binding_bytes(channel, binding).length != 0)
            found |= binding;
    return found;
}

uint32_t adsum_sasl_allowed(uint32_t mechanisms, uint32_t clear,
                            const struct adsum_sasl_channel *channel)
{
    if (mechanisms == 0)
        mechanisms = SASL_ALL & ~(uint32_t)ADSUM_SASL_PLAIN;
    mechanisms |= clear;
    if (channel->encrypted == 0)
        mechanisms &= clear;
    if (channel->identified == 0)
        mechanisms &= ~(uint32_t)ADSUM_SASL_EXTERNAL;
    if (adsum_sasl_bindings(channel) == 0)
        mechanisms &= ~(uint32_t)SASL_PLUS;
    return mechanisms;
}

bool adsum_sasl_mechanisms_valid(uint32_t mask)
{
    return (mask & ~(uint32_t)SASL_ALL) == 0;
}

bool adsum_sasl_iterations_within(uint32_t iterations, uint32_t least,
                                  uint32_t most)
{
    return iterations >= (least == 0 ? ADSUM_SASL_ITERATIONS : least) &&
           iterations <= (most == 0 ? MOST_ITERATIONS : most);
}

int adsum_sasl_service_check(const struct adsum_sasl_service *service,
                             const struct adsum_sasl_channel *channel)
{
    if (service->size < sizeof *service || channel->size < sizeof *channel ||
        !adsum_sasl_mechanisms_valid(service->mechanisms | service->clear) ||
        service->salt_bytes > MOST_SALT_BYTES ||
        service->secret.length < ADSUM_SASL_SECRET_BYTES)
        return ADSUM_ERR_INVALID;
    return adsum_scram_crypto_check(service->crypto);
}

int adsum_sasl_server_offer(const struct adsum_sasl_service *service,
                            const struct adsum_sasl_channel *channel,
                            struct adsum_sasl_offer *ret)
{
    int err = adsum_sasl_service_check(service, channel);

    if (err != 0)
        return err;
    ret->mechanisms =
        adsum_sasl_allowed(service->mechanisms, service->clear, channel);
    /* Types without a mechanism would look like an attack (XEP-0440). */
    ret->bindings =
        (ret->mechanisms & SASL_PLUS) == 0 ? 0 : adsum_sasl_bindings(channel);
    return 0;
}

/* i;octet (RFC 4790 9.3): by bytes, then the shorter first. */
static bool before(struct adsum_text one, struct adsum_text other)
{
    uint32_t length = one.length < other.length ? one.length : other.length;
    int order = length == 0 ? 0 : memcmp(one.bytes, other.bytes, length);

    return order < 0 || (order == 0 && one.length < other.length);
}

static void sort(struct adsum_text *texts, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++)
        for (uint32_t k = i; k != 0 && before(texts[k], texts[k - 1]); k--) {
            struct adsum_text text = texts[k];

            texts[k] = texts[k - 1];
            texts[k - 1] = text;
        }
}

int adsum_scram_offer_hash(const struct scram_hasher *hasher,
                           struct adsum_text *mechanisms, uint32_t count,
                           struct adsum_text *bindings, uint32_t binding_count,
                           uint8_t *ret)
{
    static const struct adsum_text between = {"\x1e", 1}, group = {"\x1f", 1};
    struct adsum_text parts[4 * ADSUM_SASL_HEARD_MOST];
    uint32_t at = 0;

    sort(mechanisms, count);
    sort(bindings, binding_count);
    for (uint32_t i = 0; i < count; i++) {
        if (i != 0)
            parts[at++] = between;
        parts[at++] = mechanisms[i];
    }
    for (uint32_t i = 0; i < binding_count; i++) {
        parts[at++] = i == 0 ? group : between;
        parts[at++] = bindings[i];
    }
    return adsum_scram_hash_parts(hasher, parts, at, ret);
}
