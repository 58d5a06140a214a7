/* Acknowledgements and resumption of clients: XEP-0198. Checklist items C by
 * their number. */
#include "client_rig.h"

#include <stdio.h>
#include <string.h>

#define ACKS    "xmlns='urn:xmpp:sm:3'"
#define R       "<r " ACKS "/>"
#define A(h)    "<a " ACKS " h='" h "'/>"
#define ENABLED "<enabled " ACKS " id='s1' resume='true'/>"
#define BOUND_TO                                                    \
    "type='result'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>" \
    "<jid>romeo@example.net/x</jid></bind></iq>"

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

static void come(const char *enabled)
{
    (void)person_start(&romeo);
    person_is_bound(&romeo, SM);
    person_hears(&romeo, enabled);
}

static void sends(const char *body)
{
    char text[100];

    (void)snprintf(text, sizeof text, "message id=%s bytes=%s", body, body);
    person_sends(&romeo, "juliet@example.net", text);
}

#define SENT(body)                                                         \
    "<message to='juliet@example.net' id='" body "'><body>" body "</body>" \
    "</message>"

static void hears_message(void)
{
    person_hears(&romeo, "<message from='juliet@example.net/j' id='1'>"
                         "<body>hey</body></message>");
}

/* 3: it is enabled once it is bound, before anything is sent. */
static void it_is_enabled_first(void **state)
{
    struct adsum_client_info info = {.size = sizeof info};

    (void)state;
    (void)person_start(&romeo);
    person_is_in(&romeo, SM);
    (void)person_said(&romeo);
    person_answers(&romeo, BOUND_TO);
    person_says(&romeo, "<enable " ACKS " resume='true'/><iq id='*' "
                        "type='get'><query xmlns='jabber:iq:roster'/></iq>" R);
    assert_int_equal(adsum_client_get(romeo.client, &info), 0);
    assert_int_equal(info.resumable, 0);
    assert_int_equal(info.offers, ADSUM_CLIENT_OFFERS_ACKS);
    person_hears(&romeo, ENABLED);
    assert_int_equal(adsum_client_get(romeo.client, &info), 0);
    assert_int_equal(info.resumable, 1);
}

/* 4: what was handled is counted from <enabled/> on, and stanzas only. */
static void what_is_handled_is_counted(void **state)
{
    (void)state;
    come("");
    hears_message();
    person_hears(&romeo, R); /* it has not begun */
    person_says(&romeo, "");
    person_hears(&romeo, ENABLED R);
    person_says(&romeo, A("0"));
    hears_message();
    person_hears(&romeo, "<presence from='tybalt@example.net/t'/>"
                         "<presence from='@'/>" R);
    person_says(&romeo, A("3"));
    /* Before a clean end it is told once more. */
    hears_message();
    adsum_client_close(romeo.client);
    person_says(&romeo, A("4") FOOTER);
    person_hears(&romeo, FOOTER);
}

/* One request at a time; one that gets on is asked on. */
static void what_was_sent_is_asked_for(void **state)
{
    (void)state;
    come(ENABLED); /* which was sent behind the roster's IQ and <r/> */
    sends("1");
    person_says(&romeo, SENT("1"));
    person_hears(&romeo, A("1"));
    person_says(&romeo, R);
    person_hears(&romeo, A("1"));
    person_says(&romeo, "");
    sends("2");
    person_says(&romeo, SENT("2") R);
    person_hears(&romeo, A("3"));
    sends("3");
    person_says(&romeo, SENT("3") R);
}

/* 6 */
static void more_than_was_sent_cannot_be_acknowledged(void **state)
{
    (void)state;
    come(ENABLED);
    person_hears(&romeo, A("2"));
    person_says(
        &romeo,
        "<stream:error><undefined-condition "
        "xmlns='" ADSUM_XML_STREAM_ERRORS "'/><handled-count-too-high "
        "xmlns='urn:xmpp:sm:3' h='2' send-count='1'/></stream:error>" FOOTER);
    person_notes(&romeo, "ended\nclosed wrong undefined-condition\n");
}

static void a_count_is_a_number(void **state)
{
    (void)state;
    come(ENABLED);
    person_hears(&romeo, A("x"));
    person_notes(&romeo, "ended\nclosed wrong bad-format\n");
}

static void enabling_may_be_refused(void **state)
{
    (void)state;
    come("<failed " ACKS "/>");
    sends("1");
    person_says(&romeo, SENT("1"));
    person_loses(&romeo);
    person_notes(&romeo, "ended\nclosed lost\n");
}

