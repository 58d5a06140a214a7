/*
 * What is read and written again means the same somewhere else: RFC 6120 8.4
 * (an unknown extension is passed on unmodified), 4.8.3, 4.8.5, 8.1.5.
 */
#include "cmocka_all.h"
#include "rig.h"

#include <stdlib.h>
#include <string.h>

#define HEADER(attributes)                  \
    "<stream:stream xmlns='jabber:client' " \
    "xmlns:stream='http://etherx.jabber.org/streams' " attributes ">"

static const char *const headers[] = {
    HEADER(""),
    HEADER("xml:lang='en' xmlns:h='urn:h'"),
};

static const char *const stanzas[] = {
    "<message><body>a&amp;&lt;b&gt; ]]&gt; &#13;\r\n\t'\"</body></message>",
    "<message to='&apos;&quot;&#9;&#10;&#13;&lt;&gt;&amp;'/>",
    "<iq xml:lang='cs'><x xmlns='urn:x'><y xml:lang=''/><z/></x></iq>",
    "<iq><p:x xmlns:p='urn:p' p:a='1' b='2'><p:y/><z/></p:x></iq>",
    "<iq xmlns:p='urn:p' xmlns:q='urn:q'><x xmlns='urn:x' t='p:string'>"
    "<w xmlns:p='urn:o'><p:v q:a=''/></w>q:name</x><p:u/></iq>",
    "<iq><x xmlns='urn:x'><y xmlns=''><z/></y><w xmlns='jabber:client'>"
    "<v/></w></x></iq>",
    "<message><forwarded xmlns='urn:xmpp:forward:0'><message "
    "xmlns='jabber:client'><body>x</body></message></forwarded></message>",
    "<b\xc3\xa9 \xc3\xa8='\xf0\x9f\x98\x80'>\xe2\x99\x9a<![CDATA[<&]]>"
    "</b\xc3\xa9>",
    "<iq> <a/>b<c/> </iq>",
    "<iq><x xmlns='urn:&amp;&apos;'/></iq>",
};

enum {
    HEADERS = sizeof headers / sizeof *headers,
    STANZAS = sizeof stanzas / sizeof *stanzas
};

struct reading {
    struct rig rig;
    struct adsum_xml_stream stream;
};

static const struct adsum_xml_element *
read_in(struct reading *reading, const char *header, struct adsum_text stanza)
{
    struct adsum_xml_event event;

    memset(reading, 0, sizeof *reading);
    rig_begin(&reading->rig);
    assert_int_equal(adsum_xml_feed(reading->rig.pool, &reading->stream, 0,
                                    header, (uint32_t)strlen(header), &event),
                     0);
    assert_int_equal(event.kind, ADSUM_XML_OPENED);
    assert_int_equal(adsum_xml_feed(reading->rig.pool, &reading->stream, 0,
                                    stanza.bytes, stanza.length, &event),
                     0);
    if (event.kind != ADSUM_XML_STANZA || event.consumed != stanza.length)
        fail_msg("%.*s: %s", (int)stanza.length, stanza.bytes,
                 adsum_xml_condition(event.condition));
    return event.element;
}

static void end(struct reading *reading)
{
    adsum_xml_stream_deinit(reading->rig.pool, &reading->stream);
    rig_end(&reading->rig);
}

static struct adsum_text text_of(const char *string)
{
    return (struct adsum_text){string, (uint32_t)strlen(string)};
}

static const struct context {
    const char *header; /* of the stream it goes to */
    const char *content, *language;
    uint32_t streams;
} contexts[] = {
    {HEADER(""), ADSUM_XML_CLIENT, NULL, 1},
    {HEADER("xml:lang='fr'"), ADSUM_XML_CLIENT, "fr", 1},
    {"<stream xmlns='http://etherx.jabber.org/streams'>", ADSUM_XML_STREAMS,
     NULL, 0},
    {"<stream:stream xmlns:stream='http://etherx.jabber.org/streams'>", NULL,
     NULL, 0},
};

