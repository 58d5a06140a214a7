/*
 * The Bidi rule: RFC 5893 section 2, as sets of Bidi classes.
 */
#include "bidi.h"

#include <unictype.h>

#define L    (1u << UC_BIDI_L)
#define R_AL (1u << UC_BIDI_R | 1u << UC_BIDI_AL)
#define AN   (1u << UC_BIDI_AN)
#define EN   (1u << UC_BIDI_EN)
#define NSM  (1u << UC_BIDI_NSM)
#define WEAK                                                  \
    (1u << UC_BIDI_ES | 1u << UC_BIDI_CS | 1u << UC_BIDI_ET | \
     1u << UC_BIDI_ON | 1u << UC_BIDI_BN | NSM)

/* Conditions 2 and 3, 5 and 6. */
static const struct direction {
    uint32_t allowed, last;
} left_to_right = {L | EN | WEAK, L | EN},
  right_to_left = {R_AL | AN | EN | WEAK, R_AL | EN | AN};

static uint32_t class_of(uint32_t point)
{
    return 1u << uc_bidi_class(point);
}

bool adsum_bidi_needed(const uint32_t *points, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if ((class_of(points[i]) & (R_AL | AN)) != 0)
            return true;
    return false;
}

bool adsum_bidi_allows(const uint32_t *points, uint32_t count)
{
    uint32_t first = class_of(points[0]), last = 0, all = 0;
    const struct direction *direction = &left_to_right;

    if ((first & (L | R_AL)) == 0) /* condition 1 */
        return false;
    if ((first & R_AL) != 0)
        direction = &right_to_left;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t class = class_of(points[i]);

        all |= class;
        if (class != NSM)
            last = class;
    }
    return (all & ~direction->allowed) == 0 && (last & direction->last) != 0 &&
           (all & (EN | AN)) != (EN | AN); /* condition 4; 5 has no AN */
}
