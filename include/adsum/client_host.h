/*
 * adsum/client_host.h: what the host does for a client.
 *
 * Rules true for every callback stand in client.h. Arguments are the client's,
 * and last until the callback returns.
 */
#ifndef ADSUM_CLIENT_HOST_H
#define ADSUM_CLIENT_HOST_H

#include <adsum/base.h>
#include <adsum/notice.h>
#include <adsum/stanza.h>
#include <adsum/xml_node.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What output() answers. */
enum {
    ADSUM_CLIENT_TAKEN = 0,
    ADSUM_CLIENT_BROKEN = 1 /* not taken: the connection is lost. Nothing more
                             * is output; call adsum_client_lost() */
};

/* Why a connection is over: adsum_client_end.reason; what `detail` says. */
enum {
    ADSUM_CLIENT_END_CLOSED = 1,  /* in order, by either end */
    ADSUM_CLIENT_END_LOST,        /* adsum_client_lost() */
    ADSUM_CLIENT_END_SILENT,      /* the server, or the time to be bound is
                                   * over: connect anew */
    ADSUM_CLIENT_END_NO_MEMORY,   /* allocate() refused */
    ADSUM_CLIENT_END_TOLD,        /* a stream error came: its
                                   * ADSUM_XML_CONDITION_* */
    ADSUM_CLIENT_END_WRONG,       /* what came is no stream: likewise */
    ADSUM_CLIENT_END_NO_TLS,      /* the server has none, or refused it */
    ADSUM_CLIENT_END_SASL,        /* this end refused: ADSUM_SASL_REASON_* */
    ADSUM_CLIENT_END_SASL_FAILED, /* the server refused: ADSUM_SASL_ABORTED
                                   * ...; 0: a condition that is not known */
    ADSUM_CLIENT_END_BIND,        /* no resource: ADSUM_STANZA_ERROR_* */
    ADSUM_CLIENT_END_SESSION,     /* the core: `err` says what it answered */
    ADSUM_CLIENT_END_ENDED        /* the core ended the session:
                                   * ADSUM_ENDED_* */
};

/** The end of a connection, during closed(). */
struct adsum_client_end {
    uint32_t size;
    uint32_t reason; /* ADSUM_CLIENT_END_* */
    uint32_t detail;
    int32_t err; /* what a call answered, of the core or of crypto; or 0 */
    uint32_t resumable; /* the session stands until the next open(), or until
                         * its time is over: ended() */
    uint32_t reserved;
    struct adsum_text host; /* where to connect next, "domain" or "domain:port"
                             * (4.9.3.19; XEP-0198 5), with the same name in
                             * the certificate; empty: as before. Follow a
                             * stream error's a few times at most */
};

/* How an IQ request ended: answered(). */
enum {
    ADSUM_CLIENT_RESULT = 1,
    ADSUM_CLIENT_ERROR,   /* stanza->error says which */
    ADSUM_CLIENT_TIMEOUT, /* no answer in time; no stanza */
    ADSUM_CLIENT_OVER     /* the session is over; no stanza */
};

/**
 * The host. Copied, as far as `size` says. Required: allocate, output, closed,
 * load; secure too, unless TLS is never begun by STARTTLS.
 *
 * `context` is what was given to adsum_client_new().
 */
struct adsum_client_host {
    uint32_t size;
    uint32_t reserved; /* 0 */

    /** As adsum_host.allocate. */
    void *(*allocate)(void *user, void *block, size_t old_size,
                      size_t new_size);

    /**
     * Bytes for the server. Gather them: one write for each turn of the event
     * loop. While more waits than you like, do not read from the server.
     *
     * Answer ADSUM_CLIENT_TAKEN or _BROKEN.
     */
    uint32_t (*output)(void *user, uint64_t context, const void *bytes,
                       uint32_t length);

    /**
     * Become a TLS client on this connection, once what was output is sent;
     * then adsum_client_secured(). What is fed before that is dropped
     * (5.4.3.3).
     *
     * @domain  whose certificate it must be (13.7.2), in U-labels
     */
    void (*secure)(void *user, uint64_t context,
                   const struct adsum_text *domain);

