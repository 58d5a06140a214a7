/* IP literals: RFC 3986 section 3.2.2, RFC 6874 section 2. */
#include "literal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
/* After those it needs. */
#include <cmocka.h>

static const char *const good[] = {
    "[::]",
    "[::1]",
    "[1::]",
    "[1::8]",
    "[1:2:3:4:5:6:7:8]",
    "[1:2:3:4:5:6:7::]",
    "[::2:3:4:5:6:7:8]",
    "[1:2:3::5:6:7:8]",
    "[2001:db8::1]",
    "[2001:DB8::1]",
    "[0:0:0:0:0:0:0:0]",
    "[00a:00b::]",
    "[::1.2.3.4]",
    "[::ffff:255.255.255.255]",
    "[1:2:3:4:5:6:1.2.3.4]",
    "[1::5:6:1.2.3.4]",
    "[fe80::1%25eth0]",
    "[fe80::1%25a.b-c_d~e%2F]",
};

static const char *const bad[] = {
    "",
    "[",
    "[]",
    "::1",
    "[::1",
    "::1]",
    "[::1]x",
    "[:]",
    "[:1]",
    "[1:]",
    "[1]",
    "[:::]",
    "[1:::2]",
    "[1::2::3]",
    "[::1::]",
    "[1:2:3:4:5:6:7]",
    "[1:2:3:4:5:6:7:8:]",
    "[:1:2:3:4:5:6:7:8]",
    "[1:2:3:4:5:6:7:8:9]",
    "[1:2:3:4:5:6:7::8]",
    "[::1:2:3:4:5:6:7:8]",
    "[12345::]",
    "[::g]",
    "[::1 ]",
    "[1.2.3.4]",
    "[::1.2.3]",
    "[::1.2.3.4.5]",
    "[::1.2.3.256]",
    "[::1.2.3.1000]",
    "[::01.2.3.4]",
    "[::1.2..4]",
    "[::1.2.3.4:5]",
    "[1:2:3:4:5:6:7:1.2.3.4]",
    "[1:2:3:4:5:1.2.3.4]",
    "[fe80::1%eth0]",
    "[fe80::1%25]",
    "[fe80::1%2]",
    "[fe80::1%25eth0",
    "[fe80::1%25eth0%]",
    "[fe80::1%25eth0%2]",
    "[fe80::1%25e/h]",
    "[fe80::1%25e[h]",
    "[fe80::1%25%",
    "[v1.a]",
};

/* From memory that ends where the text does. */
static bool is_literal(const char *string)
{
    uint32_t length = (uint32_t)strlen(string);
    char *copy = malloc(length + !length);
    bool is;

    assert_non_null(copy);
    memcpy(copy, string, length);
    is = adsum_literal_valid((struct adsum_text){copy, length});
    free(copy);
    return is;
}

static void each_row_is_judged(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        if (!is_literal(good[i]))
            fail_msg("%s is refused", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (is_literal(bad[i]))
            fail_msg("%s is taken", bad[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_row_is_judged),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
