/* Messages against the grammar of RFC 5802 section 7, and their damage. */
#include "rig.h"

#include <stdlib.h>

static struct rig rig;

#define GOOD      ADSUM_SASL_REASON_NONE
#define MALFORMED ADSUM_SASL_REASON_MALFORMED
#define EXTENSION ADSUM_SASL_REASON_EXTENSION
#define NAME      ADSUM_SASL_REASON_NAME
#define NONCE     ADSUM_SASL_REASON_NONCE
#define BINDING   ADSUM_SASL_REASON_BINDING
#define TYPE      ADSUM_SASL_REASON_BINDING_TYPE
#define DOWNGRADE ADSUM_SASL_REASON_DOWNGRADE

static int init(void **state)
{
    (void)state;
    rig_init(&rig);
    rig_hear(&rig);
    return 0;
}

/* In a block as long as it is, so that a byte beyond is seen. */
static struct adsum_text exactly(const char *bytes, uint32_t length)
{
    static char *block;
    struct adsum_text text;

    free(block);
    block = malloc(length + (length == 0));
    memcpy(block, bytes, length);
    text.bytes = block;
    text.length = length;
    return text;
}

static void server_takes(const char *mechanism, const char *message,
                         uint32_t reason)
{
    assert_int_equal(
        adsum_sasl_server_start(&rig.server, &rig.service, &rig.server_channel,
                                rig_text(mechanism), &rig.said_by_server),
        0);
    assert_int_equal(rig.said_by_server.state, ADSUM_SASL_SEND);
    assert_int_equal(
        adsum_sasl_server_step(&rig.server,
                               exactly(message, (uint32_t)strlen(message)),
                               &rig.said_by_server),
        0);
    assert_int_equal(rig.said_by_server.reason, reason);
    assert_int_equal(rig.said_by_server.state,
                     reason != 0 ? ADSUM_SASL_FAILED : ADSUM_SASL_KEYS);
}

static const struct {
    const char *message;
    uint32_t reason;
} firsts[] = {
    {"n,,n=user,r=abc", GOOD},
    {"n,a=other,n=user,r=abc", GOOD},
    {"n,,n=u=2Cs=3Der,r=!~=", GOOD},
    {"n,,n=user,r=abc,x=y,q==,", MALFORMED},
    {"n,,n=user,r=abc,x=y,q==", GOOD},
    {"n,,n=us\xc3\xa9r,r=abc,x=\xc3\xa9", GOOD},
    {"y,,n=user,r=abc", DOWNGRADE},
    {"p=tls-exporter,,n=user,r=abc", MALFORMED},
    {"", MALFORMED},
    {"n", MALFORMED},
    {"n,", MALFORMED},
    {"n,,", MALFORMED},
    {",,n=user,r=abc", MALFORMED},
    {"N,,n=user,r=abc", MALFORMED},
    {"nn,,n=user,r=abc", MALFORMED},
    {"p,,n=user,r=abc", MALFORMED},
    {"p=,,n=user,r=abc", MALFORMED},
    {"pptls-unique,,n=user,r=abc", MALFORMED},
    {"F,n,,n=user,r=abc", MALFORMED},
    {"n,a=,n=user,r=abc", MALFORMED},
    {"n,b=other,n=user,r=abc", MALFORMED},
    {"n,a:other,n=user,r=abc", MALFORMED},
    {"n,a=ot=her,n=user,r=abc", MALFORMED},
    {"n,,r=abc,n=user", MALFORMED},
    {"n,,n=user", MALFORMED},
    {"n,,n=user,", MALFORMED},
    {"n,,n=user,r=", MALFORMED},
    {"n,,n=,r=abc", MALFORMED},
    {"n,,n=user,r=a c", MALFORMED},
    {"n,,n=user,r=a\x7f", MALFORMED},
    {"n,,n=user,r=a\xc3\xa9", MALFORMED},
    {"n,,n=us=er,r=abc", MALFORMED},
    {"n,,n=us=2cer,r=abc", MALFORMED},
    {"n,,n=user=2,r=abc", MALFORMED},
    {"n,,n=user=,r=abc", MALFORMED},
    {"n,,n=us\xffr,r=abc", MALFORMED},
    {"n,,n=us\xed\xa0\x80r,r=abc", MALFORMED},
    {"n,,n=us\xc3,r=abc", MALFORMED},
    {"n,,n=user,r=abc,", MALFORMED},
    {"n,,n=user,r=abc,,x=y", MALFORMED},
    {"n,,n=user,r=abc,x", MALFORMED},
    {"n,,n=user,r=abc,x=", MALFORMED},
    {"n,,n=user,r=abc,1=y", MALFORMED},
    {"n,,n=user,r=abc,r=abc", MALFORMED},
    {"n,,n=user,n=user,r=abc", MALFORMED},
    {"n,,m=x,n=user,r=abc", EXTENSION},
    {"n,,n=user,m=x,r=abc", EXTENSION},
    {"n,,n=user,r=abc,m=x", EXTENSION},
    {"n,,n=user,r=abc,x=y,m=x", EXTENSION},
};