static void means_the_same(const struct adsum_xml_element *element,
                           const struct context *context)
{
    struct rig rig = {0};
    struct reading reading;
    struct adsum_xml_writer writer = {.allocate = rig_allocate,
                                      .user = &rig,
                                      .content = context->content,
                                      .language = context->language,
                                      .streams = context->streams};
    struct log before = {0}, after = {0};

    assert_int_equal(adsum_xml_write_element(&writer, element), 0);
    log_element(&before, element, false);
    log_element(&after,
                read_in(&reading, context->header,
                        (struct adsum_text){writer.bytes, writer.length}),
                false);
    assert_string_equal(after.bytes, before.bytes);
    rig_allocate(&rig, writer.bytes, writer.capacity, 0);
    assert_int_equal(rig.held, 0);
    end(&reading);
    log_free(&before);
    log_free(&after);
}

/* Each element of it, by itself, everywhere. */
static void each_means_the_same(const struct adsum_xml_element *stanza)
{
    const struct adsum_xml_element *at = stanza;

    while (at != NULL) {
        for (size_t i = 0; i < sizeof contexts / sizeof *contexts; i++)
            /* A language that nobody said is that of where it goes. */
            if (at->name.length != 0 && (contexts[i].language == NULL ||
                                         adsum_xml_language(at).bytes != NULL))
                means_the_same(at, &contexts[i]);
        if (at->first != NULL) {
            at = at->first;
            continue;
        }
        while (at != stanza && at->next == NULL)
            at = at->parent;
        at = at == stanza ? NULL : at->next;
    }
}

static void every_part_means_the_same_everywhere(void **state)
{
    struct reading reading;

    (void)state;
    for (uint32_t i = 0; i < HEADERS; i++)
        for (uint32_t j = 0; j < STANZAS; j++) {
            each_means_the_same(
                read_in(&reading, headers[i], text_of(stanzas[j])));
            end(&reading);
        }
}

/* To the byte: what is said again, and what need not be. */
static const struct row {
    const char *header, *stanza, *name;
    const char *content, *language;
    const char *written; /* the child of this name, or all */
} rows[] = {
    {HEADER(""), "<iq><q xmlns='u' a=\"1\"></q></iq>", "q", ADSUM_XML_CLIENT,
     NULL, "<q xmlns='u' a='1'/>"},
    {HEADER(""), "<iq><q a='1'/></iq>", "q", ADSUM_XML_CLIENT, NULL,
     "<q a='1'/>"},
    {HEADER(""), "<iq><q/></iq>", "q", NULL, NULL,
     "<q xmlns='jabber:client'/>"},
    /* 4.8.3: from the one content namespace to the other. */
    {HEADER(""), "<iq><q/></iq>", NULL, ADSUM_XML_SERVER, NULL,
     "<iq><q/></iq>"},
    {HEADER(""), "<iq xmlns='jabber:server'><q xmlns='jabber:client'/></iq>",
     NULL, ADSUM_XML_SERVER, NULL, "<iq><q/></iq>"},
    {HEADER(""), "<iq><f xmlns='u'><iq xmlns='jabber:client'/></f></iq>", NULL,
     ADSUM_XML_SERVER, NULL,
     "<iq><f xmlns='u'><iq xmlns='jabber:client'/></f></iq>"},
    {HEADER(""), "<iq><p:f xmlns:p='u'><iq/></p:f></iq>", "f", ADSUM_XML_SERVER,
     NULL, "<p:f xmlns='jabber:client' xmlns:p='u'><iq/></p:f>"},
    /* 4.8.5, 8.4: prefixes of elements around it, and of the header. */
    {HEADER(""), "<iq xmlns:p='u' xmlns:q='v'><p:f xmlns:q='w'/></iq>", "f",
     ADSUM_XML_CLIENT, NULL, "<p:f xmlns:p='u' xmlns:q='w'/>"},
    {HEADER("xmlns:db='d'"), "<iq><f><db:g/></f></iq>", "f", ADSUM_XML_CLIENT,
     NULL, "<f xmlns:db='d'><db:g/></f>"},
    {HEADER("xmlns:db='d'"), "<iq><f a='db:x'/></iq>", "f", ADSUM_XML_CLIENT,
     NULL, "<f xmlns:db='d' a='db:x'/>"},
    {HEADER("xmlns:db='d'"), "<iq><f>an adb</f></iq>", "f", ADSUM_XML_CLIENT,
     NULL, "<f xmlns:db='d'>an adb</f>"},
    {HEADER("xmlns:db='d'"), "<iq><f a='dc'/></iq>", "f", ADSUM_XML_CLIENT,
     NULL, "<f a='dc'/>"},
    {HEADER(""), "<stream:error><stream:x/></stream:error>", "x",
     ADSUM_XML_CLIENT, NULL, "<stream:x/>"},
    /* 8.1.5 */
    {HEADER("xml:lang='en'"), "<iq><f/></iq>", "f", ADSUM_XML_CLIENT, "en",
     "<f/>"},
    {HEADER("xml:lang='en'"), "<iq><f/></iq>", "f", ADSUM_XML_CLIENT, "de",
     "<f xml:lang='en'/>"},
    {HEADER("xml:lang='en'"), "<iq><f xml:lang='cs'/></iq>", "f",
     ADSUM_XML_CLIENT, "en", "<f xml:lang='cs'/>"},
    {HEADER("xml:lang='en'"), "<iq xml:lang=''><f/></iq>", "f",
     ADSUM_XML_CLIENT, "en", "<f xml:lang=''/>"},
};

