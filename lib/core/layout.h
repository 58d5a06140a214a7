/*
 * Layout: where the tables of a service lie. One list of them serves to make
 * them, to give them back, and with ADSUM_OPTION_RESERVE to say what they take
 * and to place them behind each other, so that the two cannot differ.
 */
#ifndef ADSUM_CORE_LAYOUT_H
#define ADSUM_CORE_LAYOUT_H

#include "service.h"

/** Make all tables, which grow. 0, NO_MEMORY: deinit takes back what is. */
int adsum_layout_init(struct adsum_service *service, const uint8_t seed[16]);
void adsum_layout_deinit(struct adsum_service *service);

/**
 * What a service with all its tables takes, and the pool behind them.
 *
 * @limits  complete
 *
 * Returns 0, or ADSUM_ERR_INVALID: more than numbers of records can name.
 */
int adsum_layout_bytes(const struct adsum_limits *limits, uint64_t *ret);

/**
 * Place all tables behind the service, which begins a block of so many bytes,
 * zeroed, and let its memory be the pool.
 */
void adsum_layout_place(struct adsum_service *service, const uint8_t seed[16]);

/** Give back to the pool what was reserved by a call that has ended. */
void adsum_layout_settle(struct adsum_service *service);

/** Bytes of service->opened. */
uint32_t adsum_layout_opened(const struct adsum_limits *limits);

static inline bool adsum_layout_is_placed(const struct adsum_service *service)
{
    return (service->flags & ADSUM_OPTION_RESERVE) != 0;
}

#endif
