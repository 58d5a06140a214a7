/*
 * The scanner, inside start tags: names, attributes, values.
 *
 * A name is complete where a byte comes that is no part of one, and that byte
 * is then looked at again by what follows a name.
 */
#include "scanner.h"

#include <string.h>

#define NOT_WELL_FORMED  ADSUM_XML_CONDITION_NOT_WELL_FORMED
#define POLICY_VIOLATION ADSUM_XML_CONDITION_POLICY_VIOLATION

static uint32_t begin_name(struct scan *scan, uint8_t state, uint32_t offset)
{
    scan->state = state;
    scan->token = offset;
    scan->colon = 0;
    scan->matched = 0;
    return SCAN_MORE;
}

uint32_t adsum_xml_begin_element(struct scanner *scanner, uint32_t offset)
{
    struct scan *scan = scanner->scan;

    if (scan->depth == scanner->limits->depth)
        return POLICY_VIOLATION;
    scanner->marks->frames[scan->depth++] =
        (struct frame){.name = offset, .bindings = scan->bindings};
    scan->attributes = 0;
    return begin_name(scan, NAME, offset);
}

uint32_t adsum_xml_begin_attribute(struct scanner *scanner, uint32_t offset)
{
    struct scan *scan = scanner->scan;

    if (scan->attributes == scanner->limits->attributes)
        return POLICY_VIOLATION;
    return begin_name(scan, ATTRIBUTE, offset);
}

uint32_t adsum_xml_name_character(struct scanner *scanner, uint8_t class,
                                  uint32_t offset)
{
    const struct scan *scan = scanner->scan;
    bool first = scan->colon != 0 && offset == scan->colon + 1;

    if ((class & (first ? CHAR_NAME_START : CHAR_NAME)) == 0)
        return NOT_WELL_FORMED;
    if (offset - scan->token >= scanner->limits->name_bytes)
        return POLICY_VIOLATION;
    return SCAN_MORE;
}

/* Reads on in a name; `ret` is whether it is complete before this byte. */
static uint32_t read_name(struct scanner *scanner, uint8_t byte,
                          uint32_t offset, bool *ret)
{
    struct scan *scan = scanner->scan;

    if ((adsum_xml_class[byte] & CHAR_NAME) != 0)
        return adsum_xml_name_character(scanner, adsum_xml_class[byte], offset);
    if (byte == ':' && scan->colon == 0) {
        scan->colon = offset;
        return SCAN_MORE;
    }
    if (byte == ':' || (scan->colon != 0 && offset == scan->colon + 1))
        return NOT_WELL_FORMED;
    *ret = true;
    return SCAN_MORE;
}

/* All of a start tag but its end is known. */
static uint32_t end_tag(struct scanner *scanner, uint8_t byte)
{
    struct scan *scan = scanner->scan;
    bool header = scan->where <= WHERE_PROLOG;
    uint32_t verdict = adsum_xml_resolve(scanner);

    scan->attributes = 0;
    if (verdict != SCAN_MORE)
        return verdict;
    if (byte == '/') {
        scan->state = EMPTY;
        return header ? ADSUM_XML_CONDITION_BAD_FORMAT : SCAN_MORE;
    }
    scan->state = TEXT;
    return header ? SCAN_HEADER : SCAN_MORE;
}

uint32_t adsum_xml_in_value_end(struct scanner *scanner, uint8_t byte,
                                uint32_t offset)
{
    (void)offset;
    if (byte == '>' || byte == '/')
        return end_tag(scanner, byte);
    if ((adsum_xml_class[byte] & CHAR_SPACE) == 0)
        return NOT_WELL_FORMED;
    scanner->scan->state = TAG;
    return SCAN_MORE;
}

uint32_t adsum_xml_in_tag(struct scanner *scanner, uint8_t byte,
                          uint32_t offset)
{
    if ((adsum_xml_class[byte] & CHAR_NAME_START) != 0)
        return adsum_xml_begin_attribute(scanner, offset);
    return adsum_xml_in_value_end(scanner, byte, offset);
}

