/*
 * adsum/tls.h: TLS for XMPP streams, without a socket.
 *
 * A context holds policy, certificates and tickets; a channel is one
 * connection. What the transport received goes in by
 * adsum_tls_channel_feed(); what it is to send, and what the peer said, come
 * out by the host's callbacks before that returns. STARTTLS or TLS from the
 * first byte (XEP-0368) is the host's matter: a channel begins where TLS does.
 *
 *     adsum_tls_context_new()     policy, certificates, trusted roots
 *     adsum_tls_context_advance() time passes
 *     adsum_tls_channel_new()     a connection; a client then feeds nothing,
 *     adsum_tls_channel_feed()    and both feed what arrives
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

#ifdef __cplusplus
extern "C" {
#endif

struct adsum_tls_context;
struct adsum_tls_channel;

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

/**
 * How a channel begins. NULL or all zero but `size`: a server's ordinary one.
 */
struct adsum_tls_start {
    uint32_t size;
    uint32_t session_length;

    /**
     * A client: the domain it wants, the `to` of its stream: what it asks for
     * (SNI) and what the certificate must name. Required there.
     * A server: the `to` it was given before STARTTLS, or empty; picks the
     * certificate of a client that names none.
     * A-labels (ASCII), at most 253 bytes.
     */
    struct adsum_text domain;

    /** A client: the same as an address (U-labels), if it differs. */
    struct adsum_text address;

    /** A client: what adsum_tls_channel_session() gave, to resume it. */
    const void *session;
};

/**
 * Make a channel. Nothing is sent before the first feed.
 *
 * @start    see there; text and session are copied
 * @context  the host's, given back with each callback
 *
 * A session that is damaged, too old, of another domain or from other trust is
 * left out, and the handshake is a full one.
 */
ADSUM_API int adsum_tls_channel_new(struct adsum_tls_context *owner,
                                    const struct adsum_tls_start *start,
                                    uint64_t context,
                                    struct adsum_tls_channel **ret);

/**
 * End a channel, whatever its state; nothing is sent. NULL is allowed.
 * ADSUM_ERR_REENTERED inside a callback of its context.
 */
ADSUM_API int adsum_tls_channel_free(struct adsum_tls_channel *channel);

/**
 * Take what the transport received, any number of bytes.
 *
 * A client begins its handshake by feeding nothing (NULL, 0). All bytes are
 * taken; what is part of a record is kept until the rest comes.
 *
 * Returns 0, or
 *   ADSUM_END            the peer has said that no more will follow; it was
 *                        answered, and the channel is closed
 *   ADSUM_ERR_TLS        failed, now or before: adsum_tls_channel_get() says
 *                        why; the peer was told, and memory is given back
 *   ADSUM_ERR_STALE      it is closed
 *   ADSUM_ERR_LIMIT - ADSUM_TLS_LIMIT_HANDSHAKES
 *                        too many are half-open: nothing was taken, try later
 *   ADSUM_ERR_REENTERED  from a callback
 */
ADSUM_API int adsum_tls_channel_feed(struct adsum_tls_channel *channel,
                                     const void *bytes, uint32_t length);

/**
 * Send bytes: each 16,384 become a record, 21 bytes longer with ChaCha20 and
 * 29 with AES. All are handed to output() before it returns.
 *
 * Returns 0, ADSUM_ERR_STALE (not open, or closed by this end), ADSUM_ERR_TLS,
 * ADSUM_ERR_REENTERED (from output() or allocate()).
 */
ADSUM_API int adsum_tls_channel_write(struct adsum_tls_channel *channel,
                                      const void *bytes, uint32_t length);

/**
 * Say that no more will follow (close_notify, RFC 5246 7.2.1).
 *
 * What the peer still says is given to input(); feed answers ADSUM_END when it
 * has said the same. Errors as for write.
 */
ADSUM_API int adsum_tls_channel_close(struct adsum_tls_channel *channel);

