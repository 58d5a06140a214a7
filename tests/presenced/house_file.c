/* What a test does to the store's file, behind the store's back. */
#include "house.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *house_path(const struct house *house)
{
    static char path[128];

    snprintf(path, sizeof path, "%s/%s", house->folder, STORE_FILE);
    return path;
}

static char *read_all(const char *path, size_t *ret_length)
{
    FILE *file = fopen(path, "rb");
    char *ret;
    long length;

    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    length = ftell(file);
    assert_true(length >= 0);
    rewind(file);
    ret = malloc((size_t)length + 1);
    assert_non_null(ret);
    assert_int_equal(fread(ret, 1, (size_t)length, file), length);
    ret[length] = '\0';
    fclose(file);
    *ret_length = (size_t)length;
    return ret;
}

char *house_read(const struct house *house, size_t *ret_length)
{
    return read_all(house_path(house), ret_length);
}

void house_replace(struct house *house, const void *bytes, size_t length)
{
    static const char *const files[] = {"", "-wal", "-shm", "-journal"};
    char path[160];
    FILE *file;

    store_close(&house->store);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        snprintf(path, sizeof path, "%s%s", house_path(house), files[i]);
        unlink(path);
    }
    file = fopen(house_path(house), "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
}

static sqlite3 *connect(const struct house *house)
{
    sqlite3 *ret;

    assert_int_equal(sqlite3_open(house_path(house), &ret), SQLITE_OK);
    sqlite3_busy_timeout(ret, STORE_BUSY_MS);
    return ret;
}

void house_sql(const struct house *house, const char *sql)
{
    sqlite3 *database = connect(house);
    char *why = NULL;

    if (sqlite3_exec(database, sql, NULL, NULL, &why) != SQLITE_OK)
        fail_msg("%s: %s", sql, why);
    assert_int_equal(sqlite3_close(database), SQLITE_OK);
}

void house_sql_file(const struct house *house, const char *name)
{
    const char *folder = getenv("PRESENCED_TEST_FILES");
    char path[512], *sql;
    size_t length;

    assert_non_null(folder);
    snprintf(path, sizeof path, "%s/%s", folder, name);
    sql = read_all(path, &length);
    house_sql(house, sql);
    free(sql);
}

static uint64_t ask(sqlite3 *database, const char *sql)
{
    sqlite3_stmt *statement;
    uint64_t ret;

    assert_int_equal(sqlite3_prepare_v2(database, sql, -1, &statement, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    ret = (uint64_t)sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return ret;
}

uint64_t house_ask(const struct house *house, const char *sql)
{
    return ask(house->store.database, sql);
}

uint64_t house_number(const struct house *house, const char *sql)
{
    sqlite3 *database = connect(house);
    uint64_t ret = ask(database, sql);

    assert_int_equal(sqlite3_close(database), SQLITE_OK);
    return ret;
}

void house_expect_sound(const struct house *house)
{
    assert_int_equal(
        house_number(house, "SELECT count(*) = 1 AND max(integrity_check) = "
                            "'ok' FROM pragma_integrity_check"),
        1);
    assert_int_equal(
        house_number(house, "SELECT count(*) FROM pragma_foreign_key_check"),
        0);
}
