/*
 * Rosters and block lists, from stanzas to what is to be done: RFC 6121 2,
 * XEP-0191. Numbers in the names of tests are those of the checklist's items.
 */
#include "cmocka_all.h"
#include "stanza_rig.h"

enum { C = ADSUM_PEER_CLIENT, S = ADSUM_PEER_SERVER, A = ADSUM_PEER_ACCOUNT };

#define FROM_TO "from='juliet@example.com/balcony' to='romeo@example.net'"
#define ROSTER(attributes, items) \
    "<query xmlns='jabber:iq:roster'" attributes ">" items "</query>"
#define GET(query) "<iq type='get' id='r'>" query "</iq>"
#define SET(query) "<iq type='set' id='r'>" query "</iq>"
#define ITEM       "<item jid='nurse@example.com'/>"

/* 7, 11: what `ver` says. */
static const struct row gets[] = {
    {C, GET(ROSTER("", "")),
     "roster_get from=romeo@example.net/orchard to=romeo@example.net id=r: iq "
     "romeo@example.net/orchard get id=r bytes=<iq xml:lang='en' type='get' "
     "id='r'><query xmlns='jabber:iq:roster'/></iq>"},
    {C, GET(ROSTER(" ver=''", "")),
     "roster_get from=romeo@example.net/orchard to=romeo@example.net id=r "
     "ver=: iq romeo@example.net/orchard get id=r bytes=<iq xml:lang='en' "
     "type='get' id='r'><query xmlns='jabber:iq:roster' ver=''/></iq>"},
    {C, GET(ROSTER(" ver='14'", "")),
     "roster_get from=romeo@example.net/orchard to=romeo@example.net id=r "
     "ver=14 version=14: iq romeo@example.net/orchard get id=r bytes=<iq "
     "xml:lang='en' type='get' id='r'><query xmlns='jabber:iq:roster' "
     "ver='14'/></iq>"},
    {C, GET(ROSTER(" ver='014'", "")),
     "roster_get from=romeo@example.net/orchard to=romeo@example.net id=r "
     "ver=014: iq romeo@example.net/orchard get id=r bytes=<iq xml:lang='en' "
     "type='get' id='r'><query xmlns='jabber:iq:roster' ver='014'/></iq>"},
    {C, GET(ROSTER(" ver='ver14'", "")),
     "roster_get from=romeo@example.net/orchard to=romeo@example.net id=r "
     "ver=ver14: iq romeo@example.net/orchard get id=r bytes=<iq xml:lang='en' "
     "type='get' id='r'><query xmlns='jabber:iq:roster' ver='ver14'/></iq>"},
    {C, GET(ROSTER(" ver='18446744073709551615'", "")),
     "roster_get from=romeo@example.net/orchard to=romeo@example.net id=r "
     "ver=18446744073709551615 version=4294967295: iq "
     "romeo@example.net/orchard get id=r bytes=<iq xml:lang='en' type='get' "
     "id='r'><query xmlns='jabber:iq:roster' "
     "ver='18446744073709551615'/></iq>"},
    {C, GET(ROSTER(" ver='18446744073709551616'", "")),
     "roster_get from=romeo@example.net/orchard to=romeo@example.net id=r "
     "ver=18446744073709551616: iq romeo@example.net/orchard get id=r "
     "bytes=<iq xml:lang='en' type='get' id='r'><query "
     "xmlns='jabber:iq:roster' ver='18446744073709551616'/></iq>"},
    {C, GET(ROSTER("", ITEM)),
     "refuse bad-request from=romeo@example.net/orchard to=romeo@example.net "
     "id=r"},
    {C, "<iq type='get' id='r' to='juliet@example.com'>" ROSTER("", "") "</iq>",
     "ask from=romeo@example.net/orchard to=juliet@example.com id=r: iq "
     "romeo@example.net/orchard get id=r bytes=<iq xml:lang='en' type='get' "
     "id='r'><query xmlns='jabber:iq:roster'/></iq>"},
    {S, "<iq type='get' id='r' " FROM_TO ">" ROSTER("", "") "</iq>",
     "ask from=juliet@example.com/balcony to=romeo@example.net id=r: iq "
     "juliet@example.com/balcony get id=r bytes=<iq xml:lang='en' type='get' "
     "id='r'><query xmlns='jabber:iq:roster'/></iq>"},
};

static void roster_gets_items_7_11(void **state)
{
    (void)state;
    rows_mean(gets, COUNT(gets), NULL);
}

