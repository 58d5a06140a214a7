/*
 * A connection: bytes between a socket and a peer, through TLS or not.
 *
 *     socket <-> [adsum_tls channel] <-> struct peer: the stream
 *
 * A turn is one round of the loop. What is sent in it is gathered, and leaves
 * at its end by one write for each connection, after the host has committed.
 * A connection is busy while its socket takes no more, or while OUTPUT_BUSY
 * bytes are gathered; who was told so is told when it no longer is.
 *
 * Nothing here calls the peer before the call at hand has returned.
 */
#ifndef PRESENCED_CONNECTION_H
#define PRESENCED_CONNECTION_H

#include <adsum/base.h>
#include <stdint.h>

#define OUTPUT_BUSY 65536u

struct adsum_tls_channel;
struct connection;

/* Why a connection ended. */
enum {
    CONNECTION_CLOSED = 0, /* by connection_close() */
    CONNECTION_LOST,       /* the other end, or the way to it, is gone */
    CONNECTION_LATE,       /* one of its times was over */
    CONNECTION_SLOW,       /* more waits for it than --output-bytes */
    CONNECTION_TLS,        /* its channel failed */
    CONNECTION_MEMORY,     /* there was none */
    CONNECTION_ABANDONED,  /* the host could not commit, or stops */
    CONNECTION_REASONS
};

/** What speaks on a connection. The calls are the host's, and all required. */
struct peer_calls {
    /**
     * Bytes came, decrypted.
     *
     * A stream that begins TLS takes nothing that stands behind <starttls/> in
     * the same bytes: nobody vouches for it (RFC 6120 section 5.4.3.3).
     */
    void (*feed)(void *peer, const void *bytes, uint32_t length);

    /** connection_busy() answered 1, and would no longer. */
    void (*drained)(void *peer);

    /**
     * It has ended, CONNECTION_*. The last call; the peer lets go of the
     * connection. Once for each peer, whoever ended it.
     */
    void (*closed)(void *peer, uint32_t reason);
};

/**
 * Gather bytes.
 *
 * Returns 0, or ADSUM_ERR_STALE: it has ended; ADSUM_ERR_LIMIT,
 * ADSUM_ERR_NO_MEMORY: it ends now, as slow or for want of memory.
 */
int connection_send(struct connection *connection, const void *bytes,
                    uint32_t length);

/** 1: it is busy, and drained() follows. */
int connection_busy(struct connection *connection);

/**
 * TLS begins behind what was sent so far.
 *
 * @domain  the stream's `to`, A-labels; may be empty
 *
 * Returns 0, or what adsum_tls_channel_new() answers; ADSUM_ERR_INVALID: it has
 * begun already.
 */
int connection_start_tls(struct connection *connection,
                         struct adsum_text domain);

/** The channel, to ask for bindings and names; NULL: there is none. */
const struct adsum_tls_channel *
connection_channel(const struct connection *connection);

/** 1: the other end is this machine. */
int connection_is_loopback(const struct connection *connection);

/** A resource is bound: from now on time is the session's matter. */
void connection_bound(struct connection *connection);

/** End it, after what was sent. Twice does no harm. */
void connection_close(struct connection *connection);

/** A line in the log, with the peer's address. */
__attribute__((format(printf, 3, 4))) void
connection_say(const struct connection *connection, uint64_t level,
               const char *format, ...);

#endif
