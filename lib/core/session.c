/*
 * Sessions: opening, finding, asking. A handle is a slot, the number of times
 * the slot was taken, and a kind that keeps it from being 0.
 */
#include "session.h"
#include "deliver.h"
#include "entity.h"
#include "grave.h"
#include "leave.h"
#include "presence.h"
#include "user.h"
#include "waiting.h"

int adsum_session_reserve(struct adsum_service *service)
{
    struct memory *memory = &service->memory;
    uint32_t top;
    int err = adsum_slab_reserve(&service->sessions, memory, 1);

    if (err != 0 && adsum_grave_settle_any(service))
        err = adsum_slab_reserve(&service->sessions, memory, 1);
    if (err != 0)
        return err;
    top = service->sessions.column.elements;
    err = adsum_column_reserve(&service->endpoints, memory, top);
    return err != 0 ? err : adsum_column_reserve(&service->pulses, memory, top);
}

uint32_t adsum_session_named(const struct adsum_service *service, uint32_t user,
                             struct adsum_text resource)
{
    for (uint32_t at = *head_at(service, user); at != 0;
         at = session_at(service, at)->next)
        if (session_at(service, at)->open &&
            text_equal(adsum_text_kept(&service->texts,
                                       endpoint_at(service, at)->resource),
                       resource))
            return at;
    return 0;
}

uint32_t adsum_session_count(const struct adsum_service *service, uint32_t user)
{
    uint32_t count = 0;

    for (uint32_t at = *head_at(service, user); at != 0;
         at = session_at(service, at)->next)
        count += session_at(service, at)->open;
    return count;
}

/*
 * A fresh resource: 16 hexadecimal digits that the seed and the number of
 * sessions so far decide, so that equal calls give equal names and a stranger
 * cannot guess one.
 */
static struct adsum_text fresh(struct adsum_service *service, uint32_t user,
                               char room[17])
{
    struct adsum_text ret = {room, 16};
    uint32_t input[2] = {user, 0};

    do {
        for (uint32_t half = 0; half < 2; half++) {
            uint32_t hash;

            input[1] = ++service->named;
            hash = adsum_map_hash(service->texts.seed, input, sizeof input);
            for (uint32_t i = 0; i < 8; i++, hash >>= 4)
                room[half * 8 + i] = "0123456789abcdef"[hash & 15u];
        }
    } while (adsum_session_named(service, user, ret) != 0);
    return ret;
}

uint32_t adsum_session_make(struct adsum_service *service, uint32_t user,
                            uint32_t resource, uint64_t context, uint32_t flags)
{
    uint32_t slot = adsum_grave_yield(
        service, user, adsum_text_kept(&service->texts, resource));
    struct session *session = session_at(service, slot);
    uint32_t generation = session->generation + 1u;

    memset(session, 0, sizeof *session);
    memset(endpoint_at(service, slot), 0, sizeof(struct endpoint));
    session->generation = generation & 0xffffffu;
    session->user = user;
    session->of.context = context;
    session->open = 1;
    session->presence = ADSUM_PRESENCE_GONE;
    session->source = (flags & ADSUM_OPEN_SOURCE) != 0;
    session->guarded = adsum_entity_mirrored(service, user) ||
                       (entity_at(service, user)->side != 0 &&
                        adsum_entity_side(service, user)->block_count != 0);
    endpoint_at(service, slot)->resource = resource;
    pulse_at(service, slot)->heard = (uint16_t)(service->now_ms / 1000);
    adsum_session_link_in(service, slot);
    service->statistics.sessions++;
    return slot;
}

struct opening {
    struct adsum_address address;
    uint32_t user;
    uint32_t old; /* session that has the resource */
    uint32_t resource;
    char room[17];
};

static int choose(struct adsum_service *service, uint32_t flags,
                  struct opening *opening)
{
    if (opening->address.resource.length != 0) {
        opening->old = adsum_session_named(service, opening->user,
                                           opening->address.resource);
        if (opening->old == 0)
            return 0;
        if ((flags & ADSUM_OPEN_REPLACE) != 0)
            return 0;
        if ((flags & ADSUM_OPEN_RENAME) == 0)
            return ADSUM_ERR_CONFLICT;
        opening->old = 0;
    }
    opening->address.resource = fresh(service, opening->user, opening->room);
    return 0;
}

static int reserve(struct adsum_service *service, struct opening *opening)
{
    uint32_t freed = opening->old != 0;
    struct adsum_text resource = opening->address.resource;
    int err;

    if (service->statistics.sessions - freed >= service->limits.sessions)
        return ADSUM_ERR_LIMIT - ADSUM_LIMIT_SESSIONS;
    if (adsum_session_count(service, opening->user) - freed >=
        service->limits.user_sessions)
        return ADSUM_ERR_LIMIT - ADSUM_LIMIT_USER_SESSIONS;
    if ((err = adsum_session_reserve(service)) != 0 ||
        (err = adsum_entity_room(service, opening->address.bare.length,
                                 resource.length)) != 0)
        return err;
    return adsum_text_keep(&service->texts, &service->memory, resource.bytes,
                           resource.length, &opening->resource);
}

