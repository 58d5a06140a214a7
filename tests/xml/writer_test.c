/* The writer: what comes out, and what it refuses. */
#include "cmocka_all.h"
#include "rig.h"

#include <string.h>

static struct adsum_text text_of(const char *string)
{
    return (struct adsum_text){string, (uint32_t)strlen(string)};
}

static void wrote(const struct adsum_xml_writer *writer, const char *want)
{
    if (writer->error != 0 || writer->length != strlen(want) ||
        memcmp(writer->bytes, want, writer->length) != 0)
        fail_msg("error %d: %.*s\ninstead of\n%s", (int)writer->error,
                 (int)writer->length, writer->bytes, want);
}

static char bytes[1024];

static struct adsum_xml_writer client(void)
{
    return (struct adsum_xml_writer){.content = ADSUM_XML_CLIENT,
                                     .streams = 1,
                                     .bytes = bytes,
                                     .capacity = sizeof bytes};
}

static void presence(struct adsum_xml_writer *writer)
{
    adsum_xml_write_start(writer, "presence", ADSUM_XML_CLIENT);
    adsum_xml_write_attribute(writer, "to", text_of("a'b\"<>&\r\n\t@c"));
    adsum_xml_write_start(writer, "status", NULL);
    adsum_xml_write_text(writer, text_of("a'b\"<>&\r\n\t]]>\xe2\x99\x9a"));
    adsum_xml_write_text(writer, text_of(""));
    adsum_xml_write_text(writer, text_of("c"));
    adsum_xml_write_end(writer);
    adsum_xml_write_start(writer, "c", "urn:a'&b");
    adsum_xml_write_start(writer, "d", "urn:a'&b");
    adsum_xml_write_end(writer);
    adsum_xml_write_start(writer, "e", "");
    adsum_xml_write_end(writer);
    adsum_xml_write_raw(writer, text_of("<x/>"));
    adsum_xml_write_end(writer);
    adsum_xml_write_end(writer);
}

static const char presence_bytes[] =
    "<presence to='a&apos;b\"&lt;>&amp;&#13;&#10;&#9;@c'>"
    "<status>a'b\"&lt;&gt;&amp;&#13;\n\t]]&gt;\xe2\x99\x9a"
    "c</status><c xmlns='urn:a&apos;&amp;b'><d/><e xmlns=''/><x/></c>"
    "</presence>";

static void elements_are_escaped_and_in_their_namespaces(void **state)
{
    struct adsum_xml_writer writer = client();

    (void)state;
    presence(&writer);
    wrote(&writer, presence_bytes);
}

static void streams_begin_end_and_fail(void **state)
{
    struct adsum_xml_writer writer = client();
    const struct adsum_xml_header header = {.from = text_of("im.example.com"),
                                            .id = text_of("<1>"),
                                            .version = text_of("1.0"),
                                            .language = text_of("en")};

    (void)state;
    adsum_xml_write_header(&writer, &header);
    adsum_xml_write_start(&writer, "features", ADSUM_XML_STREAMS);
    adsum_xml_write_start(&writer, "bind", "urn:b");
    adsum_xml_write_end(&writer);
    adsum_xml_write_end(&writer);
    adsum_xml_write_error(&writer, ADSUM_XML_CONDITION_NOT_WELL_FORMED,
                          text_of("a<b"));
    adsum_xml_write_error(&writer, ADSUM_XML_CONDITION_RESET, text_of(""));
    adsum_xml_write_footer(&writer);
    wrote(&writer,
          "<?xml version='1.0'?><stream:stream xmlns='jabber:client' "
          "xmlns:stream='http://etherx.jabber.org/streams' "
          "from='im.example.com' id='&lt;1>' version='1.0' xml:lang='en'>"
          "<stream:features><bind xmlns='urn:b'/></stream:features>"
          "<stream:error><not-well-formed "
          "xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>"
          "<text xmlns='urn:ietf:params:xml:ns:xmpp-streams' xml:lang='en'>"
          "a&lt;b</text></stream:error><stream:error><reset "
          "xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>"
          "</stream:stream>");
}

