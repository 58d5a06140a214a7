/*
 * adsum/prep.h: addresses and passwords, prepared (RFC 7622, 8264, 8265, 5891).
 *
 * Two ways to write one address become the same bytes, and what is no address
 * is refused: "Juliet@EXAMPLE.com." and "juliet@example.com" are one. The core
 * compares bytes, so whoever takes addresses from people or peers prepares them
 * here first, once, and hands on what comes out. Preparing what is prepared
 * changes nothing.
 *
 * A library of its own, pkg-config "adsum-prep", on libunistring and libidn2.
 * What is new in Unicode since theirs is unassigned to them, and refused.
 *
 * All calls are pure and may be used by any number of threads. ASCII goes by a
 * table; anything else needs up to 32 KiB of stack, and, in domains and beside
 * very long rows of accents, a little of the C library's heap for the time of
 * the call.
 *
 * Common to all of them:
 *
 * @text      as it came; that it is too long is judged by what it becomes
 * @buffer    the caller's, apart from the text. ADSUM_ADDRESS_BYTES are enough
 *            for any address, ADSUM_ADDRESS_PART_BYTES for any part. After an
 *            error its bytes mean nothing
 * @ret       a view into it
 *
 * Returns 0, or
 *   the part's error     it is empty, too long, not UTF-8, or has what the
 *                        part's rules do not allow
 *   ADSUM_ERR_ROOM       the buffer is too small
 *   ADSUM_ERR_NO_MEMORY  malloc() refused; nothing is known of the text
 */
#ifndef ADSUM_PREP_H
#define ADSUM_PREP_H

#include <adsum/address.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Prepare an address, bare or full.
 *
 * @ret        all of it, as the core takes it
 * @ret_parts  its parts, views of the same bytes, as adsum_address_split()
 *             has them; may be NULL
 *
 * Errors: ADSUM_ERR_LOCAL, ADSUM_ERR_DOMAIN, ADSUM_ERR_RESOURCE: the first of
 * the parts that is wrong; and those above. To a peer all three are
 * jid-malformed (RFC 6120 section 8.3.3.8).
 * Source: RFC 7622 section 3: the first '/', then the first '@', then each part
 * by itself.
 */
ADSUM_API int adsum_prep_address(struct adsum_text text, char *buffer,
                                 uint32_t capacity, struct adsum_text *ret,
                                 struct adsum_address *ret_parts);

/**
 * Prepare a localpart; a user name of SASL's, too.
 *
 * Fullwidth and halfwidth forms and capitals are mapped, all is normalised to
 * NFC. Letters, digits and ASCII stay; spaces, symbols, compatibility forms and
 * the eight characters "&'/:<>@ do not.
 *
 * Errors: ADSUM_ERR_LOCAL, and those above.
 * Source: RFC 7622 section 3.3, UsernameCaseMapped of RFC 8265 section 3.3.
 */
ADSUM_API int adsum_prep_local(struct adsum_text text, char *buffer,
                               uint32_t capacity, struct adsum_text *ret);

/**
 * Prepare a domainpart.
 *
 * A dot at the end goes. Capitals, widths and dots are mapped as RFC 5895 says;
 * A-labels (xn--) become U-labels; each label must be one of letters, digits
 * and hyphens or a U-label, all must follow the Bidi rule if one needs it, and
 * together they must fit DNS: 63 bytes a label, 253 in all, as A-labels. An
 * IPv4 address stays as it is, an IPv6 address stands in [], with a zone
 * (%25eth0) or without, and is put in lower case, not shortened.
 *
 * Errors: ADSUM_ERR_DOMAIN, and those above.
 * Source: RFC 7622 section 3.2; RFC 5891 to 5893, 5895; RFC 6874.
 */
ADSUM_API int adsum_prep_domain(struct adsum_text text, char *buffer,
                                uint32_t capacity, struct adsum_text *ret);

/**
 * Prepare a resourcepart.
 *
 * Spaces of all kinds become U+0020, all is normalised to NFC. Control
 * characters and what is unassigned or invisible do not stay.
 *
 * Errors: ADSUM_ERR_RESOURCE, and those above.
 * Source: RFC 7622 section 3.4, OpaqueString of RFC 8265 section 4.2. A space
 * may stand first and last: table 2 of RFC 7622 says otherwise, OpaqueString
 * does not.
 */
ADSUM_API int adsum_prep_resource(struct adsum_text text, char *buffer,
                                  uint32_t capacity, struct adsum_text *ret);

/**
 * Prepare a password, as SASL wants it: what adsum_prep_resource() does, and
 * what it copies is wiped; what the libraries it calls leave on the stack is
 * not. The bound is ADSUM_ADDRESS_PART_BYTES, too.
 *
 * Errors: ADSUM_ERR_PASSWORD, and those above.
 * Source: OpaqueString of RFC 8265 section 4.2.
 */
ADSUM_API int adsum_prep_password(struct adsum_text text, char *buffer,
                                  uint32_t capacity, struct adsum_text *ret);

#ifdef __cplusplus
}
#endif
#endif
