/* The certificate a service shows: from files, or made. */
#ifndef PRESENCED_CREDENTIALS_H
#define PRESENCED_CREDENTIALS_H

#include "log.h"
#include "options.h"

#include <adsum/tls.h>

#define CREDENTIALS_FILE                                \
    "self-signed.pem" /* in --data: certificate and key \
                       */

/**
 * Make a TLS context, or read its files anew where `*context` is one already;
 * after an error it stays as it was. What is wrong is logged.
 *
 * Where no certificate is named, one is made in --data, unless the one there
 * is of all the domains and still good.
 *
 * Returns 0, or an error of adsum's.
 */
int credentials_load(const struct settings *settings, const struct log *log,
                     const struct adsum_tls_host *host, void *user,
                     struct adsum_tls_context **context);

#endif
