/* Names of values, as their specifications have them, and sizes of structs. */
#include <adsum/tls.h>

#include <string.h>

struct word {
    uint32_t value;
    const char *word;
};

static const struct word states[] = {
    {ADSUM_TLS_NEW, "new"},
    {ADSUM_TLS_HANDSHAKE, "handshake"},
    {ADSUM_TLS_OPEN, "open"},
    {ADSUM_TLS_CLOSING, "closing"},
    {ADSUM_TLS_CLOSED, "closed"},
    {ADSUM_TLS_FAILED, "failed"},
    {0, NULL},
};

static const struct word failures[] = {
    {ADSUM_TLS_FAILED_NOT, "not"},
    {ADSUM_TLS_FAILED_ALERT, "alert"},
    {ADSUM_TLS_FAILED_CERTIFICATE, "certificate"},
    {ADSUM_TLS_FAILED_NEGOTIATION, "negotiation"},
    {ADSUM_TLS_FAILED_PROTOCOL, "protocol"},
    {ADSUM_TLS_FAILED_DAMAGED, "damaged"},
    {ADSUM_TLS_FAILED_TRUNCATED, "truncated"},
    {ADSUM_TLS_FAILED_LIMIT, "limit"},
    {ADSUM_TLS_FAILED_MEMORY, "memory"},
    {ADSUM_TLS_FAILED_OUTPUT, "output"},
    {ADSUM_TLS_FAILED_LIBRARY, "library"},
    {0, NULL},
};

/* RFC 5246 7.2, RFC 6066 9, RFC 7301 3.2, RFC 7507 4. */
static const struct word alerts[] = {
    {10, "unexpected_message"},
    {20, "bad_record_mac"},
    {22, "record_overflow"},
    {30, "decompression_failure"},
    {40, "handshake_failure"},
    {42, "bad_certificate"},
    {43, "unsupported_certificate"},
    {44, "certificate_revoked"},
    {45, "certificate_expired"},
    {46, "certificate_unknown"},
    {47, "illegal_parameter"},
    {48, "unknown_ca"},
    {49, "access_denied"},
    {50, "decode_error"},
    {51, "decrypt_error"},
    {70, "protocol_version"},
    {71, "insufficient_security"},
    {80, "internal_error"},
    {86, "inappropriate_fallback"},
    {90, "user_canceled"},
    {100, "no_renegotiation"},
    {110, "unsupported_extension"},
    {112, "unrecognized_name"},
    {113, "bad_certificate_status_response"},
    {120, "no_application_protocol"},
    {0, NULL},
};

static const struct word certificates[] = {
    {ADSUM_TLS_EXPIRED, "expired"},
    {ADSUM_TLS_NOT_YET_VALID, "not_yet_valid"},
    {ADSUM_TLS_REVOKED, "revoked"},
    {ADSUM_TLS_UNTRUSTED, "untrusted"},
    {ADSUM_TLS_WRONG_NAME, "wrong_name"},
    {ADSUM_TLS_MISSING, "missing"},
    {ADSUM_TLS_WRONG_USAGE, "wrong_usage"},
    {ADSUM_TLS_WEAK, "weak"},
    {ADSUM_TLS_BAD_REVOCATION, "bad_revocation"},
    {ADSUM_TLS_BAD_OTHERWISE, "bad_otherwise"},
    {0, NULL},
};

static const struct word bindings[] = {
    {ADSUM_TLS_BINDING_EXPORTER, "tls-exporter"},
    {ADSUM_TLS_BINDING_UNIQUE, "tls-unique"},
    {ADSUM_TLS_BINDING_END_POINT, "tls-server-end-point"},
    {0, NULL},
};

static const struct word suites[] = {
    {0xcca9, "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"},
    {0xcca8, "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"},
    {0xc02b, "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"},
    {0xc02f, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"},
    {0, NULL},
};

static const struct word limits[] = {
    {ADSUM_TLS_LIMIT_HANDSHAKES, "handshakes"},
    {ADSUM_TLS_LIMIT_HANDSHAKE_BYTES, "handshake_bytes"},
    {ADSUM_TLS_LIMIT_NAME_BYTES, "name_bytes"},
    {0, NULL},
};

static const struct word structs[] = {
    {sizeof(struct adsum_crypto), "adsum_crypto"},
    {sizeof(struct adsum_tls_certificate), "adsum_tls_certificate"},
    {sizeof(struct adsum_tls_credentials), "adsum_tls_credentials"},
    {sizeof(struct adsum_tls_host), "adsum_tls_host"},
    {sizeof(struct adsum_tls_identity), "adsum_tls_identity"},
    {sizeof(struct adsum_tls_info), "adsum_tls_info"},
    {sizeof(struct adsum_tls_name_of_peer), "adsum_tls_name_of_peer"},
    {sizeof(struct adsum_tls_policy), "adsum_tls_policy"},
    {sizeof(struct adsum_tls_start), "adsum_tls_start"},
    {0, NULL},
};

const char *adsum_tls_name(uint32_t names, uint32_t value)
{
    static const struct word *const groups[] = {
        [ADSUM_TLS_NAMES_STATE] = states,
        [ADSUM_TLS_NAMES_FAILURE] = failures,
        [ADSUM_TLS_NAMES_ALERT] = alerts,
        [ADSUM_TLS_NAMES_CERTIFICATE] = certificates,
        [ADSUM_TLS_NAMES_BINDING] = bindings,
        [ADSUM_TLS_NAMES_SUITE] = suites,
        [ADSUM_TLS_NAMES_LIMIT] = limits,
    };
    const struct word *word;

    if (names >= sizeof groups / sizeof *groups)
        return "";
    for (word = groups[names]; word->word != NULL; word++)
        if (word->value == value)
            return word->word;
    return "";
}

uint32_t adsum_tls_struct_bytes(const char *name)
{
    const struct word *word = structs;

    while (word->word != NULL && strcmp(word->word, name) != 0)
        word++;
    return word->value;
}