static const struct row sets[] = {
    {C, SET(ROSTER("", ITEM)),
     "roster_set from=romeo@example.net/orchard to=romeo@example.net id=r "
     "[nurse@example.com none]: iq romeo@example.net/orchard set id=r "
     "bytes=<iq xml:lang='en' type='set' id='r'><query "
     "xmlns='jabber:iq:roster'><item jid='nurse@example.com'/></query></iq>"},
    {C, SET(ROSTER("", " " ITEM "<x/>\n")),
     "roster_set from=romeo@example.net/orchard to=romeo@example.net id=r "
     "[nurse@example.com none]: iq romeo@example.net/orchard set id=r "
     "bytes=<iq xml:lang='en' type='set' id='r'><query "
     "xmlns='jabber:iq:roster'> <item "
     "jid='nurse@example.com'/><x/>\n</query></iq>"},
    {C, SET(ROSTER("", "<item jid='nurse@example.com' name='Nurse'/>")),
     "roster_set from=romeo@example.net/orchard to=romeo@example.net id=r "
     "[nurse@example.com none name=Nurse]: iq romeo@example.net/orchard set "
     "id=r bytes=<iq xml:lang='en' type='set' id='r'><query "
     "xmlns='jabber:iq:roster'><item jid='nurse@example.com' "
     "name='Nurse'/></query></iq>"},
    {C, SET(ROSTER("", "<item jid='nurse@example.com' name=''/>")),
     "roster_set from=romeo@example.net/orchard to=romeo@example.net id=r "
     "[nurse@example.com none]: iq romeo@example.net/orchard set id=r "
     "bytes=<iq xml:lang='en' type='set' id='r'><query "
     "xmlns='jabber:iq:roster'><item jid='nurse@example.com' "
     "name=''/></query></iq>"},
    {C,
     SET(ROSTER("", "<item jid='nurse@example.com'><group>A</group>"
                    "<group>B</group></item>")),
     "roster_set from=romeo@example.net/orchard to=romeo@example.net id=r "
     "[nurse@example.com none group=A group=B]: iq romeo@example.net/orchard "
     "set id=r bytes=<iq xml:lang='en' type='set' id='r'><query "
     "xmlns='jabber:iq:roster'><item "
     "jid='nurse@example.com'><group>A</group><group>B</group></item></query></"
     "iq>"},
    /* 1, 9: what is the server's is not the client's. */
    {C,
     SET(ROSTER("", "<item jid='nurse@example.com' subscription='both' "
                    "ask='subscribe' approved='true'/>")),
     "roster_set from=romeo@example.net/orchard to=romeo@example.net id=r "
     "[nurse@example.com none]: iq romeo@example.net/orchard set id=r "
     "bytes=<iq xml:lang='en' type='set' id='r'><query "
     "xmlns='jabber:iq:roster'><item jid='nurse@example.com' "
     "subscription='both' ask='subscribe' approved='true'/></query></iq>"},
    {C,
     SET(ROSTER("", "<item jid='nurse@example.com' subscription='remove'/>")),
     "roster_remove from=romeo@example.net/orchard to=romeo@example.net id=r "
     "[nurse@example.com none]: iq romeo@example.net/orchard set id=r "
     "bytes=<iq xml:lang='en' type='set' id='r'><query "
     "xmlns='jabber:iq:roster'><item jid='nurse@example.com' "
     "subscription='remove'/></query></iq>"},
    {C,
     SET(ROSTER("", "<item jid='romeo@example.net' subscription='remove'>"
                    "<group/></item>")),
     "roster_remove from=romeo@example.net/orchard to=romeo@example.net id=r "
     "[romeo@example.net none]: iq romeo@example.net/orchard set id=r "
     "bytes=<iq xml:lang='en' type='set' id='r'><query "
     "xmlns='jabber:iq:roster'><item jid='romeo@example.net' "
     "subscription='remove'><group/></item></query></iq>"},
    {C,
     "<iq type='set' id='r' to='romeo@example.net'>" ROSTER("", ITEM) "</iq>",
     "roster_set from=romeo@example.net/orchard to=romeo@example.net id=r "
     "[nurse@example.com none]: iq romeo@example.net/orchard set id=r "
     "bytes=<iq xml:lang='en' type='set' id='r'><query "
     "xmlns='jabber:iq:roster'><item jid='nurse@example.com'/></query></iq>"},
};

static void roster_sets_items_1_9(void **state)
{
    (void)state;
    rows_mean(sets, COUNT(sets), NULL);
}

