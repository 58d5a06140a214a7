/*
 * adsum/host.h: what the host does for a service.
 *
 * Callbacks run inside the call that caused them, on its thread. Arguments are
 * the core's and last until the callback returns. Inside, calls that take a
 * `const struct adsum_service *` are allowed (not inside allocate); others
 * answer ADSUM_ERR_REENTERED and change nothing: note what is to be done, do
 * it after the call. Text comes by pointer, since not every language can take
 * a struct by value.
 */
#ifndef ADSUM_HOST_H
#define ADSUM_HOST_H

#include <adsum/base.h>
#include <adsum/error.h>
#include <adsum/notice.h>
#include <adsum/roster.h>

#ifdef __cplusplus
extern "C" {
#endif

/* adsum_change.kind: what is to be durable. "gone" needs no other field. */
enum {
    ADSUM_CHANGE_ITEM = 1,     /* item (its approved too) */
    ADSUM_CHANGE_ITEM_GONE,    /* contact */
    ADSUM_CHANGE_REQUEST,      /* contact, bytes: adsum_notice_pack()ed */
    ADSUM_CHANGE_REQUEST_GONE, /* contact */
    ADSUM_CHANGE_BLOCK,        /* contact */
    ADSUM_CHANGE_BLOCK_GONE,   /* contact; empty: all */
    ADSUM_CHANGE_VERSION,      /* number: the roster's version */
    ADSUM_CHANGE_LAST          /* number: time of the last unavailable, ms */
};

/**
 * A change to be saved, and a row to load a user from: the same record, so
 * that what save() got is what adsum_user_load() takes. Stands in arrays:
 * never grows.
 */
struct adsum_change {
    struct adsum_text user;    /* bare; empty in adsum_user_load() */
    struct adsum_text contact; /* bare; of a block: as it was given */
    const struct adsum_item *item;
    const void *bytes;
    uint64_t number;
    uint32_t length; /* of bytes */
    uint8_t kind;    /* ADSUM_CHANGE_* */
    uint8_t reserved[3];
};

/* Why a session ended: ended(). */
enum {
    ADSUM_ENDED_SILENT = 1, /* no input, and none after ping() */
    ADSUM_ENDED_SLOW,       /* busy too long, or its waiting list full */
    ADSUM_ENDED_REPLACED,   /* another took its resource */
    ADSUM_ENDED_NOT_RESUMED /* lost, and its time is over */
};

/**
 * The host. Copied by adsum_service_new(), as far as `size` says; may be const.
 *
 * `user` is what was given there. Required: allocate and deliver. A NULL of
 * the others, or one the host is too old to have, means what is said there.
 */
struct adsum_host {
    uint32_t size;
    uint32_t reserved; /* 0 */

    /**
     * Give, resize or take back memory: realloc() told the old size.
     *
     * @block     NULL to give; else from here, of `old_size` bytes
     * @new_size  0 to take back: the answer is not read
     *
     * Answer memory aligned for a uint64_t, or NULL: the block stays as it
     * was. Taking back and making smaller must not fail. May not call the
     * service at all.
     */
    void *(*allocate)(void *user, void *block, size_t old_size,
                      size_t new_size);

    /**
     * Hand a notice to local sessions: write it once, send it to each.
     *
     * Called once per view of a presence and per kind of `to`; a session is in
     * one batch at most. Set a target's answer to ADSUM_BUSY when its output
     * is full: it is not told now, and gets what is newest after
     * adsum_session_ready().
     */
    void (*deliver)(void *user, const struct adsum_notice *notice,
                    struct adsum_target *targets, uint32_t count);

    /**
     * Hand a notice to addresses elsewhere, all of one destination.
     *
     * @destination  what locate() said, or the domain of each `to`; what a
     *               mirrored user sends: its own domain, with `to` as sent,
     *               none for what it publishes
     *
     * Answer 0: handed over, and its delivery is the host's duty. Else an
     * ADSUM_CONDITION_*: a session's subscribe, directed presence, message or
     * IQ is answered with ADSUM_BOUNCE; for anything else it is ignored.
     * NULL: as if it answered ADSUM_CONDITION_REMOTE_SERVER_NOT_FOUND.
     */
    uint32_t (*route)(void *user, const struct adsum_text *destination,
                      const struct adsum_notice *notice,
                      const struct adsum_text *to, uint32_t count);

    /**
     * Say where an address lives: a shard, a node, a component.
     *
     * @ret  empty when called: here. Else a name that lasts until the call
     *       that asked returns; the same name is `origin` when it speaks
     *
     * NULL: our domains are here, any other is a destination of its own.
     */
    void (*locate)(void *user, const struct adsum_text *address,
                   struct adsum_text *ret);

    /**
     * Make changes durable, all or none.
     *
     * Answer 0: nothing that the core hands over from now on may leave the
     * host before they are durable. Else: the call answers ADSUM_ERR_SAVE and
     * nothing has changed. When the changes are ADSUM_CHANGE_LAST only, the
     * answer is not read.
     * NULL: all is forgotten with the service, and there is nothing to load:
     * a user that is not loaded is kept here, and is known once it opened a
     * session. ADSUM_ERR_ABSENT is never answered.
     */
    int32_t (*save)(void *user, const struct adsum_change *changes,
                    uint32_t count);

    /**
     * Keep a message that no session can take (XEP-0160), in order.
     *
     * @to  bare address of a user here; existing or not must look the same
     *
     * The answer to the sender is silence, whatever the host does.
     * NULL: dropped.
     */
    void (*keep)(void *user, const struct adsum_text *to,
                 const struct adsum_notice *message);

    /**
     * A session was silent for limits.idle_ms: ask whether it lives. Any
     * input is the answer: adsum_session_heard().
     * NULL: nobody asks, it ends after limits.ping_ms more.
     */
    void (*ping)(void *user, uint64_t session, uint64_t context);

    /**
     * The core ended a session: watchers have been told, its handle is stale
     * already. Not called for adsum_session_close().
     *
     * @reason  ADSUM_ENDED_*
     */
    void (*ended)(void *user, uint64_t session, uint64_t context,
                  uint32_t reason);
};

#ifdef __cplusplus
}
#endif
#endif
