/* Plans: saving, committing, telling. */
#include "bounce.h"
#include "deliver.h"
#include "entity.h"
#include "grave.h"
#include "host.h"
#include "item.h"
#include "plan.h"
#include "request.h"
#include "ring.h"
#include "route.h"
#include "see.h"

/* What save() is shown: all of it lies in one block. */
struct saving {
    struct adsum_change *changes;
    struct adsum_item *items;
    struct adsum_text *groups;
    char *text;
    uint32_t count;
};

static struct adsum_text address(const struct adsum_service *service,
                                 struct saving *saving, uint32_t entity)
{
    struct adsum_text ret = adsum_entity_bare(service, entity, saving->text);

    saving->text += ret.length;
    return ret;
}

static bool is_last_push(const struct step *push)
{
    const struct step *step = push->next;

    while (step != NULL &&
           (step->kind != ADSUM_STEP_PUSH || step->user != push->user))
        step = step->next;
    return step == NULL;
}

static uint32_t label_of(const struct adsum_service *service,
                         const struct step *step)
{
    return step->relabel ? step->of.label
                         : adsum_item_label(service, step->user, step->contact);
}

/* The kind of row a step makes; 0: none. */
static uint8_t row_of(const struct adsum_service *service,
                      const struct step *step)
{
    switch (step->kind) {
    case ADSUM_STEP_ITEM:
        if (adsum_item_visible(
                step->bits,
                adsum_label_flags(service, label_of(service, step))))
            return ADSUM_CHANGE_ITEM;
        return step->visible ? ADSUM_CHANGE_ITEM_GONE : 0;
    case ADSUM_STEP_REQUEST:
        return ADSUM_CHANGE_REQUEST;
    case ADSUM_STEP_REQUEST_GONE:
        return ADSUM_CHANGE_REQUEST_GONE;
    case ADSUM_STEP_PUSH:
        return is_last_push(step) ? ADSUM_CHANGE_VERSION : 0;
    default:
        return 0;
    }
}

static void add_row(const struct adsum_service *service, struct saving *saving,
                    const struct step *step, uint8_t kind)
{
    struct adsum_change *change = &saving->changes[saving->count];
    struct adsum_item *item = &saving->items[saving->count++];

    memset(change, 0, sizeof *change);
    change->kind = kind;
    change->user = address(service, saving, step->user);
    if (kind == ADSUM_CHANGE_VERSION) {
        change->number = adsum_plan_version(service, step->user);
        return;
    }
    change->contact = address(service, saving, step->contact);
    if (kind == ADSUM_CHANGE_REQUEST) {
        change->bytes = adsum_parcel_bytes(step->parcel);
        change->length = step->parcel->length;
    }
    if (kind != ADSUM_CHANGE_ITEM)
        return;
    adsum_item_show(service, step->contact, step->bits, label_of(service, step),
                    service->view, saving->groups, item);
    item->contact = change->contact;
    saving->groups += item->group_count;
    change->item = item;
}

int adsum_plan_save(struct adsum_service *service)
{
    size_t each = sizeof(struct adsum_change) + sizeof(struct adsum_item) +
                  service->limits.groups * sizeof(struct adsum_text) +
                  2 * (size_t)service->longest_bare;
    size_t bytes = each * service->plan.count;
    uint32_t count = service->plan.count;
    const struct step *step;
    struct saving saving;
    void *block;
    int err;

    if (service->host.save == NULL || count == 0)
        return 0;
    block = adsum_memory_give(&service->memory, bytes);
    if (block == NULL)
        return ADSUM_ERR_NO_MEMORY;
    saving.changes = block;
    saving.items = (void *)(saving.changes + count);
    saving.groups = (void *)(saving.items + count);
    saving.text =
        (void *)(saving.groups + (size_t)count * service->limits.groups);
    saving.count = 0;
    for (step = service->plan.first; step != NULL; step = step->next) {
        uint8_t kind = row_of(service, step);

        if (kind != 0)
            add_row(service, &saving, step, kind);
    }
    err = adsum_host_save(service, saving.changes, saving.count);
    adsum_memory_take(&service->memory, block, bytes);
    return err;
}

