/* Rosters at a client: RFC 6121 2. Checklist items C by their number. */
#include "client_rig.h"

#include <stdio.h>
#include <string.h>

#define QUERY  "<query xmlns='jabber:iq:roster'"
#define JULIET "<item jid='juliet@example.net' subscription='both'/>"
#define NURSE  "<item jid='nurse@example.net' subscription='to'/>"

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

/* Bound, and the roster asked for with this `ver`. */
static void come(const char *features, const char *asked)
{
    (void)person_start(&romeo);
    person_is_in(&romeo, features);
    person_answers(&romeo,
                   "type='result'><bind xmlns='urn:ietf:params:xml:ns:"
                   "xmpp-bind'><jid>romeo@example.net/x</jid></bind></iq>");
    person_says(&romeo, asked);
    (void)person_noted(&romeo);
}

/* 2.1.6, item 4: whose push it may be. */
static void pushes_of_others_are_not_processed(void **state)
{
    static const char *const others[] = {
        "juliet@example.net",  "example.net",       "romeo@example.net/x",
        "romeo@example.net/y", "romeo@example.com", "\xc3\xa9@x"};
    struct adsum_client_counts counts = {.size = sizeof counts};
    char text[400];

    (void)state;
    (void)person_start(&romeo);
    person_is_bound(&romeo, VER);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        (void)snprintf(text, sizeof text,
                       "<iq type='set' id='p' from='%s'>" QUERY
                       " ver='9'>" JULIET "</query></iq>",
                       others[i]);
        person_hears(&romeo, text);
        person_says(&romeo, ""); /* not even refused: it is here */
        person_notes(&romeo, "");
        person_has_roster(&romeo, "");
    }
    assert_int_equal(adsum_client_statistics(romeo.client, &counts), 0);
    assert_int_equal(counts.ignored, sizeof others / sizeof *others);
}

/* 2.1.6, items 4 and 5: its own is taken, and answered. */
static void pushes_of_the_account_are_answered(void **state)
{
    (void)state;
    (void)person_start(&romeo);
    person_is_bound(&romeo, "");
    person_hears(&romeo,
                 "<iq type='set' id='a'>" QUERY ">" JULIET "</query></iq>");
    person_says(&romeo, "<iq from='romeo@example.net/x' to='romeo@example.net' "
                        "id='a' type='result'/>");
    person_notes(&romeo, "push juliet@example.net both\nroster push 1 ver=\n");
    person_hears(&romeo, "<iq type='set' id='b' from='romeo@example.net'>" QUERY
                         "><item jid='juliet@example.net' "
                         "subscription='remove'/></query></iq>");
    person_says(&romeo, "<iq * id='b' type='result'/>");
    person_notes(&romeo,
                 "push juliet@example.net removed\nroster push 1 ver=\n");
    person_has_roster(&romeo, "");
    /* 2.1.6 rule 1 */
    person_hears(&romeo, "<iq type='set' id='c'>" QUERY ">" JULIET NURSE
                         "</query></iq>");
    person_says(&romeo, "<iq * id='c' type='error'><error type='modify'>"
                        "<bad-request *");
    person_has_roster(&romeo, "");
}

/* 2.1.2.5, item 1 */
static void what_is_not_known_is_not_there(void **state)
{
    (void)state;
    (void)person_start(&romeo);
    person_is_bound(&romeo, "");
    person_hears(&romeo, "<iq type='set' id='a'>" QUERY
                         "><item jid='juliet@example.net' "
                         "subscription='lover' ask='why' approved='no' "
                         "mood='sad'><group>a</group><group>a</group>"
                         "<x xmlns='u:x'/></item></query></iq>");
    person_has_roster(&romeo, "juliet@example.net none group=a\n");
}

static void set(const char *contact, uint64_t token)
{
    const struct adsum_item item = {.contact = adsum_text_of(contact),
                                    .name = adsum_text_of("J"),
                                    .subscription = ADSUM_SUBSCRIPTION_BOTH,
                                    .ask = 1};

    assert_int_equal(adsum_client_roster_set(romeo.client, &item, token), 0);
}

