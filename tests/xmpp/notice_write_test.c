/*
 * Notices, written as stanzas: RFC 6121 2 to 5, XEP-0203.
 */
#include "cmocka_all.h"
#include "stanza_rig.h"
#include <stdlib.h>
#include <string.h>

#define ROMEO   "romeo@example.net/orchard"
#define FROM    " from='" ROMEO "'"
#define ITEM    "juliet@example.com"
#define STANZAS "urn:ietf:params:xml:ns:xmpp-stanzas"
#define ERROR(condition, type) \
    "<error type='" type "'><" condition " xmlns='" STANZAS "'/></error>"

static const struct told {
    const char *notice, *stanza;
} rows[] = {
    {"presence", "<presence" FROM "/>"},
    {"presence away priority=5 id=x lang=en status=a status:cs=b",
     "<presence" FROM " id='x' xml:lang='en'><show>away</show>"
     "<priority>5</priority><status>a</status>"
     "<status xml:lang='cs'>b</status></presence>"},
    {"presence chat priority=-128",
     "<presence" FROM "><show>chat</show><priority>-128</priority></presence>"},
    {"presence xa priority=127",
     "<presence" FROM "><show>xa</show><priority>127</priority></presence>"},
    {"presence dnd", "<presence" FROM "><show>dnd</show></presence>"},
    {"presence mood{urn:m}:cs=a&<>'\"",
     "<presence" FROM "><mood xmlns='urn:m' xml:lang='cs'>a&amp;&lt;&gt;'\""
     "</mood></presence>"},
    {"presence unavailable lang=en status=a",
     "<presence" FROM
     " type='unavailable' xml:lang='en'><status>a</status></presence>"},
    {"presence at=1031701267000",
     "<presence" FROM "><delay xmlns='urn:xmpp:delay'" FROM
     " stamp='2002-09-10T23:41:07Z'/></presence>"},
    {"presence away priority=1 id=x lang=en status=a view=bare at=9",
     "<presence" FROM " id='x'/>"},
    {"presence unavailable status=a view=bare",
     "<presence" FROM " type='unavailable'/>"},
    {"probe id=x", "<presence" FROM " id='x' type='probe'/>"},
    {"subscribe", "<presence" FROM " type='subscribe'/>"},
    {"subscribe id=x bytes=hi",
     "<presence" FROM " id='x' type='subscribe'><status>hi</status>"
     "</presence>"},
    {"subscribed", "<presence" FROM " type='subscribed'/>"},
    {"unsubscribe", "<presence" FROM " type='unsubscribe'/>"},
    {"unsubscribed id=x", "<presence" FROM " id='x' type='unsubscribed'/>"},
    {"message bytes=hi", "<message" FROM "><body>hi</body></message>"},
    {"message chat id=x", "<message" FROM " id='x' type='chat'/>"},
    {"message groupchat", "<message" FROM " type='groupchat'/>"},
    {"message headline", "<message" FROM " type='headline'/>"},
    {"message bytes=hi at=1",
     "<message" FROM "><body>hi</body><delay xmlns='urn:xmpp:delay'" FROM
     " stamp='1970-01-01T00:00:00.001Z'/></message>"},
    {"iq result id=x", "<iq" FROM " id='x' type='result'/>"},
    {"iq get", "<iq" FROM " id='' type='get'/>"},
    {"push " ITEM " both name=J group=a group=b",
     "<iq" FROM " id='0' type='set'><query xmlns='jabber:iq:roster' ver='0'>"
     "<item jid='" ITEM "' name='J' subscription='both'><group>a</group>"
     "<group>b</group></item></query></iq>"},
    {"push " ITEM " to ask approved",
     "<iq" FROM " id='0' type='set'><query xmlns='jabber:iq:roster' ver='0'>"
     "<item jid='" ITEM "' subscription='to' ask='subscribe' "
     "approved='true'/></query></iq>"},
    {"push " ITEM " removed",
     "<iq" FROM " id='0' type='set'><query xmlns='jabber:iq:roster' ver='0'>"
     "<item jid='" ITEM "' subscription='remove'/></query></iq>"},
    {"roster", "<iq" FROM " id='0' type='result'><query "
               "xmlns='jabber:iq:roster' ver='0'/></iq>"},
    {"roster " ITEM " from",
     "<iq" FROM " id='0' type='result'><query xmlns='jabber:iq:roster' "
     "ver='0'><item jid='" ITEM "' subscription='from'/></query></iq>"},
    {"bounce message service-unavailable id=x",
     "<message" FROM " id='x' type='error'>" ERROR("service-unavailable",
                                                   "cancel") "</message>"},
    {"bounce iq remote-server-not-found id=x",
     "<iq" FROM " id='x' type='error'>" ERROR("remote-server-not-found",
                                              "cancel") "</iq>"},
    {"bounce presence remote-server-timeout",
     "<presence" FROM
     " type='error'>" ERROR("remote-server-timeout", "wait") "</presence>"},
    {"bounce subscribe not-allowed",
     "<presence" FROM
     " type='error'>" ERROR("not-allowed", "cancel") "</presence>"},
    {"bounce unsubscribed no-condition bytes=x",
     "<presence" FROM
     " type='error'>" ERROR("undefined-condition", "cancel") "</presence>"},
};