static void messages_of_websocket_declare_everything(void **state)
{
    struct adsum_xml_writer writer = {.bytes = bytes, .capacity = sizeof bytes};
    const struct adsum_xml_header header = {.to = text_of("example.com"),
                                            .version = text_of("1.0")};

    (void)state;
    adsum_xml_write_open(&writer, &header);
    wrote(&writer, "<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' "
                   "to='example.com' version='1.0'/>");
    writer.length = 0;
    adsum_xml_write_close(&writer, text_of("wss://b?c&d"));
    wrote(&writer, "<close xmlns='urn:ietf:params:xml:ns:xmpp-framing' "
                   "see-other-uri='wss://b?c&amp;d'/>");
    writer.length = 0;
    adsum_xml_write_close(&writer, text_of(""));
    wrote(&writer, "<close xmlns='urn:ietf:params:xml:ns:xmpp-framing'/>");
    writer.length = 0;
    adsum_xml_write_error(&writer, ADSUM_XML_CONDITION_HOST_UNKNOWN,
                          text_of(""));
    wrote(&writer, "<error xmlns='http://etherx.jabber.org/streams'>"
                   "<host-unknown "
                   "xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></error>");
}

/* Each call with each argument it refuses; the first error stays. */
static void what_is_not_xml_is_refused(void **state)
{
    static const char *const texts[] = {"\x01", "\xff",         "\xc3",
                                        "\x0c", "\xed\xa0\x80", "\xef\xbf\xbf"};
    static const char *const names[] = {"",     "1",  "a b",      "a:b",  "a>",
                                        "\xc3", "-a", "\xc3\x97", "xmlns"};

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct adsum_xml_writer writer = client();

        adsum_xml_write_start(&writer, "a", "u");
        assert_int_equal(
            adsum_xml_write_attribute(&writer, "b", text_of(texts[i])),
            ADSUM_ERR_INVALID);
        assert_int_equal(adsum_xml_write_end(&writer), ADSUM_ERR_INVALID);
        writer = client();
        adsum_xml_write_start(&writer, "a", "u");
        assert_int_equal(adsum_xml_write_text(&writer, text_of(texts[i])),
                         ADSUM_ERR_INVALID);
        writer = client();
        assert_int_equal(adsum_xml_write_start(&writer, "a", texts[i]),
                         ADSUM_ERR_INVALID);
    }
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct adsum_xml_writer writer = client();

        if (strcmp(names[i], "xmlns") != 0)
            assert_int_equal(adsum_xml_write_start(&writer, names[i], "u"),
                             ADSUM_ERR_INVALID);
        writer = client();
        adsum_xml_write_start(&writer, "a", "u");
        assert_int_equal(
            adsum_xml_write_attribute(&writer, names[i], text_of("")),
            ADSUM_ERR_INVALID);
    }
}

#define REFUSED(call, answer)                      \
    do {                                           \
        struct adsum_xml_writer writer = client(); \
        assert_int_equal(call, answer);            \
    } while (0)

static void what_is_out_of_place_is_refused(void **state)
{
    const struct adsum_xml_header header = {0};
    struct adsum_xml_writer inside = client(), deep = client();

    (void)state;
    REFUSED(adsum_xml_write_end(&writer), ADSUM_ERR_INVALID);
    REFUSED(adsum_xml_write_text(&writer, text_of("a")), ADSUM_ERR_INVALID);
    REFUSED(adsum_xml_write_attribute(&writer, "a", text_of("a")),
            ADSUM_ERR_INVALID);
    REFUSED(adsum_xml_write_error(&writer, 0, text_of("")), ADSUM_ERR_INVALID);
    REFUSED(adsum_xml_write_error(&writer, 26, text_of("")), ADSUM_ERR_INVALID);
    REFUSED(adsum_xml_write_start(&writer, "a", ADSUM_XML_NAMESPACE),
            ADSUM_ERR_INVALID);
    REFUSED(
        adsum_xml_write_start(&writer, "a", "http://www.w3.org/2000/xmlns/"),
        ADSUM_ERR_INVALID);
    adsum_xml_write_start(&inside, "a", "u");
    adsum_xml_write_text(&inside, text_of("b"));
    assert_int_equal(adsum_xml_write_attribute(&inside, "a", text_of("a")),
                     ADSUM_ERR_INVALID);
    inside.error = 0;
    assert_int_equal(adsum_xml_write_header(&inside, &header),
                     ADSUM_ERR_INVALID);
    inside.error = 0;
    assert_int_equal(adsum_xml_write_footer(&inside), ADSUM_ERR_INVALID);
    for (uint32_t i = 0; i < ADSUM_XML_WRITER_DEPTH; i++)
        assert_int_equal(adsum_xml_write_start(&deep, "a", "u"), 0);
    assert_int_equal(adsum_xml_write_start(&deep, "a", "u"), ADSUM_ERR_LIMIT);
}

