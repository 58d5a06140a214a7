/*
 * The writer: how streams begin, end and fail.
 */
#include "writer.h"

#include <string.h>

static struct adsum_text text_of(const char *string)
{
    return (struct adsum_text){string, (uint32_t)strlen(string)};
}

static void put(struct adsum_xml_writer *writer, const char *prefix,
                const char *name, struct adsum_text value)
{
    if (value.length != 0)
        adsum_xml_put_attribute(writer, text_of(prefix), text_of(name), value);
}

/* Those that <stream/> and <open/> share. */
static void put_attributes(struct adsum_xml_writer *writer,
                           const struct adsum_xml_header *header)
{
    put(writer, "", "from", header->from);
    put(writer, "", "to", header->to);
    put(writer, "", "id", header->id);
    put(writer, "", "version", header->version);
    put(writer, "xml", "lang", header->language);
}

int adsum_xml_write_header(struct adsum_xml_writer *writer,
                           const struct adsum_xml_header *header)
{
    if (writer->depth != 0)
        return adsum_xml_writer_fail(writer, ADSUM_ERR_INVALID);
    adsum_xml_put_string(writer, "<?xml version='1.0'?><stream:stream");
    if (writer->content != NULL)
        put(writer, "", "xmlns", text_of(writer->content));
    put(writer, "xmlns", "stream", text_of(ADSUM_XML_STREAMS));
    put_attributes(writer, header);
    adsum_xml_put(writer, ">", 1);
    return writer->error;
}

int adsum_xml_write_footer(struct adsum_xml_writer *writer)
{
    if (writer->depth != 0)
        return adsum_xml_writer_fail(writer, ADSUM_ERR_INVALID);
    adsum_xml_put_string(writer, "</stream:stream>");
    return writer->error;
}

int adsum_xml_write_open(struct adsum_xml_writer *writer,
                         const struct adsum_xml_header *header)
{
    adsum_xml_write_start(writer, "open", ADSUM_XML_FRAMING);
    put_attributes(writer, header);
    return adsum_xml_write_end(writer);
}

int adsum_xml_write_close(struct adsum_xml_writer *writer,
                          struct adsum_text uri)
{
    adsum_xml_write_start(writer, "close", ADSUM_XML_FRAMING);
    put(writer, "", "see-other-uri", uri);
    return adsum_xml_write_end(writer);
}

int adsum_xml_write_error(struct adsum_xml_writer *writer, uint32_t condition,
                          struct adsum_text text)
{
    const char *name = adsum_xml_condition(condition);

    if (*name == '\0')
        return adsum_xml_writer_fail(writer, ADSUM_ERR_INVALID);
    adsum_xml_write_start(writer, "error", ADSUM_XML_STREAMS);
    adsum_xml_write_start(writer, name, ADSUM_XML_STREAM_ERRORS);
    adsum_xml_write_end(writer);
    if (text.length != 0) {
        adsum_xml_write_start(writer, "text", ADSUM_XML_STREAM_ERRORS);
        adsum_xml_write_attribute(writer, "xml:lang", text_of("en"));
        adsum_xml_write_text(writer, text);
        adsum_xml_write_end(writer);
    }
    return adsum_xml_write_end(writer);
}
