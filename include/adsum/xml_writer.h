/*
 * adsum/xml_writer.h: what is sent over an XML stream, piece by piece.
 *
 *     struct adsum_xml_writer writer = {.allocate = ..., .user = ...,
 *                                       .content = ADSUM_XML_CLIENT};
 *     adsum_xml_write_start(&writer, "presence", ADSUM_XML_CLIENT);
 *     adsum_xml_write_attribute(&writer, "to", to);
 *     adsum_xml_write_start(&writer, "show", ADSUM_XML_CLIENT);
 *     adsum_xml_write_text(&writer, adsum_text_of("away"));
 *     adsum_xml_write_end(&writer);
 *     err = adsum_xml_write_end(&writer);
 *     ... writer.bytes, writer.length ...
 *
 * Whatever is given, what comes out is well-formed, in its namespaces too, and
 * holds nothing that RFC 6120 11.1 prohibits. Only adsum_xml_write_raw() trusts
 * its caller.
 *
 * The first error stays: every later call does nothing and answers it, so that
 * asking the last one is enough. Any call may answer
 *
 *     ADSUM_ERR_INVALID    no name; no UTF-8; a character that XML has not; an
 *                          attribute after the start tag; an end too many
 *     ADSUM_ERR_NO_MEMORY  allocate() refused
 *     ADSUM_ERR_ROOM       the buffer is full and may not grow, or has 4 GiB
 *     ADSUM_ERR_LIMIT      elements in each other beyond ADSUM_XML_WRITER_DEPTH
 */
#ifndef ADSUM_XML_WRITER_H
#define ADSUM_XML_WRITER_H

#include <adsum/base.h>
#include <adsum/error.h>
#include <adsum/xml.h>

#ifdef __cplusplus
extern "C" {
#endif

#define ADSUM_XML_WRITER_DEPTH 16

/** An element that is open. The writer's. */
struct adsum_xml_written {
    uint32_t name;            /* where it stands among the bytes */
    uint32_t name_length;     /* with its prefix */
    uint32_t space;           /* the default namespace that it declares */
    uint32_t space_length;    /* UINT32_MAX: it declares none */
    uint32_t language;        /* its xml:lang */
    uint32_t language_length; /* UINT32_MAX: it has none */
};

/**
 * A writer, the caller's. All zero but what is said first below is one that
 * begins.
 *
 * To use one again, set length, error and depth to 0. At the end give back
 * `bytes`, of `capacity`, if it came from allocate().
 */
struct adsum_xml_writer {
    /* As adsum_host.allocate. NULL: `bytes` is the caller's and stays. */
    void *(*allocate)(void *user, void *block, size_t old_size,
                      size_t new_size);
    void *user;

    /* What is in force where the bytes will stand; terminated. */
    const char *content;  /* default namespace; NULL: none */
    const char *language; /* xml:lang; NULL: none */
    uint32_t streams;     /* not 0: the prefix "stream" is declared there */

    int32_t error;
    char *bytes; /* all that was written, not terminated */
    uint32_t length;
    uint32_t capacity;

    uint32_t depth; /* elements open; the rest is the writer's */
    uint32_t in_tag;
    struct adsum_xml_written open[ADSUM_XML_WRITER_DEPTH];
};

/**
 * Begin an element.
 *
 * It gets no prefix but "stream", and that only for ADSUM_XML_STREAMS where
 * writer.streams is set; any other namespace is declared as the default, unless
 * it is that already.
 *
 * @name   not kept
 * @space  not kept; NULL: the default namespace in force, whichever it is
 */
ADSUM_API int adsum_xml_write_start(struct adsum_xml_writer *writer,
                                    const char *name, const char *space);

/**
 * An attribute of the element begun last, while nothing is in it.
 *
 * @name  without a prefix, or "xml:lang". That it comes once is the caller's
 *        to see; "xmlns" is refused
 */
ADSUM_API int adsum_xml_write_attribute(struct adsum_xml_writer *writer,
                                        const char *name,
                                        struct adsum_text value);

/** Text in the element begun last and not ended; outside of any: refused. */
ADSUM_API int adsum_xml_write_text(struct adsum_xml_writer *writer,
                                   struct adsum_text text);

/** End the element begun last. */
ADSUM_API int adsum_xml_write_end(struct adsum_xml_writer *writer);

/**
 * An element as it was read, with all in it, in a place of its own.
 *
 * It means there what it meant where it was: prefixes stay, and what was said
 * around it is said again if it is not in force here: its default namespace,
 * prefixes of the elements around it, prefixes of the stream header that it
 * mentions anywhere, and its language, the header's too.
 *
 * A stanza, or a child of one, that is of ADSUM_XML_CLIENT or _SERVER becomes
 * the other where that is in force, with its own children as far as they are of
 * it, too; not what is in an extension (4.8.3).
 */
ADSUM_API int adsum_xml_write_element(struct adsum_xml_writer *writer,
                                      const struct adsum_xml_element *element);

/** Bytes that are whole elements, or text, as they are to be sent. */
ADSUM_API int adsum_xml_write_raw(struct adsum_xml_writer *writer,
                                  struct adsum_text bytes);

/**
 * Text as it stands in a value between two ', for who writes a start tag raw.
 */
ADSUM_API int adsum_xml_write_value(struct adsum_xml_writer *writer,
                                    struct adsum_text value);

/** The attributes of a stream header (4.7). An empty one is left out. */
struct adsum_xml_header {
    struct adsum_text from;
    struct adsum_text to;
    struct adsum_text id;
    struct adsum_text version;
    struct adsum_text language;
};

/**
 * A stream header, with an XML declaration, of writer.content, with the prefix
 * "stream"; it is not among the open elements. Set writer.streams for what
 * follows in the stream.
 */
ADSUM_API int adsum_xml_write_header(struct adsum_xml_writer *writer,
                                     const struct adsum_xml_header *header);

/** </stream:stream> */
ADSUM_API int adsum_xml_write_footer(struct adsum_xml_writer *writer);

/** <open/> (RFC 7395 3.3.1), for a message of its own. */
ADSUM_API int adsum_xml_write_open(struct adsum_xml_writer *writer,
                                   const struct adsum_xml_header *header);

/** <close/>, for a message of its own. @uri  see-other-uri; may be empty */
ADSUM_API int adsum_xml_write_close(struct adsum_xml_writer *writer,
                                    struct adsum_text uri);

/**
 * A stream error (4.9.2), whole.
 *
 * @condition  ADSUM_XML_CONDITION_*, not _NONE
 * @text       to describe it, in English; may be empty
 */
ADSUM_API int adsum_xml_write_error(struct adsum_xml_writer *writer,
                                    uint32_t condition, struct adsum_text text);

#ifdef __cplusplus
}
#endif
#endif
