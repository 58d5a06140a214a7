/*
 * Stream errors of RFC 6120 4.9.3, to a client that is bound. Those of headers
 * are in c2s_header_test.c; conflict in c2s_bind_test.c and c2s_resume_test.c,
 * connection-timeout in c2s_time_test.c and c2s_starttls_test.c, not-authorized
 * in c2s_sasl_test.c, resource-constraint in c2s_memory_test.c, and
 * system-shutdown in c2s_starttls_test.c. No client is sent elsewhere, nor is
 * a feature required or a server connected to for it: see-other-host,
 * host-gone, unsupported-feature, remote-connection-failed and
 * improper-addressing are never said.
 */
#include "c2s_rig.h"

#include <stdlib.h>
#include <string.h>

/* In the order of 4.9.3. */
static const struct {
    const char *says, *condition;
} rows[] = {
    {"<stream:stream/>", "unsupported-stanza-type"},
    {"<other:iq type='get' id='1'/>", "not-well-formed"},
    {"<p:presence xmlns:p='jabber:client'/>", "bad-namespace-prefix"},
    {"<presence xmlns='jabber:server'/>", "unsupported-stanza-type"},
    {"<presence id=1/>", "not-well-formed"},
    {"<presence></message>", "not-well-formed"},
    {"<presence id='1' id='2'/>", "not-well-formed"},
    {"<presence>\x01</presence>", "not-well-formed"},
    {"<presence>\xff</presence>", "unsupported-encoding"},
    {"romeo", "bad-format"},
    {"<!-- romeo -->", "restricted-xml"},
    {"<?romeo?>", "restricted-xml"},
    {"<presence>&romeo;</presence>", "restricted-xml"},
    {"<query xmlns='jabber:iq:roster'/>", "unsupported-stanza-type"},
    {"<pubsub/>", "unsupported-stanza-type"},
    {"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'/>",
     "unsupported-stanza-type"},
    {"<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>",
     "unsupported-stanza-type"},
};

/* The session is closed with it: 4.9.1.1. */
static void errors_of_a_bound_stream(void **state)
{
    struct client *juliet = c2s_rig_online(*state, "juliet", "balcony");

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct client *romeo = c2s_rig_online(*state, "romeo", "orchard");

        (void)client_heard(juliet);
        client_says(romeo, rows[i].says);
        client_is_refused(romeo, rows[i].condition);
        client_hears(juliet, "<presence *from='romeo@example.net/orchard' "
                             "type='unavailable'*");
        client_vanishes(romeo);
        assert_string_equal(adsum_xml_condition(romeo->condition),
                            rows[i].condition);
    }
}

/* 4.9.3.14: a stanza beyond the bound, at its first byte too many. */
static void too_long_a_stanza(void **state)
{
    static struct c2s_rig rig;
    struct client *romeo;
    char *text = malloc(20001);

    (void)state;
    c2s_rig_init(&rig);
    rig.options.stanza_bytes = 20000;
    c2s_rig_start(&rig);
    romeo = c2s_rig_online(&rig, "romeo", "orchard");
    memset(text, 'x', 20000);
    memcpy(text, "<message><body>", 15);
    text[20000] = '\0';
    client_says(romeo, text);
    client_hears_nothing(romeo);
    client_says(romeo, "x");
    client_is_refused(romeo, "policy-violation");
    free(text);
    c2s_rig_deinit(&rig);
}

/* 11.7: white space between stanzas is nothing. */
static void white_space_is_no_error(void **state)
{
    struct client *romeo = c2s_rig_online(*state, "romeo", "orchard");

    client_says(romeo, " \n\t\r\n ");
    client_hears_nothing(romeo);
    client_says(romeo, FOOTER);
    client_hears(romeo, FOOTER);
}

/* 4.9.1.3: some streams may be ended by the host. */
static void the_host_closes(void **state)
{
    struct client *juliet = c2s_rig_online(*state, "juliet", "balcony");

    for (uint32_t condition = ADSUM_XML_CONDITION_BAD_FORMAT;
         condition <= ADSUM_XML_CONDITION_UNSUPPORTED_VERSION; condition++) {
        struct client *romeo = c2s_rig_online(*state, "romeo", "orchard");

        (void)client_heard(juliet);
        adsum_c2s_close(romeo->stream, condition);
        client_is_refused(romeo, adsum_xml_condition(condition));
        client_hears(juliet, "<presence *type='unavailable'*");
        client_says(romeo, "<presence/>" FOOTER);
        client_is_closed(romeo, condition);
        client_hears_nothing(juliet);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        C2S_TEST(errors_of_a_bound_stream),
        cmocka_unit_test(too_long_a_stanza),
        C2S_TEST(white_space_is_no_error),
        C2S_TEST(the_host_closes),
    };

    return cmocka_run_group_tests_name("c2s stream errors", tests, NULL, NULL);
}
