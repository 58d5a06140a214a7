/*
 * fanout: what a notice costs in time, and a user, an edge and a session in
 * memory; beside it the naive layout and the structural bound, of the same
 * run. One line of JSON.
 *
 * Bytes are differences of what the service held of its host's memory between
 * phases: new; users; their sessions; and in a second service users with
 * rosters; their sessions. Times are processor time, the median of RUNS.
 * Notices are those that deliver() got: to the watchers and to the publisher's
 * own session. If their number is not what the graph says, it fails.
 */
#include "bound.h"
#include "measure.h"
#include "options.h"
#include "pages.h"
#include "publishing.h"
#include <stdio.h>
#include <stdlib.h>

#define RUNS 7u
#define MIB  1048576.0

struct setup {
    struct graph_plan plan;
    uint32_t record_bytes;
    uint32_t notices; /* a run */
    bool labels;
    bool skip_naive;
};

struct figures {
    double ns_per_notice, ns_parts, ns_isolated, bound_ns, bound_host_ns;
    double naive_ns, naive_user, naive_edge, naive_session;
    double bytes_per_user, bytes_per_edge, bytes_per_session;
    double bytes_per_session_shared;
    double rss_mib, ns_per_load, ns_per_open, instructions;
    uint64_t empty_bytes, engine_bytes, user_text, session_text;
    uint64_t delivered;
    bool counts_right;
};

static void fail(const char *what)
{
    fprintf(stderr, "fanout: %s\n", what);
    exit(1);
}

static struct setup setup_of(int count, char **words)
{
    static const char *const names[] = {
        "graph", "users",   "roster", "online",  "seed",      "record",
        "pages", "notices", "mixed!", "labels!", "no-naive!", NULL};
    struct options options = {count, words, names};
    struct setup setup;

    options_check(
        &options,
        "--graph uniform|star|powerlaw --users N [--roster R] "
        "[--online F] [--seed S] [--mixed] [--labels] [--record BYTES] "
        "[--pages large|small] [--notices N] [--no-naive]");
    setup.plan = (struct graph_plan){
        .kind = graph_kind_of(options_text(&options, "graph", "uniform")),
        .users = (uint32_t)options_number(&options, "users", 10000),
        .roster = (uint32_t)options_number(&options, "roster", 20),
        .online = options_number(&options, "online", 0.2),
        .seed = (uint64_t)options_number(&options, "seed", 1),
        .mixed = options_given(&options, "mixed")};
    setup.record_bytes = (uint32_t)options_number(&options, "record", 64);
    setup.notices = (uint32_t)options_number(&options, "notices", 400000);
    setup.labels = options_given(&options, "labels");
    setup.skip_naive = options_given(&options, "no-naive");
    pages_want_large(*options_text(&options, "pages", "large") == 'l');
    if (setup.plan.kind == GRAPH_KINDS || setup.plan.users < 2 ||
        setup.plan.users > 9999999 || setup.plan.online > 1 ||
        setup.record_bytes < 8 || setup.record_bytes % 8 != 0)
        fail("an option is out of its range");
    return setup;
}

/* Each pair that may see the other meets once: by the walk of whoever came
 * last, or by the broadcast to whoever was there. */
static bool first_presences_told(const struct world *world)
{
    const struct graph *graph = world->graph;
    uint64_t expected = 0, counted = 0;

    for (uint32_t i = 0; i < graph->sessions; i++) {
        expected += graph_told(graph, graph->online[i], NULL);
        counted += world_counted(world, i);
    }
    if (expected != counted)
        fprintf(stderr, "first presences: told %llu times, not %llu\n",
                (unsigned long long)counted, (unsigned long long)expected);
    return expected == counted;
}

/* Users and sessions that know nobody: what they cost themselves. */
static void measure_alone(const struct setup *setup, const struct graph *graph,
                          struct figures *ret)
{
    struct world world;
    uint64_t users, text;

