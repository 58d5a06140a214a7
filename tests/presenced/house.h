/*
 * A house: a service with the real store in a folder of its own, for stories.
 *
 * Users are loaded from the store when the service asks. What is saved is
 * counted; what is delivered is told to nobody.
 */
#ifndef TESTS_PRESENCED_HOUSE_H
#define TESTS_PRESENCED_HOUSE_H

#include "cmocka_all.h"
#include "store.h"

#include <stdio.h>

struct house {
    char folder[64];
    struct store store;
    struct adsum_service *service;
    uint32_t saves;   /* that the store answered 0 for */
    int32_t save_err; /* what it answered last */
};

/* setup and teardown of cmocka: *state is the house. */
int house_set_up(void **state);
int house_tear_down(void **state);

/* Open the store, and begin a service over it; both end, and nothing else. */
void house_open(struct house *house);
void house_close(struct house *house);

/* An account with a key of each hash that tells it from others. */
void house_account(struct store *store, const char *address);

/* Load whom the last call lacked; 1: there were some, call again. */
int house_load_absent(struct house *house);

uint64_t house_come(struct house *house, const char *address);
int house_send(struct house *house, uint64_t session, uint8_t kind,
               const char *to, const char *bytes);

/* Give the user up, load it from the store: it packs to the same bytes. */
void house_expect_reloads(struct house *house, const char *user);

/* Run SQL on the store's file by a connection of its own. */
void house_sql(struct house *house, const char *sql);

/* The path of the database. */
const char *house_path(const struct house *house);

#endif
