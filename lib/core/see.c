/*
 * Showing and hiding. A watcher that is behind and counts as told hears of a
 * session it may see anew by a reference in its waiting list, so that what it
 * was told stays known; one that does not count as told finds it by its walk.
 */
#include "see.h"
#include "conflation.h"
#include "directed.h"
#include "entity.h"
#include "grave.h"
#include "notice.h"
#include "presence.h"
#include "route.h"
#include "sighting.h"
#include "waiting.h"

static bool is_shown(const struct session *session)
{
    return session->open && session->available && !session->hidden;
}

static bool watches(const struct session *session)
{
    return session->open && session->available && !session->source;
}

static bool may_see(const struct adsum_service *service, uint32_t watcher,
                    uint32_t source)
{
    struct party who = adsum_party_session(service, watcher);
    struct party whom = adsum_party_session(service, source);

    return adsum_permit(service, &who, &whom).view == ADSUM_VIEW_ALL;
}

void adsum_see_show_one(struct adsum_service *service, uint32_t source,
                        uint32_t watcher)
{
    struct adsum_presence presence;
    struct adsum_notice notice;
    struct delivery delivery;

    if (!is_shown(session_at(service, source)) ||
        !watches(session_at(service, watcher)) ||
        !may_see(service, watcher, source))
        return;
    if (session_at(service, watcher)->behind) {
        if (adsum_conflation_told(service, watcher, source))
            adsum_waiting_show(service, watcher, source);
        return;
    }
    adsum_notice_presence(service, source,
                          session_at(service, source)->presence, ADSUM_VIEW_ALL,
                          &notice, &presence);
    adsum_delivery_init(service, &delivery, &notice);
    delivery.busy = ADSUM_BUSY_SHOW;
    delivery.source = source;
    adsum_delivery_add(service, &delivery, watcher);
    adsum_delivery_end(service, &delivery);
}

void adsum_see_hide_one(struct adsum_service *service, uint32_t source,
                        uint32_t watcher)
{
    struct adsum_presence presence;
    struct adsum_notice notice;
    struct delivery delivery;
    bool gone = session_at(service, source)->gone;

    if (!watches(session_at(service, watcher)))
        return;
    if (gone ? !adsum_conflation_owed(service, watcher, source)
             : !is_shown(session_at(service, source)) ||
                   adsum_waiting_unshow(service, watcher, source) ||
                   !adsum_conflation_told(service, watcher, source))
        return;
    adsum_notice_presence(service, source,
                          gone ? session_at(service, source)->presence
                               : ADSUM_PRESENCE_GONE,
                          ADSUM_VIEW_ALL, &notice, &presence);
    adsum_delivery_init(service, &delivery, &notice);
    adsum_waiting_withdraw(service, watcher,
                           adsum_session_handle(service, source));
    if (gone)
        adsum_grave_release(service, source);
    adsum_delivery_add(service, &delivery, watcher);
    adsum_delivery_end(service, &delivery);
}

static void each_pair(struct adsum_service *service, uint32_t user,
                      uint32_t contact,
                      void (*see)(struct adsum_service *service,
                                  uint32_t source, uint32_t watcher))
{
    uint32_t next;

    for (uint32_t at = *head_at(service, user); at != 0; at = next) {
        next = session_at(service, at)->next;
        for (uint32_t on = *head_at(service, contact); on != 0;
             on = session_at(service, on)->next)
            see(service, at, on);
    }
}

static void route_each(struct adsum_service *service, uint32_t user,
                       const struct party *to, bool hide)
{
    struct adsum_presence presence;
    struct adsum_notice notice;

    for (uint32_t at = *head_at(service, user); at != 0;
         at = session_at(service, at)->next) {
        if (!is_shown(session_at(service, at)))
            continue;
        adsum_notice_presence(service, at,
                              hide ? ADSUM_PRESENCE_GONE
                                   : session_at(service, at)->presence,
                              ADSUM_VIEW_ALL, &notice, &presence);
        (void)adsum_route_to(service, user, &notice, to);
    }
}

void adsum_see_show_far(struct adsum_service *service, uint32_t user,
                        const struct party *to)
{
    route_each(service, user, to, false);
}

