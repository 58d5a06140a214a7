/*
 * A client's stream, whatever the client says, while another watches: what
 * both are told is XML, whoever the watcher was told is there it is told is
 * gone, and each byte of memory is given back.
 *
 * The first byte says how far the client has come, and comes if its connection
 * was lost; the rest it says, but what
 * stands behind a NUL: a byte that says what happens.
 */
#include "sasl_kit.h"

#include <adsum/c2s.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SEEN = 64, NOW_MS = 1000000 };

#define HEADER                                                             \
    "<stream:stream to='example.net' version='1.0' xmlns='jabber:client' " \
    "xmlns:stream='" ADSUM_XML_STREAMS "'>"
#define AUTH(plain)                                                           \
    "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>" plain \
    "</auth>"
#define ROMEO  AUTH("AHJvbWVvAHBlbmNpbA==")
#define JULIET AUTH("AGp1bGlldABwZW5jaWw=")
#define BIND                                                                \
    "<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>" \
    "<resource>x</resource></bind></iq>"

/* How far a client comes before it says what it likes. */
static const char *const beginnings[] = {
    "",
    HEADER,
    HEADER ROMEO,
    HEADER ROMEO HEADER,
    HEADER ROMEO HEADER BIND,
    HEADER ROMEO HEADER BIND "<presence/>",
    HEADER ROMEO HEADER BIND
    "<presence/><enable xmlns='urn:xmpp:sm:3' resume='true'/>",
};

enum { BEGINNINGS = sizeof beginnings / sizeof *beginnings };

struct client {
    struct world *world;
    struct adsum_c2s_stream *stream; /* NULL: closed */
    struct adsum_xml_stream heard;
    uint32_t answer;
    int secures;
};

struct world {
    struct adsum_service *service;
    struct adsum_c2s *c2s;
    struct adsum_xml_pool *pool; /* reads what clients hear */
    struct client romeo, juliet;
    uint64_t now_ms;
    size_t held;
    char seen[SEEN][ADSUM_ADDRESS_BYTES]; /* of whom juliet was told */
    uint32_t seen_length[SEEN];
};

static void must(int so)
{
    if (!so)
        abort();
}

static void *allocate(void *user, void *block, size_t old_size, size_t new_size)
{
    ((struct world *)user)->held += new_size - old_size;
    if (new_size != 0)
        return realloc(block, new_size);
    free(block);
    return NULL;
}

static void see(struct world *world, const struct adsum_xml_element *presence)
{
    struct adsum_text type = adsum_xml_value(presence, "type", NULL),
                      from = adsum_xml_value(presence, "from", NULL);
    uint32_t i = 0;

    if (from.length <= 18 || memcmp(from.bytes, "romeo@example.net/", 18) != 0)
        return;
    while (i < SEEN && (world->seen_length[i] != from.length ||
                        memcmp(world->seen[i], from.bytes, from.length) != 0))
        i++;
    if (i < SEEN && type.length == 11) /* unavailable */
        world->seen_length[i] = 0;
    if (i < SEEN || type.bytes != NULL)
        return;
    for (i = 0; i < SEEN && world->seen_length[i] != 0;)
        i++;
    must(i < SEEN);
    memcpy(world->seen[i], from.bytes, from.length);
    world->seen_length[i] = from.length;
}

static void hear(struct client *client, const char *bytes, uint32_t length)
{
    struct adsum_xml_event event;

    if (length > 5 && memcmp(bytes, "<?xml", 5) == 0)
        adsum_xml_stream_deinit(client->world->pool, &client->heard);
    while (length != 0) {
        must(adsum_xml_feed(client->world->pool, &client->heard, 0, bytes,
                            length, &event) == 0);
        must(event.kind != ADSUM_XML_FAILED);
        bytes += event.consumed;
        length -= event.consumed;
        if (event.kind == ADSUM_XML_STANZA &&
            client == &client->world->juliet &&
            adsum_xml_is(event.element, "presence", NULL))
            see(client->world, event.element);
    }
}

static uint32_t output(void *user, uint64_t context, const void *bytes,
                       uint32_t length)
{
    struct client *client = (struct client *)(uintptr_t)context;

    (void)user;
    must(client->stream != NULL && length != 0);
    if (client->answer != ADSUM_C2S_BROKEN)
        hear(client, bytes, length);
    return client->answer;
}