/* 2.3.2, item 8: a result before its push, and behind it. */
static void a_push_comes_before_the_answer_or_behind_it(void **state)
{
    static const char push[] =
        "<iq type='set' id='p'>" QUERY "><item jid='juliet@example.net' "
        "name='J' subscription='none'/></query></iq>";

    (void)state;
    (void)person_start(&romeo);
    person_is_bound(&romeo, "");
    set("juliet@example.net", 1);
    /* 2.1.2.5: nothing is said of subscriptions. */
    person_says(&romeo, "<iq id='*' type='set'>" QUERY
                        "><item jid='juliet@example.net' name='J'/></query>"
                        "</iq>");
    person_answers(&romeo, "type='result'/>");
    person_has_roster(&romeo, "");
    person_hears(&romeo, push);
    person_notes(&romeo, "answered 1 result\n"
                         "push juliet@example.net none name=J\n"
                         "roster push 1 ver=\n");
    person_has_roster(&romeo, "juliet@example.net none name=J\n");
    set("juliet@example.net", 2);
    person_hears(&romeo, push);
    (void)person_noted(&romeo);
    set("nurse@example.net", 3);
    person_answers(&romeo, "type='error'><error type='cancel'><not-allowed "
                           "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"
                           "</error></iq>");
    person_notes(&romeo, "answered 3 error not-allowed\n");
}

/* 2.5 */
static void a_removal_says_so(void **state)
{
    (void)state;
    (void)person_start(&romeo);
    person_is_bound(&romeo, "");
    assert_int_equal(adsum_client_roster_remove(
                         romeo.client, adsum_text_of("juliet@example.net"), 4),
                     0);
    person_says(&romeo, "<iq id='*' type='set'>" QUERY
                        "><item jid='juliet@example.net' "
                        "subscription='remove'/></query></iq>");
    assert_int_equal(
        adsum_client_roster_remove(romeo.client,
                                   adsum_text_of("juliet@example.net/x"), 4),
        ADSUM_ERR_INVALID);
}

/* 2.6.1, 2.6.3, item 11: nothing is not an empty roster. */
static void no_query_is_not_an_empty_one(void **state)
{
    static const char *const rows[] = {"juliet@example.net both", NULL};

    (void)state;
    romeo.rows = rows;
    romeo.options.version = adsum_text_of("v14");
    come(VER, "<iq id='*' type='get'>" QUERY " ver='v14'/></iq>");
    person_has_roster(&romeo, "juliet@example.net both\n");
    person_answers(&romeo, "type='result'/>");
    person_notes(&romeo, "roster same ver=v14\n");
    person_has_roster(&romeo, "juliet@example.net both\n");
    person_loses(&romeo);
    (void)person_noted(&romeo);
    person_is_in(&romeo, VER);
    person_answers(&romeo,
                   "type='result'><bind xmlns='urn:ietf:params:xml:ns:"
                   "xmpp-bind'><jid>romeo@example.net/x</jid></bind></iq>");
    person_answers(&romeo, "type='result'>" QUERY " ver='v15'/></iq>");
    person_notes(&romeo, "*roster all 0 ver=v15\n");
    person_has_roster(&romeo, "");
}

/* 2.6.2: no version is asked for where there are none, and "" for the first. */
static void versions_are_asked_for_where_they_are_offered(void **state)
{
    (void)state;
    romeo.options.version = adsum_text_of("v14");
    come("", "<iq id='*' type='get'>" QUERY "/></iq>");
    person_deinit(&romeo);
    person_init(&romeo, NULL, "romeo");
    come(VER, "<iq id='*' type='get'>" QUERY " ver=''/></iq>");
}

