/*
 * The scanner and Namespaces in XML 1.0: what a prefix stands for.
 *
 * Only prefixes are kept track of: an unprefixed name is never wrong. Values
 * are compared as they are meant, not as they are written: &#x75;rn:x is urn:x.
 *
 * Bound: the attributes of a tag times the prefixes in force, and the pairs of
 * its attributes; both are limited.
 */
#include "scanner.h"

#include <string.h>

#define NOT_WELL_FORMED ADSUM_XML_CONDITION_NOT_WELL_FORMED
#define XMLNS           "http://www.w3.org/2000/xmlns/"

/* A value as it is written, read as it is meant. */
struct value {
    const char *at, *end;
};

static const struct {
    char name[6];
    char means;
} entities[] = {
    {"amp;", '&'}, {"apos;", '\''}, {"gt;", '>'}, {"lt;", '<'}, {"quot;", '"'},
};

static uint32_t reference(struct value *value)
{
    uint32_t number = 0, base = 10;

    if (*value->at != '#') {
        size_t i = 0;

        while (strncmp(value->at, entities[i].name, strlen(entities[i].name)))
            i++;
        value->at += strlen(entities[i].name);
        return (uint8_t)entities[i].means;
    }
    if (*++value->at == 'x') {
        base = 16;
        value->at++;
    }
    for (; *value->at != ';'; value->at++) {
        uint8_t byte = (uint8_t)*value->at;

        number =
            number * base + (byte <= '9' ? byte - (uint32_t)'0'
                                         : (byte | 0x20u) - (uint32_t)'a' + 10);
    }
    value->at++;
    return number;
}

/* The next character, blanks as they are normalised; 0: there is none. The
 * scanner has seen to it that there is nothing wrong with it. */
static uint32_t next(struct value *value)
{
    struct utf8 utf8 = {0};
    uint8_t byte;

    if (value->at == value->end)
        return 0;
    byte = (uint8_t)*value->at++;
    if (byte == '&')
        return reference(value);
    if (byte == '\r' && value->at != value->end && *value->at == '\n')
        value->at++;
    if ((adsum_xml_class[byte] & CHAR_SPACE) != 0)
        return ' ';
    if (byte < 0x80)
        return byte;
    for (adsum_xml_utf8_begin(&utf8, byte); utf8.left != 0; value->at++)
        adsum_xml_utf8_next(&utf8, (uint8_t)*value->at);
    return utf8.point;
}

static bool same(struct value one, struct value other)
{
    uint32_t point;

    do {
        point = next(&one);
        if (point != next(&other))
            return false;
    } while (point != 0);
    return true;
}

static bool is(struct value value, const char *name)
{
    return same(value, (struct value){name, name + strlen(name)});
}

uint32_t adsum_xml_declare(struct scanner *scanner, uint32_t end)
{
    struct scan *scan = scanner->scan;
    const struct mark *mark = &scanner->marks->attributes[scan->attributes - 1];
    const char *name = scanner->base + mark->name;
    struct value value = {scanner->base + scan->token, scanner->base + end};
    bool xml, prefixed = mark->prefix == 5;

    if ((!prefixed && (mark->prefix != 0 || mark->length != 5)) ||
        memcmp(name, "xmlns", 5) != 0)
        return SCAN_MORE;
    xml = prefixed && mark->length == 9 && memcmp(name, "xmlns:xml", 9) == 0;
    if (is(value, XMLNS) || is(value, ADSUM_XML_NAMESPACE) != xml ||
        (prefixed && value.at == value.end))
        return NOT_WELL_FORMED;
    if (!prefixed || xml)
        return SCAN_MORE;
    if (scan->bindings + (scan->where == WHERE_STREAM
                              ? scanner->header->binding_count
                              : 0u) >=
        scanner->limits->namespaces)
        return ADSUM_XML_CONDITION_POLICY_VIOLATION;
    scanner->marks->bindings[scan->bindings++] =
        (struct binding){.prefix = mark->name + 6,
                         .prefix_length = (uint16_t)(mark->length - 6),
                         .value = scan->token,
                         .value_length = end - scan->token};
    return SCAN_MORE;
}

