/*
 * Publishing, for what is not a call of its own.
 */
#ifndef ADSUM_CORE_PUBLISH_H
#define ADSUM_CORE_PUBLISH_H

#include "service.h"

/** A session that was hidden is there again: its presence, anew. */
void adsum_publish_return(struct adsum_service *service, uint32_t slot);

#endif
