/*
 * The ticket: which key (4), a random nonce (12), then ChaCha20-Poly1305 of
 * what session.h says, and its tag (16). What the context demands of its peers
 * is authenticated with it, so that a ticket of one policy, under a key that
 * contexts share, is none under another.
 */
#include "ticket.h"

#include <mbedtls/chachapoly.h>
#include <mbedtls/platform_util.h>
#include <mbedtls/sha256.h>
#include <mbedtls/version.h>
#include <string.h>

#define NONCE_BYTES   12
#define TAG_BYTES     16
#define ID_BYTES      sizeof(((struct ticket_key *)NULL)->id)
#define AROUND_BYTES  (ID_BYTES + NONCE_BYTES + TAG_BYTES)
#define DEMANDS_BYTES (2 + SESSION_TRUST_BYTES)

/* The key to write with becomes the one before. */
static int exchange(struct adsum_tls_context *context, const uint8_t *key)
{
    const mbedtls_md_info_t *info =
        mbedtls_md_info_from_type(MBEDTLS_MD_SHA256);
    uint8_t hash[ADSUM_HASH_BYTES];

    if (mbedtls_md(info, key, ADSUM_TLS_TICKET_KEY_BYTES, hash) != 0)
        return ADSUM_ERR_NO_MEMORY;
    context->keys[1] = context->keys[0];
    memcpy(context->keys[0].key, key, ADSUM_TLS_TICKET_KEY_BYTES);
    memcpy(context->keys[0].id, hash, ID_BYTES);
    context->keys[0].set = true;
    context->key_ms = context->now_ms;
    return 0;
}

int adsum_tls_ticket_renew(struct adsum_tls_context *context)
{
    uint8_t key[ADSUM_TLS_TICKET_KEY_BYTES];
    int err = ADSUM_ERR_HOST;

    if (adsum_tls_context_random(context, key, sizeof key) == 0)
        err = exchange(context, key);
    mbedtls_platform_zeroize(key, sizeof key);
    return err;
}

int adsum_tls_context_ticket_key(struct adsum_tls_context *context,
                                 const uint8_t *key)
{
    int err;

    if (key == NULL)
        return ADSUM_ERR_INVALID;
    if (adsum_tls_context_busy(context))
        return ADSUM_ERR_REENTERED;
    err = exchange(context, key);
    if (err == 0)
        context->key_given = true;
    return err;
}

/* Trust counts only where certificates of peers are looked at. */
static void demands(const struct adsum_tls_channel *channel, uint8_t *ret)
{
    const struct policy *policy = &channel->context->policy;

    memset(ret, 0, DEMANDS_BYTES);
    ret[0] = policy->services;
    ret[1] = policy->verify;
    if (policy->verify != ADSUM_TLS_VERIFY_NONE)
        memcpy(ret + 2, channel->credentials->trusted, SESSION_TRUST_BYTES);
}

void adsum_tls_ticket_describe(const struct adsum_tls_channel *channel,
                               struct remembered *ret)
{
    memset(ret, 0, sizeof *ret);
    ret->issued_ms = channel->context->now_ms;
    ret->expires_ms = channel->expires_ms;
    ret->certificate = channel->certificate;
    ret->suite = channel->suite;
    ret->trust = channel->credentials->trusted;
    ret->domain.bytes = (const char *)channel->domain.bytes;
    ret->domain.length = channel->domain.length;
    ret->end_point.bytes = (const char *)channel->end_point;
    ret->end_point.length = channel->end_point_length;
    ret->names.bytes = (const char *)channel->names.bytes;
    ret->names.length = channel->names.length;
}

static int seal(const struct adsum_tls_channel *channel, uint8_t *ticket,
                size_t plain_bytes)
{
    const struct ticket_key *key = &channel->context->keys[0];
    uint8_t *nonce = ticket + ID_BYTES, *text = nonce + NONCE_BYTES;
    uint8_t aad[DEMANDS_BYTES];
    mbedtls_chachapoly_context cipher;
    int err;

    memcpy(ticket, key->id, ID_BYTES);
    err = adsum_tls_context_random(channel->context, nonce, NONCE_BYTES);
    if (err != 0)
        return err;
    demands(channel, aad);
    mbedtls_chachapoly_init(&cipher);
    err = mbedtls_chachapoly_setkey(&cipher, key->key);
    if (err == 0)
        err = mbedtls_chachapoly_encrypt_and_tag(&cipher, plain_bytes, nonce,
                                                 aad, sizeof aad, text, text,
                                                 text + plain_bytes);
    mbedtls_chachapoly_free(&cipher);
    return err;
}