/**
 * The transport has ended.
 *
 * Returns 0 if the channel is closed; else ADSUM_ERR_TLS: it has failed before,
 * or fails now with ADSUM_TLS_FAILED_TRUNCATED, since the peer did not say that
 * no more would follow, so that what came last may be missing.
 */
ADSUM_API int adsum_tls_channel_end(struct adsum_tls_channel *channel);

/* States of a channel. */
enum {
    ADSUM_TLS_NEW = 0,   /* nothing has been fed */
    ADSUM_TLS_HANDSHAKE, /* half-open */
    ADSUM_TLS_OPEN,      /* both ends may speak */
    ADSUM_TLS_CLOSING,   /* this end has closed, the peer has not */
    ADSUM_TLS_CLOSED,    /* both have, in order */
    ADSUM_TLS_FAILED
};

/* Why a channel failed. */
enum {
    ADSUM_TLS_FAILED_NOT = 0,
    ADSUM_TLS_FAILED_ALERT,       /* the peer refused: info.alert is its word */
    ADSUM_TLS_FAILED_CERTIFICATE, /* refused: info.certificate says why */
    ADSUM_TLS_FAILED_NEGOTIATION, /* no version, suite, group or extension that
                                   * both have */
    ADSUM_TLS_FAILED_PROTOCOL,    /* the peer did not speak TLS as it should */
    ADSUM_TLS_FAILED_DAMAGED,     /* a record that is not authentic */
    ADSUM_TLS_FAILED_TRUNCATED,   /* the transport ended first */
    ADSUM_TLS_FAILED_LIMIT,       /* info.limit */
    ADSUM_TLS_FAILED_MEMORY,
    ADSUM_TLS_FAILED_OUTPUT, /* output() refused */
    ADSUM_TLS_FAILED_LIBRARY /* anything else: info.library */
};

/* What is wrong with a peer's certificate: a mask, 0 if nothing. */
enum {
    ADSUM_TLS_EXPIRED = 1,
    ADSUM_TLS_NOT_YET_VALID = 2,
    ADSUM_TLS_REVOKED = 4,
    ADSUM_TLS_UNTRUSTED = 8,        /* no way to a trusted root; self-signed */
    ADSUM_TLS_WRONG_NAME = 16,      /* not the domain that was wanted */
    ADSUM_TLS_MISSING = 32,         /* none was shown, or asked for */
    ADSUM_TLS_WRONG_USAGE = 64,     /* not made for this end of TLS */
    ADSUM_TLS_WEAK = 128,           /* key, curve or hash */
    ADSUM_TLS_BAD_REVOCATION = 256, /* its list is too old, or not authentic */
    ADSUM_TLS_BAD_OTHERWISE = 512
};

/** What is known of a channel. Set `size`; the rest is filled in. */
struct adsum_tls_info {
    uint32_t size;
    uint8_t state;       /* ADSUM_TLS_NEW ... */
    uint8_t failure;     /* ADSUM_TLS_FAILED_* */
    uint8_t alert;       /* a fatal alert, 0: none; RFC 5246 7.2 */
    uint8_t alert_heard; /* 1: the peer's, 0: ours */
    uint8_t resumed;     /* 1: no certificate was shown, as one was before */
    uint8_t service;     /* ADSUM_TLS_XMPP_*, if the peers agreed (ALPN) */
    uint16_t version;    /* 0x0303: TLS 1.2; 0: not open yet */
    uint16_t suite;      /* IANA's number; 0: not open yet */
    uint16_t reserved;
    uint32_t certificate;     /* what is wrong with the peer's: a mask */
    uint32_t limit;           /* ADSUM_TLS_LIMIT_* */
    int32_t library;          /* mbedTLS's own number, for a log */
    uint64_t expires_ms;      /* when the first of the peer's chain expires (RFC
                               * 6120 13.7.2.3); 0: none was shown */
    struct adsum_text domain; /* asked for by the client (SNI), or by us */
};

