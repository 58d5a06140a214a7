/*
 * The scanner, in an XML declaration: version 1.0, UTF-8, and a word on
 * standalone that means nothing here (RFC 6120 11.5, 11.6, 11.8).
 */
#include "scanner.h"

#include <stddef.h>

#define NOT_WELL_FORMED ADSUM_XML_CONDITION_NOT_WELL_FORMED

static const char target[] = "xml";

/* In their order; the second standalone is for its other value. */
static const struct {
    char name[11], value[6];
    uint8_t wrong; /* when the value is another */
} rows[] = {
    {"version", "1.0", ADSUM_XML_CONDITION_BAD_FORMAT},
    {"encoding", "utf-8", ADSUM_XML_CONDITION_UNSUPPORTED_ENCODING},
    {"standalone", "no", NOT_WELL_FORMED},
    {"standalone", "yes", NOT_WELL_FORMED},
};

enum { STANDALONE = 2, ROWS = sizeof rows / sizeof *rows };

static uint32_t go(struct scan *scan, uint8_t state)
{
    scan->state = state;
    scan->matched = 0;
    return SCAN_MORE;
}

static bool space(uint8_t byte)
{
    return (adsum_xml_class[byte] & CHAR_SPACE) != 0;
}

uint32_t adsum_xml_in_declaration(struct scanner *scanner, uint8_t byte,
                                  uint32_t offset)
{
    struct scan *scan = scanner->scan;

    (void)offset;
    if (scan->matched == sizeof target - 1 && space(byte)) {
        scan->row = ROWS;
        return go(scan, DECLARATION_SPACE);
    }
    if (scan->matched == sizeof target - 1 ||
        byte != (uint8_t)target[scan->matched])
        return ADSUM_XML_CONDITION_RESTRICTED_XML;
    scan->matched++;
    return SCAN_MORE;
}

/* Between two of them; scan->row is the last, ROWS before the first. */
uint32_t adsum_xml_in_declaration_space(struct scanner *scanner, uint8_t byte,
                                        uint32_t offset)
{
    struct scan *scan = scanner->scan;
    uint8_t first = scan->row == ROWS ? 0 : (uint8_t)(scan->row + 1);
    uint8_t last = scan->row == ROWS ? 0 : STANDALONE;

    (void)offset;
    if (space(byte))
        return SCAN_MORE;
    if (byte == '?' && scan->row != ROWS)
        return go(scan, DECLARATION_END);
    for (uint8_t i = first; i <= last; i++)
        if (byte == (uint8_t)rows[i].name[0]) {
            scan->row = i;
            go(scan, DECLARATION_NAME);
            scan->matched = 1;
            return SCAN_MORE;
        }
    return NOT_WELL_FORMED;
}

uint32_t adsum_xml_in_declaration_name(struct scanner *scanner, uint8_t byte,
                                       uint32_t offset)
{
    struct scan *scan = scanner->scan;
    char want = rows[scan->row].name[scan->matched];

    if (want == '\0') {
        go(scan, DECLARATION_EQUALS);
        return adsum_xml_in_declaration_equals(scanner, byte, offset);
    }
    scan->matched++;
    return byte == (uint8_t)want ? SCAN_MORE : NOT_WELL_FORMED;
}

uint32_t adsum_xml_in_declaration_equals(struct scanner *scanner, uint8_t byte,
                                         uint32_t offset)
{
    (void)offset;
    if (byte == '=')
        return go(scanner->scan, DECLARATION_QUOTE);
    return space(byte) ? SCAN_MORE : NOT_WELL_FORMED;
}

uint32_t adsum_xml_in_declaration_quote(struct scanner *scanner, uint8_t byte,
                                        uint32_t offset)
{
    (void)offset;
    if (byte == '\'' || byte == '"') {
        scanner->scan->quote = byte;
        return go(scanner->scan, DECLARATION_VALUE);
    }
    return space(byte) ? SCAN_MORE : NOT_WELL_FORMED;
}

uint32_t adsum_xml_in_declaration_value(struct scanner *scanner, uint8_t byte,
                                        uint32_t offset)
{
    struct scan *scan = scanner->scan;
    uint8_t folded = byte >= 'A' && byte <= 'Z' ? byte | 0x20 : byte;
    char want;

    (void)offset;
    if (scan->row == STANDALONE && scan->matched == 0 && byte == 'y')
        scan->row++;
    want = rows[scan->row].value[scan->matched];
    if (want == '\0' && byte == scan->quote)
        return go(scan, DECLARATION_VALUE_END);
    if (want == '\0' ||
        (uint8_t)want != (scan->row < STANDALONE ? folded : byte))
        return rows[scan->row].wrong;
    scan->matched++;
    return SCAN_MORE;
}

uint32_t adsum_xml_in_declaration_value_end(struct scanner *scanner,
                                            uint8_t byte, uint32_t offset)
{
    (void)offset;
    if (byte == '?')
        return go(scanner->scan, DECLARATION_END);
    return space(byte) ? go(scanner->scan, DECLARATION_SPACE) : NOT_WELL_FORMED;
}

uint32_t adsum_xml_in_declaration_end(struct scanner *scanner, uint8_t byte,
                                      uint32_t offset)
{
    (void)scanner;
    (void)offset;
    return byte == '>' ? (uint32_t)SCAN_DECLARATION : NOT_WELL_FORMED;
}
