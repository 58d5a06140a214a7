/*
 * adsum/error.h: what calls answer.
 *
 * 0: done. Negative: not done, and nothing has changed. Positive: done, with
 * something to know. Values never change meaning; new ones may be added.
 */
#ifndef ADSUM_ERROR_H
#define ADSUM_ERROR_H

#include <adsum/base.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    /* Done, with something to know. */
    ADSUM_END = 1,  /* a walk: there is no further element */
    ADSUM_SAME = 2, /* it was so already; nobody has been told */
    ADSUM_MORE = 3, /* ready: busy again, call ready once more later */
    ADSUM_SOME = 4, /* a batch: some items have an error of their own */

    /* The caller's mistake: correct the program. */
    ADSUM_ERR_INVALID = -1,   /* an argument or struct out of its range */
    ADSUM_ERR_STALE = -2,     /* the session was closed or has ended */
    ADSUM_ERR_REENTERED = -3, /* a changing call from inside a callback */
    ADSUM_ERR_MIRRORED = -4,  /* its server decides: send a stanza instead */
    ADSUM_ERR_IN_USE = -5,    /* the user still has sessions */

    /* The state of things: answer the peer, or do what is said. */
    ADSUM_ERR_ABSENT = -20,    /* load it (adsum_service_absent), call again */
    ADSUM_ERR_UNKNOWN = -21,   /* no such account; never told to a stranger */
    ADSUM_ERR_NOT_FOUND = -22, /* no such item, block, session */
    ADSUM_ERR_CONFLICT = -23,  /* the resource is in use */
    ADSUM_ERR_BLOCKED = -24,   /* the sender itself blocks that address */

    /* Bad input from a peer or a disk. */
    ADSUM_ERR_PACKED = -40,   /* not a packed form, damaged, or too new */
    ADSUM_ERR_LOCAL = -41,    /* prep.h: not what stands before '@' */
    ADSUM_ERR_DOMAIN = -42,   /* prep.h: not a domain */
    ADSUM_ERR_RESOURCE = -43, /* prep.h: not what stands after '/' */
    ADSUM_ERR_PASSWORD = -44, /* prep.h: not a password */
    ADSUM_ERR_TLS = -50, /* the channel has failed; tls.h says how to ask */
    ADSUM_ERR_CERTIFICATE = -51, /* certificate, key or trust: does not parse,
                                  * or they do not belong together */

    /* The host's answer, or what it gave. */
    ADSUM_ERR_NO_MEMORY = -60, /* allocate() refused; try later or close */
    ADSUM_ERR_SAVE = -61,      /* save() refused */
    ADSUM_ERR_ROOM = -62,      /* the buffer is too small; see the call */
    ADSUM_ERR_HOST = -63,      /* the host struct lacks what it must have */

    /*
     * A bound of limits.h. The answer is ADSUM_ERR_LIMIT minus the limit's
     * number: err <= ADSUM_ERR_LIMIT, and the number is ADSUM_ERR_LIMIT - err.
     */
    ADSUM_ERR_LIMIT = -1000
};

#ifdef __cplusplus
}
#endif
#endif
