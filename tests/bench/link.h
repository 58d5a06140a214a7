/*
 * What two servers would have between them: a queue of packed notices, and a
 * tally of the stanzas that went through it.
 */
#ifndef BENCH_LINK_H
#define BENCH_LINK_H

#include <adsum.h>
#include <stdbool.h>

/* Stanzas by what they are, as the draft counts them. */
enum { LINK_PROBES, LINK_AVAILABLE, LINK_UNAVAILABLE, LINK_OTHERS, LINK_KINDS };

struct tally {
    uint64_t stanzas[LINK_KINDS];
    uint64_t packed_bytes; /* of adsum_notice_pack(), for all `to` at once */
};

struct link {
    unsigned char *bytes;
    uint64_t begin, end, room;
    struct tally tally;
};

/** @packed  bytes of the notice and all it goes to; 0: find out */
void tally_add(struct tally *tally, const struct adsum_notice *notice,
               const struct adsum_text *to, uint32_t count, uint32_t packed);
uint64_t tally_stanzas(const struct tally *tally);
/** By the draft: probe 100 bytes, available 300, unavailable 100. */
uint64_t tally_draft_bytes(const struct tally *tally);
void tally_sum(struct tally *tally, const struct tally *other);

void link_free(struct link *link);

/** Append a notice and those it goes to. */
void link_put(struct link *link, const struct adsum_notice *notice,
              const struct adsum_text *to, uint32_t count);

/** The next one, views into the link until the next put; false: empty. */
bool link_take(struct link *link, struct adsum_notice *ret,
               const struct adsum_text **ret_to, uint32_t *ret_count);

#endif
