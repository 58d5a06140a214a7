/*
 * adsum/c2s.h: the service's end of its clients' XMPP streams.
 *
 *     adsum_c2s_new()       one for a service: domains, bounds, your callbacks
 *     adsum_c2s_open()      a connection was accepted
 *     adsum_c2s_secured()   TLS is up: at once, or after your secure() was
 * asked adsum_c2s_feed()      bytes came adsum_c2s_writable()  output that was
 * full has room again adsum_c2s_lost()      the connection is gone
 *     adsum_c2s_advance()   time passes, for the core too
 *
 * Between these it does what RFC 6120 and RFC 6121 ask of a server: stream
 * headers, STARTTLS, SASL, resource binding, presence, rosters, messages and
 * IQs, each by a call of the core, and what the core delivers it writes. Its
 * side of adsum_host is adsum_c2s_deliver(), _ping() and _ended(): call them
 * from yours. Spoken as well: XEP-0012, 0030, 0092, 0191, 0198, 0199, 0203,
 * 0256.
 *
 * No socket, clock, thread or TLS: bytes come by feed and go by output(). A
 * stream between two stanzas holds some 200 bytes and its header.
 *
 * Rules true for all calls:
 * - Streams end by closed(), and only by it: the handle is not to be used from
 *   then on. It is called last, so a handle is good until the call that was
 *   made returns.
 * - Callbacks may not call adsum_c2s_*, nor change the service; but load(),
 *   whose purpose is adsum_user_load(), and available(), which may call
 *   adsum_c2s_give().
 * - What a peer does wrong is answered to it, and counted: it is no error of
 *   a call.
 * - Threads: one at a time for each adsum_c2s, its service's.
 *
 * Sections are of RFC 6120 unless said.
 */
#ifndef ADSUM_C2S_H
#define ADSUM_C2S_H

#include <adsum.h>
#include <adsum/sasl.h>
#include <adsum/stanza.h>
#include <adsum/xml.h>

