/* Addresses: RFC 7622 section 3.5, and what the tables leave out. */
#include "judge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
/* After those it needs. */
#include <cmocka.h>

#define A10   "aaaaaaaaaa"
#define A100  A10 A10 A10 A10 A10 A10 A10 A10 A10 A10
#define A1023 A100 A100 A100 A100 A100 A100 A100 A100 A100 A100 A10 A10 "aaa"

static const struct row {
    uint32_t number;
    struct adsum_text text, wanted;
} rows[] = {
#define ROW(number, text, wanted) {number, text, wanted},
#include "addresses.inc"
#undef ROW
};

static const struct {
    uint32_t first, last;
    int err;
} errors[] = {{16, 17, ADSUM_ERR_LOCAL},
              {19, 21, ADSUM_ERR_LOCAL},
              {22, 23, ADSUM_ERR_DOMAIN}};

static int error_of(uint32_t number)
{
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
        if (number >= errors[i].first && number <= errors[i].last)
            return errors[i].err;
    return 0;
}

static void each_row_of_the_rfc_is_judged_as_it_says(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_equal(rows[i].number, i + 1);
        assert_judged(prepare_address, rows[i].text, rows[i].wanted,
                      error_of(rows[i].number));
    }
    assert_int_equal(sizeof rows / sizeof *rows, 23);
}

static const struct good {
    struct adsum_text text, wanted;
} good[] = {
    {TEXT("Juliet@EXAMPLE.com./Balcony"), TEXT("juliet@example.com/Balcony")},
    {TEXT("j@xn--bcher-kva.de/a"), TEXT("j@b\xc3\xbc"
                                        "cher.de/a")},
    {TEXT("\xce\xa0@B\xc3\x9c"
          "CHER.de/e\xcc\x81"),
     TEXT("\xcf\x80@b\xc3\xbc"
          "cher.de/\xc3\xa9")},
    {TEXT("\xef\xbc\xa1@b"), TEXT("a@b")},
    {TEXT("j@[::A]/x"), TEXT("j@[::a]/x")},
    /* 3.1: first '/', then first '@', whatever comes behind. */
    {TEXT("b/a@c/d"), TEXT("b/a@c/d")},
    {TEXT("a@b//@"), TEXT("a@b//@")},
    /* 3.4: what looks like a sign only after mapping is none. */
    {TEXT("b/\xef\xbc\xa0"), TEXT("b/\xef\xbc\xa0")},
    {TEXT("b/\xe3\x80\x80 x\xc2\xa0"), TEXT("b/  x ")},
    {TEXT(A1023 "@b/" A1023), TEXT(A1023 "@b/" A1023)},
};

static const struct bad {
    struct adsum_text text;
    int err;
} bad[] = {
    {NONE, ADSUM_ERR_DOMAIN},
    {TEXT(""), ADSUM_ERR_DOMAIN},
    {TEXT("@"), ADSUM_ERR_LOCAL},
    {TEXT("/"), ADSUM_ERR_DOMAIN},
    {TEXT("@b"), ADSUM_ERR_LOCAL},
    {TEXT("a@"), ADSUM_ERR_DOMAIN},
    {TEXT("a@/c"), ADSUM_ERR_DOMAIN},
    {TEXT("a@."), ADSUM_ERR_DOMAIN},
    {TEXT("b/"), ADSUM_ERR_RESOURCE},
    {TEXT("a@b/"), ADSUM_ERR_RESOURCE},
    {TEXT("a@b@c"), ADSUM_ERR_DOMAIN},
    {TEXT("a\"@b"), ADSUM_ERR_LOCAL},
    {TEXT("a\xef\xbc\xa0@b"), ADSUM_ERR_LOCAL}, /* fullwidth '@' */
    {TEXT("a\xef\xbc\x8f@b"), ADSUM_ERR_LOCAL}, /* fullwidth '/' */
    {TEXT("a\xef\xbc\x9a@b"), ADSUM_ERR_LOCAL}, /* fullwidth ':' */
    {TEXT("a\0@b"), ADSUM_ERR_LOCAL},
    {TEXT("a@b\0"), ADSUM_ERR_DOMAIN},
    {TEXT("a@b/\0"), ADSUM_ERR_RESOURCE},
    {TEXT("\xff@b"), ADSUM_ERR_LOCAL},
    {TEXT("a@\xc3"), ADSUM_ERR_DOMAIN},
    {TEXT("a@b/\xed\xa0\x80"), ADSUM_ERR_RESOURCE},
    {TEXT("a@b/\x7f"), ADSUM_ERR_RESOURCE},
    {TEXT("a@b/\xc2\xad"), ADSUM_ERR_RESOURCE}, /* a soft hyphen */
    {TEXT(A1023 "a@b"), ADSUM_ERR_LOCAL},
    {TEXT("a@" A1023), ADSUM_ERR_DOMAIN},
    {TEXT("a@b/" A1023 "a"), ADSUM_ERR_RESOURCE},
};

static void each_other_row_is_judged(void **state)
{
    static const struct adsum_text none = NONE;

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_judged(prepare_address, good[i].text, good[i].wanted, 0);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_judged(prepare_address, bad[i].text, none, bad[i].err);
}

/* Wherever it ends, nothing is written behind it. */
static void each_buffer_too_small_is_said_to_be(void **state)
{
    static const char text[] = "\xce\xa0@b\xc3\xbc.de/caf\xc3\xa9";
    struct adsum_text ret = NONE;
    char buffer[sizeof text];

    (void)state;
    for (uint32_t room = 0; room < sizeof text - 1; room++) {
        memset(buffer, '#', sizeof buffer);
        assert_int_equal(
            adsum_prep_address((struct adsum_text){text, sizeof text - 1},
                               buffer, room, &ret, NULL),
            ADSUM_ERR_ROOM);
        assert_null(ret.bytes);
        for (size_t i = room; i < sizeof buffer; i++)
            assert_int_equal(buffer[i], '#');
    }
    assert_int_equal(
        adsum_prep_address((struct adsum_text){text, sizeof text - 1}, buffer,
                           sizeof text - 1, &ret, NULL),
        0);
}

static void a_password_is_not_left_in_capitals_or_refused_for_them(void **state)
{
    static const struct row passwords[] = {
        {0,
         TEXT("Correct Horse\xe3\x80\x80"
              "Battery"),
         TEXT("Correct Horse Battery")},
        {0, TEXT("\xef\xbc\xa1\xe2\x99\x9a"), TEXT("\xef\xbc\xa1\xe2\x99\x9a")},
        {0,
         TEXT("\xd7\x90"
              "a1"),
         TEXT("\xd7\x90"
              "a1")},
        {0, TEXT(A1023), TEXT(A1023)},
        {0, TEXT(A1023 "a"), NONE},
        {0, TEXT(""), NONE},
        {0, TEXT("\t"), NONE},
    };

    (void)state;
    for (size_t i = 0; i < sizeof passwords / sizeof *passwords; i++)
        assert_judged(adsum_prep_password, passwords[i].text,
                      passwords[i].wanted, ADSUM_ERR_PASSWORD);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_row_of_the_rfc_is_judged_as_it_says),
        cmocka_unit_test(each_other_row_is_judged),
        cmocka_unit_test(each_buffer_too_small_is_said_to_be),
        cmocka_unit_test(
            a_password_is_not_left_in_capitals_or_refused_for_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
