#include "house.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void *allocate(void *user, void *block, size_t old_size, size_t new_size)
{
    (void)user;
    (void)old_size;
    if (new_size != 0)
        return realloc(block, new_size);
    free(block);
    return NULL;
}

static void deliver(void *user, const struct adsum_notice *notice,
                    struct adsum_target *targets, uint32_t count)
{
    (void)user;
    (void)notice;
    (void)targets;
    (void)count;
}

static int32_t save(void *user, const struct adsum_change *changes,
                    uint32_t count)
{
    struct house *house = user;

    house->save_err = store_save(&house->store, changes, count);
    house->saves += house->save_err == 0;
    return house->save_err;
}

void house_open(struct house *house)
{
    static const struct adsum_host host = {.size = sizeof host,
                                           .allocate = allocate,
                                           .deliver = deliver,
                                           .save = save};
    struct adsum_text domain = adsum_text_of("a");
    struct adsum_options options = {
        .size = sizeof options, .domains = &domain, .domain_count = 1};
    uint64_t next;
    int err = store_open(&house->store, house->folder);

    if (err != 0)
        print_error("%s\n", house->store.error);
    assert_int_equal(err, 0);
    assert_int_equal(adsum_service_new(&host, house, &options, &house->service),
                     0);
    assert_int_equal(
        adsum_service_advance(house->service, 1700000000000u, &next), 0);
}

void house_close(struct house *house)
{
    adsum_service_free(house->service);
    house->service = NULL;
    store_close(&house->store);
}

int house_set_up(void **state)
{
    struct house *house = calloc(1, sizeof *house);

    if (house == NULL)
        return -1;
    strcpy(house->folder, "/tmp/presenced-XXXXXX");
    if (mkdtemp(house->folder) == NULL)
        return -1;
    *state = house;
    house_open(house);
    return 0;
}

int house_tear_down(void **state)
{
    static const char *const files[] = {"", "-wal", "-shm", "-journal"};
    struct house *house = *state;
    char path[128];

    house_close(house);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        snprintf(path, sizeof path, "%s%s", house_path(house), files[i]);
        unlink(path);
    }
    assert_int_equal(rmdir(house->folder), 0);
    free(house);
    return 0;
}

void house_account(struct store *store, const char *address)
{
    struct adsum_sasl_keys keys[2] = {
        {.hash = ADSUM_HASH_SHA_1, .iterations = 4096, .salt_length = 16},
        {.hash = ADSUM_HASH_SHA_256, .iterations = 10000, .salt_length = 64}};

    for (uint8_t i = 0; i < 2; i++) {
        memset(keys[i].salt, address[0], keys[i].salt_length);
        memset(keys[i].stored_key, i + 1, i == 0 ? 20 : 32);
        memset(keys[i].server_key, i + 3, i == 0 ? 20 : 32);
    }
    assert_int_equal(
        store_account_put(store, adsum_text_of(address), keys, 2, 0), 0);
}

int house_load_absent(struct house *house)
{
    char names[4][64];
    struct adsum_text absent;
    uint32_t count = 0;

    while (adsum_service_absent(house->service, count, &absent) == 0) {
        assert_in_range(count, 0, 3);
        snprintf(names[count++], sizeof names[0], "%.*s", (int)absent.length,
                 absent.bytes);
    }
    for (uint32_t i = 0; i < count; i++)
        assert_int_equal(
            store_load(&house->store, house->service, adsum_text_of(names[i])),
            0);
    return count != 0;
}

uint64_t house_come(struct house *house, const char *address)
{
    uint64_t session = 0;
    int err;

    do
        err = adsum_session_open(house->service, adsum_text_of(address), 0, 0,
                                 &session);
    while (err == ADSUM_ERR_ABSENT && house_load_absent(house));
    assert_int_equal(err, 0);
    assert_int_equal(adsum_session_publish(house->service, session, NULL), 0);
    return session;
}

