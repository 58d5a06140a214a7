#include "heap.h"
#include <adsum/fixed.h>
#include <stdint.h>

enum { BLOCKS = 200, ROOM = 1 << 16 };

static uint64_t buffer[ROOM / 8 + 2];

static struct adsum_fixed fixed_of(size_t bytes)
{
    struct adsum_fixed fixed = {.buffer = buffer + 1, .bytes = bytes};

    memset(buffer, 0x5a, sizeof buffer);
    return fixed;
}

static void *give(struct adsum_fixed *fixed, size_t bytes)
{
    return adsum_fixed_allocate(fixed, NULL, 0, bytes);
}

static void take(struct adsum_fixed *fixed, void *block, size_t bytes)
{
    assert_null(adsum_fixed_allocate(fixed, block, bytes, 0));
}

/* Nothing before the buffer or behind it is written. */
static void check_around(size_t bytes)
{
    const unsigned char *at = (const unsigned char *)(buffer + 1);
    unsigned i;

    assert_int_equal(buffer[0], 0x5a5a5a5a5a5a5a5a);
    for (i = 0; i < 8; i++)
        assert_int_equal(at[bytes + i], 0x5a);
}

static void check_block(const unsigned char *block, size_t bytes,
                        unsigned number)
{
    size_t i;

    if (block == NULL)
        return;
    assert_int_equal((uintptr_t)block % sizeof(uint64_t), 0);
    assert_true(block >= (unsigned char *)(buffer + 1));
    for (i = 0; i < bytes; i++)
        if (block[i] != (unsigned char)number)
            fail_msg("block %u is spoilt", number);
}

static void blocks_keep_what_is_in_them(void **state)
{
    static const size_t rooms[] = {100, 511, 4096, 16384, ROOM - 3};
    static unsigned char *blocks[BLOCKS];
    static size_t sizes[BLOCKS];
    uint64_t seed = 21;
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rooms / sizeof *rooms; i++) {
        struct adsum_fixed fixed = fixed_of(rooms[i]);
        unsigned round, k, refused = 0;

        memset(blocks, 0, sizeof blocks);
        memset(sizes, 0, sizeof sizes);
        for (round = 0; round < 200000; round++) {
            size_t bytes = next_random(&seed) % (rooms[i] / 12);
            unsigned char *block;

            k = next_random(&seed) % BLOCKS;
            check_block(blocks[k], sizes[k], k);
            block = adsum_fixed_allocate(&fixed, blocks[k], sizes[k], bytes);
            if (block == NULL && bytes != 0) {
                assert_true(bytes > sizes[k]);
                refused++;
                continue;
            }
            check_block(block, bytes < sizes[k] ? bytes : sizes[k], k);
            blocks[k] = block;
            sizes[k] = bytes;
            if (block != NULL)
                memset(block, (int)k, bytes);
            assert_true(fixed.used <= fixed.bytes);
        }
        assert_true(refused > 0);
        check_around(rooms[i]);
        for (k = 0; k < BLOCKS; k++)
            adsum_fixed_allocate(&fixed, blocks[k], sizes[k], 0);
        assert_int_equal(fixed.used, 0);
        assert_true(fixed.most <= fixed.bytes);
        assert_non_null(give(&fixed, rooms[i] - 44));
    }
}

static void giving_nothing_takes_nothing(void **state)
{
    struct adsum_fixed fixed = fixed_of(100);

    (void)state;
    assert_null(adsum_fixed_allocate(&fixed, NULL, 0, 0));
    assert_int_equal(fixed.used, 0);
    assert_int_equal(fixed.most, 0);
}

static void a_block_costs_four_bytes(void **state)
{
    struct adsum_fixed fixed = fixed_of(4096);
    unsigned count = 0;

    (void)state;
    while (give(&fixed, 28) != NULL)
        count++;
    assert_int_equal(count, 4096 / 32 - 1);
    assert_int_equal(fixed.used, 4 + 32 * count);
    assert_int_equal(fixed.most, fixed.used);
}

static void all_of_a_small_buffer_can_be_one_block(void **state)
{
    size_t bytes;

    (void)state;
    for (bytes = 0; bytes < 300; bytes++) {
        struct adsum_fixed fixed = fixed_of(bytes);
        size_t most = bytes < 20 ? 0 : (bytes - 4) / 8 * 8 - 4;
        void *block;

        assert_null(give(&fixed, most + 1));
        if (most == 0)
            continue;
        block = give(&fixed, most);
        assert_non_null(block);
        memset(block, 0, most);
        check_around(bytes);
        take(&fixed, block, most);
        assert_int_equal(fixed.used, 0);
    }
}

static void shrinking_never_fails(void **state)
{
    struct adsum_fixed fixed = fixed_of(4096);
    unsigned char *block = give(&fixed, 4080);
    size_t bytes;

    (void)state;
    assert_non_null(block);
    assert_null(give(&fixed, 1));
    for (bytes = 4080; bytes > 1; bytes--)
        assert_ptr_equal(adsum_fixed_allocate(&fixed, block, bytes, bytes - 1),
                         block);
    assert_int_equal(fixed.used, 4 + 16);
    for (bytes = 1; bytes < 4080; bytes++)
        assert_ptr_equal(adsum_fixed_allocate(&fixed, block, bytes, bytes + 1),
                         block);
    assert_null(adsum_fixed_allocate(&fixed, block, 4080, 5000));
    assert_null(adsum_fixed_allocate(&fixed, block, 4080, SIZE_MAX));
    take(&fixed, block, 4080);
    assert_int_equal(fixed.used, 0);
}

static void neighbours_are_joined_in_any_order(void **state)
{
    static const unsigned orders[][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
                                         {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    unsigned i, k;

    (void)state;
    for (i = 0; i < 6; i++) {
        struct adsum_fixed fixed = fixed_of(1000);
        void *blocks[3];

        for (k = 0; k < 3; k++)
            assert_non_null(blocks[k] = give(&fixed, 320));
        for (k = 0; k < 3; k++)
            take(&fixed, blocks[orders[i][k]], 320);
        assert_non_null(give(&fixed, 980));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_keep_what_is_in_them),
        cmocka_unit_test(giving_nothing_takes_nothing),
        cmocka_unit_test(a_block_costs_four_bytes),
        cmocka_unit_test(all_of_a_small_buffer_can_be_one_block),
        cmocka_unit_test(shrinking_never_fails),
        cmocka_unit_test(neighbours_are_joined_in_any_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
