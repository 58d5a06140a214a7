/* Requests. Their list hangs on the user's side; quotas are counted over it. */
#include "request.h"
#include "deliver.h"
#include "entity.h"
#include "waiting.h"

int adsum_request_quota(const struct adsum_service *service, uint32_t user,
                        uint32_t contact)
{
    const struct side *side = adsum_entity_side(service, user);
    uint32_t domain = adsum_entity_domain(service, contact);
    uint32_t count = 0, of_domain = 0;

    for (uint32_t id = side == NULL ? 0 : side->requests; id != 0;
         id = adsum_request_at(service, id)->next) {
        count++;
        of_domain +=
            adsum_entity_domain(
                service, adsum_request_at(service, id)->contact) == domain;
    }
    if (count >= service->limits.requests)
        return ADSUM_ERR_LIMIT - ADSUM_LIMIT_REQUESTS;
    return of_domain < service->limits.domain_requests
               ? 0
               : ADSUM_ERR_LIMIT - ADSUM_LIMIT_DOMAIN_REQUESTS;
}

bool adsum_request_admits(struct adsum_service *service, uint32_t user,
                          uint32_t contact, const struct adsum_notice *notice)
{
    uint32_t length = 0;
    bool admits =
        ((adsum_edges_get(&service->edges, user, contact) & ADSUM_EDGE_IN) !=
             0 ||
         adsum_request_quota(service, user, contact) == 0) &&
        (adsum_edges_get(&service->edges, user, contact) != 0 ||
         (service->edges.count < service->limits.edges &&
          adsum_edges_count(&service->edges, user) < service->limits.contacts));

    (void)adsum_notice_pack(notice, NULL, 0, NULL, 0, &length);
    admits = admits && length != 0 && length <= service->limits.request_bytes;
    service->statistics.limits_reached += !admits;
    return admits;
}

int adsum_request_reserve(struct adsum_service *service, uint32_t user,
                          uint32_t count)
{
    int err = adsum_entity_ensure_side(service, user);

    return err != 0 ? err
                    : adsum_slab_reserve(&service->requests, &service->memory,
                                         count);
}

/* Where the request of a contact is linked, or would be. */
static uint32_t *find(struct adsum_service *service, struct side *side,
                      uint32_t contact)
{
    uint32_t *at = &side->requests;

    while (*at != 0 && adsum_request_at(service, *at)->contact != contact)
        at = &adsum_request_at(service, *at)->next;
    return at;
}

void adsum_request_store(struct adsum_service *service, uint32_t user,
                         uint32_t contact, struct parcel *parcel)
{
    struct side *side = adsum_entity_side(service, user);
    uint32_t *at = find(service, side, contact), id = *at;
    struct request *request;

    if (id != 0) {
        request = adsum_request_at(service, id);
        adsum_parcel_drop(service, request->parcel);
        request->parcel = parcel;
        return;
    }
    id = adsum_slab_take(&service->requests);
    request = adsum_request_at(service, id);
    request->next = 0;
    request->contact = contact;
    request->parcel = parcel;
    *at = id;
    side->request_count++;
    side->changes = ++service->roster_changes;
    adsum_entity_share(service, contact);
}

static void unlink_at(struct adsum_service *service, struct side *side,
                      uint32_t *at)
{
    uint32_t id = *at;
    struct request *request = adsum_request_at(service, id);

    *at = request->next;
    side->request_count--;
    side->changes = ++service->roster_changes;
    adsum_parcel_drop(service, request->parcel);
    adsum_entity_release(service, request->contact);
    adsum_slab_give(&service->requests, id);
}

void adsum_request_drop(struct adsum_service *service, uint32_t user,
                        uint32_t contact)
{
    struct side *side = adsum_entity_side(service, user);
    uint32_t *at;

    if (side == NULL)
        return;
    at = find(service, side, contact);
    if (*at != 0)
        unlink_at(service, side, at);
}

void adsum_request_clear(struct adsum_service *service, uint32_t user)
{
    struct side *side = adsum_entity_side(service, user);

    while (side != NULL && side->requests != 0)
        unlink_at(service, side, &side->requests);
}

int adsum_request_expect(struct adsum_service *service, uint32_t user)
{
    const struct side *side = adsum_entity_side(service, user);

    return side == NULL || side->request_count == 0
               ? 0
               : adsum_waiting_reserve(service, side->request_count);
}

void adsum_request_bring(struct adsum_service *service, uint32_t slot)
{
    const struct side *side =
        adsum_entity_side(service, session_at(service, slot)->user);
    struct adsum_notice notice;
    struct delivery delivery;

    for (uint32_t id = side == NULL ? 0 : side->requests; id != 0;
         id = adsum_request_at(service, id)->next) {
        struct parcel *parcel = adsum_request_at(service, id)->parcel;

        adsum_parcel_readdress(parcel, ADSUM_TO_BARE);
        adsum_parcel_open(service, parcel, &notice);
        adsum_delivery_init(service, &delivery, &notice);
        delivery.parcel = parcel;
        parcel->uses++;
        adsum_delivery_add(service, &delivery, slot);
        adsum_delivery_end(service, &delivery);
    }
}
