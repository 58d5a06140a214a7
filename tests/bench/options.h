/* Options of the benches' command lines: --name value, or --name alone. */
#ifndef BENCH_OPTIONS_H
#define BENCH_OPTIONS_H

#include <stdbool.h>

/** @names  NULL ends; one that takes no value ends with '!' */
struct options {
    int count;
    char **words;
    const char *const *names;
};

/** Ends the program, telling the usage, if there is one not in `names`. */
void options_check(const struct options *options, const char *usage);

const char *options_text(const struct options *options, const char *name,
                         const char *otherwise);
double options_number(const struct options *options, const char *name,
                      double otherwise);
bool options_given(const struct options *options, const char *name);

#endif
