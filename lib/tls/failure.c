/*
 * mbedTLS's numbers: one of a module, in steps of 0x80, and below it one of
 * what it called. A fatal alert that it sent says more than its number: that
 * the peer is at fault, and how. Alerts: RFC 5246 7.2.2.
 */
#include "failure.h"

#include <mbedtls/asn1.h>
#include <mbedtls/bignum.h>
#include <mbedtls/cipher.h>
#include <mbedtls/ecp.h>
#include <mbedtls/md.h>
#include <mbedtls/pem.h>
#include <mbedtls/pk.h>
#include <mbedtls/rsa.h>
#include <mbedtls/ssl.h>
#include <mbedtls/x509.h>

#define COUNT(table) (sizeof(table) / sizeof *(table))
#define LOW_BITS     0x7f

bool adsum_tls_is_memory(int ret)
{
    static const int high[] = {
        MBEDTLS_ERR_SSL_ALLOC_FAILED,    MBEDTLS_ERR_X509_ALLOC_FAILED,
        MBEDTLS_ERR_PK_ALLOC_FAILED,     MBEDTLS_ERR_PEM_ALLOC_FAILED,
        MBEDTLS_ERR_CIPHER_ALLOC_FAILED, MBEDTLS_ERR_MD_ALLOC_FAILED,
        MBEDTLS_ERR_ECP_ALLOC_FAILED};
    int low = -ret & LOW_BITS;

    for (size_t i = 0; i < COUNT(high); i++)
        if (-ret - low == -high[i])
            return true;
    return low == -MBEDTLS_ERR_ASN1_ALLOC_FAILED ||
           low == -MBEDTLS_ERR_MPI_ALLOC_FAILED;
}

static const struct by_number {
    int ret;
    struct failure failure;
} by_number[] = {
    {MBEDTLS_ERR_SSL_INVALID_MAC,
     {ADSUM_TLS_FAILED_DAMAGED, MBEDTLS_SSL_ALERT_MSG_BAD_RECORD_MAC}},
    {MBEDTLS_ERR_SSL_INVALID_RECORD,
     {ADSUM_TLS_FAILED_PROTOCOL, MBEDTLS_SSL_ALERT_MSG_DECODE_ERROR}},
    {MBEDTLS_ERR_SSL_UNEXPECTED_MESSAGE,
     {ADSUM_TLS_FAILED_PROTOCOL, MBEDTLS_SSL_ALERT_MSG_UNEXPECTED_MESSAGE}},
    {MBEDTLS_ERR_SSL_BAD_HS_CLIENT_HELLO,
     {ADSUM_TLS_FAILED_PROTOCOL, MBEDTLS_SSL_ALERT_MSG_DECODE_ERROR}},
    {MBEDTLS_ERR_ECP_VERIFY_FAILED,
     {ADSUM_TLS_FAILED_PROTOCOL, MBEDTLS_SSL_ALERT_MSG_DECRYPT_ERROR}},
    {MBEDTLS_ERR_RSA_VERIFY_FAILED,
     {ADSUM_TLS_FAILED_PROTOCOL, MBEDTLS_SSL_ALERT_MSG_DECRYPT_ERROR}},
    {MBEDTLS_ERR_SSL_NO_CIPHER_CHOSEN,
     {ADSUM_TLS_FAILED_NEGOTIATION, MBEDTLS_SSL_ALERT_MSG_HANDSHAKE_FAILURE}},
};

/* Alerts by which two who speak TLS rightly find that they cannot agree. */
static const uint8_t negotiation[] = {
    MBEDTLS_SSL_ALERT_MSG_HANDSHAKE_FAILURE,
    MBEDTLS_SSL_ALERT_MSG_PROTOCOL_VERSION,
    MBEDTLS_SSL_ALERT_MSG_INSUFFICIENT_SECURITY,
    MBEDTLS_SSL_ALERT_MSG_UNSUPPORTED_EXT,
    MBEDTLS_SSL_ALERT_MSG_UNRECOGNIZED_NAME,
    MBEDTLS_SSL_ALERT_MSG_NO_APPLICATION_PROTOCOL,
};

struct failure adsum_tls_failure_of(int ret, uint8_t sent)
{
    struct failure failure = {ADSUM_TLS_FAILED_LIBRARY,
                              MBEDTLS_SSL_ALERT_MSG_INTERNAL_ERROR};

