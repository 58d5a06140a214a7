/*
 * SCRAM's server (RFC 5802 sections 3, 5, 6).
 *
 * Whether there is such a user is looked at once, after all hashes are done.
 */
#include "base64.h"
#include "sasl_name.h"
#include "sasl_offer.h"
#include "sasl_server.h"

#include <string.h>

enum { NONCE_BYTES = 18, NONCE_LENGTH = NONCE_BYTES / 3 * 4 };

/* What the server will say besides the client's nonce: kept free from the
   client's first message on, so that no answer lacks room. */
enum {
    SALT_LENGTH = (ADSUM_SASL_SALT_BYTES + 2) / 3 * 4,
    LONGEST_HASH = 44, /* 32 bytes */
    CHALLENGE_LENGTH = sizeof "r=,s=,i=4294967295,h=" + NONCE_LENGTH +
                       SALT_LENGTH + LONGEST_HASH,
    FINAL_LENGTH = sizeof "v=" + LONGEST_HASH
};

/* The GS2 header: what is bound, and as whom. */
struct header {
    struct adsum_text binding; /* the word after "p=" */
    char flag;
    struct adsum_text authzid; /* escaped; empty if there is none */
    uint32_t length;
};

static bool read_header(struct adsum_text text, struct header *ret)
{
    const char *comma = text.length == 0 ? NULL
                                         : memchr(text.bytes, ',', text.length),
               *end;
    uint32_t flag_length;

    if (comma == NULL)
        return false;
    ret->flag = text.bytes[0];
    flag_length = (uint32_t)(comma - text.bytes);
    if (ret->flag == 'p'
            ? flag_length < 3 || text.bytes[1] != '='
            : flag_length != 1 || (ret->flag != 'n' && ret->flag != 'y'))
        return false;
    ret->binding.bytes = comma;
    ret->binding.length = 0;
    if (ret->flag == 'p') {
        ret->binding.bytes = text.bytes + 2;
        ret->binding.length = flag_length - 2;
    }
    comma++;
    end = memchr(comma, ',', text.length - flag_length - 1);
    if (end == NULL)
        return false;
    ret->authzid.bytes = end;
    ret->authzid.length = 0;
    ret->length = (uint32_t)(end + 1 - text.bytes);
    if (end == comma)
        return true;
    ret->authzid.bytes = comma + 2;
    ret->authzid.length = (uint32_t)(end - comma) - 2;
    return end - comma > 2 && comma[0] == 'a' && comma[1] == '=';
}

/* The flag, the mechanism and what was offered must agree. */
static uint32_t judge_binding(const struct adsum_sasl_server *exchange,
                              const struct header *header, uint32_t *binding)
{
    struct adsum_sasl_offer offer = {0, 0};

    *binding = 0;
    if ((header->flag == 'p') != ((exchange->mechanism & SASL_PLUS) != 0))
        return ADSUM_SASL_REASON_MALFORMED;
    (void)adsum_sasl_server_offer(exchange->service, exchange->channel, &offer);
    if (header->flag == 'y' && offer.bindings != 0)
        return ADSUM_SASL_REASON_DOWNGRADE;
    if (header->flag != 'p')
        return ADSUM_SASL_REASON_NONE;
    *binding = adsum_sasl_value(ADSUM_SASL_NAMES_BINDING, header->binding);
    return (*binding & offer.bindings) != 0 ? ADSUM_SASL_REASON_NONE
                                            : ADSUM_SASL_REASON_BINDING_TYPE;
}

static uint32_t read_first(const struct adsum_sasl_server *exchange,
                           struct adsum_text response, struct header *header,
                           uint32_t *binding, struct adsum_text *name,
                           struct adsum_text *nonce)
{
    struct scram_in in;
    uint32_t reason;

    if (!adsum_scram_begin(&in, response) || !read_header(response, header))
        return ADSUM_SASL_REASON_MALFORMED;
    reason = judge_binding(exchange, header, binding);
    in.rest.bytes += header->length;
    in.rest.length -= header->length;
    if (reason == 0)
        reason = adsum_scram_expect(&in, 'n', name);
    if (reason == 0)
        reason = adsum_scram_expect(&in, 'r', nonce);
    if (reason == 0 && !adsum_scram_nonce_valid(*nonce))
        reason = ADSUM_SASL_REASON_MALFORMED;
    return reason != 0 ? reason : adsum_scram_extensions(&in, 0, NULL, NULL);
}

int adsum_scram_server_first(struct adsum_sasl_server *exchange,
                             struct adsum_text response, uint32_t *ret_reason)
{
    struct scram_out out = adsum_sasl_server_out(exchange);
    struct header header;
    struct adsum_text name = {NULL, 0}, nonce = {NULL, 0}, raw;
    uint32_t binding, authzid_at, name_at, raw_at;
    int err;

