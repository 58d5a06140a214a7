/* Probes. Who may not ask gets the same answer as one who asks for nobody. */
#include "probe.h"
#include "deliver.h"
#include "directed.h"
#include "entity.h"
#include "fanout.h"
#include "notice.h"
#include "presence.h"
#include "route.h"
#include "session.h"
#include "waiting.h"

#define AGAIN      \
    {              \
        "again", 5 \
    }

void adsum_probe_all(struct adsum_service *service, uint32_t user)
{
    const struct adsum_text again = AGAIN;
    adsum_route_filter *passes =
        adsum_has_blocks(service, user) ? adsum_fanout_passes : NULL;
    struct adsum_notice notice;

    adsum_notice_bare(service, ADSUM_PROBE, user, &notice);
    adsum_route_contacts(service, user, &notice, ADSUM_EDGE_TO, passes);
    notice.kind = ADSUM_SUBSCRIBE;
    notice.id = again;
    adsum_route_contacts(service, user, &notice, ADSUM_EDGE_OUT, passes);
}

void adsum_probe_one(struct adsum_service *service, uint32_t user,
                     uint32_t contact)
{
    struct party to = adsum_party_bare(contact);
    struct adsum_notice notice;

    adsum_notice_bare(service, ADSUM_PROBE, user, &notice);
    (void)adsum_route_to(service, user, &notice, &to);
}

/* Presence. */
static void answer(struct adsum_service *service, const struct party *target,
                   const struct party *asker, struct adsum_notice *notice)
{
    struct delivery delivery;

    if (asker->session == 0) {
        (void)adsum_route_to(service, target->entity, notice, asker);
        return;
    }
    /* Presence never waits; and who is not there would not hear of its end. */
    if (!session_at(service, asker->session)->available)
        return;
    notice->to = ADSUM_TO_FULL;
    adsum_delivery_init(service, &delivery, notice);
    delivery.busy = ADSUM_BUSY_NEWEST;
    adsum_delivery_add(service, &delivery, asker->session);
    adsum_delivery_end(service, &delivery);
}

static void answer_session(struct adsum_service *service,
                           const struct party *target, uint32_t slot,
                           uint32_t record, uint32_t view,
                           const struct party *asker)
{
    struct adsum_presence presence;
    struct adsum_notice notice;

    adsum_notice_presence(service, slot, record, view, &notice, &presence);
    answer(service, target, asker, &notice);
}

static void answer_unavailable(struct adsum_service *service,
                               const struct party *target,
                               const struct party *asker, struct adsum_text id)
{
    const struct side *side = adsum_entity_side(service, target->entity);
    struct adsum_presence presence = {.size = sizeof presence,
                                      .type = ADSUM_UNAVAILABLE};
    struct adsum_notice notice;

    adsum_notice_bare(service, ADSUM_PRESENCE, target->entity, &notice);
    notice.from = adsum_entity_full(service, target->entity, target->resource,
                                    service->from);
    notice.presence = &presence;
    notice.view = ADSUM_VIEW_ALL;
    presence.id = id;
    if (target->resource.length == 0 && side != NULL)
        notice.time_ms = side->last_ms;
    answer(service, target, asker, &notice);
}

static bool is_shown(const struct session *session)
{
    return session->open && session->available && !session->hidden;
}

/* A block may be of one session. */
static bool may_see(struct adsum_service *service, const struct party *asker,
                    uint32_t slot)
{
    struct party whom = adsum_party_session(service, slot);

    return adsum_permit(service, asker, &whom).view == ADSUM_VIEW_ALL;
}

static void answer_watcher(struct adsum_service *service,
                           const struct party *target,
                           const struct party *asker, struct adsum_text id)
{
    bool any = false;

    for (uint32_t at = *head_at(service, target->entity); at != 0;
         at = session_at(service, at)->next) {
        if (!is_shown(session_at(service, at)) ||
            (target->resource.length != 0 && at != target->session) ||
            !may_see(service, asker, at))
            continue;
        any = true;
        answer_session(service, target, at, session_at(service, at)->presence,
                       target->resource.length == 0 ? ADSUM_VIEW_ALL
                                                    : ADSUM_VIEW_BARE,
                       asker);
    }
    if (!any && target->session != 0 &&
        adsum_directed_shows(service, asker, target))
        answer_session(service, target, target->session, ADSUM_PRESENCE_HERE,
                       ADSUM_VIEW_BARE, asker);
    else if (!any)
        answer_unavailable(service, target, asker, id);
}

/* This waits where it must. */
static int refuse_here(struct adsum_service *service, uint32_t slot,
                       struct adsum_notice *notice)
{
    struct delivery delivery;
    int err = adsum_waiting_reserve(service, 1);

    if (err != 0)
        return err;
    notice->to = ADSUM_TO_FULL;
    adsum_delivery_init(service, &delivery, notice);
    if ((delivery.parcel = adsum_parcel_make(service, notice)) == NULL)
        return ADSUM_ERR_NO_MEMORY;
    adsum_delivery_add(service, &delivery, slot);
    adsum_delivery_end(service, &delivery);
    return 0;
}

static int answer_stranger(struct adsum_service *service,
                           const struct party *target, struct adsum_text bare,
                           const struct party *asker, struct adsum_text id)
{
    struct adsum_notice notice = {.size = sizeof notice,
                                  .kind = ADSUM_UNSUBSCRIBED};

    notice.from = bare;
    notice.id = id;
    if (asker->session != 0)
        return refuse_here(service, asker->session, &notice);
    (void)adsum_route_to(service, target->entity, &notice, asker);
    return 0;
}

int adsum_probe_answer(struct adsum_service *service,
                       const struct party *target, struct adsum_text bare,
                       const struct party *asker, struct adsum_text id)
{
    struct adsum_permit permit = {ADSUM_VIEW_NOTHING, ADSUM_PERMIT_STRANGER};

    if (target->entity != 0 && adsum_entity_kept(service, target->entity))
        permit = adsum_permit(service, asker, target);
    if (permit.reason == ADSUM_PERMIT_BLOCKED)
        return 0;
    if (permit.view != ADSUM_VIEW_ALL &&
        (permit.reason != ADSUM_PERMIT_DIRECTED || target->session == 0))
        return answer_stranger(service, target, bare, asker, id);
    if (permit.view == ADSUM_VIEW_ALL)
        answer_watcher(service, target, asker, id);
    else
        answer_session(service, target, target->session, ADSUM_PRESENCE_HERE,
                       ADSUM_VIEW_BARE, asker);
    return 0;
}
