/*
 * A text as code points, and what Unicode does to all of it.
 *
 * Errors: 0, ADSUM_ERR_INVALID, ADSUM_ERR_NO_MEMORY; after one the points mean
 * nothing.
 */
#ifndef ADSUM_PREP_POINTS_H
#define ADSUM_PREP_POINTS_H

#include <adsum/address.h>
#include <stdbool.h>

/*
 * More cannot become a part of ADSUM_ADDRESS_PART_BYTES bytes: three code
 * points that compose to one of two bytes are the most that a byte can stand
 * for. tests/prep/every_point_test.c asks that of each code point.
 */
#define POINTS_MOST (ADSUM_ADDRESS_PART_BYTES * 3 / 2)

struct points {
    uint32_t count;
    uint32_t at[POINTS_MOST];
    uint32_t made[POINTS_MOST];   /* room for what is being made of them, */
    uint32_t before[POINTS_MOST]; /* and for what they were */
};

/** Of UTF-8. INVALID: it is not, or is of more than POINTS_MOST. */
int adsum_points_read(struct adsum_text text, struct points *ret);

/**
 * As UTF-8.
 *
 * INVALID: none at all, or more bytes than ADSUM_ADDRESS_PART_BYTES;
 * ADSUM_ERR_ROOM: more than the buffer takes.
 */
int adsum_points_write(const struct points *points, char *buffer,
                       uint32_t capacity, struct adsum_text *ret);

/** Fullwidth and halfwidth code points as what they decompose to. */
void adsum_points_map_width(struct points *points);

/** All spaces (Zs) as U+0020. */
void adsum_points_map_space(struct points *points);

/** Lower case by Unicode's toLowercase(), final sigmas and all. */
int adsum_points_lower(struct points *points);

/**
 * Lower case of each by itself, except of what toCasefold() leaves as it is:
 * Cherokee's capitals are stable (RFC 5892 section 2.2), small letters not.
 */
int adsum_points_lower_unfolded(struct points *points);

/** NFC. INVALID: longer than there is room for. */
int adsum_points_compose(struct points *points);

#endif
