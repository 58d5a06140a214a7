/*
 * What save() was given, as a database would hold it: accounts and their rows,
 * given back to adsum_user_load() as they came. A row said to be gone that
 * never was fails the test.
 */
#ifndef SUPPORT_DISK_H
#define SUPPORT_DISK_H

#include "words.h"

struct disk_row {
    char *user;
    char *contact;
    struct adsum_change change; /* its views are copies of the disk's own */
    struct words_item item;
    void *bytes;
};

struct disk_account {
    char *address;
    uint32_t kind;
};

struct disk {
    struct disk_row *rows;
    struct disk_account *accounts;
    size_t row_count;
    size_t account_count;
};

void disk_deinit(struct disk *disk);

/* Make an account, or change its kind. */
void disk_account(struct disk *disk, struct adsum_text user, uint32_t kind);

/* ADSUM_USER_UNKNOWN where there is none. */
uint32_t disk_kind(const struct disk *disk, struct adsum_text user);

void disk_apply(struct disk *disk, const struct adsum_change *change);

/* The rows of a user, in an array to be freed. */
struct adsum_change *disk_rows(const struct disk *disk, struct adsum_text user,
                               uint32_t *ret_count);

/* NULL: there is no such row. */
const struct disk_row *disk_find(const struct disk *disk,
                                 struct adsum_text user, uint32_t kind,
                                 struct adsum_text contact);

int same_text(struct adsum_text one, struct adsum_text other);

/* Memory that never refuses, and a terminated copy. */
void *must_have(void *block, size_t bytes);
char *copy_text(struct adsum_text text);

#endif
