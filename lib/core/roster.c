/* Rosters: setting, removing, walking. Subscriptions are subscribe.c's. */
#include "block.h"
#include "entity.h"
#include "item.h"
#include "plan.h"
#include "request.h"
#include "ring.h"
#include "session.h"
#include "subscribe.h"
#include "user.h"

struct target {
    uint32_t user;
    uint32_t contact; /* 0: nobody names it */
    struct adsum_address user_address;
    struct adsum_address contact_address;
};

static int parse(struct adsum_text user, struct adsum_text contact,
                 struct target *ret)
{
    int err;

    if ((err = adsum_address_split(user, &ret->user_address)) != 0 ||
        (err = adsum_address_split(contact, &ret->contact_address)) != 0)
        return err;
    if (ret->user_address.resource.length != 0 ||
        ret->contact_address.resource.length != 0 ||
        text_equal(ret->user_address.bare, ret->contact_address.bare))
        return ADSUM_ERR_INVALID;
    return 0;
}

static int find_kept(struct adsum_service *service, struct target *target)
{
    int err = adsum_user_find(service, &target->user_address, &target->user);

    if (err != 0)
        return err;
    return adsum_entity_mirrored(service, target->user) ? ADSUM_ERR_MIRRORED
                                                        : 0;
}

static int finish(struct adsum_service *service, struct target *target, int err)
{
    if (err == 0)
        err = adsum_plan_run(service);
    else
        adsum_plan_cancel(service);
    adsum_entity_release(service, target->contact);
    return err;
}

int adsum_roster_set(struct adsum_service *service, struct adsum_text user,
                     const struct adsum_item *item)
{
    struct target target;
    int err = adsum_service_enter(service);

    if (err != 0)
        return err;
    if (item == NULL)
        return ADSUM_ERR_INVALID;
    if ((err = parse(user, item->contact, &target)) != 0 ||
        (err = adsum_item_check(service, item)) != 0 ||
        (err = find_kept(service, &target)) != 0 ||
        (err = adsum_entity_ensure(service, &target.contact_address,
                                   &target.contact)) != 0)
        return err;
    err = adsum_plan_label(service, target.user, target.contact, item);
    if (err == 0)
        err = adsum_plan_push(service, target.user, target.contact, false);
    return finish(service, &target, err);
}

static bool is_item(const struct adsum_service *service, uint32_t user,
                    uint32_t contact)
{
    return adsum_item_visible(
        adsum_edges_get(&service->edges, user, contact),
        adsum_label_flags(service, adsum_item_label(service, user, contact)));
}

int adsum_roster_remove(struct adsum_service *service, struct adsum_text user,
                        struct adsum_text contact)
{
    struct target target;
    int err = adsum_service_enter(service);

    if (err != 0 || (err = parse(user, contact, &target)) != 0 ||
        (err = find_kept(service, &target)) != 0)
        return err;
    target.contact = adsum_entity_find(service, &target.contact_address);
    if (target.contact == 0 || !is_item(service, target.user, target.contact))
        return ADSUM_ERR_NOT_FOUND;
    if ((err = adsum_user_need(service, target.contact)) != 0)
        return err;
    adsum_entity_share(service, target.contact);
    return finish(service, &target,
                  adsum_subscribe_remove(service, target.user, target.contact));
}

static uint32_t changes_of(const struct adsum_service *service, uint32_t user)
{
    const struct side *side = adsum_entity_side(service, user);

    return side == NULL ? 0 : side->changes;
}

/* state[0]: user and changes; state[1]: cursor; state[2]: end. */
static void begin(const struct adsum_service *service, uint32_t user,
                  uint32_t what, struct adsum_walk *ret)
{
    const struct side *side = adsum_entity_side(service, user);

    ret->what = what;
    ret->version = side == NULL ? 0 : side->version;
    ret->state[0] = (uint64_t)changes_of(service, user) << 32 | user;
    ret->state[1] = 0;
    ret->state[2] = ret->version;
}

int adsum_roster_ask(struct adsum_service *service, uint64_t session,
                     uint64_t version, struct adsum_walk *ret)
{
    uint32_t slot, user, what = ADSUM_WALK_ROSTER;
    int err = adsum_service_enter(service);

    if (err != 0 || (err = adsum_session_find(service, session, &slot)) != 0)
        return err;
    if (ret == NULL || ret->size < sizeof *ret)
        return ADSUM_ERR_INVALID;
    user = session_at(service, slot)->user;
    if (version != 0 && adsum_ring_knows(service, user, version))
        what = version == adsum_entity_side(service, user)->version
                   ? ADSUM_WALK_SAME
                   : ADSUM_WALK_CHANGES;
    begin(service, user, what, ret);
    if (what == ADSUM_WALK_CHANGES)
        ret->state[1] = version;
    session_at(service, slot)->interested = 1;
    return 0;
}

