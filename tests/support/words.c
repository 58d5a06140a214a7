/* Reading words. */
#include "words.h"

#include <stdlib.h>
#include <string.h>

#include "cmocka_all.h"

const char *const words_kinds[] = {
    "kind 0",      "presence",     "probe", "subscribe", "subscribed",
    "unsubscribe", "unsubscribed", "push",  "roster",    "message",
    "iq",          "bounce",       NULL};

const char *const words_types[] = {"normal",   "chat",   "groupchat",
                                   "headline", "error",  "get",
                                   "set",      "result", NULL};

const char *const words_conditions[] = {
    "no-condition",          "service-unavailable", "remote-server-not-found",
    "remote-server-timeout", "not-allowed",         NULL};

const char *const words_shows[] = {"none", "chat", "away", "xa", "dnd", NULL};

const char *const words_subscriptions[] = {"none", "to",      "from",
                                           "both", "removed", NULL};

const char *const words_ended[] = {"reason 0", "silent",      "slow",
                                   "replaced", "not-resumed", NULL};

static void complain(struct adsum_text word)
{
    print_error("no such word here: %.*s\n", (int)word.length, word.bytes);
    fail();
}

struct adsum_text words_next(const char **cursor)
{
    struct adsum_text word;
    const char *at = *cursor == NULL ? "" : *cursor;
    at += strspn(at, " ");
    word.bytes = at;
    word.length = (uint32_t)strcspn(at, " ");
    *cursor = at + word.length;
    return word;
}

int words_is(struct adsum_text word, const char *string)
{
    return word.length == strlen(string) &&
           memcmp(word.bytes, string, word.length) == 0;
}

int words_index(const char *const *names, struct adsum_text word)
{
    for (int i = 0; names[i] != NULL; i++)
        if (words_is(word, names[i]))
            return i;
    return -1;
}

uint64_t words_number(struct adsum_text word)
{
    char digits[24] = {0};
    if (word.length == 0 || word.length >= sizeof digits)
        complain(word);
    memcpy(digits, word.bytes, word.length);
    return strtoull(digits, NULL, 10);
}

/* "key=value": the value, if the key is this one. */
static int value_of(struct adsum_text word, const char *key,
                    struct adsum_text *ret)
{
    uint32_t length = (uint32_t)strlen(key);
    if (word.length <= length || word.bytes[length] != '=' ||
        memcmp(word.bytes, key, length) != 0)
        return 0;
    ret->bytes = word.bytes + length + 1;
    ret->length = word.length - length - 1;
    return 1;
}

/* Cut a text in two at the first of a sign; the rest is empty if none. */
static struct adsum_text cut(struct adsum_text *text, char sign)
{
    struct adsum_text rest = {NULL, 0};
    const char *at =
        text->length == 0 ? NULL : memchr(text->bytes, sign, text->length);
    if (at == NULL)
        return rest;
    rest.bytes = at + 1;
    rest.length = (uint32_t)(text->bytes + text->length - rest.bytes);
    text->length = (uint32_t)(at - text->bytes);
    return rest;
}

static void read_part(struct adsum_text word, struct words_presence *ret)
{
    struct adsum_part *part = &ret->parts[ret->presence.part_count];
    struct adsum_text value = cut(&word, '=');
    struct adsum_text space;
    if (value.bytes == NULL || ret->presence.part_count == WORDS_PARTS)
        complain(word);
    space = cut(&word, '{');
    if (space.bytes != NULL) {
        struct adsum_text after = cut(&space, '}');
        part->space = space;
        part->language = cut(&after, ':');
    } else {
        part->language = cut(&word, ':');
    }
    part->name = word;
    part->bytes = value.bytes;
    part->length = value.length;
    ret->presence.part_count++;
}

static void read_presence_word(struct adsum_text word,
                               struct words_presence *ret)
{
    struct adsum_text value;
    int show = words_index(words_shows, word);
    if (show >= 0)
        ret->presence.show = (uint8_t)show;
    else if (words_is(word, "unavailable"))
        ret->presence.type = ADSUM_UNAVAILABLE;
    else if (value_of(word, "priority", &value))
        ret->presence.priority = (int8_t)atoi(value.bytes);
    else if (value_of(word, "id", &value))
        ret->presence.id = value;
    else if (value_of(word, "lang", &value))
        ret->presence.language = value;
    else
        read_part(word, ret);
}

static void begin_presence(struct words_presence *ret)
{
    memset(ret, 0, sizeof *ret);
    ret->presence.size = sizeof ret->presence;
    ret->presence.parts = ret->parts;
}

void words_read_presence(const char *words, struct words_presence *ret)
{
    struct adsum_text word;
    begin_presence(ret);
    while ((word = words_next(&words)).length != 0)
        read_presence_word(word, ret);
}

void words_read_item(const char *words, struct words_item *ret)
{
    struct adsum_text word;
    struct adsum_text value;
    memset(ret, 0, sizeof *ret);
    ret->item.groups = ret->groups;
    ret->item.contact = words_next(&words);
    while ((word = words_next(&words)).length != 0) {
        int subscription = words_index(words_subscriptions, word);
        if (subscription >= 0)
            ret->item.subscription = (uint8_t)subscription;
        else if (words_is(word, "ask"))
            ret->item.ask = 1;
        else if (words_is(word, "approved"))
            ret->item.approved = 1;
        else if (value_of(word, "name", &value))
            ret->item.name = value;
        else if (value_of(word, "group", &value) &&
                 ret->item.group_count < WORDS_GROUPS)
            ret->groups[ret->item.group_count++] = value;
        else
            complain(word);
    }
}

/* What any notice but a presence or a push may say. */
static void read_notice_word(struct adsum_text word, struct adsum_notice *ret)
{
    struct adsum_text value;
    int index;
    if (value_of(word, "id", &value)) {
        ret->id = value;
    } else if (value_of(word, "bytes", &value)) {
        ret->bytes = value.bytes;
        ret->length = value.length;
    } else if (ret->kind == ADSUM_BOUNCE &&
               (index = words_index(words_kinds, word)) >= 0) {
        ret->type = (uint8_t)index;
    } else if ((index = words_index(words_conditions, word)) >= 0) {
        ret->condition = (uint8_t)index;
    } else if ((index = words_index(words_types, word)) >= 0) {
        ret->type = (uint8_t)index;
    } else {
        complain(word);
    }
}

void words_read_notice(const char *words, struct words_notice *ret)
{
    struct adsum_text word = words_next(&words);
    struct adsum_text value;
    int kind = words_index(words_kinds, word);
    if (kind < 0)
        complain(word);
    memset(ret, 0, sizeof *ret);
    ret->notice.size = sizeof ret->notice;
    ret->notice.kind = (uint8_t)kind;
    begin_presence(&ret->presence);
    if (kind == ADSUM_PUSH || kind == ADSUM_ROSTER) {
        words_read_item(words, &ret->item);
        ret->notice.items = &ret->item.item;
        ret->notice.item_count = ret->item.item.contact.length == 0 ? 0 : 1;
        return;
    }
    if (kind == ADSUM_PRESENCE)
        ret->notice.presence = &ret->presence.presence;
    while ((word = words_next(&words)).length != 0) {
        if (value_of(word, "at", &value))
            ret->notice.time_ms = words_number(value);
        else if (words_is(word, "view=bare"))
            ret->notice.view = ADSUM_VIEW_BARE;
        else if (kind == ADSUM_PRESENCE)
            read_presence_word(word, &ret->presence);
        else
            read_notice_word(word, &ret->notice);
    }
}
