/* Sessions, resumed by ticket: RFC 5077, RFC 6066 3. */
#include "ends.h"

#include <string.h>

static void a_session_is_resumed(void **state)
{
    struct ends ends;
    struct ends_session session;
    struct adsum_text first, second;
    uint8_t kept[32];
    uint32_t sent;

    (void)state;
    ends_init(&ends, NULL, NULL);
    assert_int_equal(ends_shake(&ends), 0);
    ends_bindings_agree(&ends);
    sent = ends.server.sent;
    ends_keep(&ends, &session);
    assert_int_equal(adsum_tls_channel_session(ends.server.channel, kept,
                                               sizeof kept, &session.length),
                     ADSUM_ERR_NOT_FOUND);
    ends_keep(&ends, &session);
    adsum_tls_channel_binding(ends.client.channel, ADSUM_TLS_BINDING_EXPORTER,
                              &first);
    memcpy(kept, first.bytes, sizeof kept);
    assert_true(ends_resume(&ends, &session, NULL));
    assert_true(ends.server.sent < sent / 2);
    adsum_tls_channel_binding(ends.client.channel, ADSUM_TLS_BINDING_EXPORTER,
                              &second);
    assert_memory_not_equal(kept, second.bytes, sizeof kept);
    assert_true(end_info(&ends.client).expires_ms != 0);
    ends_keep(&ends, &session); /* from a resumed one, as good */
    assert_true(ends_resume(&ends, &session, NULL));
    ends_deinit(&ends);
}

static void a_session_is_not_resumed_otherwise(void **state)
{
    static const struct end_options elsewhere = {.domain = "im.example.org"};
    struct ends ends;
    struct ends_session session, damaged;

    (void)state;
    ends_init(&ends, NULL, NULL);
    assert_int_equal(ends_shake(&ends), 0);
    ends_keep(&ends, &session);
    /* For another domain, though the certificate names both. */
    assert_false(ends_resume(&ends, &session, &elsewhere));
    for (uint32_t i = 0; i < session.length; i += 7) {
        damaged = session;
        damaged.bytes[i] ^= 0x55;
        assert_false(ends_resume(&ends, &damaged, NULL));
    }
    for (uint32_t i = 0; i < session.length; i += 13) {
        damaged = session;
        damaged.length = i;
        assert_false(ends_resume(&ends, &damaged, NULL));
    }
    /* Too old for the server. */
    adsum_tls_context_advance(ends.server.context,
                              ends_made_ms() + 2 * 86400000ull);
    assert_false(ends_resume(&ends, &session, NULL));
    ends_deinit(&ends);
}

/* The name in the hello, not the client's good will, decides: a client that
   offers one domain's ticket for another is given a full handshake. */
static void a_ticket_is_good_for_its_name_alone(void **state)
{
    struct end_options client = {.domain = "im.example.org"};
    struct ends ends;
    struct ends_session session;
    struct adsum_text rest;
    uint8_t *at, sum[ADSUM_HASH_BYTES];

    (void)state;
    ends_init(&ends, NULL, NULL);
    assert_int_equal(ends_shake(&ends), 0);
    ends_keep(&ends, &session);
    /* In the session's form the domain stands after 55 bytes and its length.
       The other is longer by three: the client is made to believe it,
       and the sum over it, its last eight bytes, made right. */
    at = session.bytes + 55;
    assert_memory_equal(at,
                        "\0\x0b"
                        "example.net",
                        13);
    memmove(at + 16, at + 13, session.length - 55 - 13);
    memcpy(at, "\0\x0eim.example.org", 16);
    session.length += 3;
    rest.bytes = (const char *)session.bytes;
    rest.length = session.length - 8;
    assert_int_equal(
        adsum_tls_crypto()->hash(NULL, ADSUM_HASH_SHA_256, &rest, 1, sum), 0);
    memcpy(session.bytes + rest.length, sum, 8);
    client.session = session.bytes;
    client.session_length = session.length;
    ends_again(&ends, &client, NULL);
    assert_int_equal(ends_shake(&ends), 0);
    assert_int_equal(end_info(&ends.server).resumed, 0);
    assert_int_equal(end_info(&ends.client).resumed, 0);
    ends_bindings_agree(&ends);
    ends_deinit(&ends);
}

/* The session's suite is no longer spoken: RFC 5246 7.4.1.3. */
static void a_ticket_is_good_for_its_suite_alone(void **state)
{
    static const uint8_t key[ADSUM_TLS_TICKET_KEY_BYTES] = {1};
    static const uint16_t aes[] = {0xc02b};
    struct end_options other = {.policy = {.suites = aes, .suite_count = 1}};
    struct ends_session session;
    struct ends one, two;

    (void)state;
    ends_init(&one, NULL, NULL);
    ends_init(&two, NULL, &other);
    adsum_tls_context_ticket_key(one.server.context, key);
    adsum_tls_context_ticket_key(two.server.context, key);
    assert_int_equal(ends_shake(&one), 0);
    ends_keep(&one, &session);
    assert_false(ends_resume(&two, &session, NULL));
    assert_int_equal(end_info(&two.client).suite, 0xc02b);
    ends_deinit(&two);
    ends_deinit(&one);
}

