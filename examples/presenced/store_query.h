/*
 * Statements of the store: prepared once, bound and run as queries.
 *
 *     struct store_query query = store_query(store, STORE_ITEM_GONE);
 *
 *     query_number(&query, user);
 *     query_text(&query, contact);
 *     return query_run(&query);
 *
 * A query remembers its first error, so only the last call is asked for it.
 */
#ifndef PRESENCED_STORE_QUERY_H
#define PRESENCED_STORE_QUERY_H

#include "store.h"

enum store_statement {
    STORE_DATA_VERSION = 0,
    STORE_DOMAIN_GET,
    STORE_DOMAIN_PUT,
    STORE_USER_GET,
    STORE_USER_PUT,
    STORE_KEY_GET,
    STORE_KEY_PUT,
    STORE_KEYS_GONE,
    STORE_VERSION_PUT,
    STORE_VERSION_NEXT,
    STORE_LAST_PUT,
    STORE_ITEM_PUT,
    STORE_ITEM_GONE,
    STORE_ITEM_BEFRIEND,
    STORE_ITEMS,
    STORE_GROUP_PUT,
    STORE_GROUPS_GONE,
    STORE_REQUEST_PUT,
    STORE_REQUEST_GONE,
    STORE_REQUESTS,
    STORE_BLOCK_PUT,
    STORE_BLOCK_GONE,
    STORE_BLOCKS_GONE,
    STORE_BLOCKS,
    STORE_KEPT_OLD,
    STORE_KEPT_COUNT,
    STORE_KEPT_PUT,
    STORE_KEPT_NEXT,
    STORE_KEPT_GONE,
    STORE_SECRET_PUT,
    STORE_SECRET_GET,
    STORE_STATEMENT_COUNT
};

struct store_query {
    struct store *store;
    struct sqlite3_stmt *statement;
    int bound; /* parameters so far */
    int err;   /* SQLite's */
};

/* Prepare all statements. 0, or what SQLite answered. */
int store_prepare(struct store *store);

struct store_query store_query(struct store *store,
                               enum store_statement statement);

/* Bind the next parameter; text and bytes last as long as the query. */
void query_number(struct store_query *query, uint64_t number);
void query_text(struct store_query *query, struct adsum_text text);
void query_bytes(struct store_query *query, const void *bytes, uint32_t length);

/* Run what has no rows. 0, or the store's error. */
int query_run(struct store_query *query);

/* The next row: 0; or, the query having ended, ADSUM_END or an error. */
int query_next(struct store_query *query);

/* End it before its last row. */
void query_end(struct store_query *query);

/* Columns of the row; views last until the next one. */
uint64_t query_number_at(const struct store_query *query, int column);
struct adsum_text query_text_at(const struct store_query *query, int column);
int query_is_null(const struct store_query *query, int column);

/* Set store->error to what SQLite says; the answer. */
int store_refused(struct store *store, int err);

/* Run SQL without rows: pragmas, transactions, schema. 0, or SQLite's error. */
int store_execute(struct store *store, const char *sql);

/*
 * Is the file ours, or new? It is not changed. 0, or SQLite's error;
 * SQLITE_NOTADB with store->error set if it is neither.
 */
int store_recognise(struct store *store);

/* Bring the schema up to date, in a transaction. 0, or SQLite's error. */
int store_migrate(struct store *store);

/* As store_begin(), for what only reads: all of it sees one state. */
int store_begin_reading(struct store *store);

/* The number of an account's row. */
int store_user_id(struct store *store, struct adsum_text address,
                  uint64_t *ret);

#endif
