/*
 * What a call that was done means to the model, and whether one that was
 * refused should have been.
 */
#include "world.h"

#include <string.h>

static bool bare(const struct model *model, int who)
{
    return model->who[who].bare == who;
}

static int error_of_send(struct world *world, const struct operation *operation)
{
    const struct model *model = &world->model;
    const struct session *session = &model->sessions[operation->session];
    const struct name *user = &model->names[session->name];
    bool subscription = operation->notice >= ADSUM_SUBSCRIBE &&
                        operation->notice <= ADSUM_UNSUBSCRIBED;
    if (subscription && model->who[operation->to].name == session->name)
        return ADSUM_ERR_INVALID;
    if (operation->notice == ADSUM_IQ && bare(model, operation->to))
        return ADSUM_ERR_INVALID;
    int to = subscription ? model->who[operation->to].bare : operation->to;
    bool self = model->who[operation->to].name == session->name;
    return !self && blocks(model, user, to) ? ADSUM_ERR_BLOCKED : 0;
}

int expected_error(struct world *world, const struct operation *operation)
{
    struct model *model = &world->model;
    const struct name *user =
        operation->who == NOBODY ? NULL : name_of(model, operation->who);
    int contact =
        operation->to == NOBODY ? NOBODY : model->who[operation->to].name;
    bool self = contact != NOBODY && user == &model->names[contact];
    switch (operation->kind) {
    case DO_OPEN:
        if (user->fiction)
            return ADSUM_ERR_UNKNOWN;
        if (operation->flags == 0 || operation->flags == ADSUM_OPEN_SOURCE)
            return session_at(model, operation->node, operation->who) == NULL
                       ? 0
                       : ADSUM_ERR_CONFLICT;
        return 0;
    case DO_SEND:
        return error_of_send(world, operation);
    case DO_SET:
        return self ? ADSUM_ERR_INVALID : 0;
    case DO_REMOVE:
        if (self)
            return ADSUM_ERR_INVALID;
        return user->items[contact].listed ? 0 : ADSUM_ERR_NOT_FOUND;
    case DO_UNLOAD:
        for (int i = 0; i < MOST_SESSIONS; i++)
            if (model->sessions[i].open &&
                &model->names[model->sessions[i].name] == user)
                return ADSUM_ERR_IN_USE;
        return 0;
    default:
        return 0;
    }
}

static void apply_open(struct world *world, struct operation *operation)
{
    struct model *model = &world->model;
    struct adsum_service *service = world->nodes[operation->node].service;
    struct adsum_session_info info = {.size = sizeof info};
    uint64_t handle = (uint64_t)operation->made;
    char resource[24] = "";
    handle_given(world, operation->node, handle);
    if (adsum_session_get(service, handle, &info) != 0 ||
        info.resource.length == 0 || info.resource.length >= sizeof resource)
        model_fail(model, "a new session is not there");
    memcpy(resource, info.resource.bytes, info.resource.length);
    int who = who_full(model, model->who[operation->who].bare, resource);
    if (session_at(model, operation->node, who) != NULL)
        model_fail(model, "a resource is given twice");
    if (!bare(model, operation->who) && who != operation->who &&
        session_at(model, operation->node, operation->who) == NULL)
        model_fail(model, "a free resource was renamed");
    struct session *session =
        life_open(model, operation->node, who, handle, operation->number,
                  (operation->flags & ADSUM_OPEN_SOURCE) != 0);
    session->heard_ms = model->now_ms;
    operation->session = (int)(session - model->sessions);
}

static void apply_publish(struct world *world,
                          const struct operation *operation, int ret)
{
    struct model *model = &world->model;
    struct session *session = &model->sessions[operation->session];
    bool stands = false, maybe = false;
    if (!operation->unavailable) {
        model->published[model->published_count++] = operation->serial;
        life_available(model, session, operation->serial);
        return;
    }
    for (int who = 0; who < model->who_count; who++) {
        stands |=
            session->directed[who].serial != 0 && !session->directed[who].maybe;
        maybe |= session->directed[who].serial != 0;
    }
    if (!session->available && ret == ADSUM_SAME && stands)
        model_fail(model, "unavailable answers the same, but presence that "
                          "was directed stands");
    if (!session->available && ret == 0 && !maybe)
        model_fail(model, "unavailable already, but answers 0");
    model->leaving = session->who;
    life_unavailable(model, session);
}

