/*
 * Entities. A text of one is the domain's atom as a varint and the local part
 * behind it, so that a domain's name is kept once for all its users.
 */
#include "entity.h"
#include "host.h"

#define KEY_BYTES (5u + ADSUM_ADDRESS_PART_BYTES)

extern inline struct side *
adsum_entity_side(const struct adsum_service *service, uint32_t entity);

static uint32_t key_write(uint8_t *key, uint32_t domain,
                          struct adsum_text local)
{
    uint32_t length = 0;

    for (; domain >= 128; domain >>= 7)
        key[length++] = (uint8_t)(domain | 128);
    key[length++] = (uint8_t)domain;
    if (local.length != 0)
        memcpy(key + length, local.bytes, local.length);
    return length + local.length;
}

static uint32_t key_read(struct adsum_text key, struct adsum_text *local)
{
    uint32_t domain = 0, i = 0, shift = 0;
    uint8_t byte;

    do {
        byte = (uint8_t)key.bytes[i++];
        domain |= (uint32_t)(byte & 127) << shift;
        shift += 7;
    } while (byte & 128);
    local->bytes = key.bytes + i;
    local->length = key.length - i;
    return domain;
}

static struct adsum_text key_of(const struct adsum_service *service,
                                uint32_t entity)
{
    return adsum_text_kept(&service->texts, entity_at(service, entity)->text);
}

static uint32_t *entity_link(void *owner, uint32_t id)
{
    return &entity_at(owner, id)->link;
}

static uint32_t entity_hash(void *owner, uint32_t id)
{
    const struct adsum_service *service = owner;
    struct adsum_text key = key_of(service, id);

    return adsum_map_hash(service->texts.seed, key.bytes, key.length);
}

const struct map_class adsum_entity_class = {entity_link, entity_hash};

static uint32_t find(const struct adsum_service *service, uint32_t hash,
                     const uint8_t *key, uint32_t length)
{
    struct adsum_text wanted = {(const char *)key, length};
    uint32_t id = 0;

    while ((id = adsum_map_next(&service->entity_map, hash, id)) != 0)
        if (text_equal(key_of(service, id), wanted))
            return id;
    return 0;
}

uint32_t adsum_entity_find(const struct adsum_service *service,
                           const struct adsum_address *address)
{
    uint8_t key[KEY_BYTES];
    uint32_t length;
    uint32_t domain = adsum_text_find(&service->texts, address->domain.bytes,
                                      address->domain.length);

    if (domain == 0)
        return 0;
    length = key_write(key, domain, address->local);
    return find(service, adsum_map_hash(service->texts.seed, key, length), key,
                length);
}

/* Everything a new entity's number indexes. */
static int reserve(struct adsum_service *service)
{
    struct memory *memory = &service->memory;
    uint32_t top;
    int err;

    if (service->entities.used >= service->limits.users)
        return ADSUM_ERR_LIMIT - ADSUM_LIMIT_USERS;
    if ((err = adsum_slab_reserve(&service->entities, memory, 1)) != 0)
        return err;
    top = service->entities.column.elements;
    if ((err = adsum_column_reserve(&service->heads, memory, top)) != 0 ||
        (err = adsum_bitmap_reserve(&service->near, memory, top)) != 0 ||
        (err = adsum_edges_users(&service->edges, memory, top)) != 0)
        return err;
    return adsum_map_reserve(&service->entity_map, memory);
}

int adsum_entity_room(struct adsum_service *service, uint32_t bare,
                      uint32_t resource)
{
    uint32_t shares = 2 + service->to_share, full;
    char *room;

    if (bare < service->longest_bare)
        bare = service->longest_bare;
    if (resource < service->longest_resource)
        resource = service->longest_resource;
    full = bare + 1 + resource;
    if (full > service->full_room) {
        room = adsum_memory_resize(&service->memory, service->view,
                                   (size_t)service->full_room * shares,
                                   (size_t)full * shares);
        if (room == NULL)
            return ADSUM_ERR_NO_MEMORY;
        service->view = room;
        service->from = room + full;
        service->to = room + (size_t)full * 2;
        service->full_room = full;
    }
    service->longest_bare = bare;
    service->longest_resource = resource;
    return 0;
}

static uint32_t make(struct adsum_service *service, uint32_t hash,
                     uint32_t text)
{
    uint32_t id = adsum_slab_take(&service->entities);
    struct entity *entity = entity_at(service, id);

    memset(entity, 0, sizeof *entity);
    entity->text = text;
    entity->uses = 1;
    *head_at(service, id) = 0;
    adsum_map_put(&service->entity_map, hash, id);
    adsum_entity_refresh(service, id);
    return id;
}

