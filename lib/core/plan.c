/* Plans: adding steps. */
#include "plan.h"
#include "bounce.h"
#include "entity.h"
#include "grave.h"
#include "item.h"
#include "notice.h"
#include "request.h"
#include "ring.h"
#include "subscription.h"
#include "waiting.h"

static struct step *find_item(const struct adsum_service *service,
                              uint32_t user, uint32_t contact)
{
    struct step *step = service->plan.first;

    while (step != NULL && (step->kind != ADSUM_STEP_ITEM ||
                            step->user != user || step->contact != contact))
        step = step->next;
    return step;
}

uint32_t adsum_plan_bits(const struct adsum_service *service, uint32_t user,
                         uint32_t contact)
{
    const struct step *step = find_item(service, user, contact);

    return step != NULL ? step->bits
                        : adsum_edges_get(&service->edges, user, contact);
}

bool adsum_plan_names(const struct adsum_service *service, uint32_t user,
                      uint32_t contact)
{
    return find_item(service, user, contact) != NULL;
}

static uint32_t planned_label(const struct adsum_service *service,
                              uint32_t user, uint32_t contact)
{
    const struct step *step = find_item(service, user, contact);

    return step != NULL && step->relabel
               ? step->of.label
               : adsum_item_label(service, user, contact);
}

uint8_t adsum_plan_flags(const struct adsum_service *service, uint32_t user,
                         uint32_t contact)
{
    return adsum_label_flags(service, planned_label(service, user, contact));
}

static struct step *make(struct adsum_service *service, uint8_t kind,
                         uint32_t user, uint32_t contact)
{
    struct step *step = adsum_memory_give(&service->memory, sizeof *step);

    if (step == NULL)
        return NULL;
    step->kind = kind;
    step->user = user;
    step->contact = contact;
    return step;
}

static void append(struct plan *plan, struct step *step)
{
    if (plan->first == NULL)
        plan->first = step;
    else
        plan->last->next = step;
    plan->last = step;
    plan->count++;
}

static int add(struct adsum_service *service, uint8_t kind, uint32_t user,
               uint32_t contact, struct step **ret)
{
    if ((*ret = make(service, kind, user, contact)) == NULL)
        return ADSUM_ERR_NO_MEMORY;
    append(&service->plan, *ret);
    return 0;
}

/* Put an edge that nobody is shown, so that there is room for the real one. */
static int admit(struct adsum_service *service, uint32_t user, uint32_t contact)
{
    int err;

    if (service->edges.count >= service->limits.edges)
        return ADSUM_ERR_LIMIT - ADSUM_LIMIT_EDGES;
    if (adsum_edges_count(&service->edges, user) >= service->limits.contacts)
        return ADSUM_ERR_LIMIT - ADSUM_LIMIT_CONTACTS;
    if ((err = adsum_edges_reserve(&service->edges, &service->memory, user,
                                   contact)) != 0)
        return err;
    adsum_edges_put(&service->edges, &service->memory, user, contact,
                    ADSUM_EDGE_MORE);
    return 0;
}

static int item_step(struct adsum_service *service, uint32_t user,
                     uint32_t contact, struct step **ret)
{
    uint32_t bits = adsum_edges_get(&service->edges, user, contact);
    struct step *step = find_item(service, user, contact);
    int err;

    if ((*ret = step) != NULL)
        return 0;
    if ((step = make(service, ADSUM_STEP_ITEM, user, contact)) == NULL)
        return ADSUM_ERR_NO_MEMORY;
    if (bits == 0 && (err = admit(service, user, contact)) != 0) {
        adsum_memory_take(&service->memory, step, sizeof *step);
        return err;
    }
    append(&service->plan, step);
    step->fresh = bits == 0;
    step->bits = (uint8_t)bits;
    step->visible = adsum_item_visible(
        bits,
        adsum_label_flags(service, adsum_item_label(service, user, contact)));
    *ret = step;
    return 0;
}

static void set_label(struct adsum_service *service, struct step *step,
                      uint32_t label)
{
    if (step->relabel)
        adsum_label_drop(service, step->of.label);
    step->of.label = label;
    step->relabel = 1;
    step->bits &= (uint8_t)~ADSUM_EDGE_MORE;
    if (label != 0)
        step->bits |= ADSUM_EDGE_MORE;
    step->visible =
        step->visible ||
        adsum_item_visible(step->bits, adsum_label_flags(service, label));
}

