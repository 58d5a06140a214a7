/*
 * Many short histories of small worlds. Each is one number; each of its steps
 * has chance of its own, so that a failing history is made short by leaving
 * steps out, and is then told.
 *
 *     property_test [--steps N | --millions N]    the run
 *     property_test --survey N [--from S]         a line per failing history
 *     property_test --seed S [--trace]            one history
 *                   [--steps N] [--without a,b,c]
 *
 * Histories run in a child: one that crashes is a failure like any other.
 */
#define _DEFAULT_SOURCE
#include "world.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST_STEPS = 400, MOST_WHY = 700, PATIENCE_SECONDS = 20 };

/* Shared with the child. */
struct report {
    uint64_t seed;
    uint64_t steps_done;
    uint32_t step;
    char why[MOST_WHY];
};

struct history {
    uint64_t seed;
    uint32_t steps;
    bool without[MOST_STEPS];
    bool trace;
};

static struct report *report;
static struct world world;

/* Everybody leaves, and each byte goes back. */
static void finish(void)
{
    struct model *model = &world.model;
    for (int i = 0; i < world.node_count; i++) {
        events_clear(&world);
        call_begin(model);
        world.answers = random_of(1, 1);
        world.parameters.busy_percent = 0;
        for (int j = 0; j < MOST_SESSIONS; j++)
            if (model->sessions[j].open && model->sessions[j].node == i)
                life_end(model, &model->sessions[j]);
        node_stop(&world, i);
        for (int j = 0; j < world.event_count; j++)
            if (world.events[j].kind == EVENT_ROUTE &&
                world.events[j].notice == ADSUM_PRESENCE)
                witness_presence_elsewhere(model, &world.events[j], false);
            else if (world.events[j].kind == EVENT_ENDED)
                model_fail(model, "free calls ended()");
        for (int n = 0; n < MOST_NODES; n++)
            model->routed[n].count = model->kept[n].count = 0;
        settled_gone(model, i);
    }
}

/* 0, or 1 with the reason in the report. */
static int run(const struct history *history, uint64_t *ret_hash)
{
    report->seed = history->seed;
    report->step = 0;
    if (setjmp(world.model.failed) != 0) {
        snprintf(report->why, sizeof report->why, "%s", world.model.why);
        return 1;
    }
    jmp_buf kept;
    memcpy(&kept, &world.model.failed, sizeof kept);
    world_begin(&world, history->seed, history->trace);
    memcpy(&world.model.failed, &kept, sizeof kept);
    for (uint32_t i = 0; i < history->steps; i++) {
        report->step = i;
        if (history->without[i])
            continue;
        if (history->trace)
            fprintf(stderr, "%u ", i);
        world_step(&world, history->seed, i);
        report->steps_done++;
    }
    finish();
    *ret_hash = world.hash;
    world_end(&world);
    return 0;
}

/* Run in a child: 0, or why it failed in the report. */
static int run_apart(const struct history *history)
{
    fflush(NULL);
    report->why[0] = '\0';
    pid_t child = fork();
    if (child < 0)
        exit(2);
    if (child == 0) {
        uint64_t hash;
        alarm(PATIENCE_SECONDS);
        _exit(run(history, &hash));
    }
    int status = 0;
    waitpid(child, &status, 0);
    if (WIFSIGNALED(status))
        snprintf(report->why, sizeof report->why, "signal %d",
                 WTERMSIG(status));
    return !WIFEXITED(status) || WEXITSTATUS(status) != 0;
}

/* The same failure, whoever it befell: its words but addresses, numbers. */
static bool same_failure(const char *one, const char *two)
{
    char kinds[2][MOST_WHY];
    const char *whys[2] = {one, two};
    for (int i = 0; i < 2; i++) {
        size_t used = 0;
        for (const char *word = whys[i]; *word != '\0';) {
            size_t length = strcspn(word, " ");
            bool plain = strcspn(word, "@0123456789") >= length;
            if (plain && used + length < MOST_WHY) {
                memcpy(&kinds[i][used], word, length);
                used += length;
            }
            word += length + (word[length] == ' ');
        }
        kinds[i][used] = '\0';
    }
    return strcmp(kinds[0], kinds[1]) == 0;
}

/* Leave out what is not needed, big pieces first. */
static void shrink(struct history *history)
{
    struct history best = *history;
    char why[MOST_WHY];
    snprintf(why, sizeof why, "%s", report->why);
    for (uint32_t size = best.steps / 2 + 1; size > 0; size /= 2)
        for (uint32_t from = 0; from + 1 < best.steps; from += size) {
            struct history less = best;
            for (uint32_t i = from; i < from + size && i + 1 < best.steps; i++)
                less.without[i] = true;
            if (memcmp(&less, &best, sizeof less) == 0 ||
                run_apart(&less) == 0 || !same_failure(report->why, why))
                continue;
            less.steps = report->step + 1;
            if (less.steps > MOST_STEPS)
                less.steps = MOST_STEPS;
            best = less;
        }
    if (run_apart(&best) == 0)
        best = *history;
    snprintf(why, sizeof why, "%s", report->why);
    best.trace = true;
    fprintf(stderr, "\n--- seed %" PRIu64 ", shrunk\n", best.seed);
    run_apart(&best);
    fprintf(stderr,
            "--- %s\n--- again: --seed %" PRIu64
            " --steps %u --trace --without ",
            why, best.seed, best.steps);
    for (uint32_t i = 0; i < best.steps; i++)
        if (best.without[i])
            fprintf(stderr, "%u,", i);
    fprintf(stderr, "\n");
}

