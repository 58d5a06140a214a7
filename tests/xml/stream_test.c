/*
 * Streams from their beginning to their end: what a caller is told, what is
 * held meanwhile, and when time is over.
 */
#include "cmocka_all.h"
#include "rig.h"

#include <stdio.h>
#include <string.h>

static const char header[] = CLIENT_HEADER;

/* One feed of a terminated string. */
static struct adsum_xml_event feed(struct rig *rig,
                                   struct adsum_xml_stream *stream,
                                   uint64_t now_ms, const char *bytes)
{
    struct adsum_xml_event event = {0};

    assert_int_equal(adsum_xml_feed(rig->pool, stream, now_ms, bytes,
                                    (uint32_t)strlen(bytes), &event),
                     0);
    return event;
}

static void is_text(struct adsum_text text, const char *string)
{
    assert_int_equal(text.length, strlen(string));
    assert_memory_equal(text.bytes, string, text.length);
}

static void a_header_says_whose_stream_it_is(void **state)
{
    struct rig rig = {0};
    struct adsum_xml_stream stream = {0};
    struct adsum_xml_event event;

    (void)state;
    rig_begin(&rig);
    event = feed(&rig, &stream, 0, header);
    assert_int_equal(event.kind, ADSUM_XML_OPENED);
    assert_int_equal(event.consumed, sizeof header - 1);
    assert_true(adsum_xml_is(event.element, "stream", ADSUM_XML_STREAMS));
    is_text(adsum_xml_value(event.element, "to", NULL), "im.example.com");
    is_text(adsum_xml_value(event.element, "version", NULL), "1.0");
    assert_null(adsum_xml_value(event.element, "from", NULL).bytes);
    assert_int_equal(event.element->declaration_count, 2);
    is_text(event.element->declarations[0].space, ADSUM_XML_CLIENT);
    is_text(adsum_xml_language(event.element), "en");
    adsum_xml_stream_deinit(rig.pool, &stream);
    rig_end(&rig);
}

static void what_follows_an_event_is_the_callers(void **state)
{
    struct rig rig = {0};
    struct adsum_xml_stream stream = {0};
    struct adsum_xml_event event;

    (void)state;
    rig_begin(&rig);
    feed(&rig, &stream, 0, header);
    event = feed(&rig, &stream, 0, "<proceed xmlns='t'/>\x16\x03\x01");
    assert_int_equal(event.kind, ADSUM_XML_STANZA);
    assert_int_equal(event.consumed, 20);
    event = feed(&rig, &stream, 0, " <iq/></stream:stream>\x16\x03");
    assert_int_equal(event.consumed, 6);
    event = feed(&rig, &stream, 0, "</stream:stream>\x16\x03");
    assert_int_equal(event.kind, ADSUM_XML_CLOSED);
    assert_int_equal(event.consumed, 16);
    event = feed(&rig, &stream, 0, "\x16\x03");
    assert_int_equal(event.kind, ADSUM_XML_CLOSED);
    assert_int_equal(event.consumed, 0);
    adsum_xml_stream_deinit(rig.pool, &stream);
    rig_end(&rig);
}

static void a_stream_may_be_begun_again(void **state)
{
    struct rig rig = {0};
    struct adsum_xml_stream stream = {0};

    (void)state;
    rig_begin(&rig);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(feed(&rig, &stream, 0, header).kind, ADSUM_XML_OPENED);
        assert_int_equal(feed(&rig, &stream, 0, "<succe").kind,
                         ADSUM_XML_NOTHING);
        adsum_xml_stream_deinit(rig.pool, &stream);
        adsum_xml_stream_deinit(rig.pool, &stream);
    }
    rig_end(&rig);
}

static void a_stream_that_failed_stays_so_and_holds_nothing(void **state)
{
    struct rig rig = {0};
    struct adsum_xml_stream stream = {0};
    struct adsum_xml_event event;
    size_t before;

    (void)state;
    rig_begin(&rig);
    feed(&rig, &stream, 0, header);
    feed(&rig, &stream, 0, "<iq>");
    feed(&rig, &stream, 0, "</iq>");
    before = rig.held;
    feed(&rig, &stream, 0, "<iq>");
    assert_true(adsum_xml_held(&stream) > 0);
    assert_int_equal(rig.held - before, adsum_xml_held(&stream));
    for (int i = 0; i < 2; i++) {
        event = feed(&rig, &stream, 0, "</iq  x>");
        assert_int_equal(event.kind, ADSUM_XML_FAILED);
        assert_int_equal(event.condition, ADSUM_XML_CONDITION_NOT_WELL_FORMED);
        assert_int_equal(event.consumed, i == 0 ? 7 : 0);
        assert_null(event.element);
        assert_int_equal(adsum_xml_held(&stream), 0);
        assert_true(rig.held < before); /* the header went, too */
    }
    adsum_xml_stream_deinit(rig.pool, &stream);
    rig_end(&rig);
}

