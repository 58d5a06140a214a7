/*
 * PRECIS: string classes and profiles (RFC 8264, RFC 8265).
 */
#ifndef ADSUM_PREP_PRECIS_H
#define ADSUM_PREP_PRECIS_H

#include "points.h"

enum precis_class { PRECIS_IDENTIFIER, PRECIS_FREEFORM };

/** Whether all stand in the class and, where they need it, in their context. */
bool adsum_precis_allows(enum precis_class class, const struct points *points);

/** Enforce UsernameCaseMapped or OpaqueString. Errors: see points.h. */
int adsum_precis_username(struct points *points);
int adsum_precis_opaque(struct points *points);

#endif
