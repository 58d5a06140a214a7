/* The host's allocator. Any block may have held a secret. */
#include "memory.h"

#include <mbedtls/platform_util.h>
#include <string.h>

void *adsum_tls_give(const struct memory *memory, size_t bytes)
{
    void *block = memory->allocate(memory->user, NULL, 0, bytes);

    if (block != NULL)
        memset(block, 0, bytes);
    return block;
}

void adsum_tls_take(const struct memory *memory, void *block, size_t bytes)
{
    if (block == NULL)
        return;
    mbedtls_platform_zeroize(block, bytes);
    memory->allocate(memory->user, block, bytes, 0);
}

int adsum_tls_copy(const struct memory *memory, const void *bytes,
                   uint32_t length, struct bytes *ret)
{
    struct bytes copy = {NULL, 0};

    if (length != 0) {
        copy.bytes = adsum_tls_give(memory, (size_t)length + 1);
        if (copy.bytes == NULL)
            return ADSUM_ERR_NO_MEMORY;
        memcpy(copy.bytes, bytes, length);
        copy.length = length;
    }
    *ret = copy;
    return 0;
}

void adsum_tls_drop(const struct memory *memory, struct bytes *bytes)
{
    adsum_tls_take(memory, bytes->bytes, (size_t)bytes->length + 1);
    bytes->bytes = NULL;
    bytes->length = 0;
}
