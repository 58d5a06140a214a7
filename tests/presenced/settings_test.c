/* What a service can be told: each option, its default, its bounds. */
#include "cmocka_all.h"
#include "commands.h"
#include "log.h"

#include <stdio.h>
#include <string.h>

#define MOST 80

static int parse(const char *const *words, struct settings *ret)
{
    static const char *const usage[] = {"", NULL};
    static const struct command commands[] = {
        {.name = "serve", .usage = usage, .help = "", .options = serve_options},
        {.name = NULL}};
    const char *all[MOST] = {"presenced", "serve"};
    int count = 2;

    while (*words != NULL)
        all[count++] = *words++;
    return options_parse(commands, count, all, ret);
}

static void what_is_not_said_has_a_default(void **state)
{
    static const char *const words[] = {"--domain", "a", "--data", "d", NULL};
    struct settings settings;

    (void)state;
    assert_int_equal(parse(words, &settings), STATUS_DONE);
    assert_int_equal(settings.serve.domains.count, 1);
    assert_string_equal(settings.data, "d");
    assert_null(settings.serve.certificate);
    assert_int_equal(settings.serve.listen.count, 0);
    assert_int_equal(settings.serve.plain, 0);
    assert_int_equal(settings.serve.log_level, LOG_INFO);
    for (uint32_t i = 0; serve_options[i] != NULL; i++) {
        const struct option *option = serve_options[i];
        uint64_t number = UINT64_MAX;

        if (option->kind != OPTION_NUMBER)
            continue;
        memcpy(&number, (const char *)&settings + option->place, sizeof number);
        assert_int_equal(number, option->usual);
        assert_in_range(number, option->least, option->most);
    }
}

static void each_option_has_its_place(void **state)
{
    static const char *const words[] = {
        "--domain",    "a",
        "--domain=b",  "--data",
        "d",           "--listen",
        "[::1]:0",     "--listen-tls",
        "h:1",         "--listen-tls",
        "h:2",         "--tls-cert",
        "c",           "--tls-key",
        "k",           "--insecure-plain-on-loopback",
        "--log-level", "debug",
        NULL};
    struct settings settings;

    (void)state;
    assert_int_equal(parse(words, &settings), STATUS_DONE);
    assert_int_equal(settings.serve.domains.count, 2);
    assert_string_equal(settings.serve.domains.words[1], "b");
    assert_string_equal(settings.serve.listen.words[0], "[::1]:0");
    assert_int_equal(settings.serve.listen_tls.count, 2);
    assert_string_equal(settings.serve.listen_tls.words[1], "h:2");
    assert_string_equal(settings.serve.certificate, "c");
    assert_string_equal(settings.serve.key, "k");
    assert_int_equal(settings.serve.plain, 1);
    assert_int_equal(settings.serve.log_level, LOG_DEBUG);
}

/* No two share one, and each bound is the last that is taken. */
static void each_number_has_a_place_and_bounds(void **state)
{
    struct settings settings;
    char text[24];
    const char *words[] = {"--domain", "a", "--data", "d", NULL, text, NULL};

    (void)state;
    for (uint32_t i = 0; serve_options[i] != NULL; i++) {
        const struct option *option = serve_options[i];
        const struct {
            uint64_t number;
            int status;
        } tries[] = {{option->least, STATUS_DONE},
                     {option->most, STATUS_DONE},
                     {option->most + 1, STATUS_USAGE},
                     {option->least - 1, STATUS_USAGE}};

        for (uint32_t j = 0; serve_options[j] != NULL; j++)
            assert_true(i == j || option->place != serve_options[j]->place);
        for (uint32_t j = 0; option->kind == OPTION_NUMBER && j < 4; j++) {
            uint64_t number = 0;

            words[4] = option->name;
            snprintf(text, sizeof text, "%llu",
                     (unsigned long long)tries[j].number);
            assert_int_equal(parse(words, &settings), tries[j].status);
            memcpy(&number, (const char *)&settings + option->place,
                   sizeof number);
            if (tries[j].status == STATUS_DONE)
                assert_int_equal(number, tries[j].number);
        }
    }
}

static void what_is_wrong_is_refused(void **state)
{
    static const char *const rows[][6] = {
        {"--domain", "a", NULL},
        {"--data", "d", NULL},
        {"--domain", "a", "--data", NULL},
        {"--domain=a", "--data=d", "--log-level", "loud", NULL},
        {"--domain=a", "--data=d", "--max-sessions", "many", NULL},
        {"--domain=a", "--data=d", "--max-sessions", "", NULL},
        {"--domain=a", "--data=d", "--max-sessions", " 5", NULL},
        {"--domain=a", "--data=d", "--max-sessions", "18446744073709551617",
         NULL},
    };
    const char *many[SETTINGS_WORDS + 3] = {"--data=d"};
    struct settings settings;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(parse(rows[i], &settings), STATUS_USAGE);
    for (uint32_t i = 0; i < SETTINGS_WORDS; i++)
        many[i + 1] = "--domain=a";
    assert_int_equal(parse(many, &settings), STATUS_DONE);
    many[SETTINGS_WORDS + 1] = "--domain=a";
    assert_int_equal(parse(many, &settings), STATUS_USAGE);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_said_has_a_default),
        cmocka_unit_test(each_option_has_its_place),
        cmocka_unit_test(each_number_has_a_place_and_bounds),
        cmocka_unit_test(what_is_wrong_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
