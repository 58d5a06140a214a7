/*
 * Texts: byte strings, interned and counted (atoms) or kept alone.
 *
 * An atom is shared by all who hold equal bytes and goes when the last use is
 * given up. Bytes kept alone have one owner: no entry, no count, for what is
 * hardly ever equal to another. Both are bounded together by `most` bytes, and
 * views of both stay where they are until given up.
 */
#ifndef ADSUM_CORE_TEXT_H
#define ADSUM_CORE_TEXT_H

#include "arena.h"
#include "map.h"
#include "slab.h"
#include <adsum/base.h>

struct texts {
    struct slab atoms;
    struct map map;
    struct arena arena; /* blocks: length as a varint, then the bytes */
    uint32_t bytes;     /* in blocks now */
    uint32_t most;
    uint8_t seed[16];
};

void adsum_text_init(struct texts *texts, const uint8_t seed[16], uint32_t most,
                     uint32_t segment_bytes);

/** Where atoms and blocks lie if they share a pool: see slab.h, arena.h. */
struct text_room {
    struct memory *memory;
    unsigned char *pool;
    unsigned char *heads; /* of the map, */
    uint32_t buckets;     /* so many */
};
void adsum_text_place(struct texts *texts, const uint8_t seed[16],
                      uint32_t most, const struct text_room *room);
void adsum_text_deinit(struct texts *texts, struct memory *memory);

/**
 * An atom of these bytes, with one use more.
 *
 * Returns 0, NO_MEMORY, or ADSUM_ERR_LIMIT - ADSUM_LIMIT_TEXT_BYTES (also for
 * what is longer than an arena's block).
 */
int adsum_text_intern(struct texts *texts, struct memory *memory,
                      const void *bytes, uint32_t length, uint32_t *ret);
/** The same of two stretches of bytes, one behind the other. */
int adsum_text_intern_two(struct texts *texts, struct memory *memory,
                          const void *head, uint32_t head_length,
                          const void *bytes, uint32_t length, uint32_t *ret);
uint32_t adsum_text_uses(const struct texts *texts, uint32_t atom);
/** The atom, if there is one, without a use more; else 0. */
uint32_t adsum_text_find(const struct texts *texts, const void *bytes,
                         uint32_t length);
void adsum_text_share(struct texts *texts, uint32_t atom);
void adsum_text_release(struct texts *texts, uint32_t atom); /* 0: nothing */
struct adsum_text adsum_text_at(const struct texts *texts, uint32_t atom);

/** Bytes kept alone. Errors as intern; @ret a reference, never 0. */
int adsum_text_keep(struct texts *texts, struct memory *memory,
                    const void *bytes, uint32_t length, uint32_t *ret);
/** The same of pieces, one behind the other. */
int adsum_text_keep_pieces(struct texts *texts, struct memory *memory,
                           const struct adsum_text *pieces, uint32_t count,
                           uint32_t *ret);
void adsum_text_drop(struct texts *texts, uint32_t reference); /* 0: nothing */
struct adsum_text adsum_text_kept(const struct texts *texts,
                                  uint32_t reference);

#endif