static void what_is_in_force_is_not_said_again(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct row *row = &rows[i];
        char bytes[256];
        struct reading reading;
        struct adsum_xml_writer writer = {.content = row->content,
                                          .language = row->language,
                                          .streams = 1,
                                          .bytes = bytes,
                                          .capacity = sizeof bytes};
        const struct adsum_xml_element *element =
            read_in(&reading, row->header, text_of(row->stanza));

        if (row->name != NULL)
            element = adsum_xml_child(element, row->name, NULL);
        assert_int_equal(adsum_xml_write_element(&writer, element), 0);
        if (writer.length != strlen(row->written) ||
            memcmp(bytes, row->written, writer.length) != 0)
            fail_msg("%s\n%.*s\ninstead of\n%s", row->stanza,
                     (int)writer.length, bytes, row->written);
        end(&reading);
    }
}

static void it_fits_into_what_is_being_written(void **state)
{
    static const char want[] =
        "<message xml:lang='en'><fwd xmlns='u'><iq xmlns='jabber:client'/>"
        "</fwd><iq/>text</message>";
    char bytes[256];
    struct reading reading;
    struct adsum_xml_writer writer = {
        .content = ADSUM_XML_CLIENT, .bytes = bytes, .capacity = sizeof bytes};
    const struct adsum_xml_element *iq =
        read_in(&reading, headers[1], text_of("<iq/>"));
    const struct adsum_xml_element text = {.text = {"text", 4}};

    (void)state;
    adsum_xml_write_start(&writer, "message", ADSUM_XML_CLIENT);
    adsum_xml_write_attribute(&writer, "xml:lang", text_of("en"));
    adsum_xml_write_start(&writer, "fwd", "u");
    adsum_xml_write_element(&writer, iq);
    adsum_xml_write_end(&writer);
    adsum_xml_write_element(&writer, iq);
    adsum_xml_write_element(&writer, &text);
    assert_int_equal(adsum_xml_write_end(&writer), 0);
    assert_int_equal(writer.length, sizeof want - 1);
    assert_memory_equal(bytes, want, sizeof want - 1);
    end(&reading);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_part_means_the_same_everywhere),
        cmocka_unit_test(what_is_in_force_is_not_said_again),
        cmocka_unit_test(it_fits_into_what_is_being_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
