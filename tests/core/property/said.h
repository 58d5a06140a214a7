/*
 * What sessions say: each presence of a history has a serial, and all of its
 * bytes follow from that. So nothing is stored, and whoever is shown one can
 * tell which it was and whether any of it was lost on the way.
 */
#ifndef SAID_H
#define SAID_H

#include <adsum.h>
#include <stdbool.h>

/* SAID_BARE: available, and nothing more. */
enum { SAID_PARTS = 3, SAID_NOBODY = -1, SAID_BARE = 1 };

/* A presence with room for what its views point to. */
struct said {
    struct adsum_presence presence;
    struct adsum_part parts[SAID_PARTS];
    char id[16];
};

/* Serials are above SAID_BARE. `unavailable`: last words, with parts at most.
 */
void said_fill(int serial, bool unavailable, struct said *ret);

/* The serial that a presence was filled from; SAID_NOBODY: it has no id. */
int said_serial(const struct adsum_presence *presence);

/* Is it, byte for byte, what said_fill() makes of that serial? */
bool said_equal(const struct adsum_presence *presence, int serial);

/* Do two available ones show the same: show, priority, parts? */
bool said_alike(int serial, int other);

bool said_text_equal(struct adsum_text a, struct adsum_text b);

#endif
