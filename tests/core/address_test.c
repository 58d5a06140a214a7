/* Addresses: RFC 7622 sections 3.1 to 3.5. */
#include <adsum/address.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct adsum_text text(const char *string)
{
    return (struct adsum_text){string, (uint32_t)strlen(string)};
}

static void assert_text(struct adsum_text got, const char *want)
{
    assert_int_equal(got.length, strlen(want));
    if (got.length != 0)
        assert_memory_equal(got.bytes, want, got.length);
}

static const struct good {
    const char *address, *local, *domain, *resource, *bare;
} good[] = {
    /* Table 1 of section 3.5, row for row. */
    {"juliet@example.com", "juliet", "example.com", "", "juliet@example.com"},
    {"juliet@example.com/foo", "juliet", "example.com", "foo",
     "juliet@example.com"},
    {"juliet@example.com/foo bar", "juliet", "example.com", "foo bar",
     "juliet@example.com"},
    {"juliet@example.com/foo@bar", "juliet", "example.com", "foo@bar",
     "juliet@example.com"},
    {"foo\\20bar@example.com", "foo\\20bar", "example.com", "",
     "foo\\20bar@example.com"},
    {"fussball@example.com", "fussball", "example.com", "",
     "fussball@example.com"},
    {"fu\xc3\x9f"
     "ball@example.com",
     "fu\xc3\x9f"
     "ball",
     "example.com", "",
     "fu\xc3\x9f"
     "ball@example.com"},
    {"\xcf\x80@example.com", "\xcf\x80", "example.com", "",
     "\xcf\x80@example.com"},
    {"\xce\xa3@example.com/foo", "\xce\xa3", "example.com", "foo",
     "\xce\xa3@example.com"},
    {"\xcf\x83@example.com/foo", "\xcf\x83", "example.com", "foo",
     "\xcf\x83@example.com"},
    {"\xcf\x82@example.com/foo", "\xcf\x82", "example.com", "foo",
     "\xcf\x82@example.com"},
    {"king@example.com/\xe2\x99\x9a", "king", "example.com", "\xe2\x99\x9a",
     "king@example.com"},
    {"example.com", "", "example.com", "", "example.com"},
    {"example.com/foobar", "", "example.com", "foobar", "example.com"},
    {"a.example.com/b@example.net", "", "a.example.com", "b@example.net",
     "a.example.com"},
    /* 3.4: signs in a resource say nothing. */
    {"a@b/c/d", "a", "b", "c/d", "a@b"},
    {"a@b//", "a", "b", "/", "a@b"},
    {"b/@", "", "b", "@", "b"},
    /* 3.1, 3.2: an IP literal; as short as can be. */
    {"juliet@[2001:db8::1]/x", "juliet", "[2001:db8::1]", "x",
     "juliet@[2001:db8::1]"},
    {"b", "", "b", "", "b"},
};

#define BAD(bytes, why)              \
    {                                \
        bytes, sizeof bytes - 1, why \
    }

static const struct bad {
    const char *bytes;
    uint32_t length;
    const char *why;
} bad[] = {
    BAD("", "3.2: no domain"),
    BAD("@", "3.2: no domain"),
    BAD("/", "3.2: no domain"),
    BAD("juliet@", "3.5, 22: local but no domain"),
    BAD("juliet@/balcony", "3.2: local and resource but no domain"),
    BAD("/foobar", "3.5, 23: resource but no domain"),
    BAD("@example.com", "3.3: empty local"),
    BAD("example.com/", "3.4: empty resource"),
    BAD("juliet@example.com/", "3.4: empty resource"),
    BAD("@example.com/", "3.5, 19: empty local and resource"),
    BAD("a@b@c", "3.2: a second '@' is no domain's"),
    BAD("a@@c", "3.2: a second '@' is no domain's"),
    BAD("jul\0iet@example.com", "3.3: NUL"),
    BAD("juliet@exam\0ple.com", "3.2.1: NUL"),
    BAD("juliet@example.com/foo\0", "3.4: NUL"),
    BAD("jul\xc3@example.com", "3.1: a local cut off"),
    BAD("juliet@example.com\xc3/foo", "3.1: a domain cut off"),
    BAD("juliet@example.com/\x80", "3.1: a resource not UTF-8"),
    BAD("\xed\xa0\x80@example.com", "3.1: a surrogate"),
    BAD("\xc1\x80@example.com", "3.1: '@' in two bytes"),
};

/* From memory that ends where the text does. */
static int split(const char *bytes, uint32_t length, char **ret_copy,
                 struct adsum_address *ret)
{
    char *copy = malloc(length + !length);

    assert_non_null(copy);
    if (length != 0)
        memcpy(copy, bytes, length);
    *ret_copy = copy;
    return adsum_address_split((struct adsum_text){copy, length}, ret);
}

static void each_address_comes_apart_and_together(void **state)
{
    struct adsum_address address;
    struct adsum_text joined;
    char buffer[ADSUM_ADDRESS_BYTES];
    char *copy;

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        const struct good *row = &good[i];

        assert_int_equal(split(row->address, (uint32_t)strlen(row->address),
                               &copy, &address),
                         0);
        assert_text(address.local, row->local);
        assert_text(address.domain, row->domain);
        assert_text(address.resource, row->resource);
        assert_text(address.bare, row->bare);
        assert_int_equal(
            adsum_address_join(&address, buffer, sizeof buffer, &joined), 0);
        assert_ptr_equal(joined.bytes, buffer);
        assert_text(joined, row->address);
        free(copy);
    }
}

