/*
 * adsum/tls.h: TLS for XMPP streams, without a socket.
 *
 * A context holds policy, certificates and tickets; a channel is one
 * connection. What the transport received goes in by
 * adsum_tls_channel_feed(); what it is to send, and what the peer said, come
 * out by the host's callbacks before that returns. STARTTLS or TLS from the
 * first byte (XEP-0368) is the host's matter: a channel begins where TLS does.
 *
 *     adsum_tls_context_new()     policy, certificates, roots   tls_context.h
 *     adsum_tls_context_advance() time passes
 *     adsum_tls_channel_new()     a connection                  tls_channel.h
 *     adsum_tls_channel_feed()    a client begins with nothing; what arrives
 *     adsum_tls_channel_write()   once it is ADSUM_TLS_OPEN
 *     adsum_tls_channel_close()   say that no more will follow
 *     adsum_tls_channel_end()     the transport has ended
 *
 * Spoken are TLS 1.2 with ephemeral keys, AES-128-GCM and ChaCha20-Poly1305
 * only, with the extended master secret (RFC 7627) and without renegotiation;
 * a peer that cannot is refused. Compression is never used (RFC 7590 3.2).
 *
 * Between calls a channel holds no record buffer: one pair is the context's
 * and is lent for each call. What it holds is in lib/README.md.
 *
 * Rules of adsum.h hold, with these besides:
 * - A context and its channels are used by one thread at a time. Contexts
 *   share nothing; give them the same ticket key for resumption across them.
 * - In a callback only calls that take a const channel or context are allowed,
 *   and in input() also adsum_tls_channel_write() and _close(), on any channel.
 *   Others answer ADSUM_ERR_REENTERED and change nothing.
 * - mbedTLS takes its own memory from calloc(); adsum's comes from allocate().
 */
#ifndef ADSUM_TLS_H
#define ADSUM_TLS_H

#include <adsum/base.h>
#include <adsum/crypto.h>
#include <adsum/error.h>
#include <adsum/tls_channel.h>
#include <adsum/tls_context.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Hashing and randomness by mbedTLS; see crypto.h. `user` is a context, whose
 * generator gives random bytes; the others need none.
 */
ADSUM_API const struct adsum_crypto *adsum_tls_crypto(void);

/* What adsum_tls_name() can name. */
enum {
    ADSUM_TLS_NAMES_STATE = 0,
    ADSUM_TLS_NAMES_FAILURE,
    ADSUM_TLS_NAMES_ALERT,       /* RFC 5246 7.2, 6066, 7301 */
    ADSUM_TLS_NAMES_CERTIFICATE, /* of one bit */
    ADSUM_TLS_NAMES_BINDING,     /* as SASL names it: "tls-exporter" */
    ADSUM_TLS_NAMES_SUITE,
    ADSUM_TLS_NAMES_LIMIT
};

/** The name of a value, as its specification has it; "" if it has none. */
ADSUM_API const char *adsum_tls_name(uint32_t names, uint32_t value);

/** As adsum_struct_bytes(), of the structs of tls.h and crypto.h. */
ADSUM_API uint32_t adsum_tls_struct_bytes(const char *name);

#ifdef __cplusplus
}
#endif
#endif
