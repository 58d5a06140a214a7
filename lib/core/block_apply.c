/*
 * What a change of a block list shows and takes back (XEP-0191 section 3), for
 * each pair that the rosters let see each other, both ways.
 */
#include "block.h"
#include "directed.h"
#include "entity.h"
#include "grave.h"
#include "probe.h"
#include "see.h"
#include "sighting.h"

struct change {
    uint32_t user;
    const struct block *before;
    uint32_t before_count;
    const struct block *after;
    uint32_t after_count;
};

static bool was_blocked(const struct adsum_service *service,
                        const struct change *change, const struct party *party)
{
    return adsum_block_covers(service, change->before, change->before_count,
                              party);
}

static bool is_blocked(const struct adsum_service *service,
                       const struct change *change, const struct party *party)
{
    return adsum_block_covers(service, change->after, change->after_count,
                              party);
}

/* One session of the user's and one of the contact's. */
static void apply_pair(struct adsum_service *service,
                       const struct change *change, uint32_t mine,
                       uint32_t other, bool seen, bool sees)
{
    struct party party = adsum_party_session(service, other);
    struct party self = adsum_party_session(service, mine);
    bool before = was_blocked(service, change, &party);
    bool after = is_blocked(service, change, &party);
    uint32_t contact = session_at(service, other)->user;

    if (before == after || adsum_blocked(service, contact, &self))
        return;
    if (seen && after)
        adsum_see_hide_one(service, mine, other);
    else if (seen)
        adsum_see_show_one(service, mine, other);
    if (sees && after)
        adsum_see_hide_one(service, other, mine);
    else if (sees)
        adsum_see_show_one(service, other, mine);
}

static void apply_here(struct adsum_service *service,
                       const struct change *change, uint32_t contact,
                       uint32_t bits)
{
    bool seen = (bits & ADSUM_EDGE_FROM) != 0;
    bool sees = (adsum_edges_get(&service->edges, contact, change->user) &
                 ADSUM_EDGE_FROM) != 0;

    for (uint32_t at = *head_at(service, change->user); at != 0;
         at = session_at(service, at)->next)
        for (uint32_t on = *head_at(service, contact); on != 0;
             on = session_at(service, on)->next)
            apply_pair(service, change, at, on, seen, sees);
}

static bool is_online(const struct adsum_service *service, uint32_t user)
{
    for (uint32_t at = *head_at(service, user); at != 0;
         at = session_at(service, at)->next)
        if (session_at(service, at)->available)
            return true;
    return false;
}

/* Entries for one resource of a contact elsewhere. */
static void apply_resources(struct adsum_service *service,
                            const struct change *change,
                            const struct block *blocks, uint32_t count,
                            uint32_t contact, bool hide)
{
    const struct block *others = hide ? change->before : change->after;
    uint32_t other_count = hide ? change->before_count : change->after_count;

    for (uint32_t i = 0; i < count; i++) {
        struct party to = adsum_party_bare(contact);

        if (blocks[i].entity != contact || blocks[i].resource == 0 ||
            adsum_block_has(others, other_count, contact, blocks[i].resource))
            continue;
        to.resource = adsum_text_at(&service->texts, blocks[i].resource);
        if (hide)
            adsum_see_hide_far(service, change->user, &to);
        else
            adsum_see_show_far(service, change->user, &to);
    }
}

/* Some of the contact's resources were blocked, and are not any more. */
static bool frees_some(const struct adsum_service *service,
                       const struct change *change, uint32_t contact)
{
    struct adsum_address address = {.local = {NULL, 0}};
    uint32_t domain;

    address.domain =
        adsum_text_at(&service->texts, adsum_entity_domain(service, contact));
    domain = adsum_entity_find(service, &address);
    for (uint32_t i = 0; i < change->before_count; i++) {
        const struct block *block = &change->before[i];

        if (block->resource != 0 &&
            (block->entity == contact || block->entity == domain) &&
            !adsum_block_has(change->after, change->after_count, block->entity,
                             block->resource))
            return true;
    }
    return false;
}

