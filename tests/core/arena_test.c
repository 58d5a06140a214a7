#include "arena.h"
#include "heap.h"
#include <adsum/error.h>

enum { BLOCKS = 600 };

/* Blocks that the model knows, each filled with its number. */
struct blocks {
    struct arena *arena;
    uint32_t reference[BLOCKS], bytes[BLOCKS];
    uint32_t moves;
};

static uint32_t bytes_of(void *context, uint32_t owner)
{
    return ((struct blocks *)context)->bytes[owner];
}

static void moved(void *context, uint32_t owner, uint32_t reference)
{
    struct blocks *blocks = context;

    blocks->reference[owner] = reference;
    blocks->moves++;
}

static const struct arena_class class = {bytes_of, moved};

static void fill(struct blocks *blocks, uint32_t number, uint32_t from)
{
    uint32_t *at = adsum_arena_at(blocks->arena, blocks->reference[number]);
    uint32_t i;

    for (i = from / 4; i < blocks->bytes[number] / 4; i++)
        at[i] = number;
}

static void check(struct blocks *blocks, uint32_t number)
{
    uint32_t *at = adsum_arena_at(blocks->arena, blocks->reference[number]);
    uint32_t i;

    for (i = 0; i < blocks->bytes[number] / 4; i++)
        if (at[i] != number)
            fail_msg("block %u has %u", number, at[i]);
}

static void check_all(struct blocks *blocks)
{
    uint64_t bytes = 0;
    uint32_t i;

    for (i = 0; i < BLOCKS; i++) {
        bytes += blocks->bytes[i];
        if (blocks->bytes[i] != 0)
            check(blocks, i);
    }
    assert_int_equal(blocks->arena->used_bytes, bytes);
}

static void give(struct blocks *blocks, uint32_t number)
{
    check(blocks, number);
    adsum_arena_give(blocks->arena, blocks->reference[number],
                     blocks->bytes[number]);
    blocks->bytes[number] = 0;
}

static void give_tail(struct blocks *blocks, uint32_t number)
{
    uint32_t keep = blocks->bytes[number] / 8 * 4;

    if (keep == 0)
        return;
    adsum_arena_give(blocks->arena, blocks->reference[number] + keep / 4,
                     blocks->bytes[number] - keep);
    blocks->bytes[number] = keep;
    check(blocks, number);
}

static void extend(struct blocks *blocks, uint32_t number, uint32_t more)
{
    uint32_t old = blocks->bytes[number];

    if (!adsum_arena_extend(blocks->arena, blocks->reference[number], old,
                            more))
        return;
    blocks->bytes[number] += more;
    fill(blocks, number, old);
}

static int take(struct blocks *blocks, struct memory *memory, uint32_t number,
                uint32_t bytes)
{
    int err = adsum_arena_take(blocks->arena, memory, bytes,
                               &blocks->reference[number]);

    if (err != 0)
        return err;
    assert_int_not_equal(blocks->reference[number], 0);
    blocks->bytes[number] = bytes;
    fill(blocks, number, 0);
    return 0;
}

static void change(struct blocks *blocks, struct memory *memory, uint64_t *seed,
                   uint32_t most)
{
    uint32_t number = next_random(seed) % BLOCKS;
    uint32_t bytes = (1 + next_random(seed) % (most / 4)) * 4;

    if (blocks->bytes[number] == 0) {
        (void)take(blocks, memory, number, bytes);
        return;
    }
    switch (next_random(seed) % 4) {
    case 0:
        extend(blocks, number, 4 + bytes % 64);
        break;
    case 1:
        give_tail(blocks, number);
        break;
    default:
        give(blocks, number);
    }
}

static const struct shape {
    const struct arena_class *class;
    uint32_t segment_bytes, placed, most;
} shapes[] = {
    {NULL, 65536, 0, 300}, {NULL, 1024, 0, 300},    {NULL, 1, 0, 252},
    {NULL, 0, 10001, 300}, {&class, 65536, 0, 300}, {&class, 4096, 0, 300},
    {&class, 1024, 0, 60}, {&class, 0, 10001, 300},
};

