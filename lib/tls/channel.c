/*
 * Bytes in, bytes out. Each record is one visit to mbedTLS, with the context's
 * buffers lent for it; before plaintext is handed over they are back, so that
 * the host may write to this or any other channel from there.
 */
#include "channel.h"
#include "failure.h"
#include "names.h"

#include <mbedtls/platform_util.h>
#include <string.h>

void adsum_tls_channel_enter(struct adsum_tls_channel *channel)
{
    channel->context->current = channel;
    channel->alert_sent = false;
    adsum_tls_library_lend(&channel->ssl, &channel->context->buffers,
                           channel->counter);
}

void adsum_tls_channel_leave(struct adsum_tls_channel *channel)
{
    bool rests = adsum_tls_library_return(&channel->ssl, channel->counter,
                                          channel->used);

    channel->context->current = NULL;
    if (!rests && channel->failure == ADSUM_TLS_FAILED_NOT)
        channel->failure = ADSUM_TLS_FAILED_PROTOCOL;
}

int adsum_tls_channel_refuse(struct adsum_tls_channel *channel, uint8_t failure,
                             uint8_t alert)
{
    channel->failure = failure;
    if (alert == 0)
        return -1;
    if (!channel->alert_sent)
        mbedtls_ssl_send_alert_message(&channel->ssl,
                                       MBEDTLS_SSL_ALERT_LEVEL_FATAL, alert);
    channel->alert = alert;
    return -1;
}

int adsum_tls_channel_explain(struct adsum_tls_channel *channel, int ret)
{
    struct failure failure = adsum_tls_failure_of(ret, channel->alert);

    channel->library = ret;
    if (ret == MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE) {
        channel->alert = adsum_tls_library_alert(&channel->ssl);
        channel->alert_heard = true;
        return adsum_tls_channel_refuse(channel, ADSUM_TLS_FAILED_ALERT, 0);
    }
    if (ret == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY)
        return adsum_tls_channel_refuse(channel, ADSUM_TLS_FAILED_TRUNCATED, 0);
    if (channel->refused)
        return adsum_tls_channel_refuse(channel, ADSUM_TLS_FAILED_OUTPUT, 0);
    if (channel->limit != 0)
        failure.failure = ADSUM_TLS_FAILED_LIMIT;
    if (channel->starved)
        failure.failure = ADSUM_TLS_FAILED_MEMORY;
    return adsum_tls_channel_refuse(channel, failure.failure, failure.alert);
}

static void drop_handshake(struct adsum_tls_channel *channel)
{
    const struct memory *memory = &channel->context->memory;

    if (channel->handshake == NULL)
        return;
    adsum_tls_drop(memory, &channel->handshake->address);
    adsum_tls_drop(memory, &channel->handshake->session);
    adsum_tls_take(memory, channel->handshake, sizeof *channel->handshake);
    channel->handshake = NULL;
    if (channel->state == ADSUM_TLS_HANDSHAKE)
        channel->context->half_open--;
}

void adsum_tls_channel_finish(struct adsum_tls_channel *channel, uint8_t state)
{
    const struct memory *memory = &channel->context->memory;

    drop_handshake(channel);
    adsum_tls_record_drop(&channel->record, memory);
    mbedtls_ssl_free(&channel->ssl);
    adsum_tls_credentials_drop(channel->credentials, memory);
    channel->credentials = NULL;
    channel->state = state;
}

/* Not entered: it has failed, for a reason of ours. */
static int fail(struct adsum_tls_channel *channel, uint8_t failure,
                uint8_t alert)
{
    adsum_tls_channel_enter(channel);
    adsum_tls_channel_refuse(channel, failure, alert);
    adsum_tls_channel_leave(channel);
    adsum_tls_channel_finish(channel, ADSUM_TLS_FAILED);
    return ADSUM_ERR_TLS;
}

