/* Acknowledgements: XEP-0198 3, 4, 6; and the bounds of what awaits them. */
#include "c2s_rig.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SM     "xmlns='urn:xmpp:sm:3'"
#define ENABLE "<enable " SM "/>"
#define R      "<r " SM "/>"
#define MESSAGE(body) \
    "<message to='juliet@example.net'><body>" body "</body></message>"
#define FAILED(condition)                          \
    "<failed " SM "><" condition                   \
    " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'" \
    "/></failed>"

static void acks(struct client *client, uint32_t h)
{
    char text[100];

    (void)snprintf(text, sizeof text, "<a " SM " h='%u'/>", h);
    client_says(client, text);
}

static struct client *enabled(struct c2s_rig *rig, const char *name,
                              const char *resource)
{
    struct client *client = c2s_rig_online(rig, name, resource);

    client_says(client, ENABLE);
    client_hears(client, "<enabled " SM "/>");
    return client;
}

/* Section 3 */
static void enable_only_where_it_may_be(void **state)
{
    struct client *client = c2s_rig_open(*state, ADSUM_C2S_CLEAR);

    client_says(client, HEADER ENABLE);
    client_hears(client, "*</stream:features>" FAILED("unexpected-request"));
    client = c2s_rig_authenticated(*state, "romeo");
    client_says(client, ENABLE);
    client_hears(client, FAILED("unexpected-request"));
    client = c2s_rig_login(*state, "romeo", "x");
    client_says(client, R "<a " SM " h='0'/>");
    client_hears(client,
                 FAILED("unexpected-request") FAILED("unexpected-request"));
    client_says(client, ENABLE);
    client_hears(client, "<enabled " SM "/>");
    client_says(client, ENABLE);
    client_is_refused(client, "policy-violation");
    client = c2s_rig_open(*state, ADSUM_C2S_CLEAR);
    client_says(client, HEADER R);
    client_is_refused(client, "unsupported-stanza-type");
}

/* Section 4: what is handled is counted, and nothing but stanzas. */
static void stanzas_are_counted(void **state)
{
    struct client *romeo = enabled(*state, "romeo", "orchard");

    client_says(romeo, R);
    client_hears(romeo, "<a " SM " h='0'/>");
    client_says(romeo, "<presence to='mercutio@example.net'/>" R " " R
                       "<iq type='result' id='x'/>"
                       "<presence type='nonsense'/>" R);
    client_hears(romeo,
                 "<a " SM " h='1'/><a " SM " h='1'/>"
                 "<presence * type='error'>*</presence>" R "<a " SM " h='3'/>");
}

/* What was sent is asked after, once, and again when the client gets on. */
static void the_client_is_asked(void **state)
{
    struct client *juliet = enabled(*state, "juliet", "balcony"),
                  *romeo = c2s_rig_online(*state, "romeo", "orchard");

    client_hears(juliet, "<presence *orchard'/>" R);
    client_says(romeo, MESSAGE("1") MESSAGE("2"));
    client_hears(juliet, "<message *</message><message *</message>");
    acks(juliet, 1);
    client_hears(juliet, R);
    acks(juliet, 1);
    client_hears_nothing(juliet);
    acks(juliet, 3);
    client_hears_nothing(juliet);
    client_says(romeo, MESSAGE("3"));
    client_hears(juliet, "<message *</message>" R);
}

/* Section 6 */
static void more_than_was_sent(void **state)
{
    struct client *juliet = enabled(*state, "juliet", "balcony"),
                  *romeo = c2s_rig_online(*state, "romeo", "orchard");

    client_says(romeo, MESSAGE("1"));
    (void)client_heard(juliet);
    acks(juliet, 3);
    client_hears(juliet, "<stream:error><undefined-condition "
                         "xmlns='" ADSUM_XML_STREAM_ERRORS
                         "'/><handled-count-too-high " SM
                         " h='3' send-count='2'/></stream:error>" FOOTER);
    client_says(juliet, FOOTER);
    client_is_closed(juliet, ADSUM_XML_CONDITION_UNDEFINED_CONDITION);
}

static void counts_that_are_none(void **state)
{
    static const char *const counts[] = {
        "<a " SM "/>",         "<a " SM " h=''/>",
        "<a " SM " h='-1'/>",  "<a " SM " h='4294967296'/>",
        "<a " SM " h='1e3'/>", "<a " SM " h='00000000000'/>",
    };

    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        struct client *romeo = enabled(*state, "romeo", "orchard");

        client_says(romeo, counts[i]);
        client_is_refused(romeo, "bad-format");
    }
}

/* What was never acknowledged goes to another resource, or is kept (8.5.2.2),
 * and a request is answered; presence is forgotten: section 4. */
