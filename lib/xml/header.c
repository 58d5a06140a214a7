/*
 * Headers: one block each, with the start tag that declares the same again,
 * for the scanner and the parser, and the decoded texts, for elements' views.
 *
 * Nearly all streams say one of a few things, so the first HEADERS_SHARED are
 * shared; what is found by going through them is never more. Whoever declares
 * something else pays for it alone.
 */
#include "header.h"
#include "escape.h"

#include <adsum/error.h>
#include <stdbool.h>
#include <string.h>

static const char nothing[] = "<message>";

const struct header adsum_xml_no_header = {
    .text = {nothing, sizeof nothing - 1},
    .name_length = sizeof nothing - 3,
};

/* Where a header is put together; counts as long as there is no room. */
struct build {
    char *room; /* NULL: count */
    uint32_t at;
};

static void put(struct build *build, struct adsum_text text)
{
    if (build->room != NULL && text.length != 0)
        memcpy(build->room + build->at, text.bytes, text.length);
    build->at += text.length;
}

static void put_string(struct build *build, const char *string)
{
    put(build, (struct adsum_text){string, (uint32_t)strlen(string)});
}

static void put_value(struct build *build, struct adsum_text text)
{
    char *room = build->room != NULL ? build->room + build->at : NULL;

    build->at += (uint32_t)adsum_xml_escape(text, ESCAPE_VALUE, room);
}

static void put_name(struct build *build,
                     const struct adsum_xml_element *element)
{
    put_string(build, "<");
    put(build, element->prefix);
    if (element->prefix.length != 0)
        put_string(build, ":");
    put(build, element->name);
}

static void put_declaration(struct build *build,
                            const struct adsum_xml_declaration *declaration,
                            struct binding *binding)
{
    put_string(build, declaration->prefix.length != 0 ? " xmlns:" : " xmlns");
    binding->prefix = build->at;
    binding->prefix_length = (uint16_t)declaration->prefix.length;
    put(build, declaration->prefix);
    put_string(build, "='");
    binding->value = build->at;
    put_value(build, declaration->space);
    binding->value_length = build->at - binding->value;
    put_string(build, "'");
}

/* The start tag; returns how long the name in it is. */
static uint32_t put_tag(struct build *build,
                        const struct adsum_xml_element *element,
                        struct binding *bindings)
{
    uint32_t name, unprefixed = 0;

    put_name(build, element);
    name = build->at - 1;
    for (uint32_t i = 0; i < element->declaration_count; i++) {
        struct binding binding = {0};

        put_declaration(build, &element->declarations[i], &binding);
        if (binding.prefix_length == 0)
            unprefixed++;
        else if (bindings != NULL)
            bindings[i - unprefixed] = binding;
    }
    put_string(build, ">");
    return name;
}

/* A copy of a text, which stands from here on. */
static struct adsum_text keep(struct build *build, struct adsum_text text)
{
    uint32_t at = build->at;

    put(build, text);
    return (struct adsum_text){build->room != NULL ? build->room + at : NULL,
                               text.length};
}

/* All texts of the element that are kept; `ret` NULL: counted only. */
static void keep_texts(struct build *build,
                       const struct adsum_xml_element *element,
                       struct adsum_xml_declaration *declarations,
                       struct adsum_xml_element *ret)
{
    struct adsum_xml_element kept = {.declarations = declarations};

    for (uint32_t i = 0; i < element->declaration_count; i++) {
        struct adsum_xml_declaration declaration = {
            keep(build, element->declarations[i].prefix),
            keep(build, element->declarations[i].space)};

        if (declarations != NULL)
            declarations[i] = declaration;
    }
    kept.declaration_count = element->declaration_count;
    kept.name = keep(build, element->name);
    kept.prefix = keep(build, element->prefix);
    kept.space = keep(build, element->space);
    if (ret != NULL)
        *ret = kept;
}

