#include "store_query.h"

#include <sqlite3.h>
#include <stdio.h>

#define AGREED_TO   "(excluded.subscription & 1)"
#define ONE_OF_USER " WHERE user = ?1 AND contact = ?2"

/* Parameters are numbered in the order in which they are bound. */
static const char *const statements[STORE_STATEMENT_COUNT] = {
    [STORE_DATA_VERSION] = "PRAGMA data_version",
    [STORE_DOMAIN_GET] = "SELECT id FROM domain WHERE name = ?1",
    [STORE_DOMAIN_PUT] =
        "INSERT INTO domain (name) VALUES (?1) ON CONFLICT DO NOTHING",
    [STORE_USER_GET] = "SELECT user.id, version, last_ms"
                       " FROM user JOIN domain ON domain.id = user.domain"
                       " WHERE domain.name = ?1 AND local = ?2",
    [STORE_USER_PUT] = "INSERT INTO user (domain, local)"
                       " SELECT id, ?2 FROM domain WHERE name = ?1",
    [STORE_KEY_GET] = "SELECT iterations, salt, stored_key, server_key"
                      " FROM key WHERE user = ?1 AND hash = ?2",
    [STORE_KEY_PUT] = "INSERT INTO key (user, hash, iterations, salt,"
                      " stored_key, server_key)"
                      " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    [STORE_KEYS_GONE] = "DELETE FROM key WHERE user = ?1",
    [STORE_VERSION_PUT] =
        "UPDATE user SET version = max(coalesce(version + 1, 0), ?2)"
        " WHERE id = ?1",
    [STORE_VERSION_NEXT] =
        "UPDATE user SET version = coalesce(version, 0) + 1 WHERE id = ?1",
    [STORE_LAST_PUT] = "UPDATE user SET last_ms = ?2 WHERE id = ?1",
    [STORE_ITEM_PUT] =
        "INSERT INTO item (user, contact, name, subscription, ask, approved)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO UPDATE SET"
        " name = excluded.name, subscription = excluded.subscription,"
        " ask = excluded.ask, approved = excluded.approved",
    [STORE_ITEM_GONE] = "DELETE FROM item" ONE_OF_USER,
    [STORE_ITEM_BEFRIEND] =
        "INSERT INTO item (user, contact, name, subscription, ask, approved)"
        " VALUES (?1, ?2, '', ?3, 0, 0) ON CONFLICT DO UPDATE SET"
        " subscription = excluded.subscription,"
        " ask = CASE WHEN " AGREED_TO " THEN 0 ELSE ask END",
    [STORE_ITEMS] =
        "SELECT contact, item.name, subscription, ask, approved, roster_group"
        ".name FROM item LEFT JOIN roster_group USING (user, contact)"
        " WHERE user = ?1 ORDER BY contact, place",
    [STORE_GROUP_PUT] = "INSERT INTO roster_group (user, contact, place, name)"
                        " VALUES (?1, ?2, ?3, ?4)",
    [STORE_GROUPS_GONE] = "DELETE FROM roster_group" ONE_OF_USER,
    [STORE_REQUEST_PUT] = "INSERT INTO request (user, contact, packed)"
                          " VALUES (?1, ?2, ?3)"
                          " ON CONFLICT (user, contact)"
                          " DO UPDATE SET packed = excluded.packed",
    [STORE_REQUEST_GONE] = "DELETE FROM request" ONE_OF_USER,
    [STORE_REQUESTS] =
        "SELECT contact, packed FROM request"
        " WHERE user = ?1 AND NOT EXISTS (SELECT 1 FROM item"
        " WHERE item.user = request.user AND item.contact = request.contact"
        " AND (subscription & 2)) ORDER BY id",
    [STORE_BLOCK_PUT] = "INSERT INTO block (user, contact) VALUES (?1, ?2)"
                        " ON CONFLICT DO NOTHING",
    [STORE_BLOCK_GONE] = "DELETE FROM block" ONE_OF_USER,
    [STORE_BLOCKS_GONE] = "DELETE FROM block WHERE user = ?1",
    [STORE_BLOCKS] = "SELECT contact FROM block WHERE user = ?1",
    [STORE_KEPT_OLD] = "DELETE FROM kept WHERE id IN (SELECT id FROM kept"
                       " WHERE time_ms < ?1 LIMIT 256)",
    [STORE_KEPT_COUNT] = "SELECT count(*), coalesce(sum(length(packed)), 0)"
                         " FROM kept WHERE user = ?1 AND time_ms >= ?2",
    [STORE_KEPT_PUT] = "INSERT INTO kept (user, time_ms, packed)"
                       " VALUES (?1, ?2, ?3)",
    [STORE_KEPT_NEXT] = "SELECT id, packed FROM kept WHERE user = ?1"
                        " AND id > ?2 AND time_ms >= ?3 ORDER BY id LIMIT 1",
    [STORE_KEPT_GONE] = "DELETE FROM kept WHERE user = ?1 AND id <= ?2",
    [STORE_SECRET_PUT] = "INSERT INTO secret (name, bytes) VALUES (?1, ?2)"
                         " ON CONFLICT DO NOTHING",
    [STORE_SECRET_GET] = "SELECT bytes FROM secret WHERE name = ?1",
};

