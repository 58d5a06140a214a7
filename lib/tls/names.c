/*
 * Reading names: GeneralName of RFC 5280 4.2.1.6, SRVName of RFC 4985 2,
 * xmppAddr of RFC 6120 13.7.1.4. Matching: RFC 9525 6.3 and 6.5.
 *
 * mbedTLS has already taken the subjectAltName apart into values with tags; of
 * an otherName the value is left to us.
 */
#include "names.h"

#include "policy.h"

#include <mbedtls/asn1.h>
#include <string.h>

#define HEAD_BYTES 3

/* 1.3.6.1.5.5.7.8.7 and .5, as they stand in a certificate. */
#define OID_ON_SRV       "\x2b\x06\x01\x05\x05\x07\x08\x07"
#define OID_ON_XMPP_ADDR "\x2b\x06\x01\x05\x05\x07\x08\x05"
#define OID_BYTES        8

static const struct other_name {
    const char *oid;
    uint8_t kind;
    uint8_t tag;
} other_names[] = {
    {OID_ON_SRV, ADSUM_TLS_NAME_SRV, MBEDTLS_ASN1_IA5_STRING},
    {OID_ON_XMPP_ADDR, ADSUM_TLS_NAME_XMPP_ADDR, MBEDTLS_ASN1_UTF8_STRING},
};

/* Controls, and beyond ASCII where only that may be, could hide a name. */
static bool is_plain(const uint8_t *bytes, size_t length, bool ascii)
{
    for (size_t i = 0; i < length; i++)
        if (bytes[i] <= 0x20 || bytes[i] == 0x7f || (ascii && bytes[i] > 0x7f))
            return false;
    return length != 0 && length <= UINT16_MAX;
}

static bool read_other(const mbedtls_x509_buf *value,
                       struct adsum_tls_name_of_peer *ret)
{
    unsigned char *p = value->p, *end = value->p + value->len;
    size_t length;

    if (mbedtls_asn1_get_tag(&p, end, &length, MBEDTLS_ASN1_OID) != 0 ||
        length != OID_BYTES)
        return false;
    for (size_t i = 0; i < sizeof other_names / sizeof *other_names; i++) {
        const struct other_name *other = &other_names[i];
        unsigned char *at = p + OID_BYTES;
        if (memcmp(p, other->oid, OID_BYTES) != 0)
            continue;
        if (mbedtls_asn1_get_tag(&at, end, &length,
                                 MBEDTLS_ASN1_CONTEXT_SPECIFIC |
                                     MBEDTLS_ASN1_CONSTRUCTED) != 0 ||
            at + length != end ||
            mbedtls_asn1_get_tag(&at, end, &length, other->tag) != 0 ||
            at + length != end)
            return false;
        ret->kind = other->kind;
        ret->text.bytes = (const char *)at;
        ret->text.length = (uint32_t)length;
        return is_plain(at, length, other->kind == ADSUM_TLS_NAME_SRV);
    }
    return false;
}

/* One value of the subjectAltName; false if it is not of a kind we know. */
static bool read_name(const mbedtls_x509_buf *value,
                      struct adsum_tls_name_of_peer *ret)
{
    memset(ret, 0, sizeof *ret);
    switch (value->tag) {
    case MBEDTLS_ASN1_CONTEXT_SPECIFIC | MBEDTLS_X509_SAN_DNS_NAME:
        ret->kind = ADSUM_TLS_NAME_DNS;
        ret->text.bytes = (const char *)value->p;
        ret->text.length = (uint32_t)value->len;
        return is_plain(value->p, value->len, true);
    case MBEDTLS_ASN1_CONTEXT_SPECIFIC | MBEDTLS_ASN1_CONSTRUCTED |
        MBEDTLS_X509_SAN_OTHER_NAME:
        return read_other(value, ret);
    default:
        return false;
    }
}

uint32_t adsum_tls_names_bytes(const mbedtls_x509_crt *certificate)
{
    const mbedtls_x509_sequence *one;
    struct adsum_tls_name_of_peer name;
    uint32_t bytes = 0;

    for (one = &certificate->subject_alt_names; one != NULL; one = one->next)
        if (read_name(&one->buf, &name))
            bytes += HEAD_BYTES + name.text.length;
    return bytes;
}

void adsum_tls_names_write(const mbedtls_x509_crt *certificate, uint8_t *ret)
{
    const mbedtls_x509_sequence *one;
    struct adsum_tls_name_of_peer name;

    for (one = &certificate->subject_alt_names; one != NULL; one = one->next) {
        if (!read_name(&one->buf, &name))
            continue;
        *ret++ = (uint8_t)name.kind;
        *ret++ = (uint8_t)(name.text.length >> 8);
        *ret++ = (uint8_t)name.text.length;
        memcpy(ret, name.text.bytes, name.text.length);
        ret += name.text.length;
    }
}

