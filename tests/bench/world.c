#include "world.h"
#include "names.h"
#include "pages.h"
#include "random.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SHOWS  5u
#define CAPS   4u
#define STATES 3u

struct roster_row {
    struct adsum_item item;
    char contact[NAMES_BARE_BYTES];
};

void world_must(int err, const char *what)
{
    if (err == 0)
        return;
    fprintf(stderr, "%s: %d %s\n", what, err,
            adsum_name(ADSUM_NAMES_ERROR, err));
    exit(1);
}

static void *allocate(void *user, void *block, size_t old_size, size_t new_size)
{
    struct world *world = user;
    void *answer = pages_allocate(block, old_size, new_size);

    if (answer != NULL || new_size == 0)
        world->bytes += new_size - old_size;
    return answer;
}

static void *record_of(const struct world *world, uint32_t session)
{
    return world->records + (size_t)session * world->record_bytes;
}

void world_count(void *user, uint64_t session)
{
    ++*(uint64_t *)record_of(user, (uint32_t)session);
}

static void deliver(void *user, const struct adsum_notice *notice,
                    struct adsum_target *targets, uint32_t count)
{
    (void)user;
    (void)notice;
    for (uint32_t i = 0; i < count; i++)
        ++*(uint64_t *)(uintptr_t)targets[i].context;
}

static int32_t save(void *user, const struct adsum_change *changes,
                    uint32_t count)
{
    (void)user;
    (void)changes;
    (void)count;
    return 0;
}

uint64_t world_counted(const struct world *world, uint32_t session)
{
    uint64_t count;

    memcpy(&count, world->records + (size_t)session * world->record_bytes,
           sizeof count);
    return count;
}

void world_forget_counts(struct world *world)
{
    memset(world->records, 0,
           (size_t)world->graph->sessions * world->record_bytes);
}

/* Enough for the graph, and no more: a star's middle has all for contacts. */
static struct adsum_limits limits_for(const struct graph *graph)
{
    struct adsum_limits limits = {.size = sizeof limits};

    limits.contacts = graph->plan.users;
    return limits;
}

void world_new(struct world *world, const struct graph *graph,
               uint32_t record_bytes)
{
    static const struct adsum_host host = {.size = sizeof host,
                                           .allocate = allocate,
                                           .deliver = deliver,
                                           .save = save};
    struct adsum_limits limits = limits_for(graph);
    struct adsum_text domain = adsum_text_of(NAMES_DOMAIN);
    struct adsum_options options = {.size = sizeof options,
                                    .domains = &domain,
                                    .domain_count = 1,
                                    .limits = &limits,
                                    .seed = {1, 2, 3}};
    uint64_t next;

    memset(world, 0, sizeof *world);
    world->graph = graph;
    world->record_bytes = record_bytes;
    world->records = pages_take((size_t)graph->sessions * record_bytes);
    world->handles = pages_take(graph->sessions * sizeof *world->handles);
    world_must(adsum_service_new(&host, world, &options, &world->service),
               "new");
    world_must(adsum_service_advance(world->service, 1700000000000, &next),
               "advance");
}

void world_end(struct world *world)
{
    world_must(adsum_service_free(world->service), "free");
    world->service = NULL;
    if (world->bytes != 0) {
        fprintf(stderr, "%llu bytes were not given back\n",
                (unsigned long long)world->bytes);
        exit(1);
    }
}

void world_free(struct world *world)
{
    if (world->service != NULL)
        world_end(world);
    pages_give(world->records,
               (size_t)world->graph->sessions * world->record_bytes);
    pages_give(world->handles, world->graph->sessions * sizeof *world->handles);
}

/* A name of its own, and one of the groups that everybody has. */
static void label(struct adsum_item *item, uint32_t contact)
{
    static const char *const names[4] = {"Friends", "Work", "Family", "Club"};
    static struct adsum_text groups[4];

    groups[contact % 4] = adsum_text_of(names[contact % 4]);
    item->groups = &groups[contact % 4];
    item->group_count = 1;
    item->name = item->contact;
    item->name.length = 11;
}

static void load_user(struct world *world, uint32_t user, uint32_t count,
                      struct adsum_change *rows, struct roster_row *items)
{
    const struct graph *graph = world->graph;
    char address[NAMES_BARE_BYTES];

