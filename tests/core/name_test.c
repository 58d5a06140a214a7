/*
 * Names: every enumerator of the headers has one, every struct a size.
 *
 * constants.inc is written from the headers by constants.py, so a constant
 * that is added there and has no name fails here.
 */
#include <adsum.h>

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const struct constant {
    uint32_t group; /* the enum's number */
    const char *name;
    int32_t value;
} constants[] = {
#define ENUMERATOR(group, name) {group, #name, (int32_t)name},
#define STRUCT(tag)
#define ENUMS(count)
#include "constants.inc"
#undef ENUMERATOR
#undef STRUCT
#undef ENUMS
};

static const struct {
    const char *tag;
    size_t bytes;
} structs[] = {
#define ENUMERATOR(group, name)
#define STRUCT(tag) {#tag, sizeof(struct tag)},
#define ENUMS(count)
#include "constants.inc"
#undef ENUMERATOR
#undef STRUCT
#undef ENUMS
};

enum {
#define ENUMERATOR(group, name)
#define STRUCT(tag)
#define ENUMS(count) enum_count = count
#include "constants.inc"
};

enum { constant_count = sizeof constants / sizeof *constants };

/* The constant's last letters, in lower case, are the name; 0: they are not. */
static size_t before_name(const char *constant, const char *name)
{
    size_t all = strlen(constant), tail = strlen(name);

    if (tail == 0 || tail >= all || constant[all - tail - 1] != '_')
        return 0;
    for (size_t i = 0; i < tail; i++)
        if (tolower((unsigned char)constant[all - tail + i]) != name[i])
            return 0;
    return all - tail;
}

/* Errors have two beginnings: ADSUM_ERR_ and, of what is done, ADSUM_. */
static size_t expected(uint32_t names, const char *constant, size_t first)
{
    if (names != ADSUM_NAMES_ERROR)
        return first;
    return strlen(strncmp(constant, "ADSUM_ERR_", 10) ? "ADSUM_"
                                                      : "ADSUM_ERR_");
}

/* Whether a group of names is that of an enum. */
static bool names_all(uint32_t names, uint32_t group)
{
    size_t first = 0;

    for (uint32_t i = 0; i < constant_count; i++) {
        const struct constant *constant = &constants[i];
        size_t before;

        if (constant->group != group)
            continue;
        before =
            before_name(constant->name, adsum_name(names, constant->value));
        if (first == 0)
            first = before;
        if (before == 0 || before != expected(names, constant->name, first))
            return false;
    }
    return true;
}

static void every_enum_has_one_group_that_names_all_of_it(void **state)
{
    bool taken[ADSUM_NAMES_NAMES + 1] = {false};

    (void)state;
    assert_int_equal(enum_count, ADSUM_NAMES_NAMES + 1);
    for (uint32_t group = 0; group < enum_count; group++) {
        uint32_t found = 0;

        for (uint32_t names = 0; names <= ADSUM_NAMES_NAMES; names++)
            if (names_all(names, group)) {
                found++;
                assert_false(taken[names]);
                taken[names] = true;
            }
        for (uint32_t i = 0; i < constant_count && found != 1; i++)
            if (constants[i].group == group)
                fail_msg("the enum of %s has %u groups", constants[i].name,
                         (unsigned)found);
    }
}

static void walking_the_groups_finds_each_constant_once(void **state)
{
    uint32_t found = 0;

    (void)state;
    for (uint32_t names = 0; *adsum_name(ADSUM_NAMES_NAMES, (int32_t)names);
         names++)
        for (int32_t value = -100; value <= 100; value++)
            found += *adsum_name(names, value) != '\0';
    assert_int_equal(found + 1, constant_count); /* and ADSUM_ERR_LIMIT */
}

static void what_has_no_name_is_named_by_nothing(void **state)
{
    static const int32_t values[] = {INT32_MIN, INT32_MIN + 1, -999, -101,
                                     -64,       101,           256,  INT32_MAX};

    (void)state;
    for (uint32_t names = 0; names <= ADSUM_NAMES_NAMES + 2; names++)
        for (size_t i = 0; i < sizeof values / sizeof *values; i++)
            assert_string_equal(adsum_name(names, values[i]), "");
    assert_string_equal(adsum_name(UINT32_MAX, 0), "");
    assert_string_equal(adsum_name(ADSUM_NAMES_ERROR, 0), "");
    assert_string_equal(adsum_name(ADSUM_NAMES_CHANGED, 3), "");
    assert_string_equal(adsum_name(ADSUM_NAMES_CHANGED, 0), "");
    assert_string_equal(adsum_name(ADSUM_NAMES_CHANGED, INT32_MIN), "");
}

static void an_error_by_a_bound_is_named_by_the_bound(void **state)
{
    (void)state;
    assert_string_equal(adsum_name(ADSUM_NAMES_ERROR, ADSUM_ERR_LIMIT),
                        "limit");
    for (int32_t limit = 1; limit <= ADSUM_LIMIT_RESOURCES; limit++)
        assert_ptr_equal(adsum_name(ADSUM_NAMES_ERROR, ADSUM_ERR_LIMIT - limit),
                         adsum_name(ADSUM_NAMES_LIMIT, limit));
    assert_string_equal(adsum_name(ADSUM_NAMES_ERROR, ADSUM_ERR_LIMIT - 1),
                        "users");
    assert_string_equal(adsum_name(ADSUM_NAMES_ERROR,
                                   ADSUM_ERR_LIMIT - ADSUM_LIMIT_RESOURCES - 1),
                        "");
}

static void every_struct_has_its_size(void **state)
{
    static const char *const none[] = {"",
                                       "adsum_",
                                       "adsum",
                                       "notice",
                                       "adsum_notic",
                                       "adsum_notices",
                                       "adsum_service",
                                       "ADSUM_NOTICE",
                                       "adsum_texta"};

    (void)state;
    for (size_t i = 0; i < sizeof structs / sizeof *structs; i++)
        if (adsum_struct_bytes(structs[i].tag) != structs[i].bytes)
            fail_msg("struct %s", structs[i].tag);
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_int_equal(adsum_struct_bytes(none[i]), 0);
}

static void the_version_is_the_headers(void **state)
{
    (void)state;
    assert_int_equal(adsum_version(), ADSUM_VERSION);
}

static void a_text_of_a_string_is_a_view_without_its_end(void **state)
{
    const char *string = "romeo";
    struct adsum_text text = adsum_text_of(string);

    (void)state;
    assert_ptr_equal(text.bytes, string);
    assert_int_equal(text.length, 5);
    assert_int_equal(adsum_text_of("").length, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_enum_has_one_group_that_names_all_of_it),
        cmocka_unit_test(walking_the_groups_finds_each_constant_once),
        cmocka_unit_test(what_has_no_name_is_named_by_nothing),
        cmocka_unit_test(an_error_by_a_bound_is_named_by_the_bound),
        cmocka_unit_test(every_struct_has_its_size),
        cmocka_unit_test(the_version_is_the_headers),
        cmocka_unit_test(a_text_of_a_string_is_a_view_without_its_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
