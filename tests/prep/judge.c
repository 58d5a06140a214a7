#include "judge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
/* After those it needs. */
#include <cmocka.h>

static char *copy_of(struct adsum_text text)
{
    char *copy = malloc(text.length + !text.length);

    assert_non_null(copy);
    if (text.length != 0)
        memcpy(copy, text.bytes, text.length);
    return copy;
}

static int once(prepare *call, struct adsum_text text, uint32_t capacity,
                struct judged *ret)
{
    char *buffer = malloc(capacity + !capacity), *copy = copy_of(text);
    struct adsum_text made = {NULL, 0};
    int err;

    assert_non_null(buffer);
    err = call((struct adsum_text){copy, text.length}, buffer, capacity, &made);
    if (err == 0) {
        assert_ptr_equal(made.bytes, buffer);
        assert_true(made.length != 0 && made.length <= capacity);
        memcpy(ret->bytes, made.bytes, made.length);
        ret->length = made.length;
    } else {
        assert_null(made.bytes);
    }
    free(copy);
    free(buffer);
    return err;
}

void judge(prepare *call, struct adsum_text text, struct judged *ret)
{
    struct judged again;

    ret->length = 0;
    ret->err = once(call, text, ADSUM_ADDRESS_BYTES, ret);
    if (ret->err != 0)
        return;
    assert_int_equal(once(call, text, ret->length - 1, &again), ADSUM_ERR_ROOM);
    assert_int_equal(once(call, text, ret->length, &again), 0);
    assert_int_equal(again.length, ret->length);
    assert_memory_equal(again.bytes, ret->bytes, ret->length);

    text = (struct adsum_text){ret->bytes, ret->length};
    assert_int_equal(once(call, text, ret->length, &again), 0);
    assert_int_equal(again.length, ret->length);
    assert_memory_equal(again.bytes, ret->bytes, ret->length);
}

void assert_judged(prepare *call, struct adsum_text text,
                   struct adsum_text wanted, int err)
{
    struct judged judged;

    judge(call, text, &judged);
    if (judged.err != (wanted.bytes == NULL ? err : 0) ||
        judged.length != wanted.length ||
        memcmp(judged.bytes, wanted.bytes == NULL ? "" : wanted.bytes,
               wanted.length) != 0)
        fail_msg("'%.*s' answers %d, '%.*s' (%u bytes), not '%.*s' (%u)",
                 (int)text.length, text.bytes, judged.err, (int)judged.length,
                 judged.bytes, judged.length, (int)wanted.length,
                 wanted.bytes == NULL ? "" : wanted.bytes, wanted.length);
}

static void assert_same_view(struct adsum_text one, struct adsum_text other)
{
    assert_int_equal(one.length, other.length);
    if (one.length != 0)
        assert_ptr_equal(one.bytes, other.bytes);
}

int prepare_address(struct adsum_text text, char *buffer, uint32_t capacity,
                    struct adsum_text *ret)
{
    struct adsum_address parts = {0}, split;
    int err = adsum_prep_address(text, buffer, capacity, ret, &parts);

    if (err != 0) {
        assert_null(parts.domain.bytes);
        return err;
    }
    assert_int_equal(adsum_address_split(*ret, &split), 0);
    assert_same_view(parts.local, split.local);
    assert_same_view(parts.domain, split.domain);
    assert_same_view(parts.resource, split.resource);
    assert_same_view(parts.bare, split.bare);
    return 0;
}
