/*
 * A channel, as the files of this folder see it.
 *
 *     NEW --feed--> HANDSHAKE --Finished--> OPEN --close()--> CLOSING
 *                       |                     |                  |
 *                       +------ FAILED <------+--close_notify--> CLOSED
 *
 * From adsum_tls_channel_begin() to adsum_tls_channel_finish() it has a
 * connection of mbedTLS's and holds the credentials of that.
 */
#ifndef LIB_TLS_CHANNEL_H
#define LIB_TLS_CHANNEL_H

#include "context.h"
#include "record.h"

/** What only a handshake needs. */
struct handshake {
    struct bytes address; /* client: the domain in U-labels */
    struct bytes session; /* client: to resume; server: out of the ticket */
    uint32_t fed;
    bool keys;     /* known */
    bool extended; /* by the extended master secret */
    bool shown;    /* the peer showed a certificate */
    bool usable;   /* that says it may serve */
    bool judged;   /* that, or a session's memory of it, was found good */
};

struct adsum_tls_channel {
    struct adsum_tls_context *context;
    struct credentials *credentials;
    uint64_t host_context;
    mbedtls_ssl_context ssl;
    uint8_t counter[LIBRARY_COUNTER_BYTES]; /* while no buffer is lent */
    struct record record;
    struct adsum_text input; /* what of the record mbedTLS has not read */
    uint16_t used;           /* the whole record's length: what is wiped */
    struct handshake *handshake;

    uint8_t state;
    uint8_t failure;
    uint8_t alert;
    bool alert_heard;
    bool alert_sent;
    bool refused; /* output() did */
    bool starved; /* allocate() did */
    bool resumed;
    uint8_t service;
    uint16_t suite;
    uint16_t limit;
    uint32_t certificate;
    int32_t library;
    uint64_t expires_ms;
    struct bytes domain;
    struct bytes names;
    uint8_t end_point_length;
    uint8_t end_point[ADSUM_HASH_BYTES];
    uint8_t unique[LIBRARY_FINISHED_BYTES];
    uint8_t exporter[LIBRARY_EXPORTER_BYTES];
};

/* channel.c */

/** Put the channel into mbedTLS's hands, and take it out of them. */
void adsum_tls_channel_enter(struct adsum_tls_channel *channel);
void adsum_tls_channel_leave(struct adsum_tls_channel *channel);

/**
 * Entered: it has failed. Tell the peer; 0: there is nothing to tell. Always
 * answers -1.
 */
int adsum_tls_channel_refuse(struct adsum_tls_channel *channel, uint8_t failure,
                             uint8_t alert);

/** The same, for an error of mbedTLS's. */
int adsum_tls_channel_explain(struct adsum_tls_channel *channel, int ret);

/** Left: give back all that only one with a peer needs, in this state. */
void adsum_tls_channel_finish(struct adsum_tls_channel *channel, uint8_t state);

/* handshake.c */

/** Set up, at the first feed. 0, NO_MEMORY, or the limit of half-open ones. */
int adsum_tls_channel_begin(struct adsum_tls_channel *channel);

/** Entered: go on; 0 once it is open, MBEDTLS_ERR_SSL_WANT_READ, or -1. */
int adsum_tls_channel_shake(struct adsum_tls_channel *channel);

/** The client asks for a name: mbedTLS's form; `context` is one. */
int adsum_tls_channel_named(void *context, mbedtls_ssl_context *ssl,
                            const unsigned char *name, size_t length);

/* verify.c */

/** One certificate of the peer's chain: mbedTLS's form. */
int adsum_tls_channel_verify(void *channel, mbedtls_x509_crt *certificate,
                             int depth, uint32_t *flags);

/** Entered: all were seen, or none came. 0 or -1. */
int adsum_tls_channel_judge(struct adsum_tls_channel *channel);

#endif
