/* What is answered by the service itself: XEP-0012, 0030, 0092, 0199; RFC 6121
 * 8.5.1, 8.5.2.1.3. */
#include "c2s_rig.h"

#include <stdio.h>
#include <stdlib.h>

#define INFO    "http://jabber.org/protocol/disco#info"
#define ITEMS   "http://jabber.org/protocol/disco#items"
#define F(name) "<feature var='" name "'/>"

static void asks(struct client *client, const char *to, const char *child)
{
    char text[400];

    (void)snprintf(text, sizeof text, "<iq type='get' id='q'%s%s%s>%s</iq>",
                   to != NULL ? " to='" : "", to != NULL ? to : "",
                   to != NULL ? "'" : "", child);
    client_says(client, text);
}

static void result(struct client *client, const char *from, const char *content)
{
    char text[2000];

    (void)snprintf(text, sizeof text,
                   "<iq from='%s' to='romeo@example.net/orchard' id='q' "
                   "type='result'>%s</iq>",
                   from, content);
    client_hears(client, text);
}

static void error(struct client *client, const char *from, const char *type,
                  const char *condition)
{
    char text[600];

    (void)snprintf(text, sizeof text,
                   "<iq from='%s' to='romeo@example.net/orchard' id='q' "
                   "type='error'><error type='%s'><%s "
                   "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>",
                   from, type, condition);
    client_hears(client, text);
}

/* XEP-0030 */
static void disco_of_the_service(void **state)
{
    struct client *romeo = c2s_rig_online(*state, "romeo", "orchard");

    asks(romeo, "example.net", "<query xmlns='" INFO "'/>");
    result(romeo, "example.net",
           "<query xmlns='" INFO
           "'><identity category='server' type='im'/>" F(INFO) F(ITEMS)
               F("jabber:iq:last") F("urn:xmpp:ping") F("urn:xmpp:blocking")
                   F("msgoffline") "</query>");
    asks(romeo, "example.net", "<query xmlns='" ITEMS "'/>");
    result(romeo, "example.net", "<query xmlns='" ITEMS "'/>");
    asks(romeo, "example.net", "<query xmlns='" INFO "' node='x'/>");
    error(romeo, "example.net", "cancel", "item-not-found");
    asks(romeo, "example.net", "<query xmlns='" ITEMS "' node='x'/>");
    error(romeo, "example.net", "cancel", "item-not-found");
    asks(romeo, "example.net", "<query xmlns='urn:unknown'/>");
    error(romeo, "example.net", "cancel", "service-unavailable");
    client_says(romeo, "<iq type='set' id='q' to='example.net'>"
                       "<ping xmlns='urn:xmpp:ping'/></iq>");
    error(romeo, "example.net", "cancel", "service-unavailable");
}

static void disco_of_the_own_account(void **state)
{
    struct client *romeo = c2s_rig_online(*state, "romeo", "orchard"),
                  *other = c2s_rig_login(*state, "romeo", "garden");
    static const char *const to[] = {NULL, "romeo@example.net"};

    for (int i = 0; i < 2; i++) {
        asks(romeo, to[i], "<query xmlns='" INFO "'/>");
        result(romeo, "romeo@example.net",
               "<query xmlns='" INFO "'>"
               "<identity category='account' type='registered'/>" F(INFO)
                   F(ITEMS) F("jabber:iq:last") F("urn:xmpp:ping") "</query>");
        asks(romeo, to[i], "<query xmlns='" ITEMS "'/>");
        result(romeo, "romeo@example.net",
               "<query xmlns='" ITEMS
               "'><item jid='romeo@example.net/orchard'/></query>");
        asks(romeo, to[i], "<ping xmlns='urn:xmpp:ping'/>");
        client_hears(romeo, "<iq from='romeo@example.net' "
                            "to='romeo@example.net/orchard' id='q' "
                            "type='result'/>");
    }
    client_hears_nothing(other);
}

/* RFC 6121 8.5.2.1.3: to a contact, as far as it may be seen, even if nobody
 * has loaded it. */
static void disco_of_a_contact(void **state)
{
    struct c2s_rig *rig = *state;
    struct client *romeo = c2s_rig_online(rig, "romeo", "orchard"), *juliet;

    asks(romeo, "juliet@example.net", "<query xmlns='" ITEMS "'/>");
    result(romeo, "juliet@example.net", "<query xmlns='" ITEMS "'/>");
    juliet = c2s_rig_online(rig, "juliet", "balcony");
    (void)client_heard(romeo);
    asks(romeo, "juliet@example.net", "<query xmlns='" ITEMS "'/>");
    result(romeo, "juliet@example.net",
           "<query xmlns='" ITEMS
           "'><item jid='juliet@example.net/balcony'/></query>");
    asks(romeo, "juliet@example.net", "<query xmlns='" INFO "'/>");
    result(romeo, "juliet@example.net",
           "<query xmlns='" INFO "'>"
           "<identity category='account' type='registered'/>" F(INFO) F(ITEMS)
               F("jabber:iq:last") "</query>");
    asks(romeo, "juliet@example.net", "<ping xmlns='urn:xmpp:ping'/>");
    error(romeo, "juliet@example.net", "cancel", "service-unavailable");
    /* One way is not enough: who lets others see does not see them. */
    client_says(juliet, "<presence type='unsubscribed' "
                        "to='romeo@example.net'/>");
    (void)client_heard(romeo);
    asks(romeo, "juliet@example.net", "<query xmlns='" ITEMS "'/>");
    error(romeo, "juliet@example.net", "cancel", "service-unavailable");
}

