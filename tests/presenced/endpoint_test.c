/* HOST:PORT taken and shown, who is loopback, and what counts as one peer. */
#include "cmocka_all.h"
#include "endpoint.h"

static union endpoint one(const char *text)
{
    union endpoint ret;
    uint32_t count = 0;

    assert_null(endpoint_parse(text, &ret, 1, &count));
    assert_int_equal(count, 1);
    return ret;
}

static void what_is_taken_is_shown(void **state)
{
    static const struct {
        const char *text, *shown;
        int is_loopback;
    } rows[] = {
        {"127.0.0.1:5222", "127.0.0.1:5222", 1},
        {"127.3.2.1:0", "127.3.2.1:0", 1},
        {"0.0.0.0:65535", "0.0.0.0:65535", 0},
        {"192.0.2.1:1", "192.0.2.1:1", 0},
        {"[::1]:5222", "[::1]:5222", 1},
        {"[::]:05222", "[::]:5222", 0},
        {"[2001:DB8::127.0.0.1]:9", "[2001:db8::7f00:1]:9", 0},
        {"[::ffff:127.0.0.1]:9", "[::ffff:127.0.0.1]:9", 1},
        {"[::ffff:192.0.2.1]:9", "[::ffff:192.0.2.1]:9", 0},
    };
    char shown[ENDPOINT_TEXT_BYTES];

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        union endpoint address = one(rows[i].text);

        endpoint_show(&address, shown);
        assert_string_equal(shown, rows[i].shown);
        assert_int_equal(endpoint_is_loopback(&address), rows[i].is_loopback);
    }
}

static void what_is_not_host_and_port_is_refused(void **state)
{
    static const char *const rows[] = {
        "",
        ":",
        "127.0.0.1",
        "127.0.0.1:",
        "127.0.0.1:x",
        ":5222",
        "::1:5",
        "[::1]",
        "[::1]5222",
        "[::1]:",
        "[]:5",
        "[::1:5",
        "::1]:5",
        "127.0.0.1:65536",
        "127.0.0.1:000001",
        "[::1]x:5",
        "127.0.0.1:-1",
    };
    union endpoint ret;
    uint32_t count;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_non_null(endpoint_parse(rows[i], &ret, 1, &count));
}

static void one_peer_is_an_address_or_a_network(void **state)
{
    static const struct {
        const char *one, *other;
        int same;
    } rows[] = {
        {"192.0.2.1:1", "192.0.2.1:2", 1},
        {"192.0.2.1:1", "192.0.2.2:1", 0},
        {"192.0.2.1:1", "[::ffff:192.0.2.1]:1", 1},
        {"[2001:db8:0:1::1]:1", "[2001:db8:0:1:f::2]:2", 1},
        {"[2001:db8:0:1::1]:1", "[2001:db8:0:2::1]:1", 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        union endpoint a = one(rows[i].one), b = one(rows[i].other);

        assert_int_equal(endpoint_network(&a) == endpoint_network(&b),
                         rows[i].same);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_taken_is_shown),
        cmocka_unit_test(what_is_not_host_and_port_is_refused),
        cmocka_unit_test(one_peer_is_an_address_or_a_network),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
