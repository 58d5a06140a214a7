/* How a client gets in, and whom it does not let in: RFC 6120 4 to 7. */
#include "client_rig.h"

#include <stdio.h>
#include <string.h>

#define TLS  "xmlns='urn:ietf:params:xml:ns:xmpp-tls'"
#define SASL "xmlns='urn:ietf:params:xml:ns:xmpp-sasl'"
#define OFFER(mechanism)                                          \
    "<stream:features><mechanisms " SASL "><mechanism>" mechanism \
    "</mechanism>"                                                \
    "</mechanisms></stream:features>"

static struct person romeo;

static int setup(void **state)
{
    (void)state;
    person_init(&romeo, NULL, "romeo");
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    person_deinit(&romeo);
    return 0;
}

static void connect(void)
{
    (void)person_start(&romeo);
    person_connect(&romeo);
    person_says(&romeo, "<?xml version='1.0'?><stream:stream "
                        "xmlns='jabber:client' xmlns:stream='" ADSUM_XML_STREAMS
                        "' to='example.net' version='1.0' xml:lang='en'>");
    person_hears(&romeo, SERVER_HEADER);
}

/* Under TLS from the first byte: XEP-0368. */
static void connect_secured(void)
{
    (void)person_start(&romeo);
    romeo.connected = true;
    assert_int_equal(adsum_client_open(romeo.client, &romeo.channel), 0);
    assert_int_equal(adsum_client_open(romeo.client, &romeo.channel),
                     ADSUM_ERR_INVALID);
    /* 4.7.1: who it is, is said here. */
    person_says(&romeo, "*from='romeo@example.net'*to='example.net'*");
    person_hears(&romeo, SERVER_HEADER);
}

/* 5.3.1, 5.4.1: what is not offered may have been taken away. */
static void without_tls_nothing_is_said(void **state)
{
    (void)state;
    connect();
    person_hears(&romeo, OFFER("PLAIN"));
    person_says(&romeo, FOOTER);
    person_notes(&romeo, "closed no-tls\n");
}

/* 5.4.2.2 */
static void a_server_may_refuse_tls(void **state)
{
    (void)state;
    connect();
    person_hears(&romeo, "<stream:features><starttls " TLS "/>"
                         "</stream:features>");
    person_says(&romeo, "<starttls " TLS "/>");
    person_hears(&romeo, "<failure " TLS "/></stream:stream>");
    person_notes(&romeo, "closed no-tls\n");
}

/* 5.4.3.3: what came behind <proceed/> in the clear is nobody's word. */
static void what_was_said_before_tls_counts_no_more(void **state)
{
    (void)state;
    connect();
    assert_int_equal(adsum_client_secured(romeo.client, &romeo.channel),
                     ADSUM_ERR_INVALID);
    person_hears(&romeo, "<stream:features><starttls " TLS
                         "><required/></starttls></stream:features>");
    person_hears(&romeo, "<proceed " TLS "/>" SERVER_HEADER OFFER(
                             "PLAIN") "<success " SASL "/>");
    (void)person_said(&romeo);
    assert_true(romeo.secures);
    assert_int_equal(adsum_client_secured(romeo.client, &romeo.channel), 0);
    romeo.secures = false;
    person_says(&romeo, "<?xml version='1.0'?><stream:stream *"
                        " from='romeo@example.net' to='example.net'*>");
    person_hears(&romeo, SERVER_HEADER OFFER("PLAIN"));
    person_says(&romeo, FOOTER); /* not even under TLS, unless allowed */
    person_notes(&romeo, "closed sasl mechanism\n");
}

/* Where nobody can listen, by what the account says. */
static void in_the_clear_if_the_options_say_so(void **state)
{
    (void)state;
    romeo.options.flags = ADSUM_CLIENT_CLEAR;
    romeo.account.mechanisms = romeo.account.clear = ADSUM_SASL_PLAIN;
    romeo.host.secure = NULL;
    connect();
    person_hears(&romeo, "<stream:features><starttls " TLS "/><mechanisms " SASL
                         "><mechanism>PLAIN</mechanism></mechanisms>"
                         "</stream:features>");
    person_says(&romeo,
                "<auth " SASL " mechanism='PLAIN'>AHJvbWVvAHBlbmNpbA==</auth>");
}

static void not_if_the_server_requires_tls(void **state)
{
    (void)state;
    romeo.options.flags = ADSUM_CLIENT_CLEAR;
    romeo.account.mechanisms = romeo.account.clear = ADSUM_SASL_PLAIN;
    romeo.host.secure = NULL;
    connect();
    person_hears(&romeo, "<stream:features><starttls " TLS
                         "><required/></starttls><mechanisms " SASL
                         "><mechanism>PLAIN</mechanism></mechanisms>"
                         "</stream:features>");
    person_says(&romeo, FOOTER);
    person_notes(&romeo, "closed no-tls\n");
}

