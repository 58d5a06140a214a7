/*
 * Passwords, and the keys they are kept as (RFC 5802 section 3).
 */
#ifndef PRESENCED_KEYS_H
#define PRESENCED_KEYS_H

#include "store.h"

#define KEYS                  2u /* one for each hash */
#define KEYS_ITERATIONS       10000u
#define KEYS_ITERATIONS_LEAST 4096u /* RFC 7677 section 4 */
#define KEYS_ITERATIONS_MOST  10000000u

/**
 * The keys of a password as it was typed, each with a fresh salt.
 *
 * Returns 0, or what adsum_prep_password() answers; ADSUM_ERR_HOST: there are
 * no random bytes.
 */
int keys_make(struct adsum_text password, uint32_t iterations,
              struct adsum_sasl_keys ret[KEYS]);

/** Overwrite a secret. */
void keys_wipe(void *secret, size_t bytes);

#endif
