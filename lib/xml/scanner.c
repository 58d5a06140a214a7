/*
 * The scanner: text, markup and the loop over all bytes.
 *
 * Each state is a function of one byte below 0x80. Bytes above go through the
 * UTF-8 decoder, and the character counts where it ends. Where a run of bytes
 * changes nothing it is skipped, which makes no difference but speed.
 *
 * A unit is bounded by limits.stanza_bytes, the elements in it by depth, so
 * offsets fit 32 bits and counts 16.
 */
#include "scanner.h"

#define NOT_WELL_FORMED ADSUM_XML_CONDITION_NOT_WELL_FORMED
#define RESTRICTED_XML  ADSUM_XML_CONDITION_RESTRICTED_XML
#define BAD_FORMAT      ADSUM_XML_CONDITION_BAD_FORMAT
#define BAD_ENCODING    ADSUM_XML_CONDITION_UNSUPPORTED_ENCODING

static const char bom[] = "\xef\xbb\xbf";
static const char cdata[] = "[CDATA[";

static uint32_t go(struct scanner *scanner, uint8_t state)
{
    scanner->scan->state = state;
    return SCAN_MORE;
}

/* A byte that fits nowhere here. Zeros where the stream should begin are a
 * wider encoding's. */
static uint32_t misplaced(const struct scan *scan, uint8_t byte)
{
    if (byte == 0 && scan->where <= WHERE_PROLOG)
        return BAD_ENCODING;
    if (scan->state == BEGIN && scan->where >= WHERE_STREAM &&
        adsum_xml_char(byte))
        return BAD_FORMAT;
    return NOT_WELL_FORMED;
}

static uint32_t in_begin(struct scanner *scanner, uint8_t byte, uint32_t offset)
{
    struct scan *scan = scanner->scan;

    (void)offset;
    if (byte == '<')
        return go(scanner, LESS);
    if ((adsum_xml_class[byte] & CHAR_SPACE) == 0 ||
        scan->where == WHERE_MESSAGE)
        return misplaced(scan, byte);
    if (scan->where == WHERE_START)
        scan->where = WHERE_PROLOG;
    return SCAN_MORE;
}

static uint32_t in_less(struct scanner *scanner, uint8_t byte, uint32_t offset)
{
    struct scan *scan = scanner->scan;

    if ((adsum_xml_class[byte] & CHAR_NAME_START) != 0)
        return adsum_xml_begin_element(scanner, offset);
    if (byte == '/') {
        if (scan->depth == 0 && scan->where != WHERE_STREAM)
            return NOT_WELL_FORMED;
        scan->value = 0;
        return go(scanner, END_NAME);
    }
    if (byte == '?' && scan->where == WHERE_START && scan->depth == 0) {
        scan->matched = 0;
        return go(scanner, DECLARATION);
    }
    if (byte == '?' ||
        (byte == '!' && scan->depth == 0 && scan->where != WHERE_STREAM))
        return RESTRICTED_XML;
    if (byte == '!')
        return go(scanner, BANG);
    return misplaced(scan, byte);
}

static uint32_t in_bang(struct scanner *scanner, uint8_t byte, uint32_t offset)
{
    (void)offset;
    if (byte == '-' || byte == 'D')
        return RESTRICTED_XML;
    if (byte != '[')
        return NOT_WELL_FORMED;
    if (scanner->scan->depth == 0)
        return BAD_FORMAT;
    scanner->scan->matched = 1;
    return go(scanner, CDATA_OPEN);
}

static uint32_t in_cdata_open(struct scanner *scanner, uint8_t byte,
                              uint32_t offset)
{
    struct scan *scan = scanner->scan;

    (void)offset;
    if (byte != (uint8_t)cdata[scan->matched])
        return NOT_WELL_FORMED;
    if (++scan->matched < sizeof cdata - 1)
        return SCAN_MORE;
    scan->matched = 0;
    return go(scanner, CDATA);
}

/* Counts the brackets before a >, and answers whether this one is after two. */
static bool after_brackets(struct scan *scan, uint8_t byte)
{
    bool after = byte == '>' && scan->matched == 2;

    if (byte != ']')
        scan->matched = 0;
    else if (scan->matched < 2)
        scan->matched++;
    return after;
}