int adsum_tls_channel_new(struct adsum_tls_context *context,
                          const struct adsum_tls_start *start,
                          uint64_t host_context, struct adsum_tls_channel **ret)
{
    static const struct adsum_tls_start ordinary = {.size = sizeof ordinary};
    const struct memory *memory = &context->memory;
    struct adsum_tls_channel *channel;
    int err = ADSUM_ERR_NO_MEMORY;

    if (start == NULL)
        start = &ordinary;
    if (start->size < sizeof *start ||
        (start->session == NULL && start->session_length != 0) ||
        (start->domain.length == 0 ? context->policy.role == ADSUM_TLS_CLIENT
                                   : !adsum_tls_domain_valid(start->domain)))
        return ADSUM_ERR_INVALID;
    if (adsum_tls_context_busy(context))
        return ADSUM_ERR_REENTERED;
    channel = adsum_tls_give(memory, sizeof *channel);
    if (channel == NULL)
        return err;
    channel->context = context;
    channel->host_context = host_context;
    mbedtls_ssl_init(&channel->ssl);
    context->references++;
    channel->handshake = adsum_tls_give(memory, sizeof *channel->handshake);
    if (channel->handshake != NULL)
        err = adsum_tls_copy(memory, start->domain.bytes, start->domain.length,
                             &channel->domain);
    if (err == 0)
        err =
            adsum_tls_copy(memory, start->address.bytes, start->address.length,
                           &channel->handshake->address);
    if (err == 0)
        err = adsum_tls_copy(memory, start->session, start->session_length,
                             &channel->handshake->session);
    if (err != 0) {
        adsum_tls_channel_free(channel);
        return err;
    }
    *ret = channel;
    return 0;
}

int adsum_tls_channel_free(struct adsum_tls_channel *channel)
{
    struct adsum_tls_context *context;

    if (channel == NULL)
        return 0;
    context = channel->context;
    if (adsum_tls_context_busy(context))
        return ADSUM_ERR_REENTERED;
    adsum_tls_channel_finish(channel, ADSUM_TLS_CLOSED);
    adsum_tls_drop(&context->memory, &channel->domain);
    adsum_tls_drop(&context->memory, &channel->names);
    adsum_tls_take(&context->memory, channel, sizeof *channel);
    adsum_tls_context_drop(context);
    return 0;
}

/* RFC 5246 7.2.1: it is answered at once, and what is unsent is given up. */
static int closed_by_peer(struct adsum_tls_channel *channel)
{
    if (channel->state == ADSUM_TLS_OPEN) {
        adsum_tls_channel_enter(channel);
        mbedtls_ssl_close_notify(&channel->ssl);
        adsum_tls_channel_leave(channel);
    }
    adsum_tls_channel_finish(channel, ADSUM_TLS_CLOSED);
    return ADSUM_END;
}

/* Entered: what mbedTLS makes of the record: bytes of plaintext, or less than
   0; -1 if it has failed. */
static int digest(struct adsum_tls_channel *channel)
{
    int ret;

    if (channel->state == ADSUM_TLS_HANDSHAKE) {
        ret = adsum_tls_channel_shake(channel);
        if (ret != 0)
            return ret;
        drop_handshake(channel);
        channel->state = ADSUM_TLS_OPEN;
    }
    ret = mbedtls_ssl_read(&channel->ssl, channel->context->plain,
                           RECORD_PLAIN_BYTES);
    if (ret > 0 || ret == MBEDTLS_ERR_SSL_WANT_READ ||
        ret == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY)
        return ret;
    return adsum_tls_channel_explain(channel, ret);
}

/* A record, or at the beginning none, until all of it is used. */
static int take_record(struct adsum_tls_channel *channel,
                       struct adsum_text record)
{
    const struct adsum_tls_context *context = channel->context;
    int ret;

    channel->input = record;
    channel->used = (uint16_t)record.length;
    for (;;) {
        adsum_tls_channel_enter(channel);
        ret = digest(channel);
        adsum_tls_channel_leave(channel);
        if (channel->failure != ADSUM_TLS_FAILED_NOT) {
            adsum_tls_channel_finish(channel, ADSUM_TLS_FAILED);
            return ADSUM_ERR_TLS;
        }
        if (ret == MBEDTLS_ERR_SSL_WANT_READ)
            return 0;
        if (ret == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY)
            return closed_by_peer(channel);
        context->host.input(context->memory.user, channel->host_context,
                            context->plain, (uint32_t)ret);
        mbedtls_platform_zeroize(context->plain, (size_t)ret);
        if (channel->state == ADSUM_TLS_FAILED)
            return ADSUM_ERR_TLS;
    }
}

/* Half-open, each byte is counted before anything is made of it. */
static int count_bytes(struct adsum_tls_channel *channel, uint32_t length)
{
    struct handshake *handshake = channel->handshake;

    if (channel->state != ADSUM_TLS_HANDSHAKE)
        return 0;
    handshake->fed += length;
    if (handshake->fed <= channel->context->policy.handshake_bytes)
        return 0;
    channel->limit = ADSUM_TLS_LIMIT_HANDSHAKE_BYTES;
    return fail(channel, ADSUM_TLS_FAILED_LIMIT,
                MBEDTLS_SSL_ALERT_MSG_INTERNAL_ERROR);
}