static void init(struct arena *arena, const struct shape *shape,
                 struct blocks *blocks)
{
    static uint32_t room[10500];

    if (shape->placed == 0) {
        adsum_arena_init(arena, shape->class, blocks, shape->segment_bytes);
        return;
    }
    memset(room, 0, sizeof room);
    assert_true(adsum_arena_bytes(shape->placed) <= sizeof room);
    adsum_arena_place(arena, shape->class, blocks,
                      (struct arena_segment *)(void *)room, shape->placed);
}

static void blocks_keep_what_is_in_them(void **state)
{
    static struct blocks blocks;
    struct heap heap;
    struct memory memory = heap_memory(&heap);
    struct arena arena;
    uint64_t seed = 5;
    uint32_t i, round;

    (void)state;
    for (i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        memset(&blocks, 0, sizeof blocks);
        blocks.arena = &arena;
        init(&arena, &shapes[i], &blocks);
        for (round = 0; round < 100000; round++) {
            change(&blocks, &memory, &seed, shapes[i].most);
            adsum_arena_compact(&arena);
            if (round % 997 == 0)
                check_all(&blocks);
        }
        check_all(&blocks);
        assert_true(arena.used_bytes + arena.tail_bytes <= arena.held_bytes);
        if (shapes[i].class == NULL || shapes[i].placed != 0)
            assert_int_equal(blocks.moves, 0);
        else
            assert_true(blocks.moves > 1000);
        print_message("arena %u: used %u of %u, moves %u\n", i,
                      (unsigned)arena.used_bytes, (unsigned)arena.held_bytes,
                      blocks.moves);
        for (round = 0; round < BLOCKS; round++)
            if (blocks.bytes[round] != 0)
                give(&blocks, round);
        assert_int_equal(arena.used_bytes, 0);
        assert_int_equal(arena.tail_bytes, arena.held_bytes - 4);
        adsum_arena_deinit(&arena, &memory);
        adsum_arena_deinit(&arena, &memory);
        assert_int_equal(heap.held, 0);
    }
}

static void gaps_are_at_most_a_sixteenth(void **state)
{
    static struct blocks blocks;
    struct heap heap;
    struct memory memory = heap_memory(&heap);
    struct arena arena;
    uint64_t seed = 9;
    uint32_t i, worst = 0;

    (void)state;
    memset(&blocks, 0, sizeof blocks);
    blocks.arena = &arena;
    adsum_arena_init(&arena, &class, &blocks, 4096);
    for (i = 0; i < 200000; i++) {
        uint32_t number = next_random(&seed) % BLOCKS, gaps;

        if (blocks.bytes[number] != 0)
            give(&blocks, number);
        assert_int_equal(
            take(&blocks, &memory, number, 80 + next_random(&seed) % 4 * 4), 0);
        adsum_arena_compact(&arena);
        gaps =
            (uint32_t)(arena.held_bytes - arena.used_bytes - arena.tail_bytes);
        if (gaps > worst)
            worst = gaps;
    }
    assert_true(worst <= arena.held_bytes / 16 + 1024);
    assert_true(arena.held_bytes <= arena.used_bytes * 5 / 4);
    adsum_arena_deinit(&arena, &memory);
}

