/*
 * A client and its core, whatever a server says, and what its host does in
 * between: what it says stays a stream of XML, a session begins and ends once,
 * each question has one answer, presence is of those it may be of, bounds hold,
 * and all memory is given back.
 *
 * The first byte says how far it is when the input begins, and which bounds are
 * small; of the rest a byte from 0xe0 to 0xef that stands alone is something
 * the host does: see deeds.
 */
#include "client_kit.h"
#include "sasl_kit.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define HEADER                                                            \
    "<stream:stream from='b' id='1' version='1.0' xmlns='jabber:client' " \
    "xmlns:stream='" ADSUM_XML_STREAMS "'>"
#define OFFER                                                   \
    "<stream:features><mechanisms "                             \
    "xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>PLAIN" \
    "</mechanism></mechanisms></stream:features>"
#define SUCCESS "<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>"
#define FEATURES                                                            \
    "<stream:features><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>"     \
    "<sm xmlns='urn:xmpp:sm:3'/><ver xmlns='urn:xmpp:features:rosterver'/>" \
    "<csi xmlns='urn:xmpp:csi:0'/></stream:features>"
#define ID(number) "00000000000000000000000000000000" number
#define BOUND                                                              \
    "<iq type='result' id='" ID("0") "'><bind "                            \
                                     "xmlns='urn:ietf:params:xml:ns:xmpp-" \
                                     "bind'><jid>a@b/x</jid></bind></iq>"
#define ENABLED "<enabled xmlns='urn:xmpp:sm:3' id='s' resume='true'/>"
#define ROSTER                                                   \
    "<iq type='result' id='" ID(                                 \
        "1") "'><query "                                         \
             "xmlns='jabber:iq:roster' ver='1'><item jid='c@b' " \
             "subscription='both'/></query></iq>"

static const struct adsum_sasl_account account = {
    .size = sizeof account,
    .mechanisms = ADSUM_SASL_PLAIN | ADSUM_SASL_SCRAM_SHA_256 |
                  ADSUM_SASL_SCRAM_SHA_256_PLUS,
    .least_iterations = 1,
    .most_iterations = 10,
    .crypto = &kit_crypto,
    .name = {"a", 1},
    .password = {"p", 1}};

static void feed(const void *bytes, size_t length)
{
    if (length != 0 && world.connected)
        must(adsum_client_feed(world.client, bytes, (uint32_t)length) == 0);
}

static void say(const char *string)
{
    feed(string, strlen(string));
}

static void connect(void)
{
    if (world.connected)
        return;
    world.connected = 1;
    must(adsum_client_open(world.client, &kit_channel) == 0);
}

/* What the host may do between two words of the server. */

static void publish(void)
{
    if (world.session != 0)
        (void)adsum_session_publish(world.service, world.session, NULL);
}

static void send_kind(uint32_t kind, const char *to)
{
    const struct adsum_presence presence = {.size = sizeof presence};
    const struct adsum_notice notice = {
        .size = sizeof notice,
        .kind = (uint8_t)kind,
        .presence = kind == ADSUM_PRESENCE ? &presence : NULL};

    if (world.session != 0)
        (void)adsum_session_send(world.service, world.session, text(to),
                                 &notice);
}

static void direct(void)
{
    send_kind(ADSUM_PRESENCE, "e@b/y");
}

static void write_to(void)
{
    send_kind(ADSUM_MESSAGE, "d@b");
}

static void unsubscribe(void)
{
    send_kind(ADSUM_UNSUBSCRIBE, "c@b");
}

static void approve(void)
{
    send_kind(ADSUM_SUBSCRIBED, "c@b");
}

/* Of the account, or of a contact: which, the token says. */
static void ask_of(uint32_t kind)
{
    if (world.questions % 2 != kind)
        return;
    if (adsum_client_ask(world.client, kind == 0 ? text("a@b") : text("b/bot"),
                         ADSUM_TYPE_GET, text("<x xmlns='u:x'/>"), 0,
                         world.questions) == 0)
        world.questions++;
}

