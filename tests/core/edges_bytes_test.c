/* What edges take, loaded and after much change. */
#include "edges.h"
#include "heap.h"
#include <adsum/error.h>

static double bytes_per_edge(const struct edges *edges,
                             const struct memory *memory)
{
    double users = (double)edges->rosters.elements * sizeof(struct vector);

    return ((double)memory->bytes - users) / (double)edges->count;
}

static void an_edge_costs_less_than_5_bytes(void **state)
{
    enum { PEOPLE = 60000, FRIENDS = 20 };
    struct heap heap;
    struct memory memory = heap_memory(&heap);
    struct edges edges;
    uint64_t seed = 10;
    uint32_t user, i;

    (void)state;
    adsum_edges_init(&edges, 65536);
    assert_int_equal(adsum_edges_users(&edges, &memory, PEOPLE), 0);
    for (user = 0; user < PEOPLE; user++)
        for (i = 1; i <= FRIENDS; i++) {
            uint32_t contact = i * 2800 + next_random(&seed) % 2800;

            assert_int_equal(
                adsum_edges_reserve(&edges, &memory, user, contact), 0);
            adsum_edges_put(&edges, &memory, user, contact, 3);
        }
    print_message("loaded: %.3f bytes an edge\n",
                  bytes_per_edge(&edges, &memory));
    assert_true(bytes_per_edge(&edges, &memory) < 4.75);
    for (i = 0; i < 1000000; i++) {
        struct edge_run run;
        uint32_t contact = 1 + next_random(&seed) % 60000;

        user = next_random(&seed) % PEOPLE;
        assert_int_equal(adsum_edges_reserve(&edges, &memory, user, contact),
                         0);
        adsum_edges_put(&edges, &memory, user, contact, 3);
        user = next_random(&seed) % PEOPLE;
        if (adsum_edges_run(&edges, user, 0, &run) != 0)
            adsum_edges_put(&edges, &memory, user,
                            run.edges[next_random(&seed) % run.count] >>
                                ADSUM_EDGE_BITS,
                            0);
    }
    print_message("after churn: %.3f bytes an edge of %u\n",
                  bytes_per_edge(&edges, &memory), (unsigned)edges.count);
    assert_true(bytes_per_edge(&edges, &memory) < 4.75);
    adsum_edges_deinit(&edges, &memory);
    assert_int_equal(heap.held, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_edge_costs_less_than_5_bytes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
