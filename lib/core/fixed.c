/*
 * An allocator in a buffer: free blocks in lists by the power of two of their
 * size, and a bitmap of the lists that are not empty (after TLSF, Masmano
 * et al. 2004, with one level).
 *
 * The buffer is granules of eight bytes. A block is a run of them, known by
 * the number of the granule its bytes begin at, which is never 0; the four
 * bytes before those are its head: its granules, whether it is free, and
 * whether the block before it is. A free one has its neighbours in the list
 * behind the head, and its granules again in its last four bytes, where the
 * block after it finds them. So a block in use costs four bytes.
 *
 * Invariants: no two free blocks are adjacent; blocks fill the buffer between
 * the lists that did not fit in `state` and the end.
 *
 * Bound: a list is searched for PROBES blocks, then the first of a larger class
 * is taken, which fits. Giving back joins two neighbours at most. Resizing
 * copies the block when there is no room behind it.
 *
 * `used` counts blocks with their heads, and the lists in the buffer as long
 * as there is any block.
 */
#include <adsum/fixed.h>
#include <stdbool.h>
#include <string.h>

enum {
    FREE = 1,       /* in the head, beside granules * 4 */
    AFTER_FREE = 2, /* the block before is free */
    LEAST = 2,      /* granules of a block */
    PROBES = 8,
    LISTS = 7 /* in state; further ones are in the buffer */
};

#define GRANULES_MOST ((1u << 29) - 1)
#define READY         0x80000000u /* in state[0], beside the bitmap */

static uint32_t *word(const struct adsum_fixed *fixed, uint32_t block,
                      int index)
{
    unsigned char *head =
        (unsigned char *)fixed->buffer + (size_t)block * 8 - 4;

    return (uint32_t *)(void *)head + index;
}

static uint32_t granules_at(const struct adsum_fixed *fixed, uint32_t block)
{
    return *word(fixed, block, 0) / 4;
}

static uint32_t class_of(uint32_t granules)
{
    return 30u - (uint32_t)__builtin_clz(granules);
}

/* Where blocks end: the granule behind the last one. */
static uint32_t limit_of(const struct adsum_fixed *fixed)
{
    size_t limit = fixed->bytes / 8 + (fixed->bytes % 8 >= 4);

    return limit < GRANULES_MOST ? (uint32_t)limit : GRANULES_MOST;
}

/* Where they begin: behind the lists for all classes there can be. */
static uint32_t begin_of(const struct adsum_fixed *fixed)
{
    uint32_t limit = limit_of(fixed);
    uint32_t lists = limit <= LEAST ? 0 : class_of(limit - 1) + 1;

    return lists <= LISTS ? 1 : (lists - LISTS) / 2 + 1;
}

static uint32_t *list_of(struct adsum_fixed *fixed, uint32_t class)
{
    if (class < LISTS)
        return &fixed->state[1 + class];
    return (uint32_t *)fixed->buffer + (class - LISTS);
}

static void insert(struct adsum_fixed *fixed, uint32_t block, uint32_t granules)
{
    uint32_t class = class_of(granules), behind = block + granules;
    uint32_t *list = list_of(fixed, class);
    uint32_t next = (fixed->state[0] & 1u << class) != 0 ? *list : 0;

    *word(fixed, block, 0) = granules * 4 | FREE;
    *word(fixed, block, 1) = next;
    *word(fixed, block, 2) = 0;
    *word(fixed, behind, -1) = granules;
    if (next != 0)
        *word(fixed, next, 2) = block;
    *list = block;
    fixed->state[0] |= 1u << class;
    if (behind < limit_of(fixed))
        *word(fixed, behind, 0) |= AFTER_FREE;
}

static void remove_free(struct adsum_fixed *fixed, uint32_t block)
{
    uint32_t granules = granules_at(fixed, block), class = class_of(granules);
    uint32_t next = *word(fixed, block, 1), previous = *word(fixed, block, 2);

    if (next != 0)
        *word(fixed, next, 2) = previous;
    if (previous != 0)
        *word(fixed, previous, 1) = next;
    else
        *list_of(fixed, class) = next;
    if (next == 0 && previous == 0)
        fixed->state[0] &= ~(1u << class);
    if (block + granules < limit_of(fixed))
        *word(fixed, block + granules, 0) &= ~(uint32_t)AFTER_FREE;
}

static void begin(struct adsum_fixed *fixed)
{
    uint32_t first = begin_of(fixed), limit = limit_of(fixed);

    if ((fixed->state[0] & READY) != 0)
        return;
    fixed->state[0] = READY;
    if (first + LEAST <= limit)
        insert(fixed, first, limit - first);
}

