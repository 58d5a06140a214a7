/*
 * Memory that is given back all at once.
 */
#ifndef ADSUM_XML_ARENA_H
#define ADSUM_XML_ARENA_H

#include "memory.h"

struct arena_block;

struct arena {
    struct memory memory;
    struct arena_block *block; /* the newest, which knows the others */
    size_t used;               /* of it */
};

/** Aligned for a uint64_t, not zeroed; NULL: the host refused. */
void *adsum_xml_arena_give(struct arena *arena, size_t bytes);

/** Everything is given back; one block of ordinary size is kept. */
void adsum_xml_arena_clear(struct arena *arena);

/** Give back that one, too. */
void adsum_xml_arena_deinit(struct arena *arena);

#endif
