/* Addresses by number, and who is found under them. */
#include "model.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void model_fail(struct model *model, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(model->why, sizeof model->why, format, arguments);
    va_end(arguments);
    longjmp(model->failed, 1);
}

static int find(const struct model *model, const char *text)
{
    for (int i = 0; i < model->who_count; i++)
        if (strcmp(model->who[i].text, text) == 0)
            return i;
    return NOBODY;
}

static void copy_part(char *to, size_t room, struct adsum_text part)
{
    size_t length = part.length < room ? part.length : room - 1;
    memcpy(to, part.length != 0 ? part.bytes : "", length);
    to[length] = '\0';
}

int who_of(struct model *model, const char *text)
{
    int known = find(model, text);
    if (known != NOBODY)
        return known;
    struct adsum_address address;
    struct who who = {.bare = NOBODY, .name = NOBODY};
    if (adsum_address_split(adsum_text_of(text), &address) != 0)
        model_fail(model, "not an address: %s", text);
    if (model->who_count == MOST_WHO)
        model_fail(model, "shadow: too many addresses");
    snprintf(who.text, sizeof who.text, "%s", text);
    copy_part(who.resource, sizeof who.resource, address.resource);
    copy_part(who.domain, sizeof who.domain, address.domain);
    if (address.resource.length != 0) {
        char bare[sizeof who.text];
        copy_part(bare, sizeof bare, address.bare);
        who.bare = who_of(model, bare);
        who.name = model->who[who.bare].name;
    }
    int number = model->who_count++;
    if (who.bare == NOBODY)
        who.bare = number;
    model->who[number] = who;
    return number;
}

int who_of_text(struct model *model, struct adsum_text text)
{
    char copy[sizeof model->who[0].text];
    if (text.length >= sizeof copy)
        model_fail(model, "an address of %u bytes", text.length);
    copy_part(copy, sizeof copy, text);
    return who_of(model, copy);
}

int who_full(struct model *model, int bare, const char *resource)
{
    char text[sizeof model->who[0].text];
    snprintf(text, sizeof text, "%.40s/%.24s", model->who[bare].text, resource);
    return who_of(model, text);
}

struct adsum_text who_text(const struct model *model, int who)
{
    return adsum_text_of(model->who[who].text);
}

int name_new(struct model *model, const char *bare, int node)
{
    if (model->name_count == MOST_NAMES)
        model_fail(model, "shadow: too many names");
    int number = model->name_count++;
    struct name *name = &model->names[number];
    name->who = who_of(model, bare);
    name->node = node;
    model->who[name->who].name = number;
    return number;
}

struct name *name_of(struct model *model, int who)
{
    int name = model->who[who].name;
    return name == NOBODY ? NULL : &model->names[name];
}

struct session *session_at(struct model *model, int node, int who)
{
    for (int i = 0; i < MOST_SESSIONS; i++) {
        struct session *session = &model->sessions[i];
        if (session->open && session->who == who && session->node == node)
            return session;
    }
    return NULL;
}

struct session *session_by_handle(struct model *model, int node,
                                  uint64_t handle)
{
    for (int i = 0; i < MOST_SESSIONS; i++) {
        struct session *session = &model->sessions[i];
        if (session->open && session->handle == handle && session->node == node)
            return session;
    }
    return NULL;
}

struct image image_of(const struct item *item)
{
    struct image image = {.listed = item->listed};
    if (!item->listed)
        return image;
    image.subscription = item->facts & (TO | FROM);
    image.ask = (item->facts & OUT) != 0;
    image.approved = item->approved;
    image.label = item->label;
    return image;
}

bool image_equal(const struct image *a, const struct image *b)
{
    if (!a->listed || !b->listed)
        return a->listed == b->listed;
    return a->subscription == b->subscription && a->ask == b->ask &&
           a->approved == b->approved && a->label == b->label;
}
