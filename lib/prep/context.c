/*
 * Contextual rules: RFC 5892 appendix A, one function or argument a rule.
 *
 * "Undefined", where a rule asks for a neighbour that is not there, is no.
 */
#include "context.h"

#include <stddef.h>
#include <string.h>
#include <unictype.h>

#define NONE 0u /* no neighbour: U+0000 has no script and is no virama */

static uint32_t before(const struct points *points, uint32_t index)
{
    return index == 0 ? NONE : points->at[index - 1];
}

static uint32_t after(const struct points *points, uint32_t index)
{
    return index + 1 == points->count ? NONE : points->at[index + 1];
}

static bool is_of(uint32_t point, const char *script)
{
    const uc_script_t *is = uc_script(point);

    return is != NULL && strcmp(is->name, script) == 0;
}

static bool follows_virama(const struct points *points, uint32_t index)
{
    return uc_combining_class(before(points, index)) == UC_CCC_VR;
}

/* L or D, any number of T, the joiner, any number of T, R or D. */
static bool breaks_cursive(const struct points *points, uint32_t index)
{
    uint32_t first = index, last = index;
    int left = UC_JOINING_TYPE_T, right = UC_JOINING_TYPE_T;

    while (left == UC_JOINING_TYPE_T && first != 0)
        left = uc_joining_type(points->at[--first]);
    while (right == UC_JOINING_TYPE_T && last + 1 != points->count)
        right = uc_joining_type(points->at[++last]);
    return (left == UC_JOINING_TYPE_L || left == UC_JOINING_TYPE_D) &&
           (right == UC_JOINING_TYPE_R || right == UC_JOINING_TYPE_D);
}

static bool non_joiner(const struct points *points, uint32_t index)
{
    return follows_virama(points, index) || breaks_cursive(points, index);
}

static bool middle_dot(const struct points *points, uint32_t index)
{
    return before(points, index) == 'l' && after(points, index) == 'l';
}

static bool keraia(const struct points *points, uint32_t index)
{
    return is_of(after(points, index), "Greek");
}

static bool geresh(const struct points *points, uint32_t index)
{
    return is_of(before(points, index), "Hebrew");
}

static bool katakana_dot(const struct points *points, uint32_t index)
{
    (void)index;
    for (uint32_t i = 0; i < points->count; i++)
        if (is_of(points->at[i], "Hiragana") ||
            is_of(points->at[i], "Katakana") || is_of(points->at[i], "Han"))
            return true;
    return false;
}

static bool has_none(const struct points *points, uint32_t first, uint32_t last)
{
    for (uint32_t i = 0; i < points->count; i++)
        if (points->at[i] >= first && points->at[i] <= last)
            return false;
    return true;
}

static bool arabic_digit(const struct points *points, uint32_t index)
{
    (void)index;
    return has_none(points, 0x06f0, 0x06f9);
}

static bool extended_digit(const struct points *points, uint32_t index)
{
    (void)index;
    return has_none(points, 0x0660, 0x0669);
}

static const struct rule {
    uint32_t first, last;
    bool (*allows)(const struct points *points, uint32_t index);
    bool of_all; /* looks at all points, from wherever: asked once */
} rules[] = {
    {0x200c, 0x200c, non_joiner, false},     /* A.1 */
    {0x200d, 0x200d, follows_virama, false}, /* A.2 */
    {0x00b7, 0x00b7, middle_dot, false},     /* A.3 */
    {0x0375, 0x0375, keraia, false},         /* A.4 */
    {0x05f3, 0x05f4, geresh, false},         /* A.5, A.6 */
    {0x30fb, 0x30fb, katakana_dot, true},    /* A.7 */
    {0x0660, 0x0669, arabic_digit, true},    /* A.8 */
    {0x06f0, 0x06f9, extended_digit, true},  /* A.9 */
};

bool adsum_context_allows(const struct points *points)
{
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        for (uint32_t at = 0; at < points->count; at++) {
            if (points->at[at] < rules[i].first ||
                points->at[at] > rules[i].last)
                continue;
            if (!rules[i].allows(points, at))
                return false;
            if (rules[i].of_all)
                break;
        }
    return true;
}
