/*
 * The command line as data: a table of commands, each with a table of options,
 * is parsed, and is the help.
 */
#ifndef PRESENCED_OPTIONS_H
#define PRESENCED_OPTIONS_H

#include <stddef.h>
#include <stdint.h>

/* Exit statuses. */
enum { STATUS_DONE = 0, STATUS_FAILED = 1, STATUS_USAGE = 2 };

/** What was asked for; the options' places. */
struct settings {
    const struct command *command;
    const char *data;
    uint64_t iterations;
    uint64_t batch;
    uint64_t replace;
    const char *const *operands;
    uint32_t operand_count;
};

/** An option. Without `value` it is a flag; a number has a `most`. */
struct option {
    const char *name;  /* with its two hyphens */
    const char *value; /* what the help calls it; NULL: a flag, set to 1 */
    const char *help;
    size_t place;   /* in settings: a uint64_t, or a const char * */
    uint64_t usual; /* of a number */
    uint64_t least, most;
    uint8_t required;
};

struct command {
    const char *name;
    const char *const *usage; /* one line each, ends with NULL */
    const char *help;
    const struct option *const *options;         /* ends with NULL */
    int (*run)(const struct settings *settings); /* a status */
};

/**
 * Take a command line apart; what is wrong is said on standard error.
 *
 * @commands  ends with one without name
 *
 * Returns STATUS_DONE; without settings->command the help was asked for and
 * has been given. Or STATUS_USAGE.
 */
int options_parse(const struct command *commands, int count,
                  const char *const *words, struct settings *ret);

/** Say that a command was used wrongly. Returns STATUS_USAGE. */
int options_wrong(const struct command *command, const char *what,
                  const char *word);

#endif
