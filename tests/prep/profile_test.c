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

#define EACH(row, of)                                     \
    for (const struct row *row = rows;                    \
         row != rows + sizeof rows / sizeof *rows; row++) \
        if (row->profile == of)

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
    EACH(row, LOCAL)
    {
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
    EACH(row, OPAQUE)
    {
        assert_judged(adsum_prep_resource, row->text, row->wanted,
                      ADSUM_ERR_RESOURCE);
        assert_judged(adsum_prep_password, row->text, row->wanted,
                      ADSUM_ERR_PASSWORD);
        count++;
    }
    assert_int_equal(count, 325 + 15 + 7);
}

/* That it is empty is the profiles' to refuse. */
static void each_string_is_of_its_class_or_not(void **state)
{
    struct points points;
    uint32_t count = 0;

    (void)state;
    for (int class = PRECIS_IDENTIFIER; class <= PRECIS_FREEFORM; class ++)
        EACH(row, (class == PRECIS_IDENTIFIER ? IDENTIFIER : FREEFORM))
        {
            bool is = adsum_points_read(row->text, &points) == 0 &&
                      adsum_precis_allows(class, &points);

            if (is != (row->wanted.bytes != NULL))
                fail_msg("'%.*s': %s", (int)row->text.length, row->text.bytes,
                         is ? "taken" : "refused");
            count++;
        }
    assert_int_equal(count, 2 * 325 + 73);
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
