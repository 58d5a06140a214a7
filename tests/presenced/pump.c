/*
 * A server with peers that do what a line says, for pump.py: what a stream will
 * ask of a connection, without a stream. Each end is told on standard output.
 */
#include "pump.h"
#include "commands.h"
#include "server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_BYTES_MOST 1024u
#define PIECE_BYTES     4096u

unsigned pump_starves;

struct pump {
    struct server *server;
    struct peer *peers;
    int fails;
};

struct peer {
    struct pump *pump;
    struct peer *next;
    struct connection *connection;
    char line[LINE_BYTES_MOST];
    uint32_t length;
    uint64_t left; /* to be sent as fast as it is read */
};

static void say(struct peer *peer, const char *text)
{
    connection_send(peer->connection, text, (uint32_t)strlen(text));
}

static void send_left(struct peer *peer)
{
    static char piece[PIECE_BYTES];

    while (peer->left != 0 && !connection_busy(peer->connection)) {
        uint32_t length =
            peer->left < PIECE_BYTES ? (uint32_t)peer->left : PIECE_BYTES;

        connection_send(peer->connection, piece, length);
        peer->left -= length;
    }
}

static void on_send(struct peer *peer, const char *text)
{
    say(peer, text);
    say(peer, "\n");
}

static void on_fill(struct peer *peer, const char *text)
{
    peer->left = strtoull(text, NULL, 10);
    send_left(peer);
}

static void on_flood(struct peer *peer, const char *text)
{
    static char piece[PIECE_BYTES];
    uint64_t left = strtoull(text, NULL, 10);

    for (; left >= PIECE_BYTES; left -= PIECE_BYTES)
        connection_send(peer->connection, piece, PIECE_BYTES);
}

static void on_all(struct peer *peer, const char *text)
{
    for (struct peer *one = peer->pump->peers; one != NULL; one = one->next)
        on_send(one, text);
}

static void on_bound(struct peer *peer, const char *text)
{
    connection_bound(peer->connection);
    on_send(peer, text);
}

static void on_starttls(struct peer *peer, const char *text)
{
    say(peer, "proceed\n");
    if (connection_start_tls(peer->connection, adsum_text_of(text)) != 0)
        on_send(peer, "no");
}

static void on_close(struct peer *peer, const char *text)
{
    say(peer, text);
    connection_close(peer->connection);
}

static void on_loopback(struct peer *peer, const char *text)
{
    (void)text;
    on_send(peer, connection_is_loopback(peer->connection) ? "yes" : "no");
}

static void on_log(struct peer *peer, const char *text)
{
    connection_say(peer->connection, LOG_INFO, "%s", text);
}

static void on_fail(struct peer *peer, const char *text)
{
    on_all(peer, text);
    peer->pump->fails = 1;
}

static void on_starve(struct peer *peer, const char *text)
{
    pump_starves = (unsigned)strtoul(text, NULL, 10);
    on_send(peer, "starving");
}

static void obey(struct peer *peer, char *line)
{
    static const struct {
        const char *word;
        void (*run)(struct peer *peer, const char *text);
    } words[] = {{"send", on_send},    {"fill", on_fill},
                 {"flood", on_flood},  {"all", on_all},
                 {"bound", on_bound},  {"starttls", on_starttls},
                 {"close", on_close},  {"loopback", on_loopback},
                 {"log", on_log},      {"fail", on_fail},
                 {"starve", on_starve}};
    char *text = strchr(line, ' ');

    if (text != NULL)
        *text++ = '\0';
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i].word, line) == 0)
            words[i].run(peer, text == NULL ? "" : text);
}

static void feed(void *data, const void *bytes, uint32_t length)
{
    struct peer *peer = data;
    const char *from = bytes;

    for (uint32_t i = 0; i < length; i++) {
        if (from[i] != '\n') {
            peer->line[peer->length] = from[i];
            peer->length += peer->length < LINE_BYTES_MOST - 1;
            continue;
        }
        peer->line[peer->length] = '\0';
        peer->length = 0;
        obey(peer, peer->line);
    }
}

static void drained(void *data)
{
    send_left(data);
}

static void closed(void *data, uint32_t reason)
{
    struct peer *peer = data, **at = &peer->pump->peers;

    while (*at != peer)
        at = &(*at)->next;
    *at = peer->next;
    printf("closed %u\n", reason);
    fflush(stdout);
    free(peer);
}

static void *open_peer(void *host, struct connection *connection,
                       const struct peer_calls **ret_calls)
{
    static const struct peer_calls calls = {feed, drained, closed};
    struct pump *pump = host;
    struct peer *peer = calloc(1, sizeof *peer);

    if (peer == NULL)
        return NULL;
    peer->pump = pump;
    peer->connection = connection;
    peer->next = pump->peers;
    pump->peers = peer;
    *ret_calls = &calls;
    return peer;
}

static int commit(void *host)
{
    struct pump *pump = host;
    int fails = pump->fails;

    pump->fails = 0;
    return fails;
}

static void second(void *host, uint64_t now_ms)
{
    (void)host;
    (void)now_ms;
}

static void nothing(void *host)
{
    (void)host;
}

static void stop(void *host)
{
    struct pump *pump = host;

    for (struct peer *one = pump->peers; one != NULL; one = one->next)
        on_close(one, "bye\n");
}

int main(int count, char **words)
{
    static const char *const usage[] = {"", NULL};
    static const struct server_host host = {open_peer, commit, second, stop,
                                            nothing};
    const struct command commands[] = {
        {.name = "serve", .usage = usage, .help = "", .options = serve_options},
        {.name = NULL}};
    struct settings settings;
    struct pump pump = {.server = NULL};
    struct log log = {.descriptor = 2};
    int status =
        options_parse(commands, count, (const char *const *)words, &settings);

    if (status != STATUS_DONE || settings.command == NULL)
        return status;
    log.level = settings.serve.log_level;
    if (server_new(&settings, &log, &host, &pump, &pump.server) != 0)
        return STATUS_FAILED;
    server_run(pump.server);
    server_free(pump.server);
    return STATUS_DONE;
}