int adsum_entity_ensure(struct adsum_service *service,
                        const struct adsum_address *address, uint32_t *ret)
{
    uint8_t key[KEY_BYTES];
    uint32_t length, hash, id, domain, text;
    int err;

    err = adsum_text_intern(&service->texts, &service->memory,
                            address->domain.bytes, address->domain.length,
                            &domain);
    if (err != 0)
        return err;
    length = key_write(key, domain, address->local);
    hash = adsum_map_hash(service->texts.seed, key, length);
    id = find(service, hash, key, length);
    if (id != 0) {
        adsum_text_release(&service->texts, domain);
        adsum_entity_share(service, id);
        *ret = id;
        return 0;
    }
    if ((err = reserve(service)) != 0 ||
        (err = adsum_entity_room(service, address->bare.length,
                                 address->resource.length)) != 0 ||
        (err = adsum_text_keep(&service->texts, &service->memory, key, length,
                               &text)) != 0) {
        adsum_text_release(&service->texts, domain);
        return err;
    }
    *ret = make(service, hash, text);
    return 0;
}

void adsum_entity_share(struct adsum_service *service, uint32_t entity)
{
    entity_at(service, entity)->uses++;
}

void adsum_entity_release(struct adsum_service *service, uint32_t id)
{
    struct entity *entity = entity_at(service, id);
    struct adsum_text local;
    uint32_t domain;

    if (--entity->uses != 0)
        return;
    domain = key_read(key_of(service, id), &local);
    adsum_map_remove(&service->entity_map, entity_hash(service, id), id);
    adsum_text_drop(&service->texts, entity->text);
    adsum_text_release(&service->texts, domain);
    adsum_slab_give(&service->entities, id);
}

struct adsum_text adsum_entity_full(const struct adsum_service *service,
                                    uint32_t entity, struct adsum_text resource,
                                    char *buffer)
{
    struct adsum_text local, domain;
    struct adsum_text ret = {buffer, 0};

    adsum_entity_parts(service, entity, &local, &domain);
    if (local.length != 0) {
        memcpy(buffer, local.bytes, local.length);
        buffer[local.length] = '@';
        ret.length = local.length + 1;
    }
    memcpy(buffer + ret.length, domain.bytes, domain.length);
    ret.length += domain.length;
    if (resource.length != 0) {
        buffer[ret.length++] = '/';
        memcpy(buffer + ret.length, resource.bytes, resource.length);
        ret.length += resource.length;
    }
    return ret;
}

struct adsum_text adsum_entity_bare(const struct adsum_service *service,
                                    uint32_t entity, char *buffer)
{
    struct adsum_text none = {NULL, 0};

    return adsum_entity_full(service, entity, none, buffer);
}

uint32_t adsum_entity_domain(const struct adsum_service *service,
                             uint32_t entity)
{
    struct adsum_text local;

    return key_read(key_of(service, entity), &local);
}

void adsum_entity_parts(const struct adsum_service *service, uint32_t entity,
                        struct adsum_text *ret_local,
                        struct adsum_text *ret_domain)
{
    *ret_domain = adsum_text_at(&service->texts,
                                key_read(key_of(service, entity), ret_local));
}

bool adsum_entity_is_domain(const struct adsum_service *service,
                            uint32_t entity)
{
    struct adsum_text local;

    (void)key_read(key_of(service, entity), &local);
    return local.length == 0;
}

bool adsum_entity_ours(const struct adsum_service *service,
                       struct adsum_text domain)
{
    for (uint32_t i = 0; i < service->domain_count; i++)
        if (text_equal(adsum_text_at(&service->texts, service->domains[i]),
                       domain))
            return true;
    return service->domain_count == 0;
}

static bool domain_ours(const struct adsum_service *service, uint32_t entity)
{
    uint32_t domain = adsum_entity_domain(service, entity);

    for (uint32_t i = 0; i < service->domain_count; i++)
        if (service->domains[i] == domain)
            return true;
    return service->domain_count == 0;
}

bool adsum_entity_far(struct adsum_service *service, uint32_t entity)
{
    struct adsum_text destination;

    switch (entity_at(service, entity)->kind) {
    case ADSUM_ENTITY_MIRRORED:
        return true;
    case ADSUM_ENTITY_ABSENT:
        if (service->host.locate == NULL)
            return !domain_ours(service, entity);
        adsum_host_locate(service,
                          adsum_entity_bare(service, entity, service->to),
                          &destination);
        return destination.length != 0;
    default:
        return false;
    }
}

void adsum_entity_refresh(struct adsum_service *service, uint32_t id)
{
    uint32_t kind = entity_at(service, id)->kind;

    service->moved++;
    adsum_bitmap_set(
        &service->near, id,
        *head_at(service, id) != 0 || kind == ADSUM_ENTITY_MIRRORED ||
            (kind == ADSUM_ENTITY_ABSENT &&
             (service->host.locate != NULL || !domain_ours(service, id))));
}

int adsum_entity_ensure_side(struct adsum_service *service, uint32_t id)
{
    struct entity *entity = entity_at(service, id);
    int err;

    if (entity->side != 0)
        return 0;
    err = adsum_slab_reserve(&service->sides, &service->memory, 1);
    if (err != 0)
        return err;
    entity->side = adsum_slab_take(&service->sides);
    memset(adsum_entity_side(service, id), 0, sizeof(struct side));
    return 0;
}