static uint32_t in_cdata(struct scanner *scanner, uint8_t byte, uint32_t offset)
{
    (void)offset;
    if (!adsum_xml_char(byte))
        return NOT_WELL_FORMED;
    if (after_brackets(scanner->scan, byte))
        return go(scanner, TEXT);
    return SCAN_MORE;
}

static uint32_t in_text(struct scanner *scanner, uint8_t byte, uint32_t offset)
{
    (void)offset;
    if (!adsum_xml_char(byte) || after_brackets(scanner->scan, byte))
        return NOT_WELL_FORMED;
    if (byte == '<')
        return go(scanner, LESS);
    if (byte != '&')
        return SCAN_MORE;
    scanner->scan->back = TEXT;
    return go(scanner, REFERENCE);
}

static uint32_t in_end_space(struct scanner *scanner, uint8_t byte,
                             uint32_t offset)
{
    struct scan *scan = scanner->scan;

    (void)offset;
    if ((adsum_xml_class[byte] & CHAR_SPACE) != 0)
        return go(scanner, END_SPACE);
    if (byte != '>')
        return NOT_WELL_FORMED;
    if (scan->depth == 0)
        return SCAN_END;
    scan->bindings = scanner->marks->frames[--scan->depth].bindings;
    scan->matched = 0;
    scan->state = TEXT;
    return scan->depth == 0 ? SCAN_ELEMENT : SCAN_MORE;
}

/* An end tag's name: byte by byte that of the element it must end. */
static uint32_t in_end_name(struct scanner *scanner, uint8_t byte,
                            uint32_t offset)
{
    struct scan *scan = scanner->scan;
    const char *name = scanner->header->text.bytes + 1;
    uint32_t length = scanner->header->name_length;

    if (scan->depth != 0) {
        const struct frame *frame = &scanner->marks->frames[scan->depth - 1];

        name = scanner->base + frame->name;
        length = frame->length;
    }
    if (scan->value == length)
        return in_end_space(scanner, byte, offset);
    if (byte != (uint8_t)name[scan->value])
        return NOT_WELL_FORMED;
    scan->value++;
    return SCAN_MORE;
}

static uint32_t in_bom(struct scanner *scanner, uint8_t byte, uint32_t offset)
{
    if (byte != (uint8_t)bom[offset])
        return BAD_ENCODING;
    return go(scanner, offset + 1 == sizeof bom - 1 ? BEGIN : BOM);
}

static const struct {
    step *step;
    uint8_t skip; /* runs of these change nothing */
} states[STATES] = {
    [BEGIN] = {in_begin, 0},
    [BOM] = {in_bom, 0},
    [LESS] = {in_less, 0},
    [BANG] = {in_bang, 0},
    [CDATA_OPEN] = {in_cdata_open, 0},
    [CDATA] = {in_cdata, CHAR_TEXT},
    [TEXT] = {in_text, CHAR_TEXT},
    [NAME] = {adsum_xml_in_name, CHAR_NAME},
    [TAG] = {adsum_xml_in_tag, CHAR_SPACE},
    [ATTRIBUTE] = {adsum_xml_in_attribute, CHAR_NAME},
    [EQUALS] = {adsum_xml_in_equals, 0},
    [QUOTE] = {adsum_xml_in_quote, 0},
    [VALUE] = {adsum_xml_in_value, CHAR_VALUE},
    [VALUE_END] = {adsum_xml_in_value_end, 0},
    [EMPTY] = {adsum_xml_in_empty, 0},
    [END_NAME] = {in_end_name, 0},
    [END_SPACE] = {in_end_space, 0},
    [REFERENCE] = {adsum_xml_in_reference, 0},
    [REFERENCE_NAME] = {adsum_xml_in_reference_name, 0},
    [REFERENCE_NUMBER] = {adsum_xml_in_reference_number, 0},
    [REFERENCE_DECIMAL] = {adsum_xml_in_reference_number, 0},
    [REFERENCE_HEX] = {adsum_xml_in_reference_number, 0},
    [DECLARATION] = {adsum_xml_in_declaration, 0},
    [DECLARATION_SPACE] = {adsum_xml_in_declaration_space, 0},
    [DECLARATION_NAME] = {adsum_xml_in_declaration_name, 0},
    [DECLARATION_EQUALS] = {adsum_xml_in_declaration_equals, 0},
    [DECLARATION_QUOTE] = {adsum_xml_in_declaration_quote, 0},
    [DECLARATION_VALUE] = {adsum_xml_in_declaration_value, 0},
    [DECLARATION_VALUE_END] = {adsum_xml_in_declaration_value_end, 0},
    [DECLARATION_END] = {adsum_xml_in_declaration_end, 0},
};