static void a_placed_arena_uses_all_it_has(void **state)
{
    static const struct shape shape = {&class, 0, 1001, 0};
    static struct blocks blocks;
    struct heap heap;
    struct memory memory = heap_memory(&heap);
    struct arena arena;
    uint32_t i;

    (void)state;
    memset(&blocks, 0, sizeof blocks);
    blocks.arena = &arena;
    init(&arena, &shape, &blocks);
    assert_int_equal(adsum_arena_most(&arena), 4000);
    for (i = 0; i < 100; i++)
        assert_int_equal(take(&blocks, &memory, i, 40), 0);
    assert_int_equal(take(&blocks, &memory, i, 4), ADSUM_ERR_NO_MEMORY);
    for (i = 0; i < 100; i += 2)
        give_tail(&blocks, i);
    assert_int_equal(take(&blocks, &memory, 100, 24), ADSUM_ERR_NO_MEMORY);
    adsum_arena_squeeze(&arena, blocks.reference[51]);
    check_all(&blocks);
    extend(&blocks, 51, 400);
    assert_int_equal(blocks.bytes[51], 440);
    check_all(&blocks);
    adsum_arena_squeeze(&arena, 0);
    check_all(&blocks);
    assert_int_equal(take(&blocks, &memory, 100, 400), 0);
    check_all(&blocks);
    adsum_arena_squeeze(&arena, blocks.reference[3]);
    adsum_arena_squeeze(&arena, blocks.reference[100]);
    check_all(&blocks);
    assert_int_equal(take(&blocks, &memory, 101, 200), 0);
    assert_int_equal(take(&blocks, &memory, 102, 4), ADSUM_ERR_NO_MEMORY);
    check_all(&blocks);
    assert_int_equal(heap.calls, 0);
    adsum_arena_deinit(&arena, &memory);
}

static void views_outlive_taking(void **state)
{
    struct heap heap;
    struct memory memory = heap_memory(&heap);
    struct arena arena;
    uint32_t first, other, i;
    uint32_t *view;

    (void)state;
    adsum_arena_init(&arena, NULL, NULL, 256);
    assert_int_equal(adsum_arena_take(&arena, &memory, 40, &first), 0);
    view = adsum_arena_at(&arena, first);
    for (i = 0; i < 1000; i++)
        assert_int_equal(adsum_arena_take(&arena, &memory, 40, &other), 0);
    assert_ptr_equal(view, adsum_arena_at(&arena, first));
    adsum_arena_deinit(&arena, &memory);
}

static void a_few_blocks_take_little(void **state)
{
    struct heap heap;
    struct memory memory = heap_memory(&heap);
    struct arena arena;
    uint32_t block, i;

    (void)state;
    adsum_arena_init(&arena, NULL, NULL, 65536);
    for (i = 0; i < 6; i++)
        assert_int_equal(adsum_arena_take(&arena, &memory, 40, &block), 0);
    assert_true(memory.bytes < 400);
    assert_int_equal(adsum_arena_take(&arena, &memory, 60000, &block), 0);
    assert_int_equal(
        adsum_arena_take(&arena, &memory, adsum_arena_most(&arena), &block), 0);
    assert_int_equal(
        adsum_arena_take(&arena, &memory, adsum_arena_most(&arena) + 1, &block),
        ADSUM_ERR_NO_MEMORY);
    adsum_arena_deinit(&arena, &memory);
    assert_int_equal(heap.held, 0);
}

static void a_refusal_changes_nothing(void **state)
{
    struct heap heap;
    struct memory memory = heap_memory(&heap);
    struct arena arena;
    uint32_t i, refused = 0, block = 77;

    (void)state;
    adsum_arena_init(&arena, NULL, NULL, 256);
    for (i = 0; i < 300; i++) {
        struct arena before = arena;
        uint64_t held = memory.bytes;

        heap.calls = 0;
        heap.fail_at = 1 + i % 2;
        if (adsum_arena_take(&arena, &memory, 100, &block) == 0)
            continue;
        refused++;
        assert_int_equal(memory.bytes, held);
        assert_int_equal(arena.count, before.count);
        assert_int_equal(arena.used_bytes, before.used_bytes);
        assert_int_equal(arena.held_bytes, before.held_bytes);
    }
    assert_true(refused > 50);
    adsum_arena_deinit(&arena, &memory);
    assert_int_equal(heap.held, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_keep_what_is_in_them),
        cmocka_unit_test(gaps_are_at_most_a_sixteenth),
        cmocka_unit_test(a_placed_arena_uses_all_it_has),
        cmocka_unit_test(views_outlive_taking),
        cmocka_unit_test(a_few_blocks_take_little),
        cmocka_unit_test(a_refusal_changes_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
