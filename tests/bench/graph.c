/*
 * All three kinds are a list of pairs first; one fill makes rosters of any
 * list. The power law's list is the configuration model: each user stands in
 * it as often as its degree says, and a shuffle pairs them off.
 */
#include "graph.h"
#include "pages.h"
#include "random.h"
#include <adsum.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define EXPONENT 2.1
#define CAP      10u /* no degree above a tenth of the users */

static const char *const names[GRAPH_KINDS] = {
    [GRAPH_UNIFORM] = "uniform",
    [GRAPH_STAR] = "star",
    [GRAPH_POWERLAW] = "powerlaw",
};

/* ends[2i] and ends[2i + 1] are a pair. */
struct pairs {
    uint32_t *ends;
    uint64_t count;
    uint64_t room; /* of ends */
};

enum graph_kind graph_kind_of(const char *name)
{
    enum graph_kind kind = GRAPH_UNIFORM;

    while (kind < GRAPH_KINDS && strcmp(names[kind], name) != 0)
        kind++;
    return kind;
}

const char *graph_name(enum graph_kind kind)
{
    return names[kind];
}

static void pairs_make(struct pairs *pairs, uint64_t count)
{
    pairs->count = count;
    pairs->room = 2 * count;
    pairs->ends = pages_take(pairs->room * sizeof *pairs->ends);
}

static void draw_uniform(const struct graph_plan *plan, struct pairs *pairs)
{
    uint64_t random = plan->seed;

    pairs_make(pairs, (uint64_t)plan->users * plan->roster / 2);
    for (uint64_t i = 0; i < 2 * pairs->count; i++)
        pairs->ends[i] = random_below(&random, plan->users);
}

static void draw_star(const struct graph_plan *plan, struct pairs *pairs)
{
    pairs_make(pairs, plan->users - 1);
    for (uint32_t i = 0; i < pairs->count; i++)
        pairs->ends[2 * (uint64_t)i + 1] = i + 1;
}

/*
 * A degree is x (1 - u)^(-1 / (EXPONENT - 1)), cut off at the cap. The mean of
 * that is x + 10 x (1 - (x / cap)^0.1) for this exponent, and half of one is
 * lost by rounding down: x is what makes it `roster`.
 */
static double least_degree(double roster, double cap)
{
    double low = 0.5, high = roster + 1;

    for (int i = 0; i < 60; i++) {
        double x = (low + high) / 2;
        double mean = x + 10 * x * (1 - pow(x / cap, EXPONENT - 2)) - 0.5;

        *(mean < roster ? &low : &high) = x;
    }
    return low;
}

static void shuffle(uint32_t *values, uint64_t count, uint64_t *random)
{
    for (uint64_t i = count; i > 1; i--) {
        uint64_t j = random_next(random) % i;
        uint32_t value = values[j];

        values[j] = values[i - 1];
        values[i - 1] = value;
    }
}

static uint32_t draw_degree(double least, double cap, uint64_t *random)
{
    double degree = least * pow(1 - random_unit(random), -1 / (EXPONENT - 1));

    degree = degree < cap ? degree : cap;
    return degree < 1 ? 1 : (uint32_t)degree;
}

static void draw_powerlaw(const struct graph_plan *plan, struct pairs *pairs)
{
    double cap = plan->users / CAP + 1;
    double least = least_degree(plan->roster, cap);
    uint64_t random = plan->seed, ends = 0;

    for (uint32_t user = 0; user < plan->users; user++)
        ends += draw_degree(least, cap, &random);
    pairs_make(pairs, (ends + 1) / 2);
    random = plan->seed;
    ends = 0;
    for (uint32_t user = 0; user < plan->users; user++)
        for (uint32_t n = draw_degree(least, cap, &random); n > 0; n--)
            pairs->ends[ends++] = user;
    pairs->count = ends / 2;
    shuffle(pairs->ends, ends, &random);
}

static int compare(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

    return (a > b) - (a < b);
}

/* Sort each roster and close the gaps that contacts drawn twice leave. */
static void tidy(struct graph *graph)
{
    uint64_t begin = 0, edges = 0;

    for (uint32_t user = 0; user < graph->plan.users; user++) {
        uint64_t end = graph->first[user + 1];

        qsort(graph->contacts + begin, end - begin, sizeof *graph->contacts,
              compare);
        graph->first[user] = edges;
        for (uint64_t i = begin; i < end; i++)
            if (i == begin || graph->contacts[i] != graph->contacts[i - 1])
                graph->contacts[edges++] = graph->contacts[i];
        begin = end;
    }
    graph->first[graph->plan.users] = edges;
    graph->edges = edges;
}

