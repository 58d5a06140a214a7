/*
 * adsum/notice.h: what travels.
 *
 * One struct for all: what deliver() hands to sessions here, what route()
 * hands to addresses elsewhere, what adsum_service_receive() takes from there
 * and what adsum_session_send() sends. To whom it goes stands beside it, never
 * in it, so that one notice serves a million targets.
 */
#ifndef ADSUM_NOTICE_H
#define ADSUM_NOTICE_H

#include <adsum/base.h>
#include <adsum/error.h>
#include <adsum/presence.h>
#include <adsum/roster.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * adsum_notice.kind, and what is filled for it. Plain words, for they are what
 * users do. A receiver skips kinds it does not know.
 */
enum {
    ADSUM_PRESENCE = 1, /* presence */
    ADSUM_PROBE,        /* only elsewhere, never to a session */
    ADSUM_SUBSCRIBE,    /* "may I see you?"; bytes */
    ADSUM_SUBSCRIBED,   /* "you may"; unasked: pre-approval */
    ADSUM_UNSUBSCRIBE,  /* "I no longer wish to see you" */
    ADSUM_UNSUBSCRIBED, /* "you may not", "no longer" */
    ADSUM_PUSH,         /* items: 1, version */
    ADSUM_ROSTER,       /* items: all, version; only received */
    ADSUM_MESSAGE,      /* type, bytes */
    ADSUM_IQ,           /* type, bytes */
    ADSUM_BOUNCE        /* what you sent: type, its id, condition, bytes */
};

/* adsum_notice.type: of a message or IQ; of a bounce, the kind it answers. */
enum {
    ADSUM_TYPE_NORMAL = 0,
    ADSUM_TYPE_CHAT,
    ADSUM_TYPE_GROUPCHAT,
    ADSUM_TYPE_HEADLINE,
    ADSUM_TYPE_ERROR,
    ADSUM_TYPE_GET,
    ADSUM_TYPE_SET,
    ADSUM_TYPE_RESULT
};

/* adsum_notice.condition (RFC 6120 section 8.3.3). */
enum {
    ADSUM_CONDITION_NONE = 0,
    ADSUM_CONDITION_SERVICE_UNAVAILABLE,
    ADSUM_CONDITION_REMOTE_SERVER_NOT_FOUND,
    ADSUM_CONDITION_REMOTE_SERVER_TIMEOUT,
    ADSUM_CONDITION_NOT_ALLOWED
};

/* adsum_notice.to: to which of a target session's own addresses it goes. */
enum { ADSUM_TO_BARE = 0, ADSUM_TO_FULL = 1 };

/* adsum_notice.view: how much of the presence the receiver sees. */
enum {
    ADSUM_VIEW_NOTHING = 0,
    ADSUM_VIEW_BARE = 1, /* only whether available (4.3.2, 4.6.6) */
    ADSUM_VIEW_ALL = 2
};

/**
 * A notice.
 *
 * To send one, fill `size`, `kind` and what the kind names above, zero the
 * rest; the core stamps `from`. Received ones need `from` too.
 *
 * @from     full for presence, message, IQ; bare for subscriptions and pushes
 * @id       of all kinds but presence, whose own is in `presence`
 * @time_ms  it was true then (XEP-0203); 0: now
 * @bytes    of SUBSCRIBE: the whole stanza, kept until answered; of MESSAGE,
 *           IQ and their errors: the whole stanza. Never looked into. May be
 *           NULL: then there is nothing but what the fields say
 */
struct adsum_notice {
    uint32_t size;
    uint8_t kind;      /* the kind, above */
    uint8_t type;      /* ADSUM_TYPE_* or a kind */
    uint8_t condition; /* ADSUM_CONDITION_* */
    uint8_t to;        /* ADSUM_TO_*: in deliver() */
    uint8_t view;      /* ADSUM_VIEW_*: in deliver() and route() */
    uint8_t encoding;  /* ADSUM_ENCODING_* of bytes */
    uint8_t reserved[6];
    uint64_t time_ms;
    uint64_t version; /* of the roster; of PUSH and ROSTER */
    struct adsum_text from;
    struct adsum_text id;
    const struct adsum_presence *presence;
    const struct adsum_item *items;
    const void *bytes;
    uint32_t item_count;
    uint32_t length; /* of bytes */
};

/* adsum_target.answer. */
enum {
    ADSUM_TAKEN = 0,
    ADSUM_BUSY = 1 /* its output is full: adsum_session_ready() later */
};

/**
 * A local session that a notice is for. Stands in arrays: never grows.
 *
 * @context  what the host gave to adsum_session_open()
 * @answer   the host's; ADSUM_TAKEN when deliver() is called
 */
struct adsum_target {
    uint64_t session;
    uint64_t context;
    uint32_t answer;
    uint32_t reserved;
};

/**
 * Pack a notice and those it goes to: for another shard, node, or a disk.
 *
 * Flat, versioned, independent of the machine. `to` and `view` are kept.
 *
 * @notice      `from` may be empty: not stamped yet
 * @to, @count  as route() got them; may be none
 * @buffer      the caller's; NULL with capacity 0 asks for the length only
 * @ret_length  the length, set also with ADSUM_ERR_ROOM
 *
 * Returns 0, or ADSUM_ERR_ROOM, or
 *   ADSUM_ERR_INVALID  a size, kind, number, text or address out of its range;
 *                      presence, items or type where the kind has none; 4 GiB
 * Equal notices give equal bytes. Pure.
 */
ADSUM_API int adsum_notice_pack(const struct adsum_notice *notice,
                                const struct adsum_text *to, uint32_t count,
                                void *buffer, uint32_t capacity,
                                uint32_t *ret_length);

/**
 * Unpack what adsum_notice_pack() made. Input is not trusted.
 *
 * What is accepted is a notice that packs, to the very same bytes. That its
 * sender may speak for `from`, and the limits, are for others to check.
 *
 * @packed  the answers are views into it
 * @room    the caller's, of any alignment: lists are laid out in it
 *
 * Returns 0, or
 *   ADSUM_ERR_PACKED  damaged, too new, or not one notice exactly
 *   ADSUM_ERR_ROOM    16 times `length` and 256 bytes are always enough
 * Cost: O(length). Pure.
 */
ADSUM_API int adsum_notice_unpack(const void *packed, uint32_t length,
                                  void *room, uint32_t capacity,
                                  struct adsum_notice *ret,
                                  const struct adsum_text **ret_to,
                                  uint32_t *ret_count);

#ifdef __cplusplus
}
#endif
#endif
