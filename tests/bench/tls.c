/*
 * What a channel holds, and what it takes: one JSON line.
 *
 *     tls --certificates DIRECTORY [--channels N] [--handshakes N] [--key
 * dns|rsa]
 *
 * Memory is what malloc() has given out, heads of blocks included, ours and
 * mbedTLS's together; `own` is the part that came from allocate(). `new` is a
 * channel that nothing came from yet, `half_open` a server's whose client has
 * said hello, `idle` one that is open, with all records read.
 */
#include "measure.h"
#include "options.h"

#include <adsum/tls.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { FILE_BYTES = 1 << 16, WIRE_BYTES = 1 << 16, PRESENCE_BYTES = 200 };

struct wire {
    uint8_t bytes[WIRE_BYTES];
    uint32_t length;
};

struct pair {
    struct adsum_tls_channel *ends[2]; /* by role */
};

static struct wire wires[2]; /* what a server, a client has sent */
static int64_t own;
static uint64_t heard;

static void *allocate(void *user, void *block, size_t old_size, size_t new_size)
{
    (void)user;
    own += (int64_t)new_size - (int64_t)old_size;
    if (new_size != 0)
        return realloc(block, new_size);
    free(block);
    return NULL;
}

static int32_t output(void *user, uint64_t context, const void *bytes,
                      uint32_t length)
{
    struct wire *wire = &wires[context];

    (void)user;
    if (wire->length + length > WIRE_BYTES)
        return 1;
    memcpy(wire->bytes + wire->length, bytes, length);
    wire->length += length;
    return 0;
}

static void input(void *user, uint64_t context, const void *bytes,
                  uint32_t length)
{
    (void)user;
    (void)context;
    (void)bytes;
    heard += length;
}

static const struct adsum_tls_host host = {.size = sizeof host,
                                           .allocate = allocate,
                                           .output = output,
                                           .input = input};

static void must(int err, const char *what)
{
    if (err == 0)
        return;
    fprintf(stderr, "%s: %d\n", what, err);
    exit(1);
}

/* A file's text, in one of three places. */
static struct adsum_text read_file(const char *directory, const char *name,
                                   uint32_t place)
{
    static char bytes[3][FILE_BYTES];
    struct adsum_text text = {bytes[place], 0};
    char path[512];
    FILE *file;

    snprintf(path, sizeof path, "%s/%s", directory, name);
    file = fopen(path, "rb");
    must(file == NULL, path);
    text.length = (uint32_t)fread(bytes[place], 1, FILE_BYTES, file);
    fclose(file);
    return text;
}

static struct adsum_tls_context *context_of(uint8_t role, const char *directory,
                                            const char *name)
{
    struct adsum_tls_policy policy = {
        .size = sizeof policy, .role = role, .handshakes = UINT32_MAX};
    struct adsum_tls_credentials credentials = {.size = sizeof credentials};
    struct adsum_tls_certificate own_one;
    struct adsum_tls_context *context;
    char file[64];

    snprintf(file, sizeof file, "%s.pem", name);
    own_one.chain = read_file(directory, file, 0);
    snprintf(file, sizeof file, "%s.key", name);
    own_one.key = read_file(directory, file, 1);
    credentials.certificates = &own_one;
    credentials.count = role == ADSUM_TLS_SERVER;
    if (role == ADSUM_TLS_CLIENT)
        credentials.trust = read_file(directory, "ca.pem", 2);
    must(adsum_tls_context_new(&host, NULL, &policy, &credentials, &context),
         "context");
    must(adsum_tls_context_advance(context, (uint64_t)time(NULL) * 1000),
         "advance");
    return context;
}

static struct adsum_tls_context *contexts[2];

static struct adsum_tls_channel *channel_of(uint8_t role, const void *session,
                                            uint32_t length)
{
    struct adsum_tls_start start = {
        .size = sizeof start, .session = session, .session_length = length};
    struct adsum_tls_channel *channel;

    if (role == ADSUM_TLS_CLIENT) {
        start.domain.bytes = "example.net";
        start.domain.length = 11;
    }
    must(adsum_tls_channel_new(contexts[role], &start, role, &channel),
         "channel");
    return channel;
}

/* What one has sent, to the other; the time is counted as the other's. */
static void carry(struct pair *pair, int from, uint64_t *ns)
{
    uint64_t before = measure_cpu_ns();
    uint32_t length = wires[from].length;

    wires[from].length = 0;
    must(adsum_tls_channel_feed(pair->ends[!from], wires[from].bytes, length),
         "feed");
    ns[!from] += measure_cpu_ns() - before;
}

static void shake(struct pair *pair, uint64_t *ns)
{
    uint64_t before = measure_cpu_ns();

    must(adsum_tls_channel_feed(pair->ends[ADSUM_TLS_CLIENT], NULL, 0), "feed");
    ns[ADSUM_TLS_CLIENT] += measure_cpu_ns() - before;
    while (wires[0].length + wires[1].length != 0)
        carry(pair, wires[ADSUM_TLS_CLIENT].length != 0, ns);
}

static void drop(struct pair *pair)
{
    must(adsum_tls_channel_free(pair->ends[0]), "free");
    must(adsum_tls_channel_free(pair->ends[1]), "free");
}

