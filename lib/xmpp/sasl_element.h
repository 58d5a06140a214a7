/* What both ends of an exchange send: RFC 6120 6.4. */
#ifndef ADSUM_XMPP_SASL_ELEMENT_H
#define ADSUM_XMPP_SASL_ELEMENT_H

#include <adsum/xml_writer.h>

/**
 * An element of SASL, whole.
 *
 * @mechanism  of <auth/>; empty: none
 * @bytes      in base 64; NULL: there is no text, not even "="
 */
void adsum_sasl_write(struct adsum_xml_writer *writer, const char *name,
                      struct adsum_text mechanism,
                      const struct adsum_text *bytes);

#endif