_Static_assert(STORE_STATEMENT_COUNT <= STORE_STATEMENTS,
               "struct store has room for all");

int store_refused(struct store *store, int err)
{
    const char *why = store->lost ? "the transaction was given up"
                      : err == sqlite3_errcode(store->database)
                          ? sqlite3_errmsg(store->database)
                          : sqlite3_errstr(err);

    snprintf(store->error, sizeof store->error, "%s", why);
    return (err & 0xff) == SQLITE_NOMEM ? ADSUM_ERR_NO_MEMORY : ADSUM_ERR_SAVE;
}

int store_execute(struct store *store, const char *sql)
{
    return sqlite3_exec(store->database, sql, NULL, NULL, NULL);
}

int store_prepare(struct store *store)
{
    int err = SQLITE_OK;

    for (int i = 0; i < STORE_STATEMENT_COUNT && err == SQLITE_OK; i++)
        err = sqlite3_prepare_v3(store->database, statements[i], -1,
                                 SQLITE_PREPARE_PERSISTENT,
                                 &store->statements[i], NULL);
    return err;
}

struct store_query store_query(struct store *store,
                               enum store_statement statement)
{
    return (struct store_query){.store = store,
                                .statement = store->statements[statement],
                                .err = store->lost ? SQLITE_ABORT : SQLITE_OK};
}

void query_number(struct store_query *query, uint64_t number)
{
    if (query->err == SQLITE_OK)
        query->err = sqlite3_bind_int64(query->statement, ++query->bound,
                                        (sqlite3_int64)number);
}

void query_text(struct store_query *query, struct adsum_text text)
{
    if (query->err == SQLITE_OK)
        query->err =
            sqlite3_bind_text64(query->statement, ++query->bound,
                                text.length == 0 ? "" : text.bytes, text.length,
                                SQLITE_STATIC, SQLITE_UTF8);
}

void query_bytes(struct store_query *query, const void *bytes, uint32_t length)
{
    if (query->err == SQLITE_OK)
        query->err = sqlite3_bind_blob64(query->statement, ++query->bound,
                                         length == 0 ? "" : bytes, length,
                                         SQLITE_STATIC);
}

void query_end(struct store_query *query)
{
    sqlite3_reset(query->statement);
    sqlite3_clear_bindings(query->statement);
}

int query_next(struct store_query *query)
{
    struct store *store = query->store;
    int err = query->err;
    int answer = ADSUM_END;

    if (err == SQLITE_OK &&
        (err = sqlite3_step(query->statement)) == SQLITE_ROW)
        return 0;
    if (err != SQLITE_DONE) {
        answer = store_refused(store, err);
        if (store->depth != 0 && sqlite3_get_autocommit(store->database))
            store->lost = 1;
    }
    query_end(query);
    return answer;
}

int query_run(struct store_query *query)
{
    int answer = query_next(query);

    return answer == ADSUM_END ? 0 : answer;
}

uint64_t query_number_at(const struct store_query *query, int column)
{
    return (uint64_t)sqlite3_column_int64(query->statement, column);
}

struct adsum_text query_text_at(const struct store_query *query, int column)
{
    const void *bytes = sqlite3_column_blob(query->statement, column);

    return (struct adsum_text){
        bytes, (uint32_t)sqlite3_column_bytes(query->statement, column)};
}

int query_is_null(const struct store_query *query, int column)
{
    return sqlite3_column_type(query->statement, column) == SQLITE_NULL;
}
