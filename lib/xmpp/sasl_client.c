/*
 * A client's exchange: which mechanism, and which call may come.
 *
 *     start -> CHALLENGE -> SIGNATURE -> [SUCCESS ->] ended    SCRAM
 *              SUCCESS -> ended                                PLAIN, EXTERNAL
 */
#include "sasl_client.h"
#include "base64.h"
#include "sasl_name.h"
#include "sasl_offer.h"
#include "utf8.h"

#include <string.h>

enum { NONCE_BYTES = 18, NONCE_LENGTH = NONCE_BYTES / 3 * 4 };

/* What is to be done with an offer. */
struct choice {
    uint32_t reason;
    uint32_t mechanism;
    uint32_t binding;
    char flag; /* of the GS2 header */
    bool protect;
};

static uint32_t highest(uint32_t mask)
{
    while ((mask & (mask - 1)) != 0)
        mask &= mask - 1;
    return mask;
}

/* The bits of all words; `plus`: one of them, known or not, binds. */
static uint32_t bits_of(uint32_t names, const struct adsum_text *words,
                        uint32_t count, bool *plus)
{
    uint32_t bits = 0;

    for (uint32_t i = 0; i < count; i++) {
        bits |= adsum_sasl_value(names, words[i]);
        if (words[i].length > 5 &&
            memcmp(words[i].bytes + words[i].length - 5, "-PLUS", 5) == 0)
            *plus = true;
    }
    return bits;
}

/*
 * The type to bind with, of those the channel has: the strongest that was
 * announced; if none were, tls-unique first, which RFC 5802 6.1 has servers
 * assume.
 */
static uint32_t choose_binding(uint32_t own, uint32_t announced, uint32_t count)
{
    if (count != 0)
        return highest(own & announced);
    return (own & ADSUM_SASL_TLS_UNIQUE) != 0 ? ADSUM_SASL_TLS_UNIQUE
           : (own & ADSUM_SASL_TLS_SERVER_END_POINT) != 0
               ? ADSUM_SASL_TLS_SERVER_END_POINT
               : own;
}

/* RFC 5802 section 6, XEP-0440's rules, the sixth as XEP-0474 has it. */
static struct choice choose(const struct adsum_sasl_account *account,
                            const struct adsum_sasl_channel *channel,
                            const struct adsum_sasl_heard *heard)
{
    struct choice choice = {ADSUM_SASL_REASON_NONE, 0, 0, 'n', false};
    bool plus = false, ignored = false;
    uint32_t allowed =
        adsum_sasl_allowed(account->mechanisms, account->clear, channel);
    uint32_t offered = bits_of(ADSUM_SASL_NAMES_MECHANISM, heard->mechanisms,
                               heard->mechanism_count, &plus);
    uint32_t announced = bits_of(ADSUM_SASL_NAMES_BINDING, heard->bindings,
                                 heard->binding_count, &ignored);
    bool binds = (allowed & SASL_PLUS) != 0;

    choice.reason = ADSUM_SASL_REASON_DOWNGRADE;
    if (binds && !plus && heard->binding_count != 0)
        return choice;
    if (binds && plus)
        choice.binding = choose_binding(adsum_sasl_bindings(channel), announced,
                                        heard->binding_count);
    if (choice.binding == 0)
        allowed &= ~(uint32_t)SASL_PLUS;
    choice.mechanism = highest(allowed & offered);
    choice.reason = choice.mechanism == 0 ? ADSUM_SASL_REASON_MECHANISM
                    : choice.mechanism < account->least
                        ? ADSUM_SASL_REASON_WEAK
                        : ADSUM_SASL_REASON_NONE;
    if ((choice.mechanism & SASL_PLUS) == 0)
        choice.binding = 0;
    else
        choice.flag = 'p';
    if (binds && choice.flag != 'p') {
        /* The server binds but not as we do, or somebody made it seem so:
           only the hash of what it offered can tell. */
        choice.protect = plus;
        choice.flag = plus ? 'n' : 'y';
    }
    return choice;
}

