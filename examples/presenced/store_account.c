/* Accounts: addresses with localparts, and their keys by hash. */
#include "store_query.h"

#include <string.h>

int store_user_id(struct store *store, struct adsum_text address, uint64_t *ret)
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
    query_end(&query);
    return 0;
}

int store_account_find(struct store *store, struct adsum_text address)
{
    uint64_t user;

    return store_user_id(store, address, &user);
}

int store_domain_find(struct store *store, struct adsum_text domain)
{
    struct store_query query = store_query(store, STORE_DOMAIN_GET);
    int err;

    query_text(&query, domain);
    err = query_next(&query);
    query_end(&query);
    return err == ADSUM_END ? ADSUM_ERR_UNKNOWN : err;
}

static int put_user(struct store *store, const struct adsum_address *address)
{
    struct store_query domain = store_query(store, STORE_DOMAIN_PUT);
    struct store_query user = store_query(store, STORE_USER_PUT);
    int err;

    query_text(&domain, address->domain);
    if ((err = query_run(&domain)) != 0)
        return err;
    query_text(&user, address->domain);
    query_text(&user, address->local);
    return query_run(&user);
}

/* Of a hash and so of its keys; 0: not one we keep. */
static uint32_t key_length(uint32_t hash)
{
    static const uint8_t lengths[] = {
        [ADSUM_HASH_SHA_1] = 20,
        [ADSUM_HASH_SHA_256] = 32,
        [ADSUM_HASH_SHA_512] = 64,
    };

    return hash < sizeof lengths ? lengths[hash] : 0;
}

static int put_key(struct store *store, uint64_t user,
                   const struct adsum_sasl_keys *key)
{
    struct store_query query = store_query(store, STORE_KEY_PUT);

    query_number(&query, user);
    query_number(&query, key->hash);
    query_number(&query, key->iterations);
    query_bytes(&query, key->salt, key->salt_length);
    query_bytes(&query, key->stored_key, key_length(key->hash));
    query_bytes(&query, key->server_key, key_length(key->hash));
    return query_run(&query);
}

static int put_account(struct store *store, struct adsum_text address,
                       const struct adsum_sasl_keys *keys, uint32_t count,
                       int replace)
{
    struct store_query gone = store_query(store, STORE_KEYS_GONE);
    struct adsum_address parts;
    uint64_t user;
    int err = adsum_address_split(address, &parts);

    if (err != 0)
        return err;
    if (parts.local.length == 0 || parts.resource.length != 0)
        return ADSUM_ERR_INVALID;
    err = store_user_id(store, address, &user);
    if (err == 0 && !replace)
        return ADSUM_ERR_CONFLICT;
    if (err == ADSUM_ERR_UNKNOWN && (err = put_user(store, &parts)) == 0)
        err = store_user_id(store, address, &user);
    if (err != 0)
        return err;
    query_number(&gone, user);
    err = query_run(&gone);
    for (uint32_t i = 0; i < count && err == 0; i++)
        err = put_key(store, user, &keys[i]);
    return err;
}

int store_account_put(struct store *store, struct adsum_text address,
                      const struct adsum_sasl_keys *keys, uint32_t count,
                      int replace)
{
    int err;

    for (uint32_t i = 0; i < count; i++)
        if (key_length(keys[i].hash) == 0 || keys[i].iterations == 0 ||
            keys[i].salt_length == 0 ||
            keys[i].salt_length > ADSUM_SASL_SALT_BYTES)
            return ADSUM_ERR_INVALID;
    if ((err = store_begin(store)) != 0)
        return err;
    return store_end(store, put_account(store, address, keys, count, replace));
}

/* A column of bytes, if it is as long as it should be. */
static int take(const struct store_query *query, int column, uint8_t *ret,
                uint32_t least, uint32_t most)
{
    struct adsum_text bytes = query_text_at(query, column);

    if (bytes.length < least || bytes.length > most)
        return 0;
    memcpy(ret, bytes.bytes, bytes.length);
    return 1;
}

static int read_key(struct store_query *query, struct adsum_sasl_keys *ret)
{
    uint32_t length = key_length(ret->hash);
    uint64_t iterations = query_number_at(query, 0);

    if (iterations == 0 || iterations > UINT32_MAX ||
        !take(query, 1, ret->salt, 1, ADSUM_SASL_SALT_BYTES) ||
        !take(query, 2, ret->stored_key, length, length) ||
        !take(query, 3, ret->server_key, length, length))
        return ADSUM_ERR_PACKED;
    ret->iterations = (uint32_t)iterations;
    ret->salt_length = query_text_at(query, 1).length;
    return 0;
}

int store_account_key(struct store *store, struct adsum_text address,
                      uint32_t hash, struct adsum_sasl_keys *ret)
{
    struct store_query query = store_query(store, STORE_KEY_GET);
    struct adsum_sasl_keys key = {.hash = hash};
    uint64_t user;
    int err = store_user_id(store, address, &user);

    if (err != 0)
        return err;
    query_number(&query, user);
    query_number(&query, hash);
    if ((err = query_next(&query)) != 0)
        return err == ADSUM_END ? ADSUM_ERR_UNKNOWN : err;
    err = read_key(&query, &key);
    query_end(&query);
    if (err == 0)
        *ret = key;
    return err;
}
