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

#define SETTINGS_WORDS 64u /* the most, of an option given again and again */

struct settings_words {
    const char *words[SETTINGS_WORDS];
    uint32_t count;
};

/** What was asked for; the options' places. */
struct settings {
    const struct command *command;
    const char *data;
    uint64_t iterations;
    uint64_t batch;
    uint64_t replace;
    struct settings_serve {
        struct settings_words domains, listen, listen_tls;
        const char *certificate, *key;
        uint64_t plain;     /* passwords without TLS, to loopback */
        uint64_t log_level; /* LOG_* */

        uint64_t sessions;
        uint64_t unbound, unbound_per_address;
        uint64_t first_seconds, handshake_seconds, bind_seconds;
        uint64_t idle_seconds, ping_seconds, busy_seconds, lost_seconds;
        uint64_t stanza_bytes, output_bytes;
        uint64_t kept, kept_bytes, kept_days;
    } serve;
    const char *const *operands;
    uint32_t operand_count;
};

enum {
    OPTION_FLAG = 0, /* a uint64_t, set to 1 */
    OPTION_TEXT,     /* a const char * */
    OPTION_TEXTS,    /* a struct settings_words */
    OPTION_NUMBER,   /* a uint64_t */
    OPTION_CHOICE    /* a uint64_t: which of `choices` */
};

struct option {
    const char *name;  /* with its two hyphens */
    const char *value; /* what the help calls it; a flag has none */
    const char *help;
    size_t place; /* in settings */
    uint8_t kind; /* OPTION_* */
    uint8_t required;
    uint64_t usual; /* of a number, of a choice */
    uint64_t least, most;
    const char *const *choices; /* ends with NULL */
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
