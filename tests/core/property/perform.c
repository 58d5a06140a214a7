/* An operation as a call of the public API, and nothing else. */
#include "world.h"

#include <string.h>

static struct adsum_service *service_of(struct world *world,
                                        const struct operation *operation)
{
    return world->nodes[operation->node].service;
}

static uint64_t handle_of(struct world *world,
                          const struct operation *operation)
{
    return world->model.sessions[operation->session].handle;
}

static struct adsum_text text_of(struct world *world, int who)
{
    return who_text(&world->model, who);
}

static int perform_open(struct world *world, struct operation *operation)
{
    uint64_t handle = 0;
    int ret = adsum_session_open(service_of(world, operation),
                                 text_of(world, operation->who),
                                 operation->number, operation->flags, &handle);
    operation->made = (int64_t)handle;
    return ret;
}

static int perform_publish(struct world *world, struct operation *operation,
                           bool closes)
{
    struct said said;
    said_fill(operation->serial, operation->unavailable, &said);
    bool bare = operation->serial == 0;
    if (closes)
        return adsum_session_close(service_of(world, operation),
                                   handle_of(world, operation),
                                   bare ? NULL : &said.presence);
    return adsum_session_publish(service_of(world, operation),
                                 handle_of(world, operation), &said.presence);
}

static int perform_batch(struct world *world, struct operation *operation)
{
    struct adsum_publication items[MOST_LIST];
    struct said said[MOST_LIST];
    for (int i = 0; i < operation->count; i++) {
        said_fill(operation->serials[i], false, &said[i]);
        items[i] = (struct adsum_publication){
            .session = world->model.sessions[operation->list[i]].handle,
            .presence = &said[i].presence};
    }
    int ret = adsum_service_publish(service_of(world, operation), items,
                                    (uint32_t)operation->count);
    for (int i = 0; i < operation->count; i++)
        operation->rets[i] = items[i].ret;
    return ret;
}

static void fill_notice(const struct operation *operation, struct said *said,
                        char id[16], char bytes[PAYLOAD],
                        struct adsum_notice *ret)
{
    *ret = (struct adsum_notice){.size = sizeof *ret,
                                 .kind = operation->notice,
                                 .type = operation->type};
    if (operation->notice == ADSUM_PRESENCE) {
        said_fill(operation->serial, operation->unavailable, said);
        ret->presence = &said->presence;
        ret->view = ADSUM_VIEW_ALL;
        return;
    }
    snprintf(id, 16, "m%d", operation->serial);
    ret->id = adsum_text_of(id);
    if (operation->notice == ADSUM_SUBSCRIBE ||
        operation->notice == ADSUM_MESSAGE || operation->notice == ADSUM_IQ) {
        payload(operation->serial, bytes, PAYLOAD);
        ret->bytes = bytes;
        ret->length = (uint32_t)strlen(bytes);
        ret->encoding = ADSUM_ENCODING_XML;
    }
}

static int perform_send(struct world *world, struct operation *operation)
{
    struct said said;
    struct adsum_notice notice;
    char id[16], bytes[PAYLOAD];
    fill_notice(operation, &said, id, bytes, &notice);
    return adsum_session_send(service_of(world, operation),
                              handle_of(world, operation),
                              text_of(world, operation->to), &notice);
}

static int perform_far(struct world *world, struct operation *operation)
{
    struct said said;
    struct adsum_notice notice;
    struct adsum_text to[MOST_LIST];
    char id[16], bytes[PAYLOAD];
    fill_notice(operation, &said, id, bytes, &notice);
    notice.from = text_of(world, operation->who);
    for (int i = 0; i < operation->count; i++)
        to[i] = text_of(world, operation->list[i]);
    return adsum_service_receive(service_of(world, operation),
                                 adsum_text_of("far.example"), &notice, to,
                                 (uint32_t)operation->count);
}

