/*
 * The Bidi rule (RFC 5893 section 2), for localparts and for labels.
 */
#ifndef ADSUM_PREP_BIDI_H
#define ADSUM_PREP_BIDI_H

#include <stdbool.h>
#include <stdint.h>

/** Whether one is of R, AL or AN: then the rule is asked for (section 1.4). */
bool adsum_bidi_needed(const uint32_t *points, uint32_t count);

/** Whether a label, not empty, satisfies all six conditions. */
bool adsum_bidi_allows(const uint32_t *points, uint32_t count);

#endif