/* 2.6.3, item 12: the last push's, not the result's. */
static void the_last_push_says_the_version(void **state)
{
    struct adsum_client_info info = {.size = sizeof info};

    (void)state;
    romeo.options.version_bytes = 10;
    come(VER, "*");
    person_answers(&romeo,
                   "type='result'>" QUERY " ver='v1'>" NURSE "</query></iq>");
    person_hears(&romeo, "<iq type='set' id='p'>" QUERY " ver='v2'>" JULIET
                         "</query></iq>");
    person_notes(&romeo, "roster all 1 ver=v1\n"
                         "push juliet@example.net both\n"
                         "roster push 1 ver=v2\n");
    /* Of one without, and of one that is too long, the older one stays. */
    person_hears(&romeo, "<iq type='set' id='p'>" QUERY ">" JULIET
                         "</query></iq><iq type='set' id='p'>" QUERY
                         " ver='12345678901'>" JULIET "</query></iq>");
    assert_int_equal(adsum_client_get(romeo.client, &info), 0);
    assert_true(same_text(info.version, adsum_text_of("v2")));
    person_loses(&romeo);
    person_is_in(&romeo, VER);
    person_answers(&romeo,
                   "type='result'><bind xmlns='urn:ietf:params:xml:ns:"
                   "xmpp-bind'><jid>romeo@example.net/x</jid></bind></iq>");
    person_says(&romeo, "*" QUERY " ver='v2'/></iq>");
}

/* 2.1.4: an error is not an empty roster either; nor is silence. */
static void without_a_roster_the_old_one_stays(void **state)
{
    static const char *const rows[] = {"juliet@example.net both", NULL};

    (void)state;
    romeo.rows = rows;
    come("", "*");
    person_answers(&romeo, "type='error'><error type='cancel'><item-not-found "
                           "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"
                           "</error></iq>");
    person_notes(&romeo, "roster same ver=\n");
    person_has_roster(&romeo, "juliet@example.net both\n");
    person_deinit(&romeo);
    person_init(&romeo, NULL, "romeo");
    romeo.rows = rows;
    come("", "*");
    person_waits(&romeo, 60000);
    person_notes(&romeo, "roster same ver=\n");
    person_has_roster(&romeo, "juliet@example.net both\n");
}

/* RFC 6120 8.1.2.1: a roster of somebody else's. */
static void answers_of_others_are_none(void **state)
{
    static const char *const others[] = {"juliet@example.net", "example.net",
                                         "romeo@example.net/x"};
    char text[300];

    (void)state;
    come("", "*");
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        (void)snprintf(text, sizeof text,
                       "type='result' from='%s'>" QUERY ">" JULIET
                       "</query></iq>",
                       others[i]);
        person_answers(&romeo, text);
    }
    person_notes(&romeo, "");
    person_has_roster(&romeo, "");
    person_answers(&romeo, "type='result' from='romeo@example.net'>" QUERY
                           ">" JULIET "</query></iq>");
    person_notes(&romeo, "roster all 1 ver=\n");
    /* It was asked for once. */
    person_answers(&romeo, "type='result'>" QUERY "/></iq>");
    person_has_roster(&romeo, "juliet@example.net both\n");
}

/* What the core cannot hold is told, and the old one stays. */
static void a_roster_may_be_too_large(void **state)
{
    (void)state;
    romeo.limits.contacts = 1;
    come(VER, "*");
    person_answers(&romeo, "type='result'>" QUERY " ver='7'>" JULIET NURSE
                           "</query></iq>");
    person_notes(&romeo, "roster limit contacts ver=\n");
    person_has_roster(&romeo, "");
    person_hears(&romeo, "<iq type='set' id='a'>" QUERY ">" JULIET
                         "</query></iq><iq type='set' id='b'>" QUERY ">" NURSE
                         "</query></iq>");
    person_notes(&romeo, "push juliet@example.net both\nroster push 1 ver=\n"
                         "roster limit contacts ver=\n");
    person_says(&romeo, "*id='b' type='error'><error *");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(pushes_of_others_are_not_processed),
        TEST(pushes_of_the_account_are_answered),
        TEST(what_is_not_known_is_not_there),
        TEST(a_push_comes_before_the_answer_or_behind_it),
        TEST(a_removal_says_so),
        TEST(no_query_is_not_an_empty_one),
        TEST(versions_are_asked_for_where_they_are_offered),
        TEST(the_last_push_says_the_version),
        TEST(without_a_roster_the_old_one_stays),
        TEST(answers_of_others_are_none),
        TEST(a_roster_may_be_too_large),
    };
    return cmocka_run_group_tests_name("client roster", tests, NULL, NULL);
}
