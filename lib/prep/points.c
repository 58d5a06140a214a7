/*
 * A text as code points, on libunistring.
 *
 * It is given room for its answers and so hardly ever allocates: only for a row
 * of more than 64 combining marks, or for what would be too long anyway.
 */
#include "points.h"

#include <adsum/error.h>
#include <stdlib.h>
#include <string.h>
#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

#define ONE_MOST 8 /* more than one code point becomes in another case */

int adsum_points_read(struct adsum_text text, struct points *ret)
{
    const uint8_t *at = (const uint8_t *)text.bytes;
    uint32_t left = text.length;

    ret->count = 0;
    while (left != 0) {
        int wide;

        if (ret->count == POINTS_MOST)
            return ADSUM_ERR_INVALID;
        wide = u8_mbtoucr(&ret->at[ret->count++], at, left);
        if (wide <= 0)
            return ADSUM_ERR_INVALID;
        at += wide;
        left -= (uint32_t)wide;
    }
    return 0;
}

int adsum_points_write(const struct points *points, char *buffer,
                       uint32_t capacity, struct adsum_text *ret)
{
    uint32_t length = 0;
    uint8_t one[4];
    char *at = buffer;

    for (uint32_t i = 0; i < points->count; i++)
        length += (uint32_t)u8_uctomb(one, points->at[i], sizeof one);
    if (length == 0 || length > ADSUM_ADDRESS_PART_BYTES)
        return ADSUM_ERR_INVALID;
    if (length > capacity)
        return ADSUM_ERR_ROOM;
    for (uint32_t i = 0; i < points->count; i++)
        at += u8_uctomb((uint8_t *)at, points->at[i], buffer + length - at);
    *ret = (struct adsum_text){buffer, length};
    return 0;
}

void adsum_points_map_width(struct points *points)
{
    for (uint32_t i = 0; i < points->count; i++) {
        ucs4_t whole[UC_DECOMPOSITION_MAX_LENGTH];
        int tag;

        /* Each of these decomposes to one. */
        if (uc_decomposition(points->at[i], &tag, whole) == 1 &&
            (tag == UC_DECOMP_WIDE || tag == UC_DECOMP_NARROW))
            points->at[i] = whole[0];
    }
}

void adsum_points_map_space(struct points *points)
{
    for (uint32_t i = 0; i < points->count; i++)
        if (uc_is_general_category_withtable(points->at[i],
                                             UC_CATEGORY_MASK_Zs))
            points->at[i] = ' ';
}

/* Take over `count` points that a library made, in `made` or on the heap. */
static int take(struct points *points, uint32_t *made, size_t count)
{
    bool fits = count <= POINTS_MOST;

    if (made == NULL)
        return ADSUM_ERR_NO_MEMORY;
    if (fits && count != 0)
        memcpy(points->at, made, count * sizeof *made);
    if (made != points->made)
        free(made);
    points->count = (uint32_t)count;
    return fits ? 0 : ADSUM_ERR_INVALID;
}

int adsum_points_lower(struct points *points)
{
    size_t count = POINTS_MOST;
    uint32_t *made = u32_tolower(points->at, points->count, NULL, NULL,
                                 points->made, &count);

    return take(points, made, count);
}

/* Three are the most that one becomes: this never allocates, nor fails. */
static size_t lower_one(uint32_t point, uint32_t *room)
{
    size_t count = ONE_MOST;

    u32_casefold(&point, 1, NULL, NULL, room, &count);
    if (count == 1 && room[0] == point)
        return 1;
    count = ONE_MOST;
    u32_tolower(&point, 1, NULL, NULL, room, &count);
    return count;
}

int adsum_points_lower_unfolded(struct points *points)
{
    uint32_t total = 0;

    for (uint32_t i = 0; i < points->count; i++) {
        uint32_t room[ONE_MOST];
        size_t count = lower_one(points->at[i], room);

        if (count > POINTS_MOST - total)
            return ADSUM_ERR_INVALID;
        memcpy(points->made + total, room, count * sizeof *room);
        total += (uint32_t)count;
    }
    return take(points, points->made, total);
}

int adsum_points_compose(struct points *points)
{
    size_t count = POINTS_MOST;
    uint32_t *made = u32_normalize(UNINORM_NFC, points->at, points->count,
                                   points->made, &count);

    return take(points, made, count);
}