static void what_is_written(void **state)
{
    unsigned wrong = 0;

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct words_notice words;
        struct adsum_text wrote;

        words_read_notice(rows[i].notice, &words);
        words.notice.from = adsum_text_of(ROMEO);
        wrote = notice_write(&words.notice, ADSUM_XML_CLIENT, NULL);
        if (strcmp(wrote.bytes, rows[i].stanza) != 0) {
            print_error("%s\n  is   %s\n  not  %s\n", rows[i].notice,
                        wrote.bytes, rows[i].stanza);
            wrong++;
        }
        free((char *)wrote.bytes);
    }
    assert_int_equal(wrong, 0);
}

/* Bytes in XML, each kind of a name that fits; the sender is put in, and when
 * it was true. */
static const struct at_rest {
    const char *notice, *bytes, *stanza;
} at_rest[] = {
    {"message", "<message/>", "<message" FROM "/>"},
    {"message", "<message id='a'><body>x</body></message>",
     "<message" FROM " id='a'><body>x</body></message>"},
    {"message at=1000", "<message/>",
     "<message" FROM "><delay xmlns='urn:xmpp:delay'" FROM
     " stamp='1970-01-01T00:00:01Z'/></message>"},
    {"message at=1000", "<message a='/'><body/></message>",
     "<message" FROM " a='/'><body/><delay xmlns='urn:xmpp:delay'" FROM
     " stamp='1970-01-01T00:00:01Z'/></message>"},
    {"message at=1000", "<message a='>'></message>",
     "<message" FROM " a='>'><delay xmlns='urn:xmpp:delay'" FROM
     " stamp='1970-01-01T00:00:01Z'/></message>"},
    {"iq set", "<iq id='a' type='set'><x xmlns='a'/></iq>",
     "<iq" FROM " id='a' type='set'><x xmlns='a'/></iq>"},
    {"subscribe", "<presence type='subscribe'/>",
     "<presence" FROM " type='subscribe'/>"},
    {"bounce message no-condition", "<message a=\"'\" type='error'/>",
     "<message" FROM
     " type='error'>" ERROR("undefined-condition", "cancel") "</message>"},
    {"bounce message no-condition", "<message id='a' type='error'/>",
     "<message" FROM " id='a' type='error'/>"},
    {"bounce message not-allowed", "<message id='type=&apos;error'/>",
     "<message" FROM
     " type='error'>" ERROR("not-allowed", "cancel") "</message>"},
};

static void what_is_at_rest_is_sent_as_it_is(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(at_rest); i++) {
        struct words_notice words;
        struct adsum_text wrote;

        words_read_notice(at_rest[i].notice, &words);
        words.notice.from = adsum_text_of(ROMEO);
        words.notice.bytes = at_rest[i].bytes;
        words.notice.length = (uint32_t)strlen(at_rest[i].bytes);
        words.notice.encoding = ADSUM_ENCODING_XML;
        wrote = notice_write(&words.notice, ADSUM_XML_CLIENT, NULL);
        assert_string_equal(wrote.bytes, at_rest[i].stanza);
        free((char *)wrote.bytes);
    }
}

static void refused(const struct adsum_notice *notice)
{
    char bytes[2000] = "whole";
    struct adsum_xml_writer writer = {.content = ADSUM_XML_CLIENT,
                                      .bytes = bytes,
                                      .capacity = sizeof bytes,
                                      .length = 5};

    assert_int_equal(adsum_stanza_write(&writer, notice), ADSUM_ERR_INVALID);
    assert_int_equal(writer.error, ADSUM_ERR_INVALID);
    assert_int_equal(writer.length, 5);
    assert_memory_equal(bytes, "whole", 5);
}

static const char *const not_at_rest[] = {
    "<",           "<message",  "message/>",          "<messages/>",
    "<messag/>",   "<message>", "<message></messag>", "<message></iq>",
    "</message>",  "<iq/>",     "<message/",          "x",
    "<message/>x",
};

static void bytes_that_are_no_stanza_are_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(not_at_rest); i++) {
        size_t length = strlen(not_at_rest[i]);
        char *exact = malloc(length); /* what lies behind is not read */
        struct adsum_notice notice = {.size = sizeof notice,
                                      .kind = ADSUM_MESSAGE,
                                      .encoding = ADSUM_ENCODING_XML,
                                      .bytes = exact,
                                      .length = (uint32_t)length};

        assert_non_null(exact);
        memcpy(exact, not_at_rest[i], length);
        refused(&notice);
        free(exact);
    }
}

