/* Text into certificates and keys. The copies that this takes are wiped. */
#include "credentials.h"

#include "failure.h"
#include "names.h"

#include <mbedtls/md.h>
#include <string.h>

typedef int parse(void *what, const uint8_t *bytes, size_t length);

static int parse_chain(void *what, const uint8_t *bytes, size_t length)
{
    return mbedtls_x509_crt_parse(what, bytes, length);
}

static int parse_key(void *what, const uint8_t *bytes, size_t length)
{
    return adsum_tls_library_key_parse(what, bytes, length);
}

static int parse_revoked(void *what, const uint8_t *bytes, size_t length)
{
    return mbedtls_x509_crl_parse(what, bytes, length);
}

/* PEM must be terminated, and the terminator counted; DER must not. */
static int read_text(const struct memory *memory, struct adsum_text text,
                     parse *function, void *what)
{
    static const char pem[] = "-----BEGIN ";
    struct bytes copy;
    size_t length = text.length;
    int ret;

    if (text.length == 0)
        return ADSUM_ERR_CERTIFICATE;
    if (adsum_tls_copy(memory, text.bytes, text.length, &copy) != 0)
        return ADSUM_ERR_NO_MEMORY;
    if (strstr((const char *)copy.bytes, pem) != NULL)
        length++;
    ret = function(what, copy.bytes, length);
    adsum_tls_drop(memory, &copy);
    return ret >= 0                   ? ret
           : adsum_tls_is_memory(ret) ? ADSUM_ERR_NO_MEMORY
                                      : ADSUM_ERR_CERTIFICATE;
}

uint8_t adsum_tls_end_point(const mbedtls_x509_crt *certificate, uint8_t *ret)
{
    mbedtls_md_type_t hash = adsum_tls_library_signature_hash(certificate);
    const mbedtls_md_info_t *info;

    if (hash == MBEDTLS_MD_MD5 || hash == MBEDTLS_MD_SHA1)
        hash = MBEDTLS_MD_SHA256;
    info = mbedtls_md_info_from_type(hash);
    if (info == NULL ||
        mbedtls_md(info, certificate->raw.p, certificate->raw.len, ret) != 0)
        return 0;
    return mbedtls_md_get_size(info);
}

/* Whole and its own: each certificate of the chain, and the key. */
static int read_own(const struct memory *memory, struct own *own,
                    const struct adsum_tls_certificate *given)
{
    uint32_t bytes;
    int err = read_text(memory, given->chain, parse_chain, &own->chain);

    if (err == 0)
        err = read_text(memory, given->key, parse_key, &own->key);
    if (err == 0 && adsum_tls_library_key_pair(&own->chain, &own->key) != 0)
        err = ADSUM_ERR_CERTIFICATE;
    if (err != 0)
        return err > 0 ? ADSUM_ERR_CERTIFICATE : err;
    own->end_point_length = adsum_tls_end_point(&own->chain, own->end_point);
    bytes = adsum_tls_names_bytes(&own->chain);
    if (bytes == 0)
        return 0;
    own->names.bytes = adsum_tls_give(memory, (size_t)bytes + 1);
    if (own->names.bytes == NULL)
        return ADSUM_ERR_NO_MEMORY;
    own->names.length = bytes;
    adsum_tls_names_write(&own->chain, own->names.bytes);
    return 0;
}

static int read_trust(const struct memory *memory,
                      struct credentials *credentials,
                      const struct adsum_tls_credentials *given)
{
    int err = 0;

    if (given->trust.length != 0)
        err = read_text(memory, given->trust, parse_chain, &credentials->trust);
    if (err < 0)
        return err;
    if (given->revoked.length == 0)
        return 0;
    err =
        read_text(memory, given->revoked, parse_revoked, &credentials->revoked);
    return err > 0 ? ADSUM_ERR_CERTIFICATE : err;
}

static int digest(const struct adsum_tls_credentials *given, uint8_t *ret)
{
    const mbedtls_md_info_t *info =
        mbedtls_md_info_from_type(MBEDTLS_MD_SHA256);
    int err = mbedtls_md(info, (const uint8_t *)given->trust.bytes,
                         given->trust.length, ret);

    return err == 0 ? 0 : ADSUM_ERR_NO_MEMORY;
}

