/*
 * Packing a user. The form, in the words of flat.h:
 *
 *     user      ADSUM_FLAT_USER, local, domain, ADSUM_USER_KEPT or _MIRRORED,
 *               version, time of the last unavailable,
 *               count, items, count, requests, count, blocks,
 *               count, sessions, count, sightings
 *     item      local, domain, state, name, count, groups
 *     request   a packed notice
 *     block     local, domain, resource
 *     session   resource, state, since, presence, count, directed
 *     directed  local, domain, resource, since, presence
 *     sighting  local, domain, resource, the resource it was sent to (empty:
 *               the bare address), since, presence, origin
 *
 * A presence is what presence_flat.h says, since is in seconds. What has an
 * order of its own keeps it; items, blocks and sessions are sorted by address,
 * so that equal users have equal bytes, whatever numbers their contacts have
 * here, and a duplicate is seen by looking at neighbours. A change of the form
 * is a new ADSUM_FLAT_USER.
 *
 * No memory, and no room that a notice may lie in: this may be asked inside a
 * callback. Numbers to be sorted, of four bytes each, lie at the end of the
 * caller's buffer, which is of exactly the length that is wanted. From there
 * they are taken one by one, and as no element is shorter than four bytes,
 * those not yet taken lie always behind what is written.
 */
#include "pack.h"
#include "block.h"
#include "conflation.h"
#include "directed.h"
#include "entity.h"
#include "item.h"
#include "presence.h"
#include "request.h"
#include "sighting.h"
#include "user.h"
#include "waiting.h"

struct packing {
    const struct adsum_service *service;
    struct flat_writer writer;
    uint32_t user;
};

static void put_number(struct packing *packing, uint64_t number)
{
    adsum_flat_put_number(&packing->writer, number);
}

static void put_text(struct packing *packing, struct adsum_text text)
{
    adsum_flat_put_text(&packing->writer, text);
}

static struct pack_key key_of(const struct packing *packing, uint32_t entity,
                              struct adsum_text resource)
{
    struct pack_key key = {.parts[2] = resource};

    adsum_entity_parts(packing->service, entity, &key.parts[0], &key.parts[1]);
    return key;
}

static void put_bare(struct packing *packing, uint32_t entity)
{
    struct pack_key key = key_of(packing, entity, (struct adsum_text){0});

    put_text(packing, key.parts[0]);
    put_text(packing, key.parts[1]);
}

static void put_presence(struct packing *packing, uint32_t record)
{
    struct adsum_presence head;
    struct adsum_part part;

    adsum_presence_show_head(packing->service, record, &head);
    adsum_flat_put_presence(&packing->writer, &head);
    for (uint32_t i = 0; i < head.part_count; i++) {
        adsum_presence_show_part(packing->service, record, i, &part);
        adsum_flat_put_part(&packing->writer, &part);
    }
}

/* Items. A contact that only asked is in its request. */

static uint32_t next_item(const struct packing *packing, uint32_t after)
{
    const struct adsum_service *service = packing->service;
    struct edge_run run;

    while (adsum_edges_run(&service->edges, packing->user, after, &run) != 0)
        for (uint32_t i = 0; i < run.count; i++) {
            after = run.edges[i] >> ADSUM_EDGE_BITS;
            if (adsum_item_visible(
                    run.edges[i] & ADSUM_EDGE_MASK,
                    adsum_label_flags(
                        service,
                        adsum_item_label(service, packing->user, after))))
                return after;
        }
    return 0;
}

static struct pack_key item_key(const struct packing *packing, uint32_t contact)
{
    return key_of(packing, contact, (struct adsum_text){0});
}

static void put_item(struct packing *packing, uint32_t contact)
{
    const struct adsum_service *service = packing->service;
    uint32_t label = adsum_item_label(service, packing->user, contact);
    struct adsum_item item;

    adsum_item_show(service, 0,
                    adsum_edges_get(&service->edges, packing->user, contact),
                    label, NULL, NULL, &item);
    put_bare(packing, contact);
    put_number(packing,
               item.subscription | (item.ask ? (uint32_t)ADSUM_PACK_ASK : 0u) |
                   (item.approved ? (uint32_t)ADSUM_PACK_APPROVED : 0u));
    put_text(packing, item.name);
    put_number(packing, item.group_count);
    for (uint32_t i = 0; i < item.group_count; i++)
        put_text(packing, adsum_label_group(service, label, i));
}

/* Requests. */

