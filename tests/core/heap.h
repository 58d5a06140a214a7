/*
 * A host's allocator that tests can ask and make fail.
 *
 * Each block remembers its size, so that a wrong old_size is found; what is
 * left at the end is a leak.
 */
#ifndef HEAP_H
#define HEAP_H

#include "memory.h"
#include <adsum/fixed.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
/* After those it needs. */
#include <cmocka.h>

struct heap {
    size_t held;
    unsigned calls;   /* that wanted more memory */
    unsigned fail_at; /* the number of the one that fails; 0: none */
};

static inline void *heap_allocate(void *user, void *block, size_t old_size,
                                  size_t new_size)
{
    struct heap *heap = user;
    size_t *head = block == NULL ? NULL : (size_t *)block - 2;
    size_t *made;

    assert_int_equal(head == NULL ? 0 : head[0], old_size);
    if (new_size > old_size && ++heap->calls == heap->fail_at)
        return NULL;
    heap->held += new_size - old_size;
    if (new_size == 0) {
        free(head);
        return NULL;
    }
    made = malloc(new_size + 2 * sizeof *made);
    assert_non_null(made);
    memset(made, 0xa5, new_size + 2 * sizeof *made);
    made[0] = new_size;
    if (head != NULL)
        memcpy(made + 2, block, old_size < new_size ? old_size : new_size);
    free(head);
    return made + 2;
}

static inline struct memory heap_memory(struct heap *heap)
{
    struct memory memory = {.allocate = heap_allocate, .user = heap};

    memset(heap, 0, sizeof *heap);
    return memory;
}

/* A pool, as a service with ADSUM_OPTION_RESERVE has it. */
struct pool {
    struct adsum_fixed fixed;
    struct memory memory;
    unsigned char *bytes;
    uint64_t room[512];
};

static inline void pool_init(struct pool *pool, size_t bytes)
{
    memset(pool, 0x5a, sizeof *pool);
    assert_true(bytes <= sizeof pool->room);
    pool->fixed = (struct adsum_fixed){.buffer = pool->room, .bytes = bytes};
    pool->memory =
        (struct memory){.allocate = adsum_fixed_allocate, .user = &pool->fixed};
    pool->bytes = (unsigned char *)pool->room;
}

static inline uint32_t next_random(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*state >> 33);
}

#endif
