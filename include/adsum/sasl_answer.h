/*
 * adsum/sasl_answer.h: what exchanges are about, and what they answer.
 *
 * Rules true for every call stand in sasl.h.
 */
#ifndef ADSUM_SASL_ANSWER_H
#define ADSUM_SASL_ANSWER_H

#include <adsum/base.h>

#ifdef __cplusplus
extern "C" {
#endif

#define ADSUM_SASL_HELD_BYTES 4096 /* of messages, in an exchange */
#define ADSUM_SASL_ITERATIONS 4096 /* RFC 7677 4: the fewest */

/* Mechanisms: bits of a mask, the stronger the higher. */
enum {
    ADSUM_SASL_PLAIN = 1,
    ADSUM_SASL_SCRAM_SHA_1 = 2,
    ADSUM_SASL_SCRAM_SHA_256 = 4,
    ADSUM_SASL_SCRAM_SHA_1_PLUS = 8,
    ADSUM_SASL_SCRAM_SHA_256_PLUS = 16,
    ADSUM_SASL_EXTERNAL = 32
};

/* Types of channel binding (RFC 5056): bits of a mask, likewise. */
enum {
    ADSUM_SASL_TLS_SERVER_END_POINT = 1, /* RFC 5929 4 */
    ADSUM_SASL_TLS_UNIQUE = 2,           /* RFC 5929 3 */
    ADSUM_SASL_TLS_EXPORTER = 4          /* RFC 9266 */
};

/* What is to be done next. */
enum {
    ADSUM_SASL_SEND = 1, /* send `bytes`; then step, with what is answered */
    ADSUM_SASL_KEYS,   /* a server: look `name` up, adsum_sasl_server_keys() */
    ADSUM_SASL_DECIDE, /* a server: the peer is `name`: decide */
    ADSUM_SASL_DONE,   /* success, a server's with `bytes` */
    ADSUM_SASL_FAILED  /* see `reason`; a server sends `condition`, a client
                        * <abort/> if it has begun */
};

/* Why an exchange failed: for logs and users, not for the peer. */
enum {
    ADSUM_SASL_REASON_NONE = 0,
    ADSUM_SASL_REASON_MECHANISM,    /* none that both have, or not offered */
    ADSUM_SASL_REASON_WEAK,         /* weaker than is allowed */
    ADSUM_SASL_REASON_UNENCRYPTED,  /* not allowed without TLS */
    ADSUM_SASL_REASON_MALFORMED,    /* against the mechanism's syntax */
    ADSUM_SASL_REASON_EXTENSION,    /* a mandatory one (m=), unknown */
    ADSUM_SASL_REASON_NAME,         /* no user name */
    ADSUM_SASL_REASON_PASSWORD,     /* PLAIN: no password */
    ADSUM_SASL_REASON_NONCE,        /* of another exchange */
    ADSUM_SASL_REASON_BINDING_TYPE, /* the server has none of this type */
    ADSUM_SASL_REASON_BINDING,      /* another channel: somebody between */
    ADSUM_SASL_REASON_DOWNGRADE,    /* the offer was changed on its way */
    ADSUM_SASL_REASON_ITERATIONS,   /* a client: out of the account's bounds */
    ADSUM_SASL_REASON_PROOF,        /* a server: wrong password or no user */
    ADSUM_SASL_REASON_SIGNATURE,    /* a client: the server knows no keys */
    ADSUM_SASL_REASON_REFUSED,      /* a client: the server said so (e=) */
    ADSUM_SASL_REASON_DECIDED /* by adsum_sasl_server_decide(), _abort() */
};

/* SASL failure conditions: RFC 6120 section 6.5, in its order. */
enum {
    ADSUM_SASL_ABORTED = 1,
    ADSUM_SASL_ACCOUNT_DISABLED,
    ADSUM_SASL_CREDENTIALS_EXPIRED,
    ADSUM_SASL_ENCRYPTION_REQUIRED,
    ADSUM_SASL_INCORRECT_ENCODING,
    ADSUM_SASL_INVALID_AUTHZID,
    ADSUM_SASL_INVALID_MECHANISM,
    ADSUM_SASL_MALFORMED_REQUEST,
    ADSUM_SASL_MECHANISM_TOO_WEAK,
    ADSUM_SASL_NOT_AUTHORIZED,
    ADSUM_SASL_TEMPORARY_AUTH_FAILURE
};

/** The transport under an exchange. */
struct adsum_sasl_channel {
    uint32_t size;
    uint32_t encrypted;  /* not 0: it is TLS */
    uint32_t identified; /* not 0: the initiating end has shown a certificate,
                          * and EXTERNAL may be tried */
    uint32_t reserved;   /* 0 */

    /* The bytes of each type (adsum_tls_channel_binding()); empty: not there.
     * Without `encrypted` they do not count. */
    struct adsum_text tls_exporter;
    struct adsum_text tls_unique;
    struct adsum_text tls_server_end_point;
};

/** What an exchange answers. */
struct adsum_sasl_answer {
    uint32_t state;
    uint32_t reason;    /* if it has failed */
    uint32_t condition; /* likewise, on a server */
    uint32_t mechanism; /* ADSUM_SASL_PLAIN... */
    uint32_t hash;      /* ADSUM_SASL_KEYS: of which hash. For PLAIN any will
                         * do, this one if there is */
    uint32_t binding;   /* the type of channel binding, if one is used */

    struct adsum_text bytes;   /* to be sent, not yet in base 64 */
    struct adsum_text name;    /* a server: who the peer is or says it is; empty
                                * with EXTERNAL */
    struct adsum_text authzid; /* a server: as whom it wants to act, as it came;
                                * empty: as itself */
};

#ifdef __cplusplus
}
#endif
#endif
