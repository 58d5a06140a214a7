/* Presence and subscriptions at a client: RFC 6121 3 and 4. Checklist items C
 * by their number. */
#include "client_rig.h"

#include <stdio.h>
#include <string.h>

#define QUERY "<query xmlns='jabber:iq:roster'"
#define FRIENDS                                             \
    "type='result'>" QUERY                                  \
    "><item jid='juliet@example.net' subscription='both'/>" \
    "<item jid='nurse@example.net' subscription='from'/></query></iq>"

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

/* Bound and available; the roster is not there yet. */
static void come(void)
{
    (void)person_start(&romeo);
    person_is_in(&romeo, "");
    person_answers(&romeo,
                   "type='result'><bind xmlns='urn:ietf:params:xml:ns:"
                   "xmpp-bind'><jid>romeo@example.net/x</jid></bind></iq>");
    (void)person_noted(&romeo);
}

static void come_with_friends(void)
{
    come();
    person_answers(&romeo, FRIENDS);
    person_publishes(&romeo, "");
    (void)person_said(&romeo);
    (void)person_noted(&romeo);
}

static void hears_presence(const char *from, const char *rest)
{
    char text[300];

    (void)snprintf(text, sizeof text,
                   "<presence from='%s' to='romeo@example.net'%s", from, rest);
    person_hears(&romeo, text);
}

/* 4.2.4, item 53: of no interest, unless they speak with each other. */
static void strangers_are_not_shown(void **state)
{
    (void)state;
    come_with_friends();
    hears_presence("tybalt@example.net/t", "/>");
    hears_presence("room@chat.example.net/tybalt", "/>");
    person_notes(&romeo, "");
    assert_int_equal(person_sees(&romeo, "tybalt@example.net"), 0);
    hears_presence("juliet@example.net/j", "/>");
    hears_presence("nurse@example.net/n", "><show>away</show></presence>");
    hears_presence("romeo@example.net/y", "/>");
    person_notes(&romeo, "presence juliet@example.net/j\n"
                         "presence nurse@example.net/n away\n"
                         "presence romeo@example.net/y\n");
    person_sends(&romeo, "tybalt@example.net", "message bytes=hey");
    person_sends(&romeo, "room@chat.example.net/romeo", "presence");
    hears_presence("tybalt@example.net/t", "/>");
    hears_presence("room@chat.example.net/tybalt", "/>");
    person_notes(&romeo, "presence tybalt@example.net/t\n"
                         "presence room@chat.example.net/tybalt\n");
}

/* With so many we speak; the oldest is a stranger again. */
static void partners_are_bounded(void **state)
{
    (void)state;
    romeo.options.partners = 2;
    come_with_friends();
    person_sends(&romeo, "a@b", "message bytes=1");
    person_sends(&romeo, "b@b", "message bytes=1");
    person_sends(&romeo, "a@b", "message bytes=1");
    person_sends(&romeo, "c@b", "message bytes=1");
    hears_presence("a@b/x", "/>");
    hears_presence("b@b/x", "/>");
    hears_presence("c@b/x", "/>");
    person_notes(&romeo, "presence b@b/x\npresence c@b/x\n");
}

/* 2.2: what comes before the roster is used when it is there, in order. */
static void presence_may_come_before_the_roster(void **state)
{
    (void)state;
    come();
    person_publishes(&romeo, "");
    hears_presence("juliet@example.net/j", "/>");
    hears_presence("tybalt@example.net/t", "/>");
    hears_presence("juliet@example.net/k", "/>");
    hears_presence("juliet@example.net/j", "><show>dnd</show></presence>");
    hears_presence("juliet@example.net/k", " type='unavailable'/>");
    person_notes(&romeo, "");
    /* Behind those even its own waits; a request does not. */
    hears_presence("romeo@example.net/y", "/>");
    hears_presence("paris@example.net", " type='subscribe'/>");
    person_notes(&romeo, "subscribe paris@example.net *\n");
    person_answers(&romeo, FRIENDS);
    person_notes(&romeo, "roster all 2 ver=\n"
                         "presence juliet@example.net/j\n"
                         "presence juliet@example.net/k\n"
                         "presence juliet@example.net/j dnd\n"
                         "presence juliet@example.net/k unavailable\n"
                         "presence romeo@example.net/y\n");
    hears_presence("juliet@example.net/k", "/>");
    person_notes(&romeo, "presence juliet@example.net/k\n");
}

