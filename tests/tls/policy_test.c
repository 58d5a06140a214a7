/* What may be asked for, and what is spoken then; the bounds; and texts that
   are no certificates. */
#include "ends.h"

#include <string.h>

static const uint16_t cbc[] = {0xc013}, aes256[] = {0xc030}, rsa[] = {0x009c},
                      group[] = {19}, five[5] = {29, 23, 24, 25, 29};

static const struct adsum_tls_policy refused[] = {
    {.size = sizeof refused[0] - 1},
    {.size = sizeof refused[0], .role = 2},
    {.size = sizeof refused[0], .services = 4},
    {.size = sizeof refused[0], .verify = 4},
    {.size = sizeof refused[0], .flags = 8},
    {.size = sizeof refused[0], .reserved = 1},
    {.size = sizeof refused[0], .suites = cbc, .suite_count = 1},
    {.size = sizeof refused[0], .suites = aes256, .suite_count = 1},
    {.size = sizeof refused[0], .suites = rsa, .suite_count = 1},
    {.size = sizeof refused[0], .suite_count = 1},
    {.size = sizeof refused[0], .suites = five, .suite_count = 5},
    {.size = sizeof refused[0], .groups = group, .group_count = 1},
    {.size = sizeof refused[0], .groups = five, .group_count = 5},
    {.size = sizeof refused[0], .group_count = 1},
    {.size = sizeof refused[0],
     .role = ADSUM_TLS_CLIENT,
     .verify = ADSUM_TLS_VERIFY_NONE},
    {.size = sizeof refused[0], .role = ADSUM_TLS_CLIENT, .services = 3},
};

static int32_t output(void *user, uint64_t context, const void *bytes,
                      uint32_t length)
{
    (void)user;
    (void)context;
    (void)bytes;
    (void)length;
    return 0;
}

static void input(void *user, uint64_t context, const void *bytes,
                  uint32_t length)
{
    (void)user;
    (void)context;
    (void)bytes;
    (void)length;
}

static const struct adsum_tls_host host = {.size = sizeof host,
                                           .allocate = ends_allocate,
                                           .output = output,
                                           .input = input};

static void what_is_out_of_range_is_refused(void **state)
{
    struct end_options options = {.certificates = {"dns"}};
    struct adsum_tls_context *context = NULL;

    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        assert_int_equal(adsum_tls_context_new(&host, NULL, &refused[i],
                                               ends_credentials(&options),
                                               &context),
                         ADSUM_ERR_INVALID);
    assert_null(context);
    assert_int_equal(ends_bytes, 0);
}

static void a_host_must_have_what_it_must(void **state)
{
    struct end_options options = {.certificates = {"dns"}};
    struct adsum_tls_context *context = NULL;
    struct adsum_tls_host lacking[5];

    (void)state;
    for (int i = 0; i < 4; i++)
        lacking[i] = host;
    lacking[0].size = 8;
    lacking[1].allocate = NULL;
    lacking[2].output = NULL;
    lacking[3].input = NULL;
    for (int i = 0; i < 4; i++)
        assert_int_equal(adsum_tls_context_new(&lacking[i], NULL, NULL,
                                               ends_credentials(&options),
                                               &context),
                         ADSUM_ERR_HOST);
    assert_int_equal(adsum_tls_context_new(NULL, NULL, NULL, NULL, &context),
                     ADSUM_ERR_HOST);
    assert_int_equal(adsum_tls_context_new(&host, NULL, NULL, NULL, &context),
                     ADSUM_ERR_INVALID);
    /* One that is older knows no random. */
    lacking[4] = host;
    lacking[4].size = offsetof(struct adsum_tls_host, random);
    assert_int_equal(adsum_tls_context_new(&lacking[4], NULL, NULL,
                                           ends_credentials(&options),
                                           &context),
                     0);
    assert_int_equal(adsum_tls_context_free(context), 0);
    assert_int_equal(adsum_tls_context_free(NULL), 0);
    assert_int_equal(ends_bytes, 0);
}

