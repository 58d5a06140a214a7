/*
 * Memory: each allocation of a call fails in turn, SQLite's own too. The call
 * is refused and nothing has changed, or it did not need what it was refused.
 *
 * malloc() and its kin are these, for all of the program; below them is the C
 * library's own.
 */
#include "house.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

void *__libc_malloc(size_t size);
void *__libc_realloc(void *block, size_t size);

static unsigned calls, fail_at; /* the number of the one that fails; 0: none */

static int refuses(void)
{
    if (fail_at == 0 || ++calls != fail_at)
        return 0;
    errno = ENOMEM;
    return 1;
}

void *malloc(size_t size)
{
    return refuses() ? NULL : __libc_malloc(size);
}

void *realloc(void *block, size_t size)
{
    return refuses() ? NULL : __libc_realloc(block, size);
}

static int save_much(struct house *house)
{
    struct adsum_text groups[] = {adsum_text_of("Friends"),
                                  adsum_text_of("Family")};
    struct adsum_item item = {.contact = adsum_text_of("new@b"),
                              .name = adsum_text_of("New"),
                              .groups = groups,
                              .group_count = 2};
    struct adsum_text romeo = adsum_text_of("romeo@a");
    struct adsum_change changes[] = {{.kind = ADSUM_CHANGE_ITEM,
                                      .user = romeo,
                                      .contact = item.contact,
                                      .item = &item},
                                     {.kind = ADSUM_CHANGE_BLOCK,
                                      .user = romeo,
                                      .contact = adsum_text_of("other@b")}};

    return store_save(&house->store, changes, 2);
}

static int load(struct house *house)
{
    struct adsum_text romeo = adsum_text_of("romeo@a");
    int err = store_load(&house->store, house->service, romeo);

    return err != 0 ? err : adsum_user_unload(house->service, romeo);
}

static int keep(struct house *house)
{
    struct adsum_notice message = {.size = sizeof message,
                                   .kind = ADSUM_MESSAGE,
                                   .from = adsum_text_of("juliet@b/x"),
                                   .bytes = "<body>hi</body>",
                                   .length = 15};

    return store_keep(&house->store, adsum_text_of("romeo@a"), &message, 1);
}

static int add_account(struct house *house)
{
    struct adsum_sasl_keys key = {
        .hash = ADSUM_HASH_SHA_1, .iterations = 4096, .salt_length = 16};

    return store_account_put(&house->store, adsum_text_of("new@new"), &key, 1,
                             0);
}

static int befriend(struct house *house)
{
    return store_befriend(&house->store, adsum_text_of("romeo@a"),
                          adsum_text_of("new@b"), ADSUM_SUBSCRIPTION_BOTH);
}

static int open_anew(struct house *house)
{
    store_close(&house->store);
    return store_open(&house->store, house->folder);
}

static uint64_t rows(const struct house *house)
{
    return house_number(
        house, "SELECT (SELECT count(*) FROM item) +"
               " 100 * (SELECT count(*) FROM roster_group) +"
               " 10000 * (SELECT count(*) FROM block) +"
               " 1000000 * (SELECT count(*) FROM kept) +"
               " 100000000 * (SELECT count(*) FROM user JOIN domain ON"
               " domain.id = domain) + 10000000000 * (SELECT count(*) FROM key)"
               " + 1000000000000 * (SELECT sum(version) FROM user)");
}

static void undo(const struct house *house)
{
    house_sql(house, "DELETE FROM item WHERE contact = 'new@b';"
                     "DELETE FROM roster_group WHERE contact = 'new@b';"
                     "DELETE FROM block WHERE contact = 'other@b';"
                     "DELETE FROM kept;"
                     "DELETE FROM key WHERE user IN"
                     " (SELECT id FROM user WHERE local = 'new');"
                     "DELETE FROM user WHERE local = 'new';"
                     "DELETE FROM domain WHERE name = 'new';"
                     "UPDATE user SET version = 9 WHERE local = 'romeo'");
}

static int watched(int call(struct house *house), struct house *house,
                   unsigned fails)
{
    int err;

    calls = 0;
    fail_at = fails;
    err = call(house);
    fail_at = 0;
    return err;
}

static void fail_in_turn(struct house *house, int call(struct house *house))
{
    uint64_t before, after;
    unsigned all, refused = 0;

    undo(house);
    before = rows(house);
    assert_int_equal(watched(call, house, UINT_MAX), 0);
    all = calls;
    after = rows(house);
    undo(house);
    for (unsigned i = 1; i <= all; i++) {
        int err = watched(call, house, i);

        refused += err != 0;
        assert_true(err == 0 || err == ADSUM_ERR_NO_MEMORY);
        assert_int_equal(rows(house), err == 0 ? after : before);
        if (err == 0)
            undo(house);
    }
    assert_true(refused != 0);
}

static void each_allocation_fails_cleanly(void **state)
{
    static int (*const all[])(struct house * house) = {
        save_much, load, keep, add_account, befriend, open_anew};
    struct house *house = *state;

    house_play(house);
    assert_int_equal(
        adsum_user_unload(house->service, adsum_text_of("romeo@a")), 0);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        fail_in_turn(house, all[i]);
        assert_int_equal(open_anew(house), 0);
    }
    house_expect_sound(house);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        HOUSE_STORY(each_allocation_fails_cleanly),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
