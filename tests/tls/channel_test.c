/* Two ends talk: in any pieces, to a proper end or a bad one. */
#include "ends.h"

#include <stdlib.h>
#include <string.h>

static void they_talk(struct ends *ends)
{
    assert_int_equal(ends_shake(ends), 0);
    assert_int_equal(end_say(&ends->client, "<stream/>"), 0);
    ends_pump(ends);
    assert_string_equal(ends->server.heard, "<stream/>");
    assert_int_equal(end_say(&ends->server, "<features/>"), 0);
    assert_int_equal(end_say(&ends->server, "<more/>"), 0);
    ends_pump(ends);
    assert_string_equal(ends->client.heard, "<features/><more/>");
}

static void two_ends_talk(void **state)
{
    struct ends ends;
    struct adsum_tls_info info;

    (void)state;
    ends_init(&ends, NULL, NULL);
    they_talk(&ends);
    info = end_info(&ends.client);
    assert_int_equal(info.version, 0x0303);
    assert_int_equal(info.suite, 0xcca9);
    assert_int_equal(info.certificate, 0);
    assert_int_equal(info.service, ADSUM_TLS_XMPP_CLIENT);
    assert_int_equal(info.resumed, 0);
    assert_in_range(info.expires_ms, ends_made_ms() + 9 * YEAR_MS,
                    ends_made_ms() + 11 * YEAR_MS);
    info = end_info(&ends.server);
    assert_int_equal(info.certificate, ADSUM_TLS_MISSING);
    assert_int_equal(info.service, ADSUM_TLS_XMPP_CLIENT);
    assert_int_equal(info.expires_ms, 0);
    assert_memory_equal(info.domain.bytes, "example.net", 11);
    ends_deinit(&ends);
}

static void bytes_may_come_in_any_pieces(void **state)
{
    static const uint32_t chunks[] = {1, 2, 3, 4, 5, 6, 7, 63, 1000, 0, 0, 0};
    struct ends ends;

    (void)state;
    for (uint32_t i = 0; i < sizeof chunks / sizeof *chunks; i++) {
        ends_init(&ends, NULL, NULL);
        ends.chunk = chunks[i];
        ends.random = i;
        they_talk(&ends);
        ends_deinit(&ends);
    }
}

/* Sizes around those of a record. */
static void much_goes_through(void **state)
{
    static const uint32_t sizes[] = {1,     2,     16383, 16384,
                                     16385, 32768, 40000, 100000};
    uint8_t *bytes = malloc(100000);
    struct ends ends;

    (void)state;
    for (uint32_t i = 0; i < 100000; i++)
        bytes[i] = (uint8_t)(i * 31 ^ i >> 8);
    ends_init(&ends, NULL, NULL);
    ends.chunk = 0;
    assert_int_equal(ends_shake(&ends), 0);
    for (uint32_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        uint32_t records = (sizes[i] + 16383) / 16384;
        ends.client.heard_length = 0;
        ends.server.sent = 0;
        assert_int_equal(
            adsum_tls_channel_write(ends.server.channel, bytes, sizes[i]), 0);
        assert_int_equal(ends.server.sent, sizes[i] + 21 * records);
        ends_pump(&ends);
        assert_int_equal(ends.client.heard_length, sizes[i]);
        assert_memory_equal(ends.client.heard, bytes, sizes[i]);
    }
    ends_deinit(&ends);
    free(bytes);
}

static void each_suite_and_group_is_spoken(void **state)
{
    static const uint16_t suites[] = {0xcca9, 0xcca8, 0xc02b, 0xc02f};
    static const uint16_t groups[] = {29, 23, 24, 25};
    struct ends ends;

    (void)state;
    for (int i = 0; i < 4; i++)
        for (int j = 0; j < 4; j++) {
            struct end_options server = {.policy = {.suites = &suites[i],
                                                    .suite_count = 1,
                                                    .groups = &groups[j],
                                                    .group_count = 1},
                                         .certificates = {"dns", "rsa"}};
            struct end_options client = {
                .policy = {.groups = groups, .group_count = 4}};
            ends_init(&ends, &client, &server);
            assert_int_equal(ends_shake(&ends), 0);
            assert_int_equal(end_info(&ends.client).suite, suites[i]);
            assert_int_equal(end_info(&ends.server).suite, suites[i]);
            ends_deinit(&ends);
        }
}

