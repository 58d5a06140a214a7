/*
 * Unpacking what nobody vouches for: what is damaged is refused; the room
 * promised is enough.
 */
#include "notice_samples.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* A probe, and what to make of its bytes to have them refused. */
static void each_malformed_form_is_refused(void **state)
{
#define HEAD "\x11\x02\x00\x00\x00\x00\x00" /* a probe, up to encoding */
#define PUSH "\x11\x07\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
#define SHOW "\x11\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
#define ROW(bytes, why)              \
    {                                \
        bytes, sizeof bytes - 1, why \
    }
    static const struct {
        const char *bytes;
        uint32_t length;
        const char *why;
    } rows[] = {
        ROW("", "nothing"),
        ROW("\x10\x02\0\0\0\0\0\0\0\0\0\0\0\0\0", "an older form"),
        ROW("\x12\x02\0\0\0\0\0\0\0\0\0\0\0\0\0", "a newer form"),
        ROW("\x21\x02\0\0\0\0\0\0\0\0\0\0\0\0\0", "a user"),
        ROW("\x91\x00\x02\0\0\0\0\0\0\0\0\0\0\0\0\0", "the form the long way"),
        ROW("\x11\x00\0\0\0\0\0\0\0\0\0\0\0\0\0", "kind 0"),
        ROW("\x11\x0c\0\0\0\0\0\0\0\0\0\0\0\0\0", "a kind to come"),
        ROW("\x11\x82\x02\0\0\0\0\0\0\0\0\0\0\0\0\0", "a kind above 255"),
        ROW("\x11\x02\x01\0\0\0\0\0\0\0\0\0\0\0\0", "a type"),
        ROW("\x11\x02\0\x05\0\0\0\0\0\0\0\0\0\0\0", "a condition"),
        ROW("\x11\x02\0\0\x02\0\0\0\0\0\0\0\0\0\0", "to"),
        ROW("\x11\x02\0\0\0\x03\0\0\0\0\0\0\0\0\0", "view"),
        ROW("\x11\x02\0\0\0\0\x04\0\0\0\0\0\0\0\0", "encoding"),
        ROW(HEAD "\x80\x00\0\0\0\0\0\0\0", "a time the long way"),
        ROW(HEAD "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02\0\0\0\0\0\0\0",
            "a time above 64 bits"),
        ROW(HEAD "\0\0\x01@\0\0\0\0\0", "from is no address"),
        ROW(HEAD "\0\0\0\x01\xff\0\0\0\0", "id is not UTF-8"),
        ROW(HEAD "\0\0\0\x7f\0\0\0\0", "id longer than all"),
        ROW(HEAD "\0\0\0\0\xff\xff\xff\xff\x0f\0\0\0", "bytes of 4 GiB"),
        ROW(HEAD "\0\0\0\0\xff\xff\xff\xff\x10\0\0\0", "bytes of more"),
        ROW(HEAD "\0\0\0\0\0\x01\0\0\0\0\0\0\0\0", "a probe's presence"),
        ROW(HEAD "\0\0\0\0\0\0\x01\x01"
                 "a\0\0\0\0",
            "a probe's items"),
        ROW(HEAD "\0\0\0\0\0\0\0\x01\0", "to an empty address"),
        ROW(HEAD "\0\0\0\0\0\0\0\x01\x02"
                 "a@",
            "to no address"),
        ROW(HEAD "\0\0\0\0\0\0\0\x05"
                 "\x01"
                 "a\x01"
                 "b",
            "more addresses than bytes"),
        ROW(HEAD "\0\0\0\0\0\0\0\0\0", "a byte too many"),
        ROW(SHOW "\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0", "two presences"),
        ROW(SHOW "\x01\x02\0\0\0\0\0\0\0", "a presence's type"),
        ROW(SHOW "\x01\0\x05\0\0\0\0\0\0", "a presence's show"),
        ROW(SHOW "\x01\x01\x01\0\0\0\0\0\0", "4.5.1: unavailable and chatty"),
        ROW(SHOW "\x01\0\0\x80\x02\0\0\0\0\0", "a priority above an octet"),
        ROW(SHOW "\x01\0\0\0\0\0\x02\0\0\0\0\0\0\0\0\0\0\0\0\0",
            "more parts than bytes"),
        ROW(SHOW "\x01\0\0\0\0\0\x01\0\0\0\0\0\0\x04\0\0", "a part's encoding"),
        ROW(SHOW "\x01\0\0\0\0\0\x01\0\0\0\0\0\x80\x80\x80\x80\x10\0\0\0",
            "an audience above 32 bits"),
        ROW(PUSH "\0\0", "a push of nothing"),
        ROW(PUSH "\x02\x01"
                 "a\0\0\0\x01"
                 "b\0\0\0\0",
            "a push of two"),
        ROW(PUSH "\x01\0\0\0\0\0", "an item of nobody"),
        ROW(PUSH "\x01\x03"
                 "a/b\0\0\0\0",
            "an item with a resource"),
        ROW(PUSH "\x01\x01"
                 "a\x01\xff\0\0\0",
            "a name not UTF-8"),
        ROW(PUSH "\x01\x01"
                 "a\0\x01\x01\xff\0\0",
            "a group not UTF-8"),
        ROW(PUSH "\x01\x01"
                 "a\0\x7f\0\0\0",
            "more groups than bytes"),
        ROW(PUSH "\x01\x01"
                 "a\0\0\x05\0",
            "a subscription"),
        ROW(PUSH "\x01\x01"
                 "a\0\0\x20\0",
            "a sixth bit"),
    };
    /* As the rows are, but in order: the rows fail by what is said. */
    static const struct {
        const char *bytes;
        uint32_t length;
    } good[] = {
        {HEAD "\0\0\0\0\0\0\0\0", 15},
        {SHOW "\x01\0\0\0\0\0\0\0\0", 21},
        {SHOW "\x01\0\0\0\0\0\x01\0\0\0\0\0\0\0\0\0", 28},
        {PUSH "\x01\x01"
              "a\0\0\0\0",
         20},
        {HEAD "\0\0\0\0\0\0\0\x01\x01"
              "a",
         17},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(good); i++)
        assert_int_equal(unpack(good[i].bytes, good[i].length,
                                promised(good[i].length), 0, NULL, 0),
                         0);
    for (size_t i = 0; i < COUNT(rows); i++)
        if (unpack(rows[i].bytes, rows[i].length, promised(rows[i].length), 0,
                   NULL, 0) != ADSUM_ERR_PACKED)
            fail_msg("%s", rows[i].why);
}