static void commit_item(struct adsum_service *service, struct step *step)
{
    if (step->relabel)
        adsum_item_relabel(service, step->user, step->contact, step->of.label);
    step->relabel = 0;
    adsum_edges_put(&service->edges, &service->memory, step->user,
                    step->contact, step->bits);
    if (step->fresh && step->bits != 0)
        adsum_entity_share(service, step->contact);
    if (!step->fresh && step->bits == 0)
        adsum_entity_release(service, step->contact);
    step->fresh = 0;
}

/* Graves know only who might see until now: before any edge is put. */
static void settle_graves(struct adsum_service *service)
{
    const struct step *step;

    for (step = service->plan.first; step != NULL; step = step->next)
        if (step->kind == ADSUM_STEP_SETTLE &&
            session_at(service, step->of.slot)->gone)
            adsum_grave_settle_one(service, step->of.slot, step->parcel);
}

void adsum_plan_commit(struct adsum_service *service)
{
    struct step *step;

    settle_graves(service);
    for (step = service->plan.first; step != NULL; step = step->next) {
        switch (step->kind) {
        case ADSUM_STEP_ITEM:
            commit_item(service, step);
            break;
        case ADSUM_STEP_REQUEST:
            adsum_request_store(service, step->user, step->contact,
                                step->parcel);
            step->parcel = NULL;
            break;
        case ADSUM_STEP_REQUEST_GONE:
            adsum_request_drop(service, step->user, step->contact);
            break;
        case ADSUM_STEP_PUSH:
            adsum_ring_push(service, step->user, step->contact);
            break;
        default:
            break;
        }
    }
}

static void tell(struct adsum_service *service, const struct step *step,
                 bool interested)
{
    struct adsum_notice notice;
    struct delivery delivery;

    adsum_parcel_open(service, step->parcel, &notice);
    adsum_delivery_init(service, &delivery, &notice);
    delivery.parcel = step->parcel;
    delivery.parcel->uses++;
    for (uint32_t at = *head_at(service, step->user); at != 0;
         at = session_at(service, at)->next) {
        const struct session *session = session_at(service, at);

        if (session->open &&
            (interested ? session->interested : session->available))
            adsum_delivery_add(service, &delivery, at);
    }
    adsum_delivery_end(service, &delivery);
}

static void route(struct adsum_service *service, struct step *step)
{
    struct party to = adsum_party_bare(step->contact);
    struct adsum_notice notice;
    uint32_t condition;

    adsum_parcel_open(service, step->parcel, &notice);
    condition = adsum_route_to(service, step->user, &notice, &to);
    adsum_bounce_send(service, step->of.slot, step->bounce, condition);
    step->bounce = NULL;
}

void adsum_plan_tell_all(struct adsum_service *service)
{
    struct step *step;

    for (step = service->plan.first; step != NULL; step = step->next) {
        switch (step->kind) {
        case ADSUM_STEP_PUSH:
        case ADSUM_STEP_INTERESTED:
            tell(service, step, true);
            break;
        case ADSUM_STEP_AVAILABLE:
            tell(service, step, false);
            break;
        case ADSUM_STEP_ROUTE:
            route(service, step);
            break;
        case ADSUM_STEP_SHOW:
            adsum_see_show(service, step->user, step->contact);
            break;
        case ADSUM_STEP_HIDE:
            adsum_see_hide(service, step->user, step->contact);
            break;
        case ADSUM_STEP_LOSE:
            adsum_see_lose(service, step->user, step->contact);
            break;
        case ADSUM_STEP_MISSED:
            adsum_see_missed(service, step->user, step->contact);
            break;
        default:
            break;
        }
    }
}
