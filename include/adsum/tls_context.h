/* adsum/tls_context.h: policy, certificates and tickets; see tls.h. */
#ifndef ADSUM_TLS_CONTEXT_H
#define ADSUM_TLS_CONTEXT_H

#include <adsum/base.h>
#include <adsum/error.h>

#ifdef __cplusplus
extern "C" {
#endif

struct adsum_tls_context;

/* Which end of its channels a context is. */
enum { ADSUM_TLS_SERVER = 0, ADSUM_TLS_CLIENT };

/* Services: a mask. They name SRV-IDs (_xmpp-client) and ALPN (XEP-0368). */
enum {
    ADSUM_TLS_XMPP_CLIENT = 1, /* client to server */
    ADSUM_TLS_XMPP_SERVER = 2  /* server to server */
};

/* What is asked of the peer's certificate. */
enum {
    ADSUM_TLS_VERIFY_DEFAULT = 0, /* a client requires, a server asks none */
    ADSUM_TLS_VERIFY_NONE,        /* servers only: asks for none */
    ADSUM_TLS_VERIFY_OPTIONAL,    /* never refused; see info.certificate */
    ADSUM_TLS_VERIFY_REQUIRED     /* refused unless info.certificate is 0 */
};

/* Policy flags: a mask. */
enum {
    ADSUM_TLS_NO_TICKETS = 1, /* neither given nor asked for */
    ADSUM_TLS_NO_ALPN = 2,    /* neither offered nor looked at */
    ADSUM_TLS_KNOWN_NAME = 4  /* a server refuses a name (SNI) that none of its
                               * certificates has; else the first is shown */
};

/* Numbers of the limits: the answer is ADSUM_ERR_LIMIT minus the number. */
enum {
    ADSUM_TLS_LIMIT_HANDSHAKES = 101,
    ADSUM_TLS_LIMIT_HANDSHAKE_BYTES,
    ADSUM_TLS_LIMIT_NAME_BYTES
};

/**
 * What is spoken, and the bounds. All zero but `size` is a server's ordinary
 * policy. Suites and groups are IANA's numbers, best first; none: the default.
 *
 * Suites: 0xCCA9, 0xCCA8 (ECDHE with ChaCha20-Poly1305), 0xC02B, 0xC02F (ECDHE
 * with AES-128-GCM), in this order. Groups: 29 (x25519), 23 (secp256r1),
 * 24 (secp384r1), and, only if it is named, 25 (secp521r1). There are no
 * others. The key in a peer's certificate is of one of the groups, too.
 */
struct adsum_tls_policy {
    uint32_t size;
    uint8_t role;     /* ADSUM_TLS_SERVER or ADSUM_TLS_CLIENT */
    uint8_t services; /* 0: ADSUM_TLS_XMPP_CLIENT; a client has only one */
    uint8_t verify;   /* ADSUM_TLS_VERIFY_* */
    uint8_t flags;
    const uint16_t *suites;
    const uint16_t *groups;
    uint32_t suite_count;
    uint32_t group_count;
    uint32_t ticket_seconds; /* how long a ticket is good; 0: 86,400 */
    uint32_t rsa_bits;       /* least of an RSA key; 0: 2,048 */

    /*
     * Half-open connections. The host bounds their time. One costs about
     * 5 KiB, and what of its last record has arrived.
     */
    uint32_t handshakes;      /* at once, in this context; 0: 1,024 */
    uint32_t handshake_bytes; /* fed by one before it is open; 0: 65,536 */

    uint32_t name_bytes; /* of names kept of a peer's certificate; 0: 4,096 */
    uint32_t reserved;
};

#define ADSUM_TLS_CERTIFICATES 65536 /* most of them in a context */

/** One of our certificates. Stands in arrays: never grows. */
struct adsum_tls_certificate {
    struct adsum_text chain; /* PEM, ours first; or one in DER */
    struct adsum_text key;   /* PEM or DER, not encrypted */
};

/**
 * Certificates and trust. Text is read before the call returns, and copies of
 * keys are wiped.
 *
 * A server needs one certificate. Of several it shows the first that has the
 * name the client asked for (SNI) and a key the client can use, by the rules
 * of adsum_tls_channel_peer_is(), whatever the service.
 */
struct adsum_tls_credentials {
    uint32_t size;
    uint32_t count;
    const struct adsum_tls_certificate *certificates;
    struct adsum_text trust;   /* PEM: roots; those mbedTLS cannot read are
                                * left out, if it can read one */
    struct adsum_text revoked; /* PEM: revocation lists (CRL); may be empty */
};

/** The host. Copied, as far as `size` says; `user` comes with the context. */
struct adsum_tls_host {
    uint32_t size;
    uint32_t reserved; /* 0 */

    /** As adsum_host.allocate; adsum_fixed_allocate() will do. Required. */
    void *(*allocate)(void *user, void *block, size_t old_size,
                      size_t new_size);

    /**
     * Bytes for the transport: take them all, or the channel fails. Required.
     *
     * @context  what adsum_tls_channel_new() was given
     * @bytes    whole records, read before it returns
     *
     * Answer 0, or anything else if they could not be taken: the channel fails
     * with ADSUM_TLS_FAILED_OUTPUT.
     */
    int32_t (*output)(void *user, uint64_t context, const void *bytes,
                      uint32_t length);

    /**
     * What the peer said, decrypted: at most 16,384 bytes. The bytes last
     * until it returns and are wiped then. Required.
     */
    void (*input)(void *user, uint64_t context, const void *bytes,
                  uint32_t length);

    /**
     * Random bytes; 0, or else the call that needs them fails.
     * NULL: mbedTLS's generator, seeded from the system by its own means.
     */
    int32_t (*random)(void *user, void *ret, uint32_t length);
};

/**
 * Make a context.
 *
 * @host         allocate, output and input at least
 * @user         first argument of each callback
 * @policy       NULL: the ordinary server's
 * @credentials  NULL: none, for a client that shows and trusts none
 *
 * Time begins at 0: until adsum_tls_context_advance() no certificate is valid.
 *
 * Returns 0, or ADSUM_ERR_HOST, ADSUM_ERR_INVALID (a policy out of range, a
 * server without certificate), ADSUM_ERR_CERTIFICATE (text that is not what it
 * should be, a key that is not the certificate's), ADSUM_ERR_NO_MEMORY.
 */
ADSUM_API int
adsum_tls_context_new(const struct adsum_tls_host *host, void *user,
                      const struct adsum_tls_policy *policy,
                      const struct adsum_tls_credentials *credentials,
                      struct adsum_tls_context **ret);

/**
 * Give a context up. It goes with its last channel, or at once. NULL is
 * allowed. ADSUM_ERR_REENTERED inside a callback.
 */
ADSUM_API int adsum_tls_context_free(struct adsum_tls_context *context);

/**
 * Use other certificates and trust from now on.
 *
 * Channels that are open or in a handshake keep what they began with; the old
 * goes with the last of them. Tickets stay good; those of peers that showed a
 * certificate only if `trust` is the same text. Errors as above; after one
 * the old stay in use.
 */
ADSUM_API int
adsum_tls_context_reload(struct adsum_tls_context *context,
                         const struct adsum_tls_credentials *credentials);

/**
 * Time passes: certificates and tickets are judged by it.
 *
 * @now_ms  since 1970; smaller than before: as before
 *
 * A server makes a new ticket key every ticket_seconds, unless it was given
 * one. Returns 0, or ADSUM_ERR_HOST where random bytes failed: the old key
 * stays.
 */
ADSUM_API int adsum_tls_context_advance(struct adsum_tls_context *context,
                                        uint64_t now_ms);

#define ADSUM_TLS_TICKET_KEY_BYTES 32

/**
 * Give a server the key of its tickets, so that several contexts, processes or
 * nodes resume each other's sessions. The one before stays good for reading.
 *
 * From now on the host changes it: at least every ticket_seconds, on all at
 * about the same time. Who has the key can read what it protected.
 */
ADSUM_API int adsum_tls_context_ticket_key(struct adsum_tls_context *context,
                                           const uint8_t *key);

#ifdef __cplusplus
}
#endif
#endif
