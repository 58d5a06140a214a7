/*
 * One end on a loopback socket, for interop.py to set against other TLS.
 *
 *     peer server CERTIFICATE[,CERTIFICATE] [TRUST]
 *     peer client PORT DOMAIN TRUST [SESSION]
 *
 * Names are of files, without .pem and .key. The server prints "port N" and
 * serves one connection after the other, echoing; the client says "hello",
 * prints what it hears, and closes. Both print a line for each event.
 */
#include <adsum/tls.h>

#include <arpa/inet.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { FILE_BYTES = 1 << 16, PIECE_BYTES = 1000 };

struct peer {
    int socket;
    bool serves;
    struct adsum_tls_context *context;
    struct adsum_tls_channel *channel;
};

static void *allocate(void *user, void *block, size_t old_size, size_t new_size)
{
    (void)user;
    (void)old_size;
    if (new_size != 0)
        return realloc(block, new_size);
    free(block);
    return NULL;
}

static int32_t output(void *user, uint64_t context, const void *bytes,
                      uint32_t length)
{
    struct peer *peer = user;
    const char *at = bytes;

    (void)context;
    while (length != 0) {
        ssize_t sent = send(peer->socket, at, length, MSG_NOSIGNAL);
        if (sent <= 0)
            return 1;
        at += sent;
        length -= (uint32_t)sent;
    }
    return 0;
}

static void input(void *user, uint64_t context, const void *bytes,
                  uint32_t length)
{
    struct peer *peer = user;

    (void)context;
    printf("heard %.*s\n", (int)length, (const char *)bytes);
    if (peer->serves)
        adsum_tls_channel_write(peer->channel, bytes, length);
}

static const struct adsum_tls_host host = {.size = sizeof host,
                                           .allocate = allocate,
                                           .output = output,
                                           .input = input};

static struct adsum_text read_file(const char *name, const char *suffix)
{
    struct adsum_text text = {NULL, 0};
    char path[512], *bytes = malloc(FILE_BYTES);
    FILE *file;

    snprintf(path, sizeof path, "%s%s", name, suffix);
    file = fopen(path, "rb");
    if (file != NULL && bytes != NULL) {
        text.length = (uint32_t)fread(bytes, 1, FILE_BYTES, file);
        text.bytes = bytes;
    }
    if (file != NULL)
        fclose(file);
    return text;
}

static void show_open(const struct peer *peer,
                      const struct adsum_tls_info *info)
{
    printf("open %s resumed=%d certificate=%" PRIu32
           " service=%d domain=%.*s\n",
           adsum_tls_name(ADSUM_TLS_NAMES_SUITE, info->suite), info->resumed,
           info->certificate, info->service, (int)info->domain.length,
           info->domain.bytes);
    for (uint32_t i = 1; i <= ADSUM_TLS_BINDING_END_POINT; i++) {
        struct adsum_text text = {NULL, 0};
        adsum_tls_channel_binding(peer->channel, i, &text);
        printf("%s ", adsum_tls_name(ADSUM_TLS_NAMES_BINDING, i));
        for (uint32_t j = 0; j < text.length; j++)
            printf("%02x", (unsigned char)text.bytes[j]);
        printf("\n");
    }
}

static void keep_session(const struct peer *peer, const char *path)
{
    char bytes[4096];
    uint32_t length;
    FILE *file;

    if (path == NULL || adsum_tls_channel_session(peer->channel, bytes,
                                                  sizeof bytes, &length) != 0)
        return;
    file = fopen(path, "wb");
    if (file == NULL)
        return;
    fwrite(bytes, 1, length, file);
    fclose(file);
}

