/* Accounts are made one by one: each that is not refused stays. */
#include "commands.h"
#include "keys.h"

#include <adsum/prep.h>
#include <unistd.h>

static int add(const struct settings *settings, struct store *store,
               struct adsum_text address, struct adsum_text password)
{
    char buffer[ADSUM_ADDRESS_BYTES];
    struct adsum_address parts;
    struct adsum_text prepared;
    struct adsum_sasl_keys keys[KEYS];
    int err =
        adsum_prep_address(address, buffer, sizeof buffer, &prepared, &parts);

    if (err != 0)
        return err;
    if (parts.local.length == 0 || parts.resource.length != 0)
        return ADSUM_ERR_INVALID;
    err = store_account_find(store, prepared);
    if (err != ADSUM_ERR_UNKNOWN && (err != 0 || !settings->replace))
        return err != 0 ? err : ADSUM_ERR_CONFLICT;
    err = keys_make(password, (uint32_t)settings->iterations, keys);
    if (err == 0)
        err = store_account_put(store, prepared, keys, KEYS,
                                settings->replace != 0);
    keys_wipe(keys, sizeof keys);
    return err;
}

static int add_one(const struct settings *settings, struct store *store,
                   struct lines *lines)
{
    struct adsum_text password;
    int err = lines_next(lines, &password);

    if (err == 0)
        err = add(settings, store, adsum_text_of(settings->operands[0]),
                  password);
    return err == 0
               ? STATUS_DONE
               : command_failed(settings, 0, store,
                                err == ADSUM_END ? ADSUM_ERR_PASSWORD : err);
}

static int add_all(const struct settings *settings, struct store *store,
                   struct lines *lines)
{
    struct adsum_text line, address;
    int err, status = STATUS_DONE;

    while ((err = lines_next(lines, &line)) != ADSUM_END) {
        if (err == 0) {
            address = lines_word(&line);
            err = add(settings, store, address, line);
        }
        if (err != 0)
            status = command_failed(settings, lines->number, store, err);
        if (err == ADSUM_ERR_HOST || err == ADSUM_ERR_SAVE)
            break;
    }
    return status;
}

int adduser(const struct settings *settings)
{
    struct store store;
    struct lines lines;
    int status;

    if (settings->operand_count != (settings->batch ? 0u : 1u))
        return options_wrong(settings->command,
                             "one USER@DOMAIN is wanted, or --batch", NULL);
    if ((status = command_open(settings, &store)) != STATUS_DONE)
        return status;
    lines_init(&lines, STDIN_FILENO);
    status = (settings->batch ? add_all : add_one)(settings, &store, &lines);
    lines_deinit(&lines);
    store_close(&store);
    return status;
}