static void what_is_refused_touches_no_answer(void **state)
{
    struct adsum_notice notice, before;
    const struct adsum_text *to = targets;
    uint32_t count = 77;
    uint64_t room[64];

    (void)state;
    memset(&notice, 0x5a, sizeof notice);
    before = notice;
    assert_int_equal(
        adsum_notice_unpack("\x11", 1, room, sizeof room, &notice, &to, &count),
        ADSUM_ERR_PACKED);
    assert_int_equal(adsum_notice_unpack(HEAD "\0\0\0\0\0\0\0\x01\x01"
                                              "a",
                                         17, NULL, 0, &notice, &to, &count),
                     ADSUM_ERR_ROOM);
    assert_memory_equal(&notice, &before, sizeof before);
    assert_ptr_equal(to, targets);
    assert_int_equal(count, 77);
}

static void cut_anywhere_it_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(notices); i++) {
        struct packed packed = pack(&notices[i], targets, 2);

        for (uint32_t length = 0; length < packed.length; length++) {
            /* A copy that ends there, so that reading on is seen. */
            unsigned char *cut = malloc(length + !length);

            assert_non_null(cut);
            memcpy(cut, packed.bytes, length);
            assert_int_equal(unpack(cut, length, promised(length), 0, NULL, 0),
                             ADSUM_ERR_PACKED);
            free(cut);
        }
        free(packed.bytes);
    }
}

