/*
 * XML streams, read whole and byte by byte: the events must be the same. Then
 * the same bytes as a WebSocket message.
 *
 * libxml2 must accept what the scanner lets through (its disagreement is the
 * only internal-server-error), and alone refuse what the scanner says is not
 * well-formed. Each element, written for another stream, must mean the same
 * there.
 */
#include <adsum/xml.h>
#include <adsum/xml_writer.h>

#include <libxml/parser.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char header[] = "<stream:stream xmlns='jabber:client' "
                             "xmlns:stream='http://etherx.jabber.org/streams'>";

static void *allocate(void *user, void *block, size_t old_size, size_t new_size)
{
    (void)user;
    (void)old_size;
    if (new_size != 0)
        return realloc(block, new_size);
    free(block);
    return NULL;
}

static struct adsum_xml_pool *new_pool(void)
{
    struct adsum_xml_options options = {.size = sizeof options,
                                        .stanza_bytes = 2000,
                                        .depth = 20,
                                        .attributes = 20,
                                        .namespaces = 20,
                                        .name_bytes = 40,
                                        .allocate = allocate};
    struct adsum_xml_pool *pool = NULL;

    if (adsum_xml_pool_new(&options, &pool) != 0)
        abort();
    return pool;
}

static uint64_t mix(uint64_t hash, struct adsum_text text)
{
    for (uint32_t i = 0; i < text.length; i++)
        hash = (hash ^ (uint8_t)text.bytes[i]) * 1099511628211u;
    return (hash ^ 0x1ff) * 1099511628211u;
}

/* The content namespaces are exchanged for each other (RFC 6120 4.8.3). */
static struct adsum_text space_of(const struct adsum_xml_element *element)
{
    static const struct adsum_text client = {ADSUM_XML_CLIENT,
                                             sizeof ADSUM_XML_CLIENT - 1};

    return adsum_xml_is(element, NULL, ADSUM_XML_SERVER) ? client
                                                         : element->space;
}

/* What an element means, the languages but not the prefixes. */
static uint64_t mix_element(uint64_t hash,
                            const struct adsum_xml_element *element)
{
    const struct adsum_xml_element *child = element->first;

    hash = mix(mix(mix(hash, element->name), space_of(element)), element->text);
    hash = mix(hash, adsum_xml_language(element));
    for (uint32_t i = 0; i < element->attribute_count; i++) {
        const struct adsum_xml_attribute *at = &element->attributes[i];

        if (at->prefix.length != 3 || memcmp(at->prefix.bytes, "xml", 3) != 0 ||
            at->name.length != 4 || memcmp(at->name.bytes, "lang", 4) != 0)
            hash = mix(mix(mix(hash, at->name), at->space), at->value);
    }
    for (; child != NULL; child = child->next)
        hash = mix_element(hash, child);
    return mix(hash, (struct adsum_text){0});
}

/* Written for another stream, and read there. */
static void pass_on(struct adsum_xml_pool *other,
                    const struct adsum_xml_element *element)
{
    struct adsum_xml_writer writer = {
        .allocate = allocate, .content = ADSUM_XML_CLIENT, .streams = 1};
    struct adsum_xml_stream stream = {0};
    struct adsum_xml_event event;

    if (adsum_xml_write_element(&writer, element) != 0 ||
        adsum_xml_feed(other, &stream, 0, header, sizeof header - 1, &event) !=
            0 ||
        adsum_xml_feed(other, &stream, 0, writer.bytes, writer.length,
                       &event) != 0)
        abort();
    /* It may have become longer than the other stream allows. */
    if (event.condition != ADSUM_XML_CONDITION_POLICY_VIOLATION &&
        (event.kind != ADSUM_XML_STANZA || event.consumed != writer.length ||
         mix_element(0, event.element) != mix_element(0, element)))
        abort();
    free(writer.bytes);
    adsum_xml_stream_deinit(other, &stream);
}

struct result {
    uint64_t hash;
    uint32_t condition;
};

static struct result run(const char *data, size_t size, size_t piece)
{
    struct adsum_xml_pool *pool = new_pool(), *other = new_pool();
    struct adsum_xml_stream stream = {0};
    struct adsum_xml_event event = {0};
    struct result result = {0};
    size_t at = 0;

    while (at < size && event.kind < ADSUM_XML_CLOSED) {
        size_t length = size - at < piece ? size - at : piece;

        if (adsum_xml_feed(pool, &stream, 0, data + at, (uint32_t)length,
                           &event) != 0)
            abort();
        at += event.consumed;
        if (event.kind == ADSUM_XML_NOTHING)
            continue;
        result.hash = (result.hash ^ at ^ event.kind << 24 ^ event.condition) *
                      1099511628211u;
        if (event.element != NULL)
            result.hash = mix_element(result.hash, event.element);
        if (event.kind == ADSUM_XML_STANZA)
            pass_on(other, event.element);
    }
    if (event.condition == ADSUM_XML_CONDITION_INTERNAL_SERVER_ERROR)
        abort();
    result.condition = event.condition;
    adsum_xml_stream_deinit(pool, &stream);
    adsum_xml_pool_free(pool);
    adsum_xml_pool_free(other);
    return result;
}

/* Errors, but for a namespace name that is no URI. */
static void count(void *user, xmlErrorPtr error)
{
    int *errors = user;

    *errors += error->level >= XML_ERR_ERROR && error->code != XML_WAR_NS_URI;
}

/* Whether libxml2 alone takes all of it for a document. */
static int document(const char *data, size_t size)
{
    xmlParserCtxtPtr context = xmlNewParserCtxt();
    int errors = 0;

    if (context == NULL)
        abort();
    xmlSetStructuredErrorFunc(&errors, count);
    xmlFreeDoc(xmlCtxtReadMemory(context, data, (int)size, NULL, NULL,
                                 XML_PARSE_NONET));
    xmlSetStructuredErrorFunc(NULL, NULL);
    errors += !context->wellFormed;
    xmlFreeParserCtxt(context);
    return errors == 0;
}

/* A message that is an element must be a document, too. */
static void read_frame(const char *data, size_t size, int is_document)
{
    struct adsum_xml_pool *pool = new_pool();
    struct adsum_xml_event event;
    uint32_t condition;

    if (adsum_xml_frame(pool, data, (uint32_t)size, &event) != 0)
        abort();
    condition = event.condition;
    if (condition == ADSUM_XML_CONDITION_INTERNAL_SERVER_ERROR ||
        (event.kind != ADSUM_XML_FAILED && !is_document) ||
        (condition == ADSUM_XML_CONDITION_NOT_WELL_FORMED && is_document))
        abort();
    adsum_xml_pool_free(pool);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *bytes = (const char *)data;
    struct result whole;
    int is_document;

    if (size == 0 || size > 5000)
        return 0;
    whole = run(bytes, size, size + 1);
    if (whole.hash != run(bytes, size, 1).hash)
        abort();
    /* A zero ends what libxml2 reads of memory; it is no character. */
    is_document = memchr(bytes, '\0', size) == NULL && document(bytes, size);
    if (whole.condition == ADSUM_XML_CONDITION_NOT_WELL_FORMED && is_document)
        abort();
    read_frame(bytes, size, is_document);
    return 0;
}
