/*
 * Characters, as XML 1.0 (fifth edition) has them.
 */
#ifndef ADSUM_XML_CHARS_H
#define ADSUM_XML_CHARS_H

#include <adsum/base.h>
#include <stdbool.h>
#include <stdint.h>

/* Classes of the bytes below 0x80; what is above has none. */
enum {
    CHAR_SPACE = 1,
    CHAR_NAME_START = 2, /* a colon is not: names are NCNames here */
    CHAR_NAME = 4,
    CHAR_TEXT = 8,  /* stands for itself in text: not < & ] */
    CHAR_VALUE = 16 /* stands for itself in a value: not < & or a quote */
};

extern const uint8_t adsum_xml_class[256];

/** Production 2, Char, for what UTF-8 can say. */
bool adsum_xml_char(uint32_t point);

/** CHAR_NAME_START and CHAR_NAME of a code point above 0x7f: 4 and 4a. */
uint8_t adsum_xml_name_class(uint32_t point);

/** UTF-8 in the middle of a character. */
struct utf8 {
    uint32_t point; /* so far */
    uint8_t left;   /* bytes still to come */
    uint8_t low;    /* bounds of the next one */
    uint8_t high;
};

/** Begin with a byte above 0x7f. Returns whether one may. */
bool adsum_xml_utf8_begin(struct utf8 *utf8, uint8_t byte);

/** The next byte, while `left` is not 0. Returns whether it fits. */
bool adsum_xml_utf8_next(struct utf8 *utf8, uint8_t byte);

/** Whether a text is UTF-8 and all of it Char. */
bool adsum_xml_chars(struct adsum_text text);

/** Whether a text is an NCName. */
bool adsum_xml_ncname(struct adsum_text text);

#endif