/* The last of some bindings to have this prefix. */
static bool find(const struct binding *bindings, uint32_t count,
                 const char *base, const char *prefix, uint16_t length,
                 struct value *ret)
{
    while (count-- != 0) {
        const struct binding *binding = &bindings[count];

        if (binding->prefix_length == length &&
            memcmp(base + binding->prefix, prefix, length) == 0) {
            ret->at = base + binding->value;
            ret->end = ret->at + binding->value_length;
            return true;
        }
    }
    return false;
}

/* What a prefix stands for. */
static bool stands_for(const struct scanner *scanner, uint32_t prefix,
                       uint16_t length, struct value *ret)
{
    static const char xml[] = ADSUM_XML_NAMESPACE;
    const struct header *header = scanner->header;
    const char *name = scanner->base + prefix;

    if (length == 3 && memcmp(name, "xml", 3) == 0) {
        *ret = (struct value){xml, xml + sizeof xml - 1};
        return true;
    }
    return find(scanner->marks->bindings, scanner->scan->bindings,
                scanner->base, name, length, ret) ||
           (scanner->scan->where == WHERE_STREAM &&
            find(header->bindings, header->binding_count, header->text.bytes,
                 name, length, ret));
}

/* 4.8.5: no prefix for what is of a content namespace: a stanza, and what it
 * says itself. What is deeper is of an extension. */
static bool prefixed_content(const struct scan *scan, struct value space)
{
    return scan->where >= WHERE_STREAM && scan->depth <= 2 &&
           (is(space, ADSUM_XML_CLIENT) || is(space, ADSUM_XML_SERVER));
}

static bool is_declaration(const struct scanner *scanner,
                           const struct mark *mark)
{
    return mark->prefix == 5 &&
           memcmp(scanner->base + mark->name, "xmlns", 5) == 0;
}

/* Whether an earlier attribute has the same name in the same namespace. */
static bool repeated(const struct scanner *scanner, const struct mark *mark,
                     struct value space)
{
    const struct mark *other = scanner->marks->attributes;
    uint32_t local = (uint32_t)mark->length - mark->prefix;
    const char *name = scanner->base + mark->name + mark->prefix;
    struct value its;

    for (; other < mark; other++)
        if (other->prefix != 0 &&
            (uint32_t)other->length - other->prefix == local &&
            memcmp(scanner->base + other->name + other->prefix, name, local) ==
                0 &&
            !is_declaration(scanner, other) &&
            stands_for(scanner, other->name, other->prefix, &its) &&
            same(its, space))
            return true;
    return false;
}

static uint16_t prefix_of(const char *name, uint16_t length)
{
    const char *colon = memchr(name, ':', length);

    return (uint16_t)(colon != NULL ? colon - name : 0);
}

uint32_t adsum_xml_resolve(const struct scanner *scanner)
{
    const struct scan *scan = scanner->scan;
    const struct frame *frame = &scanner->marks->frames[scan->depth - 1];
    uint16_t prefix = prefix_of(scanner->base + frame->name, frame->length);
    struct value space;

    if (prefix != 0) {
        if (!stands_for(scanner, frame->name, prefix, &space))
            return NOT_WELL_FORMED;
        if (prefixed_content(scan, space))
            return ADSUM_XML_CONDITION_BAD_NAMESPACE_PREFIX;
    }
    for (uint32_t i = 0; i < scan->attributes; i++) {
        const struct mark *mark = &scanner->marks->attributes[i];

        if (mark->prefix == 0 || is_declaration(scanner, mark))
            continue;
        if (!stands_for(scanner, mark->name, mark->prefix, &space) ||
            repeated(scanner, mark, space))
            return NOT_WELL_FORMED;
    }
    return SCAN_MORE;
}
