/* Sightings that end. */
#include "conflation.h"
#include "deliver.h"
#include "entity.h"
#include "presence.h"
#include "sighting.h"

/* It was told of the same address by another sighting, which stands. */
static bool is_shown_otherwise(const struct adsum_service *service,
                               uint32_t slot, const struct sighting *sighting)
{
    uint32_t other = adsum_sighting_other(service, sighting, slot);

    return other != 0 && adsum_conflation_told_sighting(
                             service, slot, adsum_sighting_at(service, other));
}

void adsum_sighting_settle(struct adsum_service *service, uint32_t id)
{
    const struct sighting *sighting = adsum_sighting_at(service, id);
    struct adsum_presence presence;
    struct adsum_notice notice;
    struct delivery delivery;

    adsum_sighting_notice(service, sighting, sighting->presence, &notice,
                          &presence);
    adsum_delivery_init(service, &delivery, &notice);
    for (uint32_t at = *head_at(service, sighting->user); at != 0;
         at = session_at(service, at)->next)
        if (adsum_conflation_wants_sighting(service, at, sighting) &&
            !is_shown_otherwise(service, at, sighting))
            adsum_delivery_add(service, &delivery, at);
    adsum_delivery_end(service, &delivery);
    adsum_sighting_drop(service, id);
}

static void tell_gone(struct adsum_service *service, uint32_t id,
                      const struct adsum_notice *notice)
{
    const struct sighting *sighting = adsum_sighting_at(service, id);
    struct delivery delivery;

    adsum_delivery_init(service, &delivery, notice);
    delivery.busy = ADSUM_BUSY_NEWEST;
    delivery.flushed = sighting->changed - ADSUM_STAMP_STEP;
    for (uint32_t at = *head_at(service, sighting->user); at != 0;
         at = session_at(service, at)->next)
        if (adsum_sighting_meets(service, at, sighting) &&
            !is_shown_otherwise(service, at, sighting))
            adsum_delivery_add(service, &delivery, at);
    adsum_delivery_end(service, &delivery);
}

/* It stays for who has yet to hear of it, but where its stamps mislead. */
static void keep_for_behind(struct adsum_service *service, uint32_t id)
{
    struct sighting *sighting = adsum_sighting_at(service, id);
    bool misled = false;

    for (uint32_t at = *head_at(service, sighting->user); at != 0;
         at = session_at(service, at)->next) {
        if (!adsum_conflation_wants_sighting(service, at, sighting))
            continue;
        if (is_shown_otherwise(service, at, sighting))
            misled = true;
        else
            sighting->wanted++;
    }
    if (misled || sighting->wanted == 0)
        adsum_sighting_settle(service, id);
}

/* `record` is not kept here; `silent`: nobody is to be told any more. */
static void end(struct adsum_service *service, uint32_t id, uint32_t record,
                bool silent)
{
    struct sighting *sighting = adsum_sighting_at(service, id);
    struct adsum_presence presence;
    struct adsum_notice notice;

    adsum_sighting_unmap(service, id);
    sighting->gone = 1;
    sighting->changed = adsum_stamp_next(service);
    adsum_presence_share(service, record);
    adsum_presence_drop(service, sighting->presence);
    sighting->presence = record;
    if (silent) {
        adsum_sighting_drop(service, id);
        return;
    }
    adsum_sighting_notice(service, sighting, record, &notice, &presence);
    tell_gone(service, id, &notice);
    keep_for_behind(service, id);
}

void adsum_sighting_lost(struct adsum_service *service, uint32_t id)
{
    end(service, id, ADSUM_PRESENCE_GONE, false);
}

void adsum_sighting_lose(struct adsum_service *service, uint32_t user,
                         uint32_t session, const struct party *remote,
                         uint32_t record)
{
    const struct side *side = adsum_entity_side(service, user);
    uint32_t name = adsum_sighting_name(service, remote->resource), id, next;

    if (side == NULL)
        return;
    if (remote->resource.length != 0) {
        id = name == 0 ? 0
                       : adsum_sighting_find(service, user, remote->entity,
                                             name, session);
        if (id != 0)
            end(service, id, record, false);
        return;
    }
    for (id = side->first_sighting; id != 0; id = next) {
        const struct sighting *sighting = adsum_sighting_at(service, id);

        next = sighting->next;
        if (!sighting->gone && sighting->remote == remote->entity &&
            (session == 0 || sighting->session == session))
            end(service, id, record, false);
    }
}

void adsum_sighting_end(struct adsum_service *service, uint32_t user,
                        bool (*ends)(const struct adsum_service *service,
                                     const struct sighting *sighting,
                                     const void *context),
                        const void *context, bool tell_them)
{
    const struct side *side = adsum_entity_side(service, user);
    uint32_t next;

    if (side == NULL)
        return;
    for (uint32_t id = side->first_sighting; id != 0; id = next) {
        const struct sighting *sighting = adsum_sighting_at(service, id);

        next = sighting->next;
        if (!sighting->gone && ends(service, sighting, context))
            end(service, id, ADSUM_PRESENCE_GONE, !tell_them);
    }
}

struct closing {
    uint32_t slot;
    bool last;
};

static bool closes(const struct adsum_service *service,
                   const struct sighting *sighting, const void *context)
{
    const struct closing *closing = context;

    (void)service;
    return sighting->session == closing->slot ||
           (closing->last && sighting->session == 0);
}

void adsum_sighting_close(struct adsum_service *service, uint32_t slot,
                          bool last)
{
    struct closing closing = {slot, last};

    adsum_sighting_end(service, session_at(service, slot)->user, closes,
                       &closing, false);
}

/* Of those that are gone, what this session has yet to hear. */
static void each_wanted(struct adsum_service *service, uint32_t slot,
                        void (*visit)(struct adsum_service *service,
                                      uint32_t id))
{
    const struct side *side =
        adsum_entity_side(service, session_at(service, slot)->user);
    uint32_t next;

    if (side == NULL || !session_at(service, slot)->behind)
        return;
    for (uint32_t id = side->first_sighting; id != 0; id = next) {
        const struct sighting *sighting = adsum_sighting_at(service, id);

        next = sighting->next;
        if (sighting->gone &&
            adsum_conflation_wants_sighting(service, slot, sighting))
            visit(service, id);
    }
}

void adsum_sighting_forget(struct adsum_service *service, uint32_t slot)
{
    each_wanted(service, slot, adsum_sighting_release);
}

void adsum_sighting_settle_for(struct adsum_service *service, uint32_t slot)
{
    each_wanted(service, slot, adsum_sighting_settle);
}
