#include "snapshot.h"

#include <stdlib.h>
#include <string.h>

static void add(struct snapshot *snapshot, const void *bytes, size_t length)
{
    snapshot->bytes = must_have(snapshot->bytes, snapshot->length + length);
    if (length != 0)
        memcpy(snapshot->bytes + snapshot->length, bytes, length);
    snapshot->length += length;
}

static void add_user(struct scene *scene, const char *user,
                     struct snapshot *ret)
{
    struct adsum_text address = adsum_text_of(user);
    uint32_t length = 0;
    int answer = adsum_user_pack(scene->service, address, NULL, 0, &length);
    if (answer == ADSUM_ERR_ROOM || answer == 0) {
        uint8_t *packed = must_have(NULL, length);
        add(ret, user, strlen(user));
        assert_int_equal(
            adsum_user_pack(scene->service, address, packed, length, &length),
            0);
        add(ret, user, strlen(user));
        add(ret, packed, length);
        free(packed);
    }
}

static void add_disk(const struct scene *scene, struct snapshot *ret)
{
    for (size_t i = 0; i < scene->disk.row_count; i++) {
        const struct disk_row *row = &scene->disk.rows[i];
        add(ret, row->user, strlen(row->user));
        add(ret, row->contact, strlen(row->contact));
        add(ret, &row->change.kind, sizeof row->change.kind);
        add(ret, &row->change.number, sizeof row->change.number);
    }
}

static void add_counts(const struct scene *scene, struct snapshot *ret)
{
    struct adsum_statistics now = {.size = sizeof now};
    assert_int_equal(adsum_service_statistics(scene->service, &now), 0);
    /* Not these: room that was made stays, and refusals count. */
    now.memory_bytes = 0;
    now.limits_reached = 0;
    add(ret, &now, sizeof now);
}

void snapshot_take(struct scene *scene, struct snapshot *ret)
{
    memset(ret, 0, sizeof *ret);
    add_counts(scene, ret);
    add_disk(scene, ret);
    for (size_t i = 0; i < scene->disk.account_count; i++)
        add_user(scene, scene->disk.accounts[i].address, ret);
}

void snapshot_deinit(struct snapshot *snapshot)
{
    free(snapshot->bytes);
    snapshot->bytes = NULL;
    snapshot->length = 0;
}

void snapshot_compare(const struct snapshot *snapshot, struct scene *scene,
                      const char *done, const char *file, int at)
{
    struct snapshot now;
    size_t i = 0;
    snapshot_take(scene, &now);
    while (i < now.length && i < snapshot->length &&
           now.bytes[i] == snapshot->bytes[i])
        i++;
    if (i != now.length || i != snapshot->length) {
        print_error("%s changed something: byte %zu of %zu, was %zu\n", done, i,
                    now.length, snapshot->length);
        if (i < sizeof(struct adsum_statistics))
            print_error("the count number %zu\n", i / 8);
        _fail(file, at);
    }
    snapshot_deinit(&now);
}
