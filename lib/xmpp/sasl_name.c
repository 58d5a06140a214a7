/* Tables of words, and of what a peer is told of a reason. */
#include "sasl_name.h"

#include <string.h>

struct word {
    uint32_t value;
    const char *word;
};

static const struct word mechanisms[] = {
    {ADSUM_SASL_EXTERNAL, "EXTERNAL"},
    {ADSUM_SASL_SCRAM_SHA_256_PLUS, "SCRAM-SHA-256-PLUS"},
    {ADSUM_SASL_SCRAM_SHA_1_PLUS, "SCRAM-SHA-1-PLUS"},
    {ADSUM_SASL_SCRAM_SHA_256, "SCRAM-SHA-256"},
    {ADSUM_SASL_SCRAM_SHA_1, "SCRAM-SHA-1"},
    {ADSUM_SASL_PLAIN, "PLAIN"},
    {0, NULL},
};

static const struct word bindings[] = {
    {ADSUM_SASL_TLS_EXPORTER, "tls-exporter"},
    {ADSUM_SASL_TLS_UNIQUE, "tls-unique"},
    {ADSUM_SASL_TLS_SERVER_END_POINT, "tls-server-end-point"},
    {0, NULL},
};

static const struct word conditions[] = {
    {ADSUM_SASL_ABORTED, "aborted"},
    {ADSUM_SASL_ACCOUNT_DISABLED, "account-disabled"},
    {ADSUM_SASL_CREDENTIALS_EXPIRED, "credentials-expired"},
    {ADSUM_SASL_ENCRYPTION_REQUIRED, "encryption-required"},
    {ADSUM_SASL_INCORRECT_ENCODING, "incorrect-encoding"},
    {ADSUM_SASL_INVALID_AUTHZID, "invalid-authzid"},
    {ADSUM_SASL_INVALID_MECHANISM, "invalid-mechanism"},
    {ADSUM_SASL_MALFORMED_REQUEST, "malformed-request"},
    {ADSUM_SASL_MECHANISM_TOO_WEAK, "mechanism-too-weak"},
    {ADSUM_SASL_NOT_AUTHORIZED, "not-authorized"},
    {ADSUM_SASL_TEMPORARY_AUTH_FAILURE, "temporary-auth-failure"},
    {0, NULL},
};

static const struct word states[] = {
    {ADSUM_SASL_SEND, "send"},     {ADSUM_SASL_KEYS, "keys"},
    {ADSUM_SASL_DECIDE, "decide"}, {ADSUM_SASL_DONE, "done"},
    {ADSUM_SASL_FAILED, "failed"}, {0, NULL},
};

static const struct word reasons[] = {
    {ADSUM_SASL_REASON_NONE, "none"},
    {ADSUM_SASL_REASON_MECHANISM, "mechanism"},
    {ADSUM_SASL_REASON_WEAK, "weak"},
    {ADSUM_SASL_REASON_UNENCRYPTED, "unencrypted"},
    {ADSUM_SASL_REASON_MALFORMED, "malformed"},
    {ADSUM_SASL_REASON_EXTENSION, "extension"},
    {ADSUM_SASL_REASON_NAME, "name"},
    {ADSUM_SASL_REASON_PASSWORD, "password"},
    {ADSUM_SASL_REASON_NONCE, "nonce"},
    {ADSUM_SASL_REASON_BINDING_TYPE, "binding_type"},
    {ADSUM_SASL_REASON_BINDING, "binding"},
    {ADSUM_SASL_REASON_DOWNGRADE, "downgrade"},
    {ADSUM_SASL_REASON_ITERATIONS, "iterations"},
    {ADSUM_SASL_REASON_PROOF, "proof"},
    {ADSUM_SASL_REASON_SIGNATURE, "signature"},
    {ADSUM_SASL_REASON_REFUSED, "refused"},
    {ADSUM_SASL_REASON_DECIDED, "decided"},
    {0, NULL},
};

static const struct word structs[] = {
    {sizeof(struct adsum_sasl_account), "adsum_sasl_account"},
    {sizeof(struct adsum_sasl_answer), "adsum_sasl_answer"},
    {sizeof(struct adsum_sasl_channel), "adsum_sasl_channel"},
    {sizeof(struct adsum_sasl_client), "adsum_sasl_client"},
    {sizeof(struct adsum_sasl_heard), "adsum_sasl_heard"},
    {sizeof(struct adsum_sasl_keys), "adsum_sasl_keys"},
    {sizeof(struct adsum_sasl_offer), "adsum_sasl_offer"},
    {sizeof(struct adsum_sasl_server), "adsum_sasl_server"},
    {sizeof(struct adsum_sasl_service), "adsum_sasl_service"},
    {0, NULL},
};

static const struct word *const groups[] = {
    [ADSUM_SASL_NAMES_MECHANISM] = mechanisms,
    [ADSUM_SASL_NAMES_BINDING] = bindings,
    [ADSUM_SASL_NAMES_CONDITION] = conditions,
    [ADSUM_SASL_NAMES_STATE] = states,
    [ADSUM_SASL_NAMES_REASON] = reasons,
};

const char *adsum_sasl_name(uint32_t names, uint32_t value)
{
    if (names >= sizeof groups / sizeof *groups)
        return "";
    for (const struct word *at = groups[names]; at->word != NULL; at++)
        if (at->value == value)
            return at->word;
    return "";
}

uint32_t adsum_sasl_struct_bytes(const char *name)
{
    const struct word *at = structs;

    while (at->word != NULL && strcmp(at->word, name) != 0)
        at++;
    return at->value;
}

uint32_t adsum_sasl_value(uint32_t names, struct adsum_text word)
{
    const struct word *at = groups[names];

    while (at->word != NULL && (strlen(at->word) != word.length ||
                                memcmp(at->word, word.bytes, word.length) != 0))
        at++;
    return at->value;
}

uint32_t adsum_sasl_words(uint32_t names, uint32_t mask, struct adsum_text *ret)
{
    uint32_t count = 0;

    for (const struct word *at = groups[names]; at->word != NULL; at++)
        if ((mask & at->value) != 0) {
            ret[count].bytes = at->word;
            ret[count++].length = (uint32_t)strlen(at->word);
        }
    return count;
}

/* A reason that is not here is told as not-authorized: what precisely was
   wrong helps only who tries. */
uint32_t adsum_sasl_condition(uint32_t reason)
{
    static const uint8_t told[] = {
        [ADSUM_SASL_REASON_MECHANISM] = ADSUM_SASL_INVALID_MECHANISM,
        [ADSUM_SASL_REASON_WEAK] = ADSUM_SASL_MECHANISM_TOO_WEAK,
        [ADSUM_SASL_REASON_UNENCRYPTED] = ADSUM_SASL_ENCRYPTION_REQUIRED,
        [ADSUM_SASL_REASON_MALFORMED] = ADSUM_SASL_MALFORMED_REQUEST,
        [ADSUM_SASL_REASON_EXTENSION] = ADSUM_SASL_MALFORMED_REQUEST,
    };

    return reason < sizeof told && told[reason] != 0
               ? told[reason]
               : ADSUM_SASL_NOT_AUTHORIZED;
}