static int certificate(struct adsum_text chain, struct adsum_text key,
                       const char *trust, const char *revoked)
{
    struct adsum_tls_certificate one = {chain, key};
    struct adsum_tls_credentials all = {
        .size = sizeof all, .count = 1, .certificates = &one};
    struct adsum_tls_context *context;
    int err;

    all.trust.bytes = trust;
    all.trust.length = (uint32_t)strlen(trust);
    all.revoked.bytes = revoked;
    all.revoked.length = (uint32_t)strlen(revoked);
    err = adsum_tls_context_new(&host, NULL, NULL, &all, &context);
    if (err == 0)
        adsum_tls_context_free(context);
    assert_int_equal(ends_bytes, 0);
    return err;
}

static void credentials_must_be_whole(void **state)
{
    struct adsum_text pem = ends_file("dns", ".pem"),
                      key = ends_file("dns", ".key"),
                      other = ends_file("second", ".key"),
                      der = ends_file("dns", ".der"),
                      der_key = ends_file("dns", ".key.der"),
                      root = ends_file("ca", ".pem"),
                      list = ends_file("ca", ".crl"), none = {NULL, 0},
                      cut = pem, half = der;

    (void)state;
    cut.length /= 2;
    half.length /= 2;
    assert_int_equal(certificate(pem, key, root.bytes, list.bytes), 0);
    assert_int_equal(certificate(der, der_key, "", ""), 0);
    assert_int_equal(certificate(pem, other, "", ""), ADSUM_ERR_CERTIFICATE);
    assert_int_equal(certificate(none, key, "", ""), ADSUM_ERR_CERTIFICATE);
    assert_int_equal(certificate(pem, none, "", ""), ADSUM_ERR_CERTIFICATE);
    assert_int_equal(certificate(cut, key, "", ""), ADSUM_ERR_CERTIFICATE);
    assert_int_equal(certificate(half, key, "", ""), ADSUM_ERR_CERTIFICATE);
    assert_int_equal(certificate(key, pem, "", ""), ADSUM_ERR_CERTIFICATE);
    assert_int_equal(certificate(pem, key, "no root", ""),
                     ADSUM_ERR_CERTIFICATE);
    assert_int_equal(certificate(pem, key, "", "no list"),
                     ADSUM_ERR_CERTIFICATE);
}

static void half_open_channels_are_bounded(void **state)
{
    struct end_options server = {.policy = {.handshakes = 2}};
    struct adsum_tls_channel *more[2];
    struct ends ends;

    (void)state;
    ends_init(&ends, NULL, &server);
    for (int i = 0; i < 2; i++)
        assert_int_equal(adsum_tls_channel_new(ends.server.context, NULL,
                                               (uintptr_t)&ends.server,
                                               &more[i]),
                         0);
    assert_int_equal(adsum_tls_channel_feed(more[0], "\x16", 1), 0);
    assert_int_equal(adsum_tls_channel_feed(more[1], "\x16", 1), 0);
    assert_int_equal(ends_shake(&ends), -1);
    assert_int_equal(ends.server.answer,
                     ADSUM_ERR_LIMIT - ADSUM_TLS_LIMIT_HANDSHAKES);
    assert_int_equal(end_info(&ends.server).state, ADSUM_TLS_NEW);
    assert_int_equal(adsum_tls_channel_free(more[0]), 0);
    ends_again(&ends, NULL, NULL);
    assert_int_equal(ends_shake(&ends), 0);
    /* One that is open counts no longer; one that failed neither. */
    assert_int_equal(adsum_tls_channel_end(more[1]), ADSUM_ERR_TLS);
    assert_int_equal(adsum_tls_channel_free(more[1]), 0);
    for (int i = 0; i < 2; i++) {
        adsum_tls_channel_new(ends.server.context, NULL,
                              (uintptr_t)&ends.server, &more[i]);
        assert_int_equal(adsum_tls_channel_feed(more[i], "\x16", 1), 0);
    }
    for (int i = 0; i < 2; i++)
        adsum_tls_channel_free(more[i]);
    ends_deinit(&ends);
}

static void what_a_half_open_channel_is_fed_is_bounded(void **state)
{
    struct end_options client = {.policy = {.handshake_bytes = 300}};
    struct ends ends;

    (void)state;
    for (uint32_t chunk = 1; chunk < 2000; chunk = chunk * 4 + 1) {
        ends_init(&ends, &client, NULL);
        ends.chunk = chunk;
        assert_int_equal(ends_shake(&ends), -1);
        assert_int_equal(ends.client.answer, ADSUM_ERR_TLS);
        assert_int_equal(end_info(&ends.client).failure,
                         ADSUM_TLS_FAILED_LIMIT);
        assert_int_equal(end_info(&ends.client).limit,
                         ADSUM_TLS_LIMIT_HANDSHAKE_BYTES);
        assert_int_equal(end_info(&ends.server).failure,
                         ADSUM_TLS_FAILED_ALERT);
        ends_deinit(&ends);
    }
}

