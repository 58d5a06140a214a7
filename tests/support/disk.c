#include "disk.h"

#include <stdlib.h>
#include <string.h>

#include "cmocka_all.h"

void *must_have(void *block, size_t bytes)
{
    void *ret = realloc(block, bytes == 0 ? 1 : bytes);
    if (ret == NULL)
        abort();
    return ret;
}

char *copy_text(struct adsum_text text)
{
    char *ret = must_have(NULL, (size_t)text.length + 1);
    if (text.length != 0)
        memcpy(ret, text.bytes, text.length);
    ret[text.length] = '\0';
    return ret;
}

int same_text(struct adsum_text one, struct adsum_text other)
{
    return one.length == other.length &&
           (one.length == 0 || memcmp(one.bytes, other.bytes, one.length) == 0);
}

static void free_text(struct adsum_text text)
{
    free((void *)(uintptr_t)text.bytes);
}

static void free_row(struct disk_row *row)
{
    free(row->user);
    free(row->contact);
    free(row->bytes);
    free_text(row->item.item.name);
    for (uint32_t i = 0; i < row->item.item.group_count; i++)
        free_text(row->item.groups[i]);
}

void disk_deinit(struct disk *disk)
{
    for (size_t i = 0; i < disk->row_count; i++)
        free_row(&disk->rows[i]);
    for (size_t i = 0; i < disk->account_count; i++)
        free(disk->accounts[i].address);
    free(disk->rows);
    free(disk->accounts);
    memset(disk, 0, sizeof *disk);
}

void disk_account(struct disk *disk, struct adsum_text user, uint32_t kind)
{
    struct disk_account *account;
    for (size_t i = 0; i < disk->account_count; i++)
        if (same_text(adsum_text_of(disk->accounts[i].address), user)) {
            disk->accounts[i].kind = kind;
            return;
        }
    disk->accounts = must_have(disk->accounts, (disk->account_count + 1) *
                                                   sizeof disk->accounts[0]);
    account = &disk->accounts[disk->account_count++];
    account->address = copy_text(user);
    account->kind = kind;
}

uint32_t disk_kind(const struct disk *disk, struct adsum_text user)
{
    for (size_t i = 0; i < disk->account_count; i++)
        if (same_text(adsum_text_of(disk->accounts[i].address), user))
            return disk->accounts[i].kind;
    return ADSUM_USER_UNKNOWN;
}

static size_t find(const struct disk *disk, struct adsum_text user,
                   uint32_t kind, struct adsum_text contact)
{
    size_t i;
    for (i = 0; i < disk->row_count; i++)
        if (disk->rows[i].change.kind == kind &&
            same_text(adsum_text_of(disk->rows[i].user), user) &&
            same_text(adsum_text_of(disk->rows[i].contact), contact))
            break;
    return i;
}

const struct disk_row *disk_find(const struct disk *disk,
                                 struct adsum_text user, uint32_t kind,
                                 struct adsum_text contact)
{
    size_t at = find(disk, user, kind, contact);
    return at == disk->row_count ? NULL : &disk->rows[at];
}

static void take_out(struct disk *disk, size_t at)
{
    free_row(&disk->rows[at]);
    disk->rows[at] = disk->rows[--disk->row_count];
}

/* Rows stand in an array that moves: their views are set when they are read. */
static void put(struct disk *disk, const struct adsum_change *change)
{
    struct disk_row *row;
    disk->rows =
        must_have(disk->rows, (disk->row_count + 1) * sizeof disk->rows[0]);
    row = &disk->rows[disk->row_count++];
    memset(row, 0, sizeof *row);
    row->user = copy_text(change->user);
    row->contact =
        copy_text(change->kind == ADSUM_CHANGE_ITEM ? change->item->contact
                                                    : change->contact);
    row->change = *change;
    if (change->bytes != NULL) {
        row->bytes = must_have(NULL, change->length);
        if (change->length != 0)
            memcpy(row->bytes, change->bytes, change->length);
    }
    if (change->kind != ADSUM_CHANGE_ITEM)
        return;
    row->item.item = *change->item;
    row->item.item.name.bytes = copy_text(change->item->name);
    assert_true(change->item->group_count <= WORDS_GROUPS);
    for (uint32_t i = 0; i < change->item->group_count; i++) {
        row->item.groups[i] = change->item->groups[i];
        row->item.groups[i].bytes = copy_text(change->item->groups[i]);
    }
}

static void take_all_blocks(struct disk *disk, struct adsum_text user)
{
    for (size_t i = disk->row_count; i-- > 0;)
        if (disk->rows[i].change.kind == ADSUM_CHANGE_BLOCK &&
            same_text(adsum_text_of(disk->rows[i].user), user))
            take_out(disk, i);
}

void disk_apply(struct disk *disk, const struct adsum_change *change)
{
    static const uint8_t undoes[] = {
        [ADSUM_CHANGE_ITEM_GONE] = ADSUM_CHANGE_ITEM,
        [ADSUM_CHANGE_REQUEST_GONE] = ADSUM_CHANGE_REQUEST,
        [ADSUM_CHANGE_BLOCK_GONE] = ADSUM_CHANGE_BLOCK,
        [ADSUM_CHANGE_LAST] = 0};
    struct adsum_text contact = change->kind == ADSUM_CHANGE_ITEM
                                    ? change->item->contact
                                    : change->contact;
    uint32_t undone;
    size_t at;
    assert_in_range(change->kind, ADSUM_CHANGE_ITEM, ADSUM_CHANGE_LAST);
    undone = undoes[change->kind];
    if (undone == ADSUM_CHANGE_BLOCK && contact.length == 0) {
        take_all_blocks(disk, change->user);
        return;
    }
    at = find(disk, change->user, undone != 0 ? undone : change->kind, contact);
    if (undone != 0 && at == disk->row_count) {
        print_error("gone, but never was: kind %u, user %.*s, contact %.*s\n",
                    change->kind, (int)change->user.length, change->user.bytes,
                    (int)contact.length, contact.bytes);
        fail();
    }
    if (at != disk->row_count)
        take_out(disk, at);
    if (undone == 0)
        put(disk, change);
}

struct adsum_change *disk_rows(const struct disk *disk, struct adsum_text user,
                               uint32_t *ret_count)
{
    struct adsum_change *ret =
        must_have(NULL, (disk->row_count + 1) * sizeof *ret);
    uint32_t count = 0;
    for (size_t i = 0; i < disk->row_count; i++) {
        struct disk_row *row = &disk->rows[i];
        if (!same_text(adsum_text_of(row->user), user))
            continue;
        row->item.item.contact = adsum_text_of(row->contact);
        row->item.item.groups = row->item.groups;
        ret[count] = row->change;
        ret[count].user = (struct adsum_text){NULL, 0};
        ret[count].contact = adsum_text_of(row->contact);
        ret[count].bytes = row->bytes;
        ret[count].item =
            row->change.kind == ADSUM_CHANGE_ITEM ? &row->item.item : NULL;
        count++;
    }
    *ret_count = count;
    return ret;
}
