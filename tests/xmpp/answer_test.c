/*
 * Answers: rosters, block lists, results; written, and read by the client.
 * RFC 6121 2, XEP-0191.
 */
#include "cmocka_all.h"
#include "stanza_rig.h"
#include <string.h>

#define TO_ROMEO "to='romeo@example.net/orchard'"

static const struct adsum_text none;

struct sheet {
    char bytes[4000];
    struct adsum_xml_writer writer;
};

static void begin(struct sheet *sheet)
{
    memset(sheet, 0, sizeof *sheet);
    sheet->writer.content = ADSUM_XML_CLIENT;
    sheet->writer.bytes = sheet->bytes;
    sheet->writer.capacity = sizeof sheet->bytes - 1;
}

static void read_request(struct end *end, const char *stanza,
                         struct adsum_stanza *ret)
{
    end_begin(end, ADSUM_PEER_CLIENT);
    *ret = end_read(end, adsum_text_of(stanza));
}

static void a_result_answers(void **state)
{
    struct adsum_stanza stanza;
    struct sheet sheet;
    struct end end;

    (void)state;
    begin(&sheet);
    read_request(
        &end, "<iq type='set' id='&lt;' to='example.net'><x xmlns='x'/></iq>",
        &stanza);
    assert_int_equal(adsum_stanza_write_result(&sheet.writer, &stanza), 0);
    assert_int_equal(adsum_xml_write_end(&sheet.writer), 0);
    assert_string_equal(sheet.bytes, "<iq from='example.net' " TO_ROMEO
                                     " id='&lt;' type='result'/>");
    end_end(&end);
}

static const char *const items[] = {
    "juliet@example.com both name=J&J group=a group=<b>",
    "nurse@example.com none ask",
    "mercutio@example.net from approved",
    "benvolio@example.net to",
};

/* As words, what a client reads of it. */
static void read_back(const char *bytes, struct line *line)
{
    struct adsum_stanza stanza;
    struct end end;

    end_begin(&end, ADSUM_PEER_ACCOUNT);
    stanza = end_read(&end, adsum_text_of(bytes));
    stanza_say(line, &stanza);
    end_end(&end);
}

static void a_roster_is_told(void **state)
{
    char version[ADSUM_STANZA_VERSION_BYTES];
    struct line wanted = {.length = 0}, line = {.length = 0};
    struct adsum_stanza stanza;
    struct sheet sheet;
    struct end end;

    (void)state;
    begin(&sheet);
    read_request(&end,
                 "<iq type='get' id='r'><query xmlns='jabber:iq:roster' "
                 "ver=''/></iq>",
                 &stanza);
    adsum_stanza_write_result(&sheet.writer, &stanza);
    adsum_stanza_write_roster(&sheet.writer,
                              adsum_stanza_version(70000, version));
    line_add(&wanted, "roster from=romeo@example.net "
                      "to=romeo@example.net/orchard id=r ver=70000");
    for (size_t i = 0; i < COUNT(items); i++) {
        struct words_item item;

        words_read_item(items[i], &item);
        adsum_stanza_write_item(&sheet.writer, &item.item);
        line_add(&wanted, " [%s]", items[i]);
    }
    line_add(&wanted, " version=70000");
    adsum_xml_write_end(&sheet.writer);
    assert_int_equal(adsum_xml_write_end(&sheet.writer), 0);
    read_back(sheet.bytes, &line);
    assert_string_equal(line.text, wanted.text);
    end_end(&end);
}

static void a_roster_without_version(void **state)
{
    struct sheet sheet;

    (void)state;
    begin(&sheet);
    adsum_stanza_write_roster(&sheet.writer, none);
    assert_int_equal(adsum_xml_write_end(&sheet.writer), 0);
    assert_string_equal(sheet.bytes, "<query xmlns='jabber:iq:roster'/>");
}

