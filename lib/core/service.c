/*
 * The service: made, shut down, counted. Making it takes memory piece by
 * piece; each piece is zero before, so that what is there goes back if one is
 * refused.
 */
#include "service.h"
#include "conflation.h"
#include "directed.h"
#include "entity.h"
#include "item.h"
#include "leave.h"
#include "limits.h"
#include "origin.h"
#include "picture.h"
#include "plan.h"
#include "presence.h"
#include "request.h"
#include "sighting.h"
#include "user.h"
#include "waiting.h"

#define FAR_ROOM  64u
#define PLAN_ROOM 8u
#define ROOMS     11u

int adsum_service_enter_load(struct adsum_service *service)
{
    if (service == NULL)
        return ADSUM_ERR_INVALID;
    if (service->inside != 0)
        return ADSUM_ERR_REENTERED;
    adsum_stamp_sweep(service, true);
    return 0;
}

int adsum_service_enter(struct adsum_service *service)
{
    int err = adsum_service_enter_load(service);

    if (err == 0)
        adsum_user_forget_absent(service);
    return err;
}

static void init_slab(const struct adsum_service *service, struct slab *slab,
                      size_t size, uint32_t most)
{
    bool exact = (service->flags & ADSUM_OPTION_RESERVE) != 0;

    adsum_slab_init(slab, (uint32_t)size, service->limits.segment_bytes,
                    exact ? most : 0);
}

static void init_map(struct adsum_service *service, struct map *map,
                     const struct map_class *class, uint32_t most)
{
    bool exact = (service->flags & ADSUM_OPTION_RESERVE) != 0;

    adsum_map_init(map, class, service, service->limits.segment_bytes,
                   exact ? most : 0);
}

static void init_column(const struct adsum_service *service,
                        struct column *column, size_t size, uint32_t most)
{
    bool exact = (service->flags & ADSUM_OPTION_RESERVE) != 0;

    adsum_column_init(column, (uint32_t)size, service->limits.segment_bytes,
                      exact ? most : 0);
}

static void init_tables(struct adsum_service *service, const uint8_t *seed)
{
    const struct adsum_limits *limits = &service->limits;
    bool exact = (service->flags & ADSUM_OPTION_RESERVE) != 0;
    uint32_t users = limits->users, sessions = limits->sessions;

    adsum_text_init(&service->texts, seed, limits->text_bytes,
                    limits->segment_bytes, 0,
                    exact ? limits->text_bytes : 0);
    adsum_edges_init(&service->edges, limits->segment_bytes,
                     exact ? users + 1 : 0, exact ? limits->edges : 0);
    init_slab(service, &service->entities, sizeof(struct entity), users);
    init_column(service, &service->heads, sizeof(uint32_t), users + 1);
    init_column(service, &service->near, sizeof(uint32_t), users / 32 + 1);
    init_map(service, &service->entity_map, &adsum_entity_class, users);
    init_slab(service, &service->sessions, sizeof(struct session), sessions);
    init_column(service, &service->endpoints, sizeof(struct endpoint),
                sessions + 1);
    init_column(service, &service->pulses, sizeof(struct pulse),
                sessions + 1);
    init_slab(service, &service->sides, sizeof(struct side), 0);
    init_slab(service, &service->extras, sizeof(struct extra), 0);
    init_map(service, &service->extra_map, &adsum_extra_class, 0);
    init_slab(service, &service->waits, sizeof(struct wait), 0);
    init_slab(service, &service->directed, sizeof(struct directed), 0);
    init_map(service, &service->directed_map, &adsum_directed_class, 0);
    init_slab(service, &service->sightings, sizeof(struct sighting), 0);
    init_map(service, &service->sighting_map, &adsum_sighting_class, 0);
    init_slab(service, &service->origins, sizeof(struct origin), 0);
    init_map(service, &service->origin_map, &adsum_origin_class, 0);
    init_slab(service, &service->items, sizeof(struct item), 0);
    init_map(service, &service->item_map, &adsum_item_class, 0);
    init_slab(service, &service->requests, sizeof(struct request), 0);
}

/* Rooms of a fixed size that every call shares. */
struct room {
    void **block;
    size_t bytes;
};