bool adsum_tls_names_next(const uint8_t *names, uint32_t length, uint32_t *at,
                          struct adsum_tls_name_of_peer *ret)
{
    const uint8_t *head;

    if (*at == length)
        return false;
    head = names + *at;
    memset(ret, 0, sizeof *ret);
    ret->kind = head[0];
    ret->text.length = (uint32_t)head[1] << 8 | head[2];
    ret->text.bytes = (const char *)head + HEAD_BYTES;
    *at += HEAD_BYTES + ret->text.length;
    return true;
}

bool adsum_tls_names_valid(const uint8_t *names, uint32_t length)
{
    uint32_t at = 0;

    while (at < length) {
        const uint8_t *head = names + at;
        uint32_t bytes;
        if (length - at < HEAD_BYTES)
            return false;
        bytes = (uint32_t)head[1] << 8 | head[2];
        if (head[0] < ADSUM_TLS_NAME_DNS ||
            head[0] > ADSUM_TLS_NAME_XMPP_ADDR ||
            bytes > length - at - HEAD_BYTES ||
            !is_plain(head + HEAD_BYTES, bytes,
                      head[0] != ADSUM_TLS_NAME_XMPP_ADDR))
            return false;
        at += HEAD_BYTES + bytes;
    }
    return true;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool same(struct adsum_text one, struct adsum_text other)
{
    if (one.length != other.length)
        return false;
    for (uint32_t i = 0; i < one.length; i++)
        if (lower(one.bytes[i]) != lower(other.bytes[i]))
            return false;
    return true;
}

/* What follows the first `c`; empty if there is none. */
static struct adsum_text after(struct adsum_text text, char c)
{
    const char *at =
        text.length == 0 ? NULL : memchr(text.bytes, c, text.length);
    struct adsum_text rest = {NULL, 0};

    if (at != NULL) {
        rest.bytes = at + 1;
        rest.length = text.length - (uint32_t)(rest.bytes - text.bytes);
    }
    return rest;
}

/* RFC 9525 6.3: "*." alone before a name of two labels or more. */
static bool match_domain(struct adsum_text presented, struct adsum_text domain)
{
    struct adsum_text rest;

    if (presented.length < 2 || presented.bytes[0] != '*' ||
        presented.bytes[1] != '.')
        return same(presented, domain);
    rest = after(presented, '.');
    return after(rest, '.').length != 0 && same(rest, after(domain, '.'));
}

/* RFC 4985: "_service.domain", and RFC 9525 6.5 for the service. */
static bool match_service(struct adsum_text presented, uint32_t services,
                          struct adsum_text domain)
{
    for (uint32_t bit = 1; bit <= ADSUM_TLS_XMPP_SERVER; bit <<= 1) {
        const char *word = adsum_tls_service_word(bit);
        uint32_t length = (uint32_t)strlen(word);
        struct adsum_text label = {presented.bytes + 1, length}, wanted;
        wanted.bytes = word;
        wanted.length = length;
        if ((services & bit) != 0 && presented.length > length + 2 &&
            presented.bytes[0] == '_' && presented.bytes[length + 1] == '.' &&
            same(label, wanted) && match_domain(after(presented, '.'), domain))
            return true;
    }
    return false;
}

static bool match_name(const struct adsum_tls_name_of_peer *name,
                       const struct adsum_tls_identity *identity)
{
    switch (name->kind) {
    case ADSUM_TLS_NAME_DNS:
        return match_domain(name->text, identity->domain);
    case ADSUM_TLS_NAME_SRV:
        return match_service(name->text, identity->services, identity->domain);
    default:
        return same(name->text, identity->domain) ||
               (identity->address.length != 0 &&
                same(name->text, identity->address));
    }
}

bool adsum_tls_names_match(const uint8_t *names, uint32_t length,
                           const struct adsum_tls_identity *identity)
{
    struct adsum_tls_name_of_peer name;
    uint32_t at = 0;

    if (!adsum_tls_domain_valid(identity->domain))
        return false;
    while (adsum_tls_names_next(names, length, &at, &name))
        if (match_name(&name, identity))
            return true;
    return false;
}

static bool in_label(char c)
{
    c = lower(c);
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
}

/* Labels of letters, digits, hyphens; the last is not a number: that is an
   address, which no rule for DNS names may match. */
bool adsum_tls_domain_valid(struct adsum_text domain)
{
    uint32_t label = 0;
    bool number = true;

    if (domain.length == 0 || domain.length > DOMAIN_BYTES)
        return false;
    for (uint32_t i = 0; i < domain.length; i++) {
        char c = domain.bytes[i];
        if (c == '.' ? label == 0 || label > 63 : !in_label(c))
            return false;
        if (c == '.') {
            label = 0;
            number = true;
        } else {
            label++;
            number = number && c >= '0' && c <= '9';
        }
    }
    return label != 0 && label <= 63 && !number;
}
