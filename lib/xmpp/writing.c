/* Writing. */
#include "writing.h"

int adsum_writing_fail(struct adsum_xml_writer *writer)
{
    if (writer->error == 0)
        writer->error = ADSUM_ERR_INVALID;
    return writer->error;
}

int adsum_writing_end(struct adsum_xml_writer *writer, uint32_t before)
{
    if (writer->error != 0) {
        writer->length = before;
        writer->depth = 0;
    }
    return writer->error;
}

void adsum_writing_start(struct adsum_xml_writer *writer, const char *name)
{
    adsum_xml_write_start(writer, name,
                          writer->content != NULL ? NULL : ADSUM_XML_CLIENT);
}

void adsum_writing_attribute(struct adsum_xml_writer *writer, const char *name,
                             struct adsum_text value)
{
    if (value.length != 0)
        adsum_xml_write_attribute(writer, name, value);
}
