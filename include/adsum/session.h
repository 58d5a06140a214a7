/*
 * adsum/session.h: one connected endpoint, from open to its end.
 *
 *     open --> publish, send, heard, ready, link ... --> close
 *                        |                            (or ended(), by the core)
 *                        +-- publish unavailable: may publish again
 *
 * A session is known by a handle: 64 bits, never 0, never used twice.
 */
#ifndef ADSUM_SESSION_H
#define ADSUM_SESSION_H

#include <adsum/base.h>
#include <adsum/error.h>
#include <adsum/notice.h>

#ifdef __cplusplus
extern "C" {
#endif

struct adsum_service;

/* Flags of adsum_session_open(). Without _REPLACE and _RENAME: refused. */
enum {
    ADSUM_OPEN_REPLACE = 1, /* resource in use: end the old one first */
    ADSUM_OPEN_RENAME = 2,  /* resource in use: get a fresh one */
    ADSUM_OPEN_SOURCE = 4   /* only publishes: never a target */
};

/**
 * Open a session. Nobody is told until it publishes.
 *
 * @address  full; a bare one gets a fresh resource: see adsum_session_get()
 * @context  the host's: in each target and callback of this session. Best the
 *           address of what is written for it: publishing fetches it ahead of
 *           time. Any other number does no harm.
 * @flags    ADSUM_OPEN_*
 *
 * Returns 0, or ADSUM_ERR_ABSENT, ADSUM_ERR_UNKNOWN, or
 *   ADSUM_ERR_CONFLICT  the resource is in use
 *   ADSUM_ERR_LIMIT     - SESSIONS, USER_SESSIONS, TEXT_BYTES
 */
ADSUM_API int adsum_session_open(struct adsum_service *service,
                                 struct adsum_text address, uint64_t context,
                                 uint32_t flags, uint64_t *ret);

/**
 * Publish a session's presence to everyone allowed to see it.
 *
 * Before it returns, deliver() has been called for each session of a local
 * watcher and of the same user, this one too, and route() for each watcher
 * elsewhere. One that answers busy is told later, and then only the newest.
 * The first one available also brings the session what it may see: waiting
 * requests, its user's other sessions, its contacts. An unavailable one goes
 * also to whom it directed presence to; after it, the next is a first again.
 * A mirrored user's goes to its server alone, which does all this.
 *
 * @presence  copied; NULL: available, nothing special
 *
 * Returns 0, or ADSUM_SAME (unavailable already), or
 *   ADSUM_ERR_INVALID  type, show or priority out of range; a part twice
 *   ADSUM_ERR_LIMIT    - PARTS, PART_BYTES, TEXT_BYTES
 * Cost: O(watchers); allocates only for parts that are new to the service.
 * Source: RFC 6121 sections 4.2.2, 4.4.2, 4.5.2.
 */
ADSUM_API int adsum_session_publish(struct adsum_service *service,
                                    uint64_t session,
                                    const struct adsum_presence *presence);

/**
 * Send a stanza to one address.
 *
 *     PRESENCE                 directed; its end is told when the session ends
 *     PROBE                    answered as any other asker's
 *     SUBSCRIBE, UNSUBSCRIBE   ask to see `to`, wish no longer to
 *     SUBSCRIBED               let `to` see this user: an approval, or without
 *                              a request a pre-approval
 *     UNSUBSCRIBED             refuse, cancel, or take a pre-approval back
 *     MESSAGE, IQ              delivered by RFC 6121 section 8
 *
 * What Appendix A says is saved, then done on both sides: far half, pushes,
 * presence shown or taken back. What does not change anything is not told to
 * a local contact. Failure far away is no error here: it comes to the session
 * as ADSUM_BOUNCE, if it may know.
 *
 * @to      of subscriptions: a resource is cut off. Of an IQ: full
 * @notice  `from` is not read
 *
 * Returns 0, or ADSUM_ERR_ABSENT, or
 *   ADSUM_ERR_INVALID  another kind; `to` is this user (subscriptions); an IQ
 *                      to a bare address: the host's to answer
 *   ADSUM_ERR_BLOCKED  this user blocks `to` (XEP-0191 section 3)
 *   ADSUM_ERR_LIMIT    - DIRECTED, CONTACTS, REQUEST_BYTES, PARTS, PART_BYTES,
 *                      TEXT_BYTES
 * Cost: O(sessions of both users).
 * Source: RFC 6121 sections 3, 4.6, 8; Appendix A.2.
 */
ADSUM_API int adsum_session_send(struct adsum_service *service,
                                 uint64_t session, struct adsum_text to,
                                 const struct adsum_notice *notice);

/**
 * There was input from the session, of any kind: it lives.
 *
 * Returns 0 or ADSUM_ERR_STALE. Cost: one store.
 */
ADSUM_API int adsum_session_heard(struct adsum_service *service,
                                  uint64_t session);

/**
 * The session's output, once busy, has room again.
 *
 * What waits is delivered in order, then the newest presence of each source
 * that changed meanwhile, until the session is busy again or has the present.
 *
 * Returns 0: it has the present; ADSUM_MORE: it was busy again; or
 * ADSUM_ERR_STALE, ADSUM_ERR_NO_MEMORY: then it stays busy, call again.
 * Cost: O(contacts and sightings of the user), over all calls of one catch-up.
 */
ADSUM_API int adsum_session_ready(struct adsum_service *service,
                                  uint64_t session);

/* How a session's connection is. */
enum {
    ADSUM_LINK_UP = 0,
    ADSUM_LINK_HELD, /* wants little now (XEP-0352): counts as busy */
    ADSUM_LINK_LOST  /* may be resumed (XEP-0198): counts as busy */
};

/**
 * Say how a session's connection is now. Its presence stands.
 *
 * Up again is resumed: heard and ready as well. Not up for longer than
 * limits.held_ms or lost_ms: ended().
 *
 * @link     ADSUM_LINK_*
 * @context  replaces the session's: a new connection has another
 *
 * Returns what adsum_session_ready() does.
 */
ADSUM_API int adsum_session_link(struct adsum_service *service,
                                 uint64_t session, uint32_t link,
                                 uint64_t context);

/**
 * Close a session. Whoever was told available is told unavailable.
 *
 * @last  its last words, of type unavailable; NULL: none
 *
 * Messages that wait for it go to its user's others, or to keep(). Never fails
 * for memory or save(): last words that cannot be held are left out.
 *
 * Returns 0, or ADSUM_ERR_STALE, ADSUM_ERR_REENTERED.
 * Source: RFC 6121 sections 4.5.2, 4.6.3, 8.5.2.2.
 */
ADSUM_API int adsum_session_close(struct adsum_service *service,
                                  uint64_t session,
                                  const struct adsum_presence *last);

/* adsum_session_info.state. */
enum {
    ADSUM_SESSION_LIVE = 0,
    ADSUM_SESSION_SUSPECT, /* silent; asked by ping() */
    ADSUM_SESSION_DETACHED /* ADSUM_LINK_LOST */
};

/** What is known of a session. Views. */
struct adsum_session_info {
    uint32_t size;
    uint8_t state; /* ADSUM_SESSION_* */
    uint8_t link;  /* ADSUM_LINK_* */
    uint8_t available;
    uint8_t interested; /* asked for its roster */
    uint8_t behind;     /* busy, or catching up */
    uint8_t reserved[3];
    uint32_t waiting; /* notices */
    uint64_t context;
    uint64_t heard_ms;
    struct adsum_text user; /* bare address */
    struct adsum_text resource;
};

/** @ret  `size` set by the caller. Returns 0 or ADSUM_ERR_STALE. */
ADSUM_API int adsum_session_get(const struct adsum_service *service,
                                uint64_t session,
                                struct adsum_session_info *ret);

/**
 * The next session of an address: one of a full, each of a bare address.
 *
 * @after  0 for the first, else the one before
 *
 * Returns 0, or ADSUM_END, or ADSUM_ERR_STALE (`after`).
 */
ADSUM_API int adsum_session_next(const struct adsum_service *service,
                                 struct adsum_text address, uint64_t after,
                                 uint64_t *ret);

#ifdef __cplusplus
}
#endif
#endif
