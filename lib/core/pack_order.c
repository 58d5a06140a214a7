/*
 * The order in packed forms. Heapsort: in place, and its worst is n log n,
 * whoever chooses the addresses.
 */
#include "pack.h"

static int order(struct adsum_text a, struct adsum_text b)
{
    uint32_t common = a.length < b.length ? a.length : b.length;
    int ret = common == 0 ? 0 : memcmp(a.bytes, b.bytes, common);

    return ret != 0 ? ret : (a.length > b.length) - (a.length < b.length);
}

int adsum_pack_order(const struct pack_key *a, const struct pack_key *b)
{
    int ret = 0;

    for (uint32_t i = 0; ret == 0 && i < 3; i++)
        ret = order(a->parts[i], b->parts[i]);
    return ret;
}

uint32_t adsum_pack_get(const struct pack_numbers *numbers, uint32_t index)
{
    uint32_t number;

    memcpy(&number, numbers->bytes + (size_t)index * sizeof number,
           sizeof number);
    return number;
}

void adsum_pack_set(const struct pack_numbers *numbers, uint32_t index,
                    uint32_t number)
{
    memcpy(numbers->bytes + (size_t)index * sizeof number, &number,
           sizeof number);
}

struct heap {
    const struct pack_numbers *numbers;
    bool (*before)(const void *context, uint32_t a, uint32_t b);
    const void *context;
};

/* Let a number sink from `at` to where none below it comes later. */
static void sink(const struct heap *heap, uint32_t at, uint32_t count,
                 uint32_t number)
{
    uint32_t below;

    while ((below = 2 * at + 1) < count) {
        uint32_t later = adsum_pack_get(heap->numbers, below);

        if (below + 1 < count) {
            uint32_t other = adsum_pack_get(heap->numbers, below + 1);

            if (heap->before(heap->context, later, other)) {
                later = other;
                below++;
            }
        }
        if (!heap->before(heap->context, number, later))
            break;
        adsum_pack_set(heap->numbers, at, later);
        at = below;
    }
    adsum_pack_set(heap->numbers, at, number);
}

void adsum_pack_sort(const struct pack_numbers *numbers,
                     bool (*before)(const void *context, uint32_t a,
                                    uint32_t b),
                     const void *context)
{
    struct heap heap = {numbers, before, context};

    for (uint32_t i = numbers->count / 2; i-- > 0;)
        sink(&heap, i, numbers->count, adsum_pack_get(numbers, i));
    for (uint32_t i = numbers->count; i-- > 1;) {
        uint32_t last = adsum_pack_get(numbers, i);

        adsum_pack_set(numbers, i, adsum_pack_get(numbers, 0));
        sink(&heap, 0, i, last);
    }
}
