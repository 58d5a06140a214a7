/*
 * An arena: a list of blocks, each twice as large as the one before until they
 * are of ARENA_MOST bytes, so that what is given lies in few of them.
 */
#include "arena.h"

#include <stdint.h>

enum { ARENA_LEAST = 8192, ARENA_MOST = 65536, ARENA_KEPT = 32768 };

struct arena_block {
    struct arena_block *before;
    size_t bytes; /* with this */
};

static struct arena_block *grow(struct arena *arena, size_t need)
{
    size_t bytes = arena->block == NULL ? ARENA_LEAST : 2 * arena->block->bytes;
    struct arena_block *block;

    if (bytes > ARENA_MOST)
        bytes = ARENA_MOST;
    if (bytes < need + sizeof *block)
        bytes = need + sizeof *block;
    block = memory_give(&arena->memory, bytes);
    if (block == NULL)
        return NULL;
    *block = (struct arena_block){.before = arena->block, .bytes = bytes};
    arena->block = block;
    arena->used = sizeof *block;
    return block;
}

void *adsum_xml_arena_give(struct arena *arena, size_t bytes)
{
    struct arena_block *block = arena->block;
    unsigned char *given;

    bytes = (bytes + 7) & ~(size_t)7;
    if (block == NULL || block->bytes - arena->used < bytes)
        block = grow(arena, bytes);
    if (block == NULL)
        return NULL;
    given = (unsigned char *)block + arena->used;
    arena->used += bytes;
    return given;
}

static void drop(struct arena *arena)
{
    struct arena_block *block = arena->block;

    arena->block = block->before;
    memory_take(&arena->memory, block, block->bytes);
}

void adsum_xml_arena_clear(struct arena *arena)
{
    while (arena->block != NULL &&
           (arena->block->before != NULL || arena->block->bytes > ARENA_KEPT))
        drop(arena);
    arena->used = sizeof(struct arena_block);
}

void adsum_xml_arena_deinit(struct arena *arena)
{
    while (arena->block != NULL)
        drop(arena);
}
