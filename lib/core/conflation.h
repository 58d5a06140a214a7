/*
 * Conflation: what a session that could not be told in time has been told of,
 * and how it catches up.
 */
#ifndef ADSUM_CORE_CONFLATION_H
#define ADSUM_CORE_CONFLATION_H

#include "deliver.h"
#include "sighting.h"

/** The stamp of a new change. */
uint32_t adsum_stamp_next(struct adsum_service *service);

/** One from before anything that a session that is behind has yet to hear. */
uint32_t adsum_stamp_old(const struct adsum_service *service);

/**
 * Let stamps of long ago be forgotten before the range wraps, between calls;
 * `due`: only if it has to be now.
 */
void adsum_stamp_sweep(struct adsum_service *service, bool due);

/** A session is busy: it was told of everything up to `flushed`. */
void adsum_conflation_fall_behind(struct adsum_service *service, uint32_t slot,
                                  uint32_t flushed);

/** A session has just become available: all is new to it. 0, NO_MEMORY. */
int adsum_conflation_reserve(struct adsum_service *service, uint32_t slot);
void adsum_conflation_begin(struct adsum_service *service, uint32_t slot);

/** Was it told that this session, or the one in this grave, is available? */
bool adsum_conflation_told(const struct adsum_service *service, uint32_t slot,
                           uint32_t source);
bool adsum_conflation_told_sighting(const struct adsum_service *service,
                                    uint32_t slot,
                                    const struct sighting *sighting);

/** Has it yet to be told that the one in this grave is gone, if it saw it? */
bool adsum_conflation_owed(const struct adsum_service *service, uint32_t slot,
                           uint32_t grave);
/** The same, and it may see it. */
bool adsum_conflation_wants(const struct adsum_service *service, uint32_t slot,
                            uint32_t grave);
bool adsum_conflation_wants_sighting(const struct adsum_service *service,
                                     uint32_t slot,
                                     const struct sighting *sighting);

/** It will not catch up: let go of what was kept for it. */
void adsum_conflation_forget(struct adsum_service *service, uint32_t slot);

/** Deliver what waits, then what is newest. 0, or ADSUM_MORE. */
int adsum_conflation_catch_up(struct adsum_service *service, uint32_t slot);

#endif
