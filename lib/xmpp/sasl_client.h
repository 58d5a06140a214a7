/* A client's exchange, from inside: as sasl_server.h. */
#ifndef ADSUM_XMPP_SASL_CLIENT_H
#define ADSUM_XMPP_SASL_CLIENT_H

#include "scram.h"

/* What an exchange expects. */
enum {
    CLIENT_ENDED = 0,
    CLIENT_CHALLENGE, /* the server-first-message */
    CLIENT_SIGNATURE, /* the server-final-message, in a challenge or not */
    CLIENT_SUCCESS    /* all that had to be proven is */
};

struct scram_hasher
adsum_sasl_client_hasher(const struct adsum_sasl_client *exchange);

/** Write the client-first-message; 0 or ADSUM_ERR_INVALID if it is too long.

    @flag   'n', 'y' or 'p'; then exchange->binding says which
    @nonce  the client's */
int adsum_scram_client_first(struct adsum_sasl_client *exchange, char flag,
                             struct adsum_text nonce);

/** Read the server-first-message, and write the client-final-message after
    what is held: `ret` is it. */
int adsum_scram_client_final(struct adsum_sasl_client *exchange,
                             struct adsum_text challenge,
                             struct adsum_text *ret, uint32_t *ret_reason);

/** Read the server-final-message: 0 or a reason. */
uint32_t adsum_scram_client_verify(const struct adsum_sasl_client *exchange,
                                   struct adsum_text message);

#endif
