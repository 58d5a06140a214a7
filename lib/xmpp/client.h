/*
 * A client's end of a stream: what its files share.
 *
 * A connection goes through phases; a session outlives it if it may be resumed.
 *
 *     HEADER -> FEATURES -> PROCEED -> SECURING -> HEADER ...     STARTTLS
 *                        -> LOGIN -> HEADER ...                   SASL
 *                        -> RESUMING -> BOUND                     XEP-0198
 *                                    -> BINDING -> BOUND
 *     any -> CLOSING -> OVER -> NONE
 */
#ifndef ADSUM_XMPP_CLIENT_H
#define ADSUM_XMPP_CLIENT_H

#include "header.h"
#include "spaces.h"
#include "texts.h"

#include <adsum/client.h>
#include <stdbool.h>

enum phase {
    PHASE_NONE,     /* no connection */
    PHASE_HEADER,   /* ours is sent, the server's is to come */
    PHASE_FEATURES, /* are to come */
    PHASE_PROCEED,  /* <starttls/> is sent */
    PHASE_SECURING, /* the host makes TLS */
    PHASE_LOGIN,    /* <auth/> is sent */
    PHASE_RESUMING,
    PHASE_BINDING,
    PHASE_BOUND,
    PHASE_CLOSING, /* closed by this end, not by the other */
    PHASE_OVER     /* the host is to be told */
};

/** A text of ours. */
struct owned {
    char *bytes;
    uint32_t length;
};

/** What a connection needs until it is bound. */
struct login {
    struct adsum_sasl_channel channel;
    struct adsum_sasl_client exchange;
    bool exchanging;
    bool anonymous; /* the wanted resource was refused: any will do */
};

/** XEP-0198, of a session. */
struct counts {
    struct texts unacked;
    struct owned id;       /* of the stream, to resume it */
    struct owned location; /* where */
    uint64_t over_ms;      /* when it cannot be resumed any more */
    uint32_t in;           /* stanzas handled */
    uint32_t acked;        /* of those sent, by the server */
    uint32_t resume_ms;
    bool out;     /* <enable/> was sent: what is sent is counted */
    bool enabled; /* and <enabled/> came: what comes is, too */
    bool asked;
    bool resumable;
};

struct question;

struct adsum_client {
    struct adsum_client_host host;
    void *user;
    uint64_t context;
    struct adsum_client_options options;
    struct adsum_service *service;
    struct adsum_xml_pool *pool;
    struct adsum_xml_writer reply;  /* what is said to the server */
    struct adsum_xml_writer stanza; /* what the core routes, without `to` */
    struct adsum_xml_stream xml;
    struct adsum_client_counts statistics;
    struct owned account; /* bare, as the options have it */
    struct owned resource;
    struct owned version;
    struct owned full; /* of the session */
    struct owned next_host;
    struct login *login;
    void *room; /* what stanzas are read into, during a call */
    uint32_t room_bytes;
    uint32_t bare_length; /* of `full` */

    uint64_t now_ms;
    uint64_t since_ms; /* of the phase */
    uint64_t heard_ms;
    uint64_t pinged_ms;
    uint64_t session; /* of the core; 0: none */
    struct counts counts;
    struct question *questions;
    uint32_t question_count;
    uint32_t question_number;
    char prefix[ADSUM_RANDOM_CHARS]; /* of ids */
    struct texts early;              /* presence that is ahead of the roster */
    struct texts spoken;             /* with whom */
    struct texts directed;           /* to whom presence is */
    struct adsum_client_end end;
    uint32_t offers;
    uint8_t phase;
    bool headed : 1; /* our header was sent */
    bool silent : 1; /* our end tag was sent */
    bool deaf : 1;   /* what comes is dropped */
    bool broken : 1; /* output is */
    bool secured : 1;
    bool authenticated : 1;
    bool pinged : 1;
    bool inactive : 1;
    bool announced : 1; /* the host knows of the session */
    bool inside : 1;    /* a call is under way */
    bool rostered : 1;  /* the roster is the server's */
};

/* client.c ---------------------------------------------------------------- */

void *adsum_client_allocate(void *client, void *block, size_t old_size,
                            size_t new_size);
struct memory adsum_client_memory(struct adsum_client *client);
struct adsum_text adsum_client_text(struct owned owned);
/** Keep a text, instead of what was there. 0, NO_MEMORY. */
int adsum_client_keep(struct adsum_client *client, struct adsum_text text,
                      struct owned *ret);
/** The account's, without resource; empty while there is no session. */
struct adsum_text adsum_client_bare(const struct adsum_client *client);
struct adsum_text adsum_client_domain(const struct adsum_client *client);
int adsum_client_prepare(const struct adsum_client *client,
                         struct adsum_text text, char *buffer,
                         struct adsum_address *ret);

/* client_end.c ------------------------------------------------------------ */

/** End it in order, or with a stream error: of the session nothing is left. */
void adsum_client_end(struct adsum_client *client, uint32_t reason,
                      uint32_t detail);
/** Let it go without a word, so that it may be resumed. */
void adsum_client_fall(struct adsum_client *client, uint32_t reason);
/** The session is over. */
void adsum_client_leave(struct adsum_client *client);
/** Tell the host what is over. Every call ends with it. */
void adsum_client_settle(struct adsum_client *client);

/* client_output.c --------------------------------------------------------- */

