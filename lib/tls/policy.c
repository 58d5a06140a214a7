/*
 * What may be spoken: these tables are all there is. ChaCha20 comes first: in
 * mbedTLS it takes less time than AES and eight bytes less of each record.
 */
#include "policy.h"

#include <string.h>

static const uint16_t suites[POLICY_SUITES] = {
    MBEDTLS_TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
    MBEDTLS_TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    MBEDTLS_TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
};
static const uint16_t groups[LIBRARY_GROUPS] = {29, 23, 24, 25};

static const char *const services[] = {"xmpp-client", "xmpp-server"};
#define SERVICES (ADSUM_TLS_XMPP_CLIENT | ADSUM_TLS_XMPP_SERVER)

const char *adsum_tls_service_word(uint32_t service)
{
    return service == 0 || service > SERVICES ? NULL : services[service >> 1];
}

uint8_t adsum_tls_service_of(const char *word)
{
    for (uint8_t i = 0; word != NULL && i < 2; i++)
        if (strcmp(word, services[i]) == 0)
            return (uint8_t)(1u << i);
    return 0;
}

/* The `most` that may be named, best first; the default is the first few. */
struct choice {
    const uint16_t *list;
    uint32_t most;
    uint32_t ordinary;
};

static const struct choice suite_choice = {suites, POLICY_SUITES,
                                           POLICY_SUITES};
static const struct choice group_choice = {groups, LIBRARY_GROUPS, 3};

static bool has(const struct choice *choice, uint16_t number)
{
    for (uint32_t i = 0; i < choice->most; i++)
        if (choice->list[i] == number)
            return true;
    return false;
}

/* What was given, or the default; 0 or ADSUM_ERR_INVALID. */
static int choose(const struct choice *choice, const uint16_t **list,
                  uint32_t *count)
{
    if (*count == 0) {
        *list = choice->list;
        *count = choice->ordinary;
    }
    if (*count > choice->most || *list == NULL)
        return ADSUM_ERR_INVALID;
    for (uint32_t i = 0; i < *count; i++)
        if (!has(choice, (*list)[i]))
            return ADSUM_ERR_INVALID;
    return 0;
}

static int set_suites(struct policy *policy, const uint16_t *list,
                      uint32_t count)
{
    if (choose(&suite_choice, &list, &count) != 0)
        return ADSUM_ERR_INVALID;
    for (uint32_t i = 0; i < count; i++)
        policy->suites[i] = list[i];
    return 0;
}

static int set_groups(struct policy *policy, const uint16_t *list,
                      uint32_t count)
{
    if (choose(&group_choice, &list, &count) != 0)
        return ADSUM_ERR_INVALID;
    for (uint32_t i = 0; i < count; i++)
        policy->groups.numbers[i] = list[i];
    return adsum_tls_library_groups(&policy->groups) ? 0 : ADSUM_ERR_INVALID;
}

static int set_role(struct policy *policy, const struct adsum_tls_policy *given)
{
    bool client = given->role == ADSUM_TLS_CLIENT;
    uint8_t count = 0;

    if (given->role > ADSUM_TLS_CLIENT || given->services > SERVICES ||
        given->verify > ADSUM_TLS_VERIFY_REQUIRED ||
        given->flags >
            (ADSUM_TLS_NO_TICKETS | ADSUM_TLS_NO_ALPN | ADSUM_TLS_KNOWN_NAME) ||
        (client && (given->services == SERVICES ||
                    given->verify == ADSUM_TLS_VERIFY_NONE)))
        return ADSUM_ERR_INVALID;
    policy->role = given->role;
    policy->flags = given->flags;
    policy->services =
        given->services == 0 ? ADSUM_TLS_XMPP_CLIENT : given->services;
    policy->verify = given->verify;
    if (policy->verify == ADSUM_TLS_VERIFY_DEFAULT)
        policy->verify =
            client ? ADSUM_TLS_VERIFY_REQUIRED : ADSUM_TLS_VERIFY_NONE;
    for (uint8_t i = 0; i < 2; i++)
        if ((policy->services & 1u << i) != 0)
            policy->protocols[count++] = services[i];
    return 0;
}

static uint32_t or_default(uint32_t given, uint32_t ordinary)
{
    return given == 0 ? ordinary : given;
}

int adsum_tls_policy_init(struct policy *policy,
                          const struct adsum_tls_policy *given)
{
    static const struct adsum_tls_policy ordinary = {.size = sizeof ordinary};
    int err;

    if (given == NULL)
        given = &ordinary;
    if (given->size < sizeof *given || given->reserved != 0)
        return ADSUM_ERR_INVALID;
    memset(policy, 0, sizeof *policy);
    if ((err = set_role(policy, given)) != 0 ||
        (err = set_suites(policy, given->suites, given->suite_count)) != 0 ||
        (err = set_groups(policy, given->groups, given->group_count)) != 0)
        return err;
    policy->profile = mbedtls_x509_crt_profile_next;
    policy->profile.rsa_min_bitlen = or_default(given->rsa_bits, 2048);
    policy->ticket_ms =
        (uint64_t)or_default(given->ticket_seconds, 86400) * 1000;
    policy->handshakes = or_default(given->handshakes, 1024);
    policy->handshake_bytes = or_default(given->handshake_bytes, 65536);
    policy->name_bytes = or_default(given->name_bytes, 4096);
    return 0;
}
