/* Looking things up in elements; and parsers that wear out on names. */
#include "cmocka_all.h"
#include "rig.h"

#include <stdio.h>
#include <string.h>

struct reading {
    struct rig rig;
    struct adsum_xml_stream stream;
};

static const struct adsum_xml_element *read_next(struct reading *reading,
                                                 const char *bytes)
{
    struct adsum_xml_event event;

    assert_int_equal(adsum_xml_feed(reading->rig.pool, &reading->stream, 0,
                                    bytes, (uint32_t)strlen(bytes), &event),
                     0);
    assert_non_null(event.element);
    return event.element;
}

static void begin(struct reading *reading)
{
    memset(reading, 0, sizeof *reading);
    rig_begin(&reading->rig);
    read_next(reading, CLIENT_HEADER);
}

static void end(struct reading *reading)
{
    adsum_xml_stream_deinit(reading->rig.pool, &reading->stream);
    rig_end(&reading->rig);
}

static void is_text(struct adsum_text text, const char *string)
{
    assert_int_equal(text.length, strlen(string));
    assert_memory_equal(text.bytes, string, text.length);
}

static void children_are_found_by_name_and_namespace(void **state)
{
    struct reading reading;
    const struct adsum_xml_element *stanza, *child;

    (void)state;
    begin(&reading);
    stanza =
        read_next(&reading, "<presence> <status>1</status><x xmlns='a'/>"
                            "<status xmlns='a'>2</status>t<status>3</status>"
                            "<y xmlns=''/><status/></presence>");
    is_text(stanza->first->text, " ");
    assert_false(adsum_xml_is(stanza->first, NULL, NULL));
    child = adsum_xml_child(stanza, "status", ADSUM_XML_CLIENT);
    is_text(adsum_xml_text(child), "1");
    assert_true(adsum_xml_is(child, "status", NULL));
    assert_false(adsum_xml_is(child, "statu", NULL));
    assert_false(adsum_xml_is(child, "statut", NULL));
    assert_false(adsum_xml_is(child, NULL, ""));
    child = adsum_xml_next(child, "status", ADSUM_XML_CLIENT);
    is_text(adsum_xml_text(child), "3");
    child = adsum_xml_next(child, NULL, NULL);
    assert_true(adsum_xml_is(child, "y", ""));
    child = adsum_xml_next(child, "status", NULL);
    assert_null(adsum_xml_text(child).bytes);
    assert_null(adsum_xml_next(child, NULL, NULL));
    assert_null(adsum_xml_child(child, NULL, NULL));
    is_text(adsum_xml_text(adsum_xml_child(stanza, "status", "a")), "2");
    assert_null(adsum_xml_child(stanza, "x", ADSUM_XML_CLIENT));
    end(&reading);
}

static void text_is_the_first_run(void **state)
{
    struct reading reading;
    const struct adsum_xml_element *stanza;

    (void)state;
    begin(&reading);
    stanza = read_next(&reading, "<a>b&amp;<![CDATA[\rc]]>d</a>");
    is_text(adsum_xml_text(stanza), "b&\ncd");
    assert_null(stanza->first->next);
    is_text(adsum_xml_text(read_next(&reading, "<a><b>c</b>d<e/>f</a>")), "d");
    end(&reading);
}

static void attributes_are_found_by_name_and_namespace(void **state)
{
    struct reading reading;
    const struct adsum_xml_element *stanza;

    (void)state;
    begin(&reading);
    stanza = read_next(&reading, "<a xmlns:p='u' p:b='1' b='2' c=''/>");
    is_text(adsum_xml_value(stanza, "b", NULL), "2");
    is_text(adsum_xml_value(stanza, "b", ""), "2");
    is_text(adsum_xml_value(stanza, "b", "u"), "1");
    assert_null(adsum_xml_value(stanza, "b", "v").bytes);
    assert_null(adsum_xml_value(stanza, "p", NULL).bytes);
    assert_non_null(adsum_xml_value(stanza, "c", NULL).bytes);
    assert_int_equal(adsum_xml_value(stanza, "c", NULL).length, 0);
    end(&reading);
}

static void language_is_that_of_the_nearest(void **state)
{
    struct reading reading;
    const struct adsum_xml_element *stanza;

    (void)state;
    begin(&reading);
    stanza = read_next(&reading, "<a><b xml:lang='cs'><c/></b>"
                                 "<d xml:lang=''/></a>");
    is_text(adsum_xml_language(stanza), "en");
    is_text(adsum_xml_language(stanza->first->first), "cs");
    assert_int_equal(adsum_xml_language(stanza->first->next).length, 0);
    end(&reading);
}

/* A parser keeps each name it has seen, so it must not be kept for ever. */
static void names_without_end_are_read_all_the_same(void **state)
{
    struct reading reading;
    char bytes[64], name[16];

    (void)state;
    begin(&reading);
    for (int i = 0; i < 5000; i++) {
        snprintf(name, sizeof name, "n%d", i);
        snprintf(bytes, sizeof bytes, "<%s xmlns='u%d' a%d=''/>", name, i, i);
        assert_true(adsum_xml_is(read_next(&reading, bytes), name, NULL));
    }
    end(&reading);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(children_are_found_by_name_and_namespace),
        cmocka_unit_test(text_is_the_first_run),
        cmocka_unit_test(attributes_are_found_by_name_and_namespace),
        cmocka_unit_test(language_is_that_of_the_nearest),
        cmocka_unit_test(names_without_end_are_read_all_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
