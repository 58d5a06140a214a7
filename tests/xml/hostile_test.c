/*
 * Hostile input: each violation gets its stream error at the first byte that
 * shows it, however the input is cut, and a stream that failed holds nothing.
 *
 * RFC 6120 sections 4.8.5, 4.9.3, 11; what libxml2 alone gets wrong.
 */
#include "cmocka_all.h"
#include "rig.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NONE ADSUM_XML_CONDITION_NONE

struct row {
    const char *why, *bytes;
    size_t length, at; /* the byte that shows it, counted from 1 */
    uint32_t condition;
    bool in_stream;
};

#define VECTOR(why, bytes, condition, at) \
    {why, bytes, sizeof(bytes) - 1, at, ADSUM_XML_CONDITION_##condition, true},
#define VECTOR_AT_START(why, bytes, condition, at) \
    {why, bytes, sizeof(bytes) - 1, at, ADSUM_XML_CONDITION_##condition, false},

static const struct row vectors[] = {
#include "hostile_vectors.inc"
};

/* More of the same kinds, at the edges of each. */
static const struct row rows[] = {
#include "hostile_rows.inc"
};

static void fed_as_expected(const struct row *row, size_t before,
                            struct fed fed, const char *how)
{
    uint32_t kind = row->condition == NONE ? 0 : ADSUM_XML_FAILED;

    if (fed.err != 0 || fed.condition != row->condition ||
        (kind != 0 && fed.kind != kind) || fed.taken != before + row->at)
        fail_msg("%s, %s: %s at byte %d", row->why, how,
                 adsum_xml_condition(fed.condition),
                 (int)fed.taken - (int)before);
}

static void check(struct rig *rig, const struct row *row)
{
    static const char header[] = CLIENT_HEADER;
    size_t before = row->in_stream ? sizeof header - 1 : 0;
    size_t length = before + row->length, cuts[2] = {0};
    char *bytes = malloc(length);
    struct log log = {0}, again = {0};

    assert_non_null(bytes);
    memcpy(bytes, header, before);
    memcpy(bytes + before, row->bytes, row->length);
    fed_as_expected(row, before,
                    feed_cut(rig, &log, bytes, length, cut_nowhere, NULL),
                    "whole");
    for (cuts[0] = 1; cuts[0] <= length; cuts[0]++) {
        fed_as_expected(row, before,
                        feed_cut(rig, &again, bytes, length, cut_at, cuts),
                        "cut");
        assert_string_equal(log.bytes, again.bytes);
        log_free(&again);
    }
    fed_as_expected(row, before,
                    feed_cut(rig, &again, bytes, length, cut_everywhere, NULL),
                    "byte by byte");
    assert_string_equal(log.bytes, again.bytes);
    log_free(&again);
    log_free(&log);
    free(bytes);
}

static void check_all(const struct row *table, size_t count)
{
    struct rig rig = {0};

    rig.options.depth = 4;
    rig.options.attributes = 5;
    rig.options.namespaces = 3;
    rig.options.name_bytes = 20;
    rig.options.stanza_bytes = 100;
    rig.options.header_bytes = 200;
    rig_begin(&rig);
    for (size_t i = 0; i < count; i++)
        check(&rig, &table[i]);
    rig_end(&rig);
}

static void vectors_fail_where_they_must(void **state)
{
    (void)state;
    check_all(vectors, sizeof vectors / sizeof *vectors);
}

static void edges_fail_where_they_must(void **state)
{
    (void)state;
    check_all(rows, sizeof rows / sizeof *rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(vectors_fail_where_they_must),
        cmocka_unit_test(edges_fail_where_they_must),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