/* RFC 6121 2.3.3 */
static const struct row refused_sets[] = {
    {C, SET(ROSTER("", "")),
     "refuse bad-request from=romeo@example.net/orchard to=romeo@example.net "
     "id=r"},
    {C, SET(ROSTER("", ITEM ITEM)),
     "refuse bad-request from=romeo@example.net/orchard to=romeo@example.net "
     "id=r"},
    {C, SET(ROSTER("", "<item/>")),
     "refuse bad-request from=romeo@example.net/orchard to=romeo@example.net "
     "id=r"},
    {C, SET(ROSTER("", "<item xmlns='urn:x' jid='nurse@example.com'/>")),
     "refuse bad-request from=romeo@example.net/orchard to=romeo@example.net "
     "id=r"},
    {C, SET(ROSTER("", "<item jid=''/>")),
     "refuse jid-malformed from=romeo@example.net/orchard to=romeo@example.net "
     "id=r"},
    {C, SET(ROSTER("", "<item jid='@example.com'/>")),
     "refuse jid-malformed from=romeo@example.net/orchard to=romeo@example.net "
     "id=r"},
    {C, SET(ROSTER("", "<item jid='nurse@example.com/x'/>")),
     "refuse not-acceptable from=romeo@example.net/orchard "
     "to=romeo@example.net id=r"},
    {C, SET(ROSTER("", "<item jid='romeo@example.net'/>")),
     "refuse not-allowed from=romeo@example.net/orchard to=romeo@example.net "
     "id=r"},
    {C, SET(ROSTER("", "<item jid='a@b'><group/></item>")),
     "refuse not-acceptable from=romeo@example.net/orchard "
     "to=romeo@example.net id=r"},
    {C,
     SET(ROSTER("", "<item jid='a@b'><group>A</group><group>A</group>"
                    "</item>")),
     "refuse bad-request from=romeo@example.net/orchard to=romeo@example.net "
     "id=r"},
    {C, SET(ROSTER("", "<item jid='a@b'><group>12345</group></item>")),
     "refuse not-acceptable from=romeo@example.net/orchard "
     "to=romeo@example.net id=r"},
    {C, SET(ROSTER("", "<item jid='a@b' name='12345'/>")),
     "refuse not-acceptable from=romeo@example.net/orchard "
     "to=romeo@example.net id=r"},
    {C,
     SET(ROSTER("", "<item jid='a@b' name='1234'><group>1234</group>"
                    "<group>123</group></item>")),
     "roster_set from=romeo@example.net/orchard to=romeo@example.net id=r [a@b "
     "none name=1234 group=1234 group=123]: iq romeo@example.net/orchard set "
     "id=r bytes=<iq xml:lang='en' type='set' id='r'><query "
     "xmlns='jabber:iq:roster'><item jid='a@b' "
     "name='1234'><group>1234</group><group>123</group></item></query></iq>"},
    {C,
     SET(ROSTER("", "<item jid='a@b'><group>1</group><group>2</group>"
                    "<group>3</group></item>")),
     "refuse not-acceptable from=romeo@example.net/orchard "
     "to=romeo@example.net id=r"},
    {C, SET(ROSTER("", "<item jid='a@b/c' subscription='remove'/>")),
     "refuse not-acceptable from=romeo@example.net/orchard "
     "to=romeo@example.net id=r"},
    {C, SET(ROSTER("", "<item subscription='remove'/>")),
     "refuse bad-request from=romeo@example.net/orchard to=romeo@example.net "
     "id=r"},
    /* 3 */
    {C,
     "<iq type='set' id='r' to='juliet@example.com'>" ROSTER("", ITEM) "</iq>",
     "refuse forbidden from=romeo@example.net/orchard to=juliet@example.com "
     "id=r"},
    {S, "<iq type='set' id='r' " FROM_TO ">" ROSTER("", ITEM) "</iq>",
     "refuse forbidden from=juliet@example.com/balcony to=romeo@example.net "
     "id=r"},
};

static void small(struct adsum_stanza_options *options)
{
    options->groups = 2;
    options->name_bytes = 4;
    options->addresses = 2;
}

static void wrong_roster_sets_items_2_3(void **state)
{
    (void)state;
    rows_mean(refused_sets, COUNT(refused_sets), small);
}

#define BOTH \
    "<item jid='a@b' subscription='both' name='n'><group>g</group></item>"

