/* A policy, checked, with defaults filled in, in mbedTLS's own lists. */
#ifndef ADSUM_TLS_POLICY_H
#define ADSUM_TLS_POLICY_H

#include "library.h"

#include <adsum/tls.h>

#define POLICY_SUITES 4

struct policy {
    int suites[POLICY_SUITES + 1]; /* ended by 0, as mbedTLS wants it */
    struct library_groups groups;
    mbedtls_x509_crt_profile profile;
    const char *protocols[3]; /* ALPN, ended by NULL */
    uint64_t ticket_ms;
    uint32_t handshakes;
    uint32_t handshake_bytes;
    uint32_t name_bytes;
    uint8_t role;
    uint8_t services;
    uint8_t verify; /* never the default */
    uint8_t flags;
};

/** 0 or ADSUM_ERR_INVALID. NULL: the ordinary one. */
int adsum_tls_policy_init(struct policy *policy,
                          const struct adsum_tls_policy *given);

/** The word of one service, "xmpp-client", in ALPN and SRV; NULL: none. */
const char *adsum_tls_service_word(uint32_t service);

/** The service of a word, or 0. */
uint8_t adsum_tls_service_of(const char *word);

#endif
