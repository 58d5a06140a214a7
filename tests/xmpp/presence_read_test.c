/*
 * Presence, from stanzas to notices: RFC 6121 3, 4.5 to 4.7. Numbers in the
 * names of tests are those of the checklist's items.
 */
#include "cmocka_all.h"
#include "stanza_rig.h"

enum { C = ADSUM_PEER_CLIENT, S = ADSUM_PEER_SERVER, A = ADSUM_PEER_ACCOUNT };

#define FROM_TO "from='juliet@example.com/balcony' to='romeo@example.net'"
#define CAPS    "<c xmlns='http://jabber.org/protocol/caps' ver='1'/>"

static const struct row shown[] = {
    {C, "<presence/>",
     "publish from=romeo@example.net/orchard: presence "
     "romeo@example.net/orchard lang=en"},
    {C, "<presence id='a' xml:lang='cs'/>",
     "publish from=romeo@example.net/orchard id=a: presence "
     "romeo@example.net/orchard id=a lang=cs"},
    {C, "<presence type='unavailable'/>",
     "publish from=romeo@example.net/orchard: presence "
     "romeo@example.net/orchard unavailable lang=en"},
    {C, "<presence type='unavailable'><status>x</status></presence>",
     "publish from=romeo@example.net/orchard: presence "
     "romeo@example.net/orchard unavailable lang=en status=x in text"},
    {C, "<presence><show>away</show></presence>",
     "publish from=romeo@example.net/orchard: presence "
     "romeo@example.net/orchard away lang=en"},
    {C, "<presence><show>chat</show></presence>",
     "publish from=romeo@example.net/orchard: presence "
     "romeo@example.net/orchard chat lang=en"},
    {C, "<presence><show>dnd</show></presence>",
     "publish from=romeo@example.net/orchard: presence "
     "romeo@example.net/orchard dnd lang=en"},
    {C, "<presence><show>xa</show></presence>",
     "publish from=romeo@example.net/orchard: presence "
     "romeo@example.net/orchard xa lang=en"},
    {C, "<presence><priority>1</priority></presence>",
     "publish from=romeo@example.net/orchard: presence "
     "romeo@example.net/orchard priority=1 lang=en"},
    {C, "<presence><priority>-128</priority></presence>",
     "publish from=romeo@example.net/orchard: presence "
     "romeo@example.net/orchard priority=-128 lang=en"},
    {C, "<presence><priority>127</priority></presence>",
     "publish from=romeo@example.net/orchard: presence "
     "romeo@example.net/orchard priority=127 lang=en"},
    {C, "<presence><priority> +007\n</priority></presence>",
     "publish from=romeo@example.net/orchard: presence "
     "romeo@example.net/orchard priority=7 lang=en"},
    {C, "<presence><priority>-0</priority></presence>",
     "publish from=romeo@example.net/orchard: presence "
     "romeo@example.net/orchard lang=en"},
    {C, "<presence><status>a</status></presence>",
     "publish from=romeo@example.net/orchard: presence "
     "romeo@example.net/orchard lang=en status=a in text"},
    {C, "<presence><status/></presence>",
     "publish from=romeo@example.net/orchard: presence "
     "romeo@example.net/orchard lang=en status= in text"},
    {C,
     "<presence><status>a</status><status xml:lang='cs'>b</status></presence>",
     "publish from=romeo@example.net/orchard: presence "
     "romeo@example.net/orchard lang=en status=a status:cs=b in text,text"},
    {C, "<presence><status xml:lang='EN'>a</status></presence>",
     "publish from=romeo@example.net/orchard: presence "
     "romeo@example.net/orchard lang=en status=a in text"},
    {C, "<presence><status a='b'>a</status></presence>",
     "publish from=romeo@example.net/orchard: presence "
     "romeo@example.net/orchard lang=en status=<status a='b'>a</status> in "
     "xml"},
    {C, "<presence>" CAPS "</presence>",
     "publish from=romeo@example.net/orchard: presence "
     "romeo@example.net/orchard lang=en c{http://jabber.org/protocol/caps}=<c "
     "xmlns='http://jabber.org/protocol/caps' ver='1'/> in xml"},
    {C, "<presence> " CAPS "\n<x xmlns='a'>1</x>" CAPS "</presence>",
     "publish from=romeo@example.net/orchard: presence "
     "romeo@example.net/orchard lang=en c{http://jabber.org/protocol/caps}=<c "
     "xmlns='http://jabber.org/protocol/caps' ver='1'/><c "
     "xmlns='http://jabber.org/protocol/caps' ver='1'/> x{a}=<x "
     "xmlns='a'>1</x> in xml,xml"},
    {C, "<presence><x xmlns='a'/><x xmlns='b'/><y xmlns='a'/></presence>",
     "publish from=romeo@example.net/orchard: presence "
     "romeo@example.net/orchard lang=en x{a}=<x xmlns='a'/> x{b}=<x "
     "xmlns='b'/> y{a}=<y xmlns='a'/> in xml,xml,xml"},
    {C, "<presence><nick>n</nick></presence>",
     "publish from=romeo@example.net/orchard: presence "
     "romeo@example.net/orchard lang=en nick=<nick>n</nick> in xml"},
    {C, "<presence xmlns:p='urn:p'><p:x p:y='1'/></presence>",
     "publish from=romeo@example.net/orchard: presence "
     "romeo@example.net/orchard lang=en x{urn:p}=<p:x xmlns:p='urn:p' "
     "p:y='1'/> in xml"},
    {C, "<presence><x xmlns='a' xml:lang='cs'/></presence>",
     "publish from=romeo@example.net/orchard: presence "
     "romeo@example.net/orchard lang=en x{a}=<x xmlns='a' xml:lang='cs'/> in "
     "xml"},
    {C, "<presence xml:lang='cs'><x xmlns='a'/></presence>",
     "publish from=romeo@example.net/orchard: presence "
     "romeo@example.net/orchard lang=cs x{a}=<x xmlns='a'/> in xml"},
    {C, "<presence from='mercutio@example.net/x'/>",
     "publish from=romeo@example.net/orchard: presence "
     "romeo@example.net/orchard lang=en"},
    {C, "<presence to='juliet@example.com'/>",
     "send from=romeo@example.net/orchard to=juliet@example.com: presence "
     "romeo@example.net/orchard lang=en"},
    {C, "<presence to='juliet@example.com/x' type='unavailable'/>",
     "send from=romeo@example.net/orchard to=juliet@example.com/x: presence "
     "romeo@example.net/orchard unavailable lang=en"},
    {S, "<presence " FROM_TO " id='p'><show>xa</show></presence>",
     "send from=juliet@example.com/balcony to=romeo@example.net id=p: presence "
     "juliet@example.com/balcony xa id=p lang=en"},
    {S, "<presence " FROM_TO "><x xmlns='a'/><nick/></presence>",
     "send from=juliet@example.com/balcony to=romeo@example.net: presence "
     "juliet@example.com/balcony lang=en x{a}=<x xmlns='a'/> nick=<nick/> in "
     "xml,xml"},
    {S, "<presence " FROM_TO " type='unavailable'/>",
     "send from=juliet@example.com/balcony to=romeo@example.net: presence "
     "juliet@example.com/balcony unavailable lang=en"},
    {S,
     "<presence " FROM_TO "><delay xmlns='urn:xmpp:delay' "
     "stamp='2002-09-10T23:41:07Z'/></presence>",
     "send from=juliet@example.com/balcony to=romeo@example.net: presence "
     "juliet@example.com/balcony lang=en delay{urn:xmpp:delay}=<delay "
     "xmlns='urn:xmpp:delay' stamp='2002-09-10T23:41:07Z'/> at=1031701267000 "
     "in xml"},
    {C,
     "<presence><delay xmlns='urn:xmpp:delay' "
     "stamp='2002-09-10T23:41:07Z'/></presence>",
     "publish from=romeo@example.net/orchard: presence "
     "romeo@example.net/orchard lang=en delay{urn:xmpp:delay}=<delay "
     "xmlns='urn:xmpp:delay' stamp='2002-09-10T23:41:07Z'/> in xml"},
    {A, "<presence " FROM_TO "/>",
     "send from=juliet@example.com/balcony to=romeo@example.net: presence "
     "juliet@example.com/balcony lang=en"},
    {A, "<presence from='juliet@example.com/balcony'/>",
     "send from=juliet@example.com/balcony to=romeo@example.net/orchard: "
     "presence juliet@example.com/balcony lang=en"},
    {A, "<presence/>",
     "send from=romeo@example.net to=romeo@example.net/orchard: presence "
     "romeo@example.net lang=en"},
};

