/* Presence and subscriptions between clients: RFC 6121 3, 4. */
#include "c2s_rig.h"

#include <stdlib.h>
#include <string.h>

#define ERROR(type, condition)           \
    "<error type='" type "'><" condition \
    " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>"

/* 4.2.2, 4.4.2, 4.5.2: contacts are told, and own resources, this one too. */
static void presence_is_broadcast(void **state)
{
    struct client *juliet = c2s_rig_online(*state, "juliet", "balcony"),
                  *nurse = c2s_rig_online(*state, "nurse", "x"),
                  *romeo = c2s_rig_login(*state, "romeo", "orchard");

    client_says(romeo, "<presence/>");
    client_hears(juliet, "<presence to='juliet@example.net' "
                         "from='romeo@example.net/orchard'/>");
    client_hears(romeo, "<presence to='romeo@example.net' "
                        "from='romeo@example.net/orchard'/>"
                        "<presence to='romeo@example.net' "
                        "from='juliet@example.net/balcony'/>");
    client_says(romeo, "<presence id='p' xml:lang='de'><show>away</show>"
                       "<status>fort</status><status xml:lang='en'>out</status>"
                       "<priority>-3</priority>"
                       "<x xmlns='urn:x'>y</x></presence>");
    client_hears(juliet,
                 "<presence to='juliet@example.net' "
                 "from='romeo@example.net/orchard' id='p' xml:lang='de'>"
                 "<show>away</show><priority>-3</priority>"
                 "<status>fort</status><status xml:lang='en'>out</status>"
                 "<x xmlns='urn:x'>y</x></presence>");
    (void)client_heard(romeo);
    client_says(romeo, "<presence type='unavailable'><status>bye</status>"
                       "</presence>");
    client_hears(juliet, "<presence to='juliet@example.net' "
                         "from='romeo@example.net/orchard' type='unavailable'>"
                         "<status>bye</status></presence>");
    client_hears(romeo, "<presence to='romeo@example.net' *"
                        "type='unavailable'*</presence>");
    client_hears_nothing(nurse);
    client_says(romeo, "<presence/>");
    client_hears(romeo, "*from='juliet@example.net/balcony'/>*");
}

/* RFC 6120 8.1.2.1: whatever the client says, it is who it is. */
static void from_is_stamped(void **state)
{
    struct client *juliet = c2s_rig_online(*state, "juliet", "balcony"),
                  *romeo = c2s_rig_login(*state, "romeo", "orchard");

    client_says(romeo, "<presence from='nurse@example.net/x'/>");
    client_hears(juliet, "<presence to='juliet@example.net' "
                         "from='romeo@example.net/orchard'/>");
    client_says(romeo, "<message from='nurse@example.net/x' id='m' "
                       "to='juliet@example.net'><body>x</body></message>");
    client_hears(juliet, "<message *from='romeo@example.net/orchard'*"
                         "<body>x</body></message>");
}

/* Checklist 51, 52; 4.7.1, 4.7.2: what is no presence is refused, and what was
 * said before stands. */
static void wrong_presence_is_refused(void **state)
{
    static const char *const presences[] = {
        "<presence id='1' type='available'/>",
        "<presence id='1' type='x'/>",
        "<presence id='1'><show>busy</show></presence>",
        "<presence id='1'><show/></presence>",
        "<presence id='1'><show>away</show><show>dnd</show></presence>",
        "<presence id='1'><status>a</status><status>b</status></presence>",
        "<presence id='1'><priority>128</priority></presence>",
        "<presence id='1'><priority>-129</priority></presence>",
        "<presence id='1'><priority>high</priority></presence>",
        ("<presence id='1'><priority>1</priority><priority>1</priority>"
         "</presence>"),
        "<presence id='1' type='subscribe'/>",
    };
    struct client *juliet = c2s_rig_online(*state, "juliet", "balcony"),
                  *romeo = c2s_rig_online(*state, "romeo", "orchard");

    (void)client_heard(juliet);
    for (size_t i = 0; i < sizeof presences / sizeof *presences; i++) {
        client_says(romeo, presences[i]);
        client_hears(romeo, "<presence *id='1' type='error'>" ERROR(
                                "modify", "bad-request") "</presence>");
        client_hears_nothing(juliet);
    }
    client_says(romeo, "<presence type='error' id='1'/>"
                       "<presence type='error' to='juliet@example.net'>" ERROR(
                           "cancel", "conflict") "</presence>"
                                                 "<presence type='probe'/>");
    client_hears_nothing(romeo);
    client_hears_nothing(juliet);
}

