/*
 * The context: it owns what channels share, and is freed with the last of
 * them. Everything here that can fail does so before anything is exchanged.
 */
#include "context.h"

#include "channel.h"
#include "record.h"
#include "ticket.h"

#include <mbedtls/platform_util.h>
#include <string.h>

bool adsum_tls_context_busy(const struct adsum_tls_context *context)
{
    return context->feeding || context->current != NULL;
}

int adsum_tls_context_random(void *user, unsigned char *ret, size_t bytes)
{
    struct adsum_tls_context *context = user;
    int err = 0;

    if (context->host.random != NULL)
        return context->host.random(context->memory.user, ret,
                                    (uint32_t)bytes) == 0
                   ? 0
                   : MBEDTLS_ERR_CTR_DRBG_ENTROPY_SOURCE_FAILED;
    for (size_t at = 0; at < bytes && err == 0;) {
        size_t part = bytes - at;
        if (part > MBEDTLS_CTR_DRBG_MAX_REQUEST)
            part = MBEDTLS_CTR_DRBG_MAX_REQUEST;
        err = mbedtls_ctr_drbg_random(&context->generator, ret + at, part);
        at += part;
    }
    return err;
}

/* What each connection of these credentials will do. */
static int configure(struct adsum_tls_context *context,
                     struct credentials *credentials)
{
    mbedtls_ssl_config *config = &credentials->config;
    const struct policy *policy = &context->policy;
    bool client = policy->role == ADSUM_TLS_CLIENT;

    if (mbedtls_ssl_config_defaults(
            config, client ? MBEDTLS_SSL_IS_CLIENT : MBEDTLS_SSL_IS_SERVER,
            MBEDTLS_SSL_TRANSPORT_STREAM, MBEDTLS_SSL_PRESET_DEFAULT) != 0)
        return ADSUM_ERR_NO_MEMORY;
    adsum_tls_library_configure(config, &policy->groups);
    adsum_tls_library_on_keys(config, context);
    mbedtls_ssl_conf_ciphersuites(config, policy->suites);
    mbedtls_ssl_conf_cert_profile(config, &policy->profile);
    mbedtls_ssl_conf_legacy_renegotiation(config,
                                          MBEDTLS_SSL_LEGACY_BREAK_HANDSHAKE);
    mbedtls_ssl_conf_rng(config, adsum_tls_context_random, context);
    mbedtls_ssl_conf_authmode(config, policy->verify == ADSUM_TLS_VERIFY_NONE
                                          ? MBEDTLS_SSL_VERIFY_NONE
                                          : MBEDTLS_SSL_VERIFY_OPTIONAL);
    mbedtls_ssl_conf_ca_chain(
        config, credentials->trust.version == 0 ? NULL : &credentials->trust,
        &credentials->revoked);
    if ((policy->flags & ADSUM_TLS_NO_ALPN) == 0 &&
        mbedtls_ssl_conf_alpn_protocols(config, context->policy.protocols) != 0)
        return ADSUM_ERR_INVALID;
    if (client)
        mbedtls_ssl_conf_session_tickets(
            config, (policy->flags & ADSUM_TLS_NO_TICKETS) != 0
                        ? MBEDTLS_SSL_SESSION_TICKETS_DISABLED
                        : MBEDTLS_SSL_SESSION_TICKETS_ENABLED);
    else {
        /* A list of hundreds of roots would be longer than a record. */
        mbedtls_ssl_conf_cert_req_ca_list(
            config, MBEDTLS_SSL_CERT_REQ_CA_LIST_DISABLED);
        mbedtls_ssl_conf_sni(config, adsum_tls_channel_named, context);
        if ((policy->flags & ADSUM_TLS_NO_TICKETS) == 0)
            mbedtls_ssl_conf_session_tickets_cb(config, adsum_tls_ticket_write,
                                                adsum_tls_ticket_read, context);
    }
    for (uint32_t i = 0; i < credentials->count; i++)
        if (mbedtls_ssl_conf_own_cert(config, &credentials->own[i].chain,
                                      &credentials->own[i].key) != 0)
            return ADSUM_ERR_NO_MEMORY;
    return 0;
}