static void apply_batch(struct world *world, const struct operation *operation)
{
    struct model *model = &world->model;
    for (int i = 0; i < operation->count; i++) {
        if (operation->rets[i] < 0 && !world->failed)
            model_fail(model, "one of a batch answered %d", operation->rets[i]);
        if (operation->rets[i] < 0)
            continue;
        /* Who came first in the batch was shown what was true then. */
        model->published[model->published_count++] =
            model->sessions[operation->list[i]].serial;
        model->published[model->published_count++] = operation->serials[i];
        life_available(model, &model->sessions[operation->list[i]],
                       operation->serials[i]);
    }
}

/* What route() refused comes back to the session, if it may know. */
static void apply_bounces(struct world *world,
                          const struct operation *operation)
{
    struct model *model = &world->model;
    struct session *session = &model->sessions[operation->session];
    bool silent =
        operation->type == ADSUM_TYPE_ERROR ||
        (operation->notice == ADSUM_IQ && operation->type == ADSUM_TYPE_RESULT);
    bool told = operation->notice == ADSUM_SUBSCRIBE ||
                operation->notice == ADSUM_PRESENCE ||
                operation->notice == ADSUM_MESSAGE ||
                operation->notice == ADSUM_IQ;
    int to = operation->notice == ADSUM_SUBSCRIBE
                 ? model->who[operation->to].bare
                 : operation->to;
    for (int i = 0; i < world->event_count; i++) {
        const struct event *event = &world->events[i];
        if (event->kind != EVENT_ROUTE || event->number == 0 ||
            event->notice != operation->notice || event->to != to)
            continue;
        if (event->notice == ADSUM_PRESENCE) {
            session->directed[to].maybe = true;
            session->told_to[to].lapsed = true;
        }
        if (told && !silent)
            stanza_bounce(model, operation->node, session->who, to,
                          operation->notice, (uint8_t)event->number,
                          event->notice == ADSUM_PRESENCE ? 0
                                                          : operation->serial,
                          operation->unavailable);
    }
}

static void apply_send(struct world *world, const struct operation *operation)
{
    struct model *model = &world->model;
    struct session *session = &model->sessions[operation->session];
    int name = model->who[operation->to].name;
    bool here = model->names[name].node == operation->node;
    struct awaited awaited = {.kind = operation->notice,
                              .type = operation->type,
                              .from = session->who,
                              .to = operation->to,
                              .about = NOBODY,
                              .serial = operation->serial};
    if (operation->notice == ADSUM_PRESENCE) {
        model->directed_serial = operation->serial;
        life_direct(model, session, operation->to, operation->serial,
                    operation->unavailable);
    } else if (operation->notice == ADSUM_PROBE && here) {
        model->probed_by = session->who;
        await(model, session,
              (struct awaited){.kind = ADSUM_UNSUBSCRIBED,
                               .from = model->names[name].who,
                               .to = NOBODY,
                               .about = NOBODY,
                               .optional = true});
        await(model, session,
              (struct awaited){.kind = ADSUM_PRESENCE,
                               .from = operation->to,
                               .to = NOBODY,
                               .about = NOBODY,
                               .optional = true});
    } else if (operation->notice == ADSUM_PROBE) {
        awaited.from = NOBODY;
        await_route(model, operation->node, awaited);
    } else if (operation->notice == ADSUM_MESSAGE && here) {
        stanza_message(model, operation->node, session->who, operation->to,
                       operation->type, operation->serial);
    } else if (operation->notice == ADSUM_IQ && here) {
        stanza_iq(model, operation->node, session->who, operation->to,
                  operation->type, operation->serial);
    } else if (operation->notice == ADSUM_MESSAGE ||
               operation->notice == ADSUM_IQ) {
        await_route(model, operation->node, awaited);
    } else {
        rules_send(model, session->name, name, operation->notice,
                   operation->serial);
    }
    apply_bounces(world, operation);
}

/* Its output has room: what it then answers decides. */
static void apply_ready(struct world *world, const struct operation *operation,
                        int ret)
{
    struct model *model = &world->model;
    struct session *session = &model->sessions[operation->session];
    if (ret != 0 && ret != ADSUM_MORE)
        model_fail(model, "ready answers %d", ret);
    if (operation->kind == DO_LINK) {
        session->context = operation->number;
        if (operation->link != session->link)
            session->link_ms = model->now_ms;
        session->link = operation->link;
        if (session->link == ADSUM_LINK_UP)
            session->pinged = false;
    }
    session->behind = session->link != ADSUM_LINK_UP;
}