static void services_are_agreed_on(void **state)
{
    static const struct {
        uint8_t client, server, client_flags, server_flags, agreed;
    } rows[] = {
        {1, 1, 0, 0, 1}, {2, 2, 0, 0, 2}, {1, 3, 0, 0, 1}, {2, 3, 0, 0, 2},
        {1, 1, 2, 0, 0}, {1, 1, 0, 2, 0}, {1, 2, 2, 0, 0}, {2, 1, 0, 0, 255},
    };
    struct ends ends;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct end_options client = {.policy = {.services = rows[i].client,
                                                .flags = rows[i].client_flags}};
        struct end_options server = {.policy = {.services = rows[i].server,
                                                .flags = rows[i].server_flags}};
        ends_init(&ends, &client, &server);
        if (rows[i].agreed == 255) {
            assert_int_equal(ends_shake(&ends), -1);
            assert_int_equal(end_info(&ends.client).alert, 120);
            assert_int_equal(end_info(&ends.server).failure,
                             ADSUM_TLS_FAILED_NEGOTIATION);
        } else {
            assert_int_equal(ends_shake(&ends), 0);
            assert_int_equal(end_info(&ends.client).service, rows[i].agreed);
            assert_int_equal(end_info(&ends.server).service, rows[i].agreed);
        }
        ends_deinit(&ends);
    }
}

static void nothing_in_common_is_said_so(void **state)
{
    static const uint16_t one[] = {0xcca9}, other[] = {0xc02b};
    struct end_options client = {.policy = {.suites = one, .suite_count = 1}};
    struct end_options server = {.policy = {.suites = other, .suite_count = 1}};
    struct ends ends;

    (void)state;
    ends_init(&ends, &client, &server);
    assert_int_equal(ends_shake(&ends), -1);
    assert_int_equal(end_info(&ends.server).failure,
                     ADSUM_TLS_FAILED_NEGOTIATION);
    assert_int_equal(end_info(&ends.server).alert, 40);
    assert_int_equal(end_info(&ends.client).alert, 40);
    assert_int_equal(end_info(&ends.client).alert_heard, 1);
    ends_deinit(&ends);
}

static void a_start_is_checked(void **state)
{
    static const char *const bad[] = {"", "b\xc3\xbc", "127.0.0.1", "a..b",
                                      "a/b"};
    struct adsum_tls_channel *channel = NULL;
    struct adsum_tls_start start = {.size = sizeof start};
    struct ends ends;

    (void)state;
    ends_init(&ends, NULL, NULL);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        start.domain.bytes = bad[i];
        start.domain.length = (uint32_t)strlen(bad[i]);
        assert_int_equal(
            adsum_tls_channel_new(ends.client.context, &start, 0, &channel),
            ADSUM_ERR_INVALID);
    }
    start.domain.bytes = "example.net";
    start.domain.length = 11;
    start.session_length = 1;
    assert_int_equal(
        adsum_tls_channel_new(ends.client.context, &start, 0, &channel),
        ADSUM_ERR_INVALID);
    start.session_length = 0;
    start.size--;
    assert_int_equal(
        adsum_tls_channel_new(ends.client.context, &start, 0, &channel),
        ADSUM_ERR_INVALID);
    assert_null(channel);
    assert_int_equal(adsum_tls_channel_free(NULL), 0);
    assert_int_equal(adsum_tls_channel_feed(ends.client.channel, NULL, 1),
                     ADSUM_ERR_INVALID);
    ends_deinit(&ends);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_out_of_range_is_refused),
        cmocka_unit_test(a_host_must_have_what_it_must),
        cmocka_unit_test(credentials_must_be_whole),
        cmocka_unit_test(half_open_channels_are_bounded),
        cmocka_unit_test(what_a_half_open_channel_is_fed_is_bounded),
        cmocka_unit_test(services_are_agreed_on),
        cmocka_unit_test(nothing_in_common_is_said_so),
        cmocka_unit_test(a_start_is_checked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
