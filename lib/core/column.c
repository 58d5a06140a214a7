/*
 * A column of segments: first small ones that double, then all alike.
 *
 * Segment 0 has 1 << first elements and segment k after it as many as all
 * before it, so that elements below 1 << shift lie in the first
 * shift - first + 1 segments; each further one has 1 << shift.
 *
 * With `exact`, shift and first are 31: every index is in segment 0, which is
 * one block together with the directory that names it, and `room` is the
 * number of elements it is to have.
 *
 * Bound: reserve() touches the new elements and, when the directory doubles,
 * one pointer per segment there is.
 */
#include "column.h"
#include <adsum/error.h>
#include <limits.h>
#include <string.h>

enum {
    EXACT = 31,
    FIRST = 3,         /* a first segment has at most 1 << FIRST elements, */
    FIRST_BYTES = 512, /* and this many bytes */
    DIRECTORY = 4,     /* a first directory */
    HEAD = 8           /* the directory of an exact column, aligned */
};

static uint8_t largest_shift(uint32_t size, uint32_t bytes, uint8_t most)
{
    uint8_t shift = 0;

    while (shift < most && (uint64_t)size << (shift + 1) <= bytes)
        shift++;
    return shift;
}

void adsum_column_init(struct column *column, uint32_t size,
                       uint32_t segment_bytes, uint32_t exact)
{
    memset(column, 0, sizeof *column);
    column->size = size;
    if (exact != 0) {
        column->shift = EXACT;
        column->first = EXACT;
        column->room = exact;
        column->mask = UINT32_MAX >> 1;
        return;
    }
    column->shift = largest_shift(size, segment_bytes, EXACT - 1);
    column->first = largest_shift(size, FIRST_BYTES, FIRST);
    if (column->first > column->shift)
        column->first = column->shift;
    column->mask = (1u << column->shift) - 1;
    column->small = (uint8_t)(column->shift - column->first);
}

void *adsum_column_small(const struct column *column, uint32_t index)
{
    uint32_t segment = 0, begin = 0;

    if (index >> column->first != 0) {
        uint32_t top = 31u - (uint32_t)__builtin_clz(index);

        segment = top - column->first + 1;
        begin = 1u << top;
    }
    return column->segments[segment] + (size_t)(index - begin) * column->size;
}

void *adsum_column_stretch(const struct column *column, uint32_t index,
                           uint32_t *ret_begin, uint32_t *ret_count)
{
    *ret_begin = 0;
    *ret_count = 1u << column->first;
    if (index >> column->shift != 0) {
        *ret_begin = index & ~column->mask;
        *ret_count = column->mask + 1;
    } else if (index >> column->first != 0) {
        *ret_begin = 1u << (31u - (uint32_t)__builtin_clz(index));
        *ret_count = *ret_begin;
    }
    return adsum_column_at(column, *ret_begin);
}

static uint32_t segment_elements(const struct column *column, uint32_t segment)
{
    uint32_t small = (uint32_t)column->shift - column->first;

    if (segment > small)
        return 1u << column->shift;
    return 1u << (column->first + (segment == 0 ? 0 : segment - 1));
}

static size_t segment_bytes(const struct column *column, uint32_t segment)
{
    return (size_t)segment_elements(column, segment) * column->size;
}

static int resize_directory(struct column *column, struct memory *memory,
                            uint32_t room)
{
    unsigned char **segments = adsum_memory_resize(
        memory, column->segments, column->room * sizeof *column->segments,
        room * sizeof *column->segments);

    if (segments == NULL)
        return ADSUM_ERR_NO_MEMORY;
    column->segments = segments;
    column->room = room;
    return 0;
}

static int add_segment(struct column *column, struct memory *memory)
{
    size_t bytes = segment_bytes(column, column->count);
    unsigned char *segment = adsum_memory_give(memory, bytes);

    if (segment == NULL)
        return ADSUM_ERR_NO_MEMORY;
    if (column->count == column->room &&
        resize_directory(column, memory,
                         column->room == 0 ? DIRECTORY : column->room * 2)) {
        adsum_memory_take(memory, segment, bytes);
        return ADSUM_ERR_NO_MEMORY;
    }
    column->elements += segment_elements(column, column->count);
    column->segments[column->count++] = segment;
    return 0;
}

/* Go back to the first `count` segments and a directory of `room`. */
static void trim(struct column *column, struct memory *memory, uint32_t count,
                 uint32_t room)
{
    while (column->count > count) {
        column->count--;
        column->elements -= segment_elements(column, column->count);
        adsum_memory_take(memory, column->segments[column->count],
                          segment_bytes(column, column->count));
    }
    if (column->room == room)
        return;
    if (room != 0) {
        (void)resize_directory(column, memory, room);
        return;
    }
    adsum_memory_take(memory, column->segments,
                      column->room * sizeof *column->segments);
    column->segments = NULL;
    column->room = 0;
}

static size_t exact_bytes(const struct column *column)
{
    return HEAD + (size_t)column->room * column->size;
}

static int reserve_exact(struct column *column, struct memory *memory,
                         uint32_t elements)
{
    unsigned char **segments;

    if (elements > column->room ||
        column->room > (SIZE_MAX - HEAD) / column->size)
        return ADSUM_ERR_NO_MEMORY;
    segments = adsum_memory_give(memory, exact_bytes(column));
    if (segments == NULL)
        return ADSUM_ERR_NO_MEMORY;
    segments[0] = (unsigned char *)segments + HEAD;
    column->segments = segments;
    column->elements = column->room;
    column->count = 1;
    return 0;
}

int adsum_column_reserve(struct column *column, struct memory *memory,
                         uint32_t elements)
{
    uint32_t count = column->count, room = column->room;

    if (elements <= column->elements)
        return 0;
    if (column->first == EXACT)
        return reserve_exact(column, memory, elements);
    if (elements > (uint32_t)INT32_MAX)
        return ADSUM_ERR_NO_MEMORY;
    while (column->elements < elements) {
        if (add_segment(column, memory) != 0) {
            trim(column, memory, count, room);
            return ADSUM_ERR_NO_MEMORY;
        }
    }
    return 0;
}

void adsum_column_deinit(struct column *column, struct memory *memory)
{
    if (column->first != EXACT) {
        trim(column, memory, 0, 0);
        return;
    }
    adsum_memory_take(memory, column->segments, exact_bytes(column));
    column->segments = NULL;
    column->elements = 0;
    column->count = 0;
}
