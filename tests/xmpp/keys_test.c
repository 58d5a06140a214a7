/* Keys: made, written, read; what is damaged is not read. */
#include "rig.h"

#include <stdlib.h>

static struct rig rig;
static const struct adsum_text none = {NULL, 0};

static int init(void **state)
{
    (void)state;
    rig_init(&rig);
    return 0;
}

static void a_salt_is_new_each_time(void **state)
{
    struct adsum_sasl_keys one, other;

    (void)state;
    assert_int_equal(adsum_sasl_keys_derive(rig_crypto(), &rig,
                                            ADSUM_HASH_SHA_1,
                                            rig_text("pencil"), none, 0, &one),
                     0);
    assert_int_equal(one.iterations, ADSUM_SASL_ITERATIONS);
    assert_int_equal(one.salt_length, 16);
    assert_int_equal(
        adsum_sasl_keys_derive(rig_crypto(), &rig, ADSUM_HASH_SHA_1,
                               rig_text("pencil"), none, 0, &other),
        0);
    assert_memory_not_equal(one.salt, other.salt, 16);
    assert_memory_not_equal(one.stored_key, other.stored_key, 20);
}

static void what_cannot_be_is_refused(void **state)
{
    static char salt[ADSUM_SASL_SALT_BYTES + 1];
    struct adsum_text long_salt = {salt, sizeof salt};
    struct adsum_crypto lacking = *rig_crypto();
    struct adsum_sasl_keys keys = {0};
    char room[ADSUM_SASL_KEYS_BYTES];
    struct adsum_text text;

    (void)state;
    assert_int_equal(adsum_sasl_keys_derive(rig_crypto(), &rig,
                                            ADSUM_HASH_SHA_512, rig_text("x"),
                                            none, 1, &keys),
                     ADSUM_ERR_INVALID);
    assert_int_equal(adsum_sasl_keys_derive(rig_crypto(), &rig,
                                            ADSUM_HASH_SHA_1, none, none, 1,
                                            &keys),
                     ADSUM_ERR_INVALID);
    assert_int_equal(adsum_sasl_keys_derive(rig_crypto(), &rig,
                                            ADSUM_HASH_SHA_1, rig_text("x"),
                                            long_salt, 1, &keys),
                     ADSUM_ERR_INVALID);
    lacking.derive = NULL;
    assert_int_equal(adsum_sasl_keys_derive(&lacking, &rig, ADSUM_HASH_SHA_1,
                                            rig_text("x"), none, 1, &keys),
                     ADSUM_ERR_HOST);
    assert_int_equal(adsum_sasl_keys_write(&keys, room, sizeof room, &text),
                     ADSUM_ERR_INVALID);
}

static void each_hash_may_fail(void **state)
{
    (void)state;
    for (uint32_t i = 1; i < 7; i++) {
        struct adsum_sasl_keys keys = {.hash = 99};
        int err;

        rig.call_count = 0;
        rig.fail_at = i;
        err = adsum_sasl_keys_derive(rig_crypto(), &rig, ADSUM_HASH_SHA_256,
                                     rig_text("x"), none, 1, &keys);
        assert_int_equal(err, ADSUM_ERR_NO_MEMORY);
        assert_int_equal(keys.hash, 99);
    }
}

static void the_longest_has_room(void **state)
{
    static char salt[ADSUM_SASL_SALT_BYTES];
    struct adsum_text text = {salt, sizeof salt};
    char room[ADSUM_SASL_KEYS_BYTES];
    struct adsum_sasl_keys keys, again;
    uint32_t length;

    (void)state;
    memset(salt, 's', sizeof salt);
    assert_int_equal(adsum_sasl_keys_derive(rig_crypto(), &rig,
                                            ADSUM_HASH_SHA_256, rig_text("x"),
                                            text, 1, &keys),
                     0);
    keys.iterations = UINT32_MAX;
    assert_int_equal(adsum_sasl_keys_write(&keys, room, sizeof room, &text), 0);
    assert_int_equal(adsum_sasl_keys_read(text, &again), 0);
    assert_memory_equal(&keys, &again, sizeof keys);
    length = text.length;
    for (uint32_t i = 0; i < length; i++) {
        char *exact = malloc(i + 1);

        assert_int_equal(adsum_sasl_keys_write(&keys, exact, i, &text),
                         ADSUM_ERR_ROOM);
        free(exact);
    }
}

