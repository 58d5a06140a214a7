/*
 * A presence's parts. Each child is of one part, known by its key; a part is
 * made at its first child and takes in those of its key that follow.
 */
#include "reading.h"

#include "words.h"
#include <string.h>

static bool is_status(const struct adsum_part *part)
{
    return part->space.length == 0 && adsum_text_is(part->name, "status");
}

static bool is_part(const struct adsum_xml_element *child)
{
    return child->name.length != 0 &&
           !(adsum_reading_content(child) &&
             (adsum_text_is(child->name, "show") ||
              adsum_text_is(child->name, "priority")));
}

static struct adsum_part key_of(const struct adsum_presence *presence,
                                const struct adsum_xml_element *child)
{
    struct adsum_part key = {.name = child->name};

    if (!adsum_reading_content(child))
        key.space = child->space;
    if (is_status(&key))
        key.language = adsum_xml_value(child, "lang", ADSUM_XML_NAMESPACE);
    if (adsum_text_same_language(key.language, presence->language))
        key.language = (struct adsum_text){NULL, 0};
    return key;
}

static bool same_key(const struct adsum_part *one,
                     const struct adsum_part *other)
{
    return adsum_text_same(one->name, other->name) &&
           adsum_text_same(one->space, other->space) &&
           adsum_text_same_language(one->language, other->language);
}

static bool is_known(const struct adsum_presence *presence,
                     const struct adsum_part *key)
{
    for (uint32_t i = 0; i < presence->part_count; i++)
        if (same_key(&presence->parts[i], key))
            return true;
    return false;
}

/* All that it says is text and a language. */
static bool is_text(const struct adsum_xml_element *child)
{
    return child->attribute_count ==
           (adsum_xml_value(child, "lang", ADSUM_XML_NAMESPACE).bytes != NULL);
}

/* A status, 4.7.2.2; what it may not have but does is kept as it is. */
static uint32_t read_text(const struct adsum_xml_element *child,
                          struct adsum_part *part)
{
    struct adsum_text text = adsum_xml_text(child);

    part->bytes = text.bytes;
    part->length = text.length;
    part->encoding = ADSUM_ENCODING_TEXT;
    return ADSUM_STANZA_ERROR_NONE;
}

static uint32_t read_elements(struct reading *reading,
                              const struct adsum_presence *presence,
                              const char *language,
                              const struct adsum_xml_element *child,
                              struct adsum_part *part)
{
    uint32_t at = reading->room.used;

    for (; child != NULL; child = child->next) {
        struct adsum_part key = key_of(presence, child);

        if (is_part(child) && same_key(&key, part) &&
            adsum_room_write(&reading->room, child,
                             adsum_reading_space(reading), language) != 0)
            return ADSUM_STANZA_ERROR_POLICY_VIOLATION;
    }
    part->bytes = reading->room.bytes + at;
    part->length = reading->room.used - at;
    part->encoding = ADSUM_ENCODING_XML;
    return ADSUM_STANZA_ERROR_NONE;
}

static uint32_t read_part(struct reading *reading,
                          const struct adsum_presence *presence,
                          const char *language,
                          const struct adsum_xml_element *child,
                          struct adsum_part *part)
{
    if (is_status(part)) {
        if (adsum_reading_element(child, NULL) != NULL)
            return ADSUM_STANZA_ERROR_BAD_REQUEST;
        if (is_text(child))
            return read_text(child, part);
    }
    return read_elements(reading, presence, language, child, part);
}

/* The presence's language as writers want it; `ret` stays where there is none.
 */
static uint32_t terminate(struct reading *reading, struct adsum_text language,
                          const char **ret)
{
    char *made;

    if (language.bytes == NULL)
        return ADSUM_STANZA_ERROR_NONE;
    made = adsum_room_take(&reading->room, language.length + 1, 1);
    if (made == NULL)
        return ADSUM_STANZA_ERROR_POLICY_VIOLATION;
    if (language.length != 0)
        memcpy(made, language.bytes, language.length);
    *ret = made;
    return ADSUM_STANZA_ERROR_NONE;
}

static uint32_t read_child(struct reading *reading,
                           struct adsum_presence *presence,
                           struct adsum_part *parts, const char *language,
                           const struct adsum_xml_element *child)
{
    struct adsum_part key = key_of(presence, child);
    uint32_t wrong;

    if (is_known(presence, &key))
        return is_status(&key) ? ADSUM_STANZA_ERROR_BAD_REQUEST
                               : ADSUM_STANZA_ERROR_NONE;
    if (presence->part_count == reading->options.parts)
        return ADSUM_STANZA_ERROR_POLICY_VIOLATION;
    if ((wrong = read_part(reading, presence, language, child, &key)) != 0)
        return wrong;
    parts[presence->part_count++] = key;
    return ADSUM_STANZA_ERROR_NONE;
}

static uint32_t count(const struct reading *reading)
{
    const struct adsum_xml_element *child = reading->element->first;
    uint32_t found = 0;

    for (; child != NULL && found < reading->options.parts; child = child->next)
        found += is_part(child);
    return found;
}

uint32_t adsum_parts_read(struct reading *reading,
                          struct adsum_presence *presence)
{
    const struct adsum_xml_element *child = reading->element->first;
    struct adsum_part *parts =
        adsum_room_take(&reading->room, count(reading), sizeof *parts);
    const char *language = NULL;
    uint32_t wrong;

    if (parts == NULL)
        return ADSUM_STANZA_ERROR_POLICY_VIOLATION;
    presence->parts = parts;
    wrong = terminate(reading, presence->language, &language);
    for (; wrong == 0 && child != NULL; child = child->next)
        if (is_part(child))
            wrong = read_child(reading, presence, parts, language, child);
    return wrong;
}
