/*
 * The disk: what save() got is what adsum_user_load() takes, and after each
 * call it holds what the model says, so nothing that was told can be lost.
 */
#include "world.h"

#include <stdlib.h>
#include <string.h>

void label_text(int label, char *buffer, size_t capacity)
{
    buffer[0] = '\0';
    if (label != 0)
        snprintf(buffer, capacity, "name %d", label);
}

uint32_t label_groups(int label, struct adsum_text *groups, char texts[3][16])
{
    uint32_t count = (uint32_t)label % 4;
    for (uint32_t i = 0; i < count; i++) {
        snprintf(texts[i], sizeof texts[i], "group %u",
                 (uint32_t)label % 7 + i);
        groups[i] = adsum_text_of(texts[i]);
    }
    return count;
}

/* Negative where name and groups are not of one label. */
int label_of(const struct adsum_item *item)
{
    char name[16] = "", texts[3][16];
    struct adsum_text groups[3];
    int label = 0;
    if (item->name.length >= sizeof name)
        return -1;
    if (item->name.length > 5) {
        memcpy(name, item->name.bytes, item->name.length);
        label = atoi(name + 5);
    }
    if (item->group_count != label_groups(label, groups, texts))
        return -1;
    for (uint32_t i = 0; i < item->group_count; i++) {
        bool found = false;
        for (uint32_t j = 0; j < item->group_count; j++)
            found |= said_text_equal(item->groups[i], groups[j]);
        if (!found)
            return -1;
    }
    return label;
}

static struct image image_of_row(struct world *world,
                                 const struct adsum_item *item)
{
    struct image image = {.listed = true,
                          .ask = item->ask,
                          .approved = item->approved,
                          .subscription = item->subscription,
                          .label = label_of(item)};
    if (image.label < 0)
        model_fail(&world->model, "saved: a mixed up name or groups");
    return image;
}

static void request_gone(struct durable *disk, int contact)
{
    free(disk->requests[contact]);
    disk->requests[contact] = NULL;
    for (int i = 0; i < disk->request_count; i++)
        if (disk->request_order[i] == contact) {
            disk->request_count--;
            memmove(&disk->request_order[i], &disk->request_order[i + 1],
                    (size_t)(disk->request_count - i) * sizeof(int));
        }
}

static void save_request(struct durable *disk, int contact,
                         const struct adsum_change *change)
{
    if (disk->requests[contact] == NULL)
        disk->request_order[disk->request_count++] = contact;
    free(disk->requests[contact]);
    disk->requests[contact] = malloc(change->length + 1u);
    disk->request_bytes[contact] = change->length;
    if (disk->requests[contact] == NULL)
        abort();
    memcpy(disk->requests[contact], change->bytes, change->length);
}

static void block_gone(struct durable *disk, int who)
{
    for (int i = 0; i < disk->block_count; i++)
        if (disk->blocks[i] == who || who == NOBODY)
            disk->blocks[i--] = disk->blocks[--disk->block_count];
}

static void save_one(struct world *world, const struct adsum_change *change)
{
    int user = world->model.who[who_of_text(&world->model, change->user)].name;
    int who = change->contact.length == 0
                  ? NOBODY
                  : who_of_text(&world->model, change->contact);
    int contact = who == NOBODY ? NOBODY : world->model.who[who].name;
    if (user == NOBODY)
        model_fail(&world->model, "saved: of nobody");
    struct durable *disk = &world->durable[user];
    bool block = change->kind == ADSUM_CHANGE_BLOCK ||
                 change->kind == ADSUM_CHANGE_BLOCK_GONE;
    if (contact == NOBODY && !block && change->kind < ADSUM_CHANGE_VERSION)
        model_fail(&world->model, "saved: about nobody");
    if (change->kind == ADSUM_CHANGE_ITEM)
        disk->items[contact] = image_of_row(world, change->item);
    else if (change->kind == ADSUM_CHANGE_ITEM_GONE)
        disk->items[contact] = (struct image){0};
    else if (change->kind == ADSUM_CHANGE_REQUEST)
        save_request(disk, contact, change);
    else if (change->kind == ADSUM_CHANGE_REQUEST_GONE)
        request_gone(disk, contact);
    else if (change->kind == ADSUM_CHANGE_BLOCK)
        disk->blocks[disk->block_count++] = who;
    else if (change->kind == ADSUM_CHANGE_BLOCK_GONE)
        block_gone(disk, who);
    else if (change->kind == ADSUM_CHANGE_VERSION)
        disk->version = change->number;
    else if (change->kind == ADSUM_CHANGE_LAST)
        disk->last_ms = change->number;
    else
        model_fail(&world->model, "saved: a row of kind %d", change->kind);
}

