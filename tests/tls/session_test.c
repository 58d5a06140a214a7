/* The form of a remembered session: as it was written, and never a byte
   further than it is long. */
#include "cmocka_all.h"

#include "session.h"
#include <stdlib.h>
#include <string.h>

static struct adsum_text text_of(const char *bytes, uint32_t length)
{
    struct adsum_text text = {bytes, length};

    return text;
}

static bool same(struct adsum_text one, struct adsum_text other)
{
    return one.length == other.length &&
           memcmp(one.bytes, other.bytes, one.length) == 0;
}

static const uint8_t trust[SESSION_TRUST_BYTES] = {9, 8, 7};
static const char library[] = "what mbedTLS wrote";

static struct remembered sample(void)
{
    struct remembered session = {
        .issued_ms = 0x0102030405060708,
        .expires_ms = UINT64_MAX,
        .certificate = 0x11223344,
        .suite = 0xcca9,
        .trust = trust,
        .domain = text_of("example.net", 11),
        .end_point = text_of("0123456789abcdef0123456789abcdef", 32),
        .names = text_of("\1\0\1a", 4)};

    return session;
}

static uint32_t write(const struct remembered *session, uint8_t *ret)
{
    uint32_t length = adsum_tls_session_bytes(session);

    adsum_tls_session_write(session, ret);
    memcpy(ret + length, library, sizeof library);
    return length + (uint32_t)sizeof library;
}

static void what_is_written_is_read(void **state)
{
    struct remembered session = sample(), read;
    uint8_t bytes[300];
    uint32_t length = write(&session, bytes);

    (void)state;
    assert_true(adsum_tls_session_read(bytes, length, &read));
    assert_true(read.issued_ms == session.issued_ms);
    assert_true(read.expires_ms == session.expires_ms);
    assert_int_equal(read.certificate, session.certificate);
    assert_int_equal(read.suite, session.suite);
    assert_memory_equal(read.trust, trust, sizeof trust);
    assert_true(same(read.domain, session.domain));
    assert_true(same(read.end_point, session.end_point));
    assert_true(same(read.names, session.names));
    assert_true(same(read.library, text_of(library, sizeof library)));
}

static void what_is_cut_is_refused(void **state)
{
    struct remembered session = sample(), read;
    uint8_t bytes[300];
    uint32_t head = adsum_tls_session_bytes(&session);

    (void)state;
    write(&session, bytes);
    for (uint32_t i = 0; i <= head; i++) {
        uint8_t *cut = malloc(i + 1); /* of its own: nothing behind is read */
        memcpy(cut, bytes, i);
        assert_int_equal(adsum_tls_session_read(cut, i, &read), i == head);
        free(cut);
    }
}

static void what_is_wrong_is_refused(void **state)
{
    struct remembered session = sample(), read;
    uint8_t bytes[400];
    char end_point[65] = {0};
    uint32_t length = write(&session, bytes);

    (void)state;
    bytes[0]++;
    assert_false(adsum_tls_session_read(bytes, length, &read));
    session.end_point = text_of(end_point, 65);
    length = write(&session, bytes);
    assert_false(adsum_tls_session_read(bytes, length, &read));
    session = sample();
    session.names = text_of("\1\0\1\0", 4);
    length = write(&session, bytes);
    assert_false(adsum_tls_session_read(bytes, length, &read));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read),
        cmocka_unit_test(what_is_cut_is_refused),
        cmocka_unit_test(what_is_wrong_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
