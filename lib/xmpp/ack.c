/* What both ends of acknowledged streams say: XEP-0198. */
#include "ack.h"

#include "words.h"
#include "writing.h"
#include <adsum/stanza.h>

bool adsum_ack_read(struct adsum_text text, uint32_t *ret)
{
    uint64_t value = 0;

    if (text.length == 0 || text.length > 10)
        return false;
    for (uint32_t i = 0; i < text.length; i++) {
        if (text.bytes[i] < '0' || text.bytes[i] > '9')
            return false;
        value = value * 10 + (uint64_t)(text.bytes[i] - '0');
    }
    *ret = (uint32_t)value;
    return value <= UINT32_MAX;
}

bool adsum_ack_true(struct adsum_text text)
{
    return adsum_text_is(text, "true") || adsum_text_is(text, "1");
}

static void write_number(struct adsum_xml_writer *writer, const char *name,
                         uint32_t value)
{
    char buffer[ADSUM_STANZA_VERSION_BYTES];

    adsum_xml_write_attribute(writer, name,
                              adsum_stanza_version(value, buffer));
}

void adsum_ack_write(struct adsum_xml_writer *writer, const char *name,
                     uint32_t h, struct adsum_text id)
{
    adsum_xml_write_start(writer, name, SPACE_ACKS);
    adsum_writing_attribute(writer, "previd", id);
    write_number(writer, "h", h);
    adsum_xml_write_end(writer);
}

void adsum_ack_write_too_high(struct adsum_xml_writer *writer, uint32_t h,
                              uint32_t sent)
{
    adsum_xml_write_start(writer, "error", ADSUM_XML_STREAMS);
    adsum_xml_write_start(writer, "undefined-condition",
                          ADSUM_XML_STREAM_ERRORS);
    adsum_xml_write_end(writer);
    adsum_xml_write_start(writer, "handled-count-too-high", SPACE_ACKS);
    write_number(writer, "h", h);
    write_number(writer, "send-count", sent);
    adsum_xml_write_end(writer);
    adsum_xml_write_end(writer);
}
