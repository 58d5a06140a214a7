/*
 * What an ASCII character may be in, and its lower case.
 */
#ifndef ADSUM_PREP_ASCII_H
#define ADSUM_PREP_ASCII_H

#include <adsum/base.h>
#include <stdbool.h>

enum {
    ASCII_LOCAL = 1,    /* UsernameCaseMapped less RFC 7622 section 3.3.1 */
    ASCII_DOMAIN = 2,   /* letters, digits, hyphen, and the dot between */
    ASCII_RESOURCE = 4, /* OpaqueString */
    ASCII_HEX = 8,
    ASCII_DIGIT = 16,
    ASCII_UPPER = 32, /* the bit that makes a letter lower case, too */
};

/** A mask by byte; none above U+007F is in anything. */
extern const uint8_t adsum_ascii[256];

static inline bool ascii_is(char byte, uint8_t kinds)
{
    return (adsum_ascii[(unsigned char)byte] & kinds) != 0;
}

static inline char ascii_lower(char byte)
{
    return (char)(byte | (adsum_ascii[(unsigned char)byte] & ASCII_UPPER));
}

#endif
