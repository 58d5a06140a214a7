/*
 * Two domains whose users know only each other, without a table of who.
 *
 * Of a user's contacts some have a session, and each of those has as many
 * with one in turn, and so has each user without: the numbers of the draft,
 * exactly. Contacts are found by adding fixed random offsets on a ring, and
 * those who have a user as contact by subtracting them, so that a thousand
 * million edges need no memory of the bench's own.
 *
 * A user is a number. Groups of `group` numbers begin with one who has a
 * session; the others of the group have none.
 */
#ifndef BENCH_FEDERATION_H
#define BENCH_FEDERATION_H

#include <stdbool.h>
#include <stdint.h>

#define FEDERATION_CONTACTS 128u

struct federation {
    uint32_t users;    /* of one domain */
    uint32_t sessions; /* of one domain: groups */
    uint32_t group;
    uint32_t contacts; /* of a user */
    uint32_t seen;     /* of the contacts of one with a session: have one */
    /* Rings: between groups, who has a session and who has; who has and who
     * has none; and between all that have none. */
    uint32_t both[FEDERATION_CONTACTS];
    uint32_t mixed[FEDERATION_CONTACTS];
    uint32_t neither[FEDERATION_CONTACTS];
};

void federation_make(struct federation *federation, uint32_t users,
                     uint32_t sessions, uint32_t contacts, uint32_t seen,
                     uint64_t seed);

bool federation_online(const struct federation *federation, uint32_t user);

/** The user of that session, of `sessions`. */
uint32_t federation_user(const struct federation *federation, uint32_t session);

/**
 * The contacts of a user, in the other domain; those that have a session are
 * the first `seen` if the user has one.
 *
 * @side  0 or 1: the user's domain
 * @ret   `contacts` of them
 */
void federation_contacts(const struct federation *federation, uint32_t side,
                         uint32_t user, uint32_t *ret);

#endif
