/*
 * The service's end of clients' streams: what its files share.
 *
 * A stream stands in one queue at any time; what is due of a queue stands
 * first, since all of one queue wait equally long.
 */
#ifndef ADSUM_XMPP_C2S_H
#define ADSUM_XMPP_C2S_H

#include <adsum/c2s.h>
#include <stdbool.h>

#define SPACE_TLS      "urn:ietf:params:xml:ns:xmpp-tls"
#define SPACE_SASL     "urn:ietf:params:xml:ns:xmpp-sasl"
#define SPACE_BIND     "urn:ietf:params:xml:ns:xmpp-bind"
#define SPACE_ACKS     "urn:xmpp:sm:3"
#define SPACE_BINDINGS "urn:xmpp:sasl-cb:0" /* XEP-0440 */

enum queue {
    QUEUE_NEGOTIATING, /* not bound */
    QUEUE_BOUND,
    QUEUE_PARTIAL,  /* bound, in the middle of a stanza */
    QUEUE_STARVED,  /* bound, memory was refused for what it was to be told */
    QUEUE_CLOSING,  /* closed by this end, not by the other */
    QUEUE_DETACHED, /* without connection, may be resumed */
    QUEUE_OVER,     /* to be told to the host, and freed */
    QUEUES
};

struct adsum_c2s_stream;

struct line {
    struct adsum_c2s_stream *first, *last;
    uint32_t count;
};

/** What a stream needs until it is bound. */
struct negotiation {
    struct adsum_sasl_channel channel;
    struct adsum_sasl_server exchange;
    bool exchanging;
    uint8_t failed_logins;
    uint8_t failed_binds;
    uint32_t from_length; /* of the header's, once it is secured; bare */
    uint32_t account_length;
    char *from;
    char *account; /* who has authenticated; bare */
};

struct adsum_c2s_stream {
    struct adsum_c2s *c2s;
    uint64_t context;
    uint64_t session; /* 0: none (any more) */
    uint64_t since_ms;
    struct adsum_c2s_stream *next, *previous;
    struct negotiation *negotiation;
    struct acks *acks; /* XEP-0198; NULL: not enabled */
    struct adsum_xml_stream xml;
    uint16_t domain;   /* the one that serves it: an index */
    uint8_t queue;     /* enum queue */
    uint8_t condition; /* of its end */
    uint8_t flags;     /* ADSUM_C2S_* */
    bool headed : 1;   /* our header was sent */
    bool heard : 1;    /* something has come */
    bool deaf : 1;     /* what comes is dropped */
    bool silent : 1;   /* our end tag was sent */
    bool secured : 1;
    bool authenticated : 1;
    bool full : 1;
    bool broken : 1;
    bool blocks : 1;  /* asked for its block list */
    bool offered : 1; /* kept messages were */
    bool known : 1;   /* by the host: closed() is to be called */
};

struct adsum_c2s {
    struct adsum_c2s_host host;
    void *user;
    struct adsum_c2s_options options;
    struct adsum_service *service;
    struct adsum_xml_pool *pool;
    struct adsum_xml_writer reply;    /* to the client that is spoken to */
    struct adsum_xml_writer delivery; /* what the core delivers, without `to` */
    struct adsum_xml_writer letter;   /* the same with it */
    struct line lines[QUEUES];
    struct adsum_c2s_counts statistics;
    uint64_t now_ms;
    uint64_t began_ms;
    uint32_t room_bytes;
    void *room; /* what stanzas are read into */
    bool settling;
};

/* c2s.c ------------------------------------------------------------------- */

void *adsum_c2s_allocate(void *c2s, void *block, size_t old_size,
                         size_t new_size);
struct adsum_text adsum_c2s_domain(const struct adsum_c2s_stream *stream);
/** The index of a domain that is served; domain_count: it is not. */
uint32_t adsum_c2s_domain_find(const struct adsum_c2s *c2s,
                               struct adsum_text domain);

/* c2s_line.c -------------------------------------------------------------- */

/** Put one that is new where it begins. */
void adsum_c2s_enqueue(struct adsum_c2s_stream *stream);
/** Take a stream out of its queue, and put it last in another. */
void adsum_c2s_move(struct adsum_c2s_stream *stream, uint32_t queue);
void adsum_c2s_unlink(struct adsum_c2s_stream *stream);
/** What is due at `now`. UINT64_MAX, or when the next is. */
uint64_t adsum_c2s_expire(struct adsum_c2s *c2s);
/** To the host it is over, which is told so once. */
void adsum_c2s_tell_closed(struct adsum_c2s_stream *stream);
/** Tell the host whose stream is over, and free it. Every call ends with it. */
void adsum_c2s_settle(struct adsum_c2s *c2s);

/* c2s_stream.c ------------------------------------------------------------ */

/** Read without looking at time or queues. 0 bytes only ask what is late. */
int adsum_c2s_feed_some(struct adsum_c2s_stream *stream, const void *bytes,
                        uint32_t length);
/** It has the present, as far as it can take it now. */
void adsum_c2s_ready(struct adsum_c2s_stream *stream);
/** Memory was refused for what it was to be told: try again later. */
void adsum_c2s_starve(struct adsum_c2s_stream *stream);

/* c2s_output.c ------------------------------------------------------------ */

