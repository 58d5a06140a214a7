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
    adsum_slab_init(&slab, sizeof(struct record), 4096);
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
        assert_true(slab.used < slab.top);
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
    adsum_slab_init(&slab, sizeof *record, 4096);
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
    adsum_slab_init(&slab, sizeof(struct record), 256);
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

static void a_placed_slab_holds_so_many(void **state)
{
    static struct record room[9];
    struct heap heap;
    struct memory memory = heap_memory(&heap);
    struct slab slab;
    uint32_t i;

    (void)state;
    adsum_slab_place(&slab, sizeof(struct record), (unsigned char *)room, 9);
    for (i = 0; i < 8; i++) {
        assert_int_equal(adsum_slab_reserve(&slab, &memory, 1), 0);
        adsum_slab_take(&slab);
    }
    assert_int_equal(adsum_slab_reserve(&slab, &memory, 1),
                     ADSUM_ERR_NO_MEMORY);
    adsum_slab_give(&slab, 3);
    assert_int_equal(adsum_slab_reserve(&slab, &memory, 1), 0);
    assert_int_equal(adsum_slab_reserve(&slab, &memory, UINT32_MAX),
                     ADSUM_ERR_NO_MEMORY);
    adsum_slab_deinit(&slab, &memory);
    assert_int_equal(heap.calls, 0);
}

static uint32_t fill(struct slab *slab, struct pool *pool, uint32_t slots[])
{
    uint32_t count = 0;

    while (adsum_slab_reserve(slab, &pool->memory, 1) == 0) {
        slots[count] = adsum_slab_take(slab);
        memset(adsum_slab_at(slab, slots[count++]), 0xff,
               sizeof(struct record));
    }
    return count;
}

static void slabs_of_a_pool_share_it(void **state)
{
    static struct pool pool;
    uint32_t slots[512], one, other, i;
    struct slab slab, second;

    (void)state;
    pool_init(&pool, 1024);
    adsum_slab_share(&slab, sizeof(struct record), pool.bytes);
    adsum_slab_share(&second, sizeof(struct record), pool.bytes);
    one = fill(&slab, &pool, slots);
    assert_true(one >= 1000 / (sizeof(struct record) + 12));
    assert_int_equal(adsum_slab_reserve(&second, &pool.memory, 1),
                     ADSUM_ERR_NO_MEMORY);
    for (i = 0; i < one; i++)
        adsum_slab_give(&slab, slots[i]);
    assert_int_equal(adsum_slab_reserve(&slab, &pool.memory, one), 0);
    adsum_slab_settle(&slab, &pool.memory);
    assert_int_equal(pool.memory.bytes, 0);
    other = fill(&second, &pool, slots);
    assert_int_equal(other, one);
    adsum_slab_settle(&second, &pool.memory);
    assert_int_equal(second.used, other);
    assert_int_equal(pool.memory.bytes, other * sizeof(struct record));
}

static void a_pool_that_ends_gives_no_slot(void **state)
{
    static struct pool pool;
    struct slab slab;

    (void)state;
    pool_init(&pool, 256);
    adsum_slab_share(&slab, sizeof(struct record), pool.bytes);
    assert_int_equal(adsum_slab_reserve(&slab, &pool.memory, 1000),
                     ADSUM_ERR_NO_MEMORY);
    adsum_slab_settle(&slab, &pool.memory);
    assert_int_equal(pool.memory.bytes, 0);
    assert_int_equal(adsum_slab_reserve(&slab, &pool.memory, 2), 0);
    assert_true(adsum_slab_take(&slab) != adsum_slab_take(&slab));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slots_are_distinct_and_never_0),
        cmocka_unit_test(a_generation_survives),
        cmocka_unit_test(what_is_reserved_can_be_taken),
        cmocka_unit_test(a_placed_slab_holds_so_many),
        cmocka_unit_test(slabs_of_a_pool_share_it),
        cmocka_unit_test(a_pool_that_ends_gives_no_slot),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
