/*
 * Stanza errors between the files of this module.
 */
#ifndef ADSUM_XMPP_STANZA_ERROR_H
#define ADSUM_XMPP_STANZA_ERROR_H

#include <adsum/stanza.h>

/** What an error stanza says; what is unknown or missing is
 * undefined-condition (8.3.2). */
uint32_t adsum_stanza_error_read(const struct adsum_xml_element *stanza);

/** ADSUM_CONDITION_* as a stanza error, and back: what has none is _NONE. */
uint32_t adsum_stanza_error_of_condition(uint32_t condition);
uint32_t adsum_stanza_error_condition(uint32_t error);

/** <error/>, whole. */
void adsum_stanza_error_write(struct adsum_xml_writer *writer, uint32_t error);

#endif