/* All streams between two elements, whatever came before, cost nothing. */
static void idle_streams_hold_nothing(void **state)
{
    enum { STREAMS = 1000 };
    static struct adsum_xml_stream streams[STREAMS];
    struct rig rig = {0};
    size_t before = 0;

    (void)state;
    rig_begin(&rig);
    for (int i = 0; i < STREAMS; i++) {
        feed(&rig, &streams[i], 0, "<?xml version='1.0'");
        feed(&rig, &streams[i], 0, "?>");
        assert_int_equal(feed(&rig, &streams[i], 0, header).kind,
                         ADSUM_XML_OPENED);
        feed(&rig, &streams[i], 0, "<presence><show>away</sho");
        assert_int_equal(feed(&rig, &streams[i], 0, "w></presence> \n").kind,
                         ADSUM_XML_STANZA);
        feed(&rig, &streams[i], 0, " \n");
        if (i == 0)
            before = rig.held;
        assert_int_equal(rig.held, before);
        assert_int_equal(adsum_xml_held(&streams[i]), 0);
        assert_true(adsum_xml_due(rig.pool, &streams[i]) == UINT64_MAX);
    }
    for (int i = 0; i < STREAMS; i++)
        adsum_xml_stream_deinit(rig.pool, &streams[i]);
    rig_end(&rig);
}

/* Headers that differ are kept apart, and in the end given back. */
static void many_headers_are_kept_apart(void **state)
{
    enum { STREAMS = 40 };
    struct adsum_xml_stream streams[STREAMS] = {{0}};
    struct adsum_xml_event event;
    struct rig rig = {0};
    char bytes[256];

    (void)state;
    rig_begin(&rig);
    for (int i = 0; i < STREAMS; i++) {
        snprintf(bytes, sizeof bytes,
                 "<stream:stream xmlns='urn:%d' xmlns:stream='"
                 "http://etherx.jabber.org/streams' xml:lang='l%d'>",
                 i / 2, i % 2);
        assert_int_equal(feed(&rig, &streams[i], 0, bytes).kind,
                         ADSUM_XML_OPENED);
    }
    for (int i = STREAMS; i-- != 0;) {
        event = feed(&rig, &streams[i], 0, "<a/>");
        snprintf(bytes, sizeof bytes, "urn:%d", i / 2);
        is_text(event.element->space, bytes);
        snprintf(bytes, sizeof bytes, "l%d", i % 2);
        is_text(adsum_xml_language(event.element), bytes);
    }
    for (int i = 0; i < STREAMS; i++)
        adsum_xml_stream_deinit(rig.pool, &streams[(i * 7) % STREAMS]);
    rig_end(&rig);
}

static void a_partial_stanza_has_its_time(void **state)
{
    struct rig rig = {.options.partial_ms = 100};
    struct adsum_xml_stream stream = {0};
    struct adsum_xml_event event;

    (void)state;
    rig_begin(&rig);
    feed(&rig, &stream, 1000, header);
    feed(&rig, &stream, 9000, " ");
    assert_true(adsum_xml_due(rig.pool, &stream) == UINT64_MAX);
    feed(&rig, &stream, 9001, " <iq");
    assert_int_equal(adsum_xml_due(rig.pool, &stream), 9101);
    feed(&rig, &stream, 9100, "/");
    assert_int_equal(adsum_xml_due(rig.pool, &stream), 9101);
    assert_int_equal(feed(&rig, &stream, 9100, "").kind, ADSUM_XML_NOTHING);
    assert_int_equal(feed(&rig, &stream, 9100, ">").kind, ADSUM_XML_STANZA);
    feed(&rig, &stream, 9200, "<iq");
    event = feed(&rig, &stream, 9300, "");
    assert_int_equal(event.kind, ADSUM_XML_FAILED);
    assert_int_equal(event.condition, ADSUM_XML_CONDITION_POLICY_VIOLATION);
    adsum_xml_stream_deinit(rig.pool, &stream);
    feed(&rig, &stream, 20000, "<");
    event = feed(&rig, &stream, 20100, "iq/>");
    assert_int_equal(event.kind, ADSUM_XML_FAILED);
    assert_int_equal(event.consumed, 0);
    adsum_xml_stream_deinit(rig.pool, &stream);
    rig_end(&rig);
}

static void time_may_be_unbounded(void **state)
{
    struct rig rig = {.options.partial_ms = UINT32_MAX};
    struct adsum_xml_stream stream = {0};

    (void)state;
    rig_begin(&rig);
    feed(&rig, &stream, 0, "<");
    assert_true(adsum_xml_due(rig.pool, &stream) == UINT64_MAX);
    assert_int_equal(feed(&rig, &stream, UINT64_MAX, "s").kind,
                     ADSUM_XML_NOTHING);
    adsum_xml_stream_deinit(rig.pool, &stream);
    rig_end(&rig);
}

