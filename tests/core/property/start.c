/* How a history begins and ends; all small numbers of it are by lot. */
#include "world.h"

#include <stdlib.h>
#include <string.h>

#ifndef FORGOTTEN_AFTER_CALLS
#define FORGOTTEN_AFTER_CALLS 0
#endif

static const char *const here[] = {"ada@a.example", "bob@a.example",
                                   "cid@a.example", "dan@a.example",
                                   "eve@a.example"};
static const char *const there[] = {"una@b.example", "vic@b.example",
                                    "wes@b.example"};

static void draw_parameters(struct world *world, struct random *random)
{
    struct parameters *p = &world->parameters;
    static const uint32_t percents[] = {0, 0, 5, 20, 50, 90};
    p->topology = (enum topology)random_below(random, 3);
    p->saves = random_chance(random, 60);
    p->busy_percent = percents[random_below(random, 6)];
    p->ready_room = random_below(random, 4);
    p->fail_percent = percents[random_below(random, 4)];
    p->refuse_percent = percents[random_below(random, 4)];
    p->error_percent = random_chance(random, 25) ? 15 : 0;
    p->tight = random_chance(random, 30);
    p->users = 2 + random_below(random, 3);
    if (random_chance(random, 15))
        p->flags |= ADSUM_OPTION_SKIP_UNCHANGED;
    if (random_chance(random, 10))
        p->flags |= ADSUM_OPTION_SKIP_UNSIGHTED;
    if (random_chance(random, 15))
        p->flags |= ADSUM_OPTION_TELL_LOST;
    for (int i = 0; i < DO_KINDS; i++)
        world->weights[i] = 1 + random_below(random, 8);
}

static void draw_options(struct world *world, struct random *random)
{
    struct model_options *options = &world->model.options;
    const struct parameters *p = &world->parameters;
    *options = (struct model_options){
        .saves = p->saves,
        .tight = p->tight,
        .skip_unchanged = (p->flags & ADSUM_OPTION_SKIP_UNCHANGED) != 0,
        .skip_unsighted = (p->flags & ADSUM_OPTION_SKIP_UNSIGHTED) != 0,
        .tell_lost = (p->flags & ADSUM_OPTION_TELL_LOST) != 0,
        .waiting = p->tight ? 1 + random_below(random, 6) : 64,
        .requests = p->tight ? 1 + random_below(random, 3) : 256,
        .domain_requests = p->tight ? 1 + random_below(random, 2) : 64,
        .directed = p->tight ? 1 + random_below(random, 3) : 256,
        .idle_ms = 60000,
        .ping_ms = 20000,
        .busy_ms = 30000,
        .held_ms = 90000,
        .lost_ms = 40000,
        .forgotten_after = FORGOTTEN_AFTER_CALLS};
}

static void make_names(struct world *world)
{
    struct model *model = &world->model;
    uint32_t users = world->parameters.users;
    enum topology topology = world->parameters.topology;
    for (uint32_t i = 0; i < users; i++)
        name_new(model, here[i], topology == SHARDED ? (int)(i & 1) : 0);
    if (topology == FEDERATED)
        for (uint32_t i = 0; i < 2; i++)
            name_new(model, there[i], 1);
    int ghost = name_new(model, "ghost@a.example", 0);
    model->names[ghost].fiction = true;
    if (topology != SINGLE) {
        ghost = name_new(
            model, topology == SHARDED ? "spook@a.example" : "spook@b.example",
            1);
        model->names[ghost].fiction = true;
    }
    name_new(model, "xen@far.example", NOWHERE);
    name_new(model, "yan@far.example", NOWHERE);
    for (int i = 0; i < model->name_count; i++)
        model->names[i].known = world->parameters.saves &&
                                !model->names[i].fiction &&
                                model->names[i].node != NOWHERE;
}

void node_start(struct world *world, int index)
{
    struct node *node = &world->nodes[index];
    const struct model_options *options = &world->model.options;
    struct adsum_text domain = adsum_text_of(world->model.domains[index]);
    struct adsum_limits limits = {.size = sizeof limits,
                                  .waiting = options->waiting,
                                  .requests = options->requests,
                                  .domain_requests = options->domain_requests,
                                  .directed = options->directed,
                                  .idle_ms = options->idle_ms,
                                  .ping_ms = options->ping_ms,
                                  .busy_ms = options->busy_ms,
                                  .held_ms = options->held_ms,
                                  .lost_ms = options->lost_ms};
    struct adsum_options given = {.size = sizeof given,
                                  .flags = world->parameters.flags,
                                  .domains = &domain,
                                  .domain_count = 1,
                                  .limits = &limits,
                                  .seed = {1, 2, 3}};
    struct adsum_host host = recorded_host;
    uint64_t next;
    if (!world->parameters.saves)
        host.save = NULL;
    if (world->parameters.topology != SHARDED)
        host.locate = NULL;
    node->world = world;
    node->index = index;
    node->muted = false;
    if (adsum_service_new(&host, node, &given, &node->service) != 0 ||
        adsum_service_advance(node->service, world->model.now_ms, &next) != 0)
        model_fail(&world->model, "a service cannot be made");
}

void node_stop(struct world *world, int index)
{
    struct node *node = &world->nodes[index];
    int err = adsum_service_free(node->service);
    node->service = NULL;
    if (err != 0 || node->bytes != 0 || node->blocks != 0)
        model_fail(&world->model, "free: %d, %zu bytes, %zu blocks left", err,
                   node->bytes, node->blocks);
}

void world_begin(struct world *world, uint64_t seed, bool trace)
{
    struct random random = random_of(seed, 0);
    memset(world, 0, sizeof *world);
    world->trace = trace;
    world->hash = 0xcbf29ce484222325u;
    world->model.now_ms = 1700000000000u;
    world->next_serial = SAID_BARE + 1;
    world->next_context = 1;
    draw_parameters(world, &random);
    draw_options(world, &random);
    enum topology topology = world->parameters.topology;
    world->node_count = topology == SINGLE ? 1 : 2;
    world->model.domains[0] = "a.example";
    world->model.domains[1] = topology == SHARDED ? "a.example" : "b.example";
    world->nodes[0].speaks = topology == SHARDED ? "east" : "a.example";
    world->nodes[1].speaks = topology == SHARDED ? "west" : "b.example";
    make_names(world);
    call_begin(&world->model);
    for (int i = 0; i < world->node_count; i++)
        node_start(world, i);
    events_clear(world);
}

void world_end(struct world *world)
{
    for (int i = 0; i < world->node_count; i++)
        wire_drop(world, i);
    disk_free(world);
}
