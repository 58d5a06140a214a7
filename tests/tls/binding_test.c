/* Certificates by name and anew, and what binds: RFC 6066 3, RFC 5929,
   RFC 9266. */
#include "ends.h"

#include <string.h>

static uint32_t bits_of(const struct ends *ends)
{
    struct adsum_text text;

    assert_int_equal(adsum_tls_channel_binding(ends->client.channel,
                                               ADSUM_TLS_BINDING_END_POINT,
                                               &text),
                     0);
    return text.length * 8;
}

static void each_domain_has_its_certificate(void **state)
{
    static const struct {
        const char *domain;
        const char *hint; /* what the server was told, or NULL */
        uint32_t bits;    /* of the hash: tells which was shown */
        uint32_t wrong;
    } rows[] = {
        {"example.net", NULL, 256, 0},
        {"second.example", NULL, 384, 0},
        {"SECOND.example", NULL, 384, 0},
        {"third.example", NULL, 256, ADSUM_TLS_WRONG_NAME},
        {"second.example", "example.net", 384, 0},
        {"third.example", "second.example", 256, ADSUM_TLS_WRONG_NAME},
    };
    struct end_options server = {.certificates = {"dns", "secondnew"}};
    struct end_options client = {
        .policy = {.verify = ADSUM_TLS_VERIFY_OPTIONAL}};
    struct ends ends;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        client.domain = rows[i].domain;
        server.domain = rows[i].hint;
        ends_init(&ends, &client, &server);
        assert_int_equal(ends_shake(&ends), 0);
        assert_int_equal(bits_of(&ends), rows[i].bits);
        assert_int_equal(end_info(&ends.client).certificate, rows[i].wrong);
        ends_bindings_agree(&ends);
        ends_deinit(&ends);
    }
    server.policy.flags = ADSUM_TLS_KNOWN_NAME;
    client.domain = "third.example";
    ends_init(&ends, &client, &server);
    assert_int_equal(ends_shake(&ends), -1);
    assert_int_equal(end_info(&ends.server).failure,
                     ADSUM_TLS_FAILED_NEGOTIATION);
    assert_int_equal(end_info(&ends.client).alert, 112);
    ends_deinit(&ends);
}

static void certificates_are_exchanged_under_way(void **state)
{
    static const struct end_options wants = {.domain = "second.example"};
    struct end_options server = {.certificates = {"second"}};
    struct adsum_tls_certificate mixed;
    struct adsum_tls_credentials wrong = {.size = sizeof wrong};
    struct ends ends;
    struct ends_session session;

    (void)state;
    ends_init(&ends, &wants, &server);
    assert_int_equal(ends_shake(&ends), 0);
    ends_keep(&ends, &session);
    assert_int_equal(bits_of(&ends), 256);
    mixed.chain = ends_file("dns", ".pem");
    mixed.key = ends_file("rsa", ".key");
    wrong.certificates = &mixed;
    wrong.count = 1;
    assert_int_equal(adsum_tls_context_reload(ends.server.context, &wrong),
                     ADSUM_ERR_CERTIFICATE);
    assert_int_equal(adsum_tls_context_reload(ends.server.context, NULL),
                     ADSUM_ERR_INVALID);
    server.certificates[0] = "secondnew";
    assert_int_equal(adsum_tls_context_reload(ends.server.context,
                                              ends_credentials(&server)),
                     0);
    /* The open one goes on. */
    end_say(&ends.client, "still here");
    end_say(&ends.server, "so am I");
    ends_pump(&ends);
    assert_string_equal(ends.server.heard, "still here");
    assert_string_equal(ends.client.heard, "so am I");
    /* Resumed, both mean the certificate that was shown, not the new one. */
    assert_true(ends_resume(&ends, &session, &wants));
    assert_int_equal(bits_of(&ends), 256);
    ends_again(&ends, &wants, NULL);
    assert_int_equal(ends_shake(&ends), 0);
    assert_int_equal(bits_of(&ends), 384);
    /* Exchanged in the middle of a handshake: it ends as it began. */
    ends_again(&ends, &wants, NULL);
    adsum_tls_channel_feed(ends.server.channel, NULL, 0);
    server.certificates[0] = "second";
    assert_int_equal(adsum_tls_context_reload(ends.server.context,
                                              ends_credentials(&server)),
                     0);
    assert_int_equal(ends_shake(&ends), 0);
    assert_int_equal(bits_of(&ends), 384);
    ends_deinit(&ends);
}

/* RFC 5929 4.1: which hash, by the certificate's signature. */
static void the_end_point_is_hashed_as_it_was_signed(void **state)
{
    static const struct {
        const char *certificate;
        uint32_t bits;
    } rows[] = {{"dns", 256},    {"sha1", 256}, {"sha384", 384},
                {"sha512", 512}, {"rsa", 256},  {"pss", 256}};
    struct ends ends;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct end_options server = {.certificates = {rows[i].certificate}};
        struct end_options client = {
            .policy = {.verify = ADSUM_TLS_VERIFY_OPTIONAL}};
        ends_init(&ends, &client, &server);
        assert_int_equal(ends_shake(&ends), 0);
        assert_int_equal(bits_of(&ends), rows[i].bits);
        ends_bindings_agree(&ends);
        ends_deinit(&ends);
    }
}

static void bindings_are_asked_for_rightly(void **state)
{
    struct adsum_text text;
    struct ends ends;

    (void)state;
    ends_init(&ends, NULL, NULL);
    assert_int_equal(adsum_tls_channel_binding(ends.client.channel, 1, &text),
                     ADSUM_ERR_STALE);
    assert_int_equal(ends_shake(&ends), 0);
    assert_int_equal(adsum_tls_channel_binding(ends.client.channel, 0, &text),
                     ADSUM_ERR_INVALID);
    assert_int_equal(adsum_tls_channel_binding(ends.client.channel, 4, &text),
                     ADSUM_ERR_INVALID);
    adsum_tls_channel_close(ends.client.channel);
    ends_pump(&ends);
    ends_bindings_agree(&ends); /* closed, they can still be asked */
    ends_deinit(&ends);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_domain_has_its_certificate),
        cmocka_unit_test(certificates_are_exchanged_under_way),
        cmocka_unit_test(the_end_point_is_hashed_as_it_was_signed),
        cmocka_unit_test(bindings_are_asked_for_rightly),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
