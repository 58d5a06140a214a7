/*
 * Looking things up in a tree.
 */
#include <adsum/xml_node.h>

#include <stdbool.h>
#include <string.h>

static bool is(struct adsum_text text, const char *string)
{
    return text.length == strlen(string) &&
           (text.length == 0 || memcmp(text.bytes, string, text.length) == 0);
}

int adsum_xml_is(const struct adsum_xml_element *element, const char *name,
                 const char *space)
{
    return element->name.length != 0 &&
           (name == NULL || is(element->name, name)) &&
           (space == NULL || is(element->space, space));
}

static const struct adsum_xml_element *
first_of(const struct adsum_xml_element *element, const char *name,
         const char *space)
{
    while (element != NULL && !adsum_xml_is(element, name, space))
        element = element->next;
    return element;
}

const struct adsum_xml_element *
adsum_xml_child(const struct adsum_xml_element *parent, const char *name,
                const char *space)
{
    return first_of(parent->first, name, space);
}

const struct adsum_xml_element *
adsum_xml_next(const struct adsum_xml_element *element, const char *name,
               const char *space)
{
    return first_of(element->next, name, space);
}

struct adsum_text adsum_xml_value(const struct adsum_xml_element *element,
                                  const char *name, const char *space)
{
    for (uint32_t i = 0; i < element->attribute_count; i++) {
        const struct adsum_xml_attribute *attribute = &element->attributes[i];

        if (is(attribute->name, name) &&
            is(attribute->space, space != NULL ? space : ""))
            return attribute->value;
    }
    return (struct adsum_text){0};
}

struct adsum_text adsum_xml_text(const struct adsum_xml_element *element)
{
    const struct adsum_xml_element *child = element->first;

    while (child != NULL && child->name.length != 0)
        child = child->next;
    return child != NULL ? child->text : (struct adsum_text){0};
}

struct adsum_text adsum_xml_language(const struct adsum_xml_element *element)
{
    struct adsum_text language = {0};

    for (; element != NULL && language.bytes == NULL; element = element->parent)
        language = adsum_xml_value(element, "lang", ADSUM_XML_NAMESPACE);
    return language;
}
