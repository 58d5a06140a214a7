#include "edges.h"
#include "heap.h"
#include <adsum/error.h>

enum { USERS = 60, CONTACTS = 3000 };

/* The model: bits by user and contact. */
static unsigned char model[USERS][CONTACTS + 1];

static void check_roster(const struct edges *edges, uint32_t user,
                         const unsigned char *bits, uint32_t contacts)
{
    uint32_t contact = 0, count = 0, after = 0, i;
    struct edge_run run;

    while (adsum_edges_run(edges, user, after, &run) != 0) {
        for (i = 0; i < run.count; i++) {
            for (contact++; contact <= contacts && bits[contact] == 0;)
                contact++;
            if (run.edges[i] != (contact << ADSUM_EDGE_BITS | bits[contact]))
                fail_msg("user %u: %u where contact %u is", user,
                         run.edges[i] >> ADSUM_EDGE_BITS, contact);
            count++;
        }
        after = run.edges[run.count - 1] >> ADSUM_EDGE_BITS;
    }
    for (contact++; contact <= contacts; contact++)
        assert_int_equal(bits[contact], 0);
    assert_int_equal(adsum_edges_count(edges, user), count);
}

static void check_all(const struct edges *edges)
{
    uint32_t user, contact;
    uint64_t count = 0;

    for (user = 0; user < USERS; user++) {
        check_roster(edges, user, model[user], CONTACTS);
        for (contact = 0; contact <= CONTACTS; contact++)
            count += model[user][contact] != 0;
    }
    assert_int_equal(edges->count, count);
}

static void put(struct edges *edges, struct memory *memory, uint32_t user,
                uint32_t contact, uint32_t bits)
{
    if (bits != 0)
        assert_int_equal(adsum_edges_reserve(edges, memory, user, contact), 0);
    adsum_edges_put(edges, memory, user, contact, bits);
    model[user][contact] = (unsigned char)bits;
}

/* Most users have few contacts, some have thousands. */
static uint32_t some_contact(uint64_t *seed, uint32_t user)
{
    return 1 + next_random(seed) % (user % 20 == 0 ? CONTACTS : 50);
}

static void rosters_are_as_they_were_put(void **state)
{
    struct heap heap;
    struct memory memory = heap_memory(&heap);
    struct edges edges;
    uint64_t seed = 2;
    uint32_t i, phase, user, contact;

    (void)state;
    memset(model, 0, sizeof model);
    adsum_edges_init(&edges, 4096);
    assert_int_equal(adsum_edges_users(&edges, &memory, USERS), 0);
    /* Growing, changing, shrinking, growing, changing. */
    for (phase = 0; phase < 5; phase++) {
        static const uint32_t drops[] = {1, 5, 9, 1, 5};

        for (i = 0; i < 30000; i++) {
            user = next_random(&seed) % USERS;
            if (next_random(&seed) % 4 == 0)
                user = user / 20 * 20;
            contact = some_contact(&seed, user);
            assert_int_equal(adsum_edges_get(&edges, user, contact),
                             model[user][contact]);
            if (next_random(&seed) % 10 < drops[phase])
                put(&edges, &memory, user, contact, 0);
            else
                put(&edges, &memory, user, contact,
                    1 + next_random(&seed) % 31);
            if (i % 5000 == 0)
                check_all(&edges);
        }
        check_all(&edges);
    }
    assert_true(edges.hubs->hubs.used != 0);
    for (user = 0; user < USERS; user++) {
        adsum_edges_clear(&edges, &memory, user);
        memset(model[user], 0, sizeof model[user]);
    }
    check_all(&edges);
    assert_int_equal(edges.arena.used_bytes, 0);
    assert_int_equal(edges.hubs->hubs.used + edges.hubs->chunks.used, 0);
    adsum_edges_deinit(&edges, &memory);
    adsum_edges_deinit(&edges, &memory);
    assert_int_equal(memory.bytes, 0);
    assert_int_equal(heap.held, 0);
}

