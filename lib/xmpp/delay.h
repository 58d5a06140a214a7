/*
 * When a stanza was true: XEP-0203, written as XEP-0082 has it.
 */
#ifndef ADSUM_XMPP_DELAY_H
#define ADSUM_XMPP_DELAY_H

#include <adsum/xml_writer.h>

#define DELAY "urn:xmpp:delay"

/** Milliseconds since 1970; 0: no <delay/>, or none that can be read. */
uint64_t adsum_delay_read(const struct adsum_xml_element *stanza);

/** <delay/>, whole. @from  may be empty */
void adsum_delay_write(struct adsum_xml_writer *writer, struct adsum_text from,
                       uint64_t time_ms);

#endif
