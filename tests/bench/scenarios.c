/*
 * scenarios: the draft's five scenarios, its numbers beside ours.
 *
 * All sessions stand. Then, second by second, as many of them end and begin
 * anew, and as many publish, as is the mean of the draft; its 8 hours are not
 * waited for. Ours counts what crosses between the domains: what the draft
 * counts, and each session's first presence and last unavailable besides.
 * Processor time is of both services, or of the one and the synthesised other.
 */
#include "draft.h"
#include "exchange.h"
#include "measure.h"
#include "options.h"
#include "pages.h"
#include <stdio.h>
#include <stdlib.h>

#define MIB 1048576.0

struct setup {
    uint32_t scenario;
    uint32_t scale; /* divides the users */
    uint32_t seconds;
    bool synthesised;
    bool all; /* tell contacts that are not seen, too (4.4.2) */
};

struct figures {
    struct tally turns, updates;
    uint64_t turned, updated; /* of both domains */
    uint64_t updates_delivered;
    double load_s, login_s, run_s;
    struct adsum_statistics statistics; /* of the first service */
    double resident_mib;
};

static struct setup setup_of(int count, char **words)
{
    static const char *const names[] = {
        "scenario", "scale", "seconds", "synthesised!", "all!", "pages", NULL};
    struct options options = {count, words, names};
    struct setup setup;

    options_check(&options, "--scenario 1..5 [--scale N] [--seconds N] "
                            "[--synthesised] [--all] [--pages large|small]");
    setup.scenario = (uint32_t)options_number(&options, "scenario", 1);
    setup.scale = (uint32_t)options_number(&options, "scale", 1);
    setup.synthesised =
        options_given(&options, "synthesised") || setup.scenario == 5;
    setup.seconds = (uint32_t)options_number(&options, "seconds",
                                             setup.scenario == 5 ? 60 : 600);
    setup.all = options_given(&options, "all");
    pages_want_large(*options_text(&options, "pages", "large") == 'l');
    if (setup.scenario < 1 || setup.scenario > DRAFT_SCENARIOS ||
        setup.scale < 1 || setup.seconds < 1) {
        fprintf(stderr, "scenarios: an option is out of its range\n");
        exit(2);
    }
    return setup;
}

static void prepare(const struct setup *setup, struct exchange *exchange,
                    struct figures *ret)
{
    const struct draft *draft = draft_scenario(setup->scenario);
    uint64_t begin = measure_cpu_ns();

    federation_make(&exchange->federation, draft->users / 2 / setup->scale,
                    draft->sessions / 2 / setup->scale, draft->contacts,
                    draft->seen, 1);
    exchange->services = setup->synthesised ? 1 : 2;
    exchange->skip = !setup->all;
    exchange_new(exchange);
    exchange_advance(exchange, 1700000000000);
    exchange_load(exchange);
    ret->load_s = (double)(measure_cpu_ns() - begin) * 1e-9;
    begin = measure_cpu_ns();
    exchange_login(exchange);
    ret->login_s = (double)(measure_cpu_ns() - begin) * 1e-9;
}

/* How many happen in this second, when `rate` of them are due in each. */
static uint32_t due(double rate, uint32_t second)
{
    return (uint32_t)((uint64_t)(rate * (second + 1)) -
                      (uint64_t)(rate * second));
}

static void tally_since(struct tally *sum, const struct tally *before,
                        const struct tally *now)
{
    for (uint32_t i = 0; i < LINK_KINDS; i++)
        sum->stanzas[i] += now->stanzas[i] - before->stanzas[i];
    sum->packed_bytes += now->packed_bytes - before->packed_bytes;
}

static void run(const struct setup *setup, struct exchange *exchange,
                struct figures *ret)
{
    const struct draft *draft = draft_scenario(setup->scenario);
    double sessions = exchange->federation.sessions;
    uint64_t random = 1, begin = measure_cpu_ns(), delivered;

    for (uint32_t second = 0; second < setup->seconds; second++) {
        uint32_t turns = due(sessions / 3600 / DRAFT_HOURS, second);
        uint32_t updates = due(sessions * draft->changes / 3600, second);
        struct tally before = exchange_tally(exchange), between, after;

        exchange_advance(exchange, 1700000000000 + 1000ull * second);
        exchange_turn(exchange, turns, &random);
        between = exchange_tally(exchange);
        delivered = exchange_delivered(exchange);
        exchange_update(exchange, updates, &random);
        after = exchange_tally(exchange);
        ret->updates_delivered += exchange_delivered(exchange) - delivered;
        tally_since(&ret->turns, &before, &between);
        tally_since(&ret->updates, &between, &after);
        ret->turned += 2 * turns;
        ret->updated += 2 * updates;
    }
    ret->run_s = (double)(measure_cpu_ns() - begin) * 1e-9;
}

static bool equal(const char *what, uint64_t counted, uint64_t expected)
{
    if (counted != expected)
        fprintf(stderr, "%s: %llu, not %llu\n", what,
                (unsigned long long)counted, (unsigned long long)expected);
    return counted == expected;
}

/*
 * What the roster graph says must have happened, no more and no less. A first
 * presence and the last unavailable go to all contacts; each is probed, and
 * answers; who has changed since its own first is seen anew and says so again.
 */
static bool turns_right(const struct setup *setup,
                        const struct federation *federation,
                        const struct figures *figures)
{
    uint64_t turned = figures->turned, seen = federation->seen;
    uint64_t contacts = federation->contacts;
    const uint64_t *stanzas = figures->turns.stanzas;
    uint64_t again = stanzas[LINK_AVAILABLE] - turned * (contacts + seen);
    bool good = equal("probes", stanzas[LINK_PROBES], turned * contacts);

    good &= equal("unavailable", stanzas[LINK_UNAVAILABLE],
                  turned * (2 * contacts - seen));
    if (again > (setup->all ? 0 : turned * seen))
        good = equal("seen anew", again, setup->all ? 0 : turned * seen);
    return good;
}

