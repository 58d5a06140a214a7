/* Calls that answer an error, and what an exchange is after them. */
#include "rig.h"

#include <stdio.h>

static struct rig rig;

static const struct adsum_text none = {NULL, 0};

static int init(void **state)
{
    (void)state;
    rig_init(&rig);
    return 0;
}

static void calls_out_of_turn_change_nothing(void **state)
{
    struct adsum_sasl_answer said;
    struct adsum_sasl_keys many = rig.keys[ADSUM_HASH_SHA_256];

    (void)state;
    assert_int_equal(adsum_sasl_server_start(&rig.server, &rig.service,
                                             &rig.server_channel,
                                             rig_text("SCRAM-SHA-256"), &said),
                     0);
    assert_int_equal(said.state, ADSUM_SASL_SEND);
    assert_int_equal(said.bytes.length, 0);
    assert_int_equal(adsum_sasl_server_keys(&rig.server, NULL, &said),
                     ADSUM_ERR_INVALID);
    assert_int_equal(adsum_sasl_server_decide(&rig.server, 0, &said),
                     ADSUM_ERR_INVALID);
    assert_int_equal(adsum_sasl_server_decide(&rig.server, 12, &said),
                     ADSUM_ERR_INVALID);
    assert_int_equal(
        adsum_sasl_server_step(&rig.server, rig_text("n,,n=user,r=x"), &said),
        0);
    assert_int_equal(said.state, ADSUM_SASL_KEYS);
    assert_int_equal(adsum_sasl_server_step(&rig.server, none, &said),
                     ADSUM_ERR_INVALID);
    assert_int_equal(
        adsum_sasl_server_keys(&rig.server, &rig.keys[ADSUM_HASH_SHA_1], &said),
        ADSUM_ERR_INVALID);
    many.iterations = 1000001;
    assert_int_equal(adsum_sasl_server_keys(&rig.server, &many, &said),
                     ADSUM_ERR_INVALID);
    assert_int_equal(adsum_sasl_server_keys(
                         &rig.server, &rig.keys[ADSUM_HASH_SHA_256], &said),
                     0);
    assert_int_equal(
        adsum_sasl_server_decide(&rig.server, ADSUM_SASL_ABORTED, &said), 0);
    assert_int_equal(said.condition, ADSUM_SASL_ABORTED);
    assert_int_equal(adsum_sasl_server_step(&rig.server, none, &said),
                     ADSUM_ERR_INVALID);
    adsum_sasl_client_abort(&rig.client);
    adsum_sasl_client_abort(&rig.client);
    assert_int_equal(adsum_sasl_client_step(&rig.client, none, &said),
                     ADSUM_ERR_INVALID);
    assert_int_equal(adsum_sasl_client_success(&rig.client, none, &said),
                     ADSUM_ERR_INVALID);
}

static const char *words(uint32_t mechanism)
{
    return adsum_sasl_name(ADSUM_SASL_NAMES_MECHANISM, mechanism);
}

/* Do it, if it fails by the call that shall fail again; how often it did. */
#define AGAIN(call)                                      \
    do {                                                 \
        int err_ = (call);                               \
        if (err_ != 0) {                                 \
            assert_int_equal(err_, ADSUM_ERR_NO_MEMORY); \
            errors++;                                    \
            assert_int_equal((call), 0);                 \
        }                                                \
    } while (0)

static int run_again(uint32_t mechanism)
{
    struct adsum_sasl_answer c = {0}, s = {0};
    int errors = 0;

    AGAIN(adsum_sasl_client_start(&rig.client, &rig.account,
                                  &rig.client_channel, &rig.heard, &c));
    assert_int_equal(c.mechanism, mechanism);
    AGAIN(adsum_sasl_server_start(&rig.server, &rig.service,
                                  &rig.server_channel,
                                  rig_text(words(mechanism)), &s));
    AGAIN(adsum_sasl_server_step(&rig.server, c.bytes, &s));
    AGAIN(adsum_sasl_server_keys(&rig.server, &rig.keys[s.hash], &s));
    if (s.state == ADSUM_SASL_SEND) {
        AGAIN(adsum_sasl_client_step(&rig.client, s.bytes, &c));
        AGAIN(adsum_sasl_server_step(&rig.server, c.bytes, &s));
    }
    assert_int_equal(s.state, ADSUM_SASL_DECIDE);
    AGAIN(adsum_sasl_server_decide(&rig.server, 0, &s));
    AGAIN(adsum_sasl_client_success(&rig.client, s.bytes, &c));
    assert_int_equal(c.state, ADSUM_SASL_DONE);
    return errors;
}

/* Each call that hashes fails in turn: the error comes out, nothing has
   changed, and the same call done again goes on. */
