/*
 * The scanner, after an ampersand: the five entities and characters by number.
 *
 * Any other entity is restricted-xml (RFC 6120 11.1), and known to be one at
 * the first letter that none of the five has there.
 */
#include "scanner.h"

#define NOT_WELL_FORMED ADSUM_XML_CONDITION_NOT_WELL_FORMED

static const char entities[][5] = {"amp", "apos", "gt", "lt", "quot"};

enum { ENTITIES = sizeof entities / sizeof *entities };

static uint32_t back(struct scan *scan)
{
    scan->state = scan->back;
    scan->matched = 0;
    return SCAN_MORE;
}

uint32_t adsum_xml_in_reference(struct scanner *scanner, uint8_t byte,
                                uint32_t offset)
{
    struct scan *scan = scanner->scan;

    scan->value = 0;
    scan->matched = (1 << ENTITIES) - 1;
    if (byte == '#') {
        scan->matched = 0;
        scan->state = REFERENCE_NUMBER;
        return SCAN_MORE;
    }
    if (byte != ':' && (adsum_xml_class[byte] & CHAR_NAME_START) == 0)
        return NOT_WELL_FORMED;
    scan->state = REFERENCE_NAME;
    return adsum_xml_in_reference_name(scanner, byte, offset);
}

uint32_t adsum_xml_in_reference_name(struct scanner *scanner, uint8_t byte,
                                     uint32_t offset)
{
    struct scan *scan = scanner->scan;
    char want = (char)(byte == ';' ? '\0' : byte);
    bool name = byte == ':' || (adsum_xml_class[byte] & CHAR_NAME) != 0;

    (void)offset;
    if (byte != ';' && !name)
        return NOT_WELL_FORMED;
    for (uint32_t i = 0; i < ENTITIES; i++)
        if (entities[i][scan->value] != want)
            scan->matched &= (uint8_t) ~(1u << i);
    scan->value++;
    if (scan->matched == 0)
        return ADSUM_XML_CONDITION_RESTRICTED_XML;
    return byte == ';' ? back(scan) : SCAN_MORE;
}

/* What a digit is worth; the base where it is none. */
static uint32_t digit(uint8_t byte, uint32_t base)
{
    if (byte >= '0' && byte <= '9')
        return byte - (uint32_t)'0';
    byte |= 0x20;
    if (base == 16 && byte >= 'a' && byte <= 'f')
        return byte - (uint32_t)'a' + 10;
    return base;
}

uint32_t adsum_xml_in_reference_number(struct scanner *scanner, uint8_t byte,
                                       uint32_t offset)
{
    struct scan *scan = scanner->scan;
    uint32_t base = scan->state == REFERENCE_HEX ? 16 : 10;
    uint32_t worth = digit(byte, base);

    (void)offset;
    if (byte == 'x' && scan->state == REFERENCE_NUMBER) {
        scan->state = REFERENCE_HEX;
        return SCAN_MORE;
    }
    if (scan->state == REFERENCE_NUMBER)
        scan->state = REFERENCE_DECIMAL;
    if (byte == ';' && scan->matched != 0 && adsum_xml_char(scan->value))
        return back(scan);
    if (worth == base)
        return NOT_WELL_FORMED;
    scan->matched = 1;
    scan->value = scan->value * base + worth;
    return scan->value > 0x10ffff ? NOT_WELL_FORMED : SCAN_MORE;
}
