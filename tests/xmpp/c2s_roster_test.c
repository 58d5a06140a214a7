/* Rosters and block lists over a stream: RFC 6121 2, XEP-0191. */
#include "c2s_rig.h"

#include <stdlib.h>
#include <string.h>

#define ROSTER "xmlns='jabber:iq:roster'"
#define GET    "<iq type='get' id='g'><query " ROSTER "/></iq>"
#define GET_SINCE(v) \
    "<iq type='get' id='g'><query " ROSTER " ver='" v "'/></iq>"
#define SET(item) \
    "<iq type='set' id='s'><query " ROSTER ">" item "</query></iq>"
#define DONE(id) "<iq * id='" id "' type='result'/>"
#define REFUSED(type, condition)                                          \
    "<iq from='romeo@example.net' to='romeo@example.net/orchard' id='s' " \
    "type='error'><error type='" type "'><" condition                     \
    " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>"
#define PUSH(ver, item)                                                   \
    "<iq to='romeo@example.net/orchard' from='romeo@example.net' id='*' " \
    "type='set'>"                                                         \
    "<query " ROSTER " ver='" ver "'>" item "</query></iq>"

/* Checklist 7; 2.1.4: an empty roster is a query without items; `ver` only to
 * who knows of it. */
static void get(void **state)
{
    struct client *nurse = c2s_rig_login(*state, "nurse", "x"),
                  *romeo = c2s_rig_login(*state, "romeo", "orchard");

    client_says(nurse, GET);
    client_hears(nurse, "<iq from='nurse@example.net' to='nurse@example.net/x' "
                        "id='g' type='result'><query " ROSTER "/></iq>");
    client_says(nurse, GET_SINCE(""));
    client_hears(nurse, "*<query " ROSTER " ver='*'/></iq>");
    client_says(romeo, GET);
    client_hears(romeo, "*<query " ROSTER "><item jid='juliet@example.net' "
                        "subscription='both'/></query></iq>");
}

/* Checklist 8, 12; 2.3.2, 2.6.3: a result, and a push to who asked for the
 * roster, this one too, each with a version of its own. */
static void set_is_pushed_to_the_interested(void **state)
{
    struct client *romeo = c2s_rig_login(*state, "romeo", "orchard"),
                  *other = c2s_rig_login(*state, "romeo", "garden"),
                  *stranger = c2s_rig_online(*state, "romeo", "street");

    client_says(stranger, "<presence type='unavailable'/>");
    (void)client_heard(stranger);
    client_says(romeo, GET);
    (void)client_heard(romeo);
    client_says(romeo, SET("<item jid='nurse@example.net' name='Nurse'>"
                           "<group>Servants</group></item>"));
    client_hears(romeo, PUSH("*", "<item jid='nurse@example.net' name='Nurse' "
                                  "subscription='none'><group>Servants</group>"
                                  "</item>") DONE("s"));
    client_hears_nothing(other);
    client_hears(stranger, "<iq to='romeo@example.net/street' *Nurse*</iq>");
    /* Checklist 9; 2.4.1: name and groups are replaced. */
    client_says(romeo, SET("<item jid='nurse@example.net'/>"));
    client_hears(romeo, PUSH("*", "<item jid='nurse@example.net' "
                                  "subscription='none'/>") DONE("s"));
}

/* Checklist 1; 2.1.2.5: what a client says of subscriptions is not read. */
static void set_does_not_subscribe(void **state)
{
    struct client *romeo = c2s_rig_online(*state, "romeo", "orchard");

    client_says(romeo, SET("<item jid='nurse@example.net' subscription='both' "
                           "ask='subscribe' approved='true'/>"));
    client_hears(romeo, PUSH("*", "<item jid='nurse@example.net' "
                                  "subscription='none'/>") DONE("s"));
    client_says(romeo, SET("<item jid='juliet@example.net' "
                           "subscription='none'/>"));
    client_hears(romeo, PUSH("*", "<item jid='juliet@example.net' "
                                  "subscription='both'/>") DONE("s"));
}

