/* STARTTLS: RFC 6120 5; and how streams end: 4.4, 4.9.1. */
#include "c2s_rig.h"

#include <string.h>

#define TLS      "xmlns='urn:ietf:params:xml:ns:xmpp-tls'"
#define STARTTLS "<starttls " TLS "/>"
#define PROCEED  "<proceed " TLS "/>"
#define FAILURE  "<failure " TLS "/>" FOOTER

static struct client *open_clear(struct c2s_rig *rig, uint32_t flags)
{
    struct client *client = c2s_rig_open(rig, flags);

    client_says(client, HEADER);
    (void)client_heard(client);
    return client;
}

static int secure(struct client *client)
{
    return adsum_c2s_secured(client->stream, &client->rig->channel,
                             adsum_text_of("example.net"));
}

/* 5.4.3.3: the stream begins anew, and knows nothing of what was before. */
static void starttls_leads_to_a_new_stream(void **state)
{
    struct client *client = open_clear(*state, 0);
    struct adsum_c2s_info info = {.size = sizeof info};

    assert_int_equal(secure(client), ADSUM_ERR_INVALID);
    client_says(client, STARTTLS);
    client_hears(client, PROCEED);
    assert_true(client->secures);
    assert_int_equal(secure(client), 0);
    assert_int_equal(adsum_c2s_get(client->stream, &info), 0);
    assert_int_equal(info.secured, 1);
    client_says(client, HEADER);
    client_hears(client, "<?xml *<stream:features><mechanisms *");
    assert_int_equal(secure(client), ADSUM_ERR_INVALID);
    client_says(client, STARTTLS);
    client_hears(client, FAILURE);
}

/* 5.4.3.3: what somebody put behind it in the clear is dropped. */
static void what_is_pipelined_behind_starttls_is_dropped(void **state)
{
    struct client *client = open_clear(*state, 0);

    client_says(client,
                STARTTLS HEADER "<auth mechanism='PLAIN' "
                                "xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>"
                                "AHJvbWVvAHBlbmNpbA==</auth>");
    client_says(client, "<stream:stream from='juliet@example.net' to='");
    client_hears(client, PROCEED);
    assert_int_equal(secure(client), 0);
    client_says(client, HEADER);
    client_hears(client, "<?xml *<stream:features><mechanisms *");
    client_auths(client, "romeo", "pencil");
    client_hears(client, "<success *");
}

/* 5.4.2.2 */
static void starttls_where_there_is_none_fails(void **state)
{
    struct client *client = open_clear(*state, ADSUM_C2S_NO_STARTTLS);

    client_says(client, STARTTLS);
    client_hears(client, FAILURE);
    assert_false(client->secures);
    client = open_clear(*state, 0);
    client_says(client, "<starttls " TLS "><please/></starttls>");
    client_hears(client, FAILURE);
    client = c2s_rig_authenticated(*state, "romeo");
    client_says(client, STARTTLS);
    client_hears(client, FAILURE);
}

static void a_host_that_cannot_secure_offers_none(void **state)
{
    static struct c2s_rig rig;
    struct client *client;

    (void)state;
    c2s_rig_init(&rig);
    rig.host.secure = NULL;
    c2s_rig_start(&rig);
    client = c2s_rig_open(&rig, 0);
    client_says(client, HEADER);
    client_hears(client, "*<stream:features/>");
    client_says(client, STARTTLS);
    client_hears(client, FAILURE);
    c2s_rig_deinit(&rig);
}

/* Bytes in the clear are never part of what TLS protects. */
static void secured_only_before_the_first_byte(void **state)
{
    struct client *client = c2s_rig_open(*state, 0);

    client_says(client, "<stream:stream to='example.net'");
    assert_int_equal(secure(client), ADSUM_ERR_INVALID);
    client = open_clear(*state, ADSUM_C2S_CLEAR);
    client_auths(client, "romeo", "pencil");
    assert_int_equal(secure(client), ADSUM_ERR_INVALID);
    client = c2s_rig_login(*state, "romeo", "x");
    assert_int_equal(secure(client), ADSUM_ERR_INVALID);
    client = open_clear(*state, 0);
    client_says(client, "<presence/>");
    client_is_refused(client, "not-authorized");
    assert_int_equal(secure(client), ADSUM_ERR_INVALID);
}

/* 4.4: the other end closes, too, and has its time to; after an error alike. */
static void closing_waits_for_the_client(void **state)
{
    struct c2s_rig *rig = *state;
    struct client *client = open_clear(rig, 0), *other = open_clear(rig, 0),
                  *late = open_clear(rig, 0);

    adsum_c2s_close(client->stream, ADSUM_XML_CONDITION_NONE);
    client_hears(client, FOOTER);
    client_says(client, STARTTLS);
    client_hears_nothing(client);
    assert_false(client->closed);
    client_says(client, FOOTER);
    client_is_closed(client, ADSUM_XML_CONDITION_NONE);

    adsum_c2s_close(other->stream, ADSUM_XML_CONDITION_RESET);
    client_is_refused(other, "reset");
    client_says(other, STARTTLS FOOTER);
    client_hears_nothing(other);
    client_is_closed(other, ADSUM_XML_CONDITION_RESET);

    client_says(late, "<");
    adsum_c2s_close(late->stream, ADSUM_XML_CONDITION_RESET);
    c2s_rig_wait(rig, 9999);
    assert_false(late->closed);
    c2s_rig_wait(rig, 1);
    client_is_closed(late, ADSUM_XML_CONDITION_RESET);
}