static int take_records(struct adsum_tls_channel *channel,
                        struct adsum_text input)
{
    const struct memory *memory = &channel->context->memory;
    struct adsum_text record;
    int err = 0;

    while (err == 0) {
        uint32_t before = input.length;
        int found =
            adsum_tls_record_take(&channel->record, memory, &input, &record);
        if (found == RECORD_BAD)
            return fail(channel, ADSUM_TLS_FAILED_PROTOCOL,
                        MBEDTLS_SSL_ALERT_MSG_UNEXPECTED_MESSAGE);
        if (found == RECORD_LONG)
            return fail(channel, ADSUM_TLS_FAILED_PROTOCOL,
                        MBEDTLS_SSL_ALERT_MSG_RECORD_OVERFLOW);
        if (found == RECORD_NO_MEMORY)
            return fail(channel, ADSUM_TLS_FAILED_MEMORY,
                        MBEDTLS_SSL_ALERT_MSG_INTERNAL_ERROR);
        err = count_bytes(channel, before - input.length);
        if (err != 0 || found == RECORD_PART)
            return err;
        err = take_record(channel, record);
        adsum_tls_record_drop(&channel->record, memory);
    }
    return err;
}

int adsum_tls_channel_feed(struct adsum_tls_channel *channel, const void *bytes,
                           uint32_t length)
{
    struct adsum_tls_context *context = channel->context;
    struct adsum_text input = {bytes, length}, nothing = {NULL, 0};
    bool first = channel->state == ADSUM_TLS_NEW;
    int err = 0;

    if (bytes == NULL && length != 0)
        return ADSUM_ERR_INVALID;
    if (adsum_tls_context_busy(context))
        return ADSUM_ERR_REENTERED;
    if (channel->state == ADSUM_TLS_FAILED)
        return ADSUM_ERR_TLS;
    if (channel->state == ADSUM_TLS_CLOSED)
        return ADSUM_ERR_STALE;
    if (first && (err = adsum_tls_channel_begin(channel)) != 0)
        return err;
    context->feeding = true;
    if (first)
        err = take_record(channel, nothing);
    if (err == 0)
        err = take_records(channel, input);
    context->feeding = false;
    return err;
}

/* Entered and left again: 0, or what it has failed with. */
static int settle(struct adsum_tls_channel *channel, int ret)
{
    if (ret < 0)
        adsum_tls_channel_explain(channel, ret);
    adsum_tls_channel_leave(channel);
    if (channel->failure == ADSUM_TLS_FAILED_NOT)
        return 0;
    adsum_tls_channel_finish(channel, ADSUM_TLS_FAILED);
    return ADSUM_ERR_TLS;
}

static int may_speak(const struct adsum_tls_channel *channel)
{
    if (channel->context->current != NULL)
        return ADSUM_ERR_REENTERED;
    if (channel->state == ADSUM_TLS_FAILED)
        return ADSUM_ERR_TLS;
    return channel->state == ADSUM_TLS_OPEN ? 0 : ADSUM_ERR_STALE;
}

int adsum_tls_channel_write(struct adsum_tls_channel *channel,
                            const void *bytes, uint32_t length)
{
    const unsigned char *at = bytes;
    int ret = 0, err = may_speak(channel);

    if (bytes == NULL && length != 0)
        return ADSUM_ERR_INVALID;
    if (err != 0 || length == 0)
        return err;
    adsum_tls_channel_enter(channel);
    while (length != 0 && ret >= 0) {
        ret = mbedtls_ssl_write(&channel->ssl, at, length);
        if (ret > 0) {
            at += ret;
            length -= (uint32_t)ret;
        }
    }
    return settle(channel, ret);
}

int adsum_tls_channel_close(struct adsum_tls_channel *channel)
{
    int err = may_speak(channel);

    if (err != 0)
        return err;
    adsum_tls_channel_enter(channel);
    err = settle(channel, mbedtls_ssl_close_notify(&channel->ssl));
    if (err == 0)
        channel->state = ADSUM_TLS_CLOSING;
    return err;
}

int adsum_tls_channel_end(struct adsum_tls_channel *channel)
{
    if (adsum_tls_context_busy(channel->context))
        return ADSUM_ERR_REENTERED;
    if (channel->state == ADSUM_TLS_CLOSED)
        return 0;
    if (channel->state != ADSUM_TLS_FAILED) {
        channel->failure = ADSUM_TLS_FAILED_TRUNCATED;
        adsum_tls_channel_finish(channel, ADSUM_TLS_FAILED);
    }
    return ADSUM_ERR_TLS;
}
