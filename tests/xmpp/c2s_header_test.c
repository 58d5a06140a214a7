/* Stream headers and features: RFC 6120 4.2, 4.3, 4.7, 4.9. */
#include "c2s_rig.h"

#include <string.h>

#define NS "xmlns='jabber:client' xmlns:stream='" ADSUM_XML_STREAMS "'"

/* 4.3.2: STARTTLS is all there is, unless nobody can listen. */
static void features_say_that_tls_is_required(void **state)
{
    struct client *client = c2s_rig_open(*state, 0);

    client_says(client, HEADER);
    client_hears(client,
                 "<?xml version='1.0'?><stream:stream " NS
                 " from='example.net' id='%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%'"
                 " version='1.0' xml:lang='en'>"
                 "<stream:features><starttls "
                 "xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required/>"
                 "</starttls></stream:features>");
    client_says(client, FOOTER);
    client_hears(client, FOOTER);
    client_is_closed(client, ADSUM_XML_CONDITION_NONE);
}

static void features_without_starttls_are_empty(void **state)
{
    struct client *client = c2s_rig_open(*state, ADSUM_C2S_NO_STARTTLS);

    client_says(client, HEADER);
    client_hears(client, "*'en'><stream:features/>");
}

static void features_in_the_clear_offer_both(void **state)
{
    struct client *client = c2s_rig_open(*state, ADSUM_C2S_CLEAR);

    client_says(client, HEADER);
    client_hears(client, "*<stream:features>"
                         "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"
                         "<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>"
                         "<mechanism>PLAIN</mechanism></mechanisms>"
                         "</stream:features>");
}

/* 6.3.4, XEP-0440 */
static void features_under_tls_offer_mechanisms_and_bindings(void **state)
{
    struct c2s_rig *rig = *state;
    struct client *client = c2s_rig_open(rig, 0);

    assert_int_equal(adsum_c2s_secured(client->stream, &rig->channel,
                                       adsum_text_of("example.net")),
                     0);
    client_says(client, HEADER);
    client_hears(client, "*<stream:features>"
                         "<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>"
                         "<mechanism>SCRAM-SHA-256-PLUS</mechanism>"
                         "<mechanism>SCRAM-SHA-1-PLUS</mechanism>"
                         "<mechanism>SCRAM-SHA-256</mechanism>"
                         "<mechanism>SCRAM-SHA-1</mechanism>"
                         "<mechanism>PLAIN</mechanism></mechanisms>"
                         "<sasl-channel-binding xmlns='urn:xmpp:sasl-cb:0'>"
                         "<channel-binding type='tls-exporter'/>"
                         "<channel-binding type='tls-server-end-point'/>"
                         "</sasl-channel-binding></stream:features>");
}

/* 7.4; RFC 6121 2.6.1, 3.4.1; XEP-0198 3 */
static void features_after_authentication(void **state)
{
    struct client *client = c2s_rig_open(*state, ADSUM_C2S_CLEAR);

    client_says(client, HEADER);
    client_auths(client, "romeo", "pencil");
    (void)client_heard(client);
    client_says(client, HEADER);
    client_hears(client,
                 "<?xml version='1.0'?><stream:stream " NS
                 " from='example.net' id='*' version='1.0' xml:lang='en'>"
                 "<stream:features>"
                 "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>"
                 "<sm xmlns='urn:xmpp:sm:3'/>"
                 "<ver xmlns='urn:xmpp:features:rosterver'/>"
                 "<sub xmlns='urn:xmpp:features:pre-approval'/>"
                 "</stream:features>");
}

/* 4.7.1, 4.7.2 */
static void from_comes_back_bare_as_to(void **state)
{
    struct client *client = c2s_rig_open(*state, 0);

    client_says(client, "<stream:stream from='romeo@example.net/orchard' "
                        "to='example.net' version='1.0' " NS ">");
    client_hears(client, "*from='example.net' to='romeo@example.net' id='*");
}

/* 4.7.3 */
static void ids_are_never_the_same(void **state)
{
    char ids[20][33] = {{0}};

    for (int i = 0; i < 20; i++) {
        struct client *client = c2s_rig_open(*state, 0);
        const char *at;

        client_says(client, HEADER);
        at = strstr(client_heard(client), " id='");
        assert_non_null(at);
        memcpy(ids[i], at + 5, 32);
        for (int k = 0; k < i; k++)
            assert_string_not_equal(ids[i], ids[k]);
    }
}

