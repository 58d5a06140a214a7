/*
 * The writer: elements, attributes and text that a program makes.
 *
 * What an element declares is found again among the bytes that were written,
 * so nothing that is given need outlive its call.
 */
#include "writer.h"
#include "chars.h"

#include <string.h>

#define XMLNS "http://www.w3.org/2000/xmlns/"

enum { WRITER_LEAST = 256 };

static struct adsum_text text_of(const char *string)
{
    return (struct adsum_text){string,
                               string != NULL ? (uint32_t)strlen(string) : 0};
}

int adsum_xml_writer_fail(struct adsum_xml_writer *writer, int err)
{
    if (writer->error == 0)
        writer->error = err;
    return writer->error;
}

/* Room for so many bytes more; NULL: there is an error. */
static char *room(struct adsum_xml_writer *writer, uint64_t bytes)
{
    uint64_t need = writer->length + bytes;
    uint64_t capacity = 2 * (uint64_t)writer->capacity;
    void *made;

    if (writer->error != 0)
        return NULL;
    if (need <= writer->capacity)
        return writer->bytes + writer->length;
    if (need > UINT32_MAX || writer->allocate == NULL) {
        adsum_xml_writer_fail(writer, ADSUM_ERR_ROOM);
        return NULL;
    }
    if (capacity < need)
        capacity = need < WRITER_LEAST ? WRITER_LEAST : need;
    if (capacity > UINT32_MAX)
        capacity = UINT32_MAX;
    made = writer->allocate(writer->user, writer->bytes, writer->capacity,
                            (size_t)capacity);
    if (made == NULL) {
        adsum_xml_writer_fail(writer, ADSUM_ERR_NO_MEMORY);
        return NULL;
    }
    writer->bytes = made;
    writer->capacity = (uint32_t)capacity;
    return writer->bytes + writer->length;
}

void adsum_xml_put(struct adsum_xml_writer *writer, const char *bytes,
                   uint32_t length)
{
    char *to = room(writer, length);

    if (to == NULL || length == 0)
        return;
    memcpy(to, bytes, length);
    writer->length += length;
}

void adsum_xml_put_string(struct adsum_xml_writer *writer, const char *string)
{
    adsum_xml_put(writer, string, (uint32_t)strlen(string));
}

void adsum_xml_put_escaped(struct adsum_xml_writer *writer,
                           struct adsum_text text, enum escape escape)
{
    uint64_t bytes;
    char *to;

    if (!adsum_xml_chars(text)) {
        adsum_xml_writer_fail(writer, ADSUM_ERR_INVALID);
        return;
    }
    bytes = adsum_xml_escape(text, escape, NULL);
    to = room(writer, bytes);
    if (to == NULL || bytes == 0)
        return;
    adsum_xml_escape(text, escape, to);
    writer->length += (uint32_t)bytes;
}

void adsum_xml_put_attribute(struct adsum_xml_writer *writer,
                             struct adsum_text prefix, struct adsum_text name,
                             struct adsum_text value)
{
    adsum_xml_put(writer, " ", 1);
    adsum_xml_put(writer, prefix.bytes, prefix.length);
    if (prefix.length != 0 && name.length != 0)
        adsum_xml_put(writer, ":", 1);
    adsum_xml_put(writer, name.bytes, name.length);
    adsum_xml_put(writer, "='", 2);
    adsum_xml_put_escaped(writer, value, ESCAPE_VALUE);
    adsum_xml_put(writer, "'", 1);
}

void adsum_xml_put_content(struct adsum_xml_writer *writer)
{
    if (writer->in_tag != 0 && writer->depth != 0)
        adsum_xml_put(writer, ">", 1);
    writer->in_tag = 0;
}

/* Whether a text is written as these bytes. */
static bool written_as(struct adsum_text text, const char *bytes,
                       uint32_t length)
{
    char one[8];
    uint32_t at = 0;

    for (uint32_t i = 0; i < text.length; i++) {
        struct adsum_text byte = {text.bytes + i, 1};
        uint32_t wide = (uint32_t)adsum_xml_escape(byte, ESCAPE_VALUE, one);

        if (length - at < wide || memcmp(bytes + at, one, wide) != 0)
            return false;
        at += wide;
    }
    return at == length;
}

static bool same(struct adsum_text text, const char *string)
{
    struct adsum_text other = text_of(string);

    return text.length == other.length &&
           (text.length == 0 ||
            memcmp(text.bytes, other.bytes, text.length) == 0);
}

bool adsum_xml_default_is(const struct adsum_xml_writer *writer,
                          struct adsum_text space)
{
    for (uint32_t i = writer->depth; i-- != 0;)
        if (writer->open[i].space_length != UINT32_MAX)
            return written_as(space, writer->bytes + writer->open[i].space,
                              writer->open[i].space_length);
    return same(space, writer->content);
}

