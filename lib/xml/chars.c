/*
 * Characters: UTF-8 (RFC 3629 section 4) byte by byte, and the productions of
 * XML 1.0 and Namespaces in XML 1.0 that say which of them may stand where.
 *
 * The byte after a leading one is bounded more closely for four of them. That
 * alone keeps out overlong forms (E0, F0), surrogates (ED) and what is above
 * U+10FFFF (F4).
 */
#include "chars.h"

#include <stddef.h>

/* Controls, blanks, marks, and the characters that mean something in XML. */
#define C 0
#define B (CHAR_SPACE | CHAR_TEXT | CHAR_VALUE)
#define O (CHAR_TEXT | CHAR_VALUE)
#define N (CHAR_NAME | CHAR_TEXT | CHAR_VALUE)
#define S (CHAR_NAME_START | CHAR_NAME | CHAR_TEXT | CHAR_VALUE)
#define Q (CHAR_TEXT)
#define V (CHAR_VALUE)

const uint8_t adsum_xml_class[256] = {
    C, C, C, C, C, C, C, C, C, B, B, C, C, B, C, C, /* 00 */
    C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, /* 10 */
    B, O, Q, O, O, O, C, Q, O, O, O, O, O, N, N, O, /* 20 */
    N, N, N, N, N, N, N, N, N, N, O, O, C, O, O, O, /* 30 */
    O, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, /* 40 */
    S, S, S, S, S, S, S, S, S, S, S, O, O, V, O, S, /* 50 */
    O, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, /* 60 */
    S, S, S, S, S, S, S, S, S, S, S, O, O, O, O, O, /* 70 */
};

bool adsum_xml_char(uint32_t point)
{
    if (point < 0x20)
        return point == '\t' || point == '\n' || point == '\r';
    return point < 0xd800 || (point > 0xdfff && point < 0xfffe) ||
           (point > 0xffff && point <= 0x10ffff);
}

/* Production 4 above U+007F, then what 4a adds to it. */
static const struct range {
    uint32_t first, last;
    uint8_t class;
} ranges[] = {
    {0xb7, 0xb7, CHAR_NAME},
    {0xc0, 0xd6, CHAR_NAME | CHAR_NAME_START},
    {0xd8, 0xf6, CHAR_NAME | CHAR_NAME_START},
    {0xf8, 0x2ff, CHAR_NAME | CHAR_NAME_START},
    {0x300, 0x36f, CHAR_NAME},
    {0x370, 0x37d, CHAR_NAME | CHAR_NAME_START},
    {0x37f, 0x1fff, CHAR_NAME | CHAR_NAME_START},
    {0x200c, 0x200d, CHAR_NAME | CHAR_NAME_START},
    {0x203f, 0x2040, CHAR_NAME},
    {0x2070, 0x218f, CHAR_NAME | CHAR_NAME_START},
    {0x2c00, 0x2fef, CHAR_NAME | CHAR_NAME_START},
    {0x3001, 0xd7ff, CHAR_NAME | CHAR_NAME_START},
    {0xf900, 0xfdcf, CHAR_NAME | CHAR_NAME_START},
    {0xfdf0, 0xfffd, CHAR_NAME | CHAR_NAME_START},
    {0x10000, 0xeffff, CHAR_NAME | CHAR_NAME_START},
};

uint8_t adsum_xml_name_class(uint32_t point)
{
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (point <= ranges[i].last)
            return point >= ranges[i].first ? ranges[i].class : 0;
    return 0;
}

bool adsum_xml_utf8_begin(struct utf8 *utf8, uint8_t byte)
{
    if (byte < 0xc2 || byte > 0xf4)
        return false;
    utf8->left = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
    utf8->point = byte & (0x3fu >> utf8->left);
    utf8->low = byte == 0xe0 ? 0xa0 : byte == 0xf0 ? 0x90 : 0x80;
    utf8->high = byte == 0xed ? 0x9f : byte == 0xf4 ? 0x8f : 0xbf;
    return true;
}

bool adsum_xml_utf8_next(struct utf8 *utf8, uint8_t byte)
{
    if (byte < utf8->low || byte > utf8->high)
        return false;
    utf8->point = utf8->point << 6 | (byte & 0x3f);
    utf8->left--;
    utf8->low = 0x80;
    utf8->high = 0xbf;
    return true;
}

/* The character at `at`, which is moved on; false: it is not UTF-8. */
static bool decode(struct adsum_text text, uint32_t *at, uint32_t *ret)
{
    struct utf8 utf8 = {.point = (uint8_t)text.bytes[(*at)++]};

    if (utf8.point >= 0x80 && !adsum_xml_utf8_begin(&utf8, (uint8_t)utf8.point))
        return false;
    while (utf8.left != 0)
        if (*at == text.length ||
            !adsum_xml_utf8_next(&utf8, (uint8_t)text.bytes[(*at)++]))
            return false;
    *ret = utf8.point;
    return true;
}

bool adsum_xml_chars(struct adsum_text text)
{
    const uint8_t plain = CHAR_TEXT | CHAR_VALUE;
    uint32_t point;

    for (uint32_t at = 0; at < text.length;)
        if ((adsum_xml_class[(uint8_t)text.bytes[at]] & plain) != 0)
            at++;
        else if (!decode(text, &at, &point) || !adsum_xml_char(point))
            return false;
    return true;
}

bool adsum_xml_ncname(struct adsum_text text)
{
    uint8_t want = CHAR_NAME_START;
    uint32_t point;

    for (uint32_t at = 0; at < text.length; want = CHAR_NAME) {
        if (!decode(text, &at, &point))
            return false;
        if (((point < 0x80 ? adsum_xml_class[point]
                           : adsum_xml_name_class(point)) &
             want) == 0)
            return false;
    }
    return text.length != 0;
}
