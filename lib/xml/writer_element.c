/*
 * The writer: an element that was read, somewhere else.
 *
 * Inside of it everything is written as it stood, prefixes and declarations
 * too, so that only its own start tag needs thought: what was in force around
 * it where it was, and is not where it goes.
 *
 * Whether a prefix is used inside of values or text nobody can know (QNames in
 * content). So those of elements around it are always declared again. Those of
 * the stream header, where they should not be (RFC 6120 4.8.5), are if their
 * letters occur anywhere in it: to declare one too many changes nothing.
 */
#include "writer.h"

#include <string.h>

static bool same(struct adsum_text one, struct adsum_text other)
{
    return one.length == other.length &&
           (one.length == 0 || memcmp(one.bytes, other.bytes, one.length) == 0);
}

static bool is(struct adsum_text text, const char *string)
{
    return same(text, (struct adsum_text){string, (uint32_t)strlen(string)});
}

static bool is_content(struct adsum_text space)
{
    return is(space, ADSUM_XML_CLIENT) || is(space, ADSUM_XML_SERVER);
}

static bool is_text(const struct adsum_xml_element *element)
{
    return element->name.length == 0;
}

static const struct adsum_xml_declaration *
declared(const struct adsum_xml_element *element, struct adsum_text prefix)
{
    for (uint32_t i = 0; i < element->declaration_count; i++)
        if (same(element->declarations[i].prefix, prefix))
            return &element->declarations[i];
    return NULL;
}

/* The default namespace in force at an element. */
static struct adsum_text default_of(const struct adsum_xml_element *element)
{
    const struct adsum_xml_declaration *found = NULL;

    for (; element != NULL && found == NULL; element = element->parent)
        found = declared(element, (struct adsum_text){0});
    return found != NULL ? found->space : (struct adsum_text){0};
}

/* The default where `top` goes is a content namespace, and so is all from there
 * down to `element`, as is what it declares: then it is of that one (4.8.3). */
static bool rescoped(const struct adsum_xml_writer *writer,
                     const struct adsum_xml_element *top,
                     const struct adsum_xml_element *element,
                     struct adsum_text space)
{
    if (!is_content(space) ||
        (!adsum_xml_default_is(
             writer, (struct adsum_text){ADSUM_XML_CLIENT,
                                         sizeof ADSUM_XML_CLIENT - 1}) &&
         !adsum_xml_default_is(
             writer, (struct adsum_text){ADSUM_XML_SERVER,
                                         sizeof ADSUM_XML_SERVER - 1})))
        return false;
    while (element != top && is_content(element->space))
        element = element->parent;
    return is_content(element->space);
}

static bool contains(struct adsum_text text, struct adsum_text word)
{
    for (uint32_t at = 0; at + word.length <= text.length; at++)
        if (memcmp(text.bytes + at, word.bytes, word.length) == 0)
            return true;
    return false;
}

/* The next in document order inside of `top`; NULL: it was the last. */
static const struct adsum_xml_element *
following(const struct adsum_xml_element *top,
          const struct adsum_xml_element *element)
{
    if (element->first != NULL)
        return element->first;
    while (element != top && element->next == NULL)
        element = element->parent;
    return element == top ? NULL : element->next;
}

static bool mentions(const struct adsum_xml_element *top,
                     struct adsum_text prefix)
{
    const struct adsum_xml_element *at = top;

    for (; at != NULL; at = following(top, at)) {
        if (same(at->prefix, prefix) || contains(at->text, prefix))
            return true;
        for (uint32_t i = 0; i < at->attribute_count; i++)
            if (same(at->attributes[i].prefix, prefix) ||
                contains(at->attributes[i].value, prefix))
                return true;
    }
    return false;
}

static void put_declaration(struct adsum_xml_writer *writer,
                            const struct adsum_xml_declaration *declaration)
{
    struct adsum_text xmlns = {"xmlns", 5};

    adsum_xml_put_attribute(writer, xmlns, declaration->prefix,
                            declaration->space);
}

static bool is_header(const struct adsum_xml_element *element)
{
    return element->parent == NULL &&
           adsum_xml_is(element, "stream", ADSUM_XML_STREAMS);
}

