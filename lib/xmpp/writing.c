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

void adsum_writing_reset(struct adsum_xml_writer *writer)
{
    writer->length = 0;
    writer->error = 0;
    writer->depth = 0;
    writer->in_tag = 0;
}

void adsum_writing_free(struct adsum_xml_writer *writer)
{
    if (writer->bytes != NULL)
        (void)writer->allocate(writer->user, writer->bytes, writer->capacity,
                               0);
}

struct adsum_text adsum_written(const struct adsum_xml_writer *writer)
{
    return (struct adsum_text){writer->bytes, writer->length};
}