static void what_is_out_of_range_is_refused(void **state)
{
    struct adsum_presence shown = {.size = sizeof shown, .show = 5};
    struct adsum_presence gone = {
        .size = sizeof gone, .type = ADSUM_UNAVAILABLE, .priority = 1};
    struct adsum_presence other = {.size = sizeof other, .type = 2};
    struct adsum_presence small = {.size = 4};
    struct adsum_item item = {.subscription = 5};
    const struct adsum_notice notices[] = {
        {.size = sizeof notices[0]},
        {.size = sizeof notices[0], .kind = ADSUM_BOUNCE + 1},
        {.size = 8, .kind = ADSUM_PROBE},
        {.size = sizeof notices[0], .kind = ADSUM_PRESENCE, .presence = &shown},
        {.size = sizeof notices[0], .kind = ADSUM_PRESENCE, .presence = &gone},
        {.size = sizeof notices[0], .kind = ADSUM_PRESENCE, .presence = &other},
        {.size = sizeof notices[0], .kind = ADSUM_PRESENCE, .presence = &small},
        {.size = sizeof notices[0], .kind = ADSUM_MESSAGE, .type = 5},
        {.size = sizeof notices[0], .kind = ADSUM_IQ, .type = ADSUM_TYPE_CHAT},
        {.size = sizeof notices[0], .kind = ADSUM_IQ, .type = 8},
        {.size = sizeof notices[0], .kind = ADSUM_BOUNCE},
        {.size = sizeof notices[0], .kind = ADSUM_BOUNCE, .type = ADSUM_BOUNCE},
        {.size = sizeof notices[0],
         .kind = ADSUM_BOUNCE,
         .type = ADSUM_IQ,
         .condition = 5},
        {.size = sizeof notices[0],
         .kind = ADSUM_PUSH,
         .items = &item,
         .item_count = 1},
        {.size = sizeof notices[0],
         .kind = ADSUM_PRESENCE,
         .time_ms = 253402300800000},
        {.size = sizeof notices[0],
         .kind = ADSUM_IQ,
         .type = ADSUM_TYPE_SET,
         .bytes = "text",
         .length = 4},
        {.size = sizeof notices[0],
         .kind = ADSUM_MESSAGE,
         .encoding = ADSUM_ENCODING_CBOR,
         .bytes = "\xa0",
         .length = 1},
        {.size = sizeof notices[0],
         .kind = ADSUM_MESSAGE,
         .bytes = "\xff",
         .length = 1},
        {.size = sizeof notices[0], .kind = ADSUM_MESSAGE, .id = {"\0", 1}},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(notices); i++)
        refused(&notices[i]);
}

static void names_of_parts_are_bounded(void **state)
{
    static char name[256];
    struct adsum_part part = {.bytes = "x", .length = 1};
    struct adsum_presence presence = {
        .size = sizeof presence, .parts = &part, .part_count = 1};
    struct adsum_notice notice = {
        .size = sizeof notice, .kind = ADSUM_PRESENCE, .presence = &presence};
    struct adsum_text wrote;

    (void)state;
    memset(name, 'n', sizeof name);
    part.name = (struct adsum_text){name, 256};
    refused(&notice);
    part.name.length = 255;
    part.space = (struct adsum_text){name, 255};
    wrote = notice_write(&notice, ADSUM_XML_CLIENT, NULL);
    assert_int_equal(wrote.length,
                     strlen("<presence>< xmlns=''>x</></presence>") + 3 * 255);
    free((char *)wrote.bytes);
    part.space.length = 256;
    refused(&notice);
    part.space = (struct adsum_text){"a\0b", 3};
    refused(&notice);
    part.name = (struct adsum_text){NULL, 0};
    refused(&notice);
}

/* XMPP has no place for what is not text or XML. */
static void other_encodings_are_left_out(void **state)
{
    struct adsum_part parts[] = {
        {.name = {"a", 1},
         .bytes = "\xa0",
         .length = 1,
         .encoding = ADSUM_ENCODING_CBOR},
        {.name = {"b", 1},
         .bytes = "<b/><b/>",
         .length = 8,
         .encoding = ADSUM_ENCODING_XML},
        {.name = {"c", 1},
         .bytes = "\xff",
         .length = 1,
         .encoding = ADSUM_ENCODING_SEALED},
    };
    struct adsum_presence presence = {
        .size = sizeof presence, .parts = parts, .part_count = COUNT(parts)};
    struct adsum_notice notice = {
        .size = sizeof notice, .kind = ADSUM_PRESENCE, .presence = &presence};
    struct adsum_text wrote = notice_write(&notice, ADSUM_XML_CLIENT, NULL);

    (void)state;
    assert_string_equal(wrote.bytes, "<presence><b/><b/></presence>");
    free((char *)wrote.bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written),
        cmocka_unit_test(what_is_at_rest_is_sent_as_it_is),
        cmocka_unit_test(bytes_that_are_no_stanza_are_refused),
        cmocka_unit_test(what_is_out_of_range_is_refused),
        cmocka_unit_test(names_of_parts_are_bounded),
        cmocka_unit_test(other_encodings_are_left_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