static void after_ready(struct world *world, const struct operation *operation,
                        int ret)
{
    struct model *model = &world->model;
    struct session *session = &model->sessions[operation->session];
    session->behind |= session->doomed;
    if (session->link != ADSUM_LINK_UP || session->doomed)
        return;
    if (session->maybe_doomed) {
        session->behind |= ret == ADSUM_MORE;
        return;
    }
    if (session->behind != (ret == ADSUM_MORE))
        model_fail(model, "ready answers %d, but the session is %s", ret,
                   session->behind ? "busy" : "not busy");
}

static void transition(struct world *world, struct operation *operation,
                       int ret)
{
    struct model *model = &world->model;
    switch (operation->kind) {
    case DO_OPEN:
        apply_open(world, operation);
        return;
    case DO_PUBLISH:
        apply_publish(world, operation, ret);
        return;
    case DO_BATCH:
        apply_batch(world, operation);
        return;
    case DO_SEND:
        apply_send(world, operation);
        return;
    case DO_READY:
    case DO_LINK:
        apply_ready(world, operation, ret);
        return;
    case DO_CLOSE:
        life_end(model, &model->sessions[operation->session]);
        return;
    case DO_HEARD:
        model->sessions[operation->session].pinged = false;
        return;
    case DO_FAR:
        apply_far(world, operation);
        return;
    case DO_WIRE:
        apply_wire(world, operation);
        return;
    case DO_LOST:
        apply_lost(world, operation);
        return;
    default:
        apply_roster(world, operation);
    }
}

/*
 * What takes presence back cannot fail: who is behind and finds no memory for
 * it is ended as slow.
 */
static bool takes_back(const struct world *world,
                       const struct operation *operation)
{
    switch (operation->kind) {
    case DO_CLOSE:
    case DO_ADVANCE:
    case DO_LOST:
    case DO_OPEN:
    case DO_BLOCK:
    case DO_UNBLOCK:
    case DO_READY:
    case DO_LINK:
        return true;
    case DO_PUBLISH:
        return operation->unavailable;
    case DO_SEND:
        return operation->notice == ADSUM_PRESENCE &&
               !world->model.sessions[operation->session].available;
    default:
        return false;
    }
}

static void spare(struct world *world, const struct operation *operation)
{
    struct model *model = &world->model;
    if (!world->failed || !takes_back(world, operation))
        return;
    for (int i = 0; i < MOST_SESSIONS; i++) {
        struct session *session = &model->sessions[i];
        if (session->open && session->node == operation->node)
            session->maybe_doomed |= session->behind || i == operation->session;
    }
    for (int i = 0; i < world->event_count; i++) {
        const struct event *event = &world->events[i];
        struct session *session =
            session_by_handle(model, event->node, event->handle);
        if (event->kind == EVENT_DELIVER && event->busy && session != NULL)
            session->maybe_doomed = true;
    }
}

void apply(struct world *world, struct operation *operation, int ret)
{
    struct model *model = &world->model;
    int expected = expected_error(world, operation);
    bool bound = ret == ADSUM_ERR_LIMIT - ADSUM_LIMIT_DIRECTED &&
                 world->parameters.tight && operation->kind == DO_SEND &&
                 operation->notice == ADSUM_PRESENCE;
    call_begin(model);
    if (ret < 0 && (ret == expected || bound))
        return;
    if (ret < 0 || expected != 0)
        model_fail(model, "answered %d (%s), not %d", ret,
                   adsum_name(ADSUM_NAMES_ERROR, ret), expected);
    spare(world, operation);
    apply_ended(world, operation);
    transition(world, operation, ret);
    witness(model, world->events, world->event_count);
    if (operation->kind == DO_READY || operation->kind == DO_LINK)
        after_ready(world, operation, ret);
    if (operation->kind == DO_ADVANCE)
        apply_overdue(world, operation);
    if (ret == ADSUM_SAME && world->event_count != 0)
        model_fail(model, "answers that it was so already, but tells");
    verify_resolve(world);
    settled(model);
}
