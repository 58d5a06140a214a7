/* Writing presence. */
#ifndef ADSUM_XMPP_PRESENCE_WRITE_H
#define ADSUM_XMPP_PRESENCE_WRITE_H

#include <adsum/notice.h>
#include <adsum/xml_writer.h>

/** A notice of kind ADSUM_PRESENCE, whole. */
void adsum_presence_write(struct adsum_xml_writer *writer,
                          const struct adsum_notice *notice);

#endif
