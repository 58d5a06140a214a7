/* PRECIS: the tables of RFC 8265 and of two other implementations. */
#include "judge.h"
#include "precis.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
/* After those it needs. */
#include <cmocka.h>

enum profile { LOCAL, OPAQUE, IDENTIFIER, FREEFORM };

static const struct row {
    enum profile profile;
    struct adsum_text text, wanted;
} rows[] = {
#define ROW(profile, text, wanted) {profile, text, wanted},
#include "profiles.inc"
#undef ROW
};

/* The next of these from `row` on; NULL: there is none. */
static const struct row *next(const struct row *row, enum profile profile)
{
    const struct row *end = rows + sizeof rows / sizeof *rows;

    while (row != end && row->profile != profile)
        row++;
    return row == end ? NULL : row;
}

static bool is_excluded(struct adsum_text text)
{
    for (uint32_t i = 0; i < text.length; i++)
        if (memchr("\"&'/:<>@", text.bytes[i], 8) != NULL)
            return true;
    return false;
}

static void a_localpart_is_a_username_without_eight_characters(void **state)
{
    static const struct adsum_text none = NONE;
    uint32_t excluded = 0, count = 0;

    (void)state;
    for (const struct row *row = next(rows, LOCAL); row != NULL;
         row = next(row + 1, LOCAL)) {
        bool out = is_excluded(row->wanted);

        assert_judged(adsum_prep_local, row->text, out ? none : row->wanted,
                      ADSUM_ERR_LOCAL);
        excluded += out;
        count++;
    }
    assert_int_equal(count, 2 * 325 + 39 + 11);
    assert_true(excluded != 0);
}

static void resourceparts_and_passwords_are_opaque_strings(void **state)
{
    uint32_t count = 0;

    (void)state;
    for (const struct row *row = next(rows, OPAQUE); row != NULL;
         row = next(row + 1, OPAQUE)) {
        assert_judged(adsum_prep_resource, row->text, row->wanted,
                      ADSUM_ERR_RESOURCE);
        assert_judged(adsum_prep_password, row->text, row->wanted,
                      ADSUM_ERR_PASSWORD);
        count++;
    }
    assert_int_equal(count, 325 + 15 + 7);
}

static uint32_t judge_class(enum precis_class class, enum profile profile)
{
    struct points points;
    uint32_t count = 0;

    for (const struct row *row = next(rows, profile); row != NULL;
         row = next(row + 1, profile)) {
        bool is = adsum_points_read(row->text, &points) == 0 &&
                  adsum_precis_allows(class, &points);

        if (is != (row->wanted.bytes != NULL))
            fail_msg("'%.*s': %s", (int)row->text.length, row->text.bytes,
                     is ? "taken" : "refused");
        count++;
    }
    return count;
}

/* That it is empty is the profiles' to refuse. */
static void each_string_is_of_its_class_or_not(void **state)
{
    (void)state;
    assert_int_equal(judge_class(PRECIS_IDENTIFIER, IDENTIFIER), 325);
    assert_int_equal(judge_class(PRECIS_FREEFORM, FREEFORM), 325 + 73);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_localpart_is_a_username_without_eight_characters),
        cmocka_unit_test(resourceparts_and_passwords_are_opaque_strings),
        cmocka_unit_test(each_string_is_of_its_class_or_not),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
