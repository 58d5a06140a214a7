/*
 * Blocks. A change of the list is told by comparing, for each pair that the
 * rosters let see each other, what the list before and the list after say.
 */
#include "block.h"
#include "entity.h"
#include "host.h"
#include "user.h"

struct list {
    struct block *blocks;
    uint32_t count;
};

bool adsum_block_has(const struct block *blocks, uint32_t count,
                     uint32_t entity, uint32_t resource)
{
    uint32_t low = 0, high = count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (blocks[middle].entity < entity ||
            (blocks[middle].entity == entity &&
             blocks[middle].resource < resource))
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && blocks[low].entity == entity &&
           blocks[low].resource == resource;
}

/* XEP-0191 section 6: user@domain/resource, user@domain, the domain's two. */
bool adsum_block_covers(const struct adsum_service *service,
                        const struct block *blocks, uint32_t count,
                        const struct party *other)
{
    struct adsum_address address = {.local = {NULL, 0}};
    uint32_t resource = 0, domain;

    if (other->resource.length != 0)
        resource = adsum_text_find(&service->texts, other->resource.bytes,
                                   other->resource.length);
    if (adsum_block_has(blocks, count, other->entity, 0) ||
        (resource != 0 &&
         adsum_block_has(blocks, count, other->entity, resource)))
        return true;
    address.domain = adsum_text_at(&service->texts,
                                   adsum_entity_domain(service, other->entity));
    domain = adsum_entity_find(service, &address);
    return domain != 0 && (adsum_block_has(blocks, count, domain, 0) ||
                           (resource != 0 &&
                            adsum_block_has(blocks, count, domain, resource)));
}

struct adsum_text adsum_block_address(const struct adsum_service *service,
                                      const struct block *block)
{
    struct adsum_text none = {NULL, 0};

    return adsum_entity_full(
        service, block->entity,
        block->resource == 0 ? none
                             : adsum_text_at(&service->texts, block->resource),
        service->view);
}

static void list_free(struct adsum_service *service, struct list *list)
{
    for (uint32_t i = 0; i < list->count; i++) {
        adsum_entity_release(service, list->blocks[i].entity);
        adsum_text_release(&service->texts, list->blocks[i].resource);
    }
    adsum_memory_take(&service->memory, list->blocks,
                      list->count * sizeof *list->blocks);
}

static void set_guards(struct adsum_service *service, uint32_t user)
{
    bool guarded =
        adsum_has_blocks(service, user) || adsum_entity_mirrored(service, user);

    for (uint32_t at = *head_at(service, user); at != 0;
         at = session_at(service, at)->next)
        session_at(service, at)->guarded = guarded;
}

void adsum_block_clear(struct adsum_service *service, uint32_t user)
{
    struct side *side = adsum_entity_side(service, user);
    struct list list;

    if (side == NULL)
        return;
    list.blocks = side->blocks;
    list.count = side->block_count;
    side->blocks = NULL;
    side->block_count = 0;
    list_free(service, &list);
}

/* An entry, with uses of what it names. */
static int entry_make(struct adsum_service *service, struct adsum_text text,
                      struct block *ret)
{
    struct adsum_address address;
    int err = adsum_address_split(text, &address);

    ret->resource = 0;
    if (err != 0)
        return err;
    if (address.resource.length != 0 &&
        ((err = adsum_entity_room(service, address.bare.length,
                                  address.resource.length)) != 0 ||
         (err = adsum_text_intern(
              &service->texts, &service->memory, address.resource.bytes,
              address.resource.length, &ret->resource)) != 0))
        return err;
    err = adsum_entity_ensure(service, &address, &ret->entity);
    if (err != 0)
        adsum_text_release(&service->texts, ret->resource);
    return err;
}

static void entry_put(struct list *list, const struct block *entry)
{
    uint32_t at = list->count++;

    for (; at > 0 && (list->blocks[at - 1].entity > entry->entity ||
                      (list->blocks[at - 1].entity == entry->entity &&
                       list->blocks[at - 1].resource > entry->resource));
         at--)
        list->blocks[at] = list->blocks[at - 1];
    list->blocks[at] = *entry;
}

