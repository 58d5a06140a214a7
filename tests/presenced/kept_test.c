/* Messages for who is not there (XEP-0160), bounded; secrets and accounts. */
#include "house.h"

#include <string.h>

#define NOW UINT64_C(1700000000000)
#define DAY UINT64_C(86400000)

static int keep(struct house *house, const char *user, const char *bytes,
                uint64_t now_ms)
{
    struct adsum_notice message = {.size = sizeof message,
                                   .kind = ADSUM_MESSAGE,
                                   .type = ADSUM_TYPE_CHAT,
                                   .from = adsum_text_of("juliet@b/x"),
                                   .bytes = bytes,
                                   .length = (uint32_t)strlen(bytes)};

    return store_keep(&house->store, adsum_text_of(user), &message, now_ms);
}

/* How many are there; each holds `prefix` and its number, from `first` on. */
static uint32_t count(struct house *house, const char *user, const char *prefix,
                      uint32_t first, uint64_t now_ms)
{
    static uint64_t room[4096];
    struct adsum_notice message;
    uint64_t id = 0;
    uint32_t ret = 0;
    char expected[64];
    int err;

    while ((err = store_kept(&house->store, adsum_text_of(user), now_ms, id,
                             room, sizeof room, &message, &id)) == 0) {
        snprintf(expected, sizeof expected, "%s%u", prefix, first + ret++);
        assert_int_equal(message.length, strlen(expected));
        assert_memory_equal(message.bytes, expected, message.length);
        assert_int_equal(message.kind, ADSUM_MESSAGE);
        assert_int_equal(message.type, ADSUM_TYPE_CHAT);
        assert_in_range(message.time_ms, NOW, now_ms);
    }
    assert_int_equal(err, ADSUM_END);
    return ret;
}

static void messages_come_back_in_order_until_they_are_gone(void **state)
{
    struct house *house = *state;
    static uint64_t room[512];
    struct adsum_notice message;
    uint64_t id;

    house_account(&house->store, "romeo@a");
    house_account(&house->store, "nurse@a");
    assert_int_equal(keep(house, "romeo@a", "m0", NOW), 0);
    assert_int_equal(keep(house, "nurse@a", "n0", NOW), 0);
    assert_int_equal(keep(house, "romeo@a", "m1", NOW + 1), 0);
    assert_int_equal(keep(house, "romeo@a", "m2", NOW), 0);
    house_close(house);
    house_open(house);
    assert_int_equal(count(house, "romeo@a", "m", 0, NOW + 1), 3);
    assert_int_equal(store_kept(&house->store, adsum_text_of("romeo@a"), NOW, 0,
                                room, 8, &message, &id),
                     ADSUM_ERR_ROOM);
    assert_int_equal(store_kept(&house->store, adsum_text_of("romeo@a"), NOW, 0,
                                room, sizeof room, &message, &id),
                     0);
    assert_int_equal(
        store_kept_gone(&house->store, adsum_text_of("romeo@a"), id), 0);
    assert_int_equal(count(house, "romeo@a", "m", 1, NOW + 1), 2);
    assert_int_equal(
        store_kept_gone(&house->store, adsum_text_of("romeo@a"), UINT32_MAX),
        0);
    assert_int_equal(count(house, "romeo@a", "m", 0, NOW + 1), 0);
    assert_int_equal(count(house, "nurse@a", "n", 0, NOW + 1), 1);
}

static void a_time_of_its_own_stays(void **state)
{
    struct house *house = *state;
    static uint64_t room[512];
    uint64_t id;
    struct adsum_notice message = {.size = sizeof message,
                                   .kind = ADSUM_MESSAGE,
                                   .time_ms = 5,
                                   .from = adsum_text_of("juliet@b/x")};

    house_account(&house->store, "romeo@a");
    assert_int_equal(
        store_keep(&house->store, adsum_text_of("romeo@a"), &message, NOW), 0);
    assert_int_equal(store_kept(&house->store, adsum_text_of("romeo@a"), NOW, 0,
                                room, sizeof room, &message, &id),
                     0);
    assert_true(message.time_ms == 5);
}