static void damaged_anywhere_it_is_refused_or_another_notice(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(notices); i++) {
        struct packed packed = pack(&notices[i], targets, 2);

        for (uint32_t at = 0; at < packed.length; at++) {
            unsigned char was = packed.bytes[at];

            for (unsigned value = 0; value < 256; value++) {
                int err;

                packed.bytes[at] = (unsigned char)value;
                err = unpack(packed.bytes, packed.length,
                             promised(packed.length), 0, NULL, 0);
                if (value == was)
                    assert_int_equal(err, 0);
                else
                    assert_true(err == 0 || err == ADSUM_ERR_PACKED);
            }
            packed.bytes[at] = was;
        }
        free(packed.bytes);
    }
}

static void too_little_room_is_said_and_not_overrun(void **state)
{
    struct packed packed = pack(&notices[0], targets, 3);
    uint32_t wanted = sizeof(struct adsum_presence) +
                      COUNT(juliet_parts) * sizeof(struct adsum_part) +
                      COUNT(targets) * sizeof(struct adsum_text);

    (void)state;
    for (uint32_t capacity = 0; capacity < wanted; capacity++)
        assert_int_equal(
            unpack(packed.bytes, packed.length, capacity, 0, NULL, 0),
            ADSUM_ERR_ROOM);
    /* Each list may have a gap before it. */
    assert_int_equal(
        unpack(packed.bytes, packed.length, wanted + 3 * 7, 1, &notices[0], 3),
        0);
    free(packed.bytes);
}

/* As many as can be of what is shortest packed and longest in memory. */
static void the_promised_room_is_enough_for_the_smallest_elements(void **state)
{
    enum { MANY = 5000 };
    static struct adsum_part many_parts[MANY];
    static struct adsum_item many_items[MANY];
    static struct adsum_text many_texts[MANY];
    static const struct adsum_text one = TEXT("a");
    const struct adsum_presence presence = {.size = sizeof presence,
                                            LIST(many_parts)};
    const struct adsum_notice many[] = {
        NOTICE(.kind = ADSUM_PRESENCE, .presence = &presence),
        NOTICE(.kind = ADSUM_ROSTER, ITEMS(many_items)),
        NOTICE(.kind = ADSUM_PROBE),
    };

    (void)state;
    for (uint32_t groups_each = 0; groups_each < 3; groups_each++) {
        for (uint32_t i = 0; i < MANY; i++) {
            many_items[i].contact = many_texts[i] = one;
            many_items[i].groups = groups;
            many_items[i].group_count = groups_each;
        }
        for (size_t i = 0; i < COUNT(many); i++)
            for (uint32_t shift = 0; shift < 8; shift++) {
                struct packed packed =
                    pack(&many[i], many_texts, i == 2 ? MANY : 0);

                assert_int_equal(unpack(packed.bytes, packed.length,
                                        promised(packed.length), shift, NULL,
                                        0),
                                 0);
                free(packed.bytes);
            }
    }
}

/* 20 items, and the first one's 70 groups: of the same 80 bytes. */
static void counting_bytes_twice_is_damage_not_want_of_room(void **state)
{
    char bytes[98] = PUSH "\x14\x01"
                          "a\0\x46";

    (void)state;
    assert_int_equal(unpack(bytes, 98, promised(98), 0, NULL, 0),
                     ADSUM_ERR_PACKED);
    assert_int_equal(unpack(bytes, 98, promised(98) - 1, 0, NULL, 0),
                     ADSUM_ERR_ROOM);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_malformed_form_is_refused),
        cmocka_unit_test(what_is_refused_touches_no_answer),
        cmocka_unit_test(cut_anywhere_it_is_refused),
        cmocka_unit_test(damaged_anywhere_it_is_refused_or_another_notice),
        cmocka_unit_test(too_little_room_is_said_and_not_overrun),
        cmocka_unit_test(the_promised_room_is_enough_for_the_smallest_elements),
        cmocka_unit_test(counting_bytes_twice_is_damage_not_want_of_room),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