    *ret_reason =
        read_first(exchange, response, &header, &binding, &name, &nonce);
    if (*ret_reason != 0)
        return 0;
    adsum_scram_put(&out, response);
    authzid_at = out.length;
    *ret_reason = ADSUM_SASL_REASON_MALFORMED;
    if (!adsum_scram_put_unescaped(&out, header.authzid))
        return 0;
    raw_at = out.length;
    if (!adsum_scram_put_unescaped(&out, name) || out.full)
        return 0;
    raw.bytes = out.bytes + raw_at;
    raw.length = out.length - raw_at;
    name_at = out.length;
    err = adsum_sasl_server_prepare(exchange->service->prepare_name, raw,
                                    ADSUM_SASL_REASON_NAME, &out, ret_reason);
    if (err != 0 || *ret_reason != 0)
        return err;
    if (out.capacity - out.length <
        nonce.length + CHALLENGE_LENGTH + FINAL_LENGTH) {
        *ret_reason = ADSUM_SASL_REASON_MALFORMED;
        return 0;
    }
    exchange->binding = binding;
    exchange->header_length = (uint16_t)header.length;
    exchange->first_length = (uint16_t)response.length;
    exchange->authzid = (uint16_t)authzid_at;
    exchange->authzid_length = (uint16_t)(raw_at - authzid_at);
    exchange->name = (uint16_t)name_at;
    exchange->name_length = (uint16_t)(out.length - name_at);
    exchange->nonce_length = (uint16_t)nonce.length;
    exchange->held_length = (uint16_t)out.length;
    return 0;
}

static int hash_offer(const struct adsum_sasl_server *exchange, uint8_t *ret)
{
    struct scram_hasher hasher = adsum_sasl_server_hasher(exchange);
    struct adsum_text mechanisms[8], bindings[4];
    struct adsum_sasl_offer offer = {0, 0};
    uint32_t count, binding_count;

    (void)adsum_sasl_server_offer(exchange->service, exchange->channel, &offer);
    count = adsum_sasl_words(ADSUM_SASL_NAMES_MECHANISM, offer.mechanisms,
                             mechanisms);
    binding_count =
        adsum_sasl_words(ADSUM_SASL_NAMES_BINDING, offer.bindings, bindings);
    return adsum_scram_offer_hash(&hasher, mechanisms, count, bindings,
                                  binding_count, ret);
}

/* The client's nonce, as it stands in what it said first. */
static struct adsum_text client_nonce(const struct adsum_sasl_server *exchange)
{
    struct scram_in in;
    struct adsum_text text = adsum_sasl_server_text(
        exchange, exchange->header_length,
        (uint32_t)(exchange->first_length - exchange->header_length));

    (void)adsum_scram_begin(&in, text);
    (void)adsum_scram_expect(&in, 'n', &text);
    (void)adsum_scram_expect(&in, 'r', &text);
    return text;
}

int adsum_scram_server_challenge(struct adsum_sasl_server *exchange,
                                 const struct adsum_sasl_keys *keys,
                                 struct adsum_text nonce)
{
    struct scram_out out = adsum_sasl_server_out(exchange);
    struct adsum_text from_client = client_nonce(exchange);
    uint8_t offer[ADSUM_HASH_BYTES];
    uint32_t at = out.length;
    int err = hash_offer(exchange, offer);

    if (err != 0)
        return err;
    adsum_scram_put_word(&out, "r=");
    adsum_scram_put(&out, from_client);
    adsum_scram_put(&out, nonce);
    adsum_scram_put_word(&out, ",s=");
    adsum_scram_put_base64(&out, keys->salt, keys->salt_length);
    adsum_scram_put_word(&out, ",i=");
    adsum_scram_put_number(&out, keys->iterations);
    adsum_scram_put_word(&out, ",h=");
    adsum_scram_put_base64(&out, offer, adsum_scram_hash_bytes(exchange->hash));
    exchange->challenge = (uint16_t)at;
    exchange->challenge_length = (uint16_t)(out.length - at);
    exchange->nonce_length = (uint16_t)(from_client.length + nonce.length);
    exchange->held_length = (uint16_t)out.length;
    memcpy(exchange->stored_key, keys->stored_key, sizeof keys->stored_key);
    memcpy(exchange->server_key, keys->server_key, sizeof keys->server_key);
    return 0;
}

int adsum_scram_server_keys(struct adsum_sasl_server *exchange,
                            const struct adsum_sasl_keys *keys)
{
    const struct adsum_sasl_service *service = exchange->service;
    uint8_t bytes[NONCE_BYTES];
    char word[NONCE_LENGTH];
    struct adsum_text nonce = {word, sizeof word};
    int err =
        service->crypto->random(service->crypto_user, bytes, sizeof bytes);

    if (err != 0)
        return err;
    adsum_base64_encode(bytes, sizeof bytes, word);
    return adsum_scram_server_challenge(exchange, keys, nonce);
}

/* c=: the header again, and what binds the channel. */
static uint32_t check_binding(struct adsum_sasl_server *exchange,
                              struct adsum_text encoded)
{
    struct scram_out out = adsum_sasl_server_out(exchange);
    struct adsum_text bytes = {NULL, 0};
    char *decoded = out.bytes + out.length;
    uint32_t header = exchange->header_length, length;

