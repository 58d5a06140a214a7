/*
 * The handshake, a step at a time, so that between steps what mbedTLS leaves
 * open can be decided: is the ticket good for this name, is the certificate
 * one we accept, is the master secret the extended one.
 *
 * A channel opens only if what had to be judged was: see opened().
 */
#include "channel.h"
#include "failure.h"
#include "names.h"
#include "ticket.h"

#include <string.h>

static int receive(void *user, unsigned char *to, size_t bytes)
{
    struct adsum_tls_channel *channel = user;

    if (channel->input.length == 0)
        return MBEDTLS_ERR_SSL_WANT_READ;
    if (bytes > channel->input.length)
        bytes = channel->input.length;
    memcpy(to, channel->input.bytes, bytes);
    channel->input.bytes += bytes;
    channel->input.length -= (uint32_t)bytes;
    return (int)bytes;
}

/* An alert that is not yet encrypted can be read as it passes. */
static void note_alert(struct adsum_tls_channel *channel,
                       const unsigned char *record, size_t bytes)
{
    if (bytes < RECORD_HEAD_BYTES || record[0] != MBEDTLS_SSL_MSG_ALERT)
        return;
    if (bytes != RECORD_HEAD_BYTES + 2)
        channel->alert_sent = true;
    else if (record[RECORD_HEAD_BYTES] == MBEDTLS_SSL_ALERT_LEVEL_FATAL) {
        channel->alert_sent = true;
        channel->alert = record[RECORD_HEAD_BYTES + 1];
    }
}

static int send(void *user, const unsigned char *bytes, size_t length)
{
    struct adsum_tls_channel *channel = user;
    const struct adsum_tls_context *context = channel->context;

    note_alert(channel, bytes, length);
    if (context->host.output(context->memory.user, channel->host_context, bytes,
                             (uint32_t)length) == 0)
        return (int)length;
    channel->refused = true;
    return MBEDTLS_ERR_SSL_INTERNAL_ERROR;
}

static struct adsum_text text_of(const struct bytes *bytes)
{
    struct adsum_text text = {(const char *)bytes->bytes, bytes->length};

    return text;
}

/* What the client was given to resume, if it is whole. */
static bool read_session(const struct bytes *bytes, struct remembered *ret)
{
    uint32_t length = bytes->length - SESSION_SUM_BYTES;
    uint8_t sum[SESSION_SUM_BYTES];

    return bytes->length > SESSION_SUM_BYTES &&
           adsum_tls_session_sum(bytes->bytes, length, sum) &&
           memcmp(sum, bytes->bytes + length, sizeof sum) == 0 &&
           adsum_tls_session_read(bytes->bytes, length, ret);
}

/* What the client may resume; nothing if it is no longer good. */
static int offer(struct adsum_tls_channel *channel)
{
    struct bytes *bytes = &channel->handshake->session;
    mbedtls_ssl_session session;
    struct remembered known;
    int err;

    if (!read_session(bytes, &known) ||
        !adsum_tls_ticket_good(channel, &known)) {
        adsum_tls_drop(&channel->context->memory, bytes);
        return 0;
    }
    mbedtls_ssl_session_init(&session);
    err = mbedtls_ssl_session_load(
        &session, (const uint8_t *)known.library.bytes, known.library.length);
    if (err == 0)
        err = mbedtls_ssl_set_session(&channel->ssl, &session);
    mbedtls_ssl_session_free(&session);
    return adsum_tls_is_memory(err) ? ADSUM_ERR_NO_MEMORY : 0;
}

static int begin_client(struct adsum_tls_channel *channel)
{
    if (mbedtls_ssl_set_hostname(&channel->ssl,
                                 (const char *)channel->domain.bytes) != 0)
        return ADSUM_ERR_NO_MEMORY;
    return channel->handshake->session.length == 0 ? 0 : offer(channel);
}

static int begin_server(struct adsum_tls_channel *channel)
{
    if (channel->domain.length != 0 &&
        adsum_tls_credentials_choose(
            channel->credentials, text_of(&channel->domain), &channel->ssl) < 0)
        return ADSUM_ERR_NO_MEMORY;
    return 0;
}

static int set_up(struct adsum_tls_channel *channel)
{
    struct adsum_tls_context *context = channel->context;

    if (adsum_tls_library_setup(&channel->ssl, &channel->credentials->config,
                                &context->buffers) != 0)
        return ADSUM_ERR_NO_MEMORY;
    mbedtls_ssl_set_bio(&channel->ssl, channel, send, receive, NULL);
    mbedtls_ssl_set_verify(&channel->ssl, adsum_tls_channel_verify, channel);
    return context->policy.role == ADSUM_TLS_CLIENT ? begin_client(channel)
                                                    : begin_server(channel);
}

int adsum_tls_channel_begin(struct adsum_tls_channel *channel)
{
    struct adsum_tls_context *context = channel->context;
    int err;

    if (context->half_open >= context->policy.handshakes)
        return ADSUM_ERR_LIMIT - ADSUM_TLS_LIMIT_HANDSHAKES;
    channel->credentials = context->credentials;
    mbedtls_ssl_init(&channel->ssl);
    err = set_up(channel);
    if (err != 0) {
        mbedtls_ssl_free(&channel->ssl);
        channel->credentials = NULL;
        return err;
    }
    channel->credentials->references++;
    context->half_open++;
    channel->state = ADSUM_TLS_HANDSHAKE;
    return 0;
}

