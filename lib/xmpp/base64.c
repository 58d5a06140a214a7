/*
 * Each value has one form only (RFC 4648 3.5), so that to compare what was
 * decoded is to compare what was sent.
 */
#include "base64.h"

#include <adsum/sasl.h>
#include <string.h>

static const char alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

uint32_t adsum_base64_length(uint32_t bytes)
{
    return (bytes / 3 + (bytes % 3 != 0)) * 4;
}

void adsum_base64_encode(const void *bytes, uint32_t length, char *ret)
{
    const uint8_t *at = bytes;

    for (; length != 0; at += 3, ret += 4) {
        uint32_t some = length < 3 ? length : 3, group = 0;

        for (uint32_t i = 0; i < 3; i++)
            group = group << 8 | (i < some ? at[i] : 0u);
        for (uint32_t i = 0; i < 4; i++)
            ret[i] =
                i <= some ? alphabet[group >> (18 - 6 * i) & 63] : (char)'=';
        length -= some;
    }
}

/* Of one character; 64 if it is none of them. By comparing alone: what is
   decoded may be a secret, and a table would show it to the cache. */
static uint32_t value_of(char c)
{
    if (c >= 'A' && c <= 'Z')
        return (uint32_t)(c - 'A');
    if (c >= 'a' && c <= 'z')
        return (uint32_t)(c - 'a') + 26;
    if (c >= '0' && c <= '9')
        return (uint32_t)(c - '0') + 52;
    return c == '+' ? 62 : c == '/' ? 63 : 64;
}

/* A group of four, of which `some` are no padding: that many bytes and one. */
static bool decode_group(const char *at, uint32_t some, uint8_t *ret)
{
    uint32_t group = 0, value;

    for (uint32_t i = 0; i < 4; i++) {
        value = i < some ? value_of(at[i]) : 0;
        if (value == 64)
            return false;
        group = group << 6 | value;
    }
    if ((group & ((1u << 8 * (4 - some)) - 1)) != 0)
        return false;
    for (uint32_t i = 0; i + 1 < some; i++)
        ret[i] = (uint8_t)(group >> (16 - 8 * i));
    return true;
}

bool adsum_base64_decode(struct adsum_text text, void *ret,
                         uint32_t *ret_length)
{
    const char *at = text.bytes;
    uint32_t left = text.length, some = 4, length = 0;
    uint8_t *bytes = ret;

    if (left % 4 != 0)
        return false;
    for (; left != 0; at += 4, left -= 4, length += some - 1) {
        while (left == 4 && some > 2 && at[some - 1] == '=')
            some--;
        if (!decode_group(at, some, bytes + length))
            return false;
    }
    *ret_length = length;
    return true;
}

int adsum_sasl_encode(struct adsum_text bytes, char *buffer, uint32_t capacity,
                      struct adsum_text *ret)
{
    /* Half of what 32 bits count, so that no length wraps. */
    uint32_t length = bytes.length == 0 ? 1 : adsum_base64_length(bytes.length);

    if (bytes.length > UINT32_MAX / 2 || capacity < length)
        return ADSUM_ERR_ROOM;
    if (bytes.length == 0)
        buffer[0] = '=';
    else
        adsum_base64_encode(bytes.bytes, bytes.length, buffer);
    ret->bytes = buffer;
    ret->length = length;
    return 0;
}

int adsum_sasl_decode(struct adsum_text text, char *buffer, uint32_t capacity,
                      struct adsum_text *ret)
{
    uint32_t length;

    if (text.length == 1 && text.bytes[0] == '=')
        text.length = 0;
    if (capacity < text.length / 4 * 3)
        return ADSUM_ERR_ROOM;
    if (!adsum_base64_decode(text, buffer, &length))
        return ADSUM_ERR_PACKED;
    ret->bytes = buffer;
    ret->length = length;
    return 0;
}
