/*
 * Memory for the benches' own tables and for the services they measure.
 *
 * With large pages asked for, a walk through random users waits less often for
 * the processor's address tables: a server's host would ask for them, so the
 * benches do unless they are told not to.
 */
#ifndef BENCH_PAGES_H
#define BENCH_PAGES_H

#include <stdbool.h>
#include <stddef.h>

/** Once, before all else. */
void pages_want_large(bool large);

/** Zeroed memory; ends the program if there is none. */
void *pages_take(size_t bytes);
void pages_give(void *block, size_t bytes);

/** As adsum_host.allocate wants it. */
void *pages_allocate(void *block, size_t old_size, size_t new_size);

#endif
