#include "heap.h"
#include "slab.h"
#include <adsum/error.h>

struct record {
    uint32_t link, generation, value;
};

static void slots_are_distinct_and_never_0(void **state)
{
    enum { MOST = 2000 };
    static uint32_t taken[MOST];
    static unsigned char is_taken[MOST + 1];
    struct heap heap;
    struct memory memory = heap_memory(&heap);
    struct slab slab;
    uint32_t count = 0, i;
    uint64_t seed = 1;

    (void)state;
    adsum_slab_init(&slab, sizeof(struct record), 4096, 0);
    for (i = 0; i < 100000; i++) {
        uint32_t slot;

        if (count < MOST && (count == 0 || next_random(&seed) % 2 == 0)) {
            assert_int_equal(adsum_slab_reserve(&slab, &memory, 1), 0);
            slot = adsum_slab_take(&slab);
            assert_in_range(slot, 1, MOST);
            assert_false(is_taken[slot]);
            is_taken[slot] = 1;
            taken[count++] = slot;
            ((struct record *)adsum_slab_at(&slab, slot))->value = slot;
        } else {
            uint32_t which = next_random(&seed) % count;

            slot = taken[which];
            taken[which] = taken[--count];
            is_taken[slot] = 0;
            assert_int_equal(
                ((struct record *)adsum_slab_at(&slab, slot))->value, slot);
            adsum_slab_give(&slab, slot);
        }
        assert_int_equal(slab.used, count);
        assert_int_equal(slab.used + slab.spare + 1, slab.top);
    }
    adsum_slab_deinit(&slab, &memory);
    adsum_slab_deinit(&slab, &memory);
    assert_int_equal(heap.held, 0);
}

static void a_generation_survives(void **state)
{
    struct heap heap;
    struct memory memory = heap_memory(&heap);
    struct record *record;
    struct slab slab;
    uint32_t slot;

    (void)state;
    adsum_slab_init(&slab, sizeof *record, 4096, 0);
    assert_int_equal(adsum_slab_reserve(&slab, &memory, 1), 0);
    slot = adsum_slab_take(&slab);
    record = adsum_slab_at(&slab, slot);
    assert_int_equal(record->generation, 0);
    record->generation = 7;
    adsum_slab_give(&slab, slot);
    assert_int_equal(adsum_slab_take(&slab), slot);
    assert_int_equal(record->generation, 7);
    adsum_slab_deinit(&slab, &memory);
}

static void what_is_reserved_can_be_taken(void **state)
{
    struct heap heap;
    struct memory memory = heap_memory(&heap);
    struct slab slab;
    uint32_t i;

    (void)state;
    adsum_slab_init(&slab, sizeof(struct record), 256, 0);
    assert_int_equal(adsum_slab_reserve(&slab, &memory, 500), 0);
    heap.calls = 0;
    for (i = 0; i < 500; i++)
        ((struct record *)adsum_slab_at(&slab, adsum_slab_take(&slab)))->value =
            i;
    assert_int_equal(heap.calls, 0);
    heap.fail_at = 1;
    assert_int_equal(adsum_slab_reserve(&slab, &memory, 100),
                     ADSUM_ERR_NO_MEMORY);
    assert_int_equal(slab.used, 500);
    adsum_slab_deinit(&slab, &memory);
    assert_int_equal(heap.held, 0);
}

static void an_exact_slab_holds_so_many(void **state)
{
    struct heap heap;
    struct memory memory = heap_memory(&heap);
    struct slab slab;
    uint32_t i;

    (void)state;
    adsum_slab_init(&slab, sizeof(struct record), 65536, 8);
    for (i = 0; i < 8; i++) {
        assert_int_equal(adsum_slab_reserve(&slab, &memory, 1), 0);
        adsum_slab_take(&slab);
    }
    assert_int_equal(heap.calls, 1);
    assert_int_equal(adsum_slab_reserve(&slab, &memory, 1),
                     ADSUM_ERR_NO_MEMORY);
    adsum_slab_give(&slab, 3);
    assert_int_equal(adsum_slab_reserve(&slab, &memory, 1), 0);
    assert_int_equal(adsum_slab_reserve(&slab, &memory, UINT32_MAX),
                     ADSUM_ERR_NO_MEMORY);
    adsum_slab_deinit(&slab, &memory);
    assert_int_equal(memory.bytes, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slots_are_distinct_and_never_0),
        cmocka_unit_test(a_generation_survives),
        cmocka_unit_test(what_is_reserved_can_be_taken),
        cmocka_unit_test(an_exact_slab_holds_so_many),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
