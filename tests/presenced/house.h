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

#define HOUSE_STORY(story) \
    cmocka_unit_test_setup_teardown(story, house_set_up, house_tear_down)

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

/* A user as the service has it, to be freed. */
uint8_t *house_pack(struct adsum_service *service, const char *user,
                    uint32_t *ret_length);

/* Two services have the same of a user. */
int house_same(struct adsum_service *one, struct adsum_service *other,
               const char *user);

/* Give the user up, load it from the store: it packs to the same bytes. */
void house_expect_reloads(struct house *house, const char *user);

/* A service without a store, for what a service with one is held against. */
struct adsum_service *house_model(void);

/* romeo@a and all that can be known of a user, always the same. */
void house_play(struct house *house);

/* The file ------------------------------------------------------------- */

/* The path of the database. */
const char *house_path(const struct house *house);

/* All of it, to be freed. */
char *house_read(const struct house *house, size_t *ret_length);

/* The store closed, and its file another. */
void house_replace(struct house *house, const void *bytes, size_t length);

/* Run SQL, or that of a file of the tests, by a connection of its own. */
void house_sql(const struct house *house, const char *sql);
void house_sql_file(const struct house *house, const char *name);

/* The number that SQL answers: by a connection of its own, by the store's. */
uint64_t house_number(const struct house *house, const char *sql);
uint64_t house_ask(const struct house *house, const char *sql);

/* SQLite finds nothing wrong with it. */
void house_expect_sound(const struct house *house);

#endif
