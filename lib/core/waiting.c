/* Waiting lists, and the extra record of a session that they hang on. */
#include "waiting.h"
#include "conflation.h"

static uint32_t *extra_link(void *owner, uint32_t id)
{
    struct adsum_service *service = owner;
    struct extra *extra = adsum_slab_at(&service->extras, id);

    return &extra->link;
}

static uint32_t slot_hash(uint32_t slot)
{
    return slot * 0x9e3779b1u;
}

static uint32_t extra_hash(void *owner, uint32_t id)
{
    struct adsum_service *service = owner;
    struct extra *extra = adsum_slab_at(&service->extras, id);

    return slot_hash(extra->session);
}

const struct map_class adsum_extra_class = {extra_link, extra_hash};

static uint32_t find(const struct adsum_service *service, uint32_t slot)
{
    const struct extra *extra;
    uint32_t id = 0;

    while ((id = adsum_map_next(&service->extra_map, slot_hash(slot), id)) !=
           0) {
        extra = adsum_slab_at(&service->extras, id);
        if (extra->session == slot)
            return id;
    }
    return 0;
}

struct extra *adsum_extra(const struct adsum_service *service, uint32_t slot)
{
    if (!session_at(service, slot)->extended)
        return NULL;
    return adsum_slab_at(&service->extras, find(service, slot));
}

int adsum_extra_ensure(struct adsum_service *service, uint32_t slot)
{
    struct extra *extra;
    uint32_t id;
    int err;

    if (session_at(service, slot)->extended)
        return 0;
    if ((err = adsum_slab_reserve(&service->extras, &service->memory, 1)) !=
            0 ||
        (err = adsum_map_reserve(&service->extra_map, &service->memory)) != 0)
        return err;
    id = adsum_slab_take(&service->extras);
    extra = adsum_slab_at(&service->extras, id);
    memset(extra, 0, sizeof *extra);
    extra->session = slot;
    adsum_map_put(&service->extra_map, slot_hash(slot), id);
    session_at(service, slot)->extended = 1;
    return 0;
}

void adsum_extra_settle(struct adsum_service *service, uint32_t slot)
{
    const struct extra *extra = adsum_extra(service, slot);
    uint32_t id;

    if (extra == NULL || extra->first_wait != 0 || extra->directed != 0 ||
        extra->phase != ADSUM_PHASE_NONE || extra->fresh || extra->itself)
        return;
    id = find(service, slot);
    adsum_map_remove(&service->extra_map, slot_hash(slot), id);
    adsum_slab_give(&service->extras, id);
    session_at(service, slot)->extended = 0;
}

int adsum_waiting_reserve(struct adsum_service *service, uint32_t count)
{
    uint32_t without = service->sessions.used - service->extras.used;
    int err = adsum_slab_reserve(&service->waits, &service->memory, count);

    if (err != 0)
        return err;
    if (count > without)
        count = without;
    err = adsum_slab_reserve(&service->extras, &service->memory, count);
    return err != 0 ? err
                    : adsum_map_reserve(&service->extra_map, &service->memory);
}

static struct wait *wait_at(const struct adsum_service *service, uint32_t id)
{
    return adsum_slab_at(&service->waits, id);
}

/* What it has been told of stays as it is until advance() ends it. */
void adsum_waiting_overflow(struct adsum_service *service, uint32_t slot)
{
    if (session_at(service, slot)->full)
        return;
    session_at(service, slot)->full = 1;
    service->pending_full++;
    service->statistics.limits_reached++;
}

/* A record at the end of the list, or NULL: there is no room for it. */
static struct wait *append(struct adsum_service *service, uint32_t slot,
                           uint32_t bytes, bool beyond)
{
    struct extra *extra;
    struct wait *wait;
    uint32_t id;

    if (adsum_extra_ensure(service, slot) != 0 ||
        adsum_slab_reserve(&service->waits, &service->memory, 1) != 0)
        return NULL;
    extra = adsum_extra(service, slot);
    if (!beyond && (extra->wait_count >= service->limits.waiting ||
                    extra->wait_bytes > service->limits.waiting_bytes ||
                    bytes > service->limits.waiting_bytes - extra->wait_bytes))
        return NULL;
    id = adsum_slab_take(&service->waits);
    wait = wait_at(service, id);
    memset(wait, 0, sizeof *wait);
    if (extra->first_wait == 0)
        extra->first_wait = id;
    else
        wait_at(service, extra->last_wait)->next = id;
    extra->last_wait = id;
    extra->wait_count++;
    extra->wait_bytes += bytes;
    service->statistics.waiting++;
    return wait;
}

