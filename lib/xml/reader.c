/*
 * libxml2's SAX2 push parser, kept open between units. All of libxml2 is here.
 *
 * It is only given what the scanner has let through, so it never sees a DTD, a
 * partial token or an unbounded anything. Still, a parser is used again only if
 * nothing was wrong with the unit, and is discarded when it has grown: its
 * buffer after a large unit, its dictionary by names, both of which never
 * shrink; and after PARSER_UNITS in any case.
 *
 * Its namespace errors leave it well-formed, so what counts is whether it
 * called `told`, with an error at all; except that a namespace name is no URI,
 * which no processor need see (Namespaces in XML 1.0, section 7).
 */
#include "reader.h"

#include <adsum/error.h>
#include <libxml/parser.h>
#include <libxml/xmlerror.h>
#include <string.h>

enum { PARSER_BYTES = 16384, PARSER_NAMES = 1024, PARSER_UNITS = 65536 };

static struct adsum_text copy(struct reader *reader, const xmlChar *string)
{
    const char *bytes = (const char *)string;

    return bytes == NULL
               ? (struct adsum_text){0}
               : adsum_xml_tree_text(&reader->tree, bytes, strlen(bytes));
}

static void copy_declarations(struct reader *reader, struct node *node,
                              const xmlChar **pairs)
{
    for (uint32_t i = 0; i < node->element.declaration_count; i++)
        node->declarations[i] = (struct adsum_xml_declaration){
            copy(reader, pairs[2 * i]), copy(reader, pairs[2 * i + 1])};
}

/* Five pointers each: name, prefix, namespace, value, and the value's end. */
static void copy_attributes(struct reader *reader, struct node *node,
                            const xmlChar **fives)
{
    for (uint32_t i = 0; i < node->element.attribute_count; i++) {
        const xmlChar **five = fives + (size_t)5 * i;
        struct adsum_xml_attribute *attribute = &node->attributes[i];

        attribute->name = copy(reader, five[0]);
        attribute->prefix = copy(reader, five[1]);
        attribute->space = attribute->prefix.length == 0
                               ? (struct adsum_text){0}
                               : adsum_xml_tree_space(node, attribute->prefix);
        attribute->value = adsum_xml_tree_text(
            &reader->tree, (const char *)five[3], (size_t)(five[4] - five[3]));
    }
}

static void start(void *user, const xmlChar *name, const xmlChar *prefix,
                  const xmlChar *space, int declaration_count,
                  const xmlChar **declarations, int attribute_count,
                  int defaulted, const xmlChar **attributes)
{
    struct reader *reader = user;
    struct node *node;

    (void)space;
    (void)defaulted;
    if (reader->opening || reader->tree.failed)
        return;
    node = adsum_xml_tree_open(&reader->tree, (uint32_t)declaration_count,
                               (uint32_t)attribute_count);
    if (node == NULL) {
        reader->tree.failed = true;
        return;
    }
    copy_declarations(reader, node, declarations);
    node->element.name = copy(reader, name);
    node->element.prefix = copy(reader, prefix);
    node->element.space = adsum_xml_tree_space(node, node->element.prefix);
    copy_attributes(reader, node, attributes);
}

static void end(void *user, const xmlChar *name, const xmlChar *prefix,
                const xmlChar *space)
{
    struct reader *reader = user;

    (void)name;
    (void)prefix;
    (void)space;
    if (!reader->tree.failed && reader->tree.open != NULL)
        adsum_xml_tree_close(&reader->tree);
}

static void characters(void *user, const xmlChar *bytes, int length)
{
    struct reader *reader = user;

    if (!reader->tree.failed)
        adsum_xml_tree_characters(&reader->tree, (const char *)bytes,
                                  (size_t)length);
}

/* A CDATA section, whole, in which libxml2 2.9 leaves line ends as they are
 * when it is pushed. */
static void cdata(void *user, const xmlChar *bytes, int length)
{
    int from = 0;

    for (int i = 0; i < length; i++)
        if (bytes[i] == '\r') {
            characters(user, bytes + from, i - from);
            from = i + 1;
            if (from == length || bytes[from] != '\n')
                characters(user, (const xmlChar *)"\n", 1);
        }
    characters(user, bytes + from, length - from);
}

#if LIBXML_VERSION >= 21200
static void told(void *user, const xmlError *error)
#else
static void told(void *user, xmlErrorPtr error)
#endif
{
    struct reader *reader = user;

    if (error->code == XML_ERR_NO_MEMORY)
        reader->no_memory = true;
    else if (error->level >= XML_ERR_ERROR && error->code != XML_WAR_NS_URI)
        reader->refused = true;
}

/* Neither entities nor DTDs nor anything external: no other handler. */
static void handlers(xmlSAXHandler *sax)
{
    memset(sax, 0, sizeof *sax);
    sax->initialized = XML_SAX2_MAGIC;
    sax->startElementNs = start;
    sax->endElementNs = end;
    sax->characters = characters;
    sax->ignorableWhitespace = characters;
    sax->cdataBlock = cdata;
    sax->serror = told;
}