struct scram_hasher
adsum_sasl_client_hasher(const struct adsum_sasl_client *exchange)
{
    struct scram_hasher hasher = {
        exchange->account->crypto, exchange->account->crypto_user,
        exchange->hash, adsum_scram_hash_bytes(exchange->hash)};

    return hasher;
}

static void answer(const struct adsum_sasl_client *exchange, uint32_t state,
                   struct adsum_sasl_answer *ret)
{
    struct adsum_sasl_answer now = {.state = state,
                                    .mechanism = exchange->mechanism,
                                    .binding = exchange->binding};

    *ret = now;
}

void adsum_sasl_client_abort(struct adsum_sasl_client *exchange)
{
    adsum_scram_wipe(exchange->signature, sizeof exchange->signature);
    adsum_scram_wipe(exchange->held, sizeof exchange->held);
    exchange->expects = CLIENT_ENDED;
}

static int fail(struct adsum_sasl_client *exchange, uint32_t reason,
                struct adsum_sasl_answer *ret)
{
    adsum_sasl_client_abort(exchange);
    answer(exchange, ADSUM_SASL_FAILED, ret);
    ret->reason = reason;
    return 0;
}

static int begin_scram(struct adsum_sasl_client *exchange,
                       const struct adsum_sasl_heard *heard, char flag)
{
    const struct adsum_sasl_account *account = exchange->account;
    struct scram_hasher hasher = adsum_sasl_client_hasher(exchange);
    struct adsum_text mechanisms[ADSUM_SASL_HEARD_MOST],
        bindings[ADSUM_SASL_HEARD_MOST], nonce;
    uint8_t bytes[NONCE_BYTES];
    char word[NONCE_LENGTH];
    int err;

    memcpy(mechanisms, heard->mechanisms,
           heard->mechanism_count * sizeof *mechanisms);
    if (heard->binding_count != 0)
        memcpy(bindings, heard->bindings,
               heard->binding_count * sizeof *bindings);
    err =
        adsum_scram_offer_hash(&hasher, mechanisms, heard->mechanism_count,
                               bindings, heard->binding_count, exchange->offer);
    if (err == 0)
        err =
            account->crypto->random(account->crypto_user, bytes, sizeof bytes);
    if (err != 0)
        return err;
    adsum_base64_encode(bytes, sizeof bytes, word);
    nonce.bytes = word;
    nonce.length = sizeof word;
    exchange->expects = CLIENT_CHALLENGE;
    return adsum_scram_client_first(exchange, flag, nonce);
}

/* EXTERNAL: the authzid; PLAIN: it, the name and the password. */
static int begin_other(struct adsum_sasl_client *exchange)
{
    const struct adsum_sasl_account *account = exchange->account;
    static const struct adsum_text nul = {"", 1};
    struct scram_out out = {exchange->held, sizeof exchange->held, 0, false};

    adsum_scram_put(&out, account->authzid);
    if (exchange->mechanism == ADSUM_SASL_PLAIN) {
        adsum_scram_put(&out, nul);
        adsum_scram_put(&out, account->name);
        adsum_scram_put(&out, nul);
        adsum_scram_put(&out, account->password);
    }
    if (out.full)
        return ADSUM_ERR_INVALID;
    exchange->first_length = (uint16_t)out.length;
    exchange->expects = CLIENT_SUCCESS;
    return 0;
}

static int check(const struct adsum_sasl_account *account, uint32_t mechanism)
{
    bool named = mechanism != ADSUM_SASL_EXTERNAL;

    if (!adsum_sasl_mechanisms_valid(account->mechanisms | account->clear) ||
        (account->require & ~(uint32_t)ADSUM_SASL_REQUIRE_PROTECTION) != 0)
        return ADSUM_ERR_INVALID;
    if (!adsum_xmpp_utf8(account->authzid) || !adsum_xmpp_utf8(account->name) ||
        !adsum_xmpp_utf8(account->password) ||
        (named && (account->name.length == 0 || account->password.length == 0)))
        return ADSUM_ERR_INVALID;
    return adsum_scram_crypto_check(account->crypto);
}

