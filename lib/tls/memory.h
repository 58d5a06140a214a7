/* The host's allocator; what is taken back is wiped. */
#ifndef ADSUM_TLS_MEMORY_H
#define ADSUM_TLS_MEMORY_H

#include <adsum/tls.h>

struct memory {
    void *(*allocate)(void *user, void *block, size_t old_size,
                      size_t new_size);
    void *user;
};

/** Zeroed memory, or NULL. `bytes` is never 0. */
void *adsum_tls_give(const struct memory *memory, size_t bytes);

/** Wipe and take back; NULL is allowed. */
void adsum_tls_take(const struct memory *memory, void *block, size_t bytes);

/** Bytes of our own; none: {NULL, 0}. */
struct bytes {
    uint8_t *bytes;
    uint32_t length;
};

/** Copy, with a terminating 0 behind that is not counted. 0 or NO_MEMORY. */
int adsum_tls_copy(const struct memory *memory, const void *bytes,
                   uint32_t length, struct bytes *ret);

/** Wipe, take back, leave none. */
void adsum_tls_drop(const struct memory *memory, struct bytes *bytes);

#endif
