/*
 * adsum/xml_node.h: elements as adsum/xml.h shows them.
 *
 * Views all of them: they last until the next call that takes their pool.
 * Texts are UTF-8 with entities, line ends and CDATA resolved.
 */
#ifndef ADSUM_XML_NODE_H
#define ADSUM_XML_NODE_H

#include <adsum/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Namespaces of the stream itself: RFC 6120 4.8 and 4.9.2, RFC 7395 3.3.2. */
#define ADSUM_XML_STREAMS       "http://etherx.jabber.org/streams"
#define ADSUM_XML_STREAM_ERRORS "urn:ietf:params:xml:ns:xmpp-streams"
#define ADSUM_XML_FRAMING       "urn:ietf:params:xml:ns:xmpp-framing"
#define ADSUM_XML_CLIENT        "jabber:client"
#define ADSUM_XML_SERVER        "jabber:server"
#define ADSUM_XML_NAMESPACE     "http://www.w3.org/XML/1998/namespace"

/** A namespace declaration, as it stands on an element. */
struct adsum_xml_declaration {
    struct adsum_text prefix; /* empty: the default namespace */
    struct adsum_text space;  /* empty: none */
};

struct adsum_xml_attribute {
    struct adsum_text name;   /* without prefix */
    struct adsum_text space;  /* its namespace; empty: none */
    struct adsum_text prefix; /* as written; means nothing */
    struct adsum_text value;
};

/**
 * An element, or a run of text between two tags, which has no name and no
 * children. In document order.
 */
struct adsum_xml_element {
    const struct adsum_xml_element *parent; /* of a stanza: the header's, or
                                             * NULL over WebSocket */
    const struct adsum_xml_element *first;  /* child */
    const struct adsum_xml_element *next;   /* sibling */
    const struct adsum_xml_attribute *attributes;
    const struct adsum_xml_declaration *declarations;
    uint32_t attribute_count;
    uint32_t declaration_count;
    struct adsum_text name;   /* without prefix; empty: this is text */
    struct adsum_text space;  /* its namespace; empty: none */
    struct adsum_text prefix; /* as written; means nothing */
    struct adsum_text text;   /* of a run of text */
};

/**
 * Whether it is an element of this name and namespace; text is none.
 *
 * @name, @space  NULL: any; "" for the namespace: none
 */
ADSUM_API int adsum_xml_is(const struct adsum_xml_element *element,
                           const char *name, const char *space);

/** The first child element that adsum_xml_is(); NULL: there is none. */
ADSUM_API const struct adsum_xml_element *
adsum_xml_child(const struct adsum_xml_element *parent, const char *name,
                const char *space);

/** The next sibling that adsum_xml_is(); NULL: there is none. */
ADSUM_API const struct adsum_xml_element *
adsum_xml_next(const struct adsum_xml_element *element, const char *name,
               const char *space);

/**
 * The value of an attribute; bytes are NULL where there is none.
 *
 * @space  NULL: an attribute without prefix, as most are
 */
ADSUM_API struct adsum_text
adsum_xml_value(const struct adsum_xml_element *element, const char *name,
                const char *space);

/**
 * An element's text: the first run among its children. An element that has no
 * child elements has one run at most.
 */
ADSUM_API struct adsum_text
adsum_xml_text(const struct adsum_xml_element *element);

/**
 * The language of an element: its xml:lang, or that of the nearest one around
 * it, the stream header being the last (RFC 6120 8.1.5). Empty: none is said.
 */
ADSUM_API struct adsum_text
adsum_xml_language(const struct adsum_xml_element *element);

#ifdef __cplusplus
}
#endif
#endif