static void what_comes_too_early_is_bounded(void **state)
{
    struct adsum_client_counts counts = {.size = sizeof counts};

    (void)state;
    romeo.options.early_bytes = 150;
    come();
    hears_presence("juliet@example.net/j", "/>");
    hears_presence("juliet@example.net/k", "/>");
    hears_presence("juliet@example.net/l", "/>");
    person_answers(&romeo, FRIENDS);
    person_notes(&romeo, "roster all 2 ver=\n"
                         "presence juliet@example.net/j\n"
                         "presence juliet@example.net/k\n");
    assert_int_equal(adsum_client_statistics(romeo.client, &counts), 0);
    assert_int_equal(counts.dropped, 1);
}

/* Memory that is refused is asked for again: nothing is lost, or reordered. */
static void what_came_early_waits_for_memory(void **state)
{
    uint32_t refused = 0;

    (void)state;
    for (uint32_t at = 1; at <= 40; at++) {
        if (at != 1) {
            person_deinit(&romeo);
            person_init(&romeo, NULL, "romeo");
        }
        come();
        hears_presence("juliet@example.net/j", "/>");
        hears_presence("juliet@example.net/j", "><show>dnd</show></presence>");
        romeo.lenient = true;
        romeo.fail_at = romeo.allocations + at;
        person_answers(&romeo, FRIENDS);
        romeo.fail_at = 0;
        romeo.lenient = false;
        if (!romeo.connected)
            continue; /* it was refused for the roster itself */
        refused += person_sees(&romeo, "juliet@example.net") == 0;
        hears_presence("juliet@example.net/j", "><show>xa</show></presence>");
        person_waits(&romeo, 1000);
        person_notes(&romeo, "*presence juliet@example.net/j*\n"
                             "presence juliet@example.net/j dnd\n"
                             "presence juliet@example.net/j xa\n");
    }
    assert_int_not_equal(refused, 0);
}

/* 3.1.3, item 22: the optional receipt of a request says nothing. */
static void an_unavailable_of_a_bare_address_is_no_presence(void **state)
{
    (void)state;
    come_with_friends();
    person_sends(&romeo, "nurse@example.net", "subscribe");
    hears_presence("nurse@example.net", " type='unavailable'/>");
    person_notes(&romeo, "");
}

/* 4.5.4, item 46: of somebody who is there, it is all of them. */
static void an_unavailable_of_a_bare_address_is_of_all(void **state)
{
    (void)state;
    come_with_friends();
    hears_presence("juliet@example.net/j", "/>");
    hears_presence("juliet@example.net/k", "/>");
    (void)person_noted(&romeo);
    hears_presence("juliet@example.net", " type='unavailable'/>");
    person_notes(&romeo, "presence juliet@example.net/j unavailable\n"
                         "presence juliet@example.net/k unavailable\n");
    assert_int_equal(person_sees(&romeo, "juliet@example.net"), 0);
}

/* 4.5.1, item 46: who goes says neither show nor priority. */
static void unavailable_has_neither_show_nor_priority(void **state)
{
    (void)state;
    come_with_friends();
    person_publishes(&romeo, "dnd priority=5");
    person_says(&romeo, "<presence><show>dnd</show><priority>5</priority>"
                        "</presence>");
    person_publishes(&romeo, "unavailable status=bye");
    person_says(&romeo, "<presence type='unavailable'><status>bye</status>"
                        "</presence>");
}

/* 3.1.4, item 23: requests are shown, and the answer's id is another. */
static void the_id_of_an_answer_is_its_own(void **state)
{
    char id[100];

    (void)state;
    come_with_friends();
    hears_presence("paris@example.net", " type='subscribe' id='theirs'/>");
    person_notes(&romeo, "subscribe paris@example.net id=theirs *\n");
    person_sends(&romeo, "paris@example.net", "subscribed id=theirs");
    person_said_id(&romeo, id, sizeof id);
    assert_string_not_equal(id, "theirs");
    person_says(&romeo, "<presence to='paris@example.net' id='*' "
                        "type='subscribed'/>");
    person_sends(&romeo, "paris@example.net", "unsubscribed id=theirs");
    person_said_id(&romeo, id, sizeof id);
    assert_string_not_equal(id, "theirs");
    person_says(&romeo, "<presence to='paris@example.net' id='*' "
                        "type='unsubscribed'/>");
    person_sends(&romeo, "paris@example.net", "subscribe id=mine");
    person_says(&romeo, "<presence to='paris@example.net' id='mine' "
                        "type='subscribe'/>");
}

