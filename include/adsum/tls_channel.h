/* adsum/tls_channel.h: one connection, fed and drained by memory; see tls.h. */
#ifndef ADSUM_TLS_CHANNEL_H
#define ADSUM_TLS_CHANNEL_H

#include <adsum/base.h>
#include <adsum/error.h>
#include <adsum/tls_context.h>

#ifdef __cplusplus
extern "C" {
#endif

struct adsum_tls_channel;

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
 * ADSUM_ERR_REENTERED (from output()).
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

#ifdef __cplusplus
}
#endif
#endif