static void what_was_not_acknowledged(void **state)
{
    struct c2s_rig *rig = *state;
    struct client *juliet = enabled(rig, "juliet", "balcony"), *other,
                  *romeo = c2s_rig_online(rig, "romeo", "orchard");

    client_says(romeo, MESSAGE("1"));
    (void)client_heard(juliet);
    acks(juliet, 2);
    client_says(romeo, MESSAGE("2") "<message to='juliet@example.net/balcony'>"
                                    "<body>3</body></message>"
                                    "<message type='headline' "
                                    "to='juliet@example.net/balcony'/>"
                                    "<iq type='get' id='i' "
                                    "to='juliet@example.net/balcony'>"
                                    "<ping xmlns='urn:xmpp:ping'/></iq>"
                                    "<presence><show>dnd</show></presence>");
    (void)client_heard(romeo);
    c2s_rig_wait(rig, 5000);
    other = c2s_rig_online(rig, "juliet", "chamber");
    (void)client_heard(romeo);
    client_vanishes(juliet);
    client_hears(other,
                 "<presence *type='unavailable'/>"
                 "<message to='juliet@example.net' *<body>2</body>"
                 "<delay xmlns='urn:xmpp:delay' *stamp='1970-01-12T13:46:40*'/>"
                 "</message><message to='juliet@example.net' *<body>3</body>"
                 "<delay */></message>");
    assert_null(strstr(other->heard, "headline"));
    client_hears(romeo, "<presence *type='unavailable'/>"
                        "<iq *from='juliet@example.net/balcony' *id='i' "
                        "*type='error'*<service-unavailable */></error></iq>");

    client_says(other, ENABLE);
    client_says(romeo, MESSAGE("4"));
    client_says(other, FOOTER);
    assert_int_equal(rig->kept_count, 1);
    other = c2s_rig_online(rig, "juliet", "chamber");
    assert_non_null(strstr(other->heard, "<body>4</body><delay "));
}

/* Too much that is not acknowledged makes a client busy: it gets the newest
 * presence when it has caught up, and messages in order. */
static void too_much_makes_busy(void **state)
{
    static struct c2s_rig rig;
    struct client *juliet, *romeo;

    (void)state;
    c2s_rig_init(&rig);
    c2s_rig_friends(&rig, "romeo", "juliet");
    rig.options.unacked = 2;
    c2s_rig_start(&rig);
    romeo = c2s_rig_online(&rig, "romeo", "orchard");
    juliet = enabled(&rig, "juliet", "balcony");
    client_says(romeo, MESSAGE("1") MESSAGE("2")
                           MESSAGE("3") "<presence><show>away</show></presence>"
                                        "<presence><show>xa</show></presence>");
    client_hears(juliet, "<message *1</body></message>" R
                         "<message *2</body></message>");
    acks(juliet, 1);
    client_hears(juliet, R "<message *3</body></message>");
    acks(juliet, 2);
    client_hears(juliet, R "<presence *<show>xa</show></presence>");
    acks(juliet, 4);
    client_hears_nothing(juliet);
    c2s_rig_deinit(&rig);
}

/* The same of bytes; one stanza more is taken, however long. */
static void too_many_bytes_make_busy(void **state)
{
    static struct c2s_rig rig;
    struct client *juliet, *romeo;

    (void)state;
    c2s_rig_init(&rig);
    rig.options.unacked_bytes = 100;
    c2s_rig_start(&rig);
    romeo = c2s_rig_online(&rig, "romeo", "orchard");
    juliet = enabled(&rig, "juliet", "balcony");
    client_says(romeo, MESSAGE("1") MESSAGE("2"));
    client_hears(juliet, "<message *1</body></message>" R);
    acks(juliet, 1);
    client_hears(juliet, "<message *2</body></message>" R);
    c2s_rig_deinit(&rig);
}

/* One that asks on and on and acknowledges nothing fills no memory. */
static void answers_are_bounded(void **state)
{
    static struct c2s_rig rig;
    struct client *romeo;
    int count = 0;

    (void)state;
    c2s_rig_init(&rig);
    rig.options.unacked = 10;
    c2s_rig_start(&rig);
    romeo = enabled(&rig, "romeo", "orchard");
    while (strstr(client_heard(romeo), FOOTER) == NULL && ++count < 1000)
        client_says(romeo, "<iq type='get' id='1'>"
                           "<ping xmlns='urn:xmpp:ping'/></iq>");
    assert_in_range(count, 10, 21);
    assert_non_null(strstr(romeo->heard, "<policy-violation "));
    c2s_rig_deinit(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        C2S_TEST(enable_only_where_it_may_be),
        C2S_TEST(stanzas_are_counted),
        C2S_TEST(the_client_is_asked),
        C2S_TEST(more_than_was_sent),
        C2S_TEST(counts_that_are_none),
        C2S_TEST(what_was_not_acknowledged),
        cmocka_unit_test(too_much_makes_busy),
        cmocka_unit_test(too_many_bytes_make_busy),
        cmocka_unit_test(answers_are_bounded),
    };

    return cmocka_run_group_tests_name("c2s acknowledgements", tests, NULL,
                                       NULL);
}
