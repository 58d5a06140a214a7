/*
 * Whose certificate is taken, and what is said of one that is not: RFC 6120
 * 13.7.2, RFC 7590 3.4, RFC 9525.
 */
#include "ends.h"

#include <string.h>

enum { NOW, LATER };

/* A client that wants `domain` meets a server with this certificate. */
static const struct row {
    const char *certificate;
    const char *trust;
    const char *domain;
    const char *address;
    const char *revoked;
    uint32_t wrong; /* 0: accepted */
    uint8_t alert;
    uint8_t when;
} rows[] = {
    {"dns", "ca", "example.net", NULL, NULL, 0, 0, NOW},
    {"dns", "ca", "EXAMPLE.net", NULL, NULL, 0, 0, NOW},
    {"dns", "ca", "im.example.org", NULL, NULL, 0, 0, NOW},
    {"dns", "ca", "example.org", NULL, NULL, ADSUM_TLS_WRONG_NAME, 42, NOW},
    {"dns", "ca", "a.b.example.org", NULL, NULL, ADSUM_TLS_WRONG_NAME, 42, NOW},
    {"dns", "ca", "unused", NULL, NULL, ADSUM_TLS_WRONG_NAME, 42, NOW},
    {"dns", "dns", "example.net", NULL, NULL, ADSUM_TLS_UNTRUSTED, 48, NOW},
    {"rsa", "ca", "example.net", NULL, NULL, 0, 0, NOW},
    {"p384", "ca", "example.net", NULL, NULL, 0, 0, NOW},
    {"sha384", "ca", "example.net", NULL, NULL, 0, 0, NOW},
    {"sha512", "ca", "example.net", NULL, NULL, 0, 0, NOW},
    {"pss", "rsaca", "example.net", NULL, NULL, 0, 0, NOW},
    {"chain", "ca", "example.net", NULL, NULL, 0, 0, NOW},
    {"leaf", "ca", "example.net", NULL, NULL, ADSUM_TLS_UNTRUSTED, 48, NOW},
    {"srv", "ca", "example.net", NULL, NULL, 0, 0, NOW},
    {"srv", "ca", "example.org", NULL, NULL, ADSUM_TLS_WRONG_NAME, 42, NOW},
    {"srvserver", "ca", "example.net", NULL, NULL, ADSUM_TLS_WRONG_NAME, 42,
     NOW},
    {"xmpp", "ca", "example.net", NULL, NULL, 0, 0, NOW},
    {"xmpp", "ca", "im.example.net", NULL, NULL, ADSUM_TLS_WRONG_NAME, 42, NOW},
    {"idna", "ca", "xn--bcher-kva.example",
     "b\xc3\xbc"
     "cher.example",
     NULL, 0, 0, NOW},
    {"idna", "ca", "xn--bcher-kva.example", NULL, NULL, ADSUM_TLS_WRONG_NAME,
     42, NOW},
    {"common", "ca", "example.net", NULL, NULL, ADSUM_TLS_WRONG_NAME, 42, NOW},
    {"commonother", "ca", "example.net", NULL, NULL, ADSUM_TLS_WRONG_NAME, 42,
     NOW},
    {"self", "ca", "example.net", NULL, NULL, ADSUM_TLS_UNTRUSTED, 48, NOW},
    {"self", "self", "example.net", NULL, NULL, 0, 0, NOW},
    {"self", "", "example.net", NULL, NULL, ADSUM_TLS_UNTRUSTED, 48, NOW},
    {"foreign", "ca", "example.net", NULL, NULL, ADSUM_TLS_UNTRUSTED, 48, NOW},
    {"foreign", "other", "example.net", NULL, NULL, 0, 0, NOW},
    {"dns", "ca", "example.net", NULL, NULL, ADSUM_TLS_EXPIRED, 45, LATER},
    {"self", "ca", "example.org", NULL, NULL,
     ADSUM_TLS_EXPIRED | ADSUM_TLS_UNTRUSTED | ADSUM_TLS_WRONG_NAME, 48, LATER},
    {"weak", "ca", "example.net", NULL, NULL, ADSUM_TLS_WEAK, 43, NOW},
    {"sha1", "ca", "example.net", NULL, NULL, ADSUM_TLS_WEAK, 43, NOW},
    {"revoked", "ca", "example.net", NULL, NULL, 0, 0, NOW},
    {"revoked", "ca", "example.net", NULL, "ca", ADSUM_TLS_REVOKED, 44, NOW},
    {"dns", "ca", "example.net", NULL, "ca", 0, 0, NOW},
    {"dns", "ca", "example.net", NULL, "ca",
     ADSUM_TLS_EXPIRED | ADSUM_TLS_BAD_REVOCATION, 45, LATER},
};

