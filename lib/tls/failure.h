/* What went wrong, in the words of tls.h: by mbedTLS's number, by alert. */
#ifndef ADSUM_TLS_FAILURE_H
#define ADSUM_TLS_FAILURE_H

#include <adsum/tls.h>
#include <stdbool.h>

struct failure {
    uint8_t failure; /* ADSUM_TLS_FAILED_* */
    uint8_t alert;   /* to be told to the peer, if it was not */
};

/**
 * @ret   mbedTLS's answer, negative
 * @sent  the fatal alert it sent by itself, or 0
 */
struct failure adsum_tls_failure_of(int ret, uint8_t sent);

/** calloc() refused. */
bool adsum_tls_is_memory(int ret);

/** mbedTLS's flags of a certificate as ADSUM_TLS_EXPIRED ... */
uint32_t adsum_tls_certificate_of(uint32_t flags);

/** The alert that says best what is wrong with a certificate. */
uint8_t adsum_tls_certificate_alert(uint32_t certificate);

#endif
