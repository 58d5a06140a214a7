/*
 * Notices the core itself makes, composed in the service's scratch.
 */
#ifndef ADSUM_CORE_NOTICE_H
#define ADSUM_CORE_NOTICE_H

#include "service.h"

/** A notice of a kind, from an entity's bare address. */
void adsum_notice_bare(struct adsum_service *service, uint32_t kind,
                       uint32_t from, struct adsum_notice *ret);

/** The presence of a session, or of one that is gone, as a view allows. */
void adsum_notice_presence(struct adsum_service *service, uint32_t slot,
                           uint32_t record, uint32_t view,
                           struct adsum_notice *ret,
                           struct adsum_presence *presence);

#endif
