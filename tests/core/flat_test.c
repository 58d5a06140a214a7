/* Flat forms: numbers, texts and lists, written and read. */
#include "flat.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct {
    uint64_t number;
    const char *bytes;
    uint32_t length;
} numbers[] = {
    {0, "\x00", 1},
    {1, "\x01", 1},
    {127, "\x7f", 1},
    {128, "\x80\x01", 2},
    {300, "\xac\x02", 2},
    {16383, "\xff\x7f", 2},
    {16384, "\x80\x80\x01", 3},
    {UINT32_MAX, "\xff\xff\xff\xff\x0f", 5},
    {UINT64_C(1) << 63, "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01", 10},
    {UINT64_MAX, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 10},
};

static struct flat_reader reading(const void *bytes, uint32_t length)
{
    return (struct flat_reader){.at = bytes, .left = length};
}

static void each_number_is_written_and_read_as_the_table_says(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        unsigned char bytes[16];
        struct flat_writer writer = {.bytes = bytes, .capacity = 16};
        struct flat_reader reader;
        uint32_t length;

        adsum_flat_put_number(&writer, numbers[i].number);
        assert_int_equal(adsum_flat_written(&writer, &length), 0);
        assert_int_equal(length, numbers[i].length);
        assert_memory_equal(bytes, numbers[i].bytes, length);
        reader = reading(bytes, length);
        assert_int_equal(adsum_flat_number(&reader, UINT64_MAX),
                         numbers[i].number);
        assert_int_equal(adsum_flat_end(&reader), 0);
        reader = reading(bytes, length);
        assert_int_equal(adsum_flat_number(&reader, numbers[i].number),
                         numbers[i].number);
        assert_int_equal(adsum_flat_end(&reader), 0);
    }
}

static void a_number_above_the_most_is_damage(void **state)
{
    (void)state;
    for (size_t i = 1; i < sizeof numbers / sizeof *numbers; i++) {
        struct flat_reader reader =
            reading(numbers[i].bytes, numbers[i].length);

        assert_int_equal(adsum_flat_number(&reader, numbers[i].number - 1), 0);
        assert_int_equal(adsum_flat_end(&reader), ADSUM_ERR_PACKED);
    }
}

static void a_number_has_one_way_to_be_written(void **state)
{
    static const struct {
        const char *bytes;
        uint32_t length;
    } rows[] = {
        {"", 0},
        {"\x80", 1},
        {"\xff\xff\xff\xff\xff\xff\xff\xff\xff", 9},
        {"\x80\x00", 2},
        {"\xff\x00", 2},
        {"\x80\x80\x00", 3},
        {"\x80\x80\x80\x80\x80\x80\x80\x80\x80\x00", 10},
        {"\x80\x80\x80\x80\x80\x80\x80\x80\x80\x02", 10},
        {"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f", 10},
        {"\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01", 11},
        {"\x80\x80\x80\x80\x80\x80\x80\x80\x80\x81\x00", 11},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct flat_reader reader = reading(rows[i].bytes, rows[i].length);

        assert_int_equal(adsum_flat_number(&reader, UINT64_MAX), 0);
        assert_int_equal(reader.err, ADSUM_ERR_PACKED);
    }
}

static void every_three_bytes_read_are_written_the_same(void **state)
{
    unsigned char bytes[3], again[3];

    (void)state;
    for (uint32_t all = 0; all < 1u << 24; all++) {
        struct flat_reader reader = reading(bytes, 3);
        struct flat_writer writer = {.bytes = again, .capacity = 3};
        uint64_t number;

        bytes[0] = (unsigned char)all;
        bytes[1] = (unsigned char)(all >> 8);
        bytes[2] = (unsigned char)(all >> 16);
        number = adsum_flat_number(&reader, UINT64_MAX);
        if (reader.err != 0)
            continue;
        adsum_flat_put_number(&writer, number);
        if (writer.length != 3 - reader.left ||
            memcmp(bytes, again, (size_t)writer.length) != 0)
            fail_msg("%02x %02x %02x", bytes[0], bytes[1], bytes[2]);
    }
}

static void a_text_is_a_view_of_what_is_read(void **state)
{
    struct flat_reader reader = reading("\x03"
                                        "abc\x00\x01z",
                                        7);
    struct adsum_text text = adsum_flat_text(&reader);

    (void)state;
    assert_int_equal(text.length, 3);
    assert_memory_equal(text.bytes, "abc", 3);
    text = adsum_flat_text(&reader);
    assert_int_equal(text.length, 0);
    assert_null(text.bytes);
    assert_int_equal(adsum_flat_end(&reader), ADSUM_ERR_PACKED);
    text = adsum_flat_text(&reader);
    assert_int_equal(text.length, 1);
    assert_int_equal(adsum_flat_end(&reader), 0);
}

static void a_text_longer_than_what_is_left_is_damage(void **state)
{
    static const char *const rows[] = {"\x04"
                                       "abc",
                                       "\x7f"
                                       "abc",
                                       "\xff\x7f"
                                       "a"};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct flat_reader reader = reading(rows[i], 4 - (i == 2));
        struct adsum_text text = adsum_flat_text(&reader);

        assert_int_equal(text.length, 0);
        assert_null(text.bytes);
        assert_int_equal(reader.err, ADSUM_ERR_PACKED);
    }
}

static void after_the_first_failure_nothing_more_is_read(void **state)
{
    struct flat_reader reader = reading("\x80\x00\x05hello", 8);
    uint32_t count = 7;

    (void)state;
    assert_int_equal(adsum_flat_number(&reader, UINT64_MAX), 0);
    assert_int_equal(reader.left, 8);
    assert_int_equal(adsum_flat_number(&reader, UINT64_MAX), 0);
    assert_int_equal(adsum_flat_text(&reader).length, 0);
    assert_int_equal(adsum_flat_count(&reader, 1), 0);
    assert_null(adsum_flat_list(&reader, 1, 8, &count));
    assert_int_equal(count, 0);
    assert_int_equal(reader.left, 8);
    assert_int_equal(adsum_flat_end(&reader), ADSUM_ERR_PACKED);
}