int adsum_plan_item(struct adsum_service *service, uint32_t user,
                    uint32_t contact, uint32_t bits, uint8_t flags)
{
    struct step *step;
    uint32_t label, old = planned_label(service, user, contact);
    int err = item_step(service, user, contact, &step);

    if (err != 0)
        return err;
    step->bits &= ADSUM_EDGE_MORE;
    step->bits |= (uint8_t)(bits & ~(uint32_t)ADSUM_EDGE_MORE);
    step->visible = step->visible || adsum_item_visible(bits, flags);
    if (bits == 0 && flags == 0) {
        set_label(service, step, 0);
        return 0;
    }
    if (adsum_label_flags(service, old) == flags)
        return 0;
    if ((err = adsum_item_reserve(service, service->plan.count)) != 0 ||
        (err = adsum_label_change(service, old, flags, &label)) != 0)
        return err;
    set_label(service, step, label);
    return 0;
}

int adsum_plan_label(struct adsum_service *service, uint32_t user,
                     uint32_t contact, const struct adsum_item *item)
{
    uint8_t flags = adsum_plan_flags(service, user, contact);
    struct step *step;
    uint32_t label;
    int err;

    if ((adsum_plan_bits(service, user, contact) &
         (ADSUM_EDGE_TO | ADSUM_EDGE_FROM | ADSUM_EDGE_OUT)) == 0)
        flags |= ADSUM_LABEL_LISTED;
    if ((err = item_step(service, user, contact, &step)) != 0 ||
        (err = adsum_item_reserve(service, service->plan.count)) != 0 ||
        (err = adsum_label_make(service, flags, item, &label)) != 0)
        return err;
    set_label(service, step, label);
    return 0;
}

static uint32_t sessions_of(const struct adsum_service *service, uint32_t user)
{
    uint32_t count = 0;

    for (uint32_t at = *head_at(service, user); at != 0;
         at = session_at(service, at)->next)
        count++;
    return count;
}

/* What is told waits where it must: have room for all steps so far. */
static int reserve_waits(struct adsum_service *service)
{
    const struct step *step;
    uint32_t count = 0;

    for (step = service->plan.first; step != NULL; step = step->next) {
        if (step->kind == ADSUM_STEP_SHOW || step->kind == ADSUM_STEP_HIDE)
            count += sessions_of(service, step->user) *
                     sessions_of(service, step->contact);
        else if (step->kind == ADSUM_STEP_SETTLE)
            count += session_at(service, step->of.slot)->of.grave.wanted;
        else if (step->kind == ADSUM_STEP_ROUTE)
            count += step->bounce != NULL;
        else if (step->parcel != NULL && step->kind != ADSUM_STEP_REQUEST)
            count += sessions_of(service, step->user);
    }
    return adsum_waiting_reserve(service, count);
}

static int add_parcel(struct adsum_service *service, uint8_t kind,
                      uint32_t user, uint32_t contact,
                      const struct adsum_notice *notice, uint32_t slot,
                      struct step **ret)
{
    struct parcel *parcel = adsum_parcel_make(service, notice);
    int err;

    if (parcel == NULL)
        return ADSUM_ERR_NO_MEMORY;
    if ((err = add(service, kind, user, contact, ret)) != 0) {
        adsum_parcel_drop(service, parcel);
        return err;
    }
    (*ret)->parcel = parcel;
    (*ret)->of.slot = slot;
    return reserve_waits(service);
}

uint64_t adsum_plan_version(const struct adsum_service *service, uint32_t user)
{
    const struct side *side = adsum_entity_side(service, user);
    uint64_t version = side == NULL ? 0 : side->version;
    const struct step *step;

    for (step = service->plan.first; step != NULL; step = step->next)
        version += step->kind == ADSUM_STEP_PUSH && step->user == user;
    return version;
}

