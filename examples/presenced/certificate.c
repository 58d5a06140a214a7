#include "certificate.h"
#include "keys.h"

#include <fcntl.h>
#include <mbedtls/asn1write.h>
#include <mbedtls/ctr_drbg.h>
#include <mbedtls/ecp.h>
#include <mbedtls/entropy.h>
#include <mbedtls/oid.h>
#include <mbedtls/x509_crt.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define SUBJECT      "CN=presenced self-signed"
#define NAMES_BYTES  16000u
#define PEM_BYTES    32768u
#define SERIAL_BYTES 16u
#define DAY_SECONDS  86400
#define DNS_NAME     2 /* GeneralName, RFC 5280 section 4.2.1.6 */

struct maker {
    mbedtls_entropy_context entropy;
    mbedtls_ctr_drbg_context random;
    mbedtls_pk_context key;
    mbedtls_x509write_cert certificate;
    mbedtls_mpi serial;
};

static int has_name(const mbedtls_x509_crt *certificate, const char *name)
{
    const mbedtls_x509_sequence *one = &certificate->subject_alt_names;

    for (; one != NULL; one = one->next)
        if (one->buf.tag == (MBEDTLS_ASN1_CONTEXT_SPECIFIC | DNS_NAME) &&
            one->buf.len == strlen(name) &&
            memcmp(one->buf.p, name, one->buf.len) == 0)
            return 1;
    return 0;
}

int certificate_serves(const char *path, const char *const *names,
                       uint32_t count)
{
    mbedtls_x509_crt certificate;
    int ret;

    mbedtls_x509_crt_init(&certificate);
    ret = mbedtls_x509_crt_parse_file(&certificate, path) == 0 &&
          !mbedtls_x509_time_is_past(&certificate.valid_to);
    for (uint32_t i = 0; i < count && ret; i++)
        ret = has_name(&certificate, names[i]);
    mbedtls_x509_crt_free(&certificate);
    return ret;
}

/* mbedTLS writes DER from its end to its beginning. */
static int set_names(mbedtls_x509write_cert *certificate,
                     const char *const *names, uint32_t count)
{
    unsigned char buffer[NAMES_BYTES], *at = buffer + sizeof buffer;
    size_t length = 0;
    int ret;

    while (count-- != 0) {
        const char *name = names[count];

        ret = mbedtls_asn1_write_tagged_string(
            &at, buffer, MBEDTLS_ASN1_CONTEXT_SPECIFIC | DNS_NAME, name,
            strlen(name));
        if (ret < 0)
            return ret;
        length += (size_t)ret;
    }
    if ((ret = mbedtls_asn1_write_len(&at, buffer, length)) < 0)
        return ret;
    length += (size_t)ret;
    ret = mbedtls_asn1_write_tag(
        &at, buffer, MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE);
    if (ret < 0)
        return ret;
    return mbedtls_x509write_crt_set_extension(
        certificate, MBEDTLS_OID_SUBJECT_ALT_NAME,
        MBEDTLS_OID_SIZE(MBEDTLS_OID_SUBJECT_ALT_NAME), 0, at,
        length + (size_t)ret);
}

/* From yesterday, since clocks differ. */
static int set_validity(mbedtls_x509write_cert *certificate)
{
    time_t from = time(NULL) - DAY_SECONDS;
    time_t to = from + (time_t)CERTIFICATE_DAYS * DAY_SECONDS;
    char from_text[16], to_text[16];
    struct tm date;

    strftime(from_text, sizeof from_text, "%Y%m%d%H%M%S",
             gmtime_r(&from, &date));
    strftime(to_text, sizeof to_text, "%Y%m%d%H%M%S", gmtime_r(&to, &date));
    return mbedtls_x509write_crt_set_validity(certificate, from_text, to_text);
}