static void a_channel_ends_in_order(void **state)
{
    struct ends ends;

    (void)state;
    ends_init(&ends, NULL, NULL);
    assert_int_equal(ends_shake(&ends), 0);
    end_say(&ends.client, "</stream>");
    assert_int_equal(adsum_tls_channel_close(ends.client.channel), 0);
    assert_int_equal(end_info(&ends.client).state, ADSUM_TLS_CLOSING);
    assert_int_equal(end_say(&ends.client, "too late"), ADSUM_ERR_STALE);
    assert_int_equal(adsum_tls_channel_close(ends.client.channel),
                     ADSUM_ERR_STALE);
    end_say(&ends.server, "on its way");
    ends_pump(&ends);
    assert_int_equal(ends.server.answer, ADSUM_END);
    assert_int_equal(ends.client.answer, ADSUM_END);
    assert_string_equal(ends.client.heard, "on its way");
    assert_string_equal(ends.server.heard, "</stream>");
    assert_int_equal(end_info(&ends.client).state, ADSUM_TLS_CLOSED);
    assert_int_equal(end_info(&ends.server).state, ADSUM_TLS_CLOSED);
    assert_int_equal(adsum_tls_channel_end(ends.client.channel), 0);
    assert_int_equal(adsum_tls_channel_end(ends.server.channel), 0);
    assert_int_equal(adsum_tls_channel_feed(ends.client.channel, "x", 1),
                     ADSUM_ERR_STALE);
    ends_deinit(&ends);
}

static void a_missing_end_is_a_failure(void **state)
{
    struct ends ends;
    struct adsum_tls_info info;

    (void)state;
    ends_init(&ends, NULL, NULL);
    assert_int_equal(ends_shake(&ends), 0);
    end_say(&ends.client, "presence");
    ends_pump(&ends);
    assert_int_equal(adsum_tls_channel_end(ends.server.channel), ADSUM_ERR_TLS);
    info = end_info(&ends.server);
    assert_int_equal(info.state, ADSUM_TLS_FAILED);
    assert_int_equal(info.failure, ADSUM_TLS_FAILED_TRUNCATED);
    assert_int_equal(adsum_tls_channel_end(ends.server.channel), ADSUM_ERR_TLS);
    assert_int_equal(end_say(&ends.server, "x"), ADSUM_ERR_TLS);
    assert_int_equal(adsum_tls_channel_feed(ends.server.channel, "x", 1),
                     ADSUM_ERR_TLS);
    ends_deinit(&ends);
}

static void a_handshake_cut_short_is_a_failure(void **state)
{
    struct ends ends;

    (void)state;
    ends_init(&ends, NULL, NULL);
    adsum_tls_channel_feed(ends.client.channel, NULL, 0);
    adsum_tls_channel_feed(ends.server.channel, ends.client.wire,
                           ends.client.wire_length - 1);
    assert_int_equal(end_info(&ends.server).state, ADSUM_TLS_HANDSHAKE);
    assert_int_equal(adsum_tls_channel_end(ends.server.channel), ADSUM_ERR_TLS);
    assert_int_equal(end_info(&ends.server).failure,
                     ADSUM_TLS_FAILED_TRUNCATED);
    assert_int_equal(end_say(&ends.client, "early"), ADSUM_ERR_STALE);
    ends_deinit(&ends);
}

/* Each byte of a record in turn is changed. */
static void a_damaged_record_is_refused(void **state)
{
    struct ends ends;
    struct adsum_tls_info info;

    (void)state;
    for (uint32_t at = 5; at < 26; at++) {
        ends_init(&ends, NULL, NULL);
        assert_int_equal(ends_shake(&ends), 0);
        end_say(&ends.client, "hello");
        ends.client.wire[at] ^= 1;
        ends_pump(&ends);
        assert_int_equal(ends.server.answer, ADSUM_ERR_TLS);
        assert_int_equal(ends.server.heard_length, 0);
        info = end_info(&ends.server);
        assert_int_equal(info.failure, ADSUM_TLS_FAILED_DAMAGED);
        assert_int_equal(info.alert, 20);
        assert_int_equal(info.alert_heard, 0);
        assert_int_equal(ends.client.answer, ADSUM_ERR_TLS);
        info = end_info(&ends.client);
        assert_int_equal(info.failure, ADSUM_TLS_FAILED_ALERT);
        assert_int_equal(info.alert, 20);
        assert_int_equal(info.alert_heard, 1);
        ends_deinit(&ends);
    }
}