void disk_save(struct world *world, const struct adsum_change *changes,
               uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        save_one(world, &changes[i]);
}

struct loading {
    struct adsum_change rows[4 * MOST_NAMES + MOST_BLOCKS];
    struct adsum_item items[MOST_NAMES];
    struct adsum_text groups[MOST_NAMES][3];
    char texts[MOST_NAMES][3][16], names[MOST_NAMES][16];
    uint32_t count;
};

static struct adsum_change *row(struct loading *loading, uint8_t kind)
{
    struct adsum_change *change = &loading->rows[loading->count++];
    *change = (struct adsum_change){.kind = kind};
    return change;
}

static void load_items(struct world *world, const struct durable *disk,
                       struct loading *loading)
{
    for (int i = 0; i < world->model.name_count; i++) {
        const struct image *image = &disk->items[i];
        struct adsum_item *item = &loading->items[i];
        struct adsum_text contact =
            who_text(&world->model, world->model.names[i].who);
        if (!image->listed)
            continue;
        label_text(image->label, loading->names[i], sizeof loading->names[i]);
        *item = (struct adsum_item){
            .contact = contact,
            .name = adsum_text_of(loading->names[i]),
            .groups = loading->groups[i],
            .group_count = label_groups(image->label, loading->groups[i],
                                        loading->texts[i]),
            .subscription = image->subscription,
            .ask = image->ask,
            .approved = image->approved};
        struct adsum_change *change = row(loading, ADSUM_CHANGE_ITEM);
        change->contact = contact;
        change->item = item;
    }
}

int disk_load(struct world *world, int name)
{
    static struct loading loading;
    const struct durable *disk = &world->durable[name];
    const struct name *user = &world->model.names[name];
    loading.count = 0;
    load_items(world, disk, &loading);
    for (int i = 0; i < disk->request_count; i++) {
        int contact = disk->request_order[i];
        struct adsum_change *change = row(&loading, ADSUM_CHANGE_REQUEST);
        change->contact =
            who_text(&world->model, world->model.names[contact].who);
        change->bytes = disk->requests[contact];
        change->length = disk->request_bytes[contact];
    }
    for (int i = 0; i < disk->block_count; i++)
        row(&loading, ADSUM_CHANGE_BLOCK)->contact =
            who_text(&world->model, disk->blocks[i]);
    if (disk->version != 0)
        row(&loading, ADSUM_CHANGE_VERSION)->number = disk->version;
    if (disk->last_ms != 0)
        row(&loading, ADSUM_CHANGE_LAST)->number = disk->last_ms;
    return adsum_user_load(world->nodes[user->node].service,
                           who_text(&world->model, user->who),
                           user->fiction ? ADSUM_USER_UNKNOWN : ADSUM_USER_KEPT,
                           loading.rows, user->fiction ? 0 : loading.count);
}

void disk_check(struct world *world)
{
    struct model *model = &world->model;
    for (int n = 0; n < model->name_count; n++) {
        const struct name *user = &model->names[n];
        const struct durable *disk = &world->durable[n];
        if (user->node == NOWHERE || user->fiction)
            continue;
        for (int i = 0; i < model->name_count; i++) {
            struct image image = image_of(&user->items[i]);
            if (!image_equal(&image, &disk->items[i]))
                model_fail(model, "5: the disk has an old item of %s for %s",
                           model->who[model->names[i].who].text,
                           model->who[user->who].text);
            if ((disk->requests[i] != NULL) !=
                ((user->items[i].facts & IN) != 0))
                model_fail(model, "5: the disk has wrong requests of %s",
                           model->who[user->who].text);
        }
        if (disk->block_count != user->block_count)
            model_fail(model, "5: the disk has %d blocks of %s, not %d",
                       disk->block_count, model->who[user->who].text,
                       user->block_count);
    }
}

void disk_free(struct world *world)
{
    for (int n = 0; n < MOST_NAMES; n++)
        for (int i = 0; i < MOST_NAMES; i++)
            free(world->durable[n].requests[i]);
    memset(world->durable, 0, sizeof world->durable);
}
