/*
 * The one answer to "may W see S". In order: the user itself; a block, either
 * way; what the source's own roster says; directed presence that stands; and
 * for what is elsewhere, that it was sent to the watcher.
 */
#include "authorisation.h"
#include "block.h"
#include "directed.h"
#include "entity.h"
#include "sighting.h"

struct party adsum_party_session(const struct adsum_service *service,
                                 uint32_t slot)
{
    struct party party = {session_at(service, slot)->user, slot, {NULL, 0}};

    party.resource =
        adsum_text_kept(&service->texts, endpoint_at(service, slot)->resource);
    return party;
}

struct party adsum_party_bare(uint32_t entity)
{
    struct party party = {entity, 0, {NULL, 0}};

    return party;
}

bool adsum_blocked(const struct adsum_service *service, uint32_t user,
                   const struct party *other)
{
    const struct side *side = adsum_entity_side(service, user);

    return side != NULL && side->block_count != 0 &&
           adsum_block_covers(service, side->blocks, side->block_count, other);
}

static struct adsum_permit permit(uint32_t view, uint32_t reason)
{
    struct adsum_permit made = {view, reason};

    return made;
}

struct adsum_permit adsum_permit(const struct adsum_service *service,
                                 const struct party *watcher,
                                 const struct party *source)
{
    uint32_t kind = entity_at(service, source->entity)->kind;
    struct adsum_permit made;

    if (watcher->entity == source->entity && kind == ADSUM_ENTITY_KEPT)
        return permit(ADSUM_VIEW_ALL, ADSUM_PERMIT_SELF);
    if (adsum_blocked(service, source->entity, watcher) ||
        adsum_blocked(service, watcher->entity, source))
        return permit(ADSUM_VIEW_NOTHING, ADSUM_PERMIT_BLOCKED);
    if (kind != ADSUM_ENTITY_KEPT ||
        entity_at(service, watcher->entity)->kind == ADSUM_ENTITY_MIRRORED)
        return adsum_sighting_shows(service, watcher, source)
                   ? permit(ADSUM_VIEW_ALL, ADSUM_PERMIT_SIGHTED)
                   : permit(ADSUM_VIEW_NOTHING, ADSUM_PERMIT_STRANGER);
    made = adsum_permit_edge(
        adsum_edges_get(&service->edges, source->entity, watcher->entity));
    if (made.view == ADSUM_VIEW_NOTHING &&
        adsum_directed_shows(service, watcher, source))
        return permit(ADSUM_VIEW_BARE, ADSUM_PERMIT_DIRECTED);
    return made;
}

/* Nobody here names it: a party that matches nothing but itself. */
static int party_of(const struct adsum_service *service, struct adsum_text text,
                    struct party *ret)
{
    struct adsum_address address;
    int err = adsum_address_split(text, &address);

    if (err != 0)
        return err;
    ret->entity = adsum_entity_find(service, &address);
    ret->session = 0;
    ret->resource = address.resource;
    return 0;
}

static bool absent_here(const struct adsum_service *service,
                        struct adsum_text text, const struct party *party)
{
    struct adsum_address address;

    if (service->host.save == NULL || service->host.locate != NULL ||
        (party->entity != 0 &&
         entity_at(service, party->entity)->kind != ADSUM_ENTITY_ABSENT))
        return false;
    return adsum_address_split(text, &address) == 0 &&
           adsum_entity_ours(service, address.domain);
}

int adsum_service_may_see(const struct adsum_service *service,
                          struct adsum_text watcher, struct adsum_text source,
                          struct adsum_permit *ret)
{
    struct party who, whom;
    int err;

    if (service == NULL || ret == NULL)
        return ADSUM_ERR_INVALID;
    if ((err = party_of(service, watcher, &who)) != 0 ||
        (err = party_of(service, source, &whom)) != 0)
        return err;
    if (absent_here(service, source, &whom))
        return ADSUM_ERR_ABSENT;
    *ret = who.entity == 0 || whom.entity == 0
               ? permit(ADSUM_VIEW_NOTHING, ADSUM_PERMIT_STRANGER)
               : adsum_permit(service, &who, &whom);
    return 0;
}
