/*
 * The host's allocator, counted. Everything the core keeps comes from here.
 *
 * With ADSUM_OPTION_RESERVE one block is taken at the beginning, and then this
 * is adsum_fixed_allocate() in the rest of it.
 */
#ifndef ADSUM_CORE_MEMORY_H
#define ADSUM_CORE_MEMORY_H

#include <adsum/fixed.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct memory {
    void *(*allocate)(void *user, void *block, size_t old_size,
                      size_t new_size);
    void *user;
    size_t bytes; /* held now */
};

/** Zeroed memory, or NULL. `bytes` is never 0. */
void *adsum_memory_give(struct memory *memory, size_t bytes);

/** realloc() told the old size; what is new is zeroed. NULL: as it was. */
void *adsum_memory_resize(struct memory *memory, void *block, size_t old_size,
                          size_t new_size);

/** Take back; NULL is allowed. */
void adsum_memory_take(struct memory *memory, void *block, size_t bytes);

#endif
