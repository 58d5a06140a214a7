/* Exchanges between a client and a server, that succeed and that do not. */
#include "rig.h"

static struct rig rig;

static const struct adsum_text none = {NULL, 0};

static int init(void **state)
{
    (void)state;
    rig_init(&rig);
    return 0;
}

static void must_be(struct adsum_text got, const char *wanted)
{
    assert_int_equal(got.length, strlen(wanted));
    assert_memory_equal(got.bytes, wanted, got.length);
}

/* The server's reason and what it tells the client. */
static void must_refuse(uint32_t reason, uint32_t condition)
{
    assert_false(rig_run(&rig));
    assert_int_equal(rig.said_by_server.state, ADSUM_SASL_FAILED);
    assert_int_equal(rig.said_by_server.reason, reason);
    assert_int_equal(rig.said_by_server.condition, condition);
}

static void each_mechanism_lets_the_user_in(void **state)
{
    (void)state;
    rig.server_channel.identified = rig.client_channel.identified = 1;
    rig.service.mechanisms = 63;
    for (uint32_t bit = ADSUM_SASL_PLAIN; bit <= ADSUM_SASL_EXTERNAL;
         bit <<= 1) {
        rig.account.mechanisms = bit;
        rig.service.mechanisms = bit;
        rig.heard.mechanisms = NULL;
        assert_true(rig_run(&rig));
        assert_int_equal(rig.said_by_server.mechanism, bit);
        assert_int_equal(rig.said_by_client.mechanism, bit);
        must_be(rig.said_by_server.name,
                bit == ADSUM_SASL_EXTERNAL ? "" : "user");
        must_be(rig.said_by_server.authzid, "");
        rig.account.authzid = rig_text("a,b=c@example.com");
        assert_true(rig_run(&rig));
        must_be(rig.said_by_server.authzid, "a,b=c@example.com");
        rig.account.authzid = none;
    }
}

static void each_type_binds(void **state)
{
    struct adsum_text *own[] = {&rig.client_channel.tls_exporter,
                                &rig.client_channel.tls_unique,
                                &rig.client_channel.tls_server_end_point};

    (void)state;
    for (uint32_t i = 0; i < 3; i++) {
        assert_true(rig_run(&rig));
        assert_int_equal(rig.said_by_client.mechanism,
                         ADSUM_SASL_SCRAM_SHA_256_PLUS);
        assert_int_equal(rig.said_by_client.binding,
                         ADSUM_SASL_TLS_EXPORTER >> i);
        assert_int_equal(rig.said_by_server.binding,
                         ADSUM_SASL_TLS_EXPORTER >> i);
        *own[i] = none;
    }
    /* A client that has nothing to bind with says so. */
    assert_true(rig_run(&rig));
    assert_int_equal(rig.said_by_client.mechanism, ADSUM_SASL_SCRAM_SHA_256);
    assert_int_equal(rig.wire[0][0], 'n');
}

static void somebody_between_is_found(void **state)
{
    (void)state;
    rig.client_channel.tls_exporter = rig_text("exported from another one");
    must_refuse(ADSUM_SASL_REASON_BINDING, ADSUM_SASL_NOT_AUTHORIZED);
}

static void a_wrong_password_is_refused(void **state)
{
    (void)state;
    rig.service.mechanisms = 63;
    rig.account.password = rig_text("pencil ");
    for (uint32_t bit = ADSUM_SASL_PLAIN; bit < ADSUM_SASL_EXTERNAL;
         bit <<= 1) {
        rig.account.mechanisms = bit;
        must_refuse(ADSUM_SASL_REASON_PROOF, ADSUM_SASL_NOT_AUTHORIZED);
    }
}

/* What went over the wire and which hashes were done. */
static void record(char *said, char *done)
{
    rig.random = 77;
    rig.call_count = 0;
    memset(rig.calls, 0, sizeof rig.calls);
    must_refuse(ADSUM_SASL_REASON_PROOF, ADSUM_SASL_NOT_AUTHORIZED);
    memcpy(said, rig.wire[1], rig.wire_length[1]);
    said[rig.wire_length[1]] = '\0';
    strcpy(done, rig.calls);
}

/* RFC 6120 6.5.10; the salt is all that differs, as between two users. */
static void a_stranger_cannot_tell_who_is_unknown(void **state)
{
    char known[512], unknown[512], again[512], other[512];
    char did[3][sizeof rig.calls];

    (void)state;
    rig.service.mechanisms = 63;
    rig.account.password = rig_text("wrong");
    for (uint32_t bit = ADSUM_SASL_PLAIN; bit < ADSUM_SASL_EXTERNAL;
         bit <<= 1) {
        char *salts[2];

        rig.account.mechanisms = bit;
        rig.account.name = rig_text("user");
        rig.nobody = false;
        record(known, did[0]);
        rig.nobody = true;
        record(unknown, did[1]);
        record(again, did[2]);
        assert_string_equal(did[0], did[1]);
        assert_string_equal(did[0], did[2]);
        assert_string_equal(unknown, again);
        if (bit == ADSUM_SASL_PLAIN)
            continue;
        rig.account.name = rig_text("usher");
        record(other, did[2]);
        assert_string_not_equal(unknown, other);
        assert_int_equal(strlen(known), strlen(unknown));
        salts[0] = strstr(known, ",s=");
        salts[1] = strstr(unknown, ",s=");
        assert_memory_not_equal(salts[0] + 3, salts[1] + 3, 24);
        memcpy(salts[0] + 3, salts[1] + 3, 24);
        assert_string_equal(known, unknown);
    }
}