static void what_one_is(void **state)
{
    (void)state;
    rows_mean(shown, COUNT(shown), NULL);
}

/* 52; and RFC 6121 4.7.1, 4.7.2. */
static const struct row malformed[] = {
    {C, "<presence type='available'/>",
     "refuse bad-request from=romeo@example.net/orchard"},
    {C, "<presence type=''/>",
     "refuse bad-request from=romeo@example.net/orchard"},
    {C, "<presence type='Subscribe' to='juliet@example.com'/>",
     "refuse bad-request from=romeo@example.net/orchard to=juliet@example.com"},
    {C, "<presence><show>online</show></presence>",
     "refuse bad-request from=romeo@example.net/orchard"},
    {C, "<presence><show/></presence>",
     "refuse bad-request from=romeo@example.net/orchard"},
    {C, "<presence><show> away</show></presence>",
     "refuse bad-request from=romeo@example.net/orchard"},
    {C, "<presence><show>away</show><show>away</show></presence>",
     "refuse bad-request from=romeo@example.net/orchard"},
    {C, "<presence><show>a<x/></show></presence>",
     "refuse bad-request from=romeo@example.net/orchard"},
    {C, "<presence><priority/></presence>",
     "refuse bad-request from=romeo@example.net/orchard"},
    {C, "<presence><priority>128</priority></presence>",
     "refuse bad-request from=romeo@example.net/orchard"},
    {C, "<presence><priority>-129</priority></presence>",
     "refuse bad-request from=romeo@example.net/orchard"},
    {C, "<presence><priority>99999999999</priority></presence>",
     "refuse bad-request from=romeo@example.net/orchard"},
    {C, "<presence><priority>1.0</priority></presence>",
     "refuse bad-request from=romeo@example.net/orchard"},
    {C, "<presence><priority>-</priority></presence>",
     "refuse bad-request from=romeo@example.net/orchard"},
    {C, "<presence><priority>--1</priority></presence>",
     "refuse bad-request from=romeo@example.net/orchard"},
    {C, "<presence><priority>1</priority><priority>1</priority></presence>",
     "refuse bad-request from=romeo@example.net/orchard"},
    {C, "<presence><status>a</status><status>b</status></presence>",
     "refuse bad-request from=romeo@example.net/orchard"},
    {C,
     "<presence><status>a</status><status xml:lang='en'>b</status></presence>",
     "refuse bad-request from=romeo@example.net/orchard"},
    {C,
     "<presence><status xml:lang='cs'>a</status>"
     "<status xml:lang='CS'>b</status></presence>",
     "refuse bad-request from=romeo@example.net/orchard"},
    {C, "<presence><status>a<b/></status></presence>",
     "refuse bad-request from=romeo@example.net/orchard"},
    {C, "<presence to=''/>",
     "refuse jid-malformed from=romeo@example.net/orchard"},
    {C, "<presence to='@example.com' id='x'/>",
     "refuse jid-malformed from=romeo@example.net/orchard id=x"},
    {C, "<presence type='subscribe'/>",
     "refuse bad-request from=romeo@example.net/orchard"},
    {S, "<presence " FROM_TO " type='available' id='x'/>",
     "refuse bad-request from=juliet@example.com/balcony to=romeo@example.net "
     "id=x"},
    {S, "<presence " FROM_TO "><show>online</show></presence>",
     "refuse bad-request from=juliet@example.com/balcony to=romeo@example.net"},
    {S, "<presence from='juliet@example.com'/>",
     "close improper-addressing from=juliet@example.com"},
    {S, "<presence to='romeo@example.net'/>",
     "close improper-addressing to=romeo@example.net"},
    {S, "<presence from='' to='romeo@example.net'/>",
     "close improper-addressing to=romeo@example.net"},
    {S, "<presence from='juliet@example.com' to='@'/>",
     "close improper-addressing from=juliet@example.com"},
    {S, "<presence from='juliet@example.com' to='@' type='error'/>",
     "close improper-addressing from=juliet@example.com"},
    {A, "<presence type='available'/>",
     "ignore bad-request from=romeo@example.net"},
    {A, "<presence from='@'/>", "ignore jid-malformed"},
    {C, "<x/>", "none"},
    {C, "<presence xmlns='jabber:server'/>", "none"},
    {S, "<presence xmlns='jabber:client' " FROM_TO "/>", "none"},
    {C, "<presence xmlns='urn:x'/>", "none"},
};

