/* A connection's life: accepted, read, ended, told, closed. */
#include "server_parts.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define UNSENT_BYTES 16384

static const char *const reasons[CONNECTION_REASONS] = {
    [CONNECTION_CLOSED] = "closed",
    [CONNECTION_LOST] = "the other end is gone",
    [CONNECTION_LATE] = "too late",
    [CONNECTION_SLOW] = "it does not read what is sent",
    [CONNECTION_TLS] = "TLS failed",
    [CONNECTION_MEMORY] = "out of memory",
    [CONNECTION_ABANDONED] = "abandoned",
};

void connection_say(const struct connection *connection, uint64_t level,
                    const char *format, ...)
{
    const struct log *log = connection->server->log;
    char text[512], address[ENDPOINT_TEXT_BYTES];
    va_list arguments;

    if (level > log->level)
        return;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    endpoint_show(&connection->address, address);
    log_say(log, level, address, "%s", text);
}

static void gone(uv_handle_t *handle)
{
    struct connection *connection = (struct connection *)(void *)handle;

    connection->server->connections--;
    adsum_tls_channel_free(connection->channel);
    output_free(&connection->plain);
    output_free(&connection->wire);
    free(connection);
}

void connection_gone(struct connection *connection)
{
    if (uv_is_closing((uv_handle_t *)&connection->socket))
        return;
    timed_remove(connection);
    connection->server->unbound -= !connection->bound;
    uv_close((uv_handle_t *)&connection->socket, gone);
}

/* The peer is told when the turn ends: what calls this may be its own call. */
void connection_end(struct connection *connection, uint32_t reason)
{
    struct server *server = connection->server;

    if (connection->ended)
        return;
    connection->ended = 1;
    connection->reason = (uint8_t)reason;
    connection->next_ended = server->ended;
    server->ended = connection;
}

void connection_over(struct connection *connection)
{
    connection_say(connection,
                   connection->reason <= CONNECTION_LATE ? LOG_DEBUG : LOG_INFO,
                   "%s", reasons[connection->reason]);
    if (connection->peer != NULL)
        connection->calls->closed(connection->peer, connection->reason);
    connection->peer = NULL;
    connection->over = 1;
    connection->over_s = server_now_s(connection->server);
    connection_dirty(connection);
}

void connection_close(struct connection *connection)
{
    connection_end(connection, CONNECTION_CLOSED);
}

void connection_abandon(struct connection *connection)
{
    output_free(&connection->plain);
    output_free(&connection->wire);
    connection_end(connection, CONNECTION_ABANDONED);
    connection->reason = CONNECTION_ABANDONED;
    connection_dirty(connection);
}

void connection_bound(struct connection *connection)
{
    if (connection->bound)
        return;
    timed_remove(connection);
    connection->bound = 1;
    connection->server->unbound--;
}

int connection_is_loopback(const struct connection *connection)
{
    return endpoint_is_loopback(&connection->address);
}

/* One buffer for all: it is used up before the next is asked for. */
static void lend(uv_handle_t *handle, size_t wanted, uv_buf_t *ret)
{
    struct server *server = ((struct connection *)(void *)handle)->server;

    (void)wanted;
    *ret = uv_buf_init(server->input, sizeof server->input);
}

static void came(uv_stream_t *stream, ssize_t count, const uv_buf_t *buffer)
{
    struct connection *connection = (struct connection *)(void *)stream;

    if (count < 0 && connection->over)
        connection_gone(connection);
    else if (count < 0)
        connection_end(connection, CONNECTION_LOST);
    if (count <= 0 || connection->ended)
        return;
    connection->heard = 1;
    if (connection->channel != NULL)
        connection_decrypt(connection, buffer->base, (uint32_t)count);
    else
        connection->calls->feed(connection->peer, buffer->base,
                                (uint32_t)count);
}

/* What the system holds back for a slow reader grows old there. */
static void hold_little(struct connection *connection)
{
#ifdef TCP_NOTSENT_LOWAT
    const int bytes = UNSENT_BYTES;
    uv_os_fd_t descriptor;

    if (uv_fileno((uv_handle_t *)&connection->socket, &descriptor) == 0)
        (void)setsockopt(descriptor, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &bytes,
                         sizeof bytes);
#else
    (void)connection;
#endif
}

static int begin(struct connection *connection, int tls)
{
    struct server *server = connection->server;
    int length = sizeof connection->address;

    if (uv_tcp_getpeername(&connection->socket, &connection->address.any,
                           &length) != 0)
        return ADSUM_ERR_HOST;
    if (timed_full(server, &connection->address)) {
        server->refused++;
        endpoint_show(&connection->address, server->refused_last);
        return ADSUM_ERR_HOST;
    }
    hold_little(connection);
    if (uv_tcp_nodelay(&connection->socket, 1) != 0 ||
        uv_read_start((uv_stream_t *)&connection->socket, lend, came) != 0)
        return ADSUM_ERR_HOST;
    timed_add(connection);
    connection->peer =
        server->host->open(server->host_data, connection, &connection->calls);
    if (connection->peer == NULL)
        return ADSUM_ERR_NO_MEMORY;
    connection_say(connection, LOG_DEBUG, "connected");
    return tls ? connection_start_tls(connection, (struct adsum_text){NULL, 0})
               : 0;
}

int connection_accept(struct listener *listener)
{
    struct server *server = listener->server;
    struct connection *connection = calloc(1, sizeof *connection);

    if (connection == NULL)
        return ADSUM_ERR_NO_MEMORY;
    if (uv_tcp_init(&server->loop, &connection->socket) != 0) {
        free(connection);
        return ADSUM_ERR_NO_MEMORY;
    }
    connection->socket.data = connection;
    connection->server = server;
    connection->since_s = server_now_s(server);
    server->connections++;
    server->unbound++;
    if (uv_accept((uv_stream_t *)&listener->socket,
                  (uv_stream_t *)&connection->socket) != 0)
        connection_gone(connection);
    else if (begin(connection, listener->tls) == 0)
        return 0;
    else if (connection->peer == NULL)
        connection_gone(connection);
    else
        connection_end(connection, CONNECTION_MEMORY);
    return 0;
}
