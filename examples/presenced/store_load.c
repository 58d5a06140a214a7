/*
 * A user's rows, for adsum_user_load(). What they point to lies in pieces that
 * do not move, so that views stay good while more is read.
 */
#include "store_query.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#define PIECE_BYTES 16384u

struct piece {
    struct piece *next;
    max_align_t bytes[];
};

struct rows {
    struct adsum_change *changes;
    uint32_t count;
    uint32_t room;
    struct piece *pieces; /* the newest first */
    size_t used, size;    /* of the newest */
    int err;
};

static void rows_deinit(struct rows *rows)
{
    struct piece *next;

    for (struct piece *piece = rows->pieces; piece != NULL; piece = next) {
        next = piece->next;
        free(piece);
    }
    free(rows->changes);
}

/* NULL: rows->err is set. */
static void *take(struct rows *rows, size_t bytes)
{
    size_t step = alignof(max_align_t);
    size_t wanted = (bytes + step - 1) / step * step;
    struct piece *piece;

    if (wanted > rows->size - rows->used) {
        size_t size = wanted > PIECE_BYTES ? wanted : PIECE_BYTES;

        if ((piece = malloc(sizeof *piece + size)) == NULL) {
            rows->err = ADSUM_ERR_NO_MEMORY;
            return NULL;
        }
        piece->next = rows->pieces;
        rows->pieces = piece;
        rows->size = size;
        rows->used = 0;
    }
    rows->used += wanted;
    return (char *)rows->pieces->bytes + rows->used - wanted;
}

static struct adsum_text copy(struct rows *rows, struct adsum_text text)
{
    char *bytes = text.length == 0 ? NULL : take(rows, text.length);

    if (bytes == NULL)
        return (struct adsum_text){NULL, 0};
    memcpy(bytes, text.bytes, text.length);
    return (struct adsum_text){bytes, text.length};
}

/* NULL: rows->err is set. */
static struct adsum_change *add(struct rows *rows, uint8_t kind)
{
    struct adsum_change *changes = rows->changes;
    uint32_t room = rows->room == 0 ? 32 : rows->room * 2;

    if (rows->count == rows->room) {
        if ((changes = realloc(changes, room * sizeof *changes)) == NULL) {
            rows->err = ADSUM_ERR_NO_MEMORY;
            return NULL;
        }
        rows->changes = changes;
        rows->room = room;
    }
    changes[rows->count] = (struct adsum_change){.kind = kind};
    return &changes[rows->count++];
}

static void add_number(struct rows *rows, const struct store_query *query,
                       int column, uint8_t kind)
{
    struct adsum_change *change;

    if (!query_is_null(query, column) && (change = add(rows, kind)) != NULL)
        change->number = query_number_at(query, column);
}

static struct adsum_item *add_item(struct rows *rows,
                                   const struct store_query *query)
{
    struct adsum_change *change = add(rows, ADSUM_CHANGE_ITEM);
    struct adsum_item *item = take(rows, sizeof *item);

    if (change == NULL || item == NULL)
        return NULL;
    memset(item, 0, sizeof *item);
    item->contact = copy(rows, query_text_at(query, 0));
    item->name = copy(rows, query_text_at(query, 1));
    item->subscription = (uint8_t)query_number_at(query, 2);
    item->ask = (uint8_t)query_number_at(query, 3);
    item->approved = (uint8_t)query_number_at(query, 4);
    change->contact = item->contact;
    change->item = item;
    return item;
}

/* Groups of one item lie one after the other, in a piece of a power of two. */
static void add_group(struct rows *rows, struct adsum_item *item,
                      struct adsum_text name)
{
    struct adsum_text *groups = (struct adsum_text *)(uintptr_t)item->groups;
    uint32_t count = item->group_count;

    if ((count & (count - 1)) == 0) {
        groups = take(rows, (count == 0 ? 1 : count * 2) * sizeof *groups);
        if (groups == NULL)
            return;
        if (count != 0)
            memcpy(groups, item->groups, count * sizeof *groups);
        item->groups = groups;
    }
    groups[item->group_count++] = copy(rows, name);
}

static int read_items(struct store *store, uint64_t user, struct rows *rows)
{
    struct store_query query = store_query(store, STORE_ITEMS);
    struct adsum_item *item = NULL;
    int err;

    query_number(&query, user);
    while ((err = query_next(&query)) == 0) {
        struct adsum_text contact = query_text_at(&query, 0);

        if (item == NULL || contact.length != item->contact.length ||
            memcmp(contact.bytes, item->contact.bytes, contact.length) != 0)
            item = add_item(rows, &query);
        if (item != NULL && !query_is_null(&query, 5))
            add_group(rows, item, query_text_at(&query, 5));
        if ((err = rows->err) != 0) {
            query_end(&query);
            break;
        }
    }
    return err;
}

/* Requests and blocks: a contact, and perhaps bytes. */
static int read_contacts(struct store *store, enum store_statement statement,
                         uint8_t kind, uint64_t user, struct rows *rows)
{
    struct store_query query = store_query(store, statement);
    struct adsum_change *change;
    int err;

    query_number(&query, user);
    while ((err = query_next(&query)) == 0) {
        if ((change = add(rows, kind)) != NULL)
            change->contact = copy(rows, query_text_at(&query, 0));
        if (change != NULL && kind == ADSUM_CHANGE_REQUEST) {
            struct adsum_text packed = copy(rows, query_text_at(&query, 1));

            change->bytes = packed.bytes;
            change->length = packed.length;
        }
        if ((err = rows->err) != 0) {
            query_end(&query);
            break;
        }
    }
    return err;
}

static int read_user(struct store *store, struct adsum_text address,
                     struct rows *rows, uint64_t *ret)
{
    struct store_query query = store_query(store, STORE_USER_GET);
    struct adsum_address parts;
    int err = adsum_address_split(address, &parts);

    if (err != 0)
        return err;
    query_text(&query, parts.domain);
    query_text(&query, parts.local);
    if ((err = query_next(&query)) != 0)
        return err == ADSUM_END ? ADSUM_ERR_UNKNOWN : err;
    *ret = query_number_at(&query, 0);
    add_number(rows, &query, 1, ADSUM_CHANGE_VERSION);
    add_number(rows, &query, 2, ADSUM_CHANGE_LAST);
    query_end(&query);
    return rows->err;
}

static int read_rows(struct store *store, struct adsum_text address,
                     struct rows *rows)
{
    uint64_t user;
    int err = read_user(store, address, rows, &user);

    if (err != 0)
        return err;
    err = read_items(store, user, rows);
    if (err == ADSUM_END)
        err = read_contacts(store, STORE_REQUESTS, ADSUM_CHANGE_REQUEST, user,
                            rows);
    if (err == ADSUM_END)
        err =
            read_contacts(store, STORE_BLOCKS, ADSUM_CHANGE_BLOCK, user, rows);
    return err == ADSUM_END ? 0 : err;
}

int store_load(struct store *store, struct adsum_service *service,
               struct adsum_text address)
{
    struct rows rows = {.changes = NULL};
    int err = store_begin_reading(store);

    if (err != 0)
        return err;
    err = store_end(store, read_rows(store, address, &rows));
    if (err == 0)
        err = adsum_user_load(service, address, ADSUM_USER_KEPT, rows.changes,
                              rows.count);
    else if (err == ADSUM_ERR_UNKNOWN)
        err = adsum_user_load(service, address, ADSUM_USER_UNKNOWN, NULL, 0);
    rows_deinit(&rows);
    return err;
}
