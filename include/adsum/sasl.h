/*
 * adsum/sasl.h: SASL for XMPP (RFC 6120 section 6), without a stream.
 *
 * An exchange is a struct of the caller's. What the peer sent goes in, decoded;
 * each call answers what to do next:
 *
 *     server                               client
 *     adsum_sasl_server_offer(): features  adsum_sasl_client_start()
 *     adsum_sasl_server_start()            adsum_sasl_client_step(): challenges
 *     adsum_sasl_server_step()             adsum_sasl_client_success()
 *     adsum_sasl_server_keys()
 *     adsum_sasl_server_decide()
 *
 * Spoken are SCRAM-SHA-256 and SCRAM-SHA-1 (RFC 5802, 7677), with channel
 * binding (-PLUS) and without, EXTERNAL, and PLAIN (RFC 4616) where it is
 * allowed. Passwords are never stored, and never leave a client but by PLAIN.
 *
 * Hashes come as an adsum_crypto (crypto.h). Names and passwords are compared
 * as bytes: prepare them first (prep.h), those of new keys and of a client by
 * adsum_prep_local() and adsum_prep_password(); a server names both functions
 * in its adsum_sasl_service.
 *
 * Common to all calls:
 * - Nothing is allocated. An exchange keeps pointers to the service or account
 *   and the channel it was started with, which outlive it and do not change.
 * - What a peer may get wrong is an answer, ADSUM_SASL_FAILED with a reason,
 *   and the call returns 0. Errors are ADSUM_ERR_INVALID, for a call out of
 *   its turn or an argument out of its range, ADSUM_ERR_HOST, for an
 *   adsum_crypto that lacks a function, and what that answered; after one the
 *   exchange is as it was, and the call may be made again.
 * - Views in an answer are of the exchange, and good until its next call.
 * - An exchange that has failed or is done holds no secret. One given up
 *   earlier is to be ended, by adsum_sasl_server_decide() with
 *   ADSUM_SASL_ABORTED or adsum_sasl_client_abort().
 * - Threads: one at a time for each exchange; services, accounts and channels
 *   are only read.
 */
#ifndef ADSUM_SASL_H
#define ADSUM_SASL_H

#include <adsum/base.h>
#include <adsum/crypto.h>
#include <adsum/error.h>
#include <adsum/sasl_answer.h>
#include <adsum/sasl_client.h>
#include <adsum/sasl_keys.h>
#include <adsum/sasl_server.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Bytes as they stand in <auth/>, <challenge/>, <response/>, <success/>: base
 * 64, and "=" if there are none.
 *
 * Returns 0; ADSUM_ERR_ROOM: fewer than 4 bytes for each 3 begun, or than 1.
 * Source: RFC 6120 sections 6.3.5, 6.4.2.
 */
ADSUM_API int adsum_sasl_encode(struct adsum_text bytes, char *buffer,
                                uint32_t capacity, struct adsum_text *ret);

/**
 * And back; "" is none too. What is not base 64 to the letter, with padding and
 * its bits 0, is ADSUM_ERR_PACKED: ADSUM_SASL_INCORRECT_ENCODING to the peer.
 *
 * @buffer  may be where the text is. ADSUM_ERR_ROOM: fewer than 3 bytes for
 *          each 4
 */
ADSUM_API int adsum_sasl_decode(struct adsum_text text, char *buffer,
                                uint32_t capacity, struct adsum_text *ret);

/* What adsum_sasl_name() can name. */
enum {
    ADSUM_SASL_NAMES_MECHANISM = 0, /* of one bit */
    ADSUM_SASL_NAMES_BINDING,       /* of one bit */
    ADSUM_SASL_NAMES_CONDITION,
    ADSUM_SASL_NAMES_STATE,
    ADSUM_SASL_NAMES_REASON
};

/** The name of a value, as its specification has it; "" if it has none. */
ADSUM_API const char *adsum_sasl_name(uint32_t names, uint32_t value);

/** As adsum_struct_bytes(), of the structs of sasl.h. */
ADSUM_API uint32_t adsum_sasl_struct_bytes(const char *name);

#ifdef __cplusplus
}
#endif
#endif