/* 4.9.1: nothing more is taken of one that speaks no XML. */
static void nothing_is_read_after_what_is_not_xml(void **state)
{
    struct client *client = open_clear(*state, 0);

    client_says(client, "<>");
    client_is_refused(client, "not-well-formed");
    client_says(client, FOOTER);
    assert_false(client->closed);
    c2s_rig_wait(*state, 10000);
    client_is_closed(client, ADSUM_XML_CONDITION_NOT_WELL_FORMED);
}

/* A client that says what it does not like is believed. */
static void errors_of_the_client(void **state)
{
    struct client *client = open_clear(*state, 0);

    client_says(client, "<stream:error><undefined-condition "
                        "xmlns='" ADSUM_XML_STREAM_ERRORS "'/></stream:error>");
    client_hears(client, FOOTER);
    client_says(client, FOOTER);
    client_is_closed(client, ADSUM_XML_CONDITION_UNDEFINED_CONDITION);
}

/* 4.9.3.4 */
static void negotiation_has_its_time(void **state)
{
    struct c2s_rig *rig = *state;
    struct client *client = open_clear(rig, ADSUM_C2S_CLEAR),
                  *mute = c2s_rig_open(rig, 0);

    c2s_rig_wait(rig, 30000);
    client_auths(client, "romeo", "pencil");
    client_says(client, HEADER);
    (void)client_heard(client);
    assert_int_equal(rig->next_ms, NOW_MS + 60000);
    c2s_rig_wait(rig, 29999);
    client_hears_nothing(client);
    c2s_rig_wait(rig, 1);
    client_is_refused(client, "connection-timeout");
    client_is_refused(mute, "connection-timeout");
    c2s_rig_wait(rig, 10000);
    client_is_closed(client, ADSUM_XML_CONDITION_CONNECTION_TIMEOUT);
    client_is_closed(mute, ADSUM_XML_CONDITION_CONNECTION_TIMEOUT);
}

static void streams_are_bounded(void **state)
{
    static struct c2s_rig rig;
    struct adsum_c2s_counts counts = {.size = sizeof counts};
    struct adsum_c2s_stream *stream;
    struct client *romeo;

    (void)state;
    c2s_rig_init(&rig);
    rig.options.streams = 3;
    rig.options.negotiating = 2;
    c2s_rig_start(&rig);
    romeo = c2s_rig_login(&rig, "romeo", "x");
    c2s_rig_open(&rig, 0);
    c2s_rig_login(&rig, "juliet", "x");
    assert_int_equal(adsum_c2s_open(rig.c2s, 0, 0, &stream), ADSUM_ERR_LIMIT);
    client_vanishes(romeo);
    c2s_rig_open(&rig, 0);
    client_vanishes(&rig.clients[2]);
    assert_int_equal(adsum_c2s_open(rig.c2s, 0, 0, &stream), ADSUM_ERR_LIMIT);
    assert_int_equal(adsum_c2s_statistics(rig.c2s, &counts), 0);
    assert_int_equal(counts.refused_streams, 2);
    assert_int_equal(counts.streams, 2);
    assert_int_equal(counts.negotiating, 2);
    assert_int_equal(counts.opened, 4);
    c2s_rig_deinit(&rig);
}

/* 4.9.3.20 */
static void free_tells_each_client(void **state)
{
    static struct c2s_rig rig;
    struct client *negotiating, *romeo, *mute;

    (void)state;
    c2s_rig_init(&rig);
    c2s_rig_start(&rig);
    negotiating = open_clear(&rig, 0);
    mute = c2s_rig_open(&rig, 0);
    romeo = c2s_rig_online(&rig, "romeo", "x");
    adsum_c2s_free(rig.c2s);
    rig.c2s = NULL;
    client_is_refused(negotiating, "system-shutdown");
    client_is_refused(mute, "system-shutdown");
    client_is_refused(romeo, "system-shutdown");
    client_is_closed(romeo, ADSUM_XML_CONDITION_SYSTEM_SHUTDOWN);
    c2s_rig_deinit(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        C2S_TEST(starttls_leads_to_a_new_stream),
        C2S_TEST(what_is_pipelined_behind_starttls_is_dropped),
        C2S_TEST(starttls_where_there_is_none_fails),
        cmocka_unit_test(a_host_that_cannot_secure_offers_none),
        C2S_TEST(secured_only_before_the_first_byte),
        C2S_TEST(closing_waits_for_the_client),
        C2S_TEST(nothing_is_read_after_what_is_not_xml),
        C2S_TEST(errors_of_the_client),
        C2S_TEST(negotiation_has_its_time),
        cmocka_unit_test(streams_are_bounded),
        cmocka_unit_test(free_tells_each_client),
    };

    return cmocka_run_group_tests_name("c2s STARTTLS and ends", tests, NULL,
                                       NULL);
}
