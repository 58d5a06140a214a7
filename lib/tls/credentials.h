/*
 * Our certificates and trust, as one generation of them: channels keep the one
 * they began with, and it goes with the last.
 */
#ifndef ADSUM_TLS_CREDENTIALS_H
#define ADSUM_TLS_CREDENTIALS_H

#include "memory.h"
#include "policy.h"
#include "session.h"

struct own {
    mbedtls_x509_crt chain;
    mbedtls_pk_context key;
    struct bytes names;
    uint8_t end_point[ADSUM_HASH_BYTES]; /* tls-server-end-point */
    uint8_t end_point_length;            /* 0: has none */
};

struct credentials {
    uint32_t references;
    uint32_t count;
    struct own *own;
    mbedtls_x509_crt trust;
    mbedtls_x509_crl revoked;
    uint8_t trusted[SESSION_TRUST_BYTES]; /* a digest of the text */
    mbedtls_ssl_config config;
};

/** With one reference; the configuration is still to be filled in. */
int adsum_tls_credentials_new(const struct memory *memory,
                              const struct adsum_tls_credentials *given,
                              struct credentials **ret);

/** Give one reference up; NULL is allowed. */
void adsum_tls_credentials_drop(struct credentials *credentials,
                                const struct memory *memory);

/**
 * Show this client what we have of a domain; how many certificates that are,
 * or an error of mbedTLS.
 */
int adsum_tls_credentials_choose(const struct credentials *credentials,
                                 struct adsum_text domain,
                                 mbedtls_ssl_context *ssl);

/** Which of ours it is, or NULL. */
const struct own *
adsum_tls_credentials_find(const struct credentials *credentials,
                           const mbedtls_x509_crt *certificate);

/** The hash of a certificate that binds (RFC 5929 4.1); its length or 0. */
uint8_t adsum_tls_end_point(const mbedtls_x509_crt *certificate, uint8_t *ret);

#endif
