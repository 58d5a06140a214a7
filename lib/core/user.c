/*
 * Users. One that is loaded holds a use of its own entity; what a call lacked
 * holds one until the next call that is not a load.
 */
#include "user.h"
#include "block.h"
#include "entity.h"
#include "grave.h"
#include "item.h"
#include "request.h"
#include "ring.h"
#include "session.h"
#include "sighting.h"

void adsum_user_forget_absent(struct adsum_service *service)
{
    while (service->absent_count != 0) {
        uint32_t entity = service->absent[--service->absent_count];

        entity_at(service, entity)->absent = 0;
        adsum_entity_release(service, entity);
    }
}

static int lack(struct adsum_service *service, uint32_t entity)
{
    if (entity_at(service, entity)->absent)
        return ADSUM_ERR_ABSENT;
    entity_at(service, entity)->absent = 1;
    adsum_entity_share(service, entity);
    service->absent[service->absent_count++] = entity;
    return ADSUM_ERR_ABSENT;
}

int adsum_user_need(struct adsum_service *service, uint32_t entity)
{
    if (entity_at(service, entity)->kind != ADSUM_ENTITY_ABSENT ||
        service->host.save == NULL || adsum_entity_is_domain(service, entity))
        return 0;
    return adsum_entity_far(service, entity) ? 0 : lack(service, entity);
}

static int lack_named(struct adsum_service *service,
                      const struct adsum_address *address)
{
    struct adsum_address bare = *address;
    uint32_t entity;
    int err;

    bare.resource.length = 0;
    if ((err = adsum_entity_ensure(service, &bare, &entity)) != 0)
        return err;
    err = lack(service, entity);
    adsum_entity_release(service, entity);
    return err;
}

int adsum_user_need_named(struct adsum_service *service,
                          const struct adsum_address *address, uint32_t entity)
{
    if (entity != 0)
        return adsum_user_need(service, entity);
    if (service->host.save == NULL || address->local.length == 0 ||
        !adsum_entity_ours(service, address->domain))
        return 0;
    return lack_named(service, address);
}

int adsum_user_look(const struct adsum_service *service,
                    const struct adsum_address *address, uint32_t *ret)
{
    uint32_t entity = adsum_entity_find(service, address);
    uint32_t kind =
        entity == 0 ? ADSUM_ENTITY_ABSENT : entity_at(service, entity)->kind;

    if (kind == ADSUM_ENTITY_UNKNOWN ||
        (kind == ADSUM_ENTITY_ABSENT && service->host.save == NULL))
        return ADSUM_ERR_UNKNOWN;
    if (kind == ADSUM_ENTITY_ABSENT)
        return ADSUM_ERR_ABSENT;
    *ret = entity;
    return 0;
}

int adsum_user_find(struct adsum_service *service,
                    const struct adsum_address *address, uint32_t *ret)
{
    int err = adsum_user_look(service, address, ret);

    return err == ADSUM_ERR_ABSENT ? lack_named(service, address) : err;
}

void adsum_user_place(struct adsum_service *service, uint32_t entity,
                      uint32_t kind)
{
    entity_at(service, entity)->kind = kind & 3u;
    adsum_entity_share(service, entity);
    adsum_entity_refresh(service, entity);
    service->statistics.users++;
}

int adsum_user_begin(struct adsum_service *service,
                     const struct adsum_address *address, uint32_t *ret)
{
    int err = adsum_user_find(service, address, ret);

    if (err == 0)
        adsum_entity_share(service, *ret);
    if (err != ADSUM_ERR_UNKNOWN || service->host.save != NULL)
        return err;
    if (!adsum_entity_ours(service, address->domain))
        return ADSUM_ERR_INVALID;
    if ((err = adsum_entity_ensure(service, address, ret)) != 0)
        return err;
    if (entity_at(service, *ret)->kind == ADSUM_ENTITY_UNKNOWN ||
        adsum_entity_far(service, *ret)) {
        adsum_entity_release(service, *ret);
        return ADSUM_ERR_UNKNOWN;
    }
    return 0;
}

