/*
 * The host's allocator, counted and zeroed.
 *
 * Invariant: `bytes` is the sum of what was given and not taken back. A zeroed
 * block costs a pass over it; that it never shows what another peer left there
 * is worth it.
 */
#include "memory.h"
#include <string.h>

void *adsum_memory_give(struct memory *memory, size_t bytes)
{
    return adsum_memory_resize(memory, NULL, 0, bytes);
}

void *adsum_memory_resize(struct memory *memory, void *block, size_t old_size,
                          size_t new_size)
{
    unsigned char *resized =
        memory->allocate(memory->user, block, old_size, new_size);

    if (resized == NULL)
        return NULL;
    if (new_size > old_size)
        memset(resized + old_size, 0, new_size - old_size);
    memory->bytes = memory->bytes - old_size + new_size;
    return resized;
}

void adsum_memory_take(struct memory *memory, void *block, size_t bytes)
{
    if (block == NULL)
        return;
    memory->allocate(memory->user, block, bytes, 0);
    memory->bytes -= bytes;
}