/** The writer for what is said to the server, empty. */
struct adsum_xml_writer *adsum_client_begin(struct adsum_client *client);
/** Send what was written with it: no stanza. */
void adsum_client_send(struct adsum_client *client);
/** A stanza. 0, NO_MEMORY or LIMIT: it is not sent. */
int adsum_client_send_stanza(struct adsum_client *client);
/** A stanza that answers: what cannot be said ends the connection. */
void adsum_client_reply(struct adsum_client *client);
void adsum_client_output(struct adsum_client *client, struct adsum_text bytes);

/* client_stream.c, client_feature.c, client_login.c, client_bind.c -------- */

typedef void adsum_client_handler(struct adsum_client *client,
                                  const struct adsum_xml_element *element);

/** Begin a stream, over the connection there is. */
void adsum_client_header(struct adsum_client *client);
/** Another phase begins. */
void adsum_client_enter(struct adsum_client *client, uint32_t phase);
int adsum_client_feed_some(struct adsum_client *client, const void *bytes,
                           uint32_t length);

adsum_client_handler adsum_client_features, adsum_client_proceed,
    adsum_client_no_tls, adsum_client_challenge, adsum_client_success,
    adsum_client_failure, adsum_client_bound, adsum_client_stanza,
    adsum_client_r, adsum_client_a, adsum_client_enabled, adsum_client_resumed,
    adsum_client_failed;

/** Authenticate, by the best of what the features offer. */
void adsum_client_login(struct adsum_client *client,
                        const struct adsum_xml_element *features);
void adsum_client_login_free(struct adsum_client *client);
void adsum_client_bind(struct adsum_client *client);
/** It is bound, or resumed. */
void adsum_client_serve(struct adsum_client *client, bool resumed);

/* client_ack.c ------------------------------------------------------------ */

void adsum_client_enable(struct adsum_client *client);
void adsum_client_resume(struct adsum_client *client);
/** A stanza goes out: kept until it is acknowledged. 0, NO_MEMORY, LIMIT. */
int adsum_client_sent(struct adsum_client *client, struct adsum_text stanza);
void adsum_client_ask_ack(struct adsum_client *client);
/** The session is over: tell of what was never acknowledged. */
void adsum_client_salvage(struct adsum_client *client);
void adsum_client_counts_deinit(struct adsum_client *client);

/* client_roster.c --------------------------------------------------------- */

void adsum_client_roster_get(struct adsum_client *client);
/** There is no answer: it is as it was. */
void adsum_client_roster_missing(struct adsum_client *client);
/** What the account says of its roster. 0, NO_MEMORY. */
int adsum_client_roster_push(struct adsum_client *client,
                             const struct adsum_stanza *stanza);
int adsum_client_roster_came(struct adsum_client *client,
                             const struct adsum_stanza *stanza);

/* client_stanza.c --------------------------------------------------------- */

/** An element as a stanza to us, in the room. 0, NO_MEMORY. */
int adsum_client_read(struct adsum_client *client,
                      const struct adsum_xml_element *element,
                      struct adsum_stanza *ret);

/* client_presence.c ------------------------------------------------------- */

/** Presence of any kind. 0, NO_MEMORY. */
int adsum_client_presence(struct adsum_client *client,
                          const struct adsum_stanza *stanza,
                          const struct adsum_xml_element *element);
/** Use what came before the roster; where memory is refused, later. */
void adsum_client_presence_early(struct adsum_client *client);
/** Hand a notice to the core, for our session. 0, NO_MEMORY, else counted. */
int adsum_client_receive(struct adsum_client *client,
                         const struct adsum_notice *notice);

/* client_partner.c -------------------------------------------------------- */

/** We wrote to somebody. */
void adsum_client_spoke(struct adsum_client *client, struct adsum_text to);
/** Presence goes to somebody; empty: to all. */
void adsum_client_directs(struct adsum_client *client, struct adsum_text to,
                          uint8_t type);
/** May somebody see us? */
bool adsum_client_seen(const struct adsum_client *client,
                       struct adsum_text from);
/** Is what somebody says of itself of interest? */
bool adsum_client_knows(const struct adsum_client *client,
                        struct adsum_text from);
/** Is it one with whom we speak, or this account itself? */
bool adsum_client_partner(const struct adsum_client *client,
                          struct adsum_text from);

/* client_question.c ------------------------------------------------------- */

enum { QUESTION_ID_BYTES = ADSUM_RANDOM_CHARS + 10 };

/** What is done with an answer: for the host, or for us. */
enum { PURPOSE_HOST, PURPOSE_ROSTER, PURPOSE_PING };

/** An id that was not used; `buffer` of QUESTION_ID_BYTES. */
struct adsum_text adsum_client_id(struct adsum_client *client, char *buffer);
/** Have room for a question to be asked. 0, STALE, LIMIT, NO_MEMORY. */
int adsum_client_question(struct adsum_client *client, struct adsum_text to,
                          uint32_t purpose, uint64_t token, uint32_t timeout_ms,
                          struct question **ret);
/** Begin its IQ; end it with adsum_client_question_send(). */
struct adsum_xml_writer *
adsum_client_question_begin(struct adsum_client *client,
                            struct question *question, uint32_t type);
/** 0, or it was never asked. */
int adsum_client_question_send(struct adsum_client *client,
                               struct question *question);
/** An IQ that is an answer. 0, NO_MEMORY. */
int adsum_client_answer_came(struct adsum_client *client,
                             const struct adsum_stanza *stanza,
                             const struct adsum_xml_element *element);
/** Those whose time is over; when the next one's is. */
uint64_t adsum_client_questions_expire(struct adsum_client *client);
/** The session is over, and so are they. */
void adsum_client_questions_end(struct adsum_client *client);
/** Ask whether the server is there. */
void adsum_client_ping(struct adsum_client *client);

#endif
