/*
 * Restoring sessions and sightings.
 *
 * Its watchers were told of a session by whoever packed it. So it counts as
 * born before anything that watchers here have yet to hear: they are told when
 * it goes, not that it is there. It is newly changed, so that those who are
 * behind hear of it all the same, for nobody knows what they were told of. What
 * the session itself was told is as little known: see ADSUM_FRESH_RESTORED.
 */
#include "conflation.h"
#include "directed.h"
#include "entity.h"
#include "grave.h"
#include "presence.h"
#include "restore.h"
#include "session.h"
#include "sighting.h"
#include "utf8.h"
#include "waiting.h"

/* Bytes of the shortest: one for each field, what is never empty has two. */
enum {
    LEAST_PART = 8,
    LEAST_DIRECTED = 11,
    LEAST_SESSION = 11,
    LEAST_SIGHTING = 14
};

static int read_presence(struct restoring *restoring, uint32_t *ret)
{
    struct adsum_service *service = restoring->service;
    struct flat_reader *reader = &restoring->reader;
    struct adsum_presence presence = {.parts = service->parts};
    uint32_t count;
    int err;

    adsum_flat_presence(reader, &presence);
    count = adsum_flat_count(reader, LEAST_PART);
    if (count > service->limits.parts)
        return ADSUM_ERR_LIMIT - ADSUM_LIMIT_PARTS;
    for (uint32_t i = 0; i < count; i++) {
        memset(&service->parts[i], 0, sizeof service->parts[i]);
        adsum_flat_part(reader, &service->parts[i]);
    }
    presence.part_count = count;
    if (reader->err != 0)
        return reader->err;
    if ((err = adsum_presence_check(service, &presence)) != 0)
        return err;
    return adsum_presence_take(service, &presence, ret);
}

static uint32_t read_since(struct restoring *restoring)
{
    return (uint32_t)adsum_flat_number(&restoring->reader, UINT32_MAX);
}

/* A use of who is there at the address is the caller's. */
static int name_party(struct restoring *restoring, const struct pack_key *key,
                      struct party *ret)
{
    struct adsum_address address;
    int err = adsum_restore_compose(restoring, key, &address);

    ret->session = 0;
    ret->resource = key->parts[2];
    return err != 0 ? err
                    : adsum_entity_ensure(restoring->service, &address,
                                          &ret->entity);
}

static int restore_directed(struct restoring *restoring, uint32_t slot,
                            uint32_t *last)
{
    struct adsum_service *service = restoring->service;
    struct pack_key key = adsum_restore_key(restoring, true);
    uint32_t since = read_since(restoring), record;
    struct party to;
    int err = read_presence(restoring, &record);

    if (err != 0)
        return err;
    if ((err = name_party(restoring, &key, &to)) == 0) {
        err = adsum_directed_restore(service, slot, &to, record, since, last);
        adsum_entity_release(service, to.entity);
    }
    adsum_presence_drop(service, record);
    return err;
}

static int restore_all_directed(struct restoring *restoring, uint32_t slot)
{
    uint32_t count = adsum_flat_count(&restoring->reader, LEAST_DIRECTED);
    uint32_t last = 0;
    int err = restoring->reader.err;

    for (; err == 0 && count != 0; count--)
        err = restore_directed(restoring, slot, &last);
    return err;
}

static bool is_possible(const struct adsum_service *service, uint32_t state,
                        uint32_t record)
{
    bool available = (state & ADSUM_PACK_AVAILABLE) != 0;

    return available != adsum_presence_gone(service, record) &&
           (available ||
            (state & (ADSUM_PACK_HIDDEN | ADSUM_PACK_FRESH)) == 0) &&
           ((state & ADSUM_PACK_SOURCE) == 0 ||
            (state & ADSUM_PACK_FRESH) == 0);
}

/* What a session needs beside its record. */
static int reserve(struct restoring *restoring, const struct pack_key *key,
                   uint32_t *ret_resource)
{
    struct adsum_service *service = restoring->service;
    struct adsum_address address;
    int err;

    if (service->statistics.sessions >= service->limits.sessions)
        return ADSUM_ERR_LIMIT - ADSUM_LIMIT_SESSIONS;
    if (adsum_session_count(service, restoring->user) >=
        service->limits.user_sessions)
        return ADSUM_ERR_LIMIT - ADSUM_LIMIT_USER_SESSIONS;
    if (key->parts[2].length == 0)
        return ADSUM_ERR_INVALID;
    if ((err = adsum_restore_compose(restoring, key, &address)) != 0 ||
        (err = adsum_session_reserve(service)) != 0)
        return err;
    return adsum_text_keep(&service->texts, &service->memory,
                           address.resource.bytes, address.resource.length,
                           ret_resource);
}

/* As adsum_session_link() leaves a session whose link was lost. */
static int lose(struct adsum_service *service, uint32_t slot, uint32_t state)
{
    struct session *session = session_at(service, slot);
    int err;

    session->link = ADSUM_LINK_LOST;
    pulse_at(service, slot)->stalled = (uint16_t)(service->now_ms / 1000);
    if (session->source)
        return 0;
    adsum_conflation_fall_behind(service, slot, service->stamp);
    if (!session->available)
        return 0;
    if ((err = adsum_extra_ensure(service, slot)) != 0)
        return err;
    adsum_extra(service, slot)->fresh = (state & ADSUM_PACK_FRESH) != 0
                                            ? ADSUM_FRESH_ALL
                                            : ADSUM_FRESH_RESTORED;
    return 0;
}

