/* Directed presence: its end. */
#include "directed.h"
#include "entity.h"
#include "notice.h"
#include "presence.h"
#include "session.h"
#include "waiting.h"

static uint8_t address_of(const struct directed *directed)
{
    return directed->resource == 0 ? ADSUM_TO_BARE : ADSUM_TO_FULL;
}

static void let_go(struct adsum_service *service, struct farewell *farewell)
{
    adsum_parcel_drop(service, farewell->parcels[ADSUM_TO_BARE]);
    adsum_parcel_drop(service, farewell->parcels[ADSUM_TO_FULL]);
}

static int make_farewell(struct adsum_service *service, uint32_t slot,
                         uint32_t record, uint8_t to, struct parcel **ret)
{
    struct adsum_presence presence;
    struct adsum_notice notice;

    if (*ret != NULL)
        return 0;
    adsum_notice_presence(service, slot, record, ADSUM_VIEW_ALL, &notice,
                          &presence);
    notice.to = to;
    *ret = adsum_parcel_make(service, &notice);
    return *ret == NULL ? ADSUM_ERR_NO_MEMORY : 0;
}

int adsum_directed_reserve(struct adsum_service *service, uint32_t slot,
                           uint32_t record, bool itself, struct farewell *ret)
{
    uint32_t count = 0;
    int err = 0;

    memset(ret, 0, sizeof *ret);
    for (uint32_t id = adsum_directed_first(service, slot); id != 0 && err == 0;
         id = adsum_directed_at(service, id)->next) {
        const struct directed *directed = adsum_directed_at(service, id);
        uint8_t to = address_of(directed);

        if (adsum_entity_far(service, directed->target))
            continue;
        count += adsum_session_count(service, directed->target);
        err = make_farewell(service, slot, record, to, &ret->parcels[to]);
    }
    if (err == 0 && count != 0)
        err = adsum_waiting_reserve(service, count);
    if (err != 0)
        let_go(service, ret);
    else if (itself && make_farewell(service, slot, record, ADSUM_TO_BARE,
                                     &ret->parcels[ADSUM_TO_BARE]) == 0)
        (void)adsum_waiting_reserve(service, count + 1);
    return err;
}

/* Records go when all have been told: they know of each other. */
void adsum_directed_end(struct adsum_service *service, uint32_t slot,
                        uint32_t record, struct farewell *farewell)
{
    for (uint32_t id = adsum_directed_first(service, slot); id != 0;
         id = adsum_directed_at(service, id)->next) {
        const struct directed *directed = adsum_directed_at(service, id);

        (void)adsum_directed_tell(
            service, directed, record,
            farewell == NULL ? NULL : farewell->parcels[address_of(directed)],
            ADSUM_DIRECTED_END);
    }
    adsum_directed_clear(service, slot);
    if (farewell != NULL)
        let_go(service, farewell);
}

void adsum_directed_each(struct adsum_service *service, uint32_t user,
                         void (*visit)(struct adsum_service *service,
                                       const struct directed *directed,
                                       const void *context),
                         const void *context)
{
    for (uint32_t at = *head_at(service, user); at != 0;
         at = session_at(service, at)->next)
        for (uint32_t id = adsum_directed_first(service, at); id != 0;
             id = adsum_directed_at(service, id)->next)
            visit(service, adsum_directed_at(service, id), context);
}

void adsum_directed_forgo(struct adsum_service *service, uint32_t user,
                          bool (*ends)(const struct adsum_service *service,
                                       const struct directed *directed,
                                       const void *context),
                          const void *context)
{
    for (uint32_t at = *head_at(service, user), next; at != 0;
         at = session_at(service, at)->next)
        for (uint32_t id = adsum_directed_first(service, at); id != 0;
             id = next) {
            const struct directed *directed = adsum_directed_at(service, id);

            next = directed->next;
            if (ends(service, directed, context))
                adsum_directed_drop(service, id);
        }
}

struct revoking {
    bool (*ends)(const struct adsum_service *service,
                 const struct directed *directed, const void *context);
    const void *context;
    uint32_t whom;
};

static void revoke(struct adsum_service *service,
                   const struct directed *directed, const void *context)
{
    const struct revoking *revoking = context;

    if (revoking->ends(service, directed, revoking->context))
        (void)adsum_directed_tell(service, directed, ADSUM_PRESENCE_GONE, NULL,
                                  revoking->whom);
}

void adsum_directed_revoke(struct adsum_service *service, uint32_t user,
                           bool (*ends)(const struct adsum_service *service,
                                        const struct directed *directed,
                                        const void *context),
                           const void *context, uint32_t whom)
{
    struct revoking revoking = {ends, context, whom};

    adsum_directed_each(service, user, revoke, &revoking);
    adsum_directed_forgo(service, user, ends, context);
}

/* The next of those to a target that a source which `ends` picks directed. */
static uint32_t next_to(struct adsum_service *service, uint32_t target,
                        bool (*ends)(const struct adsum_service *service,
                                     const struct directed *directed,
                                     const void *context),
                        const void *context, uint32_t id)
{
    uint32_t hash = adsum_directed_hash(target);

    while ((id = adsum_map_next(&service->directed_map, hash, id)) != 0) {
        const struct directed *directed = adsum_directed_at(service, id);

        if (directed->target == target && ends(service, directed, context))
            return id;
    }
    return 0;
}

void adsum_directed_refuse(struct adsum_service *service, uint32_t target,
                           bool (*ends)(const struct adsum_service *service,
                                        const struct directed *directed,
                                        const void *context),
                           const void *context)
{
    uint32_t id = 0, next;

    while ((id = next_to(service, target, ends, context, id)) != 0)
        (void)adsum_directed_tell(service, adsum_directed_at(service, id),
                                  ADSUM_PRESENCE_GONE, NULL,
                                  ADSUM_DIRECTED_END);
    for (id = next_to(service, target, ends, context, 0); id != 0; id = next) {
        next = next_to(service, target, ends, context, id);
        adsum_directed_drop(service, id);
    }
}
