/* A store is opened: made, brought up to date, or refused as it is. */
#include "house.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Refused with these words in the error, and the file not changed by a byte. */
static void refused(struct house *house, const char *why)
{
    struct store store;
    char *before, *after;
    size_t before_length, after_length;

    before = house_read(house, &before_length);
    assert_int_equal(store_open(&store, house->folder), ADSUM_ERR_SAVE);
    assert_string_not_equal(store.error, "");
    if (strstr(store.error, why) == NULL)
        fail_msg("\"%s\", not \"%s\"", store.error, why);
    after = house_read(house, &after_length);
    assert_int_equal(before_length, after_length);
    assert_memory_equal(before, after, before_length);
    free(before);
    free(after);
}

static void a_file_that_is_no_database_is_refused(void **state)
{
    static const char text[] = "This is not a database, however long it is. "
                               "It goes on and on, longer than a header.";

    house_replace(*state, text, sizeof text);
    refused(*state, "not a database");
}

static void the_database_of_another_program_is_refused(void **state)
{
    struct house *house = *state;

    house_replace(house, "", 0);
    house_sql(house, "CREATE TABLE wallet (money INTEGER)");
    refused(house, "another program");
    house_replace(house, "", 0);
    house_sql(house, "PRAGMA application_id = 7");
    refused(house, "another program");
    house_replace(house, "", 0);
    house_sql(house, "PRAGMA user_version = 1");
    refused(house, "another program");
}

static void the_database_of_a_newer_presenced_is_refused(void **state)
{
    struct house *house = *state;

    store_close(&house->store);
    house_sql(house, "PRAGMA user_version = 999");
    refused(house, "newer presenced");
}

static void a_truncated_file_is_refused(void **state)
{
    struct house *house = *state;

    for (int i = 0; i < 50; i++) {
        char address[32];

        snprintf(address, sizeof address, "user%d@a", i);
        house_account(&house->store, address);
    }
    store_close(&house->store);
    assert_int_equal(truncate(house_path(house), 4096 * 3), 0);
    refused(house, "malformed");
    assert_int_equal(truncate(house_path(house), 600), 0);
    refused(house, "");
    assert_int_equal(truncate(house_path(house), 60), 0);
    refused(house, "");
}

static void a_schema_that_lacks_a_table_is_refused(void **state)
{
    struct house *house = *state;

    store_close(&house->store);
    house_sql(house, "DROP TABLE block");
    refused(house, "no such table");
}

static int try_user(struct house *house)
{
    struct adsum_service *service = house_model();
    struct adsum_sasl_keys key;
    int err = store_load(&house->store, service, adsum_text_of("romeo@a"));

    if (err == 0)
        err = store_account_key(&house->store, adsum_text_of("romeo@a"),
                                ADSUM_HASH_SHA_1, &key);
    adsum_service_free(service);
    return err;
}

/* Any byte may be wrong: what is answered is an error or a row, never more. */
static void damage_is_an_error_and_no_crash(void **state)
{
    struct house *house = *state;
    size_t length;
    char *good;
    uint64_t random = 1;

    house_play(house);
    house_close(house);
    good = house_read(house, &length);
    for (int i = 0; i < 120; i++) {
        char *bad = malloc(length);
        int err;

        assert_non_null(bad);
        memcpy(bad, good, length);
        for (int j = 0; j < 8; j++) {
            random = random * 6364136223846793005u + 1442695040888963407u;
            bad[100 + (random >> 33) % (length - 100)] = (char)(random >> 20);
        }
        house_replace(house, bad, length);
        free(bad);
        if (store_open(&house->store, house->folder) != 0)
            continue;
        err = try_user(house);
        assert_true(err <= 0);
        store_close(&house->store);
    }
    house_replace(house, good, length);
    free(good);
    house_open(house);
    assert_int_equal(try_user(house), 0);
}

static void expect_what_was_played(struct house *house)
{
    void *played = NULL;
    struct adsum_service *service = house_model();

    assert_int_equal(house_set_up(&played), 0);
    house_play(played);
    assert_int_equal(
        store_load(&house->store, service, adsum_text_of("romeo@a")), 0);
    assert_true(
        house_same(service, ((struct house *)played)->service, "romeo@a"));
    adsum_service_free(service);
    assert_int_equal(house_tear_down(&played), 0);
}

