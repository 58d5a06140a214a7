/* UTF-8: RFC 3629 sections 3, 4 and 10. */
#include "utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct row {
    const char *bytes;
    uint32_t length;
    bool valid;
    const char *why;
};

#define ROW(bytes, valid, why)              \
    {                                       \
        bytes, sizeof bytes - 1, valid, why \
    }

static const struct row rows[] = {
    ROW("", true, "nothing"),
    ROW("\x00", true, "U+0000"),
    ROW("\x7f", true, "U+007F, the last of one byte"),
    ROW("\xc2\x80", true, "U+0080, the first of two"),
    ROW("\xdf\xbf", true, "U+07FF, the last of two"),
    ROW("\xe0\xa0\x80", true, "U+0800, the first of three"),
    ROW("\xed\x9f\xbf", true, "U+D7FF, before the surrogates"),
    ROW("\xee\x80\x80", true, "U+E000, after the surrogates"),
    ROW("\xef\xbf\xbf", true, "U+FFFF, the last of three"),
    ROW("\xf0\x90\x80\x80", true, "U+10000, the first of four"),
    ROW("\xf4\x8f\xbf\xbf", true, "U+10FFFF, the last of all"),
    ROW("a\xc3\x9f\xe2\x99\x9a\xf0\x9f\x98\x80z", true, "all widths"),
    ROW("\x80", false, "4: a tail alone"),
    ROW("\xbf", false, "4: a tail alone"),
    ROW("\xc3\x9f\x9f", false, "4: a tail too many"),
    ROW("\xc3", false, "4: one tail too few of one"),
    ROW("\xe2\x99", false, "4: one tail too few of two"),
    ROW("\xf0\x9f\x98", false, "4: one tail too few of three"),
    ROW("\xc3z", false, "4: a letter for a tail"),
    ROW("\xe2\x99z", false, "4: a letter for the second tail"),
    ROW("\xf0\x9f\x98z", false, "4: a letter for the third tail"),
    ROW("\xe2\xc3\x9f", false, "4: a lead for a tail"),
    ROW("\xc0\x80", false, "10: NUL in two bytes"),
    ROW("\xc1\xbf", false, "10: U+007F in two bytes"),
    ROW("\xe0\x9f\xbf", false, "10: U+07FF in three bytes"),
    ROW("\xf0\x8f\xbf\xbf", false, "10: U+FFFF in four bytes"),
    ROW("\xed\xa0\x80", false, "3: U+D800, the first surrogate"),
    ROW("\xed\xbf\xbf", false, "3: U+DFFF, the last surrogate"),
    ROW("\xf4\x90\x80\x80", false, "3: U+110000"),
    ROW("\xf5\x80\x80\x80", false, "3: a lead above F4"),
    ROW("\xf8\x88\x80\x80\x80", false, "3: five bytes"),
    ROW("\xfe", false, "3: FE"),
    ROW("\xff", false, "3: FF"),
};

/* Exactly as long as it is, so that a byte read beyond it is seen. */
static bool valid(const char *bytes, uint32_t length)
{
    char *copy = malloc(length + !length);
    bool answer;

    assert_non_null(copy);
    if (length != 0)
        memcpy(copy, bytes, length);
    answer = adsum_utf8_valid(copy, length);
    free(copy);
    return answer;
}

static void each_row_is_judged_as_rfc_3629_says(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (valid(rows[i].bytes, rows[i].length) != rows[i].valid)
            fail_msg("%s", rows[i].why);
    assert_true(adsum_utf8_valid(NULL, 0));
}

static void what_comes_before_and_after_does_not_matter(void **state)
{
    char text[16];

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint32_t length = rows[i].length;

        memset(text, 'a', sizeof text);
        memcpy(text + 3, rows[i].bytes, length);
        if (valid(text, length + 3) != rows[i].valid)
            fail_msg("after letters: %s", rows[i].why);
        if (valid(text + 3, length + 1) != rows[i].valid)
            fail_msg("before a letter: %s", rows[i].why);
    }
}

/* The shortest encoding of a code point, by the table of section 3. */
static uint32_t encode(uint32_t point, unsigned char *ret)
{
    uint32_t tails = point < 0x80      ? 0
                     : point < 0x800   ? 1
                     : point < 0x10000 ? 2
                                       : 3;
    static const unsigned char lead[] = {0x00, 0xc0, 0xe0, 0xf0};

    for (uint32_t i = tails; i > 0; i--, point >>= 6)
        ret[i] = (unsigned char)(0x80 | (point & 0x3f));
    ret[0] = (unsigned char)(lead[tails] | point);
    return tails + 1;
}

static void each_code_point_but_surrogates_is_valid(void **state)
{
    unsigned char bytes[4];

    (void)state;
    for (uint32_t point = 0; point < 0x120000; point++) {
        bool want = point < 0x110000 && (point < 0xd800 || point > 0xdfff);
        uint32_t length = encode(point, bytes);

        if (adsum_utf8_valid((const char *)bytes, length) != want)
            fail_msg("U+%04X", point);
    }
}

/* Of one to three bytes there are 128, 1,920 and 61,440 code points. */
static void no_other_three_bytes_are_valid(void **state)
{
    char bytes[3];
    uint32_t count[4] = {0};

    (void)state;
    for (uint32_t all = 0; all < 1u << 24; all++) {
        bytes[0] = (char)(all & 0xff);
        bytes[1] = (char)(all >> 8 & 0xff);
        bytes[2] = (char)(all >> 16);
        if (all < 1u << 8)
            count[1] += adsum_utf8_valid(bytes, 1);
        if (all < 1u << 16)
            count[2] += adsum_utf8_valid(bytes, 2);
        count[3] += adsum_utf8_valid(bytes, 3);
    }
    assert_int_equal(count[1], 128);
    assert_int_equal(count[2], 128 * 128 + 1920);
    assert_int_equal(count[3], 128 * 128 * 128 + 2 * 128 * 1920 + 61440);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_row_is_judged_as_rfc_3629_says),
        cmocka_unit_test(what_comes_before_and_after_does_not_matter),
        cmocka_unit_test(each_code_point_but_surrogates_is_valid),
        cmocka_unit_test(no_other_three_bytes_are_valid),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
