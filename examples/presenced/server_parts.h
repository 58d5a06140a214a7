/* What server and connections know of each other, and nobody else. */
#ifndef PRESENCED_SERVER_PARTS_H
#define PRESENCED_SERVER_PARTS_H

#include "endpoint.h"
#include "server.h"

#include <adsum/tls.h>
#include <uv.h>

#define SIGNALS        4u
#define INPUT_BYTES    65536u
#define TIMED_BUCKETS  1024u
#define LINGER_SECONDS 2u /* for the other end to read the last words */

/* Bytes that grow. */
struct output {
    char *bytes;
    uint32_t length, room;
};

/* What a socket did not take at once. */
struct flight {
    uv_write_t request;
    struct output output;
};

struct connection {
    uv_tcp_t socket; /* first: a handle is its connection */
    struct server *server;
    const struct peer_calls *calls;
    void *peer;
    struct adsum_tls_channel *channel;
    struct output plain;   /* of this turn, to be encrypted */
    struct output wire;    /* to be written */
    struct flight *flight; /* being written */
    union endpoint address;
    struct connection *next, *previous; /* in timed.c */
    struct connection *next_dirty, *next_relieved, *next_ended;
    uint32_t since_s, tls_s, over_s; /* of the loop's clock */
    uint8_t heard;                   /* its first byte came */
    uint8_t bound, timed;
    uint8_t dirty, relieved; /* it is in that list */
    uint8_t told_busy;
    uint8_t ended;  /* no more is sent or fed */
    uint8_t reason; /* CONNECTION_* */
    uint8_t over;   /* the peer has been told; what is left is to be written */
};

struct listener {
    uv_tcp_t socket; /* first */
    struct server *server;
    struct listener *next;
    uint8_t tls;   /* from the first byte on */
    uint8_t stuck; /* there was no memory for a connection */
};

struct server {
    uv_loop_t loop;
    uv_prepare_t turn;
    uv_idle_t again; /* active: the loop does not wait */
    uv_timer_t second;
    uv_signal_t signals[SIGNALS];
    const struct settings *settings;
    const struct log *log;
    const struct server_host *host;
    void *host_data;
    struct adsum_tls_context *tls;
    struct listener *listeners;
    struct connection *dirty;            /* have gathered something */
    struct connection *relieved, *ended; /* the peer is to be told */
    struct connection *timed[TIMED_BUCKETS];
    uint32_t unbound, connections;
    uint32_t refused; /* since the last second */
    char refused_last[ENDPOINT_TEXT_BYTES];
    uint32_t stopping_s; /* when it began */
    uint8_t stopping;
    char input[INPUT_BYTES];
};

/* server.c */
uint32_t server_now_s(const struct server *server);

/* listener.c: HOST:PORT, each address of it; 0, or an error. */
int listener_new(struct server *server, const char *where, int tls);
void listener_second(struct server *server);
void listener_close_all(struct server *server);

/* connection.c. To accept fails only for want of memory. */
int connection_accept(struct listener *listener);
void connection_end(struct connection *connection, uint32_t reason);
void connection_over(struct connection *connection);
void connection_abandon(struct connection *connection);
void connection_gone(struct connection *connection); /* close the handle */

/* connection_write.c */
int output_append(struct connection *connection, struct output *output,
                  const void *bytes, uint32_t length);
void output_free(struct output *output);
void connection_flush(struct connection *connection);
void connection_dirty(struct connection *connection);

/* connection_tls.c */
extern const struct adsum_tls_host connection_tls_host;
void connection_decrypt(struct connection *connection, const void *bytes,
                        uint32_t length);
void connection_encrypt(struct connection *connection);
int connection_in_handshake(const struct connection *connection);

/* timed.c: connections that have not for ever. Full: the one that comes is
   counted in `unbound` already. */
int timed_full(const struct server *server, const union endpoint *address);
void timed_add(struct connection *connection);
void timed_remove(struct connection *connection);
void timed_second(struct server *server);

#endif