/* A header, and the error it gets: 4.9.3. */
static const struct {
    const char *header, *condition;
} wrong[] = {
    {"<stream:stream to='example.com' version='1.0' " NS ">", "host-unknown"},
    {"<stream:stream to='' version='1.0' " NS ">", "host-unknown"},
    {"<stream:stream to='romeo@example.net' version='1.0' " NS ">",
     "host-unknown"},
    {"<stream:stream to='example.net/x' version='1.0' " NS ">", "host-unknown"},
    {"<stream:stream to='example.net' version='1.0' from='@' " NS ">",
     "invalid-from"},
    {"<stream:stream to='example.net' " NS ">", "unsupported-version"},
    {"<stream:stream to='example.net' version='0.9' " NS ">",
     "unsupported-version"},
    {"<stream:stream to='example.net' version='x' " NS ">",
     "unsupported-version"},
    {"<stream:stream to='example.net' version='1' " NS ">",
     "unsupported-version"},
    {"<stream:stream to='example.net' version='1.' " NS ">",
     "unsupported-version"},
    {"<stream:stream to='example.net' version='1.0 ' " NS ">",
     "unsupported-version"},
    {"<stream:stream to='example.net' version='1.0' xmlns='jabber:server' "
     "xmlns:stream='" ADSUM_XML_STREAMS "'>",
     "invalid-namespace"},
    {"<stream:stream to='example.net' version='1.0' "
     "xmlns:stream='" ADSUM_XML_STREAMS "'>",
     "invalid-namespace"},
    {"<stream:stream to='example.net' version='1.0' xmlns='jabber:client' "
     "xmlns:stream='urn:other'>",
     "invalid-namespace"},
    {"<flow:stream to='example.net' version='1.0' xmlns='jabber:client' "
     "xmlns:flow='" ADSUM_XML_STREAMS "'>",
     "bad-namespace-prefix"},
    {"<stream:river to='example.net' version='1.0' " NS ">", "bad-format"},
    {"<?xml version='1.0' encoding='ISO-8859-1'?>", "unsupported-encoding"},
    {"<!DOCTYPE x>", "restricted-xml"},
    {"romeo", "not-well-formed"},
};

/* 4.9.1.2: our header comes first, whatever is wrong with the client's. */
static void wrong_headers_are_answered_by_header_and_error(void **state)
{
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct client *client = c2s_rig_open(*state, 0);
        char pattern[1000] = "<?xml version='1.0'?><stream:stream " NS
                             " from='example.net' *><stream:error><";

        client_says(client, wrong[i].header);
        strcat(pattern, wrong[i].condition);
        strcat(pattern, " xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>"
                        "</stream:error>" FOOTER);
        client_hears(client, pattern);
        assert_null(strstr(client->heard, "features"));
        client_vanishes(client);
        assert_string_equal(adsum_xml_condition(client->condition),
                            wrong[i].condition);
    }
}

/* 4.7.5: a client may be newer; it is told what is spoken here. */
static void versions_that_will_do(void **state)
{
    static const char *const headers[] = {
        "<stream:stream to='example.net' version='1.1' " NS ">",
        "<stream:stream to='example.net' version='12.0' " NS ">",
        "<stream:stream to='example.net' version='1.0' "
        "xmlns:stream='" ADSUM_XML_STREAMS "' xmlns='" ADSUM_XML_STREAMS "'>",
        "<stream:stream version='1.0' " NS ">", /* 4.7.2: there is but one */
        "<stream to='example.net' version='1.0' xmlns='" ADSUM_XML_STREAMS "'>",
    };

    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
        struct client *client = c2s_rig_open(*state, 0);

        client_says(client, headers[i]);
        client_hears(client, "*version='1.0' xml:lang='en'>*");
        assert_non_null(strstr(client->heard, "<stream:features>"));
    }
}

/* 4.7.2: of several domains the client's TLS may have said which. */
static void several_domains(void **state)
{
    static const struct adsum_text domains[] = {{"example.org", 11},
                                                {"example.net", 11}};
    static struct c2s_rig rig;
    struct client *client;

    (void)state;
    c2s_rig_init(&rig);
    rig.core.domains = rig.options.domains = domains;
    rig.core.domain_count = rig.options.domain_count = 2;
    c2s_rig_start(&rig);
    client = c2s_rig_open(&rig, 0);
    client_says(client, "<stream:stream version='1.0' " NS ">");
    client_is_refused(client, "host-unknown");
    client = c2s_rig_open(&rig, 0);
    assert_int_equal(adsum_c2s_secured(client->stream, &rig.channel,
                                       adsum_text_of("example.net")),
                     0);
    client_says(client, "<stream:stream version='1.0' " NS ">");
    client_hears(client, "* from='example.net' *<mechanisms *");
    client = c2s_rig_open(&rig, 0);
    assert_int_equal(adsum_c2s_secured(client->stream, &rig.channel,
                                       (struct adsum_text){NULL, 0}),
                     0);
    client_says(client,
                "<stream:stream to='example.org' version='1.0' " NS ">");
    client_hears(client, "* from='example.org' *<mechanisms *");
    c2s_rig_deinit(&rig);
}

/* 4.7.2: nor may one that is authenticated be another. */
static void addresses_stay_after_authentication(void **state)
{
    struct client *client = c2s_rig_open(*state, ADSUM_C2S_CLEAR);

    client_says(client, HEADER);
    client_auths(client, "romeo", "pencil");
    (void)client_heard(client);
    client_says(client, "<stream:stream from='juliet@example.net' "
                        "to='example.net' version='1.0' " NS ">");
    client_is_refused(client, "invalid-from");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        C2S_TEST(features_say_that_tls_is_required),
        C2S_TEST(features_without_starttls_are_empty),
        C2S_TEST(features_in_the_clear_offer_both),
        C2S_TEST(features_under_tls_offer_mechanisms_and_bindings),
        C2S_TEST(features_after_authentication),
        C2S_TEST(from_comes_back_bare_as_to),
        C2S_TEST(ids_are_never_the_same),
        C2S_TEST(wrong_headers_are_answered_by_header_and_error),
        C2S_TEST(versions_that_will_do),
        cmocka_unit_test(several_domains),
        C2S_TEST(addresses_stay_after_authentication),
    };

    return cmocka_run_group_tests_name("c2s headers", tests, NULL, NULL);
}