static void they_are_bounded_in_number(void **state)
{
    struct house *house = *state;

    house_account(&house->store, "romeo@a");
    house_account(&house->store, "nurse@a");
    house->store.limits.count = 2;
    assert_int_equal(keep(house, "romeo@a", "m0", NOW), 0);
    assert_int_equal(keep(house, "romeo@a", "m1", NOW), 0);
    assert_int_equal(keep(house, "romeo@a", "m2", NOW), ADSUM_ERR_LIMIT);
    assert_int_equal(keep(house, "nurse@a", "m0", NOW), 0);
    assert_int_equal(count(house, "romeo@a", "m", 0, NOW), 2);
}

static void they_are_bounded_in_bytes(void **state)
{
    struct house *house = *state;
    uint64_t one;

    house_account(&house->store, "romeo@a");
    assert_int_equal(keep(house, "romeo@a", "m0", NOW), 0);
    one = house_number(house, "SELECT length(packed) FROM kept");
    house->store.limits.bytes = (uint32_t)one * 2;
    assert_int_equal(keep(house, "romeo@a", "longer", NOW), ADSUM_ERR_LIMIT);
    assert_int_equal(keep(house, "romeo@a", "m1", NOW), 0);
    assert_int_equal(keep(house, "romeo@a", "m2", NOW), ADSUM_ERR_LIMIT);
    house->store.limits.bytes = (uint32_t)one - 1;
    assert_int_equal(
        store_kept_gone(&house->store, adsum_text_of("romeo@a"), UINT32_MAX),
        0);
    assert_int_equal(keep(house, "romeo@a", "m3", NOW), ADSUM_ERR_LIMIT);
}

static void they_are_bounded_in_age(void **state)
{
    struct house *house = *state;

    house_account(&house->store, "romeo@a");
    house_account(&house->store, "nurse@a");
    house->store.limits.age_ms = DAY;
    house->store.limits.count = 2;
    assert_int_equal(keep(house, "romeo@a", "m0", NOW), 0);
    assert_int_equal(keep(house, "romeo@a", "m1", NOW + 1), 0);
    assert_int_equal(count(house, "romeo@a", "m", 0, NOW + DAY), 2);
    assert_int_equal(count(house, "romeo@a", "m", 1, NOW + DAY + 1), 1);
    assert_int_equal(keep(house, "romeo@a", "m2", NOW + DAY), ADSUM_ERR_LIMIT);
    assert_int_equal(keep(house, "nurse@a", "n0", NOW + 2 * DAY), 0);
    assert_int_equal(house_number(house, "SELECT count(*) FROM kept"), 1);
    assert_int_equal(keep(house, "romeo@a", "m2", NOW + 2 * DAY), 0);
}

static void nothing_is_kept_for_who_does_not_exist(void **state)
{
    struct house *house = *state;

    assert_int_equal(keep(house, "who@a", "m0", NOW), ADSUM_ERR_UNKNOWN);
    assert_int_equal(keep(house, "a", "m0", NOW), ADSUM_ERR_UNKNOWN);
    assert_int_equal(house_number(house, "SELECT count(*) FROM kept"), 0);
}

static void a_damaged_message_is_passed_over(void **state)
{
    struct house *house = *state;
    static uint64_t room[512];
    struct adsum_notice message;
    uint64_t id = 0;

    house_account(&house->store, "romeo@a");
    assert_int_equal(keep(house, "romeo@a", "m0", NOW), 0);
    assert_int_equal(keep(house, "romeo@a", "m1", NOW), 0);
    house_sql(house, "UPDATE kept SET packed = x'00' WHERE id = 1");
    assert_int_equal(store_kept(&house->store, adsum_text_of("romeo@a"), NOW, 0,
                                room, sizeof room, &message, &id),
                     ADSUM_ERR_PACKED);
    assert_int_equal(store_kept(&house->store, adsum_text_of("romeo@a"), NOW,
                                id, room, sizeof room, &message, &id),
                     0);
    assert_memory_equal(message.bytes, "m1", 2);
}

