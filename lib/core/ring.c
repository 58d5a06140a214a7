/* The last changes of a roster. Each holds a use of its contact. */
#include "ring.h"
#include "entity.h"

static size_t ring_bytes(const struct adsum_service *service)
{
    return sizeof(struct ring) +
           service->limits.roster_changes * sizeof(uint32_t);
}

void adsum_ring_prepare(struct adsum_service *service, uint32_t user)
{
    struct side *side = adsum_entity_side(service, user);

    if (side->ring == NULL && service->limits.roster_changes != 0)
        side->ring = adsum_memory_give(&service->memory, ring_bytes(service));
}

void adsum_ring_push(struct adsum_service *service, uint32_t user,
                     uint32_t contact)
{
    struct side *side = adsum_entity_side(service, user);
    uint64_t version = ++side->version;
    struct ring *ring = side->ring;
    uint32_t *at;

    side->changes = ++service->roster_changes;
    if (ring == NULL)
        return;
    at = &ring->contacts[version % service->limits.roster_changes];
    adsum_entity_share(service, contact);
    if (ring->count == service->limits.roster_changes)
        adsum_entity_release(service, *at);
    else
        ring->count++;
    *at = contact;
}

bool adsum_ring_knows(const struct adsum_service *service, uint32_t user,
                      uint64_t version)
{
    const struct side *side = adsum_entity_side(service, user);

    return side != NULL && version <= side->version &&
           side->version - version <=
               (side->ring == NULL ? 0 : side->ring->count);
}

uint32_t adsum_ring_at(const struct adsum_service *service, uint32_t user,
                       uint64_t version)
{
    const struct ring *ring = adsum_entity_side(service, user)->ring;

    return ring->contacts[version % service->limits.roster_changes];
}

void adsum_ring_clear(struct adsum_service *service, uint32_t user)
{
    struct side *side = adsum_entity_side(service, user);

    if (side == NULL || side->ring == NULL)
        return;
    for (uint32_t i = 0; i < side->ring->count; i++)
        adsum_entity_release(service,
                             adsum_ring_at(service, user, side->version - i));
    adsum_memory_take(&service->memory, side->ring, ring_bytes(service));
    side->ring = NULL;
}
