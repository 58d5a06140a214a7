/*
 * adsum/stanza.h: stanzas as notices, and notices as stanzas.
 *
 *     adsum_stanza_read()      an element: what is to be called, with what
 *     adsum_stanza_write()     a notice: a stanza, once for all it goes to
 *     adsum_stanza_write_to()  the same for one of them
 *     adsum_stanza_write_error(), _iq(), ...  answers
 *
 * No stream, no session, nothing remembered: what it takes is in the
 * arguments. For who has XML streams of adsum/xml.h, or elements from anywhere,
 * and the core, and nothing between them.
 *
 * A stanza at rest is how a message, an IQ or a subscription is told in
 * adsum_notice.bytes, with ADSUM_ENCODING_XML: one whole element without `from`
 * and `to`, with the language that was in force around it, with nothing
 * declared for jabber:client or jabber:server, so that it is of the one that
 * stands where it goes. All else in it is as it was.
 *
 * A presence is its show, priority and parts:
 *
 *     status                   name "status", its language where it is not
 *                              the presence's, ADSUM_ENCODING_TEXT
 *     any other child          its name and namespace, ADSUM_ENCODING_XML: the
 *                              element, at rest. Several of one name and
 *                              namespace are one part, one behind the other
 *
 * Not kept of a presence: attributes that RFC 6120 does not define, of the
 * stanza itself and of <show/> and <priority/>; text between its children. Of
 * unavailable presence neither these two, which must not be there (RFC 6121
 * 4.5.1), nor any part, if there is one for which it would be refused: whoever
 * leaves is let go.
 *
 * A whole stanza that cannot be written leaves nothing: writer.error says why,
 * writer.length is what it was. Set the error to 0 and the writer goes on. Of
 * what is begun here and ended elsewhere, set the length and depth back, too.
 *
 * All calls are pure and may be used by any number of threads. Sections are of
 * RFC 6120 unless said.
 */
#ifndef ADSUM_STANZA_H
#define ADSUM_STANZA_H

#include <adsum/address.h>
#include <adsum/base.h>
#include <adsum/error.h>
#include <adsum/notice.h>
#include <adsum/xml_node.h>
#include <adsum/xml_writer.h>

