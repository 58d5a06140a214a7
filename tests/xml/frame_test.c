/*
 * WebSocket messages: RFC 7395 sections 3.3 to 3.8. The frames are those of the
 * project's vectors, framing-rfc7395.json, which are of that RFC.
 */
#include "cmocka_all.h"
#include "rig.h"

#include <stdlib.h>
#include <string.h>

#define FRAMING "xmlns=\"urn:ietf:params:xml:ns:xmpp-framing\""

static const struct row {
    const char *bytes;
    uint32_t kind;
    uint32_t condition;
    uint32_t at; /* the byte that shows it */
} rows[] = {
    /* 3.4, 3.3.3, 3.5, 3.6, 3.6.1 */
    {"<open " FRAMING " to=\"example.com\" version=\"1.0\" />",
     ADSUM_XML_OPENED, 0, 0},
    {"<open " FRAMING " from=\"example.com\" "
     "id=\"++TR84Sm6A3hnt3Q065SnAbbk3Y=\" xml:lang=\"en\" version=\"1.0\" />",
     ADSUM_XML_OPENED, 0, 0},
    {"<stream:features xmlns:stream=\"http://etherx.jabber.org/streams\">"
     "<bind xmlns=\"urn:ietf:params:xml:ns:xmpp-bind\"/></stream:features>",
     ADSUM_XML_STANZA, 0, 0},
    {"<stream:error xmlns:stream=\"http://etherx.jabber.org/streams\">"
     "<host-unknown xmlns=\"urn:ietf:params:xml:ns:xmpp-streams\"/>"
     "</stream:error>",
     ADSUM_XML_STANZA, 0, 0},
    {"<error xmlns=\"http://etherx.jabber.org/streams\">"
     "<host-unknown xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></error>",
     ADSUM_XML_STANZA, 0, 0},
    {"<close " FRAMING " />", ADSUM_XML_CLOSED, 0, 0},
    {"<close " FRAMING
     " see-other-uri=\"wss://otherendpoint.example/xmpp-bind\" />",
     ADSUM_XML_CLOSED, 0, 0},
    {"<message xmlns=\"jabber:client\" xml:lang=\"en\">"
     "<body>Every WebSocket message is parsable by itself.</body></message>",
     ADSUM_XML_STANZA, 0, 0},
    {"<f:close xmlns:f='urn:ietf:params:xml:ns:xmpp-framing'/> \n",
     ADSUM_XML_CLOSED, 0, 0},
    /* What is not valid, of the vectors first. */
    {"<?xml version=\"1.0\"?><open " FRAMING "/>", ADSUM_XML_FAILED,
     ADSUM_XML_CONDITION_RESTRICTED_XML, 2},
    {"<presence/>", ADSUM_XML_FAILED, ADSUM_XML_CONDITION_INVALID_NAMESPACE,
     11},
    {"<close " FRAMING "/><presence xmlns=\"jabber:client\"/>",
     ADSUM_XML_FAILED, ADSUM_XML_CONDITION_NOT_WELL_FORMED, 53},
    {"<stream:stream xmlns:stream=\"http://etherx.jabber.org/streams\">",
     ADSUM_XML_FAILED, ADSUM_XML_CONDITION_NOT_WELL_FORMED, 63},
    {" ", ADSUM_XML_FAILED, ADSUM_XML_CONDITION_BAD_FORMAT, 1},
    {"", ADSUM_XML_FAILED, ADSUM_XML_CONDITION_BAD_FORMAT, 0},
    {" <close " FRAMING "/>", ADSUM_XML_FAILED, ADSUM_XML_CONDITION_BAD_FORMAT,
     1},
    {"\xef\xbb\xbf<close " FRAMING "/>", ADSUM_XML_FAILED,
     ADSUM_XML_CONDITION_BAD_FORMAT, 3},
    {"<close " FRAMING "/>x", ADSUM_XML_FAILED,
     ADSUM_XML_CONDITION_NOT_WELL_FORMED, 53},
    {"</close>", ADSUM_XML_FAILED, ADSUM_XML_CONDITION_NOT_WELL_FORMED, 2},
    {"<!DOCTYPE a>", ADSUM_XML_FAILED, ADSUM_XML_CONDITION_RESTRICTED_XML, 2},
    {"<!-- --><close " FRAMING "/>", ADSUM_XML_FAILED,
     ADSUM_XML_CONDITION_RESTRICTED_XML, 2},
    {"<stream:features/>", ADSUM_XML_FAILED,
     ADSUM_XML_CONDITION_NOT_WELL_FORMED, 17},
    /* 3.3.2 */
    {"<open xmlns='jabber:client'/>", ADSUM_XML_FAILED,
     ADSUM_XML_CONDITION_INVALID_NAMESPACE, 29},
    {"<close xmlns='urn:x'/>", ADSUM_XML_FAILED,
     ADSUM_XML_CONDITION_INVALID_NAMESPACE, 22},
    /* RFC 6120 4.8.5, 4.9.3.14: 200 bytes are what this pool reads. */
    {"<c:iq xmlns:c='jabber:client'/>", ADSUM_XML_FAILED,
     ADSUM_XML_CONDITION_BAD_NAMESPACE_PREFIX, 30},
};

