/* XEP-0191: blocking, both ways. */
#include <string.h>

#include "scene.h"

static const char *const entries[] = {"juliet@b", "juliet@b/j", "b", "b/j"};

/* Romeo and Juliet elsewhere, who see each other. */
static struct scene *verona(const char *item)
{
    struct scene *scene = scene_new();
    scene_load(scene, "romeo@a", item, NULL);
    scene_come(scene, "romeo@a/x", "away");
    scene_come(scene, "romeo@a/y", "");
    scene_clear(scene);
    return scene;
}

static void s3_3_who_is_blocked_sees_him_leave(void **state)
{
    struct scene *scene = verona("item juliet@b both");
    (void)state;
    scene_block(scene, "romeo@a", "juliet@b");
    scene_expect_any_order(
        scene, "route presence romeo@a/x unavailable -> b: juliet@b",
        "route presence romeo@a/y unavailable -> b: juliet@b", NULL);
    scene_publish(scene, "romeo@a/x", "dnd");
    scene_close(scene, "romeo@a/y", NULL);
    scene_expect_at(scene, "juliet@b", NULL);
    scene_expect_roster(scene, "romeo@a", "juliet@b both", NULL);
    scene_expect_blocks(scene, "romeo@a", "juliet@b", NULL);
    scene_free(scene);
}

static void s3_3_who_saw_nothing_is_told_nothing(void **state)
{
    static const char *const items[] = {
        NULL, "item juliet@b to", "item juliet@b none ask", "request juliet@b"};
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        struct scene *scene = verona(items[i]);
        scene_block(scene, "romeo@a", "juliet@b");
        scene_unblock(scene, "romeo@a", "juliet@b");
        for (size_t j = 0; j < scene->line_count; j++)
            assert_null(strstr(scene->lines[j].head, "presence"));
        scene_free(scene);
    }
}

static void s3_3_who_was_directed_to_sees_him_leave_too(void **state)
{
    struct scene *scene = verona(NULL);
    (void)state;
    scene_send(scene, "romeo@a/x", "juliet@b/j", "presence");
    scene_clear(scene);
    scene_block(scene, "romeo@a", "juliet@b");
    scene_expect(scene, "route presence romeo@a/x unavailable -> b: juliet@b/j",
                 NULL);
    scene_close(scene, "romeo@a/x", NULL);
    scene_expect_at(scene, "juliet@b/j", NULL);
    scene_free(scene);
}

static void s3_3_who_is_blocked_and_removed_is_not_told_again(void **state)
{
    struct scene *scene = verona("item juliet@b both");
    (void)state;
    scene_block(scene, "romeo@a", "b");
    scene_clear(scene);
    scene_remove(scene, "romeo@a", "juliet@b");
    scene_expect_at(scene, "juliet@b", "unsubscribed romeo@a",
                    "unsubscribe romeo@a", NULL);
    scene_free(scene);
}

/* The entry is of one session only. */
static void s3_3_directed_to_all_it_does_not_reach_the_blocked_one(void **state)
{
    struct scene *scene = verona(NULL);
    struct adsum_permit permit;
    (void)state;
    scene_load(scene, "tybalt@a", NULL);
    scene_come(scene, "tybalt@a/t", "");
    scene_come(scene, "tybalt@a/u", "");
    scene_send(scene, "romeo@a/y", "tybalt@a", "presence");
    scene_clear(scene);
    scene_block(scene, "romeo@a", "tybalt@a/t");
    scene_expect(scene, "deliver presence romeo@a/y unavailable -> tybalt@a/t",
                 NULL);
    scene_send(scene, "romeo@a/x", "tybalt@a", "presence dnd");
    scene_expect(scene, "deliver presence romeo@a/x dnd -> tybalt@a/u", NULL);
    assert_int_equal(adsum_service_may_see(scene->service,
                                           adsum_text_of("tybalt@a/t"),
                                           adsum_text_of("romeo@a/x"), &permit),
                     0);
    assert_int_equal(permit.reason, ADSUM_PERMIT_BLOCKED);
    scene_unblock(scene, "romeo@a", "tybalt@a/t");
    scene_expect_any_order(scene,
                           "deliver presence romeo@a/x dnd -> tybalt@a/t",
                           "deliver presence romeo@a/y -> tybalt@a/t", NULL);
    scene_close(scene, "romeo@a/x", NULL);
    scene_expect(scene,
                 "deliver presence romeo@a/x unavailable"
                 " -> romeo@a/y tybalt@a/t tybalt@a/u",
                 NULL);
    scene_free(scene);
}