static void bounds_are_checked_when_a_pool_is_made(void **state)
{
    struct rig rig = {0};
    struct adsum_xml_options *options = &rig.options, ok;

    (void)state;
    rig_begin(&rig);
    rig_end(&rig);
    ok = *options;
    ok.depth = 1024, ok.attributes = 256, ok.namespaces = 1024;
    ok.name_bytes = 32768, ok.stanza_bytes = 8388608, ok.header_bytes = 65536;
    assert_int_equal(adsum_xml_pool_new(&ok, &rig.pool), 0);
    adsum_xml_pool_free(rig.pool);
    rig.pool = NULL;
#define REFUSED(change, answer)                                        \
    do {                                                               \
        struct adsum_xml_options bad = ok;                             \
        bad.change;                                                    \
        assert_int_equal(adsum_xml_pool_new(&bad, &rig.pool), answer); \
        assert_null(rig.pool);                                         \
    } while (0)
    REFUSED(depth = 1025, ADSUM_ERR_INVALID);
    REFUSED(attributes = 257, ADSUM_ERR_INVALID);
    REFUSED(namespaces = 1025, ADSUM_ERR_INVALID);
    REFUSED(name_bytes = 32769, ADSUM_ERR_INVALID);
    REFUSED(stanza_bytes = 8388609, ADSUM_ERR_INVALID);
    REFUSED(header_bytes = 65537, ADSUM_ERR_INVALID);
    REFUSED(size -= 4, ADSUM_ERR_INVALID);
    REFUSED(allocate = NULL, ADSUM_ERR_HOST);
    adsum_xml_pool_free(NULL);
}

static void conditions_are_named_as_in_4_9_3(void **state)
{
    struct rig rig = {0};
    struct adsum_xml_stream stream = {0};
    char bytes[256];

    (void)state;
    rig_begin(&rig);
    feed(&rig, &stream, 0, header);
    for (uint32_t i = 1; i <= ADSUM_XML_CONDITION_UNSUPPORTED_VERSION; i++) {
        snprintf(bytes, sizeof bytes,
                 "<stream:error><text/><%s xmlns='%s'/></stream:error>",
                 adsum_xml_condition(i), ADSUM_XML_STREAM_ERRORS);
        assert_int_equal(
            adsum_xml_condition_of(feed(&rig, &stream, 0, bytes).element), i);
    }
    assert_int_equal(
        adsum_xml_condition_of(
            feed(&rig, &stream, 0, "<stream:error><reset/></stream:error>")
                .element),
        ADSUM_XML_CONDITION_UNDEFINED_CONDITION);
    assert_string_equal(adsum_xml_condition(0), "");
    assert_string_equal(
        adsum_xml_condition(ADSUM_XML_CONDITION_UNSUPPORTED_VERSION + 1), "");
    assert_string_equal(
        adsum_xml_condition(ADSUM_XML_CONDITION_UNSUPPORTED_VERSION),
        "unsupported-version");
    assert_string_equal(
        adsum_xml_condition(ADSUM_XML_CONDITION_NOT_WELL_FORMED),
        "not-well-formed");
    adsum_xml_stream_deinit(rig.pool, &stream);
    rig_end(&rig);
}

static void large_and_deep_stanzas_come_whole(void **state)
{
    struct rig rig = {.options = {.depth = 1024, .stanza_bytes = 300000}};
    struct adsum_xml_stream stream = {0};
    struct adsum_xml_event event;
    static char bytes[300000];
    const struct adsum_xml_element *at;
    size_t length = 0;
    uint32_t depth = 0;

    (void)state;
    rig_begin(&rig);
    feed(&rig, &stream, 0, header);
    for (int i = 0; i < 1024; i++)
        length += (size_t)snprintf(bytes + length, 16, "<a>%d", i);
    memset(bytes + length, 'x', 250000);
    length += 250000;
    for (int i = 0; i < 1024; i++)
        length += (size_t)snprintf(bytes + length, 16, "</a>");
    event = feed(&rig, &stream, 0, bytes);
    assert_int_equal(event.kind, ADSUM_XML_STANZA);
    for (at = event.element; at != NULL; at = adsum_xml_child(at, "a", NULL))
        if (++depth == 1024)
            assert_int_equal(adsum_xml_text(at).length, 250004);
    assert_int_equal(depth, 1024);
    event = feed(&rig, &stream, 0, "<a/>");
    assert_int_equal(event.kind, ADSUM_XML_STANZA);
    assert_true(rig.held < 100000); /* what it took was given back */
    adsum_xml_stream_deinit(rig.pool, &stream);
    rig_end(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_header_says_whose_stream_it_is),
        cmocka_unit_test(what_follows_an_event_is_the_callers),
        cmocka_unit_test(a_stream_may_be_begun_again),
        cmocka_unit_test(a_stream_that_failed_stays_so_and_holds_nothing),
        cmocka_unit_test(idle_streams_hold_nothing),
        cmocka_unit_test(many_headers_are_kept_apart),
        cmocka_unit_test(a_partial_stanza_has_its_time),
        cmocka_unit_test(time_may_be_unbounded),
        cmocka_unit_test(bounds_are_checked_when_a_pool_is_made),
        cmocka_unit_test(conditions_are_named_as_in_4_9_3),
        cmocka_unit_test(large_and_deep_stanzas_come_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