    /** The connection is over: send what was output, then end it. */
    void (*closed)(void *user, uint64_t context,
                   const struct adsum_client_end *end);

    /**
     * Load the account into the core, now: adsum_user_load() with
     * ADSUM_USER_MIRRORED, and the items of the roster you have kept
     * (options.version). Answer 0; else the connection ends.
     *
     * @address  bare; the server may call it otherwise than the options do
     */
    int32_t (*load)(void *user, const struct adsum_text *address);

    /**
     * The server knows who we are, and by what. Keep the strongest mechanism
     * that served: adsum_sasl_account.least; and once `guarded` is not 0,
     * ADSUM_SASL_REQUIRE_PROTECTION.
     *
     * @mechanism  ADSUM_SASL_PLAIN...
     * @binding    type of channel binding, 0: none
     * @guarded    not 0: what was offered is proven to be so (XEP-0474)
     */
    void (*authenticated)(void *user, uint64_t context, uint32_t mechanism,
                          uint32_t binding, uint32_t guarded);

    /**
     * The stream serves: a session was opened, or goes on.
     *
     * @address  full; its resource is the server's to choose
     * @resumed  not 0: all is as it was, presence too (XEP-0198 5). Else
     *           publish, if you like: nobody knows that you are here
     */
    void (*bound)(void *user, uint64_t context, uint64_t session,
                  const struct adsum_text *address, uint32_t resumed);

    /**
     * The session is over: its handle is stale, nobody is seen any more.
     * Called before closed(), where both are.
     */
    void (*ended)(void *user, uint64_t context, uint64_t session);

    /**
     * The server may never have had this message, and the session by which it
     * was sent is over (XEP-0198 4): say so, or send it again, with a delay
     * (XEP-0203). Before ended(). Of IQs answered() tells.
     *
     * @stanza    a whole element, as it was written
     * @since_ms  when
     */
    void (*unsent)(void *user, uint64_t context,
                   const struct adsum_text *stanza, uint64_t since_ms);

    /**
     * The roster is this now. Keep it, and its version with it.
     *
     * @notice   ADSUM_ROSTER: all of it; ADSUM_PUSH: one item, replaced or
     *           removed; NULL: the server has answered that it is as you have
     *           it, or with an error, or with what `err` says
     * @version  for options.version next time (RFC 6121 2.6.3); empty: none
     * @err      0, or what the core answered: its roster is as it was
     */
    void (*roster)(void *user, uint64_t context,
                   const struct adsum_notice *notice,
                   const struct adsum_text *version, int32_t err);

    /** A message, an error too. @stanza  action is ADSUM_STANZA_SEND */
    void (*message)(void *user, uint64_t context,
                    const struct adsum_stanza *stanza,
                    const struct adsum_xml_element *element);

    /**
     * Somebody asks by an IQ; pings are answered without you.
     *
     * @seen  not 0: who asks is this account, its server, or one who may see
     *        us: a roster item `from` or `both`, or directed presence. To
     *        others nothing should be answered that tells that we are here
     *
     * Answer 0: not understood; it is refused with service-unavailable, as if
     * nobody were here (RFC 6121 8.5.3). Else: adsum_client_answer() follows.
     */
    uint32_t (*asked)(void *user, uint64_t context,
                      const struct adsum_stanza *stanza,
                      const struct adsum_xml_element *element, uint32_t seen);

    /**
     * What was asked has its answer, by whom it was asked of, or none.
     *
     * @token    as given to adsum_client_ask()...
     * @outcome  ADSUM_CLIENT_RESULT...
     * @stanza, @element  of _RESULT and _ERROR; else NULL
     */
    void (*answered)(void *user, uint64_t context, uint64_t token,
                     uint32_t outcome, const struct adsum_stanza *stanza,
                     const struct adsum_xml_element *element);
};

#ifdef __cplusplus
}
#endif
#endif