static void entry_drop(struct adsum_service *service, const struct block *entry)
{
    adsum_entity_release(service, entry->entity);
    adsum_text_release(&service->texts, entry->resource);
}

/* A list of room for `count` with uses of the old one's entries. */
static int list_copy(struct adsum_service *service, const struct side *side,
                     uint32_t count, struct list *ret)
{
    ret->count = 0;
    ret->blocks = NULL;
    if (count == 0)
        return 0;
    ret->blocks =
        adsum_memory_give(&service->memory, count * sizeof *ret->blocks);
    if (ret->blocks == NULL)
        return ADSUM_ERR_NO_MEMORY;
    for (uint32_t i = 0; i < side->block_count; i++) {
        ret->blocks[ret->count++] = side->blocks[i];
        adsum_entity_share(service, side->blocks[i].entity);
        adsum_text_share(&service->texts, side->blocks[i].resource);
    }
    return 0;
}

/* A list's memory is of exactly its entries. Making smaller cannot fail. */
static void list_fit(struct adsum_service *service, struct list *list,
                     uint32_t room)
{
    size_t bytes = room * sizeof *list->blocks;

    if (list->count == 0) {
        adsum_memory_take(&service->memory, list->blocks, bytes);
        list->blocks = NULL;
    } else if (list->count != room) {
        list->blocks =
            adsum_memory_resize(&service->memory, list->blocks, bytes,
                                list->count * sizeof *list->blocks);
    }
}

int adsum_block_load(struct adsum_service *service, uint32_t user,
                     struct adsum_text address)
{
    struct side *side = adsum_entity_side(service, user);
    struct block entry;
    struct list list = {side->blocks, side->block_count};
    void *grown;
    int err;

    if (list.count >= service->limits.blocks)
        return ADSUM_ERR_LIMIT - ADSUM_LIMIT_BLOCKS;
    if ((err = entry_make(service, address, &entry)) != 0)
        return err;
    if (adsum_block_has(list.blocks, list.count, entry.entity,
                        entry.resource)) {
        entry_drop(service, &entry);
        return ADSUM_ERR_INVALID;
    }
    grown = adsum_memory_resize(&service->memory, list.blocks,
                                list.count * sizeof entry,
                                (list.count + 1) * sizeof entry);
    if (grown == NULL) {
        entry_drop(service, &entry);
        return ADSUM_ERR_NO_MEMORY;
    }
    list.blocks = grown;
    entry_put(&list, &entry);
    side->blocks = list.blocks;
    side->block_count = list.count;
    return 0;
}

static int add_all(struct adsum_service *service,
                   const struct adsum_text *addresses, uint32_t count,
                   struct list *list)
{
    struct block entry;
    int err;

    for (uint32_t i = 0; i < count; i++) {
        if ((err = entry_make(service, addresses[i], &entry)) != 0)
            return err;
        if (adsum_block_has(list->blocks, list->count, entry.entity,
                            entry.resource))
            entry_drop(service, &entry);
        else
            entry_put(list, &entry);
    }
    return 0;
}

static void remove_one(struct adsum_service *service, struct list *list,
                       const struct block *entry)
{
    for (uint32_t i = 0; i < list->count; i++)
        if (list->blocks[i].entity == entry->entity &&
            list->blocks[i].resource == entry->resource) {
            entry_drop(service, &list->blocks[i]);
            memmove(&list->blocks[i], &list->blocks[i + 1],
                    (--list->count - i) * sizeof *entry);
            return;
        }
}

static int remove_all(struct adsum_service *service,
                      const struct adsum_text *addresses, uint32_t count,
                      struct list *list)
{
    struct block entry;
    int err;

    for (uint32_t i = 0; i < count; i++) {
        if ((err = entry_make(service, addresses[i], &entry)) != 0)
            return err;
        remove_one(service, list, &entry);
        entry_drop(service, &entry);
    }
    return 0;
}

