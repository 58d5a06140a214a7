/*
 * Derived properties: the algorithm of RFC 8264 section 8, in its order, on the
 * categories of its section 9. BackwardCompatible (9.7) is empty.
 */
#include "property.h"

#include <stdbool.h>
#include <stddef.h>
#include <unictype.h>
#include <uninorm.h>

/* 9.6, which is RFC 5892 section 2.6. */
static const struct exception {
    uint16_t first, last;
    uint8_t property;
} exceptions[] = {
    {0x00b7, 0x00b7, PROPERTY_CONTEXTO},
    {0x00df, 0x00df, PROPERTY_PVALID},
    {0x0375, 0x0375, PROPERTY_CONTEXTO},
    {0x03c2, 0x03c2, PROPERTY_PVALID},
    {0x05f3, 0x05f4, PROPERTY_CONTEXTO},
    {0x0640, 0x0640, PROPERTY_DISALLOWED},
    {0x0660, 0x0669, PROPERTY_CONTEXTO},
    {0x06f0, 0x06f9, PROPERTY_CONTEXTO},
    {0x06fd, 0x06fe, PROPERTY_PVALID},
    {0x07fa, 0x07fa, PROPERTY_DISALLOWED},
    {0x0f0b, 0x0f0b, PROPERTY_PVALID},
    {0x3007, 0x3007, PROPERTY_PVALID},
    {0x302e, 0x302f, PROPERTY_DISALLOWED},
    {0x3031, 0x3035, PROPERTY_DISALLOWED},
    {0x303b, 0x303b, PROPERTY_DISALLOWED},
    {0x30fb, 0x30fb, PROPERTY_CONTEXTO},
};

/* 9.9: Hangul_Syllable_Type L, V and T, which are closed blocks. */
static const struct jamo {
    uint16_t first, last;
} jamo[] = {
    {0x1100, 0x11ff}, {0xa960, 0xa97c}, {0xd7b0, 0xd7c6}, {0xd7cb, 0xd7fb}};

/* 9.1, 9.14 to 9.16 and 9.18: by General_Category, after all else. */
#define LETTER_DIGITS                                                  \
    (UC_CATEGORY_MASK_Ll | UC_CATEGORY_MASK_Lu | UC_CATEGORY_MASK_Lo | \
     UC_CATEGORY_MASK_Nd | UC_CATEGORY_MASK_Lm | UC_CATEGORY_MASK_Mn | \
     UC_CATEGORY_MASK_Mc)
#define FREE                                                           \
    (UC_CATEGORY_MASK_Lt | UC_CATEGORY_MASK_Nl | UC_CATEGORY_MASK_No | \
     UC_CATEGORY_MASK_Me | UC_CATEGORY_MASK_Zs | UC_CATEGORY_MASK_S |  \
     UC_CATEGORY_MASK_P)

static bool is(uint32_t point, uint32_t categories)
{
    return uc_is_general_category_withtable(point, categories);
}

static bool is_noncharacter(uint32_t point)
{
    return (point & 0xfffe) == 0xfffe || (point >= 0xfdd0 && point <= 0xfdef);
}

static bool is_jamo(uint32_t point)
{
    for (size_t i = 0; i < sizeof jamo / sizeof *jamo; i++)
        if (point >= jamo[i].first && point <= jamo[i].last)
            return true;
    return false;
}

/* 9.17. The longest is 18 code points: this never allocates, nor fails. */
static bool has_compatibility(uint32_t point)
{
    uint32_t room[UC_DECOMPOSITION_MAX_LENGTH];
    size_t count = UC_DECOMPOSITION_MAX_LENGTH;
    uint32_t *made = u32_normalize(UNINORM_NFKC, &point, 1, room, &count);

    return made != room || count != 1 || room[0] != point;
}

/* Surrogates have no NFKC; they would be DISALLOWED last. */
static enum property by_rule(uint32_t point)
{
    bool noncharacter = is_noncharacter(point);

    if (is(point, UC_CATEGORY_MASK_Cn) && !noncharacter)
        return PROPERTY_UNASSIGNED;
    if (uc_is_property_join_control(point))
        return PROPERTY_CONTEXTJ;
    if (is_jamo(point) || noncharacter ||
        uc_is_property_default_ignorable_code_point(point) ||
        is(point, UC_CATEGORY_MASK_Cc | UC_CATEGORY_MASK_Cs))
        return PROPERTY_DISALLOWED;
    if (has_compatibility(point))
        return PROPERTY_FREE_PVAL;
    if (is(point, LETTER_DIGITS))
        return PROPERTY_PVALID;
    return is(point, FREE) ? PROPERTY_FREE_PVAL : PROPERTY_DISALLOWED;
}

enum property adsum_property_of(uint32_t point)
{
    if (point >= 0x21 && point <= 0x7e) /* 9.11; no exception is among them */
        return PROPERTY_PVALID;
    for (size_t i = 0; i < sizeof exceptions / sizeof *exceptions; i++)
        if (point >= exceptions[i].first && point <= exceptions[i].last)
            return exceptions[i].property;
    return by_rule(point);
}
