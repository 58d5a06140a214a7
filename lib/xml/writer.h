/*
 * Between the writer's own files. Nothing here is done once there was an error.
 */
#ifndef ADSUM_XML_WRITER_PARTS_H
#define ADSUM_XML_WRITER_PARTS_H

#include "escape.h"
#include <adsum/xml_writer.h>
#include <stdbool.h>

/** Remember the first error; returns the one that stands. */
int adsum_xml_writer_fail(struct adsum_xml_writer *writer, int err);

/** Bytes as they are. */
void adsum_xml_put(struct adsum_xml_writer *writer, const char *bytes,
                   uint32_t length);
void adsum_xml_put_string(struct adsum_xml_writer *writer, const char *string);

/** Text, checked and escaped. */
void adsum_xml_put_escaped(struct adsum_xml_writer *writer,
                           struct adsum_text text, enum escape escape);

/** name='value', with the blank before it; `prefix` may be empty. */
void adsum_xml_put_attribute(struct adsum_xml_writer *writer,
                             struct adsum_text prefix, struct adsum_text name,
                             struct adsum_text value);

/** If a start tag is not ended, end it: something comes into the element. */
void adsum_xml_put_content(struct adsum_xml_writer *writer);

/** Whether this is the default namespace, or the language, in force. */
bool adsum_xml_default_is(const struct adsum_xml_writer *writer,
                          struct adsum_text space);
bool adsum_xml_language_is(const struct adsum_xml_writer *writer,
                           struct adsum_text language);

#endif