static int perform_wire(struct world *world, struct operation *operation)
{
    static uint64_t room[16384];
    const struct wire *wire = &world->queues[operation->node].wires[0];
    struct adsum_notice notice = {.size = sizeof notice};
    const struct adsum_text *to = NULL;
    uint32_t count = 0;
    int err = adsum_notice_unpack(wire->packed, wire->length, room, sizeof room,
                                  &notice, &to, &count);
    if (err != 0)
        model_fail(&world->model, "what was packed cannot be unpacked: %d",
                   err);
    return adsum_service_receive(
        service_of(world, operation),
        adsum_text_of(world->nodes[1 - operation->node].speaks), &notice, to,
        count);
}

static int perform_block(struct world *world, struct operation *operation,
                         bool blocked)
{
    struct adsum_text addresses[MOST_LIST];
    for (int i = 0; i < operation->count; i++)
        addresses[i] = text_of(world, operation->list[i]);
    return adsum_roster_block(service_of(world, operation),
                              text_of(world, operation->who), addresses,
                              (uint32_t)operation->count, blocked);
}

static int perform_set(struct world *world, struct operation *operation)
{
    char name[16], texts[3][16];
    struct adsum_text groups[3];
    int label = (int)operation->number;
    label_text(label, name, sizeof name);
    struct adsum_item item = {.contact = text_of(world, operation->to),
                              .name = adsum_text_of(name),
                              .groups = groups,
                              .group_count = label_groups(label, groups, texts),
                              .subscription = ADSUM_SUBSCRIPTION_BOTH,
                              .ask = 1,
                              .approved = 1};
    return adsum_roster_set(service_of(world, operation),
                            text_of(world, operation->who), &item);
}

static int perform_ask(struct world *world, struct operation *operation)
{
    operation->walk = (struct adsum_walk){.size = sizeof operation->walk};
    return adsum_roster_ask(service_of(world, operation),
                            handle_of(world, operation), operation->number,
                            &operation->walk);
}

static int perform_lost(struct world *world, struct operation *operation)
{
    const char *origin = operation->flags != 0
                             ? "far.example"
                             : world->nodes[1 - operation->node].speaks;
    return adsum_service_origin_lost(service_of(world, operation),
                                     adsum_text_of(origin));
}

static int perform_session(struct world *world, struct operation *operation)
{
    struct adsum_service *service = service_of(world, operation);
    uint64_t handle = handle_of(world, operation);
    switch (operation->kind) {
    case DO_HEARD:
        return adsum_session_heard(service, handle);
    case DO_READY:
        return adsum_session_ready(service, handle);
    case DO_LINK:
        return adsum_session_link(service, handle, operation->link,
                                  operation->number);
    case DO_PUBLISH:
        return perform_publish(world, operation, false);
    case DO_CLOSE:
        return perform_publish(world, operation, true);
    case DO_SEND:
        return perform_send(world, operation);
    default:
        return perform_ask(world, operation);
    }
}

int perform(struct world *world, struct operation *operation)
{
    struct adsum_service *service = service_of(world, operation);
    switch (operation->kind) {
    case DO_OPEN:
        return perform_open(world, operation);
    case DO_BATCH:
        return perform_batch(world, operation);
    case DO_ADVANCE:
        return adsum_service_advance(service, world->model.now_ms,
                                     &operation->next);
    case DO_WIRE:
        return perform_wire(world, operation);
    case DO_FAR:
        return perform_far(world, operation);
    case DO_LOST:
        return perform_lost(world, operation);
    case DO_SET:
        return perform_set(world, operation);
    case DO_REMOVE:
        return adsum_roster_remove(service, text_of(world, operation->who),
                                   text_of(world, operation->to));
    case DO_BLOCK:
        return perform_block(world, operation, true);
    case DO_UNBLOCK:
        return perform_block(world, operation, false);
    case DO_UNLOAD:
        return adsum_user_unload(service, text_of(world, operation->who));
    default:
        return perform_session(world, operation);
    }
}
