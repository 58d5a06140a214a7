/*
 * What a stream header declares, for as long as the stream is open.
 *
 * Streams of one pool whose headers declare the same share it. Addresses, id
 * and version are the caller's to keep.
 */
#ifndef ADSUM_XML_HEADER_H
#define ADSUM_XML_HEADER_H

#include "memory.h"
#include <adsum/xml_node.h>
#include <stdint.h>

/** A prefix and its namespace, as they are written: offsets into a text. */
struct binding {
    uint32_t prefix;
    uint32_t value;
    uint32_t value_length;
    uint16_t prefix_length;
    uint16_t reserved;
};

struct header {
    uint32_t references;
    uint32_t bytes;       /* of this and all it holds, one block */
    uint32_t hash;        /* of text and language */
    uint16_t name_length; /* of the root, which begins at text.bytes + 1 */
    uint16_t binding_count;
    struct adsum_text text; /* a start tag with the declarations alone */
    const struct binding *bindings; /* into text */
    struct adsum_xml_element element;
};

/** Header of what has none: nothing is declared. */
extern const struct header adsum_xml_no_header;

enum { HEADERS_SHARED = 16 };

/** The headers that are shared: the first ones that came. */
struct headers {
    struct header *shared[HEADERS_SHARED];
};

/** The one that declares what a header's element does. */
int adsum_xml_header_take(struct headers *headers, struct memory *memory,
                          const struct adsum_xml_element *element,
                          struct header **ret);

/** NULL is allowed. */
void adsum_xml_header_give(struct headers *headers, struct memory *memory,
                           struct header *header);

#endif