static uint32_t find(struct adsum_fixed *fixed, uint32_t granules)
{
    uint32_t class = class_of(granules), probes = PROBES, block, larger;

    if ((fixed->state[0] & 1u << class) != 0) {
        block = *list_of(fixed, class);
        for (; block != 0 && probes != 0; probes--) {
            if (granules_at(fixed, block) >= granules)
                return block;
            block = *word(fixed, block, 1);
        }
    }
    larger = fixed->state[0] & ~READY & ~((2u << class) - 1);
    if (larger == 0)
        return 0;
    return *list_of(fixed, (uint32_t)__builtin_ctz(larger));
}

static void account(struct adsum_fixed *fixed, uint32_t taken, uint32_t given)
{
    size_t lists = (size_t)begin_of(fixed) * 8 - 4;

    if (fixed->used == 0)
        fixed->used = lists;
    fixed->used += (size_t)taken * 8;
    fixed->used -= (size_t)given * 8;
    if (fixed->most < fixed->used)
        fixed->most = fixed->used;
    if (fixed->used == lists)
        fixed->used = 0;
}

static bool is_free(const struct adsum_fixed *fixed, uint32_t block)
{
    return block < limit_of(fixed) && (*word(fixed, block, 0) & FREE) != 0;
}

/* Make granules free that were part of a block; joins what is behind. */
static void release(struct adsum_fixed *fixed, uint32_t block,
                    uint32_t granules)
{
    uint32_t behind = block + granules;

    if (is_free(fixed, behind)) {
        granules += granules_at(fixed, behind);
        remove_free(fixed, behind);
    }
    insert(fixed, block, granules);
}

/* Cut a block in use; what is too short to be a block stays with it. */
static void cut(struct adsum_fixed *fixed, uint32_t block, uint32_t granules)
{
    uint32_t *head = word(fixed, block, 0);
    uint32_t rest = *head / 4 - granules;

    if (rest == 0 || (rest < LEAST && !is_free(fixed, block + granules + rest)))
        return;
    *head -= rest * 4;
    release(fixed, block + granules, rest);
}

static uint32_t take(struct adsum_fixed *fixed, uint32_t granules)
{
    uint32_t block = find(fixed, granules);

    if (block == 0)
        return 0;
    remove_free(fixed, block);
    *word(fixed, block, 0) &= ~(uint32_t)FREE;
    cut(fixed, block, granules);
    account(fixed, granules_at(fixed, block), 0);
    return block;
}

static void give(struct adsum_fixed *fixed, uint32_t block)
{
    uint32_t granules = granules_at(fixed, block);

    account(fixed, 0, granules);
    if ((*word(fixed, block, 0) & AFTER_FREE) != 0) {
        uint32_t before = *word(fixed, block, -1);

        block -= before;
        granules += before;
        remove_free(fixed, block);
    }
    release(fixed, block, granules);
}

/* Shrink, or grow into a free block behind. */
static bool resize(struct adsum_fixed *fixed, uint32_t block, uint32_t granules)
{
    uint32_t old = granules_at(fixed, block), behind = block + old;

    if (old < granules) {
        if (!is_free(fixed, behind) ||
            old + granules_at(fixed, behind) < granules)
            return false;
        remove_free(fixed, behind);
        *word(fixed, block, 0) += granules_at(fixed, behind) * 4;
    }
    cut(fixed, block, granules);
    account(fixed, granules_at(fixed, block), old);
    return true;
}

static uint32_t granules_for(const struct adsum_fixed *fixed, size_t bytes)
{
    uint32_t granules;

    if (bytes > fixed->bytes || bytes / 8 >= GRANULES_MOST - 1)
        return GRANULES_MOST;
    granules = (uint32_t)((bytes + 4 + 7) / 8);
    return granules < LEAST ? LEAST : granules;
}

void *adsum_fixed_allocate(void *user, void *block, size_t old_size,
                           size_t new_size)
{
    struct adsum_fixed *fixed = user;
    uint32_t granules = granules_for(fixed, new_size), old, made;
    unsigned char *buffer = fixed->buffer;

    begin(fixed);
    if (block == NULL) {
        made = new_size == 0 ? 0 : take(fixed, granules);
        return made == 0 ? NULL : buffer + (size_t)made * 8;
    }
    old = (uint32_t)(((unsigned char *)block - buffer) / 8);
    if (new_size == 0) {
        give(fixed, old);
        return NULL;
    }
    if (resize(fixed, old, granules))
        return block;
    made = take(fixed, granules);
    if (made == 0)
        return NULL;
    memcpy(buffer + (size_t)made * 8, block, old_size);
    give(fixed, old);
    return buffer + (size_t)made * 8;
}
