/*
 * SCRAM's messages and values (RFC 5802), as both ends need them: what is
 * read is read by one grammar, what is hashed is hashed in one place.
 */
#ifndef ADSUM_XMPP_SCRAM_H
#define ADSUM_XMPP_SCRAM_H

#include <adsum/sasl.h>
#include <stdbool.h>

/** Text under way in a buffer; `full` once something did not fit. */
struct scram_out {
    char *bytes;
    uint32_t capacity;
    uint32_t length;
    bool full;
};

void adsum_scram_put(struct scram_out *out, struct adsum_text text);
void adsum_scram_put_word(struct scram_out *out, const char *word);
void adsum_scram_put_base64(struct scram_out *out, const void *bytes,
                            uint32_t length);
void adsum_scram_put_number(struct scram_out *out, uint32_t number);
/** A saslname: "," as "=2C", "=" as "=3D". */
void adsum_scram_put_name(struct scram_out *out, struct adsum_text name);
/** And what a saslname says; false if "=" is followed by anything else. */
bool adsum_scram_put_unescaped(struct scram_out *out, struct adsum_text name);

/** A message being read. */
struct scram_in {
    struct adsum_text rest;
    bool more; /* an attribute must follow */
};

/** Begin; false if it is not UTF-8 or has a NUL. */
bool adsum_scram_begin(struct scram_in *in, struct adsum_text message);

/** The next attribute; false if there is none, or none that is well-formed. */
bool adsum_scram_next(struct scram_in *in, char *letter,
                      struct adsum_text *value);

/** The next, which must be this one: 0 or a reason. */
uint32_t adsum_scram_expect(struct scram_in *in, char letter,
                            struct adsum_text *value);

/**
 * Those that may follow, of which RFC 5802 defines none, up to one whose letter
 * is `last`, or all if that is 0: 0 or a reason.
 *
 * @value    of `last`, which ends the message; may be NULL if `last` is 0
 * @protect  of "h" (XEP-0474), or empty; may be NULL
 */
uint32_t adsum_scram_extensions(struct scram_in *in, char last,
                                struct adsum_text *value,
                                struct adsum_text *protect);

/** A nonce: printable, and no comma. */
bool adsum_scram_nonce_valid(struct adsum_text nonce);

/** A positive number of 32 bits, without a zero before it; 0 if it is none. */
uint32_t adsum_scram_number(struct adsum_text text);

/** The word of a SCRAM mechanism without "-PLUS"; its hash; the hash's bytes,
    0 if it is none of SCRAM's. */
const char *adsum_scram_word(uint32_t hash);
uint32_t adsum_scram_hash(uint32_t mechanism);
uint32_t adsum_scram_hash_bytes(uint32_t hash);

/** An adsum_crypto and its user, and which hash. */
struct scram_hasher {
    const struct adsum_crypto *crypto;
    void *user;
    uint32_t hash;
    uint32_t bytes; /* of the hash */
};

/** 0 or ADSUM_ERR_HOST: it lacks a function. */
int adsum_scram_crypto_check(const struct adsum_crypto *crypto);

int adsum_scram_hash_parts(const struct scram_hasher *hasher,
                           const struct adsum_text *parts, uint32_t count,
                           uint8_t *ret);

/** HMAC with a key as long as the hash. */
int adsum_scram_sign(const struct scram_hasher *hasher, const uint8_t *key,
                     const struct adsum_text *parts, uint32_t count,
                     uint8_t *ret);
bool adsum_scram_equal(const struct scram_hasher *hasher, const void *one,
                       const void *other);

/** AuthMessage, in the parts that are hashed one after the other. */
enum { SCRAM_MESSAGE_PARTS = 5 };
void adsum_scram_message(struct adsum_text client_first_bare,
                         struct adsum_text server_first,
                         struct adsum_text client_final_without_proof,
                         struct adsum_text ret[SCRAM_MESSAGE_PARTS]);

/** All that a password gives; the ClientKey is no more secret than it. */
struct scram_derived {
    uint8_t client_key[ADSUM_HASH_BYTES];
    uint8_t stored_key[ADSUM_HASH_BYTES];
    uint8_t server_key[ADSUM_HASH_BYTES];
};
int adsum_scram_derive(const struct scram_hasher *hasher,
                       struct adsum_text password, struct adsum_text salt,
                       uint32_t iterations, struct scram_derived *ret);

/** Are these keys, as adsum_sasl_keys_derive() makes them? */
bool adsum_scram_keys_valid(const struct adsum_sasl_keys *keys);

/**
 * The hash of an offer (XEP-0474): both lists are sorted in place.
 *
 * @count  of mechanisms and bindings, at most ADSUM_SASL_HEARD_MOST each;
 *         no bindings: none were announced
 */
int adsum_scram_offer_hash(const struct scram_hasher *hasher,
                           struct adsum_text *mechanisms, uint32_t count,
                           struct adsum_text *bindings, uint32_t binding_count,
                           uint8_t *ret);

/** Overwrite what was secret, also where a compiler sees no need to. */
void adsum_scram_wipe(void *bytes, uint32_t length);

/** A view of a terminated string. */
struct adsum_text adsum_scram_text(const char *string);

#endif