static void list_rooms(struct adsum_service *service, struct room rooms[ROOMS])
{
    const struct adsum_limits *limits = &service->limits;
    uint32_t far = service->far_room;
    struct room all[ROOMS] = {
        {(void **)&service->targets,
         service->target_room * sizeof *service->targets},
        {(void **)&service->slots,
         service->target_room * sizeof *service->slots},
        {(void **)&service->addresses, far * sizeof *service->addresses},
        {(void **)&service->destinations, far * sizeof *service->destinations},
        {(void **)&service->far, far * sizeof *service->far},
        {(void **)&service->parts, limits->parts * sizeof *service->parts},
        {(void **)&service->part_atoms,
         limits->parts * sizeof *service->part_atoms},
        {(void **)&service->groups, limits->groups * sizeof *service->groups},
        {(void **)&service->group_atoms,
         limits->groups * sizeof *service->group_atoms},
        {(void **)&service->shown, limits->resources * sizeof *service->shown},
        {(void **)&service->shown_parts, (size_t)limits->resources *
                                             limits->parts *
                                             sizeof *service->shown_parts},
    };

    memcpy(rooms, all, sizeof all);
}

static uint32_t least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

static int take_rooms(struct adsum_service *service)
{
    struct room rooms[ROOMS];

    service->target_room = least(ADSUM_TARGETS, service->limits.sessions + 1);
    service->far_room = least(FAR_ROOM, service->limits.users + 1);
    service->to_share = least(8, service->far_room / 4 + 1);
    list_rooms(service, rooms);
    for (uint32_t i = 0; i < ROOMS; i++) {
        if (rooms[i].bytes == 0)
            continue;
        *rooms[i].block = adsum_memory_give(&service->memory, rooms[i].bytes);
        if (*rooms[i].block == NULL)
            return ADSUM_ERR_NO_MEMORY;
    }
    service->plan.steps = adsum_memory_give(
        &service->memory, PLAN_ROOM * sizeof *service->plan.steps);
    if (service->plan.steps == NULL)
        return ADSUM_ERR_NO_MEMORY;
    service->plan.room = PLAN_ROOM;
    return 0;
}

static void give_rooms(struct adsum_service *service)
{
    struct memory *memory = &service->memory;
    struct room rooms[ROOMS];

    list_rooms(service, rooms);
    for (uint32_t i = 0; i < ROOMS; i++)
        adsum_memory_take(memory, *rooms[i].block, rooms[i].bytes);
    adsum_memory_take(memory, service->plan.steps,
                      service->plan.room * sizeof *service->plan.steps);
    adsum_memory_take(memory, service->view, service->view_room);
    adsum_memory_take(memory, service->from, service->from_room);
    adsum_memory_take(memory, service->to, service->to_room);
}

static int add_domains(struct adsum_service *service,
                       const struct adsum_options *options)
{
    uint32_t count = options->domain_count;
    struct adsum_address address;
    int err;

    if (count == 0)
        return 0;
    if (options->domains == NULL)
        return ADSUM_ERR_INVALID;
    service->domains = adsum_memory_give(&service->memory,
                                         count * sizeof *service->domains);
    if (service->domains == NULL)
        return ADSUM_ERR_NO_MEMORY;
    service->domain_room = count;
    for (uint32_t i = 0; i < count; i++) {
        if ((err = adsum_address_split(options->domains[i], &address)) != 0)
            return err;
        if (address.local.length != 0 || address.resource.length != 0)
            return ADSUM_ERR_INVALID;
        err = adsum_text_intern(&service->texts, &service->memory,
                                address.domain.bytes, address.domain.length,
                                &service->domains[i]);
        if (err != 0)
            return err;
        service->domain_count++;
    }
    return 0;
}