    if (adsum_tls_is_memory(ret)) {
        failure.failure = ADSUM_TLS_FAILED_MEMORY;
        return failure;
    }
    for (size_t i = 0; i < COUNT(by_number); i++)
        if (by_number[i].ret == ret)
            failure = by_number[i].failure;
    if (sent == 0 || failure.failure == ADSUM_TLS_FAILED_DAMAGED)
        return failure;
    failure.failure = ADSUM_TLS_FAILED_PROTOCOL;
    failure.alert = sent;
    for (size_t i = 0; i < COUNT(negotiation); i++)
        if (negotiation[i] == sent)
            failure.failure = ADSUM_TLS_FAILED_NEGOTIATION;
    return failure;
}

#define BAD_KEY_OR_HASH                                          \
    (MBEDTLS_X509_BADCERT_BAD_MD | MBEDTLS_X509_BADCERT_BAD_PK | \
     MBEDTLS_X509_BADCERT_BAD_KEY)
#define BAD_USAGE                                                          \
    (MBEDTLS_X509_BADCERT_KEY_USAGE | MBEDTLS_X509_BADCERT_EXT_KEY_USAGE | \
     MBEDTLS_X509_BADCERT_NS_CERT_TYPE)
#define BAD_LIST                                                     \
    (MBEDTLS_X509_BADCRL_NOT_TRUSTED | MBEDTLS_X509_BADCRL_EXPIRED | \
     MBEDTLS_X509_BADCRL_FUTURE | MBEDTLS_X509_BADCRL_BAD_MD |       \
     MBEDTLS_X509_BADCRL_BAD_PK | MBEDTLS_X509_BADCRL_BAD_KEY)

/* The first that stands is the one whose alert is sent. */
static const struct by_flag {
    uint32_t flags;
    uint16_t certificate;
    uint8_t alert;
} by_flag[] = {
    {MBEDTLS_X509_BADCERT_REVOKED, ADSUM_TLS_REVOKED,
     MBEDTLS_SSL_ALERT_MSG_CERT_REVOKED},
    {MBEDTLS_X509_BADCERT_MISSING, ADSUM_TLS_MISSING,
     MBEDTLS_SSL_ALERT_MSG_HANDSHAKE_FAILURE},
    {MBEDTLS_X509_BADCERT_NOT_TRUSTED, ADSUM_TLS_UNTRUSTED,
     MBEDTLS_SSL_ALERT_MSG_UNKNOWN_CA},
    {MBEDTLS_X509_BADCERT_EXPIRED, ADSUM_TLS_EXPIRED,
     MBEDTLS_SSL_ALERT_MSG_CERT_EXPIRED},
    {MBEDTLS_X509_BADCERT_FUTURE, ADSUM_TLS_NOT_YET_VALID,
     MBEDTLS_SSL_ALERT_MSG_CERT_EXPIRED},
    {MBEDTLS_X509_BADCERT_CN_MISMATCH, ADSUM_TLS_WRONG_NAME,
     MBEDTLS_SSL_ALERT_MSG_BAD_CERT},
    {BAD_USAGE, ADSUM_TLS_WRONG_USAGE, MBEDTLS_SSL_ALERT_MSG_UNSUPPORTED_CERT},
    {BAD_KEY_OR_HASH, ADSUM_TLS_WEAK, MBEDTLS_SSL_ALERT_MSG_UNSUPPORTED_CERT},
    {BAD_LIST, ADSUM_TLS_BAD_REVOCATION, MBEDTLS_SSL_ALERT_MSG_CERT_UNKNOWN},
};

uint32_t adsum_tls_certificate_of(uint32_t flags)
{
    uint32_t certificate = 0;

    for (size_t i = 0; i < COUNT(by_flag); i++)
        if ((flags & by_flag[i].flags) != 0) {
            certificate |= by_flag[i].certificate;
            flags &= ~by_flag[i].flags;
        }
    return flags == 0 ? certificate : certificate | ADSUM_TLS_BAD_OTHERWISE;
}

uint8_t adsum_tls_certificate_alert(uint32_t certificate)
{
    for (size_t i = 0; i < COUNT(by_flag); i++)
        if ((certificate & by_flag[i].certificate) != 0)
            return by_flag[i].alert;
    return MBEDTLS_SSL_ALERT_MSG_CERT_UNKNOWN;
}