static void secure(void *user, uint64_t context,
                   const struct adsum_text *domain)
{
    (void)user;
    (void)domain;
    ((struct client *)(uintptr_t)context)->secures = 1;
}

static void closed(void *user, uint64_t context, uint32_t condition)
{
    struct client *client = (struct client *)(uintptr_t)context;

    must(client->stream != NULL &&
         condition <= ADSUM_XML_CONDITION_UNSUPPORTED_VERSION);
    client->stream = NULL;
    adsum_xml_stream_deinit(((struct world *)user)->pool, &client->heard);
}

static int is(const struct adsum_text *address, const char *string)
{
    return address->length == strlen(string) &&
           memcmp(address->bytes, string, address->length) == 0;
}

static int32_t load(void *user, const struct adsum_text *address)
{
    const struct adsum_item item = {
        .contact = adsum_text_of(is(address, "romeo@example.net")
                                     ? "juliet@example.net"
                                     : "romeo@example.net"),
        .subscription = ADSUM_SUBSCRIPTION_BOTH};
    const struct adsum_change row = {
        .contact = item.contact, .item = &item, .kind = ADSUM_CHANGE_ITEM};
    uint32_t known =
        is(address, "romeo@example.net") || is(address, "juliet@example.net");

    return adsum_user_load(((struct world *)user)->service, *address,
                           known ? ADSUM_USER_KEPT : ADSUM_USER_UNKNOWN, &row,
                           known) < 0;
}

static int32_t keys(void *user, const struct adsum_text *address, uint32_t hash,
                    struct adsum_sasl_keys *ret)
{
    (void)user;
    if (!is(address, "romeo@example.net") && !is(address, "juliet@example.net"))
        return ADSUM_ERR_NOT_FOUND;
    return adsum_sasl_keys_derive(&kit_crypto, NULL, hash,
                                  adsum_text_of("pencil"),
                                  adsum_text_of("salt"), 4096, ret);
}

/* One message was always kept. */
static void available(void *user, struct adsum_c2s_stream *stream,
                      const struct adsum_text *address)
{
    const struct adsum_notice message = {
        .size = sizeof message,
        .kind = ADSUM_MESSAGE,
        .from = adsum_text_of("nurse@example.net/x"),
        .time_ms = NOW_MS - 1};

    (void)user;
    (void)address;
    (void)adsum_c2s_give(stream, &message);
}

static void deliver(void *user, const struct adsum_notice *notice,
                    struct adsum_target *targets, uint32_t count)
{
    adsum_c2s_deliver(((struct world *)user)->c2s, notice, targets, count);
}

static void ping(void *user, uint64_t session, uint64_t context)
{
    adsum_c2s_ping(((struct world *)user)->c2s, session, context);
}

static void ended(void *user, uint64_t session, uint64_t context,
                  uint32_t reason)
{
    adsum_c2s_ended(((struct world *)user)->c2s, session, context, reason);
}

static int32_t save(void *user, const struct adsum_change *changes,
                    uint32_t count)
{
    (void)user;
    must(changes != NULL && count != 0);
    return 0;
}

static const struct adsum_c2s_host host = {.size = sizeof host,
                                           .allocate = allocate,
                                           .output = output,
                                           .secure = secure,
                                           .closed = closed,
                                           .load = load,
                                           .keys = keys,
                                           .available = available};

static const struct adsum_host core_host = {.size = sizeof core_host,
                                            .allocate = allocate,
                                            .deliver = deliver,
                                            .save = save,
                                            .ping = ping,
                                            .ended = ended};

static void wait(struct world *world, uint64_t ms)
{
    uint64_t next_ms;

    world->now_ms += ms;
    must(adsum_c2s_advance(world->c2s, world->now_ms, &next_ms) == 0);
}

static void say(struct client *client, const void *bytes, size_t length)
{
    if (client->stream != NULL)
        must(adsum_c2s_feed(client->stream, bytes, (uint32_t)length) == 0);
}

