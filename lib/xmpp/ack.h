/* What both ends of acknowledged streams say: XEP-0198. */
#ifndef ADSUM_XMPP_ACK_H
#define ADSUM_XMPP_ACK_H

#include "spaces.h"
#include <adsum/xml_writer.h>
#include <stdbool.h>

#define ADSUM_ACK_REQUEST "<r xmlns='" SPACE_ACKS "'/>"

/** A count, as it came. */
bool adsum_ack_read(struct adsum_text text, uint32_t *ret);
bool adsum_ack_true(struct adsum_text text);

/** <a/>, <resume/> or <resumed/>. @id  empty: none */
void adsum_ack_write(struct adsum_xml_writer *writer, const char *name,
                     uint32_t h, struct adsum_text id);

/** Section 6: more was acknowledged than was sent. */
void adsum_ack_write_too_high(struct adsum_xml_writer *writer, uint32_t h,
                              uint32_t sent);

#endif
