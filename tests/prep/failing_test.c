/*
 * The libraries' memory: each allocation of a call fails in turn, and what was
 * taken is given back.
 *
 * malloc() and its kin are these, for all of the program; below them is the C
 * library's own.
 */
#include "judge.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
/* After those it needs. */
#include <cmocka.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);
void __libc_free(void *block);

#define ALEF "\xd7\x90"

static struct {
    bool watched;
    unsigned calls;
    unsigned fail_at; /* the number of the one that fails; 0: none */
    bool spared;      /* it was to make a block smaller or larger */
    int held;         /* blocks */
} heap;

static bool refuses(void)
{
    if (!heap.watched || ++heap.calls != heap.fail_at)
        return false;
    errno = ENOMEM;
    return true;
}

static void *count(void *block)
{
    heap.held += heap.watched && block != NULL;
    return block;
}

void *malloc(size_t size)
{
    return refuses() ? NULL : count(__libc_malloc(size));
}

void *calloc(size_t members, size_t size)
{
    return refuses() ? NULL : count(__libc_calloc(members, size));
}

void *realloc(void *block, size_t size)
{
    if (block == NULL)
        return malloc(size);
    if (!refuses())
        return __libc_realloc(block, size);
    heap.spared = true;
    return NULL;
}

void free(void *block)
{
    heap.held -= heap.watched && block != NULL;
    __libc_free(block);
}

static int watched(prepare *call, struct adsum_text text, unsigned fail_at)
{
    char buffer[ADSUM_ADDRESS_BYTES];
    struct adsum_text ret;
    int err;

    heap.watched = true;
    heap.calls = 0;
    heap.fail_at = fail_at;
    heap.spared = false;
    err = call(text, buffer, sizeof buffer, &ret);
    heap.watched = false;
    return err;
}

/*
 * Returns how many allocations there are. A block that was to become smaller
 * may stay as it is, and then nothing has failed.
 */
static unsigned fail_in_turn(prepare *call, struct adsum_text text, int err)
{
    unsigned all;

    assert_int_equal(watched(call, text, 0), err);
    assert_int_equal(heap.held, 0);
    all = heap.calls;
    for (unsigned i = 1; i <= all; i++) {
        int got = watched(call, text, i);

        assert_true(got == ADSUM_ERR_NO_MEMORY || (heap.spared && got == err));
        assert_int_equal(heap.held, 0);
    }
    return all;
}

static void each_allocation_for_a_domain_fails_cleanly(void **state)
{
    static const struct {
        struct adsum_text text;
        int err;
    } domains[] = {
        {TEXT("b\xc3\xbc"
              "cher.example"),
         0},
        {TEXT("xn--bcher-kva.xn--fa-hia.de"), 0},
        {TEXT("l\xc2\xb7l.cat"), 0},
        {TEXT("a." ALEF), 0},
        {TEXT("1." ALEF), ADSUM_ERR_DOMAIN},
        {TEXT("\xe2\x99\x9a.com"), ADSUM_ERR_DOMAIN},
    };

    (void)state;
    for (size_t i = 0; i < sizeof domains / sizeof *domains; i++)
        assert_true(fail_in_turn(adsum_prep_domain, domains[i].text,
                                 domains[i].err) != 0);
}

/* With marks by the hundred, in an order that is to be mended. */
static void each_allocation_for_many_marks_fails_cleanly(void **state)
{
    static char text[1024];
    uint32_t length = 1;

    (void)state;
    text[0] = 'q';
    for (uint32_t i = 0; i < 200; i++, length += 2)
        memcpy(text + length, i % 2 == 0 ? "\xcc\x81" : "\xcc\xa3", 2);
    assert_true(fail_in_turn(adsum_prep_resource,
                             (struct adsum_text){text, length}, 0) != 0);
    assert_true(fail_in_turn(adsum_prep_local,
                             (struct adsum_text){text, length}, 0) != 0);
    assert_true(fail_in_turn(adsum_prep_domain,
                             (struct adsum_text){text, length},
                             ADSUM_ERR_DOMAIN) != 0);
}

/* What is in lower case of more than there is room for. */
static void each_allocation_for_what_grows_fails_cleanly(void **state)
{
    static char text[2048];

    (void)state;
    for (uint32_t i = 0; i < 1600; i += 2)
        memcpy(text + i, "\xc4\xb0", 2);
    assert_true(fail_in_turn(adsum_prep_local, (struct adsum_text){text, 1600},
                             ADSUM_ERR_LOCAL) != 0);
}

static void ascii_and_short_parts_need_none(void **state)
{
    static const struct adsum_text texts[] = {
        TEXT("Juliet@EXAMPLE.com/balcony"),
        TEXT("\xce\xa0@[::1]/caf\xc3\xa9 e\xcc\x81"),
        TEXT("fu\xc3\x9f"
             "ball@example.com/\xe2\x99\x9a"),
    };

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_int_equal(fail_in_turn(prepare_address, texts[i], 0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_allocation_for_a_domain_fails_cleanly),
        cmocka_unit_test(each_allocation_for_many_marks_fails_cleanly),
        cmocka_unit_test(each_allocation_for_what_grows_fails_cleanly),
        cmocka_unit_test(ascii_and_short_parts_need_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