static void a_run_begins_after_a_contact(void **state)
{
    struct heap heap;
    struct memory memory = heap_memory(&heap);
    struct edges edges;
    struct edge_run run;
    uint32_t contact;

    (void)state;
    memset(model, 0, sizeof model);
    adsum_edges_init(&edges, 4096);
    assert_int_equal(adsum_edges_users(&edges, &memory, 2), 0);
    assert_int_equal(adsum_edges_run(&edges, 0, 0, &run), 0);
    assert_int_equal(adsum_edges_run(&edges, 0, 17, &run), 0);
    for (contact = 10; contact <= CONTACTS; contact += 10) {
        put(&edges, &memory, 0, contact, 3);
        if (contact <= 100)
            put(&edges, &memory, 1, contact, 3);
    }
    for (contact = 0; contact < CONTACTS; contact++) {
        assert_true(adsum_edges_run(&edges, 0, contact, &run) > 0);
        assert_int_equal(run.edges[0] >> ADSUM_EDGE_BITS,
                         contact / 10 * 10 + 10);
    }
    assert_int_equal(adsum_edges_run(&edges, 0, CONTACTS, &run), 0);
    assert_int_equal(adsum_edges_run(&edges, 0, (1u << 27) - 1, &run), 0);
    assert_int_equal(adsum_edges_run(&edges, 1, 95, &run), 1);
    assert_int_equal(adsum_edges_run(&edges, 1, 100, &run), 0);
    adsum_edges_deinit(&edges, &memory);
}

static void the_highest_contact_is_like_any_other(void **state)
{
    struct heap heap;
    struct memory memory = heap_memory(&heap);
    struct edges edges;
    struct edge_run run;
    uint32_t top = (1u << 27) - 1;

    (void)state;
    adsum_edges_init(&edges, 4096);
    assert_int_equal(adsum_edges_users(&edges, &memory, 1), 0);
    assert_int_equal(adsum_edges_reserve(&edges, &memory, 0, top), 0);
    adsum_edges_put(&edges, &memory, 0, top, 31);
    assert_int_equal(adsum_edges_get(&edges, 0, top), 31);
    assert_int_equal(adsum_edges_run(&edges, 0, top - 1, &run), 1);
    assert_int_equal(run.edges[0], UINT32_MAX);
    assert_int_equal(adsum_edges_run(&edges, 0, top, &run), 0);
    adsum_edges_deinit(&edges, &memory);
}

enum { MANY = 150000 };

static unsigned char star[MANY + 1];

static void load_star(struct edges *edges, struct memory *memory, uint32_t step)
{
    uint32_t i;

    memset(star, 0, sizeof star);
    for (i = 0; i < MANY; i++) {
        uint32_t contact = 1 + (uint32_t)((uint64_t)i * step % MANY);

        assert_int_equal(adsum_edges_reserve(edges, memory, 1, contact), 0);
        adsum_edges_put(edges, memory, 1, contact, 1 + contact % 31);
        star[contact] = (unsigned char)(1 + contact % 31);
    }
}

static void a_roster_of_many_thousands_is_kept_and_given_back(void **state)
{
    static const uint32_t steps[] = {1, MANY - 1, 70001};
    struct heap heap;
    struct memory memory = heap_memory(&heap);
    struct edges edges;
    uint32_t i, k;

    (void)state;
    for (k = 0; k < 3; k++) {
        adsum_edges_init(&edges, 65536);
        assert_int_equal(adsum_edges_users(&edges, &memory, 4), 0);
        load_star(&edges, &memory, steps[k]);
        check_roster(&edges, 1, star, MANY);
        print_message("one roster of %u in steps of %u: %.2f bytes an edge\n",
                      MANY, steps[k], (double)memory.bytes / MANY);
        for (i = 0; i < MANY; i++) {
            uint32_t contact = 1 + (uint32_t)((uint64_t)i * 30011 % MANY);

            if (i % 10 == 0)
                continue;
            adsum_edges_put(&edges, &memory, 1, contact, 0);
            star[contact] = 0;
        }
        check_roster(&edges, 1, star, MANY);
        assert_true(edges.hubs->chunks.used < MANY / 10 / 128 + 2);
        for (i = 1; i <= MANY; i++)
            adsum_edges_put(&edges, &memory, 1, i, 0);
        assert_int_equal(adsum_edges_count(&edges, 1), 0);
        assert_int_equal(edges.arena.used_bytes, 0);
        assert_int_equal(edges.hubs->hubs.used, 0);
        adsum_edges_deinit(&edges, &memory);
        assert_int_equal(heap.held, 0);
    }
}

static void what_is_reserved_can_be_put(void **state)
{
    struct heap heap;
    struct memory memory = heap_memory(&heap);
    struct edges edges;
    uint64_t seed = 4;
    uint32_t i, round, user, contact[USERS];

    (void)state;
    memset(model, 0, sizeof model);
    adsum_edges_init(&edges, 4096);
    assert_int_equal(adsum_edges_users(&edges, &memory, USERS), 0);
    for (round = 0; round < 500; round++) {
        for (user = 0; user < USERS; user++) {
            contact[user] = some_contact(&seed, user);
            assert_int_equal(
                adsum_edges_reserve(&edges, &memory, user, contact[user]), 0);
        }
        heap.calls = 0;
        heap.fail_at = 1;
        for (i = 0; i < USERS; i++) {
            user = (i * 37 + round) % USERS;
            adsum_edges_put(&edges, &memory, user, contact[user], 7);
            model[user][contact[user]] = 7;
        }
        assert_int_equal(heap.calls, 0);
        heap.fail_at = 0;
        for (i = 0; i < USERS / 2; i++)
            put(&edges, &memory, i, some_contact(&seed, i), 0);
    }
    check_all(&edges);
    adsum_edges_deinit(&edges, &memory);
    assert_int_equal(heap.held, 0);
}