/* The right password does not help who has no keys. */
static void nobody_gets_in(void **state)
{
    (void)state;
    rig.nobody = true;
    rig.service.mechanisms = 63;
    for (uint32_t bit = ADSUM_SASL_PLAIN; bit < ADSUM_SASL_EXTERNAL;
         bit <<= 1) {
        rig.account.mechanisms = bit;
        must_refuse(ADSUM_SASL_REASON_PROOF, ADSUM_SASL_NOT_AUTHORIZED);
    }
}

static void the_host_decides(void **state)
{
    (void)state;
    for (uint32_t i = ADSUM_SASL_ABORTED;
         i <= ADSUM_SASL_TEMPORARY_AUTH_FAILURE; i++) {
        rig.decision = i;
        must_refuse(ADSUM_SASL_REASON_DECIDED, i);
    }
    rig.decision = 0;
    assert_true(rig_run(&rig));
    assert_int_equal(
        adsum_sasl_server_decide(&rig.server, 0, &rig.said_by_server),
        ADSUM_ERR_INVALID);
}

/* What was good once, in another exchange. */
static void a_replay_is_refused(void **state)
{
    char first[512], final[512];
    struct adsum_text first_text = {first, 0}, final_text = {final, 0};

    (void)state;
    assert_true(rig_run(&rig));
    first_text.length = rig.wire_length[0];
    final_text.length = rig.wire_length[2];
    memcpy(first, rig.wire[0], first_text.length);
    memcpy(final, rig.wire[2], final_text.length);
    assert_int_equal(adsum_sasl_server_start(
                         &rig.server, &rig.service, &rig.server_channel,
                         rig_text("SCRAM-SHA-256-PLUS"), &rig.said_by_server),
                     0);
    assert_true(rig_challenge(&rig, first_text));
    assert_int_equal(
        adsum_sasl_server_step(&rig.server, final_text, &rig.said_by_server),
        0);
    assert_int_equal(rig.said_by_server.state, ADSUM_SASL_FAILED);
    assert_int_equal(rig.said_by_server.reason, ADSUM_SASL_REASON_NONCE);
}

/* A server that has no keys cannot make the client believe it. */
static void a_wrong_server_is_refused(void **state)
{
    static const char *const said[] = {
        "",
        "v=",
        "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
        "e=invalid-proof",
        "x=y",
        "v=6rriTRBi23WpRR/wtup+mMhUZUk=",
        "m=x",
        "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=,m=x"};
    static const uint32_t reasons[] = {
        ADSUM_SASL_REASON_SIGNATURE, ADSUM_SASL_REASON_MALFORMED,
        ADSUM_SASL_REASON_SIGNATURE, ADSUM_SASL_REASON_REFUSED,
        ADSUM_SASL_REASON_MALFORMED, ADSUM_SASL_REASON_MALFORMED,
        ADSUM_SASL_REASON_EXTENSION, ADSUM_SASL_REASON_EXTENSION};
    enum { SAID = sizeof said / sizeof *said };

    (void)state;
    for (uint32_t i = 0; i < 2 * SAID; i++) {
        struct adsum_sasl_answer *answer = &rig.said_by_client;

        rig.decision = ADSUM_SASL_TEMPORARY_AUTH_FAILURE;
        assert_false(rig_run(&rig));
        assert_int_equal(answer->state, ADSUM_SASL_SEND);
        assert_int_equal(
            (i < SAID ? adsum_sasl_client_success : adsum_sasl_client_step)(
                &rig.client, rig_text(said[i % SAID]), answer),
            0);
        assert_int_equal(answer->state, ADSUM_SASL_FAILED);
        assert_int_equal(answer->reason, i == SAID ? ADSUM_SASL_REASON_MALFORMED
                                                   : reasons[i % SAID]);
    }
    /* Nor has it who has stolen what checks passwords, and no more. */
    rig.decision = 0;
    rig.keys[ADSUM_HASH_SHA_256].server_key[31] ^= 1;
    assert_false(rig_run(&rig));
    assert_int_equal(rig.said_by_server.state, ADSUM_SASL_DONE);
    assert_int_equal(rig.said_by_client.reason, ADSUM_SASL_REASON_SIGNATURE);
    rig.decision = ADSUM_SASL_TEMPORARY_AUTH_FAILURE;
    /* Nor by success too early, nor by challenges without end. */
    assert_int_equal(adsum_sasl_client_start(&rig.client, &rig.account,
                                             &rig.client_channel, &rig.heard,
                                             &rig.said_by_client),
                     0);
    assert_int_equal(
        adsum_sasl_client_success(&rig.client, none, &rig.said_by_client), 0);
    assert_int_equal(rig.said_by_client.reason, ADSUM_SASL_REASON_SIGNATURE);
    rig.service.mechanisms = rig.account.mechanisms = ADSUM_SASL_PLAIN;
    rig_hear(&rig);
    assert_false(rig_run(&rig));
    assert_int_equal(
        adsum_sasl_client_step(&rig.client, none, &rig.said_by_client), 0);
    assert_int_equal(rig.said_by_client.reason, ADSUM_SASL_REASON_MALFORMED);
}