static uint32_t bytes_of(const struct wait *wait)
{
    return wait->parcel == NULL ? 0 : adsum_parcel_size(wait->parcel);
}

/* Unlink the record behind `before`, 0: the first. */
static void unlink_after(struct adsum_service *service, struct extra *extra,
                         uint32_t before, struct wait *ret)
{
    uint32_t *at =
        before == 0 ? &extra->first_wait : &wait_at(service, before)->next;
    uint32_t id = *at;

    *ret = *wait_at(service, id);
    *at = ret->next;
    if (extra->last_wait == id)
        extra->last_wait = before;
    extra->wait_count--;
    extra->wait_bytes -= bytes_of(ret);
    service->statistics.waiting--;
    adsum_slab_give(&service->waits, id);
}

bool adsum_waiting_shift(struct adsum_service *service, uint32_t slot,
                         struct wait *ret)
{
    struct extra *extra = adsum_extra(service, slot);

    if (extra == NULL || extra->first_wait == 0)
        return false;
    unlink_after(service, extra, 0, ret);
    return true;
}

static bool take_key(struct adsum_service *service, uint32_t slot, uint64_t key,
                     struct wait *ret)
{
    struct extra *extra = adsum_extra(service, slot);
    uint32_t before = 0;

    if (extra == NULL || key == 0)
        return false;
    for (uint32_t id = extra->first_wait; id != 0;) {
        if (wait_at(service, id)->key == key) {
            unlink_after(service, extra, before, ret);
            return true;
        }
        before = id;
        id = wait_at(service, id)->next;
    }
    return false;
}

bool adsum_waiting_unshown(const struct adsum_service *service, uint32_t slot,
                           uint64_t key)
{
    const struct extra *extra = adsum_extra(service, slot);

    for (uint32_t id = extra == NULL ? 0 : extra->first_wait; id != 0;
         id = wait_at(service, id)->next)
        if (wait_at(service, id)->key == key)
            return !wait_at(service, id)->shown;
    return false;
}

void adsum_waiting_withdraw(struct adsum_service *service, uint32_t slot,
                            uint64_t key)
{
    struct wait wait;

    if (take_key(service, slot, key, &wait)) {
        adsum_parcel_drop(service, wait.parcel);
        adsum_extra_settle(service, slot);
    }
}

static bool is_unavailable(const struct adsum_notice *notice)
{
    return notice->kind == ADSUM_PRESENCE && notice->presence != NULL &&
           notice->presence->type == ADSUM_UNAVAILABLE;
}

/*
 * What finds no room is what ends the session. A message or IQ is not lost for
 * that: it waits beyond the bound, to be handed on with the others.
 */
static struct wait *append_parcel(struct adsum_service *service, uint32_t slot,
                                  const struct delivery *delivery)
{
    const struct parcel *parcel = delivery->parcel;
    uint8_t kind = delivery->notice->kind;
    struct wait *wait = NULL;

    if (parcel != NULL)
        wait = append(service, slot, adsum_parcel_size(parcel), false);
    if (wait != NULL)
        return wait;
    adsum_waiting_overflow(service, slot);
    if (parcel != NULL && (kind == ADSUM_MESSAGE || kind == ADSUM_IQ))
        wait = append(service, slot, adsum_parcel_size(parcel), true);
    return wait;
}

void adsum_waiting_put(struct adsum_service *service, uint32_t slot,
                       struct delivery *delivery)
{
    uint8_t shown = delivery->shown;
    struct wait old, *wait;

