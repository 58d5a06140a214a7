/*
 * Routing. Contacts elsewhere are gathered in windows; of each window those
 * with one destination go together, as many as the scratch has room for.
 */
#include "route.h"
#include "entity.h"
#include "host.h"

static struct adsum_text destination_of(struct adsum_service *service,
                                        uint32_t from, uint32_t to)
{
    struct adsum_text ret = {NULL, 0};
    uint32_t speaker =
        entity_at(service, from)->kind == ADSUM_ENTITY_MIRRORED ? from : to;

    if (service->host.locate != NULL && speaker == to)
        adsum_host_locate(service, adsum_entity_bare(service, to, service->to),
                          &ret);
    if (ret.length == 0)
        ret = adsum_text_at(&service->texts,
                            adsum_entity_domain(service, speaker));
    return ret;
}

uint32_t adsum_route_to(struct adsum_service *service, uint32_t from,
                        const struct adsum_notice *notice,
                        const struct party *to)
{
    struct adsum_text destination = destination_of(service, from, to->entity);
    struct adsum_text address;

    address = adsum_entity_full(service, to->entity, to->resource, service->to);
    return adsum_host_route(service, destination, notice, &address, 1);
}

uint32_t adsum_route_home(struct adsum_service *service, uint32_t user,
                          const struct adsum_notice *notice)
{
    return adsum_host_route(service, destination_of(service, user, user),
                            notice, NULL, 0);
}

static void route_some(struct adsum_service *service,
                       struct adsum_text destination,
                       const struct adsum_notice *notice, uint32_t count)
{
    if (count != 0)
        (void)adsum_host_route(service, destination, notice, service->addresses,
                               count);
}

/* All of the window from `first` on that share its destination. */
static void route_destination(struct adsum_service *service,
                              const struct adsum_notice *notice, uint32_t first,
                              uint32_t count)
{
    struct adsum_text destination = service->destinations[first];
    uint32_t ready = 0, used = 0;

    for (uint32_t i = first; i < count; i++) {
        if (service->far[i] == 0 ||
            !text_equal(service->destinations[i], destination))
            continue;
        if (used + service->longest_bare >
                service->full_room * service->to_share ||
            (ready != 0 && notice->kind != ADSUM_PRESENCE)) {
            route_some(service, destination, notice, ready);
            ready = used = 0;
        }
        service->addresses[ready] =
            adsum_entity_bare(service, service->far[i], service->to + used);
        used += service->addresses[ready++].length;
        service->far[i] = 0;
    }
    route_some(service, destination, notice, ready);
}

static void route_window(struct adsum_service *service,
                         const struct adsum_notice *notice, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (service->far[i] != 0)
            route_destination(service, notice, i, count);
}

void adsum_route_contacts(struct adsum_service *service, uint32_t user,
                          const struct adsum_notice *notice, uint32_t bits,
                          adsum_route_filter *passes)
{
    uint32_t count = 0, after = 0;
    struct edge_run run;

    while (adsum_edges_run(&service->edges, user, after, &run) != 0)
        for (uint32_t i = 0; i < run.count; i++) {
            after = run.edges[i] >> ADSUM_EDGE_BITS;
            if ((run.edges[i] & bits) == 0 || !near_get(service, after) ||
                !adsum_entity_far(service, after) ||
                (passes != NULL &&
                 !passes(service, user, after, run.edges[i] & ADSUM_EDGE_MASK)))
                continue;
            service->far[count] = after;
            service->destinations[count++] =
                destination_of(service, user, after);
            if (count == service->far_room) {
                route_window(service, notice, count);
                count = 0;
            }
        }
    route_window(service, notice, count);
}
