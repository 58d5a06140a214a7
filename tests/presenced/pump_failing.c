/*
 * The pump's memory: one allocation in so many fails, at random, once it is
 * told to starve. malloc() and its kin are these, for all of the program; below
 * them is the C library's own.
 */
#include "pump.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);

static int refuses(void)
{
    static uint64_t random;

    random = random * 6364136223846793005u + 1442695040888963407u;
    if (pump_starves == 0 || (random >> 33) % pump_starves != 0)
        return 0;
    errno = ENOMEM;
    return 1;
}

void *malloc(size_t size)
{
    return refuses() ? NULL : __libc_malloc(size);
}

void *calloc(size_t members, size_t size)
{
    return refuses() ? NULL : __libc_calloc(members, size);
}

void *realloc(void *block, size_t size)
{
    return refuses() ? NULL : __libc_realloc(block, size);
}
