/* Questions and answers at a client: RFC 6120 8, RFC 6121 8.5, XEP-0199. */
#include "client_rig.h"

#include <stdio.h>
#include <string.h>

#define STANZAS "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'"
#define PING    "<ping xmlns='urn:xmpp:ping'/>"
#define UNAVAILABLE \
    "<error type='cancel'><service-unavailable " STANZAS "/></error></iq>"

static struct person romeo;
static const struct adsum_text payload = {"<x xmlns='u:x'/>", 16};

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

static void come(void)
{
    (void)person_start(&romeo);
    person_is_bound(&romeo, "");
    person_hears(&romeo,
                 "<iq type='set' id='1'><query xmlns='jabber:iq:roster'><item "
                 "jid='juliet@example.net' subscription='from'/></query></iq>"
                 "<iq type='set' id='2'><query xmlns='jabber:iq:roster'><item "
                 "jid='nurse@example.net' subscription='to'/></query></iq>");
    (void)person_said(&romeo);
    (void)person_noted(&romeo);
}

static int ask(const char *to, uint64_t token)
{
    return adsum_client_ask(romeo.client, adsum_text_of(to), ADSUM_TYPE_GET,
                            payload, 0, token);
}

/* 8.1.2.1, 8.2.3: an answer is of whom was asked, with the id that was said. */
static void only_who_was_asked_can_answer(void **state)
{
    static const struct {
        const char *to;
        const char *wrong[4];
        const char *right;
    } rows[] = {
        {"juliet@example.net/j",
         {"", " from='juliet@example.net'", " from='nurse@example.net/j'",
          " from='example.net'"},
         " from='juliet@example.net/j'"},
        {"",
         {" from='romeo@example.net/x'", " from='example.net'",
          " from='romeo@example.net/y'", " from='juliet@example.net'"},
         " from='romeo@example.net'"},
        {"romeo@example.net",
         {" from='romeo@example.net/x'", " from='example.net'",
          " from='romeo@example.com'", " from='juliet@example.net'"},
         ""},
        {"example.net",
         {"", " from='romeo@example.net'", " from='example.com'",
          " from='example.net/x'"},
         " from='example.net'"},
    };
    struct adsum_client_counts counts = {.size = sizeof counts};

    (void)state;
    come();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[200];

        assert_int_equal(ask(rows[i].to, i), 0);
        (void)person_said(&romeo);
        for (size_t j = 0; j < 4; j++) {
            (void)snprintf(text, sizeof text, "type='result'%s/>",
                           rows[i].wrong[j]);
            person_answers(&romeo, text);
            (void)snprintf(text, sizeof text, "type='error'%s/>",
                           rows[i].wrong[j]);
            person_answers(&romeo, text);
            person_notes(&romeo, "");
        }
        person_hears(&romeo, "<iq type='result' id='1' from='example.net'/>");
        (void)snprintf(text, sizeof text, "type='result'%s/>", rows[i].right);
        person_answers(&romeo, text);
        (void)snprintf(text, sizeof text, "answered %u result\n", (unsigned)i);
        person_notes(&romeo, text);
        (void)snprintf(text, sizeof text, "type='result'%s/>", rows[i].right);
        person_answers(&romeo, text); /* once is enough */
        person_notes(&romeo, "");
        person_says(&romeo, "");
    }
    assert_int_equal(adsum_client_statistics(romeo.client, &counts), 0);
    assert_int_equal(counts.ignored, 4 * 10);
}

static void errors_are_answers(void **state)
{
    (void)state;
    come();
    assert_int_equal(ask("juliet@example.net/j", 1), 0);
    person_answers(&romeo, "type='error' from='juliet@example.net/j'>"
                           "<error type='wait'><resource-constraint " STANZAS
                           "/></error></iq>");
    person_notes(&romeo, "answered 1 error resource-constraint\n");
}

/* Nobody waits on for what cannot be read. */
static void an_answer_that_is_malformed_is_one(void **state)
{
    (void)state;
    come();
    assert_int_equal(ask("", 1), 0);
    person_answers(&romeo, "type='result' to='@'/>");
    person_notes(&romeo, "answered 1 error jid-malformed\n");
}