static void apply_far(struct adsum_service *service,
                      const struct change *change, uint32_t contact,
                      uint32_t bits)
{
    struct party party = adsum_party_bare(contact);
    bool before = was_blocked(service, change, &party);
    bool after = is_blocked(service, change, &party);
    bool seen = (bits & ADSUM_EDGE_FROM) != 0;

    if (seen && !before && after)
        adsum_see_hide_far(service, change->user, &party);
    if (seen && before && !after)
        adsum_see_show_far(service, change->user, &party);
    if (seen && !before && !after) {
        apply_resources(service, change, change->after, change->after_count,
                        contact, true);
        apply_resources(service, change, change->before, change->before_count,
                        contact, false);
    }
    if ((bits & ADSUM_EDGE_TO) != 0 && !after &&
        (before || frees_some(service, change, contact)) &&
        is_online(service, change->user))
        adsum_probe_one(service, change->user, contact);
}

static bool sighting_ends(const struct adsum_service *service,
                          const struct sighting *sighting, const void *context)
{
    struct party party = adsum_party_bare(sighting->remote);

    if (sighting->resource != 0)
        party.resource = adsum_text_at(&service->texts, sighting->resource);
    return is_blocked(service, context, &party);
}

static bool target_ends(const struct adsum_service *service,
                        const struct directed *directed, const void *context)
{
    struct party party = adsum_party_bare(directed->target);

    party.resource = adsum_directed_resource(service, directed);
    return is_blocked(service, context, &party);
}

/* What was directed to a bare address may be for some of its sessions only. */
static void turn(struct adsum_service *service, const struct directed *directed,
                 const void *context)
{
    for (uint32_t at = *head_at(service, directed->target); at != 0;
         at = session_at(service, at)->next) {
        struct party party = adsum_party_session(service, at);
        bool after = is_blocked(service, context, &party);

        if (was_blocked(service, context, &party) != after)
            adsum_directed_turn(service, directed, at, after);
    }
}

static bool source_ends(const struct adsum_service *service,
                        const struct directed *directed, const void *context)
{
    struct party party = adsum_party_session(service, directed->session);

    return is_blocked(service, context, &party);
}

static void each_contact(struct adsum_service *service,
                         const struct change *change,
                         void (*apply)(struct adsum_service *service,
                                       const struct change *change,
                                       uint32_t contact, uint32_t bits))
{
    uint32_t after = 0;
    struct edge_run run;

    while (adsum_edges_run(&service->edges, change->user, after, &run) != 0)
        for (uint32_t i = 0; i < run.count; i++) {
            after = run.edges[i] >> ADSUM_EDGE_BITS;
            if (near_get(service, after))
                apply(service, change, after, run.edges[i] & ADSUM_EDGE_MASK);
        }
}

/* Who may see whom changes: graves know only who might until now. */
static void settle(struct adsum_service *service, const struct change *change,
                   uint32_t contact, uint32_t bits)
{
    (void)bits;
    for (uint32_t at = *head_at(service, contact); at != 0;
         at = session_at(service, at)->next) {
        struct party party = adsum_party_session(service, at);

        if (was_blocked(service, change, &party) ==
            is_blocked(service, change, &party))
            continue;
        adsum_grave_settle(service, contact);
        adsum_grave_settle(service, change->user);
        return;
    }
}

static void apply(struct adsum_service *service, const struct change *change,
                  uint32_t contact, uint32_t bits)
{
    if (adsum_entity_far(service, contact))
        apply_far(service, change, contact, bits);
    else
        apply_here(service, change, contact, bits);
}

void adsum_block_apply(struct adsum_service *service, uint32_t user,
                       const struct block *before, uint32_t before_count,
                       struct block *after, uint32_t after_count)
{
    struct change change = {user, before, before_count, after, after_count};
    struct side *side = adsum_entity_side(service, user);

    each_contact(service, &change, settle);
    side->blocks = after;
    side->block_count = after_count;
    side->changes = ++service->roster_changes;
    adsum_directed_each(service, user, turn, &change);
    adsum_directed_revoke(service, user, target_ends, &change,
                          ADSUM_DIRECTED_END);
    adsum_directed_refuse(service, user, source_ends, &change);
    each_contact(service, &change, apply);
    adsum_sighting_end(service, user, sighting_ends, &change, true);
}
