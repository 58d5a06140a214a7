/* A connection and the stream on it. */
#include "host.h"

#include <adsum/tls.h>
#include <stdlib.h>

struct peer {
    struct host *host;
    struct connection *connection;   /* NULL: it is gone */
    struct adsum_c2s_stream *stream; /* NULL: it is over */
    uint8_t secured, bound;
};

static struct peer *peer_of(uint64_t context)
{
    return (struct peer *)(uintptr_t)context;
}

uint32_t peer_output(void *user, uint64_t context, const void *bytes,
                     uint32_t length)
{
    struct peer *peer = peer_of(context);

    (void)user;
    if (peer->connection == NULL ||
        connection_send(peer->connection, bytes, length) != 0)
        return ADSUM_C2S_BROKEN;
    return connection_busy(peer->connection) ? ADSUM_C2S_FULL : ADSUM_C2S_TAKEN;
}

void peer_secure(void *user, uint64_t context, const struct adsum_text *domain)
{
    struct peer *peer = peer_of(context);

    (void)user;
    if (peer->connection != NULL &&
        connection_start_tls(peer->connection, *domain) != 0)
        connection_close(peer->connection);
}

void peer_closed(void *user, uint64_t context, uint32_t condition)
{
    struct peer *peer = peer_of(context);

    (void)user;
    peer->stream = NULL;
    if (peer->connection == NULL)
        return;
    connection_say(peer->connection, LOG_INFO, "closed%s%s",
                   condition != 0 ? ": " : "", adsum_xml_condition(condition));
    connection_close(peer->connection);
}

static struct adsum_text binding(const struct adsum_tls_channel *channel,
                                 uint32_t kind)
{
    struct adsum_text bytes;

    return adsum_tls_channel_binding(channel, kind, &bytes) == 0
               ? bytes
               : (struct adsum_text){NULL, 0};
}

/* The first bytes that come by TLS say that it is up. */
static void secured(struct peer *peer)
{
    const struct adsum_tls_channel *channel =
        connection_channel(peer->connection);
    struct adsum_tls_info info = {.size = sizeof info};
    struct adsum_sasl_channel sasl = {.size = sizeof sasl, .encrypted = 1};

    if (peer->secured || channel == NULL)
        return;
    peer->secured = 1;
    (void)adsum_tls_channel_get(channel, &info);
    sasl.tls_exporter = binding(channel, ADSUM_TLS_BINDING_EXPORTER);
    sasl.tls_unique = binding(channel, ADSUM_TLS_BINDING_UNIQUE);
    sasl.tls_server_end_point = binding(channel, ADSUM_TLS_BINDING_END_POINT);
    connection_say(peer->connection, LOG_DEBUG, "secured: %s",
                   adsum_tls_name(ADSUM_TLS_NAMES_SUITE, info.suite));
    (void)adsum_c2s_secured(peer->stream, &sasl, info.domain);
}

static void look_whether_bound(struct peer *peer)
{
    struct adsum_c2s_info info = {.size = sizeof info};

    if (peer->bound || adsum_c2s_get(peer->stream, &info) != 0 ||
        info.session == 0)
        return;
    peer->bound = 1;
    connection_bound(peer->connection);
    connection_say(peer->connection, LOG_INFO, "is %.*s",
                   (int)info.address.length, info.address.bytes);
}

static void feed(void *data, const void *bytes, uint32_t length)
{
    struct peer *peer = data;

    if (peer->stream == NULL)
        return;
    secured(peer);
    (void)adsum_c2s_feed(peer->stream, bytes, length);
    if (peer->stream != NULL && peer->connection != NULL)
        look_whether_bound(peer);
}

static void drained(void *data)
{
    struct peer *peer = data;

    if (peer->stream != NULL)
        adsum_c2s_writable(peer->stream);
}

static void closed(void *data, uint32_t reason)
{
    struct peer *peer = data;

    (void)reason;
    peer->connection = NULL;
    if (peer->stream != NULL)
        adsum_c2s_lost(peer->stream);
    free(peer);
}

void *peer_open(void *user, struct connection *connection,
                const struct peer_calls **ret_calls)
{
    static const struct peer_calls calls = {feed, drained, closed};
    struct host *host = user;
    struct peer *peer = host->c2s != NULL ? calloc(1, sizeof *peer) : NULL;
    uint32_t flags =
        host->settings->serve.plain && connection_is_loopback(connection)
            ? ADSUM_C2S_CLEAR
            : 0;

    if (peer == NULL)
        return NULL;
    peer->host = host;
    peer->connection = connection;
    if (adsum_c2s_open(host->c2s, (uint64_t)(uintptr_t)peer, flags,
                       &peer->stream) != 0) {
        free(peer);
        return NULL;
    }
    *ret_calls = &calls;
    return peer;
}
