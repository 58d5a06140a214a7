/* Messages and IQs between clients, and who is told what: RFC 6120 8, RFC 6121
 * 8, XEP-0160. */
#include "c2s_rig.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PING(to)                               \
    "<iq type='get' id='i' to='" to "'><ping " \
    "xmlns='urn:xmpp:ping'/></iq>"

static void message_to_a_bare_address(void **state)
{
    struct client *juliet = c2s_rig_online(*state, "juliet", "balcony"),
                  *low = c2s_rig_online(*state, "juliet", "chamber"),
                  *romeo = c2s_rig_online(*state, "romeo", "orchard");

    client_says(low, "<presence><priority>-1</priority></presence>");
    (void)client_heard(juliet);
    (void)client_heard(low);
    /* Checklist 59; 8.5.2.1.1 */
    client_says(romeo, "<message to='juliet@example.net' type='chat' id='m'>"
                       "<body>Art thou?</body></message>");
    client_hears(juliet, "<message to='juliet@example.net' "
                         "from='romeo@example.net/orchard' type='chat' id='m'>"
                         "<body>Art thou?</body></message>");
    client_hears_nothing(low);
    client_says(romeo, "<message to='juliet@example.net/chamber'>"
                       "<body>x</body></message>");
    client_hears(low, "<message to='juliet@example.net/chamber' *");
    client_hears_nothing(juliet);
}

/* XEP-0160, XEP-0203: what no session could take comes with the first that
 * can, stamped, once. */
static void kept_messages(void **state)
{
    struct c2s_rig *rig = *state;
    struct client *romeo = c2s_rig_online(rig, "romeo", "orchard"), *juliet;

    client_says(romeo, "<message to='juliet@example.net' id='1'>"
                       "<body>first</body></message>"
                       "<message to='juliet@example.net' id='2'>"
                       "<body>second</body></message>");
    client_hears_nothing(romeo);
    c2s_rig_wait(rig, 5000);
    juliet = c2s_rig_login(rig, "juliet", "balcony");
    client_says(juliet, "<presence><priority>-1</priority></presence>");
    assert_null(strstr(client_heard(juliet), "<message"));
    client_says(juliet, "<presence/>");
    client_hears(juliet, "<presence *<message to='juliet@example.net' "
                         "from='romeo@example.net/orchard' id='1'>"
                         "<body>first</body><delay xmlns='urn:xmpp:delay' "
                         "*stamp='1970-01-12T13:46:40*'/></message>"
                         "<message *<body>second</body><delay */></message>");
    client_says(juliet, "<presence><show>away</show></presence>");
    assert_null(strstr(client_heard(juliet), "<message"));
}

/* What a host cannot give stays where it is; without available() nobody gives.
 */
static void give_says_what_it_cannot(void **state)
{
    struct c2s_rig *rig = *state;
    struct client *romeo = c2s_rig_authenticated(rig, "romeo");
    struct adsum_notice notice = {.size = sizeof notice,
                                  .kind = ADSUM_PROBE,
                                  .from = adsum_text_of("a@example.net")};

    assert_int_equal(adsum_c2s_give(romeo->stream, &notice), ADSUM_ERR_INVALID);
    notice.kind = ADSUM_MESSAGE;
    assert_int_equal(adsum_c2s_give(romeo->stream, &notice), ADSUM_ERR_STALE);
    romeo = c2s_rig_login(rig, "romeo", "x");
    notice.from.bytes = "a&b";
    notice.encoding = ADSUM_ENCODING_CBOR;
    notice.bytes = "x";
    notice.length = 1;
    assert_int_equal(adsum_c2s_give(romeo->stream, &notice), ADSUM_ERR_INVALID);
    client_hears_nothing(romeo);
}

/* RFC 6120 8.2.3: an IQ goes to a full address and its answer comes back. */
static void iq_between_friends(void **state)
{
    struct client *juliet = c2s_rig_online(*state, "juliet", "balcony"),
                  *romeo = c2s_rig_online(*state, "romeo", "orchard");

    (void)client_heard(juliet);
    client_says(romeo, PING("juliet@example.net/balcony"));
    client_hears(juliet, "<iq to='juliet@example.net/balcony' "
                         "from='romeo@example.net/orchard' *"
                         "<ping xmlns='urn:xmpp:ping'/></iq>");
    client_says(juliet,
                "<iq type='result' id='i' to='romeo@example.net/orchard'/>");
    client_hears(romeo, "<iq to='romeo@example.net/orchard' "
                        "from='juliet@example.net/balcony' type='result' "
                        "id='i'/>");
    client_says(juliet,
                "<iq type='error' id='i' to='romeo@example.net/orchard'>"
                "<error type='cancel'><conflict xmlns='urn:ietf:params:xml:ns:"
                "xmpp-stanzas'/></error></iq>");
    client_hears(romeo, "<iq * type='error' id='i'>*<conflict *</iq>");
}

/* 8.2.3, 8.3.1 */
static void wrong_iqs(void **state)
{
    static const char *const wrong[] = {
        "<iq id='i' type='get'/>",
        "<iq id='i' type='get'><a xmlns='a'/><b xmlns='b'/></iq>",
        "<iq id='i' type='x'><a xmlns='a'/></iq>",
        "<iq id='i'><a xmlns='a'/></iq>",
        "<iq type='get' id='i' to='@'><a xmlns='a'/></iq>",
    };
    struct client *romeo = c2s_rig_online(*state, "romeo", "orchard");

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        client_says(romeo, wrong[i]);
        client_hears(romeo, "<iq *to='romeo@example.net/orchard' id='i' "
                            "type='error'><error type='modify'>*");
    }
    client_says(romeo, "<iq id='i' type='error' to='@'/>"
                       "<iq id='i' type='result' to='@'/>");
    client_hears_nothing(romeo);
}

