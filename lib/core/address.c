/*
 * Addresses: RFC 7622 sections 3.1 and 3.2.
 *
 * Only what the grammar says without a profile: signs, lengths, UTF-8. The
 * rest is preparation (adsum/prep.h), the dot at the end of a domain too. NUL
 * is in no profile, and would mislead whoever terminates strings with it.
 *
 * What splits is what joins: both ask valid(), so an address that was joined
 * comes apart into the same parts.
 */
#include <adsum/address.h>

#include "utf8.h"
#include <string.h>

/* Before the resource both signs divide; in it they are ordinary (3.2). */
static bool fits(struct adsum_text part, bool resource)
{
    if (part.bytes == NULL || part.length == 0 ||
        part.length > ADSUM_ADDRESS_PART_BYTES)
        return false;
    for (uint32_t i = 0; i < part.length; i++) {
        char c = part.bytes[i];

        if (c == '\0' || (!resource && (c == '@' || c == '/')))
            return false;
    }
    return adsum_utf8_valid(part.bytes, part.length);
}

static bool valid(const struct adsum_address *address)
{
    return (address->local.length == 0 || fits(address->local, false)) &&
           fits(address->domain, false) &&
           (address->resource.length == 0 || fits(address->resource, true));
}

static uint32_t find(struct adsum_text text, char sign)
{
    uint32_t i = 0;

    while (i < text.length && text.bytes[i] != sign)
        i++;
    return i;
}

static struct adsum_text after(struct adsum_text text, uint32_t skip)
{
    return (struct adsum_text){text.bytes + skip, text.length - skip};
}

int adsum_address_split(struct adsum_text text, struct adsum_address *ret)
{
    struct adsum_address address = {0};
    uint32_t slash, at;

    if (text.bytes == NULL || text.length > ADSUM_ADDRESS_BYTES)
        return ADSUM_ERR_INVALID;
    slash = find(text, '/');
    if (slash < text.length) {
        address.resource = after(text, slash + 1);
        if (address.resource.length == 0)
            return ADSUM_ERR_INVALID;
        text.length = slash;
    }
    address.bare = address.domain = text;
    at = find(text, '@');
    if (at < text.length) {
        address.local = (struct adsum_text){text.bytes, at};
        address.domain = after(text, at + 1);
        if (at == 0)
            return ADSUM_ERR_INVALID;
    }
    if (!valid(&address))
        return ADSUM_ERR_INVALID;
    *ret = address;
    return 0;
}

static char *put(char *to, struct adsum_text part)
{
    if (part.length != 0)
        memcpy(to, part.bytes, part.length);
    return to + part.length;
}

int adsum_address_join(const struct adsum_address *address, char *buffer,
                       uint32_t capacity, struct adsum_text *ret)
{
    uint32_t length;
    char *end = buffer;

    if (!valid(address))
        return ADSUM_ERR_INVALID;
    length = address->domain.length;
    if (address->local.length != 0)
        length += address->local.length + 1;
    if (address->resource.length != 0)
        length += address->resource.length + 1;
    if (length > capacity)
        return ADSUM_ERR_ROOM;

    if (address->local.length != 0) {
        end = put(end, address->local);
        *end++ = '@';
    }
    end = put(end, address->domain);
    if (address->resource.length != 0) {
        *end++ = '/';
        put(end, address->resource);
    }
    *ret = (struct adsum_text){buffer, length};
    return 0;
}
