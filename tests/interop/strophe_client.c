/* A client on libstrophe that does what a line says, and says what comes.
   Usage: strophe_client ADDRESS PASSWORD PORT TRUST starttls|direct */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strophe.h>
#include <unistd.h>

#define SASL "urn:ietf:params:xml:ns:xmpp-sasl"

struct client {
    xmpp_ctx_t *context;
    xmpp_conn_t *connection;
    char line[4096];
    size_t length;
    int over;
};

static const char *or_none(const char *text)
{
    return text != NULL && *text != '\0' ? text : "-";
}

static char *text_of(xmpp_stanza_t *stanza, const char *child)
{
    xmpp_stanza_t *found = xmpp_stanza_get_child_by_name(stanza, child);

    return found == NULL ? NULL : xmpp_stanza_get_text(found);
}

static int on_presence(xmpp_conn_t *connection, xmpp_stanza_t *stanza,
                       void *user)
{
    struct client *client = user;
    const char *type = xmpp_stanza_get_type(stanza);
    char *show = text_of(stanza, "show"), *status = text_of(stanza, "status");

    (void)connection;
    printf("presence %s %s %s %s\n", or_none(xmpp_stanza_get_from(stanza)),
           type == NULL ? "available" : type, or_none(show), or_none(status));
    xmpp_free(client->context, show);
    xmpp_free(client->context, status);
    return 1;
}

static int on_message(xmpp_conn_t *connection, xmpp_stanza_t *stanza,
                      void *user)
{
    struct client *client = user;
    xmpp_stanza_t *delay = xmpp_stanza_get_child_by_name(stanza, "delay");
    char *body = xmpp_message_get_body(stanza);

    (void)connection;
    printf("message %s %s %s\n", or_none(xmpp_stanza_get_from(stanza)),
           or_none(delay == NULL ? NULL
                                 : xmpp_stanza_get_attribute(delay, "stamp")),
           or_none(body));
    xmpp_free(client->context, body);
    return 1;
}

static int on_roster(xmpp_conn_t *connection, xmpp_stanza_t *stanza, void *user)
{
    (void)user;
    printf("roster %s\n", or_none(xmpp_stanza_get_type(stanza)));
    printf("online %s\n", xmpp_conn_get_bound_jid(connection));
    return 0;
}

/* Who asks for its roster hears of subscriptions (RFC 6121 section 2.1.6). */
static void ask_for_roster(struct client *client)
{
    xmpp_stanza_t *iq = xmpp_iq_new(client->context, "get", "roster");
    xmpp_stanza_t *query = xmpp_stanza_new(client->context);

    xmpp_stanza_set_name(query, "query");
    xmpp_stanza_set_ns(query, XMPP_NS_ROSTER);
    xmpp_stanza_add_child(iq, query);
    xmpp_id_handler_add(client->connection, on_roster, "roster", client);
    xmpp_send(client->connection, iq);
    xmpp_stanza_release(query);
    xmpp_stanza_release(iq);
}

static int on_untrusted(const xmpp_tlscert_t *certificate,
                        const char *const why)
{
    (void)certificate;
    printf("untrusted %s\n", why);
    return 0;
}

static void on_connection(xmpp_conn_t *connection, xmpp_conn_event_t event,
                          int err, xmpp_stream_error_t *stream_error,
                          void *user)
{
    struct client *client = user;

    if (event != XMPP_CONN_CONNECT) {
        if (stream_error != NULL)
            printf("stream-error %d\n", (int)stream_error->type);
        printf("disconnected %d\n", err);
        client->over = 1;
        return;
    }
    if (!xmpp_conn_is_secured(connection))
        exit(1);
    xmpp_handler_add(connection, on_presence, NULL, "presence", NULL, client);
    xmpp_handler_add(connection, on_message, NULL, "message", NULL, client);
    ask_for_roster(client);
}

/* Why SASL failed is told to nobody but the log. */
static void on_log(void *user, xmpp_log_level_t level, const char *area,
                   const char *text)
{
    (void)user;
    (void)area;
    if (level == XMPP_LEVEL_DEBUG && strstr(text, "RECV: <failure") != NULL &&
        strstr(text, SASL) != NULL && strstr(text, "<not-authorized") != NULL)
        printf("refused not-authorized\n");
}