static int make_key(struct maker *maker)
{
    int err = mbedtls_ctr_drbg_seed(&maker->random, mbedtls_entropy_func,
                                    &maker->entropy, NULL, 0);

    if (err == 0)
        err = mbedtls_pk_setup(&maker->key,
                               mbedtls_pk_info_from_type(MBEDTLS_PK_ECKEY));
    return err != 0
               ? err
               : mbedtls_ecp_gen_key(MBEDTLS_ECP_DP_SECP256R1,
                                     mbedtls_pk_ec(maker->key),
                                     mbedtls_ctr_drbg_random, &maker->random);
}

static int make_certificate(struct maker *maker, const char *const *names,
                            uint32_t count)
{
    mbedtls_x509write_cert *certificate = &maker->certificate;
    unsigned char serial[SERIAL_BYTES];
    int err = mbedtls_ctr_drbg_random(&maker->random, serial, sizeof serial);

    serial[0] = (serial[0] & 0x7f) | 1; /* positive, and as long as it is */
    if (err == 0)
        err = mbedtls_mpi_read_binary(&maker->serial, serial, sizeof serial);
    if (err == 0)
        err = mbedtls_x509write_crt_set_serial(certificate, &maker->serial);
    if (err == 0)
        err = mbedtls_x509write_crt_set_subject_name(certificate, SUBJECT);
    if (err == 0)
        err = mbedtls_x509write_crt_set_issuer_name(certificate, SUBJECT);
    if (err == 0)
        err = set_validity(certificate);
    mbedtls_x509write_crt_set_version(certificate, MBEDTLS_X509_CRT_VERSION_3);
    mbedtls_x509write_crt_set_md_alg(certificate, MBEDTLS_MD_SHA256);
    mbedtls_x509write_crt_set_subject_key(certificate, &maker->key);
    mbedtls_x509write_crt_set_issuer_key(certificate, &maker->key);
    if (err == 0)
        err = mbedtls_x509write_crt_set_basic_constraints(certificate, 0, -1);
    if (err == 0)
        err = mbedtls_x509write_crt_set_key_usage(
            certificate, MBEDTLS_X509_KU_DIGITAL_SIGNATURE);
    if (err == 0)
        err = mbedtls_x509write_crt_set_subject_key_identifier(certificate);
    return err != 0 ? err : set_names(certificate, names, count);
}

static int write_file(const char *path, const char *text)
{
    size_t length = strlen(text);
    char fresh[4096];
    int descriptor, whole;

    if (snprintf(fresh, sizeof fresh, "%s.new", path) >= (int)sizeof fresh)
        return 1;
    unlink(fresh);
    descriptor = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor < 0)
        return 1;
    whole = write(descriptor, text, length) == (ssize_t)length &&
            fsync(descriptor) == 0;
    close(descriptor);
    return !whole || rename(fresh, path) != 0;
}

static int make(struct maker *maker, const char *path, const char *const *names,
                uint32_t count)
{
    unsigned char text[PEM_BYTES];
    size_t used;
    int err = make_key(maker);

    if (err == 0)
        err = make_certificate(maker, names, count);
    if (err == 0)
        err =
            mbedtls_x509write_crt_pem(&maker->certificate, text, sizeof text,
                                      mbedtls_ctr_drbg_random, &maker->random);
    if (err != 0)
        return err;
    used = strlen((char *)text);
    err =
        mbedtls_pk_write_key_pem(&maker->key, text + used, sizeof text - used);
    if (err == 0)
        err = write_file(path, (char *)text);
    keys_wipe(text, sizeof text);
    return err;
}

int certificate_make(const char *path, const char *const *names, uint32_t count)
{
    struct maker maker;
    int err;

    mbedtls_entropy_init(&maker.entropy);
    mbedtls_ctr_drbg_init(&maker.random);
    mbedtls_pk_init(&maker.key);
    mbedtls_x509write_crt_init(&maker.certificate);
    mbedtls_mpi_init(&maker.serial);
    err = make(&maker, path, names, count);
    mbedtls_mpi_free(&maker.serial);
    mbedtls_x509write_crt_free(&maker.certificate);
    mbedtls_pk_free(&maker.key);
    mbedtls_ctr_drbg_free(&maker.random);
    mbedtls_entropy_free(&maker.entropy);
    return err;
}