static const struct {
    const char *message;
    uint32_t reason;
} bound[] = {
    {"p=tls-exporter,,n=user,r=abc", GOOD},
    {"p=tls-unique,a=b,n=user,r=abc", GOOD},
    {"p=tls-server-end-point,,n=user,r=abc", GOOD},
    {"n,,n=user,r=abc", MALFORMED},
    {"y,,n=user,r=abc", MALFORMED},
    {"p=tls-other,,n=user,r=abc", TYPE},
    {"p=TLS-UNIQUE,,n=user,r=abc", TYPE},
    {"p=tls-exporter", MALFORMED},
};

static void a_client_may_begin_so(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof firsts / sizeof *firsts; i++)
        server_takes("SCRAM-SHA-1", firsts[i].message, firsts[i].reason);
    for (size_t i = 0; i < sizeof bound / sizeof *bound; i++)
        server_takes("SCRAM-SHA-1-PLUS", bound[i].message, bound[i].reason);
    rig.server_channel.tls_unique = (struct adsum_text){NULL, 0};
    server_takes("SCRAM-SHA-1-PLUS", bound[1].message, TYPE);
    rig.service.mechanisms = ADSUM_SASL_SCRAM_SHA_1;
    server_takes("SCRAM-SHA-1", "y,,n=user,r=abc", GOOD);
}

/* A response that has no room is refused, and one that just has is answered,
   whatever keys there are. */
static uint32_t longest_taken(const char *before, const char *after)
{
    static char message[2 * ADSUM_SASL_HELD_BYTES];
    static const char salt[ADSUM_SASL_SALT_BYTES];
    uint32_t taken = 0, start = (uint32_t)strlen(before),
             end = (uint32_t)strlen(after);
    struct adsum_sasl_keys keys;

    assert_int_equal(adsum_sasl_keys_derive(
                         rig_crypto(), &rig, ADSUM_HASH_SHA_256, rig_text("x"),
                         (struct adsum_text){salt, sizeof salt}, 1, &keys),
                     0);
    keys.iterations = rig.service.most_iterations = UINT32_MAX;
    memcpy(message, before, start);
    for (uint32_t length = 1; length < sizeof message - start - end; length++) {
        message[start + length - 1] = 'u';
        memcpy(message + start + length, after, end);
        assert_int_equal(adsum_sasl_server_start(
                             &rig.server, &rig.service, &rig.server_channel,
                             rig_text("SCRAM-SHA-256"), &rig.said_by_server),
                         0);
        assert_int_equal(
            adsum_sasl_server_step(&rig.server,
                                   exactly(message, start + length + end),
                                   &rig.said_by_server),
            0);
        if (rig.said_by_server.state == ADSUM_SASL_FAILED) {
            assert_int_equal(rig.said_by_server.reason, MALFORMED);
            continue;
        }
        assert_int_equal(taken, length - 1);
        taken = length;
        assert_int_equal(
            adsum_sasl_server_keys(&rig.server, &keys, &rig.said_by_server), 0);
        assert_int_equal(rig.said_by_server.state, ADSUM_SASL_SEND);
        assert_in_range(rig.server.held_length, 1, ADSUM_SASL_HELD_BYTES - 46);
        assert_memory_equal(rig.said_by_server.bytes.bytes +
                                rig.said_by_server.bytes.length - 47,
                            ",h=", 3);
    }
    return taken;
}

