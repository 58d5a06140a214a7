/* What is written reads back, word for word. */
#include "scene.h"

static const char *const presences[] = {
    "", " unavailable status=bye",
    " away priority=-5 id=7 lang=it status=ciao status:en=hi c{urn:caps}=<c/>",
    " chat x{urn:x}:de=1"};

static void presences_read_back(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof presences / sizeof presences[0]; i++) {
        struct words_presence presence;
        struct line line = {.length = 0};
        words_read_presence(presences[i], &presence);
        words_write_presence(&line, &presence.presence);
        assert_string_equal(line.text, presences[i]);
    }
}

static void items_read_back(void **state)
{
    static const char *const items[] = {
        "juliet@b none", "juliet@b from ask approved name=J group=x group=y"};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct words_item item;
        struct line line = {.length = 0};
        words_read_item(items[i], &item);
        words_write_item(&line, &item.item);
        assert_string_equal(line.text, items[i]);
    }
}

static void notices_read_back(void **state)
{
    static const char *const rows[][2] = {
        {"presence dnd status=x at=5 view=bare",
         "presence romeo@a dnd status=x at=5 view=bare"},
        {"probe id=1", "probe romeo@a id=1"},
        {"subscribe id=1 bytes=<x/>", "subscribe romeo@a id=1 bytes=<x/>"},
        {"message", "message romeo@a"},
        {"message chat id=2 bytes=hi", "message romeo@a chat id=2 bytes=hi"},
        {"iq set id=3", "iq romeo@a set id=3"},
        {"push juliet@b both ask", "push juliet@b both ask"},
        {"bounce iq not-allowed id=4", "bounce romeo@a iq not-allowed id=4"}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct words_notice notice;
        struct line line = {.length = 0};
        words_read_notice(rows[i][0], &notice);
        notice.notice.from = adsum_text_of("romeo@a");
        words_write_notice(&line, &notice.notice);
        assert_string_equal(line.text, rows[i][1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(presences_read_back),
        cmocka_unit_test(items_read_back),
        cmocka_unit_test(notices_read_back),
    };
    return cmocka_run_group_tests_name("words", tests, NULL, NULL);
}
