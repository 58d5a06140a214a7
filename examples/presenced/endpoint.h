/* HOST:PORT, as it is typed, and as it is shown. */
#ifndef PRESENCED_ENDPOINT_H
#define PRESENCED_ENDPOINT_H

#include <netinet/in.h>
#include <stdint.h>

#define ENDPOINT_TEXT_BYTES 64u /* of what is shown, terminated */

union endpoint {
    struct sockaddr any; /* its sa_family says which */
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

/**
 * The addresses of HOST:PORT: numbers or a name that the system knows; IPv6 in
 * brackets, port 0 for any.
 *
 * @ret  room for `most`; ret_count of them are set
 *
 * Returns NULL, or what is wrong; static, or the system's.
 */
const char *endpoint_parse(const char *text, union endpoint *ret, uint32_t most,
                           uint32_t *ret_count);

/** "127.0.0.1:5222", "[::1]:5222". */
void endpoint_show(const union endpoint *address,
                   char ret[ENDPOINT_TEXT_BYTES]);

/** Is it this machine talking to itself? IPv4 inside IPv6 counts as IPv4. */
int endpoint_is_loopback(const union endpoint *address);

/**
 * What counts as one peer: 8 bytes of an IPv4 address, or of an IPv6 network
 * (/64), as whoever has one such network has all its addresses.
 */
uint64_t endpoint_network(const union endpoint *address);

#endif
