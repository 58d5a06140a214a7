/*
 * Messages and IQs, from stanzas to notices: RFC 6120 8.2, RFC 6121 5.2.
 */
#include "cmocka_all.h"
#include "stanza_rig.h"

enum { C = ADSUM_PEER_CLIENT, S = ADSUM_PEER_SERVER, A = ADSUM_PEER_ACCOUNT };

#define FROM_TO "from='juliet@example.com/balcony' to='romeo@example.net'"
#define FULL    "from='juliet@example.com/balcony' to='romeo@example.net/orchard'"
#define ERROR                                  \
    "<error type='wait'><resource-constraint " \
    "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>"

static const struct row messages[] = {
    {C, "<message to='juliet@example.com'><body>x</body></message>",
     "send from=romeo@example.net/orchard to=juliet@example.com: message "
     "romeo@example.net/orchard bytes=<message "
     "xml:lang='en'><body>x</body></message>"},
    {C, "<message to='juliet@example.com' type='chat' id='m'/>",
     "send from=romeo@example.net/orchard to=juliet@example.com id=m: message "
     "romeo@example.net/orchard chat id=m bytes=<message xml:lang='en' "
     "type='chat' id='m'/>"},
    {C, "<message to='juliet@example.com' type='groupchat'/>",
     "send from=romeo@example.net/orchard to=juliet@example.com: message "
     "romeo@example.net/orchard groupchat bytes=<message xml:lang='en' "
     "type='groupchat'/>"},
    {C, "<message to='juliet@example.com' type='headline'/>",
     "send from=romeo@example.net/orchard to=juliet@example.com: message "
     "romeo@example.net/orchard headline bytes=<message xml:lang='en' "
     "type='headline'/>"},
    {C, "<message to='juliet@example.com' type='normal'/>",
     "send from=romeo@example.net/orchard to=juliet@example.com: message "
     "romeo@example.net/orchard bytes=<message xml:lang='en' type='normal'/>"},
    {C, "<message to='juliet@example.com' type='error'>" ERROR "</message>",
     "send resource-constraint from=romeo@example.net/orchard "
     "to=juliet@example.com: message romeo@example.net/orchard error "
     "bytes=<message xml:lang='en' type='error'><error "
     "type='wait'><resource-constraint "
     "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>"},
    {C, "<message to='juliet@example.com' type='novel'/>",
     "send from=romeo@example.net/orchard to=juliet@example.com: message "
     "romeo@example.net/orchard bytes=<message xml:lang='en' type='novel'/>"},
    {C, "<message to='juliet@example.com' type='get'/>",
     "send from=romeo@example.net/orchard to=juliet@example.com: message "
     "romeo@example.net/orchard bytes=<message xml:lang='en' type='get'/>"},
    {C, "<message/>",
     "send from=romeo@example.net/orchard to=romeo@example.net: message "
     "romeo@example.net/orchard bytes=<message xml:lang='en'/>"},
    {C, "<message to='/' id='m'/>",
     "refuse jid-malformed from=romeo@example.net/orchard id=m"},
    {C, "<message to='/' type='error'/>",
     "ignore jid-malformed from=romeo@example.net/orchard"},
    {C,
     "<message from='&apos;' a='b' to='juliet@example.com' xmlns:p='urn:p' "
     "p:from='q' xml:lang='cs'><p:x to='y'/></message>",
     "send from=romeo@example.net/orchard to=juliet@example.com: message "
     "romeo@example.net/orchard bytes=<message xmlns:p='urn:p' a='b' "
     "p:from='q' xml:lang='cs'><p:x to='y'/></message>"},
    {S, "<message " FROM_TO "><body xml:lang='cs'>x</body></message>",
     "send from=juliet@example.com/balcony to=romeo@example.net: message "
     "juliet@example.com/balcony bytes=<message xml:lang='en'><body "
     "xml:lang='cs'>x</body></message>"},
    {S, "<message " FULL " type='error'/>",
     "send undefined-condition from=juliet@example.com/balcony "
     "to=romeo@example.net/orchard: message juliet@example.com/balcony error "
     "bytes=<message xml:lang='en' type='error'/>"},
    {S, "<message from='example.com' to='romeo@example.net'/>",
     "send from=example.com to=romeo@example.net: message example.com "
     "bytes=<message xml:lang='en'/>"},
    {A, "<message from='juliet@example.com/balcony'/>",
     "send from=juliet@example.com/balcony to=romeo@example.net/orchard: "
     "message juliet@example.com/balcony bytes=<message xml:lang='en'/>"},
    {A, "<message from='juliet@example.com' to=''/>",
     "ignore jid-malformed from=juliet@example.com"},
};