static struct adsum_text language_of(const struct adsum_xml_element *element)
{
    return adsum_xml_value(element, "lang", ADSUM_XML_NAMESPACE);
}

static uint32_t count_bindings(const struct adsum_xml_element *element)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < element->declaration_count; i++)
        count += element->declarations[i].prefix.length != 0;
    return count;
}

/* Room for the arrays, then for the texts. */
struct header_block {
    struct header header;
    struct adsum_xml_attribute language;
};

static uint32_t block_bytes(const struct adsum_xml_element *element)
{
    struct build count = {0};

    put_tag(&count, element, NULL);
    keep_texts(&count, element, NULL, NULL);
    keep(&count, language_of(element));
    return (uint32_t)(sizeof(struct header_block) +
                      element->declaration_count *
                          sizeof(struct adsum_xml_declaration) +
                      count_bindings(element) * sizeof(struct binding)) +
           count.at;
}

static uint32_t hash_of(const char *bytes, uint32_t length)
{
    uint32_t hash = 2166136261u; /* FNV-1a */

    while (length-- != 0)
        hash = (hash ^ (uint8_t)*bytes++) * 16777619u;
    return hash;
}

static void fill(struct header_block *block,
                 const struct adsum_xml_element *element, uint32_t bytes)
{
    struct header *header = &block->header;
    struct adsum_xml_declaration *declarations = (void *)(block + 1);
    struct binding *bindings =
        (void *)(declarations + element->declaration_count);
    uint32_t count = count_bindings(element);
    struct build build = {.room = (char *)(bindings + count)};

    *header = (struct header){.references = 1,
                              .bytes = bytes,
                              .binding_count = (uint16_t)count,
                              .bindings = bindings};
    header->name_length = (uint16_t)put_tag(&build, element, bindings);
    header->text = (struct adsum_text){build.room, build.at};
    keep_texts(&build, element, declarations, &header->element);
    block->language = (struct adsum_xml_attribute){
        .name = {"lang", 4},
        .space = {ADSUM_XML_NAMESPACE, sizeof ADSUM_XML_NAMESPACE - 1},
        .prefix = {"xml", 3},
        .value = keep(&build, language_of(element))};
    header->element.attributes = &block->language;
    header->element.attribute_count = block->language.value.length != 0;
    header->hash = hash_of(build.room, build.at);
}

static bool equal(const struct header *one, const struct header *other)
{
    const struct header_block *a = (const void *)one, *b = (const void *)other;

    return one->hash == other->hash && one->text.length == other->text.length &&
           a->language.value.length == b->language.value.length &&
           memcmp(one->text.bytes, other->text.bytes, one->text.length) == 0 &&
           memcmp(a->language.value.bytes, b->language.value.bytes,
                  a->language.value.length) == 0;
}

int adsum_xml_header_take(struct headers *headers, struct memory *memory,
                          const struct adsum_xml_element *element,
                          struct header **ret)
{
    uint32_t bytes = block_bytes(element);
    struct header_block *block = memory_give(memory, bytes);
    struct header **free = NULL;

    if (block == NULL)
        return ADSUM_ERR_NO_MEMORY;
    fill(block, element, bytes);
    for (uint32_t i = 0; i < HEADERS_SHARED; i++) {
        struct header **at = &headers->shared[i];

        if (*at == NULL) {
            free = at;
        } else if (equal(*at, &block->header)) {
            memory_take(memory, block, bytes);
            (*at)->references++;
            *ret = *at;
            return 0;
        }
    }
    if (free != NULL)
        *free = &block->header;
    *ret = &block->header;
    return 0;
}

void adsum_xml_header_give(struct headers *headers, struct memory *memory,
                           struct header *header)
{
    if (header == NULL || --header->references != 0)
        return;
    for (uint32_t i = 0; i < HEADERS_SHARED; i++)
        if (headers->shared[i] == header)
            headers->shared[i] = NULL;
    memory_take(memory, header, header->bytes);
}