/* Checklist 2, 3; 2.1.5, 2.3.3, 2.5.3 */
static const struct {
    const char *says, *hears;
} wrong[] = {
    {SET(""), REFUSED("modify", "bad-request")},
    {SET("<item jid='a@example.net'/><item jid='b@example.net'/>"),
     REFUSED("modify", "bad-request")},
    {SET("<item/>"), REFUSED("modify", "bad-request")},
    {SET("<item jid='@'/>"), REFUSED("modify", "jid-malformed")},
    {SET("<item jid='a@example.net'><group>x</group><group>x</group></item>"),
     REFUSED("modify", "bad-request")},
    {SET("<item jid='a@example.net'><group/></item>"),
     REFUSED("modify", "not-acceptable")},
    {SET("<item jid='romeo@example.net'/>"), REFUSED("cancel", "not-allowed")},
    {SET("<item jid='mercutio@example.net' subscription='remove'/>"),
     REFUSED("cancel", "item-not-found")},
    {"<iq type='set' to='juliet@example.net' id='s'><query " ROSTER
     "><item jid='nurse@example.net'/></query></iq>",
     "<iq from='juliet@example.net' to='romeo@example.net/orchard' id='s' "
     "type='error'><error type='auth'><forbidden *"},
};

static void wrong_sets_are_refused(void **state)
{
    struct client *romeo = c2s_rig_online(*state, "romeo", "orchard");

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        client_says(romeo, wrong[i].says);
        client_hears(romeo, wrong[i].hears);
    }
    client_says(romeo, GET);
    client_hears(romeo, "*<query " ROSTER "><item jid='juliet@example.net' "
                        "subscription='both'/></query></iq>");
}

/* Checklist 2; 2.3.3: too long a name. */
static void too_long_a_name(void **state)
{
    struct client *romeo = c2s_rig_online(*state, "romeo", "orchard");
    char text[2000] = "<iq type='set' id='s'><query " ROSTER
                      "><item jid='nurse@example.net' name='";

    memset(text + strlen(text), 'n', 1024);
    strcat(text, "'/></query></iq>");
    client_says(romeo, text);
    client_hears(romeo, REFUSED("modify", "not-acceptable"));
}

/* Checklist 10; 2.5.2: of `both`, both ends. */
static void remove_ends_both_subscriptions(void **state)
{
    struct client *juliet = c2s_rig_online(*state, "juliet", "balcony"),
                  *romeo = c2s_rig_online(*state, "romeo", "orchard");

    (void)client_heard(juliet);
    client_says(romeo, SET("<item jid='juliet@example.net' "
                           "subscription='remove'/>"));
    client_hears(romeo, "*" PUSH("*", "<item jid='juliet@example.net' "
                                      "subscription='remove'/>") "*");
    assert_non_null(strstr(romeo->heard, "id='s' type='result'/>"));
    client_hears(juliet, "<presence *from='romeo@example.net/orchard' "
                         "type='unavailable'/>"
                         "*type='unsubscribe*type='unsubscribe*");
    client_says(juliet, GET);
    client_hears(juliet, "*<item jid='romeo@example.net' "
                         "subscription='none'/></query></iq>");
}

/* Checklist 11, 12; 2.6: what has changed since, in pushes; the client may
 * stop after any of them and misses nothing. */
static void changes_since(void **state)
{
    struct client *romeo = c2s_rig_login(*state, "romeo", "orchard"),
                  *again = c2s_rig_login(*state, "romeo", "garden");
    char version[40], since[200];
    const char *at;

    client_says(romeo,
                SET("<item jid='nurse@example.net' name='N'/>") GET_SINCE(""));
    at = strstr(client_heard(romeo), " ver='") + 6;
    (void)memcpy(version, at, strcspn(at, "'"));
    version[strcspn(at, "'")] = '\0';
    strcpy(since, "<iq type='get' id='g'><query " ROSTER " ver='");
    strcat(since, version);
    strcat(since, "'/></iq>");
    client_says(again, since);
    client_hears(again, DONE("g"));
    client_says(romeo, SET("<item jid='nurse@example.net'/>")
                           SET("<item jid='tybalt@example.net'/>"));
    (void)client_heard(romeo);
    client_vanishes(again);
    again = c2s_rig_login(*state, "romeo", "garden");
    client_says(again, since);
    client_hears(
        again,
        DONE("g") "<iq to='romeo@example.net/garden' from='romeo@example.net' "
                  "id='*' type='set'><query " ROSTER
                  " ver='*'><item jid='nurse@example.net' "
                  "subscription='none'/></query></iq>"
                  "<iq to='romeo@example.net/garden' from='romeo@example.net' "
                  "id='*' type='set'><query " ROSTER
                  " ver='*'><item jid='tybalt@example.net' "
                  "subscription='none'/></query></iq>");
    /* It is interested now. */
    client_says(romeo, SET("<item jid='tybalt@example.net' name='T'/>"));
    client_hears(again, "<iq *name='T'*");
    /* A version that is nobody's: the whole roster. */
    client_says(again, GET_SINCE("never"));
    client_hears(again, "<iq * type='result'><query " ROSTER
                        " ver='*'><item *<item *<item */></query></iq>");
}

