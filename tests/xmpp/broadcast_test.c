/*
 * One notice for many: written once, and for each of them nothing but `to`
 * differs. Over WebSocket the content namespace is said too (RFC 7395 3.3.3).
 */
#include "cmocka_all.h"
#include "stanza_rig.h"
#include <stdlib.h>
#include <string.h>

static const char *const notices[] = {
    "presence away priority=5 lang=en status=a",
    "presence",
    "presence unavailable",
    "subscribe bytes=x",
    "message chat bytes=x",
    "iq result id=x",
    "push a@b both name=n",
    "bounce iq not-allowed id=x",
};

/* The bytes are the caller's: the rig's allocator is not given back to. */
static struct adsum_text write_once(const char *words, char *bytes,
                                    uint32_t capacity)
{
    struct adsum_xml_writer once = {
        .content = ADSUM_XML_CLIENT, .bytes = bytes, .capacity = capacity};
    struct words_notice notice;

    words_read_notice(words, &notice);
    notice.notice.from = adsum_text_of("romeo@example.net");
    assert_int_equal(adsum_stanza_write(&once, &notice.notice), 0);
    return (struct adsum_text){once.bytes, once.length};
}

/* The stanza with this behind its name. */
static void must_be(const struct adsum_xml_writer *target,
                    struct adsum_text stanza, const char *inserted)
{
    uint32_t name = (uint32_t)strcspn(stanza.bytes, " ");
    size_t length = strlen(inserted);

    assert_int_equal(target->length, stanza.length + length);
    assert_memory_equal(target->bytes, stanza.bytes, name);
    assert_memory_equal(target->bytes + name, inserted, length);
    assert_memory_equal(target->bytes + name + length, stanza.bytes + name,
                        stanza.length - name);
}

static const struct target {
    const char *content, *to, *inserted;
} targets[] = {
    {ADSUM_XML_CLIENT, "juliet@example.com", " to='juliet@example.com'"},
    {ADSUM_XML_CLIENT, "juliet@example.com/balcony",
     " to='juliet@example.com/balcony'"},
    {ADSUM_XML_CLIENT, "j@e/&<>'\"", " to='j@e/&amp;&lt;>&apos;\"'"},
    {ADSUM_XML_CLIENT, "", ""},
    {ADSUM_XML_SERVER, "nurse@example.org", " to='nurse@example.org'"},
    {NULL, "j@e/f", " xmlns='jabber:client' to='j@e/f'"},
    {NULL, "", " xmlns='jabber:client'"},
};

static void only_to_differs(void **state)
{
    char once[1000], bytes[1000];

    (void)state;
    for (size_t i = 0; i < COUNT(notices); i++)
        for (size_t j = 0; j < COUNT(targets); j++) {
            struct adsum_text stanza =
                write_once(notices[i], once, sizeof once);
            struct adsum_xml_writer target = {.content = targets[j].content,
                                              .bytes = bytes,
                                              .capacity = sizeof bytes};

            assert_int_equal(adsum_stanza_write_to(
                                 &target, stanza, adsum_text_of(targets[j].to)),
                             0);
            must_be(&target, stanza, targets[j].inserted);
        }
}

/* The same bytes, whichever of the two the writer has. */
static void clients_and_servers_share_them(void **state)
{
    char one[1000], other[1000];

    (void)state;
    for (size_t i = 0; i < COUNT(notices); i++) {
        struct adsum_xml_writer server = {.content = ADSUM_XML_SERVER,
                                          .bytes = other,
                                          .capacity = sizeof other};
        struct adsum_text stanza = write_once(notices[i], one, sizeof one);
        struct words_notice notice;

        words_read_notice(notices[i], &notice);
        notice.notice.from = adsum_text_of("romeo@example.net");
        assert_int_equal(adsum_stanza_write(&server, &notice.notice), 0);
        assert_int_equal(server.length, stanza.length);
        assert_memory_equal(server.bytes, stanza.bytes, stanza.length);
    }
}

/* A stream's output holds many, and more than fits is not begun. */
static void outputs_are_filled_with_whole_stanzas(void **state)
{
    char once[1000], bytes[200];
    struct adsum_text stanza = write_once("presence", once, sizeof once);
    struct adsum_xml_writer target = {
        .content = ADSUM_XML_CLIENT, .bytes = bytes, .capacity = sizeof bytes};
    uint32_t each = stanza.length + (uint32_t)strlen(" to='a@b'"), count = 0;

    (void)state;
    while (adsum_stanza_write_to(&target, stanza, adsum_text_of("a@b")) == 0)
        assert_int_equal(target.length, ++count * each);
    assert_int_equal(target.error, ADSUM_ERR_ROOM);
    assert_int_equal(count, sizeof bytes / each);
    assert_int_equal(target.length, count * each);
    assert_int_equal(
        adsum_stanza_write_to(&target, stanza, adsum_text_of("a@b")),
        ADSUM_ERR_ROOM);
    target.error = 0;
    target.length = 0;
    assert_int_equal(
        adsum_stanza_write_to(&target, stanza, adsum_text_of("a@b")), 0);
    assert_int_equal(target.length, each);
}

static void what_is_no_stanza_is_refused(void **state)
{
    static const char *const wrong[] = {"", "<", "<presence", "presence/>"};
    char bytes[100];

    (void)state;
    for (size_t i = 0; i < COUNT(wrong); i++) {
        struct adsum_xml_writer target = {.content = ADSUM_XML_CLIENT,
                                          .bytes = bytes,
                                          .capacity = sizeof bytes};

        assert_int_equal(adsum_stanza_write_to(&target, adsum_text_of(wrong[i]),
                                               adsum_text_of("a@b")),
                         ADSUM_ERR_INVALID);
        assert_int_equal(target.length, 0);
    }
}

static void inside_of_an_element_there_is_none(void **state)
{
    char bytes[100];
    struct adsum_notice notice = {.size = sizeof notice,
                                  .kind = ADSUM_PRESENCE};
    struct adsum_stanza stanza = {.kind = ADSUM_PRESENCE,
                                  .action = ADSUM_STANZA_REFUSE};

    (void)state;
    for (int which = 0; which < 3; which++) {
        struct adsum_xml_writer target = {.content = ADSUM_XML_CLIENT,
                                          .bytes = bytes,
                                          .capacity = sizeof bytes};

        adsum_xml_write_start(&target, "x", NULL);
        assert_int_equal(
            which == 0 ? adsum_stanza_write(&target, &notice)
            : which == 1
                ? adsum_stanza_write_to(&target, adsum_text_of("<presence/>"),
                                        adsum_text_of("a@b"))
                : adsum_stanza_write_error(&target, &stanza,
                                           ADSUM_STANZA_ERROR_CONFLICT),
            ADSUM_ERR_INVALID);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_to_differs),
        cmocka_unit_test(clients_and_servers_share_them),
        cmocka_unit_test(outputs_are_filled_with_whole_stanzas),
        cmocka_unit_test(what_is_no_stanza_is_refused),
        cmocka_unit_test(inside_of_an_element_there_is_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