    world_new(&world, graph, setup->record_bytes);
    ret->empty_bytes = world.bytes;
    world_load(&world, WORLD_ALONE);
    users = world.bytes;
    text = world_statistics(&world).text_bytes;
    ret->user_text = text;
    ret->bytes_per_user =
        (double)(users - ret->empty_bytes) / graph->plan.users;
    world_open(&world, false);
    ret->bytes_per_session_shared =
        (double)(world.bytes - users) / graph->sessions;
    world_free(&world);
}

static void measure_memory(const struct setup *setup, struct world *world,
                           struct figures *ret)
{
    const struct graph *graph = world->graph;
    double users = ret->bytes_per_user * graph->plan.users;
    uint64_t begin = measure_cpu_ns(), loaded, text;

    world_load(world, setup->labels ? WORLD_LABELS : WORLD_ROSTERS);
    ret->ns_per_load =
        (double)(measure_cpu_ns() - begin) / (double)graph->edges;
    loaded = world->bytes;
    text = world_statistics(world).text_bytes;
    ret->bytes_per_edge =
        ((double)(loaded - ret->empty_bytes) - users) / (double)graph->edges;
    begin = measure_cpu_ns();
    world_open(world, true);
    ret->ns_per_open = (double)(measure_cpu_ns() - begin) / graph->sessions;
    ret->bytes_per_session = (double)(world->bytes - loaded) / graph->sessions;
    ret->session_text = world_statistics(world).text_bytes - text;
    ret->engine_bytes = world->bytes;
}

static void measure_times(struct publishing *publishing, struct world *world,
                          struct figures *ret)
{
    double batches[RUNS], parts[RUNS], alone[RUNS], bounds[2][RUNS];
    uint64_t counted = 0, ignored = 0;
    struct bound bound;

    bound_make(&bound, world->graph, world->records, world->record_bytes);
    bound_plan(&bound, publishing->users, publishing->count,
               publishing->notices < 1000000 ? publishing->notices : 1000000);
    publishing_aim(publishing, world, 0);
    publishing_batches(publishing, world, &ignored);
    for (uint32_t run = 0; run < RUNS; run++) {
        bounds[0][run] = bound_run(&bound, false);
        bounds[1][run] = bound_run(&bound, true);
        publishing_aim(publishing, world, 0);
        batches[run] = publishing_batches(publishing, world, &counted);
        alone[run] = publishing_isolated(publishing, world);
        publishing_aim(publishing, world, 2);
        parts[run] = publishing_batches(publishing, world, &ignored);
    }
    bound_free(&bound);
    ret->bound_ns = measure_median(bounds[0], RUNS);
    ret->bound_host_ns = measure_median(bounds[1], RUNS);
    ret->ns_per_notice = measure_median(batches, RUNS);
    ret->ns_parts = measure_median(parts, RUNS);
    ret->ns_isolated = measure_median(alone, RUNS);
    ret->instructions = (double)counted / RUNS / (double)publishing->notices;
}

static void check_counts(struct publishing *publishing, struct world *world,
                         struct figures *ret)
{
    uint64_t before = world_statistics(world).delivered, ignored = 0;

    world_forget_counts(world);
    publishing_aim(publishing, world, 0);
    publishing_batches(publishing, world, &ignored);
    publishing_batches(publishing, world, &ignored);
    ret->delivered = world_statistics(world).delivered - before;
    ret->counts_right = ret->counts_right &&
                        publishing_told_all(publishing, world, 2) &&
                        ret->delivered == 2 * publishing->notices;
}

static void measure_naive(struct publishing *publishing, struct world *world,
                          struct figures *ret)
{
    const struct graph *graph = world->graph;
    struct naive *naive = naive_new(world_count, world);
    double runs[3];
    uint64_t users, rosters;

    naive_add_users(naive, graph);
    users = naive_bytes(naive);
    naive_add_rosters(naive, graph);
    rosters = naive_bytes(naive);
    naive_add_sessions(naive, graph);
    ret->naive_user = (double)users / graph->plan.users;
    ret->naive_edge = (double)(rosters - users) / (double)graph->edges;
    ret->naive_session =
        (double)(naive_bytes(naive) - rosters) / graph->sessions;
    for (uint32_t run = 0; run < 3; run++)
        runs[run] = publishing_naive(publishing, naive);
    ret->naive_ns = measure_median(runs, 3);
    naive_free(naive);
}

