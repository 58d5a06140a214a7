#include "said.h"

#include "random.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const words[] = {"", "busy", "on the train",
                                    "\xc3\xa9t\xc3\xa9",
                                    "a longer text that says nothing new"};
static const char *const languages[] = {"", "en", "fr"};

bool said_text_equal(struct adsum_text a, struct adsum_text b)
{
    return a.length == b.length &&
           (a.length == 0 || memcmp(a.bytes, b.bytes, a.length) == 0);
}

static void fill_parts(struct random *random, struct said *ret)
{
    uint32_t count = random_below(random, SAID_PARTS + 1);
    for (uint32_t i = 0; i < count; i++) {
        struct adsum_part *part = &ret->parts[i];
        const char *word = words[random_below(random, 5)];
        part->name = adsum_text_of(i < 2 ? "status" : "c");
        part->language = adsum_text_of(i < 2 ? languages[i] : "");
        part->space = adsum_text_of(i < 2 ? "" : "urn:example:caps");
        part->encoding = i < 2 ? ADSUM_ENCODING_TEXT : ADSUM_ENCODING_SEALED;
        part->bytes = word;
        part->length = (uint32_t)strlen(word);
    }
    ret->presence.parts = ret->parts;
    ret->presence.part_count = count;
}

void said_fill(int serial, bool unavailable, struct said *ret)
{
    /* Few kinds, so that equal ones come up and parts are shared. */
    struct random random = random_of((uint64_t)serial % 40, 7);
    memset(ret, 0, sizeof *ret);
    ret->presence.size = sizeof ret->presence;
    snprintf(ret->id, sizeof ret->id, "%c%d", unavailable ? 'q' : 'p', serial);
    ret->presence.id = adsum_text_of(ret->id);
    fill_parts(&random, ret);
    if (unavailable) {
        ret->presence.type = ADSUM_UNAVAILABLE;
        return;
    }
    ret->presence.show = (uint8_t)random_below(&random, 5);
    ret->presence.priority =
        (int8_t)((int)random_below(&random, 5) - (int)random_below(&random, 3));
    ret->presence.language = adsum_text_of(languages[random_below(&random, 3)]);
}

int said_serial(const struct adsum_presence *presence)
{
    char digits[16] = "";
    if (presence->id.length < 2 || presence->id.length >= sizeof digits)
        return SAID_NOBODY;
    memcpy(digits, presence->id.bytes, presence->id.length);
    return atoi(digits + 1);
}

static bool parts_equal(const struct adsum_presence *a,
                        const struct adsum_presence *b)
{
    if (a->part_count != b->part_count)
        return false;
    for (uint32_t i = 0; i < a->part_count; i++) {
        const struct adsum_part *one = &a->parts[i], *two = NULL;
        for (uint32_t j = 0; j < b->part_count && two == NULL; j++)
            if (said_text_equal(one->name, b->parts[j].name) &&
                said_text_equal(one->space, b->parts[j].space) &&
                said_text_equal(one->language, b->parts[j].language))
                two = &b->parts[j];
        if (two == NULL || one->length != two->length ||
            one->encoding != two->encoding || one->audience != two->audience ||
            one->expires_ms != two->expires_ms ||
            (one->length != 0 && memcmp(one->bytes, two->bytes, one->length)))
            return false;
    }
    return true;
}

static bool shown_equal(const struct adsum_presence *a,
                        const struct adsum_presence *b)
{
    return a->type == b->type && a->show == b->show &&
           a->priority == b->priority && parts_equal(a, b);
}

bool said_equal(const struct adsum_presence *presence, int serial)
{
    struct said said;
    said_fill(serial, presence->type == ADSUM_UNAVAILABLE, &said);
    return shown_equal(presence, &said.presence) &&
           said_text_equal(presence->id, said.presence.id) &&
           said_text_equal(presence->language, said.presence.language);
}

bool said_alike(int serial, int other)
{
    struct said one, two;
    said_fill(serial, false, &one);
    said_fill(other, false, &two);
    return shown_equal(&one.presence, &two.presence);
}