/* Until it ends, one way or the other; the last line says how. */
static void converse(struct peer *peer, const char *session)
{
    char piece[PIECE_BYTES];
    struct adsum_tls_info info = {.size = sizeof info};
    int err = peer->serves ? 0 : adsum_tls_channel_feed(peer->channel, NULL, 0);
    uint8_t before = ADSUM_TLS_HANDSHAKE;

    while (err == 0) {
        ssize_t got = recv(peer->socket, piece, sizeof piece, 0);
        err = got <= 0
                  ? adsum_tls_channel_end(peer->channel)
                  : adsum_tls_channel_feed(peer->channel, piece, (uint32_t)got);
        adsum_tls_channel_get(peer->channel, &info);
        if (before == ADSUM_TLS_HANDSHAKE && info.suite != 0) {
            show_open(peer, &info);
            before = ADSUM_TLS_OPEN;
            if (!peer->serves) {
                keep_session(peer, session);
                adsum_tls_channel_write(peer->channel, "hello\n", 6);
            }
        } else if (!peer->serves && info.state == ADSUM_TLS_OPEN)
            adsum_tls_channel_close(peer->channel);
    }
    adsum_tls_channel_get(peer->channel, &info);
    printf("%s %s alert=%s heard=%d certificate=%" PRIu32 "\n",
           adsum_tls_name(ADSUM_TLS_NAMES_STATE, info.state),
           adsum_tls_name(ADSUM_TLS_NAMES_FAILURE, info.failure),
           adsum_tls_name(ADSUM_TLS_NAMES_ALERT, info.alert), info.alert_heard,
           info.certificate);
    fflush(stdout);
    adsum_tls_channel_free(peer->channel);
    close(peer->socket);
}

static int begin(struct peer *peer, const struct adsum_tls_policy *policy,
                 const struct adsum_tls_credentials *credentials)
{
    int err =
        adsum_tls_context_new(&host, peer, policy, credentials, &peer->context);

    if (err == 0)
        err = adsum_tls_context_advance(peer->context,
                                        (uint64_t)time(NULL) * 1000);
    return err;
}

static int serve(struct peer *peer)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t length = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM, 0);

    if (bind(listener, (struct sockaddr *)&address, length) != 0 ||
        listen(listener, 5) != 0 ||
        getsockname(listener, (struct sockaddr *)&address, &length) != 0)
        return 1;
    printf("port %d\n", ntohs(address.sin_port));
    fflush(stdout);
    for (;;) {
        peer->socket = accept(listener, NULL, NULL);
        if (peer->socket < 0 ||
            adsum_tls_channel_new(peer->context, NULL, 0, &peer->channel) != 0)
            return 1;
        converse(peer, NULL);
    }
}

static int server(int count, char **arguments)
{
    struct peer peer = {.serves = true};
    struct adsum_tls_certificate certificates[4];
    struct adsum_tls_policy policy = {.size = sizeof policy, .services = 3};
    struct adsum_tls_credentials credentials = {.size = sizeof credentials,
                                                .certificates = certificates};

    for (char *name = strtok(arguments[0], ","); name != NULL;
         name = strtok(NULL, ",")) {
        certificates[credentials.count].chain = read_file(name, ".pem");
        certificates[credentials.count++].key = read_file(name, ".key");
    }
    if (count > 1) {
        policy.verify = ADSUM_TLS_VERIFY_REQUIRED;
        credentials.trust = read_file(arguments[1], ".pem");
    }
    return begin(&peer, &policy, &credentials) != 0 || serve(&peer) != 0;
}

static int client(int count, char **arguments)
{
    struct peer peer = {.serves = false};
    struct adsum_tls_policy policy = {.size = sizeof policy,
                                      .role = ADSUM_TLS_CLIENT};
    struct adsum_tls_credentials credentials = {
        .size = sizeof credentials, .trust = read_file(arguments[2], ".pem")};
    struct adsum_tls_start start = {
        .size = sizeof start,
        .domain = {arguments[1], (uint32_t)strlen(arguments[1])}};
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_port = htons((uint16_t)strtoul(arguments[0], NULL, 10)),
        .sin_addr = {htonl(INADDR_LOOPBACK)}};
    const char *session = count > 3 ? arguments[3] : NULL;

    if (session != NULL) {
        struct adsum_text kept = read_file(session, "");
        start.session = kept.bytes;
        start.session_length = kept.length;
    }
    peer.socket = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(peer.socket, (struct sockaddr *)&address, sizeof address) !=
            0 ||
        begin(&peer, &policy, &credentials) != 0 ||
        adsum_tls_channel_new(peer.context, &start, 0, &peer.channel) != 0)
        return 1;
    converse(&peer, session);
    return adsum_tls_context_free(peer.context) != 0;
}

int main(int count, char **arguments)
{
    if (count >= 3 && strcmp(arguments[1], "server") == 0)
        return server(count - 2, arguments + 2);
    if (count >= 5 && strcmp(arguments[1], "client") == 0)
        return client(count - 2, arguments + 2);
    return 2;
}
