/* SASL over a stream: RFC 6120 6. */
#include "c2s_rig.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SASL      "xmlns='urn:ietf:params:xml:ns:xmpp-sasl'"
#define FAILED(x) "<failure " SASL "><" x "/></failure>"

static struct client *open_secured(struct c2s_rig *rig, const char *header)
{
    struct client *client = c2s_rig_open(rig, 0);

    assert_int_equal(adsum_c2s_secured(client->stream, &rig->channel,
                                       adsum_text_of("example.net")),
                     0);
    client_says(client, header);
    (void)client_heard(client);
    return client;
}

static struct client *open_clear(struct c2s_rig *rig)
{
    struct client *client = c2s_rig_open(rig, ADSUM_C2S_CLEAR);

    client_says(client, HEADER);
    (void)client_heard(client);
    return client;
}

/* The text of the one element that was heard. */
static struct adsum_text heard_text(struct client *client, const char *name,
                                    char *buffer, uint32_t capacity)
{
    const char *heard = client_heard(client), *end;
    char start[100];
    struct adsum_text text = {NULL, 0};

    (void)snprintf(start, sizeof start, "<%s " SASL, name);
    if (strncmp(heard, start, strlen(start)) != 0)
        print_error("heard: %s\n", heard);
    assert_memory_equal(heard, start, strlen(start));
    heard += strlen(start);
    if (*heard == '/')
        return text;
    end = strchr(++heard, '<');
    assert_int_equal(
        adsum_sasl_decode((struct adsum_text){heard, (uint32_t)(end - heard)},
                          buffer, capacity, &text),
        0);
    return text;
}

static void say_coded(struct client *client, const char *start,
                      const char *name, struct adsum_text bytes)
{
    char encoded[2000], text[3000];
    struct adsum_text ret;

    assert_int_equal(adsum_sasl_encode(bytes, encoded, sizeof encoded, &ret),
                     0);
    (void)snprintf(text, sizeof text, "%s>%.*s</%s>", start, (int)ret.length,
                   ret.bytes, name);
    client_says(client, text);
}

/* A real client's whole exchange; true if both ends are content. It hears the
 * offer whole, whose hash the server proves (XEP-0474). */
static bool exchange(struct client *client, uint32_t mechanism)
{
    struct c2s_rig *rig = client->rig;
    const struct adsum_sasl_account account = {
        .size = sizeof account,
        .mechanisms = mechanism,
        .require = ADSUM_SASL_REQUIRE_PROTECTION,
        .least_iterations = 1,
        .crypto = &c2s_rig_crypto,
        .crypto_user = rig,
        .name = adsum_text_of("romeo"),
        .password = adsum_text_of("pencil")};
    const struct adsum_text mechanisms[] = {adsum_text_of("SCRAM-SHA-256-PLUS"),
                                            adsum_text_of("SCRAM-SHA-1-PLUS"),
                                            adsum_text_of("SCRAM-SHA-256"),
                                            adsum_text_of("SCRAM-SHA-1")},
                            bindings[] = {
                                adsum_text_of("tls-exporter"),
                                adsum_text_of("tls-server-end-point")};
    const struct adsum_sasl_heard offer = {.mechanisms = mechanisms,
                                           .mechanism_count = 4,
                                           .bindings = bindings,
                                           .binding_count = 2};
    struct adsum_sasl_client own;
    struct adsum_sasl_answer said;
    char buffer[2000], start[200];

    assert_int_equal(
        adsum_sasl_client_start(&own, &account, &rig->channel, &offer, &said),
        0);
    assert_int_equal(said.state, ADSUM_SASL_SEND);
    (void)snprintf(start, sizeof start, "<auth " SASL " mechanism='%s'",
                   adsum_sasl_name(ADSUM_SASL_NAMES_MECHANISM, mechanism));
    say_coded(client, start, "auth", said.bytes);
    assert_int_equal(adsum_sasl_client_step(
                         &own,
                         heard_text(client, "challenge", buffer, sizeof buffer),
                         &said),
                     0);
    assert_int_equal(said.state, ADSUM_SASL_SEND);
    say_coded(client, "<response " SASL, "response", said.bytes);
    assert_int_equal(
        adsum_sasl_client_success(
            &own, heard_text(client, "success", buffer, sizeof buffer), &said),
        0);
    return said.state == ADSUM_SASL_DONE;
}

