#include "options.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool matches(const char *name, const char *word)
{
    size_t length = strcspn(name, "!");

    return strncmp(word, "--", 2) == 0 && strlen(word + 2) == length &&
           strncmp(word + 2, name, length) == 0;
}

static const char *name_of(const struct options *options, const char *word)
{
    const char *const *name = options->names;

    while (*name != NULL && !matches(*name, word))
        name++;
    return *name;
}

void options_check(const struct options *options, const char *usage)
{
    for (int i = 1; i < options->count; i++) {
        const char *name = name_of(options, options->words[i]);

        if (name != NULL && strchr(name, '!') != NULL)
            continue;
        if (name == NULL || ++i == options->count) {
            fprintf(stderr, "usage: %s %s\n", options->words[0], usage);
            exit(2);
        }
    }
}

static int find(const struct options *options, const char *name)
{
    for (int i = 1; i < options->count; i++)
        if (matches(name, options->words[i]))
            return i;
    return 0;
}

bool options_given(const struct options *options, const char *name)
{
    return find(options, name) != 0;
}

const char *options_text(const struct options *options, const char *name,
                         const char *otherwise)
{
    int i = find(options, name);

    return i == 0 ? otherwise : options->words[i + 1];
}

double options_number(const struct options *options, const char *name,
                      double otherwise)
{
    const char *text = options_text(options, name, NULL);
    char *end;
    double value;

    if (text == NULL)
        return otherwise;
    value = strtod(text, &end);
    if (end == text || *end != '\0' || !(value >= 0)) {
        fprintf(stderr, "--%s wants a number, not %s\n", name, text);
        exit(2);
    }
    return value;
}
