/* The disk is full: what is refused is refused whole, and what was there is. */
#include "house.h"

#include <signal.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#define BLOCKS 60

/* No file may grow beyond so many bytes; 0: as before. */
static void limit_files(rlim_t bytes)
{
    struct rlimit limit;

    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = bytes == 0 ? limit.rlim_max : bytes;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static rlim_t log_bytes(const struct house *house)
{
    struct stat info;
    char path[160];

    snprintf(path, sizeof path, "%s-wal", house_path(house));
    return stat(path, &info) == 0 ? (rlim_t)info.st_size : 0;
}

/* Many rows in one call, some pages of them. */
static int block_many(struct house *house, int round)
{
    static char names[BLOCKS][400];
    struct adsum_text blocks[BLOCKS];

    for (int i = 0; i < BLOCKS; i++) {
        snprintf(names[i], sizeof names[i], "%0*d@b", 390, round * BLOCKS + i);
        blocks[i] = adsum_text_of(names[i]);
    }
    return adsum_roster_block(house->service, adsum_text_of("romeo@a"), blocks,
                              BLOCKS, 1);
}

static void a_save_that_does_not_fit_changes_nothing(void **state)
{
    struct house *house = *state;
    int refused = 0, saved = 0;

    signal(SIGXFSZ, SIG_IGN);
    house_account(&house->store, "romeo@a");
    assert_int_equal(
        store_load(&house->store, house->service, adsum_text_of("romeo@a")), 0);
    for (int round = 0; round < 16; round++) {
        int err;

        limit_files(log_bytes(house) + (rlim_t)round * 4000 + 1);
        err = block_many(house, round);
        limit_files(0);
        refused += err == ADSUM_ERR_SAVE;
        saved += err == 0;
        assert_true(err == 0 || err == ADSUM_ERR_SAVE);
        if (err != 0)
            assert_string_not_equal(house->store.error, "");
        house_expect_reloads(house, "romeo@a");
        assert_int_equal(house_number(house, "SELECT count(*) FROM block"),
                         saved * BLOCKS);
    }
    assert_in_range(refused, 3, 15);
    assert_in_range(saved, 1, 13);
    house_expect_sound(house);
}

static struct adsum_change block_of(const char *contact)
{
    return (struct adsum_change){.user = adsum_text_of("romeo@a"),
                                 .contact = adsum_text_of(contact),
                                 .kind = ADSUM_CHANGE_BLOCK};
}

/* A host that gathers calls in one transaction learns it at the latest when
   that ends. */
static void a_transaction_that_does_not_fit_is_taken_back_whole(void **state)
{
    struct house *house = *state;
    struct adsum_change small = block_of("b");
    char name[1020];
    struct adsum_change big;
    int err = 0;

    memset(name, 'x', sizeof name);
    name[sizeof name - 1] = '\0';
    big = block_of(name);
    house_account(&house->store, "romeo@a");
    assert_int_equal(sqlite3_exec(house->store.database,
                                  "PRAGMA max_page_count = 1", NULL, NULL,
                                  NULL),
                     SQLITE_OK);
    assert_int_equal(store_begin(&house->store), 0);
    assert_int_equal(store_save(&house->store, &small, 1), 0);
    for (int i = 0; i < 50 && err == 0; i++) {
        name[0] = (char)('a' + i % 26);
        name[1] = (char)('a' + i / 26);
        err = store_save(&house->store, &big, 1);
    }
    assert_int_equal(err, ADSUM_ERR_SAVE);
    if (house->store.lost) {
        assert_int_equal(store_save(&house->store, &small, 1), ADSUM_ERR_SAVE);
        assert_int_equal(store_begin(&house->store), ADSUM_ERR_SAVE);
    }
    assert_int_equal(store_end(&house->store, err), ADSUM_ERR_SAVE);
    assert_int_equal(house_number(house, "SELECT count(*) FROM block"), 0);
    assert_int_equal(store_save(&house->store, &small, 1), 0);
    assert_int_equal(house_number(house, "SELECT count(*) FROM block"), 1);
}

/* The same, where SQLite gives up the outer transaction by itself. */
static void a_transaction_given_up_refuses_until_it_ends(void **state)
{
    struct house *house = *state;
    struct adsum_change change = block_of("b");

    house_account(&house->store, "romeo@a");
    assert_int_equal(store_begin(&house->store), 0);
    assert_int_equal(store_save(&house->store, &change, 1), 0);
    house_sql(house, "PRAGMA data_version");
    assert_int_equal(sqlite3_exec(house->store.database,
                                  "CREATE TEMP TRIGGER fails BEFORE INSERT ON "
                                  "block WHEN new.contact = 'c' BEGIN "
                                  "SELECT raise(ROLLBACK, 'given up'); END",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    change = block_of("c");
    assert_int_equal(store_save(&house->store, &change, 1), ADSUM_ERR_SAVE);
    change = block_of("d");
    assert_int_equal(store_save(&house->store, &change, 1), ADSUM_ERR_SAVE);
    assert_int_equal(store_end(&house->store, 0), ADSUM_ERR_SAVE);
    assert_int_equal(house_number(house, "SELECT count(*) FROM block"), 0);
    assert_int_equal(store_save(&house->store, &change, 1), 0);
    assert_int_equal(house_number(house, "SELECT count(*) FROM block"), 1);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        HOUSE_STORY(a_save_that_does_not_fit_changes_nothing),
        HOUSE_STORY(a_transaction_that_does_not_fit_is_taken_back_whole),
        HOUSE_STORY(a_transaction_given_up_refuses_until_it_ends),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