static void what_is_wrong_is_said(void **state)
{
    (void)state;
    rows_mean(malformed, COUNT(malformed), NULL);
}

/* 46: neither show nor priority; but whoever leaves must be let go. */
static const struct row leaving[] = {
    {C,
     "<presence type='unavailable'><status>x</status><status>y</status>"
     "</presence>",
     "publish from=romeo@example.net/orchard: presence "
     "romeo@example.net/orchard unavailable lang=en"},
    {C,
     "<presence type='unavailable'><show>bad</show><priority>x</priority>"
     "<status>x</status></presence>",
     "publish from=romeo@example.net/orchard: presence "
     "romeo@example.net/orchard unavailable lang=en status=x in text"},
};

static void leaving_item_46(void **state)
{
    (void)state;
    rows_mean(leaving, COUNT(leaving), NULL);
}

static const struct row subscriptions[] = {
    {C, "<presence type='subscribe' to='juliet@example.com' id='x'/>",
     "send from=romeo@example.net/orchard to=juliet@example.com id=x: "
     "subscribe romeo@example.net id=x bytes=<presence xml:lang='en' "
     "type='subscribe' id='x'/>"},
    {C,
     "<presence type='subscribe' to='juliet@example.com/balcony'>"
     "<status>Hi</status></presence>",
     "send from=romeo@example.net/orchard to=juliet@example.com/balcony: "
     "subscribe romeo@example.net bytes=<presence xml:lang='en' "
     "type='subscribe'><status>Hi</status></presence>"},
    {C, "<presence type='subscribed' to='juliet@example.com'/>",
     "send from=romeo@example.net/orchard to=juliet@example.com: subscribed "
     "romeo@example.net bytes=<presence xml:lang='en' type='subscribed'/>"},
    {C, "<presence type='unsubscribe' to='juliet@example.com'/>",
     "send from=romeo@example.net/orchard to=juliet@example.com: unsubscribe "
     "romeo@example.net bytes=<presence xml:lang='en' type='unsubscribe'/>"},
    {C, "<presence type='unsubscribed' to='juliet@example.com'/>",
     "send from=romeo@example.net/orchard to=juliet@example.com: unsubscribed "
     "romeo@example.net bytes=<presence xml:lang='en' type='unsubscribed'/>"},
    {S, "<presence " FROM_TO " type='subscribe' id='x'/>",
     "send from=juliet@example.com/balcony to=romeo@example.net id=x: "
     "subscribe juliet@example.com id=x bytes=<presence xml:lang='en' "
     "type='subscribe' id='x'/>"},
    {S, "<presence " FROM_TO " type='subscribed'/>",
     "send from=juliet@example.com/balcony to=romeo@example.net: subscribed "
     "juliet@example.com bytes=<presence xml:lang='en' type='subscribed'/>"},
    {S, "<presence " FROM_TO " type='unsubscribe'/>",
     "send from=juliet@example.com/balcony to=romeo@example.net: unsubscribe "
     "juliet@example.com bytes=<presence xml:lang='en' type='unsubscribe'/>"},
    {S, "<presence " FROM_TO " type='unsubscribed'/>",
     "send from=juliet@example.com/balcony to=romeo@example.net: unsubscribed "
     "juliet@example.com bytes=<presence xml:lang='en' type='unsubscribed'/>"},
    {A, "<presence from='juliet@example.com' type='subscribe'/>",
     "send from=juliet@example.com to=romeo@example.net: subscribe "
     "juliet@example.com bytes=<presence xml:lang='en' type='subscribe'/>"},
};