/* Checklist 5; 2.1.6: what a client answers to a push does not matter. */
static void answers_to_pushes_are_taken(void **state)
{
    struct client *romeo = c2s_rig_online(*state, "romeo", "orchard");

    client_says(romeo, "<iq type='result' id='p'/>"
                       "<iq type='error' id='p'><error type='cancel'>"
                       "<service-unavailable xmlns='urn:ietf:params:xml:ns:"
                       "xmpp-stanzas'/></error></iq>"
                       "<iq type='result' id='p' to='romeo@example.net'/>"
                       "<iq type='result' id='p' to='example.net'/>");
    client_hears_nothing(romeo);
}

#define BLOCKING "xmlns='urn:xmpp:blocking'"

/* XEP-0191 3: pushes go to who asked for the list. */
static void blocks(void **state)
{
    struct client *juliet = c2s_rig_online(*state, "juliet", "balcony"),
                  *romeo = c2s_rig_online(*state, "romeo", "orchard"),
                  *other = c2s_rig_online(*state, "romeo", "garden");

    client_says(romeo, "<iq type='get' id='l'><blocklist " BLOCKING "/></iq>");
    (void)client_heard(juliet);
    client_hears(romeo, "*<iq from='romeo@example.net' "
                        "to='romeo@example.net/orchard' id='l' type='result'>"
                        "<blocklist " BLOCKING "/></iq>");
    (void)client_heard(other);
    client_says(other, "<iq type='set' id='s'><block " BLOCKING
                       "><item jid='juliet@example.net'/>"
                       "<item jid='example.com'/></block></iq>");
    client_hears(juliet, "<presence *type='unavailable'/>"
                         "<presence *type='unavailable'/>");
    client_hears(
        romeo,
        "*<iq from='romeo@example.net' "
        "to='romeo@example.net/orchard' id='*' type='set'><block " BLOCKING
        "><item jid='juliet@example.net'/>"
        "<item jid='example.com'/></block></iq>");
    client_hears(other, "*" DONE("s"));
    assert_null(strstr(other->heard, "<block "));
    /* It is so already: done, and nobody is told. */
    client_says(other, "<iq type='set' id='s'><block " BLOCKING
                       "><item jid='example.com'/></block></iq>");
    client_hears(other, DONE("s"));
    client_hears_nothing(romeo);
    client_says(other, "<iq type='set' id='s'><unblock " BLOCKING "/></iq>");
    client_hears(other, "*" DONE("s") "*");
    client_hears(romeo, "*<unblock " BLOCKING "/></iq>*");
    client_hears(juliet, "<presence *from='romeo@example.net/*'*/>"
                         "<presence *from='romeo@example.net/*'*/>");
    client_says(other, "<iq type='set' id='s'><block " BLOCKING "/></iq>");
    client_hears(other, "<iq *<bad-request *");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        C2S_TEST(get),
        C2S_TEST(set_is_pushed_to_the_interested),
        C2S_TEST(set_does_not_subscribe),
        C2S_TEST(wrong_sets_are_refused),
        C2S_TEST(too_long_a_name),
        C2S_TEST(remove_ends_both_subscriptions),
        C2S_TEST(changes_since),
        C2S_TEST(answers_to_pushes_are_taken),
        C2S_TEST(blocks),
    };

    return cmocka_run_group_tests_name("c2s rosters", tests, NULL, NULL);
}