/* A character above U+007F, whose last byte is at `offset`. */
static uint32_t wide(struct scanner *scanner, uint32_t offset)
{
    struct scan *scan = scanner->scan;
    uint32_t point = scan->utf8.point;
    uint8_t class = adsum_xml_name_class(point);
    uint32_t first = offset - (point > 0xffff ? 3 : point > 0x7ff ? 2 : 1);

    if (!adsum_xml_char(point))
        return NOT_WELL_FORMED;
    switch (scan->state) {
    case TEXT:
    case CDATA:
        scan->matched = 0;
        return SCAN_MORE;
    case VALUE:
        return SCAN_MORE;
    case NAME:
    case ATTRIBUTE:
        return adsum_xml_name_character(scanner, class, first);
    case LESS:
        return (class & CHAR_NAME_START) != 0
                   ? adsum_xml_begin_element(scanner, first)
                   : NOT_WELL_FORMED;
    case TAG:
        return (class & CHAR_NAME_START) != 0
                   ? adsum_xml_begin_attribute(scanner, first)
                   : NOT_WELL_FORMED;
    case REFERENCE:
        return (class & CHAR_NAME_START) != 0 ? RESTRICTED_XML
                                              : NOT_WELL_FORMED;
    case REFERENCE_NAME:
        return (class & CHAR_NAME) != 0 ? RESTRICTED_XML : NOT_WELL_FORMED;
    case BEGIN:
        return scan->where >= WHERE_STREAM ? BAD_FORMAT : NOT_WELL_FORMED;
    default:
        return NOT_WELL_FORMED;
    }
}

static uint32_t above_ascii(struct scanner *scanner, uint8_t byte,
                            uint32_t offset)
{
    struct scan *scan = scanner->scan;

    if (scan->state == END_NAME)
        return in_end_name(scanner, byte, offset);
    if (scan->state == BOM ||
        (scan->state == BEGIN && offset == 0 && scan->where == WHERE_START &&
         byte == (uint8_t)bom[0]))
        return in_bom(scanner, byte, offset);
    if (!adsum_xml_utf8_begin(&scan->utf8, byte))
        return BAD_ENCODING;
    return SCAN_MORE;
}

static uint32_t take(struct scanner *scanner, uint8_t byte, uint32_t offset)
{
    struct scan *scan = scanner->scan;

    if (scan->utf8.left != 0) {
        if (!adsum_xml_utf8_next(&scan->utf8, byte))
            return BAD_ENCODING;
        return scan->utf8.left == 0 ? wide(scanner, offset) : SCAN_MORE;
    }
    if (byte >= 0x80)
        return above_ascii(scanner, byte, offset);
    return states[scan->state].step(scanner, byte, offset);
}

/* Where the run of bytes that change nothing here ends; `at`: there is none. */
static uint32_t skip(const struct scanner *scanner, uint32_t at, uint32_t end)
{
    const struct scan *scan = scanner->scan;
    const uint8_t *base = (const uint8_t *)scanner->base;
    uint8_t plain = states[scan->state].skip;

    if (plain == 0 || scan->matched != 0 || scan->utf8.left != 0)
        return at;
    if (plain == CHAR_NAME) { /* within its bound, but not behind a colon */
        if (scan->colon != 0 && at == scan->colon + 1)
            return at;
        if (end - scan->token > scanner->limits->name_bytes)
            end = scan->token + scanner->limits->name_bytes;
    }
    while (at < end && (adsum_xml_class[base[at]] & plain) != 0)
        at++;
    return at;
}

uint32_t adsum_xml_scan(struct scanner *scanner, uint32_t end)
{
    struct scan *scan = scanner->scan;
    const uint8_t *base = (const uint8_t *)scanner->base;
    uint32_t verdict = SCAN_MORE, at = scan->length;

    while (verdict == SCAN_MORE) {
        at = skip(scanner, at, end);
        if (at == end)
            break;
        verdict = take(scanner, base[at], at);
        at++;
    }
    scan->length = at;
    return verdict;
}