static void a_secret_is_made_once(void **state)
{
    struct house *house = *state;
    char secret[4] = "";

    assert_int_equal(
        store_secret(&house->store, adsum_text_of("x"), "abcd", 4, secret), 0);
    assert_memory_equal(secret, "abcd", 4);
    house_close(house);
    house_open(house);
    assert_int_equal(
        store_secret(&house->store, adsum_text_of("x"), "efgh", 4, secret), 0);
    assert_memory_equal(secret, "abcd", 4);
    assert_int_equal(
        store_secret(&house->store, adsum_text_of("x"), "efg", 3, secret),
        ADSUM_ERR_PACKED);
    assert_int_equal(
        store_secret(&house->store, adsum_text_of("y"), "efgh", 4, secret), 0);
    assert_memory_equal(secret, "efgh", 4);
}

static void an_account_has_a_key_of_each_hash(void **state)
{
    static const char nothing[32] = {0};
    struct house *house = *state;
    struct adsum_text romeo = adsum_text_of("romeo@a");
    struct adsum_sasl_keys key;

    house_account(&house->store, "romeo@a");
    assert_int_equal(
        store_account_key(&house->store, romeo, ADSUM_HASH_SHA_1, &key), 0);
    assert_int_equal(key.iterations, 4096);
    assert_int_equal(key.salt_length, 16);
    assert_int_equal(key.stored_key[19], 1);
    assert_int_equal(key.server_key[19], 3);
    assert_memory_equal(key.stored_key + 20, nothing, 32);
    assert_int_equal(
        store_account_key(&house->store, romeo, ADSUM_HASH_SHA_256, &key), 0);
    assert_int_equal(key.iterations, 10000);
    assert_int_equal(key.salt_length, 64);
    assert_int_equal(key.stored_key[31], 2);
    assert_int_equal(
        store_account_key(&house->store, romeo, ADSUM_HASH_SHA_512, &key),
        ADSUM_ERR_UNKNOWN);
    assert_int_equal(store_account_put(&house->store, romeo, &key, 1, 0),
                     ADSUM_ERR_CONFLICT);
    assert_int_equal(store_account_put(&house->store, romeo, &key, 1, 1), 0);
    assert_int_equal(
        store_account_key(&house->store, romeo, ADSUM_HASH_SHA_1, &key),
        ADSUM_ERR_UNKNOWN);
}

static void what_is_no_account_is_refused(void **state)
{
    static const char *const addresses[] = {"a", "romeo@a/x", "@a", "romeo@",
                                            ""};
    struct house *house = *state;
    struct adsum_sasl_keys key = {
        .hash = ADSUM_HASH_SHA_1, .iterations = 1, .salt_length = 1};

    for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++)
        assert_int_equal(store_account_put(&house->store,
                                           adsum_text_of(addresses[i]), &key, 1,
                                           0),
                         ADSUM_ERR_INVALID);
    key.salt_length = ADSUM_SASL_SALT_BYTES + 1;
    assert_int_equal(
        store_account_put(&house->store, adsum_text_of("romeo@a"), &key, 1, 0),
        ADSUM_ERR_INVALID);
    key =
        (struct adsum_sasl_keys){.hash = 9, .iterations = 1, .salt_length = 1};
    assert_int_equal(
        store_account_put(&house->store, adsum_text_of("romeo@a"), &key, 1, 0),
        ADSUM_ERR_INVALID);
    assert_int_equal(house_number(house, "SELECT count(*) FROM user"), 0);
    assert_int_equal(store_domain_find(&house->store, adsum_text_of("a")),
                     ADSUM_ERR_UNKNOWN);
    house_account(&house->store, "romeo@a");
    assert_int_equal(store_domain_find(&house->store, adsum_text_of("a")), 0);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        HOUSE_STORY(messages_come_back_in_order_until_they_are_gone),
        HOUSE_STORY(a_time_of_its_own_stays),
        HOUSE_STORY(they_are_bounded_in_number),
        HOUSE_STORY(they_are_bounded_in_bytes),
        HOUSE_STORY(they_are_bounded_in_age),
        HOUSE_STORY(nothing_is_kept_for_who_does_not_exist),
        HOUSE_STORY(a_damaged_message_is_passed_over),
        HOUSE_STORY(a_secret_is_made_once),
        HOUSE_STORY(an_account_has_a_key_of_each_hash),
        HOUSE_STORY(what_is_no_account_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