static void clear_edges(struct adsum_service *service, uint32_t user)
{
    struct edge_run run;

    while (adsum_edges_run(&service->edges, user, 0, &run) != 0) {
        uint32_t contact = run.edges[0] >> ADSUM_EDGE_BITS;

        adsum_item_relabel(service, user, contact, 0);
        adsum_edges_put(&service->edges, &service->memory, user, contact, 0);
        adsum_entity_release(service, contact);
    }
}

static bool any_sighting(const struct adsum_service *service,
                         const struct sighting *sighting, const void *context)
{
    (void)service;
    (void)sighting;
    (void)context;
    return true;
}

void adsum_user_clear(struct adsum_service *service, uint32_t user)
{
    struct entity *entity = entity_at(service, user);

    adsum_grave_settle(service, user);
    adsum_sighting_end(service, user, any_sighting, NULL, false);
    clear_edges(service, user);
    adsum_request_clear(service, user);
    adsum_ring_clear(service, user);
    adsum_block_clear(service, user);
    if (entity->side != 0)
        adsum_slab_give(&service->sides, entity->side);
    entity->side = 0;
    entity->kind = ADSUM_ENTITY_ABSENT;
    adsum_entity_refresh(service, user);
    service->statistics.users--;
    adsum_entity_release(service, user);
}

int adsum_user_unload(struct adsum_service *service, struct adsum_text text)
{
    struct adsum_address address;
    uint32_t user;
    int err = adsum_service_enter_load(service);

    if (err != 0 || (err = adsum_address_split(text, &address)) != 0)
        return err;
    if (address.resource.length != 0)
        return ADSUM_ERR_INVALID;
    user = adsum_entity_find(service, &address);
    if (user == 0 || entity_at(service, user)->kind == ADSUM_ENTITY_ABSENT)
        return ADSUM_ERR_ABSENT;
    if (entity_at(service, user)->absent ||
        adsum_session_count(service, user) != 0)
        return ADSUM_ERR_IN_USE;
    adsum_user_clear(service, user);
    return 0;
}

static uint32_t kind_of(const struct entity *entity)
{
    return entity->kind == ADSUM_ENTITY_KEPT       ? ADSUM_USER_KEPT
           : entity->kind == ADSUM_ENTITY_MIRRORED ? ADSUM_USER_MIRRORED
                                                   : ADSUM_USER_UNKNOWN;
}

int adsum_user_get(const struct adsum_service *service, struct adsum_text text,
                   struct adsum_user_info *ret)
{
    struct adsum_address address;
    const struct side *side;
    uint32_t user;
    int err;

    if (service == NULL || ret == NULL || ret->size < sizeof *ret)
        return ADSUM_ERR_INVALID;
    if ((err = adsum_address_split(text, &address)) != 0)
        return err;
    if (address.resource.length != 0)
        return ADSUM_ERR_INVALID;
    user = adsum_entity_find(service, &address);
    if (user == 0 || entity_at(service, user)->kind == ADSUM_ENTITY_ABSENT)
        return ADSUM_ERR_ABSENT;
    side = adsum_entity_side(service, user);
    *ret =
        (struct adsum_user_info){.size = ret->size,
                                 .kind = kind_of(entity_at(service, user)),
                                 .sessions = adsum_session_count(service, user),
                                 .version = side == NULL ? 0 : side->version,
                                 .last_ms = side == NULL ? 0 : side->last_ms};
    return 0;
}

int adsum_service_absent(const struct adsum_service *service, uint32_t index,
                         struct adsum_text *ret)
{
    if (service == NULL || ret == NULL)
        return ADSUM_ERR_INVALID;
    if (index >= service->absent_count)
        return ADSUM_END;
    *ret = adsum_entity_bare(service, service->absent[index], service->view);
    return 0;
}
