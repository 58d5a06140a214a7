#include "house.h"

#include <sqlite3.h>
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

const char *house_path(const struct house *house)
{
    static char path[128];

    snprintf(path, sizeof path, "%s/%s", house->folder, STORE_FILE);
    return path;
}

void house_account(struct store *store, const char *address)
{
    struct store_key keys[2] = {
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

static uint8_t *pack(struct house *house, const char *user,
                     uint32_t *ret_length)
{
    struct adsum_text address = adsum_text_of(user);
    uint8_t *ret;

    assert_int_equal(
        adsum_user_pack(house->service, address, NULL, 0, ret_length),
        ADSUM_ERR_ROOM);
    ret = malloc(*ret_length);
    assert_non_null(ret);
    assert_int_equal(
        adsum_user_pack(house->service, address, ret, *ret_length, ret_length),
        0);
    return ret;
}

void house_expect_reloads(struct house *house, const char *user)
{
    struct adsum_text address = adsum_text_of(user);
    uint32_t before_length, after_length;
    uint8_t *before = pack(house, user, &before_length), *after;

    assert_int_equal(adsum_user_unload(house->service, address), 0);
    assert_int_equal(store_load(&house->store, house->service, address), 0);
    after = pack(house, user, &after_length);
    assert_int_equal(before_length, after_length);
    assert_memory_equal(before, after, before_length);
    free(before);
    free(after);
}

void house_sql(struct house *house, const char *sql)
{
    sqlite3 *database;
    char *why = NULL;

    assert_int_equal(sqlite3_open(house_path(house), &database), SQLITE_OK);
    sqlite3_busy_timeout(database, STORE_BUSY_MS);
    if (sqlite3_exec(database, sql, NULL, NULL, &why) != SQLITE_OK)
        fail_msg("%s: %s", sql, why);
    assert_int_equal(sqlite3_close(database), SQLITE_OK);
}