static void deinit(struct adsum_service *service)
{
    struct memory *memory = &service->memory;
    struct slab *slabs[] = {&service->entities, &service->sides,
                            &service->sessions, &service->extras,
                            &service->waits,    &service->directed,
                            &service->sightings, &service->origins,
                            &service->items,    &service->requests};
    struct map *maps[] = {&service->entity_map,   &service->extra_map,
                          &service->directed_map, &service->sighting_map,
                          &service->origin_map,   &service->item_map};

    give_rooms(service);
    adsum_memory_take(memory, service->domains,
                      service->domain_room * sizeof *service->domains);
    for (uint32_t i = 0; i < sizeof slabs / sizeof *slabs; i++)
        adsum_slab_deinit(slabs[i], memory);
    for (uint32_t i = 0; i < sizeof maps / sizeof *maps; i++)
        adsum_map_deinit(maps[i], memory);
    adsum_column_deinit(&service->heads, memory);
    adsum_column_deinit(&service->near, memory);
    adsum_column_deinit(&service->endpoints, memory);
    adsum_column_deinit(&service->pulses, memory);
    adsum_edges_deinit(&service->edges, memory);
    adsum_text_deinit(&service->texts, memory);
}

static int check(const struct adsum_host *host, void *user,
                 const struct adsum_options *options,
                 struct adsum_service **ret)
{
    (void)user;
    if (host == NULL || ret == NULL)
        return ADSUM_ERR_INVALID;
    if (host->size < offsetof(struct adsum_host, route) ||
        host->size > sizeof *host || host->reserved != 0 ||
        host->allocate == NULL || host->deliver == NULL)
        return ADSUM_ERR_HOST;
    if (options != NULL &&
        (options->size < sizeof *options || options->flags > 15 ||
         options->reserved != 0))
        return ADSUM_ERR_INVALID;
    return 0;
}

static int begin(struct adsum_service *service,
                 const struct adsum_options *options)
{
    static const uint8_t unseeded[16] = {0};
    int err;

    service->flags = options == NULL ? 0 : options->flags;
    init_tables(service, options == NULL ? unseeded : options->seed);
    if ((err = take_rooms(service)) != 0)
        return err;
    return options == NULL ? 0 : add_domains(service, options);
}

int adsum_service_new(const struct adsum_host *host, void *user,
                      const struct adsum_options *options,
                      struct adsum_service **ret)
{
    struct memory memory = {.user = user};
    struct adsum_service *service;
    struct adsum_limits limits;
    int err = check(host, user, options, ret);

    if (err != 0 ||
        (err = adsum_limits_complete(options == NULL ? NULL : options->limits,
                                     &limits)) != 0)
        return err;
    memory.allocate = host->allocate;
    service = adsum_memory_give(&memory, sizeof *service);
    if (service == NULL)
        return ADSUM_ERR_NO_MEMORY;
    memcpy(&service->host, host, host->size);
    service->user = user;
    service->memory = memory;
    service->limits = limits;
    if ((err = begin(service, options)) != 0) {
        deinit(service);
        memory = service->memory;
        adsum_memory_take(&memory, service, sizeof *service);
        return err;
    }
    *ret = service;
    return 0;
}

int adsum_service_free(struct adsum_service *service)
{
    struct memory memory;

    if (service == NULL)
        return 0;
    if (service->inside != 0)
        return ADSUM_ERR_REENTERED;
    adsum_user_forget_absent(service);
    for (uint32_t slot = 1; slot < service->sessions.top; slot++)
        if (session_at(service, slot)->open)
            adsum_leave_end(service, slot, ADSUM_PRESENCE_GONE, 0);
    for (uint32_t id = 1; id < service->entities.top; id++)
        if (entity_at(service, id)->uses != 0 &&
            entity_at(service, id)->kind != ADSUM_ENTITY_ABSENT)
            adsum_user_clear(service, id);
    deinit(service);
    memory = service->memory;
    adsum_memory_take(&memory, service, sizeof *service);
    return 0;
}

int adsum_service_statistics(const struct adsum_service *service,
                             struct adsum_statistics *ret)
{
    uint32_t size;

    if (service == NULL || ret == NULL || ret->size < sizeof *ret)
        return ADSUM_ERR_INVALID;
    size = ret->size;
    *ret = service->statistics;
    ret->size = size;
    ret->memory_bytes = service->memory.bytes;
    ret->edges = service->edges.count;
    ret->text_bytes = service->texts.bytes;
    return 0;
}
