/*
 * Escaping. A carriage return is written as a number, or a parser would make a
 * line feed of it; in values so are tabs and line feeds, of which it would make
 * blanks. A > is escaped since it might follow two brackets.
 */
#include "escape.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

static const struct {
    char byte;
    uint8_t where; /* a bit for each enum escape */
    char as[7];
} rows[] = {
    {'&', 3, "&amp;"},   {'<', 3, "&lt;"},   {'>', 1, "&gt;"},
    {'\'', 2, "&apos;"}, {'\r', 3, "&#13;"}, {'\t', 2, "&#9;"},
    {'\n', 2, "&#10;"},
};

static const char *escaped(char byte, enum escape escape)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].byte == byte && (rows[i].where & (1 << escape)) != 0)
            return rows[i].as;
    return NULL;
}

/* Whether a byte stands for itself; most are above all that is looked for. */
static bool plain(char byte)
{
    return (uint8_t)byte > '>' || ((uint8_t)byte > '\'' && byte < '<');
}

uint64_t adsum_xml_escape(struct adsum_text text, enum escape escape, char *ret)
{
    uint64_t bytes = 0;

    for (uint32_t i = 0; i < text.length;) {
        const char *from = text.bytes + i;
        size_t length = 0;

        while (i + length < text.length && plain(from[length]))
            length++;
        i += (uint32_t)length;
        if (length == 0) {
            const char *as = escaped(*from, escape);

            from = as != NULL ? as : from;
            length = as != NULL ? strlen(as) : 1;
            i++;
        }
        if (ret != NULL)
            memcpy(ret + bytes, from, length);
        bytes += length;
    }
    return bytes;
}
