/*
 * A column of segments: first small ones that double, then all alike.
 *
 * Segment 0 has 1 << first elements and segment k after it as many as all
 * before it, so that elements below 1 << shift lie in the first
 * shift - first + 1 segments; each further one has 1 << shift.
 *
 * Of a placed one the shift is 31 and none are small: every index is in segment
 * 0.
 *
 * Bound: reserve() touches the new elements and, when the directory doubles,
 * one pointer per segment there is.
 */
#include "column.h"
#include <adsum/error.h>
#include <string.h>

enum {
    FIRST = 3,         /* a first segment has at most 1 << FIRST elements, */
    FIRST_BYTES = 512, /* and this many bytes */
    DIRECTORY = 4      /* a first directory */
};

extern inline void *adsum_column_of(const struct column *column, uint32_t index,
                                    uint32_t size);
extern inline void *adsum_column_at(const struct column *column,
                                    uint32_t index);

static uint8_t largest_shift(uint32_t size, uint32_t bytes, uint8_t most)
{
    uint8_t shift = 0;

    while (shift < most && (uint64_t)size << (shift + 1) <= bytes)
        shift++;
    return shift;
}

static void begin(struct column *column, uint32_t size, uint8_t shift)
{
    memset(column, 0, sizeof *column);
    column->size = (uint16_t)size;
    column->shift = shift;
    column->mask = (1u << shift) - 1;
}

void adsum_column_init(struct column *column, uint32_t size,
                       uint32_t segment_bytes)
{
    uint8_t first = largest_shift(size, FIRST_BYTES, FIRST);

    begin(column, size,
          largest_shift(size, segment_bytes, ADSUM_COLUMN_SHARED - 1));
    if (first < column->shift)
        column->small = (uint8_t)(column->shift - first);
}

void adsum_column_place(struct column *column, uint32_t size, unsigned char *at,
                        uint32_t elements)
{
    begin(column, size, ADSUM_COLUMN_PLACED);
    column->of.only = at;
    column->segments = &column->of.only;
    column->elements = elements;
}

static uint32_t first_of(const struct column *column)
{
    return (uint32_t)column->shift - column->small;
}

void *adsum_column_small(const struct column *column, uint32_t index)
{
    uint32_t segment = 0, begin = 0, first = first_of(column);

    if (index >> first != 0) {
        uint32_t top = 31u - (uint32_t)__builtin_clz(index);

        segment = top - first + 1;
        begin = 1u << top;
    }
    return column->segments[segment] + (size_t)(index - begin) * column->size;
}

static uint32_t segments_of(const struct column *column)
{
    uint32_t full = column->elements >> column->shift;

    if (full != 0)
        return full + column->small;
    if (column->elements == 0)
        return 0;
    return (uint32_t)__builtin_ctz(column->elements) - first_of(column) + 1;
}

static uint32_t segment_elements(const struct column *column, uint32_t segment)
{
    if (segment > column->small)
        return 1u << column->shift;
    return 1u << (first_of(column) + (segment == 0 ? 0 : segment - 1));
}

static size_t segment_bytes(const struct column *column, uint32_t segment)
{
    return (size_t)segment_elements(column, segment) * column->size;
}

static int resize_directory(struct column *column, struct memory *memory,
                            uint32_t room)
{
    unsigned char **segments = adsum_memory_resize(
        memory, column->segments, column->of.room * sizeof *column->segments,
        room * sizeof *column->segments);

    if (segments == NULL)
        return ADSUM_ERR_NO_MEMORY;
    column->segments = segments;
    column->of.room = room;
    return 0;
}

static int add_segment(struct column *column, struct memory *memory)
{
    uint32_t count = segments_of(column);
    size_t bytes = segment_bytes(column, count);
    unsigned char *segment = adsum_memory_give(memory, bytes);

    if (segment == NULL)
        return ADSUM_ERR_NO_MEMORY;
    if (count == column->of.room &&
        resize_directory(column, memory,
                         column->of.room == 0 ? DIRECTORY
                                              : column->of.room * 2)) {
        adsum_memory_take(memory, segment, bytes);
        return ADSUM_ERR_NO_MEMORY;
    }
    column->elements += segment_elements(column, count);
    column->segments[count] = segment;
    return 0;
}

/* Go back to so many elements and a directory of `room`. */
static void trim(struct column *column, struct memory *memory,
                 uint32_t elements, uint32_t room)
{
    while (column->elements > elements) {
        uint32_t last = segments_of(column) - 1;

        column->elements -= segment_elements(column, last);
        adsum_memory_take(memory, column->segments[last],
                          segment_bytes(column, last));
    }
    if (column->of.room == room)
        return;
    if (room != 0) {
        (void)resize_directory(column, memory, room);
        return;
    }
    adsum_memory_take(memory, column->segments,
                      column->of.room * sizeof *column->segments);
    column->segments = NULL;
    column->of.room = 0;
}

int adsum_column_reserve(struct column *column, struct memory *memory,
                         uint32_t elements)
{
    uint32_t before = column->elements, room;

    if (elements <= before)
        return 0;
    if (adsum_column_is_placed(column) || elements > (uint32_t)INT32_MAX)
        return ADSUM_ERR_NO_MEMORY;
    room = column->of.room;
    while (column->elements < elements) {
        if (add_segment(column, memory) != 0) {
            trim(column, memory, before, room);
            return ADSUM_ERR_NO_MEMORY;
        }
    }
    return 0;
}

void adsum_column_deinit(struct column *column, struct memory *memory)
{
    if (!adsum_column_is_placed(column))
        trim(column, memory, 0, 0);
}