/* 15: bare; 16: `to` is the core's to cut; 21: whole. */
static void subscriptions_items_15_16_21(void **state)
{
    (void)state;
    rows_mean(subscriptions, COUNT(subscriptions), NULL);
}

static const struct row probes[] = {
    {C, "<presence type='probe' to='juliet@example.com' id='x'/>",
     "send from=romeo@example.net/orchard to=juliet@example.com id=x: probe "
     "romeo@example.net/orchard id=x"},
    {C, "<presence type='probe'/>", "ignore from=romeo@example.net/orchard"},
    {S, "<presence " FROM_TO " type='probe' id='x'/>",
     "send from=juliet@example.com/balcony to=romeo@example.net id=x: probe "
     "juliet@example.com/balcony id=x"},
    {S,
     "<presence from='juliet@example.com' to='romeo@example.net' "
     "type='probe'/>",
     "send from=juliet@example.com to=romeo@example.net: probe "
     "juliet@example.com"},
    {A, "<presence from='juliet@example.com' type='probe'/>",
     "ignore from=juliet@example.com"},
};

static void probes_items_36_37(void **state)
{
    (void)state;
    rows_mean(probes, COUNT(probes), NULL);
}

#define ERROR(condition)               \
    "<error type='cancel'><" condition \
    " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>"

