/* What came from elsewhere: from the other node, or a domain that has none. */
#include "world.h"

enum { FAR_ORIGIN = 9 };

static bool full(const struct model *model, int who)
{
    return model->who[who].resource[0] != '\0';
}

/* 8.5.3.2.2: but for a request, none goes on to the bare address. */
static void receive_subscription(struct world *world, int node,
                                 const struct event *event, int to)
{
    struct model *model = &world->model;
    int contact = model->who[event->from].name, name = model->who[to].name;
    if (contact == NOBODY || name == NOBODY)
        return;
    if (full(model, to) && event->notice != ADSUM_SUBSCRIBE) {
        if (session_at(model, node, to) == NULL)
            return;
    }
    rules_receive(model, name, contact, event->notice,
                  event->serial == SAID_NOBODY ? 0 : event->serial);
}

static void receive(struct world *world, int node, const struct event *event,
                    int to, int origin)
{
    struct model *model = &world->model;
    int serial = event->serial == SAID_NOBODY ? 0 : event->serial;
    struct session *session = session_at(model, node, to);
    switch (event->notice) {
    case ADSUM_PRESENCE:
        if (event->unavailable && !full(model, event->from))
            model->unavailable_from = event->from;
        sighting_receive(model, node, event->from, to, serial,
                         event->unavailable, origin);
        return;
    case ADSUM_PROBE:
        stanza_probe(model, node, event->from, to, serial);
        return;
    case ADSUM_MESSAGE:
        stanza_message(model, node, event->from, to, event->type, serial);
        return;
    case ADSUM_IQ:
        stanza_iq(model, node, event->from, to, event->type, serial);
        return;
    case ADSUM_BOUNCE:
        if (session != NULL)
            stanza_bounce(
                model, node, to, event->from, event->type, event->condition, 0,
                blocks(model, &model->names[session->name], event->from));
        return;
    default:
        receive_subscription(world, node, event, to);
    }
}

void apply_far(struct world *world, const struct operation *operation)
{
    struct event event = {.notice = operation->notice,
                          .type = operation->type,
                          .from = operation->who,
                          .serial = operation->serial,
                          .unavailable = operation->unavailable};
    for (int i = 0; i < operation->count; i++)
        receive(world, operation->node, &event, operation->list[i], FAR_ORIGIN);
}

void apply_wire(struct world *world, const struct operation *operation)
{
    static uint64_t room[16384];
    const struct wire *wire = &world->queues[operation->node].wires[0];
    struct adsum_notice notice = {.size = sizeof notice};
    const struct adsum_text *to = NULL;
    struct event event = {.node = 1 - operation->node};
    uint32_t count = 0;
    uint64_t hash = world->hash;
    if (adsum_notice_unpack(wire->packed, wire->length, room, sizeof room,
                            &notice, &to, &count) != 0)
        model_fail(&world->model, "unpacks once, but not again");
    event_of_notice(world, &event, &notice);
    world->hash = hash;
    for (uint32_t i = 0; i < count; i++)
        receive(world, operation->node, &event,
                who_of_text(&world->model, to[i]), 1 - operation->node);
    wire_shift(world, operation->node);
}

void apply_lost(struct world *world, const struct operation *operation)
{
    int origin = operation->flags != 0 ? FAR_ORIGIN : 1 - operation->node;
    sighting_lost(&world->model, operation->node, origin);
}