static void what_is_not_tls_is_refused(void **state)
{
    static const struct {
        const char *bytes;
        uint32_t length;
        uint8_t alert;
    } rows[] = {
        {"<?xml version='1.0'?><stream:stream>", 36, 10},
        {"GET / HTTP/1.1\r\n\r\n", 18, 10},
        {"\x16\x02\x01\x00\x05", 5, 10},
        {"\x18\x03\x01\x00\x05", 5, 10},
        {"\x16\x03\x01\xff\xff", 5, 22},
        {"\x17\x03\x03\x00\x01x", 6, 50},
        {"\x16\x03\x01\x00\x04\x01\x00\x00\x00", 9, 50},
    };
    struct ends ends;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ends_init(&ends, NULL, NULL);
        assert_int_equal(adsum_tls_channel_feed(ends.server.channel,
                                                rows[i].bytes, rows[i].length),
                         ADSUM_ERR_TLS);
        assert_int_equal(end_info(&ends.server).failure,
                         ADSUM_TLS_FAILED_PROTOCOL);
        assert_int_equal(end_info(&ends.server).alert, rows[i].alert);
        assert_int_equal(ends.server.wire_length, 7);
        assert_int_equal(ends.server.wire[6], rows[i].alert);
        ends_deinit(&ends);
    }
}

static void output_that_is_refused_ends_the_channel(void **state)
{
    struct ends ends;

    (void)state;
    ends_init(&ends, NULL, NULL);
    assert_int_equal(ends_shake(&ends), 0);
    ends.server.deaf = true;
    assert_int_equal(end_say(&ends.server, "x"), ADSUM_ERR_TLS);
    assert_int_equal(end_info(&ends.server).failure, ADSUM_TLS_FAILED_OUTPUT);
    ends.client.deaf = true;
    assert_int_equal(adsum_tls_channel_close(ends.client.channel),
                     ADSUM_ERR_TLS);
    assert_int_equal(end_info(&ends.client).failure, ADSUM_TLS_FAILED_OUTPUT);
    ends_deinit(&ends);
    ends_init(&ends, NULL, NULL);
    ends.client.deaf = true;
    assert_int_equal(ends_shake(&ends), -1);
    assert_int_equal(ends.client.answer, ADSUM_ERR_TLS);
    assert_int_equal(end_info(&ends.client).failure, ADSUM_TLS_FAILED_OUTPUT);
    ends_deinit(&ends);
}

static void callbacks_may_write_and_nothing_else(void **state)
{
    struct ends ends;

    (void)state;
    ends_init(&ends, NULL, NULL);
    ends.server.reenter = true;
    assert_int_equal(ends_shake(&ends), 0);
    end_say(&ends.client, "one");
    end_say(&ends.client, "two");
    ends_pump(&ends);
    assert_string_equal(ends.client.heard, "onetwo");
    ends.server.reenter = false;
    ends_deinit(&ends);
}

static void a_channel_may_fail_in_its_own_callback(void **state)
{
    struct ends ends;

    (void)state;
    ends_init(&ends, NULL, NULL);
    assert_int_equal(ends_shake(&ends), 0);
    ends.server.reenter = true; /* it echoes, and nobody takes it */
    ends.server.deaf = true;
    end_say(&ends.client, "one");
    ends_pump(&ends);
    assert_string_equal(ends.server.heard, "one");
    assert_int_equal(ends.server.answer, ADSUM_ERR_TLS);
    assert_int_equal(end_info(&ends.server).failure, ADSUM_TLS_FAILED_OUTPUT);
    ends_deinit(&ends);
}

static void a_context_lives_as_long_as_its_channels(void **state)
{
    struct ends ends;

    (void)state;
    ends_init(&ends, NULL, NULL);
    assert_int_equal(adsum_tls_context_free(ends.client.context), 0);
    assert_int_equal(adsum_tls_context_free(ends.server.context), 0);
    ends.client.context = ends.server.context = NULL;
    they_talk(&ends);
    ends_deinit(&ends);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_ends_talk),
        cmocka_unit_test(bytes_may_come_in_any_pieces),
        cmocka_unit_test(much_goes_through),
        cmocka_unit_test(each_suite_and_group_is_spoken),
        cmocka_unit_test(a_channel_ends_in_order),
        cmocka_unit_test(a_missing_end_is_a_failure),
        cmocka_unit_test(a_handshake_cut_short_is_a_failure),
        cmocka_unit_test(a_damaged_record_is_refused),
        cmocka_unit_test(what_is_not_tls_is_refused),
        cmocka_unit_test(output_that_is_refused_ends_the_channel),
        cmocka_unit_test(callbacks_may_write_and_nothing_else),
        cmocka_unit_test(a_channel_may_fail_in_its_own_callback),
        cmocka_unit_test(a_context_lives_as_long_as_its_channels),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
