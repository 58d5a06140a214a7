/* Addresses: what comes apart goes together to the same bytes. */
#include <adsum/address.h>

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct adsum_text text = {(const char *)data, (uint32_t)size}, joined;
    struct adsum_address address;
    char buffer[ADSUM_ADDRESS_BYTES];

    if (adsum_address_split(text, &address) != 0)
        return 0;
    if (adsum_address_join(&address, buffer, sizeof buffer, &joined) != 0 ||
        joined.length != size || memcmp(joined.bytes, data, size) != 0)
        abort();
    if (adsum_address_split(address.bare, &address) != 0 ||
        address.resource.length != 0)
        abort();
    return 0;
}
