/*
 * Addresses as they come: what is prepared comes apart as it was put together,
 * and prepared again, whole or in parts, stays the same bytes.
 */
#include <adsum/prep.h>

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef int prepare(struct adsum_text text, char *buffer, uint32_t capacity,
                    struct adsum_text *ret);

static void must_be(struct adsum_text got, struct adsum_text wanted)
{
    if (got.length != wanted.length ||
        (got.length != 0 && memcmp(got.bytes, wanted.bytes, got.length) != 0))
        abort();
}

static void must_stay(prepare *call, struct adsum_text text)
{
    char buffer[ADSUM_ADDRESS_PART_BYTES];
    struct adsum_text again;

    if (text.length == 0)
        return;
    if (call(text, buffer, text.length, &again) != 0)
        abort();
    must_be(again, text);
}

/* Whatever it is, as a part it is taken or refused. */
static void try_part(prepare *call, struct adsum_text text)
{
    char buffer[ADSUM_ADDRESS_PART_BYTES];
    struct adsum_text ret;

    if (call(text, buffer, sizeof buffer, &ret) == 0)
        must_stay(call, ret);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct adsum_text text = {(const char *)data, (uint32_t)size}, ret, again;
    char buffer[ADSUM_ADDRESS_BYTES], second[ADSUM_ADDRESS_BYTES];
    struct adsum_address parts, split;

    try_part(adsum_prep_local, text);
    try_part(adsum_prep_domain, text);
    try_part(adsum_prep_resource, text);
    try_part(adsum_prep_password, text);
    if (adsum_prep_address(text, buffer, sizeof buffer, &ret, &parts) != 0)
        return 0;
    if (adsum_prep_address(ret, second, ret.length, &again, NULL) != 0 ||
        adsum_address_split(ret, &split) != 0)
        abort();
    must_be(again, ret);
    must_be(parts.local, split.local);
    must_be(parts.domain, split.domain);
    must_be(parts.resource, split.resource);
    must_be(parts.bare, split.bare);
    must_stay(adsum_prep_local, parts.local);
    must_stay(adsum_prep_domain, parts.domain);
    must_stay(adsum_prep_resource, parts.resource);
    return 0;
}
