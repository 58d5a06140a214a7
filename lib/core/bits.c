/*
 * Runs of bits, a word at a time.
 *
 * Bound: a word for each 32 bits passed. Nothing outside the words of the
 * range is read or written.
 */
#include "bits.h"
#include <adsum/error.h>

int adsum_bitmap_reserve(struct bitmap *bitmap, struct memory *memory,
                         uint32_t bits)
{
    uint32_t wanted = bits / 32 + (bits % 32 != 0), room = bitmap->room;
    uint32_t *words;

    if (wanted <= room)
        return 0;
    if (wanted < room * 2)
        wanted = room * 2;
    words = adsum_memory_resize(memory, bitmap->words, (size_t)room * 4,
                                (size_t)wanted * 4);
    if (words == NULL)
        return ADSUM_ERR_NO_MEMORY;
    bitmap->words = words;
    bitmap->room = wanted;
    return 0;
}

void adsum_bitmap_deinit(struct bitmap *bitmap, struct memory *memory)
{
    adsum_memory_take(memory, bitmap->words, (size_t)bitmap->room * 4);
}

uint32_t adsum_bits_find(const uint32_t *bits, uint32_t from, uint32_t limit,
                         bool set)
{
    uint32_t flip = set ? 0 : UINT32_MAX, index = from / 32, word;

    if (from >= limit)
        return limit;
    word = (bits[index] ^ flip) & UINT32_MAX << from % 32;
    while (word == 0) {
        if (++index * 32 >= limit)
            return limit;
        word = bits[index] ^ flip;
    }
    from = index * 32 + (uint32_t)__builtin_ctz(word);
    return from < limit ? from : limit;
}

uint32_t adsum_bits_behind(const uint32_t *bits, uint32_t from)
{
    while (from != 0) {
        uint32_t last = from - 1;
        uint32_t word = bits[last / 32] & UINT32_MAX >> (31 - last % 32);

        from = last & ~31u;
        if (word != 0)
            return from + 32 - (uint32_t)__builtin_clz(word);
    }
    return 0;
}

void adsum_bits_mark(uint32_t *bits, uint32_t from, uint32_t count, bool set)
{
    while (count != 0) {
        uint32_t begin = from % 32;
        uint32_t length = count < 32 - begin ? count : 32 - begin;
        uint32_t mask = UINT32_MAX >> (32 - length) << begin;

        if (set)
            bits[from / 32] |= mask;
        else
            bits[from / 32] &= ~mask;
        from += length;
        count -= length;
    }
}
