/*
 * The service: made, shut down, counted. Making it takes memory piece by
 * piece; each piece is zero before, so that what is there goes back if one is
 * refused.
 */
#include "service.h"
#include "conflation.h"
#include "layout.h"
#include "leave.h"
#include "limits.h"
#include "presence.h"
#include "user.h"

int adsum_service_enter_load(struct adsum_service *service)
{
    if (service == NULL)
        return ADSUM_ERR_INVALID;
    if (service->inside != 0)
        return ADSUM_ERR_REENTERED;
    if (adsum_layout_is_placed(service))
        adsum_layout_settle(service);
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
    service->domains =
        adsum_memory_give(&service->memory, count * sizeof *service->domains);
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

    adsum_memory_take(memory, service->view,
                      (size_t)service->full_room * (2 + service->to_share));
    adsum_memory_take(memory, service->domains,
                      service->domain_room * sizeof *service->domains);
    adsum_layout_deinit(service);
}

/* Give the service itself back; placed, that is all there is. */
static void give_back(struct adsum_service *service)
{
    uint64_t bytes = sizeof *service;

    if (adsum_layout_is_placed(service))
        (void)adsum_layout_bytes(&service->limits, &bytes);
    else
        deinit(service);
    service->host.allocate(service->user, service, (size_t)bytes, 0);
}

static int check(const struct adsum_host *host,
                 const struct adsum_options *options,
                 struct adsum_service **ret)
{
    if (host == NULL || ret == NULL)
        return ADSUM_ERR_INVALID;
    if (host->size < offsetof(struct adsum_host, route) ||
        host->size > sizeof *host || host->reserved != 0 ||
        host->allocate == NULL || host->deliver == NULL)
        return ADSUM_ERR_HOST;
    if (options != NULL && (options->size < sizeof *options ||
                            options->flags > 15 || options->reserved != 0))
        return ADSUM_ERR_INVALID;
    return 0;
}

static int begin(struct adsum_service *service,
                 const struct adsum_options *options)
{
    int err = 0;

    if (adsum_layout_is_placed(service))
        adsum_layout_place(service, options->seed);
    else
        err = adsum_layout_init(service, options->seed);
    return err != 0 ? err : add_domains(service, options);
}

/* A service with all its bounds, and as much behind it as it is to have. */
static int take(const struct adsum_host *host, void *user,
                const struct adsum_options *options, struct adsum_service **ret)
{
    struct memory memory = {.allocate = host->allocate, .user = user};
    struct adsum_service *service;
    uint64_t bytes = sizeof *service;
    struct adsum_limits limits;
    int err = adsum_limits_complete(options->limits, &limits);

    if (err == 0 && (options->flags & ADSUM_OPTION_RESERVE) != 0)
        err = adsum_layout_bytes(&limits, &bytes);
    if (err != 0)
        return err;
    service = bytes != (size_t)bytes
                  ? NULL
                  : adsum_memory_give(&memory, (size_t)bytes);
    if (service == NULL)
        return ADSUM_ERR_NO_MEMORY;
    memcpy(&service->host, host, host->size);
    service->user = user;
    service->memory = memory;
    service->limits = limits;
    service->flags = options->flags;
    *ret = service;
    return 0;
}

int adsum_service_new(const struct adsum_host *host, void *user,
                      const struct adsum_options *options,
                      struct adsum_service **ret)
{
    static const struct adsum_options ordinary = {.size = sizeof ordinary};
    struct adsum_service *service;
    int err = check(host, options, ret);

    if (options == NULL)
        options = &ordinary;
    if (err != 0 || (err = take(host, user, options, &service)) != 0)
        return err;
    if ((err = begin(service, options)) != 0) {
        give_back(service);
        return err;
    }
    *ret = service;
    return 0;
}

int adsum_service_free(struct adsum_service *service)
{
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
    give_back(service);
    return 0;
}

int adsum_service_statistics(const struct adsum_service *service,
                             struct adsum_statistics *ret)
{
    const struct counts *counts;

    if (service == NULL || ret == NULL || ret->size < sizeof *ret)
        return ADSUM_ERR_INVALID;
    counts = &service->statistics;
    *ret = (struct adsum_statistics){.size = ret->size,
                                     .memory_bytes = service->memory.bytes,
                                     .users = counts->users,
                                     .sessions = counts->sessions,
                                     .edges = service->edges.count,
                                     .sightings = counts->sightings,
                                     .text_bytes = service->texts.bytes,
                                     .waiting = counts->waiting,
                                     .behind = counts->behind,
                                     .published = counts->published,
                                     .delivered = counts->delivered,
                                     .routed = counts->routed,
                                     .received = counts->received,
                                     .busy = counts->busy,
                                     .ended_slow = counts->ended_slow,
                                     .ended_silent = counts->ended_silent,
                                     .limits_reached = counts->limits_reached};
    if (adsum_layout_is_placed(service))
        (void)adsum_layout_bytes(&service->limits, &ret->memory_bytes);
    return 0;
}
