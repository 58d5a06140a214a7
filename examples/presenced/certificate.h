/* A self-signed certificate, P-256, in a file with its key (PEM, 0600). */
#ifndef PRESENCED_CERTIFICATE_H
#define PRESENCED_CERTIFICATE_H

#include <stdint.h>

#define CERTIFICATE_DAYS 3650u

/**
 * 1: the file has a certificate of all these names (dNSName) that is not over.
 *
 * @names  A-labels, lower case
 */
int certificate_serves(const char *path, const char *const *names,
                       uint32_t count);

/**
 * Make one, in place of what is there: whole, or not at all.
 *
 * Returns 0; an error of mbedTLS's; or 1: errno says what the file system had
 * against it.
 */
int certificate_make(const char *path, const char *const *names,
                     uint32_t count);

#endif
