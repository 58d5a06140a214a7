/* The context, as the files of this folder see it. */
#ifndef LIB_TLS_CONTEXT_H
#define LIB_TLS_CONTEXT_H

#include "credentials.h"
#include "memory.h"
#include "policy.h"

#include <mbedtls/ctr_drbg.h>
#include <mbedtls/entropy.h>

/** A key of tickets, and when it came. */
struct ticket_key {
    uint8_t key[ADSUM_TLS_TICKET_KEY_BYTES];
    uint8_t id[4]; /* in the ticket: which key it is under */
    bool set;
};

struct adsum_tls_context {
    struct adsum_tls_host host;
    struct memory memory;
    struct policy policy;
    uint64_t now_ms;
    uint32_t references; /* the host's and one for each channel */
    uint32_t half_open;
    bool feeding;                      /* in a feed: plaintext is in use */
    struct adsum_tls_channel *current; /* the one mbedTLS has in hand */
    struct credentials *credentials;   /* for those to come */
    struct library_buffers buffers;
    uint8_t *plain; /* RECORD_PLAIN_BYTES */
    mbedtls_entropy_context entropy;
    mbedtls_ctr_drbg_context generator;
    struct ticket_key keys[2]; /* the one to write with, the one before */
    uint64_t key_ms;           /* when the first came */
    bool key_given;            /* by the host, which changes it, too */
};

/** Something that changes may not be called now. */
bool adsum_tls_context_busy(const struct adsum_tls_context *context);

/** Give one reference up. */
void adsum_tls_context_drop(struct adsum_tls_context *context);

/** Random bytes, in the form mbedTLS calls; `context` is one. */
int adsum_tls_context_random(void *context, unsigned char *ret, size_t bytes);

#endif