static const struct row pushes[] = {
    {A, SET(ROSTER(" ver='7'", BOTH)),
     "push from=romeo@example.net to=romeo@example.net/orchard id=r ver=7 [a@b "
     "both name=n group=g] version=7"},
    {A,
     SET(ROSTER(" ver='x'", "<item jid='a@b' ask='subscribe' "
                            "approved='true'/>")),
     "push from=romeo@example.net to=romeo@example.net/orchard id=r ver=x [a@b "
     "none ask approved]"},
    {A, SET(ROSTER("", "<item jid='a@b' subscription='remove'/>")),
     "push from=romeo@example.net to=romeo@example.net/orchard id=r [a@b "
     "removed]"},
    {A, SET(ROSTER("", "<item jid='a@b' subscription='x' approved='1'/>")),
     "push from=romeo@example.net to=romeo@example.net/orchard id=r [a@b none "
     "approved]"},
    {A,
     SET(ROSTER("", "<item jid='a@b'><group/><group>1</group><group>1</group>"
                    "<group>2</group><group>3</group></item>")),
     "push from=romeo@example.net to=romeo@example.net/orchard id=r [a@b none "
     "group=1 group=2]"},
    {A,
     "<iq type='set' id='r' from='romeo@example.net'>" ROSTER("", ITEM) "</iq>",
     "push from=romeo@example.net to=romeo@example.net/orchard id=r "
     "[nurse@example.com none]"},
    /* 4 */
    {A, "<iq type='set' id='r' from='example.net'>" ROSTER("", ITEM) "</iq>",
     "ignore from=example.net to=romeo@example.net/orchard id=r: iq "
     "example.net set id=r bytes=<iq xml:lang='en' type='set' id='r'><query "
     "xmlns='jabber:iq:roster'><item jid='nurse@example.com'/></query></iq>"},
    {A,
     "<iq type='set' id='r' from='romeo@example.net/x'>" ROSTER("",
                                                                ITEM) "</iq>",
     "ignore from=romeo@example.net/x to=romeo@example.net/orchard id=r: iq "
     "romeo@example.net/x set id=r bytes=<iq xml:lang='en' type='set' "
     "id='r'><query xmlns='jabber:iq:roster'><item "
     "jid='nurse@example.com'/></query></iq>"},
    {A,
     "<iq type='set' id='r' from='mallory@example.org'>" ROSTER("",
                                                                ITEM) "</iq>",
     "ignore from=mallory@example.org to=romeo@example.net/orchard id=r: iq "
     "mallory@example.org set id=r bytes=<iq xml:lang='en' type='set' "
     "id='r'><query xmlns='jabber:iq:roster'><item "
     "jid='nurse@example.com'/></query></iq>"},
    {A, SET(ROSTER("", "")),
     "refuse bad-request from=romeo@example.net to=romeo@example.net/orchard "
     "id=r"},
    {A, SET(ROSTER("", ITEM ITEM)),
     "refuse bad-request from=romeo@example.net to=romeo@example.net/orchard "
     "id=r"},
    {A, SET(ROSTER("", "<item jid='@'/>")),
     "refuse jid-malformed from=romeo@example.net to=romeo@example.net/orchard "
     "id=r"},
};

static void roster_pushes_item_4(void **state)
{
    (void)state;
    rows_mean(pushes, COUNT(pushes), small);
}

#define RESULT(query) "<iq type='result' id='r'>" query "</iq>"

static const struct row results[] = {
    {A, RESULT(ROSTER(" ver='9'", "")),
     "roster from=romeo@example.net to=romeo@example.net/orchard id=r ver=9 "
     "version=9"},
    {A, RESULT(""),
     "answer from=romeo@example.net to=romeo@example.net/orchard id=r: iq "
     "romeo@example.net result id=r bytes=<iq xml:lang='en' type='result' "
     "id='r'/>"},
    {A, RESULT(ROSTER("", BOTH ITEM)),
     "roster from=romeo@example.net to=romeo@example.net/orchard id=r [a@b "
     "both name=n group=g] [nurse@example.com none]"},
    {A, RESULT(ROSTER("", "<item jid='a@b' subscription='remove'/>")),
     "roster from=romeo@example.net to=romeo@example.net/orchard id=r [a@b "
     "none]"},
    {A, RESULT(ROSTER("", "<item/>" ITEM "<item jid='a@b/c'/><item jid='@'/>")),
     "roster from=romeo@example.net to=romeo@example.net/orchard id=r "
     "[nurse@example.com none]"},
    {A,
     "<iq type='result' id='r' from='juliet@example.com/x'>" ROSTER(
         "", ITEM) "</iq>",
     "send from=juliet@example.com/x to=romeo@example.net/orchard id=r: iq "
     "juliet@example.com/x result id=r bytes=<iq xml:lang='en' type='result' "
     "id='r'><query xmlns='jabber:iq:roster'><item "
     "jid='nurse@example.com'/></query></iq>"},
};

static void roster_results_item_11(void **state)
{
    (void)state;
    rows_mean(results, COUNT(results), small);
}

#define BLOCKING(name, items) \
    "<" name " xmlns='urn:xmpp:blocking'>" items "</" name ">"