static void client_meets(const struct row *row, uint8_t verify,
                         struct ends *ends)
{
    struct end_options client = {.policy = {.verify = verify},
                                 .trust = row->trust,
                                 .revoked = row->revoked,
                                 .domain = row->domain,
                                 .address = row->address};
    struct end_options server = {.certificates = {row->certificate}};

    ends_init(ends, &client, &server);
    if (row->when == LATER)
        adsum_tls_context_advance(ends->client.context,
                                  ends_made_ms() + 11 * YEAR_MS);
}

static void a_client_takes_what_the_rules_say(void **state)
{
    struct ends ends;
    struct adsum_tls_info info;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        client_meets(&rows[i], ADSUM_TLS_VERIFY_REQUIRED, &ends);
        if ((ends_shake(&ends) == 0) != (rows[i].wrong == 0) ||
            end_info(&ends.client).certificate != rows[i].wrong)
            fail_msg("row %zu, %s for %s: %x", i, rows[i].certificate,
                     rows[i].domain, end_info(&ends.client).certificate);
        info = end_info(&ends.client);
        assert_int_equal(info.alert, rows[i].alert);
        if (rows[i].wrong != 0) {
            assert_int_equal(info.failure, ADSUM_TLS_FAILED_CERTIFICATE);
            info = end_info(&ends.server);
            assert_int_equal(info.failure, ADSUM_TLS_FAILED_ALERT);
            assert_int_equal(info.alert, rows[i].alert);
            assert_int_equal(ends.server.heard_length, 0);
        }
        ends_deinit(&ends);
    }
}

/* Servers that fall back on dialback (XEP-0220) look first, and decide then. */
static void one_that_only_looks_is_told_the_same(void **state)
{
    struct ends ends;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        client_meets(&rows[i], ADSUM_TLS_VERIFY_OPTIONAL, &ends);
        assert_int_equal(ends_shake(&ends), 0);
        assert_int_equal(end_info(&ends.client).certificate, rows[i].wrong);
        ends_deinit(&ends);
    }
}

static int32_t drop(void *user, uint64_t context, const void *bytes,
                    uint32_t length)
{
    struct end *server = (struct end *)(uintptr_t)context;

    (void)user;
    server->answer = adsum_tls_channel_feed(server->channel, bytes, length);
    return 0;
}

static void ignore(void *user, uint64_t context, const void *bytes,
                   uint32_t length)
{
    (void)user;
    (void)context;
    (void)bytes;
    (void)length;
}

/* Time never goes back, so this context is one that was never told of any. */
static void before_time_is_known_no_certificate_is_good(void **state)
{
    static const struct adsum_tls_host host = {.size = sizeof host,
                                               .allocate = ends_allocate,
                                               .output = drop,
                                               .input = ignore};
    struct adsum_tls_policy policy = {.size = sizeof policy,
                                      .role = ADSUM_TLS_CLIENT};
    struct end_options trust = {.trust = "ca"};
    struct adsum_tls_start start = {.size = sizeof start,
                                    .domain = {"example.net", 11}};
    struct adsum_tls_info info = {.size = sizeof info};
    struct adsum_tls_context *context;
    struct adsum_tls_channel *client;
    struct ends ends;

    (void)state;
    ends_init(&ends, NULL, NULL);
    assert_int_equal(adsum_tls_context_new(&host, NULL, &policy,
                                           ends_credentials(&trust), &context),
                     0);
    assert_int_equal(adsum_tls_channel_new(context, &start,
                                           (uintptr_t)&ends.server, &client),
                     0);
    assert_int_equal(adsum_tls_channel_feed(client, NULL, 0), 0);
    assert_int_equal(adsum_tls_channel_feed(client, ends.server.wire,
                                            ends.server.wire_length),
                     ADSUM_ERR_TLS);
    assert_int_equal(adsum_tls_channel_get(client, &info), 0);
    assert_int_equal(info.certificate, ADSUM_TLS_NOT_YET_VALID);
    assert_int_equal(info.alert, 45);
    adsum_tls_channel_free(client);
    adsum_tls_context_free(context);
    ends_deinit(&ends);
}

/* A server asks the other side; `wrong` as above, for each kind of asking. */
static void server_asks(const char *shown, uint8_t services, uint8_t verify,
                        uint32_t wrong, uint8_t alert)
{
    struct end_options client = {
        .policy = {.services = services, .verify = ADSUM_TLS_VERIFY_OPTIONAL},
        .certificates = {shown}};
    struct end_options server = {
        .policy = {.services = services, .verify = verify}, .trust = "ca"};
    bool refused = wrong != 0 && verify == ADSUM_TLS_VERIFY_REQUIRED;
    struct adsum_tls_info info;
    struct ends ends;

    ends_init(&ends, &client, &server);
    ends_shake(&ends);
    info = end_info(&ends.server);
    assert_int_equal(info.certificate, wrong);
    assert_int_equal(info.state, refused ? ADSUM_TLS_FAILED : ADSUM_TLS_OPEN);
    assert_int_equal(info.alert, refused ? alert : 0);
    ends_deinit(&ends);
}

