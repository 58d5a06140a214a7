/*
 * Loading: a user's rows, in any order, as save() got them. All of them are
 * checked and in place, or none.
 */
#include "load.h"
#include "block.h"
#include "entity.h"
#include "item.h"
#include "request.h"
#include "subscription.h"
#include "user.h"

static int contact_of(struct adsum_service *service, uint32_t user,
                      struct adsum_text text, uint32_t *ret)
{
    struct adsum_address address;
    int err = adsum_address_split(text, &address);

    if (err != 0)
        return err;
    if (address.resource.length != 0)
        return ADSUM_ERR_INVALID;
    if ((err = adsum_entity_ensure(service, &address, ret)) != 0)
        return err;
    if (*ret != user)
        return 0;
    adsum_entity_release(service, *ret);
    return ADSUM_ERR_INVALID;
}

/* Put an edge in; a use of the contact becomes its own if it is new. */
static int put_edge(struct adsum_service *service, uint32_t user,
                    uint32_t contact, uint32_t bits)
{
    uint32_t before = adsum_edges_get(&service->edges, user, contact);
    int err = 0;

    if (before == 0 && service->edges.count >= service->limits.edges)
        err = ADSUM_ERR_LIMIT - ADSUM_LIMIT_EDGES;
    else if (before == 0 && adsum_edges_count(&service->edges, user) >=
                                service->limits.contacts)
        err = ADSUM_ERR_LIMIT - ADSUM_LIMIT_CONTACTS;
    else
        err = adsum_edges_reserve(&service->edges, &service->memory, user,
                                  contact);
    if (err == 0)
        adsum_edges_put(&service->edges, &service->memory, user, contact,
                        before | bits);
    if (err != 0 || before != 0)
        adsum_entity_release(service, contact);
    return err;
}

static int load_item(struct adsum_service *service, uint32_t user,
                     const struct adsum_change *row)
{
    const struct adsum_item *item = row->item;
    uint32_t bits, contact, label;
    uint8_t flags = 0;
    int err;

    if (item == NULL || item->subscription > ADSUM_SUBSCRIPTION_BOTH ||
        item->ask > 1 || item->approved > 1 ||
        (item->ask && (item->subscription & ADSUM_SUBSCRIPTION_TO) != 0))
        return ADSUM_ERR_INVALID;
    if ((err = adsum_item_check(service, item)) != 0 ||
        (err = contact_of(service, user, row->contact, &contact)) != 0)
        return err;
    bits = item->subscription | (item->ask ? (uint32_t)ADSUM_EDGE_OUT : 0u);
    if (item->approved)
        flags |= ADSUM_LABEL_APPROVED;
    if (bits == 0)
        flags |= ADSUM_LABEL_LISTED;
    if ((adsum_edges_get(&service->edges, user, contact) &
         ~(uint32_t)ADSUM_EDGE_IN) != 0)
        err = ADSUM_ERR_INVALID;
    if (err == 0)
        err = adsum_item_reserve(service, 1);
    if (err == 0)
        err = adsum_label_make(service, flags, item, &label);
    if (err != 0) {
        adsum_entity_release(service, contact);
        return err;
    }
    if (label != 0)
        bits |= ADSUM_EDGE_MORE;
    if ((err = put_edge(service, user, contact, bits)) != 0)
        adsum_label_drop(service, label);
    else
        adsum_item_relabel(service, user, contact, label);
    return err;
}

static int check_request(const struct adsum_service *service,
                         const struct adsum_change *row)
{
    uint64_t room[32];
    struct adsum_notice notice;
    const struct adsum_text *to;
    uint32_t count;

    if (row->bytes == NULL)
        return ADSUM_ERR_INVALID;
    if (row->length > service->limits.request_bytes)
        return ADSUM_ERR_LIMIT - ADSUM_LIMIT_REQUEST_BYTES;
    if (adsum_notice_unpack(row->bytes, row->length, room, sizeof room, &notice,
                            &to, &count) != 0 ||
        notice.kind != ADSUM_SUBSCRIBE ||
        !text_equal(notice.from, row->contact))
        return ADSUM_ERR_INVALID;
    return 0;
}

