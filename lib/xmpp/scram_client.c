/* SCRAM's client (RFC 5802 sections 3, 5). */
#include "base64.h"
#include "sasl_client.h"
#include "sasl_name.h"
#include "sasl_offer.h"

#include <string.h>

int adsum_scram_client_first(struct adsum_sasl_client *exchange, char flag,
                             struct adsum_text nonce)
{
    const struct adsum_sasl_account *account = exchange->account;
    struct scram_out out = {exchange->held, sizeof exchange->held, 0, false};
    struct adsum_text word = {&flag, 1};
    uint32_t header;

    adsum_scram_put(&out, word);
    if (flag == 'p') {
        adsum_scram_put_word(&out, "=");
        adsum_scram_put_word(
            &out, adsum_sasl_name(ADSUM_SASL_NAMES_BINDING, exchange->binding));
    }
    adsum_scram_put_word(&out, ",");
    if (account->authzid.length != 0) {
        adsum_scram_put_word(&out, "a=");
        adsum_scram_put_name(&out, account->authzid);
    }
    adsum_scram_put_word(&out, ",");
    header = out.length;
    adsum_scram_put_word(&out, "n=");
    adsum_scram_put_name(&out, account->name);
    adsum_scram_put_word(&out, ",r=");
    exchange->nonce = (uint16_t)out.length;
    adsum_scram_put(&out, nonce);
    if (out.full)
        return ADSUM_ERR_INVALID;
    exchange->header_length = (uint16_t)header;
    exchange->nonce_length = (uint16_t)nonce.length;
    exchange->first_length = (uint16_t)out.length;
    exchange->held_length = (uint16_t)out.length;
    return 0;
}

/* The server-first-message. */
struct challenge {
    struct adsum_text nonce;
    uint8_t salt[ADSUM_SASL_SALT_BYTES + 2]; /* a whole group */
    uint32_t salt_length;
    uint32_t iterations;
    struct adsum_text offer; /* in base 64; empty if it is not there */
};

static uint32_t read_challenge(struct adsum_text text, struct challenge *ret)
{
    struct adsum_text salt, number;
    struct scram_in in;
    uint32_t reason;

    if (!adsum_scram_begin(&in, text))
        return ADSUM_SASL_REASON_MALFORMED;
    reason = adsum_scram_expect(&in, 'r', &ret->nonce);
    if (reason == 0)
        reason = adsum_scram_expect(&in, 's', &salt);
    if (reason == 0)
        reason = adsum_scram_expect(&in, 'i', &number);
    if (reason == 0)
        reason = adsum_scram_extensions(&in, 0, NULL, &ret->offer);
    if (reason != 0)
        return reason;
    ret->iterations = adsum_scram_number(number);
    if (!adsum_scram_nonce_valid(ret->nonce) || ret->iterations == 0 ||
        salt.length > adsum_base64_length(ADSUM_SASL_SALT_BYTES) ||
        !adsum_base64_decode(salt, ret->salt, &ret->salt_length) ||
        ret->salt_length > ADSUM_SASL_SALT_BYTES)
        return ADSUM_SASL_REASON_MALFORMED;
    return ADSUM_SASL_REASON_NONE;
}

/* XEP-0474: what was offered is what was heard. */
static uint32_t judge_offer(const struct adsum_sasl_client *exchange,
                            struct adsum_text offer)
{
    uint32_t bytes = adsum_scram_hash_bytes(exchange->hash);
    char heard[(ADSUM_HASH_BYTES / 3 + 1) * 4];
    uint32_t length = adsum_base64_length(bytes);

    if (offer.length == 0)
        return exchange->protect != 0 ? ADSUM_SASL_REASON_DOWNGRADE
                                      : ADSUM_SASL_REASON_NONE;
    adsum_base64_encode(exchange->offer, bytes, heard);
    return offer.length == length && memcmp(offer.bytes, heard, length) == 0
               ? ADSUM_SASL_REASON_NONE
               : ADSUM_SASL_REASON_DOWNGRADE;
}

static uint32_t judge(const struct adsum_sasl_client *exchange,
                      const struct challenge *challenge)
{
    const struct adsum_sasl_account *account = exchange->account;

    /* A server that adds nothing could be one that plays back. */
    if (challenge->nonce.length <= exchange->nonce_length ||
        memcmp(challenge->nonce.bytes, exchange->held + exchange->nonce,
               exchange->nonce_length) != 0)
        return ADSUM_SASL_REASON_NONCE;
    if (!adsum_sasl_iterations_within(challenge->iterations,
                                      account->least_iterations,
                                      account->most_iterations))
        return ADSUM_SASL_REASON_ITERATIONS;
    return judge_offer(exchange, challenge->offer);
}