/** Ask; views last until the channel is freed. */
ADSUM_API int adsum_tls_channel_get(const struct adsum_tls_channel *channel,
                                    struct adsum_tls_info *ret);

/* Kinds of names in a certificate. */
enum {
    ADSUM_TLS_NAME_DNS = 1,  /* DNS-ID: "example.net", "*.example.net" */
    ADSUM_TLS_NAME_SRV,      /* SRVName: "_xmpp-client.example.net" */
    ADSUM_TLS_NAME_XMPP_ADDR /* xmppAddr: an address, as it stands there */
};

/** A name in the peer's certificate. Stands in arrays: never grows. */
struct adsum_tls_name_of_peer {
    struct adsum_text text;
    uint32_t kind; /* ADSUM_TLS_NAME_* */
    uint32_t reserved;
};

/**
 * The index-th name in the peer's certificate, for SASL EXTERNAL (XEP-0178).
 *
 * Names prove nothing unless info.certificate is 0, or ADSUM_TLS_WRONG_NAME
 * alone. ADSUM_END: there are no more. The view is the channel's.
 */
ADSUM_API int
adsum_tls_channel_peer_name(const struct adsum_tls_channel *channel,
                            uint32_t index, struct adsum_tls_name_of_peer *ret);

/** Whom a certificate should be of. */
struct adsum_tls_identity {
    uint32_t size;
    uint32_t services;         /* whose SRVNames count: ADSUM_TLS_XMPP_* */
    struct adsum_text domain;  /* A-labels */
    struct adsum_text address; /* U-labels, if it differs; else empty */
};

/**
 * Does the peer's certificate name this domain?
 *
 * RFC 9525, RFC 6120 13.7.2.1: a DNS-ID, an SRVName of one of the services or
 * an xmppAddr, each letter for letter but for ASCII case. A wildcard is the
 * whole first label of a DNS name, stands for one label, and leaves two at
 * least. The common name is never looked at. It says nothing about trust:
 * that is info.certificate.
 *
 * Returns 0 if it does, or ADSUM_ERR_NOT_FOUND.
 */
ADSUM_API int
adsum_tls_channel_peer_is(const struct adsum_tls_channel *channel,
                          const struct adsum_tls_identity *identity);

/* Channel bindings (RFC 5056). */
enum {
    ADSUM_TLS_BINDING_EXPORTER = 1, /* tls-exporter, RFC 9266 */
    ADSUM_TLS_BINDING_UNIQUE,       /* tls-unique, RFC 5929 3 */
    ADSUM_TLS_BINDING_END_POINT     /* tls-server-end-point, RFC 5929 4 */
};

/**
 * The bytes that bind something to this channel; a view of the channel's.
 *
 * ADSUM_ERR_STALE: not open, nor was. ADSUM_ERR_NOT_FOUND: it has none of this
 * kind: a certificate whose signature has no hash, or more than one, has no
 * tls-server-end-point.
 */
ADSUM_API int adsum_tls_channel_binding(const struct adsum_tls_channel *channel,
                                        uint32_t binding,
                                        struct adsum_text *ret);

/**
 * What a client needs to resume this session on a later channel.
 *
 * It is as secret as a password: whoever has it can be the client of this
 * session, and read what is said in it. Good for what the server grants.
 *
 * @buffer  the caller's, of `bytes` bytes; 1,024 are mostly enough
 *
 * Returns 0; ADSUM_ERR_ROOM: `ret` says how many bytes it takes;
 * ADSUM_ERR_NOT_FOUND: the server gave none; ADSUM_ERR_STALE: not open;
 * ADSUM_ERR_NO_MEMORY.
 */
ADSUM_API int adsum_tls_channel_session(const struct adsum_tls_channel *channel,
                                        void *buffer, uint32_t bytes,
                                        uint32_t *ret);

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
