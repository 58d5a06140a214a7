/*
 * What packing and restoring a user share: the form is in pack.c.
 */
#ifndef ADSUM_CORE_PACK_H
#define ADSUM_CORE_PACK_H

#include "presence_flat.h"
#include "service.h"

/* The state of an item; its low two bits are ADSUM_SUBSCRIPTION_*. */
enum { ADSUM_PACK_ASK = 4, ADSUM_PACK_APPROVED = 8, ADSUM_PACK_ITEM = 15 };

/* The state of a session. */
enum {
    ADSUM_PACK_SOURCE = 1,
    ADSUM_PACK_INTERESTED = 2,
    ADSUM_PACK_AVAILABLE = 4,
    ADSUM_PACK_HIDDEN = 8,
    ADSUM_PACK_FRESH = 16, /* it was told of nothing yet */
    ADSUM_PACK_SESSION = 31
};

/** What elements of a section are in order of: parts of an address. */
struct pack_key {
    struct adsum_text parts[3]; /* local, domain, resource */
};

/** Before, equal, behind: negative, 0, positive. */
int adsum_pack_order(const struct pack_key *a, const struct pack_key *b);

/** Numbers that lie in a buffer, aligned or not. */
struct pack_numbers {
    unsigned char *bytes; /* four each */
    uint32_t count;
};

uint32_t adsum_pack_get(const struct pack_numbers *numbers, uint32_t index);
void adsum_pack_set(const struct pack_numbers *numbers, uint32_t index,
                    uint32_t number);

/** @before  must a stand before b? */
void adsum_pack_sort(const struct pack_numbers *numbers,
                     bool (*before)(const void *context, uint32_t a,
                                    uint32_t b),
                     const void *context);

#endif