/* Each byte, by each other: refused, or other keys and the same form. */
static void damage_is_seen(void **state)
{
    char room[ADSUM_SASL_KEYS_BYTES], again[ADSUM_SASL_KEYS_BYTES];
    struct adsum_sasl_keys keys;
    struct adsum_text text, back;

    (void)state;
    assert_int_equal(adsum_sasl_keys_write(&rig.keys[ADSUM_HASH_SHA_1], room,
                                           sizeof room, &text),
                     0);
    for (uint32_t i = 0; i < text.length; i++) {
        char *cut = malloc(i + 1);

        memcpy(cut, room, i);
        assert_int_equal(
            adsum_sasl_keys_read((struct adsum_text){cut, i}, &keys),
            ADSUM_ERR_PACKED);
        free(cut);
        for (int c = 0; c < 256; c++) {
            char was = room[i];

            room[i] = (char)c;
            if (adsum_sasl_keys_read(text, &keys) == 0) {
                assert_int_equal(
                    adsum_sasl_keys_write(&keys, again, sizeof again, &back),
                    0);
                assert_int_equal(back.length, text.length);
                assert_memory_equal(again, room, text.length);
            }
            room[i] = was;
        }
    }
    room[text.length++] = '=';
    assert_int_equal(adsum_sasl_keys_read(text, &keys), ADSUM_ERR_PACKED);
}

static const char *const not_keys[] = {
    "",
    "$$$",
    "SCRAM-SHA-1$4096:AAAA$AAAA:AAAA",
    "SCRAM-SHA-512$4096:AAAA$AAAA:AAAA",
    "SCRAM-SHA-1$0:AAAA$6dlGYMOdZcOPutkcNY8U2g7vK9Y=:"
    "D+CSWLOshSulAsxiupA+qs2/fTE=",
    "SCRAM-SHA-1$4294967296:AAAA$6dlGYMOdZcOPutkcNY8U2g7vK9Y=:"
    "D+CSWLOshSulAsxiupA+qs2/fTE=",
    "SCRAM-SHA-1$4096:$6dlGYMOdZcOPutkcNY8U2g7vK9Y=:"
    "D+CSWLOshSulAsxiupA+qs2/fTE=",
    "SCRAM-SHA-256$4096:AAAA$6dlGYMOdZcOPutkcNY8U2g7vK9Y=:"
    "D+CSWLOshSulAsxiupA+qs2/fTE=",
};

static void what_is_no_keys_is_refused(void **state)
{
    struct adsum_sasl_keys keys;

    (void)state;
    for (size_t i = 0; i < sizeof not_keys / sizeof *not_keys; i++)
        assert_int_equal(adsum_sasl_keys_read(rig_text(not_keys[i]), &keys),
                         ADSUM_ERR_PACKED);
}

static const char *const structs[] = {
    "adsum_sasl_account", "adsum_sasl_answer", "adsum_sasl_channel",
    "adsum_sasl_client",  "adsum_sasl_heard",  "adsum_sasl_keys",
    "adsum_sasl_offer",   "adsum_sasl_server", "adsum_sasl_service"};

static void values_have_names(void **state)
{
    static const uint32_t last[] = {
        [ADSUM_SASL_NAMES_MECHANISM] = ADSUM_SASL_EXTERNAL,
        [ADSUM_SASL_NAMES_BINDING] = ADSUM_SASL_TLS_EXPORTER,
        [ADSUM_SASL_NAMES_CONDITION] = ADSUM_SASL_TEMPORARY_AUTH_FAILURE,
        [ADSUM_SASL_NAMES_STATE] = ADSUM_SASL_FAILED,
        [ADSUM_SASL_NAMES_REASON] = ADSUM_SASL_REASON_DECIDED,
    };

    (void)state;
    for (uint32_t names = 0; names < 5; names++)
        for (uint32_t value = 1; value <= 2 * last[names]; value++) {
            bool mask = names <= ADSUM_SASL_NAMES_BINDING;
            bool one = !mask || (value & (value - 1)) == 0;

            assert_int_equal(*adsum_sasl_name(names, value) != '\0',
                             one && value <= last[names]);
        }
    assert_string_equal(adsum_sasl_name(5, 1), "");
    assert_string_equal(
        adsum_sasl_name(ADSUM_SASL_NAMES_CONDITION, ADSUM_SASL_NOT_AUTHORIZED),
        "not-authorized");
    for (size_t i = 0; i < sizeof structs / sizeof *structs; i++)
        assert_int_not_equal(adsum_sasl_struct_bytes(structs[i]), 0);
    assert_int_equal(adsum_sasl_struct_bytes("adsum_sasl_keys"),
                     sizeof(struct adsum_sasl_keys));
    assert_int_equal(adsum_sasl_struct_bytes("adsum_sasl"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_salt_is_new_each_time, init),
        cmocka_unit_test_setup(what_cannot_be_is_refused, init),
        cmocka_unit_test_setup(each_hash_may_fail, init),
        cmocka_unit_test_setup(the_longest_has_room, init),
        cmocka_unit_test_setup(damage_is_seen, init),
        cmocka_unit_test_setup(what_is_no_keys_is_refused, init),
        cmocka_unit_test_setup(values_have_names, init),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