int adsum_tls_context_reload(struct adsum_tls_context *context,
                             const struct adsum_tls_credentials *given)
{
    struct credentials *credentials;
    int err;

    if (adsum_tls_context_busy(context))
        return ADSUM_ERR_REENTERED;
    if (context->policy.role == ADSUM_TLS_SERVER &&
        (given == NULL || given->count == 0))
        return ADSUM_ERR_INVALID;
    err = adsum_tls_credentials_new(&context->memory, given, &credentials);
    if (err != 0)
        return err;
    err = configure(context, credentials);
    if (err != 0) {
        adsum_tls_credentials_drop(credentials, &context->memory);
        return err;
    }
    adsum_tls_credentials_drop(context->credentials, &context->memory);
    context->credentials = credentials;
    return 0;
}

static int seed(struct adsum_tls_context *context)
{
    static const unsigned char name[] = "adsum tls";

    if (context->host.random != NULL)
        return 0;
    return mbedtls_ctr_drbg_seed(&context->generator, mbedtls_entropy_func,
                                 &context->entropy, name, sizeof name - 1) == 0
               ? 0
               : ADSUM_ERR_HOST;
}

int adsum_tls_context_new(const struct adsum_tls_host *given, void *user,
                          const struct adsum_tls_policy *policy,
                          const struct adsum_tls_credentials *credentials,
                          struct adsum_tls_context **ret)
{
    struct adsum_tls_host host = {0};
    struct memory memory;
    struct adsum_tls_context *context;
    int err;

    if (given == NULL || given->size < offsetof(struct adsum_tls_host, random))
        return ADSUM_ERR_HOST;
    memcpy(&host, given, given->size < sizeof host ? given->size : sizeof host);
    if (host.allocate == NULL || host.output == NULL || host.input == NULL ||
        !adsum_tls_library_matches())
        return ADSUM_ERR_HOST;
    memory.allocate = host.allocate;
    memory.user = user;
    context = adsum_tls_give(&memory, sizeof *context);
    if (context == NULL)
        return ADSUM_ERR_NO_MEMORY;
    context->host = host;
    context->memory = memory;
    context->references = 1;
    mbedtls_entropy_init(&context->entropy);
    mbedtls_ctr_drbg_init(&context->generator);
    context->plain = adsum_tls_give(&memory, RECORD_PLAIN_BYTES);
    err = context->plain == NULL
              ? ADSUM_ERR_NO_MEMORY
              : adsum_tls_policy_init(&context->policy, policy);
    if (err == 0)
        err = seed(context);
    if (err == 0)
        err = adsum_tls_context_reload(context, credentials);
    if (err == 0)
        err = adsum_tls_ticket_renew(context);
    if (err != 0) {
        adsum_tls_context_drop(context);
        return err;
    }
    *ret = context;
    return 0;
}

void adsum_tls_context_drop(struct adsum_tls_context *context)
{
    struct memory memory = context->memory;

    if (--context->references != 0)
        return;
    adsum_tls_credentials_drop(context->credentials, &memory);
    adsum_tls_library_buffers_free(&context->buffers);
    mbedtls_ctr_drbg_free(&context->generator);
    mbedtls_entropy_free(&context->entropy);
    adsum_tls_take(&memory, context->plain, RECORD_PLAIN_BYTES);
    adsum_tls_take(&memory, context, sizeof *context);
}

int adsum_tls_context_free(struct adsum_tls_context *context)
{
    if (context == NULL)
        return 0;
    if (adsum_tls_context_busy(context))
        return ADSUM_ERR_REENTERED;
    adsum_tls_context_drop(context);
    return 0;
}

int adsum_tls_context_advance(struct adsum_tls_context *context,
                              uint64_t now_ms)
{
    if (adsum_tls_context_busy(context))
        return ADSUM_ERR_REENTERED;
    if (now_ms > context->now_ms)
        context->now_ms = now_ms;
    if (context->key_given ||
        context->now_ms - context->key_ms < context->policy.ticket_ms)
        return 0;
    return adsum_tls_ticket_renew(context);
}
