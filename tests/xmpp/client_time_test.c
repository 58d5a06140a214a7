/* What a client waits for, and how long: RFC 6120 4.6, XEP-0199. */
#include "client_rig.h"

#include <string.h>

#define SILENT 120000
#define PING   30000

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

static void come(const char *features)
{
    (void)person_start(&romeo);
    person_is_bound(&romeo, features);
    person_waits(&romeo, 0);
    assert_int_equal(romeo.next_ms, romeo.now_ms + SILENT);
}

/* XEP-0199 4.2: who is silent is asked, and whatever it says is an answer. */
static void a_silent_server_is_asked(void **state)
{
    (void)state;
    come("");
    person_waits(&romeo, SILENT);
    person_says(&romeo, "<iq to='example.net' id='*' type='get'>"
                        "<ping xmlns='urn:xmpp:ping'/></iq>");
    assert_int_equal(romeo.next_ms, romeo.now_ms + PING);
    person_waits(&romeo, PING - 1);
    person_hears(&romeo, " ");
    person_waits(&romeo, 1);
    assert_true(romeo.connected);
    assert_int_equal(romeo.next_ms, romeo.now_ms + PING); /* of the IQ */
    person_waits(&romeo, SILENT - 1);
    person_says(&romeo, "<iq *");
    person_answers(&romeo, "type='result' from='example.net'/>");
    person_waits(&romeo, SILENT);
    person_says(&romeo, "<iq *");
    person_waits(&romeo, PING);
    person_notes(&romeo, "ended\nclosed silent\n");
    person_says(&romeo, "");
}

/* It may be that the line is dead: the stream is resumed by another. */
static void what_is_silent_can_be_resumed(void **state)
{
    (void)state;
    come("<sm xmlns='urn:xmpp:sm:3'/>");
    person_hears(&romeo,
                 "<enabled xmlns='urn:xmpp:sm:3' id='s' resume='true'/>");
    person_waits(&romeo, SILENT);
    person_waits(&romeo, PING);
    person_notes(&romeo, "closed silent resumable\n");
    person_waits(&romeo, 300000);
    person_notes(&romeo, "ended\n");
}

static void nobody_is_asked_if_it_is_not_wished(void **state)
{
    (void)state;
    romeo.options.silent_ms = UINT32_MAX;
    (void)person_start(&romeo);
    person_is_bound(&romeo, "");
    person_waits(&romeo, 1u << 30u);
    assert_int_equal(romeo.next_ms, UINT64_MAX);
    person_says(&romeo, "");
}

static void what_begins_must_be_complete_in_time(void **state)
{
    (void)state;
    come("");
    person_hears(&romeo, "<message>");
    person_waits(&romeo, 59999);
    person_hears(&romeo, "<body>");
    assert_true(romeo.connected);
    person_waits(&romeo, 1);
    person_notes(&romeo, "ended\nclosed wrong policy-violation\n");
}

static void a_server_has_its_time_to_close(void **state)
{
    (void)state;
    come("");
    person_waits(&romeo, 5000);
    adsum_client_close(romeo.client);
    person_says(&romeo, FOOTER);
    person_notes(&romeo, "ended\n");
    person_hears(&romeo, "<message from='a@b'><body>late</body></message>");
    person_notes(&romeo, "");
    person_waits(&romeo, 9999);
    assert_int_equal(romeo.next_ms, romeo.now_ms + 1);
    person_waits(&romeo, 1);
    person_notes(&romeo, "closed in-order\n");
}

/* 4.6.1: a server that says nothing is none. */
static void negotiation_has_its_time(void **state)
{
    (void)state;
    (void)person_start(&romeo);
    person_connect(&romeo);
    person_hears(&romeo, SERVER_HEADER);
    assert_int_equal(romeo.next_ms, UINT64_MAX);
    person_waits(&romeo, 30000);
    assert_int_equal(romeo.next_ms, romeo.now_ms + 30000);
    person_hears(&romeo, "<stream:features><starttls");
    person_waits(&romeo, 29999);
    assert_true(romeo.connected);
    person_waits(&romeo, 1);
    person_notes(&romeo, "closed silent\n");
}

/* RFC 6120 7.7.2.3: its own core may give the resource to another. */
static void the_core_may_end_the_session(void **state)
{
    uint64_t other = 0;

    (void)state;
    come("");
    assert_int_equal(adsum_session_open(romeo.core,
                                        adsum_text_of("romeo@example.net/x"), 7,
                                        ADSUM_OPEN_REPLACE, &other),
                     0);
    person_says(&romeo, FOOTER);
    person_notes(&romeo, "ended\nclosed ended\n");
    assert_int_equal(adsum_session_close(romeo.core, other, NULL), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_silent_server_is_asked),
        TEST(what_is_silent_can_be_resumed),
        TEST(nobody_is_asked_if_it_is_not_wished),
        TEST(what_begins_must_be_complete_in_time),
        TEST(a_server_has_its_time_to_close),
        TEST(negotiation_has_its_time),
        TEST(the_core_may_end_the_session),
    };
    return cmocka_run_group_tests_name("client time", tests, NULL, NULL);
}