    if (encoded.length > out.capacity - out.length ||
        !adsum_base64_decode(encoded, decoded, &length))
        return ADSUM_SASL_REASON_MALFORMED;
    if (exchange->binding != 0)
        bytes = adsum_sasl_binding_bytes(exchange->channel, exchange->binding);
    if (length != header + bytes.length ||
        memcmp(decoded, exchange->held, header) != 0 ||
        (bytes.length != 0 &&
         memcmp(decoded + header, bytes.bytes, bytes.length) != 0))
        return ADSUM_SASL_REASON_BINDING;
    return ADSUM_SASL_REASON_NONE;
}

static uint32_t read_final(struct adsum_sasl_server *exchange,
                           struct adsum_text response, uint8_t *proof,
                           struct adsum_text *ret_signed)
{
    struct adsum_text nonce = adsum_sasl_server_text(
        exchange, exchange->challenge + 2u, exchange->nonce_length);
    uint32_t bytes = adsum_scram_hash_bytes(exchange->hash), reason, length;
    struct adsum_text binding, again, encoded;
    struct scram_in in;

    if (!adsum_scram_begin(&in, response))
        return ADSUM_SASL_REASON_MALFORMED;
    reason = adsum_scram_expect(&in, 'c', &binding);
    if (reason == 0)
        reason = adsum_scram_expect(&in, 'r', &again);
    if (reason == 0)
        reason = adsum_scram_extensions(&in, 'p', &encoded, NULL);
    if (reason == 0)
        reason = check_binding(exchange, binding);
    if (reason != 0)
        return reason;
    if (again.length != nonce.length ||
        memcmp(again.bytes, nonce.bytes, nonce.length) != 0)
        return ADSUM_SASL_REASON_NONCE;
    if (encoded.length != adsum_base64_length(bytes) ||
        !adsum_base64_decode(encoded, proof, &length) || length != bytes)
        return ADSUM_SASL_REASON_MALFORMED;
    *ret_signed = response;
    ret_signed->length -= encoded.length + 3; /* ",p=" */
    return ADSUM_SASL_REASON_NONE;
}

/* Do the hashes, all of them; then say what they mean. */
static int verify(struct adsum_sasl_server *exchange, uint8_t *proof,
                  struct adsum_text without_proof, uint8_t *ret_signature,
                  bool *ret_right)
{
    struct scram_hasher hasher = adsum_sasl_server_hasher(exchange);
    struct adsum_text parts[SCRAM_MESSAGE_PARTS];
    struct adsum_text client_key = {(const char *)proof, hasher.bytes};
    uint8_t signature[ADSUM_HASH_BYTES], stored[ADSUM_HASH_BYTES];
    int err;

    adsum_scram_message(
        adsum_sasl_server_text(
            exchange, exchange->header_length,
            (uint32_t)(exchange->first_length - exchange->header_length)),
        adsum_sasl_server_text(exchange, exchange->challenge,
                               exchange->challenge_length),
        without_proof, parts);
    err = adsum_scram_sign(&hasher, exchange->stored_key, parts,
                           SCRAM_MESSAGE_PARTS, signature);
    if (err != 0)
        return err;
    for (uint32_t i = 0; i < hasher.bytes; i++)
        proof[i] ^= signature[i];
    err = adsum_scram_hash_parts(&hasher, &client_key, 1, stored);
    if (err == 0)
        err = adsum_scram_sign(&hasher, exchange->server_key, parts,
                               SCRAM_MESSAGE_PARTS, ret_signature);
    *ret_right = adsum_scram_equal(&hasher, stored, exchange->stored_key) &
                 (exchange->known != 0);
    return err;
}

int adsum_scram_server_final(struct adsum_sasl_server *exchange,
                             struct adsum_text response, uint32_t *ret_reason)
{
    struct scram_out out = adsum_sasl_server_out(exchange);
    uint8_t proof[ADSUM_HASH_BYTES + 2], signature[ADSUM_HASH_BYTES];
    struct adsum_text without_proof;
    uint32_t at = out.length;
    bool right;
    int err;

    *ret_reason = read_final(exchange, response, proof, &without_proof);
    if (*ret_reason != 0)
        return 0;
    err = verify(exchange, proof, without_proof, signature, &right);
    adsum_scram_wipe(proof, sizeof proof);
    if (err != 0)
        return err;
    if (!right) {
        *ret_reason = ADSUM_SASL_REASON_PROOF;
        return 0;
    }
    adsum_scram_put_word(&out, "v=");
    adsum_scram_put_base64(&out, signature,
                           adsum_scram_hash_bytes(exchange->hash));
    exchange->final_at = (uint16_t)at;
    exchange->final_length = (uint16_t)(out.length - at);
    exchange->held_length = (uint16_t)out.length;
    return 0;
}
