/*
 * Session tickets (RFC 5077): a session, encrypted for ourselves.
 *
 * Not mbedTLS's own: those go by the system's clock, know nothing of the name
 * the client asked for (RFC 6066 3), and lose which certificate was shown, on
 * which tls-server-end-point depends.
 */
#ifndef ADSUM_TLS_TICKET_H
#define ADSUM_TLS_TICKET_H

#include "channel.h"
#include "context.h"

/** A new random key to write with. 0 or ADSUM_ERR_HOST. */
int adsum_tls_ticket_renew(struct adsum_tls_context *context);

/* What mbedTLS calls; `context` is one, its current channel is meant. */
int adsum_tls_ticket_write(void *context, const mbedtls_ssl_session *session,
                           unsigned char *start, const unsigned char *end,
                           size_t *ret_length, uint32_t *ret_seconds);
int adsum_tls_ticket_read(void *context, mbedtls_ssl_session *session,
                          unsigned char *bytes, size_t length);

/** What a session tells is still good for this channel. */
bool adsum_tls_ticket_good(const struct adsum_tls_channel *channel,
                           const struct remembered *session);

/** It is what is known of the peer. False: it is not good, or no memory. */
bool adsum_tls_ticket_adopt(struct adsum_tls_channel *channel,
                            const struct remembered *session);

/** The channel as it is to be remembered; views of it. */
void adsum_tls_ticket_describe(const struct adsum_tls_channel *channel,
                               struct remembered *ret);

#endif
