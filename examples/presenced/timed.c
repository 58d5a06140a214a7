/*
 * Connections that have not for ever: those without a bound resource, which
 * anybody can make, so they are bounded, and those that have ended and linger.
 *
 * The buckets are by network. Whoever makes many fall into one finds no more in
 * it than --max-unbound.
 */
#include "server_parts.h"

static uint32_t bucket(const union endpoint *address)
{
    return (uint32_t)(endpoint_network(address) *
                          UINT64_C(0x9e3779b97f4a7c15) >>
                      54);
}

_Static_assert(TIMED_BUCKETS == 1u << (64 - 54), "bucket() has as many bits");

int timed_full(const struct server *server, const union endpoint *address)
{
    const struct connection *one = server->timed[bucket(address)];
    uint64_t network = endpoint_network(address), count = 0;

    for (; one != NULL; one = one->next)
        count += !one->bound && endpoint_network(&one->address) == network;
    return server->unbound > server->settings->serve.unbound ||
           count >= server->settings->serve.unbound_per_address;
}

void timed_add(struct connection *connection)
{
    struct server *server = connection->server;
    struct connection **head = &server->timed[bucket(&connection->address)];

    connection->timed = 1;
    connection->previous = NULL;
    connection->next = *head;
    if (*head != NULL)
        (*head)->previous = connection;
    *head = connection;
}

void timed_remove(struct connection *connection)
{
    struct server *server = connection->server;

    if (!connection->timed)
        return;
    connection->timed = 0;
    if (connection->next != NULL)
        connection->next->previous = connection->previous;
    if (connection->previous != NULL)
        connection->previous->next = connection->next;
    else
        server->timed[bucket(&connection->address)] = connection->next;
}

/* NULL, or what it did not do in time. */
static const char *late(const struct connection *connection, uint32_t now_s)
{
    const struct settings_serve *settings =
        &connection->server->settings->serve;

    if (!connection->heard &&
        now_s - connection->since_s >= settings->first_seconds)
        return "said nothing";
    if (connection_in_handshake(connection) &&
        now_s - connection->tls_s >= settings->handshake_seconds)
        return "did not begin TLS";
    if (now_s - connection->since_s >= settings->bind_seconds)
        return "bound no resource";
    return NULL;
}

static void look(struct connection *connection, uint32_t now_s)
{
    const char *why;

    if (connection->over && now_s - connection->over_s >= LINGER_SECONDS)
        connection_gone(connection);
    if (connection->ended)
        return;
    if ((why = late(connection, now_s)) != NULL) {
        connection_say(connection, LOG_DEBUG, "%s in time", why);
        connection_end(connection, CONNECTION_LATE);
    }
}

void timed_second(struct server *server)
{
    uint32_t now_s = server_now_s(server);
    struct connection *next;

    for (uint32_t i = 0; i < TIMED_BUCKETS; i++)
        for (struct connection *one = server->timed[i]; one != NULL;
             one = next) {
            next = one->next;
            look(one, now_s);
        }
    if (server->refused != 0)
        log_say(server->log, LOG_WARNING, server->refused_last,
                "the last of %u refused: too many have bound no resource",
                server->refused);
    server->refused = 0;
}