static void enter(struct client *client, const char *beginning)
{
    client->answer = ADSUM_C2S_TAKEN;
    client->secures = 0;
    must(adsum_c2s_open(client->world->c2s, (uint64_t)(uintptr_t)client,
                        ADSUM_C2S_CLEAR, &client->stream) == 0);
    say(client, beginning, strlen(beginning));
}

static void lose(struct client *client)
{
    if (client->stream != NULL)
        adsum_c2s_lost(client->stream);
    must(client->stream == NULL);
}

static void begin(struct world *world, const char *beginning)
{
    static const struct adsum_text domain = {"example.net", 11};
    static const struct adsum_sasl_service sasl = {
        .size = sizeof sasl,
        .clear = ADSUM_SASL_PLAIN | ADSUM_SASL_SCRAM_SHA_1,
        .least_iterations = 1,
        .crypto = &kit_crypto,
        .secret = {"sixteen bytes at", 16}};
    const struct adsum_options core = {
        .size = sizeof core, .domains = &domain, .domain_count = 1};
    const struct adsum_c2s_options options = {.size = sizeof options,
                                              .domain_count = 1,
                                              .domains = &domain,
                                              .sasl = &sasl,
                                              .name = domain,
                                              .stanza_bytes = 10000,
                                              .unacked = 4};
    const struct adsum_xml_options xml = {.size = sizeof xml,
                                          .stanza_bytes = 1000000,
                                          .attributes = 256,
                                          .name_bytes = 32768,
                                          .depth = 1024,
                                          .namespaces = 1024,
                                          .allocate = allocate,
                                          .user = world};

    memset(world, 0, sizeof *world);
    world->romeo.world = world->juliet.world = world;
    must(adsum_xml_pool_new(&xml, &world->pool) == 0 &&
         adsum_service_new(&core_host, world, &core, &world->service) == 0 &&
         adsum_c2s_new(&host, world, &options, world->service, &world->c2s) ==
             0);
    wait(world, NOW_MS);
    enter(&world->juliet, HEADER JULIET HEADER BIND "<presence/>");
    enter(&world->romeo, beginning);
}

static void happen(struct world *world, uint8_t what, const char *beginning)
{
    struct client *romeo = &world->romeo;

    switch (what % 8) {
    case 0:
        wait(world, 30000);
        break;
    case 1:
        romeo->answer = ADSUM_C2S_FULL;
        break;
    case 2:
        romeo->answer = ADSUM_C2S_TAKEN;
        if (romeo->stream != NULL)
            adsum_c2s_writable(romeo->stream);
        break;
    case 3:
        romeo->answer = ADSUM_C2S_BROKEN;
        break;
    case 4:
        lose(romeo);
        enter(romeo, beginning);
        break;
    case 5:
        if (romeo->secures != 0 && romeo->stream != NULL)
            (void)adsum_c2s_secured(romeo->stream, &kit_channel,
                                    (struct adsum_text){NULL, 0});
        break;
    case 6:
        say(&world->juliet,
            "<message to='romeo@example.net'><body>x</body></message>", 56);
        break;
    default:
        say(&world->juliet, "<presence><show>away</show></presence>", 38);
    }
}

/* He is gone, and so she must be told. */
static void finish(struct world *world)
{
    lose(&world->romeo);
    wait(world, 150000);
    say(&world->juliet, " ", 1);
    wait(world, 155000);
    for (uint32_t i = 0; i < SEEN && world->juliet.stream != NULL; i++)
        must(world->seen_length[i] == 0);
    adsum_c2s_free(world->c2s);
    adsum_service_free(world->service);
    adsum_xml_pool_free(world->pool);
    must(world->held == 0 && world->juliet.stream == NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct world world;

    if (size < 2 || size > 4000)
        return 0;
    begin(&world, beginnings[data[0] % BEGINNINGS]);
    for (size_t at = 1; at < size;) {
        const uint8_t *nul = memchr(data + at, 0, size - at);
        size_t length = nul == NULL ? size - at : (size_t)(nul - data) - at;

        if (length != 0)
            say(&world.romeo, data + at, length);
        at += length + 1;
        if (at < size)
            happen(&world, data[at++],
                   beginnings[data[0] / BEGINNINGS % BEGINNINGS]);
    }
    finish(&world);
    return 0;
}