static const struct row errors[] = {
    {C,
     "<presence type='error' to='juliet@example.com'>" ERROR(
         "conflict") "</presence>",
     "ignore conflict from=romeo@example.net/orchard to=juliet@example.com"},
    {C, "<presence type='error'/>",
     "ignore undefined-condition from=romeo@example.net/orchard"},
    {S,
     "<presence " FROM_TO
     " type='error' id='x'>" ERROR("service-unavailable") "</presence>",
     "send service-unavailable from=juliet@example.com/balcony "
     "to=romeo@example.net id=x: bounce juliet@example.com/balcony presence "
     "service-unavailable id=x bytes=<presence xml:lang='en' type='error' "
     "id='x'><error type='cancel'><service-unavailable "
     "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></presence>"},
    {S,
     "<presence " FROM_TO
     " type='error' id='x'>" ERROR("conflict") "</presence>",
     "send conflict from=juliet@example.com/balcony to=romeo@example.net id=x: "
     "bounce juliet@example.com/balcony presence no-condition id=x "
     "bytes=<presence xml:lang='en' type='error' id='x'><error "
     "type='cancel'><conflict "
     "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></presence>"},
    {S, "<presence " FROM_TO " type='error'/>",
     "send undefined-condition from=juliet@example.com/balcony "
     "to=romeo@example.net: bounce juliet@example.com/balcony presence "
     "no-condition bytes=<presence xml:lang='en' type='error'/>"},
    {A,
     "<presence from='juliet@example.com' type='error'>" ERROR(
         "no-such") "</presence>",
     "send undefined-condition from=juliet@example.com "
     "to=romeo@example.net/orchard: bounce juliet@example.com presence "
     "no-condition bytes=<presence xml:lang='en' type='error'><error "
     "type='cancel'><no-such "
     "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></presence>"},
};

static void errors_are_not_answered_item_51(void **state)
{
    (void)state;
    rows_mean(errors, COUNT(errors), NULL);
}

static void two_parts(struct adsum_stanza_options *options)
{
    options->parts = 2;
}

static const struct row many[] = {
    {C, "<presence><a/><b/></presence>",
     "publish from=romeo@example.net/orchard: presence "
     "romeo@example.net/orchard lang=en a=<a/> b=<b/> in xml,xml"},
    {C, "<presence><a/><b/><a/><b/></presence>",
     "publish from=romeo@example.net/orchard: presence "
     "romeo@example.net/orchard lang=en a=<a/><a/> b=<b/><b/> in xml,xml"},
    {C, "<presence><a/><b/><c/></presence>",
     "refuse policy-violation from=romeo@example.net/orchard"},
    {A, "<presence from='a@b'><a/><b/><c/></presence>",
     "ignore policy-violation from=a@b"},
};

static void parts_are_bounded(void **state)
{
    (void)state;
    rows_mean(many, COUNT(many), two_parts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_one_is),
        cmocka_unit_test(what_is_wrong_is_said),
        cmocka_unit_test(leaving_item_46),
        cmocka_unit_test(subscriptions_items_15_16_21),
        cmocka_unit_test(probes_items_36_37),
        cmocka_unit_test(errors_are_not_answered_item_51),
        cmocka_unit_test(parts_are_bounded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
