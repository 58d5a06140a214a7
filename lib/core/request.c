/* Requests. Their list hangs on the user's side; quotas are counted over it. */
#include "request.h"
#include "deliver.h"
#include "entity.h"

#define UNPACK_ROOM 256u

int adsum_request_quota(const struct adsum_service *service, uint32_t user,
                        uint32_t contact)
{
    const struct side *side = adsum_entity_side(service, user);
    uint32_t domain = adsum_entity_domain(service, contact);
    uint32_t count = 0, of_domain = 0;

    for (uint32_t id = side == NULL ? 0 : side->requests; id != 0;
         id = adsum_request_at(service, id)->next) {
        count++;
        of_domain += adsum_entity_domain(
                         service, adsum_request_at(service, id)->contact) ==
                     domain;
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
          adsum_edges_count(&service->edges, user) <
              service->limits.contacts));

    (void)adsum_notice_pack(notice, NULL, 0, NULL, 0, &length);
    admits = admits && length != 0 && length <= service->limits.request_bytes;
    service->statistics.limits_reached += !admits;
    return admits;
}

int adsum_request_pack(struct adsum_service *service,
                       const struct adsum_notice *notice, void **ret,
                       uint32_t *ret_length)
{
    uint32_t length = 0;
    int err = adsum_notice_pack(notice, NULL, 0, NULL, 0, &length);

    if (err != ADSUM_ERR_ROOM)
        return err;
    *ret = adsum_memory_give(&service->memory, length);
    if (*ret == NULL)
        return ADSUM_ERR_NO_MEMORY;
    *ret_length = length;
    return adsum_notice_pack(notice, NULL, 0, *ret, length, &length);
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
                         uint32_t contact, void *bytes, uint32_t length)
{
    struct side *side = adsum_entity_side(service, user);
    uint32_t *at = find(service, side, contact), id = *at;
    struct request *request;

    if (id != 0) {
        request = adsum_request_at(service, id);
        adsum_memory_take(&service->memory, request->bytes, request->length);
        request->bytes = bytes;
        request->length = length;
        return;
    }
    id = adsum_slab_take(&service->requests);
    request = adsum_request_at(service, id);
    request->next = 0;
    request->contact = contact;
    request->bytes = bytes;
    request->length = length;
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
    adsum_memory_take(&service->memory, request->bytes, request->length);
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

void adsum_request_bring(struct adsum_service *service, uint32_t slot)
{
    const struct side *side =
        adsum_entity_side(service, session_at(service, slot)->user);
    uint64_t room[UNPACK_ROOM / sizeof(uint64_t)];
    struct adsum_notice notice;
    struct delivery delivery;
    const struct adsum_text *to;
    uint32_t count;

    if (side == NULL)
        return;
    for (uint32_t id = side->requests; id != 0;
         id = adsum_request_at(service, id)->next) {
        const struct request *request = adsum_request_at(service, id);

        if (adsum_notice_unpack(request->bytes, request->length, room,
                                sizeof room, &notice, &to, &count) != 0)
            continue;
        notice.to = ADSUM_TO_BARE;
        adsum_delivery_init(service, &delivery, &notice);
        adsum_delivery_add(service, &delivery, slot);
        adsum_delivery_end(service, &delivery);
    }
}
