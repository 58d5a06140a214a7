#include "heap.h"
#include "map.h"
#include "slab.h"
#include <adsum/error.h>

enum { MOST = 100000 };

/* Records whose hash is kept, so that tests choose it. */
struct records {
    uint32_t link[MOST + 1], hash[MOST + 1];
    unsigned char is_in[MOST + 1];
};

static struct records records;

static uint32_t *link_of(void *owner, uint32_t id)
{
    return &((struct records *)owner)->link[id];
}

static uint32_t hash_of(void *owner, uint32_t id)
{
    return ((struct records *)owner)->hash[id];
}

static const struct map_class class = {link_of, hash_of};

static void put(struct map *map, struct memory *memory, uint32_t hash,
                uint32_t id)
{
    records.hash[id] = hash;
    records.is_in[id] = 1;
    assert_int_equal(adsum_map_reserve(map, memory), 0);
    adsum_map_put(map, hash, id);
}

static void take_out(struct map *map, uint32_t id)
{
    adsum_map_remove(map, records.hash[id], id);
    records.is_in[id] = 0;
}

static unsigned times_found(const struct map *map, uint32_t id)
{
    uint32_t found = 0;
    unsigned times = 0;

    while ((found = adsum_map_next(map, records.hash[id], found)) != 0)
        times += found == id;
    return times;
}

static void each_record_is_found_once(void **state)
{
    struct heap heap;
    struct memory memory = heap_memory(&heap);
    struct map map;
    uint64_t seed = 7;
    uint32_t id, i;

    (void)state;
    memset(&records, 0, sizeof records);
    adsum_map_init(&map, &class, &records, 65536);
    assert_int_equal(adsum_map_next(&map, 5, 0), 0);
    for (id = 1; id <= MOST; id++)
        put(&map, &memory, next_random(&seed) * 2654435761u, id);
    for (i = 0; i < 2 * MOST; i++) {
        id = 1 + next_random(&seed) % MOST;
        if (records.is_in[id])
            take_out(&map, id);
        else
            put(&map, &memory, next_random(&seed) * 2654435761u, id);
    }
    for (id = 1; id <= MOST; id++)
        assert_int_equal(times_found(&map, id), records.is_in[id]);
    for (id = 1; id <= MOST; id++)
        if (records.is_in[id])
            take_out(&map, id);
    assert_int_equal(map.count, 0);
    assert_int_equal(adsum_map_next(&map, records.hash[1], 0), 0);
    adsum_map_deinit(&map, &memory);
    adsum_map_deinit(&map, &memory);
    assert_int_equal(heap.held, 0);
}

static void all_of_one_hash_are_found(void **state)
{
    struct heap heap;
    struct memory memory = heap_memory(&heap);
    struct map map;
    uint32_t id, found = 0, count = 0;

    (void)state;
    memset(&records, 0, sizeof records);
    adsum_map_init(&map, &class, &records, 65536);
    for (id = 1; id <= 300; id++)
        put(&map, &memory, id % 3 == 0 ? id << 27 : 0xdeadbeef, id);
    while ((found = adsum_map_next(&map, 0xdeadbeef, found)) != 0)
        count += records.hash[found] == 0xdeadbeef;
    assert_int_equal(count, 200);
    adsum_map_deinit(&map, &memory);
}

static void there_is_a_bucket_for_each_record_or_two(void **state)
{
    struct heap heap;
    struct memory memory = heap_memory(&heap);
    struct map map;
    uint64_t seed = 3;
    uint32_t id;

    (void)state;
    memset(&records, 0, sizeof records);
    adsum_map_init(&map, &class, &records, 65536);
    for (id = 1; id <= 1000; id++) {
        put(&map, &memory, next_random(&seed), id);
        assert_true(map.count <= map.buckets * 2);
        assert_true(map.buckets <= map.count);
    }
    adsum_map_deinit(&map, &memory);
}

