/*
 * What differs between versions of mbedTLS, and what reaches below its
 * documented functions; library_2.c is for 2.28. All else in this folder is
 * written so that 2.28 and 3.6 both understand it.
 *
 * Lending. mbedTLS gives each connection two record buffers, 97 % of what an
 * idle one holds. Nothing in them matters between records but the incoming
 * sequence number, so one pair of the context's is put in for each call.
 */
#ifndef ADSUM_TLS_LIBRARY_H
#define ADSUM_TLS_LIBRARY_H

#include <mbedtls/md.h>
#include <mbedtls/pk.h>
#include <mbedtls/ssl.h>
#include <mbedtls/x509_crt.h>
#include <stdbool.h>
#include <stdint.h>

#define LIBRARY_COUNTER_BYTES  8
#define LIBRARY_EXPORTER_BYTES 32
#define LIBRARY_FINISHED_BYTES 12
#define LIBRARY_GROUPS         4

struct library_buffers {
    unsigned char *in;
    unsigned char *out;
};

/** Groups in both writings, each ended by 0; outlives configurations. */
struct library_groups {
    uint16_t numbers[LIBRARY_GROUPS + 1]; /* IANA's */
    mbedtls_ecp_group_id ids[LIBRARY_GROUPS + 1];
};

/** The library that runs is the one these structs were compiled for. */
bool adsum_tls_library_matches(void);

/** Fill in `ids` from `numbers`; false if one is unknown. */
bool adsum_tls_library_groups(struct library_groups *groups);

/** TLS 1.2 at least, these groups, no SHA-1. */
void adsum_tls_library_configure(mbedtls_ssl_config *config,
                                 const struct library_groups *groups);

/** Call adsum_tls_keys_known(user, ...) when a handshake comes to its keys. */
void adsum_tls_library_on_keys(mbedtls_ssl_config *config, void *user);
/** The others' to write; what cannot be exported is NULL. */
void adsum_tls_keys_known(void *user, const uint8_t *exporter);
/** In a handshake: both ends know the extended master secret (RFC 7627). */
bool adsum_tls_library_extended(const mbedtls_ssl_context *ssl);

int adsum_tls_library_key_parse(mbedtls_pk_context *key, const uint8_t *bytes,
                                size_t length);
/** 0: `key` is that of `certificate`. */
int adsum_tls_library_key_pair(const mbedtls_x509_crt *certificate,
                               const mbedtls_pk_context *key);

/** The one hash of a certificate's signature, or MBEDTLS_MD_NONE. */
mbedtls_md_type_t
adsum_tls_library_signature_hash(const mbedtls_x509_crt *certificate);

/** A new connection: mbedtls_ssl_setup(), without its buffers. */
int adsum_tls_library_setup(mbedtls_ssl_context *ssl,
                            const mbedtls_ssl_config *config,
                            struct library_buffers *buffers);
void adsum_tls_library_buffers_free(struct library_buffers *buffers);
void adsum_tls_library_lend(mbedtls_ssl_context *ssl,
                            const struct library_buffers *buffers,
                            const uint8_t *counter);
/**
 * Take the buffers back and wipe what was decrypted of the `used` bytes read.
 * False: something was left in them, and the connection cannot go on.
 */
bool adsum_tls_library_return(mbedtls_ssl_context *ssl, uint8_t *counter,
                              size_t used);

bool adsum_tls_library_is_over(const mbedtls_ssl_context *ssl);
bool adsum_tls_library_resumes(const mbedtls_ssl_context *ssl);
/** After a ClientHello whose ticket is not to be honoured. */
void adsum_tls_library_refuse_ticket(mbedtls_ssl_context *ssl);
/** Suite of the session that is being agreed on. */
int adsum_tls_library_suite(const mbedtls_ssl_context *ssl);
/** Of ours, the certificate that is being shown. */
const mbedtls_x509_crt *adsum_tls_library_own(mbedtls_ssl_context *ssl);
/** Forget what was chosen to be shown. */
void adsum_tls_library_choose_none(mbedtls_ssl_context *ssl);
/** A Finished message, ours or the peer's (LIBRARY_FINISHED_BYTES). */
const void *adsum_tls_library_finished(const mbedtls_ssl_context *ssl,
                                       bool ours);
/** The alert just received. */
uint8_t adsum_tls_library_alert(const mbedtls_ssl_context *ssl);

/** The session of an open connection; one from a server has a ticket. */
const mbedtls_ssl_session *
adsum_tls_library_session(const mbedtls_ssl_context *ssl);
bool adsum_tls_library_has_ticket(const mbedtls_ssl_session *session);
/** As bytes, without the peer's certificate; sets `ret` even if too long. */
int adsum_tls_library_session_save(const mbedtls_ssl_session *session,
                                   uint8_t *bytes, size_t room, size_t *ret);

/** Open: give back what only a handshake needs. */
void adsum_tls_library_trim(mbedtls_ssl_context *ssl);

#endif
