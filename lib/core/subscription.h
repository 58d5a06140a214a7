/*
 * Subscription states (RFC 6121 Appendix A), as sets of facts and four rules
 * each way. Pure.
 */
#ifndef ADSUM_CORE_SUBSCRIPTION_H
#define ADSUM_CORE_SUBSCRIPTION_H

#include "edges.h"
#include <adsum/notice.h>
#include <stdbool.h>

/**
 * The state after a stanza: facts are ADSUM_EDGE_TO, FROM, OUT and IN.
 *
 * @kind     ADSUM_SUBSCRIBE .. ADSUM_UNSUBSCRIBED
 * @inbound  it comes from the contact
 * Equal to `facts`: the stanza changes nothing.
 */
uint32_t adsum_subscription_next(uint32_t facts, uint32_t kind, bool inbound);

/** Does the roster show another item for the one than for the other? */
bool adsum_subscription_visible(uint32_t before, uint32_t after);

/** ADSUM_SUBSCRIPTION_NONE .. _BOTH. */
uint8_t adsum_subscription_of(uint32_t facts);

#endif
