/* Secrets: made once, by whoever comes first. */
#include "store_query.h"

#include <string.h>

int store_secret(struct store *store, struct adsum_text name, const void *fresh,
                 uint32_t length, void *ret)
{
    struct store_query fresh_query = store_query(store, STORE_SECRET_PUT);
    struct store_query query = store_query(store, STORE_SECRET_GET);
    struct adsum_text bytes;
    int err;

    query_text(&fresh_query, name);
    query_bytes(&fresh_query, fresh, length);
    if ((err = query_run(&fresh_query)) != 0)
        return err;
    query_text(&query, name);
    if ((err = query_next(&query)) != 0)
        return err == ADSUM_END ? ADSUM_ERR_SAVE : err;
    bytes = query_text_at(&query, 0);
    err = bytes.length == length ? 0 : ADSUM_ERR_PACKED;
    if (err == 0)
        memcpy(ret, bytes.bytes, length);
    query_end(&query);
    return err;
}
