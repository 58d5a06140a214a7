/*
 * Each allocation fails in turn, the host's and mbedTLS's: what answers is a
 * listed error, a channel that fails says why, all memory comes back.
 */
#include "ends.h"

#include <stdlib.h>

/* mbedTLS calls calloc(): this one, of the program, comes before the C
   library's. Under a sanitizer it is the sanitizer's that has to give. */
static size_t callocs, calloc_refuse_at;

void *__interceptor_calloc(size_t count, size_t bytes) __attribute__((weak));
void *__libc_calloc(size_t count, size_t bytes);
void *calloc(size_t count, size_t bytes);

enum { MOST_CALLOCS = 200000 };
static uint32_t calloc_bytes[MOST_CALLOCS];

void *calloc(size_t count, size_t bytes)
{
    if (callocs < MOST_CALLOCS && calloc_refuse_at == 0)
        calloc_bytes[callocs] = (uint32_t)(count * bytes);
    if (++callocs == calloc_refuse_at)
        return NULL;
    return __interceptor_calloc != NULL ? __interceptor_calloc(count, bytes)
                                        : __libc_calloc(count, bytes);
}

static const struct end_options client = {.certificates = {"client"},
                                          .address = "example.net"};
static const struct end_options server = {
    .policy = {.verify = ADSUM_TLS_VERIFY_REQUIRED},
    .certificates = {"dns", "rsa"},
    .trust = "ca",
    .revoked = "ca"};

static size_t said_memory, said_any;

static bool refused(int err)
{
    if (err == 0)
        return false;
    assert_true(err == ADSUM_ERR_NO_MEMORY || err == ADSUM_ERR_CERTIFICATE ||
                err == ADSUM_ERR_HOST);
    return true;
}

/* An end that failed says why: memory, but where mbedTLS could not compute a
   signature for lack of it, it finds it wrong, and the certificate untrusted.
   What matters is that nothing opens that should not. */
static bool failed(const struct ends *ends)
{
    const struct end *both[] = {&ends->client, &ends->server};
    bool any = false;

    for (int i = 0; i < 2; i++) {
        struct adsum_tls_info info = end_info(both[i]);
        any = any || both[i]->answer < 0;
        assert_int_equal(info.state == ADSUM_TLS_FAILED,
                         info.failure != ADSUM_TLS_FAILED_NOT);
        if (info.failure == ADSUM_TLS_FAILED_MEMORY ||
            both[i]->answer == ADSUM_ERR_NO_MEMORY)
            said_memory++;
    }
    said_any += any;
    return any;
}

/* The whole life of a pair; true: nothing was refused to the end. */
static bool live(struct ends *ends)
{
    struct ends_session session = {.length = sizeof session.bytes};
    struct end_options resuming = client;
    int err;

    if (refused(ends_try(ends, &client, &server)))
        return false;
    ends->chunk = 700;
    if (ends_shake(ends) != 0)
        return !failed(ends);
    if (refused(end_say(&ends->client, "hello") == ADSUM_ERR_TLS
                    ? ADSUM_ERR_NO_MEMORY
                    : 0))
        return !failed(ends);
    ends_pump(ends);
    if (failed(ends))
        return false;
    assert_string_equal(ends->server.heard, "hello");
    if (refused(adsum_tls_context_reload(ends->server.context,
                                         ends_credentials(&server)))) {
        end_say(&ends->client, " again"); /* as before */
        ends_pump(ends);
        assert_string_equal(ends->server.heard, "hello again");
        return false;
    }
    err = adsum_tls_channel_session(ends->client.channel, session.bytes,
                                    sizeof session.bytes, &session.length);
    if (err != ADSUM_ERR_NOT_FOUND && refused(err))
        return false; /* none: the server had no memory for a ticket */
    resuming.session = session.bytes;
    resuming.session_length = err == 0 ? session.length : 0;
    if (refused(ends_try_again(ends, &resuming, &server)))
        return false;
    if (ends_shake(ends) != 0)
        return !failed(ends);
    adsum_tls_channel_close(ends->client.channel);
    ends_pump(ends);
    return true;
}

static bool each(size_t i)
{
    (void)i;
    return true;
}

/* Of those tens of thousands nearly all are for big numbers, in a few places:
   three of each size, and one here and there. */
static bool some(size_t i)
{
    int before = 0;

    if (i % 997 == 0 || i > MOST_CALLOCS)
        return true;
    for (size_t j = 0; j + 1 < i && before < 3; j++)
        before += calloc_bytes[j] == calloc_bytes[i - 1];
    return before < 3;
}

static void each_fails(size_t *count, size_t *refuse_at,
                       bool (*chosen)(size_t i))
{
    struct ends ends;
    size_t all, tried = 0, without = 0;

    *count = *refuse_at = said_memory = said_any = 0;
    assert_true(live(&ends));
    all = *count;
    ends_deinit(&ends);
    assert_in_range(all, 10, 100000);
    for (size_t i = 1; i <= all; i++) {
        if (!chosen(i))
            continue;
        *count = 0;
        *refuse_at = i;
        without += live(&ends);
        tried++;
        *refuse_at = 0;
        ends_deinit(&ends);
    }
    print_message("%zu of %zu allocations, %zu could be done without; of %zu "
                  "failures %zu said memory\n",
                  tried, all, without, said_any, said_memory);
    assert_true(without < tried / 4);
    assert_true(said_memory > said_any / 2);
}

static void the_hosts_memory_may_be_refused(void **state)
{
    (void)state;
    each_fails(&ends_allocations, &ends_refuse_at, each);
}

static void mbedtls_may_get_none(void **state)
{
    (void)state;
    each_fails(&callocs, &calloc_refuse_at, some);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_hosts_memory_may_be_refused),
        cmocka_unit_test(mbedtls_may_get_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
