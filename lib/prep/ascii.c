/*
 * ASCII: RFC 8264 section 9.11 less RFC 7622 section 3.3.1; LDH; space to
 * tilde.
 */
#include "ascii.h"

#define OPAQUE ASCII_RESOURCE         /* the eight, and the space */
#define SIGN   (OPAQUE | ASCII_LOCAL) /* all other punctuation */
#define LDH    (SIGN | ASCII_DOMAIN)
#define DIGIT  (LDH | ASCII_DIGIT | ASCII_HEX)
#define HEX    (LDH | ASCII_HEX)
#define CAP    (LDH | ASCII_UPPER)
#define CAPHEX (HEX | ASCII_UPPER)

/* clang-format off */
const uint8_t adsum_ascii[256] = {
    /* 20 */
    [' '] = OPAQUE, SIGN, ['"'] = OPAQUE, SIGN, SIGN, SIGN,
    ['&'] = OPAQUE, OPAQUE, SIGN, SIGN, SIGN, SIGN, SIGN, LDH, LDH,
    ['/'] = OPAQUE,
    ['0'] = DIGIT, DIGIT, DIGIT, DIGIT, DIGIT, DIGIT, DIGIT, DIGIT, DIGIT,
    DIGIT,
    [':'] = OPAQUE, SIGN, ['<'] = OPAQUE, SIGN, ['>'] = OPAQUE, SIGN,
    /* 40 */
    ['@'] = OPAQUE,
    ['A'] = CAPHEX, CAPHEX, CAPHEX, CAPHEX, CAPHEX, CAPHEX,
    ['G'] = CAP, CAP, CAP, CAP, CAP, CAP, CAP, CAP, CAP, CAP, CAP, CAP, CAP,
    CAP, CAP, CAP, CAP, CAP, CAP, CAP,
    ['['] = SIGN, SIGN, SIGN, SIGN, SIGN, SIGN,
    /* 60; 7F is in nothing */
    ['a'] = HEX, HEX, HEX, HEX, HEX, HEX,
    ['g'] = LDH, LDH, LDH, LDH, LDH, LDH, LDH, LDH, LDH, LDH, LDH, LDH, LDH,
    LDH, LDH, LDH, LDH, LDH, LDH, LDH,
    ['{'] = SIGN, SIGN, SIGN, SIGN,
};
/* clang-format on */
