/*
 * Messages for who is not there (XEP-0160), packed, in the order in which they
 * came. The bounds hold for each user, so a stranger can fill only
 * what is one user's.
 */
#include "store_query.h"

#include <stdlib.h>
#include <string.h>

static uint64_t oldest(const struct store *store, uint64_t now_ms)
{
    return now_ms < store->limits.age_ms ? 0 : now_ms - store->limits.age_ms;
}

static int has_room(struct store *store, uint64_t user, uint32_t length,
                    uint64_t now_ms)
{
    struct store_query query = store_query(store, STORE_KEPT_COUNT);
    uint64_t count, bytes;
    int err;

    query_number(&query, user);
    query_number(&query, oldest(store, now_ms));
    if ((err = query_next(&query)) != 0)
        return err;
    count = query_number_at(&query, 0);
    bytes = query_number_at(&query, 1);
    query_end(&query);
    return count >= store->limits.count || length > store->limits.bytes ||
                   bytes > store->limits.bytes - length
               ? ADSUM_ERR_LIMIT
               : 0;
}

static int put(struct store *store, uint64_t user, const void *packed,
               uint32_t length, uint64_t now_ms)
{
    struct store_query old = store_query(store, STORE_KEPT_OLD);
    struct store_query query = store_query(store, STORE_KEPT_PUT);
    int err;

    query_number(&old, oldest(store, now_ms));
    if ((err = query_run(&old)) != 0 ||
        (err = has_room(store, user, length, now_ms)) != 0)
        return err;
    query_number(&query, user);
    query_number(&query, now_ms);
    query_bytes(&query, packed, length);
    return query_run(&query);
}

static int keep(struct store *store, struct adsum_text address,
                const struct adsum_notice *message, uint64_t now_ms)
{
    uint32_t length;
    uint64_t user;
    void *packed;
    int err = store_user_id(store, address, &user);

    if (err != 0)
        return err;
    err = adsum_notice_pack(message, NULL, 0, NULL, 0, &length);
    if (err != ADSUM_ERR_ROOM)
        return err;
    if (length > store->limits.bytes)
        return ADSUM_ERR_LIMIT;
    if ((packed = malloc(length)) == NULL)
        return ADSUM_ERR_NO_MEMORY;
    err = adsum_notice_pack(message, NULL, 0, packed, length, &length);
    if (err == 0)
        err = put(store, user, packed, length, now_ms);
    free(packed);
    return err;
}

int store_keep(struct store *store, struct adsum_text address,
               const struct adsum_notice *message, uint64_t now_ms)
{
    struct adsum_notice stamped = *message;
    int err = store_begin(store);

    if (err != 0)
        return err;
    if (stamped.time_ms == 0)
        stamped.time_ms = now_ms;
    return store_end(store, keep(store, address, &stamped, now_ms));
}

/* The room holds the packed form first, then what is laid out from it. */
static int unpack(const struct store_query *query, uint8_t *room,
                  uint32_t capacity, struct adsum_notice *ret)
{
    struct adsum_text packed = query_text_at(query, 1);
    uint32_t length = packed.length;
    const struct adsum_text *to;
    uint32_t count;

    if (length > capacity)
        return ADSUM_ERR_ROOM;
    memcpy(room, packed.bytes, length);
    return adsum_notice_unpack(room, length, room + length, capacity - length,
                               ret, &to, &count);
}

int store_kept(struct store *store, struct adsum_text address, uint64_t now_ms,
               uint64_t after, void *room, uint32_t capacity,
               struct adsum_notice *ret, uint64_t *ret_id)
{
    struct store_query query = store_query(store, STORE_KEPT_NEXT);
    uint64_t user;
    int err = store_user_id(store, address, &user);

    if (err != 0)
        return err;
    query_number(&query, user);
    query_number(&query, after);
    query_number(&query, oldest(store, now_ms));
    if ((err = query_next(&query)) != 0)
        return err;
    err = unpack(&query, room, capacity, ret);
    if (err == 0 || err == ADSUM_ERR_PACKED)
        *ret_id = query_number_at(&query, 0);
    query_end(&query);
    return err;
}

int store_kept_gone(struct store *store, struct adsum_text address,
                    uint64_t last)
{
    struct store_query query = store_query(store, STORE_KEPT_GONE);
    uint64_t user;
    int err = store_user_id(store, address, &user);

    if (err != 0)
        return err;
    query_number(&query, user);
    query_number(&query, last);
    return query_run(&query);
}
