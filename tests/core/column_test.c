#include "column.h"
#include "heap.h"
#include <adsum/error.h>

static const struct shape {
    uint32_t size, segment_bytes, placed;
} shapes[] = {
    {4, 65536, 0},  {1, 64, 0},      {12, 4096, 0}, {52, 65536, 0},
    {300, 1024, 0}, {1000, 1000, 0}, {700, 1, 0},   {4, 65536, 37},
    {52, 4096, 1},  {8, 1 << 30, 0},
};

enum { SHAPES = sizeof shapes / sizeof *shapes, ELEMENTS = 3000 };

static void init(struct column *column, const struct shape *shape)
{
    static unsigned char room[4096];

    if (shape->placed == 0) {
        adsum_column_init(column, shape->size, shape->segment_bytes);
        return;
    }
    memset(room, 0, sizeof room);
    assert_true(shape->size * shape->placed <= sizeof room);
    adsum_column_place(column, shape->size, room, shape->placed);
}

static void elements_stay_where_they_are(void **state)
{
    static unsigned char *places[ELEMENTS];
    struct heap heap;
    struct memory memory = heap_memory(&heap);
    struct column column;
    uint32_t i, k, known;

    (void)state;
    for (i = 0; i < SHAPES; i++) {
        const struct shape *shape = &shapes[i];
        uint32_t most = shape->placed == 0 ? ELEMENTS : shape->placed;

        init(&column, shape);
        for (known = 0; known < most; known++) {
            assert_int_equal(adsum_column_reserve(&column, &memory, known + 1),
                             0);
            assert_true(column.elements > known);
            places[known] = adsum_column_at(&column, known);
            for (k = 0; k < shape->size && places[known][k] == 0; k++)
                continue;
            assert_int_equal(k, shape->size);
            memset(places[known], (int)(known % 251), shape->size);
        }
        for (known = 0; known < most; known++) {
            assert_ptr_equal(places[known], adsum_column_at(&column, known));
            for (k = 0; k < shape->size; k++)
                if (places[known][k] != known % 251)
                    break;
            assert_int_equal(k, shape->size);
        }
        adsum_column_deinit(&column, &memory);
        adsum_column_deinit(&column, &memory);
        assert_int_equal(memory.bytes, 0);
        assert_int_equal(heap.held, 0);
    }
}

static void a_few_elements_take_little(void **state)
{
    struct heap heap;
    struct memory memory = heap_memory(&heap);
    struct column column;

    (void)state;
    adsum_column_init(&column, 8, 65536);
    assert_int_equal(adsum_column_reserve(&column, &memory, 3), 0);
    assert_true(memory.bytes <= 128);
    adsum_column_deinit(&column, &memory);
}

static void a_placed_column_takes_nothing(void **state)
{
    static unsigned char room[1200];
    struct heap heap;
    struct memory memory = heap_memory(&heap);
    struct column column;

    (void)state;
    adsum_column_place(&column, 12, room, 100);
    assert_int_equal(adsum_column_reserve(&column, &memory, 1), 0);
    assert_int_equal(adsum_column_reserve(&column, &memory, 100), 0);
    assert_int_equal(adsum_column_reserve(&column, &memory, 101),
                     ADSUM_ERR_NO_MEMORY);
    assert_ptr_equal(adsum_column_at(&column, 99), room + 1188);
    adsum_column_deinit(&column, &memory);
    assert_int_equal(heap.calls, 0);
}

static void a_refusal_changes_nothing(void **state)
{
    struct heap heap;
    struct memory memory = heap_memory(&heap);
    struct column column, before;
    unsigned fail_at;
    uint32_t i;

    (void)state;
    for (i = 0; i < SHAPES; i++) {
        if (shapes[i].placed != 0)
            continue;
        for (fail_at = 1;; fail_at++) {
            uint64_t held;
            int err;

            init(&column, &shapes[i]);
            assert_int_equal(adsum_column_reserve(&column, &memory, 1), 0);
            before = column;
            held = memory.bytes;
            heap.calls = 0;
            heap.fail_at = fail_at;
            err = adsum_column_reserve(&column, &memory, 300);
            heap.fail_at = 0;
            if (err != 0) {
                assert_int_equal(err, ADSUM_ERR_NO_MEMORY);
                assert_int_equal(memory.bytes, held);
                assert_int_equal(column.elements, before.elements);
                assert_int_equal(column.of.room, before.of.room);
            }
            adsum_column_deinit(&column, &memory);
            assert_int_equal(heap.held, 0);
            if (err == 0)
                break;
        }
        assert_true(fail_at > 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(elements_stay_where_they_are),
        cmocka_unit_test(a_few_elements_take_little),
        cmocka_unit_test(a_placed_column_takes_nothing),
        cmocka_unit_test(a_refusal_changes_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
