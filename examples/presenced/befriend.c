/*
 * Both halves of each line, or neither. A service of our own judges what was
 * written before it is kept: it must load. Lines are kept by the hundred, so
 * that the disk is waited for less, and a service beside us does not wait long.
 */
#include "commands.h"

#include <adsum/prep.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LINES_AT_ONCE 100u

struct half {
    struct adsum_text user;
    struct adsum_address parts;
    char buffer[ADSUM_ADDRESS_BYTES];
};

struct pair {
    struct half halves[2];
    uint32_t line;
    uint8_t subscription; /* to the second, in the first's roster */
};

struct befriending {
    const struct settings *settings;
    struct store store;
    struct lines lines;
    struct adsum_service *judge;
    int status;
    uint32_t count;
    struct pair pairs[LINES_AT_ONCE];
};

static void *allocate(void *user, void *block, size_t old_size, size_t new_size)
{
    (void)user;
    (void)old_size;
    if (new_size != 0)
        return realloc(block, new_size);
    free(block);
    return NULL;
}

/* Required, and never called: the judge has no sessions. */
static void deliver(void *user, const struct adsum_notice *notice,
                    struct adsum_target *targets, uint32_t count)
{
    (void)user;
    (void)notice;
    (void)targets;
    (void)count;
}

static int32_t save(void *user, const struct adsum_change *changes,
                    uint32_t count)
{
    (void)user;
    (void)changes;
    (void)count;
    return 0;
}

static int read_half(struct adsum_text word, struct half *half)
{
    int err = adsum_prep_address(word, half->buffer, sizeof half->buffer,
                                 &half->user, &half->parts);

    return err == 0 && half->parts.resource.length != 0 ? ADSUM_ERR_INVALID
                                                        : err;
}

static int read_pair(struct adsum_text line, struct pair *pair)
{
    struct adsum_text words[3];
    int err;

    for (int i = 0; i < 3; i++)
        words[i] = lines_word(&line);
    for (uint8_t i = 0; i <= ADSUM_SUBSCRIPTION_BOTH; i++) {
        struct adsum_text name =
            adsum_text_of(adsum_name(ADSUM_NAMES_SUBSCRIPTION, i));

        if (line.length != 0 || words[2].length != name.length ||
            memcmp(words[2].bytes, name.bytes, name.length) != 0)
            continue;
        pair->subscription = i;
        err = read_half(words[0], &pair->halves[0]);
        return err != 0 ? err : read_half(words[1], &pair->halves[1]);
    }
    return ADSUM_ERR_PACKED;
}

static void failed(struct befriending *all, uint32_t line, int err)
{
    all->status = command_failed(all->settings, line, &all->store, err);
}

/* As many lines as are done at once; ADSUM_END after the last. */
static int read_pairs(struct befriending *all)
{
    struct adsum_text line;
    int err = 0;

    all->count = 0;
    while (all->count < LINES_AT_ONCE) {
        struct pair *pair = &all->pairs[all->count];

        if ((err = lines_next(&all->lines, &line)) == ADSUM_END)
            return err;
        if (err == 0)
            err = read_pair(line, pair);
        if (err == 0) {
            pair->line = all->lines.number;
            all->count++;
            continue;
        }
        failed(all, all->lines.number, err);
        if (err == ADSUM_ERR_HOST)
            return ADSUM_END;
    }
    return 0;
}

static int write_half(struct befriending *all, const struct half *user,
                      const struct half *contact, uint32_t subscription)
{
    int err = store_befriend(&all->store, user->user, contact->user,
                             (uint8_t)subscription);

    if (err == 0)
        err = store_load(&all->store, all->judge, user->user);
    return err != 0 ? err : adsum_user_unload(all->judge, user->user);
}

static int write_pair(struct befriending *all, const struct pair *pair)
{
    const struct half *one = &pair->halves[0], *other = &pair->halves[1];
    uint32_t subscription = pair->subscription;
    int err = write_half(all, one, other, subscription);

    if (err != 0)
        return err;
    err = store_account_find(&all->store, other->user);
    if (err == 0)
        return write_half(all, other, one,
                          (subscription >> 1 | subscription << 1) & 3);
    if (err != ADSUM_ERR_UNKNOWN)
        return err;
    /* Elsewhere there is nothing to be written; here it should exist. */
    err = store_domain_find(&all->store, other->parts.domain);
    return err == ADSUM_ERR_UNKNOWN ? 0 : err == 0 ? ADSUM_ERR_UNKNOWN : err;
}

static int write_pairs(struct befriending *all)
{
    int err = store_begin(&all->store);

    if (err != 0)
        return err;
    for (uint32_t i = 0; i < all->count && !all->store.lost; i++) {
        if ((err = store_begin(&all->store)) == 0)
            err = store_end(&all->store, write_pair(all, &all->pairs[i]));
        if (err != 0)
            failed(all, all->pairs[i].line, err);
    }
    return store_end(&all->store, 0);
}

static void befriend_all(struct befriending *all)
{
    int ended, err = 0;

    lines_init(&all->lines, STDIN_FILENO);
    do {
        ended = read_pairs(all);
        if (all->count != 0)
            err = write_pairs(all);
    } while (err == 0 && ended == 0);
    if (err != 0) {
        failed(all, all->pairs[0].line, err);
        fputs("presenced befriend: nothing from there on was done\n", stderr);
    }
    lines_deinit(&all->lines);
}

static int judge_new(struct adsum_service **ret)
{
    static const struct adsum_host host = {.size = sizeof host,
                                           .allocate = allocate,
                                           .deliver = deliver,
                                           .save = save};

    return adsum_service_new(&host, NULL, NULL, ret);
}

int befriend(const struct settings *settings)
{
    struct befriending *all;
    int err, status;

    if (!settings->batch || settings->operand_count != 0)
        return options_wrong(settings->command, "--batch is wanted, alone",
                             NULL);
    if ((all = calloc(1, sizeof *all)) == NULL)
        return command_failed(settings, 0, NULL, ADSUM_ERR_NO_MEMORY);
    all->settings = settings;
    status = command_open(settings, &all->store);
    if (status == STATUS_DONE) {
        if ((err = judge_new(&all->judge)) == 0)
            befriend_all(all);
        else
            failed(all, 0, err);
        status = all->status;
        adsum_service_free(all->judge);
        store_close(&all->store);
    }
    free(all);
    return status;
}
