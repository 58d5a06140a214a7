/*
 * adsum/client.h: a client's end of an XMPP stream.
 *
 *     adsum_client_new()       one for an account: options, your callbacks
 *     adsum_client_open()      a connection to its server was made
 *     adsum_client_secured()   TLS is up, after your secure() was asked
 *     adsum_client_feed()      bytes came
 *     adsum_client_lost()      the connection is gone; open() takes another
 *     adsum_client_advance()   time passes
 *
 * Between these it does what RFC 6120 and RFC 6121 ask of a client: STARTTLS,
 * SASL, resource binding or resumption, the roster. The account is a mirrored
 * user of a core: once it is bound, it has a session there, and what you do by
 * that session is written to the server:
 *
 *     adsum_session_publish()  presence
 *     adsum_session_send()     subscriptions, directed presence, messages
 *     adsum_client_roster_set(), _remove(), _ask(): what the server answers
 *
 * since the route() of your adsum_host hands it to adsum_client_route(). What
 * the server sends is received by the core: deliver() has presence,
 * subscriptions and roster pushes, adsum_roster_walk() the roster,
 * adsum_picture_compose() who is there. Messages and IQs come by message() and
 * asked() below. Spoken as well: XEP-0198, 0199, 0352.
 *
 * No socket, clock, thread or TLS: bytes come by feed and go by output(). The
 * state of a stream outlives its connection: open() another, and it is resumed.
 *
 * Rules true for all calls:
 * - A connection ends by closed(), and only by it. It is called last.
 * - Callbacks may not call adsum_client_*, nor change the service, but for:
 *   load(), whose purpose is adsum_user_load(); bound(), which may publish and
 *   send; asked(), which may call adsum_client_answer(). A callback of the core
 *   may call adsum_client_route() and adsum_client_ended().
 * - What the server does wrong is ignored, refused, or ends the stream, and is
 *   counted: it is no error of a call.
 * - One client for each account of a core. Its session is alive as long as its
 *   user is there: set limits.idle_ms of the core to ADSUM_LIMIT_NOTHING.
 * - Threads: one at a time for each client, its service's.
 *
 * Sections are of RFC 6120 unless said.
 */
#ifndef ADSUM_CLIENT_H
#define ADSUM_CLIENT_H

#include <adsum.h>
#include <adsum/client_host.h>
#include <adsum/sasl.h>
#include <adsum/stanza.h>
#include <adsum/xml.h>

