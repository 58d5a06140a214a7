/*
 * A server's exchange: which call may come, and to which mechanism it goes.
 *
 *     start -> RESPONSE -> KEYS -> FINAL -> DECISION -> ended      SCRAM
 *              RESPONSE -> KEYS ----------> DECISION               PLAIN
 *              RESPONSE ------------------> DECISION               EXTERNAL
 */
#include "sasl_server.h"
#include "sasl_name.h"
#include "sasl_offer.h"
#include "utf8.h"

#include <string.h>

enum { UNKNOWN_SALT_BYTES = 16 };

struct scram_hasher
adsum_sasl_server_hasher(const struct adsum_sasl_server *exchange)
{
    struct scram_hasher hasher = {
        exchange->service->crypto, exchange->service->crypto_user,
        exchange->hash, adsum_scram_hash_bytes(exchange->hash)};

    return hasher;
}

struct adsum_text adsum_sasl_server_text(const struct adsum_sasl_server *of,
                                         uint32_t at, uint32_t length)
{
    struct adsum_text text = {of->held + at, length};

    return text;
}

struct scram_out adsum_sasl_server_out(struct adsum_sasl_server *exchange)
{
    struct scram_out out = {exchange->held, sizeof exchange->held,
                            exchange->held_length, false};

    return out;
}

int adsum_sasl_server_prepare(int (*prepare)(struct adsum_text, char *,
                                             uint32_t, struct adsum_text *),
                              struct adsum_text raw, uint32_t failed,
                              struct scram_out *out, uint32_t *ret_reason)
{
    struct adsum_text ready = raw;
    int err = 0;

    if (prepare != NULL && raw.length != 0 && !out->full)
        err = prepare(raw, out->bytes + out->length,
                      out->capacity - out->length, &ready);
    if (err == ADSUM_ERR_NO_MEMORY)
        return err;
    if (err == 0)
        adsum_scram_put(out, ready);
    *ret_reason = err != 0 || ready.length == 0 ? failed
                  : out->full                   ? ADSUM_SASL_REASON_MALFORMED
                                                : ADSUM_SASL_REASON_NONE;
    return 0;
}

static void answer(const struct adsum_sasl_server *exchange, uint32_t state,
                   struct adsum_sasl_answer *ret)
{
    struct adsum_sasl_answer now = {.state = state,
                                    .mechanism = exchange->mechanism,
                                    .binding = exchange->binding};

    now.name =
        adsum_sasl_server_text(exchange, exchange->name, exchange->name_length);
    now.authzid = adsum_sasl_server_text(exchange, exchange->authzid,
                                         exchange->authzid_length);
    if (state == ADSUM_SASL_KEYS)
        now.hash = exchange->hash;
    *ret = now;
}

/* Names stay, so that the end can be told; what is secret does not. */
static void wipe(struct adsum_sasl_server *exchange)
{
    adsum_scram_wipe(exchange->stored_key, sizeof exchange->stored_key);
    adsum_scram_wipe(exchange->server_key, sizeof exchange->server_key);
    if (exchange->mechanism == ADSUM_SASL_PLAIN)
        adsum_scram_wipe(exchange->held + exchange->password,
                         (uint32_t)sizeof exchange->held - exchange->password);
    exchange->password_length = 0;
}

static int fail(struct adsum_sasl_server *exchange, uint32_t reason,
                uint32_t condition, struct adsum_sasl_answer *ret)
{
    wipe(exchange);
    exchange->expects = SERVER_ENDED;
    answer(exchange, ADSUM_SASL_FAILED, ret);
    ret->reason = reason;
    ret->condition = condition;
    return 0;
}

/* On to `expects` and `state`, or the end, if there is a reason for it. */
static int go_on(struct adsum_sasl_server *exchange, uint32_t reason,
                 uint32_t expects, uint32_t state,
                 struct adsum_sasl_answer *ret)
{
    if (reason != ADSUM_SASL_REASON_NONE)
        return fail(exchange, reason, adsum_sasl_condition(reason), ret);
    exchange->expects = expects;
    answer(exchange, state, ret);
    return 0;
}

/* Why a mechanism that is not offered is refused. */
static uint32_t judge_mechanism(const struct adsum_sasl_service *service,
                                const struct adsum_sasl_channel *channel,
                                uint32_t mechanism)
{
    struct adsum_sasl_channel secured = *channel;
    uint32_t offered =
        adsum_sasl_allowed(service->mechanisms, service->clear, channel);

    if ((offered & mechanism) != 0)
        return ADSUM_SASL_REASON_NONE;
    secured.encrypted = 1;
    if (channel->encrypted == 0 &&
        (adsum_sasl_allowed(service->mechanisms, service->clear, &secured) &
         mechanism) != 0)
        return ADSUM_SASL_REASON_UNENCRYPTED;
    return mechanism != 0 && (offered & (mechanism - 1)) == 0 && offered != 0
               ? ADSUM_SASL_REASON_WEAK
               : ADSUM_SASL_REASON_MECHANISM;
}

int adsum_sasl_server_start(struct adsum_sasl_server *exchange,
                            const struct adsum_sasl_service *service,
                            const struct adsum_sasl_channel *channel,
                            struct adsum_text mechanism,
                            struct adsum_sasl_answer *ret)
{
    uint32_t number = adsum_sasl_value(ADSUM_SASL_NAMES_MECHANISM, mechanism);
    int err = adsum_sasl_service_check(service, channel);

    if (err != 0)
        return err;
    memset(exchange, 0, sizeof *exchange);
    exchange->service = service;
    exchange->channel = channel;
    exchange->mechanism = number;
    exchange->hash = adsum_scram_hash(number);
    if (number == ADSUM_SASL_PLAIN)
        exchange->hash = ADSUM_HASH_SHA_256;
    return go_on(exchange, judge_mechanism(service, channel, number),
                 SERVER_RESPONSE, ADSUM_SASL_SEND, ret);
}

