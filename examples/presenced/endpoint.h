/* HOST:PORT, as it is typed, and as it is shown. */
#ifndef PRESENCED_ENDPOINT_H
#define PRESENCED_ENDPOINT_H

#include <stdint.h>
#include <sys/socket.h>

#define ENDPOINT_TEXT_BYTES 64u /* of what is shown, terminated */

/**
 * The addresses of HOST:PORT: numbers or a name that the system knows; IPv6 in
 * brackets, port 0 for any.
 *
 * @ret  room for `most`; ret_count of them are set
 *
 * Returns NULL, or what is wrong; static, or the system's.
 */
const char *endpoint_parse(const char *text, struct sockaddr_storage *ret,
                           uint32_t most, uint32_t *ret_count);

/** "127.0.0.1:5222", "[::1]:5222". */
void endpoint_show(const struct sockaddr_storage *address,
                   char ret[ENDPOINT_TEXT_BYTES]);

/** Is it this machine talking to itself? IPv4 inside IPv6 counts as IPv4. */
int endpoint_is_loopback(const struct sockaddr_storage *address);

/**
 * What counts as one peer: 8 bytes of an IPv4 address, or of an IPv6 network
 * (/64), as whoever has one such network has all its addresses.
 */
uint64_t endpoint_network(const struct sockaddr_storage *address);

#endif
