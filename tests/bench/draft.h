/*
 * The five scenarios of draft-saintandre-xmpp-presence-analysis-03 and what
 * it computes for them: a session of C1 hours changes C2 times an hour, for
 * C3 contacts of which C4 have a session, all in the other domain.
 */
#ifndef BENCH_DRAFT_H
#define BENCH_DRAFT_H

#include <stdint.h>

#define DRAFT_SCENARIOS 5u
#define DRAFT_HOURS     8u /* C1 */

struct draft {
    uint32_t users;    /* of both domains */
    uint32_t sessions; /* of both domains */
    uint32_t changes;  /* C2 */
    uint32_t contacts; /* C3 */
    uint32_t seen;     /* C4 */
    /* As printed there, rounded; draft_stanzas() and draft_bytes() of it. */
    uint32_t printed_stanzas; /* B1 */
    uint32_t printed_bytes;   /* B2 */
};

/** @number  1 to DRAFT_SCENARIOS */
const struct draft *draft_scenario(uint32_t number);

/* Of one session in its whole life, and of all of them in a second. */
double draft_stanzas(const struct draft *draft);
double draft_bytes(const struct draft *draft);
double draft_stanzas_per_second(const struct draft *draft);
double draft_bytes_per_second(const struct draft *draft);

#endif
