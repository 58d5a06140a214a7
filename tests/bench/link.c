#include "link.h"
#include "world.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Before each packed notice stands its length, in a word of eight bytes. */
#define WORD 8u

static uint32_t kind_of(const struct adsum_notice *notice)
{
    if (notice->kind == ADSUM_PROBE)
        return LINK_PROBES;
    if (notice->kind != ADSUM_PRESENCE)
        return LINK_OTHERS;
    if (notice->presence != NULL && notice->presence->type == ADSUM_UNAVAILABLE)
        return LINK_UNAVAILABLE;
    return LINK_AVAILABLE;
}

static uint32_t packed_length(const struct adsum_notice *notice,
                              const struct adsum_text *to, uint32_t count)
{
    uint32_t length = 0;
    int err = adsum_notice_pack(notice, to, count, NULL, 0, &length);

    world_must(err == ADSUM_ERR_ROOM ? 0 : err, "pack");
    return length;
}

void tally_add(struct tally *tally, const struct adsum_notice *notice,
               const struct adsum_text *to, uint32_t count, uint32_t packed)
{
    tally->stanzas[kind_of(notice)] += count;
    tally->packed_bytes +=
        packed != 0 ? packed : packed_length(notice, to, count);
}

uint64_t tally_stanzas(const struct tally *tally)
{
    uint64_t sum = 0;

    for (uint32_t i = 0; i < LINK_KINDS; i++)
        sum += tally->stanzas[i];
    return sum;
}

uint64_t tally_draft_bytes(const struct tally *tally)
{
    return 100 * tally->stanzas[LINK_PROBES] +
           300 * tally->stanzas[LINK_AVAILABLE] +
           100 * tally->stanzas[LINK_UNAVAILABLE];
}

void tally_sum(struct tally *tally, const struct tally *other)
{
    for (uint32_t i = 0; i < LINK_KINDS; i++)
        tally->stanzas[i] += other->stanzas[i];
    tally->packed_bytes += other->packed_bytes;
}

void link_free(struct link *link)
{
    free(link->bytes);
}

static void reserve(struct link *link, uint64_t bytes)
{
    if (link->begin == link->end)
        link->begin = link->end = 0;
    if (link->end + bytes <= link->room)
        return;
    link->room = 2 * (link->end + bytes);
    link->bytes = realloc(link->bytes, link->room);
    if (link->bytes == NULL) {
        fprintf(stderr, "no memory for a link\n");
        exit(1);
    }
}

void link_put(struct link *link, const struct adsum_notice *notice,
              const struct adsum_text *to, uint32_t count)
{
    uint32_t length = packed_length(notice, to, count);
    uint64_t whole = (uint64_t)WORD + (length + WORD - 1) / WORD * WORD;

    tally_add(&link->tally, notice, to, count, length);
    reserve(link, whole);
    memcpy(link->bytes + link->end, &length, sizeof length);
    world_must(adsum_notice_pack(notice, to, count,
                                 link->bytes + link->end + WORD, length,
                                 &length),
               "pack");
    link->end += whole;
}

bool link_take(struct link *link, struct adsum_notice *ret,
               const struct adsum_text **ret_to, uint32_t *ret_count)
{
    static uint64_t room[1 << 16];
    uint32_t length;

    if (link->begin == link->end)
        return false;
    memcpy(&length, link->bytes + link->begin, sizeof length);
    world_must(adsum_notice_unpack(link->bytes + link->begin + WORD, length,
                                   room, sizeof room, ret, ret_to, ret_count),
               "unpack");
    link->begin += (uint64_t)WORD + (length + WORD - 1) / WORD * WORD;
    return true;
}
