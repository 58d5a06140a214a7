/* Derived properties: of each code point, by two tables. */
#include "property.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <unistring/version.h>
/* After those it needs. */
#include <cmocka.h>

struct range {
    uint32_t first, last;
    enum property property;
};

#define RANGE(first, last, property) {first, last, property},
static const struct range unicode_14[] = {
#include "unicode_14.inc"
};
static const struct range unicode_6[] = {
#include "unicode_6.inc"
};
#undef RANGE

#define HAS_UNICODE_14 0x010000 /* libunistring 1.0 */

/* What was unassigned may have become something since. */
static void assert_properties(const struct range *ranges, size_t count,
                              bool is_newer)
{
    uint32_t next = 0;

    for (size_t i = 0; i < count; i++) {
        assert_int_equal(ranges[i].first, next);
        for (; next <= ranges[i].last; next++) {
            enum property property = adsum_property_of(next);

            if (property != ranges[i].property &&
                !(is_newer && ranges[i].property == PROPERTY_UNASSIGNED))
                fail_msg("U+%04X is %d, not %d", next, (int)property,
                         (int)ranges[i].property);
        }
    }
    assert_int_equal(next, 0x110000);
}

static void each_code_point_is_what_unicode_14_makes_it(void **state)
{
    (void)state;
    assert_properties(unicode_14, sizeof unicode_14 / sizeof *unicode_14,
                      _libunistring_version > HAS_UNICODE_14);
}

static void what_the_registry_has_has_stayed(void **state)
{
    (void)state;
    assert_properties(unicode_6, sizeof unicode_6 / sizeof *unicode_6, true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_code_point_is_what_unicode_14_makes_it),
        cmocka_unit_test(what_the_registry_has_has_stayed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