/* Whether what `around` declares must be declared anew. */
static bool wanted(const struct adsum_xml_writer *writer,
                   const struct adsum_xml_element *top,
                   const struct adsum_xml_element *around,
                   const struct adsum_xml_declaration *declaration)
{
    const struct adsum_xml_element *at = top;

    if (declaration->prefix.length == 0)
        return false;
    for (; at != around; at = at->parent)
        if (declared(at, declaration->prefix) != NULL)
            return false;
    if (!is_header(around))
        return true;
    if (writer->streams != 0 && is(declaration->prefix, "stream"))
        return false;
    return mentions(top, declaration->prefix);
}

/* What was declared around the element and is not here. */
static void put_context(struct adsum_xml_writer *writer,
                        const struct adsum_xml_element *top)
{
    const struct adsum_xml_declaration space = {.space = default_of(top)};
    const struct adsum_xml_element *around = top->parent;

    if (!adsum_xml_default_is(writer, space.space) &&
        !rescoped(writer, top, top, space.space))
        put_declaration(writer, &space);
    for (; around != NULL; around = around->parent)
        for (uint32_t i = 0; i < around->declaration_count; i++)
            if (wanted(writer, top, around, &around->declarations[i]))
                put_declaration(writer, &around->declarations[i]);
}

static void put_language(struct adsum_xml_writer *writer,
                         const struct adsum_xml_element *top)
{
    struct adsum_text language = adsum_xml_language(top);

    if (language.bytes != NULL &&
        adsum_xml_value(top, "lang", ADSUM_XML_NAMESPACE).bytes == NULL &&
        !adsum_xml_language_is(writer, language))
        adsum_xml_put_attribute(writer, (struct adsum_text){"xml", 3},
                                (struct adsum_text){"lang", 4}, language);
}

static void put_name(struct adsum_xml_writer *writer,
                     const struct adsum_xml_element *element)
{
    adsum_xml_put(writer, element->prefix.bytes, element->prefix.length);
    if (element->prefix.length != 0)
        adsum_xml_put(writer, ":", 1);
    adsum_xml_put(writer, element->name.bytes, element->name.length);
}

static void put_start(struct adsum_xml_writer *writer,
                      const struct adsum_xml_element *top,
                      const struct adsum_xml_element *element)
{
    adsum_xml_put(writer, "<", 1);
    put_name(writer, element);
    if (element == top)
        put_context(writer, top);
    for (uint32_t i = 0; i < element->declaration_count; i++) {
        const struct adsum_xml_declaration *own = &element->declarations[i];

        if (own->prefix.length != 0 ||
            (element != top && !rescoped(writer, top, element, own->space)))
            put_declaration(writer, own);
    }
    if (element == top) /* before all attributes, so that it stays the same */
        put_language(writer, top);
    for (uint32_t i = 0; i < element->attribute_count; i++)
        adsum_xml_put_attribute(writer, element->attributes[i].prefix,
                                element->attributes[i].name,
                                element->attributes[i].value);
    adsum_xml_put_string(writer, element->first == NULL ? "/>" : ">");
}

static void put_end(struct adsum_xml_writer *writer,
                    const struct adsum_xml_element *element)
{
    adsum_xml_put(writer, "</", 2);
    put_name(writer, element);
    adsum_xml_put(writer, ">", 1);
}

int adsum_xml_write_element(struct adsum_xml_writer *writer,
                            const struct adsum_xml_element *element)
{
    const struct adsum_xml_element *at = element;

    if (is_text(element))
        return adsum_xml_write_text(writer, element->text);
    adsum_xml_put_content(writer);
    while (at != NULL) {
        if (is_text(at))
            adsum_xml_put_escaped(writer, at->text, ESCAPE_TEXT);
        else
            put_start(writer, element, at);
        if (at->first != NULL) {
            at = at->first;
            continue;
        }
        while (at != element && at->next == NULL) {
            at = at->parent;
            put_end(writer, at);
        }
        at = at == element ? NULL : at->next;
    }
    return writer->error;
}
