/*
 * Fan-out. Contacts here are told in one batch over the user's own roster:
 * its `from` bits are the permit, asked again for each pair only where blocks
 * may be. Contacts elsewhere are routed to afterwards, if there are any.
 */
#include "fanout.h"
#include "authorisation.h"
#include "conflation.h"
#include "entity.h"
#include "notice.h"
#include "route.h"

void adsum_fanout_begin(struct adsum_service *service, struct telling *telling,
                        uint32_t slot, uint32_t record, bool ending)
{
    const struct session *session = session_at(service, slot);

    adsum_notice_presence(service, slot, record, ADSUM_VIEW_ALL,
                          &telling->notice, &telling->presence);
    adsum_delivery_init(service, &telling->delivery, &telling->notice);
    telling->delivery.busy = ending ? ADSUM_BUSY_GRAVE : ADSUM_BUSY_NEWEST;
    telling->delivery.flushed = session->changed - ADSUM_STAMP_STEP;
    telling->slot = slot;
    telling->wanted = 0;
    telling->far = false;
    telling->guarded = session->guarded;
    telling->ending = ending;
}

static bool may_see(const struct adsum_service *service, uint32_t watcher,
                    uint32_t source)
{
    struct party who = adsum_party_session(service, watcher);
    struct party whom = adsum_party_session(service, source);

    return adsum_permit(service, &who, &whom).view == ADSUM_VIEW_ALL;
}

static void tell_sessions(struct adsum_service *service,
                          struct telling *telling, uint32_t user,
                          uint32_t except)
{
    for (uint32_t at = *head_at(service, user); at != 0;) {
        const struct session *target = session_at(service, at);
        uint32_t slot = at;

        at = target->next;
        if (!target->available || slot == except)
            continue;
        if (telling->guarded || target->guarded) {
            telling->far |= adsum_entity_mirrored(service, user);
            if (!may_see(service, slot, telling->slot))
                continue;
        }
        if (!target->behind)
            adsum_delivery_add(service, &telling->delivery, slot);
        else if (telling->ending &&
                 adsum_conflation_told(service, slot, telling->slot))
            telling->wanted++;
    }
}

bool adsum_fanout_passes(struct adsum_service *service, uint32_t user,
                         uint32_t contact, uint32_t bits)
{
    struct party party = adsum_party_bare(contact);

    (void)bits;
    return !adsum_blocked(service, user, &party);
}

/* ADSUM_OPTION_SKIP_UNSIGHTED: an update, and we see nothing of them. */
static bool is_sighted(struct adsum_service *service, uint32_t user,
                       uint32_t contact, uint32_t bits)
{
    struct party watcher = adsum_party_bare(user);
    struct party source = adsum_party_bare(contact);

    if (!adsum_fanout_passes(service, user, contact, bits))
        return false;
    return (bits & ADSUM_EDGE_TO) == 0 ||
           adsum_sighting_shows(service, &watcher, &source);
}

void adsum_fanout_contacts(struct adsum_service *service,
                           struct telling *telling, bool update)
{
    uint32_t user = session_at(service, telling->slot)->user, after = 0;
    bool skips = update && (service->flags & ADSUM_OPTION_SKIP_UNSIGHTED) != 0;
    struct edge_run run;

    while (adsum_edges_run(&service->edges, user, after, &run) != 0)
        for (uint32_t i = 0; i < run.count; i++) {
            after = run.edges[i] >> ADSUM_EDGE_BITS;
            if (adsum_permit_edge(run.edges[i] & ADSUM_EDGE_MASK).view ==
                    ADSUM_VIEW_NOTHING ||
                !near_get(service, after))
                continue;
            if (*head_at(service, after) == 0)
                telling->far = true;
            else
                tell_sessions(service, telling, after, 0);
        }
    if (telling->far) {
        adsum_delivery_flush(service, &telling->delivery);
        adsum_route_contacts(service, user, &telling->notice, ADSUM_EDGE_FROM,
                             skips               ? is_sighted
                             : telling->guarded ? adsum_fanout_passes
                                                : NULL);
    }
}

void adsum_fanout_own(struct adsum_service *service, struct telling *telling,
                      uint32_t except)
{
    tell_sessions(service, telling, session_at(service, telling->slot)->user,
                  except);
}

void adsum_fanout_end(struct adsum_service *service, struct telling *telling)
{
    adsum_delivery_end(service, &telling->delivery);
    telling->wanted += telling->delivery.wanted;
}

bool adsum_fanout_others(const struct adsum_service *service, uint32_t slot)
{
    for (uint32_t at = *head_at(service, session_at(service, slot)->user);
         at != 0; at = session_at(service, at)->next)
        if (at != slot && session_at(service, at)->available)
            return true;
    return false;
}
