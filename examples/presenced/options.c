#include "options.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HELP "--help"

static void help_option(const struct option *option)
{
    char left[40];

    snprintf(left, sizeof left, "%s%s%s", option->name,
             option->value == NULL ? "" : " ",
             option->value == NULL ? "" : option->value);
    printf("    %-18s %s", left, option->help);
    if (option->most != 0)
        printf(" (%llu to %llu, else %llu)", (unsigned long long)option->least,
               (unsigned long long)option->most,
               (unsigned long long)option->usual);
    putchar('\n');
}

static void help_command(const struct command *command)
{
    for (uint32_t i = 0; command->usage[i] != NULL; i++)
        printf("  presenced %s %s\n", command->name, command->usage[i]);
    printf("\n    %s\n\n", command->help);
    for (uint32_t i = 0; command->options[i] != NULL; i++)
        help_option(command->options[i]);
    putchar('\n');
}

static void help_all(const struct command *commands)
{
    puts("presenced: an XMPP presence service on adsum, as an example.\n");
    for (; commands->name != NULL; commands++)
        help_command(commands);
    puts("Exit status: 0 done, 1 not all was done, 2 used wrongly. What is "
         "wrong is said\non standard error.");
}

int options_wrong(const struct command *command, const char *what,
                  const char *word)
{
    fprintf(stderr, "presenced%s%s: %s%s%s\nTry: presenced%s%s " HELP "\n",
            command == NULL ? "" : " ", command == NULL ? "" : command->name,
            word == NULL ? "" : word, word == NULL ? "" : " ", what,
            command == NULL ? "" : " ", command == NULL ? "" : command->name);
    return STATUS_USAGE;
}

/* The option of a word; `ret_value` is what stands behind its '='. */
static const struct option *find(const struct command *command,
                                 const char *word, const char **ret_value)
{
    size_t length = strcspn(word, "=");

    *ret_value = word[length] == '=' ? word + length + 1 : NULL;
    for (uint32_t i = 0; command->options[i] != NULL; i++)
        if (strlen(command->options[i]->name) == length &&
            memcmp(command->options[i]->name, word, length) == 0)
            return command->options[i];
    return NULL;
}

static void *place(const struct option *option, struct settings *settings)
{
    return (char *)settings + option->place;
}

/* NULL, or what is wrong with it. */
static const char *set(const struct option *option, const char *value,
                       struct settings *settings)
{
    uint64_t number = 1;
    char *end;

    if (option->value != NULL && option->most == 0) {
        memcpy(place(option, settings), &value, sizeof value);
        return NULL;
    }
    if (option->value != NULL) {
        errno = 0;
        number = strtoull(value, &end, 10);
        if (value[0] < '0' || value[0] > '9' || *end != '\0' || errno != 0 ||
            number < option->least || number > option->most)
            return "is out of its range";
    }
    memcpy(place(option, settings), &number, sizeof number);
    return NULL;
}

static void set_usual(struct settings *settings)
{
    const struct option *const *options = settings->command->options;

    for (uint32_t i = 0; options[i] != NULL; i++)
        if (options[i]->most != 0)
            memcpy(place(options[i], settings), &options[i]->usual,
                   sizeof options[i]->usual);
}

static int check_required(const struct settings *settings)
{
    const struct option *const *options = settings->command->options;
    const char *value;

    for (uint32_t i = 0; options[i] != NULL; i++) {
        memcpy(&value, (const char *)settings + options[i]->place,
               sizeof value);
        if (options[i]->required && value == NULL)
            return options_wrong(settings->command, "is missing",
                                 options[i]->name);
    }
    return STATUS_DONE;
}

/* Options stand before operands. */
static int parse(const char *const *words, int count, struct settings *ret)
{
    const struct command *command = ret->command;
    const char *value, *wrong;
    int i;

    for (i = 0; i < count && words[i][0] == '-'; i++) {
        const struct option *option = find(command, words[i], &value);

        if (strcmp(words[i], HELP) == 0) {
            help_command(command);
            ret->command = NULL;
            return STATUS_DONE;
        }
        if (option == NULL)
            return options_wrong(command, "is no option", words[i]);
        if (option->value == NULL && value != NULL)
            return options_wrong(command, "takes no value", option->name);
        if (option->value != NULL && value == NULL && ++i == count)
            return options_wrong(command, "wants a value", option->name);
        if (option->value != NULL && value == NULL)
            value = words[i];
        if ((wrong = set(option, value, ret)) != NULL)
            return options_wrong(command, wrong, option->name);
    }
    ret->operands = words + i;
    ret->operand_count = (uint32_t)(count - i);
    return check_required(ret);
}

int options_parse(const struct command *commands, int count,
                  const char *const *words, struct settings *ret)
{
    memset(ret, 0, sizeof *ret);
    if (count < 2)
        return options_wrong(NULL, "a command is missing", NULL);
    if (strcmp(words[1], HELP) == 0 || strcmp(words[1], "help") == 0) {
        help_all(commands);
        return STATUS_DONE;
    }
    for (; commands->name != NULL; commands++)
        if (strcmp(commands->name, words[1]) == 0) {
            ret->command = commands;
            set_usual(ret);
            return parse(words + 2, count - 2, ret);
        }
    return options_wrong(NULL, "is no command", words[1]);
}