static uint32_t steps_of(uint64_t seed)
{
    struct random random = random_of(seed, 1u << 30);
    return 20 + random_below(&random, MOST_STEPS - 20);
}

static void fail_with(struct history *history)
{
    fprintf(stderr, "seed %" PRIu64 " fails at step %u: %s\n", history->seed,
            report->step, report->why);
    if (report->step < history->steps)
        history->steps = report->step + 1;
    shrink(history);
}

/* In a child: histories from a seed on, every eighth twice. */
static void run_many(uint64_t seed, uint64_t steps)
{
    for (; report->steps_done < steps; seed++) {
        struct history history = {.seed = seed, .steps = steps_of(seed)};
        uint64_t hash, again;
        alarm(PATIENCE_SECONDS);
        if (run(&history, &hash) != 0)
            _exit(1);
        if (seed % 8 != 0)
            continue;
        if (run(&history, &again) != 0)
            _exit(1);
        if (hash != again) {
            snprintf(report->why, sizeof report->why, "two runs of it differ");
            _exit(1);
        }
    }
    _exit(0);
}

static int run_all(uint64_t seed, uint64_t steps)
{
    int status = 0;
    printf("seed %" PRIu64 ", %" PRIu64 " steps\n", seed, steps);
    fflush(NULL);
    pid_t child = fork();
    if (child < 0)
        return 2;
    if (child == 0)
        run_many(seed, steps);
    waitpid(child, &status, 0);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
        printf("%" PRIu64 " steps of %" PRIu64 " histories\n",
               report->steps_done, report->seed - seed + 1);
        return 0;
    }
    if (WIFSIGNALED(status))
        snprintf(report->why, sizeof report->why, "signal %d",
                 WTERMSIG(status));
    struct history history = {.seed = report->seed,
                              .steps = steps_of(report->seed)};
    fail_with(&history);
    return 1;
}

/* Each history in a child of its own, each failure one line. */
static int survey(uint64_t seed, uint64_t count)
{
    int failures = 0;
    for (uint64_t end = seed + count; seed < end; seed++) {
        struct history history = {.seed = seed, .steps = steps_of(seed)};
        if (run_apart(&history) == 0)
            continue;
        failures++;
        printf("%" PRIu64 " %u %s\n", seed, report->step, report->why);
    }
    return failures != 0;
}

static void leave_out(struct history *history, const char *list)
{
    for (char *end; *list != '\0'; list = *end == ',' ? end + 1 : end) {
        unsigned long step = strtoul(list, &end, 10);
        if (end == list)
            return;
        if (step < MOST_STEPS)
            history->without[step] = true;
    }
}

int main(int count, char **arguments)
{
    uint64_t steps = 0, seed = 1, surveyed = 0;
    bool one = false;
    struct history history = {0};
    for (int i = 1; i < count; i++) {
        const char *value = i + 1 < count ? arguments[i + 1] : "0";
        if (strcmp(arguments[i], "--steps") == 0)
            steps = strtoull(value, NULL, 10);
        else if (strcmp(arguments[i], "--millions") == 0)
            steps = 1000000 * strtoull(value, NULL, 10);
        else if (strcmp(arguments[i], "--survey") == 0)
            surveyed = strtoull(value, NULL, 10);
        else if (strcmp(arguments[i], "--from") == 0)
            seed = strtoull(value, NULL, 10);
        else if (strcmp(arguments[i], "--without") == 0)
            leave_out(&history, value);
        else if (strcmp(arguments[i], "--trace") == 0)
            history.trace = true;
        else if (strcmp(arguments[i], "--seed") == 0) {
            seed = strtoull(value, NULL, 10);
            one = true;
        }
    }
    report = mmap(NULL, sizeof *report, PROT_READ | PROT_WRITE,
                  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (report == MAP_FAILED)
        return 2;
    if (surveyed != 0)
        return survey(seed, surveyed);
    if (!one)
        return run_all(seed, steps != 0 ? steps : 200000);
    history.seed = seed;
    history.steps =
        steps != 0 && steps < MOST_STEPS ? (uint32_t)steps : steps_of(seed);
    if (run_apart(&history) == 0)
        return 0;
    if (history.trace)
        fprintf(stderr, "--- %s\n", report->why);
    else
        fail_with(&history);
    return 1;
}