static void a_refusal_changes_nothing(void **state)
{
    struct heap heap;
    struct memory memory = heap_memory(&heap);
    struct edges edges;
    uint64_t seed = 6;
    uint32_t i, refused = 0;

    (void)state;
    memset(model, 0, sizeof model);
    adsum_edges_init(&edges, 4096);
    heap.fail_at = 1;
    assert_int_equal(adsum_edges_users(&edges, &memory, USERS),
                     ADSUM_ERR_NO_MEMORY);
    heap.fail_at = 0;
    assert_int_equal(adsum_edges_users(&edges, &memory, USERS), 0);
    for (i = 0; i < 60000; i++) {
        uint32_t user = next_random(&seed) % USERS / 20 * 20;
        uint32_t contact = some_contact(&seed, user);

        heap.fail_at = 1;
        for (;; heap.fail_at++) {
            heap.calls = 0;
            if (adsum_edges_reserve(&edges, &memory, user, contact) == 0)
                break;
            refused++;
            check_all(&edges);
        }
        heap.fail_at = 0;
        put(&edges, &memory, user, contact, 5);
    }
    assert_true(refused > 20);
    check_all(&edges);
    adsum_edges_deinit(&edges, &memory);
    assert_int_equal(heap.held, 0);
}

/* Dropping joins chunks if it can; without memory it just drops. */
static void dropping_needs_no_memory(void **state)
{
    struct heap heap;
    struct memory memory = heap_memory(&heap);
    struct edges edges;
    uint32_t i;

    (void)state;
    adsum_edges_init(&edges, 4096);
    assert_int_equal(adsum_edges_users(&edges, &memory, 2), 0);
    load_star(&edges, &memory, 70001);
    for (i = 1; i <= MANY; i++) {
        heap.calls = 0;
        heap.fail_at = 1;
        adsum_edges_put(&edges, &memory, 1, i, 0);
    }
    heap.fail_at = 0;
    assert_int_equal(adsum_edges_count(&edges, 1), 0);
    adsum_edges_deinit(&edges, &memory);
    assert_int_equal(heap.held, 0);
}

static void placed_edges_use_all_they_have(void **state)
{
    enum { SOME = 8, MOST = 200 };
    static uint64_t room[256];
    struct heap heap;
    struct memory memory = heap_memory(&heap);
    struct edges edges;
    uint64_t seed = 8;
    uint32_t i, full = 0;

    (void)state;
    assert_true(adsum_edges_bytes(SOME, MOST) <= sizeof room);
    memset(model, 0, sizeof model);
    adsum_edges_place(&edges, (unsigned char *)room, SOME, MOST);
    assert_int_equal(adsum_edges_users(&edges, &memory, SOME + 1), 0);
    assert_int_equal(adsum_edges_users(&edges, &memory, SOME + 2),
                     ADSUM_ERR_NO_MEMORY);
    for (i = 0; i < 200000; i++) {
        uint32_t user = 1 + next_random(&seed) % SOME;
        uint32_t contact = 1 + next_random(&seed) % 60;
        uint32_t is_add = next_random(&seed) % 100 < (i / 1000 % 2 ? 70 : 40);

        full += edges.count == MOST;
        if (!is_add) {
            put(&edges, &memory, user, contact, 0);
        } else if (edges.count < MOST || model[user][contact] != 0) {
            put(&edges, &memory, user, contact, 1 + i % 31);
        }
        if (i % 1000 == 0)
            check_roster(&edges, user, model[user], CONTACTS);
    }
    assert_true(full > 100);
    assert_int_equal(heap.calls, 0);
    adsum_edges_deinit(&edges, &memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rosters_are_as_they_were_put),
        cmocka_unit_test(a_run_begins_after_a_contact),
        cmocka_unit_test(the_highest_contact_is_like_any_other),
        cmocka_unit_test(a_roster_of_many_thousands_is_kept_and_given_back),
        cmocka_unit_test(what_is_reserved_can_be_put),
        cmocka_unit_test(a_refusal_changes_nothing),
        cmocka_unit_test(dropping_needs_no_memory),
        cmocka_unit_test(placed_edges_use_all_they_have),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
