/* Rosters, requests and blocks, as their owner changes and reads them. */
#include "world.h"

#include <string.h>

static struct image image_of_item(const struct adsum_item *item)
{
    if (item->subscription == ADSUM_SUBSCRIPTION_REMOVED)
        return (struct image){0};
    return (struct image){.listed = true,
                          .ask = item->ask,
                          .approved = item->approved,
                          .subscription = item->subscription,
                          .label = label_of(item)};
}

static void apply_set(struct world *world, const struct operation *operation)
{
    struct model *model = &world->model;
    int name = model->who[operation->who].name;
    int contact = model->who[operation->to].name;
    struct item *item = &model->names[name].items[contact];
    struct image before = image_of(item);
    item->listed = true;
    item->label = (int)operation->number;
    struct image after = image_of(item);
    await_push(model, name, contact, image_equal(&before, &after));
}

static void apply_block(struct world *world, const struct operation *operation)
{
    struct model *model = &world->model;
    int name = model->who[operation->who].name;
    struct name *user = &model->names[name];
    for (int i = 0; i < operation->count; i++) {
        bool known = false;
        for (int j = 0; j < user->block_count; j++)
            known |= user->blocks[j] == operation->list[i];
        if (!known)
            user->blocks[user->block_count++] = operation->list[i];
    }
    life_block(model, name);
}

static void apply_unblock(struct world *world,
                          const struct operation *operation)
{
    struct model *model = &world->model;
    int name = model->who[operation->who].name;
    struct name *user = &model->names[name];
    bool was[MOST_NAMES] = {false};
    for (int i = 0; i < model->name_count; i++)
        was[i] = blocks(model, user, model->names[i].who);
    for (int i = user->block_count - 1; i >= 0; i--) {
        bool gone = operation->count == 0;
        for (int j = 0; j < operation->count; j++)
            gone |= user->blocks[i] == operation->list[j];
        if (gone)
            user->blocks[i] = user->blocks[--user->block_count];
    }
    life_unblock(model, name, was);
}

static void apply_ask(struct world *world, struct operation *operation)
{
    struct model *model = &world->model;
    struct session *session = &model->sessions[operation->session];
    struct adsum_walk *walk = &operation->walk;
    struct adsum_item item;
    int err;
    session->interested = true;
    session->roster_synced = true;
    if (walk->what == ADSUM_WALK_ROSTER)
        memset(session->roster, 0, sizeof session->roster);
    else if (operation->number == 0 || (walk->what != ADSUM_WALK_CHANGES &&
                                        walk->what != ADSUM_WALK_SAME))
        model_fail(model, "asked for a roster, got a walk of kind %u",
                   walk->what);
    while ((err = adsum_roster_next(world->nodes[operation->node].service, walk,
                                    &item)) == 0) {
        int contact = model->who[who_of_text(model, item.contact)].name;
        if (walk->what == ADSUM_WALK_SAME || contact == NOBODY)
            model_fail(model, "nothing changed, but an item follows");
        session->roster[contact] = image_of_item(&item);
    }
    if (err != ADSUM_END || walk->version < session->version)
        model_fail(model, "a roster ends with %d, at version %llu", err,
                   (unsigned long long)walk->version);
    session->version = walk->version;
    bool pushes = false; /* older ones are yet to come */
    for (int i = 0; i < session->awaited.count; i++)
        pushes |= session->awaited.entries[i].kind == ADSUM_PUSH;
    for (int i = 0; i < model->name_count && !pushes; i++) {
        struct image image = image_of(&model->names[session->name].items[i]);
        if (!image_equal(&image, &session->roster[i]))
            model_fail(model, "%s asked, and has an old item of %s",
                       model->who[session->who].text,
                       model->who[model->names[i].who].text);
    }
}

bool apply_roster(struct world *world, struct operation *operation)
{
    struct model *model = &world->model;
    switch (operation->kind) {
    case DO_SET:
        apply_set(world, operation);
        return true;
    case DO_REMOVE:
        rules_remove(model, model->who[operation->who].name,
                     model->who[operation->to].name);
        return true;
    case DO_BLOCK:
        apply_block(world, operation);
        return true;
    case DO_UNBLOCK:
        apply_unblock(world, operation);
        return true;
    case DO_ASK:
        apply_ask(world, operation);
        return true;
    case DO_UNLOAD:
        name_of(model, operation->who)->loaded = false;
        return true;
    default:
        return false;
    }
}