static int make(struct restoring *restoring, const struct pack_key *key,
                uint32_t state, uint32_t record, uint32_t since, uint32_t *ret)
{
    struct adsum_service *service = restoring->service;
    struct session *session;
    uint32_t resource, slot;
    int err = reserve(restoring, key, &resource);

    if (err != 0)
        return err;
    adsum_entity_share(service, restoring->user);
    slot = adsum_session_make(
        service, restoring->user, resource, 0,
        (state & ADSUM_PACK_SOURCE) != 0 ? ADSUM_OPEN_SOURCE : 0);
    session = session_at(service, slot);
    session->interested = (state & ADSUM_PACK_INTERESTED) != 0;
    session->available = (state & ADSUM_PACK_AVAILABLE) != 0;
    session->hidden = (state & ADSUM_PACK_HIDDEN) != 0;
    adsum_presence_share(service, record);
    session->presence = record;
    endpoint_at(service, slot)->since_seconds = since;
    if (session->available) {
        endpoint_at(service, slot)->born = adsum_stamp_old(service);
        session->changed = adsum_stamp_next(service);
        restoring->available = true;
    }
    *ret = slot;
    return lose(service, slot, state);
}

static int restore_session(struct restoring *restoring, struct pack_key *before)
{
    struct flat_reader *reader = &restoring->reader;
    struct pack_key key = restoring->own;
    uint32_t state, since, record, slot;
    int err;

    key.parts[2] = adsum_flat_text(reader);
    state = (uint32_t)adsum_flat_number(reader, ADSUM_PACK_SESSION);
    since = read_since(restoring);
    if ((err = read_presence(restoring, &record)) != 0)
        return err;
    if (!is_possible(restoring->service, state, record))
        err = ADSUM_ERR_INVALID;
    else if ((err = adsum_restore_follow(before, &key)) == 0)
        err = make(restoring, &key, state, record, since, &slot);
    adsum_presence_drop(restoring->service, record);
    return err != 0 ? err : restore_all_directed(restoring, slot);
}

int adsum_restore_sessions(struct restoring *restoring)
{
    uint32_t count = adsum_flat_count(&restoring->reader, LEAST_SESSION);
    struct pack_key before = restoring->own;
    int err = restoring->reader.err;

    for (; err == 0 && count != 0; count--)
        err = restore_session(restoring, &before);
    return err;
}

struct seen {
    struct pack_key key;
    struct adsum_text to;
    struct adsum_text origin;
    uint32_t since;
};

/* The session it was sent to, 0: none. What cannot be is INVALID. */
static int addressee(const struct restoring *restoring, const struct seen *seen,
                     uint32_t record, uint32_t *ret)
{
    const struct adsum_service *service = restoring->service;

    *ret = seen->to.length == 0
               ? 0
               : adsum_session_named(service, restoring->user, seen->to);
    return (seen->to.length == 0 ? restoring->available : *ret != 0) &&
                   !adsum_presence_gone(service, record) &&
                   seen->origin.length != 0 &&
                   adsum_utf8_valid(seen->origin.bytes, seen->origin.length)
               ? 0
               : ADSUM_ERR_INVALID;
}

/* Who is kept here now is seen by its sessions. */
static int see(struct restoring *restoring, const struct seen *seen,
               uint32_t record)
{
    struct adsum_service *service = restoring->service;
    uint32_t session;
    struct party remote;
    int err = addressee(restoring, seen, record, &session);

    if (err != 0 || (err = name_party(restoring, &seen->key, &remote)) != 0)
        return err;
    if (!adsum_entity_kept(service, remote.entity))
        err = adsum_sighting_restore(service, restoring->user, session, &remote,
                                     seen->origin, record, seen->since);
    else if (remote.entity == restoring->user)
        err = ADSUM_ERR_INVALID;
    adsum_entity_release(service, remote.entity);
    return err;
}

static int restore_sighting(struct restoring *restoring)
{
    struct seen seen = {.key = adsum_restore_key(restoring, true)};
    uint32_t record;
    int err;

    seen.to = adsum_flat_text(&restoring->reader);
    seen.since = read_since(restoring);
    if ((err = read_presence(restoring, &record)) != 0)
        return err;
    seen.origin = adsum_flat_text(&restoring->reader);
    err = restoring->reader.err;
    if (err == 0)
        err = see(restoring, &seen, record);
    adsum_presence_drop(restoring->service, record);
    return err;
}

int adsum_restore_sightings(struct restoring *restoring)
{
    uint32_t count = adsum_flat_count(&restoring->reader, LEAST_SIGHTING);
    int err = restoring->reader.err;

    for (; err == 0 && count != 0; count--)
        err = restore_sighting(restoring);
    return err;
}

static void drop(struct adsum_service *service, uint32_t slot)
{
    struct session *session = session_at(service, slot);

    adsum_directed_clear(service, slot);
    if (session->extended)
        adsum_extra(service, slot)->fresh = ADSUM_FRESH_NO;
    adsum_extra_settle(service, slot);
    service->statistics.behind -= session->behind;
    session->behind = 0;
    service->statistics.sessions--;
    adsum_session_forget(service, slot);
}

void adsum_restore_undo(struct restoring *restoring)
{
    struct adsum_service *service = restoring->service;
    uint32_t slot;

    while ((slot = *head_at(service, restoring->user)) != 0)
        drop(service, slot);
}