void adsum_see_hide_far(struct adsum_service *service, uint32_t user,
                        const struct party *to)
{
    route_each(service, user, to, true);
}

static bool is_contact(const struct adsum_service *service,
                       const struct directed *directed, const void *context)
{
    (void)service;
    return directed->target == *(const uint32_t *)context;
}

/* The subscription shows what is available; the rest stays directed. */
static bool is_replaced(const struct adsum_service *service,
                        const struct directed *directed, const void *context)
{
    return directed->target == *(const uint32_t *)context &&
           session_at(service, directed->session)->available;
}

/* A contact elsewhere that was not sighted: what it was not told meanwhile. */
static void show_missed(struct adsum_service *service, uint32_t user,
                        uint32_t contact)
{
    struct party to = adsum_party_bare(contact);
    struct adsum_presence presence;
    struct adsum_notice notice;

    if ((service->flags & ADSUM_OPTION_SKIP_UNSIGHTED) == 0 ||
        !adsum_entity_kept(service, user) || adsum_blocked(service, user, &to))
        return;
    for (uint32_t at = *head_at(service, user); at != 0;
         at = session_at(service, at)->next) {
        const struct session *session = session_at(service, at);

        /* Its first presence was told to all. */
        if (!is_shown(session) ||
            session->changed == endpoint_at(service, at)->born)
            continue;
        adsum_notice_presence(service, at, session->presence, ADSUM_VIEW_ALL,
                              &notice, &presence);
        (void)adsum_route_to(service, user, &notice, &to);
    }
}

void adsum_see_anew(struct adsum_service *service, uint32_t user,
                    uint32_t contact)
{
    uint32_t both = ADSUM_EDGE_TO | ADSUM_EDGE_FROM;

    if ((adsum_edges_get(&service->edges, user, contact) & both) == both)
        show_missed(service, user, contact);
}

void adsum_see_show(struct adsum_service *service, uint32_t user,
                    uint32_t contact)
{
    struct party to = adsum_party_bare(contact);

    if (adsum_blocked(service, user, &to))
        return;
    if (adsum_entity_far(service, contact)) {
        adsum_directed_forgo(service, user, is_replaced, &contact);
        adsum_see_show_far(service, user, &to);
        return;
    }
    each_pair(service, user, contact, adsum_see_show_one);
}

/* A block has taken back already what it was told. */
static void hide_pair(struct adsum_service *service, uint32_t source,
                      uint32_t watcher)
{
    const struct session *session = session_at(service, source);
    struct party who, whom;

    /* The last to hear of a grave lets go of it. */
    if (!session->open && !session->gone)
        return;
    who = adsum_party_session(service, watcher);
    whom = adsum_party_session(service, source);
    if (adsum_permit(service, &who, &whom).reason != ADSUM_PERMIT_BLOCKED)
        adsum_see_hide_one(service, source, watcher);
}

void adsum_see_hide(struct adsum_service *service, uint32_t user,
                    uint32_t contact)
{
    struct party to = adsum_party_bare(contact);

    /* First: what a watcher has yet to be shown is taken back below. */
    adsum_directed_revoke(service, user, is_contact, &contact,
                          ADSUM_DIRECTED_TAKEN);
    if (!adsum_entity_far(service, contact))
        each_pair(service, user, contact, hide_pair);
    else if (!adsum_blocked(service, user, &to))
        adsum_see_hide_far(service, user, &to);
}

static bool is_remote(const struct adsum_service *service,
                      const struct sighting *sighting, const void *context)
{
    (void)service;
    return sighting->remote == *(const uint32_t *)context;
}

void adsum_see_missed(struct adsum_service *service, uint32_t user,
                      uint32_t contact)
{
    struct party watcher = adsum_party_bare(user);
    struct party source = adsum_party_bare(contact);
    uint32_t bits = adsum_edges_get(&service->edges, user, contact);

    if ((bits & ADSUM_EDGE_FROM) != 0 &&
        !adsum_sighting_shows(service, &watcher, &source))
        show_missed(service, user, contact);
}

void adsum_see_lose(struct adsum_service *service, uint32_t user,
                    uint32_t contact)
{
    adsum_see_missed(service, user, contact);
    adsum_sighting_end(service, user, is_remote, &contact, true);
}
