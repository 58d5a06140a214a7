/* What a notice says, in the model's words; all of its bytes are checked. */
#include "world.h"

#include <stdlib.h>
#include <string.h>

void payload(int serial, char *buffer, size_t capacity)
{
    snprintf(buffer, capacity, "<stanza id='m%d'/>", serial);
}

static int serial_of_id(struct adsum_text id)
{
    char digits[16] = "";
    if (id.length < 2 || id.length >= sizeof digits || id.bytes[0] != 'm')
        return SAID_NOBODY;
    memcpy(digits, id.bytes, id.length);
    return atoi(digits + 1);
}

/* Nothing but whether it is available: a bare view, or made by the core. */
static bool says_nothing(const struct adsum_presence *presence)
{
    return presence->show == 0 && presence->priority == 0 &&
           presence->part_count == 0 && presence->language.length == 0;
}

static void presence_of(struct world *world, struct event *event,
                        const struct adsum_notice *notice)
{
    const struct adsum_presence *presence = notice->presence;
    event->unavailable = presence->type == ADSUM_UNAVAILABLE;
    event->serial = said_serial(presence);
    if (presence->id.length != 0 && presence->id.bytes[0] == 'm') {
        if (!event->unavailable || !says_nothing(presence))
            model_fail(&world->model, "an answer to a probe says too much");
        return;
    }
    if (event->serial == SAID_NOBODY || notice->view == ADSUM_VIEW_BARE) {
        if (!says_nothing(presence))
            model_fail(&world->model, "a presence of nobody says something");
        event->serial = event->unavailable ? SAID_NOBODY : SAID_BARE;
    } else if (!said_equal(presence, event->serial)) {
        model_fail(&world->model, "presence %d was changed on its way",
                   event->serial);
    }
    if (notice->view != ADSUM_VIEW_ALL && notice->view != ADSUM_VIEW_BARE)
        model_fail(&world->model, "a presence with view %d", notice->view);
}

static void push_of(struct world *world, struct event *event,
                    const struct adsum_notice *notice)
{
    if (notice->item_count != 1)
        model_fail(&world->model, "a push of %u items", notice->item_count);
    const struct adsum_item *item = notice->items;
    int who = who_of_text(&world->model, item->contact);
    event->about = world->model.who[who].name;
    event->version = notice->version;
    if (event->about == NOBODY)
        model_fail(&world->model, "a push about nobody");
    event->image = (struct image){0};
    if (item->subscription == ADSUM_SUBSCRIPTION_REMOVED)
        return;
    event->image = (struct image){.listed = true,
                                  .ask = item->ask,
                                  .approved = item->approved,
                                  .subscription = item->subscription,
                                  .label = label_of(item)};
    if (event->image.label < 0)
        model_fail(&world->model, "a push with a mixed up name or groups");
}

static void stanza_of(struct world *world, struct event *event,
                      const struct adsum_notice *notice)
{
    char bytes[PAYLOAD];
    bool whole = notice->kind == ADSUM_MESSAGE || notice->kind == ADSUM_IQ ||
                 notice->kind == ADSUM_SUBSCRIBE;
    event->serial = serial_of_id(notice->id);
    if (!whole || event->serial == SAID_NOBODY)
        return;
    payload(event->serial, bytes, sizeof bytes);
    if (notice->kind == ADSUM_SUBSCRIBE && notice->length == 0)
        return;
    if (notice->length != strlen(bytes) ||
        memcmp(notice->bytes, bytes, notice->length) != 0)
        model_fail(&world->model, "the bytes of %d were changed",
                   event->serial);
}

void event_of_notice(struct world *world, struct event *event,
                     const struct adsum_notice *notice)
{
    uint8_t head[] = {notice->kind, notice->type, notice->condition, notice->to,
                      notice->view};
    host_hash(world, head, sizeof head);
    host_hash(world, notice->from.bytes, notice->from.length);
    host_hash(world, notice->id.bytes, notice->id.length);
    event->notice = notice->kind;
    event->type = notice->type;
    event->condition = notice->condition;
    event->to_kind = notice->to;
    event->view = notice->view;
    event->time_ms = notice->time_ms;
    event->serial = SAID_NOBODY;
    if (notice->kind != ADSUM_PUSH)
        event->from = who_of_text(&world->model, notice->from);
    if (notice->kind == ADSUM_PRESENCE)
        presence_of(world, event, notice);
    else if (notice->kind == ADSUM_PUSH)
        push_of(world, event, notice);
    else
        stanza_of(world, event, notice);
    host_hash(world, &event->serial, sizeof event->serial);
}
