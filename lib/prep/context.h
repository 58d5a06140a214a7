/*
 * Contextual rules: where a CONTEXTJ or CONTEXTO code point may stand (RFC 5892
 * appendix A; RFC 8264 sections 4.2.1 and 4.3.1).
 */
#ifndef ADSUM_PREP_CONTEXT_H
#define ADSUM_PREP_CONTEXT_H

#include "points.h"

/** Whether each that has a rule may stand where it does. */
bool adsum_context_allows(const struct points *points);

#endif