bool adsum_xml_language_is(const struct adsum_xml_writer *writer,
                           struct adsum_text language)
{
    for (uint32_t i = writer->depth; i-- != 0;)
        if (writer->open[i].language_length != UINT32_MAX)
            return written_as(language,
                              writer->bytes + writer->open[i].language,
                              writer->open[i].language_length);
    return same(language, writer->language);
}

/* Declare a default namespace on the element whose start tag is open. */
static void declare(struct adsum_xml_writer *writer, struct adsum_text space)
{
    struct adsum_xml_written *open = &writer->open[writer->depth - 1];

    if (same(space, ADSUM_XML_NAMESPACE) || same(space, XMLNS))
        adsum_xml_writer_fail(writer, ADSUM_ERR_INVALID);
    adsum_xml_put_attribute(writer, text_of("xmlns"), (struct adsum_text){0},
                            space);
    if (writer->error != 0)
        return;
    open->space_length = (uint32_t)adsum_xml_escape(space, ESCAPE_VALUE, NULL);
    open->space = writer->length - 1 - open->space_length;
}

int adsum_xml_write_start(struct adsum_xml_writer *writer, const char *name,
                          const char *space)
{
    bool stream = writer->streams != 0 && space != NULL &&
                  strcmp(space, ADSUM_XML_STREAMS) == 0;
    struct adsum_xml_written open = {.space_length = UINT32_MAX,
                                     .language_length = UINT32_MAX};

    if (!adsum_xml_ncname(text_of(name)))
        return adsum_xml_writer_fail(writer, ADSUM_ERR_INVALID);
    if (writer->depth == ADSUM_XML_WRITER_DEPTH)
        return adsum_xml_writer_fail(writer, ADSUM_ERR_LIMIT);
    adsum_xml_put_content(writer);
    adsum_xml_put(writer, "<", 1);
    open.name = writer->length;
    adsum_xml_put_string(writer, stream ? "stream:" : "");
    adsum_xml_put_string(writer, name);
    if (writer->error != 0)
        return writer->error;
    open.name_length = writer->length - open.name;
    writer->open[writer->depth++] = open;
    writer->in_tag = 1;
    if (!stream && space != NULL &&
        !adsum_xml_default_is(writer, text_of(space)))
        declare(writer, text_of(space));
    return writer->error;
}

int adsum_xml_write_attribute(struct adsum_xml_writer *writer, const char *name,
                              struct adsum_text value)
{
    bool language = strcmp(name, "xml:lang") == 0;
    struct adsum_xml_written *open;

    if (writer->error != 0)
        return writer->error;
    if (writer->in_tag == 0 || writer->depth == 0 ||
        (!language && !adsum_xml_ncname(text_of(name))) ||
        strcmp(name, "xmlns") == 0)
        return adsum_xml_writer_fail(writer, ADSUM_ERR_INVALID);
    adsum_xml_put_attribute(writer, (struct adsum_text){0}, text_of(name),
                            value);
    if (writer->error == 0 && language) {
        open = &writer->open[writer->depth - 1];
        open->language_length =
            (uint32_t)adsum_xml_escape(value, ESCAPE_VALUE, NULL);
        open->language = writer->length - 1 - open->language_length;
    }
    return writer->error;
}

int adsum_xml_write_text(struct adsum_xml_writer *writer,
                         struct adsum_text text)
{
    if (writer->depth == 0)
        return adsum_xml_writer_fail(writer, ADSUM_ERR_INVALID);
    if (text.length == 0)
        return writer->error;
    adsum_xml_put_content(writer);
    adsum_xml_put_escaped(writer, text, ESCAPE_TEXT);
    return writer->error;
}

int adsum_xml_write_end(struct adsum_xml_writer *writer)
{
    const struct adsum_xml_written *open;
    char *to;

    if (writer->error != 0)
        return writer->error;
    if (writer->depth == 0)
        return adsum_xml_writer_fail(writer, ADSUM_ERR_INVALID);
    open = &writer->open[writer->depth - 1];
    if (writer->in_tag != 0) {
        adsum_xml_put(writer, "/>", 2);
    } else {
        /* The name is copied from where the bytes are after they may move. */
        to = room(writer, (uint64_t)open->name_length + 3);
        if (to != NULL) {
            memcpy(to, "</", 2);
            memcpy(to + 2, writer->bytes + open->name, open->name_length);
            to[open->name_length + 2] = '>';
            writer->length += open->name_length + 3;
        }
    }
    writer->in_tag = 0;
    writer->depth -= writer->error == 0;
    return writer->error;
}

int adsum_xml_write_raw(struct adsum_xml_writer *writer,
                        struct adsum_text bytes)
{
    if (bytes.length == 0)
        return writer->error;
    adsum_xml_put_content(writer);
    adsum_xml_put(writer, bytes.bytes, bytes.length);
    return writer->error;
}

int adsum_xml_write_value(struct adsum_xml_writer *writer,
                          struct adsum_text value)
{
    adsum_xml_put_escaped(writer, value, ESCAPE_VALUE);
    return writer->error;
}