/* A counting sort of the pairs by each of their ends. */
static void fill(struct graph *graph, const struct pairs *pairs)
{
    uint32_t users = graph->plan.users;
    uint64_t sum = 0;

    graph->first = pages_take((users + 1ull) * sizeof *graph->first);
    for (uint64_t i = 0; i < 2 * pairs->count; i++)
        if (pairs->ends[i] != pairs->ends[i ^ 1])
            graph->first[pairs->ends[i]]++;
    for (uint32_t user = 0; user <= users; user++) {
        uint64_t degree = graph->first[user];

        graph->first[user] = sum;
        sum += degree;
    }
    graph->room = sum;
    graph->contacts = pages_take(sum * sizeof *graph->contacts);
    for (uint64_t i = 0; i < 2 * pairs->count; i++)
        if (pairs->ends[i] != pairs->ends[i ^ 1])
            graph->contacts[graph->first[pairs->ends[i]]++] =
                pairs->ends[i ^ 1];
    memmove(graph->first + 1, graph->first, users * sizeof *graph->first);
    graph->first[0] = 0;
    tidy(graph);
}

/* User 0, a star's middle, is always online, else there is nothing to see. */
static void draw_online(struct graph *graph)
{
    uint32_t users = graph->plan.users;
    uint64_t random = graph->plan.seed ^ 1;

    graph->sessions = (uint32_t)(users * graph->plan.online);
    graph->sessions = graph->sessions == 0 ? 1 : graph->sessions;
    graph->online = pages_take(users * sizeof *graph->online);
    graph->session = pages_take(users * sizeof *graph->session);
    for (uint32_t user = 0; user < users; user++)
        graph->online[user] = user;
    shuffle(graph->online + 1, users - 1, &random);
    shuffle(graph->online, graph->sessions, &random);
    memset(graph->session, 0xff, users * sizeof *graph->session);
    for (uint32_t i = 0; i < graph->sessions; i++)
        graph->session[graph->online[i]] = i;
}

void graph_make(struct graph *graph, const struct graph_plan *plan)
{
    static void (*const draw[GRAPH_KINDS])(const struct graph_plan *,
                                           struct pairs *) = {
        [GRAPH_UNIFORM] = draw_uniform,
        [GRAPH_STAR] = draw_star,
        [GRAPH_POWERLAW] = draw_powerlaw,
    };
    struct pairs pairs;

    memset(graph, 0, sizeof *graph);
    graph->plan = *plan;
    draw[plan->kind](plan, &pairs);
    fill(graph, &pairs);
    pages_give(pairs.ends, pairs.room * sizeof *pairs.ends);
    draw_online(graph);
}

void graph_free(struct graph *graph)
{
    uint64_t users = graph->plan.users;

    pages_give(graph->first, (users + 1) * sizeof *graph->first);
    pages_give(graph->contacts, graph->room * sizeof *graph->contacts);
    pages_give(graph->online, users * sizeof *graph->online);
    pages_give(graph->session, users * sizeof *graph->session);
}

/* The pair decides, seen from its lower end, so both rosters agree. */
uint8_t graph_subscription(const struct graph *graph, uint32_t user,
                           uint32_t contact)
{
    uint64_t low = user < contact ? user : contact;
    uint64_t high = user < contact ? contact : user;
    uint64_t draw;
    uint8_t way;

    if (!graph->plan.mixed)
        return ADSUM_SUBSCRIPTION_BOTH;
    draw = random_mix((low << 32 | high) + graph->plan.seed) % 40;
    if (draw >= 8)
        return ADSUM_SUBSCRIPTION_BOTH;
    if (draw >= 6)
        return ADSUM_SUBSCRIPTION_NONE;
    way = draw % 2 ? ADSUM_SUBSCRIPTION_TO : ADSUM_SUBSCRIPTION_FROM;
    return user == low ? way : (uint8_t)(ADSUM_SUBSCRIPTION_BOTH - way);
}

uint32_t graph_told(const struct graph *graph, uint32_t user, uint32_t *ret)
{
    uint32_t count = 0;

    for (uint64_t i = graph->first[user]; i < graph->first[user + 1]; i++) {
        uint32_t contact = graph->contacts[i];

        if (graph->session[contact] == GRAPH_OFFLINE ||
            (graph_subscription(graph, user, contact) &
             ADSUM_SUBSCRIPTION_FROM) == 0)
            continue;
        if (ret != NULL)
            ret[count] = graph->session[contact];
        count++;
    }
    if (graph->session[user] == GRAPH_OFFLINE)
        return count;
    if (ret != NULL)
        ret[count] = graph->session[user];
    return count + 1;
}

uint32_t graph_most_told(const struct graph *graph)
{
    uint64_t most = 0;

    for (uint32_t user = 0; user < graph->plan.users; user++) {
        uint64_t degree = graph->first[user + 1] - graph->first[user];

        most = degree > most ? degree : most;
    }
    return (uint32_t)most + 1;
}

uint32_t graph_publisher(const struct graph *graph, uint64_t *random)
{
    if (graph->plan.kind == GRAPH_STAR)
        return 0;
    return graph->online[random_below(random, graph->sessions)];
}
