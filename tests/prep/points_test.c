/* Code points: the bound of what a part is worked on in. */
#include "judge.h"
#include "points.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unicase.h>
#include <uninorm.h>
#include <unistr.h>
/* After those it needs. */
#include <cmocka.h>

static bool is_surrogate(uint32_t point)
{
    return point >= 0xd800 && point <= 0xdfff;
}

/* So POINTS_MOST are enough for each part that is not too long. */
static void a_byte_stands_for_one_and_a_half_at_most(void **state)
{
    uint32_t room[UC_DECOMPOSITION_MAX_LENGTH];
    uint32_t most = 0;

    (void)state;
    for (uint32_t point = 0; point < 0x110000; point++) {
        size_t count = UC_DECOMPOSITION_MAX_LENGTH;
        uint8_t bytes[6];
        int length;

        if (is_surrogate(point))
            continue;
        assert_ptr_equal(u32_normalize(UNINORM_NFD, &point, 1, room, &count),
                         room);
        length = u8_uctomb(bytes, point, sizeof bytes);
        assert_true(2 * count <= 3 * (size_t)length);
        if (2 * count == 3 * (size_t)length)
            most++;
    }
    assert_true(most != 0);
}

/* What one maps to is its own preparation, alone and after a letter. */
static void each_code_point_is_prepared_once(void **state)
{
    static prepare *const parts[] = {adsum_prep_local, adsum_prep_resource};
    struct judged judged;
    uint8_t bytes[6] = "a";

    (void)state;
    for (uint32_t point = 0; point < 0x110000; point++) {
        uint32_t length;

        if (is_surrogate(point))
            continue;
        length = (uint32_t)u8_uctomb(bytes + 1, point, 5);
        for (size_t i = 0; i < 2; i++) {
            judge(parts[i], (struct adsum_text){(char *)bytes + 1, length},
                  &judged);
            judge(parts[i], (struct adsum_text){(char *)bytes, length + 1},
                  &judged);
        }
    }
}

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
        cmocka_unit_test(a_byte_stands_for_one_and_a_half_at_most),
        cmocka_unit_test(each_code_point_is_prepared_once),
        cmocka_unit_test(the_bound_is_on_what_a_part_becomes),
        cmocka_unit_test(many_marks_are_put_in_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