/* What is said of a peer is of this handshake, not of a ticket refused. */
static void a_refused_ticket_leaves_nothing_behind(void **state)
{
    static const uint8_t key[ADSUM_TLS_TICKET_KEY_BYTES] = {1};
    static const uint16_t aes[] = {0xc02b};
    struct end_options asks = {.policy = {.verify = ADSUM_TLS_VERIFY_OPTIONAL},
                               .certificates = {"dns"},
                               .trust = "ca"};
    struct end_options other = asks, shows = {.certificates = {"client"}};
    struct ends_session session;
    struct ends one, two;

    (void)state;
    other.policy.suites = aes;
    other.policy.suite_count = 1;
    ends_init(&one, NULL, &asks);
    ends_init(&two, &shows, &other);
    adsum_tls_context_ticket_key(one.server.context, key);
    adsum_tls_context_ticket_key(two.server.context, key);
    assert_int_equal(ends_shake(&one), 0);
    assert_int_equal(end_info(&one.server).certificate, ADSUM_TLS_MISSING);
    ends_keep(&one, &session);
    assert_false(ends_resume(&two, &session, &shows));
    assert_int_equal(end_info(&two.server).certificate, 0);
    ends_deinit(&two);
    ends_deinit(&one);
}

static void keys_of_tickets_change(void **state)
{
    struct ends ends;
    struct ends_session session;
    uint64_t now = ends_made_ms() + 60000, day = 86400000;

    (void)state;
    ends_init(&ends, NULL, NULL);
    adsum_tls_context_advance(ends.server.context, now + day - 120000);
    adsum_tls_context_advance(ends.client.context, now + day - 120000);
    assert_int_equal(ends_shake(&ends), 0);
    ends_keep(&ends, &session);
    adsum_tls_context_advance(ends.server.context, now + day);
    assert_true(ends_resume(&ends, &session, NULL));
    adsum_tls_context_advance(ends.server.context, now + 2 * day);
    assert_false(ends_resume(&ends, &session, NULL));
    ends_deinit(&ends);
}

static void contexts_may_share_a_key(void **state)
{
    static const uint8_t key[ADSUM_TLS_TICKET_KEY_BYTES] = {1, 2, 3};
    static const uint8_t next[ADSUM_TLS_TICKET_KEY_BYTES] = {4, 5, 6};
    struct end_options asks = {.policy = {.verify = ADSUM_TLS_VERIFY_OPTIONAL}};
    struct ends one, other, stricter;
    struct ends_session session;

    (void)state;
    ends_init(&one, NULL, NULL);
    ends_init(&other, NULL, NULL);
    ends_init(&stricter, NULL, &asks);
    adsum_tls_context_ticket_key(one.server.context, key);
    adsum_tls_context_ticket_key(other.server.context, key);
    adsum_tls_context_ticket_key(stricter.server.context, key);
    assert_int_equal(ends_shake(&one), 0);
    ends_keep(&one, &session);
    assert_true(ends_resume(&other, &session, NULL));
    assert_false(ends_resume(&stricter, &session, NULL));
    adsum_tls_context_ticket_key(other.server.context, next);
    assert_true(ends_resume(&other, &session, NULL));
    adsum_tls_context_ticket_key(other.server.context, next);
    adsum_tls_context_ticket_key(other.server.context, next);
    assert_false(ends_resume(&other, &session, NULL));
    assert_int_equal(adsum_tls_context_ticket_key(one.server.context, NULL),
                     ADSUM_ERR_INVALID);
    ends_deinit(&stricter);
    ends_deinit(&other);
    ends_deinit(&one);
}

static void tickets_can_be_off(void **state)
{
    struct end_options off = {.policy = {.flags = ADSUM_TLS_NO_TICKETS}};
    struct ends ends;
    uint32_t length = 0;

    (void)state;
    for (int i = 0; i < 2; i++) {
        ends_init(&ends, i == 0 ? &off : NULL, i == 1 ? &off : NULL);
        assert_int_equal(ends_shake(&ends), 0);
        assert_int_equal(
            adsum_tls_channel_session(ends.client.channel, NULL, 0, &length),
            ADSUM_ERR_NOT_FOUND);
        ends_deinit(&ends);
    }
}

/* What a client showed is known of a session that is resumed, and no longer
   resumed once other roots are trusted. */
static void a_clients_certificate_is_remembered(void **state)
{
    struct end_options client = {.certificates = {"client"}};
    struct end_options server = {
        .policy = {.verify = ADSUM_TLS_VERIFY_REQUIRED},
        .certificates = {"dns"},
        .trust = "ca"};
    struct adsum_tls_name_of_peer name;
    struct ends ends;
    struct ends_session session;

    (void)state;
    ends_init(&ends, &client, &server);
    assert_int_equal(ends_shake(&ends), 0);
    ends_keep(&ends, &session);
    assert_true(ends_resume(&ends, &session, &client));
    assert_int_equal(end_info(&ends.server).certificate, 0);
    assert_int_equal(adsum_tls_channel_peer_name(ends.server.channel, 0, &name),
                     0);
    assert_memory_equal(name.text.bytes, "juliet@example.net", 18);
    assert_int_equal(adsum_tls_context_reload(ends.server.context,
                                              ends_credentials(&server)),
                     0);
    assert_true(ends_resume(&ends, &session, &client));
    server.trust = "other";
    assert_int_equal(adsum_tls_context_reload(ends.server.context,
                                              ends_credentials(&server)),
                     0);
    client.session = session.bytes;
    client.session_length = session.length;
    ends_again(&ends, &client, NULL);
    assert_int_equal(ends_shake(&ends), -1);
    assert_int_equal(end_info(&ends.server).certificate, ADSUM_TLS_UNTRUSTED);
    ends_deinit(&ends);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_session_is_resumed),
        cmocka_unit_test(a_session_is_not_resumed_otherwise),
        cmocka_unit_test(a_ticket_is_good_for_its_name_alone),
        cmocka_unit_test(a_ticket_is_good_for_its_suite_alone),
        cmocka_unit_test(a_refused_ticket_leaves_nothing_behind),
        cmocka_unit_test(keys_of_tickets_change),
        cmocka_unit_test(contexts_may_share_a_key),
        cmocka_unit_test(tickets_can_be_off),
        cmocka_unit_test(a_clients_certificate_is_remembered),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
