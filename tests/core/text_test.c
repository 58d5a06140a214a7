#include "heap.h"
#include "text.h"
#include <adsum/error.h>
#include <adsum/limits.h>
#include <stdio.h>

static const uint8_t seed_bytes[16] = "0123456789abcde";

static const int over = ADSUM_ERR_LIMIT - ADSUM_LIMIT_TEXT_BYTES;

static void assert_text(struct adsum_text text, const char *bytes,
                        uint32_t length)
{
    assert_int_equal(text.length, length);
    assert_memory_equal(text.bytes, bytes, length);
}

static void equal_bytes_are_one_atom(void **state)
{
    struct heap heap;
    struct memory memory = heap_memory(&heap);
    struct texts texts;
    uint32_t romeo, again, juliet;

    (void)state;
    adsum_text_init(&texts, seed_bytes, 1 << 20, 65536);
    assert_int_equal(adsum_text_find(&texts, "romeo", 5), 0);
    assert_int_equal(adsum_text_intern(&texts, &memory, "romeo", 5, &romeo), 0);
    assert_int_equal(adsum_text_intern(&texts, &memory, "romeo", 5, &again), 0);
    assert_int_equal(adsum_text_intern(&texts, &memory, "juliet", 6, &juliet),
                     0);
    assert_int_equal(romeo, again);
    assert_int_not_equal(romeo, juliet);
    assert_text(adsum_text_at(&texts, romeo), "romeo", 5);
    adsum_text_share(&texts, romeo);
    adsum_text_release(&texts, romeo);
    adsum_text_release(&texts, romeo);
    assert_int_equal(adsum_text_find(&texts, "romeo", 5), romeo);
    adsum_text_release(&texts, romeo);
    assert_int_equal(adsum_text_find(&texts, "romeo", 5), 0);
    assert_int_equal(adsum_text_find(&texts, "juliet", 6), juliet);
    adsum_text_release(&texts, juliet);
    adsum_text_release(&texts, 0);
    assert_int_equal(texts.bytes, 0);
    adsum_text_deinit(&texts, &memory);
    adsum_text_deinit(&texts, &memory);
    assert_int_equal(heap.held, 0);
}

static void nothing_is_an_empty_text(void **state)
{
    struct heap heap;
    struct memory memory = heap_memory(&heap);
    struct texts texts;
    uint32_t empty;

    (void)state;
    adsum_text_init(&texts, seed_bytes, 1 << 20, 65536);
    assert_int_equal(adsum_text_at(&texts, 0).length, 0);
    assert_int_equal(adsum_text_kept(&texts, 0).length, 0);
    assert_int_equal(adsum_text_intern(&texts, &memory, NULL, 0, &empty), 0);
    assert_int_not_equal(empty, 0);
    assert_int_equal(adsum_text_at(&texts, empty).length, 0);
    assert_int_equal(adsum_text_find(&texts, "", 0), empty);
    adsum_text_deinit(&texts, &memory);
}

static void lengths_of_all_sizes_come_back(void **state)
{
    static const uint32_t lengths[] = {1,   2,   3,    4,     126,   127,  128,
                                       129, 130, 4095, 16383, 16384, 60000};
    static char bytes[60000];
    struct heap heap;
    struct memory memory = heap_memory(&heap);
    struct texts texts;
    uint32_t kept, atom;
    size_t i;

    (void)state;
    for (i = 0; i < sizeof bytes; i++)
        bytes[i] = (char)(i * 7);
    adsum_text_init(&texts, seed_bytes, 1 << 20, 65536);
    for (i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        assert_int_equal(
            adsum_text_keep(&texts, &memory, bytes, lengths[i], &kept), 0);
        assert_int_equal(
            adsum_text_intern(&texts, &memory, bytes, lengths[i], &atom), 0);
        assert_text(adsum_text_kept(&texts, kept), bytes, lengths[i]);
        assert_text(adsum_text_at(&texts, atom), bytes, lengths[i]);
        adsum_text_drop(&texts, kept);
        adsum_text_release(&texts, atom);
        assert_int_equal(texts.bytes, 0);
    }
    adsum_text_drop(&texts, 0);
    adsum_text_deinit(&texts, &memory);
}

static void texts_are_bounded_as_a_whole(void **state)
{
    static const char bytes[100];
    struct heap heap;
    struct memory memory = heap_memory(&heap);
    struct texts texts;
    uint32_t kept, atom, same = 99;

    (void)state;
    adsum_text_init(&texts, seed_bytes, 240, 1024);
    assert_int_equal(adsum_text_keep(&texts, &memory, bytes, 100, &kept), 0);
    assert_int_equal(adsum_text_intern(&texts, &memory, bytes, 100, &atom), 0);
    assert_int_equal(adsum_text_keep(&texts, &memory, bytes, 100, &same), over);
    assert_int_equal(adsum_text_intern(&texts, &memory, bytes, 99, &same),
                     over);
    assert_int_equal(same, 99);
    assert_int_equal(adsum_text_intern(&texts, &memory, bytes, 100, &same), 0);
    assert_int_equal(same, atom);
    assert_int_equal(texts.bytes, 208);
    assert_int_equal(adsum_text_keep(&texts, &memory, bytes, 31, &same), 0);
    assert_int_equal(texts.bytes, 240);
    adsum_text_deinit(&texts, &memory);
}

static void what_no_segment_holds_is_over_the_limit(void **state)
{
    static const char bytes[2000];
    struct heap heap;
    struct memory memory = heap_memory(&heap);
    struct texts texts;
    uint32_t kept;

    (void)state;
    adsum_text_init(&texts, seed_bytes, 1 << 30, 1024);
    assert_int_equal(adsum_text_keep(&texts, &memory, bytes, 1018, &kept), 0);
    assert_int_equal(adsum_text_keep(&texts, &memory, bytes, 1019, &kept),
                     over);
    assert_int_equal(
        adsum_text_keep(&texts, &memory, bytes, UINT32_MAX - 1, &kept), over);
    adsum_text_deinit(&texts, &memory);
}

