/*
 * PRECIS profiles: RFC 8265 sections 3.3 and 4.2, in the order of RFC 8264
 * section 7: mappings first, the string class last.
 *
 * A result is mapped again until it stays (RFC 8264 section 7): at most three
 * times more, and not at all if it stayed at once.
 */
#include "precis.h"

#include "bidi.h"
#include "context.h"
#include "property.h"
#include <adsum/error.h>
#include <string.h>

#define ROUNDS 4

bool adsum_precis_allows(enum precis_class class, const struct points *points)
{
    bool has_context = false;

    for (uint32_t i = 0; i < points->count; i++)
        switch (adsum_property_of(points->at[i])) {
        case PROPERTY_PVALID:
            break;
        case PROPERTY_FREE_PVAL:
            if (class != PRECIS_FREEFORM)
                return false;
            break;
        case PROPERTY_CONTEXTJ:
        case PROPERTY_CONTEXTO:
            has_context = true;
            break;
        default:
            return false;
        }
    return !has_context || adsum_context_allows(points);
}

static int map_username(struct points *points)
{
    int err;

    adsum_points_map_width(points);
    if ((err = adsum_points_lower(points)) != 0)
        return err;
    return adsum_points_compose(points);
}

static int map_opaque(struct points *points)
{
    adsum_points_map_space(points);
    return adsum_points_compose(points);
}

static int map(struct points *points, int (*once)(struct points *points))
{
    for (int round = 0; round < ROUNDS; round++) {
        uint32_t count = points->count;
        int err;

        memcpy(points->before, points->at, count * sizeof *points->at);
        if ((err = once(points)) != 0)
            return err;
        if (count == points->count &&
            memcmp(points->before, points->at, count * sizeof *points->at) == 0)
            return 0;
    }
    return ADSUM_ERR_INVALID;
}

int adsum_precis_username(struct points *points)
{
    int err = map(points, map_username);

    if (err != 0)
        return err;
    if (adsum_bidi_needed(points->at, points->count) &&
        !adsum_bidi_allows(points->at, points->count))
        return ADSUM_ERR_INVALID;
    return adsum_precis_allows(PRECIS_IDENTIFIER, points) ? 0
                                                          : ADSUM_ERR_INVALID;
}

int adsum_precis_opaque(struct points *points)
{
    int err = map(points, map_opaque);

    if (err != 0)
        return err;
    return adsum_precis_allows(PRECIS_FREEFORM, points) ? 0 : ADSUM_ERR_INVALID;
}
