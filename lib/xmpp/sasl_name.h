/* Words of the specifications, and what they stand for. */
#ifndef ADSUM_XMPP_SASL_NAME_H
#define ADSUM_XMPP_SASL_NAME_H

#include <adsum/sasl.h>

#define SASL_PLUS (ADSUM_SASL_SCRAM_SHA_1_PLUS | ADSUM_SASL_SCRAM_SHA_256_PLUS)
#define SASL_SCRAM \
    (ADSUM_SASL_SCRAM_SHA_1 | ADSUM_SASL_SCRAM_SHA_256 | SASL_PLUS)
#define SASL_ALL (ADSUM_SASL_PLAIN | SASL_SCRAM | ADSUM_SASL_EXTERNAL)

/** The value that a word names in one of the two masks, or 0. */
uint32_t adsum_sasl_value(uint32_t names, struct adsum_text word);

/** A mask's words, highest first; how many. `ret` has room for all. */
uint32_t adsum_sasl_words(uint32_t names, uint32_t mask,
                          struct adsum_text *ret);

/** The condition that a reason is told as (RFC 6120 6.5). */
uint32_t adsum_sasl_condition(uint32_t reason);

#endif
