/*
 * The caller's memory, given out from its beginning; nothing is given back.
 */
#ifndef ADSUM_XMPP_ROOM_H
#define ADSUM_XMPP_ROOM_H

#include <adsum/xml_node.h>
#include <stdint.h>

struct room {
    char *bytes;
    uint32_t capacity;
    uint32_t used;
};

/** Room for `count` things of `size` bytes, all zero, aligned; NULL: full. */
void *adsum_room_take(struct room *room, uint32_t count, uint32_t size);

/**
 * An element, as it stands in a content namespace and a language, behind what
 * was given out last.
 *
 * @content, @language  terminated; NULL for the language: none is said
 *
 * Returns 0, or what writers do.
 */
int adsum_room_write(struct room *room, const struct adsum_xml_element *element,
                     const char *content, const char *language);

#endif
