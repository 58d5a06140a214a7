/*
 * Text as it may stand in XML.
 */
#ifndef ADSUM_XML_ESCAPE_H
#define ADSUM_XML_ESCAPE_H

#include <adsum/base.h>
#include <stdint.h>

enum escape {
    ESCAPE_TEXT = 0,
    ESCAPE_VALUE /* between apostrophes */
};

/**
 * Write `text` so that a parser reads it again; returns its bytes then.
 *
 * @ret  room for them, or NULL: only count
 */
uint64_t adsum_xml_escape(struct adsum_text text, enum escape escape,
                          char *ret);

#endif