/* The answer to what a stranger asks, with addresses taken out. */
static void answer_to(struct client *romeo, const char *format,
                      const char *address, char *ret)
{
    char text[600];
    const char *at;
    size_t length = strlen(address), bare = strcspn(address, "/");

    (void)snprintf(text, sizeof text, format, address);
    client_says(romeo, text);
    for (at = client_heard(romeo); *at != '\0';)
        if (strncmp(at, address, length) == 0)
            at += length;
        else if (strncmp(at, address, bare) == 0)
            at += bare;
        else
            *ret++ = *at++;
    *ret = '\0';
}

/* Checklist 54, 57, 58, 60; 8.1, 8.5.1: nobody learns whether an account is
 * there, or whether somebody is online, from whom it does not share with. */
static const char *const to_strangers[] = {
    "<presence to='%s'/>",
    "<presence to='%s' type='unavailable'/>",
    "<presence to='%s' type='probe'/>",
    "<presence to='%s' type='unsubscribe'/>",
    "<presence to='%s' type='unsubscribed'/>",
    "<message to='%s'><body>x</body></message>",
    "<message to='%s' type='chat'><body>x</body></message>",
    "<message to='%s' type='headline'><body>x</body></message>",
    "<message to='%s' type='groupchat'><body>x</body></message>",
    "<message to='%s' type='error'/>",
    "<iq to='%s' type='get' id='i'><ping xmlns='urn:xmpp:ping'/></iq>",
    "<iq to='%s' type='set' id='i'><ping xmlns='urn:xmpp:ping'/></iq>",
    "<iq to='%s' type='get' id='i'><query xmlns='jabber:iq:last'/></iq>",
    "<iq to='%s' type='get' id='i'><query xmlns='jabber:iq:version'/></iq>",
    "<iq to='%s' type='get' id='i'><query xmlns='jabber:iq:roster'/></iq>",
    "<iq to='%s' type='set' id='i'><query xmlns='jabber:iq:roster'/></iq>",
    "<iq to='%s' type='get' id='i'>"
    "<query xmlns='http://jabber.org/protocol/disco#info'/></iq>",
    "<iq to='%s' type='get' id='i'>"
    "<query xmlns='http://jabber.org/protocol/disco#items'/></iq>",
    "<iq to='%s' type='get' id='i'>"
    "<query xmlns='http://jabber.org/protocol/disco#items' node='x'/></iq>",
    "<iq to='%s' type='result' id='i'/>",
    "<iq to='%s' type='error' id='i'/>",
};

static void strangers_look_alike(void **state)
{
    static const char *const bare[] = {"nurse@example.net",
                                       "tybalt@example.net",
                                       "mercutio@example.net"},
                             *const full[] = {"nurse@example.net/x",
                                              "nurse@example.net/y",
                                              "tybalt@example.net/x",
                                              "mercutio@example.net/x"};
    struct client *nurse = c2s_rig_online(*state, "nurse", "x"),
                  *romeo = c2s_rig_online(*state, "romeo", "orchard");
    char first[2000], other[2000];

    client_says(nurse, "<presence/>");
    for (size_t i = 0; i < sizeof to_strangers / sizeof *to_strangers; i++) {
        answer_to(romeo, to_strangers[i], bare[0], first);
        for (size_t k = 1; k < sizeof bare / sizeof *bare; k++) {
            answer_to(romeo, to_strangers[i], bare[k], other);
            assert_string_equal(first, other);
        }
        /* Directed presence lets romeo be seen, not see. */
        answer_to(romeo, to_strangers[i], full[0], first);
        for (size_t k = 1; k < sizeof full / sizeof *full; k++) {
            answer_to(romeo, to_strangers[i], full[k], other);
            assert_string_equal(first, other);
        }
    }
}

/* RFC 6121 4.3: what a client probes is no error. */
static void elsewhere(void **state)
{
    struct client *romeo = c2s_rig_online(*state, "romeo", "orchard");

    client_says(romeo, PING("example.com"));
    client_hears(romeo, "<iq from='example.com' *type='error'>"
                        "*<remote-server-not-found *");
    client_says(romeo, PING("x@example.com"));
    client_hears(romeo, "<iq from='x@example.com' *type='error'>"
                        "*<remote-server-not-found *");
    client_says(romeo, PING("x@example.com/y"));
    client_hears(romeo, "<iq *from='x@example.com/y' *type='error'*>"
                        "*<remote-server-not-found *");
    client_says(romeo, "<message to='x@example.com'><body>x</body></message>");
    client_hears(romeo, "<message *type='error'*"
                        "<remote-server-not-found *");
    client_says(romeo, "<presence type='probe' to='x@example.com'/>");
    client_hears_nothing(romeo);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        C2S_TEST(message_to_a_bare_address),
        C2S_TEST(kept_messages),
        C2S_TEST(give_says_what_it_cannot),
        C2S_TEST(iq_between_friends),
        C2S_TEST(wrong_iqs),
        C2S_TEST(strangers_look_alike),
        C2S_TEST(elsewhere),
    };

    return cmocka_run_group_tests_name("c2s messages", tests, NULL, NULL);
}
