/* Room. */
#include "room.h"

#include <adsum/xml_writer.h>
#include <string.h>

void *adsum_room_take(struct room *room, uint32_t count, uint32_t size)
{
    uint32_t at = room->used + (8u - room->used % 8u) % 8u;
    uint64_t bytes = (uint64_t)count * size;

    if (at < room->used || at > room->capacity || bytes > room->capacity - at)
        return NULL;
    room->used = at + (uint32_t)bytes;
    memset(room->bytes + at, 0, (size_t)bytes);
    return room->bytes + at;
}

int adsum_room_write(struct room *room, const struct adsum_xml_element *element,
                     const char *content, const char *language)
{
    struct adsum_xml_writer writer = {.content = content,
                                      .language = language,
                                      .bytes = room->bytes + room->used,
                                      .capacity = room->capacity - room->used};
    int err = adsum_xml_write_element(&writer, element);

    if (err == 0)
        room->used += writer.length;
    return err;
}
