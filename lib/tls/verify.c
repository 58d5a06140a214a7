/*
 * The peer's certificate. mbedTLS builds and checks the chain; time is the
 * host's, names and the verdict are ours. It is told to refuse none by itself,
 * so that there is one place that does: adsum_tls_channel_judge().
 */
#include "channel.h"
#include "failure.h"
#include "names.h"

#include <mbedtls/oid.h>
#include <string.h>

#define TIME_FLAGS (MBEDTLS_X509_BADCERT_EXPIRED | MBEDTLS_X509_BADCERT_FUTURE)
#define LIST_TIME_FLAGS \
    (MBEDTLS_X509_BADCRL_EXPIRED | MBEDTLS_X509_BADCRL_FUTURE)

/* Days since 1970: March begins the year, so that a leap day ends one. */
static int64_t days(int year, int month, int day)
{
    int64_t y = month <= 2 ? year - 1 : year, m = (month + 9) % 12;

    return y * 365 + y / 4 - y / 100 + y / 400 + (m * 153 + 2) / 5 + day - 1 -
           719468;
}

static uint64_t time_ms(const mbedtls_x509_time *time)
{
    int64_t seconds = days(time->year, time->mon, time->day) * 86400 +
                      time->hour * 3600 + time->min * 60 + time->sec;

    return seconds < 0 ? 0 : (uint64_t)seconds * 1000;
}

/* RFC 5280 4.1.2.5: both ends belong to it. */
static void check_time(struct adsum_tls_channel *channel,
                       const mbedtls_x509_crt *certificate, uint32_t *flags)
{
    uint64_t now = channel->context->now_ms,
             from = time_ms(&certificate->valid_from),
             until = time_ms(&certificate->valid_to) + 1000;

    *flags &= ~(uint32_t)TIME_FLAGS;
    if (now < from)
        *flags |= MBEDTLS_X509_BADCERT_FUTURE;
    if (now >= until)
        *flags |= MBEDTLS_X509_BADCERT_EXPIRED;
    if (channel->expires_ms == 0 || until < channel->expires_ms)
        channel->expires_ms = until;
}

static bool same_name(const mbedtls_x509_buf *one,
                      const mbedtls_x509_buf *other)
{
    return one->len == other->len && memcmp(one->p, other->p, one->len) == 0;
}

/* RFC 5280 5.1.2.5; a list that does not say when the next comes is good. */
static void check_lists(const struct adsum_tls_channel *channel,
                        const mbedtls_x509_crt *certificate, uint32_t *flags)
{
    const mbedtls_x509_crl *list = &channel->credentials->revoked;
    uint64_t now = channel->context->now_ms;

    *flags &= ~(uint32_t)LIST_TIME_FLAGS;
    for (; list != NULL && list->version != 0; list = list->next) {
        if (!same_name(&list->issuer_raw, &certificate->issuer_raw))
            continue;
        if (now < time_ms(&list->this_update))
            *flags |= MBEDTLS_X509_BADCRL_FUTURE;
        if (list->next_update.year != 0 && now >= time_ms(&list->next_update))
            *flags |= MBEDTLS_X509_BADCRL_EXPIRED;
    }
}

static int keep_names(struct adsum_tls_channel *channel,
                      const mbedtls_x509_crt *certificate)
{
    uint32_t bytes = adsum_tls_names_bytes(certificate);

    if (bytes > channel->context->policy.name_bytes) {
        channel->limit = ADSUM_TLS_LIMIT_NAME_BYTES;
        return MBEDTLS_ERR_X509_FATAL_ERROR;
    }
    if (bytes == 0)
        return 0;
    channel->names.bytes =
        adsum_tls_give(&channel->context->memory, (size_t)bytes + 1);
    if (channel->names.bytes == NULL)
        return MBEDTLS_ERR_X509_ALLOC_FAILED;
    channel->names.length = bytes;
    adsum_tls_names_write(certificate, channel->names.bytes);
    return 0;
}

/* The common name, which mbedTLS looks at, does not count. */
static void check_name(struct adsum_tls_channel *channel, uint32_t *flags)
{
    const struct handshake *handshake = channel->handshake;
    struct adsum_tls_identity wanted = {
        .size = sizeof wanted,
        .services = channel->context->policy.services,
        .domain = {(const char *)channel->domain.bytes, channel->domain.length},
        .address = {(const char *)handshake->address.bytes,
                    handshake->address.length}};

    *flags &= ~(uint32_t)MBEDTLS_X509_BADCERT_CN_MISMATCH;
    if (!adsum_tls_names_match(channel->names.bytes, channel->names.length,
                               &wanted))
        *flags |= MBEDTLS_X509_BADCERT_CN_MISMATCH;
}

/* Called from the root down to the peer's own, depth 0. */
int adsum_tls_channel_verify(void *user, mbedtls_x509_crt *certificate,
                             int depth, uint32_t *flags)
{
    struct adsum_tls_channel *channel = user;
    bool client = channel->context->policy.role == ADSUM_TLS_CLIENT;
    int err;

    check_time(channel, certificate, flags);
    check_lists(channel, certificate, flags);
    if (depth != 0)
        return 0;
    channel->handshake->shown = true;
    channel->handshake->usable =
        mbedtls_x509_crt_check_extended_key_usage(
            certificate, MBEDTLS_OID_SERVER_AUTH,
            MBEDTLS_OID_SIZE(MBEDTLS_OID_SERVER_AUTH)) == 0;
    if ((err = keep_names(channel, certificate)) != 0 || !client)
        return err;
    check_name(channel, flags);
    channel->end_point_length =
        adsum_tls_end_point(certificate, channel->end_point);
    return 0;
}

/*
 * Servers that call servers show what they have, made for serving: roots give
 * certificates for both uses to ever fewer.
 */
static uint32_t flags_of(const struct adsum_tls_channel *channel)
{
    uint32_t flags = mbedtls_ssl_get_verify_result(&channel->ssl);
    const struct policy *policy = &channel->context->policy;

    if (policy->role == ADSUM_TLS_SERVER &&
        (policy->services & ADSUM_TLS_XMPP_SERVER) != 0 &&
        channel->handshake->usable)
        flags &= ~(uint32_t)MBEDTLS_X509_BADCERT_EXT_KEY_USAGE;
    return flags;
}

int adsum_tls_channel_judge(struct adsum_tls_channel *channel)
{
    uint32_t flags = flags_of(channel);

    if (channel->handshake->judged ||
        (!channel->handshake->shown &&
         (flags & MBEDTLS_X509_BADCERT_MISSING) == 0))
        return 0;
    channel->certificate = adsum_tls_certificate_of(flags);
    channel->handshake->judged = true;
    if (channel->certificate == 0 ||
        channel->context->policy.verify != ADSUM_TLS_VERIFY_REQUIRED)
        return 0;
    return adsum_tls_channel_refuse(
        channel, ADSUM_TLS_FAILED_CERTIFICATE,
        adsum_tls_certificate_alert(channel->certificate));
}