/* 6.5: each condition is told; one that is not known, as none. */
static void the_server_may_refuse_who_it_is(void **state)
{
    static const char *const conditions[] = {
        "aborted",        "account-disabled",       "credentials-expired",
        "not-authorized", "temporary-auth-failure", "i-am-tired"};

    (void)state;
    romeo.account.mechanisms = ADSUM_SASL_PLAIN;
    for (size_t i = 0; i < sizeof conditions / sizeof *conditions; i++) {
        char text[200];

        if (i != 0)
            person_init(&romeo, NULL, "romeo");
        romeo.account.mechanisms = ADSUM_SASL_PLAIN;
        connect_secured();
        person_hears(&romeo, OFFER("PLAIN"));
        (void)snprintf(text, sizeof text, "<failure " SASL "><%s/></failure>",
                       conditions[i]);
        person_hears(&romeo, text);
        (void)snprintf(text, sizeof text, "closed sasl-failed %s\n",
                       i < 5 ? conditions[i] : "");
        person_notes(&romeo, text);
        if (i < 5)
            person_deinit(&romeo);
    }
}

static void success_of_one_who_knows_nothing_is_none(void **state)
{
    (void)state;
    connect_secured();
    person_hears(&romeo, OFFER("SCRAM-SHA-256"));
    person_says(&romeo, "<auth " SASL " mechanism='SCRAM-SHA-256'>*</auth>");
    person_hears(&romeo, "<success " SASL ">dj14</success>");
    person_says(&romeo, "<abort " SASL "/>" FOOTER);
    person_notes(&romeo, "closed sasl signature\n");
}

static void a_challenge_must_be_base64(void **state)
{
    (void)state;
    connect_secured();
    person_hears(&romeo, OFFER("SCRAM-SHA-256"));
    (void)person_said(&romeo);
    person_hears(&romeo, "<challenge " SASL ">*</challenge>");
    person_says(&romeo, "<abort " SASL "/>" FOOTER);
    person_notes(&romeo, "closed sasl malformed\n");
}

/* 4.7.5, 4.8.2 */
static void what_is_no_stream_of_a_server(void **state)
{
    static const struct {
        const char *said, *noted;
    } rows[] = {
        {"<stream:stream xmlns='jabber:server' xmlns:stream='" ADSUM_XML_STREAMS
         "' version='1.0'>",
         "closed wrong invalid-namespace\n"},
        {"<stream:stream xmlns='jabber:client' xmlns:stream='" ADSUM_XML_STREAMS
         "'>",
         "closed wrong unsupported-version\n"},
        {"<!DOCTYPE x>", "closed wrong restricted-xml\n"},
        {SERVER_HEADER "<message/>", "closed wrong unsupported-stanza-type\n"},
        {SERVER_HEADER "<success " SASL "/>",
         "closed wrong unsupported-stanza-type\n"},
        {SERVER_HEADER "<stream:error><host-unknown "
                       "xmlns='" ADSUM_XML_STREAM_ERRORS "'/></stream:error>",
         "closed told host-unknown\n"},
        /* 4.9.3.19 */
        {SERVER_HEADER "<stream:error><see-other-host "
                       "xmlns='" ADSUM_XML_STREAM_ERRORS
                       "'> [2001:db8::1]:9222 </see-other-host></stream:error>",
         "closed told see-other-host host [2001:db8::1]:9222\n"},
        {SERVER_HEADER FOOTER, "closed in-order\n"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (i != 0)
            person_deinit(&romeo);
        person_init(&romeo, NULL, "romeo");
        (void)person_start(&romeo);
        person_connect(&romeo);
        person_hears(&romeo, rows[i].said);
        person_notes(&romeo, rows[i].noted);
        person_says(&romeo, "*" FOOTER);
        /* It can be tried again, and the next host is forgotten. */
        person_connect(&romeo);
        person_loses(&romeo);
        person_notes(&romeo, "closed lost\n");
    }
}

#define JID(jid)                                                             \
    "type='result'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><jid>" jid \
    "</jid></bind></iq>"
#define CONFLICT                                                              \
    "type='error'><error type='modify'><conflict xmlns='urn:ietf:params:xml:" \
    "ns:xmpp-stanzas'/></error></iq>"

/* 7.6, 7.7: what the server gives is taken, of whatever resource. */
static void the_server_says_which_resource(void **state)
{
    (void)state;
    (void)person_start(&romeo);
    person_is_in(&romeo, "");
    person_says(&romeo, "<iq id='*' type='set'><bind xmlns='urn:ietf:params:"
                        "xml:ns:xmpp-bind'><resource>x</resource></bind></iq>");
    (void)person_noted(&romeo);
    person_hears(&romeo, "<iq id='other' type='result'/>");
    person_answers(&romeo, JID("romeo@example.net/4711"));
    person_notes(&romeo, "bound romeo@example.net/4711\n");
}

static void another_resource_will_do(void **state)
{
    (void)state;
    (void)person_start(&romeo);
    person_is_in(&romeo, "");
    (void)person_said(&romeo);
    (void)person_noted(&romeo);
    person_answers(&romeo, CONFLICT);
    person_says(&romeo, "<iq id='*' type='set'><bind "
                        "xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>");
    person_answers(&romeo, CONFLICT);
    person_notes(&romeo, "closed bind conflict\n");
}

static void what_is_bound_must_be_an_address(void **state)
{
    static const char *const answers[] = {
        JID(""),        JID("romeo@example.net"), JID("example.net/x"),
        JID("a@b@c/x"), "type='result'/>",        "type='result'><bind/></iq>"};

    (void)state;
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        if (i != 0) {
            person_deinit(&romeo);
            person_init(&romeo, NULL, "romeo");
        }
        (void)person_start(&romeo);
        person_is_in(&romeo, "");
        (void)person_noted(&romeo);
        person_answers(&romeo, answers[i]);
        person_notes(&romeo, "closed bind jid-malformed\n");
    }
}

