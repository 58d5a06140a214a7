/*
 * The scanner: reads a stream's units byte by byte, finds where each ends, and
 * refuses what XML, namespaces or RFC 6120 section 11 forbid at the byte that
 * shows it. What it lets through, libxml2 accepts.
 *
 * A unit is an XML declaration, a stream header, a first-level element or the
 * stream's end tag. It begins at its first byte and is known by offsets from
 * there, so it must lie in one piece, wherever that is.
 */
#ifndef ADSUM_XML_SCANNER_H
#define ADSUM_XML_SCANNER_H

#include "chars.h"
#include "header.h"
#include <adsum/xml.h>
#include <stdbool.h>
#include <stdint.h>

/* Where a unit begins. */
enum where {
    WHERE_START = 0, /* nothing has come: a declaration may */
    WHERE_PROLOG,    /* the header must come */
    WHERE_STREAM,    /* between first-level elements */
    WHERE_MESSAGE    /* at the first byte of a WebSocket message */
};

/* What a byte shows: nothing, a condition of 4.9.3, or the end of a unit. */
enum {
    SCAN_MORE = 0,
    SCAN_DECLARATION = 100,
    SCAN_HEADER,
    SCAN_ELEMENT,
    SCAN_END
};

/** A unit so far. All zero but `where` is one that begins. */
struct scan {
    uint32_t length; /* bytes read */
    uint32_t token;  /* offset of the name or value that is being read */
    uint32_t colon;  /* offset of that name's colon; 0: it has none */
    uint32_t value;  /* a character reference; how much of a name agrees */
    struct utf8 utf8;
    uint16_t depth; /* elements open */
    uint16_t attributes;
    uint16_t bindings;
    uint8_t where;
    uint8_t state;
    uint8_t back;    /* where a reference returns to */
    uint8_t quote;   /* that ends the value */
    uint8_t matched; /* of a literal; brackets before a > */
    uint8_t row;     /* of a table: which literal */
};

/** An open element. */
struct frame {
    uint32_t name;
    uint16_t length;
    uint16_t bindings; /* that were in force around it */
};

/** An attribute of the start tag that is being read. */
struct mark {
    uint32_t name;
    uint16_t length;
    uint16_t prefix; /* bytes of it */
};

/** What a unit's offsets stand for: as many as `scan` counts. */
struct marks {
    struct frame *frames;
    struct mark *attributes;
    struct binding *bindings;
};

struct scanner {
    struct scan *scan;
    struct marks *marks;
    const struct adsum_xml_options *limits;
    const struct header *header; /* of WHERE_STREAM */
    const char *base;            /* the unit's first byte */
};

/**
 * Read on, from scan->length up to `end`; returns SCAN_*, or a condition.
 *
 * Unless it is SCAN_MORE, scan->length is just behind the byte that showed it.
 */
uint32_t adsum_xml_scan(struct scanner *scanner, uint32_t end);

/* Between the scanner's own files. */

enum state {
    BEGIN = 0,
    BOM,
    LESS,
    BANG,
    CDATA_OPEN,
    CDATA,
    TEXT,
    NAME,
    TAG,
    ATTRIBUTE,
    EQUALS,
    QUOTE,
    VALUE,
    VALUE_END,
    EMPTY,
    END_NAME,
    END_SPACE,
    REFERENCE,
    REFERENCE_NAME,
    REFERENCE_NUMBER,
    REFERENCE_DECIMAL,
    REFERENCE_HEX,
    DECLARATION,
    DECLARATION_SPACE,
    DECLARATION_NAME,
    DECLARATION_EQUALS,
    DECLARATION_QUOTE,
    DECLARATION_VALUE,
    DECLARATION_VALUE_END,
    DECLARATION_END,
    STATES
};

/** What a byte below 0x80 does in a state; `offset` is its own. */
typedef uint32_t step(struct scanner *scanner, uint8_t byte, uint32_t offset);

step adsum_xml_in_name, adsum_xml_in_tag, adsum_xml_in_attribute,
    adsum_xml_in_equals, adsum_xml_in_quote, adsum_xml_in_value,
    adsum_xml_in_value_end, adsum_xml_in_empty, adsum_xml_in_reference,
    adsum_xml_in_reference_name, adsum_xml_in_reference_number,
    adsum_xml_in_declaration, adsum_xml_in_declaration_space,
    adsum_xml_in_declaration_name, adsum_xml_in_declaration_equals,
    adsum_xml_in_declaration_quote, adsum_xml_in_declaration_value,
    adsum_xml_in_declaration_value_end, adsum_xml_in_declaration_end;

/** Begin an element, or an attribute, whose name begins at `offset`. */
uint32_t adsum_xml_begin_element(struct scanner *scanner, uint32_t offset);
uint32_t adsum_xml_begin_attribute(struct scanner *scanner, uint32_t offset);

/** A name's next character: its class, and where it is. */
uint32_t adsum_xml_name_character(struct scanner *scanner, uint8_t class,
                                  uint32_t offset);

/** The value of the last attribute is complete: is it a declaration? */
uint32_t adsum_xml_declare(struct scanner *scanner, uint32_t end);

/** All of a start tag is known: does each prefix stand for something? */
uint32_t adsum_xml_resolve(const struct scanner *scanner);

#endif
