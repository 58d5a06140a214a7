/* What is sent: gathered, encrypted, written. */
#include "server_parts.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define OUTPUT_FIRST 512u

void output_free(struct output *output)
{
    free(output->bytes);
    *output = (struct output){.bytes = NULL};
}

static uint64_t waits(const struct connection *connection)
{
    uint64_t ret = (uint64_t)connection->plain.length + connection->wire.length;

    return connection->flight == NULL ? ret
                                      : ret + connection->flight->output.length;
}

/* A connection that cannot be told all is told no more. */
int output_append(struct connection *connection, struct output *output,
                  const void *bytes, uint32_t length)
{
    uint64_t room = output->room == 0 ? OUTPUT_FIRST : output->room;
    char *grown;

    if (waits(connection) + length >
        connection->server->settings->serve.output_bytes) {
        connection_end(connection, CONNECTION_SLOW);
        return ADSUM_ERR_LIMIT;
    }
    while (room - output->length < length)
        room *= 2;
    if (room != output->room) {
        if (room > UINT32_MAX ||
            (grown = realloc(output->bytes, (size_t)room)) == NULL) {
            connection_end(connection, CONNECTION_MEMORY);
            return ADSUM_ERR_NO_MEMORY;
        }
        output->bytes = grown;
        output->room = (uint32_t)room;
    }
    memcpy(output->bytes + output->length, bytes, length);
    output->length += length;
    connection_dirty(connection);
    return 0;
}

int connection_send(struct connection *connection, const void *bytes,
                    uint32_t length)
{
    if (connection->ended)
        return ADSUM_ERR_STALE;
    if (length == 0)
        return 0;
    return output_append(connection,
                         connection->channel == NULL ? &connection->wire
                                                     : &connection->plain,
                         bytes, length);
}

int connection_busy(struct connection *connection)
{
    connection->told_busy |=
        connection->flight != NULL || waits(connection) >= OUTPUT_BUSY;
    return connection->told_busy;
}

void connection_dirty(struct connection *connection)
{
    struct server *server = connection->server;

    if (connection->dirty)
        return;
    connection->dirty = 1;
    connection->next_dirty = server->dirty;
    server->dirty = connection;
}

static void relieve(struct connection *connection)
{
    struct server *server = connection->server;

    if (!connection->told_busy || connection->relieved || connection->ended)
        return;
    connection->told_busy = 0;
    connection->relieved = 1;
    connection->next_relieved = server->relieved;
    server->relieved = connection;
}

static void written(uv_write_t *request, int status)
{
    struct flight *flight = (struct flight *)(void *)request;
    struct connection *connection =
        (struct connection *)(void *)request->handle;

    connection->flight = NULL;
    output_free(&flight->output);
    free(flight);
    if (uv_is_closing((uv_handle_t *)&connection->socket))
        return;
    if (status < 0)
        connection_end(connection, CONNECTION_LOST);
    /* Next is what was gathered meanwhile, or the end. */
    connection_dirty(connection);
}

/* The rest goes when the socket takes it. */
static void write_later(struct connection *connection, uint32_t done)
{
    struct flight *flight = malloc(sizeof *flight);
    uv_buf_t rest;

    if (flight == NULL) {
        connection_end(connection, CONNECTION_MEMORY);
        return;
    }
    flight->output = connection->wire;
    connection->wire = (struct output){.bytes = NULL};
    rest =
        uv_buf_init(flight->output.bytes + done, flight->output.length - done);
    if (uv_write(&flight->request, (uv_stream_t *)&connection->socket, &rest, 1,
                 written) == 0) {
        connection->flight = flight;
        return;
    }
    output_free(&flight->output);
    free(flight);
    connection_end(connection, CONNECTION_LOST);
}

static void write_now(struct connection *connection)
{
    struct output *wire = &connection->wire;
    uv_buf_t all = uv_buf_init(wire->bytes, wire->length);
    int done = uv_try_write((uv_stream_t *)&connection->socket, &all, 1);

    if (done < 0 && done != UV_EAGAIN) {
        connection_end(connection, CONNECTION_LOST);
        return;
    }
    if (done < 0)
        done = 0;
    if ((uint32_t)done == wire->length)
        output_free(wire);
    else
        write_later(connection, (uint32_t)done);
}

/*
 * Where the other end may still be sending, a socket that is closed with bytes
 * unread would take back the last words: it is shut, and read until the other
 * end is shut, too.
 */
static void finish(struct connection *connection)
{
    uv_os_fd_t descriptor;

    if (connection->reason != CONNECTION_CLOSED &&
        connection->reason != CONNECTION_TLS) {
        connection_gone(connection);
        return;
    }
    if (!connection->timed)
        timed_add(connection);
    if (connection->flight == NULL &&
        (uv_fileno((uv_handle_t *)&connection->socket, &descriptor) != 0 ||
         shutdown(descriptor, SHUT_WR) != 0))
        connection_gone(connection);
}

void connection_flush(struct connection *connection)
{
    if (uv_is_closing((uv_handle_t *)&connection->socket))
        return;
    if (connection->channel != NULL)
        connection_encrypt(connection);
    if (connection->flight == NULL && connection->wire.length != 0)
        write_now(connection);
    if (connection->over)
        finish(connection);
    else if (connection->flight == NULL && waits(connection) == 0)
        relieve(connection);
}
