/*
 * Compaction of an arena: blocks slide to the beginning of their segment.
 *
 * Each block begins with its owner, who knows its length, so a segment can be
 * walked from gap to gap; the order of blocks stays. A sixteenth of the arena
 * may be gaps: what lies behind the last block of a segment is none, since it
 * is as good as new. When more is, the mean segment has a sixteenth, so among
 * LOOKS of them one that is worth it is all but sure; if not, the next call
 * looks further. Each unit slid is paid for by gaps made since: a call costs
 * at most one segment, and yields at least a sixteenth of one.
 */
#include "arena.h"
#include "bits.h"
#include "segment.h"
#include <string.h>

enum {
    LOOKS = 8,
    PART = 16 /* of which one may be gaps */
};

#define NONE UINT32_MAX

/* Slide blocks down; answers where the one at `behind` ends, or 0. */
static uint32_t slide(struct arena *arena, uint32_t index, uint32_t behind)
{
    struct arena_segment *segment = arena->segments[index];
    uint32_t *bits = adsum_segment_bits(segment);
    uint32_t *units = adsum_segment_units(segment);
    uint32_t to = index == 0, from = to, ret = 0;

    while ((from = adsum_bits_find(bits, from, segment->end, true)) !=
           segment->end) {
        uint32_t owner = units[from];
        uint32_t length =
            adsum_arena_units(arena->class->bytes(arena->context, owner));

        if (from != to) {
            memmove(units + to, units + from, (size_t)length * 4);
            arena->class->moved(arena->context, owner,
                                index << arena->shift | to);
        }
        to += length;
        if (from == behind)
            ret = to;
        from += length;
    }
    adsum_bits_mark(bits, to, segment->end - to, false);
    adsum_bits_mark(bits, 0, to, true);
    adsum_segment_end(arena, segment, to);
    segment->from = to;
    segment->most = segment->capacity - to;
    adsum_segment_offer(arena, index);
    return ret;
}

static uint32_t gaps_of(const struct arena_segment *segment)
{
    return segment->free - (segment->capacity - segment->end);
}

void adsum_arena_compact(struct arena *arena)
{
    uint64_t gaps = arena->held_bytes - arena->used_bytes - arena->tail_bytes;
    uint32_t looks;

    if (arena->class == NULL || arena->held_bytes < 4ull << arena->shift ||
        gaps * PART < arena->held_bytes)
        return;
    for (looks = 0; looks < LOOKS; looks++) {
        uint32_t index = arena->hand < arena->count ? arena->hand : 0;
        struct arena_segment *segment = arena->segments[index];

        arena->hand = index + 1;
        if (gaps_of(segment) >= segment->capacity / PART) {
            slide(arena, index, NONE);
            return;
        }
    }
}

void adsum_arena_squeeze(struct arena *arena, uint32_t behind)
{
    struct arena_segment *segment;
    uint32_t *units, split, from, to;

    if (arena->count == 0)
        return;
    segment = arena->segments[0];
    units = adsum_segment_units(segment);
    split = slide(arena, 0, behind);
    if (split == 0 || split == segment->end || segment->free == 0)
        return;
    to = split + segment->free;
    memmove(units + to, units + split, (size_t)(segment->end - split) * 4);
    adsum_bits_mark(adsum_segment_bits(segment), segment->end, segment->free,
                    true);
    adsum_bits_mark(adsum_segment_bits(segment), split, segment->free, false);
    adsum_segment_end(arena, segment, segment->capacity);
    segment->from = split;
    for (from = to; from < segment->capacity;) {
        uint32_t owner = units[from];

        arena->class->moved(arena->context, owner, from);
        from += adsum_arena_units(arena->class->bytes(arena->context, owner));
    }
}