/* 6.4, RFC 5802, RFC 7677: each that is offered leads in. */
static void scram_by_each_mechanism(void **state)
{
    static const uint32_t mechanisms[] = {
        ADSUM_SASL_SCRAM_SHA_1, ADSUM_SASL_SCRAM_SHA_256,
        ADSUM_SASL_SCRAM_SHA_1_PLUS, ADSUM_SASL_SCRAM_SHA_256_PLUS};
    struct c2s_rig *rig = *state;

    rig->sasl.clear = 0;
    for (size_t i = 0; i < sizeof mechanisms / sizeof *mechanisms; i++) {
        struct client *client = open_secured(rig, HEADER);
        struct adsum_c2s_info info = {.size = sizeof info};

        assert_true(exchange(client, mechanisms[i]));
        assert_int_equal(adsum_c2s_get(client->stream, &info), 0);
        assert_int_equal(info.secured, 1);
        assert_int_equal(info.authenticated, 1);
        assert_true(
            same_text(info.address, adsum_text_of("romeo@example.net")));
        client_says(client, HEADER);
        client_hears(client, "*<bind *");
    }
}

/* 6.4.4: an initial response may be left out. */
static void plain_without_initial_response(void **state)
{
    struct client *client = open_clear(*state);

    client_says(client, "<auth " SASL " mechanism='PLAIN'/>");
    client_hears(client, "<challenge " SASL "/>");
    say_coded(client, "<response " SASL, "response",
              (struct adsum_text){"\0romeo\0pencil", 13});
    client_hears(client, "<success " SASL "/>");
}

/* What a client says in the clear, and how it fails: 6.5. */
static const struct {
    const char *says, *hears;
} failures[] = {
    {"<auth " SASL " mechanism='GUESS'/>", FAILED("invalid-mechanism")},
    {"<auth " SASL "/>", FAILED("invalid-mechanism")},
    {"<auth " SASL " mechanism='SCRAM-SHA-1'/>", FAILED("encryption-required")},
    {"<auth " SASL " mechanism='PLAIN'>not base 64!</auth>",
     FAILED("incorrect-encoding")},
    {"<auth " SASL " mechanism='PLAIN'>=</auth>", FAILED("malformed-request")},
    {"<auth " SASL " mechanism='PLAIN'>AAAA</auth>",
     FAILED("malformed-request")},
    {"<response " SASL ">AAAA</response>", FAILED("malformed-request")},
    {"<abort " SASL "/>", FAILED("aborted")},
    {"<auth " SASL " mechanism='PLAIN'/><abort " SASL "/>",
     "<challenge " SASL "/>" FAILED("aborted")},
};

static void failures_have_their_conditions(void **state)
{
    for (size_t i = 0; i < sizeof failures / sizeof *failures; i++) {
        struct client *client = open_clear(*state);

        client_says(client, failures[i].says);
        client_hears(client, failures[i].hears);
        client_auths(client, "romeo", "pencil"); /* 6.4.5: it may go on */
        client_hears(client, "<success " SASL "/>");
    }
}

/* 6.5.4: before TLS nothing is offered. */
static void encryption_is_required(void **state)
{
    struct client *client = c2s_rig_open(*state, 0);

    client_says(client, HEADER);
    (void)client_heard(client);
    client_auths(client, "romeo", "pencil");
    client_hears(client, FAILED("encryption-required"));
}

/* 6.5.10: who has no account looks like who has the wrong password. */
static void nobody_fails_like_somebody(void **state)
{
    struct client *romeo = open_clear(*state), *nobody = open_clear(*state);

    client_auths(romeo, "romeo", "ink");
    client_hears(romeo, FAILED("not-authorized"));
    client_auths(nobody, "mercutio", "pencil");
    client_hears(nobody, FAILED("not-authorized"));
    client_auths(nobody, "@", "pencil");
    client_hears(nobody, FAILED("not-authorized"));
}

/* 6.5.11 */
static void keys_that_cannot_be_read(void **state)
{
    struct c2s_rig *rig = *state;
    struct client *client = open_clear(rig);

    rig->keys_answer = ADSUM_ERR_HOST;
    client_auths(client, "romeo", "pencil");
    client_hears(client, FAILED("temporary-auth-failure"));
    rig->keys_answer = 0;
    client_auths(client, "romeo", "pencil");
    client_hears(client, "<success " SASL "/>");
}