/* What her one session said meanwhile was ignored. */
static void s3_4_who_unblocks_one_session_asks_too(void **state)
{
    struct scene *scene = verona("item juliet@b both");
    (void)state;
    scene_block(scene, "romeo@a", "juliet@b/j");
    scene_clear(scene);
    scene_unblock(scene, "romeo@a", "juliet@b/j");
    scene_expect_at(scene, "juliet@b", "probe romeo@a", NULL);
    scene_free(scene);
}

static void s3_4_who_is_unblocked_sees_what_is(void **state)
{
    struct scene *scene = verona("item juliet@b from");
    (void)state;
    scene_block(scene, "romeo@a", "juliet@b");
    scene_publish(scene, "romeo@a/x", "dnd status=no");
    scene_clear(scene);
    scene_unblock(scene, "romeo@a", "juliet@b");
    scene_expect_any_order(
        scene, "route presence romeo@a/x dnd status=no -> b: juliet@b",
        "route presence romeo@a/y -> b: juliet@b", NULL);
    scene_expect_blocks(scene, "romeo@a", NULL);
    scene_free(scene);
}

/* lib/README.md: and whom he sees is asked how it is. */
static void s3_4_who_unblocks_asks_for_what_he_missed(void **state)
{
    struct scene *scene = verona("item juliet@b to");
    (void)state;
    scene_block(scene, "romeo@a", "juliet@b");
    scene_receive(scene, "juliet@b/j", "romeo@a", "presence chat");
    scene_clear(scene);
    scene_unblock(scene, "romeo@a", "juliet@b");
    assert_int_equal(scene->line_count, 1);
    assert_non_null(strstr(scene->lines[0].head, "route probe romeo@a"));
    assert_string_equal(scene->lines[0].receivers[0], "juliet@b");
    scene_free(scene);
}

static void s3_4_all_are_unblocked_at_once(void **state)
{
    struct scene *scene = verona("item juliet@b from");
    (void)state;
    for (size_t i = 0; i < 4; i++)
        scene_block(scene, "romeo@a", entries[i]);
    scene_expect_blocks(scene, "romeo@a", "juliet@b", "juliet@b/j", "b", "b/j",
                        NULL);
    scene_clear(scene);
    scene_unblock(scene, "romeo@a", NULL);
    scene_expect_any_order(scene,
                           "route presence romeo@a/x away -> b: juliet@b",
                           "route presence romeo@a/y -> b: juliet@b", NULL);
    scene_expect_blocks(scene, "romeo@a", NULL);
    scene_unblock(scene, "romeo@a", NULL);
    scene_expect(scene, "= same", NULL);
    scene_free(scene);
}

static void what_is_blocked_already_is_the_same(void **state)
{
    struct scene *scene = verona("item juliet@b from");
    (void)state;
    scene_block(scene, "romeo@a", "juliet@b");
    scene_clear(scene);
    scene_block(scene, "romeo@a", "juliet@b");
    scene_expect(scene, "= same", NULL);
    scene_unblock(scene, "romeo@a", "paris@b");
    scene_expect(scene, "= same", NULL);
    scene_free(scene);
}

/* One entry goes, another still covers: he stays blocked, and hears nothing. */
static void an_address_is_blocked_until_no_entry_covers_it(void **state)
{
    struct scene *scene = verona("item juliet@b from");
    (void)state;
    scene_block(scene, "romeo@a", "juliet@b");
    scene_clear(scene);
    scene_block(scene, "romeo@a", "b");
    scene_expect(scene, NULL);
    scene_unblock(scene, "romeo@a", "juliet@b");
    scene_expect(scene, NULL);
    scene_unblock(scene, "romeo@a", "b");
    scene_expect_any_order(scene,
                           "route presence romeo@a/x away -> b: juliet@b",
                           "route presence romeo@a/y -> b: juliet@b", NULL);
    scene_free(scene);
}

