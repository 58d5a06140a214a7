/*
 * The schema, as the steps that made it. PRAGMA user_version counts the steps a
 * file has taken. A step that was ever released is never changed: what comes
 * later is a step of its own, at the end.
 */
#include "store_query.h"

#include <sqlite3.h>
#include <stdio.h>

#define APPLICATION 0x6164736du /* "adsm", in the file's header */

static const char *const steps[] = {
    "CREATE TABLE domain ("
    " id INTEGER PRIMARY KEY,"
    " name TEXT NOT NULL UNIQUE) STRICT;"

    "CREATE TABLE user ("
    " id INTEGER PRIMARY KEY,"
    " domain INTEGER NOT NULL REFERENCES domain,"
    " local TEXT NOT NULL,"
    " version INTEGER," /* of the roster */
    " last_ms INTEGER," /* of the last unavailable presence */
    " UNIQUE (domain, local)) STRICT;"

    "CREATE TABLE key ("
    " user INTEGER NOT NULL REFERENCES user,"
    " hash INTEGER NOT NULL," /* ADSUM_HASH_* */
    " iterations INTEGER NOT NULL,"
    " salt BLOB NOT NULL,"
    " stored_key BLOB NOT NULL,"
    " server_key BLOB NOT NULL,"
    " PRIMARY KEY (user, hash)) STRICT, WITHOUT ROWID;"

    "CREATE TABLE item ("
    " user INTEGER NOT NULL REFERENCES user,"
    " contact TEXT NOT NULL,"
    " name TEXT NOT NULL,"
    " subscription INTEGER NOT NULL," /* ADSUM_SUBSCRIPTION_* */
    " ask INTEGER NOT NULL,"
    " approved INTEGER NOT NULL,"
    " PRIMARY KEY (user, contact)) STRICT, WITHOUT ROWID;"

    "CREATE TABLE roster_group ("
    " user INTEGER NOT NULL,"
    " contact TEXT NOT NULL,"
    " place INTEGER NOT NULL,"
    " name TEXT NOT NULL,"
    " PRIMARY KEY (user, contact, place),"
    " FOREIGN KEY (user, contact) REFERENCES item ON DELETE CASCADE"
    ") STRICT, WITHOUT ROWID;"

    "CREATE TABLE request (" /* in the order in which they came */
    " id INTEGER PRIMARY KEY,"
    " user INTEGER NOT NULL REFERENCES user,"
    " contact TEXT NOT NULL,"
    " packed BLOB NOT NULL," /* adsum_notice_pack() */
    " UNIQUE (user, contact)) STRICT;"

    "CREATE TABLE block ("
    " user INTEGER NOT NULL REFERENCES user,"
    " contact TEXT NOT NULL,"
    " PRIMARY KEY (user, contact)) STRICT, WITHOUT ROWID;",

    /* What came while nobody was there (XEP-0160). */
    "CREATE TABLE kept ("
    " id INTEGER PRIMARY KEY,"
    " user INTEGER NOT NULL REFERENCES user,"
    " time_ms INTEGER NOT NULL,"
    " packed BLOB NOT NULL) STRICT;"
    "CREATE INDEX kept_user ON kept (user, id);"
    "CREATE INDEX kept_time ON kept (time_ms);",

    /* What a service must not forget and nobody else may know. */
    "CREATE TABLE secret ("
    " name TEXT PRIMARY KEY,"
    " bytes BLOB NOT NULL) STRICT, WITHOUT ROWID;",
};

#define STEPS (sizeof steps / sizeof *steps)

static int not_ours(struct store *store, const char *why)
{
    snprintf(store->error, sizeof store->error, "%s", why);
    return SQLITE_NOTADB;
}

static int ask_number(struct store *store, const char *sql, uint64_t *ret)
{
    sqlite3_stmt *statement;
    int err = sqlite3_prepare_v2(store->database, sql, -1, &statement, NULL);

    if (err == SQLITE_OK && (err = sqlite3_step(statement)) == SQLITE_ROW) {
        *ret = (uint64_t)sqlite3_column_int64(statement, 0);
        err = SQLITE_OK;
    }
    sqlite3_finalize(statement);
    return err;
}

int store_recognise(struct store *store)
{
    uint64_t application = 0, version = 0, tables = 0;
    int err = ask_number(store, "PRAGMA application_id", &application);

    if (err == SQLITE_OK)
        err = ask_number(store, "PRAGMA user_version", &version);
    if (err == SQLITE_OK)
        err = ask_number(store, "SELECT count(*) FROM sqlite_master", &tables);
    if (err != SQLITE_OK)
        return err;
    if (application == APPLICATION ? version == 0
                                   : (application | version | tables) != 0)
        return not_ours(store, "the database of another program");
    if (version > STEPS)
        return not_ours(store, "the database of a newer presenced");
    return SQLITE_OK;
}

int store_migrate(struct store *store)
{
    uint64_t version;
    char sql[96];
    int err = ask_number(store, "PRAGMA user_version", &version);

    if (err != SQLITE_OK || version == STEPS)
        return err;
    for (; err == SQLITE_OK && version < STEPS; version++)
        err = store_execute(store, steps[version]);
    snprintf(sql, sizeof sql,
             "PRAGMA application_id = %u; PRAGMA user_version = %zu",
             APPLICATION, STEPS);
    return err == SQLITE_OK ? store_execute(store, sql) : err;
}
