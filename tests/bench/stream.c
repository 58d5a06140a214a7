/*
 * Clients' streams, bound and idle: memory for each that is not the core's,
 * without acknowledgements and with them.
 *
 *     stream [--streams N]
 */
#include "measure.h"
#include "options.h"

#include <adsum/c2s.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEADER                                                             \
    "<stream:stream to='example.net' version='1.0' xmlns='jabber:client' " \
    "xmlns:stream='" ADSUM_XML_STREAMS "'>"

static const char bind[] =
    HEADER "<iq type='set' id='b'>"
           "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>"
           "<presence/>";
static const char enable[] = "<enable xmlns='urn:xmpp:sm:3' resume='true'/>";

struct world {
    struct adsum_service *service;
    struct adsum_c2s *c2s;
    uint64_t random;
};

static void fail(const char *what)
{
    fprintf(stderr, "stream: %s\n", what);
    exit(1);
}

static void *allocate(void *user, void *block, size_t old_size, size_t new_size)
{
    (void)user;
    (void)old_size;
    if (new_size != 0)
        return realloc(block, new_size);
    free(block);
    return NULL;
}

static uint32_t output(void *user, uint64_t context, const void *bytes,
                       uint32_t length)
{
    (void)user;
    (void)context;
    (void)bytes;
    (void)length;
    return ADSUM_C2S_TAKEN;
}

static void closed(void *user, uint64_t context, uint32_t condition)
{
    (void)user;
    (void)context;
    if (condition != ADSUM_XML_CONDITION_SYSTEM_SHUTDOWN)
        fail("a stream was closed");
}

static int32_t load(void *user, const struct adsum_text *address)
{
    (void)user;
    (void)address;
    return ADSUM_ERR_UNKNOWN;
}

/* No hash at all: how long a login takes is for others to measure. */
static int32_t hash(void *user, uint32_t kind, const struct adsum_text *parts,
                    uint32_t count, uint8_t *ret)
{
    (void)user;
    (void)kind;
    (void)parts;
    (void)count;
    memset(ret, 1, ADSUM_HASH_BYTES / 2);
    return 0;
}

static int32_t hmac(void *user, uint32_t kind, const struct adsum_text *key,
                    const struct adsum_text *parts, uint32_t count,
                    uint8_t *ret)
{
    (void)key;
    return hash(user, kind, parts, count, ret);
}

static int32_t derive(void *user, uint32_t kind,
                      const struct adsum_text *password,
                      const struct adsum_text *salt, uint32_t iterations,
                      uint8_t *ret)
{
    (void)password;
    (void)salt;
    return hash(user, kind, NULL, iterations, ret);
}

static int32_t random_bytes(void *user, void *ret, uint32_t length)
{
    (void)user;
    for (uint32_t i = 0; i < length; i++)
        ((uint8_t *)ret)[i] = (uint8_t)rand();
    return 0;
}

static int32_t equal(void *user, const void *one, const void *other,
                     uint32_t length)
{
    (void)user;
    return memcmp(one, other, length) == 0;
}

static const struct adsum_crypto crypto = {.size = sizeof crypto,
                                           .hash = hash,
                                           .hmac = hmac,
                                           .derive = derive,
                                           .random = random_bytes,
                                           .equal = equal};

static int32_t keys(void *user, const struct adsum_text *address, uint32_t kind,
                    struct adsum_sasl_keys *ret)
{
    (void)address;
    return adsum_sasl_keys_derive(&crypto, user, kind, adsum_text_of("pencil"),
                                  adsum_text_of("salt"), 0, ret);
}

static void deliver(void *user, const struct adsum_notice *notice,
                    struct adsum_target *targets, uint32_t count)
{
    adsum_c2s_deliver(((struct world *)user)->c2s, notice, targets, count);
}

static void begin(struct world *world)
{
    static const struct adsum_text domain = {"example.net", 11};
    static const struct adsum_sasl_service sasl = {
        .size = sizeof sasl,
        .clear = ADSUM_SASL_PLAIN,
        .crypto = &crypto,
        .secret = {"sixteen bytes at", 16}};
    const struct adsum_host core_host = {
        .size = sizeof core_host, .allocate = allocate, .deliver = deliver};
    const struct adsum_options core = {
        .size = sizeof core, .domains = &domain, .domain_count = 1};
    const struct adsum_c2s_host host = {.size = sizeof host,
                                        .allocate = allocate,
                                        .output = output,
                                        .closed = closed,
                                        .load = load,
                                        .keys = keys};
    const struct adsum_c2s_options options = {.size = sizeof options,
                                              .domains = &domain,
                                              .domain_count = 1,
                                              .sasl = &sasl};

    if (adsum_service_new(&core_host, world, &core, &world->service) != 0 ||
        adsum_c2s_new(&host, world, &options, world->service, &world->c2s) != 0)
        fail("no service");
}

static uint64_t memory_of(const struct world *world)
{
    struct adsum_c2s_counts counts = {.size = sizeof counts};

    if (adsum_c2s_statistics(world->c2s, &counts) != 0 ||
        counts.negotiating != 0)
        fail("no counts");
    return counts.memory_bytes;
}

static void say(struct adsum_c2s_stream *stream, const char *text)
{
    if (adsum_c2s_feed(stream, text, (uint32_t)strlen(text)) != 0)
        fail("no memory");
}

/* Each a user of its own. */
static void login(struct adsum_c2s_stream *stream, uint32_t number)
{
    char plain[40], encoded[60], text[200];
    struct adsum_text ret;
    int length = snprintf(plain, sizeof plain, "%c%08u%cpencil", 0, number, 0);

    if (adsum_sasl_encode((struct adsum_text){plain, (uint32_t)length}, encoded,
                          sizeof encoded, &ret) != 0)
        fail("no login");
    (void)snprintf(text, sizeof text,
                   "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' "
                   "mechanism='PLAIN'>%.*s</auth>",
                   (int)ret.length, ret.bytes);
    say(stream, HEADER);
    say(stream, text);
    say(stream, bind);
}

int main(int argc, char **argv)
{
    static const char *const names[] = {"streams", NULL};
    struct options options = {argc, argv, names};
    struct adsum_c2s_stream **streams;
    struct world world = {0};
    uint64_t none = 0, plain, acknowledged;
    uint32_t count;

    options_check(&options, "[--streams N]");
    count = (uint32_t)options_number(&options, "streams", 1000);
    streams = calloc(count + 1, sizeof(*streams));
    if (streams == NULL || count == 0)
        fail("one stream at least");
    begin(&world);
    /* What the first needs, all use. */
    for (uint32_t i = 0; i < count + 1; i++) {
        if (adsum_c2s_open(world.c2s, i, ADSUM_C2S_CLEAR, &streams[i]) != 0)
            fail("no stream");
        login(streams[i], i);
        if (i == 0)
            none = memory_of(&world);
    }
    plain = memory_of(&world);
    for (uint32_t i = 1; i < count + 1; i++)
        say(streams[i], enable);
    acknowledged = memory_of(&world);
    printf("{\"streams\": %u, \"idle_bytes\": %.1f, "
           "\"resumable_bytes\": %.1f, \"all_share_bytes\": %llu}\n",
           count, (double)(plain - none) / count,
           (double)(acknowledged - none) / count, (unsigned long long)none);
    adsum_c2s_free(world.c2s);
    free(streams);
    return adsum_service_free(world.service) != 0;
}