static void a_count_is_bounded_by_the_bytes_left(void **state)
{
    static const struct {
        uint32_t left, least, count;
        int err;
    } rows[] = {
        {0, 1, 0, 0}, {3, 1, 3, 0},  {2, 1, 3, ADSUM_ERR_PACKED},
        {9, 3, 3, 0}, {11, 3, 3, 0}, {8, 3, 3, ADSUM_ERR_PACKED},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        unsigned char bytes[16] = {(unsigned char)rows[i].count};
        struct flat_reader reader = reading(bytes, rows[i].left + 1);

        assert_int_equal(adsum_flat_count(&reader, rows[i].least),
                         rows[i].err ? 0 : rows[i].count);
        assert_int_equal(reader.err, rows[i].err);
    }
}

static void a_list_is_zeroed_aligned_and_within_its_room(void **state)
{
    _Alignas(8) unsigned char room[64];

    (void)state;
    for (uint32_t shift = 0; shift < 8; shift++)
        for (uint32_t capacity = 0; capacity <= 40; capacity++) {
            struct flat_reader reader = reading("\x02zz", 3);
            uint32_t count = 7, gap = -shift & 7;
            unsigned char *list;

            memset(room, 0x5a, sizeof room);
            reader.room = room + shift;
            reader.capacity = capacity;
            list = adsum_flat_list(&reader, 1, 12, &count);
            if (capacity < gap + 24) {
                assert_null(list);
                assert_int_equal(count, 0);
                assert_int_equal(reader.err, ADSUM_ERR_ROOM);
                continue;
            }
            assert_int_equal(reader.err, 0);
            assert_int_equal(count, 2);
            assert_ptr_equal(list, room + shift + gap);
            assert_int_equal(reader.capacity, capacity - gap - 24);
            for (uint32_t i = 0; i < 24; i++)
                assert_int_equal(list[i], 0);
            assert_int_equal(list[24], 0x5a);
        }
}

static void a_list_of_none_takes_no_room(void **state)
{
    struct flat_reader reader = reading("\x00", 1);
    uint32_t count = 7;

    (void)state;
    assert_null(adsum_flat_list(&reader, 1, 8, &count));
    assert_int_equal(count, 0);
    assert_int_equal(adsum_flat_end(&reader), 0);
}

static void a_huge_list_asks_for_more_room_than_there_is(void **state)
{
    uint32_t length = 100000, count = 7;
    unsigned char *bytes = calloc(length, 1);
    struct flat_reader reader = reading(bytes, length);

    (void)state;
    assert_non_null(bytes);
    memcpy(bytes, "\x98\x8d\x06", 3); /* 99992 */
    assert_null(adsum_flat_list(&reader, 1, UINT32_MAX / 99992 + 1, &count));
    assert_int_equal(count, 0);
    assert_int_equal(reader.err, ADSUM_ERR_ROOM);
    free(bytes);
}

static void without_room_the_length_is_still_counted(void **state)
{
    static const char want[] = "\xac\x02\x03"
                               "abc\x00\x02\x00\xff";

    (void)state;
    for (uint32_t capacity = 0; capacity < sizeof want + 2; capacity++) {
        unsigned char *bytes = malloc(capacity + !capacity);
        struct flat_writer writer = {.bytes = capacity ? bytes : NULL,
                                     .capacity = capacity};
        uint32_t length = 0;
        int err;

        assert_non_null(bytes);
        adsum_flat_put_number(&writer, 300);
        adsum_flat_put_text(&writer, adsum_text_of("abc"));
        adsum_flat_put_text(&writer, (struct adsum_text){NULL, 0});
        adsum_flat_put_bytes(&writer, "\x00\xff", 2);
        err = adsum_flat_written(&writer, &length);
        assert_int_equal(length, sizeof want - 1);
        assert_int_equal(err, capacity < length ? ADSUM_ERR_ROOM : 0);
        if (err == 0)
            assert_memory_equal(bytes, want, length);
        free(bytes);
    }
}

static void four_gibibytes_are_refused(void **state)
{
    struct flat_writer writer = {.length = UINT32_MAX};
    uint32_t length = 7;

    (void)state;
    assert_int_equal(adsum_flat_written(&writer, &length), ADSUM_ERR_ROOM);
    assert_int_equal(length, UINT32_MAX);
    length = 7;
    adsum_flat_put_number(&writer, 0);
    assert_int_equal(adsum_flat_written(&writer, &length), ADSUM_ERR_INVALID);
    assert_int_equal(length, 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_number_is_written_and_read_as_the_table_says),
        cmocka_unit_test(a_number_above_the_most_is_damage),
        cmocka_unit_test(a_number_has_one_way_to_be_written),
        cmocka_unit_test(every_three_bytes_read_are_written_the_same),
        cmocka_unit_test(a_text_is_a_view_of_what_is_read),
        cmocka_unit_test(a_text_longer_than_what_is_left_is_damage),
        cmocka_unit_test(after_the_first_failure_nothing_more_is_read),
        cmocka_unit_test(a_count_is_bounded_by_the_bytes_left),
        cmocka_unit_test(a_list_is_zeroed_aligned_and_within_its_room),
        cmocka_unit_test(a_list_of_none_takes_no_room),
        cmocka_unit_test(a_huge_list_asks_for_more_room_than_there_is),
        cmocka_unit_test(without_room_the_length_is_still_counted),
        cmocka_unit_test(four_gibibytes_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