/* 6.3.8, 6.5.6: as itself, and as nobody else. */
static void authzid_is_its_own(void **state)
{
    static const struct {
        const char *plain, *hears;
    } rows[] = {
        {"romeo@example.net\0romeo\0pencil", "<success " SASL "/>"},
        {"juliet@example.net\0romeo\0pencil", FAILED("invalid-authzid")},
        {"romeo@example.com\0romeo\0pencil", FAILED("invalid-authzid")},
        {"romeo@example.net/x\0romeo\0pencil", FAILED("invalid-authzid")},
        {"romeo\0romeo\0pencil", FAILED("invalid-authzid")},
        {"juliet@example.net\0romeo\0ink", FAILED("not-authorized")},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct client *client = open_clear(*state);
        size_t length = strlen(rows[i].plain) + 1;

        length += strlen(rows[i].plain + length) + 1;
        length += strlen(rows[i].plain + length);
        say_coded(client, "<auth " SASL " mechanism='PLAIN'", "auth",
                  (struct adsum_text){rows[i].plain, (uint32_t)length});
        client_hears(client, rows[i].hears);
    }
}

/* 6.4.6: under TLS the header's `from` is who it is. */
static void from_must_be_who_authenticates(void **state)
{
    static const char header[] =
        "<stream:stream to='example.net' from='juliet@example.net' "
        "version='1.0' xmlns='jabber:client' "
        "xmlns:stream='" ADSUM_XML_STREAMS "'>";
    struct client *client = open_secured(*state, header);

    client_auths(client, "romeo", "pencil");
    client_hears(client, FAILED("not-authorized"));
    client_auths(client, "juliet", "pencil");
    client_hears(client, "<success " SASL "/>");
}

/* 6.4.5 */
static void retries_are_bounded(void **state)
{
    struct client *client = open_clear(*state);

    client_auths(client, "romeo", "1");
    client_says(client, "<abort " SASL "/>");
    client_hears(client, FAILED("not-authorized") FAILED("aborted"));
    client_auths(client, "romeo", "2");
    client_hears(client,
                 FAILED("not-authorized") "<stream:error><policy-violation "
                                          "xmlns='" ADSUM_XML_STREAM_ERRORS
                                          "'/></stream:error>" FOOTER);
    client_auths(client, "romeo", "pencil");
    client_hears_nothing(client);
}

/* 4.9.3.12, 6.4: nothing goes before, and it is done once. */
static void order(void **state)
{
    static const char *const stanzas[] = {
        "<presence/>", "<message><body>x</body></message>",
        "<iq type='get' id='1'><ping xmlns='urn:xmpp:ping'/></iq>",
        ("<iq type='set' id='1'><bind "
         "xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>")};
    struct client *client;

    for (size_t i = 0; i < sizeof stanzas / sizeof *stanzas; i++) {
        client = open_clear(*state);
        client_says(client, stanzas[i]);
        client_is_refused(client, "not-authorized");
    }
    client = c2s_rig_authenticated(*state, "romeo");
    client_says(client, "<presence/>");
    client_is_refused(client, "not-authorized");
    client = c2s_rig_authenticated(*state, "romeo");
    client_auths(client, "romeo", "pencil");
    client_is_refused(client, "unsupported-stanza-type");
}

/* 6.4.6: bytes right behind <auth/> are of the new stream. */
static void the_stream_begins_anew(void **state)
{
    struct client *client = open_clear(*state);
    char text[500];

    (void)snprintf(text, sizeof text,
                   "<auth " SASL
                   " mechanism='PLAIN'>AHJvbWVvAHBlbmNpbA==</auth>" HEADER);
    client_says(client, text);
    client_hears(client, "<success " SASL "/><?xml *<bind *");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        C2S_TEST(scram_by_each_mechanism),
        C2S_TEST(plain_without_initial_response),
        C2S_TEST(failures_have_their_conditions),
        C2S_TEST(encryption_is_required),
        C2S_TEST(nobody_fails_like_somebody),
        C2S_TEST(keys_that_cannot_be_read),
        C2S_TEST(authzid_is_its_own),
        C2S_TEST(from_must_be_who_authenticates),
        C2S_TEST(retries_are_bounded),
        C2S_TEST(order),
        C2S_TEST(the_stream_begins_anew),
    };

    return cmocka_run_group_tests_name("c2s SASL", tests, NULL, NULL);
}