/* 5, item 63: neither roster nor presence are said anew; what was not
 * acknowledged is. */
static void a_stream_is_resumed(void **state)
{
    uint64_t session;

    (void)state;
    come(ENABLED);
    session = romeo.session;
    person_publishes(&romeo, "away");
    sends("1");
    hears_message();
    (void)person_said(&romeo);
    person_loses(&romeo);
    person_notes(&romeo, "message *\nclosed lost resumable\n");
    sends("2");
    assert_int_equal(adsum_client_ask(romeo.client,
                                      (struct adsum_text){NULL, 0},
                                      ADSUM_TYPE_GET,
                                      adsum_text_of("<x xmlns='u:x'/>"), 0, 9),
                     0);
    person_is_in(&romeo, SM);
    person_says(&romeo, "<resume " ACKS " previd='s1' h='1'/>");
    (void)person_noted(&romeo);
    person_hears(&romeo, "<resumed " ACKS " previd='s1' h='2'/>");
    person_says(&romeo, SENT("1") SENT("2") "<iq id='*' type='get'>"
                                            "<x xmlns='u:x'/></iq>" R);
    person_notes(&romeo, "resumed romeo@example.net/x\n");
    assert_int_equal(romeo.session, session);
    person_answers(&romeo, "type='result'/>");
    person_notes(&romeo, "answered 9 result\n");
    hears_message();
    person_hears(&romeo, R);
    person_says(&romeo, A("3"));
}

/* 5: what the server had, it had; the rest is told, and a resource bound. */
static void a_stream_may_not_be_resumed(void **state)
{
    (void)state;
    romeo.publishes[0] = '\0';
    come(ENABLED);
    person_publishes(&romeo, "away");
    sends("1");
    sends("2");
    (void)adsum_client_ask(romeo.client, (struct adsum_text){NULL, 0},
                           ADSUM_TYPE_GET, adsum_text_of("<x xmlns='u:x'/>"), 0,
                           9);
    person_loses(&romeo);
    person_is_in(&romeo, SM);
    (void)person_said(&romeo);
    (void)person_noted(&romeo);
    person_hears(&romeo, "<failed " ACKS " h='3'><item-not-found "
                         "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"
                         "</failed>");
    person_notes(&romeo, "unsent " SENT("2") "\n"
                                             "answered 9 over\nended\n");
    person_says(&romeo, "<iq id='*' type='set'><bind *");
    person_answers(&romeo, BOUND_TO);
    person_notes(&romeo, "bound romeo@example.net/x\n");
    person_says(&romeo, "<enable *");
}

static void a_server_may_have_forgotten_how(void **state)
{
    (void)state;
    come(ENABLED);
    person_loses(&romeo);
    (void)person_noted(&romeo);
    person_is_in(&romeo, "");
    person_notes(&romeo, "authenticated *\nended\n");
    person_says(&romeo, "<iq id='*' type='set'><bind *");
}

static void another_stream_is_not_resumed(void **state)
{
    (void)state;
    come(ENABLED);
    person_loses(&romeo);
    (void)person_noted(&romeo);
    person_is_in(&romeo, SM);
    person_hears(&romeo, "<resumed " ACKS " previd='s2' h='0'/>");
    person_notes(&romeo, "authenticated *\nended\nclosed wrong bad-format\n");
}

/* A try that fails before it comes to that takes nothing away. */
static void it_may_be_tried_again(void **state)
{
    (void)state;
    come(ENABLED);
    person_loses(&romeo);
    (void)person_noted(&romeo);
    romeo.connected = true;
    assert_int_equal(adsum_client_open(romeo.client, &romeo.channel), 0);
    person_hears(&romeo, SERVER_HEADER "<stream:error><system-shutdown "
                                       "xmlns='" ADSUM_XML_STREAM_ERRORS
                                       "'/></stream:error>");
    person_notes(&romeo, "closed told system-shutdown resumable\n");
    person_is_in(&romeo, SM);
    person_loses(&romeo);
    person_notes(&romeo, "authenticated *\nclosed lost resumable\n");
    person_is_in(&romeo, SM);
    person_hears(&romeo, "<resumed " ACKS " previd='s1' h='1'/>");
    person_notes(&romeo, "authenticated *\nresumed *\n");
}

