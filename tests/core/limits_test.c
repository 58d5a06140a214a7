/* Limits: the defaults and ranges of adsum/limits.h, row for row. */
#include "limits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ROW(field, standard, most, nothing)                                   \
    {                                                                         \
#field, offsetof(struct adsum_limits, field), standard, most, nothing \
    }
#define NEVER   ADSUM_LIMIT_NOTHING
#define REFUSED 77u /* nothing at all is no answer for it */

static const struct row {
    const char *name;
    size_t offset;
    uint32_t standard; /* what 0 becomes: as the header's comment says */
    uint32_t most;
    uint32_t nothing; /* what ADSUM_LIMIT_NOTHING becomes */
} rows[] = {
    ROW(users, 16777216, 134217727, 0),
    ROW(sessions, 4194304, 134217727, 0),
    ROW(edges, 1073741824, 2147483648, 0),
    ROW(text_bytes, 1073741824, 4294967294, 0),
    ROW(sightings, 16777216, 134217727, 0),
    ROW(segment_bytes, 65536, 16777216, REFUSED),
    ROW(user_sessions, 32, 134217727, 0),
    ROW(contacts, 5000, 134217727, 0),
    ROW(groups, 16, 255, 0),
    ROW(name_bytes, 1023, 65535, 0),
    ROW(roster_changes, 32, 65535, 0),
    ROW(requests, 256, 134217727, 0),
    ROW(domain_requests, 64, 134217727, 0),
    ROW(request_bytes, 4096, 16777216, 0),
    ROW(blocks, 1000, 134217727, 0),
    ROW(user_sightings, 20000, 134217727, 0),
    ROW(parts, 8, 255, 0),
    ROW(part_bytes, 4096, 16777216, 0),
    ROW(directed, 256, 134217727, 0),
    ROW(waiting, 64, 65535, 0),
    ROW(waiting_bytes, 65536, 4294967294, 0),
    ROW(idle_ms, 900000, 32000000, NEVER),
    ROW(ping_ms, 60000, 32000000, NEVER),
    ROW(busy_ms, 60000, 32000000, NEVER),
    ROW(held_ms, 3600000, 32000000, NEVER),
    ROW(lost_ms, 300000, 32000000, NEVER),
    ROW(resources, 32, 65535, 0),
};

enum { row_count = sizeof rows / sizeof *rows };

static uint32_t get(const struct adsum_limits *limits, size_t offset)
{
    uint32_t value;

    memcpy(&value, (const char *)limits + offset, sizeof value);
    return value;
}

/* One field as given, the rest 0; every other field must be its default. */
static int complete(const struct row *row, uint32_t value, uint32_t *ret)
{
    struct adsum_limits given = {.size = sizeof given}, limits;
    int err;

    memcpy((char *)&given + row->offset, &value, sizeof value);
    err = adsum_limits_complete(&given, &limits);
    if (err != 0)
        return err;
    assert_int_equal(limits.size, sizeof limits);
    for (size_t i = 0; i < row_count; i++)
        if (&rows[i] != row)
            assert_int_equal(get(&limits, rows[i].offset), rows[i].standard);
    *ret = get(&limits, row->offset);
    return 0;
}

static void the_table_has_every_field(void **state)
{
    (void)state;
    assert_int_equal((row_count + 1) * 4, sizeof(struct adsum_limits));
    for (size_t i = 0; i < row_count; i++)
        assert_int_equal(rows[i].offset, 4 * (i + 1));
}

static void without_limits_all_are_the_defaults(void **state)
{
    struct adsum_limits limits;

    (void)state;
    assert_int_equal(adsum_limits_complete(NULL, &limits), 0);
    assert_int_equal(limits.size, sizeof limits);
    for (size_t i = 0; i < row_count; i++)
        assert_int_equal(get(&limits, rows[i].offset), rows[i].standard);
}

static void each_row_keeps_to_its_range(void **state)
{
    (void)state;
    for (size_t i = 0; i < row_count; i++) {
        const struct row *row = &rows[i];
        bool segment = row->nothing == REFUSED;
        uint32_t got = 0;

        assert_int_equal(complete(row, 0, &got), 0);
        assert_int_equal(got, row->standard);
        assert_int_equal(complete(row, row->most, &got), 0);
        assert_int_equal(got, row->most);
        assert_int_equal(complete(row, 1, &got),
                         segment ? ADSUM_ERR_INVALID : 0);
        assert_int_equal(got, segment ? row->most : 1);
        if (row->most + 1 != ADSUM_LIMIT_NOTHING)
            assert_int_equal(complete(row, row->most + 1, &got),
                             ADSUM_ERR_INVALID);
        if (row->most < ADSUM_LIMIT_NOTHING - 1)
            assert_int_equal(complete(row, ADSUM_LIMIT_NOTHING - 1, &got),
                             ADSUM_ERR_INVALID);
        assert_int_equal(complete(row, ADSUM_LIMIT_NOTHING, &got),
                         segment ? ADSUM_ERR_INVALID : 0);
        if (!segment)
            assert_int_equal(got, row->nothing);
    }
}

