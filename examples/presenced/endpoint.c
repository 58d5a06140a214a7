#include "endpoint.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>

#define HOST_BYTES 256u

/* The host, without brackets, and where the port begins; NULL: there is none.
 */
static const char *split(const char *text, char host[HOST_BYTES])
{
    int bracket = text[0] == '[';
    const char *end = bracket ? strchr(text, ']') : strrchr(text, ':');
    size_t length;

    if (end == NULL || end[bracket] != ':' || end[bracket + 1] == '\0')
        return NULL;
    text += bracket;
    length = (size_t)(end - text);
    if (length == 0 || length >= HOST_BYTES ||
        (!bracket && memchr(text, ':', length) != NULL))
        return NULL;
    memcpy(host, text, length);
    host[length] = '\0';
    return end + bracket + 1;
}

const char *endpoint_parse(const char *text, union endpoint *ret, uint32_t most,
                           uint32_t *ret_count)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM,
                             .ai_flags = AI_PASSIVE | AI_NUMERICSERV};
    struct addrinfo *all;
    char host[HOST_BYTES];
    const char *port = split(text, host);
    int err;

    if (port == NULL || strspn(port, "0123456789") != strlen(port) ||
        strlen(port) > 5 || (strlen(port) == 5 && strcmp(port, "65535") > 0))
        return "is not HOST:PORT";
    if ((err = getaddrinfo(host, port, &hints, &all)) != 0)
        return gai_strerror(err);
    *ret_count = 0;
    for (struct addrinfo *one = all; one != NULL; one = one->ai_next)
        if (*ret_count < most && one->ai_addrlen <= sizeof *ret) {
            memset(&ret[*ret_count], 0, sizeof *ret);
            memcpy(&ret[(*ret_count)++], one->ai_addr, one->ai_addrlen);
        }
    freeaddrinfo(all);
    return NULL;
}

void endpoint_show(const union endpoint *address, char ret[ENDPOINT_TEXT_BYTES])
{
    char host[INET6_ADDRSTRLEN] = "?";
    int is_v6 = address->any.sa_family == AF_INET6;

    inet_ntop(address->any.sa_family,
              is_v6 ? (const void *)&address->v6.sin6_addr
                    : (const void *)&address->v4.sin_addr,
              host, sizeof host);
    snprintf(ret, ENDPOINT_TEXT_BYTES, is_v6 ? "[%s]:%u" : "%s:%u", host,
             ntohs(is_v6 ? address->v6.sin6_port : address->v4.sin_port));
}

/* 1: IPv4, also where IPv6 only carries it; its four bytes. */
static int bytes_of_v4(const union endpoint *address, uint8_t ret[4])
{
    int is_v6 = address->any.sa_family == AF_INET6;

    if (is_v6 && !IN6_IS_ADDR_V4MAPPED(&address->v6.sin6_addr))
        return 0;
    if (is_v6)
        memcpy(ret, address->v6.sin6_addr.s6_addr + 12, 4);
    else
        memcpy(ret, &address->v4.sin_addr, 4);
    return 1;
}

int endpoint_is_loopback(const union endpoint *address)
{
    uint8_t bytes[4];

    return bytes_of_v4(address, bytes)
               ? bytes[0] == 127
               : IN6_IS_ADDR_LOOPBACK(&address->v6.sin6_addr);
}

uint64_t endpoint_network(const union endpoint *address)
{
    uint8_t bytes[8] = {0};
    uint64_t ret;

    if (!bytes_of_v4(address, bytes + 4))
        memcpy(bytes, address->v6.sin6_addr.s6_addr, 8);
    memcpy(&ret, bytes, sizeof ret);
    return ret;
}