    if (session_at(service, slot)->full)
        return;
    if (take_key(service, slot, delivery->key, &old)) {
        adsum_parcel_drop(service, old.parcel);
        shown = old.shown;
        if (!shown && is_unavailable(delivery->notice)) {
            adsum_extra_settle(service, slot);
            return;
        }
    }
    if (delivery->parcel == NULL)
        delivery->parcel = adsum_parcel_make(service, delivery->notice);
    wait = append_parcel(service, slot, delivery);
    if (wait == NULL)
        return;
    wait->parcel = delivery->parcel;
    wait->parcel->uses++;
    wait->key = delivery->key;
    wait->shown = (shown != 0);
    wait->last = is_unavailable(delivery->notice);
}

void adsum_waiting_show(struct adsum_service *service, uint32_t slot,
                        uint32_t source)
{
    struct wait *wait;

    if (session_at(service, slot)->full ||
        adsum_waiting_shows(service, slot, source))
        return;
    wait = append(service, slot, 0, false);
    if (wait == NULL) {
        adsum_waiting_overflow(service, slot);
        return;
    }
    wait->source = source;
    wait->generation = session_at(service, source)->generation;
    /* Whatever has been passed, there is to be another walk. */
    (void)adsum_stamp_next(service);
}

/* The record before a reference; 0 with *found: it is the first. */
static uint32_t find_show(const struct adsum_service *service, uint32_t slot,
                          uint32_t source, bool *found)
{
    const struct extra *extra = adsum_extra(service, slot);
    uint32_t before = 0;

    *found = false;
    if (extra == NULL)
        return 0;
    for (uint32_t id = extra->first_wait; id != 0;) {
        const struct wait *wait = wait_at(service, id);

        if (wait->parcel == NULL && wait->source == source &&
            wait->generation == session_at(service, source)->generation) {
            *found = true;
            return before;
        }
        before = id;
        id = wait->next;
    }
    return 0;
}

bool adsum_waiting_shows(const struct adsum_service *service, uint32_t slot,
                         uint32_t source)
{
    bool found;

    (void)find_show(service, slot, source, &found);
    return found;
}

bool adsum_waiting_unshow(struct adsum_service *service, uint32_t slot,
                          uint32_t source)
{
    struct wait wait;
    bool found;
    uint32_t before = find_show(service, slot, source, &found);

    if (found)
        unlink_after(service, adsum_extra(service, slot), before, &wait);
    return found;
}

static bool deliver_parcel(struct adsum_service *service, uint32_t slot,
                           const struct parcel *parcel)
{
    struct adsum_notice notice;
    struct delivery delivery;

    adsum_parcel_open(service, parcel, &notice);
    adsum_delivery_init(service, &delivery, &notice);
    delivery.busy = ADSUM_BUSY_NEWEST;
    return adsum_deliver_one(service, &delivery, slot);
}

/* References stay: the walk that follows brings what they mean. */
bool adsum_waiting_flush(struct adsum_service *service, uint32_t slot)
{
    struct extra *extra = adsum_extra(service, slot);
    uint32_t before = 0, id = extra == NULL ? 0 : extra->first_wait;
    struct wait wait;

    while (id != 0) {
        uint32_t next = wait_at(service, id)->next;

        if (wait_at(service, id)->parcel == NULL) {
            before = id;
        } else {
            if (!deliver_parcel(service, slot, wait_at(service, id)->parcel))
                return false;
            unlink_after(service, extra, before, &wait);
            adsum_parcel_drop(service, wait.parcel);
        }
        id = next;
    }
    return true;
}

void adsum_waiting_drop_shows(struct adsum_service *service, uint32_t slot)
{
    struct wait wait;

    while (adsum_waiting_shift(service, slot, &wait))
        adsum_parcel_drop(service, wait.parcel);
}

void adsum_waiting_drop_presence(struct adsum_service *service, uint32_t slot)
{
    struct extra *extra = adsum_extra(service, slot);
    uint32_t before = 0, id = extra == NULL ? 0 : extra->first_wait;
    struct wait wait;

    while (id != 0) {
        uint32_t next = wait_at(service, id)->next;

        const struct wait *at = wait_at(service, id);

        if (at->parcel != NULL && (at->key == 0 || at->last)) {
            before = id;
        } else {
            unlink_after(service, extra, before, &wait);
            adsum_parcel_drop(service, wait.parcel);
        }
        id = next;
    }
}
