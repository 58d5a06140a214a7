/*
 * adsum/limits.h: every bound, its default, and what it costs.
 *
 * Nothing a peer can make grow is without one. Reaching a bound is answered
 * with ADSUM_ERR_LIMIT minus its number, by the call that would exceed it.
 */
#ifndef ADSUM_LIMITS_H
#define ADSUM_LIMITS_H

#include <adsum/base.h>

#ifdef __cplusplus
extern "C" {
#endif

#define ADSUM_LIMIT_NOTHING UINT32_MAX /* as a value: none at all, never */

/* The numbers of the limits. */
enum {
    ADSUM_LIMIT_USERS = 1,
    ADSUM_LIMIT_SESSIONS,
    ADSUM_LIMIT_USER_SESSIONS,
    ADSUM_LIMIT_EDGES,
    ADSUM_LIMIT_CONTACTS,
    ADSUM_LIMIT_GROUPS,
    ADSUM_LIMIT_NAME_BYTES,
    ADSUM_LIMIT_ROSTER_CHANGES, /* never an error: the full roster instead */
    ADSUM_LIMIT_REQUESTS,
    ADSUM_LIMIT_DOMAIN_REQUESTS,
    ADSUM_LIMIT_REQUEST_BYTES,
    ADSUM_LIMIT_BLOCKS,
    ADSUM_LIMIT_PARTS,
    ADSUM_LIMIT_PART_BYTES,
    ADSUM_LIMIT_TEXT_BYTES,
    ADSUM_LIMIT_DIRECTED,
    ADSUM_LIMIT_SIGHTINGS,
    ADSUM_LIMIT_USER_SIGHTINGS,
    ADSUM_LIMIT_WAITING, /* never an error: the session ends as slow */
    ADSUM_LIMIT_WAITING_BYTES,
    ADSUM_LIMIT_RESOURCES /* never an error: the best ones */
};

/**
 * Limits. 0 takes the default; all zero but `size` is a server's. One larger
 * than the library can hold is ADSUM_ERR_INVALID in adsum_service_new().
 *
 * "each" is the cost of one in use; what is not in use costs nothing, except
 * with ADSUM_OPTION_RESERVE, where all is taken at once.
 */
struct adsum_limits {
    uint32_t size;

    /* The whole service.             default     each */
    uint32_t users;         /*    16,777,216   48 B, loaded or named */
    uint32_t sessions;      /*     4,194,304   52 B */
    uint32_t edges;         /* 1,073,741,824   4.75 B, rosters together */
    uint32_t text_bytes;    /*  1 GiB: addresses, names, parts, requests */
    uint32_t sightings;     /*    16,777,216   72 B */
    uint32_t segment_bytes; /*        65,536   step in which tables grow: a
                             *  power of two, 1,024 to 16,777,216; no text, part
                             *  or stored stanza is longer */

    /* Each user kept here. */
    uint32_t user_sessions;   /*    32 */
    uint32_t contacts;        /* 5,000   a label: 8 B and its text */
    uint32_t groups;          /*    16   of one item */
    uint32_t name_bytes;      /* 1,023   of a name, of a group */
    uint32_t roster_changes;  /*    32   8 B, all at the first change */
    uint32_t requests;        /*   256   16 B and the stanza */
    uint32_t domain_requests; /*    64   of those, from one domain */
    uint32_t request_bytes;   /* 4,096   of one stored stanza */
    uint32_t blocks;          /* 1,000   8 B */
    uint32_t user_sightings;  /* 20,000  what elsewhere told one user */

    /* Each session. */
    uint32_t parts;         /*      8   4 B each, and the part, shared */
    uint32_t part_bytes;    /*  4,096 */
    uint32_t directed;      /*    256   8 B: who must hear of its end */
    uint32_t waiting;       /*     64   16 B: notices that may not be lost */
    uint32_t waiting_bytes; /* 65,536 */

    /* Times, ms, at most 32,000,000; held to a second or two. */
    uint32_t idle_ms; /*   900,000   silence before ping() */
    uint32_t ping_ms; /*    60,000   silence after it before the end */
    uint32_t busy_ms; /*    60,000   output full before the end */
    uint32_t held_ms; /* 3,600,000   ADSUM_LINK_HELD before the end */
    uint32_t lost_ms; /*   300,000   ADSUM_LINK_LOST before the end */

    uint32_t resources; /*    32   of a picture: 96 B, and `parts` times 80 B,
                         *  all taken by new(); none needed without pictures */
};

/*
 * At most so much, with ADSUM_OPTION_RESERVE. Compiled into the library's own
 * checks.
 */
#define ADSUM_SERVICE_BYTES 2300u /* 1,560 where pointers have 32 bits */
#define ADSUM_USER_BYTES    36u
#define ADSUM_SESSION_BYTES 80u
#define ADSUM_EDGE_BYTES    9u

/**
 * What a service with ADSUM_OPTION_RESERVE takes in all, to the byte.
 *
 * For a buffer fixed when compiling, this is enough: the constants above for
 * the service and each of its users, sessions and edges; 96 B for each of
 * parts, 40 B of groups; for each of resources as said there; text_bytes and a
 * ninth of it. Let a test hold adsum_limits_bytes() against it.
 *
 * text_bytes then holds all else, each rounded up to 8 and at least 16: for an
 * address named here 6 and its local part, for a sighting 80, for a request or
 * a notice that waits 50 and its text; and what the call under way needs, some
 * 700 with addresses of 25 bytes. Measure it: tests/firmware/measure.c looks
 * for the least that is enough. On a Cortex-M one session with 32 contacts
 * takes 4.2 KiB in all, with a sighting of each 7 KiB, and 53 KiB of code:
 * lib/README.md says what for.
 *
 * Returns 0, or ADSUM_ERR_INVALID: limits that contradict each other.
 */
ADSUM_API int adsum_limits_bytes(const struct adsum_limits *limits,
                                 uint64_t *ret);

#ifdef __cplusplus
}
#endif
#endif
