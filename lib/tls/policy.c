/*
 * What may be spoken: the table of suites is all there is. Groups are what
 * mbedTLS knows by IANA's number. ChaCha20 comes first: in mbedTLS it takes
 * less time than AES and eight bytes less of each record.
 */
#include "policy.h"

#include <string.h>

static const uint16_t suites[POLICY_SUITES] = {
    MBEDTLS_TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
    MBEDTLS_TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    MBEDTLS_TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
};
static const uint16_t groups[] = {29, 23, 24};

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

static int set_suites(struct policy *policy, const uint16_t *list,
                      uint32_t count)
{
    if (count == 0) {
        list = suites;
        count = POLICY_SUITES;
    }
    if (count > POLICY_SUITES)
        return ADSUM_ERR_INVALID;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t known = 0;
        while (known < POLICY_SUITES && suites[known] != list[i])
            known++;
        if (known == POLICY_SUITES)
            return ADSUM_ERR_INVALID;
        policy->suites[i] = list[i];
    }
    return 0;
}

static int set_groups(struct policy *policy, const uint16_t *list,
                      uint32_t count)
{
    if (count == 0) {
        list = groups;
        count = sizeof groups / sizeof groups[0];
    }
    if (count > LIBRARY_GROUPS)
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
    if (given->size < sizeof *given || given->reserved != 0 ||
        (given->suite_count != 0 && given->suites == NULL) ||
        (given->group_count != 0 && given->groups == NULL))
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