/* 3.3.3, item 31: forgotten at once, by what is sent and by the push. */
static void who_is_given_up_is_forgotten(void **state)
{
    (void)state;
    come_with_friends();
    hears_presence("juliet@example.net/j", "/>");
    (void)person_noted(&romeo);
    person_sends(&romeo, "juliet@example.net", "unsubscribe");
    person_says(&romeo, "<presence to='juliet@example.net' "
                        "type='unsubscribe'/>");
    person_notes(&romeo, "presence juliet@example.net/j unavailable\n");
    hears_presence("juliet@example.net/j", "/>");
    (void)person_noted(&romeo);
    person_hears(&romeo, "<iq type='set' id='p'>" QUERY
                         "><item jid='juliet@example.net' "
                         "subscription='from'/></query></iq>");
    person_notes(&romeo, "presence juliet@example.net/j unavailable\n"
                         "push juliet@example.net from\n"
                         "roster push 1 ver=\n");
    assert_int_equal(person_sees(&romeo, "juliet@example.net"), 0);
}

/* 3.1.6, 3.2.3: answers to requests. */
static void answers_to_requests_are_told(void **state)
{
    static const char *const types[] = {"subscribed", "unsubscribe",
                                        "unsubscribed"};

    (void)state;
    come_with_friends();
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        char rest[60];

        (void)snprintf(rest, sizeof rest, " type='%s'/>", types[i]);
        hears_presence("paris@example.net", rest);
        (void)snprintf(rest, sizeof rest, "%s paris@example.net *\n", types[i]);
        person_notes(&romeo, rest);
    }
}

/* 4.3: a client sends no probes, and answers none. */
static void probes_are_of_servers(void **state)
{
    (void)state;
    come_with_friends();
    person_sends(&romeo, "juliet@example.net", "probe");
    hears_presence("juliet@example.net/j", " type='probe'/>");
    person_says(&romeo, "");
    person_notes(&romeo, "");
}

/* 4.6.3, 4.7.1: what could not be delivered is told to who sent it. */
static void errors_of_presence_are_told(void **state)
{
    (void)state;
    come_with_friends();
    hears_presence("juliet@example.net/j",
                   " type='error'><error type='cancel'><gone "
                   "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>"
                   "</presence>");
    person_says(&romeo, "");
    person_notes(&romeo, "bounce *juliet@example.net/j *\n");
}

/* 4.7.2: what is no presence is nobody's. */
static void malformed_presence_is_ignored(void **state)
{
    (void)state;
    come_with_friends();
    hears_presence("juliet@example.net/j", "><show>happy</show></presence>");
    hears_presence("juliet@example.net/j", " type='available'/>");
    hears_presence("@", "/>");
    person_says(&romeo, "");
    person_notes(&romeo, "");
    hears_presence("juliet@example.net/j", "/>");
    person_notes(&romeo, "presence juliet@example.net/j\n");
}

/* Beyond the core's bound nobody is shown; it is counted, and life goes on. */
static void sightings_are_bounded(void **state)
{
    struct adsum_client_counts counts = {.size = sizeof counts};

    (void)state;
    romeo.limits.user_sightings = 1;
    come_with_friends();
    hears_presence("juliet@example.net/j", "/>");
    hears_presence("juliet@example.net/k", "/>");
    person_notes(&romeo, "presence juliet@example.net/j\n");
    assert_int_equal(adsum_client_statistics(romeo.client, &counts), 0);
    assert_int_equal(counts.dropped, 1);
    assert_true(romeo.connected);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(strangers_are_not_shown),
        TEST(partners_are_bounded),
        TEST(presence_may_come_before_the_roster),
        TEST(what_comes_too_early_is_bounded),
        TEST(what_came_early_waits_for_memory),
        TEST(an_unavailable_of_a_bare_address_is_no_presence),
        TEST(an_unavailable_of_a_bare_address_is_of_all),
        TEST(unavailable_has_neither_show_nor_priority),
        TEST(the_id_of_an_answer_is_its_own),
        TEST(who_is_given_up_is_forgotten),
        TEST(answers_to_requests_are_told),
        TEST(probes_are_of_servers),
        TEST(errors_of_presence_are_told),
        TEST(malformed_presence_is_ignored),
        TEST(sightings_are_bounded),
    };
    return cmocka_run_group_tests_name("client presence", tests, NULL, NULL);
}