static void answers_have_their_time(void **state)
{
    (void)state;
    romeo.options.silent_ms = UINT32_MAX;
    come();
    assert_int_equal(ask("", 1), 0);
    assert_int_equal(adsum_client_ask(romeo.client,
                                      adsum_text_of("juliet@example.net/j"),
                                      ADSUM_TYPE_SET, payload, 5000, 2),
                     0);
    person_waits(&romeo, 1000);
    assert_int_equal(romeo.next_ms, romeo.now_ms + 4000);
    person_waits(&romeo, 4000);
    person_notes(&romeo, "answered 2 timeout\n");
    person_answers(&romeo, "type='result' from='juliet@example.net/j'/>");
    person_waits(&romeo, 55000);
    person_notes(&romeo, "answered 1 timeout\n");
    assert_int_equal(romeo.next_ms, UINT64_MAX);
}

static void questions_are_bounded(void **state)
{
    struct adsum_client_info info = {.size = sizeof info};

    (void)state;
    romeo.options.asked = 2;
    come();
    assert_int_equal(ask("", 1), 0);
    assert_int_equal(ask("", 2), 0);
    assert_int_equal(ask("", 3), ADSUM_ERR_LIMIT);
    assert_int_equal(adsum_client_get(romeo.client, &info), 0);
    assert_int_equal(info.asked, 2);
    person_answers(&romeo, "type='result'/>");
    assert_int_equal(ask("", 3), 0);
    adsum_client_close(romeo.client);
    person_notes(&romeo, "answered 2 result\nanswered 3 over\n"
                         "answered 1 over\nended\n");
    person_hears(&romeo, FOOTER);
}

static void what_is_no_question_is_not_asked(void **state)
{
    const struct adsum_text none = {NULL, 0};

    (void)state;
    come();
    assert_int_equal(ask("@", 1), ADSUM_ERR_INVALID);
    assert_int_equal(
        adsum_client_ask(romeo.client, none, ADSUM_TYPE_RESULT, payload, 0, 1),
        ADSUM_ERR_INVALID);
    assert_int_equal(
        adsum_client_ask(romeo.client, none, ADSUM_TYPE_GET, none, 0, 1),
        ADSUM_ERR_INVALID);
    /* By the core nobody would wait for the answer. */
    person_sends(&romeo, "juliet@example.net/j", "iq get id=q bytes=<x/>");
    person_says(&romeo, "");
    person_notes(&romeo, "bounce *not-allowed*\n");
}

static void asks(const char *from, const char *content)
{
    char text[300];

    (void)snprintf(text, sizeof text, "<iq type='get' id='q'%s>%s</iq>", from,
                   content);
    person_hears(&romeo, text);
}

/* XEP-0199, RFC 6121 8.5.3.1: a ping tells that somebody is here. */
static void pings_of_those_who_may_see_are_answered(void **state)
{
    static const char *const seers[] = {
        "", " from='romeo@example.net'", " from='romeo@example.net/y'",
        " from='example.net'", " from='juliet@example.net/j'"};
    static const char *const others[] = {" from='nurse@example.net/n'",
                                         " from='tybalt@example.net/t'",
                                         " from='example.com'"};

    (void)state;
    come();
    for (size_t i = 0; i < sizeof seers / sizeof *seers; i++) {
        asks(seers[i], PING);
        person_says(&romeo, "<iq from='romeo@example.net/x' to='*' id='q' "
                            "type='result'/>");
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        asks(others[i], PING);
        person_says(&romeo, "<iq from='romeo@example.net/x' to='*' id='q' "
                            "type='error'>" UNAVAILABLE);
    }
}

