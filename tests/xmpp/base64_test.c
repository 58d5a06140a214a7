/*
 * Base 64 to the letter. Vectors: RFC 4648 section 10.
 */
#include "cmocka_all.h"

#include <adsum/sasl.h>
#include <string.h>

static const struct {
    const char *bytes, *text;
} rows[] = {
    {"", "="},
    {"f", "Zg=="},
    {"fo", "Zm8="},
    {"foo", "Zm9v"},
    {"foob", "Zm9vYg=="},
    {"fooba", "Zm9vYmE="},
    {"foobar", "Zm9vYmFy"},
    {"\xfb\xff\xbf", "+/+/"},
};

static struct adsum_text text_of(const char *string)
{
    struct adsum_text text = {string, (uint32_t)strlen(string)};

    return text;
}

static void rows_go_both_ways(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char room[16];
        struct adsum_text got;

        assert_int_equal(
            adsum_sasl_encode(text_of(rows[i].bytes), room, 16, &got), 0);
        assert_int_equal(got.length, strlen(rows[i].text));
        assert_memory_equal(got.bytes, rows[i].text, got.length);
        /* In place. */
        assert_int_equal(adsum_sasl_decode(got, room, 16, &got), 0);
        assert_int_equal(got.length, strlen(rows[i].bytes));
        assert_memory_equal(got.bytes, rows[i].bytes, got.length);
    }
}

static const char *const refused[] = {
    "Z",        "Zg",     "Zg=",   "==",       "===",   "====",     "Z===",
    "Zg==Zg==", "Zh==",   "Zm9=",  "Zm8=Zm8=", "Zm=8",  "Z=g=",     "=Zg=",
    "Zm 9v",    "Zm9v\n", "Zm9v ", "-_-_",     "Zm9v=", "Zm9v====",
};

static void anything_else_is_refused(void **state)
{
    char room[16];
    struct adsum_text got;

    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        assert_int_equal(adsum_sasl_decode(text_of(refused[i]), room, 16, &got),
                         ADSUM_ERR_PACKED);
    assert_int_equal(adsum_sasl_decode(text_of(""), room, 16, &got), 0);
    assert_int_equal(got.length, 0);
}

/* Of texts of four characters, those that decode are those that encode. */
static void each_value_has_one_form(void **state)
{
    static const char some[] = "ABCDghwxyz0189+/=Q,-_\x7f\x80 ";
    uint32_t many = sizeof some; /* NUL, too */

    (void)state;
    for (uint32_t i = 0; i < many * many * many * many; i++) {
        char text[4] = {some[i % many], some[i / many % many],
                        some[i / many / many % many],
                        some[i / many / many / many]};
        struct adsum_text got = {text, 4};
        char bytes[3], again[4];

        if (adsum_sasl_decode(got, bytes, 3, &got) != 0)
            continue;
        assert_int_equal(adsum_sasl_encode(got, again, 4, &got), 0);
        assert_int_equal(got.length, 4);
        assert_memory_equal(again, text, 4);
    }
}

static void each_byte_of_a_last_group(void **state)
{
    uint32_t count[3] = {0, 0, 0};

    (void)state;
    for (uint32_t i = 0; i < 256 * 256; i++) {
        char text[4] = {(char)(i >> 8), (char)i, '=', '='}, room[3];
        struct adsum_text got = {text, 4};

        count[0] += adsum_sasl_decode(got, room, 3, &got) == 0;
        memcpy(text, (char[4]){'A', (char)(i >> 8), (char)i, '='}, 4);
        got.bytes = text;
        got.length = 4;
        count[1] += adsum_sasl_decode(got, room, 3, &got) == 0;
        memcpy(text, (char[4]){'A', 'A', (char)(i >> 8), (char)i}, 4);
        got.bytes = text;
        got.length = 4;
        count[2] += adsum_sasl_decode(got, room, 3, &got) == 0;
    }
    assert_int_equal(count[0], 256);
    /* 64 * 16, and A, "A=" with two of padding. */
    assert_int_equal(count[1], 64 * 16 + 4);
    assert_int_equal(count[2], 64 * 64 + 16 + 1);
}

static void room_is_checked(void **state)
{
    char room[4];
    struct adsum_text got;

    (void)state;
    assert_int_equal(adsum_sasl_encode(text_of(""), room, 0, &got),
                     ADSUM_ERR_ROOM);
    assert_int_equal(adsum_sasl_encode(text_of("f"), room, 3, &got),
                     ADSUM_ERR_ROOM);
    assert_int_equal(adsum_sasl_decode(text_of("Zm9v"), room, 2, &got),
                     ADSUM_ERR_ROOM);
    assert_int_equal(adsum_sasl_encode((struct adsum_text){room, UINT32_MAX},
                                       room, UINT32_MAX, &got),
                     ADSUM_ERR_ROOM);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_go_both_ways),
        cmocka_unit_test(anything_else_is_refused),
        cmocka_unit_test(each_value_has_one_form),
        cmocka_unit_test(each_byte_of_a_last_group),
        cmocka_unit_test(room_is_checked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