static void a_server_judges_its_clients_and_peers(void **state)
{
    static const uint8_t ask[] = {ADSUM_TLS_VERIFY_OPTIONAL,
                                  ADSUM_TLS_VERIFY_REQUIRED};

    (void)state;
    for (int i = 0; i < 2; i++) {
        server_asks("client", ADSUM_TLS_XMPP_CLIENT, ask[i], 0, 0);
        server_asks(NULL, ADSUM_TLS_XMPP_CLIENT, ask[i], ADSUM_TLS_MISSING, 40);
        server_asks("self", ADSUM_TLS_XMPP_CLIENT, ask[i], ADSUM_TLS_UNTRUSTED,
                    48);
        server_asks("foreign", ADSUM_TLS_XMPP_SERVER, ask[i],
                    ADSUM_TLS_UNTRUSTED, 48);
        /* Made for serving is enough between servers, not for clients. */
        server_asks("peer", ADSUM_TLS_XMPP_SERVER, ask[i], 0, 0);
        server_asks("peer", ADSUM_TLS_XMPP_CLIENT, ask[i],
                    ADSUM_TLS_WRONG_USAGE, 43);
    }
    server_asks("client", ADSUM_TLS_XMPP_CLIENT, ADSUM_TLS_VERIFY_NONE,
                ADSUM_TLS_MISSING, 0);
}

static int is(const struct end *end, const char *domain, uint32_t services)
{
    struct adsum_tls_identity identity = {
        .size = sizeof identity,
        .services = services,
        .domain = {domain, (uint32_t)strlen(domain)}};

    return adsum_tls_channel_peer_is(end->channel, &identity);
}

static void names_can_be_asked_later(void **state)
{
    struct end_options client = {.certificates = {"client"}};
    struct end_options server = {
        .policy = {.verify = ADSUM_TLS_VERIFY_REQUIRED},
        .certificates = {"srv"},
        .trust = "ca"};
    struct adsum_tls_name_of_peer name;
    struct ends ends;

    (void)state;
    ends_init(&ends, &client, &server);
    assert_int_equal(ends_shake(&ends), 0);
    assert_int_equal(is(&ends.client, "example.net", ADSUM_TLS_XMPP_CLIENT), 0);
    assert_int_equal(is(&ends.client, "example.net", ADSUM_TLS_XMPP_SERVER),
                     ADSUM_ERR_NOT_FOUND);
    assert_int_equal(is(&ends.client, "", 3), ADSUM_ERR_NOT_FOUND);
    assert_int_equal(adsum_tls_channel_peer_name(ends.server.channel, 0, &name),
                     0);
    assert_int_equal(name.kind, ADSUM_TLS_NAME_XMPP_ADDR);
    assert_int_equal(name.text.length, 18);
    assert_memory_equal(name.text.bytes, "juliet@example.net", 18);
    assert_int_equal(adsum_tls_channel_peer_name(ends.server.channel, 1, &name),
                     ADSUM_END);
    assert_int_equal(adsum_tls_channel_peer_name(ends.client.channel, 9, &name),
                     ADSUM_END);
    ends_deinit(&ends);
}

static void too_many_names_are_refused(void **state)
{
    struct end_options client = {.policy = {.name_bytes = 6000}};
    struct end_options server = {.certificates = {"many"}};
    struct ends ends;

    (void)state;
    ends_init(&ends, NULL, &server);
    assert_int_equal(ends_shake(&ends), -1);
    assert_int_equal(end_info(&ends.client).failure, ADSUM_TLS_FAILED_LIMIT);
    assert_int_equal(end_info(&ends.client).limit, ADSUM_TLS_LIMIT_NAME_BYTES);
    ends_deinit(&ends);
    client.policy.name_bytes = 8000;
    ends_init(&ends, &client, &server);
    assert_int_equal(ends_shake(&ends), 0);
    assert_int_equal(is(&ends.client, "name300.example.net", 0), 0);
    assert_int_equal(is(&ends.client, "name301.example.net", 0),
                     ADSUM_ERR_NOT_FOUND);
    ends_deinit(&ends);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_client_takes_what_the_rules_say),
        cmocka_unit_test(one_that_only_looks_is_told_the_same),
        cmocka_unit_test(before_time_is_known_no_certificate_is_good),
        cmocka_unit_test(a_server_judges_its_clients_and_peers),
        cmocka_unit_test(names_can_be_asked_later),
        cmocka_unit_test(too_many_names_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
