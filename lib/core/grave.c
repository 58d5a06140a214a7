/* Graves, and the list of a user's sessions that they share. */
#include "grave.h"
#include "authorisation.h"
#include "conflation.h"
#include "entity.h"
#include "notice.h"
#include "presence.h"

static bool stands_before(const struct adsum_service *service, uint32_t a,
                          uint32_t b)
{
    uint32_t left = session_place(service, a);
    uint32_t right = session_place(service, b);

    return left < right || (left == right && session_at(service, a)->gone);
}

static void list_set(struct adsum_service *service, uint32_t user,
                     uint32_t before, uint32_t slot)
{
    if (before == 0)
        *head_at(service, user) = slot;
    else
        session_at(service, before)->next = slot & 0x7ffffffu;
}

void adsum_session_link_in(struct adsum_service *service, uint32_t slot)
{
    struct session *session = session_at(service, slot);
    uint32_t before = 0, at = *head_at(service, session->user);

    while (at != 0 && stands_before(service, at, slot)) {
        before = at;
        at = session_at(service, at)->next;
    }
    session->next = at & 0x7ffffffu;
    list_set(service, session->user, before, slot);
    adsum_entity_refresh(service, session->user);
}

void adsum_session_link_out(struct adsum_service *service, uint32_t slot)
{
    const struct session *session = session_at(service, slot);
    uint32_t before = 0, at = *head_at(service, session->user);

    while (at != slot) {
        before = at;
        at = session_at(service, at)->next;
    }
    list_set(service, session->user, before, session->next);
    adsum_entity_refresh(service, session->user);
}

void adsum_session_forget(struct adsum_service *service, uint32_t slot)
{
    struct session *session = session_at(service, slot);
    uint32_t user = session->user;

    adsum_session_link_out(service, slot);
    adsum_presence_drop(service, session->presence);
    session->presence = 0;
    adsum_text_drop(&service->texts, endpoint_at(service, slot)->resource);
    endpoint_at(service, slot)->resource = 0;
    session->open = 0;
    session->gone = 0;
    session->available = 0;
    /* A slot whose generations are used up is never taken again. */
    if (session->generation != 0xffffffu)
        adsum_slab_give(&service->sessions, slot);
    adsum_entity_release(service, user);
}

/* The grave that has the slot of this name's last session. */
static uint32_t find_holder(const struct adsum_service *service, uint32_t user,
                            struct adsum_text resource)
{
    for (uint32_t at = *head_at(service, user); at != 0;
         at = session_at(service, at)->next)
        if (session_at(service, at)->gone && session_place(service, at) == at &&
            text_equal(adsum_party_session(service, at).resource, resource))
            return at;
    return 0;
}

static void settle_others(struct adsum_service *service, uint32_t user,
                          struct adsum_text resource, uint32_t place)
{
    uint32_t next;

    for (uint32_t at = *head_at(service, user); at != 0; at = next) {
        struct adsum_text name = adsum_party_session(service, at).resource;

        next = session_at(service, at)->next;
        if (session_at(service, at)->gone &&
            text_equal(name, resource) != (session_place(service, at) == place))
            adsum_grave_settle_one(service, at, NULL);
    }
}

uint32_t adsum_grave_yield(struct adsum_service *service, uint32_t user,
                           struct adsum_text resource)
{
    uint32_t slot = adsum_slab_take(&service->sessions);
    uint32_t holder = find_holder(service, user, resource);
    struct session *moved = session_at(service, slot);
    uint32_t generation = moved->generation;

    if (holder != 0) {
        adsum_session_link_out(service, holder);
        *moved = *session_at(service, holder);
        moved->generation = generation & 0xffffffu;
        *endpoint_at(service, slot) = *endpoint_at(service, holder);
        adsum_session_link_in(service, slot);
        slot = holder;
    }
    settle_others(service, user, resource, slot);
    return slot;
}

void adsum_grave_settle_place(struct adsum_service *service, uint32_t slot)
{
    uint32_t next;

    for (uint32_t at = *head_at(service, session_at(service, slot)->user);
         at != 0; at = next) {
        next = session_at(service, at)->next;
        if (session_at(service, at)->gone && session_place(service, at) == slot)
            adsum_grave_settle_one(service, at, NULL);
    }
}

void adsum_grave_release(struct adsum_service *service, uint32_t grave)
{
    if (--session_at(service, grave)->of.grave.wanted == 0)
        adsum_session_forget(service, grave);
}

/* Sessions of `watcher` hear of the grave by their waiting lists. */
static void settle_for(struct adsum_service *service, uint32_t grave,
                       uint32_t watcher, struct delivery *delivery)
{
    for (uint32_t at = *head_at(service, watcher); at != 0;
         at = session_at(service, at)->next)
        if (!session_at(service, at)->gone &&
            adsum_conflation_wants(service, at, grave))
            adsum_delivery_add(service, delivery, at);
}

void adsum_grave_notice(struct adsum_service *service, uint32_t grave,
                        struct adsum_notice *ret,
                        struct adsum_presence *presence)
{
    adsum_notice_presence(service, grave, session_at(service, grave)->presence,
                          ADSUM_VIEW_ALL, ret, presence);
}

void adsum_grave_settle_one(struct adsum_service *service, uint32_t grave,
                            struct parcel *parcel)
{
    uint32_t user = session_at(service, grave)->user, after = 0;
    struct adsum_presence presence;
    struct adsum_notice notice;
    struct delivery delivery;
    struct edge_run run;

    adsum_grave_notice(service, grave, &notice, &presence);
    adsum_delivery_init(service, &delivery, &notice);
    adsum_delivery_keeps(&delivery, parcel);
    settle_for(service, grave, user, &delivery);
    while (adsum_edges_run(&service->edges, user, after, &run) != 0)
        for (uint32_t i = 0; i < run.count; i++) {
            after = run.edges[i] >> ADSUM_EDGE_BITS;
            if (near_get(service, after))
                settle_for(service, grave, after, &delivery);
        }
    adsum_delivery_end(service, &delivery);
    adsum_session_forget(service, grave);
}

bool adsum_grave_settle_any(struct adsum_service *service)
{
    for (uint32_t slot = 1; slot < service->sessions.top; slot++)
        if (session_at(service, slot)->gone) {
            adsum_grave_settle_one(service, slot, NULL);
            return true;
        }
    return false;
}

void adsum_grave_settle(struct adsum_service *service, uint32_t user)
{
    uint32_t next;

    for (uint32_t at = *head_at(service, user); at != 0; at = next) {
        next = session_at(service, at)->next;
        if (session_at(service, at)->gone)
            adsum_grave_settle_one(service, at, NULL);
    }
}