static int64_t in_use(void)
{
    return (int64_t)mallinfo2().uordblks;
}

static void memory(uint32_t channels, struct pair *pairs)
{
    uint64_t ns[2] = {0, 0};
    int64_t before = in_use(), own_before = own, now;
    struct adsum_tls_channel *helper = channel_of(ADSUM_TLS_CLIENT, NULL, 0);

    before = in_use();
    for (uint32_t i = 0; i < channels; i++)
        pairs[i].ends[0] = channel_of(ADSUM_TLS_SERVER, NULL, 0);
    now = in_use();
    printf("\"new\": %.0f, ", (double)(now - before) / channels);
    must(adsum_tls_channel_feed(helper, NULL, 0), "feed");
    for (uint32_t i = 0; i < channels; i++) {
        wires[0].length = 0;
        must(adsum_tls_channel_feed(pairs[i].ends[0], wires[1].bytes,
                                    wires[1].length),
             "feed");
    }
    now = in_use();
    printf("\"half_open\": %.0f, ", (double)(now - before) / channels);
    for (uint32_t i = 0; i < channels; i++)
        must(adsum_tls_channel_free(pairs[i].ends[0]), "free");
    must(adsum_tls_channel_free(helper), "free");
    wires[0].length = wires[1].length = 0;
    for (int role = 0; role < 2; role++) {
        before = in_use();
        own_before = own;
        for (uint32_t i = 0; i < channels; i++) {
            for (int end = 0; end < 2; end++)
                pairs[i].ends[end] = channel_of((uint8_t)end, NULL, 0);
            shake(&pairs[i], ns);
            must(adsum_tls_channel_free(pairs[i].ends[!role]), "free");
        }
        printf("\"idle_%s\": %.0f, \"own_%s\": %.0f, ",
               role == 0 ? "server" : "client",
               (double)(in_use() - before) / channels,
               role == 0 ? "server" : "client",
               (double)(own - own_before) / channels);
        for (uint32_t i = 0; i < channels; i++)
            must(adsum_tls_channel_free(pairs[i].ends[role]), "free");
    }
}

static void handshakes(uint32_t count)
{
    static char session[4096];
    uint64_t full[2] = {0, 0}, resumed[2] = {0, 0};
    uint32_t length = 0;

    for (uint32_t i = 0; i < 2 * count; i++) {
        struct pair pair = {{channel_of(0, NULL, 0),
                             channel_of(1, session, i < count ? 0 : length)}};
        struct adsum_tls_info info = {.size = sizeof info};
        shake(&pair, i < count ? full : resumed);
        adsum_tls_channel_get(pair.ends[1], &info);
        must(info.resumed != (i >= count), "resumed");
        must(adsum_tls_channel_session(pair.ends[1], session, sizeof session,
                                       &length),
             "session");
        drop(&pair);
    }
    for (int role = 0; role < 2; role++)
        printf("\"%s_full_us\": %.1f, \"%s_resumed_us\": %.1f, ",
               role == 0 ? "server" : "client",
               (double)full[role] / count / 1e3,
               role == 0 ? "server" : "client",
               (double)resumed[role] / count / 1e3);
}

static void records(uint32_t count)
{
    static const char presence[PRESENCE_BYTES];
    struct pair pair = {{channel_of(0, NULL, 0), channel_of(1, NULL, 0)}};
    uint64_t ns[2] = {0, 0}, written = 0, before;

    shake(&pair, ns);
    ns[1] = heard = 0;
    for (uint32_t i = 0; i < count; i++) {
        before = measure_cpu_ns();
        must(adsum_tls_channel_write(pair.ends[0], presence, sizeof presence),
             "write");
        written += measure_cpu_ns() - before;
        carry(&pair, 0, ns);
    }
    must(heard != (uint64_t)count * PRESENCE_BYTES, "heard");
    printf("\"write_ns\": %.0f, \"read_ns\": %.0f", (double)written / count,
           (double)ns[1] / count);
    drop(&pair);
}

int main(int count, char **words)
{
    static const char *const names[] = {"certificates", "channels",
                                        "handshakes", "key", NULL};
    struct options options = {count, words, names};
    const char *directory, *key;
    uint32_t channels;
    struct pair *pairs;

    options_check(&options, "tls --certificates DIRECTORY [--channels N] "
                            "[--handshakes N] [--key dns|rsa]");
    directory = options_text(&options, "certificates", ".");
    key = options_text(&options, "key", "dns");
    channels = (uint32_t)options_number(&options, "channels", 1000);
    pairs = calloc(channels, sizeof *pairs);
    must(pairs == NULL, "memory");
    contexts[0] = context_of(ADSUM_TLS_SERVER, directory, key);
    contexts[1] = context_of(ADSUM_TLS_CLIENT, directory, key);
    printf("{\"key\": \"%s\", ", key);
    handshakes((uint32_t)options_number(&options, "handshakes", 100));
    memory(channels, pairs);
    records(100 * channels);
    printf("}\n");
    must(adsum_tls_context_free(contexts[0]), "free");
    must(adsum_tls_context_free(contexts[1]), "free");
    free(pairs);
    return 0;
}
