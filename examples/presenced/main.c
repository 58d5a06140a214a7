/* presenced: what it can be told to do. */
#include "commands.h"
#include "keys.h"

#include <signal.h>
#include <stdio.h>

static const struct option batch = {.name = "--batch",
                                    .help = "read lines from standard input",
                                    .place = offsetof(struct settings, batch)};
static const struct option replace = {
    .name = "--replace",
    .help = "an account that exists gets the new password",
    .place = offsetof(struct settings, replace)};
static const struct option iterations = {
    .name = "--iterations",
    .value = "N",
    .kind = OPTION_NUMBER,
    .help = "what a try at a password costs",
    .place = offsetof(struct settings, iterations),
    .usual = KEYS_ITERATIONS,
    .least = KEYS_ITERATIONS_LEAST,
    .most = KEYS_ITERATIONS_MOST};

static const struct command commands[] = {
    {.name = "serve",
     .usage =
         (const char *const[]){"--data DIR --domain DOMAIN [OPTION]...", NULL},
     .help = "Be the presence service of a domain, or of several. It says "
             "`ready HOST:PORT`\n    for each address it listens at, on "
             "standard error. SIGTERM ends it in order,\n    SIGHUP reads "
             "certificates anew, SIGUSR1 logs what is counted.",
     .options = serve_options,
     .run = serve},
    {.name = "adduser",
     .usage = (const char *const[]){"--data DIR [OPTION]... USER@DOMAIN",
                                    "--data DIR [OPTION]... --batch", NULL},
     .help = "Make an account. The password is the first line of standard "
             "input; with\n    --batch each line is USER@DOMAIN, a space, and "
             "the password. Kept are the\n    keys of SCRAM-SHA-256 and -1.",
     .options = (const struct option *const[]){&option_data, &batch, &replace,
                                               &iterations, NULL},
     .run = adduser},
    {.name = "befriend",
     .usage = (const char *const[]){"--data DIR --batch", NULL},
     .help =
         "For tests: set subscriptions, by lines USER@DOMAIN CONTACT@DOMAIN "
         "none|to|from|both,\n    in the user's roster and the other way "
         "round in the contact's, if that is an\n    account here. A "
         "service sees it when it loads the user next, which for one\n    "
         "with sessions is after the last has ended.",
     .options = (const struct option *const[]){&option_data, &batch, NULL},
     .run = befriend},
    {.name = NULL},
};

static const struct {
    int err;
    const char *why;
} reasons[] = {
    {ADSUM_ERR_CONFLICT, "there is such an account already"},
    {ADSUM_ERR_UNKNOWN, "there is no such account"},
    {ADSUM_ERR_INVALID, "wanted is USER@DOMAIN, and two of them different"},
    {ADSUM_ERR_LOCAL, "what stands before @ is not a user's name"},
    {ADSUM_ERR_DOMAIN, "what stands after @ is not a domain"},
    {ADSUM_ERR_RESOURCE, "wanted is USER@DOMAIN, without a resource"},
    {ADSUM_ERR_PACKED, "wanted is USER@DOMAIN CONTACT@DOMAIN "
                       "none|to|from|both"},
    {ADSUM_ERR_PASSWORD, "not a password (RFC 8265)"},
    {ADSUM_ERR_ROOM, "too long"},
    {ADSUM_ERR_NO_MEMORY, "out of memory"},
    {ADSUM_ERR_HOST, "the system gives no input, or no random bytes"},
};

static const char *reason(const struct store *store, int err)
{
    if (err == ADSUM_ERR_SAVE)
        return store->error;
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        if (reasons[i].err == err)
            return reasons[i].why;
    return adsum_name(ADSUM_NAMES_ERROR, err);
}

int command_failed(const struct settings *settings, uint32_t line,
                   const struct store *store, int err)
{
    const char *why = reason(store, err);

    if (line != 0)
        fprintf(stderr, "presenced %s: line %u: %s\n", settings->command->name,
                line, why);
    else
        fprintf(stderr, "presenced %s: %s: %s\n", settings->command->name,
                settings->operand_count == 0 ? settings->data
                                             : settings->operands[0],
                why);
    return STATUS_FAILED;
}

int command_open(const struct settings *settings, struct store *store)
{
    int err = store_open(store, settings->data);

    if (err == 0)
        return STATUS_DONE;
    fprintf(stderr, "presenced %s: %s/%s: %s\n", settings->command->name,
            settings->data, STORE_FILE, reason(store, err));
    return STATUS_FAILED;
}

int main(int count, char **words)
{
    struct settings settings;
    int status =
        options_parse(commands, count, (const char *const *)words, &settings);

    /* A file that may not grow is an error, not an end. */
    signal(SIGXFSZ, SIG_IGN);
    return status != STATUS_DONE || settings.command == NULL
               ? status
               : settings.command->run(&settings);
}
