/* What the writers of this module share. */
#ifndef ADSUM_XMPP_WRITING_H
#define ADSUM_XMPP_WRITING_H

#include <adsum/xml_writer.h>

/** What is to be written cannot be: ADSUM_ERR_INVALID, if it is the first. */
int adsum_writing_fail(struct adsum_xml_writer *writer);

/** End a stanza that began where `before` bytes were: after an error nothing of
 * it stays. */
int adsum_writing_end(struct adsum_xml_writer *writer, uint32_t before);

/** Begin a stanza, of the content namespace in force. */
void adsum_writing_start(struct adsum_xml_writer *writer, const char *name);

/** An attribute, unless it is empty. */
void adsum_writing_attribute(struct adsum_xml_writer *writer, const char *name,
                             struct adsum_text value);

/** It begins anew, in the memory it has. */
void adsum_writing_reset(struct adsum_xml_writer *writer);

/** Give its memory back. */
void adsum_writing_free(struct adsum_xml_writer *writer);

/** All that was written. */
struct adsum_text adsum_written(const struct adsum_xml_writer *writer);

#endif