/* 3, 5: where, and how long. */
static void the_server_says_where_and_how_long(void **state)
{
    (void)state;
    come("<enabled " ACKS " id='s1' resume='1' max='10' "
         "location='[2001:db8::2]:5223'/>");
    person_loses(&romeo);
    person_notes(&romeo, "closed lost resumable host [2001:db8::2]:5223\n");
    person_waits(&romeo, 9999);
    assert_int_equal(romeo.next_ms, romeo.now_ms + 1);
    person_notes(&romeo, "");
    person_waits(&romeo, 1);
    person_notes(&romeo, "ended\n");
    assert_int_equal(romeo.next_ms, UINT64_MAX);
    person_is_in(&romeo, SM);
    person_says(&romeo, "*<iq id='*' type='set'><bind *");
}

/* A clean end is one for good: 7. */
static void what_is_closed_is_not_resumed(void **state)
{
    (void)state;
    come(ENABLED);
    person_hears(&romeo, FOOTER);
    person_notes(&romeo, "ended\nclosed in-order\n");
}

static void not_more_than_was_asked_for(void **state)
{
    (void)state;
    romeo.options.flags = ADSUM_CLIENT_NO_RESUME;
    come(ENABLED);
    person_loses(&romeo);
    person_notes(&romeo, "ended\nclosed lost\n");
    person_deinit(&romeo);
    person_init(&romeo, NULL, "romeo");
    romeo.options.flags = ADSUM_CLIENT_NO_ACKS;
    (void)person_start(&romeo);
    person_is_in(&romeo, SM);
    (void)person_said(&romeo);
    person_answers(&romeo, BOUND_TO);
    person_says(&romeo, "<iq id='*' type='get'>*</iq>");
}

/* What is not acknowledged is bounded: what is sent is refused then. */
static void what_is_not_acknowledged_is_bounded(void **state)
{
    (void)state;
    romeo.options.unacked = 3;
    come(ENABLED);
    sends("1");
    sends("2");
    person_notes(&romeo, "");
    sends("3");
    person_notes(&romeo, "bounce *remote-server-timeout*\n");
    assert_int_equal(adsum_client_ask(romeo.client,
                                      (struct adsum_text){NULL, 0},
                                      ADSUM_TYPE_GET,
                                      adsum_text_of("<x xmlns='u:x'/>"), 0, 9),
                     ADSUM_ERR_LIMIT);
    person_hears(&romeo, A("1"));
    (void)person_said(&romeo);
    sends("4");
    person_says(&romeo, SENT("4"));
    person_notes(&romeo, "");
    /* A server that asks and asks, and never says that it has heard. */
    person_hears(&romeo, "<iq type='get' id='q'><ping xmlns='urn:xmpp:ping'/>"
                         "</iq>");
    person_notes(&romeo,
                 "unsent " SENT("1") "\nunsent " SENT("2") "\nunsent " SENT(
                     "4") "\nended\n"
                          "closed wrong policy-violation\n");
}

/* Its output is broken: nothing more is said, and nothing lost. */
static void a_broken_connection_is_resumed(void **state)
{
    (void)state;
    come(ENABLED);
    romeo.output_answer = ADSUM_CLIENT_BROKEN;
    sends("1");
    sends("2");
    romeo.output_answer = ADSUM_CLIENT_TAKEN;
    person_says(&romeo, "");
    person_loses(&romeo);
    person_is_in(&romeo, SM);
    (void)person_said(&romeo);
    person_hears(&romeo, "<resumed " ACKS " previd='s1' h='1'/>");
    person_says(&romeo, SENT("1") SENT("2") R);
}

static void what_was_never_sent_was_not_had(void **state)
{
    (void)state;
    come(ENABLED);
    person_loses(&romeo);
    (void)person_noted(&romeo);
    person_is_in(&romeo, SM);
    person_hears(&romeo, "<failed " ACKS " h='2'/>");
    person_notes(&romeo, "authenticated *\nended\n"
                         "closed wrong undefined-condition\n");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(it_is_enabled_first),
        TEST(what_is_handled_is_counted),
        TEST(what_was_sent_is_asked_for),
        TEST(more_than_was_sent_cannot_be_acknowledged),
        TEST(a_count_is_a_number),
        TEST(enabling_may_be_refused),
        TEST(a_stream_is_resumed),
        TEST(a_stream_may_not_be_resumed),
        TEST(a_server_may_have_forgotten_how),
        TEST(another_stream_is_not_resumed),
        TEST(it_may_be_tried_again),
        TEST(the_server_says_where_and_how_long),
        TEST(what_is_closed_is_not_resumed),
        TEST(not_more_than_was_asked_for),
        TEST(what_is_not_acknowledged_is_bounded),
        TEST(a_broken_connection_is_resumed),
        TEST(what_was_never_sent_was_not_had),
    };
    return cmocka_run_group_tests_name("client resume", tests, NULL, NULL);
}
