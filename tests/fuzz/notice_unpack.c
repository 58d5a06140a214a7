/*
 * Packed notices: the promised room is enough, and what is accepted packs to
 * the same bytes. The room is exact, so that a byte beyond it is seen.
 */
#include <adsum/notice.h>

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void pack_again(const uint8_t *data, size_t size,
                       const struct adsum_notice *notice,
                       const struct adsum_text *to, uint32_t count)
{
    unsigned char *again = malloc(size);
    uint32_t length;

    if (again == NULL ||
        adsum_notice_pack(notice, to, count, again, (uint32_t)size, &length) !=
            0 ||
        length != size || memcmp(again, data, size) != 0)
        abort();
    free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint32_t length = (uint32_t)size, capacity = 16 * length + 256, count;
    void *room = malloc(capacity);
    struct adsum_notice notice;
    const struct adsum_text *to;
    int err;

    if (room == NULL)
        abort();
    err =
        adsum_notice_unpack(data, length, room, capacity, &notice, &to, &count);
    if (err == 0)
        pack_again(data, size, &notice, to, count);
    else if (err != ADSUM_ERR_PACKED)
        abort();
    free(room);

    /* With too little, whatever the answer: nothing beyond it is written. */
    capacity = length % 251 + 1;
    room = malloc(capacity);
    if (room == NULL)
        abort();
    err =
        adsum_notice_unpack(data, length, room, capacity, &notice, &to, &count);
    if (err != 0 && err != ADSUM_ERR_PACKED && err != ADSUM_ERR_ROOM)
        abort();
    free(room);
    return 0;
}
