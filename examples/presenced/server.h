/*
 * The loop: listeners, connections, turns, signals and seconds.
 *
 * A turn ends, before the loop waits, in this order: peers are told that they
 * drained or have ended; the host commits; what was gathered is written. So
 * nothing leaves before what it says is durable.
 */
#ifndef PRESENCED_SERVER_H
#define PRESENCED_SERVER_H

#include "connection.h"
#include "log.h"
#include "options.h"

/** What the server asks of the host. `host` is what was given beside it. */
struct server_host {
    /**
     * Somebody connected.
     *
     * @ret_calls  the calls of the answer
     *
     * Answer the peer, or NULL: refused.
     */
    void *(*open)(void *host, struct connection *connection,
                  const struct peer_calls **ret_calls);

    /**
     * A turn ends: make durable what was done in it. Else than 0: what was
     * gathered in it is not sent, and all connections are abandoned.
     */
    int (*commit)(void *host);

    /** When it runs, and about each second from then on; since 1970. */
    void (*second)(void *host, uint64_t now_ms);

    /** SIGTERM or SIGINT: close all connections. Those that have not gone
     *  after SERVER_STOP_SECONDS are abandoned. */
    void (*stop)(void *host);

    /** SIGUSR1: say what is counted. */
    void (*statistics)(void *host);
};

#define SERVER_STOP_SECONDS 10u
#define SERVER_LISTEN       "127.0.0.1:5222" /* if nothing is said */

struct server;

/**
 * Listen, and say where: "ready HOST:PORT" on standard error, a line each.
 *
 * What is wrong is logged. Of `settings`, kept, all that is in `serve` is read,
 * and `data`, where a certificate is made if none is named.
 *
 * Returns 0, or an error of adsum's.
 */
int server_new(const struct settings *settings, const struct log *log,
               const struct server_host *host, void *host_data,
               struct server **ret);

/** Run until it is told to stop. */
void server_run(struct server *server);

/** After server_run(). NULL is allowed. */
void server_free(struct server *server);

#endif