/* 3.1.2 to 3.1.6: a request, an approval, presence; and its end, 3.2. */
static void subscription_from_request_to_end(void **state)
{
    struct client *nurse = c2s_rig_online(*state, "nurse", "x"),
                  *romeo = c2s_rig_online(*state, "romeo", "orchard");

    client_says(nurse, "<presence to='romeo@example.net/orchard' id='s1' "
                       "type='subscribe'><status>It is I</status></presence>");
    client_hears(nurse, "<iq *<item jid='romeo@example.net' "
                        "subscription='none' ask='subscribe'/></query></iq>");
    client_hears(romeo, "<presence to='romeo@example.net' "
                        "from='nurse@example.net' id='s1' type='subscribe'>"
                        "<status>It is I</status></presence>");
    client_says(romeo, "<presence to='nurse@example.net' type='subscribed'/>");
    client_hears(romeo, "<iq *<item jid='nurse@example.net' "
                        "subscription='from'/></query></iq>");
    client_hears(nurse,
                 "<presence to='nurse@example.net' from='romeo@example.net' "
                 "type='subscribed'/><iq *<item jid='romeo@example.net' "
                 "subscription='to'/></query></iq><presence "
                 "to='nurse@example.net' from='romeo@example.net/orchard'/>");
    client_says(romeo,
                "<presence to='nurse@example.net' type='unsubscribed'/>");
    client_hears(nurse,
                 "<presence *from='romeo@example.net/orchard' "
                 "type='unavailable'/><presence to='nurse@example.net' "
                 "from='romeo@example.net' type='unsubscribed'/><iq *<item "
                 "jid='romeo@example.net' subscription='none'/></query></iq>");
}

/* 3.1.3: a request waits, whole, for who is not there. */
static void requests_wait(void **state)
{
    struct client *nurse = c2s_rig_online(*state, "nurse", "x"), *romeo;

    client_says(nurse, "<presence to='romeo@example.net' type='subscribe'>"
                       "<status>It is I</status></presence>");
    romeo = c2s_rig_login(*state, "romeo", "orchard");
    client_hears_nothing(romeo);
    client_says(romeo, "<presence/>");
    client_hears(romeo,
                 "*<presence *from='nurse@example.net' "
                 "type='subscribe'><status>It is I</status></presence>*");
}

/* 4.6.3: who is told directly is told of the end, however it comes. */
static void directed_presence(void **state)
{
    struct client *nurse = c2s_rig_online(*state, "nurse", "x"),
                  *romeo = c2s_rig_login(*state, "romeo", "orchard");

    client_says(romeo, "<presence to='nurse@example.net/x'>"
                       "<show>chat</show></presence>");
    client_hears(nurse, "<presence to='nurse@example.net/x' "
                        "from='romeo@example.net/orchard'>"
                        "<show>chat</show></presence>");
    client_says(romeo, "<presence/>");
    client_hears_nothing(nurse);
    client_vanishes(romeo);
    client_hears(nurse, "<presence *from='romeo@example.net/orchard' "
                        "type='unavailable'/>");
}

/* Checklist 44; 4.5.2: however a stream ends, it is told. */
static void each_end_is_told(void **state)
{
    struct client *juliet = c2s_rig_online(*state, "juliet", "balcony");
    struct client *romeo;

    for (int how = 0; how < 4; how++) {
        romeo = c2s_rig_online(*state, "romeo", "orchard");
        client_hears(juliet, "<presence */>");
        if (how == 0)
            client_says(romeo, FOOTER);
        else if (how == 1)
            client_vanishes(romeo);
        else if (how == 2)
            adsum_c2s_close(romeo->stream, ADSUM_XML_CONDITION_NONE);
        else
            client_says(romeo, "<");
        if (how == 3)
            client_vanishes(romeo);
        client_hears(juliet, "<presence to='juliet@example.net' "
                             "from='romeo@example.net/orchard' "
                             "type='unavailable'/>");
    }
}

/* Checklist 42, 58; RFC 6120 8.3.3: one elsewhere cannot be reached. */
static void elsewhere(void **state)
{
    struct c2s_rig *rig = *state;
    struct client *romeo = c2s_rig_online(rig, "romeo", "orchard");

    client_says(romeo, "<presence id='1' to='x@example.com'/>");
    client_hears(romeo, "<presence *from='x@example.com' *type='error'*" ERROR(
                            "cancel", "remote-server-not-found") "</presence>");
    assert_non_null(strstr(rig->routed, "example.com 1 x@example.com\n"));
}

/* What cannot be saved has not happened. */
static void save_refused(void **state)
{
    struct c2s_rig *rig = *state;
    struct client *nurse = c2s_rig_online(rig, "nurse", "x"),
                  *romeo = c2s_rig_online(rig, "romeo", "orchard");

    rig->save_answer = ADSUM_ERR_HOST;
    client_says(nurse, "<presence id='1' to='romeo@example.net' "
                       "type='subscribe'/>");
    client_hears(nurse, "<presence *id='1' type='error'>*"
                        "internal-server-error*");
    client_hears_nothing(romeo);
    client_says(nurse, "<iq type='set' id='s'><query xmlns='jabber:iq:roster'>"
                       "<item jid='romeo@example.net'/></query></iq>");
    client_hears(nurse, "<iq *id='s' type='error'>*internal-server-error*");
    rig->save_answer = 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        C2S_TEST(presence_is_broadcast),
        C2S_TEST(from_is_stamped),
        C2S_TEST(wrong_presence_is_refused),
        C2S_TEST(subscription_from_request_to_end),
        C2S_TEST(requests_wait),
        C2S_TEST(directed_presence),
        C2S_TEST(each_end_is_told),
        C2S_TEST(elsewhere),
        C2S_TEST(save_refused),
    };

    return cmocka_run_group_tests_name("c2s presence", tests, NULL, NULL);
}