#ifdef __cplusplus
extern "C" {
#endif

/* adsum_stanza_options.peer: who sent it. */
enum {
    ADSUM_PEER_CLIENT = 0, /* a client with a resource here */
    ADSUM_PEER_SERVER,     /* another server */
    ADSUM_PEER_ACCOUNT     /* the server of an account, whose client this is */
};

/**
 * How stanzas of one stream are read. 0 takes a bound's default; beyond it a
 * stanza is refused.
 *
 * @address  full, prepared. Of a client: which it has; of an account: this
 *           end's own. Of a server: not read
 * @prepare  adsum_prep_address(), or as that. NULL: addresses are prepared
 */
struct adsum_stanza_options {
    uint32_t size;
    uint32_t peer; /* ADSUM_PEER_* */
    struct adsum_text address;
    int (*prepare)(struct adsum_text text, char *buffer, uint32_t capacity,
                   struct adsum_text *ret, struct adsum_address *ret_parts);
    uint32_t parts;      /*     8   of a presence */
    uint32_t groups;     /*    16   of a roster item */
    uint32_t name_bytes; /* 1,023   of a name, of a group */
    uint32_t addresses;  /* 1,000   blocked or unblocked at once */
};

/* adsum_stanza.action: what is to be done. */
enum {
    ADSUM_STANZA_NONE = 0, /* it is no stanza; nothing else is filled */
    ADSUM_STANZA_IGNORE,   /* nothing */
    ADSUM_STANZA_REFUSE,   /* adsum_stanza_write_error() with `error` */
    ADSUM_STANZA_CLOSE,    /* end the stream, with `condition` */
    ADSUM_STANZA_PUBLISH,  /* adsum_session_publish(notice.presence) */
    ADSUM_STANZA_SEND,     /* notice, to `to`: adsum_session_send(); of others
                            * than clients adsum_service_receive() */

    /* IQ requests to answer here: `to` is the account's bare address. */
    ADSUM_STANZA_ROSTER_GET,    /* adsum_roster_ask(notice.version) */
    ADSUM_STANZA_ROSTER_SET,    /* adsum_roster_set(notice.items) */
    ADSUM_STANZA_ROSTER_REMOVE, /* adsum_roster_remove(the item's contact) */
    ADSUM_STANZA_BLOCK_LIST,    /* adsum_roster_walk(ADSUM_WALK_BLOCKS) */
    ADSUM_STANZA_BLOCK,         /* adsum_roster_block(addresses) */
    ADSUM_STANZA_UNBLOCK,       /* the same; none: all */
    ADSUM_STANZA_ASK,           /* any other IQ to a bare address, `to`: its
                                 * service's to answer, here or elsewhere */

    /* Answers to what this end asked. */
    ADSUM_STANZA_ANSWER, /* an IQ result or error: see `id`; notice is filled */

    /* Of an account: adsum_service_receive(notice), where wanted. */
    ADSUM_STANZA_PUSH,  /* ADSUM_PUSH; to be answered with a result */
    ADSUM_STANZA_ROSTER /* ADSUM_ROSTER, and ADSUM_STANZA_ANSWER */
};

/* Stanza errors, in the order of 8.3.3; adsum_stanza_error() names them. */
enum {
    ADSUM_STANZA_ERROR_NONE = 0,
    ADSUM_STANZA_ERROR_BAD_REQUEST,
    ADSUM_STANZA_ERROR_CONFLICT,
    ADSUM_STANZA_ERROR_FEATURE_NOT_IMPLEMENTED,
    ADSUM_STANZA_ERROR_FORBIDDEN,
    ADSUM_STANZA_ERROR_GONE,
    ADSUM_STANZA_ERROR_INTERNAL_SERVER_ERROR,
    ADSUM_STANZA_ERROR_ITEM_NOT_FOUND,
    ADSUM_STANZA_ERROR_JID_MALFORMED,
    ADSUM_STANZA_ERROR_NOT_ACCEPTABLE,
    ADSUM_STANZA_ERROR_NOT_ALLOWED,
    ADSUM_STANZA_ERROR_NOT_AUTHORIZED,
    ADSUM_STANZA_ERROR_POLICY_VIOLATION,
    ADSUM_STANZA_ERROR_RECIPIENT_UNAVAILABLE,
    ADSUM_STANZA_ERROR_REDIRECT,
    ADSUM_STANZA_ERROR_REGISTRATION_REQUIRED,
    ADSUM_STANZA_ERROR_REMOTE_SERVER_NOT_FOUND,
    ADSUM_STANZA_ERROR_REMOTE_SERVER_TIMEOUT,
    ADSUM_STANZA_ERROR_RESOURCE_CONSTRAINT,
    ADSUM_STANZA_ERROR_SERVICE_UNAVAILABLE,
    ADSUM_STANZA_ERROR_SUBSCRIPTION_REQUIRED,
    ADSUM_STANZA_ERROR_UNDEFINED_CONDITION,
    ADSUM_STANZA_ERROR_UNEXPECTED_REQUEST,
    ADSUM_STANZA_ERROR_BLOCKED /* not-acceptable, and <blocked/> (XEP-0191) */
};

/**
 * What a stanza is. Views of the element and of the room it was read in.
 *
 * @from       the sender: full or bare, prepared; whom an answer goes to
 * @to         prepared; empty: it has none, or one that is malformed
 * @version    of roster queries: `ver` as it came, NULL without one. The
 *             notice has it as a number if adsum_stanza_version() made it,
 *             else 0
 * @addresses  of _BLOCK and _UNBLOCK
 * @notice     of _PUBLISH, _SEND, and of all IQs; `from` is filled for all
 */
struct adsum_stanza {
    uint32_t size;
    uint8_t action;     /* ADSUM_STANZA_* */
    uint8_t kind;       /* ADSUM_PRESENCE, _MESSAGE or _IQ: of the element */
    uint8_t error;      /* ADSUM_STANZA_ERROR_*: why it is refused or ignored,
                         * or what the error stanza that it is says */
    uint8_t reserved;   /* 0 */
    uint32_t condition; /* of _CLOSE: ADSUM_XML_CONDITION_* */
    uint32_t address_count;
    const struct adsum_text *addresses;
    struct adsum_text from;
    struct adsum_text to;
    struct adsum_text id; /* bytes are NULL: it has none */
    struct adsum_text version;
    struct adsum_notice notice;
};

/**
 * Read an element as a stanza.
 *
 * What is wrong with a stanza is its sender's to know: it is refused, where an
 * answer is due and gives nothing away; ignored, where it is an error or a
 * result, or where this end is a client and it is no request; and between
 * servers a stream ends that lacks addresses (4.9.3.7).
 *
 * `from` of a client is what the options say, whatever the stanza says
 * (8.1.2.1); of an account, that account's bare address where it is left out.
 *
 * @element   a first-level element of a stream, or of a WebSocket message
 * @room      the caller's, aligned for a uint64_t; what is made of the stanza
 *            is laid out in it
 * @capacity  of it. A stanza that needs more is refused with
 *            policy-violation: what one may become is bounded by it, since
 *            small stanzas can be made to become large ones. Six times
 *            adsum_xml_options.stanza_bytes and 64 KiB are enough for all that
 *            are meant well
 *
 * Returns 0, or
 *   ADSUM_ERR_INVALID  the options: size, peer, or address not full
 * Cost: O(what it is and becomes), times `parts` for presences, `groups` for
 * roster items.
 * Source: RFC 6120 8 and 10; RFC 6121 2 to 5; XEP-0191; XEP-0203.
 */
ADSUM_API int adsum_stanza_read(const struct adsum_stanza_options *options,
                                const struct adsum_xml_element *element,
                                void *room, uint32_t capacity,
                                struct adsum_stanza *ret);

/**
 * Write a notice as a stanza without `to`.
 *
 * Where notice->time_ms is set, <delay/> says so. An IQ or message whose bytes
 * are text is one with that <body/>, a subscription one with that <status/>.
 * A bounce is the error, without what was sent; if its bytes are an error
 * stanza, it is that one. Parts in CBOR, or sealed, are left out: XMPP has no
 * place for them.
 *
 * @writer  begun, outside of any element. With a content namespace set, what
 *          is written is the same for ADSUM_XML_CLIENT and _SERVER, and fit for
 *          adsum_stanza_write_to(); with none it is of ADSUM_XML_CLIENT
 * @notice  bytes and parts in XML are trusted to be what adsum_stanza_read()
 *          made, or as that
 *
 * Returns what writers do, ADSUM_ERR_INVALID also for
 *   a kind, type, show or condition out of its range; bytes that are not a
 *   stanza of that kind, or neither XML nor text; a part's name or namespace
 *   beyond 255 bytes; a time beyond the year 9999
 * Source: RFC 6121 2.1, 4, 5; XEP-0203.
 */
ADSUM_API int adsum_stanza_write(struct adsum_xml_writer *writer,
                                 const struct adsum_notice *notice);

/**
 * Write a stanza to one it is for: `to`, and all the rest as it is.
 *
 * @writer  the target's. Without content namespace (RFC 7395) one is declared
 * @stanza  from adsum_stanza_write(), with a content namespace
 * @to      empty: none
 *
 * Returns what writers do, ADSUM_ERR_INVALID also if it is no element.
 * Cost: a copy.
 */
ADSUM_API int adsum_stanza_write_to(struct adsum_xml_writer *writer,
                                    struct adsum_text stanza,
                                    struct adsum_text to);

/**
 * Write the error that answers a stanza (8.3), without what was sent.
 *
 * @stanza  as read; of one that is an error or a result itself (8.3.1), or to
 *          be ignored: nothing is written, and 0 answered
 * @error   ADSUM_STANZA_ERROR_*, not _NONE
 */
ADSUM_API int adsum_stanza_write_error(struct adsum_xml_writer *writer,
                                       const struct adsum_stanza *stanza,
                                       uint32_t error);

/**
 * Begin an IQ; end it with adsum_xml_write_end().
 *
 * @type            ADSUM_TYPE_GET, _SET, _RESULT or _ERROR
 * @from, @to, @id  empty: left out; but an `id` is always there (8.2.3)
 */
ADSUM_API int adsum_stanza_write_iq(struct adsum_xml_writer *writer,
                                    uint32_t type, struct adsum_text from,
                                    struct adsum_text to, struct adsum_text id);

/** Begin the result that answers an IQ request, as it was read. */
ADSUM_API int adsum_stanza_write_result(struct adsum_xml_writer *writer,
                                        const struct adsum_stanza *stanza);

/**
 * Begin a roster query in an IQ (RFC 6121 2.1.1).
 *
 * @version  bytes NULL: without `ver`
 */
ADSUM_API int adsum_stanza_write_roster(struct adsum_xml_writer *writer,
                                        struct adsum_text version);

/** An item of it, whole: from adsum_roster_next(), or an ADSUM_PUSH. */
ADSUM_API int adsum_stanza_write_item(struct adsum_xml_writer *writer,
                                      const struct adsum_item *item);

/**
 * Begin a list of blocked addresses in an IQ (XEP-0191).
 *
 * @action  ADSUM_STANZA_BLOCK_LIST: a result; _BLOCK, _UNBLOCK: a request, and
 *          a push
 */
ADSUM_API int adsum_stanza_write_blocks(struct adsum_xml_writer *writer,
                                        uint32_t action);

/** An address of it. */
ADSUM_API int adsum_stanza_write_blocked(struct adsum_xml_writer *writer,
                                         struct adsum_text address);

#define ADSUM_STANZA_VERSION_BYTES 20u

/**
 * A roster's version as it is told to clients.
 *
 * @buffer  of ADSUM_STANZA_VERSION_BYTES
 */
ADSUM_API struct adsum_text adsum_stanza_version(uint64_t version,
                                                 char *buffer);

/** "bad-request" for its number; "" for what is none. Static. */
ADSUM_API const char *adsum_stanza_error(uint32_t error);

/** Its error type: "modify", "cancel", "auth" or "wait"; as above. */
ADSUM_API const char *adsum_stanza_error_type(uint32_t error);

/**
 * The stanza error that tells a peer what a call of the core has answered.
 *
 * @err  negative. ADSUM_ERR_ABSENT is not to be told: load, and call again
 */
ADSUM_API uint32_t adsum_stanza_error_of(int32_t err);

#ifdef __cplusplus
}
#endif
#endif