static void long_messages_are_bounded(void **state)
{
    (void)state;
    /* Three times in what is held, and twice. */
    assert_in_range(longest_taken("n,,n=", ",r=abc"), 1023,
                    ADSUM_SASL_HELD_BYTES / 3);
    assert_in_range(longest_taken("n,,n=user,r=", ""), 1023,
                    ADSUM_SASL_HELD_BYTES / 2);
}

/* Between the parts of PLAIN "|" is NUL. */
static const struct {
    const char *message;
    uint32_t reason;
} plains[] = {
    {"|user|pencil", GOOD},
    {"other|user|pencil", GOOD},
    {"", MALFORMED},
    {"user", MALFORMED},
    {"user|pencil", MALFORMED},
    {"||pencil", NAME},
    {"|user|", ADSUM_SASL_REASON_PASSWORD},
    {"|user|pen|cil", MALFORMED},
    {"|us\xffr|pencil", MALFORMED},
    {"|user|p\xc0\x80", MALFORMED},
    {"\xf5|user|pencil", MALFORMED},
};

static void plain_has_three_parts(void **state)
{
    (void)state;
    rig.service.mechanisms = ADSUM_SASL_PLAIN;
    for (size_t i = 0; i < sizeof plains / sizeof *plains; i++) {
        char message[64];
        uint32_t length = (uint32_t)strlen(plains[i].message);

        memcpy(message, plains[i].message, length);
        for (uint32_t k = 0; k < length; k++)
            if (message[k] == '|')
                message[k] = '\0';
        assert_int_equal(adsum_sasl_server_start(
                             &rig.server, &rig.service, &rig.server_channel,
                             rig_text("PLAIN"), &rig.said_by_server),
                         0);
        assert_int_equal(adsum_sasl_server_step(&rig.server,
                                                exactly(message, length),
                                                &rig.said_by_server),
                         0);
        assert_int_equal(rig.said_by_server.reason, plains[i].reason);
    }
    for (uint32_t length = 255; length <= 1023; length += 768) {
        static char message[2 + 3 * 1023];

        memset(message, 'x', sizeof message);
        message[length] = message[2 * length + 1] = '\0';
        assert_int_equal(adsum_sasl_server_start(
                             &rig.server, &rig.service, &rig.server_channel,
                             rig_text("PLAIN"), &rig.said_by_server),
                         0);
        assert_int_equal(adsum_sasl_server_step(
                             &rig.server, exactly(message, 3 * length + 2),
                             &rig.said_by_server),
                         0);
        assert_int_equal(rig.said_by_server.state, ADSUM_SASL_KEYS);
        assert_int_equal(rig.said_by_server.name.length, length);
    }
}

/* "%" stands for the client's nonce. */
static const struct {
    const char *message;
    uint32_t reason;
} challenges[] = {
    {"r=%x,s=AAAA,i=3", GOOD},
    {"r=%x,s=AAAA,i=3,x=y,z=%", GOOD},
    {"", MALFORMED},
    {"r=%x,s=AAAA", MALFORMED},
    {"r=%x,i=3,s=AAAA", MALFORMED},
    {"s=AAAA,r=%x,i=3", MALFORMED},
    {"r=%x,s=AAA,i=3", MALFORMED},
    {"r=%x,s=,i=3", MALFORMED},
    {"r=%x,s=AB==,i=3", MALFORMED},
    {"r=%x,s=AAAA,i=0", MALFORMED},
    {"r=%x,s=AAAA,i=03", MALFORMED},
    {"r=%x,s=AAAA,i=-3", MALFORMED},
    {"r=%x,s=AAAA,i=3x", MALFORMED},
    {"r=%x,s=AAAA,i=4294967296", MALFORMED},
    {"r=%x,s=AAAA,i=99999999999", MALFORMED},
    {"r=%x,s=AAAA,i=4294967295", ADSUM_SASL_REASON_ITERATIONS},
    {"r=%x,s=AAAA,i=3,", MALFORMED},
    {"r=%x,s=AAAA,i=3,h=AAAA", DOWNGRADE},
    {"r=%x,s=AAAA,i=3,h=AAAA,h=AAAA", MALFORMED},
    {"r=%x,s=AAAA,i=3,i=3", MALFORMED},
    {"r=% x,s=AAAA,i=3", MALFORMED},
    {"r=%,s=AAAA,i=3", NONCE},
    {"r=x%,s=AAAA,i=3", NONCE},
    {"r=x,s=AAAA,i=3", NONCE},
    {"m=x,r=%x,s=AAAA,i=3", EXTENSION},
    {"r=%x,s=AAAA,i=3,m=x", EXTENSION},
    {"e=other-error", MALFORMED},
};