int adsum_tls_channel_named(void *user, mbedtls_ssl_context *ssl,
                            const unsigned char *name, size_t length)
{
    struct adsum_tls_context *context = user;
    struct adsum_tls_channel *channel = context->current;
    struct adsum_text domain = {(const char *)name, (uint32_t)length};
    bool refuse_unknown = (context->policy.flags & ADSUM_TLS_KNOWN_NAME) != 0;
    struct bytes copy;
    int chosen;

    if (length > DOMAIN_BYTES || !adsum_tls_domain_valid(domain))
        return refuse_unknown ? -1 : 0;
    if (adsum_tls_copy(&context->memory, name, domain.length, &copy) != 0) {
        channel->starved = true;
        return -1;
    }
    adsum_tls_drop(&context->memory, &channel->domain);
    channel->domain = copy;
    adsum_tls_library_choose_none(ssl);
    chosen = adsum_tls_credentials_choose(channel->credentials, domain, ssl);
    channel->starved = chosen < 0;
    return chosen < 0 || (chosen == 0 && refuse_unknown) ? -1 : 0;
}

/* As mbedTLS derives them; a full one shows which certificate is in use. */
void adsum_tls_keys_known(void *user, const uint8_t *exporter)
{
    struct adsum_tls_context *context = user;
    struct adsum_tls_channel *channel = context->current;
    const struct own *own;

    channel->handshake->keys = exporter != NULL;
    channel->handshake->extended = adsum_tls_library_extended(&channel->ssl);
    channel->resumed = adsum_tls_library_resumes(&channel->ssl);
    if (exporter != NULL)
        memcpy(channel->exporter, exporter, sizeof channel->exporter);
    if (context->policy.role == ADSUM_TLS_CLIENT || channel->resumed)
        return;
    own = adsum_tls_credentials_find(channel->credentials,
                                     adsum_tls_library_own(&channel->ssl));
    if (own == NULL)
        return;
    channel->end_point_length = own->end_point_length;
    memcpy(channel->end_point, own->end_point, own->end_point_length);
}

/* A server: between the ClientHello with a ticket, and the answer to it. */
static void weigh_ticket(struct adsum_tls_channel *channel)
{
    struct handshake *handshake = channel->handshake;
    struct remembered known;

    if (adsum_tls_session_read(handshake->session.bytes,
                               handshake->session.length, &known) &&
        known.suite == adsum_tls_library_suite(&channel->ssl) &&
        adsum_tls_ticket_adopt(channel, &known))
        handshake->judged = true;
    else
        adsum_tls_library_refuse_ticket(&channel->ssl);
    adsum_tls_drop(&channel->context->memory, &handshake->session);
}

/* A client: the server resumes what it was offered. 0 or -1. */
static int resume(struct adsum_tls_channel *channel)
{
    struct bytes *bytes = &channel->handshake->session;
    struct remembered known;

    if (!read_session(bytes, &known) ||
        !adsum_tls_ticket_adopt(channel, &known))
        return adsum_tls_channel_refuse(channel, ADSUM_TLS_FAILED_MEMORY,
                                        MBEDTLS_SSL_ALERT_MSG_INTERNAL_ERROR);
    channel->handshake->judged = true;
    return 0;
}

/* After each step: decide what can be by now. 0 or -1. */
static int look(struct adsum_tls_channel *channel)
{
    struct handshake *handshake = channel->handshake;

    if (handshake->keys && !handshake->extended)
        return adsum_tls_channel_refuse(
            channel, ADSUM_TLS_FAILED_NEGOTIATION,
            MBEDTLS_SSL_ALERT_MSG_HANDSHAKE_FAILURE);
    if (channel->context->policy.role == ADSUM_TLS_SERVER) {
        if (!handshake->judged && !handshake->keys &&
            adsum_tls_library_resumes(&channel->ssl))
            weigh_ticket(channel);
    } else if (!handshake->judged && handshake->keys && channel->resumed)
        return resume(channel);
    return adsum_tls_channel_judge(channel);
}

/* RFC 5929 3.1: the client's Finished comes first, or, resumed, the server's.
 */
static int opened(struct adsum_tls_channel *channel)
{
    const struct policy *policy = &channel->context->policy;
    bool client = policy->role == ADSUM_TLS_CLIENT;

    if (!channel->handshake->keys || (policy->verify != ADSUM_TLS_VERIFY_NONE &&
                                      !channel->handshake->judged))
        return adsum_tls_channel_refuse(channel, ADSUM_TLS_FAILED_LIBRARY,
                                        MBEDTLS_SSL_ALERT_MSG_INTERNAL_ERROR);
    if (!client && policy->verify == ADSUM_TLS_VERIFY_NONE)
        channel->certificate = ADSUM_TLS_MISSING;
    memcpy(
        channel->unique,
        adsum_tls_library_finished(&channel->ssl, client != channel->resumed),
        sizeof channel->unique);
    channel->suite = (uint16_t)adsum_tls_library_suite(&channel->ssl);
    channel->service =
        adsum_tls_service_of(mbedtls_ssl_get_alpn_protocol(&channel->ssl));
    adsum_tls_library_trim(&channel->ssl);
    return 0;
}

int adsum_tls_channel_shake(struct adsum_tls_channel *channel)
{
    int ret;

    while (!adsum_tls_library_is_over(&channel->ssl)) {
        ret = mbedtls_ssl_handshake_step(&channel->ssl);
        if (ret == MBEDTLS_ERR_SSL_WANT_READ)
            return ret;
        if (ret != 0)
            return adsum_tls_channel_explain(channel, ret);
        if (look(channel) != 0)
            return -1;
    }
    return opened(channel);
}