static void print(const struct setup *setup, const char *graph_name,
                  const struct graph *graph,
                  const struct publishing *publishing,
                  const struct figures *figures)
{
    printf("{\"bench\":\"fanout\",\"graph\":\"%s\",\"users\":%u,"
           "\"sessions\":%u,\"edges\":%llu,\"mixed\":%s,\"labels\":%s,"
           "\"record_bytes\":%u,\"resources\":\"half of 16 shared, half "
           "distinct of 14 bytes\",",
           graph_name, (unsigned)graph->plan.users, (unsigned)graph->sessions,
           (unsigned long long)graph->edges,
           graph->plan.mixed ? "true" : "false",
           setup->labels ? "true" : "false", (unsigned)setup->record_bytes);
    printf("\"publishes\":%u,\"notices\":%llu,\"notices_right\":%s,",
           (unsigned)publishing->count, (unsigned long long)publishing->notices,
           figures->counts_right ? "true" : "false");
    printf("\"ns_per_notice\":%.2f,\"ns_per_notice_parts\":%.2f,"
           "\"ns_isolated\":%.2f,\"bound_ns\":%.2f,\"bound_host_ns\":%.2f,",
           figures->ns_per_notice, figures->ns_parts, figures->ns_isolated,
           figures->bound_ns, figures->bound_host_ns);
    if (measure_counts_instructions())
        printf("\"instructions_per_notice\":%.1f,", figures->instructions);
    printf("\"ns_per_item_loaded\":%.1f,\"ns_per_session_opened\":%.1f,",
           figures->ns_per_load, figures->ns_per_open);
    if (!setup->skip_naive)
        printf("\"naive_ns\":%.1f,\"naive_bytes_per_session\":%.1f,"
               "\"naive_bytes_per_edge\":%.1f,\"naive_bytes_per_user\":%.1f,",
               figures->naive_ns, figures->naive_session, figures->naive_edge,
               figures->naive_user);
    printf("\"bytes_per_session\":%.2f,\"bytes_per_session_shared_names\":"
           "%.2f,\"session_text_bytes\":%.2f,\"bytes_per_edge\":%.3f,"
           "\"bytes_per_user\":%.2f,\"user_text_bytes\":%.2f,",
           figures->bytes_per_session, figures->bytes_per_session_shared,
           (double)figures->session_text / graph->sessions,
           figures->bytes_per_edge, figures->bytes_per_user,
           (double)figures->user_text / graph->plan.users);
    printf("\"empty_bytes\":%llu,\"memory_bytes\":%llu,\"engine_mib\":%.1f,"
           "\"rss_mib\":%.1f}\n",
           (unsigned long long)figures->empty_bytes,
           (unsigned long long)figures->engine_bytes,
           (double)figures->engine_bytes / MIB, figures->rss_mib);
}

int main(int count, char **words)
{
    struct setup setup = setup_of(count, words);
    struct figures figures = {0};
    struct publishing publishing;
    struct graph graph;
    struct world world;

    graph_make(&graph, &setup.plan);
    figures.rss_mib = -measure_resident_mib();
    measure_alone(&setup, &graph, &figures);
    world_new(&world, &graph, setup.record_bytes);
    measure_memory(&setup, &world, &figures);
    figures.rss_mib += measure_resident_mib();
    if (world_statistics(&world).memory_bytes != figures.engine_bytes)
        fail("the service counts its memory otherwise than its host");
    figures.counts_right = first_presences_told(&world);
    publishing_make(&publishing, &graph, setup.notices, setup.notices / 4);
    measure_times(&publishing, &world, &figures);
    check_counts(&publishing, &world, &figures);
    world_end(&world);
    if (!setup.skip_naive)
        measure_naive(&publishing, &world, &figures);
    print(&setup, graph_name(setup.plan.kind), &graph, &publishing, &figures);
    publishing_free(&publishing);
    world_free(&world);
    graph_free(&graph);
    return figures.counts_right ? 0 : 1;
}
