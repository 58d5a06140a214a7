#include "options.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HELP        "--help"
#define HELP_COLUMN 32

/* Lines of help stand below each other. */
static void help_lines(const char *lines)
{
    for (; *lines != '\0'; lines++) {
        putchar(*lines);
        if (*lines == '\n')
            printf("%*s", HELP_COLUMN, "");
    }
}

static void help_option(const struct option *option)
{
    int column =
        printf("    %s%s%s", option->name, option->value == NULL ? "" : " ",
               option->value == NULL ? "" : option->value);

    if (column < HELP_COLUMN)
        printf("%*s", HELP_COLUMN - column, "");
    else
        help_lines("\n");
    help_lines(option->help);
    if (option->kind == OPTION_NUMBER)
        printf(" (%llu to %llu, else %llu)", (unsigned long long)option->least,
               (unsigned long long)option->most,
               (unsigned long long)option->usual);
    if (option->kind == OPTION_CHOICE)
        printf(" (else %s)", option->choices[option->usual]);
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

/* Each answers NULL, or what is wrong with the value. */
static const char *set_flag(const struct option *option, const char *value,
                            void *ret)
{
    static const uint64_t on = 1;

    (void)option;
    (void)value;
    memcpy(ret, &on, sizeof on);
    return NULL;
}

static const char *set_text(const struct option *option, const char *value,
                            void *ret)
{
    (void)option;
    memcpy(ret, &value, sizeof value);
    return NULL;
}

static const char *set_texts(const struct option *option, const char *value,
                             void *ret)
{
    struct settings_words *words = ret;

    (void)option;
    if (words->count == SETTINGS_WORDS)
        return "is given too often";
    words->words[words->count++] = value;
    return NULL;
}

static const char *set_number(const struct option *option, const char *value,
                              void *ret)
{
    uint64_t number;
    char *end;

    errno = 0;
    number = strtoull(value, &end, 10);
    if (value[0] < '0' || value[0] > '9' || *end != '\0' || errno != 0 ||
        number < option->least || number > option->most)
        return "is out of its range";
    memcpy(ret, &number, sizeof number);
    return NULL;
}

static const char *set_choice(const struct option *option, const char *value,
                              void *ret)
{
    for (uint64_t i = 0; option->choices[i] != NULL; i++)
        if (strcmp(option->choices[i], value) == 0) {
            memcpy(ret, &i, sizeof i);
            return NULL;
        }
    return "is none of its words";
}

static const char *set(const struct option *option, const char *value,
                       struct settings *settings)
{
    static const char *(*const kinds[])(const struct option *option,
                                        const char *value, void *ret) = {
        [OPTION_FLAG] = set_flag,     [OPTION_TEXT] = set_text,
        [OPTION_TEXTS] = set_texts,   [OPTION_NUMBER] = set_number,
        [OPTION_CHOICE] = set_choice,
    };

    return kinds[option->kind](option, value, place(option, settings));
}

static void set_usual(struct settings *settings)
{
    const struct option *const *options = settings->command->options;

    for (uint32_t i = 0; options[i] != NULL; i++)
        if (options[i]->kind == OPTION_NUMBER ||
            options[i]->kind == OPTION_CHOICE)
            memcpy(place(options[i], settings), &options[i]->usual,
                   sizeof options[i]->usual);
}

/* A text or texts begin with a pointer, which is NULL until it is set. */
static int check_required(struct settings *settings)
{
    const struct option *const *options = settings->command->options;
    const char *value;

    for (uint32_t i = 0; options[i] != NULL; i++) {
        memcpy(&value, place(options[i], settings), sizeof value);
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
        if (option->kind == OPTION_FLAG && value != NULL)
            return options_wrong(command, "takes no value", option->name);
        if (option->kind != OPTION_FLAG && value == NULL && ++i == count)
            return options_wrong(command, "wants a value", option->name);
        if (option->kind != OPTION_FLAG && value == NULL)
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