static void versions_are_numbers(void **state)
{
    static const struct {
        uint64_t number;
        const char *text;
    } versions[] = {
        {0, "0"}, {9, "9"}, {10, "10"}, {UINT64_MAX, "18446744073709551615"}};
    char buffer[ADSUM_STANZA_VERSION_BYTES];

    (void)state;
    for (size_t i = 0; i < COUNT(versions); i++) {
        struct adsum_text text =
            adsum_stanza_version(versions[i].number, buffer);

        assert_int_equal(text.length, strlen(versions[i].text));
        assert_memory_equal(text.bytes, versions[i].text, text.length);
    }
}

static const struct list {
    uint32_t action;
    const char *stanza;
} lists[] = {
    {ADSUM_STANZA_BLOCK_LIST,
     "<blocklist xmlns='urn:xmpp:blocking'><item jid='a@b'/>"
     "<item jid='c/&lt;'/></blocklist>"},
    {ADSUM_STANZA_BLOCK, "<block xmlns='urn:xmpp:blocking'><item jid='a@b'/>"
                         "<item jid='c/&lt;'/></block>"},
    {ADSUM_STANZA_UNBLOCK,
     "<unblock xmlns='urn:xmpp:blocking'><item jid='a@b'/>"
     "<item jid='c/&lt;'/></unblock>"},
};

static void block_lists_are_told(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(lists); i++) {
        struct sheet sheet;

        begin(&sheet);
        adsum_stanza_write_blocks(&sheet.writer, lists[i].action);
        adsum_stanza_write_blocked(&sheet.writer, adsum_text_of("a@b"));
        adsum_stanza_write_blocked(&sheet.writer, adsum_text_of("c/<"));
        assert_int_equal(adsum_xml_write_end(&sheet.writer), 0);
        assert_string_equal(sheet.bytes, lists[i].stanza);
    }
}

/* A push to all who asked: written once, as notices are. */
static void what_is_begun_here_goes_to_many(void **state)
{
    struct sheet once, target;

    (void)state;
    begin(&once);
    begin(&target);
    adsum_stanza_write_iq(&once.writer, ADSUM_TYPE_SET, none, none,
                          adsum_text_of("p"));
    adsum_stanza_write_blocks(&once.writer, ADSUM_STANZA_UNBLOCK);
    adsum_xml_write_end(&once.writer);
    assert_int_equal(adsum_xml_write_end(&once.writer), 0);
    assert_int_equal(adsum_stanza_write_to(
                         &target.writer,
                         (struct adsum_text){once.bytes, once.writer.length},
                         adsum_text_of("romeo@example.net/orchard")),
                     0);
    assert_string_equal(target.bytes,
                        "<iq " TO_ROMEO " id='p' type='set'><unblock "
                        "xmlns='urn:xmpp:blocking'/></iq>");
}

static void other_numbers_are_refused(void **state)
{
    static const uint32_t types[] = {ADSUM_TYPE_NORMAL, ADSUM_TYPE_HEADLINE,
                                     ADSUM_TYPE_RESULT + 1, UINT32_MAX};
    static const uint32_t actions[] = {ADSUM_STANZA_NONE, ADSUM_STANZA_ASK,
                                       ADSUM_STANZA_ROSTER_GET, UINT32_MAX};
    struct adsum_item item = {.subscription = 5};
    struct sheet sheet;

    (void)state;
    for (size_t i = 0; i < COUNT(types); i++) {
        begin(&sheet);
        assert_int_equal(adsum_stanza_write_iq(&sheet.writer, types[i], none,
                                               none, adsum_text_of("x")),
                         ADSUM_ERR_INVALID);
    }
    for (size_t i = 0; i < COUNT(actions); i++) {
        begin(&sheet);
        assert_int_equal(adsum_stanza_write_blocks(&sheet.writer, actions[i]),
                         ADSUM_ERR_INVALID);
    }
    begin(&sheet);
    assert_int_equal(adsum_stanza_write_item(&sheet.writer, &item),
                     ADSUM_ERR_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_result_answers),
        cmocka_unit_test(a_roster_is_told),
        cmocka_unit_test(a_roster_without_version),
        cmocka_unit_test(versions_are_numbers),
        cmocka_unit_test(block_lists_are_told),
        cmocka_unit_test(what_is_begun_here_goes_to_many),
        cmocka_unit_test(other_numbers_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
