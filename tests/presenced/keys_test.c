/* Passwords as keys, against the examples of the RFCs. */
#include "cmocka_all.h"
#include "keys.h"

#include <adsum/tls.h>
#include <string.h>

/* The exchanges of RFC 5802 section 5 and RFC 7677 section 3, decoded. */
static const struct {
    uint32_t hash, bytes;
    const char *salt;
    uint32_t salt_length;
    const char *message; /* AuthMessage */
    uint8_t proof[32], signature[32];
} exchanges[] = {
    {ADSUM_HASH_SHA_1,
     20,
     "\x41\x25\xc2\x47\xe4\x3a\xb1\xe9\x3c\x6d\xff\x76",
     12,
     "n=user,r=fyko+d2lbbFgONRv9qkxdawL,"
     "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096,"
     "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j",
     {0xbf, 0x45, 0xfc, 0xbf, 0x70, 0x73, 0xd9, 0x3d, 0x02, 0x24,
      0x66, 0xc9, 0x43, 0x21, 0x74, 0x5f, 0xe1, 0xc8, 0xe1, 0x3b},
     {0xae, 0x61, 0x7d, 0xa6, 0xa5, 0x7c, 0x4b, 0xbb, 0x2e, 0x02,
      0x86, 0x56, 0x8d, 0xae, 0x1d, 0x25, 0x19, 0x05, 0xb0, 0xa4}},
    {ADSUM_HASH_SHA_256,
     32,
     "\x5b\x6d\x99\x68\x9d\x12\x35\x8e\xec\xa0\x4b\x14\x12\x36\xfa\x81",
     16,
     "n=user,r=rOprNGfwEbeRWgbNEkqO,"
     "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
     "s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,"
     "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0",
     {0x74, 0x7c, 0xdb, 0x65, 0xaa, 0x56, 0x22, 0x4e, 0x23, 0x52, 0x13,
      0x7e, 0x52, 0xd7, 0xbd, 0xca, 0xd6, 0xa0, 0xf7, 0x38, 0xdf, 0x30,
      0x78, 0x2c, 0xaa, 0x69, 0xa2, 0xcf, 0xb0, 0x27, 0x75, 0x54},
     {0xea, 0xba, 0xe2, 0x4d, 0x10, 0x62, 0xdb, 0x75, 0xa9, 0x45, 0x1f,
      0xf0, 0xb6, 0xea, 0x7e, 0x98, 0xc8, 0x54, 0x65, 0x49, 0xff, 0x74,
      0x1e, 0x67, 0x2d, 0x32, 0x51, 0xb2, 0x39, 0x7d, 0xe4, 0x6e}},
};

/* ClientKey = proof XOR HMAC(StoredKey, AuthMessage), and its hash is that. */
static void keys_are_those_of_the_rfcs(void **state)
{
    const struct adsum_crypto *crypto = adsum_tls_crypto();

    (void)state;
    for (size_t i = 0; i < sizeof exchanges / sizeof *exchanges; i++) {
        uint32_t hash = exchanges[i].hash, bytes = exchanges[i].bytes;
        struct adsum_text message = adsum_text_of(exchanges[i].message);
        struct adsum_text salt = {exchanges[i].salt, exchanges[i].salt_length};
        uint8_t found[ADSUM_HASH_BYTES];
        struct adsum_text by, client = {(const char *)found, bytes};
        struct store_key key;

        assert_int_equal(
            keys_derive(hash, adsum_text_of("pencil"), salt, 4096, &key), 0);
        by = (struct adsum_text){(const char *)key.server_key, bytes};
        crypto->hmac(NULL, hash, &by, &message, 1, found);
        assert_memory_equal(found, exchanges[i].signature, bytes);
        by.bytes = (const char *)key.stored_key;
        crypto->hmac(NULL, hash, &by, &message, 1, found);
        for (uint32_t j = 0; j < bytes; j++)
            found[j] ^= exchanges[i].proof[j];
        crypto->hash(NULL, hash, &client, 1, found);
        assert_memory_equal(found, key.stored_key, bytes);
        assert_memory_equal(key.salt, salt.bytes, salt.length);
        assert_int_equal(key.iterations, 4096);
    }
}

static void what_cannot_be_derived_is_refused(void **state)
{
    struct adsum_text pencil = adsum_text_of("pencil");
    char salt[STORE_SALT_BYTES + 1] = "";
    struct adsum_text longer = {salt, sizeof salt}, none = {NULL, 0};
    struct store_key key;

    (void)state;
    assert_int_equal(keys_derive(9, pencil, pencil, 1, &key),
                     ADSUM_ERR_INVALID);
    assert_int_equal(keys_derive(ADSUM_HASH_SHA_1, pencil, longer, 1, &key),
                     ADSUM_ERR_INVALID);
    assert_int_equal(keys_derive(ADSUM_HASH_SHA_1, pencil, none, 1, &key),
                     ADSUM_ERR_INVALID);
    assert_int_equal(keys_derive(ADSUM_HASH_SHA_1, pencil, pencil, 0, &key),
                     ADSUM_ERR_INVALID);
}

static void each_account_has_salts_of_its_own(void **state)
{
    struct store_key one[KEYS], other[KEYS];

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
    struct store_key one[KEYS], other;
    struct adsum_text salt;

    (void)state;
    assert_int_equal(keys_make(adsum_text_of("cafe\xcc\x81"), 4096, one), 0);
    salt = (struct adsum_text){(const char *)one[0].salt, one[0].salt_length};
    assert_int_equal(keys_derive(one[0].hash, adsum_text_of("caf\xc3\xa9"),
                                 salt, 4096, &other),
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
        cmocka_unit_test(keys_are_those_of_the_rfcs),
        cmocka_unit_test(what_cannot_be_derived_is_refused),
        cmocka_unit_test(each_account_has_salts_of_its_own),
        cmocka_unit_test(passwords_are_prepared),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