uint32_t adsum_xml_in_name(struct scanner *scanner, uint8_t byte,
                           uint32_t offset)
{
    struct scan *scan = scanner->scan;
    bool complete = false;
    uint32_t verdict = read_name(scanner, byte, offset, &complete);

    if (!complete)
        return verdict;
    scanner->marks->frames[scan->depth - 1].length =
        (uint16_t)(offset - scan->token);
    return adsum_xml_in_value_end(scanner, byte, offset);
}

uint32_t adsum_xml_in_empty(struct scanner *scanner, uint8_t byte,
                            uint32_t offset)
{
    struct scan *scan = scanner->scan;

    (void)offset;
    if (byte != '>')
        return NOT_WELL_FORMED;
    scan->bindings = scanner->marks->frames[--scan->depth].bindings;
    scan->state = TEXT;
    return scan->depth == 0 ? SCAN_ELEMENT : SCAN_MORE;
}

/* The last attribute's name is complete: no other of the tag may have it. */
static uint32_t end_attribute(struct scanner *scanner, uint32_t offset)
{
    struct scan *scan = scanner->scan;
    struct mark *marks = scanner->marks->attributes;
    struct mark mark = {
        .name = scan->token,
        .length = (uint16_t)(offset - scan->token),
        .prefix = (uint16_t)(scan->colon != 0 ? scan->colon - scan->token : 0)};
    const char *name = scanner->base + mark.name;

    if (mark.length == 11 && memcmp(name, "xmlns:xmlns", 11) == 0)
        return NOT_WELL_FORMED;
    for (uint32_t i = 0; i < scan->attributes; i++)
        if (marks[i].length == mark.length &&
            memcmp(scanner->base + marks[i].name, name, mark.length) == 0)
            return NOT_WELL_FORMED;
    marks[scan->attributes++] = mark;
    scan->state = EQUALS;
    return SCAN_MORE;
}

uint32_t adsum_xml_in_attribute(struct scanner *scanner, uint8_t byte,
                                uint32_t offset)
{
    bool complete = false;
    uint32_t verdict = read_name(scanner, byte, offset, &complete);

    if (!complete)
        return verdict;
    if (byte != '=' && (adsum_xml_class[byte] & CHAR_SPACE) == 0)
        return NOT_WELL_FORMED;
    verdict = end_attribute(scanner, offset);
    return verdict != SCAN_MORE ? verdict
                                : adsum_xml_in_equals(scanner, byte, offset);
}

uint32_t adsum_xml_in_equals(struct scanner *scanner, uint8_t byte,
                             uint32_t offset)
{
    (void)offset;
    if (byte == '=')
        scanner->scan->state = QUOTE;
    else if ((adsum_xml_class[byte] & CHAR_SPACE) == 0)
        return NOT_WELL_FORMED;
    return SCAN_MORE;
}

uint32_t adsum_xml_in_quote(struct scanner *scanner, uint8_t byte,
                            uint32_t offset)
{
    struct scan *scan = scanner->scan;

    if (byte == '\'' || byte == '"') {
        scan->quote = byte;
        scan->token = offset + 1;
        scan->state = VALUE;
    } else if ((adsum_xml_class[byte] & CHAR_SPACE) == 0) {
        return NOT_WELL_FORMED;
    }
    return SCAN_MORE;
}

uint32_t adsum_xml_in_value(struct scanner *scanner, uint8_t byte,
                            uint32_t offset)
{
    struct scan *scan = scanner->scan;

    if (byte == scan->quote) {
        scan->state = VALUE_END;
        return adsum_xml_declare(scanner, offset);
    }
    if (byte == '&') {
        scan->back = VALUE;
        scan->state = REFERENCE;
        return SCAN_MORE;
    }
    return byte == '<' || !adsum_xml_char(byte) ? NOT_WELL_FORMED : SCAN_MORE;
}