static void send_presence(struct client *client, const char *to,
                          const char *type, const char *const *parts)
{
    static const char *const names[] = {"show", "status"};
    xmpp_stanza_t *presence = xmpp_presence_new(client->context), *child, *text;

    if (to != NULL)
        xmpp_stanza_set_to(presence, to);
    if (type != NULL)
        xmpp_stanza_set_type(presence, type);
    for (int i = 0; i < 2 && parts != NULL; i++) {
        if (parts[i] == NULL || *parts[i] == '\0')
            continue;
        child = xmpp_stanza_new(client->context);
        text = xmpp_stanza_new(client->context);
        xmpp_stanza_set_name(child, names[i]);
        xmpp_stanza_set_text(text, parts[i]);
        xmpp_stanza_add_child(child, text);
        xmpp_stanza_add_child(presence, child);
        xmpp_stanza_release(text);
        xmpp_stanza_release(child);
    }
    xmpp_send(client->connection, presence);
    xmpp_stanza_release(presence);
}

static void send_message(struct client *client, const char *to,
                         const char *body)
{
    xmpp_stanza_t *message =
        xmpp_message_new(client->context, "chat", to, NULL);

    xmpp_message_set_body(message, body);
    xmpp_send(client->connection, message);
    xmpp_stanza_release(message);
}

/* "VERB WORD REST": what a line says. */
static void obey(struct client *client, char *line)
{
    char *verb = strsep(&line, " "), *word = strsep(&line, " ");
    const char *parts[] = {word, line};

    if (strcmp(verb, "presence") == 0)
        send_presence(client, NULL, NULL, parts);
    else if (strcmp(verb, "subscribe") == 0)
        send_presence(client, word, "subscribe", NULL);
    else if (strcmp(verb, "approve") == 0)
        send_presence(client, word, "subscribed", NULL);
    else if (strcmp(verb, "message") == 0)
        send_message(client, word, line);
    else if (strcmp(verb, "quit") == 0)
        xmpp_disconnect(client->connection);
    else
        exit(2);
}

static void listen_to_lines(struct client *client)
{
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    char *end;
    ssize_t count;

    if (poll(&input, 1, 0) <= 0)
        return;
    count = read(STDIN_FILENO, client->line + client->length,
                 sizeof client->line - client->length - 1);
    if (count <= 0)
        exit(0);
    client->length += (size_t)count;
    client->line[client->length] = '\0';
    while ((end = strchr(client->line, '\n')) != NULL) {
        *end++ = '\0';
        obey(client, client->line);
        client->length -= (size_t)(end - client->line);
        memmove(client->line, end, client->length + 1);
    }
}

int main(int count, char **words)
{
    static const xmpp_log_t log = {.handler = on_log};
    struct client client = {.context = NULL};

    if (count != 6)
        return 2;
    setvbuf(stdout, NULL, _IOLBF, 0);
    xmpp_initialize();
    client.context = xmpp_ctx_new(NULL, &log);
    client.connection = xmpp_conn_new(client.context);
    xmpp_conn_set_flags(client.connection, strcmp(words[5], "direct") == 0
                                               ? XMPP_CONN_FLAG_LEGACY_SSL
                                               : XMPP_CONN_FLAG_MANDATORY_TLS);
    xmpp_conn_set_jid(client.connection, words[1]);
    xmpp_conn_set_pass(client.connection, words[2]);
    xmpp_conn_set_cafile(client.connection, words[4]);
    xmpp_conn_set_certfail_handler(client.connection, on_untrusted);
    if (xmpp_connect_client(client.connection, "127.0.0.1",
                            (unsigned short)atoi(words[3]), on_connection,
                            &client) != XMPP_EOK)
        return 1;
    while (!client.over) {
        xmpp_run_once(client.context, 20);
        listen_to_lines(&client);
    }
    xmpp_conn_release(client.connection);
    xmpp_ctx_free(client.context);
    xmpp_shutdown();
    return 0;
}