int adsum_tls_ticket_write(void *user, const mbedtls_ssl_session *session,
                           unsigned char *start, const unsigned char *end,
                           size_t *ret_length, uint32_t *ret_seconds)
{
    struct adsum_tls_context *context = user;
    struct remembered known;
    uint8_t *text = start + ID_BYTES + NONCE_BYTES;
    size_t room = (size_t)(end - start), head, library;
    int err;

    *ret_length = 0;
    *ret_seconds = 0;
    adsum_tls_ticket_describe(context->current, &known);
    known.suite = (uint16_t)adsum_tls_library_suite(&context->current->ssl);
    head = adsum_tls_session_bytes(&known);
    if (head + AROUND_BYTES > room)
        return MBEDTLS_ERR_SSL_BUFFER_TOO_SMALL;
    adsum_tls_session_write(&known, text);
    err = adsum_tls_library_session_save(session, text + head,
                                         room - AROUND_BYTES - head, &library);
    if (err == 0)
        err = seal(context->current, start, head + library);
    if (err != 0)
        return err;
    *ret_length = AROUND_BYTES + head + library;
    *ret_seconds = (uint32_t)(context->policy.ticket_ms / 1000);
    return 0;
}

static const struct ticket_key *key_of(const struct adsum_tls_context *context,
                                       const uint8_t *id)
{
    for (int i = 0; i < 2; i++)
        if (context->keys[i].set &&
            memcmp(context->keys[i].id, id, ID_BYTES) == 0)
            return &context->keys[i];
    return NULL;
}

static int unseal(const struct adsum_tls_channel *channel,
                  const struct ticket_key *key, const uint8_t *ticket,
                  const struct bytes *ret)
{
    const uint8_t *nonce = ticket + ID_BYTES, *text = nonce + NONCE_BYTES;
    uint8_t aad[DEMANDS_BYTES];
    mbedtls_chachapoly_context cipher;
    int err;

    demands(channel, aad);
    mbedtls_chachapoly_init(&cipher);
    err = mbedtls_chachapoly_setkey(&cipher, key->key);
    if (err == 0)
        err = mbedtls_chachapoly_auth_decrypt(&cipher, ret->length, nonce, aad,
                                              sizeof aad, text + ret->length,
                                              text, ret->bytes);
    mbedtls_chachapoly_free(&cipher);
    return err;
}

/* Which name the client asks for may not be known yet: that is for later. */
int adsum_tls_ticket_read(void *user, mbedtls_ssl_session *session,
                          unsigned char *bytes, size_t length)
{
    struct adsum_tls_context *context = user;
    struct adsum_tls_channel *channel = context->current;
    struct bytes *ret = &channel->handshake->session;
    const struct ticket_key *key;
    struct remembered known;

    if (length <= AROUND_BYTES || (key = key_of(context, bytes)) == NULL ||
        adsum_tls_copy(&context->memory, bytes,
                       (uint32_t)(length - AROUND_BYTES), ret) != 0)
        return MBEDTLS_ERR_SSL_INVALID_MAC;
    if (unseal(channel, key, bytes, ret) != 0 ||
        !adsum_tls_session_read(ret->bytes, ret->length, &known) ||
        mbedtls_ssl_session_load(session, (const uint8_t *)known.library.bytes,
                                 known.library.length) != 0) {
        adsum_tls_drop(&context->memory, ret);
        return MBEDTLS_ERR_SSL_INVALID_MAC;
    }
    return 0;
}

static bool same_text(struct adsum_text one, struct adsum_text other)
{
    return one.length == other.length &&
           (one.length == 0 || memcmp(one.bytes, other.bytes, one.length) == 0);
}

/* RFC 5077 3.1, RFC 6066 3: the same name, suite, trust, and in time. */
bool adsum_tls_ticket_good(const struct adsum_tls_channel *channel,
                           const struct remembered *session)
{
    const struct adsum_tls_context *context = channel->context;
    struct remembered now;

    adsum_tls_ticket_describe(channel, &now);
    return same_text(session->domain, now.domain) &&
           session->issued_ms <= context->now_ms &&
           context->now_ms - session->issued_ms <= context->policy.ticket_ms &&
           (session->expires_ms == 0 ||
            session->expires_ms > context->now_ms) &&
           (session->certificate == 0 ||
            context->policy.verify != ADSUM_TLS_VERIFY_REQUIRED) &&
           (context->policy.verify == ADSUM_TLS_VERIFY_NONE ||
            memcmp(session->trust, now.trust, SESSION_TRUST_BYTES) == 0);
}

bool adsum_tls_ticket_adopt(struct adsum_tls_channel *channel,
                            const struct remembered *session)
{
    struct bytes names;

    if (!adsum_tls_ticket_good(channel, session) ||
        adsum_tls_copy(&channel->context->memory, session->names.bytes,
                       session->names.length, &names) != 0)
        return false;
    channel->names = names;
    channel->certificate = session->certificate;
    channel->expires_ms = session->expires_ms;
    channel->end_point_length = (uint8_t)session->end_point.length;
    memcpy(channel->end_point, session->end_point.bytes,
           session->end_point.length);
    return true;
}
