/*
 * A session as it is remembered, in a server's ticket or by a client: what
 * mbedTLS needs to resume it, and what the first handshake told that a resumed
 * one does not: whom the certificates named, and how they bind.
 */
#ifndef ADSUM_TLS_SESSION_H
#define ADSUM_TLS_SESSION_H

#include <adsum/tls.h>
#include <stdbool.h>

#define SESSION_TRUST_BYTES 32

struct remembered {
    uint64_t issued_ms;
    uint64_t expires_ms; /* 0: the peer showed no certificate */
    uint32_t certificate;
    uint16_t suite;
    const uint8_t *trust; /* SESSION_TRUST_BYTES: what was trusted */
    struct adsum_text domain;
    struct adsum_text end_point;
    struct adsum_text names;
    struct adsum_text library; /* mbedTLS's own */
};

/** Bytes it takes with nothing but `library` left out. */
uint32_t adsum_tls_session_bytes(const struct remembered *session);

/** Write all but `library`, which belongs behind. */
void adsum_tls_session_write(const struct remembered *session, uint8_t *ret);

#define SESSION_SUM_BYTES 8

/**
 * A sum over the bytes, that a client's session ends with: nobody else has
 * authenticated what it kept, and disks forget. False: no memory.
 */
bool adsum_tls_session_sum(const uint8_t *bytes, uint32_t length, uint8_t *ret);

/** Read; views into the bytes. False: it is damaged, or of another version. */
bool adsum_tls_session_read(const uint8_t *bytes, uint32_t length,
                            struct remembered *ret);

#endif