static void the_order_follows_from_the_calls(void **state)
{
    struct heap heap;
    struct memory memory = heap_memory(&heap);
    struct map map;
    uint32_t order[2][64], run, id, found, count;

    (void)state;
    for (run = 0; run < 2; run++) {
        memset(&records, 0, sizeof records);
        adsum_map_init(&map, &class, &records, run == 0 ? 65536 : 64);
        for (id = 1; id <= 64; id++)
            put(&map, &memory, id % 2 == 0 ? 1 : id, id);
        found = 0;
        for (count = 0; (found = adsum_map_next(&map, 1, found)) != 0; count++)
            order[run][count] = found;
        adsum_map_deinit(&map, &memory);
        memset(order[run] + count, 0, (64 - count) * sizeof order[run][0]);
    }
    assert_memory_equal(order[0], order[1], sizeof order[0]);
}

static void a_refusal_changes_nothing(void **state)
{
    struct heap heap;
    struct memory memory = heap_memory(&heap);
    struct map map;
    uint32_t id, refused = 0;

    (void)state;
    memset(&records, 0, sizeof records);
    adsum_map_init(&map, &class, &records, 256);
    for (id = 1; id <= 1000; id++) {
        heap.calls = 0;
        heap.fail_at = 1;
        if (adsum_map_reserve(&map, &memory) != 0)
            refused++;
        heap.fail_at = 0;
        put(&map, &memory, id * 2654435761u, id);
        assert_int_equal(times_found(&map, id), 1);
    }
    assert_true(refused > 5);
    for (id = 1; id <= 1000; id++)
        assert_int_equal(times_found(&map, id), 1);
    adsum_map_deinit(&map, &memory);
    assert_int_equal(heap.held, 0);
}

static void a_placed_map_holds_any_number(void **state)
{
    static uint32_t room[20];
    struct heap heap;
    struct memory memory = heap_memory(&heap);
    struct map map;
    uint32_t buckets, id;

    (void)state;
    for (buckets = 1; buckets < 20; buckets++) {
        memset(&records, 0, sizeof records);
        memset(room, 0, sizeof room);
        adsum_map_place(&map, &class, &records, (unsigned char *)room, buckets);
        for (id = 1; id <= 40; id++)
            put(&map, &memory, id * 2654435761u, id);
        assert_int_equal(map.buckets, buckets);
        for (id = 1; id <= 40; id++)
            take_out(&map, id);
        for (id = 1; id <= 40; id++)
            put(&map, &memory, id * 40503u, id);
        for (id = 1; id <= 40; id++)
            assert_int_equal(times_found(&map, id), 1);
        adsum_map_deinit(&map, &memory);
        assert_int_equal(heap.calls, 0);
    }
}

/* The reference's vectors: key 00..0f, input 00, 00 01, ... */
static void the_hash_is_siphash_2_4(void **state)
{
    static const struct {
        uint32_t length;
        uint64_t sum;
    } rows[] = {
        {0, 0x726fdb47dd0e0e31},  {1, 0x74f839c593dc67fd},
        {7, 0xab0200f58b01d137},  {8, 0x93f5f5799a932462},
        {15, 0xa129ca6149be45e5}, {63, 0x958a324ceb064572},
    };
    uint8_t bytes[64];
    size_t i;

    (void)state;
    for (i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)i;
    for (i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(adsum_map_hash(bytes, bytes, rows[i].length),
                         (uint32_t)(rows[i].sum ^ rows[i].sum >> 32));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_record_is_found_once),
        cmocka_unit_test(all_of_one_hash_are_found),
        cmocka_unit_test(there_is_a_bucket_for_each_record_or_two),
        cmocka_unit_test(the_order_follows_from_the_calls),
        cmocka_unit_test(a_refusal_changes_nothing),
        cmocka_unit_test(a_placed_map_holds_any_number),
        cmocka_unit_test(the_hash_is_siphash_2_4),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
