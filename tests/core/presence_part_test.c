/* Parts of a presence: RFC 6121 section 4.7.2.2; and what makes a presence. */
#include "presence_valid.h"

#include <adsum/error.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define TEXT(string)              \
    {                             \
        string, sizeof string - 1 \
    }

static struct adsum_text text(const char *string)
{
    return (struct adsum_text){string, (uint32_t)strlen(string)};
}

static const struct adsum_part parts[] = {
    {.name = TEXT("status"), .language = TEXT("de")},
    {.name = TEXT("status"), .language = TEXT("en")},
    {.name = TEXT("status")},
    {.name = TEXT("c"), .space = TEXT("http://jabber.org/protocol/caps")},
    {.name = TEXT("geo"), .language = TEXT("fr")},
    {.name = TEXT("geo"), .language = TEXT("it")},
};

static const struct adsum_part untouched;

enum { NONE = -1 };

static const struct row {
    const char *name, *space, *language;
    int found;
} rows[] = {
    {"status", "", "de", 0},
    {"status", "", "en", 1},
    {"status", "", "", 2}, /* the one without, not the first */
    {"status", "", "fr", NONE},
    {"status", "", "EN", NONE}, /* octets */
    {"status", "", "e", NONE},
    {"status", "jabber:client", "en", NONE},
    {"statu", "", "en", NONE},
    {"", "", "", NONE},
    {"c", "http://jabber.org/protocol/caps", "", 3},
    {"c", "", "", NONE},
    {"geo", "", "", 4}, /* none without: the first */
    {"geo", "", "it", 5},
};

static void each_key_finds_its_part(void **state)
{
    struct adsum_presence presence = {
        .size = sizeof presence, .parts = parts, .part_count = 6};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct row *row = &rows[i];
        const struct adsum_part *found = &untouched;
        int err =
            adsum_presence_part(&presence, text(row->name), text(row->space),
                                text(row->language), &found);

        assert_int_equal(err, row->found == NONE ? ADSUM_ERR_NOT_FOUND : 0);
        assert_ptr_equal(found,
                         row->found == NONE ? &untouched : &parts[row->found]);
    }
}

static void a_presence_without_parts_has_none(void **state)
{
    struct adsum_presence presence = {.size = sizeof presence};
    const struct adsum_part *found = NULL;

    (void)state;
    assert_int_equal(adsum_presence_part(&presence, text("status"), text(""),
                                         text(""), &found),
                     ADSUM_ERR_NOT_FOUND);
    assert_null(found);
    assert_false(adsum_presence_repeats(&presence));
}

static void a_key_that_is_there_twice_is_noticed(void **state)
{
    struct adsum_part list[7];
    struct adsum_presence presence = {.size = sizeof presence, .parts = list};

    (void)state;
    memcpy(list, parts, sizeof parts);
    for (uint32_t i = 0; i < 6; i++) {
        list[6] = parts[i];
        list[6].bytes = "other";
        list[6].length = 5;
        presence.part_count = 6;
        assert_false(adsum_presence_repeats(&presence));
        presence.part_count = 7;
        assert_true(adsum_presence_repeats(&presence));
    }
    list[6].language = text("es");
    list[6].name = text("status");
    list[6].space = text("");
    assert_false(adsum_presence_repeats(&presence));
}

#define PRESENCE(...)                                      \
    {                                                      \
        .size = sizeof(struct adsum_presence), __VA_ARGS__ \
    }
#define PART(...) \
    PRESENCE(.part_count = 1, .parts = &(const struct adsum_part){__VA_ARGS__})

static void a_presence_in_order_is_one(void **state)
{
    const struct adsum_presence good[] = {
        PRESENCE(.type = ADSUM_AVAILABLE),
        PRESENCE(.show = ADSUM_SHOW_DND, .priority = -128),
        PRESENCE(.priority = 127, .id = TEXT("x"), .language = TEXT("en")),
        PRESENCE(.type = ADSUM_UNAVAILABLE),
        PRESENCE(.type = ADSUM_UNAVAILABLE, .parts = parts, .part_count = 6),
        PART(.encoding = ADSUM_ENCODING_SEALED, .bytes = "\xff", .length = 1),
        PART(.audience = UINT32_MAX, .expires_ms = UINT64_MAX),
    };

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(adsum_presence_valid(&good[i]));
}

static void each_disorder_of_a_presence_is_noticed(void **state)
{
    const struct {
        const char *why;
        struct adsum_presence presence;
    } bad[] = {
        {"no size", {.size = 0}},
        {"a smaller size", {.size = sizeof(struct adsum_presence) - 4}},
        {"a larger size", {.size = sizeof(struct adsum_presence) + 4}},
        {"type", PRESENCE(.type = 2)},
        {"4.7.2.1: show", PRESENCE(.show = ADSUM_SHOW_DND + 1)},
        {"4.5.1: unavailable, away", PRESENCE(.type = 1, .show = 2)},
        {"4.5.1: unavailable, priority", PRESENCE(.type = 1, .priority = -1)},
        {"reserved", PRESENCE(.reserved = 1)},
        {"reserved_too", PRESENCE(.reserved_too = 1)},
        {"id not UTF-8", PRESENCE(.id = TEXT("\xff"))},
        {"id NULL", PRESENCE(.id = {NULL, 1})},
        {"language not UTF-8", PRESENCE(.language = TEXT("\xc3"))},
        {"parts NULL", PRESENCE(.part_count = 1)},
        {"name not UTF-8", PART(.name = TEXT("\xff"))},
        {"space not UTF-8", PART(.space = TEXT("\xff"))},
        {"a part's language not UTF-8", PART(.language = TEXT("\xff"))},
        {"bytes NULL", PART(.length = 1)},
        {"encoding", PART(.encoding = ADSUM_ENCODING_SEALED + 1)},
        {"a part's first reserved", PART(.reserved = {1})},
        {"a part's last reserved", PART(.reserved = {0, 0, 0, 0, 0, 0, 1})},
    };

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (adsum_presence_valid(&bad[i].presence))
            fail_msg("%s", bad[i].why);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_key_finds_its_part),
        cmocka_unit_test(a_presence_without_parts_has_none),
        cmocka_unit_test(a_key_that_is_there_twice_is_noticed),
        cmocka_unit_test(a_presence_in_order_is_one),
        cmocka_unit_test(each_disorder_of_a_presence_is_noticed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
