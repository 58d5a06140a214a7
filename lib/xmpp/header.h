/* Stream headers, at both ends: RFC 6120 4.7, 4.8. */
#ifndef ADSUM_XMPP_HEADER_H
#define ADSUM_XMPP_HEADER_H

#include <adsum/address.h>
#include <adsum/crypto.h>
#include <adsum/xml_node.h>
#include <stdbool.h>

enum { ADSUM_RANDOM_CHARS = 32 };

typedef int adsum_prepare(struct adsum_text text, char *buffer,
                          uint32_t capacity, struct adsum_text *ret,
                          struct adsum_address *ret_parts);

/** An address, by a function as adsum_prep_address(); NULL: it is prepared.
 * `buffer` of ADSUM_ADDRESS_BYTES. */
int adsum_header_prepare(adsum_prepare *prepare, struct adsum_text text,
                         char *buffer, struct adsum_address *ret);

/** The default namespace is that of clients' stanzas; where it is the streams'
 * own, each stanza says it. */
bool adsum_header_content_wrong(const struct adsum_xml_element *header);

/** 4.7.5: numbers around a dot; ours is 1.0, and 0.9 is without attribute. */
bool adsum_header_version_wrong(struct adsum_text version);

/** ADSUM_RANDOM_CHARS hexadecimal digits that nobody can guess. */
int adsum_random_id(const struct adsum_crypto *crypto, void *user, char *ret);

#endif