#ifdef __cplusplus
extern "C" {
#endif

struct adsum_client;

/* Flags of options. */
enum {
    /* Nobody can listen (loopback, a test): authentication without TLS, by
     * what adsum_sasl_account.clear allows. STARTTLS is still begun if it is
     * offered and there is a secure(). */
    ADSUM_CLIENT_CLEAR = 1,
    ADSUM_CLIENT_NO_ACKS = 2,  /* no XEP-0198 */
    ADSUM_CLIENT_NO_RESUME = 4 /* acknowledgements, but no resumption */
};

/** How a client is to be. 0 takes the default. */
struct adsum_client_options {
    uint32_t size;
    uint32_t flags; /* ADSUM_CLIENT_* */

    struct adsum_text address;  /* bare, prepared. Copied */
    struct adsum_text resource; /* wanted, prepared; empty: the server's choice.
                                 * Copied */
    struct adsum_text version;  /* of the roster that load() gives; empty: it
                                 * gives none. Copied */

    /** Required. Kept, and so is what it names; may change between two
     * connections. */
    const struct adsum_sasl_account *account;

    /** adsum_prep_address(), or as that. NULL: addresses come prepared. */
    int (*prepare)(struct adsum_text text, char *buffer, uint32_t capacity,
                   struct adsum_text *ret, struct adsum_address *ret_parts);

    uint32_t stanza_bytes;  /* 262,144  adsum_xml_options.stanza_bytes. A roster
                             * is one stanza: some 100 bytes for each contact */
    uint32_t partial_ms;    /*  60,000  of one stanza, from its first byte */
    uint32_t negotiate_ms;  /*  60,000  from open to bound */
    uint32_t close_ms;      /*  10,000  for the server's closing tag */
    uint32_t silent_ms;     /* 120,000  then it is pinged; UINT32_MAX: never */
    uint32_t ping_ms;       /*  30,000  for its answer: anything */
    uint32_t resume_ms;     /* 300,000  without connection, then the session is
                             * over; the server may have less */
    uint32_t ask_ms;        /*  60,000  for an answer, unless said otherwise */
    uint32_t asked;         /*      64  questions without answer */
    uint32_t unacked;       /*     256  stanzas; more are refused */
    uint32_t unacked_bytes; /* 262,144  likewise */
    uint32_t early_bytes;   /* 262,144  of presence that comes before the
                             * roster; more is dropped, and counted */
    uint32_t partners;      /*     256  of a conversation, who need not be in
                             * the roster (RFC 6121 4.2.4); the oldest goes */
    uint32_t version_bytes; /*   1,023  of a roster's version; longer: none */
};

/**
 * Make one. Its time is 0 until the first adsum_client_advance().
 *
 * @user     first argument of each callback
 * @context  second argument of each callback; and of the core's session: in
 *           each target of deliver()
 * @service  outlives it
 *
 * Returns 0, or ADSUM_ERR_HOST (a callback missing), ADSUM_ERR_INVALID (an
 * option out of range), ADSUM_ERR_NO_MEMORY.
 */
ADSUM_API int adsum_client_new(const struct adsum_client_host *host, void *user,
                               uint64_t context,
                               const struct adsum_client_options *options,
                               struct adsum_service *service,
                               struct adsum_client **ret);

/** End at once: the stream is closed, the session is over. NULL is allowed. */
ADSUM_API void adsum_client_free(struct adsum_client *client);

/**
 * A connection was made.
 *
 * @channel  NULL: not secured yet. Else TLS is up already (XEP-0368); copied,
 *           what it views outlives the connection
 *
 * Returns 0, or ADSUM_ERR_INVALID: there is one; ADSUM_ERR_NO_MEMORY.
 */
ADSUM_API int adsum_client_open(struct adsum_client *client,
                                const struct adsum_sasl_channel *channel);

/**
 * TLS is up, as secure() asked, and the certificate is the server's.
 *
 * @channel  as in adsum_client_open()
 *
 * Returns 0, or ADSUM_ERR_INVALID: it was not asked for.
 */
ADSUM_API int adsum_client_secured(struct adsum_client *client,
                                   const struct adsum_sasl_channel *channel);

/**
 * Bytes came, of any number; all are taken.
 *
 * Returns 0, or ADSUM_ERR_NO_MEMORY: closed() was called, and where the session
 * is resumable, what was not taken comes again.
 */
ADSUM_API int adsum_client_feed(struct adsum_client *client, const void *bytes,
                                uint32_t length);

/** The connection is gone, or its output broken. closed() is called, unless
 * there is none. */
ADSUM_API void adsum_client_lost(struct adsum_client *client);

/**
 * Leave: the session is over, the stream is closed in order, and closed()
 * follows when the server has closed it too. Without a connection only the
 * session ends.
 */
ADSUM_API void adsum_client_close(struct adsum_client *client);

/**
 * Tell the time; what is due happens now. Call it behind adsum_client_open(),
 * _ask() and the like, too: what they began may be due before all else.
 *
 * @now_ms, @ret_next_ms  as in adsum_service_advance(), which is yours to call
 */
ADSUM_API void adsum_client_advance(struct adsum_client *client,
                                    uint64_t now_ms, uint64_t *ret_next_ms);

/**
 * For adsum_host.route: what the account's session says.
 *
 * An IQ request is refused: adsum_client_ask() it. So is a probe (4.3). An
 * approval or refusal gets an id of its own (RFC 6121 3.1.4), unless it comes
 * as XML: then see to it.
 *
 * Returns an ADSUM_CONDITION_*, route()'s answer: _NONE; _NOT_ALLOWED: not by
 * this way; _REMOTE_SERVER_TIMEOUT: there is no stream, or too much that is
 * not acknowledged.
 */
ADSUM_API uint32_t adsum_client_route(struct adsum_client *client,
                                      const struct adsum_notice *notice,
                                      const struct adsum_text *to,
                                      uint32_t count);

/** For adsum_host.ended, when the core ended the session. @reason ADSUM_ENDED_*
 */
ADSUM_API void adsum_client_ended(struct adsum_client *client, uint32_t reason);

/**
 * Ask the server to add an item, or to replace its name and groups (RFC 6121
 * 2.3, 2.4). What becomes of it comes as a push, before or after the answer.
 *
 * @token  for answered()
 *
 * Returns what adsum_client_ask() does.
 */
ADSUM_API int adsum_client_roster_set(struct adsum_client *client,
                                      const struct adsum_item *item,
                                      uint64_t token);

/** The same, to remove an item and what was agreed (RFC 6121 2.5). */
ADSUM_API int adsum_client_roster_remove(struct adsum_client *client,
                                         struct adsum_text contact,
                                         uint64_t token);

/**
 * Ask somebody by an IQ. answered() is called once, unless this fails.
 *
 * An answer counts only if it comes from whom was asked; asked of nobody, or
 * of the account: from the account's bare address, or without `from` (8.1.2.1).
 *
 * @to          empty: the account itself; prepared
 * @type        ADSUM_TYPE_GET or _SET
 * @payload     one whole element; trusted
 * @timeout_ms  0: options.ask_ms
 *
 * Returns 0, or
 *   ADSUM_ERR_STALE      not bound, and nothing to resume
 *   ADSUM_ERR_LIMIT      options.asked or options.unacked
 *   ADSUM_ERR_INVALID    type, address or payload
 *   ADSUM_ERR_NO_MEMORY
 */
ADSUM_API int adsum_client_ask(struct adsum_client *client,
                               struct adsum_text to, uint32_t type,
                               struct adsum_text payload, uint32_t timeout_ms,
                               uint64_t token);

/**
 * Answer what asked() was asked.
 *
 * @to, @id  `from` and `id` of what was asked
 * @error    ADSUM_STANZA_ERROR_*; _NONE: a result
 * @payload  of a result: whole elements, trusted; may be empty
 *
 * Returns 0, or ADSUM_ERR_STALE, ADSUM_ERR_LIMIT, ADSUM_ERR_INVALID,
 * ADSUM_ERR_NO_MEMORY, as above.
 */
ADSUM_API int adsum_client_answer(struct adsum_client *client,
                                  struct adsum_text to, struct adsum_text id,
                                  uint32_t error, struct adsum_text payload);

/**
 * Say whether somebody looks on (XEP-0352). It is told to a server that wants
 * to know, again on each new stream, and is nobody else's business.
 */
ADSUM_API void adsum_client_active(struct adsum_client *client,
                                   uint32_t active);

/* adsum_client_info.offers: what the server can do. */
enum {
    ADSUM_CLIENT_OFFERS_VERSIONS = 1,  /* of rosters: RFC 6121 2.6 */
    ADSUM_CLIENT_OFFERS_APPROVALS = 2, /* unasked ones: RFC 6121 3.4. Without
                                        * it they must not be sent */
    ADSUM_CLIENT_OFFERS_ACTIVITY = 4,  /* XEP-0352 */
    ADSUM_CLIENT_OFFERS_ACKS = 8       /* XEP-0198 */
};

/** What is known of a client. Views. */
struct adsum_client_info {
    uint32_t size;
    uint8_t connected;
    uint8_t secured;
    uint8_t authenticated;
    uint8_t resumable;
    uint32_t offers;  /* ADSUM_CLIENT_OFFERS_*; of the last bound stream */
    uint32_t asked;   /* questions without answer */
    uint64_t session; /* 0: none */
    struct adsum_text address; /* full, of the session; else empty */
    struct adsum_text version; /* of the roster */
};

/** @ret  `size` set by the caller. Returns 0 or ADSUM_ERR_INVALID. */
ADSUM_API int adsum_client_get(const struct adsum_client *client,
                               struct adsum_client_info *ret);

/** Counts. All but `now` ones only grow. */
struct adsum_client_counts {
    uint32_t size;
    uint32_t unacked;      /* now: stanzas */
    uint64_t memory_bytes; /* now: got from allocate() */
    uint64_t opened;       /* connections */
    uint64_t resumed;
    uint64_t stanzas_in;
    uint64_t stanzas_out;
    uint64_t bytes_in;
    uint64_t bytes_out;
    uint64_t ignored; /* stanzas: pushes and answers of others, answers to
                       * nothing, presence of strangers, what is malformed */
    uint64_t dropped; /* stanzas: by a bound, the core's or early_bytes */
};

/** @ret  `size` set by the caller. Returns 0 or ADSUM_ERR_INVALID. */
ADSUM_API int adsum_client_statistics(const struct adsum_client *client,
                                      struct adsum_client_counts *ret);

#ifdef __cplusplus
}
#endif
#endif