static int read_all(const struct memory *memory,
                    struct credentials *credentials,
                    const struct adsum_tls_credentials *given)
{
    int err = 0;

    if (given->count != 0) {
        if (given->certificates == NULL ||
            given->count > ADSUM_TLS_CERTIFICATES)
            return ADSUM_ERR_INVALID;
        credentials->own =
            adsum_tls_give(memory, given->count * sizeof *credentials->own);
        if (credentials->own == NULL)
            return ADSUM_ERR_NO_MEMORY;
        credentials->count = given->count;
    }
    for (uint32_t i = 0; i < given->count; i++) {
        mbedtls_x509_crt_init(&credentials->own[i].chain);
        mbedtls_pk_init(&credentials->own[i].key);
    }
    for (uint32_t i = 0; i < given->count && err == 0; i++)
        err = read_own(memory, &credentials->own[i], &given->certificates[i]);
    if (err == 0)
        err = read_trust(memory, credentials, given);
    return err == 0 ? digest(given, credentials->trusted) : err;
}

int adsum_tls_credentials_new(const struct memory *memory,
                              const struct adsum_tls_credentials *given,
                              struct credentials **ret)
{
    static const struct adsum_tls_credentials none = {.size = sizeof none};
    struct credentials *credentials;
    int err;

    if (given == NULL)
        given = &none;
    if (given->size < sizeof *given)
        return ADSUM_ERR_INVALID;
    credentials = adsum_tls_give(memory, sizeof *credentials);
    if (credentials == NULL)
        return ADSUM_ERR_NO_MEMORY;
    credentials->references = 1;
    mbedtls_x509_crt_init(&credentials->trust);
    mbedtls_x509_crl_init(&credentials->revoked);
    mbedtls_ssl_config_init(&credentials->config);
    err = read_all(memory, credentials, given);
    if (err != 0) {
        adsum_tls_credentials_drop(credentials, memory);
        return err;
    }
    *ret = credentials;
    return 0;
}

void adsum_tls_credentials_drop(struct credentials *credentials,
                                const struct memory *memory)
{
    if (credentials == NULL || --credentials->references != 0)
        return;
    mbedtls_ssl_config_free(&credentials->config);
    for (uint32_t i = 0; i < credentials->count; i++) {
        mbedtls_x509_crt_free(&credentials->own[i].chain);
        mbedtls_pk_free(&credentials->own[i].key);
        adsum_tls_drop(memory, &credentials->own[i].names);
    }
    adsum_tls_take(memory, credentials->own,
                   credentials->count * sizeof *credentials->own);
    mbedtls_x509_crt_free(&credentials->trust);
    mbedtls_x509_crl_free(&credentials->revoked);
    adsum_tls_take(memory, credentials, sizeof *credentials);
}

int adsum_tls_credentials_choose(const struct credentials *credentials,
                                 struct adsum_text domain,
                                 mbedtls_ssl_context *ssl)
{
    struct adsum_tls_identity wanted = {.size = sizeof wanted,
                                        .services = ADSUM_TLS_XMPP_CLIENT |
                                                    ADSUM_TLS_XMPP_SERVER,
                                        .domain = domain};
    int chosen = 0, ret;

    for (uint32_t i = 0; i < credentials->count; i++) {
        struct own *own = &credentials->own[i];
        if (!adsum_tls_names_match(own->names.bytes, own->names.length,
                                   &wanted))
            continue;
        ret = mbedtls_ssl_set_hs_own_cert(ssl, &own->chain, &own->key);
        if (ret != 0)
            return ret;
        chosen++;
    }
    return chosen;
}

const struct own *
adsum_tls_credentials_find(const struct credentials *credentials,
                           const mbedtls_x509_crt *certificate)
{
    for (uint32_t i = 0; i < credentials->count; i++)
        if (&credentials->own[i].chain == certificate)
            return &credentials->own[i];
    return NULL;
}
