/*
 * A column: elements of one size, known by index, that never move.
 *
 * It grows by segments. The first ones are small and double, so that a service
 * of three users takes little; from the service's segment size on all are
 * alike. Nothing is copied to grow but the directory of segments, which is
 * thousands of times smaller than what it names.
 *
 * With ADSUM_OPTION_RESERVE a column is placed: its elements are where its
 * caller laid them out, and there are never more.
 */
#ifndef ADSUM_CORE_COLUMN_H
#define ADSUM_CORE_COLUMN_H

#include "memory.h"

struct column {
    unsigned char **segments;
    union {
        uint32_t room;       /* of the directory */
        unsigned char *only; /* the directory, if placed */
    } of;
    uint32_t elements; /* there are: all indexes below are usable */
    uint32_t mask;     /* within a full segment */
    uint16_t size;     /* of an element, bytes */
    uint8_t shift;     /* elements in a full segment, a power of two */
    uint8_t small;     /* segments that are not full, less one */
};

/**
 * Make an empty column.
 *
 * @size           of an element
 * @segment_bytes  of a full segment; at least one element is in each
 */
void adsum_column_init(struct column *column, uint32_t size,
                       uint32_t segment_bytes);

/**
 * Make a column of elements that are there already, zeroed, and outlive it.
 * The column stays where it is.
 */
void adsum_column_place(struct column *column, uint32_t size, unsigned char *at,
                        uint32_t elements);

/** A placed one has nothing to give back. */
void adsum_column_deinit(struct column *column, struct memory *memory);

/** Make indexes below `elements` usable, new ones zeroed. 0 or NO_MEMORY. */
int adsum_column_reserve(struct column *column, struct memory *memory,
                         uint32_t elements);

/* As `shift`: of a placed one, and of one that slab.c lets share a pool. */
#define ADSUM_COLUMN_PLACED 31u
#define ADSUM_COLUMN_SHARED 30u

static inline bool adsum_column_is_placed(const struct column *column)
{
    return column->shift >= ADSUM_COLUMN_SHARED;
}

/** Where an element is that lies in one of the small segments. */
void *adsum_column_small(const struct column *column, uint32_t index);

/*
 * These are inline, not static: where they are called rather than inlined, as
 * with -Os, there is one of each and not one for each file.
 */

/** Where small segments end, an index belongs to segment `index >> shift`. */
inline void *adsum_column_of(const struct column *column, uint32_t index,
                             uint32_t size)
{
    uint32_t full = index >> column->shift;

    if (full == 0)
        return adsum_column_small(column, index);
    return column->segments[full + column->small] +
           (size_t)(index & column->mask) * size;
}

inline void *adsum_column_at(const struct column *column, uint32_t index)
{
    return adsum_column_of(column, index, column->size);
}

#endif