static void the_signature_may_come_as_a_challenge(void **state)
{
    struct adsum_sasl_answer *answer = &rig.said_by_client;

    (void)state;
    rig_hear(&rig);
    assert_true(rig_run(&rig));
    rig.random = 0;
    rig.decision = ADSUM_SASL_ABORTED;
    assert_false(rig_run(&rig));
    /* The same random bytes, so the same signature. */
    rig.random = 0;
    rig.decision = 0;
    assert_true(rig_run(&rig));
    rig.random = 0;
    rig.decision = ADSUM_SASL_ABORTED;
    assert_false(rig_run(&rig));
    assert_int_equal(adsum_sasl_client_step(
                         &rig.client,
                         (struct adsum_text){rig.wire[3], rig.wire_length[3]},
                         answer),
                     0);
    assert_int_equal(answer->state, ADSUM_SASL_SEND);
    assert_int_equal(answer->bytes.length, 0);
    assert_int_equal(adsum_sasl_client_success(&rig.client, none, answer), 0);
    assert_int_equal(answer->state, ADSUM_SASL_DONE);
}

static int upper(struct adsum_text text, char *buffer, uint32_t capacity,
                 struct adsum_text *ret)
{
    if (text.bytes[0] == '!')
        return text.length == 1 ? ADSUM_ERR_NO_MEMORY : ADSUM_ERR_LOCAL;
    if (capacity <= text.length)
        return ADSUM_ERR_ROOM;
    for (uint32_t i = 0; i < text.length; i++)
        buffer[i + 1] = (char)(text.bytes[i] & ~0x20);
    ret->bytes = buffer + 1;
    ret->length = text.length;
    return 0;
}

static void names_and_passwords_are_prepared(void **state)
{
    struct adsum_sasl_answer said;

    (void)state;
    rig.user = "USER";
    rig.service.prepare_name = rig.service.prepare_password = upper;
    rig.service.mechanisms = rig.account.mechanisms = ADSUM_SASL_PLAIN;
    for (uint32_t i = ADSUM_HASH_SHA_1; i <= ADSUM_HASH_SHA_256; i++)
        assert_int_equal(adsum_sasl_keys_derive(rig_crypto(), &rig, i,
                                                rig_text("PENCIL"), none,
                                                RIG_ITERATIONS, &rig.keys[i]),
                         0);
    assert_true(rig_run(&rig));
    must_be(rig.said_by_server.name, "USER");
    rig.account.password = rig_text("!pencil");
    must_refuse(ADSUM_SASL_REASON_PASSWORD, ADSUM_SASL_NOT_AUTHORIZED);
    rig.account.name = rig_text("!user");
    must_refuse(ADSUM_SASL_REASON_NAME, ADSUM_SASL_NOT_AUTHORIZED);
    rig.service.mechanisms = rig.account.mechanisms = ADSUM_SASL_SCRAM_SHA_1;
    rig.heard.mechanisms = NULL;
    must_refuse(ADSUM_SASL_REASON_NAME, ADSUM_SASL_NOT_AUTHORIZED);
    assert_int_equal(adsum_sasl_server_start(&rig.server, &rig.service,
                                             &rig.server_channel,
                                             rig_text("SCRAM-SHA-1"), &said),
                     0);
    assert_int_equal(
        adsum_sasl_server_step(&rig.server, rig_text("n,,n=!,r=x"), &said),
        ADSUM_ERR_NO_MEMORY);
    assert_int_equal(
        adsum_sasl_server_step(&rig.server, rig_text("n,,n=a,r=x"), &said), 0);
    must_be(said.name, "A");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(each_mechanism_lets_the_user_in, init),
        cmocka_unit_test_setup(each_type_binds, init),
        cmocka_unit_test_setup(somebody_between_is_found, init),
        cmocka_unit_test_setup(a_wrong_password_is_refused, init),
        cmocka_unit_test_setup(a_stranger_cannot_tell_who_is_unknown, init),
        cmocka_unit_test_setup(nobody_gets_in, init),
        cmocka_unit_test_setup(the_host_decides, init),
        cmocka_unit_test_setup(a_replay_is_refused, init),
        cmocka_unit_test_setup(a_wrong_server_is_refused, init),
        cmocka_unit_test_setup(the_signature_may_come_as_a_challenge, init),
        cmocka_unit_test_setup(names_and_passwords_are_prepared, init),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