/* 4.6: to whom it directs presence, it is here, until it is not. */
static void directed_presence_makes_seen(void **state)
{
    (void)state;
    come();
    person_sends(&romeo, "room@chat.example.net/romeo", "presence");
    person_sends(&romeo, "hall@chat.example.net/romeo", "presence");
    (void)person_said(&romeo);
    asks(" from='room@chat.example.net/tybalt'", PING);
    person_says(&romeo, "*type='result'/>");
    person_sends(&romeo, "room@chat.example.net/romeo", "presence unavailable");
    (void)person_said(&romeo);
    asks(" from='room@chat.example.net/tybalt'", PING);
    person_says(&romeo, "*type='error'*");
    asks(" from='hall@chat.example.net/tybalt'", PING);
    person_says(&romeo, "*type='result'/>");
    person_publishes(&romeo, "");
    person_publishes(&romeo, "unavailable");
    (void)person_said(&romeo);
    asks(" from='hall@chat.example.net/tybalt'", PING);
    person_says(&romeo, "*type='error'*");
}

/* RFC 6121 8.5.3: refused as if there were no such resource; whoever may not
 * see learns not even what was wrong. */
static void what_is_not_understood_is_refused(void **state)
{
    (void)state;
    come();
    asks(" from='juliet@example.net/j'", "<x xmlns='u:x'/>");
    person_says(&romeo, "<iq from='romeo@example.net/x' "
                        "to='juliet@example.net/j' id='q' "
                        "type='error'>" UNAVAILABLE);
    person_notes(&romeo, "asked juliet@example.net/j id=q seen\n");
    asks(" from='tybalt@example.net/t'", "<x xmlns='u:x'/>");
    person_says(&romeo, "<iq *type='error'>" UNAVAILABLE);
    person_notes(&romeo, "asked tybalt@example.net/t id=q stranger\n");
    asks(" from='juliet@example.net/j'", "");
    person_says(&romeo, "<iq *<bad-request *");
    asks(" from='tybalt@example.net/t'", "");
    person_says(&romeo, "<iq *type='error'>" UNAVAILABLE);
    person_notes(&romeo, "");
    romeo.asked_answer = 1;
    asks(" from='juliet@example.net/j'", "<x xmlns='u:x'/>");
    person_says(&romeo, "<iq to='juliet@example.net/j' id='q' type='result'>"
                        "<x xmlns='u:y'/></iq>");
    assert_int_equal(adsum_client_answer(romeo.client,
                                         adsum_text_of("juliet@example.net/j"),
                                         adsum_text_of("q"),
                                         ADSUM_STANZA_ERROR_FORBIDDEN, payload),
                     0);
    person_says(&romeo,
                "<iq to='juliet@example.net/j' id='q' type='error'>"
                "<error type='auth'><forbidden " STANZAS "/></error></iq>");
    assert_int_equal(adsum_client_answer(romeo.client, adsum_text_of("@"),
                                         adsum_text_of("q"), 0, payload),
                     ADSUM_ERR_INVALID);
}

static void messages_are_the_hosts(void **state)
{
    (void)state;
    come();
    person_hears(&romeo,
                 "<message from='juliet@example.net/j' id='1' type='chat'>"
                 "<body>hey</body></message>"
                 "<message from='tybalt@example.net/t' id='2'>"
                 "<body>fie</body></message>"
                 "<message from='nurse@example.net' id='3' type='error'>"
                 "<error type='cancel'><gone " STANZAS "/></error></message>"
                 "<message id='4'><body>bell</body></message>"
                 "<message from='@'><body>no</body></message>");
    person_notes(&romeo, "message juliet@example.net/j id=1 hey\n"
                         "message tybalt@example.net/t id=2 fie\n"
                         "message nurse@example.net id=3 \n"
                         "message romeo@example.net id=4 bell\n");
    person_says(&romeo, "");
    person_sends(&romeo, "juliet@example.net", "message chat id=5 bytes=you");
    person_says(&romeo, "<message to='juliet@example.net' id='5' type='chat'>"
                        "<body>you</body></message>");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(only_who_was_asked_can_answer),
        TEST(errors_are_answers),
        TEST(an_answer_that_is_malformed_is_one),
        TEST(answers_have_their_time),
        TEST(questions_are_bounded),
        TEST(what_is_no_question_is_not_asked),
        TEST(pings_of_those_who_may_see_are_answered),
        TEST(directed_presence_makes_seen),
        TEST(what_is_not_understood_is_refused),
        TEST(messages_are_the_hosts),
    };
    return cmocka_run_group_tests_name("client iq", tests, NULL, NULL);
}
