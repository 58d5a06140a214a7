/*
 * Texts in an arena that does not compact, so that views stay where they are.
 *
 * A block is the length as a varint, seven bits a byte, lowest first, and the
 * bytes. An atom's record is its link in the map, its block and the number of
 * its uses; each use is held by a record of the core's, so a u32 is enough.
 * The hash is not kept: it is made anew when a bucket is split, once or twice
 * for each atom put.
 *
 * Invariant: `bytes` is the sum of all blocks, rounded up to the arena's units.
 */
#include "text.h"
#include <adsum/error.h>
#include <adsum/limits.h>
#include <string.h>

struct atom {
    uint32_t link;
    uint32_t block;
    uint32_t uses;
};

/* A length as a varint and its bytes: so many bytes before the text. */
static uint32_t prefix_of(uint32_t length)
{
    uint32_t bytes = 1;

    while ((length >>= 7) != 0)
        bytes++;
    return bytes;
}

static struct adsum_text text_of(const struct texts *texts, uint32_t block)
{
    const uint8_t *at = adsum_arena_at(&texts->arena, block);
    struct adsum_text text = {NULL, 0};
    uint32_t shift = 0;

    for (; (*at & 0x80) != 0; at++, shift += 7)
        text.length |= (*at & 0x7fu) << shift;
    text.length |= (uint32_t)*at << shift;
    text.bytes = (const char *)at + 1;
    return text;
}

static struct atom *atom_at(const struct texts *texts, uint32_t atom)
{
    return adsum_slab_at(&texts->atoms, atom);
}

static uint32_t *link_of(void *owner, uint32_t id)
{
    return &atom_at(owner, id)->link;
}

static uint32_t hash_of(void *owner, uint32_t id)
{
    const struct texts *texts = owner;
    struct adsum_text text = adsum_text_at(texts, id);

    return adsum_map_hash(texts->seed, text.bytes, text.length);
}

static const struct map_class class = {link_of, hash_of};

void adsum_text_init(struct texts *texts, const uint8_t seed[16], uint32_t most,
                     uint32_t segment_bytes)
{
    adsum_slab_init(&texts->atoms, sizeof(struct atom), segment_bytes);
    adsum_map_init(&texts->map, &class, texts, segment_bytes);
    adsum_arena_init(&texts->arena, NULL, NULL, segment_bytes);
    texts->bytes = 0;
    texts->most = most;
    memcpy(texts->seed, seed, sizeof texts->seed);
}

void adsum_text_place(struct texts *texts, const uint8_t seed[16],
                      uint32_t most, const struct text_room *room)
{
    adsum_slab_share(&texts->atoms, sizeof(struct atom), room->pool);
    adsum_map_place(&texts->map, &class, texts, room->heads, room->buckets);
    adsum_arena_share(&texts->arena, room->memory, room->pool);
    texts->bytes = 0;
    texts->most = most;
    memcpy(texts->seed, seed, sizeof texts->seed);
}

void adsum_text_deinit(struct texts *texts, struct memory *memory)
{
    adsum_map_deinit(&texts->map, memory);
    adsum_slab_deinit(&texts->atoms, memory);
    adsum_arena_deinit(&texts->arena, memory);
    texts->bytes = 0;
}

static uint64_t cost_of(uint32_t length)
{
    return ((uint64_t)length + prefix_of(length) + 3) / 4 * 4;
}

static bool is_over(const struct texts *texts, uint64_t cost)
{
    return cost > adsum_arena_most(&texts->arena) || cost > texts->most ||
           texts->bytes > texts->most - cost;
}

int adsum_text_keep_pieces(struct texts *texts, struct memory *memory,
                           const struct adsum_text *pieces, uint32_t count,
                           uint32_t *ret)
{
    uint64_t length = 0, cost;
    uint32_t block;
    uint8_t *at;

    for (uint32_t i = 0; i < count; i++)
        length += pieces[i].length;
    if (length > UINT32_MAX / 2 ||
        is_over(texts, cost = cost_of((uint32_t)length)))
        return ADSUM_ERR_LIMIT - ADSUM_LIMIT_TEXT_BYTES;
    if (adsum_arena_take(&texts->arena, memory, (uint32_t)cost, &block) != 0)
        return ADSUM_ERR_NO_MEMORY;
    at = adsum_arena_at(&texts->arena, block);
    for (; length > 0x7f; length >>= 7)
        *at++ = (uint8_t)(length | 0x80);
    *at++ = (uint8_t)length;
    for (uint32_t i = 0; i < count; i++) {
        if (pieces[i].length != 0)
            memcpy(at, pieces[i].bytes, pieces[i].length);
        at += pieces[i].length;
    }
    texts->bytes += (uint32_t)cost;
    *ret = block;
    return 0;
}

