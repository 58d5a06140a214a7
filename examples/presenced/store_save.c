/* What save() is given, a statement for each kind of change. */
#include "store_query.h"

typedef int apply(struct store *store, uint64_t user,
                  const struct adsum_change *change);

static int run_one(struct store *store, enum store_statement statement,
                   uint64_t user, struct adsum_text contact)
{
    struct store_query query = store_query(store, statement);

    query_number(&query, user);
    query_text(&query, contact);
    return query_run(&query);
}

static int run_number(struct store *store, enum store_statement statement,
                      uint64_t user, uint64_t number)
{
    struct store_query query = store_query(store, statement);

    query_number(&query, user);
    query_number(&query, number);
    return query_run(&query);
}

static int put_group(struct store *store, uint64_t user,
                     struct adsum_text contact, uint32_t place,
                     struct adsum_text name)
{
    struct store_query query = store_query(store, STORE_GROUP_PUT);

    query_number(&query, user);
    query_text(&query, contact);
    query_number(&query, place);
    query_text(&query, name);
    return query_run(&query);
}

static int put_item(struct store *store, uint64_t user,
                    const struct adsum_change *change)
{
    const struct adsum_item *item = change->item;
    struct store_query query = store_query(store, STORE_ITEM_PUT);
    int err;

    query_number(&query, user);
    query_text(&query, change->contact);
    query_text(&query, item->name);
    query_number(&query, item->subscription);
    query_number(&query, item->ask);
    query_number(&query, item->approved);
    if ((err = query_run(&query)) == 0)
        err = run_one(store, STORE_GROUPS_GONE, user, change->contact);
    for (uint32_t i = 0; i < item->group_count && err == 0; i++)
        err = put_group(store, user, change->contact, i, item->groups[i]);
    return err;
}

static int drop_item(struct store *store, uint64_t user,
                     const struct adsum_change *change)
{
    return run_one(store, STORE_ITEM_GONE, user, change->contact);
}

static int put_request(struct store *store, uint64_t user,
                       const struct adsum_change *change)
{
    struct store_query query = store_query(store, STORE_REQUEST_PUT);

    query_number(&query, user);
    query_text(&query, change->contact);
    query_bytes(&query, change->bytes, change->length);
    return query_run(&query);
}

static int drop_request(struct store *store, uint64_t user,
                        const struct adsum_change *change)
{
    return run_one(store, STORE_REQUEST_GONE, user, change->contact);
}

static int put_block(struct store *store, uint64_t user,
                     const struct adsum_change *change)
{
    return run_one(store, STORE_BLOCK_PUT, user, change->contact);
}

static int drop_block(struct store *store, uint64_t user,
                      const struct adsum_change *change)
{
    struct store_query all = store_query(store, STORE_BLOCKS_GONE);

    if (change->contact.length != 0)
        return run_one(store, STORE_BLOCK_GONE, user, change->contact);
    query_number(&all, user);
    return query_run(&all);
}

static int put_version(struct store *store, uint64_t user,
                       const struct adsum_change *change)
{
    return run_number(store, STORE_VERSION_PUT, user, change->number);
}

static int put_last(struct store *store, uint64_t user,
                    const struct adsum_change *change)
{
    return run_number(store, STORE_LAST_PUT, user, change->number);
}

static apply *const kinds[] = {
    [ADSUM_CHANGE_ITEM] = put_item,
    [ADSUM_CHANGE_ITEM_GONE] = drop_item,
    [ADSUM_CHANGE_REQUEST] = put_request,
    [ADSUM_CHANGE_REQUEST_GONE] = drop_request,
    [ADSUM_CHANGE_BLOCK] = put_block,
    [ADSUM_CHANGE_BLOCK_GONE] = drop_block,
    [ADSUM_CHANGE_VERSION] = put_version,
    [ADSUM_CHANGE_LAST] = put_last,
};

static int save_one(struct store *store, const struct adsum_change *change)
{
    uint64_t user;
    int err;

    if (change->kind >= sizeof kinds / sizeof *kinds ||
        kinds[change->kind] == NULL)
        return ADSUM_ERR_INVALID;
    err = store_user_id(store, change->user, &user);
    return err != 0 ? err : kinds[change->kind](store, user, change);
}

int store_save(struct store *store, const struct adsum_change *changes,
               uint32_t count)
{
    int err = store_begin(store);

    if (err != 0)
        return err;
    for (uint32_t i = 0; i < count && err == 0; i++)
        err = save_one(store, &changes[i]);
    return store_end(store, err);
}

static int befriend(struct store *store, struct adsum_text address,
                    struct adsum_text contact, uint8_t subscription)
{
    struct store_query item = store_query(store, STORE_ITEM_BEFRIEND);
    struct store_query version = store_query(store, STORE_VERSION_NEXT);
    uint64_t user;
    int err = store_user_id(store, address, &user);

    if (err != 0)
        return err;
    query_number(&item, user);
    query_text(&item, contact);
    query_number(&item, subscription);
    if ((err = query_run(&item)) != 0)
        return err;
    if ((subscription & ADSUM_SUBSCRIPTION_FROM) != 0 &&
        (err = run_one(store, STORE_REQUEST_GONE, user, contact)) != 0)
        return err;
    query_number(&version, user);
    return query_run(&version);
}

int store_befriend(struct store *store, struct adsum_text address,
                   struct adsum_text contact, uint8_t subscription)
{
    int err;

    if (subscription > ADSUM_SUBSCRIPTION_BOTH)
        return ADSUM_ERR_INVALID;
    if ((err = store_begin(store)) != 0)
        return err;
    return store_end(store, befriend(store, address, contact, subscription));
}
