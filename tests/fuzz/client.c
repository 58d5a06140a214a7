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
#include "sasl_kit.h"

#include <adsum/client.h>

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

static struct {
    struct adsum_client *client;
    struct adsum_service *service;
    struct adsum_xml_pool *pool; /* that reads what the client says */
    struct adsum_xml_stream heard;
    uint64_t now_ms, session;
    size_t held;
    uint32_t questions, answers;
    int connected, secures, rostered;
} world;

static void must(int so)
{
    if (!so)
        abort();
}

static struct adsum_text text(const char *string)
{
    return adsum_text_of(string);
}

static void *allocate(void *user, void *block, size_t old_size, size_t new_size)
{
    (void)user;
    world.held += new_size - old_size;
    if (new_size != 0)
        return realloc(block, new_size);
    free(block);
    return NULL;
}

static uint32_t output(void *user, uint64_t context, const void *bytes,
                       uint32_t length)
{
    const char *at = bytes;

    (void)user;
    (void)context;
    must(world.connected && length != 0);
    while (length != 0) {
        struct adsum_xml_event event;

        must(adsum_xml_feed(world.pool, &world.heard, 0, at, length, &event) ==
             0);
        must(event.kind != ADSUM_XML_FAILED);
        at += event.consumed;
        length -= event.consumed;
        must(event.kind != ADSUM_XML_CLOSED || length == 0);
    }
    /* A stream begins anew behind these: what follows is a header. */
    return ADSUM_CLIENT_TAKEN;
}

static void secure(void *user, uint64_t context,
                   const struct adsum_text *domain)
{
    (void)user;
    (void)context;
    must(domain->length == 1 && world.connected && !world.secures);
    world.secures = 1;
}

static void closed(void *user, uint64_t context,
                   const struct adsum_client_end *end)
{
    (void)user;
    (void)context;
    must(world.connected && end->reason != 0);
    must((end->resumable != 0) == (world.session != 0));
    world.connected = world.secures = 0;
    adsum_xml_stream_deinit(world.pool, &world.heard);
}

static int32_t load(void *user, const struct adsum_text *address)
{
    (void)user;
    return adsum_user_load(world.service, *address, ADSUM_USER_MIRRORED, NULL,
                           0) < 0;
}

static void authenticated(void *user, uint64_t context, uint32_t mechanism,
                          uint32_t binding, uint32_t guarded)
{
    (void)user;
    (void)context;
    (void)binding;
    (void)guarded;
    must(mechanism != 0);
    adsum_xml_stream_deinit(world.pool, &world.heard);
}

static void bound(void *user, uint64_t context, uint64_t session,
                  const struct adsum_text *address, uint32_t resumed)
{
    (void)user;
    (void)context;
    must(address->length != 0 && session != 0);
    must(resumed != 0 ? world.session == session : world.session == 0);
    world.session = session;
}

static void ended(void *user, uint64_t context, uint64_t session)
{
    (void)user;
    (void)context;
    must(session == world.session);
    must(world.answers == world.questions);
    world.session = 0;
    world.rostered = 0;
}

static void roster(void *user, uint64_t context,
                   const struct adsum_notice *notice,
                   const struct adsum_text *version, int32_t err)
{
    (void)user;
    (void)context;
    must(version->length <= 1023 && (notice == NULL || err == 0));
    if (notice != NULL)
        must(notice->kind == ADSUM_ROSTER || notice->item_count == 1);
}

static void answered(void *user, uint64_t context, uint64_t token,
                     uint32_t outcome, const struct adsum_stanza *stanza,
                     const struct adsum_xml_element *element)
{
    (void)user;
    (void)context;
    (void)element;
    must(token < world.questions);
    must((stanza != NULL) == (outcome <= ADSUM_CLIENT_ERROR));
    if (stanza != NULL) /* of whom was asked */
        must(stanza->from.length == (token % 2 == 0 ? 3 : 5));
    world.answers++;
}

static const struct adsum_client_host host = {
    .size = sizeof host,
    .allocate = allocate,
    .output = output,
    .secure = secure,
    .closed = closed,
    .load = load,
    .authenticated = authenticated,
    .bound = bound,
    .ended = ended,
    .roster = roster,
    .answered = answered,
};

static int is_named(struct adsum_text bare, const char *name)
{
    return bare.length == strlen(name) &&
           memcmp(bare.bytes, name, bare.length) == 0;
}

/* RFC 6121 4.2.4 */
static void check_presence(const struct adsum_notice *notice)
{
    struct adsum_client_info info = {.size = sizeof info};
    struct adsum_address from, own;
    struct adsum_item item;

    must(adsum_address_split(notice->from, &from) == 0);
    must(adsum_client_get(world.client, &info) == 0);
    if (notice->presence->type == ADSUM_UNAVAILABLE || info.session == 0)
        return;
    must(adsum_address_split(info.address, &own) == 0);
    must((from.bare.length == own.bare.length &&
          memcmp(from.bare.bytes, own.bare.bytes, own.bare.length) == 0) ||
         is_named(from.bare, "d@b") || is_named(from.bare, "e@b") ||
         is_named(from.bare, "b") ||
         adsum_roster_get(world.service, own.bare, from.bare, &item) == 0);
}

static void deliver(void *user, const struct adsum_notice *notice,
                    struct adsum_target *targets, uint32_t count)
{
    (void)user;
    must(count == 1 && targets->context == 7);
    if (notice->kind == ADSUM_PRESENCE)
        check_presence(notice);
}

static uint32_t route(void *user, const struct adsum_text *destination,
                      const struct adsum_notice *notice,
                      const struct adsum_text *to, uint32_t count)
{
    (void)user;
    (void)destination;
    return adsum_client_route(world.client, notice, to, count);
}

static void core_ended(void *user, uint64_t session, uint64_t context,
                       uint32_t reason)
{
    (void)user;
    (void)session;
    (void)context;
    adsum_client_ended(world.client, reason);
}

static const struct adsum_host core_host = {
    .size = sizeof core_host,
    .allocate = allocate,
    .deliver = deliver,
    .route = route,
    .ended = core_ended,
};

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
