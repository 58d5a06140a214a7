#include "credentials.h"
#include "server_parts.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

uint32_t server_now_s(const struct server *server)
{
    return (uint32_t)(uv_now(&server->loop) / 1000);
}

static uint64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* Only connections have data. */
static void abandon_one(uv_handle_t *handle, void *argument)
{
    (void)argument;
    if (handle->data != NULL && !uv_is_closing(handle))
        connection_abandon(handle->data);
}

static void tell_relieved(struct server *server)
{
    struct connection *one;

    while ((one = server->relieved) != NULL) {
        server->relieved = one->next_relieved;
        one->relieved = 0;
        if (!one->ended)
            one->calls->drained(one->peer);
    }
}

static void tell_ended(struct server *server)
{
    struct connection *one;

    while ((one = server->ended) != NULL) {
        server->ended = one->next_ended;
        connection_over(one);
    }
}

static void flush(struct server *server)
{
    struct connection *one;

    while ((one = server->dirty) != NULL) {
        server->dirty = one->next_dirty;
        one->dirty = 0;
        connection_flush(one);
    }
}

static void again(uv_idle_t *handle)
{
    (void)handle;
}

static void close_handles(struct server *server)
{
    listener_close_all(server);
    uv_close((uv_handle_t *)&server->turn, NULL);
    uv_close((uv_handle_t *)&server->again, NULL);
    uv_close((uv_handle_t *)&server->second, NULL);
    for (uint32_t i = 0; i < SIGNALS; i++)
        uv_close((uv_handle_t *)&server->signals[i], NULL);
}

/* What peers are to be told that came up while writing: in the next turn. */
static void end_turn(uv_prepare_t *handle)
{
    struct server *server = handle->loop->data;

    tell_relieved(server);
    tell_ended(server);
    if (server->host->commit(server->host_data) != 0) {
        log_say(server->log, LOG_ERROR, NULL,
                "a turn could not be made durable: all are disconnected");
        uv_walk(&server->loop, abandon_one, NULL);
    }
    flush(server);
    if (server->relieved != NULL || server->ended != NULL)
        uv_idle_start(&server->again, again);
    else
        uv_idle_stop(&server->again);
    if (server->stopping && server->connections == 0)
        close_handles(server);
}

static void each_second(uv_timer_t *handle)
{
    struct server *server = handle->loop->data;

    server->host->second(server->host_data, now_ms());
    if (adsum_tls_context_advance(server->tls, now_ms()) != 0)
        log_say(server->log, LOG_WARNING, NULL, "no random bytes");
    timed_second(server);
    listener_second(server);
    if (server->stopping &&
        server_now_s(server) - server->stopping_s >= SERVER_STOP_SECONDS)
        uv_walk(&server->loop, abandon_one, NULL);
}

/* Told twice, it does not wait. */
static void stop(struct server *server)
{
    if (server->stopping) {
        uv_walk(&server->loop, abandon_one, NULL);
        return;
    }
    server->stopping = 1;
    server->stopping_s = server_now_s(server);
    listener_close_all(server);
    server->host->stop(server->host_data);
}

static void came(uv_signal_t *handle, int number)
{
    struct server *server = handle->loop->data;

    if (number == SIGUSR1) {
        server->host->statistics(server->host_data);
        return;
    }
    log_say(server->log, LOG_INFO, NULL, "%s",
            number == SIGHUP ? "certificates are read anew" : "stopping");
    if (number == SIGHUP)
        credentials_load(server->settings, server->log, NULL, NULL,
                         &server->tls);
    else
        stop(server);
}

/* 0, or libuv's error. */
static int begin_handles(struct server *server)
{
    static const int numbers[SIGNALS] = {SIGTERM, SIGINT, SIGHUP, SIGUSR1};
    uv_loop_t *loop = &server->loop;
    int err = 0;

    /* These cannot fail. */
    uv_prepare_init(loop, &server->turn);
    uv_idle_init(loop, &server->again);
    uv_timer_init(loop, &server->second);
    uv_prepare_start(&server->turn, end_turn);
    uv_timer_start(&server->second, each_second, 1000, 1000);
    for (uint32_t i = 0; i < SIGNALS; i++)
        uv_signal_init(loop, &server->signals[i]);
    for (uint32_t i = 0; i < SIGNALS && err == 0; i++)
        err = uv_signal_start(&server->signals[i], came, numbers[i]);
    return err;
}

static int listen_all(struct server *server)
{
    const struct settings_serve *settings = &server->settings->serve;
    int err = 0;

    if (settings->listen.count == 0 && settings->listen_tls.count == 0)
        return listener_new(server, SERVER_LISTEN, 0);
    for (uint32_t i = 0; i < settings->listen.count && err == 0; i++)
        err = listener_new(server, settings->listen.words[i], 0);
    for (uint32_t i = 0; i < settings->listen_tls.count && err == 0; i++)
        err = listener_new(server, settings->listen_tls.words[i], 1);
    return err;
}

/* Each connection is a descriptor. */
static void take_descriptors(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

static int begin(struct server *server)
{
    int err = begin_handles(server);

    if (err != 0) {
        log_say(server->log, LOG_ERROR, NULL, "%s", uv_strerror(err));
        return ADSUM_ERR_HOST;
    }
    err = credentials_load(server->settings, server->log, &connection_tls_host,
                           server, &server->tls);
    if (err == 0)
        err = adsum_tls_context_advance(server->tls, now_ms());
    take_descriptors();
    return err != 0 ? err : listen_all(server);
}

int server_new(const struct settings *settings, const struct log *log,
               const struct server_host *host, void *host_data,
               struct server **ret)
{
    struct server *server = calloc(1, sizeof *server);
    int err;

    if (server == NULL || uv_loop_init(&server->loop) != 0) {
        free(server);
        return ADSUM_ERR_NO_MEMORY;
    }
    server->settings = settings;
    server->log = log;
    server->host = host;
    server->host_data = host_data;
    server->loop.data = server;
    signal(SIGPIPE, SIG_IGN); /* a peer that is gone is an error, not an end */
    if ((err = begin(server)) == 0) {
        *ret = server;
        return 0;
    }
    close_handles(server);
    server->host->second(server->host_data, now_ms());
    uv_run(&server->loop, UV_RUN_DEFAULT);
    server_free(server);
    return err;
}

void server_run(struct server *server)
{
    server->host->second(server->host_data, now_ms());
    uv_run(&server->loop, UV_RUN_DEFAULT);
}

void server_free(struct server *server)
{
    if (server == NULL)
        return;
    uv_loop_close(&server->loop);
    adsum_tls_context_free(server->tls);
    free(server);
}
