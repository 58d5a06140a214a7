/*
 * RFC 6121 Appendix A. A stanza counts only if each of what it needs stands in
 * one of the facts and nothing of what it forbids does; then it adds and drops
 * facts. The 36 cells of A.2 and the 36 of A.3 follow.
 */
#include "subscription.h"

#define TO   ADSUM_EDGE_TO
#define FROM ADSUM_EDGE_FROM
#define OUT  ADSUM_EDGE_OUT
#define IN   ADSUM_EDGE_IN

static const struct rule {
    uint8_t needs, forbids, add, drop;
} rules[2][4] = {
    /* A.2, outbound: subscribe, subscribed, unsubscribe, unsubscribed */
    {{.forbids = TO | OUT, .add = OUT},
     {.needs = IN, .add = FROM, .drop = IN},
     {.needs = TO | OUT, .drop = TO | OUT},
     {.needs = FROM | IN, .drop = FROM | IN}},
    /* A.3, inbound */
    {{.forbids = FROM | IN, .add = IN},
     {.needs = OUT, .add = TO, .drop = OUT},
     {.needs = FROM | IN, .drop = FROM | IN},
     {.needs = TO | OUT, .drop = TO | OUT}},
};

uint32_t adsum_subscription_next(uint32_t facts, uint32_t kind, bool inbound)
{
    const struct rule *rule = &rules[inbound][kind - ADSUM_SUBSCRIBE];

    if ((rule->needs != 0 && (facts & rule->needs) == 0) ||
        (facts & rule->forbids) != 0)
        return facts;
    return (facts & ~(uint32_t)rule->drop) | rule->add;
}

bool adsum_subscription_visible(uint32_t before, uint32_t after)
{
    return ((before ^ after) & (TO | FROM | OUT)) != 0;
}

uint8_t adsum_subscription_of(uint32_t facts)
{
    return (uint8_t)(facts & (TO | FROM));
}