    for (uint32_t i = 0; i < count; i++) {
        uint32_t contact = graph->contacts[graph->first[user] + i];

        items[i].item.contact =
            names_bare(contact, NAMES_DOMAIN, items[i].contact);
        items[i].item.subscription = graph_subscription(graph, user, contact);
        if (world->labels)
            label(&items[i].item, contact);
        rows[i].kind = ADSUM_CHANGE_ITEM;
        rows[i].contact = items[i].item.contact;
        rows[i].item = &items[i].item;
    }
    world_must(adsum_user_load(world->service,
                               names_bare(user, NAMES_DOMAIN, address),
                               ADSUM_USER_KEPT, rows, count),
               "load");
}

void world_load(struct world *world, enum world_rosters rosters)
{
    const struct graph *graph = world->graph;
    size_t most = graph_most_told(graph);
    struct adsum_change *rows = pages_take(most * sizeof *rows);
    struct roster_row *items = pages_take(most * sizeof *items);

    world->labels = rosters == WORLD_LABELS;
    for (uint32_t user = 0; user < graph->plan.users; user++) {
        uint64_t degree = graph->first[user + 1] - graph->first[user];

        load_user(world, user, rosters == WORLD_ALONE ? 0 : (uint32_t)degree,
                  rows, items);
    }
    pages_give(rows, most * sizeof *rows);
    pages_give(items, most * sizeof *items);
}

void world_open(struct world *world, bool distinct_resources)
{
    const struct graph *graph = world->graph;

    for (uint32_t i = 0; i < graph->sessions; i++) {
        char address[NAMES_FULL_BYTES];

        world_must(adsum_session_open(world->service,
                                      names_full(graph->online[i], NAMES_DOMAIN,
                                                 distinct_resources, address),
                                      (uintptr_t)record_of(world, i), 0,
                                      &world->handles[i]),
                   "open");
        world_must(adsum_session_publish(world->service, world->handles[i],
                                         world_presence(i, 2)),
                   "publish");
    }
}

struct adsum_statistics world_statistics(const struct world *world)
{
    struct adsum_statistics statistics = {.size = sizeof statistics};

    world_must(adsum_service_statistics(world->service, &statistics),
               "statistics");
    return statistics;
}

/* Capabilities as clients send them (XEP-0115), one of a few for each. */
static void make_parts(uint32_t index, struct adsum_part *parts)
{
    static char caps[CAPS][192];
    static const char *const statuses[STATES] = {"", "Back at five",
                                                 "In a meeting"};
    char *text = caps[index % CAPS];

    snprintf(text, sizeof caps[0],
             "<c xmlns='http://jabber.org/protocol/caps' hash='sha-1' "
             "node='http://client%u.example/' "
             "ver='QgayPKawpkPSDYmwT/WM94uAlu0='/>",
             (unsigned)(index % CAPS));
    parts[0] = (struct adsum_part){
        .name = adsum_text_of("c"),
        .space = adsum_text_of("http://jabber.org/protocol/caps"),
        .bytes = text,
        .length = (uint32_t)strlen(text),
        .encoding = ADSUM_ENCODING_XML};
    parts[1] = (struct adsum_part){
        .name = adsum_text_of("status"),
        .bytes = statuses[index % STATES],
        .length = (uint32_t)strlen(statuses[index % STATES])};
}

const struct adsum_presence *world_presence(uint32_t index, uint32_t parts)
{
    static struct adsum_presence bare[WORLD_PRESENCES], whole[WORLD_PRESENCES];
    static struct adsum_part part[WORLD_PRESENCES][2];

    if (bare[0].size == 0) {
        for (uint32_t i = 0; i < WORLD_PRESENCES; i++) {
            bare[i] = (struct adsum_presence){.size = sizeof bare[i],
                                              .show = (uint8_t)(i % SHOWS),
                                              .priority = (int8_t)(i % 7)};
            make_parts(i, part[i]);
            whole[i] = bare[i];
            whole[i].parts = part[i];
            whole[i].part_count = i % STATES == 0 ? 1 : 2;
        }
    }
    index %= WORLD_PRESENCES;
    return parts == 0 ? &bare[index] : &whole[index];
}