enum { NAMES = 3000 };

static uint32_t name(char *ret, uint32_t number)
{
    return (uint32_t)sprintf(ret, "user%u@%.*s", number,
                             (int)(number * 31 % 200),
                             "a.very.long.domain.of.some.organisation.example."
                             "a.very.long.domain.of.some.organisation.example."
                             "a.very.long.domain.of.some.organisation.example."
                             "a.very.long.domain.of.some.organisation.example."
                             "org.........................................");
}

static void uses_are_counted_through_all_changes(void **state)
{
    static uint32_t uses[NAMES], atoms[NAMES];
    struct heap heap;
    struct memory memory = heap_memory(&heap);
    struct texts texts;
    uint64_t seed = 11;
    uint32_t i, number, length, atom;
    char bytes[300];

    (void)state;
    adsum_text_init(&texts, seed_bytes, 1 << 30, 4096);
    for (i = 0; i < 200000; i++) {
        number = next_random(&seed) % NAMES;
        length = name(bytes, number);
        if (uses[number] != 0)
            assert_text(adsum_text_at(&texts, atoms[number]), bytes, length);
        if (uses[number] != 0 && next_random(&seed) % 5 > 1) {
            adsum_text_release(&texts, atoms[number]);
            uses[number]--;
            continue;
        }
        assert_int_equal(
            adsum_text_intern(&texts, &memory, bytes, length, &atom), 0);
        if (uses[number]++ != 0)
            assert_int_equal(atom, atoms[number]);
        atoms[number] = atom;
    }
    for (number = 0; number < NAMES; number++) {
        length = name(bytes, number);
        atom = uses[number] == 0 ? 0 : atoms[number];
        assert_int_equal(adsum_text_find(&texts, bytes, length), atom);
    }
    print_message("texts: %.1f bytes held for each of %u, %.1f of them text\n",
                  (double)memory.bytes / texts.atoms.used, texts.atoms.used,
                  (double)texts.bytes / texts.atoms.used);
    for (number = 0; number < NAMES; number++)
        for (; uses[number] != 0; uses[number]--)
            adsum_text_release(&texts, atoms[number]);
    assert_int_equal(texts.bytes, 0);
    assert_int_equal(texts.arena.used_bytes, 0);
    adsum_text_deinit(&texts, &memory);
    assert_int_equal(memory.bytes, 0);
    assert_int_equal(heap.held, 0);
}

static void a_refusal_changes_nothing(void **state)
{
    struct heap heap;
    struct memory memory = heap_memory(&heap);
    struct texts texts;
    uint32_t number, length, atom, refused = 0;
    char bytes[300];

    (void)state;
    adsum_text_init(&texts, seed_bytes, 1 << 30, 1024);
    for (number = 0; number < 500; number++) {
        uint64_t before = texts.bytes;
        int err;

        length = name(bytes, number);
        heap.fail_at = 1;
        do {
            heap.calls = 0;
            err = adsum_text_intern(&texts, &memory, bytes, length, &atom);
            heap.fail_at++;
            if (err == 0)
                break;
            refused++;
            assert_int_equal(err, ADSUM_ERR_NO_MEMORY);
            assert_int_equal(texts.bytes, before);
            assert_int_equal(texts.atoms.used, number);
            assert_int_equal(adsum_text_find(&texts, bytes, length), 0);
        } while (true);
        heap.fail_at = 0;
        assert_text(adsum_text_at(&texts, atom), bytes, length);
    }
    assert_true(refused > 20);
    adsum_text_deinit(&texts, &memory);
    assert_int_equal(heap.held, 0);
}

static void texts_of_a_pool_take_what_they_need(void **state)
{
    static const char letters[] = "abcdefghijklmnopqrst";
    static uint32_t room[4];
    static struct pool pool;
    /* There is more of the block before a pool. */
    struct text_room where = {&pool.memory, (unsigned char *)(pool.room + 8),
                              (unsigned char *)room, 4};
    struct texts texts;
    uint32_t atom[10], i, round;

    (void)state;
    pool_init(&pool, 1024);
    pool.fixed.buffer = where.pool;
    adsum_text_place(&texts, seed_bytes, 80, &where);
    for (round = 0; round < 100; round++) {
        for (i = 0; i < 10; i++)
            assert_int_equal(adsum_text_intern(&texts, &pool.memory,
                                               &letters[i + round % 4], 7,
                                               &atom[i]),
                             0);
        assert_int_equal(adsum_text_intern(&texts, &pool.memory, "x", 1, &i),
                         over);
        for (i = 0; i < 10; i++)
            assert_memory_equal(adsum_text_at(&texts, atom[i]).bytes,
                                &letters[i + round % 4], 7);
        for (i = 0; i < 10; i++)
            adsum_text_release(&texts, atom[(i * 7 + round) % 10]);
        adsum_slab_settle(&texts.atoms, &pool.memory);
        assert_int_equal(pool.memory.bytes, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_bytes_are_one_atom),
        cmocka_unit_test(nothing_is_an_empty_text),
        cmocka_unit_test(lengths_of_all_sizes_come_back),
        cmocka_unit_test(texts_are_bounded_as_a_whole),
        cmocka_unit_test(what_no_segment_holds_is_over_the_limit),
        cmocka_unit_test(uses_are_counted_through_all_changes),
        cmocka_unit_test(a_refusal_changes_nothing),
        cmocka_unit_test(texts_of_a_pool_take_what_they_need),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
