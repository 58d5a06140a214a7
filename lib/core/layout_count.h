/*
 * How many elements a table has, by the limits.
 */
#ifndef ADSUM_CORE_LAYOUT_COUNT_H
#define ADSUM_CORE_LAYOUT_COUNT_H

#include <adsum/limits.h>

/* What a table has one element for. */
enum {
    ADSUM_PER_USER,
    ADSUM_PER_USERS_32,
    ADSUM_PER_USERS_2,
    ADSUM_PER_SESSION,
    ADSUM_PER_TARGET,
    ADSUM_PER_FAR,
    ADSUM_PER_OPENED,
    ADSUM_PER_PART,
    ADSUM_PER_GROUP,
    ADSUM_PER_RESOURCE,
    ADSUM_PER_RESOURCE_PART,
    ADSUM_PER_EDGE,
    ADSUM_PER_TEXT, /* these are heads of maps over the pool */
    ADSUM_PER_EXTRA,
    ADSUM_PER_DIRECTED,
    ADSUM_PER_SIGHTING,
    ADSUM_PER_ITEM,
    ADSUM_PER_NOTHING
};

uint64_t adsum_layout_count(const struct adsum_limits *limits, uint8_t per);

/* Where in service->opened the parts of a presence begin. */
#define ADSUM_PARTS_AT ((uint32_t)(sizeof(struct adsum_presence) + 7) & ~7u)

#endif
