/* The exchanges of RFC 5802 section 5 and RFC 7677 section 3, by both ends. */
#include "rig.h"

#include "sasl_client.h"
#include "sasl_server.h"
#include <stdio.h>

static const struct vector {
    const char *mechanism, *name, *password;
    const char *client_first, *server_first, *client_final, *server_final;
    const char *stored_key, *server_key;
} vectors[] = {
#include "scram_vectors.inc"
};
enum { VECTORS = sizeof vectors / sizeof *vectors };

static void must_be(struct adsum_text got, const char *wanted)
{
    assert_int_equal(got.length, strlen(wanted));
    assert_memory_equal(got.bytes, wanted, got.length);
}

/* What stands between two marks of a message, or up to its end. */
static struct adsum_text between(const char *message, const char *mark)
{
    const char *at = strstr(message, mark) + strlen(mark);
    struct adsum_text text = {at, (uint32_t)strcspn(at, ",")};

    return text;
}

static void derive(struct rig *rig, const struct vector *vector,
                   struct adsum_sasl_keys *ret)
{
    char salt[64];
    struct adsum_text bytes;
    uint32_t hash = strcmp(vector->mechanism, "SCRAM-SHA-1") == 0
                        ? ADSUM_HASH_SHA_1
                        : ADSUM_HASH_SHA_256;

    assert_int_equal(adsum_sasl_decode(between(vector->server_first, ",s="),
                                       salt, sizeof salt, &bytes),
                     0);
    assert_int_equal(adsum_sasl_keys_derive(rig_crypto(), rig, hash,
                                            rig_text(vector->password), bytes,
                                            4096, ret),
                     0);
}

static void keys_are_those_of_the_vectors(void **state)
{
    static struct rig rig;

    (void)state;
    for (int i = 0; i < VECTORS; i++) {
        const struct vector *vector = &vectors[i];
        struct adsum_sasl_keys keys, again;
        char wanted[512], room[ADSUM_SASL_KEYS_BYTES];
        struct adsum_text text;

        derive(&rig, vector, &keys);
        text = between(vector->server_first, ",s=");
        snprintf(wanted, sizeof wanted, "%s$4096:%.*s$%s:%s", vector->mechanism,
                 (int)text.length, text.bytes, vector->stored_key,
                 vector->server_key);
        assert_int_equal(adsum_sasl_keys_write(&keys, room, sizeof room, &text),
                         0);
        must_be(text, wanted);
        assert_int_equal(adsum_sasl_keys_read(text, &again), 0);
        assert_memory_equal(&again, &keys, sizeof keys);
    }
}

static void the_server_says_what_the_vectors_say(void **state)
{
    static struct rig rig;

    (void)state;
    rig_init(&rig);
    rig.server_channel.encrypted = 0;
    rig.service.clear = ADSUM_SASL_SCRAM_SHA_1 | ADSUM_SASL_SCRAM_SHA_256;
    for (int i = 0; i < VECTORS; i++) {
        const struct vector *vector = &vectors[i];
        struct adsum_sasl_server *server = &rig.server;
        struct adsum_sasl_answer said;
        struct adsum_sasl_keys keys;
        struct adsum_text nonce = between(vector->server_first, "r=");
        struct adsum_text own = between(vector->client_first, "r=");

        derive(&rig, vector, &keys);
        assert_int_equal(
            adsum_sasl_server_start(server, &rig.service, &rig.server_channel,
                                    rig_text(vector->mechanism), &said),
            0);
        assert_int_equal(adsum_sasl_server_step(
                             server, rig_text(vector->client_first), &said),
                         0);
        assert_int_equal(said.state, ADSUM_SASL_KEYS);
        must_be(said.name, vector->name);
        assert_int_equal(adsum_sasl_server_keys(server, &keys, &said), 0);

        /* Again, with the vector's nonce, and without the offer's hash, which
           is younger than they are. */
        server->held_length = server->challenge;
        nonce.bytes += own.length;
        nonce.length -= own.length;
        assert_int_equal(adsum_scram_server_challenge(server, &keys, nonce), 0);
        server->challenge_length = (uint16_t)strlen(vector->server_first);
        must_be(adsum_sasl_server_text(server, server->challenge,
                                       server->challenge_length),
                vector->server_first);
        assert_int_equal(adsum_sasl_server_step(
                             server, rig_text(vector->client_final), &said),
                         0);
        assert_int_equal(said.state, ADSUM_SASL_DECIDE);
        assert_int_equal(adsum_sasl_server_decide(server, 0, &said), 0);
        assert_int_equal(said.state, ADSUM_SASL_DONE);
        must_be(said.bytes, vector->server_final);
    }
}

static void the_client_says_what_the_vectors_say(void **state)
{
    static struct rig rig;

    (void)state;
    rig_init(&rig);
    memset(&rig.client_channel.tls_exporter, 0,
           3 * sizeof rig.client_channel.tls_exporter);
    for (int i = 0; i < VECTORS; i++) {
        const struct vector *vector = &vectors[i];
        struct adsum_sasl_client *client = &rig.client;
        struct adsum_sasl_answer said;

        rig.account.name = rig_text(vector->name);
        rig.account.password = rig_text(vector->password);
        rig.heard.mechanisms = rig.mechanisms;
        rig.heard.mechanism_count = 1;
        rig.mechanisms[0] = rig_text(vector->mechanism);
        assert_int_equal(adsum_sasl_client_start(client, &rig.account,
                                                 &rig.client_channel,
                                                 &rig.heard, &said),
                         0);
        assert_int_equal(adsum_scram_client_first(
                             client, 'n', between(vector->client_first, "r=")),
                         0);
        said.bytes.bytes = client->held;
        said.bytes.length = client->first_length;
        must_be(said.bytes, vector->client_first);
        assert_int_equal(adsum_sasl_client_step(
                             client, rig_text(vector->server_first), &said),
                         0);
        must_be(said.bytes, vector->client_final);
        assert_int_equal(adsum_sasl_client_success(
                             client, rig_text(vector->server_final), &said),
                         0);
        assert_int_equal(said.state, ADSUM_SASL_DONE);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_are_those_of_the_vectors),
        cmocka_unit_test(the_server_says_what_the_vectors_say),
        cmocka_unit_test(the_client_says_what_the_vectors_say),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
