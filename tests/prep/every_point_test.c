/* What is said of each code point, asked of each. */
#include "judge.h"

#include <idn2.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>
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

/* So preparation and libidn2 agree on what is prepared. */
static void each_code_point_of_a_u_label_stays(void **state)
{
    uint32_t count = 0;

    (void)state;
    for (uint32_t point = 0x80; point < 0x110000; point++) {
        uint8_t u_label[8] = {0}, *a_label = NULL;
        int length = u8_uctomb(u_label, point, sizeof u_label - 1);
        struct adsum_text wanted = {(char *)u_label, (uint32_t)length};

        if (length < 0 || /* a surrogate */
            idn2_register_u8(u_label, NULL, &a_label, 0) != IDN2_OK)
            continue;
        assert_judged(adsum_prep_domain,
                      (struct adsum_text){(char *)a_label,
                                          (uint32_t)strlen((char *)a_label)},
                      wanted, 0);
        assert_judged(adsum_prep_domain, wanted, wanted, 0);
        idn2_free(a_label);
        count++;
    }
    assert_true(count > 100000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_byte_stands_for_one_and_a_half_at_most),
        cmocka_unit_test(each_code_point_is_prepared_once),
        cmocka_unit_test(each_code_point_of_a_u_label_stays),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
