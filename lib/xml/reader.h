/*
 * Parsers, and what makes trees of units.
 *
 * A parser stands open inside a start tag that declares what a stream's header
 * does; units of all such streams go through it, each whole, one after the
 * other.
 */
#ifndef ADSUM_XML_READER_H
#define ADSUM_XML_READER_H

#include "tree.h"
#include <stdint.h>

enum { READER_PARSERS = 4, READER_REFUSED = 1 };

struct parser {
    void *context;     /* libxml2's; NULL: none */
    char *text;        /* the start tag it stands in */
    uint32_t length;   /* of it */
    uint32_t units;    /* it has read */
    uint32_t last_use; /* by reader->clock */
};

struct reader {
    struct memory memory;
    struct tree tree;
    struct parser parsers[READER_PARSERS];
    uint32_t clock;
    bool refused; /* the parser found fault with the unit */
    bool no_memory;
    bool opening; /* the start tag is the parser's own */
};

/** Once before any other, and before a second thread. */
void adsum_xml_reader_prepare(void);

/**
 * Make a tree of one element.
 *
 * @header   what is declared around it
 * @unended  its name, where the bytes are its start tag only; else empty
 *
 * Returns 0, ADSUM_ERR_NO_MEMORY, or READER_REFUSED.
 */
int adsum_xml_read(struct reader *reader, const struct header *header,
                   struct adsum_text bytes, struct adsum_text unended);

void adsum_xml_reader_deinit(struct reader *reader);

#endif