static uint32_t next_request(const struct packing *packing, uint32_t after)
{
    const struct side *side =
        adsum_entity_side(packing->service, packing->user);

    if (after != 0)
        return adsum_request_at(packing->service, after)->next;
    return side == NULL ? 0 : side->requests;
}

static void put_request(struct packing *packing, uint32_t id)
{
    const struct parcel *parcel =
        adsum_request_at(packing->service, id)->parcel;

    adsum_flat_put_bytes(&packing->writer, adsum_parcel_bytes(parcel),
                         parcel->length);
}

/* Blocks, counted from 1. */

static uint32_t next_block(const struct packing *packing, uint32_t after)
{
    const struct side *side =
        adsum_entity_side(packing->service, packing->user);

    return side == NULL || after == side->block_count ? 0 : after + 1;
}

static struct pack_key block_key(const struct packing *packing, uint32_t id)
{
    const struct adsum_service *service = packing->service;
    const struct block *block =
        &adsum_entity_side(service, packing->user)->blocks[id - 1];
    struct adsum_text resource = {NULL, 0};

    if (block->resource != 0)
        resource = adsum_text_at(&service->texts, block->resource);
    return key_of(packing, block->entity, resource);
}

static void put_block(struct packing *packing, uint32_t id)
{
    struct pack_key key = block_key(packing, id);

    for (uint32_t i = 0; i < 3; i++)
        put_text(packing, key.parts[i]);
}

/* Sessions, and what they directed. */

static uint32_t next_session(const struct packing *packing, uint32_t after)
{
    const struct adsum_service *service = packing->service;
    uint32_t at = after == 0 ? *head_at(service, packing->user)
                             : session_at(service, after)->next;

    while (at != 0 && !session_at(service, at)->open)
        at = session_at(service, at)->next;
    return at;
}

static struct pack_key session_key(const struct packing *packing, uint32_t slot)
{
    return key_of(packing, packing->user,
                  adsum_party_session(packing->service, slot).resource);
}

static uint32_t state_of(const struct session *session,
                         const struct extra *extra)
{
    uint32_t state = 0;

    state |= session->source ? (uint32_t)ADSUM_PACK_SOURCE : 0u;
    /* What waits is not packed: who misses a push has to ask anew. */
    if (session->interested && !session->full &&
        (extra == NULL || extra->wait_count == 0))
        state |= ADSUM_PACK_INTERESTED;
    state |= session->available ? (uint32_t)ADSUM_PACK_AVAILABLE : 0u;
    state |= session->hidden ? (uint32_t)ADSUM_PACK_HIDDEN : 0u;
    if (session->behind && extra != NULL && extra->fresh == ADSUM_FRESH_ALL &&
        extra->phase == ADSUM_PHASE_NONE)
        state |= ADSUM_PACK_FRESH;
    return state;
}

/* What nobody has taken yet does not stand. */
static uint32_t next_directed(const struct packing *packing,
                              const struct extra *extra, uint32_t after)
{
    const struct adsum_service *service = packing->service;
    uint32_t id = after != 0      ? adsum_directed_at(service, after)->next
                  : extra == NULL ? 0
                                  : extra->directed;

    while (id != 0 &&
           !adsum_directed_taken(service, adsum_directed_at(service, id)))
        id = adsum_directed_at(service, id)->next;
    return id;
}

static void put_all_directed(struct packing *packing, const struct extra *extra)
{
    const struct adsum_service *service = packing->service;
    uint32_t count = 0, id = 0;

    while ((id = next_directed(packing, extra, id)) != 0)
        count++;
    put_number(packing, count);
    while ((id = next_directed(packing, extra, id)) != 0) {
        const struct directed *directed = adsum_directed_at(service, id);

        put_bare(packing, directed->target);
        put_text(packing, adsum_directed_resource(service, directed));
        put_number(packing, directed->since_seconds);
        put_presence(packing, directed->presence);
    }
}

static void put_session(struct packing *packing, uint32_t slot)
{
    const struct adsum_service *service = packing->service;
    const struct session *session = session_at(service, slot);
    const struct extra *extra = adsum_extra(service, slot);

    put_text(packing, adsum_party_session(service, slot).resource);
    put_number(packing, state_of(session, extra));
    put_number(packing, endpoint_at(service, slot)->since_seconds);
    put_presence(packing, session->presence);
    put_all_directed(packing, extra);
}

/* Sightings that stand. */

static uint32_t next_sighting(const struct packing *packing, uint32_t after)
{
    const struct adsum_service *service = packing->service;
    const struct side *side = adsum_entity_side(service, packing->user);
    uint32_t id = after != 0     ? adsum_sighting_at(service, after)->next
                  : side == NULL ? 0
                                 : side->first_sighting;

    while (id != 0 && adsum_sighting_at(service, id)->gone)
        id = adsum_sighting_at(service, id)->next;
    return id;
}

