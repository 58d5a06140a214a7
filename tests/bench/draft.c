#include "draft.h"

static const struct draft scenarios[DRAFT_SCENARIOS] = {
    {40000, 20000, 3, 4, 2, 56, 15600},
    {40000, 20000, 3, 20, 10, 280, 78000},
    {120000, 60000, 3, 10, 1, 44, 11000},
    {600000, 300000, 3, 20, 2, 88, 22000},
    {20000000, 4000000, 6, 100, 20, 1160, 324000},
};

const struct draft *draft_scenario(uint32_t number)
{
    return &scenarios[number - 1];
}

double draft_stanzas(const struct draft *draft)
{
    return (double)(DRAFT_HOURS * draft->changes * draft->seen +
                    2 * draft->contacts);
}

double draft_bytes(const struct draft *draft)
{
    return 300.0 * DRAFT_HOURS * draft->changes * draft->seen +
           400.0 * draft->contacts - 200.0 * draft->seen;
}

static double sessions_per_second(const struct draft *draft)
{
    return (double)draft->sessions / (3600.0 * DRAFT_HOURS);
}

double draft_stanzas_per_second(const struct draft *draft)
{
    return draft_stanzas(draft) * sessions_per_second(draft);
}

double draft_bytes_per_second(const struct draft *draft)
{
    return draft_bytes(draft) * sessions_per_second(draft);
}