static void messages_are_opaque(void **state)
{
    (void)state;
    rows_mean(messages, COUNT(messages), NULL);
}

#define PING "<ping xmlns='urn:xmpp:ping'/>"

static const struct row iqs[] = {
    {C, "<iq type='get' id='i' to='juliet@example.com/x'>" PING "</iq>",
     "send from=romeo@example.net/orchard to=juliet@example.com/x id=i: iq "
     "romeo@example.net/orchard get id=i bytes=<iq xml:lang='en' type='get' "
     "id='i'><ping xmlns='urn:xmpp:ping'/></iq>"},
    {C, "<iq type='get' id='i' to='juliet@example.com'>" PING "</iq>",
     "ask from=romeo@example.net/orchard to=juliet@example.com id=i: iq "
     "romeo@example.net/orchard get id=i bytes=<iq xml:lang='en' type='get' "
     "id='i'><ping xmlns='urn:xmpp:ping'/></iq>"},
    {C, "<iq type='get' id='i' to='example.com'>" PING "</iq>",
     "ask from=romeo@example.net/orchard to=example.com id=i: iq "
     "romeo@example.net/orchard get id=i bytes=<iq xml:lang='en' type='get' "
     "id='i'><ping xmlns='urn:xmpp:ping'/></iq>"},
    {C, "<iq type='set' id='i'>" PING "</iq>",
     "ask from=romeo@example.net/orchard to=romeo@example.net id=i: iq "
     "romeo@example.net/orchard set id=i bytes=<iq xml:lang='en' type='set' "
     "id='i'><ping xmlns='urn:xmpp:ping'/></iq>"},
    {C, "<iq type='set' id='i' to='romeo@example.net'>" PING "</iq>",
     "ask from=romeo@example.net/orchard to=romeo@example.net id=i: iq "
     "romeo@example.net/orchard set id=i bytes=<iq xml:lang='en' type='set' "
     "id='i'><ping xmlns='urn:xmpp:ping'/></iq>"},
    {C, "<iq type='result' id='i' to='juliet@example.com/x'/>",
     "send from=romeo@example.net/orchard to=juliet@example.com/x id=i: iq "
     "romeo@example.net/orchard result id=i bytes=<iq xml:lang='en' "
     "type='result' id='i'/>"},
    {C, "<iq type='result' id='i'/>",
     "answer from=romeo@example.net/orchard id=i: iq romeo@example.net/orchard "
     "result id=i bytes=<iq xml:lang='en' type='result' id='i'/>"},
    {C, "<iq type='result' id='i' to='example.net'/>",
     "answer from=romeo@example.net/orchard to=example.net id=i: iq "
     "romeo@example.net/orchard result id=i bytes=<iq xml:lang='en' "
     "type='result' id='i'/>"},
    {C, "<iq type='result' id='i' to='juliet@example.com'/>",
     "ask from=romeo@example.net/orchard to=juliet@example.com id=i: iq "
     "romeo@example.net/orchard result id=i bytes=<iq xml:lang='en' "
     "type='result' id='i'/>"},
    {C, "<iq type='error' id='i'>" ERROR "</iq>",
     "answer resource-constraint from=romeo@example.net/orchard id=i: iq "
     "romeo@example.net/orchard error id=i bytes=<iq xml:lang='en' "
     "type='error' id='i'><error type='wait'><resource-constraint "
     "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>"},
    {C, "<iq type='error' id='i' to='juliet@example.com/x'>" ERROR "</iq>",
     "send resource-constraint from=romeo@example.net/orchard "
     "to=juliet@example.com/x id=i: iq romeo@example.net/orchard error id=i "
     "bytes=<iq xml:lang='en' type='error' id='i'><error "
     "type='wait'><resource-constraint "
     "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>"},
    {C, "<iq id=''  type='get'>" PING "</iq>",
     "ask from=romeo@example.net/orchard to=romeo@example.net id=: iq "
     "romeo@example.net/orchard get bytes=<iq xml:lang='en' id='' "
     "type='get'><ping xmlns='urn:xmpp:ping'/></iq>"},
    {C, "<iq type='get'>" PING "</iq>",
     "refuse bad-request from=romeo@example.net/orchard"},
    {C, "<iq id='i'>" PING "</iq>",
     "refuse bad-request from=romeo@example.net/orchard id=i"},
    {C, "<iq id='i' type='subscribe' to='example.net'>" PING "</iq>",
     "refuse bad-request from=romeo@example.net/orchard to=example.net id=i"},
    {C, "<iq id='i' type='chat'>" PING "</iq>",
     "refuse bad-request from=romeo@example.net/orchard id=i"},
    {C, "<iq id='i' type='get'/>",
     "refuse bad-request from=romeo@example.net/orchard id=i"},
    {C, "<iq id='i' type='set'>text</iq>",
     "refuse bad-request from=romeo@example.net/orchard id=i"},
    {C, "<iq id='i' type='get'>" PING PING "</iq>",
     "refuse bad-request from=romeo@example.net/orchard id=i"},
    {C, "<iq type='result'/>",
     "ignore bad-request from=romeo@example.net/orchard"},
    {C, "<iq type='error'/>",
     "ignore bad-request from=romeo@example.net/orchard"},
    {C, "<iq id='i' type='get' to='@'>" PING "</iq>",
     "refuse jid-malformed from=romeo@example.net/orchard id=i"},
    {C, "<iq id='i' type='result' to='@'/>",
     "ignore jid-malformed from=romeo@example.net/orchard id=i"},
    {S, "<iq id='i' type='get' " FROM_TO ">" PING "</iq>",
     "ask from=juliet@example.com/balcony to=romeo@example.net id=i: iq "
     "juliet@example.com/balcony get id=i bytes=<iq xml:lang='en' id='i' "
     "type='get'><ping xmlns='urn:xmpp:ping'/></iq>"},
    {S, "<iq id='i' type='get' " FULL ">" PING "</iq>",
     "send from=juliet@example.com/balcony to=romeo@example.net/orchard id=i: "
     "iq juliet@example.com/balcony get id=i bytes=<iq xml:lang='en' id='i' "
     "type='get'><ping xmlns='urn:xmpp:ping'/></iq>"},
    {S, "<iq id='i' type='result' " FULL "/>",
     "send from=juliet@example.com/balcony to=romeo@example.net/orchard id=i: "
     "iq juliet@example.com/balcony result id=i bytes=<iq xml:lang='en' id='i' "
     "type='result'/>"},
    {S, "<iq id='i' type='result' " FROM_TO "/>",
     "answer from=juliet@example.com/balcony to=romeo@example.net id=i: iq "
     "juliet@example.com/balcony result id=i bytes=<iq xml:lang='en' id='i' "
     "type='result'/>"},
    {S, "<iq id='i' type='get' " FROM_TO "/>",
     "refuse bad-request from=juliet@example.com/balcony to=romeo@example.net "
     "id=i"},
    {S, "<iq id='i' type='error' " FROM_TO "/>",
     "answer undefined-condition from=juliet@example.com/balcony "
     "to=romeo@example.net id=i: iq juliet@example.com/balcony error id=i "
     "bytes=<iq xml:lang='en' id='i' type='error'/>"},
    {A, "<iq id='i' type='get'>" PING "</iq>",
     "send from=romeo@example.net to=romeo@example.net/orchard id=i: iq "
     "romeo@example.net get id=i bytes=<iq xml:lang='en' id='i' "
     "type='get'><ping xmlns='urn:xmpp:ping'/></iq>"},
    {A, "<iq id='i' type='get' from='juliet@example.com/x'>" PING "</iq>",
     "send from=juliet@example.com/x to=romeo@example.net/orchard id=i: iq "
     "juliet@example.com/x get id=i bytes=<iq xml:lang='en' id='i' "
     "type='get'><ping xmlns='urn:xmpp:ping'/></iq>"},
    {A, "<iq id='i' type='get' from='juliet@example.com/x'/>",
     "refuse bad-request from=juliet@example.com/x id=i"},
    {A, "<iq id='i' type='result' from='juliet@example.com/x'/>",
     "send from=juliet@example.com/x to=romeo@example.net/orchard id=i: iq "
     "juliet@example.com/x result id=i bytes=<iq xml:lang='en' id='i' "
     "type='result'/>"},
    {A, "<iq id='i' type='result'/>",
     "answer from=romeo@example.net to=romeo@example.net/orchard id=i: iq "
     "romeo@example.net result id=i bytes=<iq xml:lang='en' id='i' "
     "type='result'/>"},
    {A, "<iq id='i' type='error' from='romeo@example.net'>" ERROR "</iq>",
     "answer resource-constraint from=romeo@example.net "
     "to=romeo@example.net/orchard id=i: iq romeo@example.net error id=i "
     "bytes=<iq xml:lang='en' id='i' type='error'><error "
     "type='wait'><resource-constraint "
     "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>"},
};

static void iqs_are_opaque_but_in_their_form(void **state)
{
    (void)state;
    rows_mean(iqs, COUNT(iqs), NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(messages_are_opaque),
        cmocka_unit_test(iqs_are_opaque_but_in_their_form),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
