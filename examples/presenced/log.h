/* The log: a line on standard error for each thing that happened. */
#ifndef PRESENCED_LOG_H
#define PRESENCED_LOG_H

#include <stdint.h>

enum { LOG_ERROR = 0, LOG_WARNING, LOG_INFO, LOG_DEBUG };

/* Their names; ends with NULL. */
extern const char *const log_levels[];

struct log {
    int descriptor;
    uint64_t level; /* LOG_*: what comes behind it is left out */
};

/**
 * "2026-01-31T09:59:59Z info [::1]:40100: text", in one write.
 *
 * @about  a peer's address, or NULL
 *
 * What is not printable ASCII is shown as \xNN, so a peer can neither begin a
 * line nor paint a terminal. A line that is too long is cut.
 */
__attribute__((format(printf, 4, 5))) void log_say(const struct log *log,
                                                   uint64_t level,
                                                   const char *about,
                                                   const char *format, ...);

#endif
