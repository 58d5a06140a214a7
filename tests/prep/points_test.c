/* What a part may become, and how many code points it may come as. */
#include "judge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
/* After those it needs. */
#include <cmocka.h>

/* A row of a text, and how often: as many bytes as a part may have. */
static const struct filled {
    const char *unit;
    uint32_t count;
    const char *wanted; /* NULL: too long */
} filled[] = {
    {"u\xcc\x88\xcc\x84", 511, "\xc7\x96"}, /* 3 to 2 bytes */
    {"u\xcc\x88\xcc\x84", 512, NULL},
    {"\xef\xbd\x95\xcc\x88\xcc\x84", 511, "\xc7\x96"}, /* fullwidth */
    {"\xef\xbc\xa1", 1023, "a"},
    {"\xef\xbc\xa1", 1024, NULL},
    {"a", 1023, "a"},
    {"a", 1024, NULL},
    {"A", 1534, NULL},
    {"A", 1535, NULL},
    {"\xc4\xb0", 341, "i\xcc\x87"}, /* dotted I grows */
    {"\xc4\xb0", 342, NULL},
    {"\xc4\xb0", 800, NULL}, /* more than there is room for */
    {"\xf0\x91\x84\xae", 255, "\xf0\x91\x84\xae"},
};

static uint32_t fill(char *bytes, const char *unit, uint32_t count)
{
    size_t length = strlen(unit);

    for (uint32_t i = 0; i < count; i++)
        memcpy(bytes + i * length, unit, length);
    return (uint32_t)length * count;
}

static void the_bound_is_on_what_a_part_becomes(void **state)
{
    static char text[8192], wanted[8192];

    (void)state;
    for (size_t i = 0; i < sizeof filled / sizeof *filled; i++) {
        const struct filled *row = &filled[i];
        struct adsum_text to = NONE;
        uint32_t length = fill(text, row->unit, row->count);

        if (row->wanted != NULL)
            to = (struct adsum_text){wanted,
                                     fill(wanted, row->wanted, row->count)};
        assert_judged(adsum_prep_local, (struct adsum_text){text, length}, to,
                      ADSUM_ERR_LOCAL);
    }
}

/* More marks on one letter than libunistring sorts without malloc(). */
static void many_marks_are_put_in_order(void **state)
{
    static char text[1024], wanted[1024];
    uint32_t length = 1;

    (void)state;
    text[0] = wanted[0] = 'q';
    for (uint32_t i = 0; i < 200; i++, length += 2) {
        memcpy(text + length, i % 2 == 0 ? "\xcc\x81" : "\xcc\xa3", 2);
        memcpy(wanted + length, i < 100 ? "\xcc\xa3" : "\xcc\x81", 2);
    }
    assert_judged(adsum_prep_resource, (struct adsum_text){text, length},
                  (struct adsum_text){wanted, length}, ADSUM_ERR_RESOURCE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_bound_is_on_what_a_part_becomes),
        cmocka_unit_test(many_marks_are_put_in_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
