/*
 * The host's allocator.
 */
#ifndef ADSUM_XML_MEMORY_H
#define ADSUM_XML_MEMORY_H

#include <stddef.h>

struct memory {
    void *(*allocate)(void *user, void *block, size_t old_size,
                      size_t new_size);
    void *user;
};

static inline void *memory_give(const struct memory *memory, size_t bytes)
{
    return memory->allocate(memory->user, NULL, 0, bytes);
}

static inline void *memory_resize(const struct memory *memory, void *block,
                                  size_t old_size, size_t new_size)
{
    return memory->allocate(memory->user, block, old_size, new_size);
}

/** NULL is allowed. */
static inline void memory_take(const struct memory *memory, void *block,
                               size_t bytes)
{
    if (block != NULL)
        memory->allocate(memory->user, block, bytes, 0);
}

#endif