/* c= and r=, without the proof. */
static void put_final(const struct adsum_sasl_client *exchange,
                      const struct challenge *challenge, struct scram_out *out)
{
    uint32_t at = out->length;
    struct adsum_text header = {exchange->held, exchange->header_length};
    struct scram_out raw = *out;
    char *bytes;

    /* The bytes stand beyond the longest that their text can be. */
    raw.length += (raw.capacity - at) / 7 * 4;
    bytes = raw.bytes + raw.length;
    adsum_scram_put(&raw, header);
    if (exchange->binding != 0)
        adsum_scram_put(&raw, adsum_sasl_binding_bytes(exchange->channel,
                                                       exchange->binding));
    out->full = raw.full;
    adsum_scram_put_word(out, "c=");
    adsum_scram_put_base64(out, bytes,
                           (uint32_t)(raw.bytes + raw.length - bytes));
    adsum_scram_put_word(out, ",r=");
    adsum_scram_put(out, challenge->nonce);
}

/* The proof, and what the server's signature must be. */
static int prove(const struct adsum_sasl_client *exchange,
                 const struct challenge *challenge,
                 const struct adsum_text parts[SCRAM_MESSAGE_PARTS],
                 uint8_t *ret_proof, uint8_t *ret_signature)
{
    const struct adsum_text salt = {(const char *)challenge->salt,
                                    challenge->salt_length};
    struct scram_hasher hasher = adsum_sasl_client_hasher(exchange);
    struct scram_derived derived;
    int err = adsum_scram_derive(&hasher, exchange->account->password, salt,
                                 challenge->iterations, &derived);

    if (err == 0)
        err = adsum_scram_sign(&hasher, derived.stored_key, parts,
                               SCRAM_MESSAGE_PARTS, ret_proof);
    for (uint32_t i = 0; i < hasher.bytes && err == 0; i++)
        ret_proof[i] ^= derived.client_key[i];
    if (err == 0)
        err = adsum_scram_sign(&hasher, derived.server_key, parts,
                               SCRAM_MESSAGE_PARTS, ret_signature);
    adsum_scram_wipe(&derived, sizeof derived);
    return err;
}

int adsum_scram_client_final(struct adsum_sasl_client *exchange,
                             struct adsum_text text, struct adsum_text *ret,
                             uint32_t *ret_reason)
{
    struct scram_out out = {exchange->held, sizeof exchange->held,
                            exchange->first_length, false};
    struct adsum_text parts[SCRAM_MESSAGE_PARTS], bare, unproven;
    uint8_t proof[ADSUM_HASH_BYTES], signature[ADSUM_HASH_BYTES];
    struct challenge challenge;
    int err;

    *ret_reason = read_challenge(text, &challenge);
    if (*ret_reason == 0)
        *ret_reason = judge(exchange, &challenge);
    if (*ret_reason != 0)
        return 0;
    exchange->guarded = challenge.offer.length != 0;
    put_final(exchange, &challenge, &out);
    unproven.bytes = out.bytes + exchange->first_length;
    unproven.length = out.length - exchange->first_length;
    bare.bytes = exchange->held + exchange->header_length;
    bare.length = (uint32_t)(exchange->first_length - exchange->header_length);
    adsum_scram_message(bare, text, unproven, parts);
    err = prove(exchange, &challenge, parts, proof, signature);
    if (err != 0)
        return err;
    adsum_scram_put_word(&out, ",p=");
    adsum_scram_put_base64(&out, proof, adsum_scram_hash_bytes(exchange->hash));
    if (out.full) {
        *ret_reason = ADSUM_SASL_REASON_MALFORMED;
        return 0;
    }
    memcpy(exchange->signature, signature, sizeof signature);
    exchange->held_length = (uint16_t)out.length;
    ret->bytes = unproven.bytes;
    ret->length = out.length - exchange->first_length;
    return 0;
}

uint32_t adsum_scram_client_verify(const struct adsum_sasl_client *exchange,
                                   struct adsum_text message)
{
    struct scram_hasher hasher = adsum_sasl_client_hasher(exchange);
    uint8_t signature[ADSUM_HASH_BYTES + 2];
    struct adsum_text value;
    struct scram_in in;
    uint32_t length, reason;
    char letter;

    if (!adsum_scram_begin(&in, message) ||
        !adsum_scram_next(&in, &letter, &value))
        return ADSUM_SASL_REASON_MALFORMED;
    reason = adsum_scram_extensions(&in, 0, NULL, NULL);
    if (letter == 'm' || reason == ADSUM_SASL_REASON_EXTENSION)
        return ADSUM_SASL_REASON_EXTENSION;
    if (letter == 'e')
        return ADSUM_SASL_REASON_REFUSED;
    if (letter != 'v' || reason != 0 ||
        value.length != adsum_base64_length(hasher.bytes) ||
        !adsum_base64_decode(value, signature, &length) ||
        length != hasher.bytes)
        return ADSUM_SASL_REASON_MALFORMED;
    return adsum_scram_equal(&hasher, signature, exchange->signature)
               ? ADSUM_SASL_REASON_NONE
               : ADSUM_SASL_REASON_SIGNATURE;
}
