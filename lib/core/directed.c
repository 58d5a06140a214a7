/* Directed presence: the records. */
#include "directed.h"
#include "entity.h"
#include "presence.h"
#include "session.h"
#include "waiting.h"

static uint32_t *directed_link(void *owner, uint32_t id)
{
    return &adsum_directed_at(owner, id)->link;
}

static uint32_t record_hash(void *owner, uint32_t id)
{
    return adsum_directed_hash(adsum_directed_at(owner, id)->target);
}

const struct map_class adsum_directed_class = {directed_link, record_hash};

struct adsum_text adsum_directed_resource(const struct adsum_service *service,
                                          const struct directed *directed)
{
    struct adsum_text none = {NULL, 0};

    return directed->resource == 0
               ? none
               : adsum_text_at(&service->texts, directed->resource);
}

uint32_t adsum_directed_first(const struct adsum_service *service,
                              uint32_t slot)
{
    const struct extra *extra = adsum_extra(service, slot);

    return extra == NULL ? 0 : extra->directed;
}

bool adsum_directed_stands(const struct adsum_service *service, uint32_t slot)
{
    return adsum_directed_first(service, slot) != 0;
}

/* Asked of the target: a session may have many. */
uint32_t adsum_directed_find(const struct adsum_service *service, uint32_t slot,
                             const struct party *to)
{
    uint32_t hash = adsum_directed_hash(to->entity), id = 0;

    while ((id = adsum_map_next(&service->directed_map, hash, id)) != 0) {
        const struct directed *directed = adsum_directed_at(service, id);

        if (directed->session == slot && directed->target == to->entity &&
            text_equal(adsum_directed_resource(service, directed),
                       to->resource))
            return id;
    }
    return 0;
}

void adsum_directed_drop(struct adsum_service *service, uint32_t id)
{
    struct directed *directed = adsum_directed_at(service, id);
    struct extra *extra = adsum_extra(service, directed->session);
    uint32_t *at = &extra->directed;

    while (*at != id)
        at = &adsum_directed_at(service, *at)->next;
    *at = directed->next;
    extra->directed_count--;
    adsum_extra_settle(service, directed->session);
    adsum_map_remove(&service->directed_map, record_hash(service, id), id);
    adsum_presence_drop(service, directed->presence);
    adsum_text_release(&service->texts, directed->resource);
    adsum_entity_release(service, directed->target);
    adsum_slab_give(&service->directed, id);
}

int adsum_directed_make(struct adsum_service *service, uint32_t slot,
                        const struct party *to, uint32_t *ret)
{
    struct directed made = {.session = slot, .target = to->entity};
    struct extra *extra;
    int err;

    if ((err = adsum_extra_ensure(service, slot)) != 0)
        return err;
    extra = adsum_extra(service, slot);
    if (extra->directed_count >= service->limits.directed)
        err = ADSUM_ERR_LIMIT - ADSUM_LIMIT_DIRECTED;
    if (err != 0 ||
        (err = adsum_slab_reserve(&service->directed, &service->memory, 1)) !=
            0 ||
        (err = adsum_map_reserve(&service->directed_map, &service->memory)) !=
            0 ||
        (err = adsum_entity_room(service, 0, to->resource.length)) != 0 ||
        (to->resource.length != 0 &&
         (err = adsum_text_intern(&service->texts, &service->memory,
                                  to->resource.bytes, to->resource.length,
                                  &made.resource)) != 0)) {
        adsum_extra_settle(service, slot);
        return err;
    }
    *ret = adsum_slab_take(&service->directed);
    made.next = extra->directed;
    *adsum_directed_at(service, *ret) = made;
    extra->directed = *ret;
    extra->directed_count++;
    adsum_entity_share(service, made.target);
    adsum_map_put(&service->directed_map, record_hash(service, *ret), *ret);
    return 0;
}

bool adsum_directed_meets(const struct adsum_service *service,
                          const struct directed *directed, uint32_t slot)
{
    const struct session *session = session_at(service, slot);

    return !session->gone && session->open && !session->source &&
           (directed->resource != 0
                ? text_equal(adsum_party_session(service, slot).resource,
                             adsum_directed_resource(service, directed))
                : session->available);
}

/* Was this session of the target there when it was last told? */
bool adsum_directed_told(const struct adsum_service *service,
                         const struct directed *directed, uint32_t slot)
{
    return directed->presence != 0 &&
           adsum_directed_meets(service, directed, slot) &&
           (directed->resource != 0 ||
            !stamp_after(endpoint_at(service, slot)->born, directed->stamp));
}

void adsum_directed_forget(struct adsum_service *service, uint32_t user,
                           const struct party *target)
{
    uint32_t hash = adsum_directed_hash(target->entity), next;

    for (uint32_t id = adsum_map_next(&service->directed_map, hash, 0); id != 0;
         id = next) {
        const struct directed *directed = adsum_directed_at(service, id);

        next = adsum_map_next(&service->directed_map, hash, id);
        if (directed->target == target->entity &&
            (user == 0 ||
             session_at(service, directed->session)->user == user) &&
            text_equal(adsum_directed_resource(service, directed),
                       target->resource))
            adsum_directed_drop(service, id);
    }
}

static bool record_shows(const struct adsum_service *service,
                         const struct directed *directed,
                         const struct party *watcher)
{
    if (directed->resource == 0 && watcher->session != 0)
        return adsum_directed_told(service, directed, watcher->session);
    return directed->resource == 0 ||
           text_equal(adsum_directed_resource(service, directed),
                      watcher->resource);
}

bool adsum_directed_shows(const struct adsum_service *service,
                          const struct party *watcher,
                          const struct party *source)
{
    uint32_t hash = adsum_directed_hash(watcher->entity), id = 0;

    while ((id = adsum_map_next(&service->directed_map, hash, id)) != 0) {
        const struct directed *directed = adsum_directed_at(service, id);
        struct party whom;

        if (directed->target != watcher->entity)
            continue;
        whom = adsum_party_session(service, directed->session);
        if (whom.entity == source->entity && source->resource.length != 0 &&
            text_equal(whom.resource, source->resource) &&
            record_shows(service, directed, watcher))
            return true;
    }
    return false;
}

const struct directed *adsum_directed_of(const struct adsum_service *service,
                                         const struct party *watcher,
                                         uint32_t slot)
{
    for (uint32_t id = adsum_directed_first(service, slot); id != 0;
         id = adsum_directed_at(service, id)->next) {
        const struct directed *directed = adsum_directed_at(service, id);

        if (directed->presence != 0 && directed->target == watcher->entity &&
            record_shows(service, directed, watcher))
            return directed;
    }
    return NULL;
}

void adsum_directed_clear(struct adsum_service *service, uint32_t slot)
{
    uint32_t id;

    while ((id = adsum_directed_first(service, slot)) != 0)
        adsum_directed_drop(service, id);
}