int adsum_text_keep(struct texts *texts, struct memory *memory,
                    const void *bytes, uint32_t length, uint32_t *ret)
{
    struct adsum_text piece = {bytes, length};

    return adsum_text_keep_pieces(texts, memory, &piece, 1, ret);
}

void adsum_text_drop(struct texts *texts, uint32_t reference)
{
    uint32_t cost;

    if (reference == 0)
        return;
    cost = (uint32_t)cost_of(text_of(texts, reference).length);
    adsum_arena_give(&texts->arena, reference, cost);
    texts->bytes -= cost;
}

struct adsum_text adsum_text_kept(const struct texts *texts, uint32_t reference)
{
    struct adsum_text none = {NULL, 0};

    return reference == 0 ? none : text_of(texts, reference);
}

static uint32_t find(const struct texts *texts, uint32_t hash,
                     const void *bytes, uint32_t length)
{
    uint32_t atom = 0;

    while ((atom = adsum_map_next(&texts->map, hash, atom)) != 0) {
        struct adsum_text text = adsum_text_at(texts, atom);

        if (text.length == length &&
            (length == 0 || memcmp(text.bytes, bytes, length) == 0))
            return atom;
    }
    return 0;
}

/* Let one more atom be made. */
static int reserve(struct texts *texts, struct memory *memory, uint64_t length)
{
    int err;

    if (texts->atoms.used == ADSUM_MAP_ID_MOST || length > UINT32_MAX / 2 ||
        is_over(texts, cost_of((uint32_t)length)))
        return ADSUM_ERR_LIMIT - ADSUM_LIMIT_TEXT_BYTES;
    if ((err = adsum_slab_reserve(&texts->atoms, memory, 1)) != 0)
        return err;
    return adsum_map_reserve(&texts->map, memory);
}

static uint32_t make(struct texts *texts, uint32_t hash, uint32_t block)
{
    uint32_t atom = adsum_slab_take(&texts->atoms);
    struct atom *record = atom_at(texts, atom);

    record->block = block;
    record->uses = 1;
    adsum_map_put(&texts->map, hash, atom);
    return atom;
}

int adsum_text_intern(struct texts *texts, struct memory *memory,
                      const void *bytes, uint32_t length, uint32_t *ret)
{
    uint32_t hash = adsum_map_hash(texts->seed, bytes, length);
    uint32_t atom = find(texts, hash, bytes, length), block;
    int err;

    if (atom != 0) {
        adsum_text_share(texts, atom);
        *ret = atom;
        return 0;
    }
    if ((err = reserve(texts, memory, length)) != 0 ||
        (err = adsum_text_keep(texts, memory, bytes, length, &block)) != 0)
        return err;
    *ret = make(texts, hash, block);
    return 0;
}

/* The bytes are looked for where they will stand if they are new. */
int adsum_text_intern_two(struct texts *texts, struct memory *memory,
                          const void *head, uint32_t head_length,
                          const void *bytes, uint32_t length, uint32_t *ret)
{
    struct adsum_text pieces[2] = {{head, head_length}, {bytes, length}};
    struct adsum_text text;
    uint32_t block, hash, atom;
    int err;

    if ((err = reserve(texts, memory, (uint64_t)head_length + length)) != 0 ||
        (err = adsum_text_keep_pieces(texts, memory, pieces, 2, &block)) != 0)
        return err;
    text = text_of(texts, block);
    hash = adsum_map_hash(texts->seed, text.bytes, text.length);
    atom = find(texts, hash, text.bytes, text.length);
    if (atom != 0) {
        adsum_text_drop(texts, block);
        adsum_text_share(texts, atom);
        *ret = atom;
        return 0;
    }
    *ret = make(texts, hash, block);
    return 0;
}

uint32_t adsum_text_uses(const struct texts *texts, uint32_t atom)
{
    return atom_at(texts, atom)->uses;
}

uint32_t adsum_text_find(const struct texts *texts, const void *bytes,
                         uint32_t length)
{
    return find(texts, adsum_map_hash(texts->seed, bytes, length), bytes,
                length);
}

void adsum_text_share(struct texts *texts, uint32_t atom)
{
    if (atom != 0)
        atom_at(texts, atom)->uses++;
}

void adsum_text_release(struct texts *texts, uint32_t atom)
{
    struct atom *record;

    if (atom == 0)
        return;
    record = atom_at(texts, atom);
    if (--record->uses != 0)
        return;
    adsum_map_remove(&texts->map, hash_of(texts, atom), atom);
    adsum_text_drop(texts, record->block);
    adsum_slab_give(&texts->atoms, atom);
}

struct adsum_text adsum_text_at(const struct texts *texts, uint32_t atom)
{
    struct adsum_text none = {NULL, 0};

    return atom == 0 ? none : text_of(texts, atom_at(texts, atom)->block);
}