int adsum_roster_walk(const struct adsum_service *service,
                      struct adsum_text text, uint32_t what,
                      struct adsum_walk *ret)
{
    struct adsum_address address;
    uint32_t user;
    int err;

    if (service == NULL || ret == NULL || ret->size < sizeof *ret ||
        what > ADSUM_WALK_BLOCKS)
        return ADSUM_ERR_INVALID;
    if ((err = adsum_address_split(text, &address)) != 0)
        return err;
    if (address.resource.length != 0)
        return ADSUM_ERR_INVALID;
    if ((err = adsum_user_look(service, &address, &user)) != 0)
        return err;
    begin(service, user, what, ret);
    return 0;
}

static int show(const struct adsum_service *service, uint32_t user,
                uint32_t contact, struct adsum_item *ret)
{
    adsum_item_show(service, contact,
                    adsum_edges_get(&service->edges, user, contact),
                    adsum_item_label(service, user, contact), service->view,
                    service->groups, ret);
    return 0;
}

static int next_item(const struct adsum_service *service, uint32_t user,
                     struct adsum_walk *walk, struct adsum_item *ret)
{
    uint32_t after = (uint32_t)walk->state[1];
    struct edge_run run;

    while (adsum_edges_run(&service->edges, user, after, &run) != 0)
        for (uint32_t i = 0; i < run.count; i++) {
            after = run.edges[i] >> ADSUM_EDGE_BITS;
            if (!is_item(service, user, after))
                continue;
            walk->state[1] = after;
            return show(service, user, after, ret);
        }
    return ADSUM_END;
}

static int next_request(const struct adsum_service *service, uint32_t user,
                        struct adsum_walk *walk, struct adsum_item *ret)
{
    const struct side *side = adsum_entity_side(service, user);
    uint32_t id = side == NULL ? 0 : side->requests;

    for (uint64_t i = 0; i < walk->state[1] && id != 0; i++)
        id = adsum_request_at(service, id)->next;
    if (id == 0)
        return ADSUM_END;
    walk->state[1]++;
    return show(service, user, adsum_request_at(service, id)->contact, ret);
}

static int next_block(const struct adsum_service *service, uint32_t user,
                      struct adsum_walk *walk, struct adsum_item *ret)
{
    const struct side *side = adsum_entity_side(service, user);

    if (side == NULL || walk->state[1] >= side->block_count)
        return ADSUM_END;
    memset(ret, 0, sizeof *ret);
    ret->contact =
        adsum_block_address(service, &side->blocks[walk->state[1]++]);
    return 0;
}

/* An item that changed more than once is told where it changed last. */
static int next_change(const struct adsum_service *service, uint32_t user,
                       struct adsum_walk *walk, struct adsum_item *ret)
{
    while (walk->state[1] < walk->state[2]) {
        uint64_t version = ++walk->state[1], later = version + 1;
        uint32_t contact = adsum_ring_at(service, user, version);

        while (later <= walk->state[2] &&
               adsum_ring_at(service, user, later) != contact)
            later++;
        if (later <= walk->state[2])
            continue;
        show(service, user, contact, ret);
        if (!is_item(service, user, contact))
            ret->subscription = ADSUM_SUBSCRIPTION_REMOVED;
        return 0;
    }
    return ADSUM_END;
}

int adsum_roster_next(const struct adsum_service *service,
                      struct adsum_walk *walk, struct adsum_item *ret)
{
    uint32_t user;

    if (service == NULL || walk == NULL || ret == NULL)
        return ADSUM_ERR_INVALID;
    user = (uint32_t)walk->state[0];
    if (user == 0 || user >= service->entities.top ||
        entity_at(service, user)->kind < ADSUM_ENTITY_KEPT ||
        walk->state[0] >> 32 != changes_of(service, user))
        return ADSUM_ERR_STALE;
    switch (walk->what) {
    case ADSUM_WALK_ROSTER:
        return next_item(service, user, walk, ret);
    case ADSUM_WALK_REQUESTS:
        return next_request(service, user, walk, ret);
    case ADSUM_WALK_BLOCKS:
        return next_block(service, user, walk, ret);
    case ADSUM_WALK_CHANGES:
        return next_change(service, user, walk, ret);
    case ADSUM_WALK_SAME:
        return ADSUM_END;
    default:
        return ADSUM_ERR_INVALID;
    }
}

int adsum_roster_get(const struct adsum_service *service,
                     struct adsum_text user, struct adsum_text contact,
                     struct adsum_item *ret)
{
    struct target target;
    int err;

    if (service == NULL || ret == NULL)
        return ADSUM_ERR_INVALID;
    if ((err = parse(user, contact, &target)) != 0 ||
        (err = adsum_user_look(service, &target.user_address, &target.user)) !=
            0)
        return err;
    target.contact = adsum_entity_find(service, &target.contact_address);
    if (target.contact == 0 || !is_item(service, target.user, target.contact))
        return ADSUM_ERR_NOT_FOUND;
    return show(service, target.user, target.contact, ret);
}