static void each_hash_may_fail(void **state)
{
    (void)state;
    rig.service.mechanisms = 63;
    rig_hear(&rig);
    for (uint32_t bit = ADSUM_SASL_PLAIN; bit < ADSUM_SASL_EXTERNAL;
         bit <<= 1) {
        uint32_t calls;
        int errors;

        rig.account.mechanisms = bit;
        rig.fail_at = rig.call_count = 0;
        assert_int_equal(run_again(bit), 0);
        calls = rig.call_count;
        assert_true(calls > 4);
        for (uint32_t i = 1; i <= calls; i++) {
            rig.fail_at = i;
            rig.call_count = 0;
            errors = run_again(bit);
            /* To compare has no way to fail. */
            assert_int_equal(errors, rig.calls[i - 1] != 'E');
        }
    }
}

/* Whose mistake it is that there is no room: an account's, a peer's. */
static void what_has_no_room_is_refused(void **state)
{
    static char much[ADSUM_SASL_HELD_BYTES + 1];
    struct adsum_text long_text = {much, sizeof much};
    struct adsum_sasl_answer said;
    uint32_t length;

    (void)state;
    memset(much, 'x', sizeof much);
    rig_hear(&rig);
    assert_int_equal(adsum_sasl_client_start(&rig.client, &rig.account,
                                             &rig.client_channel, &rig.heard,
                                             &said),
                     0);
    length = (uint32_t)snprintf(much, sizeof much, "r=%.*s",
                                (int)rig.client.nonce_length,
                                rig.client.held + rig.client.nonce);
    much[length] = 'x';
    memcpy(much + sizeof much - 11, ",s=AAAA,i=3", 11);
    assert_int_equal(adsum_sasl_client_step(&rig.client, long_text, &said), 0);
    assert_int_equal(said.reason, ADSUM_SASL_REASON_MALFORMED);

    rig.service.mechanisms = rig.account.mechanisms = ADSUM_SASL_PLAIN;
    rig_hear(&rig);
    rig.account.password = long_text;
    assert_int_equal(adsum_sasl_client_start(&rig.client, &rig.account,
                                             &rig.client_channel, &rig.heard,
                                             &said),
                     ADSUM_ERR_INVALID);

    rig.service.mechanisms = ADSUM_SASL_EXTERNAL;
    rig.server_channel.identified = 1;
    for (uint32_t i = 0; i < 2; i++) {
        long_text.length = ADSUM_SASL_HELD_BYTES + i;
        assert_int_equal(adsum_sasl_server_start(
                             &rig.server, &rig.service, &rig.server_channel,
                             rig_text(words(ADSUM_SASL_EXTERNAL)), &said),
                         0);
        assert_int_equal(adsum_sasl_server_step(&rig.server, long_text, &said),
                         0);
        assert_int_equal(said.reason, i == 0 ? 0 : ADSUM_SASL_REASON_MALFORMED);
    }
}

static void what_is_secret_does_not_stay(void **state)
{
    static const uint8_t zeros[ADSUM_HASH_BYTES];
    struct adsum_sasl_answer said;

    (void)state;
    rig.service.mechanisms = 63;
    assert_int_equal(
        adsum_sasl_server_start(&rig.server, &rig.service, &rig.server_channel,
                                rig_text(words(ADSUM_SASL_PLAIN)), &said),
        0);
    assert_int_equal(
        adsum_sasl_server_step(
            &rig.server, (struct adsum_text){"\0user\0pencil", 12}, &said),
        0);
    assert_int_equal(
        adsum_sasl_server_decide(&rig.server, ADSUM_SASL_ABORTED, &said), 0);
    for (uint32_t i = 0; i + 6 <= sizeof rig.server.held; i++)
        assert_memory_not_equal(rig.server.held + i, "pencil", 6);
    rig.account.mechanisms = ADSUM_SASL_PLAIN;
    assert_true(rig_run(&rig));
    for (uint32_t i = 0; i + 6 <= sizeof rig.server.held; i++) {
        assert_memory_not_equal(rig.server.held + i, "pencil", 6);
        assert_memory_not_equal(rig.client.held + i, "pencil", 6);
    }
    rig.account.mechanisms = 0;
    assert_true(rig_run(&rig));
    assert_memory_equal(rig.server.stored_key, zeros, sizeof zeros);
    assert_memory_equal(rig.server.server_key, zeros, sizeof zeros);
    assert_memory_equal(rig.client.signature, zeros, sizeof zeros);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(calls_out_of_turn_change_nothing, init),
        cmocka_unit_test_setup(each_hash_may_fail, init),
        cmocka_unit_test_setup(what_has_no_room_is_refused, init),
        cmocka_unit_test_setup(what_is_secret_does_not_stay, init),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
