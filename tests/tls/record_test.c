/* Records out of pieces: the same ones, however the bytes are cut. */
#include "cmocka_all.h"

#include "record.h"
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static size_t held;
static bool refuse;

static void *allocate(void *user, void *block, size_t old_size, size_t new_size)
{
    (void)user;
    if (new_size != 0 && refuse)
        return NULL;
    held += new_size - old_size;
    if (new_size != 0)
        return realloc(block, new_size);
    free(block);
    return NULL;
}

static const struct memory memory = {allocate, NULL};

/* Three records, of 0, 3 and 300 bytes, and the head of one more. */
static uint32_t write_records(uint8_t *ret)
{
    static const uint16_t lengths[] = {0, 3, 300};
    uint8_t *at = ret;

    for (int i = 0; i < 3; i++) {
        *at++ = 22;
        *at++ = 3;
        *at++ = 3;
        *at++ = (uint8_t)(lengths[i] >> 8);
        *at++ = (uint8_t)lengths[i];
        for (int j = 0; j < lengths[i]; j++)
            *at++ = (uint8_t)(i + j);
    }
    memcpy(at, "\x17\x03\x01\x00", 4);
    return (uint32_t)(at + 4 - ret);
}

struct seen {
    struct record record;
    uint8_t bytes[400];
    uint32_t length;
    int count;
};

/* The input in a block of its own, that nothing may be read behind. */
static void feed(struct seen *seen, const uint8_t *bytes, uint32_t length)
{
    char *block = malloc(length + 1);
    struct adsum_text input = {block, length}, record;

    memcpy(block, bytes, length);
    while (adsum_tls_record_take(&seen->record, &memory, &input, &record) ==
           RECORD_WHOLE) {
        memcpy(seen->bytes + seen->length, record.bytes, record.length);
        seen->length += record.length;
        seen->count++;
        adsum_tls_record_drop(&seen->record, &memory);
    }
    assert_int_equal(input.length, 0);
    free(block);
}

static void any_two_cuts_give_the_same(void **state)
{
    uint8_t bytes[400];
    uint32_t length = write_records(bytes);

    (void)state;
    for (uint32_t one = 0; one <= length; one++)
        for (uint32_t two = one; two <= length; two += 1 + two / 40) {
            struct seen seen = {.count = 0};
            feed(&seen, bytes, one);
            feed(&seen, bytes + one, two - one);
            feed(&seen, bytes + two, length - two);
            assert_int_equal(seen.count, 3);
            assert_int_equal(seen.length, length - 4);
            assert_memory_equal(seen.bytes, bytes, length - 4);
            assert_int_equal(held, 0);
        }
}

static void a_head_is_judged_alike_whole_and_in_pieces(void **state)
{
    static const struct {
        const char *head;
        int answer;
    } rows[] = {
        {"\x14\x03\x00\x00\x00", RECORD_WHOLE},
        {"\x17\x03\x04\x00\x00", RECORD_WHOLE},
        {"\x17\x03\xff\x00\x00", RECORD_WHOLE},
        {"\x17\x03\x03\x48\x00", RECORD_PART},
        {"\x17\x03\x03\x48\x01", RECORD_LONG},
        {"\x13\x03\x03\x00\x00", RECORD_BAD},
        {"\x18\x03\x03\x00\x00", RECORD_BAD},
        {"\x17\x02\x03\x00\x00", RECORD_BAD},
        {"\x17\x04\x03\x00\x00", RECORD_BAD},
        {"\x80\x2e\x01\x03\x01", RECORD_BAD},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (uint32_t cut = 0; cut < 5; cut++) {
            struct record record = {.have = 0};
            struct adsum_text first = {rows[i].head, cut},
                              input = {rows[i].head + cut, 5 - cut}, ret;
            if (cut != 0)
                assert_int_equal(
                    adsum_tls_record_take(&record, &memory, &first, &ret),
                    RECORD_PART);
            assert_int_equal(
                adsum_tls_record_take(&record, &memory, &input, &ret),
                rows[i].answer);
            adsum_tls_record_drop(&record, &memory);
            assert_int_equal(held, 0);
        }
}

static void memory_may_be_refused(void **state)
{
    struct record record = {.have = 0};
    struct adsum_text input = {"\x17\x03\x03\x00\x09x", 6}, ret;

    (void)state;
    refuse = true;
    assert_int_equal(adsum_tls_record_take(&record, &memory, &input, &ret),
                     RECORD_NO_MEMORY);
    refuse = false;
    adsum_tls_record_drop(&record, &memory);
    assert_int_equal(held, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_two_cuts_give_the_same),
        cmocka_unit_test(a_head_is_judged_alike_whole_and_in_pieces),
        cmocka_unit_test(memory_may_be_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
