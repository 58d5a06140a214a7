#include "publishing.h"
#include "measure.h"
#include "pages.h"
#include <stdio.h>
#include <string.h>

#define ROOM (1u << 18)

void publishing_make(struct publishing *publishing, const struct graph *graph,
                     uint64_t most, uint64_t few)
{
    uint64_t random = graph->plan.seed ^ 2;

    memset(publishing, 0, sizeof *publishing);
    publishing->graph = graph;
    publishing->users = pages_take(ROOM * sizeof *publishing->users);
    publishing->sessions = pages_take(ROOM * sizeof *publishing->sessions);
    publishing->items = pages_take(ROOM * sizeof *publishing->items);
    while (publishing->count < ROOM &&
           (publishing->count % PUBLISHING_BATCH != 0 ||
            publishing->notices < most)) {
        uint32_t user = graph_publisher(graph, &random);

        publishing->users[publishing->count] = user;
        publishing->sessions[publishing->count++] = graph->session[user];
        publishing->notices += graph_told(graph, user, NULL);
        if (publishing->few_notices < few) {
            publishing->few_notices = publishing->notices;
            publishing->few = publishing->count;
        }
    }
}

void publishing_free(struct publishing *publishing)
{
    pages_give(publishing->users, ROOM * sizeof *publishing->users);
    pages_give(publishing->sessions, ROOM * sizeof *publishing->sessions);
    pages_give(publishing->items, ROOM * sizeof *publishing->items);
}

void publishing_aim(struct publishing *publishing, const struct world *world,
                    uint32_t parts)
{
    for (uint32_t i = 0; i < publishing->count; i++)
        publishing->items[i] = (struct adsum_publication){
            .session = world->handles[publishing->sessions[i]],
            .presence = world_presence(i, parts)};
}

double publishing_batches(struct publishing *publishing, struct world *world,
                          uint64_t *instructions)
{
    uint64_t counted = measure_instructions();
    uint64_t begin = measure_cpu_ns();

    for (uint32_t i = 0; i < publishing->count; i += PUBLISHING_BATCH)
        world_must(adsum_service_publish(world->service, publishing->items + i,
                                         PUBLISHING_BATCH),
                   "publish");
    begin = measure_cpu_ns() - begin;
    *instructions += measure_instructions() - counted;
    return (double)begin / (double)publishing->notices;
}

double publishing_isolated(struct publishing *publishing, struct world *world)
{
    uint64_t begin = measure_cpu_ns();

    for (uint32_t i = 0; i < publishing->few; i++) {
        world_must(adsum_session_publish(world->service,
                                         publishing->items[i].session,
                                         publishing->items[i].presence),
                   "publish");
        measure_fence();
    }
    return (double)(measure_cpu_ns() - begin) / (double)publishing->few_notices;
}

double publishing_naive(struct publishing *publishing, struct naive *naive)
{
    uint64_t begin = measure_cpu_ns();

    for (uint32_t i = 0; i < publishing->few; i++)
        naive_publish(naive, publishing->sessions[i], (uint8_t)(i % 5));
    return (double)(measure_cpu_ns() - begin) / (double)publishing->few_notices;
}

bool publishing_told_all(const struct publishing *publishing,
                         const struct world *world, uint32_t runs)
{
    const struct graph *graph = publishing->graph;
    size_t most = graph_most_told(graph);
    uint64_t *expected = pages_take(graph->sessions * sizeof *expected);
    uint32_t *told = pages_take(most * sizeof *told);
    uint32_t wrong = 0;

    for (uint32_t i = 0; i < publishing->count; i++)
        for (uint32_t n = graph_told(graph, publishing->users[i], told); n > 0;
             n--)
            expected[told[n - 1]] += runs;
    for (uint32_t i = 0; i < graph->sessions; i++)
        if (world_counted(world, i) != expected[i] && wrong++ < 5)
            fprintf(stderr, "session %u: told %llu times, not %llu\n",
                    (unsigned)i, (unsigned long long)world_counted(world, i),
                    (unsigned long long)expected[i]);
    pages_give(expected, graph->sessions * sizeof *expected);
    pages_give(told, most * sizeof *told);
    return wrong == 0;
}