void adsum_xml_reader_prepare(void)
{
    xmlInitParser();
}

static void discard(struct reader *reader, struct parser *parser)
{
    if (parser->context != NULL)
        xmlFreeParserCtxt(parser->context);
    memory_take(&reader->memory, parser->text, parser->length);
    memset(parser, 0, sizeof *parser);
}

static bool stands_in(const struct parser *parser, struct adsum_text text)
{
    return parser->context != NULL && parser->length == text.length &&
           memcmp(parser->text, text.bytes, text.length) == 0;
}

/* The one that stands in such a tag, else the one not used for longest. */
static struct parser *choose(struct reader *reader, struct adsum_text text)
{
    struct parser *oldest = reader->parsers;

    for (uint32_t i = 0; i < READER_PARSERS; i++) {
        struct parser *parser = &reader->parsers[i];

        if (stands_in(parser, text))
            return parser;
        if (parser->context == NULL ||
            (oldest->context != NULL && parser->last_use < oldest->last_use))
            oldest = parser;
    }
    return oldest;
}

static void push(struct parser *parser, struct adsum_text bytes)
{
    xmlParseChunk(parser->context, bytes.bytes, (int)bytes.length, 0);
}

static int open_parser(struct reader *reader, struct parser *parser,
                       struct adsum_text text)
{
    xmlSAXHandler sax;

    discard(reader, parser);
    parser->text = memory_give(&reader->memory, text.length);
    if (parser->text == NULL)
        return ADSUM_ERR_NO_MEMORY;
    parser->length = text.length;
    memcpy(parser->text, text.bytes, text.length);
    handlers(&sax);
    parser->context = xmlCreatePushParserCtxt(&sax, reader, NULL, 0, NULL);
    if (parser->context == NULL)
        return ADSUM_ERR_NO_MEMORY;
    /* Without _NOENT an ampersand in a value comes out as &#38;. */
    xmlCtxtUseOptions(parser->context, XML_PARSE_NONET | XML_PARSE_NOENT);
    reader->opening = true;
    push(parser, text);
    reader->opening = false;
    return 0;
}

/* Whether the parser read the whole unit as one element, and may go on. */
static int verdict(const struct reader *reader, const struct parser *parser)
{
    xmlParserCtxtPtr context = parser->context;

    if (reader->tree.failed || reader->no_memory)
        return ADSUM_ERR_NO_MEMORY;
    if (reader->refused || !context->wellFormed || context->disableSAX ||
        reader->tree.root == NULL || reader->tree.open != NULL)
        return READER_REFUSED;
    return 0;
}

static bool worn(const struct parser *parser, uint32_t bytes)
{
    xmlParserCtxtPtr context = parser->context;

    return bytes > PARSER_BYTES || parser->units > PARSER_UNITS ||
           xmlDictSize(context->dict) > PARSER_NAMES;
}

static void push_end(struct parser *parser, struct adsum_text name)
{
    push(parser, (struct adsum_text){"</", 2});
    push(parser, name);
    push(parser, (struct adsum_text){">", 1});
}

/* The unit through a parser that stands in its header's tag. */
static int parse(struct reader *reader, struct parser *parser,
                 const struct header *header, struct adsum_text bytes,
                 struct adsum_text unended)
{
    int err = 0;

    if (!stands_in(parser, header->text))
        err = open_parser(reader, parser, header->text);
    if (err != 0)
        return err;
    push(parser, bytes);
    if (unended.length != 0)
        push_end(parser, unended);
    return verdict(reader, parser);
}

/* One attempt; whatever comes of it, the parser may be used again or is gone.
 */
static int attempt(struct reader *reader, const struct header *header,
                   struct adsum_text bytes, struct adsum_text unended)
{
    struct parser *parser = choose(reader, header->text);
    int err = adsum_xml_tree_begin(&reader->tree, header, bytes.length);

    reader->refused = reader->no_memory = false;
    if (err == 0)
        err = parse(reader, parser, header, bytes, unended);
    parser->units++;
    parser->last_use = ++reader->clock;
    if (err != 0 || worn(parser, bytes.length))
        discard(reader, parser);
    return err;
}

int adsum_xml_read(struct reader *reader, const struct header *header,
                   struct adsum_text bytes, struct adsum_text unended)
{
    /* What fails below a parser is told to its thread, or else printed. */
    xmlStructuredErrorFunc told_before = xmlStructuredError;
    void *user_before = xmlStructuredErrorContext;
    int err;

    xmlSetStructuredErrorFunc(reader, told);
    err = attempt(reader, header, bytes, unended);
    if (err == READER_REFUSED) /* 2.9 says so in places for lack of memory */
        err = attempt(reader, header, bytes, unended);
    xmlSetStructuredErrorFunc(user_before, told_before);
    return err;
}

void adsum_xml_reader_deinit(struct reader *reader)
{
    for (uint32_t i = 0; i < READER_PARSERS; i++)
        discard(reader, &reader->parsers[i]);
    adsum_xml_arena_deinit(&reader->tree.arena);
}
