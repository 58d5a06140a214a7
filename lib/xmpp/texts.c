#include "texts.h"

#include <adsum/error.h>
#include <string.h>

enum { HEAD_BYTES = sizeof(uint32_t) + sizeof(uint64_t) };

/* Room at the end: what was dropped in front makes some. */
static int reserve(struct texts *texts, struct memory memory, uint32_t more)
{
    uint64_t capacity = texts->capacity != 0 ? texts->capacity : 512;
    char *made;

    if (texts->length + (uint64_t)more > INT32_MAX)
        return ADSUM_ERR_NO_MEMORY;
    if (texts->from != 0)
        memmove(texts->bytes, texts->bytes + texts->from, texts->length);
    texts->from = 0;
    while (capacity < texts->length + (uint64_t)more)
        capacity *= 2;
    if (capacity == texts->capacity)
        return 0;
    made = memory.allocate(memory.user, texts->bytes, texts->capacity,
                           (size_t)capacity);
    if (made == NULL)
        return ADSUM_ERR_NO_MEMORY;
    texts->bytes = made;
    texts->capacity = (uint32_t)capacity;
    return 0;
}

int adsum_texts_add(struct texts *texts, struct memory memory,
                    struct adsum_text text, uint64_t number)
{
    char *at;

    if (texts->capacity - texts->from - texts->length <
            text.length + (uint64_t)HEAD_BYTES &&
        reserve(texts, memory, text.length + HEAD_BYTES) != 0)
        return ADSUM_ERR_NO_MEMORY;
    at = texts->bytes + texts->from + texts->length;
    memcpy(at, &text.length, sizeof text.length);
    memcpy(at + sizeof text.length, &number, sizeof number);
    memcpy(at + HEAD_BYTES, text.bytes, text.length);
    texts->length += text.length + HEAD_BYTES;
    texts->count++;
    return 0;
}

bool adsum_texts_next(const struct texts *texts, struct texts_walk *walk,
                      struct adsum_text *ret, uint64_t *ret_number)
{
    const char *at;

    if (walk->at >= texts->length)
        return false;
    at = texts->bytes + texts->from + walk->at;
    memcpy(&ret->length, at, sizeof ret->length);
    memcpy(ret_number, at + sizeof ret->length, sizeof *ret_number);
    ret->bytes = at + HEAD_BYTES;
    walk->at += ret->length + HEAD_BYTES;
    return true;
}

void adsum_texts_drop(struct texts *texts, struct memory memory, uint32_t count)
{
    struct texts_walk walk = {0};
    struct adsum_text text;
    uint64_t number;

    for (uint32_t i = 0; i < count; i++)
        (void)adsum_texts_next(texts, &walk, &text, &number);
    texts->from += walk.at;
    texts->length -= walk.at;
    texts->count -= count;
    if (texts->count == 0)
        adsum_texts_deinit(texts, memory);
}

void adsum_texts_cut(struct texts *texts, struct memory memory,
                     struct texts_walk at)
{
    struct texts_walk next = at;
    struct adsum_text text;
    uint64_t number;

    if (!adsum_texts_next(texts, &next, &text, &number))
        return;
    memmove(texts->bytes + texts->from + at.at,
            texts->bytes + texts->from + next.at, texts->length - next.at);
    texts->length -= next.at - at.at;
    if (--texts->count == 0)
        adsum_texts_deinit(texts, memory);
}

void adsum_texts_deinit(struct texts *texts, struct memory memory)
{
    if (texts->bytes != NULL)
        (void)memory.allocate(memory.user, texts->bytes, texts->capacity, 0);
    memset(texts, 0, sizeof *texts);
}