static void each_message_is_one_element(void **state)
{
    struct rig rig = {.options.stanza_bytes = 200};

    (void)state;
    rig_begin(&rig);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct row *row = &rows[i];
        uint32_t length = (uint32_t)strlen(row->bytes);
        struct adsum_xml_event event;
        char *copy = malloc(length + !length);

        assert_non_null(copy);
        memcpy(copy, row->bytes, length);
        assert_int_equal(adsum_xml_frame(rig.pool, copy, length, &event), 0);
        if (event.kind != row->kind || event.condition != row->condition ||
            event.consumed !=
                (row->kind == ADSUM_XML_FAILED ? row->at : length))
            fail_msg("%s: %u %s at byte %u", row->bytes, event.kind,
                     adsum_xml_condition(event.condition), event.consumed);
        assert_int_equal(event.element != NULL, row->kind != ADSUM_XML_FAILED);
        if (event.element != NULL)
            assert_null(event.element->parent);
        free(copy);
    }
    rig_end(&rig);
}

static void a_message_that_is_cut_off_is_none(void **state)
{
    const char *bytes = rows[2].bytes;
    struct rig rig = {0};
    struct adsum_xml_event event;

    (void)state;
    rig_begin(&rig);
    for (uint32_t length = 1; length < strlen(bytes); length++) {
        assert_int_equal(adsum_xml_frame(rig.pool, bytes, length, &event), 0);
        assert_int_equal(event.kind, ADSUM_XML_FAILED);
        assert_int_equal(event.condition, ADSUM_XML_CONDITION_NOT_WELL_FORMED);
        assert_int_equal(event.consumed, length);
    }
    rig_end(&rig);
}

static void a_message_has_a_most(void **state)
{
    struct rig rig = {.options.stanza_bytes = 22};
    struct adsum_xml_event event;

    (void)state;
    rig_begin(&rig);
    assert_int_equal(
        adsum_xml_frame(rig.pool, "<a xmlns='u'>12345</a>", 22, &event), 0);
    assert_int_equal(event.kind, ADSUM_XML_STANZA);
    assert_int_equal(
        adsum_xml_frame(rig.pool, "<a xmlns='u'>123456</a>", 23, &event), 0);
    assert_int_equal(event.kind, ADSUM_XML_FAILED);
    assert_int_equal(event.condition, ADSUM_XML_CONDITION_POLICY_VIOLATION);
    assert_int_equal(event.consumed, 23);
    rig_end(&rig);
}

static void attributes_and_memory_are_as_in_streams(void **state)
{
    const char *open = rows[1].bytes;
    struct rig rig = {0};
    struct adsum_xml_event event = {.kind = 77};
    struct adsum_text id;

    (void)state;
    rig_begin(&rig);
    rig.fail_at = rig.calls + 1;
    assert_int_equal(
        adsum_xml_frame(rig.pool, open, (uint32_t)strlen(open), &event),
        ADSUM_ERR_NO_MEMORY);
    assert_int_equal(event.kind, 77);
    assert_int_equal(
        adsum_xml_frame(rig.pool, open, (uint32_t)strlen(open), &event), 0);
    id = adsum_xml_value(event.element, "id", NULL);
    assert_int_equal(id.length, 28);
    assert_memory_equal(id.bytes, "++TR84Sm6A3hnt3Q065SnAbbk3Y=", 28);
    assert_int_equal(adsum_xml_language(event.element).length, 2);
    rig_end(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_message_is_one_element),
        cmocka_unit_test(a_message_that_is_cut_off_is_none),
        cmocka_unit_test(a_message_has_a_most),
        cmocka_unit_test(attributes_and_memory_are_as_in_streams),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