/* Each entry of `list` that is not in `other`, as a change. */
static void rows_of(const struct adsum_service *service,
                    const struct list *list, const struct list *other,
                    struct adsum_text user, uint8_t kind,
                    struct adsum_change *rows, char **text, uint32_t *count)
{
    for (uint32_t i = 0; i < list->count; i++) {
        struct adsum_text address;

        if (adsum_block_has(other->blocks, other->count, list->blocks[i].entity,
                            list->blocks[i].resource))
            continue;
        address = adsum_block_address(service, &list->blocks[i]);
        memcpy(*text, address.bytes, address.length);
        address.bytes = *text;
        *text += address.length;
        rows[*count].user = user;
        rows[*count].kind = kind;
        rows[(*count)++].contact = address;
    }
}

static int save(struct adsum_service *service, uint32_t user,
                const struct list *before, const struct list *after)
{
    uint32_t most = before->count + after->count, count = 0;
    size_t each = sizeof(struct adsum_change) + service->longest_bare + 1 +
                  service->longest_resource;
    struct adsum_change *rows;
    struct adsum_text address;
    char *text;
    int err;

    if (service->host.save == NULL)
        return 0;
    rows = adsum_memory_give(&service->memory, each * most);
    if (rows == NULL)
        return ADSUM_ERR_NO_MEMORY;
    text = (char *)(rows + most);
    address = adsum_entity_bare(service, user, service->from);
    if (after->count == 0) {
        rows[count].user = address;
        rows[count++].kind = ADSUM_CHANGE_BLOCK_GONE;
    } else {
        rows_of(service, before, after, address, ADSUM_CHANGE_BLOCK_GONE, rows,
                &text, &count);
        rows_of(service, after, before, address, ADSUM_CHANGE_BLOCK, rows,
                &text, &count);
    }
    err = adsum_host_save(service, rows, count);
    adsum_memory_take(&service->memory, rows, each * most);
    return err;
}

static int change(struct adsum_service *service, uint32_t user,
                  const struct adsum_text *addresses, uint32_t count,
                  bool blocked)
{
    struct side *side = adsum_entity_side(service, user);
    struct list before = {side->blocks, side->block_count}, after;
    uint32_t room = before.count + (blocked ? count : 0);
    bool same;
    int err = list_copy(service, side, room, &after);

    if (err != 0)
        return err;
    if (!blocked && count == 0)
        while (after.count != 0)
            entry_drop(service, &after.blocks[--after.count]);
    err = blocked ? add_all(service, addresses, count, &after)
                  : remove_all(service, addresses, count, &after);
    list_fit(service, &after, room);
    same =
        after.count == before.count &&
        (after.count == 0 || memcmp(after.blocks, before.blocks,
                                    after.count * sizeof *after.blocks) == 0);
    if (err == 0 && after.count > service->limits.blocks)
        err = ADSUM_ERR_LIMIT - ADSUM_LIMIT_BLOCKS;
    if (err == 0 && !same)
        err = save(service, user, &before, &after);
    if (err != 0 || same) {
        list_free(service, &after);
        return err != 0 ? err : ADSUM_SAME;
    }
    adsum_block_apply(service, user, before.blocks, before.count, after.blocks,
                      after.count);
    set_guards(service, user);
    list_free(service, &before);
    return 0;
}

int adsum_roster_block(struct adsum_service *service, struct adsum_text text,
                       const struct adsum_text *addresses, uint32_t count,
                       uint8_t blocked)
{
    struct adsum_address address;
    uint32_t user;
    int err = adsum_service_enter(service);

    if (err != 0 || (err = adsum_address_split(text, &address)) != 0)
        return err;
    if (address.resource.length != 0 || blocked > 1 ||
        (addresses == NULL && count != 0))
        return ADSUM_ERR_INVALID;
    if (count == 0 && blocked)
        return ADSUM_SAME;
    if (count > service->limits.blocks)
        return blocked ? ADSUM_ERR_LIMIT - ADSUM_LIMIT_BLOCKS
                       : ADSUM_ERR_INVALID;
    if ((err = adsum_user_find(service, &address, &user)) != 0)
        return err;
    if (adsum_entity_mirrored(service, user))
        return ADSUM_ERR_MIRRORED;
    if ((err = adsum_entity_ensure_side(service, user)) != 0)
        return err;
    return change(service, user, addresses, count, blocked != 0);
}
