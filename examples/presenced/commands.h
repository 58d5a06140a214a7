/* The commands, each in a file of its name; each answers an exit status. */
#ifndef PRESENCED_COMMANDS_H
#define PRESENCED_COMMANDS_H

#include "lines.h"
#include "options.h"
#include "store.h"

/* Of every command. */
extern const struct option option_data;

/* Of `serve`; ends with NULL. */
extern const struct option *const serve_options[];

int adduser(const struct settings *settings);
int befriend(const struct settings *settings);
int serve(const struct settings *settings);

/* Open the store that --data names. A status; what is wrong has been said. */
int command_open(const struct settings *settings, struct store *store);

/* Say why something about a line, or an operand, was not done: STATUS_FAILED.
   0 as the line: there is none. */
int command_failed(const struct settings *settings, uint32_t line,
                   const struct store *store, int err);

#endif