static void a_buffer_that_is_full_says_so_at_any_length(void **state)
{
    (void)state;
    for (uint32_t room = 0; room < sizeof presence_bytes; room++) {
        struct adsum_xml_writer writer = client();

        writer.capacity = room;
        bytes[room] = '!';
        presence(&writer);
        if (room < sizeof presence_bytes - 1)
            assert_int_equal(writer.error, ADSUM_ERR_ROOM);
        else
            wrote(&writer, presence_bytes);
        assert_true(writer.length <= room);
        assert_int_equal(bytes[room], '!');
    }
}

static void each_allocation_may_fail(void **state)
{
    int32_t error = ADSUM_ERR_NO_MEMORY;

    (void)state;
    for (unsigned n = 1; error != 0; n++) {
        struct rig rig = {.fail_at = n};
        struct adsum_xml_writer writer = {.allocate = rig_allocate,
                                          .user = &rig,
                                          .content = ADSUM_XML_CLIENT};

        for (int i = 0; i < 100; i++)
            presence(&writer);
        error = writer.error;
        assert_true(error == 0 || error == ADSUM_ERR_NO_MEMORY);
        assert_int_equal(rig.held, writer.capacity);
        if (error == 0) {
            assert_int_equal(writer.length, 100 * (sizeof presence_bytes - 1));
            assert_true(n > 5);
        }
        if (writer.bytes != NULL)
            rig_allocate(&rig, writer.bytes, writer.capacity, 0);
    }
}

static void after_an_error_one_can_be_used_again(void **state)
{
    struct adsum_xml_writer writer = client();

    (void)state;
    adsum_xml_write_start(&writer, "presence", NULL);
    assert_int_equal(adsum_xml_write_attribute(&writer, "to", text_of("\xff")),
                     ADSUM_ERR_INVALID);
    writer.error = 0;
    writer.length = 0;
    writer.depth = 0;
    adsum_xml_write_start(&writer, "presence", NULL);
    adsum_xml_write_end(&writer);
    wrote(&writer, "<presence/>");
}

static void values_are_written_as_in_a_tag(void **state)
{
    struct adsum_xml_writer writer = client();

    (void)state;
    adsum_xml_write_value(&writer, text_of("a'b\"<>&\r\n\t@c"));
    wrote(&writer, "a&apos;b\"&lt;>&amp;&#13;&#10;&#9;@c");
    assert_int_equal(adsum_xml_write_value(&writer, text_of("\x01")),
                     ADSUM_ERR_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(elements_are_escaped_and_in_their_namespaces),
        cmocka_unit_test(streams_begin_end_and_fail),
        cmocka_unit_test(messages_of_websocket_declare_everything),
        cmocka_unit_test(what_is_not_xml_is_refused),
        cmocka_unit_test(what_is_out_of_place_is_refused),
        cmocka_unit_test(a_buffer_that_is_full_says_so_at_any_length),
        cmocka_unit_test(each_allocation_may_fail),
        cmocka_unit_test(after_an_error_one_can_be_used_again),
        cmocka_unit_test(values_are_written_as_in_a_tag),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