static void ask_own(void)
{
    ask_of(0);
}

static void ask_other(void)
{
    ask_of(1);
}

static void lose(void)
{
    adsum_client_lost(world.client);
    connect();
}

static void resume(void)
{
    lose();
    say(HEADER OFFER SUCCESS HEADER FEATURES);
}

static void leave(void)
{
    adsum_client_close(world.client);
}

static void pass(uint32_t ms)
{
    uint64_t core_ms, own_ms;

    world.now_ms += ms;
    must(adsum_service_advance(world.service, world.now_ms, &core_ms) == 0);
    adsum_client_advance(world.client, world.now_ms, &own_ms);
    must(own_ms > world.now_ms);
}

static void wait_a_while(void)
{
    pass(1000);
}

static void wait_long(void)
{
    pass(90000);
}

static void look_away(void)
{
    adsum_client_active(world.client, 0);
}

static void secured(void)
{
    if (world.secures) {
        world.secures = 0;
        adsum_xml_stream_deinit(world.pool, &world.heard);
        must(adsum_client_secured(world.client, &kit_channel) == 0);
    }
}

static void in_the_clear(void)
{
    adsum_client_lost(world.client);
    world.connected = 1;
    must(adsum_client_open(world.client, NULL) == 0);
}

static void (*const deeds[16])(void) = {
    publish,   direct,  write_to,  unsubscribe, approve, ask_own,
    ask_other, lose,    resume,    leave,       connect, wait_a_while,
    wait_long, secured, look_away, in_the_clear};

static void begin(uint8_t how)
{
    static const struct adsum_text domain = {"here", 4};
    struct adsum_xml_options xml = {.size = sizeof xml, .allocate = allocate};
    struct adsum_limits limits = {.size = sizeof limits,
                                  .idle_ms = ADSUM_LIMIT_NOTHING,
                                  .user_sightings = (how & 16) != 0 ? 2 : 0,
                                  .contacts = (how & 16) != 0 ? 2 : 0};
    const struct adsum_options core = {.size = sizeof core,
                                       .limits = &limits,
                                       .domains = &domain,
                                       .domain_count = 1};
    const struct adsum_client_options options = {
        .size = sizeof options,
        .address = text("a@b"),
        .resource = text("x"),
        .account = &account,
        .stanza_bytes = 4096,
        .asked = 3,
        .unacked = (how & 32) != 0 ? 4 : 0,
        .early_bytes = (how & 32) != 0 ? 200 : 0,
        .partners = 2};

    memset(&world, 0, sizeof world);
    must(adsum_xml_pool_new(&xml, &world.pool) == 0);
    must(adsum_service_new(&core_host, NULL, &core, &world.service) == 0);
    must(adsum_user_load(world.service, text("a@b"), ADSUM_USER_MIRRORED, NULL,
                         0) == 0);
    must(adsum_client_new(&host, NULL, 7, &options, world.service,
                          &world.client) == 0);
    connect();
}

static void end(void)
{
    adsum_client_free(world.client);
    must(!world.connected && world.session == 0);
    must(world.answers == world.questions);
    must(adsum_service_free(world.service) == 0);
    adsum_xml_pool_free(world.pool);
    must(world.held == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const scenes[] = {HEADER OFFER SUCCESS HEADER FEATURES,
                                         BOUND ENABLED, ROSTER};
    size_t from = 1;

    if (size < 1 || size > 4000)
        return 0;
    begin(data[0]);
    for (uint32_t i = 0; i < (data[0] & 3u); i++)
        say(scenes[i]);
    for (size_t at = 1; at <= size; at++) {
        if (at != size && (data[at] < 0xe0 || data[at] > 0xef ||
                           (at + 1 < size && data[at + 1] >= 0x80)))
            continue;
        feed(data + from, at - from);
        if (at != size)
            deeds[data[at] & 15u]();
        from = at + 1;
    }
    end();
    return 0;
}