static void a_server_may_answer_so(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof challenges / sizeof *challenges; i++) {
        struct adsum_sasl_answer *said = &rig.said_by_client;
        char message[256];
        uint32_t length = 0;

        assert_int_equal(adsum_sasl_client_start(&rig.client, &rig.account,
                                                 &rig.client_channel,
                                                 &rig.heard, said),
                         0);
        for (const char *at = challenges[i].message; *at != '\0'; at++) {
            message[length++] = *at;
            if (*at != '%')
                continue;
            memcpy(message + --length, rig.client.held + rig.client.nonce,
                   rig.client.nonce_length);
            length += rig.client.nonce_length;
        }
        assert_int_equal(
            adsum_sasl_client_step(&rig.client, exactly(message, length), said),
            0);
        assert_int_equal(said->reason, challenges[i].reason);
    }
}

/* A change of one byte of one message, or its end cut off. */
struct damage {
    uint32_t message, at;
    uint8_t bits; /* 0: cut */
};

static void damage(struct rig *which, uint32_t index)
{
    const struct damage *how = which->tamper_user;

    if (index != how->message)
        return;
    if (how->bits == 0)
        which->wire_length[index] = how->at;
    else
        which->wire[index][how->at] =
            (char)(which->wire[index][how->at] ^ how->bits);
}

static void any_damage_is_refused(void **state)
{
    static const uint32_t mechanisms[] = {
        ADSUM_SASL_SCRAM_SHA_1, ADSUM_SASL_SCRAM_SHA_256,
        ADSUM_SASL_SCRAM_SHA_1_PLUS, ADSUM_SASL_SCRAM_SHA_256_PLUS,
        ADSUM_SASL_PLAIN};
    uint32_t lengths[RIG_MESSAGES];

    (void)state;
    rig.service.mechanisms = 63;
    for (uint32_t i = 0; i < 5; i++) {
        struct damage how = {0, 0, 0};

        rig.account.mechanisms = mechanisms[i];
        rig_hear(&rig);
        rig.tamper = NULL;
        memset(rig.wire_length, 0, sizeof rig.wire_length);
        assert_true(rig_run(&rig));
        memcpy(lengths, rig.wire_length, sizeof lengths);
        rig.tamper = damage;
        rig.tamper_user = &how;
        for (how.message = 0; how.message < RIG_MESSAGES; how.message++)
            for (how.at = 0; how.at < lengths[how.message]; how.at++)
                for (uint32_t bits = 0; bits < 256;
                     bits = bits == 0 ? 1 : 2 * bits) {
                    how.bits = (uint8_t)bits;
                    if (rig_run(&rig))
                        fail_msg("%u: %u of message %u, %02x", mechanisms[i],
                                 how.at, how.message, bits);
                }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_client_may_begin_so, init),
        cmocka_unit_test_setup(long_messages_are_bounded, init),
        cmocka_unit_test_setup(plain_has_three_parts, init),
        cmocka_unit_test_setup(a_server_may_answer_so, init),
        cmocka_unit_test_setup(any_damage_is_refused, init),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
