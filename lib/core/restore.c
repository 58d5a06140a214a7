/*
 * Restoring a user: the form is in pack.c, its order is the same.
 *
 * Reading proves that lengths and counts are in bounds and written the only
 * way; each thing read is then judged by whoever judges it when it comes by
 * other ways: an address by joining it, a row by load.c, a presence by
 * presence.c. So what was restored packs to the same bytes again, but for
 * sightings of who is kept here. It is put in as it is read, and taken out
 * again, all of it, at the first error; nobody is told of either.
 */
#include "restore.h"
#include "entity.h"
#include "load.h"
#include "sighting.h"
#include "user.h"

/* Bytes of the shortest: one for each field, and a domain is never empty. */
enum { LEAST_ITEM = 6, LEAST_REQUEST = 2, LEAST_BLOCK = 4 };

struct pack_key adsum_restore_key(struct restoring *restoring, bool resource)
{
    struct pack_key key = {.parts[2] = {NULL, 0}};

    for (uint32_t i = 0; i < (resource ? 3u : 2u); i++)
        key.parts[i] = adsum_flat_text(&restoring->reader);
    return key;
}

int adsum_restore_compose(struct restoring *restoring,
                          const struct pack_key *key, struct adsum_address *ret)
{
    struct adsum_service *service = restoring->service;
    struct adsum_address address = {
        key->parts[0], key->parts[1], key->parts[2], {NULL, 0}};
    struct adsum_text text;
    int err;

    for (uint32_t i = 0; i < 3; i++)
        if (key->parts[i].length > ADSUM_ADDRESS_PART_BYTES)
            return ADSUM_ERR_INVALID;
    if ((err = adsum_entity_room(
             service, address.local.length + 1 + address.domain.length,
             address.resource.length)) != 0 ||
        (err = adsum_address_join(&address, service->view, service->full_room,
                                  &text)) != 0)
        return err;
    return adsum_address_split(text, ret);
}

int adsum_restore_follow(struct pack_key *before, const struct pack_key *key)
{
    if (adsum_pack_order(before, key) >= 0)
        return ADSUM_ERR_INVALID;
    *before = *key;
    return 0;
}

/* An address as a row has it. */
static int address_text(struct restoring *restoring, const struct pack_key *key,
                        struct adsum_text *ret)
{
    struct adsum_address address;
    int err = adsum_restore_compose(restoring, key, &address);

    if (err != 0)
        return err;
    *ret = address.bare;
    if (address.resource.length != 0)
        ret->length += 1 + address.resource.length;
    return 0;
}

static int put_row(struct restoring *restoring, uint8_t kind,
                   const struct pack_key *key, struct adsum_change *row)
{
    int err = address_text(restoring, key, &row->contact);

    row->kind = kind;
    return err != 0 ? err
                    : adsum_load_row(restoring->service, restoring->user, row);
}

static int read_groups(struct restoring *restoring, struct adsum_item *item)
{
    struct adsum_service *service = restoring->service;
    struct flat_reader *reader = &restoring->reader;

    item->groups = service->groups;
    item->group_count = adsum_flat_count(reader, 2);
    if (item->group_count > service->limits.groups)
        return ADSUM_ERR_LIMIT - ADSUM_LIMIT_GROUPS;
    for (uint32_t i = 0; i < item->group_count; i++)
        service->groups[i] = adsum_flat_text(reader);
    return 0;
}

static int restore_item(struct restoring *restoring, struct pack_key *before)
{
    struct flat_reader *reader = &restoring->reader;
    struct pack_key key = adsum_restore_key(restoring, false);
    uint32_t state = (uint32_t)adsum_flat_number(reader, ADSUM_PACK_ITEM);
    struct adsum_item item = {.name = adsum_flat_text(reader),
                              .subscription = state & ADSUM_SUBSCRIPTION_BOTH,
                              .ask = (state & ADSUM_PACK_ASK) != 0,
                              .approved = (state & ADSUM_PACK_APPROVED) != 0};
    struct adsum_change row = {.item = &item};
    int err = read_groups(restoring, &item);

    if (err == 0)
        err = reader->err;
    if (err == 0)
        err = adsum_restore_follow(before, &key);
    return err != 0 ? err : put_row(restoring, ADSUM_CHANGE_ITEM, &key, &row);
}

/* Who asks stands in the request. */
static int restore_request(struct restoring *restoring, struct pack_key *before)
{
    uint64_t room[32];
    struct adsum_text bytes = adsum_flat_text(&restoring->reader);
    struct adsum_change row = {.bytes = bytes.bytes,
                               .length = bytes.length,
                               .kind = ADSUM_CHANGE_REQUEST};
    struct adsum_notice notice;
    const struct adsum_text *to;
    uint32_t count;

    (void)before;
    if (restoring->reader.err != 0)
        return ADSUM_ERR_PACKED;
    if (adsum_notice_unpack(bytes.bytes, bytes.length, room, sizeof room,
                            &notice, &to, &count) != 0)
        return ADSUM_ERR_PACKED;
    row.contact = notice.from;
    return adsum_load_row(restoring->service, restoring->user, &row);
}

