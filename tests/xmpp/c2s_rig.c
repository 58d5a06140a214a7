#include "c2s_rig.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const accounts[] = {
    "romeo@example.net", "juliet@example.net", "nurse@example.net",
    "tybalt@example.net"};

void c2s_rig_init(struct c2s_rig *rig)
{
    static const struct adsum_text domains[] = {{"example.net", 11}};

    memset(rig, 0, sizeof *rig);
    rig->host = c2s_rig_host;
    rig->core_host = c2s_rig_core_host;
    rig->now_ms = NOW_MS;
    rig->limits.size = sizeof rig->limits;
    rig->core = (struct adsum_options){.size = sizeof rig->core,
                                       .limits = &rig->limits,
                                       .domains = domains,
                                       .domain_count = 1};
    rig->options = (struct adsum_c2s_options){.size = sizeof rig->options,
                                              .domains = domains,
                                              .domain_count = 1,
                                              .sasl = &rig->sasl};
    rig->sasl = (struct adsum_sasl_service){
        .size = sizeof rig->sasl,
        .clear = ADSUM_SASL_PLAIN,
        .iterations = 2,
        .least_iterations = 1,
        .crypto = &c2s_rig_crypto,
        .crypto_user = rig,
        .secret = adsum_text_of("the secret of this service")};
    rig->channel = (struct adsum_sasl_channel){
        .size = sizeof rig->channel,
        .encrypted = 1,
        .tls_exporter = adsum_text_of("exported from this channel"),
        .tls_server_end_point = adsum_text_of("of a certificate")};
    for (uint32_t kind = ADSUM_HASH_SHA_1; kind <= ADSUM_HASH_SHA_256; kind++)
        assert_int_equal(adsum_sasl_keys_derive(&c2s_rig_crypto, rig, kind,
                                                adsum_text_of("pencil"),
                                                adsum_text_of("salt"), 2,
                                                &rig->keys[kind]),
                         0);
    for (size_t i = 0; i < sizeof accounts / sizeof *accounts; i++)
        disk_account(&rig->disk, adsum_text_of(accounts[i]), ADSUM_USER_KEPT);
}

void c2s_rig_start(struct c2s_rig *rig)
{
    assert_int_equal(
        adsum_service_new(&rig->core_host, rig, &rig->core, &rig->service), 0);
    assert_int_equal(
        adsum_c2s_new(&rig->host, rig, &rig->options, rig->service, &rig->c2s),
        0);
    c2s_rig_wait(rig, 0);
}

/* Of one stream, read as its client reads it: whatever happens, it is XML. */
static void check_stream(const char *bytes, size_t length, void *user)
{
    struct adsum_xml_options options = {.size = sizeof options,
                                        .stanza_bytes = 1000000,
                                        .allocate = c2s_rig_host.allocate,
                                        .user = user};
    struct adsum_xml_stream stream = {0};
    struct adsum_xml_pool *pool;

    assert_int_equal(adsum_xml_pool_new(&options, &pool), 0);
    while (length != 0) {
        struct adsum_xml_event event;

        assert_int_equal(
            adsum_xml_feed(pool, &stream, 0, bytes, (uint32_t)length, &event),
            0);
        if (event.kind == ADSUM_XML_FAILED)
            print_error("not XML: %s\n", bytes);
        assert_int_not_equal(event.kind, ADSUM_XML_FAILED);
        bytes += event.consumed;
        length -= event.consumed;
        assert_true(event.kind != ADSUM_XML_CLOSED || length == 0);
    }
    assert_int_equal(adsum_xml_held(&stream), 0);
    adsum_xml_stream_deinit(pool, &stream);
    adsum_xml_pool_free(pool);
}

/* Each stream over a connection begins with a header. */
static void check_heard(const struct client *client, void *user)
{
    const char *at = client->heard, *next;

    while (at != NULL) {
        next = strstr(at + 1, "<?xml");
        check_stream(at, next != NULL ? (size_t)(next - at) : strlen(at), user);
        at = next;
    }
}

void c2s_rig_deinit(struct c2s_rig *rig)
{
    adsum_c2s_free(rig->c2s);
    adsum_service_free(rig->service);
    assert_int_equal(rig->held, 0);
    rig->fail_at = 0;
    for (uint32_t i = 0; i < rig->client_count; i++) {
        assert_true(rig->clients[i].closed);
        check_heard(&rig->clients[i], rig);
        free(rig->clients[i].heard);
    }
    for (uint32_t i = 0; i < rig->kept_count; i++) {
        free(rig->kept[i]);
        free(rig->kept_for[i]);
    }
    disk_deinit(&rig->disk);
}

void c2s_rig_item(struct c2s_rig *rig, const char *user, const char *contact,
                  uint8_t subscription)
{
    struct adsum_item item = {.contact = adsum_text_of(contact),
                              .subscription = subscription};
    struct adsum_change change = {
        .user = adsum_text_of(user), .item = &item, .kind = ADSUM_CHANGE_ITEM};

    disk_apply(&rig->disk, &change);
}

void c2s_rig_friends(struct c2s_rig *rig, const char *one, const char *other)
{
    char one_address[100], other_address[100];

    (void)snprintf(one_address, sizeof one_address, "%s@example.net", one);
    (void)snprintf(other_address, sizeof other_address, "%s@example.net",
                   other);
    c2s_rig_item(rig, one_address, other_address, ADSUM_SUBSCRIPTION_BOTH);
    c2s_rig_item(rig, other_address, one_address, ADSUM_SUBSCRIPTION_BOTH);
}

