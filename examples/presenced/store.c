/*
 * A store is opened, and its transactions.
 *
 * Durability: a transaction is in the write-ahead log, and the log synced
 * (synchronous = FULL), before COMMIT answers; with NORMAL a loss of power
 * could take back what was acknowledged. What SQLite finds of a transaction
 * without its end, it leaves out when the file is opened next.
 */
#include "store_query.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_BYTES 4096u
#define RETRY_MS   10

static int refused_by_system(struct store *store)
{
    snprintf(store->error, sizeof store->error, "%s", strerror(errno));
    return ADSUM_ERR_SAVE;
}

/* A folder that was just made is found after a loss of power, too. */
static int sync_parent(const char *folder)
{
    char path[PATH_BYTES];
    int descriptor, err;

    snprintf(path, sizeof path, "%s/..", folder);
    if ((descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) < 0)
        return -1;
    err = fsync(descriptor);
    close(descriptor);
    return err;
}

/*
 * Keys are for nobody else to read. A file that is there is not opened: closing
 * it would give up the locks that SQLite holds on it in this process.
 */
static int make_file(struct store *store, const char *folder, char *path)
{
    int descriptor;

    if (snprintf(path, PATH_BYTES, "%s/%s", folder, STORE_FILE) >=
        (int)PATH_BYTES - 3) {
        errno = ENAMETOOLONG;
        return refused_by_system(store);
    }
    if (mkdir(folder, 0700) == 0 ? sync_parent(folder) != 0 : errno != EEXIST)
        return refused_by_system(store);
    descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor < 0)
        return errno == EEXIST ? 0 : refused_by_system(store);
    close(descriptor);
    return 0;
}

/* SQLite's own waiting does not cover this change when two begin it at once. */
static int use_log(struct store *store)
{
    int err, waited = 0;

    while ((err = store_execute(store, "PRAGMA journal_mode = WAL")) ==
               SQLITE_BUSY &&
           waited < STORE_BUSY_MS)
        waited += sqlite3_sleep(RETRY_MS);
    return err;
}

static int set_up(struct store *store)
{
    static const char pragmas[] = "PRAGMA synchronous = FULL;"
                                  "PRAGMA foreign_keys = ON;"
                                  "PRAGMA cell_size_check = ON;"
                                  "PRAGMA trusted_schema = OFF;";
    int err = sqlite3_busy_timeout(store->database, STORE_BUSY_MS);

    /* Of one state: another process may be making the file. */
    if (err == SQLITE_OK)
        err = store_execute(store, "BEGIN");
    if (err == SQLITE_OK)
        err = store_recognise(store);
    if (err == SQLITE_OK)
        err = store_execute(store, "COMMIT");
    if (err == SQLITE_OK)
        err = use_log(store);
    if (err == SQLITE_OK)
        err = store_execute(store, pragmas);
    if (err == SQLITE_OK)
        err = store_execute(store, "BEGIN IMMEDIATE");
    if (err == SQLITE_OK)
        err = store_recognise(store);
    if (err == SQLITE_OK)
        err = store_migrate(store);
    if (err == SQLITE_OK)
        err = store_execute(store, "COMMIT");
    return err == SQLITE_OK ? store_prepare(store) : err;
}

int store_open(struct store *store, const char *folder)
{
    char path[PATH_BYTES];
    int answer, err;

    *store = (struct store){
        .limits = {STORE_MESSAGES, STORE_MESSAGE_BYTES, STORE_MESSAGE_MS}};
    if ((answer = make_file(store, folder, path)) != 0)
        return answer;
    err = sqlite3_open_v2(path, &store->database, SQLITE_OPEN_READWRITE, NULL);
    if (err == SQLITE_OK)
        err = set_up(store);
    answer = err == SQLITE_OK          ? 0
             : store->error[0] != '\0' ? ADSUM_ERR_SAVE
                                       : store_refused(store, err);
    if (answer == 0 && (answer = store_changed(store)) == 1)
        return 0;
    store_close(store);
    return answer;
}

void store_close(struct store *store)
{
    for (int i = 0; i < STORE_STATEMENT_COUNT; i++)
        sqlite3_finalize(store->statements[i]);
    sqlite3_close(store->database);
    memset(store->statements, 0, sizeof store->statements);
    store->database = NULL;
    store->depth = store->lost = 0;
}

static int begin_by(struct store *store, const char *outermost)
{
    int err = store->lost
                  ? SQLITE_ABORT
                  : store_execute(store, store->depth == 0 ? outermost
                                                           : "SAVEPOINT step");

    if (err != SQLITE_OK)
        return store_refused(store, err);
    store->depth++;
    return 0;
}

int store_begin(struct store *store)
{
    return begin_by(store, "BEGIN IMMEDIATE");
}

int store_begin_reading(struct store *store)
{
    return begin_by(store, "BEGIN");
}

static int end_step(struct store *store, int err)
{
    int ended;

    if (store->lost)
        return err != 0 ? err : ADSUM_ERR_SAVE;
    ended = store_execute(store, err == 0 ? "RELEASE step"
                                          : "ROLLBACK TO step; RELEASE step");
    if (ended == SQLITE_OK)
        return err;
    store->lost = 1;
    return store_refused(store, ended);
}

int store_end(struct store *store, int err)
{
    int ended;

    if (--store->depth != 0)
        return end_step(store, err);
    if (err == 0 && store->lost)
        err = ADSUM_ERR_SAVE;
    store->lost = 0;
    ended = err == 0 ? store_execute(store, "COMMIT") : SQLITE_OK;
    if (ended != SQLITE_OK)
        err = store_refused(store, ended);
    if (err != 0 && !sqlite3_get_autocommit(store->database))
        store_execute(store, "ROLLBACK");
    return err;
}

int store_changed(struct store *store)
{
    struct store_query query = store_query(store, STORE_DATA_VERSION);
    uint64_t version;
    int err = query_next(&query);

    if (err != 0)
        return err == ADSUM_END ? ADSUM_ERR_SAVE : err;
    version = query_number_at(&query, 0);
    query_end(&query);
    if (version == store->data_version)
        return 0;
    store->data_version = version;
    return 1;
}
