/*
 * The form: a version; issued and expires (8 bytes each), certificate (4),
 * suite (2), all with the highest byte first; trust; then domain, end point
 * and names, each after its length (2); then mbedTLS's own to the end.
 */
#include "session.h"

#include "names.h"

#include <mbedtls/md.h>
#include <string.h>

#define VERSION     1
#define FIXED_BYTES (1 + 8 + 8 + 4 + 2 + SESSION_TRUST_BYTES)
#define TEXTS       3

uint32_t adsum_tls_session_bytes(const struct remembered *session)
{
    return FIXED_BYTES + TEXTS * 2 + session->domain.length +
           session->end_point.length + session->names.length;
}

static uint8_t *put(uint8_t *at, uint64_t value, uint32_t bytes)
{
    while (bytes-- > 0)
        *at++ = (uint8_t)(value >> bytes * 8);
    return at;
}

static uint8_t *put_text(uint8_t *at, struct adsum_text text)
{
    at = put(at, text.length, 2);
    if (text.length != 0)
        memcpy(at, text.bytes, text.length);
    return at + text.length;
}

void adsum_tls_session_write(const struct remembered *session, uint8_t *ret)
{
    ret = put(ret, VERSION, 1);
    ret = put(ret, session->issued_ms, 8);
    ret = put(ret, session->expires_ms, 8);
    ret = put(ret, session->certificate, 4);
    ret = put(ret, session->suite, 2);
    memcpy(ret, session->trust, SESSION_TRUST_BYTES);
    ret = put_text(ret + SESSION_TRUST_BYTES, session->domain);
    ret = put_text(ret, session->end_point);
    put_text(ret, session->names);
}

bool adsum_tls_session_sum(const uint8_t *bytes, uint32_t length, uint8_t *ret)
{
    uint8_t hash[ADSUM_HASH_BYTES];

    if (mbedtls_md(mbedtls_md_info_from_type(MBEDTLS_MD_SHA256), bytes, length,
                   hash) != 0)
        return false;
    memcpy(ret, hash, SESSION_SUM_BYTES);
    return true;
}

static uint64_t get(const uint8_t **at, uint32_t bytes)
{
    uint64_t value = 0;

    while (bytes-- > 0)
        value = value << 8 | *(*at)++;
    return value;
}

static bool get_text(const uint8_t **at, const uint8_t *end,
                     struct adsum_text *ret)
{
    if (end - *at < 2)
        return false;
    ret->length = (uint32_t)get(at, 2);
    if (end - *at < (ptrdiff_t)ret->length)
        return false;
    ret->bytes = (const char *)*at;
    *at += ret->length;
    return true;
}

bool adsum_tls_session_read(const uint8_t *bytes, uint32_t length,
                            struct remembered *ret)
{
    const uint8_t *at = bytes, *end = bytes + length;
    struct remembered session;

    if (length < FIXED_BYTES || get(&at, 1) != VERSION)
        return false;
    session.issued_ms = get(&at, 8);
    session.expires_ms = get(&at, 8);
    session.certificate = (uint32_t)get(&at, 4);
    session.suite = (uint16_t)get(&at, 2);
    session.trust = at;
    at += SESSION_TRUST_BYTES;
    if (!get_text(&at, end, &session.domain) ||
        !get_text(&at, end, &session.end_point) ||
        !get_text(&at, end, &session.names) ||
        session.end_point.length > ADSUM_HASH_BYTES ||
        !adsum_tls_names_valid((const uint8_t *)session.names.bytes,
                               session.names.length))
        return false;
    session.library.bytes = (const char *)at;
    session.library.length = (uint32_t)(end - at);
    *ret = session;
    return true;
}