static void each_malformed_address_is_refused_and_nothing_touched(void **state)
{
    struct adsum_address address, before;
    char *copy;

    (void)state;
    memset(&address, 0x5a, sizeof address);
    before = address;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        if (split(bad[i].bytes, bad[i].length, &copy, &address) !=
            ADSUM_ERR_INVALID)
            fail_msg("%s", bad[i].why);
        assert_memory_equal(&address, &before, sizeof before);
        free(copy);
    }
    assert_int_equal(
        adsum_address_split((struct adsum_text){NULL, 0}, &address),
        ADSUM_ERR_INVALID);
}

/* 3.1: "1 to 1023 octets in length, ... a maximum total size of 3071". */
static void each_part_has_at_most_1023_bytes(void **state)
{
    static const struct {
        uint32_t local, domain, resource;
        int answer;
    } rows[] = {
        {1023, 1023, 1023, 0},
        {1024, 1023, 1023, ADSUM_ERR_INVALID},
        {1023, 1024, 1023, ADSUM_ERR_INVALID},
        {1023, 1023, 1024, ADSUM_ERR_INVALID},
        {1024, 1, 1, ADSUM_ERR_INVALID},
        {1, 1024, 1, ADSUM_ERR_INVALID},
        {1, 1, 1024, ADSUM_ERR_INVALID},
    };
    static char bytes[3 * 1024 + 2];
    struct adsum_address address;
    char *copy;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint32_t at = rows[i].local, slash = at + 1 + rows[i].domain;

        memset(bytes, 'x', sizeof bytes);
        bytes[at] = '@';
        bytes[slash] = '/';
        assert_int_equal(
            split(bytes, slash + 1 + rows[i].resource, &copy, &address),
            rows[i].answer);
        free(copy);
    }
    /* An absurd length is refused before anything is read. */
    assert_int_equal(
        adsum_address_split((struct adsum_text){"a", UINT32_MAX}, &address),
        ADSUM_ERR_INVALID);
}

static void joining_refuses_parts_that_would_come_apart_otherwise(void **state)
{
    static const struct {
        const char *local, *domain, *resource;
    } rows[] = {
        {"", "", ""},       {"juliet", "", ""}, {"", "", "balcony"},
        {"a@b", "c", ""},   {"a/b", "c", ""},   {"a", "b@c", ""},
        {"a", "b/c", ""},   {"", "b@c", ""},    {"", "b/c", "d"},
        {"\xff", "b", ""},  {"a", "\xff", ""},  {"a", "b", "\xff"},
        {"a\xc3", "b", ""},
    };
    char buffer[64];
    struct adsum_text joined = {NULL, 77};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct adsum_address address = {.local = text(rows[i].local),
                                        .domain = text(rows[i].domain),
                                        .resource = text(rows[i].resource)};

        assert_int_equal(
            adsum_address_join(&address, buffer, sizeof buffer, &joined),
            ADSUM_ERR_INVALID);
    }
    assert_int_equal(joined.length, 77);
}

static void joining_wants_room_for_all_of_it(void **state)
{
    struct adsum_address address = {
        .local = text("a"), .domain = text("bc"), .resource = text("d")};
    struct adsum_text joined = {NULL, 77};

    (void)state;
    for (uint32_t capacity = 0; capacity < 6; capacity++) {
        char *buffer = malloc(capacity + !capacity);

        assert_non_null(buffer);
        assert_int_equal(
            adsum_address_join(&address, buffer, capacity, &joined),
            ADSUM_ERR_ROOM);
        assert_int_equal(joined.length, 77);
        free(buffer);
    }
    char exact[6];

    assert_int_equal(adsum_address_join(&address, exact, 6, &joined), 0);
    assert_text(joined, "a@bc/d");
}

/* Cut anywhere, one byte anything: refused, or apart and the same again. */
static void what_is_accepted_joins_to_the_same_bytes(const char *bytes,
                                                     uint32_t length)
{
    struct adsum_address address;
    struct adsum_text joined;
    char buffer[64];
    char *copy;

    if (split(bytes, length, &copy, &address) == 0) {
        assert_int_equal(
            adsum_address_join(&address, buffer, sizeof buffer, &joined), 0);
        assert_int_equal(joined.length, length);
        assert_memory_equal(joined.bytes, bytes, length);
    }
    free(copy);
}

static void cut_or_damaged_anywhere_nothing_is_misread(void **state)
{
    char bytes[64];

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        uint32_t length = (uint32_t)strlen(good[i].address);

        memcpy(bytes, good[i].address, length);
        for (uint32_t cut = 0; cut < length; cut++) {
            what_is_accepted_joins_to_the_same_bytes(bytes, cut);
            for (unsigned value = 0; value < 256; value++) {
                bytes[cut] = (char)value;
                what_is_accepted_joins_to_the_same_bytes(bytes, length);
            }
            bytes[cut] = good[i].address[cut];
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_address_comes_apart_and_together),
        cmocka_unit_test(each_malformed_address_is_refused_and_nothing_touched),
        cmocka_unit_test(each_part_has_at_most_1023_bytes),
        cmocka_unit_test(joining_refuses_parts_that_would_come_apart_otherwise),
        cmocka_unit_test(joining_wants_room_for_all_of_it),
        cmocka_unit_test(cut_or_damaged_anywhere_nothing_is_misread),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
