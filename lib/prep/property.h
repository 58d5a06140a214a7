/*
 * What a code point is to PRECIS: its derived property (RFC 8264 section 8).
 */
#ifndef ADSUM_PREP_PROPERTY_H
#define ADSUM_PREP_PROPERTY_H

#include <stdint.h>

enum property {
    PROPERTY_UNASSIGNED,
    PROPERTY_DISALLOWED,
    PROPERTY_CONTEXTJ,
    PROPERTY_CONTEXTO,
    PROPERTY_FREE_PVAL, /* valid in the FreeformClass only */
    PROPERTY_PVALID,
};

enum property adsum_property_of(uint32_t point);

#endif
