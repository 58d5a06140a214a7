/* Mirrored users: what they send. What they are told is receive.c's. */
#include "mirror.h"
#include "bounce.h"
#include "conflation.h"
#include "notice.h"
#include "presence.h"
#include "route.h"
#include "sighting.h"

static void home(struct adsum_service *service, uint32_t slot, uint32_t record)
{
    struct adsum_presence presence;
    struct adsum_notice notice;

    adsum_notice_presence(service, slot, record, ADSUM_VIEW_ALL, &notice,
                          &presence);
    (void)adsum_route_home(service, session_at(service, slot)->user, &notice);
}

void adsum_mirror_publish(struct adsum_service *service, uint32_t slot,
                          uint32_t record)
{
    struct session *session = session_at(service, slot);
    bool gone = adsum_presence_gone(service, record);
    bool first = !session->available && !gone;

    if (gone)
        adsum_conflation_forget(service, slot);
    session->changed = adsum_stamp_next(service);
    if (first)
        endpoint_at(service, slot)->born = session->changed;
    adsum_presence_share(service, record);
    adsum_presence_drop(service, session->presence);
    session->presence = record;
    session->available = !gone;
    home(service, slot, record);
}

void adsum_mirror_leave(struct adsum_service *service, uint32_t slot,
                        uint32_t record)
{
    if (session_at(service, slot)->available)
        home(service, slot, record);
}

void adsum_mirror_forget(struct adsum_service *service, uint32_t user,
                         uint32_t contact)
{
    struct party remote = adsum_party_bare(contact);

    adsum_sighting_lose(service, user, 0, &remote, ADSUM_PRESENCE_GONE);
}

int adsum_mirror_send(struct adsum_service *service, uint32_t slot,
                      const struct adsum_notice *notice, const struct party *to)
{
    uint32_t user = session_at(service, slot)->user, condition;
    struct parcel *bounce;
    int err = adsum_bounce_prepare(service, notice, to, &bounce);

    if (err != 0)
        return err;
    condition = adsum_route_to(service, user, notice, to);
    if (notice->kind == ADSUM_UNSUBSCRIBE && condition == ADSUM_CONDITION_NONE)
        adsum_mirror_forget(service, user, to->entity);
    adsum_bounce_send(service, slot, bounce, condition);
    return 0;
}
