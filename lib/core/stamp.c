/*
 * Stamps. They are compared as if they never wrapped, which is right as long
 * as none is older than half the range. So each quarter of the range all
 * sessions are swept: stamps of long ago become half a range old, and who has
 * been behind for more than a quarter is ended as slow, since nothing can be
 * said any more of what it was told.
 */
#include "conflation.h"
#include "directed.h"
#include "entity.h"
#include "waiting.h"

#define QUARTER (1u << 30)

static void age_stamp(const struct adsum_service *service, uint32_t *stamp)
{
    if (service->stamp - *stamp > QUARTER)
        *stamp = service->stamp - QUARTER;
}

static uint32_t lag_of(const struct adsum_service *service, uint32_t slot)
{
    return service->stamp - session_at(service, slot)->flushed;
}

static void sweep_session(struct adsum_service *service, uint32_t slot)
{
    struct session *session = session_at(service, slot);

    if (session->open && session->behind &&
        lag_of(service, slot) > QUARTER - QUARTER / 8) {
        adsum_conflation_forget(service, slot);
        session->flushed = service->stamp;
        adsum_waiting_overflow(service, slot);
    }
}

static void age_directed(struct adsum_service *service, uint32_t slot)
{
    const struct extra *extra = adsum_extra(service, slot);

    for (uint32_t id = extra == NULL ? 0 : extra->directed; id != 0;) {
        struct directed *directed = adsum_slab_at(&service->directed, id);

        age_stamp(service, &directed->stamp);
        id = directed->next;
    }
}

static void age_sightings(struct adsum_service *service, uint32_t user)
{
    const struct side *side = adsum_entity_side(service, user);

    for (uint32_t id = side == NULL ? 0 : side->first_sighting; id != 0;) {
        struct sighting *sighting = adsum_sighting_at(service, id);

        age_stamp(service, &sighting->born);
        age_stamp(service, &sighting->changed);
        id = sighting->next;
    }
}

/* Free slots are passed too: what is in them is read by nobody. */
static void age_all(struct adsum_service *service)
{
    for (uint32_t slot = 1; slot < service->sessions.top; slot++) {
        age_stamp(service, &session_at(service, slot)->changed);
        age_stamp(service, &endpoint_at(service, slot)->born);
        if (session_at(service, slot)->open)
            age_directed(service, slot);
    }
    for (uint32_t id = 1; id < service->entities.top; id++)
        if (entity_at(service, id)->uses != 0)
            age_sightings(service, id);
}

void adsum_stamp_sweep(struct adsum_service *service, bool due)
{
    if (service->stamp - service->swept < (due ? QUARTER / 2 : QUARTER / 8))
        return;
    service->swept = service->stamp;
    for (uint32_t slot = 1; slot < service->sessions.top; slot++)
        sweep_session(service, slot);
    age_all(service);
}

uint32_t adsum_stamp_next(struct adsum_service *service)
{
    service->stamp += ADSUM_STAMP_STEP;
    return service->stamp;
}

uint32_t adsum_stamp_old(const struct adsum_service *service)
{
    return service->swept - QUARTER;
}