static void a_segment_is_a_power_of_two(void **state)
{
    struct adsum_limits limits;

    (void)state;
    for (uint32_t bytes = 1; bytes <= 1u << 25;
         bytes += bytes < 4096 ? 1 : 512) {
        struct adsum_limits given = {.size = sizeof given,
                                     .segment_bytes = bytes};
        bool power = (bytes & (bytes - 1)) == 0;
        bool want = power && bytes >= 1024 && bytes <= 1u << 24;

        assert_int_equal(adsum_limits_complete(&given, &limits),
                         want ? 0 : ADSUM_ERR_INVALID);
        if (want)
            assert_int_equal(limits.segment_bytes, bytes);
    }
}

/* An older host: its struct ends earlier, in memory too. */
static void what_an_older_host_lacks_is_the_default(void **state)
{
    (void)state;
    for (uint32_t size = 4; size <= sizeof(struct adsum_limits); size += 4) {
        uint32_t *older = malloc(size);
        struct adsum_limits limits;

        assert_non_null(older);
        older[0] = size;
        for (uint32_t i = 1; i < size / 4; i++)
            older[i] = 1024 / 8;
        if (size > offsetof(struct adsum_limits, segment_bytes))
            older[offsetof(struct adsum_limits, segment_bytes) / 4] = 1024;
        assert_int_equal(
            adsum_limits_complete((const struct adsum_limits *)older, &limits),
            0);
        assert_int_equal(limits.size, sizeof limits);
        for (size_t i = 0; i < row_count; i++)
            assert_int_equal(get(&limits, rows[i].offset),
                             rows[i].offset >= size ? rows[i].standard
                                                    : older[i + 1]);
        free(older);
    }
}

static void an_unknown_size_is_refused_and_nothing_touched(void **state)
{
    struct adsum_limits limits, before;

    (void)state;
    memset(&limits, 0x5a, sizeof limits);
    before = limits;
    for (uint32_t size = 0; size <= 2 * sizeof limits; size++) {
        struct adsum_limits given = {.size = size};

        if (size % 4 == 0 && size != 0 && size <= sizeof limits)
            continue;
        assert_int_equal(adsum_limits_complete(&given, &limits),
                         ADSUM_ERR_INVALID);
        assert_memory_equal(&limits, &before, sizeof before);
    }
}

/* The formula of adsum/limits.h for a buffer fixed when compiling. */
static uint64_t summed_up(const struct adsum_limits *limits)
{
    return ADSUM_SERVICE_BYTES + (uint64_t)limits->users * ADSUM_USER_BYTES +
           (uint64_t)limits->sessions * ADSUM_SESSION_BYTES +
           (uint64_t)limits->edges * ADSUM_EDGE_BYTES +
           (uint64_t)limits->parts * 96 + (uint64_t)limits->groups * 40 +
           (uint64_t)limits->resources * (96 + limits->parts * 80) +
           (uint64_t)limits->text_bytes + limits->text_bytes / 9;
}

/* Each of these limits at each of these values, in all combinations. */
static void what_is_summed_up_is_enough(void **state)
{
    static const uint32_t values[] = {ADSUM_LIMIT_NOTHING, 1, 33, 4096};
    static const size_t offsets[] = {offsetof(struct adsum_limits, users),
                                     offsetof(struct adsum_limits, sessions),
                                     offsetof(struct adsum_limits, edges),
                                     offsetof(struct adsum_limits, text_bytes),
                                     offsetof(struct adsum_limits, sightings),
                                     offsetof(struct adsum_limits, directed)};
    enum { OFFSETS = sizeof offsets / sizeof *offsets };

    (void)state;
    for (uint32_t n = 0; n < 1u << 2 * OFFSETS; n++) {
        struct adsum_limits given = {.size = sizeof given}, limits;
        uint64_t bytes;

        given.parts = given.groups = given.resources = values[n & 1];
        for (uint32_t i = 0; i < OFFSETS; i++)
            memcpy((char *)&given + offsets[i], &values[n >> 2 * i & 3], 4);
        assert_int_equal(adsum_limits_complete(&given, &limits), 0);
        assert_int_equal(adsum_limits_bytes(&given, &bytes), 0);
        assert_true(bytes <= summed_up(&limits));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_has_every_field),
        cmocka_unit_test(without_limits_all_are_the_defaults),
        cmocka_unit_test(each_row_keeps_to_its_range),
        cmocka_unit_test(a_segment_is_a_power_of_two),
        cmocka_unit_test(what_an_older_host_lacks_is_the_default),
        cmocka_unit_test(what_is_summed_up_is_enough),
        cmocka_unit_test(an_unknown_size_is_refused_and_nothing_touched),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