/* Section 6: which sender each entry is about. */
static void s6_entries_match_by_their_form(void **state)
{
    static const struct row {
        const char *entry;
        const char *from;
        int blocked;
    } rows[] = {
        {"juliet@b/j", "juliet@b/j", 1},
        {"juliet@b/j", "juliet@b/k", 0},
        {"juliet@b", "juliet@b/j", 1},
        {"juliet@b", "juliet@b", 1},
        {"juliet@b", "paris@b/j", 0},
        {"b/j", "b/j", 1},
        {"b/j", "b/k", 0},
        {"b/j", "b", 0},
        {"b", "b", 1},
        {"b", "b/j", 1},
        {"b", "juliet@b", 1},
        {"b", "juliet@b/j", 1},
        {"b", "juliet@bb/j", 0},
        {"b", "juliet@x.b/j", 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct scene *scene = verona(NULL);
        print_message("%s blocks %s: %d\n", rows[i].entry, rows[i].from,
                      rows[i].blocked);
        scene_block(scene, "romeo@a", rows[i].entry);
        scene_receive(scene, rows[i].from, "romeo@a/x", "message chat id=1");
        assert_int_equal(scene->line_count, !rows[i].blocked);
        scene_clear(scene);
        scene_receive(scene, rows[i].from, "romeo@a/x", "presence chat");
        assert_int_equal(scene->line_count, !rows[i].blocked);
        scene_free(scene);
    }
}

static void s3_3_nothing_from_the_blocked_is_delivered_or_kept(void **state)
{
    static const char *const stanzas[] = {
        "presence",       "presence unavailable", "probe",   "subscribe",
        "subscribed",     "message chat",         "message", "message headline",
        "iq result id=1", "iq error id=1"};
    (void)state;
    for (size_t i = 0; i < sizeof stanzas / sizeof stanzas[0]; i++)
        for (size_t entry = 0; entry < 3; entry++) {
            struct scene *scene = verona("item juliet@b from ask");
            scene_block(scene, "romeo@a", entries[entry]);
            scene_clear(scene);
            scene_receive(scene, "juliet@b/j", "romeo@a/x", stanzas[i]);
            if (strncmp(stanzas[i], "iq", 2) != 0)
                scene_receive(scene, "juliet@b/j", "romeo@a", stanzas[i]);
            scene_expect(scene, NULL);
            scene_free(scene);
        }
}

/* lib/README.md: what takes away is taken, and pushed, and not delivered. */
static void s3_3_the_blocked_may_still_leave(void **state)
{
    struct scene *scene = verona("item juliet@b both");
    (void)state;
    scene_block(scene, "romeo@a", "juliet@b");
    scene_clear(scene);
    scene_receive(scene, "juliet@b", "romeo@a", "unsubscribe");
    scene_expect(scene, "deliver push juliet@b to -> romeo@a/x romeo@a/y",
                 NULL);
    scene_receive(scene, "juliet@b", "romeo@a", "unsubscribed");
    scene_expect(scene, "deliver push juliet@b none -> romeo@a/x romeo@a/y",
                 NULL);
    scene_free(scene);
}

static void s3_3_the_blocked_get_service_unavailable_for_iqs(void **state)
{
    struct scene *scene = verona("item juliet@b both");
    (void)state;
    scene_block(scene, "romeo@a", "juliet@b");
    scene_clear(scene);
    scene_receive(scene, "juliet@b/j", "romeo@a/x", "iq get id=1");
    scene_expect(scene,
                 "route bounce romeo@a/x iq service-unavailable id=1"
                 " -> b: juliet@b/j",
                 NULL);
    scene_free(scene);
}

static void s3_3_who_blocks_cannot_send_there(void **state)
{
    static const char *const stanzas[] = {
        "presence", "probe",       "subscribe",     "subscribed",
        "message",  "iq get id=1", "iq result id=1"};
    (void)state;
    for (size_t i = 0; i < sizeof stanzas / sizeof stanzas[0]; i++)
        for (size_t entry = 0; entry < 3; entry++) {
            struct scene *scene = verona("request juliet@b");
            scene_block(scene, "romeo@a", entries[entry]);
            scene_clear(scene);
            scene_send(scene, "romeo@a/x", "juliet@b/j", stanzas[i]);
            if (entry != 1 || strstr(stanzas[i], "subscribe") == NULL)
                scene_expect(scene, "= blocked", NULL);
            scene_free(scene);
        }
}

/* Two users here: Juliet is blocked, and neither sees the other. */
static void here_too_neither_sees_the_other(void **state)
{
    struct scene *scene = verona("item juliet@a both");
    (void)state;
    scene_load(scene, "juliet@a", "item romeo@a both", NULL);
    scene_come(scene, "juliet@a/j", "");
    scene_clear(scene);
    scene_block(scene, "romeo@a", "juliet@a");
    scene_expect_at(scene, "juliet@a/j", "presence romeo@a/x unavailable",
                    "presence romeo@a/y unavailable", NULL);
    scene_expect_at(scene, "romeo@a/x", "presence juliet@a/j unavailable",
                    NULL);
    scene_clear(scene);
    scene_publish(scene, "juliet@a/j", "dnd");
    scene_publish(scene, "romeo@a/x", "chat");
    scene_expect_at(scene, "juliet@a/j", "presence juliet@a/j dnd", NULL);
    scene_expect_at(scene, "romeo@a/x", "presence romeo@a/x chat", NULL);
    scene_clear(scene);
    scene_unblock(scene, "romeo@a", "juliet@a");
    scene_expect_at(scene, "juliet@a/j", "presence romeo@a/x chat",
                    "presence romeo@a/y", NULL);
    scene_expect_at(scene, "romeo@a/y", "presence juliet@a/j dnd", NULL);
    scene_free(scene);
}

/* lib/README.md: a far half under a block is silence for the near caller. */
static void here_too_the_blocked_learn_nothing(void **state)
{
    struct scene *scene = verona("item juliet@a both");
    (void)state;
    scene_load(scene, "juliet@a", "item romeo@a both", "block romeo@a",
               "block tybalt@a", NULL);
    scene_come(scene, "juliet@a/j", "");
    scene_come(scene, "tybalt@a/t", "");
    scene_clear(scene);
    scene_subscribe(scene, "tybalt@a/t", "juliet@a");
    scene_send(scene, "tybalt@a/t", "juliet@a", "presence");
    scene_send(scene, "tybalt@a/t", "juliet@a", "message chat");
    scene_send(scene, "tybalt@a/t", "juliet@a", "probe");
    scene_expect(scene, "deliver push juliet@a none ask -> tybalt@a/t", NULL);
    scene_expect_requests(scene, "juliet@a", NULL);
    scene_unsubscribe(scene, "romeo@a/x", "juliet@a");
    scene_expect_at(scene, "juliet@a/j", "push romeo@a to", NULL);
    scene_expect_at(scene, "romeo@a/x", "push juliet@a from", NULL);
    scene_free(scene);
}

static void blocks_last_longer_than_sessions(void **state)
{
    struct scene *scene = verona("item juliet@b both");
    (void)state;
    scene_block(scene, "romeo@a", "b");
    scene_clear(scene);
    scene_restart(scene);
    scene_come(scene, "romeo@a/x", "");
    scene_expect_at(scene, "juliet@b", NULL);
    scene_receive(scene, "juliet@b/j", "romeo@a", "message");
    scene_expect_blocks(scene, "romeo@a", "b", NULL);
    scene_free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(s3_3_who_is_blocked_sees_him_leave),
        cmocka_unit_test(s3_3_who_saw_nothing_is_told_nothing),
        cmocka_unit_test(s3_3_who_was_directed_to_sees_him_leave_too),
        cmocka_unit_test(s3_3_who_is_blocked_and_removed_is_not_told_again),
        cmocka_unit_test(
            s3_3_directed_to_all_it_does_not_reach_the_blocked_one),
        cmocka_unit_test(s3_4_who_unblocks_one_session_asks_too),
        cmocka_unit_test(s3_4_who_is_unblocked_sees_what_is),
        cmocka_unit_test(s3_4_who_unblocks_asks_for_what_he_missed),
        cmocka_unit_test(s3_4_all_are_unblocked_at_once),
        cmocka_unit_test(what_is_blocked_already_is_the_same),
        cmocka_unit_test(an_address_is_blocked_until_no_entry_covers_it),
        cmocka_unit_test(s6_entries_match_by_their_form),
        cmocka_unit_test(s3_3_nothing_from_the_blocked_is_delivered_or_kept),
        cmocka_unit_test(s3_3_the_blocked_may_still_leave),
        cmocka_unit_test(s3_3_the_blocked_get_service_unavailable_for_iqs),
        cmocka_unit_test(s3_3_who_blocks_cannot_send_there),
        cmocka_unit_test(here_too_neither_sees_the_other),
        cmocka_unit_test(here_too_the_blocked_learn_nothing),
        cmocka_unit_test(blocks_last_longer_than_sessions),
    };
    return cmocka_run_group_tests_name("blocking", tests, NULL, NULL);
}