int house_send(struct house *house, uint64_t session, uint8_t kind,
               const char *to, const char *bytes)
{
    struct adsum_notice notice = {.size = sizeof notice,
                                  .kind = kind,
                                  .bytes = bytes,
                                  .length = (uint32_t)strlen(bytes)};
    int err;

    do
        err = adsum_session_send(house->service, session, adsum_text_of(to),
                                 &notice);
    while (err == ADSUM_ERR_ABSENT && house_load_absent(house));
    return err;
}

uint8_t *house_pack(struct adsum_service *service, const char *user,
                    uint32_t *ret_length)
{
    struct adsum_text address = adsum_text_of(user);
    uint8_t *ret;

    assert_int_equal(adsum_user_pack(service, address, NULL, 0, ret_length),
                     ADSUM_ERR_ROOM);
    ret = malloc(*ret_length);
    assert_non_null(ret);
    assert_int_equal(
        adsum_user_pack(service, address, ret, *ret_length, ret_length), 0);
    return ret;
}

int house_same(struct adsum_service *one, struct adsum_service *other,
               const char *user)
{
    uint32_t one_length, other_length;
    uint8_t *a = house_pack(one, user, &one_length);
    uint8_t *b = house_pack(other, user, &other_length);
    int same = one_length == other_length && memcmp(a, b, one_length) == 0;

    free(a);
    free(b);
    return same;
}

void house_expect_reloads(struct house *house, const char *user)
{
    struct adsum_text address = adsum_text_of(user);
    uint32_t before_length, after_length;
    uint8_t *before = house_pack(house->service, user, &before_length), *after;

    assert_int_equal(adsum_user_unload(house->service, address), 0);
    assert_int_equal(store_load(&house->store, house->service, address), 0);
    after = house_pack(house->service, user, &after_length);
    assert_int_equal(before_length, after_length);
    assert_memory_equal(before, after, before_length);
    free(before);
    free(after);
}

struct adsum_service *house_model(void)
{
    static const struct adsum_host host = {
        .size = sizeof host, .allocate = allocate, .deliver = deliver};
    struct adsum_text domain = adsum_text_of("a");
    struct adsum_options options = {
        .size = sizeof options, .domains = &domain, .domain_count = 1};
    struct adsum_service *ret = NULL;

    assert_int_equal(adsum_service_new(&host, NULL, &options, &ret), 0);
    return ret;
}

void house_play(struct house *house)
{
    struct adsum_text romeo = adsum_text_of("romeo@a");
    struct adsum_text groups[] = {adsum_text_of("Friends"),
                                  adsum_text_of("caf\xc3\xa9")};
    struct adsum_text blocks[] = {adsum_text_of("paris@a"),
                                  adsum_text_of("b/x")};
    struct adsum_item item = {.contact = adsum_text_of("juliet@b"),
                              .name = adsum_text_of("Ju'liet"),
                              .groups = groups,
                              .group_count = 2};
    uint64_t session, nurse;

    house_account(&house->store, "romeo@a");
    house_account(&house->store, "nurse@a");
    session = house_come(house, "romeo@a/x");
    nurse = house_come(house, "nurse@a/x");
    assert_int_equal(adsum_roster_set(house->service, romeo, &item), 0);
    assert_int_equal(
        house_send(house, session, ADSUM_SUBSCRIBE, "juliet@b", ""), 0);
    assert_int_equal(
        house_send(house, session, ADSUM_SUBSCRIBED, "friar@b", ""), 0);
    assert_int_equal(house_send(house, nurse, ADSUM_SUBSCRIBE, "romeo@a",
                                "<presence>please</presence>"),
                     0);
    assert_int_equal(adsum_roster_block(house->service, romeo, blocks, 2, 1),
                     0);
    assert_int_equal(adsum_session_close(house->service, nurse, NULL), 0);
    assert_int_equal(adsum_session_close(house->service, session, NULL), 0);
}