int adsum_sasl_client_start(struct adsum_sasl_client *exchange,
                            const struct adsum_sasl_account *account,
                            const struct adsum_sasl_channel *channel,
                            const struct adsum_sasl_heard *heard,
                            struct adsum_sasl_answer *ret)
{
    struct choice choice = {ADSUM_SASL_REASON_MALFORMED, 0, 0, 'n', false};
    int err;

    if (account->size < sizeof *account || channel->size < sizeof *channel)
        return ADSUM_ERR_INVALID;
    if (heard->mechanism_count <= ADSUM_SASL_HEARD_MOST &&
        heard->binding_count <= ADSUM_SASL_HEARD_MOST)
        choice = choose(account, channel, heard);
    err = check(account, choice.mechanism);
    if (err != 0)
        return err;
    memset(exchange, 0, sizeof *exchange);
    exchange->account = account;
    exchange->channel = channel;
    exchange->mechanism = choice.mechanism;
    exchange->binding = choice.binding;
    exchange->hash = adsum_scram_hash(choice.mechanism);
    exchange->protect = choice.protect ||
                        (account->require & ADSUM_SASL_REQUIRE_PROTECTION) != 0;
    /* What cannot be checked is no answer to what must be. */
    if (choice.reason == 0 && exchange->protect != 0 &&
        choice.mechanism == ADSUM_SASL_PLAIN)
        choice.reason = ADSUM_SASL_REASON_DOWNGRADE;
    if (choice.reason != 0)
        return fail(exchange, choice.reason, ret);
    err = exchange->hash != 0 ? begin_scram(exchange, heard, choice.flag)
                              : begin_other(exchange);
    if (err != 0) {
        adsum_sasl_client_abort(exchange);
        return err;
    }
    answer(exchange, ADSUM_SASL_SEND, ret);
    ret->bytes.bytes = exchange->held;
    ret->bytes.length = exchange->first_length;
    return 0;
}

int adsum_sasl_client_step(struct adsum_sasl_client *exchange,
                           struct adsum_text challenge,
                           struct adsum_sasl_answer *ret)
{
    struct adsum_text bytes = {NULL, 0};
    uint32_t reason = ADSUM_SASL_REASON_MALFORMED;
    uint32_t next = CLIENT_SIGNATURE;
    int err = 0;

    if (exchange->expects == CLIENT_ENDED)
        return ADSUM_ERR_INVALID;
    if (exchange->expects == CLIENT_CHALLENGE) {
        err = adsum_scram_client_final(exchange, challenge, &bytes, &reason);
    } else if (exchange->expects == CLIENT_SIGNATURE) {
        reason = adsum_scram_client_verify(exchange, challenge);
        next = CLIENT_SUCCESS;
    }
    if (err != 0)
        return err;
    if (reason != 0)
        return fail(exchange, reason, ret);
    exchange->expects = next;
    answer(exchange, ADSUM_SASL_SEND, ret);
    ret->bytes = bytes;
    return 0;
}

int adsum_sasl_client_success(struct adsum_sasl_client *exchange,
                              struct adsum_text data,
                              struct adsum_sasl_answer *ret)
{
    uint32_t reason = ADSUM_SASL_REASON_SIGNATURE;

    if (exchange->expects == CLIENT_ENDED)
        return ADSUM_ERR_INVALID;
    if (exchange->expects == CLIENT_SUCCESS)
        reason = data.length == 0 ? ADSUM_SASL_REASON_NONE
                                  : ADSUM_SASL_REASON_MALFORMED;
    else if (exchange->expects == CLIENT_SIGNATURE && data.length != 0)
        reason = adsum_scram_client_verify(exchange, data);
    if (reason != 0)
        return fail(exchange, reason, ret);
    adsum_sasl_client_abort(exchange);
    answer(exchange, ADSUM_SASL_DONE, ret);
    return 0;
}
