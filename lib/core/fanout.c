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
#include "waiting.h"

void adsum_fanout_begin(struct adsum_service *service, struct telling *telling,
                        uint32_t slot, uint32_t record, bool ending)
{
    const struct session *session = session_at(service, slot);

    adsum_notice_presence(service, slot, record, ADSUM_VIEW_ALL,
                          &telling->notice, &telling->presence);
    adsum_delivery_init(service, &telling->delivery, &telling->notice);
    telling->delivery.busy = ending ? ADSUM_BUSY_GRAVE : ADSUM_BUSY_NEWEST;
    telling->delivery.flushed = session->changed - ADSUM_STAMP_STEP;
    telling->session = session;
    telling->slot = slot;
    telling->wanted = 0;
    telling->far = false;
    telling->misled = false;
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

/* What waits comes before the grave that tells it of the end. */
static void tell_behind(struct adsum_service *service, struct telling *telling,
                        uint32_t slot)
{
    if (adsum_conflation_told(service, slot, telling->slot)) {
        adsum_waiting_withdraw(service, slot,
                               adsum_session_handle(service, telling->slot));
        telling->wanted++;
    } else {
        telling->misled |= adsum_waiting_shows(service, slot, telling->slot);
    }
}

/* One that is not like most: guarded, behind, away or a source. */
static void tell_other(struct adsum_service *service, struct telling *telling,
                       uint32_t slot)
{
    const struct session *target = session_at(service, slot);

    if (!target->available)
        return;
    if (telling->guarded || target->guarded) {
        telling->far |= adsum_entity_mirrored(service, target->user);
        if (!may_see(service, slot, telling->slot))
            return;
    }
    if (!target->behind)
        adsum_delivery_offer(service, &telling->delivery, slot, target);
    else if (telling->ending)
        tell_behind(service, telling, slot);
}

/* The sessions of one user, from the first on. */
static void tell_sessions(struct adsum_service *service,
                          struct telling *telling, uint32_t first,
                          uint32_t except)
{
    for (uint32_t at = first; at != 0;) {
        const struct session *target = session_at(service, at);
        uint32_t slot = at;

        at = target->next;
        if (slot == except)
            continue;
        if (target->available && !target->behind && !target->source &&
            !target->guarded && !telling->guarded)
            adsum_delivery_offer(service, &telling->delivery, slot, target);
        else
            tell_other(service, telling, slot);
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

static void tell_outlook(struct adsum_service *service, struct telling *telling,
                         const struct outlook *outlook)
{
    telling->far |= outlook->far;
    for (uint32_t i = 0; i < outlook->count; i++)
        tell_sessions(service, telling, outlook->heads[i], 0);
}

/* Of a roster that needs many, some are made while another is told. */
static void tell_near(struct adsum_service *service, struct telling *telling,
                      uint32_t user)
{
    struct outlook outlooks[4];
    uint32_t after = 0, count = UINT32_MAX;

    for (uint32_t at = 0; at < count || at - count < 3; at++) {
        struct outlook *made = &outlooks[at % 4];

        if (at < count) {
            adsum_outlook_gather(service, user, after, made);
            after = made->last;
            if (made->whole)
                count = at + 1;
        }
        if (at >= 1 && at - 1 < count)
            adsum_outlook_follow(service, &outlooks[(at - 1) % 4]);
        if (at >= 2 && at - 2 < count)
            adsum_outlook_fetch_hosts(service, telling->slot,
                                      &outlooks[(at - 2) % 4]);
        if (at >= 3)
            tell_outlook(service, telling, &outlooks[(at - 3) % 4]);
    }
}

void adsum_fanout_contacts(struct adsum_service *service,
                           struct telling *telling, const struct outlook *ahead)
{
    uint32_t user = telling->session->user;

    if (adsum_outlook_holds(service, ahead, user))
        tell_outlook(service, telling, ahead);
    else
        tell_near(service, telling, user);
}

void adsum_fanout_far(struct adsum_service *service, struct telling *telling,
                      bool update)
{
    uint32_t user = telling->session->user;
    bool skips = update && (service->flags & ADSUM_OPTION_SKIP_UNSIGHTED) != 0;

    if (!telling->far)
        return;
    adsum_route_contacts(service, user, &telling->notice, ADSUM_EDGE_FROM,
                         skips              ? is_sighted
                         : telling->guarded ? adsum_fanout_passes
                                            : NULL);
}

void adsum_fanout_own(struct adsum_service *service, struct telling *telling,
                      uint32_t except)
{
    uint32_t user = telling->session->user;

    tell_sessions(service, telling, *head_at(service, user), except);
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
