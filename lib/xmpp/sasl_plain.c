/*
 * PLAIN at a server (RFC 4616): the password goes into what keys are made of.
 */
#include "sasl_server.h"
#include "utf8.h"

#include <string.h>

/* Up to a NUL; what comes after it stays in `rest`. */
static bool field(struct adsum_text *rest, struct adsum_text *ret)
{
    const char *at =
        rest->length == 0 ? NULL : memchr(rest->bytes, '\0', rest->length);

    if (at == NULL)
        return false;
    ret->bytes = rest->bytes;
    ret->length = (uint32_t)(at - rest->bytes);
    rest->length -= ret->length + 1;
    rest->bytes = at + 1;
    return adsum_xmpp_utf8(*ret);
}

int adsum_plain_server_first(struct adsum_sasl_server *exchange,
                             struct adsum_text response, uint32_t *ret_reason)
{
    const struct adsum_sasl_service *service = exchange->service;
    struct scram_out out = adsum_sasl_server_out(exchange);
    struct adsum_text authzid, name, password = response;
    uint32_t name_at, password_at;
    int err;

    *ret_reason = ADSUM_SASL_REASON_MALFORMED;
    if (!field(&password, &authzid) || !field(&password, &name) ||
        !adsum_xmpp_utf8(password))
        return 0;
    adsum_scram_put(&out, authzid);
    name_at = out.length;
    err = adsum_sasl_server_prepare(service->prepare_name, name,
                                    ADSUM_SASL_REASON_NAME, &out, ret_reason);
    if (err != 0 || *ret_reason != 0)
        return err;
    password_at = out.length;
    err =
        adsum_sasl_server_prepare(service->prepare_password, password,
                                  ADSUM_SASL_REASON_PASSWORD, &out, ret_reason);
    if (err != 0 || *ret_reason != 0)
        return err;
    exchange->authzid = 0;
    exchange->authzid_length = (uint16_t)name_at;
    exchange->name = (uint16_t)name_at;
    exchange->name_length = (uint16_t)(password_at - name_at);
    exchange->password = (uint16_t)password_at;
    exchange->password_length = (uint16_t)(out.length - password_at);
    exchange->held_length = (uint16_t)out.length;
    return 0;
}

int adsum_plain_server_keys(struct adsum_sasl_server *exchange,
                            const struct adsum_sasl_keys *keys,
                            uint32_t *ret_reason)
{
    const struct adsum_sasl_service *service = exchange->service;
    struct scram_hasher hasher = {service->crypto, service->crypto_user,
                                  keys->hash,
                                  adsum_scram_hash_bytes(keys->hash)};
    struct adsum_text salt = {(const char *)keys->salt, keys->salt_length};
    struct scram_derived derived;
    bool same;
    int err =
        adsum_scram_derive(&hasher,
                           adsum_sasl_server_text(exchange, exchange->password,
                                                  exchange->password_length),
                           salt, keys->iterations, &derived);

    same = adsum_scram_equal(&hasher, derived.stored_key, keys->stored_key) &
           (exchange->known != 0);
    adsum_scram_wipe(&derived, sizeof derived);
    *ret_reason = same ? ADSUM_SASL_REASON_NONE : ADSUM_SASL_REASON_PROOF;
    return err;
}
