/* What may be offered or chosen on a channel. */
#ifndef ADSUM_XMPP_SASL_OFFER_H
#define ADSUM_XMPP_SASL_OFFER_H

#include <adsum/sasl.h>
#include <stdbool.h>

/** The types of binding that a channel has. */
uint32_t adsum_sasl_bindings(const struct adsum_sasl_channel *channel);

/** The bytes of one of them. */
struct adsum_text
adsum_sasl_binding_bytes(const struct adsum_sasl_channel *channel,
                         uint32_t binding);

/** Of `mechanisms` (0: all but PLAIN), what is allowed on the channel; `clear`
    is what is allowed without TLS. */
uint32_t adsum_sasl_allowed(uint32_t mechanisms, uint32_t clear,
                            const struct adsum_sasl_channel *channel);

/** 0, ADSUM_ERR_INVALID or ADSUM_ERR_HOST. */
int adsum_sasl_service_check(const struct adsum_sasl_service *service,
                             const struct adsum_sasl_channel *channel);

/** Is a mask one of mechanisms only? */
bool adsum_sasl_mechanisms_valid(uint32_t mask);

/** Is a number of iterations within bounds, 0 being the default of each? */
bool adsum_sasl_iterations_within(uint32_t iterations, uint32_t least,
                                  uint32_t most);

#endif
