/* TLS of a connection; its channel tells the connection by its address. */
#include "server_parts.h"

#include <stdlib.h>

static void *allocate(void *user, void *block, size_t old_size, size_t new_size)
{
    (void)user;
    (void)old_size;
    if (new_size != 0)
        return realloc(block, new_size);
    free(block);
    return NULL;
}

static struct connection *connection_of(uint64_t context)
{
    return (struct connection *)(uintptr_t)context;
}

static int32_t output(void *user, uint64_t context, const void *bytes,
                      uint32_t length)
{
    struct connection *connection = connection_of(context);

    (void)user;
    return output_append(connection, &connection->wire, bytes, length);
}

static void input(void *user, uint64_t context, const void *bytes,
                  uint32_t length)
{
    struct connection *connection = connection_of(context);

    (void)user;
    if (!connection->ended)
        connection->calls->feed(connection->peer, bytes, length);
}

const struct adsum_tls_host connection_tls_host = {
    .size = sizeof connection_tls_host,
    .allocate = allocate,
    .output = output,
    .input = input};

int connection_start_tls(struct connection *connection,
                         struct adsum_text domain)
{
    struct adsum_tls_start start = {.size = sizeof start, .domain = domain};

    if (connection->ended)
        return ADSUM_ERR_STALE;
    if (connection->channel != NULL)
        return ADSUM_ERR_INVALID;
    connection->tls_s = server_now_s(connection->server);
    return adsum_tls_channel_new(connection->server->tls, &start,
                                 (uint64_t)(uintptr_t)connection,
                                 &connection->channel);
}

const struct adsum_tls_channel *
connection_channel(const struct connection *connection)
{
    return connection->channel;
}

static struct adsum_tls_info info_of(const struct connection *connection)
{
    struct adsum_tls_info info = {.size = sizeof info};

    adsum_tls_channel_get(connection->channel, &info);
    return info;
}

int connection_in_handshake(const struct connection *connection)
{
    return connection->channel != NULL &&
           info_of(connection).state < ADSUM_TLS_OPEN;
}

static void failed(struct connection *connection, int err)
{
    struct adsum_tls_info info = info_of(connection);

    if (err == ADSUM_ERR_TLS)
        connection_say(connection, LOG_INFO, "TLS: %s %s %s",
                       adsum_tls_name(ADSUM_TLS_NAMES_FAILURE, info.failure),
                       adsum_tls_name(ADSUM_TLS_NAMES_ALERT, info.alert),
                       adsum_tls_name(ADSUM_TLS_NAMES_LIMIT, info.limit));
    else
        connection_say(connection, LOG_INFO, "TLS: %s",
                       adsum_name(ADSUM_NAMES_ERROR, err));
    output_free(&connection->plain);
    connection_end(connection, CONNECTION_TLS);
}

void connection_decrypt(struct connection *connection, const void *bytes,
                        uint32_t length)
{
    int opening = connection_in_handshake(connection);
    int err = adsum_tls_channel_feed(connection->channel, bytes, length);

    if (err == ADSUM_END)
        connection_end(connection, CONNECTION_LOST);
    else if (err != 0)
        failed(connection, err);
    else if (opening && !connection_in_handshake(connection))
        connection_say(
            connection, LOG_DEBUG, "TLS: %s",
            adsum_tls_name(ADSUM_TLS_NAMES_SUITE, info_of(connection).suite));
}

void connection_encrypt(struct connection *connection)
{
    int err = 0;

    if (connection->plain.length != 0)
        err = adsum_tls_channel_write(connection->channel,
                                      connection->plain.bytes,
                                      connection->plain.length);
    if (err != 0)
        failed(connection, err);
    output_free(&connection->plain);
    if (connection->over && connection->reason == CONNECTION_CLOSED)
        adsum_tls_channel_close(connection->channel);
}
