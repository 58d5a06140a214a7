/* Silence, slowness, deadlines: RFC 6120 4.6, 4.9.3.4; XEP-0199. */
#include "c2s_rig.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* 4.6.1, XEP-0199 4: whoever is silent is asked, and any answer will do. */
static void who_is_silent_is_asked(void **state)
{
    struct c2s_rig *rig = *state;
    struct client *juliet = c2s_rig_online(rig, "juliet", "balcony"),
                  *romeo = c2s_rig_online(rig, "romeo", "orchard"),
                  *space = c2s_rig_online(rig, "nurse", "x");

    (void)client_heard(juliet);
    c2s_rig_wait(rig, 899000);
    client_hears_nothing(romeo);
    c2s_rig_wait(rig, 2000);
    client_hears(romeo, "<iq to='romeo@example.net/orchard' from='example.net' "
                        "id='*' type='get'>"
                        "<ping xmlns='urn:xmpp:ping'/></iq>");
    client_says(juliet, "<iq type='result' id='x' to='example.net'/>");
    client_says(space, " ");
    (void)client_heard(juliet);
    c2s_rig_wait(rig, 62000);
    client_is_refused(romeo, "connection-timeout");
    client_hears(juliet, "<presence *from='romeo@example.net/orchard' "
                         "type='unavailable'/>");
    assert_false(space->closed);
    c2s_rig_wait(rig, 10000);
    client_is_closed(romeo, ADSUM_XML_CONDITION_CONNECTION_TIMEOUT);
}

/* 13.12: a stanza that has begun has its time, from its first byte. */
static void a_stanza_has_its_time(void **state)
{
    struct c2s_rig *rig = *state;
    struct client *romeo = c2s_rig_online(rig, "romeo", "orchard");

    client_says(romeo, "<presence>");
    c2s_rig_wait(rig, 30000);
    client_says(romeo, "<show>");
    c2s_rig_wait(rig, 29999);
    client_hears_nothing(romeo);
    assert_int_equal(rig->next_ms, rig->now_ms + 1);
    c2s_rig_wait(rig, 1);
    client_is_refused(romeo, "policy-violation");
}

static void a_stanza_in_time_and_the_next(void **state)
{
    struct c2s_rig *rig = *state;
    struct client *romeo = c2s_rig_online(rig, "romeo", "orchard");

    client_says(romeo, "<presence>");
    c2s_rig_wait(rig, 59999);
    client_says(romeo, "</presence><presence");
    c2s_rig_wait(rig, 59999);
    client_says(romeo, "/><presence");
    c2s_rig_wait(rig, 59999);
    assert_null(strstr(client_heard(romeo), "error"));
    client_says(romeo, "/>");
    c2s_rig_wait(rig, 60000);
    assert_null(strstr(client_heard(romeo), "error"));
}

/* Whose output is full gets the newest presence when it has room, and what may
 * not be lost in order. */
static void who_reads_slowly(void **state)
{
    struct c2s_rig *rig = *state;
    struct client *juliet = c2s_rig_online(rig, "juliet", "balcony"),
                  *romeo = c2s_rig_online(rig, "romeo", "orchard");

    (void)client_heard(juliet);
    juliet->answer = ADSUM_C2S_FULL;
    client_says(romeo, "<presence><show>away</show></presence>");
    client_hears(juliet, "<presence *<show>away</show></presence>");
    client_says(romeo, "<presence><show>xa</show></presence>"
                       "<message to='juliet@example.net' id='1'/>"
                       "<presence><show>chat</show></presence>"
                       "<message to='juliet@example.net' id='2'/>"
                       "<presence><show>dnd</show></presence>");
    client_hears_nothing(juliet);
    /* What it asks itself is answered; that alone does not say that there is
     * room. */
    juliet->answer = ADSUM_C2S_TAKEN;
    client_says(juliet, "<iq type='get' id='p' to='example.net'>"
                        "<ping xmlns='urn:xmpp:ping'/></iq>");
    client_hears(juliet, "<iq *id='p' type='result'/>");
    client_says(romeo, "<message to='juliet@example.net' id='3'/>");
    client_hears_nothing(juliet);
    adsum_c2s_writable(juliet->stream);
    client_hears(juliet,
                 "<message *id='1'/><message *id='2'/><message *id='3'/>"
                 "<presence *<show>dnd</show></presence>");
    adsum_c2s_writable(juliet->stream);
    client_hears_nothing(juliet);
    c2s_rig_wait(rig, 100000);
    client_hears_nothing(juliet);
}

/* Longer than limits.busy_ms is too slow: 4.9.3.14. */
static void who_reads_too_slowly(void **state)
{
    struct c2s_rig *rig = *state;
    struct client *juliet = c2s_rig_online(rig, "juliet", "balcony"),
                  *romeo = c2s_rig_online(rig, "romeo", "orchard");

    juliet->answer = ADSUM_C2S_FULL;
    client_says(romeo, "<presence/><message to='juliet@example.net'>"
                       "<body>x</body></message><presence/>");
    (void)client_heard(juliet);
    (void)client_heard(romeo);
    c2s_rig_wait(rig, 62000);
    client_is_refused(juliet, "policy-violation");
    client_hears(romeo, "<presence *from='juliet@example.net/balcony' "
                        "type='unavailable'/>");
    assert_int_equal(rig->kept_count, 1);
}

/* A connection that breaks while something is sent. */
static void output_that_is_broken(void **state)
{
    struct c2s_rig *rig = *state;
    struct client *juliet = c2s_rig_online(rig, "juliet", "balcony"),
                  *romeo = c2s_rig_online(rig, "romeo", "orchard");

    (void)client_heard(juliet);
    juliet->answer = ADSUM_C2S_BROKEN;
    client_says(romeo, "<message to='juliet@example.net'><body>x</body>"
                       "</message><message to='juliet@example.net'>"
                       "<body>y</body></message>");
    assert_false(juliet->closed);
    assert_int_equal(rig->kept_count, 0);
    client_vanishes(juliet);
    assert_int_equal(rig->kept_count, 2);

    juliet = c2s_rig_online(rig, "juliet", "balcony");
    juliet->answer = ADSUM_C2S_BROKEN;
    client_says(juliet, "</presence>");
    client_is_closed(juliet, ADSUM_XML_CONDITION_NOT_WELL_FORMED);
    juliet = c2s_rig_open(rig, 0);
    juliet->answer = ADSUM_C2S_BROKEN;
    client_says(juliet, HEADER);
    client_vanishes(juliet);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        C2S_TEST(who_is_silent_is_asked),
        C2S_TEST(a_stanza_has_its_time),
        C2S_TEST(a_stanza_in_time_and_the_next),
        C2S_TEST(who_reads_slowly),
        C2S_TEST(who_reads_too_slowly),
        C2S_TEST(output_that_is_broken),
    };

    return cmocka_run_group_tests_name("c2s time", tests, NULL, NULL);
}
