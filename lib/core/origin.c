/* Origins. One without sightings goes. */
#include "origin.h"

static struct origin *origin_at(const struct adsum_service *service,
                                uint32_t id)
{
    return adsum_slab_at(&service->origins, id);
}

static uint32_t *origin_link(void *owner, uint32_t id)
{
    return &origin_at(owner, id)->link;
}

static uint32_t name_hash(uint32_t name)
{
    return name * 0x9e3779b1u;
}

static uint32_t origin_hash(void *owner, uint32_t id)
{
    return name_hash(origin_at(owner, id)->name);
}

const struct map_class adsum_origin_class = {origin_link, origin_hash};

static uint32_t find(const struct adsum_service *service, uint32_t name)
{
    uint32_t id = 0;

    while ((id = adsum_map_next(&service->origin_map, name_hash(name), id)) !=
           0)
        if (origin_at(service, id)->name == name)
            return id;
    return 0;
}

int adsum_origin_reserve(struct adsum_service *service)
{
    int err = adsum_slab_reserve(&service->origins, &service->memory, 1);

    return err != 0 ? err
                    : adsum_map_reserve(&service->origin_map, &service->memory);
}

int adsum_origin_ensure(struct adsum_service *service, struct adsum_text name,
                        uint32_t *ret)
{
    uint32_t atom;
    int err = adsum_text_intern(&service->texts, &service->memory, name.bytes,
                                name.length, &atom);

    if (err != 0)
        return err;
    if ((*ret = find(service, atom)) != 0) {
        adsum_text_release(&service->texts, atom);
        return 0;
    }
    if ((err = adsum_origin_reserve(service)) != 0) {
        adsum_text_release(&service->texts, atom);
        return err;
    }
    *ret = adsum_slab_take(&service->origins);
    origin_at(service, *ret)->name = atom;
    origin_at(service, *ret)->first = 0;
    adsum_map_put(&service->origin_map, name_hash(atom), *ret);
    return 0;
}

void adsum_origin_link(struct adsum_service *service, uint32_t id)
{
    struct sighting *sighting = adsum_sighting_at(service, id);
    struct origin *origin = origin_at(service, sighting->origin);

    sighting->origin_previous = 0;
    sighting->origin_next = origin->first;
    if (origin->first != 0)
        adsum_sighting_at(service, origin->first)->origin_previous = id;
    origin->first = id;
}

void adsum_origin_unlink(struct adsum_service *service, uint32_t id)
{
    const struct sighting *sighting = adsum_sighting_at(service, id);
    struct origin *origin = origin_at(service, sighting->origin);

    if (sighting->origin_previous != 0)
        adsum_sighting_at(service, sighting->origin_previous)->origin_next =
            sighting->origin_next;
    else
        origin->first = sighting->origin_next;
    if (sighting->origin_next != 0)
        adsum_sighting_at(service, sighting->origin_next)->origin_previous =
            sighting->origin_previous;
    if (origin->first != 0)
        return;
    adsum_map_remove(&service->origin_map, name_hash(origin->name),
                     sighting->origin);
    adsum_text_release(&service->texts, origin->name);
    adsum_slab_give(&service->origins, sighting->origin);
}

struct adsum_text adsum_sighting_origin(const struct adsum_service *service,
                                        const struct sighting *sighting)
{
    return adsum_text_at(&service->texts,
                         origin_at(service, sighting->origin)->name);
}

uint32_t adsum_origin_first(const struct adsum_service *service,
                            struct adsum_text name)
{
    uint32_t atom = adsum_text_find(&service->texts, name.bytes, name.length);
    uint32_t id = atom == 0 ? 0 : find(service, atom);

    return id == 0 ? 0 : origin_at(service, id)->first;
}
