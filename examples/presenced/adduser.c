/*
 * Accounts: each that is not refused stays. What takes long is done first, and
 * then they are written by the hundred, so that the disk is waited for less,
 * and a service beside us does not wait long.
 */
#include "commands.h"
#include "keys.h"

#include <adsum/prep.h>
#include <stdlib.h>
#include <unistd.h>

#define ACCOUNTS_AT_ONCE 100u

struct account {
    char buffer[ADSUM_ADDRESS_BYTES];
    struct adsum_text address;
    struct adsum_sasl_keys keys[KEYS];
    uint32_t line;
};

struct adding {
    const struct settings *settings;
    struct store store;
    struct lines lines;
    int status;
    uint32_t count;
    struct account accounts[ACCOUNTS_AT_ONCE];
};

static void failed(struct adding *all, uint32_t line, int err)
{
    all->status = command_failed(all->settings, line, &all->store, err);
}

static int make(struct adding *all, struct adsum_text address,
                struct adsum_text password)
{
    struct account *account = &all->accounts[all->count];
    struct adsum_address parts;
    int err =
        adsum_prep_address(address, account->buffer, sizeof account->buffer,
                           &account->address, &parts);

    if (err != 0)
        return err;
    if (parts.local.length == 0 || parts.resource.length != 0)
        return ADSUM_ERR_INVALID;
    err = store_account_find(&all->store, account->address);
    if (err != ADSUM_ERR_UNKNOWN && (err != 0 || !all->settings->replace))
        return err != 0 ? err : ADSUM_ERR_CONFLICT;
    err =
        keys_make(password, (uint32_t)all->settings->iterations, account->keys);
    account->line = all->settings->batch ? all->lines.number : 0;
    all->count += err == 0;
    return err;
}

static void write_each(struct adding *all)
{
    for (uint32_t i = 0; i < all->count && !all->store.lost; i++) {
        const struct account *account = &all->accounts[i];
        int err =
            store_account_put(&all->store, account->address, account->keys,
                              KEYS, all->settings->replace != 0);

        if (err != 0 && !all->store.lost)
            failed(all, account->line, err);
    }
}

/* 0, or why none of them is kept. */
static int write_all(struct adding *all)
{
    int err = store_begin(&all->store);

    if (err == 0) {
        write_each(all);
        err = store_end(&all->store, 0);
    }
    if (err != 0)
        failed(all, all->accounts[0].line, err);
    keys_wipe(all->accounts, sizeof all->accounts);
    all->count = 0;
    return err;
}

static void add_one(struct adding *all)
{
    struct adsum_text password;
    int err = lines_next(&all->lines, &password);

    if (err == 0)
        err = make(all, adsum_text_of(all->settings->operands[0]), password);
    if (err == 0)
        (void)write_all(all);
    else
        failed(all, 0, err == ADSUM_END ? ADSUM_ERR_PASSWORD : err);
}

static void add_all(struct adding *all)
{
    struct adsum_text line, address;
    int err, kept = 0;

    while (kept == 0 && (err = lines_next(&all->lines, &line)) != ADSUM_END) {
        if (err == 0) {
            address = lines_word(&line);
            err = make(all, address, line);
        }
        if (err != 0)
            failed(all, all->lines.number, err);
        if (err == ADSUM_ERR_HOST || err == ADSUM_ERR_SAVE)
            break;
        if (all->count == ACCOUNTS_AT_ONCE)
            kept = write_all(all);
    }
    if (kept == 0 && all->count != 0)
        (void)write_all(all);
}

int adduser(const struct settings *settings)
{
    struct adding *all;
    int status;

    if (settings->operand_count != (settings->batch ? 0u : 1u))
        return options_wrong(settings->command,
                             "one USER@DOMAIN is wanted, or --batch", NULL);
    if ((all = calloc(1, sizeof *all)) == NULL)
        return command_failed(settings, 0, NULL, ADSUM_ERR_NO_MEMORY);
    all->settings = settings;
    status = command_open(settings, &all->store);
    if (status == STATUS_DONE) {
        lines_init(&all->lines, STDIN_FILENO);
        (settings->batch ? add_all : add_one)(all);
        lines_deinit(&all->lines);
        status = all->status;
        store_close(&all->store);
    }
    free(all);
    return status;
}