void adsum_c2s_writer_reset(struct adsum_xml_writer *writer);
/** The writer for what is said to one client, empty. */
struct adsum_xml_writer *adsum_c2s_begin(struct adsum_c2s_stream *stream);
/** Send what was written with it: no stanza, or one. */
void adsum_c2s_send(struct adsum_c2s_stream *stream);
void adsum_c2s_send_stanza(struct adsum_c2s_stream *stream);
void adsum_c2s_output(struct adsum_c2s_stream *stream, struct adsum_text bytes);
/** End a stream from this side; the session is closed. */
void adsum_c2s_end(struct adsum_c2s_stream *stream, uint32_t condition);
/** It is over: nothing more in either direction. */
void adsum_c2s_finish(struct adsum_c2s_stream *stream);

/* c2s_header.c, c2s_feature.c, c2s_negotiation.c -------------------------- */

enum {
    ADSUM_C2S_RANDOM_CHARS = 32,
    ADSUM_C2S_WANTED_BYTES = 8192 /* of an address that is to be prepared */
};

/** Answer the client's header, and say what may be negotiated. */
void adsum_c2s_header(struct adsum_c2s_stream *stream,
                      const struct adsum_xml_element *header);
/** Ours alone, into the writer that was begun. */
void adsum_c2s_write_header(struct adsum_c2s_stream *stream,
                            struct adsum_text to);
void adsum_c2s_write_features(struct adsum_c2s_stream *stream,
                              struct adsum_xml_writer *writer);
/** The client's next bytes begin a stream anew. */
void adsum_c2s_restart(struct adsum_c2s_stream *stream);
bool adsum_c2s_may_login(const struct adsum_c2s_stream *stream);
bool adsum_c2s_may_secure(const struct adsum_c2s_stream *stream);
/** ADSUM_C2S_RANDOM_CHARS hexadecimal digits that nobody can guess. */
int adsum_c2s_random(struct adsum_c2s *c2s, char *ret);
/** An address as the options have it prepared; `buffer` as prep.h says. */
int adsum_c2s_prepare(const struct adsum_c2s *c2s, struct adsum_text text,
                      char *buffer, struct adsum_address *ret);
int adsum_c2s_negotiation_new(struct adsum_c2s_stream *stream);
void adsum_c2s_negotiation_free(struct adsum_c2s_stream *stream);
/** Keep a text with the negotiation, instead of what was there. */
int adsum_c2s_keep(struct adsum_c2s_stream *stream, struct adsum_text text,
                   char **ret, uint32_t *ret_length);

typedef void adsum_c2s_handler(struct adsum_c2s_stream *stream,
                               const struct adsum_xml_element *element);

adsum_c2s_handler adsum_c2s_starttls, adsum_c2s_auth, adsum_c2s_response,
    adsum_c2s_abort, adsum_c2s_bind, adsum_c2s_stanza;

/* c2s_stanza.c, c2s_roster.c, c2s_query.c --------------------------------- */

/** A stanza of a bound session, and the session's own address in full. */
struct request {
    struct adsum_c2s_stream *stream;
    const struct adsum_xml_element *element;
    struct adsum_stanza stanza;
    struct adsum_text bare, full;
};

/** Load whom the last call lacked. Whether that call is to be made again. */
bool adsum_c2s_load(struct adsum_c2s *c2s, int *err, uint32_t *tries);
/** "user@domain/resource" into a buffer of ADSUM_ADDRESS_BYTES. */
struct adsum_text adsum_c2s_address(const struct adsum_session_info *info,
                                    char *buffer);
/** Answer with ADSUM_STANZA_ERROR_*. */
void adsum_c2s_refuse(struct request *request, uint32_t error);
/** A result without content. */
void adsum_c2s_result(struct request *request);

typedef int adsum_c2s_action(struct request *request);

adsum_c2s_action adsum_c2s_roster_get, adsum_c2s_roster_set,
    adsum_c2s_roster_remove, adsum_c2s_block_list, adsum_c2s_block,
    adsum_c2s_unblock, adsum_c2s_ask;

/* c2s_ack.c --------------------------------------------------------------- */

adsum_c2s_handler adsum_c2s_enable, adsum_c2s_resume, adsum_c2s_r, adsum_c2s_a;

/** A stanza goes out: kept until it is acknowledged. 0 or NO_MEMORY. */
int adsum_c2s_sent(struct adsum_c2s_stream *stream, struct adsum_text stanza);
/** And has gone out: ask for an acknowledgement, unless one is awaited. */
void adsum_c2s_ask_ack(struct adsum_c2s_stream *stream);
/** A stanza was handled. */
void adsum_c2s_handled(struct adsum_c2s_stream *stream);
/** Too much is not acknowledged. */
bool adsum_c2s_awaits(const struct adsum_c2s_stream *stream);
/** Twice as much: what it asks for itself is answered no more. */
bool adsum_c2s_overdue(const struct adsum_c2s_stream *stream);
bool adsum_c2s_resumable(const struct adsum_c2s_stream *stream);
/** The connection is gone, the session stays. */
void adsum_c2s_detach(struct adsum_c2s_stream *stream);
/** Give what was never acknowledged to others, or back. */
void adsum_c2s_salvage(struct adsum_c2s_stream *stream);
void adsum_c2s_acks_free(struct adsum_c2s_stream *stream);

#endif