/* XEP-0178: a name to act as, or nothing. */
static void external_first(struct adsum_sasl_server *exchange,
                           struct adsum_text response, uint32_t *ret_reason)
{
    struct scram_out out = adsum_sasl_server_out(exchange);

    adsum_scram_put(&out, response);
    if (out.full || !adsum_xmpp_utf8(response)) {
        *ret_reason = ADSUM_SASL_REASON_MALFORMED;
        return;
    }
    exchange->authzid_length = (uint16_t)response.length;
    exchange->held_length = (uint16_t)out.length;
}

int adsum_sasl_server_step(struct adsum_sasl_server *exchange,
                           struct adsum_text response,
                           struct adsum_sasl_answer *ret)
{
    uint32_t reason = ADSUM_SASL_REASON_NONE, expects = SERVER_KEYS,
             state = ADSUM_SASL_KEYS;
    int err = 0;

    if (exchange->expects != SERVER_RESPONSE &&
        exchange->expects != SERVER_FINAL)
        return ADSUM_ERR_INVALID;
    if (exchange->expects == SERVER_FINAL ||
        exchange->mechanism == ADSUM_SASL_EXTERNAL) {
        expects = SERVER_DECISION;
        state = ADSUM_SASL_DECIDE;
    }
    if (exchange->expects == SERVER_FINAL)
        err = adsum_scram_server_final(exchange, response, &reason);
    else if (exchange->mechanism == ADSUM_SASL_EXTERNAL)
        external_first(exchange, response, &reason);
    else if (exchange->mechanism == ADSUM_SASL_PLAIN)
        err = adsum_plain_server_first(exchange, response, &reason);
    else
        err = adsum_scram_server_first(exchange, response, &reason);
    return err != 0 ? err : go_on(exchange, reason, expects, state, ret);
}

/* Keys that nobody has, of a salt that the name seems to have; made for those
   who have keys, too, so that it takes the same. */
static int make_keys(const struct adsum_sasl_server *exchange,
                     struct adsum_sasl_keys *ret)
{
    const struct adsum_sasl_service *service = exchange->service;
    struct adsum_text parts[] = {
        adsum_scram_text(adsum_scram_word(exchange->hash)),
        {"", 1},
        adsum_sasl_server_text(exchange, exchange->name,
                               exchange->name_length)};
    uint8_t bytes[ADSUM_HASH_BYTES];
    int err = service->crypto->hmac(service->crypto_user, ADSUM_HASH_SHA_256,
                                    &service->secret, parts, 3, bytes);

    if (err != 0)
        return err;
    memset(ret, 0, sizeof *ret);
    ret->hash = exchange->hash;
    ret->iterations =
        service->iterations == 0 ? ADSUM_SASL_ITERATIONS : service->iterations;
    ret->salt_length =
        service->salt_bytes == 0 ? UNKNOWN_SALT_BYTES : service->salt_bytes;
    memcpy(ret->salt, bytes, ret->salt_length);
    return 0;
}

static bool keys_fit(const struct adsum_sasl_server *exchange,
                     const struct adsum_sasl_keys *keys)
{
    const struct adsum_sasl_service *service = exchange->service;

    return adsum_scram_keys_valid(keys) &&
           (keys->hash == exchange->hash ||
            exchange->mechanism == ADSUM_SASL_PLAIN) &&
           adsum_sasl_iterations_within(keys->iterations,
                                        service->least_iterations,
                                        service->most_iterations);
}

int adsum_sasl_server_keys(struct adsum_sasl_server *exchange,
                           const struct adsum_sasl_keys *keys,
                           struct adsum_sasl_answer *ret)
{
    bool plain = exchange->mechanism == ADSUM_SASL_PLAIN;
    uint32_t reason = ADSUM_SASL_REASON_NONE;
    struct adsum_sasl_keys used;
    int err;

    if (exchange->expects != SERVER_KEYS ||
        (keys != NULL && !keys_fit(exchange, keys)))
        return ADSUM_ERR_INVALID;
    err = make_keys(exchange, &used);
    if (err != 0)
        return err;
    exchange->known = keys != NULL;
    if (keys != NULL)
        used = *keys;
    err = plain ? adsum_plain_server_keys(exchange, &used, &reason)
                : adsum_scram_server_keys(exchange, &used);
    adsum_scram_wipe(&used, sizeof used);
    if (err != 0)
        return err;
    go_on(exchange, reason, plain ? SERVER_DECISION : SERVER_FINAL,
          plain ? ADSUM_SASL_DECIDE : ADSUM_SASL_SEND, ret);
    if (ret->state == ADSUM_SASL_SEND)
        ret->bytes = adsum_sasl_server_text(exchange, exchange->challenge,
                                            exchange->challenge_length);
    return 0;
}

int adsum_sasl_server_decide(struct adsum_sasl_server *exchange,
                             uint32_t condition, struct adsum_sasl_answer *ret)
{
    if (exchange->expects == SERVER_ENDED ||
        (condition == 0 && exchange->expects != SERVER_DECISION) ||
        condition > ADSUM_SASL_TEMPORARY_AUTH_FAILURE)
        return ADSUM_ERR_INVALID;
    if (condition != 0)
        return fail(exchange, ADSUM_SASL_REASON_DECIDED, condition, ret);
    wipe(exchange);
    exchange->expects = SERVER_ENDED;
    answer(exchange, ADSUM_SASL_DONE, ret);
    ret->bytes = adsum_sasl_server_text(exchange, exchange->final_at,
                                        exchange->final_length);
    return 0;
}
