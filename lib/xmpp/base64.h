/* Base 64 (RFC 4648 section 4), to the letter. */
#ifndef ADSUM_XMPP_BASE64_H
#define ADSUM_XMPP_BASE64_H

#include <adsum/base.h>
#include <stdbool.h>

/** Characters for so many bytes. */
uint32_t adsum_base64_length(uint32_t bytes);

/** Encode; `ret` has room for them. */
void adsum_base64_encode(const void *bytes, uint32_t length, char *ret);

/**
 * Decode what has padding and nothing but the alphabet, and whose bits beyond
 * the last byte are 0. `ret`, which may be where the text is, has room for 3
 * bytes of each 4.
 */
bool adsum_base64_decode(struct adsum_text text, void *ret,
                         uint32_t *ret_length);

#endif
