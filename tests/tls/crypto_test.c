/*
 * Hashes, SCRAM's keys, and randomness, as a module gets them.
 *
 * Vectors: SHA: FIPS 180-4's "abc". HMAC: RFC 2202 (SHA-1) and RFC 4231
 * (SHA-2), case 2. SCRAM: the exchanges of RFC 5802 section 5 and RFC 7677
 * section 3; the keys are derived from them.
 */
#include "ends.h"

#include <stdio.h>
#include <string.h>

static struct adsum_text text_of(const char *string)
{
    struct adsum_text text = {string, (uint32_t)strlen(string)};

    return text;
}

static struct adsum_text bytes_of(const char *hex, char *room)
{
    struct adsum_text text = {room, (uint32_t)strlen(hex) / 2};

    for (uint32_t i = 0; i < text.length; i++) {
        unsigned byte;
        sscanf(hex + 2 * i, "%2x", &byte);
        room[i] = (char)byte;
    }
    return text;
}

static void expect(const uint8_t *bytes, const char *hex)
{
    char room[ADSUM_HASH_BYTES];
    struct adsum_text wanted = bytes_of(hex, room);

    assert_memory_equal(bytes, wanted.bytes, wanted.length);
}

static const struct {
    uint32_t hash;
    const char *abc;
    const char *hmac;
} hashes[] = {
    {ADSUM_HASH_SHA_1, "a9993e364706816aba3e25717850c26c9cd0d89d",
     "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"},
    {ADSUM_HASH_SHA_256,
     "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
     "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
    {ADSUM_HASH_SHA_512,
     "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
     "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
     "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
     "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"},
};

static void parts_are_hashed_as_one(void **state)
{
    const struct adsum_crypto *crypto = adsum_tls_crypto();
    struct adsum_text abc[] = {text_of("a"), {NULL, 0}, text_of("bc")};
    struct adsum_text question[] = {text_of("what do ya want "),
                                    text_of("for nothing?")};
    struct adsum_text key = text_of("Jefe");
    uint8_t ret[ADSUM_HASH_BYTES];

    (void)state;
    for (int i = 0; i < 3; i++) {
        assert_int_equal(crypto->hash(NULL, hashes[i].hash, abc, 3, ret), 0);
        expect(ret, hashes[i].abc);
        assert_int_equal(
            crypto->hmac(NULL, hashes[i].hash, &key, question, 2, ret), 0);
        expect(ret, hashes[i].hmac);
    }
}

static const struct {
    uint32_t hash;
    const char *salt;
    const char *salted;
    const char *stored_key;
    const char *server_key;
    const char *messages[3];
    const char *signature;
} exchanges[] = {
    {ADSUM_HASH_SHA_1,
     "4125c247e43ab1e93c6dff76",
     "1d96ee3a529b5a5f9e47c01f229a2cb8a6e15f7d",
     "e9d94660c39d65c38fbad91c358f14da0eef2bd6",
     "0fe09258b3ac852ba502cc62ba903eaacdbf7d31",
     {"n=user,r=fyko+d2lbbFgONRv9qkxdawL,",
      "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096"
      ",",
      "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j"},
     "ae617da6a57c4bbb2e0286568dae1d251905b0a4"},
    {ADSUM_HASH_SHA_256,
     "5b6d99689d12358eeca04b141236fa81",
     "c4a49510323ab4f952cac1fa99441939e78ea74d6be81ddf7096e87513dc615d",
     "586e5df283e6dceb5c3e791d8b8528ec191e664045ce971792e2e6b5bb13e2a6",
     "c1f3cbc1c13a9d35a14c0990eed97629ea225863e566a4314ab99f3f00e5d9d5",
     {"n=user,r=rOprNGfwEbeRWgbNEkqO,",
      "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
      "s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,",
      "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"},
     "eabae24d1062db75a9451ff0b6ea7e98c8546549ff741e672d3251b2397de46e"},
};

static void scram_keys_are_derived(void **state)
{
    const struct adsum_crypto *crypto = adsum_tls_crypto();
    struct adsum_text password = text_of("pencil"),
                      client = text_of("Client Key"),
                      server = text_of("Server Key");

    (void)state;
    for (int i = 0; i < 2; i++) {
        uint32_t hash = exchanges[i].hash;
        uint8_t salted[64], key[64], stored[64], signature[64];
        uint32_t bytes = (uint32_t)strlen(exchanges[i].salted) / 2;
        char room[64];
        struct adsum_text salt = bytes_of(exchanges[i].salt, room),
                          by = {(const char *)salted, bytes},
                          of = {(const char *)key, bytes}, messages[3];
        assert_int_equal(
            crypto->derive(NULL, hash, &password, &salt, 4096, salted), 0);
        expect(salted, exchanges[i].salted);
        assert_int_equal(crypto->hmac(NULL, hash, &by, &client, 1, key), 0);
        assert_int_equal(crypto->hash(NULL, hash, &of, 1, stored), 0);
        expect(stored, exchanges[i].stored_key);
        assert_int_equal(crypto->hmac(NULL, hash, &by, &server, 1, key), 0);
        expect(key, exchanges[i].server_key);
        for (int j = 0; j < 3; j++)
            messages[j] = text_of(exchanges[i].messages[j]);
        assert_int_equal(crypto->hmac(NULL, hash, &of, messages, 3, signature),
                         0);
        expect(signature, exchanges[i].signature);
    }
}

/* RFC 5802 section 2.2, spelled out: Hi() of HMACs. */
static void derive_slowly(uint32_t hash, uint32_t bytes,
                          const struct adsum_text *password,
                          const struct adsum_text *salt, uint32_t iterations,
                          uint8_t *ret)
{
    const struct adsum_crypto *crypto = adsum_tls_crypto();
    const struct adsum_text first[] = {*salt, {"\0\0\0\1", 4}};
    uint8_t one[ADSUM_HASH_BYTES];
    const struct adsum_text former = {(const char *)one, bytes};

    assert_int_equal(crypto->hmac(NULL, hash, password, first, 2, one), 0);
    memcpy(ret, one, bytes);
    while (--iterations != 0) {
        assert_int_equal(crypto->hmac(NULL, hash, password, &former, 1, one),
                         0);
        for (uint32_t i = 0; i < bytes; i++)
            ret[i] ^= one[i];
    }
}

static void passwords_of_any_length_are_derived_from(void **state)
{
    static const uint32_t bytes[] = {[ADSUM_HASH_SHA_1] = 20,
                                     [ADSUM_HASH_SHA_256] = 32,
                                     [ADSUM_HASH_SHA_512] = 64};
    const struct adsum_crypto *crypto = adsum_tls_crypto();
    const struct adsum_text salt = text_of("salt");
    char long_one[300];

    (void)state;
    for (uint32_t i = 0; i < sizeof long_one; i++)
        long_one[i] = (char)(i * 7);
    for (uint32_t hash = ADSUM_HASH_SHA_1; hash <= ADSUM_HASH_SHA_512; hash++)
        for (uint32_t length = 0; length < sizeof long_one; length++) {
            const struct adsum_text password = {long_one, length};
            uint8_t ret[ADSUM_HASH_BYTES], wanted[ADSUM_HASH_BYTES];

            derive_slowly(hash, bytes[hash], &password, &salt, 3, wanted);
            assert_int_equal(
                crypto->derive(NULL, hash, &password, &salt, 3, ret), 0);
            assert_memory_equal(ret, wanted, bytes[hash]);
        }
}

static void what_is_not_there_is_refused(void **state)
{
    const struct adsum_crypto *crypto = adsum_tls_crypto();
    struct adsum_text text = text_of("x");
    uint8_t ret[ADSUM_HASH_BYTES];

    (void)state;
    assert_int_equal(crypto->size, sizeof *crypto);
    for (uint32_t hash = 0; hash < 10; hash += 4) {
        assert_int_equal(crypto->hash(NULL, hash, &text, 1, ret),
                         ADSUM_ERR_INVALID);
        assert_int_equal(crypto->hmac(NULL, hash, &text, &text, 1, ret),
                         ADSUM_ERR_INVALID);
        assert_int_equal(crypto->derive(NULL, hash, &text, &text, 1, ret),
                         ADSUM_ERR_INVALID);
    }
    assert_int_equal(crypto->derive(NULL, 1, &text, &text, 0, ret),
                     ADSUM_ERR_INVALID);
}

static void bytes_are_compared_whole(void **state)
{
    const struct adsum_crypto *crypto = adsum_tls_crypto();
    uint8_t one[32] = {0}, other[32] = {0};

    (void)state;
    assert_int_equal(crypto->equal(NULL, one, other, 32), 1);
    assert_int_equal(crypto->equal(NULL, one, other, 0), 1);
    for (int bit = 0; bit < 256; bit++) {
        other[bit / 8] ^= (uint8_t)(1 << bit % 8);
        assert_int_equal(crypto->equal(NULL, one, other, 32), 0);
        other[bit / 8] = 0;
    }
}

static int32_t counted(void *user, void *ret, uint32_t length)
{
    (void)user;
    memset(ret, 7, length);
    return length == 13;
}

static int32_t none(void *user, uint64_t context, const void *bytes,
                    uint32_t length)
{
    (void)user;
    (void)context;
    (void)bytes;
    (void)length;
    return 0;
}

static void nothing(void *user, uint64_t context, const void *bytes,
                    uint32_t length)
{
    none(user, context, bytes, length);
}

static void random_bytes_are_the_systems_or_the_hosts(void **state)
{
    static const struct adsum_tls_host host = {.size = sizeof host,
                                               .allocate = ends_allocate,
                                               .output = none,
                                               .input = nothing,
                                               .random = counted};
    const struct adsum_crypto *crypto = adsum_tls_crypto();
    struct adsum_tls_policy policy = {.size = sizeof policy,
                                      .role = ADSUM_TLS_CLIENT};
    struct adsum_tls_context *context;
    struct ends ends;
    uint8_t one[3000] = {0}, other[3000] = {0};

    (void)state;
    ends_init(&ends, NULL, NULL);
    assert_int_equal(crypto->random(ends.client.context, one, sizeof one), 0);
    assert_int_equal(crypto->random(ends.client.context, other, sizeof other),
                     0);
    assert_memory_not_equal(one, other, sizeof one);
    assert_memory_not_equal(one, one + 1500, 1500);
    assert_memory_not_equal(one + 2900, "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 16);
    ends_deinit(&ends);
    assert_int_equal(
        adsum_tls_context_new(&host, NULL, &policy, NULL, &context), 0);
    assert_int_equal(crypto->random(context, one, 5), 0);
    assert_int_equal(one[4], 7);
    assert_int_equal(crypto->random(context, one, 13), ADSUM_ERR_HOST);
    adsum_tls_context_free(context);
}

static void values_have_names(void **state)
{
    static const struct {
        uint32_t names, value;
        const char *name;
    } rows[] = {
        {ADSUM_TLS_NAMES_STATE, ADSUM_TLS_OPEN, "open"},
        {ADSUM_TLS_NAMES_FAILURE, ADSUM_TLS_FAILED_TRUNCATED, "truncated"},
        {ADSUM_TLS_NAMES_ALERT, 42, "bad_certificate"},
        {ADSUM_TLS_NAMES_ALERT, 255, ""},
        {ADSUM_TLS_NAMES_CERTIFICATE, ADSUM_TLS_EXPIRED, "expired"},
        {ADSUM_TLS_NAMES_CERTIFICATE, 3, ""},
        {ADSUM_TLS_NAMES_BINDING, ADSUM_TLS_BINDING_END_POINT,
         "tls-server-end-point"},
        {ADSUM_TLS_NAMES_SUITE, 0xcca8,
         "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"},
        {ADSUM_TLS_NAMES_LIMIT, ADSUM_TLS_LIMIT_HANDSHAKES, "handshakes"},
        {ADSUM_TLS_NAMES_LIMIT + 1, 0, ""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(adsum_tls_name(rows[i].names, rows[i].value),
                            rows[i].name);
    for (uint32_t i = 0; i <= ADSUM_TLS_FAILED_LIBRARY; i++)
        assert_string_not_equal(adsum_tls_name(ADSUM_TLS_NAMES_FAILURE, i), "");
    for (uint32_t i = 0; i <= ADSUM_TLS_FAILED; i++)
        assert_string_not_equal(adsum_tls_name(ADSUM_TLS_NAMES_STATE, i), "");
    for (uint32_t i = 1; i <= ADSUM_TLS_BAD_OTHERWISE; i <<= 1)
        assert_string_not_equal(adsum_tls_name(ADSUM_TLS_NAMES_CERTIFICATE, i),
                                "");
    assert_int_equal(adsum_tls_struct_bytes("adsum_tls_info"),
                     sizeof(struct adsum_tls_info));
    assert_int_equal(adsum_tls_struct_bytes("adsum_tls_channel"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_are_hashed_as_one),
        cmocka_unit_test(scram_keys_are_derived),
        cmocka_unit_test(passwords_of_any_length_are_derived_from),
        cmocka_unit_test(what_is_not_there_is_refused),
        cmocka_unit_test(bytes_are_compared_whole),
        cmocka_unit_test(random_bytes_are_the_systems_or_the_hosts),
        cmocka_unit_test(values_have_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