/* An account that this core decides about has no server elsewhere. */
static void the_account_must_be_mirrored(void **state)
{
    (void)state;
    romeo.forgets = true;
    (void)person_start(&romeo);
    assert_int_equal(adsum_user_load(romeo.core, adsum_text_of("romeo@here"),
                                     ADSUM_USER_KEPT, NULL, 0),
                     0);
    person_is_in(&romeo, "");
    (void)person_noted(&romeo);
    person_answers(&romeo, JID("romeo@here/x"));
    person_notes(&romeo, "closed session invalid\n");
}

static void without_a_stream_nothing_can_be_done(void **state)
{
    const struct adsum_item item = {.contact = adsum_text_of("a@b")};
    const struct adsum_text x = adsum_text_of("<x xmlns='u:x'/>");
    const struct adsum_text to = adsum_text_of("a@b");

    (void)state;
    connect();
    assert_int_equal(
        adsum_client_ask(romeo.client, to, ADSUM_TYPE_GET, x, 0, 1),
        ADSUM_ERR_STALE);
    assert_int_equal(adsum_client_answer(romeo.client, to, x, 0, x),
                     ADSUM_ERR_STALE);
    assert_int_equal(adsum_client_roster_set(romeo.client, &item, 1),
                     ADSUM_ERR_STALE);
    adsum_client_active(romeo.client, 0);
    person_says(&romeo, "");
    adsum_client_close(romeo.client);
    person_says(&romeo, FOOTER);
    person_waits(&romeo, 10000);
    person_notes(&romeo, "closed in-order\n");
    adsum_client_close(romeo.client);
    adsum_client_lost(romeo.client);
    person_notes(&romeo, "");
}

static void options_are_checked(void **state)
{
    struct adsum_client_options options;
    struct adsum_client_host host;
    struct adsum_client *client;

    (void)state;
    (void)person_start(&romeo);
    for (uint32_t i = 0; i < 9; i++) {
        struct adsum_sasl_account account = romeo.account;
        int err;

        options = romeo.options;
        host = romeo.host;
        options.account = &account;
        switch (i) {
        case 0:
            host.size--;
            break;
        case 1:
            host.allocate = NULL;
            break;
        case 2:
            host.load = NULL;
            break;
        case 3:
            options.size--;
            break;
        case 4:
            options.account = NULL;
            break;
        case 5:
            options.address = adsum_text_of("example.net");
            break;
        case 6:
            options.address = adsum_text_of("romeo@example.net/x");
            break;
        case 7:
            options.resource = adsum_text_of("\xff");
            break;
        default:
            options.stanza_bytes = UINT32_MAX;
            break;
        }
        err = adsum_client_new(&host, &romeo, 7, &options, romeo.core, &client);
        assert_int_equal(err, i < 3 ? ADSUM_ERR_HOST : ADSUM_ERR_INVALID);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(without_tls_nothing_is_said),
        TEST(a_server_may_refuse_tls),
        TEST(what_was_said_before_tls_counts_no_more),
        TEST(in_the_clear_if_the_options_say_so),
        TEST(not_if_the_server_requires_tls),
        TEST(the_server_may_refuse_who_it_is),
        TEST(success_of_one_who_knows_nothing_is_none),
        TEST(a_challenge_must_be_base64),
        TEST(what_is_no_stream_of_a_server),
        TEST(the_server_says_which_resource),
        TEST(another_resource_will_do),
        TEST(what_is_bound_must_be_an_address),
        TEST(the_account_must_be_mirrored),
        TEST(without_a_stream_nothing_can_be_done),
        TEST(options_are_checked),
    };
    return cmocka_run_group_tests_name("client negotiate", tests, NULL, NULL);
}