static int restore_block(struct restoring *restoring, struct pack_key *before)
{
    struct pack_key key = adsum_restore_key(restoring, true);
    struct adsum_change row = {.kind = 0};
    int err = restoring->reader.err;

    if (err == 0)
        err = adsum_restore_follow(before, &key);
    return err != 0 ? err : put_row(restoring, ADSUM_CHANGE_BLOCK, &key, &row);
}

static int restore_roster(struct restoring *restoring)
{
    static const struct {
        int (*restore)(struct restoring *restoring, struct pack_key *before);
        uint32_t least;
    } sections[] = {{restore_item, LEAST_ITEM},
                    {restore_request, LEAST_REQUEST},
                    {restore_block, LEAST_BLOCK}};
    int err = 0;

    for (uint32_t i = 0; i < sizeof sections / sizeof *sections; i++) {
        struct pack_key before = {.parts[0] = {NULL, 0}};
        uint32_t count =
            adsum_flat_count(&restoring->reader, sections[i].least);

        if (count != 0)
            err = adsum_entity_ensure_side(restoring->service, restoring->user);
        for (; err == 0 && count != 0; count--)
            err = sections[i].restore(restoring, &before);
        if (err != 0)
            return err;
    }
    return adsum_load_check(restoring->service, restoring->user);
}

static int restore_head(struct restoring *restoring)
{
    uint64_t version = adsum_flat_number(&restoring->reader, UINT64_MAX);
    uint64_t last_ms = adsum_flat_number(&restoring->reader, UINT64_MAX);
    struct side *side;
    int err;

    if (restoring->reader.err != 0 || (version == 0 && last_ms == 0))
        return restoring->reader.err;
    err = adsum_entity_ensure_side(restoring->service, restoring->user);
    if (err != 0)
        return err;
    side = adsum_entity_side(restoring->service, restoring->user);
    side->version = version;
    side->last_ms = last_ms;
    return 0;
}

static bool is_of(const struct adsum_service *service,
                  const struct sighting *sighting, const void *context)
{
    (void)service;
    return sighting->remote == *(const uint32_t *)context;
}

/* Contacts here saw the user while it was elsewhere: its sessions it is now. */
static void take_over(struct restoring *restoring)
{
    struct adsum_service *service = restoring->service;
    struct edge_run run;
    uint32_t after = 0;

    while (adsum_edges_run(&service->edges, restoring->user, after, &run) != 0)
        for (uint32_t i = 0; i < run.count; i++) {
            after = run.edges[i] >> ADSUM_EDGE_BITS;
            if (adsum_entity_kept(service, after))
                adsum_sighting_end(service, after, is_of, &restoring->user,
                                   false);
        }
}

static int restore(struct restoring *restoring, uint32_t kind)
{
    int err;

    adsum_user_place(restoring->service, restoring->user, kind);
    if ((err = restore_head(restoring)) == 0 &&
        (err = restore_roster(restoring)) == 0 &&
        (err = adsum_restore_sessions(restoring)) == 0 &&
        (err = adsum_restore_sightings(restoring)) == 0)
        err = adsum_flat_end(&restoring->reader);
    if (err != 0) {
        adsum_restore_undo(restoring);
        adsum_user_clear(restoring->service, restoring->user);
    } else if (kind == ADSUM_ENTITY_KEPT) {
        take_over(restoring);
    }
    return err;
}

static int restore_user(struct restoring *restoring)
{
    struct adsum_service *service = restoring->service;
    struct adsum_address address;
    uint32_t kind;
    int err;

    if (adsum_flat_number(&restoring->reader, UINT8_MAX) != ADSUM_FLAT_USER)
        return ADSUM_ERR_PACKED;
    restoring->own = adsum_restore_key(restoring, false);
    kind = (uint32_t)adsum_flat_number(&restoring->reader, ADSUM_USER_MIRRORED);
    if (restoring->reader.err != 0 || kind == ADSUM_USER_UNKNOWN)
        return ADSUM_ERR_PACKED;
    if ((err = adsum_restore_compose(restoring, &restoring->own, &address)) !=
        0)
        return err;
    if (kind == ADSUM_USER_KEPT && !adsum_entity_ours(service, address.domain))
        return ADSUM_ERR_INVALID;
    if ((err = adsum_entity_ensure(service, &address, &restoring->user)) != 0)
        return err;
    if (entity_at(service, restoring->user)->kind != ADSUM_ENTITY_ABSENT)
        err = ADSUM_ERR_IN_USE;
    else
        err =
            restore(restoring, kind == ADSUM_USER_KEPT ? ADSUM_ENTITY_KEPT
                                                       : ADSUM_ENTITY_MIRRORED);
    adsum_entity_release(service, restoring->user);
    return err;
}

int adsum_user_restore(struct adsum_service *service, const void *packed,
                       uint32_t length)
{
    struct restoring restoring = {.service = service,
                                  .reader = {.at = packed, .left = length}};
    int err = adsum_service_enter_load(service);

    if (err != 0)
        return err;
    if (packed == NULL && length != 0)
        return ADSUM_ERR_INVALID;
    err = restore_user(&restoring);
    return err == ADSUM_ERR_INVALID ? ADSUM_ERR_PACKED : err;
}
