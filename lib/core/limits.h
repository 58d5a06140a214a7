/*
 * Limits made complete: defaults filled in, ranges checked.
 */
#ifndef ADSUM_CORE_LIMITS_H
#define ADSUM_CORE_LIMITS_H

#include <adsum/error.h>
#include <adsum/limits.h>

/**
 * What the core works with. In `ret` a count of 0 allows nothing, a time of
 * ADSUM_LIMIT_NOTHING never comes, segment_bytes is a power of two, and `size`
 * is this library's.
 *
 * @given  NULL: the defaults; of an older, smaller size: the defaults for what
 *         it does not have
 *
 * Returns 0, or ADSUM_ERR_INVALID: unknown size, or a value out of its range.
 */
int adsum_limits_complete(const struct adsum_limits *given,
                          struct adsum_limits *ret);

#endif
