/* Where connections come in. */
#include "server_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define ADDRESSES 8u /* of one name, the most */
#define BACKLOG   1024

static void came(uv_stream_t *stream, int status)
{
    struct listener *listener = (struct listener *)(void *)stream;

    if (status == 0)
        listener->stuck = connection_accept(listener) != 0;
    else
        log_say(listener->server->log, LOG_WARNING, NULL,
                "a connection was not accepted: %s", uv_strerror(status));
}

/* libuv asks no more until what it has is accepted. */
void listener_second(struct server *server)
{
    for (struct listener *one = server->listeners; one != NULL; one = one->next)
        if (one->stuck)
            one->stuck = connection_accept(one) != 0;
}

static void gone(uv_handle_t *handle)
{
    free(handle);
}

/* Not a line of the log: scripts wait for it, whatever the level. */
static int say_ready(const struct listener *listener)
{
    union endpoint address = {.v4 = {0}};
    char text[ENDPOINT_TEXT_BYTES];
    int length = sizeof address;
    int err = uv_tcp_getsockname(&listener->socket, (struct sockaddr *)&address,
                                 &length);

    if (err == 0) {
        endpoint_show(&address, text);
        fprintf(stderr, "ready %s\n", text);
    }
    return err;
}

static int open_one(struct server *server, const union endpoint *address,
                    int tls)
{
    struct listener *listener = calloc(1, sizeof *listener);
    unsigned flags =
        address->any.sa_family == AF_INET6 ? (unsigned)UV_TCP_IPV6ONLY : 0;
    int err;

    if (listener == NULL)
        return UV_ENOMEM;
    if ((err = uv_tcp_init(&server->loop, &listener->socket)) != 0) {
        free(listener);
        return err;
    }
    listener->server = server;
    listener->tls = (uint8_t)tls;
    listener->next = server->listeners;
    server->listeners = listener;
    err = uv_tcp_bind(&listener->socket, &address->any, flags);
    if (err == 0)
        err = uv_listen((uv_stream_t *)&listener->socket, BACKLOG, came);
    return err != 0 ? err : say_ready(listener);
}

int listener_new(struct server *server, const char *where, int tls)
{
    union endpoint all[ADDRESSES];
    uint32_t count;
    const char *wrong = endpoint_parse(where, all, ADDRESSES, &count);
    int err;

    for (uint32_t i = 0; wrong == NULL && i < count; i++)
        if ((err = open_one(server, &all[i], tls)) != 0)
            wrong = uv_strerror(err);
    if (wrong == NULL)
        return 0;
    log_say(server->log, LOG_ERROR, NULL, "%s: %s", where, wrong);
    return ADSUM_ERR_HOST;
}

void listener_close_all(struct server *server)
{
    struct listener *next;

    for (struct listener *one = server->listeners; one != NULL; one = next) {
        next = one->next;
        uv_close((uv_handle_t *)&one->socket, gone);
    }
    server->listeners = NULL;
}
