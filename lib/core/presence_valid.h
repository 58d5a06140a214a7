/*
 * Presences from outside: is it one?
 */
#ifndef ADSUM_CORE_PRESENCE_VALID_H
#define ADSUM_CORE_PRESENCE_VALID_H

#include <adsum/presence.h>
#include <stdbool.h>

/**
 * Whether a presence's size, ranges, texts and pointers are in order: all that
 * presence.h asks but that a part is there once. No limit is looked at.
 *
 * Cost: O(bytes), those of parts left out.
 */
bool adsum_presence_valid(const struct adsum_presence *presence);

/** Whether a part's key is there twice. O(parts^2): bound them first. */
bool adsum_presence_repeats(const struct adsum_presence *presence);

#endif