static void put_sighting(struct packing *packing, uint32_t id)
{
    const struct adsum_service *service = packing->service;
    const struct sighting *sighting = adsum_sighting_at(service, id);
    struct adsum_text to = {NULL, 0};

    if (sighting->session != 0)
        to = adsum_party_session(service, sighting->session).resource;
    put_bare(packing, sighting->remote);
    put_text(packing, adsum_sighting_resource(service, sighting));
    put_text(packing, to);
    put_number(packing, sighting->since_seconds);
    put_presence(packing, sighting->presence);
    put_text(packing, adsum_sighting_origin(service, sighting));
}

/* Sections: by `key`, if they have one, else as `next` finds them. */
static const struct section {
    uint32_t (*next)(const struct packing *packing, uint32_t after);
    void (*put)(struct packing *packing, uint32_t id);
    struct pack_key (*key)(const struct packing *packing, uint32_t id);
} sections[] = {
    {next_item, put_item, item_key},
    {next_request, put_request, NULL},
    {next_block, put_block, block_key},
    {next_session, put_session, session_key},
    {next_sighting, put_sighting, NULL},
};

struct sorting {
    const struct packing *packing;
    const struct section *section;
};

static bool is_before(const void *context, uint32_t a, uint32_t b)
{
    const struct sorting *sorting = context;
    struct pack_key left = sorting->section->key(sorting->packing, a);
    struct pack_key right = sorting->section->key(sorting->packing, b);

    return adsum_pack_order(&left, &right) < 0;
}

static void put_sorted(struct packing *packing, const struct section *section,
                       uint32_t count)
{
    struct sorting sorting = {packing, section};
    struct pack_numbers numbers = {NULL, count};
    uint32_t id = 0;

    numbers.bytes = packing->writer.bytes + packing->writer.capacity -
                    (size_t)count * sizeof id;
    for (uint32_t i = 0; i < count; i++) {
        id = section->next(packing, id);
        adsum_pack_set(&numbers, i, id);
    }
    adsum_pack_sort(&numbers, is_before, &sorting);
    for (uint32_t i = 0; i < count; i++)
        section->put(packing, adsum_pack_get(&numbers, i));
}

static void put_section(struct packing *packing, const struct section *section)
{
    uint32_t count = 0;

    for (uint32_t id = 0; (id = section->next(packing, id)) != 0;)
        count++;
    put_number(packing, count);
    if (section->key != NULL && packing->writer.bytes != NULL) {
        put_sorted(packing, section, count);
        return;
    }
    for (uint32_t id = 0; (id = section->next(packing, id)) != 0;)
        section->put(packing, id);
}

static void put_user(struct packing *packing)
{
    const struct adsum_service *service = packing->service;
    const struct side *side = adsum_entity_side(service, packing->user);

    put_number(packing, ADSUM_FLAT_USER);
    put_bare(packing, packing->user);
    put_number(packing, adsum_entity_mirrored(service, packing->user)
                            ? ADSUM_USER_MIRRORED
                            : ADSUM_USER_KEPT);
    put_number(packing, side == NULL ? 0 : side->version);
    put_number(packing, side == NULL ? 0 : side->last_ms);
    for (uint32_t i = 0; i < sizeof sections / sizeof *sections; i++)
        put_section(packing, &sections[i]);
}

int adsum_user_pack(const struct adsum_service *service, struct adsum_text text,
                    void *buffer, uint32_t capacity, uint32_t *ret_length)
{
    struct packing packing = {.service = service};
    struct adsum_address address;
    uint32_t length;
    int err;

    if (service == NULL || ret_length == NULL ||
        (buffer == NULL && capacity != 0))
        return ADSUM_ERR_INVALID;
    if ((err = adsum_address_split(text, &address)) != 0)
        return err;
    if (address.resource.length != 0)
        return ADSUM_ERR_INVALID;
    if ((err = adsum_user_look(service, &address, &packing.user)) != 0)
        return err;
    put_user(&packing);
    err = adsum_flat_written(&packing.writer, &length);
    if (err == ADSUM_ERR_INVALID)
        return err;
    *ret_length = length;
    if (length > capacity)
        return ADSUM_ERR_ROOM;
    packing.writer = (struct flat_writer){.bytes = buffer, .capacity = length};
    put_user(&packing);
    return 0;
}
