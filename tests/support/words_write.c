/* Writing words. */
#include <stdio.h>
#include <string.h>

#include "cmocka_all.h"
#include "words.h"

void line_add(struct line *line, const char *format, ...)
{
    size_t room = sizeof line->text - line->length;
    va_list arguments;
    int wrote;
    va_start(arguments, format);
    wrote = vsnprintf(line->text + line->length, room, format, arguments);
    va_end(arguments);
    if (wrote > 0)
        line->length += (size_t)wrote < room ? (size_t)wrote : room - 1;
}

void line_add_text(struct line *line, struct adsum_text text)
{
    line_add(line, "%.*s", (int)text.length,
             text.length == 0 ? "" : text.bytes);
}

static void add_value(struct line *line, const char *key,
                      struct adsum_text value)
{
    if (value.length == 0)
        return;
    line_add(line, " %s=", key);
    line_add_text(line, value);
}

static const char *name_in(const char *const *names, uint32_t value)
{
    for (uint32_t i = 0; names[i] != NULL; i++)
        if (i == value)
            return names[i];
    return "out-of-range";
}

static void add_part(struct line *line, const struct adsum_part *part)
{
    struct adsum_text bytes = {part->bytes, part->length};
    line_add(line, " ");
    line_add_text(line, part->name);
    if (part->space.length != 0)
        line_add(line, "{%.*s}", (int)part->space.length, part->space.bytes);
    if (part->language.length != 0)
        line_add(line, ":%.*s", (int)part->language.length,
                 part->language.bytes);
    line_add(line, "=");
    line_add_text(line, bytes);
}

void words_write_presence(struct line *line, const struct adsum_presence *from)
{
    if (from->type != ADSUM_AVAILABLE)
        line_add(line, " unavailable");
    if (from->show != ADSUM_SHOW_NONE)
        line_add(line, " %s", name_in(words_shows, from->show));
    if (from->priority != 0)
        line_add(line, " priority=%d", from->priority);
    add_value(line, "id", from->id);
    add_value(line, "lang", from->language);
    for (uint32_t i = 0; i < from->part_count; i++)
        add_part(line, &from->parts[i]);
}

void words_write_item(struct line *line, const struct adsum_item *from)
{
    line_add_text(line, from->contact);
    line_add(line, " %s", name_in(words_subscriptions, from->subscription));
    if (from->ask)
        line_add(line, " ask");
    if (from->approved)
        line_add(line, " approved");
    add_value(line, "name", from->name);
    for (uint32_t i = 0; i < from->group_count; i++)
        add_value(line, "group", from->groups[i]);
}

static void add_kind_fields(struct line *line, const struct adsum_notice *from)
{
    int stanza = from->kind == ADSUM_MESSAGE || from->kind == ADSUM_IQ;
    if (stanza && !(from->kind == ADSUM_MESSAGE && from->type == 0))
        line_add(line, " %s", name_in(words_types, from->type));
    if (from->kind == ADSUM_BOUNCE)
        line_add(line, " %s %s", name_in(words_kinds, from->type),
                 name_in(words_conditions, from->condition));
    add_value(line, "id", from->id);
    if (from->bytes != NULL) {
        struct adsum_text bytes = {from->bytes, from->length};
        add_value(line, "bytes", bytes);
    }
}

void words_write_notice(struct line *line, const struct adsum_notice *from)
{
    line_add(line, "%s ", name_in(words_kinds, from->kind));
    if (from->kind == ADSUM_PUSH || from->kind == ADSUM_ROSTER) {
        for (uint32_t i = 0; i < from->item_count; i++)
            words_write_item(line, &from->items[i]);
        return;
    }
    line_add_text(line, from->from);
    if (from->kind == ADSUM_PRESENCE && from->presence != NULL)
        words_write_presence(line, from->presence);
    add_kind_fields(line, from);
    if (from->time_ms != 0)
        line_add(line, " at=%llu", (unsigned long long)from->time_ms);
    if (from->kind == ADSUM_PRESENCE && from->view != ADSUM_VIEW_ALL)
        line_add(line, " view=%s",
                 from->view == ADSUM_VIEW_BARE ? "bare" : "nothing");
}

void words_write_delivery(struct line *line, const struct adsum_notice *from)
{
    words_write_notice(line, from);
    if (from->to == ADSUM_TO_FULL && from->kind != ADSUM_PUSH)
        line_add(line, " to=full");
}

void words_write_answer(struct line *line, int answer)
{
    const char *name = adsum_name(ADSUM_NAMES_ERROR, answer);
    if (answer < ADSUM_ERR_LIMIT) {
        line_add(line, "limit %s", name);
        return;
    }
    if (*name == '\0')
        line_add(line, "answer %d", answer);
    if (strncmp(name, "err_", 4) == 0)
        name += 4;
    for (; *name != '\0'; name++)
        line_add(line, "%c", *name == '_' ? ' ' : *name);
}
