/*
 * Names in certificates: read out of the subjectAltName, and matched.
 *
 * They are kept as one run of bytes: for each the kind, the length in two
 * bytes, and the text, of which nothing is a control character and, of DNS
 * names, all is ASCII. Names of other kinds are left out.
 */
#ifndef ADSUM_TLS_NAMES_H
#define ADSUM_TLS_NAMES_H

#include <adsum/tls.h>
#include <mbedtls/x509_crt.h>
#include <stdbool.h>

#define DOMAIN_BYTES 253

/** Bytes that the names of a certificate take. */
uint32_t adsum_tls_names_bytes(const mbedtls_x509_crt *certificate);

/** Write them; `ret` has room for that. */
void adsum_tls_names_write(const mbedtls_x509_crt *certificate, uint8_t *ret);

/** Is it such a run of bytes, whole? */
bool adsum_tls_names_valid(const uint8_t *names, uint32_t length);

/** The name at `at`, and the place after it; false at the end. */
bool adsum_tls_names_next(const uint8_t *names, uint32_t length, uint32_t *at,
                          struct adsum_tls_name_of_peer *ret);

/** Does one of them name the identity? */
bool adsum_tls_names_match(const uint8_t *names, uint32_t length,
                           const struct adsum_tls_identity *identity);

/** Text that can be the domain of an identity: a DNS name in A-labels. */
bool adsum_tls_domain_valid(struct adsum_text domain);

#endif
