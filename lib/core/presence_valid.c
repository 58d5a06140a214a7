/*
 * What makes a presence one: RFC 6121 4.5.1 and 4.7.
 */
#include "presence_valid.h"

#include "utf8.h"
#include <string.h>

static bool part_valid(const struct adsum_part *part)
{
    static const uint8_t zero[sizeof part->reserved];

    return adsum_utf8_text(part->name) && adsum_utf8_text(part->space) &&
           adsum_utf8_text(part->language) &&
           (part->bytes != NULL || part->length == 0) &&
           part->encoding <= ADSUM_ENCODING_SEALED &&
           memcmp(part->reserved, zero, sizeof zero) == 0;
}

bool adsum_presence_valid(const struct adsum_presence *presence)
{
    if (presence->size != sizeof *presence ||
        presence->type > ADSUM_UNAVAILABLE || presence->show > ADSUM_SHOW_DND ||
        presence->reserved != 0 || presence->reserved_too != 0 ||
        !adsum_utf8_text(presence->id) || !adsum_utf8_text(presence->language))
        return false;
    if (presence->type == ADSUM_UNAVAILABLE &&
        (presence->show != 0 || presence->priority != 0))
        return false;
    if (presence->parts == NULL && presence->part_count != 0)
        return false;
    for (uint32_t i = 0; i < presence->part_count; i++)
        if (!part_valid(&presence->parts[i]))
            return false;
    return true;
}