static const struct row blocks[] = {
    {C, GET(BLOCKING("blocklist", "")),
     "block_list from=romeo@example.net/orchard to=romeo@example.net id=r: iq "
     "romeo@example.net/orchard get id=r bytes=<iq xml:lang='en' type='get' "
     "id='r'><blocklist xmlns='urn:xmpp:blocking'/></iq>"},
    {C, SET(BLOCKING("block", "<item jid='a@b'/>")),
     "block from=romeo@example.net/orchard to=romeo@example.net id=r jid=a@b: "
     "iq romeo@example.net/orchard set id=r bytes=<iq xml:lang='en' type='set' "
     "id='r'><block xmlns='urn:xmpp:blocking'><item jid='a@b'/></block></iq>"},
    {C, SET(BLOCKING("block", "<item jid='a@b/c'/><item jid='b'/>")),
     "block from=romeo@example.net/orchard to=romeo@example.net id=r jid=a@b/c "
     "jid=b: iq romeo@example.net/orchard set id=r bytes=<iq xml:lang='en' "
     "type='set' id='r'><block xmlns='urn:xmpp:blocking'><item "
     "jid='a@b/c'/><item jid='b'/></block></iq>"},
    {C, SET(BLOCKING("unblock", "<item jid='b/c'/>")),
     "unblock from=romeo@example.net/orchard to=romeo@example.net id=r "
     "jid=b/c: iq romeo@example.net/orchard set id=r bytes=<iq xml:lang='en' "
     "type='set' id='r'><unblock xmlns='urn:xmpp:blocking'><item "
     "jid='b/c'/></unblock></iq>"},
    {C, SET(BLOCKING("unblock", "")),
     "unblock from=romeo@example.net/orchard to=romeo@example.net id=r: iq "
     "romeo@example.net/orchard set id=r bytes=<iq xml:lang='en' type='set' "
     "id='r'><unblock xmlns='urn:xmpp:blocking'/></iq>"},
    {C, SET(BLOCKING("block", "")),
     "refuse bad-request from=romeo@example.net/orchard to=romeo@example.net "
     "id=r"},
    {C, SET(BLOCKING("block", "<item/>")),
     "refuse bad-request from=romeo@example.net/orchard to=romeo@example.net "
     "id=r"},
    {C, SET(BLOCKING("block", "<item jid='@'/>")),
     "refuse jid-malformed from=romeo@example.net/orchard to=romeo@example.net "
     "id=r"},
    {C, SET(BLOCKING("unblock", "<item jid='a@b'/><item jid=''/>")),
     "refuse jid-malformed from=romeo@example.net/orchard to=romeo@example.net "
     "id=r"},
    {C, SET(BLOCKING("block", "<item jid='a'/><item jid='b'/><item jid='c'/>")),
     "refuse policy-violation from=romeo@example.net/orchard "
     "to=romeo@example.net id=r"},
    {C, GET(BLOCKING("block", "<item jid='a@b'/>")),
     "refuse bad-request from=romeo@example.net/orchard to=romeo@example.net "
     "id=r"},
    {C, GET(BLOCKING("unblock", "")),
     "refuse bad-request from=romeo@example.net/orchard to=romeo@example.net "
     "id=r"},
    {C, SET(BLOCKING("blocklist", "")),
     "refuse bad-request from=romeo@example.net/orchard to=romeo@example.net "
     "id=r"},
    {C, "<iq type='get' id='r' to='a@b'>" BLOCKING("blocklist", "") "</iq>",
     "ask from=romeo@example.net/orchard to=a@b id=r: iq "
     "romeo@example.net/orchard get id=r bytes=<iq xml:lang='en' type='get' "
     "id='r'><blocklist xmlns='urn:xmpp:blocking'/></iq>"},
    {S, "<iq type='set' id='r' " FROM_TO ">" BLOCKING("unblock", "") "</iq>",
     "ask from=juliet@example.com/balcony to=romeo@example.net id=r: iq "
     "juliet@example.com/balcony set id=r bytes=<iq xml:lang='en' type='set' "
     "id='r'><unblock xmlns='urn:xmpp:blocking'/></iq>"},
};

static void blocking_item_62(void **state)
{
    (void)state;
    rows_mean(blocks, COUNT(blocks), small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(roster_gets_items_7_11),
        cmocka_unit_test(roster_sets_items_1_9),
        cmocka_unit_test(wrong_roster_sets_items_2_3),
        cmocka_unit_test(roster_pushes_item_4),
        cmocka_unit_test(roster_results_item_11),
        cmocka_unit_test(blocking_item_62),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