#ifdef __cplusplus
extern "C" {
#endif

struct adsum_c2s;
struct adsum_c2s_stream;

/* What output() answers. */
enum {
    ADSUM_C2S_TAKEN = 0,
    ADSUM_C2S_FULL = 1,  /* taken, and no more presence for now: call
                          * adsum_c2s_writable() when there is room, and do not
                          * read from the client until then */
    ADSUM_C2S_BROKEN = 2 /* not taken: the connection is lost. Nothing more is
                          * output; call adsum_c2s_lost() as for any other */
};

/**
 * The host. Copied, as far as `size` says. All but last() and available() are
 * required; secure() too, unless no stream is ever to be secured by STARTTLS.
 */
struct adsum_c2s_host {
    uint32_t size;
    uint32_t reserved; /* 0 */

    /** As adsum_host.allocate. */
    void *(*allocate)(void *user, void *block, size_t old_size,
                      size_t new_size);

    /**
     * Bytes for a client. Gather them: one write for each turn of the event
     * loop, after what save() was given is durable.
     *
     * Answer ADSUM_C2S_*.
     */
    uint32_t (*output)(void *user, uint64_t context, const void *bytes,
                       uint32_t length);

    /**
     * Become a TLS server on this connection, once what was output is sent;
     * then adsum_c2s_secured(). What of the client's bytes is fed before that
     * is dropped (5.4.3.3).
     *
     * @domain  whose certificate to show (5.4.3.1), in U-labels
     */
    void (*secure)(void *user, uint64_t context,
                   const struct adsum_text *domain);

    /**
     * The stream is over: send what was output, then end TLS and connection.
     *
     * @condition  ADSUM_XML_CONDITION_*: the stream error it ended with, sent
     *             or received; _NONE: in order, or lost
     */
    void (*closed)(void *user, uint64_t context, uint32_t condition);

    /**
     * Load a user, by adsum_user_load(), now. Answer 0; else the client's
     * request is answered with internal-server-error.
     */
    int32_t (*load)(void *user, const struct adsum_text *address);

    /**
     * A user's keys of one hash (ADSUM_HASH_*).
     *
     * Take the same time whether there are any or not. Answer 0;
     * ADSUM_ERR_NOT_FOUND: no such user, or no keys of that hash; else:
     * cannot be read now (6.5.11).
     *
     * @address  bare, prepared
     */
    int32_t (*keys)(void *user, const struct adsum_text *address, uint32_t hash,
                    struct adsum_sasl_keys *ret);

    /**
     * A session is available for messages to its bare address, after it was
     * not: give it what keep() kept (XEP-0160), by adsum_c2s_give().
     */
    void (*available)(void *user, struct adsum_c2s_stream *stream,
                      const struct adsum_text *address);
};

/**
 * What is asked of clients. 0 takes the default; all zero but `size` and what
 * is required will do.
 */
struct adsum_c2s_options {
    uint32_t size;
    uint32_t domain_count;

    /** As in adsum_options, prepared. Required: clients are told theirs. */
    const struct adsum_text *domains;

    /** Required: mechanisms, secret, crypto. Kept, and so is what it names. */
    const struct adsum_sasl_service *sasl;

    /** adsum_prep_address(), or as that. NULL: addresses come prepared. */
    int (*prepare)(struct adsum_text text, char *buffer, uint32_t capacity,
                   struct adsum_text *ret, struct adsum_address *ret_parts);

    /** XEP-0092: what version queries are told; empty: they are refused. */
    struct adsum_text name;
    struct adsum_text version;

    uint32_t stanza_bytes;  /* 262,144    adsum_xml_options.stanza_bytes */
    uint32_t partial_ms;    /*  60,000    of one stanza, from its first byte */
    uint32_t streams;       /* 4,194,304  at once, resumable ones included */
    uint32_t negotiating;   /*   4,096    of those, not bound; 5 KiB each */
    uint32_t negotiate_ms;  /*  60,000    from open to bound */
    uint32_t close_ms;      /*  10,000    for the client's closing tag */
    uint32_t logins;        /*       3    failures, then policy-violation */
    uint32_t binds;         /*       5    likewise (7.7.3) */
    uint32_t unacked;       /*     256    stanzas, then the client is busy; of
                             * what it asks itself twice as much, then
                             * policy-violation */
    uint32_t unacked_bytes; /* 262,144   likewise; a stanza more is taken */
    uint32_t open_flags;    /* ADSUM_OPEN_* for a resource in use; 0: RENAME
                             * (7.7.2.2) */
    uint32_t no_resume;     /* not 0: acknowledgements, but no resumption */
};

/**
 * Make one.
 *
 * @user     first argument of each callback
 * @service  outlives it. Its host's deliver(), ping() and ended() are to call
 *           those below
 *
 * Returns 0, or ADSUM_ERR_HOST (a callback missing), ADSUM_ERR_INVALID (an
 * option out of range), ADSUM_ERR_NO_MEMORY.
 */
ADSUM_API int adsum_c2s_new(const struct adsum_c2s_host *host, void *user,
                            const struct adsum_c2s_options *options,
                            struct adsum_service *service,
                            struct adsum_c2s **ret);

/**
 * Shut down: each client is told system-shutdown, each stream closed() and its
 * session closed. NULL is allowed. Free the service after it.
 */
ADSUM_API void adsum_c2s_free(struct adsum_c2s *c2s);

/* Flags of adsum_c2s_open(). */
enum {
    /* Nobody can listen (loopback, a test): authentication without TLS, by
     * what adsum_sasl_service.clear allows. STARTTLS is offered, too. */
    ADSUM_C2S_CLEAR = 1,
    ADSUM_C2S_NO_STARTTLS = 2 /* it is not offered: there is none */
};

/**
 * A connection was accepted.
 *
 * @context  the host's, in each callback of this stream
 * @flags    ADSUM_C2S_*
 *
 * Returns 0, or ADSUM_ERR_NO_MEMORY, or ADSUM_ERR_LIMIT: too many at once, or
 * too many that are not bound: close the connection.
 */
ADSUM_API int adsum_c2s_open(struct adsum_c2s *c2s, uint64_t context,
                             uint32_t flags, struct adsum_c2s_stream **ret);

/**
 * TLS is up.
 *
 * @channel  copied; what it views outlives the stream
 * @domain   what the client asked for (SNI); empty: nothing. Stands in for a
 *           stream's missing `to` (4.7.2)
 *
 * Returns 0, or ADSUM_ERR_INVALID: it was not asked for, or bytes came before.
 */
ADSUM_API int adsum_c2s_secured(struct adsum_c2s_stream *stream,
                                const struct adsum_sasl_channel *channel,
                                struct adsum_text domain);

/**
 * Bytes came, of any number; all are taken.
 *
 * Returns 0, or ADSUM_ERR_NO_MEMORY: nothing more is taken from this client,
 * it was told so (resource-constraint), and closed() follows.
 */
ADSUM_API int adsum_c2s_feed(struct adsum_c2s_stream *stream, const void *bytes,
                             uint32_t length);

/** Output that was ADSUM_C2S_FULL has room. What waited is output now. */
ADSUM_API void adsum_c2s_writable(struct adsum_c2s_stream *stream);

/**
 * The connection is gone, or its output broken. closed() is called, unless it
 * was. A stream that may be resumed (XEP-0198) keeps its session for
 * limits.lost_ms; any other session is closed.
 */
ADSUM_API void adsum_c2s_lost(struct adsum_c2s_stream *stream);

/**
 * Close one stream from this end.
 *
 * @condition  ADSUM_XML_CONDITION_*; _NONE: in order
 */
ADSUM_API void adsum_c2s_close(struct adsum_c2s_stream *stream,
                               uint32_t condition);

/**
 * Tell the time, to the service as well: do not call adsum_service_advance().
 * The same meaning and answers as there.
 */
ADSUM_API int adsum_c2s_advance(struct adsum_c2s *c2s, uint64_t now_ms,
                                uint64_t *ret_next_ms);

/** For adsum_host.deliver: all targets are streams of this one. */
ADSUM_API void adsum_c2s_deliver(struct adsum_c2s *c2s,
                                 const struct adsum_notice *notice,
                                 struct adsum_target *targets, uint32_t count);

/** For adsum_host.ping: asks by XEP-0199. */
ADSUM_API void adsum_c2s_ping(struct adsum_c2s *c2s, uint64_t session,
                              uint64_t context);

/** For adsum_host.ended. */
ADSUM_API void adsum_c2s_ended(struct adsum_c2s *c2s, uint64_t session,
                               uint64_t context, uint32_t reason);

/**
 * Give a session a message that was kept, in available() only.
 *
 * @message  `from` and time_ms are told: XEP-0160, XEP-0203
 *
 * Returns 0: it was handed to output(), or waits to be acknowledged; or
 * ADSUM_ERR_NO_MEMORY, ADSUM_ERR_INVALID (no message), ADSUM_ERR_STALE (the
 * connection is broken): keep it.
 */
ADSUM_API int adsum_c2s_give(struct adsum_c2s_stream *stream,
                             const struct adsum_notice *message);

/** What is known of a stream. Views. */
struct adsum_c2s_info {
    uint32_t size;
    uint8_t secured;
    uint8_t authenticated;
    uint8_t resumable;
    uint8_t reserved;
    uint64_t session;          /* 0: not bound */
    struct adsum_text address; /* bare; empty: not authenticated */
};

/** @ret  `size` set by the caller. Returns 0 or ADSUM_ERR_INVALID. */
ADSUM_API int adsum_c2s_get(const struct adsum_c2s_stream *stream,
                            struct adsum_c2s_info *ret);

/** Counts. All but `now` ones only grow. */
struct adsum_c2s_counts {
    uint32_t size;
    uint32_t streams;         /* now, detached ones included */
    uint32_t negotiating;     /* now: not bound */
    uint32_t detached;        /* now: may be resumed */
    uint64_t memory_bytes;    /* now: got from allocate() */
    uint64_t opened;          /* streams */
    uint64_t refused_streams; /* by a bound */
    uint64_t logins;
    uint64_t failed_logins;
    uint64_t resumed;
    uint64_t stanzas_in;
    uint64_t stanzas_out;
    uint64_t bytes_in;
    uint64_t bytes_out;
    uint64_t stanza_errors; /* told to clients */
    uint64_t stream_errors; /* likewise */
};

/** @ret  `size` set by the caller. Returns 0 or ADSUM_ERR_INVALID. */
ADSUM_API int adsum_c2s_statistics(const struct adsum_c2s *c2s,
                                   struct adsum_c2s_counts *ret);

#ifdef __cplusplus
}
#endif
#endif
