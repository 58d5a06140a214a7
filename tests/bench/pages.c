#define _DEFAULT_SOURCE
#include "pages.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define LARGE ((size_t)2 << 20)
#define PAGE  ((size_t)4096)
#define KINDS 64u
#define FROM  PAGE  /* smaller blocks are malloc's business */
#define BELOW LARGE /* larger ones get a mapping of their own */

static bool want_large = true;

/* Blocks given back, by size: a service takes segments of very few sizes. */
static struct kind {
    size_t bytes;
    void *free;
} kinds[KINDS];

static unsigned char *open_begin, *open_end;

void pages_want_large(bool large)
{
    want_large = large;
}

static size_t rounded(size_t bytes, size_t unit)
{
    return (bytes + unit - 1) / unit * unit;
}

static void *map(size_t bytes)
{
    size_t whole = rounded(bytes, LARGE);
    unsigned char *block =
        mmap(NULL, whole + LARGE, PROT_READ | PROT_WRITE,
             MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    size_t before;

    if (block == MAP_FAILED)
        return NULL;
    before = rounded((uintptr_t)block, LARGE) - (uintptr_t)block;
    if (before != 0)
        munmap(block, before);
    if (before != LARGE)
        munmap(block + before + whole, LARGE - before);
    block += before;
#if defined(MADV_HUGEPAGE)
    madvise(block, whole, want_large ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);
#endif
    return block;
}

void *pages_take(size_t bytes)
{
    void *block = map(bytes);

    if (block == NULL) {
        fprintf(stderr, "no memory for %zu bytes\n", bytes);
        exit(1);
    }
    return block;
}

void pages_give(void *block, size_t bytes)
{
    if (block != NULL)
        munmap(block, rounded(bytes, LARGE));
}

static struct kind *kind_of(size_t bytes)
{
    for (uint32_t i = 0; i < KINDS; i++) {
        if (kinds[i].bytes == 0)
            kinds[i].bytes = bytes;
        if (kinds[i].bytes == bytes)
            return &kinds[i];
    }
    return NULL;
}

static void *segment(size_t bytes)
{
    size_t whole = rounded(bytes, 64);
    struct kind *kind = kind_of(whole);
    void *block;

    if (kind == NULL)
        return malloc(bytes);
    if (kind->free != NULL) {
        block = kind->free;
        memcpy(&kind->free, block, sizeof kind->free);
        return block;
    }
    if ((size_t)(open_end - open_begin) < whole) {
        open_begin = map(LARGE);
        open_end = open_begin == NULL ? NULL : open_begin + LARGE;
    }
    if (open_begin == NULL)
        return NULL;
    block = open_begin;
    open_begin += whole;
    return block;
}

static void give(void *block, size_t bytes)
{
    struct kind *kind;

    if (bytes < FROM) {
        free(block);
    } else if (bytes > BELOW) {
        pages_give(block, bytes);
    } else if ((kind = kind_of(rounded(bytes, 64))) == NULL) {
        free(block);
    } else {
        memcpy(block, &kind->free, sizeof kind->free);
        kind->free = block;
    }
}

static void *take(size_t bytes)
{
    if (bytes < FROM)
        return malloc(bytes);
    return bytes > BELOW ? map(bytes) : segment(bytes);
}

void *pages_allocate(void *block, size_t old_size, size_t new_size)
{
    void *wider;

    if (block == NULL)
        return new_size == 0 ? NULL : take(new_size);
    if (new_size == 0) {
        give(block, old_size);
        return NULL;
    }
    if ((wider = take(new_size)) == NULL)
        return NULL;
    memcpy(wider, block, old_size < new_size ? old_size : new_size);
    give(block, old_size);
    return wider;
}