int adsum_session_open(struct adsum_service *service, struct adsum_text address,
                       uint64_t context, uint32_t flags, uint64_t *ret)
{
    struct opening opening;
    int err = adsum_service_enter(service);

    if (err != 0)
        return err;
    memset(&opening, 0, sizeof opening);
    if (ret == NULL || flags > 7)
        return ADSUM_ERR_INVALID;
    if ((err = adsum_address_split(address, &opening.address)) != 0 ||
        (err = adsum_user_begin(service, &opening.address, &opening.user)) != 0)
        return err;
    if ((err = choose(service, flags, &opening)) != 0 ||
        (err = reserve(service, &opening)) != 0) {
        adsum_entity_release(service, opening.user);
        return err;
    }
    if (entity_at(service, opening.user)->kind == ADSUM_ENTITY_ABSENT)
        adsum_user_place(service, opening.user, ADSUM_ENTITY_KEPT);
    if (opening.old != 0)
        adsum_leave_end(service, opening.old, ADSUM_PRESENCE_GONE,
                        ADSUM_ENDED_REPLACED);
    *ret = adsum_session_handle(
        service, adsum_session_make(service, opening.user, opening.resource,
                                    context, flags));
    return 0;
}

int adsum_session_close(struct adsum_service *service, uint64_t session,
                        const struct adsum_presence *last)
{
    uint32_t slot, record = ADSUM_PRESENCE_GONE;
    int err = adsum_service_enter(service);

    if (err != 0 || (err = adsum_session_find(service, session, &slot)) != 0)
        return err;
    if (last != NULL && ((err = adsum_presence_check(service, last)) != 0 ||
                         last->type != ADSUM_UNAVAILABLE))
        return err != 0 ? err : ADSUM_ERR_INVALID;
    if (last != NULL && adsum_presence_take(service, last, &record) != 0)
        record = ADSUM_PRESENCE_GONE;
    adsum_leave_end(service, slot, record, 0);
    adsum_presence_drop(service, record);
    return 0;
}

static uint64_t heard_ms(const struct adsum_service *service, uint32_t slot)
{
    uint64_t seconds = service->now_ms / 1000;

    return (seconds - (uint16_t)(seconds - pulse_at(service, slot)->heard)) *
           1000;
}

int adsum_session_get(const struct adsum_service *service, uint64_t handle,
                      struct adsum_session_info *ret)
{
    const struct session *session;
    const struct extra *extra;
    uint32_t slot, size;
    int err;

    if (service == NULL || ret == NULL || ret->size < sizeof *ret)
        return ADSUM_ERR_INVALID;
    if ((err = adsum_session_find(service, handle, &slot)) != 0)
        return err;
    size = ret->size;
    session = session_at(service, slot);
    extra = adsum_extra(service, slot);
    memset(ret, 0, sizeof *ret);
    ret->size = size;
    ret->state = session->link == ADSUM_LINK_LOST ? ADSUM_SESSION_DETACHED
                 : session->suspect               ? ADSUM_SESSION_SUSPECT
                                                  : ADSUM_SESSION_LIVE;
    ret->link = session->link;
    ret->available = session->available;
    ret->interested = session->interested;
    ret->behind = session->behind;
    ret->waiting = extra == NULL ? 0 : extra->wait_count;
    ret->context = session->of.context;
    ret->heard_ms = heard_ms(service, slot);
    ret->user = adsum_entity_bare(service, session->user, service->view);
    ret->resource =
        adsum_text_kept(&service->texts, endpoint_at(service, slot)->resource);
    return 0;
}

int adsum_session_next(const struct adsum_service *service,
                       struct adsum_text text, uint64_t after, uint64_t *ret)
{
    struct adsum_address address;
    uint32_t user, slot = 0;
    int err;

    if (service == NULL || ret == NULL)
        return ADSUM_ERR_INVALID;
    if ((err = adsum_address_split(text, &address)) != 0 ||
        (after != 0 && (err = adsum_session_find(service, after, &slot)) != 0))
        return err;
    user = adsum_entity_find(service, &address);
    if (user == 0)
        return ADSUM_END;
    if (after != 0 && session_at(service, slot)->user != user)
        return ADSUM_ERR_STALE;
    slot =
        after == 0 ? *head_at(service, user) : session_at(service, slot)->next;
    for (; slot != 0; slot = session_at(service, slot)->next)
        if (session_at(service, slot)->open &&
            (address.resource.length == 0 ||
             text_equal(adsum_text_kept(&service->texts,
                                        endpoint_at(service, slot)->resource),
                        address.resource)))
            break;
    if (slot == 0)
        return ADSUM_END;
    *ret = adsum_session_handle(service, slot);
    return 0;
}