static void use_what_is_new(struct house *house)
{
    struct adsum_notice message = {.size = sizeof message,
                                   .kind = ADSUM_MESSAGE,
                                   .from = adsum_text_of("juliet@b/x")};
    char secret[4];

    house_account(&house->store, "benvolio@a");
    assert_int_equal(
        store_keep(&house->store, adsum_text_of("benvolio@a"), &message, 1), 0);
    assert_int_equal(
        store_secret(&house->store, adsum_text_of("sasl"), "1234", 4, secret),
        0);
}

static void each_earlier_schema_is_brought_up_to_date(void **state)
{
    struct house *house = *state;
    uint64_t newest = house_number(house, "PRAGMA user_version");

    assert_in_range(newest, 3, 100);
    for (uint64_t version = 0; version <= newest; version++) {
        char sql[64];

        house_replace(house, "", 0);
        snprintf(sql, sizeof sql, "schema-%u.sql", (unsigned)version);
        if (version != 0) {
            house_sql_file(house, sql);
            house_sql_file(house, "played.sql");
        }
        assert_int_equal(house_number(house, "PRAGMA user_version"), version);
        assert_int_equal(store_open(&house->store, house->folder), 0);
        assert_int_equal(house_number(house, "PRAGMA user_version"), newest);
        if (version != 0)
            expect_what_was_played(house);
        use_what_is_new(house);
    }
}

static void a_migration_that_fails_changes_nothing(void **state)
{
    struct house *house = *state;

    house_replace(house, "", 0);
    house_sql_file(house, "schema-1.sql");
    house_sql(house, "PRAGMA journal_mode = WAL;"
                     "CREATE TABLE secret (name TEXT)");
    refused(house, "already exists");
    assert_int_equal(house_number(house, "PRAGMA user_version"), 1);
    assert_int_equal(house_number(house, "SELECT count(*) FROM sqlite_master"
                                         " WHERE name = 'kept'"),
                     0);
}

/* Without these two a loss of power takes back what was acknowledged. */
static void what_is_committed_is_synced(void **state)
{
    struct house *house = *state;

    assert_int_equal(house_ask(house, "PRAGMA synchronous"), 2);
    assert_int_equal(house_ask(house, "SELECT journal_mode = 'wal'"
                                      " FROM pragma_journal_mode"),
                     1);
}

static void nobody_else_may_read_it(void **state)
{
    static const char *const files[] = {"", "-wal", "-shm"};
    struct house *house = *state;
    struct stat info;
    char path[128];

    umask(0);
    house_account(&house->store, "romeo@a");
    for (size_t i = 0; i < 3; i++) {
        snprintf(path, sizeof path, "%s%s", house_path(house), files[i]);
        assert_int_equal(stat(path, &info), 0);
        assert_int_equal(info.st_mode & 0777, 0600);
    }
}

static void a_folder_that_cannot_be_is_an_error(void **state)
{
    struct store store;
    char path[5000];

    (void)state;
    assert_int_equal(store_open(&store, "/proc/none/such"), ADSUM_ERR_SAVE);
    assert_string_not_equal(store.error, "");
    memset(path, 'x', sizeof path);
    path[sizeof path - 1] = '\0';
    assert_int_equal(store_open(&store, path), ADSUM_ERR_SAVE);
    assert_string_not_equal(store.error, "");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        HOUSE_STORY(a_file_that_is_no_database_is_refused),
        HOUSE_STORY(the_database_of_another_program_is_refused),
        HOUSE_STORY(the_database_of_a_newer_presenced_is_refused),
        HOUSE_STORY(a_truncated_file_is_refused),
        HOUSE_STORY(a_schema_that_lacks_a_table_is_refused),
        HOUSE_STORY(damage_is_an_error_and_no_crash),
        HOUSE_STORY(each_earlier_schema_is_brought_up_to_date),
        HOUSE_STORY(a_migration_that_fails_changes_nothing),
        HOUSE_STORY(what_is_committed_is_synced),
        HOUSE_STORY(nobody_else_may_read_it),
        HOUSE_STORY(a_folder_that_cannot_be_is_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
