/*
 * The names of users, of the length that services have them.
 *
 * Resources are a mixture: half the sessions choose among 16 that many others
 * have, half bring one that their client made up and nobody else has.
 */
#ifndef BENCH_NAMES_H
#define BENCH_NAMES_H

#include <adsum.h>
#include <stdbool.h>

#define NAMES_BARE_BYTES 32u
#define NAMES_FULL_BYTES 64u
#define NAMES_DOMAIN     "example.net"

/** "user0123456@example.net"; `buffer` of NAMES_BARE_BYTES, terminated. */
struct adsum_text names_bare(uint32_t user, const char *domain, char *buffer);

/** The resource alone: "phone-3f", "pixel.Qk3x9LtA"; terminated. */
struct adsum_text names_resource(uint32_t user, bool distinct, char *buffer);

/** @distinct  whether there are resources that nobody else has */
struct adsum_text names_full(uint32_t user, const char *domain, bool distinct,
                             char *buffer);

#endif