/* XEP-0012 */
static void last_activity(void **state)
{
    struct c2s_rig *rig = *state;
    struct client *romeo = c2s_rig_online(rig, "romeo", "orchard"), *juliet;

    c2s_rig_wait(rig, 61999);
    asks(romeo, "example.net", "<query xmlns='jabber:iq:last'/>");
    result(romeo, "example.net",
           "<query xmlns='jabber:iq:last' seconds='61'/>");
    asks(romeo, "juliet@example.net", "<query xmlns='jabber:iq:last'/>");
    error(romeo, "juliet@example.net", "cancel", "service-unavailable");
    juliet = c2s_rig_online(rig, "juliet", "balcony");
    (void)client_heard(romeo);
    asks(romeo, "juliet@example.net", "<query xmlns='jabber:iq:last'/>");
    result(romeo, "juliet@example.net",
           "<query xmlns='jabber:iq:last' seconds='0'/>");
    client_vanishes(juliet);
    (void)client_heard(romeo);
    c2s_rig_wait(rig, 5000);
    asks(romeo, "juliet@example.net", "<query xmlns='jabber:iq:last'/>");
    result(romeo, "juliet@example.net",
           "<query xmlns='jabber:iq:last' seconds='5'/>");
    /* Section 4: a stranger is forbidden, like an account that is none. */
    asks(romeo, "nurse@example.net", "<query xmlns='jabber:iq:last'/>");
    error(romeo, "nurse@example.net", "auth", "forbidden");
    asks(romeo, "mercutio@example.net", "<query xmlns='jabber:iq:last'/>");
    error(romeo, "mercutio@example.net", "auth", "forbidden");
}

/* XEP-0092: as the host wants it. */
static void version(void **state)
{
    static struct c2s_rig rig;
    struct client *romeo;

    romeo = c2s_rig_online(*state, "romeo", "orchard");
    asks(romeo, "example.net", "<query xmlns='jabber:iq:version'/>");
    error(romeo, "example.net", "cancel", "service-unavailable");

    c2s_rig_init(&rig);
    rig.options.name = adsum_text_of("verona & sons");
    rig.options.version = adsum_text_of("1");
    rig.host.available = NULL;
    c2s_rig_start(&rig);
    romeo = c2s_rig_online(&rig, "romeo", "orchard");
    asks(romeo, "example.net", "<query xmlns='jabber:iq:version'/>");
    result(romeo, "example.net",
           "<query xmlns='jabber:iq:version'><name>verona &amp; sons</name>"
           "<version>1</version></query>");
    asks(romeo, "example.net", "<query xmlns='" INFO "'/>");
    result(romeo, "example.net",
           "<query xmlns='" INFO "'><identity category='server' type='im' "
           "name='verona &amp; sons'/>" F(INFO) F(ITEMS) F("jabber:iq:last")
               F("jabber:iq:version") F("urn:xmpp:ping")
                   F("urn:xmpp:blocking") "</query>");
    asks(romeo, "romeo@example.net", "<query xmlns='jabber:iq:version'/>");
    error(romeo, "romeo@example.net", "cancel", "service-unavailable");
    c2s_rig_deinit(&rig);
}

/* Who is blocked is a stranger: XEP-0191 3. */
static void of_who_blocks(void **state)
{
    struct client *juliet = c2s_rig_online(*state, "juliet", "balcony"),
                  *romeo = c2s_rig_online(*state, "romeo", "orchard");

    client_says(juliet, "<iq type='set' id='b'><block "
                        "xmlns='urn:xmpp:blocking'>"
                        "<item jid='romeo@example.net'/></block></iq>");
    (void)client_heard(romeo);
    asks(romeo, "juliet@example.net", "<query xmlns='jabber:iq:last'/>");
    error(romeo, "juliet@example.net", "auth", "forbidden");
    asks(romeo, "juliet@example.net", "<query xmlns='" INFO "'/>");
    error(romeo, "juliet@example.net", "cancel", "service-unavailable");
}

/* RFC 6120 10.5.4: an IQ to a resource of the service. */
static void of_a_resource_of_the_service(void **state)
{
    struct client *romeo = c2s_rig_online(*state, "romeo", "orchard");

    asks(romeo, "example.net/x", "<ping xmlns='urn:xmpp:ping'/>");
    client_hears(romeo, "<iq *from='example.net/x' *type='error'*"
                        "<service-unavailable *");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        C2S_TEST(disco_of_the_service),
        C2S_TEST(disco_of_the_own_account),
        C2S_TEST(disco_of_a_contact),
        C2S_TEST(last_activity),
        C2S_TEST(version),
        C2S_TEST(of_who_blocks),
        C2S_TEST(of_a_resource_of_the_service),
    };

    return cmocka_run_group_tests_name("c2s queries", tests, NULL, NULL);
}