void c2s_rig_wait(struct c2s_rig *rig, uint64_t ms)
{
    rig->now_ms += ms;
    assert_int_equal(adsum_c2s_advance(rig->c2s, rig->now_ms, &rig->next_ms),
                     0);
}

struct client *c2s_rig_open(struct c2s_rig *rig, uint32_t flags)
{
    struct client *client = &rig->clients[rig->client_count];
    int err;

    assert_in_range(rig->client_count, 0, CLIENTS - 1);
    memset(client, 0, sizeof *client);
    client->rig = rig;
    err = adsum_c2s_open(rig->c2s, (uint64_t)(uintptr_t)client, flags,
                         &client->stream);
    rig->client_count++;
    client->closed = err != 0;
    if (!rig->lenient)
        assert_int_equal(err, 0);
    return client;
}

static uint32_t chunk(struct c2s_rig *rig, size_t left)
{
    uint32_t size = rig->chunk == 0           ? UINT32_MAX
                    : rig->chunk == 1u << 31u ? 1 + (uint32_t)rand() % 40
                                              : rig->chunk;

    return size < left ? size : (uint32_t)left;
}

void client_says_bytes(struct client *client, const void *bytes, size_t length)
{
    const char *at = bytes;

    while (length != 0 && client->stream != NULL) {
        uint32_t part = chunk(client->rig, length);
        char *copy = must_have(NULL, part); /* and nothing behind it */
        int err;

        memcpy(copy, at, part);
        err = adsum_c2s_feed(client->stream, copy, part);
        free(copy);
        if (!client->rig->lenient)
            assert_int_equal(err, 0);
        at += part;
        length -= part;
    }
}

void client_says(struct client *client, const char *text)
{
    client_says_bytes(client, text, strlen(text));
}

void client_vanishes(struct client *client)
{
    if (client->stream != NULL)
        adsum_c2s_lost(client->stream);
    assert_true(client->closed);
}

void client_auths(struct client *client, const char *name, const char *password)
{
    char plain[200], encoded[300], text[400];
    int length =
        snprintf(plain, sizeof plain, "%c%s%c%s", 0, name, 0, password);
    struct adsum_text ret;

    assert_int_equal(
        adsum_sasl_encode((struct adsum_text){plain, (uint32_t)length}, encoded,
                          sizeof encoded, &ret),
        0);
    (void)snprintf(text, sizeof text,
                   "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' "
                   "mechanism='PLAIN'>%.*s</auth>",
                   (int)ret.length, ret.bytes);
    client_says(client, text);
}

bool c2s_like(const char *text, const char *pattern)
{
    for (; *pattern != '*'; pattern++, text++)
        if (*pattern != *text && (*pattern != '%' || *text == '\0'))
            return false;
        else if (*text == '\0')
            return true;
    while (*pattern == '*')
        pattern++;
    if (*pattern == '\0')
        return true;
    for (; *text != '\0'; text++)
        if ((*text == *pattern || *pattern == '%') && c2s_like(text, pattern))
            return true;
    return false;
}

const char *client_heard(struct client *client)
{
    size_t from = client->read;

    client->read = client->length;
    return client->heard != NULL ? client->heard + from : "";
}

void client_hears(struct client *client, const char *pattern)
{
    const char *heard = client_heard(client);

    if (client->rig->lenient || c2s_like(heard, pattern))
        return;
    print_error("heard:  %s\nwanted: %s\n", heard, pattern);
    fail();
}

void client_hears_nothing(struct client *client)
{
    client_hears(client, "");
}

void client_is_refused(struct client *client, const char *condition)
{
    char pattern[300];

    (void)snprintf(pattern, sizeof pattern,
                   "*<stream:error><%s xmlns='" ADSUM_XML_STREAM_ERRORS
                   "'/></stream:error>" FOOTER,
                   condition);
    client_hears(client, pattern);
}

void client_is_closed(struct client *client, uint32_t condition)
{
    assert_true(client->closed);
    assert_int_equal(client->condition, condition);
}

struct client *c2s_rig_authenticated(struct c2s_rig *rig, const char *name)
{
    struct client *client = c2s_rig_open(rig, ADSUM_C2S_CLEAR);

    client_says(client, HEADER);
    client_auths(client, name, "pencil");
    client_hears(client,
                 "*<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>");
    client_says(client, HEADER);
    client_hears(client, "*<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>*");
    return client;
}

struct client *c2s_rig_login(struct c2s_rig *rig, const char *name,
                             const char *resource)
{
    struct client *client = c2s_rig_authenticated(rig, name);
    char text[300];

    (void)snprintf(text, sizeof text,
                   "<iq type='set' id='b'><bind "
                   "xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>%s"
                   "</resource></bind></iq>",
                   resource);
    client_says(client, text);
    client_hears(client, "<iq id='b' type='result'>*</iq>");
    return client;
}

struct client *c2s_rig_online(struct c2s_rig *rig, const char *name,
                              const char *resource)
{
    struct client *client = c2s_rig_login(rig, name, resource);

    client_says(client,
                "<iq type='get' id='r'><query xmlns='jabber:iq:roster'/></iq>"
                "<presence/>");
    (void)client_heard(client);
    return client;
}

int c2s_rig_setup(void **state)
{
    static struct c2s_rig rig;

    c2s_rig_init(&rig);
    c2s_rig_friends(&rig, "romeo", "juliet");
    c2s_rig_start(&rig);
    *state = &rig;
    return 0;
}

int c2s_rig_teardown(void **state)
{
    c2s_rig_deinit(*state);
    return 0;
}