static bool updates_right(const struct setup *setup,
                          const struct federation *federation,
                          const struct figures *figures)
{
    uint64_t told = setup->all ? federation->contacts : federation->seen;
    uint64_t updated = figures->updated, seen = federation->seen;
    uint64_t here = setup->synthesised ? updated / 2 : updated;
    uint64_t delivered =
        setup->synthesised ? here + here * seen : updated + updated * seen;
    bool good = equal("updates", figures->updates.stanzas[LINK_AVAILABLE],
                      updated * told);

    good &= equal("updates alone", tally_stanzas(&figures->updates),
                  figures->updates.stanzas[LINK_AVAILABLE]);
    good &= equal("delivered", figures->updates_delivered, delivered);
    return good;
}

static bool right(const struct setup *setup, const struct exchange *exchange,
                  const struct figures *figures)
{
    const struct federation *federation = &exchange->federation;
    bool good = true;

    for (uint32_t side = 0; side < exchange->services; side++)
        good &= equal("sightings",
                      domain_statistics(&exchange->domains[side]).sightings,
                      (uint64_t)federation->sessions * federation->seen);
    good &= turns_right(setup, federation, figures);
    good &= updates_right(setup, federation, figures);
    return good;
}

/* A session's whole life: it begins and ends once, and changes C1 C2 times. */
static double of_session(const struct draft *draft, double turns,
                         double updates, const struct figures *figures)
{
    double turned = figures->turned == 0 ? 1 : (double)figures->turned;
    double updated = figures->updated == 0 ? 1 : (double)figures->updated;

    return turns / turned + updates / updated * DRAFT_HOURS * draft->changes;
}

static void print_rates(const struct setup *setup, const struct draft *draft,
                        const struct figures *figures)
{
    struct tally all = figures->turns;
    double stanzas =
        of_session(draft, (double)tally_stanzas(&figures->turns),
                   (double)tally_stanzas(&figures->updates), figures);
    double bytes =
        of_session(draft, (double)tally_draft_bytes(&figures->turns),
                   (double)tally_draft_bytes(&figures->updates), figures);
    double packed = of_session(draft, (double)figures->turns.packed_bytes,
                               (double)figures->updates.packed_bytes, figures);
    double begun = draft->sessions / 3600.0 / DRAFT_HOURS / setup->scale;

    tally_sum(&all, &figures->updates);
    printf("\"stanzas_per_session\":%.1f,\"draft_stanzas_per_session\":%.0f,"
           "\"bytes_per_session\":%.0f,\"draft_bytes_per_session\":%.0f,"
           "\"packed_bytes_per_session\":%.0f,",
           stanzas, draft_stanzas(draft), bytes, draft_bytes(draft), packed);
    printf("\"stanzas_per_second\":%.0f,\"draft_stanzas_per_second\":%.0f,"
           "\"bytes_per_second\":%.0f,\"draft_bytes_per_second\":%.0f,"
           "\"packed_bytes_per_second\":%.0f,",
           stanzas * begun, draft_stanzas_per_second(draft) / setup->scale,
           bytes * begun, draft_bytes_per_second(draft) / setup->scale,
           packed * begun);
    printf("\"stanzas\":%llu,\"ns_per_stanza\":%.1f,",
           (unsigned long long)tally_stanzas(&all),
           figures->run_s * 1e9 / (double)tally_stanzas(&all));
}

static void print(const struct setup *setup, const struct exchange *exchange,
                  const struct figures *figures, bool good)
{
    const struct draft *draft = draft_scenario(setup->scenario);
    const struct adsum_statistics *statistics = &figures->statistics;

    printf("{\"bench\":\"scenarios\",\"scenario\":%u,\"scale\":%u,"
           "\"services\":%u,\"users_per_domain\":%u,\"sessions_per_domain\":"
           "%u,\"skip_unsighted\":%s,\"simulated_s\":%u,\"counts_right\":%s,",
           (unsigned)setup->scenario, (unsigned)setup->scale,
           (unsigned)exchange->services, (unsigned)exchange->federation.users,
           (unsigned)exchange->federation.sessions,
           setup->all ? "false" : "true", (unsigned)setup->seconds,
           good ? "true" : "false");
    print_rates(setup, draft, figures);
    printf("\"load_s\":%.2f,\"login_s\":%.2f,\"cpu_s\":%.3f,"
           "\"real_time_factor\":%.1f,",
           figures->load_s, figures->login_s, figures->run_s,
           setup->seconds / figures->run_s);
    printf("\"edges\":%llu,\"sightings\":%llu,\"text_mib\":%.1f,"
           "\"domain_mib\":%.1f,\"rss_mib\":%.1f}\n",
           (unsigned long long)statistics->edges,
           (unsigned long long)statistics->sightings,
           (double)statistics->text_bytes / MIB,
           (double)statistics->memory_bytes / MIB, figures->resident_mib);
}

int main(int count, char **words)
{
    struct setup setup = setup_of(count, words);
    struct figures figures = {0};
    struct exchange exchange = {.services = 0};
    bool good;

    prepare(&setup, &exchange, &figures);
    run(&setup, &exchange, &figures);
    figures.statistics = domain_statistics(&exchange.domains[0]);
    figures.resident_mib = measure_resident_mib();
    good = right(&setup, &exchange, &figures);
    print(&setup, &exchange, &figures, good);
    exchange_free(&exchange);
    return good ? 0 : 1;
}
