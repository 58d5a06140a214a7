/* Passwords as keys. */
#include "cmocka_all.h"
#include "keys.h"

#include <adsum/tls.h>
#include <string.h>

static void each_account_has_salts_of_its_own(void **state)
{
    struct adsum_sasl_keys one[KEYS], other[KEYS];

    (void)state;
    assert_int_equal(keys_make(adsum_text_of("pencil"), 4096, one), 0);
    assert_int_equal(keys_make(adsum_text_of("pencil"), 4096, other), 0);
    assert_memory_not_equal(one[0].salt, other[0].salt, one[0].salt_length);
    assert_memory_not_equal(one[0].salt, one[1].salt, one[0].salt_length);
    assert_int_equal(one[0].hash, ADSUM_HASH_SHA_256);
    assert_int_equal(one[1].hash, ADSUM_HASH_SHA_1);
}

/* RFC 8265 section 4.2: both ways to write it are one password. */
static void passwords_are_prepared(void **state)
{
    struct adsum_sasl_keys one[KEYS], other;
    struct adsum_text salt;

    (void)state;
    assert_int_equal(keys_make(adsum_text_of("cafe\xcc\x81"), 4096, one), 0);
    salt = (struct adsum_text){(const char *)one[0].salt, one[0].salt_length};
    assert_int_equal(adsum_sasl_keys_derive(
                         adsum_tls_crypto(), NULL, one[0].hash,
                         adsum_text_of("caf\xc3\xa9"), salt, 4096, &other),
                     0);
    assert_memory_equal(&one[0], &other, sizeof other);
    assert_int_equal(keys_make(adsum_text_of(""), 4096, one),
                     ADSUM_ERR_PASSWORD);
    assert_int_equal(keys_make(adsum_text_of("a\x01"), 4096, one),
                     ADSUM_ERR_PASSWORD);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_account_has_salts_of_its_own),
        cmocka_unit_test(passwords_are_prepared),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
