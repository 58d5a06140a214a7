#include "bound.h"
#include "measure.h"
#include "pages.h"
#include <string.h>

/* How far ahead of their use lines are asked for, in publishers and targets:
 * the best of those tried in memory far larger than the caches. */
#define HEADER_AHEAD 24u
#define ROSTER_AHEAD 12u
#define TARGET_AHEAD 24u
#define WORDS        4u /* of a session's record */
#define LINE         64u

static volatile uint64_t sink; /* what is read must seem to be wanted */

void bound_make(struct bound *bound, const struct graph *graph,
                unsigned char *hosts, size_t host_bytes)
{
    uint32_t place = 0;

    memset(bound, 0, sizeof *bound);
    bound->graph = graph;
    bound->hosts = hosts;
    bound->host_bytes = host_bytes;
    bound->records =
        pages_take((size_t)graph->sessions * WORDS * sizeof *bound->records);
    bound->order = pages_take(graph->sessions * sizeof *bound->order);
    for (uint32_t user = 0; user < graph->plan.users; user++)
        if (graph->session[user] != GRAPH_OFFLINE)
            bound->order[graph->session[user]] = place++;
}

static void forget_plan(struct bound *bound)
{
    pages_give(bound->publishers, (bound->count + HEADER_AHEAD) * 4ull);
    pages_give(bound->counts, bound->count * 4ull);
    pages_give(bound->told, bound->room * 4);
    pages_give(bound->places, bound->room * 4);
    bound->count = 0;
}

void bound_free(struct bound *bound)
{
    if (bound->count != 0)
        forget_plan(bound);
    pages_give(bound->records,
               (size_t)bound->graph->sessions * WORDS * sizeof(uint64_t));
    pages_give(bound->order, bound->graph->sessions * sizeof *bound->order);
}

static uint32_t plan_count(const struct bound *bound,
                           const uint32_t *publishers, uint32_t count,
                           uint64_t most, uint64_t *ret_notices)
{
    uint64_t notices = 0;
    uint32_t i = 0;

    while (i < count && (notices < most || i == 0))
        notices += graph_told(bound->graph, publishers[i++], NULL);
    *ret_notices = notices;
    return i;
}

void bound_plan(struct bound *bound, const uint32_t *publishers, uint32_t count,
                uint64_t most)
{
    uint32_t *told;

    if (bound->count != 0)
        forget_plan(bound);
    count = plan_count(bound, publishers, count, most, &bound->notices);
    bound->count = count;
    bound->publishers = pages_take((count + HEADER_AHEAD) * 4ull);
    bound->counts = pages_take(count * 4ull);
    bound->room = bound->notices + TARGET_AHEAD;
    bound->told = told = pages_take(bound->room * 4);
    bound->places = pages_take(bound->room * 4);
    memcpy(bound->publishers, publishers, count * sizeof *publishers);
    for (uint32_t i = 0; i < HEADER_AHEAD; i++)
        bound->publishers[count + i] = publishers[i % count];
    for (uint32_t i = 0; i < count; i++) {
        bound->counts[i] = graph_told(bound->graph, publishers[i], told);
        told += bound->counts[i];
    }
    for (uint64_t i = 0; i < bound->room; i++)
        bound->places[i] = bound->order[bound->told[i]];
}

/* A roster is its contacts, or a bit for each user. */
static uint64_t roster_bytes(const struct graph *graph, uint32_t user)
{
    uint64_t list = 4 * (graph->first[user + 1] - graph->first[user]);
    uint64_t bits = graph->plan.users / 8;

    return list < bits ? list : bits;
}

static void prefetch_roster(const struct graph *graph, uint32_t user)
{
    const uint32_t *roster = graph->contacts + graph->first[user];

    __builtin_prefetch(roster);
    __builtin_prefetch(roster + 16);
}

static uint64_t read_roster(const struct graph *graph, uint32_t user)
{
    const uint32_t *roster = graph->contacts + graph->first[user];
    uint64_t bytes = roster_bytes(graph, user), sum = 0;

    for (uint64_t i = 0; i < bytes; i += LINE)
        sum += roster[i / 4];
    return sum;
}

static void touch_records(struct bound *bound, uint64_t begin, uint64_t end)
{
    const uint32_t *places = bound->places;

    for (uint64_t i = begin; i < end; i++) {
        __builtin_prefetch(&bound->records[places[i + TARGET_AHEAD] * WORDS],
                           1);
        bound->records[places[i] * WORDS]++;
    }
}

static void touch_hosts(struct bound *bound, uint64_t begin, uint64_t end)
{
    const uint32_t *told = bound->told;

    for (uint64_t i = begin; i < end; i++) {
        __builtin_prefetch(
            bound->hosts + told[i + TARGET_AHEAD] * bound->host_bytes, 1);
        bound->hosts[told[i] * bound->host_bytes]++;
    }
}

double bound_run(struct bound *bound, bool host)
{
    const struct graph *graph = bound->graph;
    const uint32_t *publishers = bound->publishers;
    uint64_t begin = measure_cpu_ns(), told = 0, sum = 0;

    for (uint32_t i = 0; i < bound->count; i++) {
        __builtin_prefetch(&graph->first[publishers[i + HEADER_AHEAD]]);
        prefetch_roster(graph, publishers[i + ROSTER_AHEAD]);
        sum += read_roster(graph, publishers[i]);
        touch_records(bound, told, told + bound->counts[i]);
        if (host)
            touch_hosts(bound, told, told + bound->counts[i]);
        told += bound->counts[i];
    }
    sink = sum;
    return (double)(measure_cpu_ns() - begin) / (double)bound->notices;
}
