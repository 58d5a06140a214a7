/* Stream headers, at both ends: RFC 6120 4.7, 4.8. */
#include "header.h"

#include "words.h"

int adsum_header_prepare(adsum_prepare *prepare, struct adsum_text text,
                         char *buffer, struct adsum_address *ret)
{
    struct adsum_text made;

    return prepare == NULL
               ? adsum_address_split(text, ret)
               : prepare(text, buffer, ADSUM_ADDRESS_BYTES, &made, ret);
}

bool adsum_header_content_wrong(const struct adsum_xml_element *header)
{
    for (uint32_t i = 0; i < header->declaration_count; i++)
        if (header->declarations[i].prefix.length == 0)
            return !adsum_text_is(header->declarations[i].space,
                                  ADSUM_XML_CLIENT) &&
                   !adsum_text_is(header->declarations[i].space,
                                  ADSUM_XML_STREAMS);
    return true;
}

bool adsum_header_version_wrong(struct adsum_text version)
{
    uint32_t at = 0, major = 0, digits = 0;

    for (; at < version.length && version.bytes[at] >= '0' &&
           version.bytes[at] <= '9';
         at++)
        major |= (uint32_t)(version.bytes[at] - '0');
    if (at == 0 || at == version.length || version.bytes[at++] != '.')
        return true;
    for (; at < version.length && version.bytes[at] >= '0' &&
           version.bytes[at] <= '9';
         at++)
        digits++;
    return major == 0 || digits == 0 || at != version.length;
}

int adsum_random_id(const struct adsum_crypto *crypto, void *user, char *ret)
{
    static const char digits[] = "0123456789abcdef";
    uint8_t bytes[ADSUM_RANDOM_CHARS / 2];
    int32_t err = crypto->random(user, bytes, (uint32_t)sizeof bytes);

    for (size_t i = 0; err == 0 && i < sizeof bytes; i++) {
        ret[2 * i] = digits[bytes[i] >> 4];
        ret[2 * i + 1] = digits[bytes[i] & 15];
    }
    return err;
}
