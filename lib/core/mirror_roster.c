/*
 * The roster of a mirrored user: what its server says, in full or item by
 * item. Nothing is saved: the host keeps what it was given.
 */
#include "deliver.h"
#include "entity.h"
#include "item.h"
#include "mirror.h"
#include "plan.h"
#include "ring.h"

static uint32_t bits_of(const struct adsum_item *item)
{
    return (uint32_t)(item->subscription & 3u) |
           (item->ask ? (uint32_t)ADSUM_EDGE_OUT : 0u);
}

static uint8_t flags_of(const struct adsum_item *item)
{
    uint8_t flags = item->approved ? ADSUM_LABEL_APPROVED : 0;

    return bits_of(item) == 0 ? flags | ADSUM_LABEL_LISTED : flags;
}

static int find_contact(struct adsum_service *service,
                        const struct adsum_item *item, uint32_t *ret)
{
    struct adsum_address address;
    int err = adsum_address_split(item->contact, &address);

    if (err != 0)
        return err;
    if (address.resource.length != 0 ||
        item->subscription > ADSUM_SUBSCRIPTION_REMOVED)
        return ADSUM_ERR_INVALID;
    return adsum_entity_ensure(service, &address, ret);
}

static int plan_item(struct adsum_service *service, uint32_t user,
                     uint32_t contact, const struct adsum_item *item)
{
    int err = adsum_item_check(service, item);

    if (err != 0)
        return err;
    if (item->subscription == ADSUM_SUBSCRIPTION_REMOVED)
        return adsum_plan_item(service, user, contact, 0, 0);
    err =
        adsum_plan_item(service, user, contact, bits_of(item), flags_of(item));
    return err != 0 ? err : adsum_plan_label(service, user, contact, item);
}

/* Items that the full roster does not name are no more. */
static int plan_gone(struct adsum_service *service, uint32_t user)
{
    uint32_t after = 0;
    struct edge_run run;

    while (adsum_edges_run(&service->edges, user, after, &run) != 0)
        for (uint32_t i = 0; i < run.count; i++) {
            int err;

            after = run.edges[i] >> ADSUM_EDGE_BITS;
            if (adsum_plan_names(service, user, after))
                continue;
            if ((err = adsum_plan_item(service, user, after, 0, 0)) != 0)
                return err;
            break;
        }
    return 0;
}

static void tell(struct adsum_service *service, uint32_t user,
                 const struct adsum_notice *notice)
{
    struct adsum_notice told = *notice;
    struct delivery delivery;

    told.to = ADSUM_TO_FULL;
    adsum_delivery_init(service, &delivery, &told);
    for (uint32_t at = *head_at(service, user); at != 0;
         at = session_at(service, at)->next)
        if (session_at(service, at)->open &&
            session_at(service, at)->interested)
            adsum_delivery_add(service, &delivery, at);
    adsum_delivery_end(service, &delivery);
}

/* Whom a push takes out of sight; 0: nobody. */
static uint32_t find_lost(const struct adsum_service *service, uint32_t user,
                          const struct adsum_notice *push)
{
    const struct adsum_item *item = push->items;
    struct adsum_address address;
    uint32_t contact;

    if ((item->subscription & ADSUM_SUBSCRIPTION_TO) != 0 ||
        adsum_address_split(item->contact, &address) != 0 ||
        (contact = adsum_entity_find(service, &address)) == 0)
        return 0;
    return (adsum_edges_get(&service->edges, user, contact) & ADSUM_EDGE_TO) !=
                   0
               ? contact
               : 0;
}

/* Contacts are held by name while the plan is made. */
static void release(struct adsum_service *service,
                    const struct adsum_item *items, uint32_t count)
{
    struct adsum_address address;

    for (uint32_t i = 0; i < count; i++)
        if (adsum_address_split(items[i].contact, &address) == 0)
            adsum_entity_release(service, adsum_entity_find(service, &address));
}

int adsum_mirror_roster(struct adsum_service *service, uint32_t user,
                        const struct party *from,
                        const struct adsum_notice *notice)
{
    uint32_t held = 0, contact, lost = 0;
    int err = 0;

    if (!adsum_entity_mirrored(service, user) || from->entity != user ||
        from->resource.length != 0)
        return 0;
    if ((notice->items == NULL && notice->item_count != 0) ||
        (notice->kind == ADSUM_PUSH && notice->item_count != 1))
        return ADSUM_ERR_INVALID;
    if (notice->kind == ADSUM_PUSH)
        lost = find_lost(service, user, notice);
    err = adsum_entity_ensure_side(service, user);
    while (err == 0 && held < notice->item_count) {
        err = find_contact(service, &notice->items[held], &contact);
        if (err == 0)
            err = plan_item(service, user, contact, &notice->items[held++]);
    }
    if (err == 0 && notice->kind == ADSUM_ROSTER)
        err = plan_gone(service, user);
    if (err == 0)
        adsum_plan_commit(service);
    adsum_plan_cancel(service);
    if (err == 0 && lost != 0)
        adsum_mirror_forget(service, user, lost);
    release(service, notice->items, held);
    if (err != 0)
        return err;
    adsum_ring_clear(service, user);
    adsum_entity_side(service, user)->version = notice->version;
    adsum_entity_side(service, user)->changes = ++service->roster_changes;
    if (notice->kind == ADSUM_PUSH)
        tell(service, user, notice);
    return 0;
}
