/*
 * Finding a part of a presence by its key (RFC 6121 4.7.2.2: one for each
 * language). Keys are compared by octets, as all text is.
 */
#include <adsum/presence.h>

#include "presence_valid.h"
#include <adsum/error.h>
#include <string.h>

static bool equal(struct adsum_text one, struct adsum_text other)
{
    return one.length == other.length &&
           (one.length == 0 || memcmp(one.bytes, other.bytes, one.length) == 0);
}

int adsum_presence_part(const struct adsum_presence *presence,
                        struct adsum_text name, struct adsum_text space,
                        struct adsum_text language,
                        const struct adsum_part **ret)
{
    const struct adsum_part *first = NULL;

    for (uint32_t i = 0; i < presence->part_count; i++) {
        const struct adsum_part *part = &presence->parts[i];

        if (!equal(part->name, name) || !equal(part->space, space))
            continue;
        if (equal(part->language, language)) {
            *ret = part;
            return 0;
        }
        if (first == NULL && language.length == 0)
            first = part;
    }
    if (first == NULL)
        return ADSUM_ERR_NOT_FOUND;
    *ret = first;
    return 0;
}

bool adsum_presence_repeats(const struct adsum_presence *presence)
{
    for (uint32_t i = 0; i < presence->part_count; i++) {
        const struct adsum_part *part = &presence->parts[i], *found;

        /* The part itself is found, unless there is an equal one before. */
        adsum_presence_part(presence, part->name, part->space, part->language,
                            &found);
        if (found != part)
            return true;
    }
    return false;
}