static int load_request(struct adsum_service *service, uint32_t user,
                        const struct adsum_change *row)
{
    struct parcel *parcel = NULL;
    uint32_t contact;
    int err = check_request(service, row);

    if (err != 0 || (err = adsum_request_reserve(service, user, 1)) != 0 ||
        (err = contact_of(service, user, row->contact, &contact)) != 0)
        return err;
    if ((adsum_edges_get(&service->edges, user, contact) & ADSUM_EDGE_IN) != 0)
        err = ADSUM_ERR_INVALID;
    if (err == 0)
        err = adsum_request_quota(service, user, contact);
    if (err == 0 &&
        (parcel = adsum_parcel_copy(service, row->bytes, row->length)) == NULL)
        err = ADSUM_ERR_NO_MEMORY;
    if (err != 0) {
        adsum_entity_release(service, contact);
        return err;
    }
    adsum_request_store(service, user, contact, parcel);
    return put_edge(service, user, contact, ADSUM_EDGE_IN);
}

int adsum_load_row(struct adsum_service *service, uint32_t user,
                   const struct adsum_change *row)
{
    struct side *side = adsum_entity_side(service, user);

    switch (row->kind) {
    case ADSUM_CHANGE_ITEM:
        return load_item(service, user, row);
    case ADSUM_CHANGE_REQUEST:
        return load_request(service, user, row);
    case ADSUM_CHANGE_BLOCK:
        return adsum_block_load(service, user, row->contact);
    case ADSUM_CHANGE_VERSION:
        side->version = row->number;
        return 0;
    case ADSUM_CHANGE_LAST:
        side->last_ms = row->number;
        return 0;
    default:
        return ADSUM_ERR_INVALID;
    }
}

/* A request of one who sees the user already contradicts itself. */
int adsum_load_check(const struct adsum_service *service, uint32_t user)
{
    const struct side *side = adsum_entity_side(service, user);

    for (uint32_t id = side == NULL ? 0 : side->requests; id != 0;
         id = adsum_request_at(service, id)->next)
        if ((adsum_edges_get(&service->edges, user,
                             adsum_request_at(service, id)->contact) &
             ADSUM_EDGE_FROM) != 0)
            return ADSUM_ERR_INVALID;
    return 0;
}

static int load(struct adsum_service *service, uint32_t user, uint32_t kind,
                const struct adsum_change *rows, uint32_t count)
{
    int err = 0;

    adsum_user_place(service, user, kind);
    for (uint32_t i = 0; err == 0 && i < count; i++) {
        if (rows[i].kind != ADSUM_CHANGE_ITEM)
            err = adsum_entity_ensure_side(service, user);
        if (err == 0)
            err = adsum_load_row(service, user, &rows[i]);
    }
    if (err == 0)
        err = adsum_load_check(service, user);
    if (err != 0)
        adsum_user_clear(service, user);
    return err;
}

int adsum_user_load(struct adsum_service *service, struct adsum_text text,
                    uint32_t kind, const struct adsum_change *rows,
                    uint32_t count)
{
    static const uint8_t kinds[] = {ADSUM_ENTITY_UNKNOWN, ADSUM_ENTITY_KEPT,
                                    ADSUM_ENTITY_MIRRORED};
    struct adsum_address address;
    uint32_t user;
    int err = adsum_service_enter_load(service);

    if (err != 0 || (err = adsum_address_split(text, &address)) != 0)
        return err;
    if (address.resource.length != 0 || kind > ADSUM_USER_MIRRORED ||
        (rows == NULL && count != 0) ||
        (kind == ADSUM_USER_UNKNOWN && count != 0) ||
        (kind != ADSUM_USER_MIRRORED &&
         !adsum_entity_ours(service, address.domain)))
        return ADSUM_ERR_INVALID;
    if ((err = adsum_entity_ensure(service, &address, &user)) != 0)
        return err;
    err = entity_at(service, user)->kind != ADSUM_ENTITY_ABSENT
              ? ADSUM_SAME
              : load(service, user, kinds[kind], rows, count);
    adsum_entity_release(service, user);
    return err;
}