int adsum_plan_push(struct adsum_service *service, uint32_t user,
                    uint32_t contact, bool removed)
{
    struct adsum_notice notice;
    struct adsum_item item;
    struct step *step;
    int err = adsum_entity_ensure_side(service, user);

    if (err != 0)
        return err;
    adsum_ring_prepare(service, user);
    adsum_item_show(service, contact, adsum_plan_bits(service, user, contact),
                    removed ? 0 : planned_label(service, user, contact),
                    service->to, service->groups, &item);
    if (removed) {
        item.subscription = ADSUM_SUBSCRIPTION_REMOVED;
        item.ask = 0;
    }
    adsum_notice_bare(service, ADSUM_PUSH, user, &notice);
    notice.items = &item;
    notice.item_count = 1;
    notice.version = adsum_plan_version(service, user) + 1;
    notice.to = ADSUM_TO_FULL;
    return add_parcel(service, ADSUM_STEP_PUSH, user, contact, &notice, 0,
                      &step);
}

int adsum_plan_request(struct adsum_service *service, uint32_t user,
                       uint32_t contact, const struct adsum_notice *notice)
{
    struct step *step;
    int err;

    if ((err = adsum_request_reserve(service, user, 1)) != 0 ||
        (err = add(service, ADSUM_STEP_REQUEST, user, contact, &step)) != 0)
        return err;
    step->parcel = adsum_parcel_make(service, notice);
    return step->parcel == NULL ? ADSUM_ERR_NO_MEMORY : 0;
}

int adsum_plan_request_gone(struct adsum_service *service, uint32_t user,
                            uint32_t contact)
{
    struct step *step;

    return add(service, ADSUM_STEP_REQUEST_GONE, user, contact, &step);
}

int adsum_plan_tell(struct adsum_service *service, uint8_t kind, uint32_t user,
                    const struct adsum_notice *notice)
{
    struct step *step;

    return add_parcel(service, kind, user, 0, notice, 0, &step);
}

int adsum_plan_route(struct adsum_service *service, uint32_t user,
                     uint32_t contact, const struct adsum_notice *notice,
                     uint32_t slot)
{
    struct party to = adsum_party_bare(contact);
    struct step *step;
    int err = add_parcel(service, ADSUM_STEP_ROUTE, user, contact, notice, slot,
                         &step);

    if (err != 0 || slot == 0)
        return err;
    err = adsum_bounce_prepare(service, notice, &to, &step->bounce);
    return err != 0 ? err : reserve_waits(service);
}

static int settle_graves(struct adsum_service *service, uint32_t user)
{
    struct adsum_presence presence;
    struct adsum_notice notice;
    struct step *step;
    int err;

    for (uint32_t at = *head_at(service, user); at != 0;
         at = session_at(service, at)->next) {
        if (!session_at(service, at)->gone)
            continue;
        adsum_grave_notice(service, at, &notice, &presence);
        if ((err = add_parcel(service, ADSUM_STEP_SETTLE, user, 0, &notice, at,
                              &step)) != 0)
            return err;
    }
    return 0;
}

int adsum_plan_see(struct adsum_service *service, uint8_t kind, uint32_t user,
                   uint32_t contact)
{
    struct step *step;
    int err = 0;

    if (kind == ADSUM_STEP_SHOW && !adsum_entity_far(service, contact))
        err = settle_graves(service, user);
    if (err == 0)
        err = add(service, kind, user, contact, &step);

    return err != 0 ? err : reserve_waits(service);
}

static void clear(struct adsum_service *service)
{
    struct plan *plan = &service->plan;
    struct step *step;

    while ((step = plan->first) != NULL) {
        plan->first = step->next;
        adsum_parcel_drop(service, step->parcel);
        adsum_parcel_drop(service, step->bounce);
        if (step->relabel)
            adsum_label_drop(service, step->of.label);
        adsum_memory_take(&service->memory, step, sizeof *step);
    }
    plan->count = 0;
}

void adsum_plan_cancel(struct adsum_service *service)
{
    const struct step *step;

    for (step = service->plan.first; step != NULL; step = step->next)
        if (step->fresh)
            adsum_edges_put(&service->edges, &service->memory, step->user,
                            step->contact, 0);
    clear(service);
}

int adsum_plan_run(struct adsum_service *service)
{
    int err = adsum_plan_save(service);

    if (err != 0) {
        adsum_plan_cancel(service);
        return err;
    }
    adsum_plan_commit(service);
    adsum_plan_tell_all(service);
    clear(service);
    return 0;
}
