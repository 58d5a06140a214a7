/* RFC 6121 sections 3.2 to 3.4: cancelling, unsubscribing, pre-approving. */
#include <string.h>

#include "scene.h"

/* Romeo, with two sessions, and a roster. */
static struct scene *romeo(const char *item)
{
    struct scene *scene = scene_new();
    scene_load(scene, "romeo@a", item, NULL);
    scene_come(scene, "romeo@a/x", "");
    scene_come(scene, "romeo@a/y", "away");
    scene_clear(scene);
    return scene;
}

static void s3_2_2_unavailable_then_unsubscribed_then_the_push(void **state)
{
    struct scene *scene = romeo("item juliet@b both");
    (void)state;
    scene_send(scene, "romeo@a/x", "juliet@b", "unsubscribed id=1");
    scene_expect(scene, "route presence romeo@a/x unavailable -> b: juliet@b",
                 "route presence romeo@a/y unavailable -> b: juliet@b",
                 "route unsubscribed romeo@a id=1 -> b: juliet@b",
                 "deliver push juliet@b to -> romeo@a/x romeo@a/y", NULL);
    scene_publish(scene, "romeo@a/y", "dnd");
    scene_expect_at(scene, "juliet@b", NULL);
    scene_free(scene);
}

static void s3_2_2_who_was_never_approved_is_told_nothing(void **state)
{
    static const char *const items[] = {"item juliet@b none",
                                        "item juliet@b none ask",
                                        "item juliet@b to", NULL};
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        struct scene *scene = romeo(items[i]);
        scene_unsubscribed(scene, "romeo@a/x", "juliet@b");
        scene_expect_at(scene, "juliet@b", NULL);
        scene_expect_at(scene, "romeo@a/x", NULL);
        scene_free(scene);
    }
}

static void s3_2_2_a_refusal_is_no_presence(void **state)
{
    struct scene *scene = romeo("request juliet@b");
    (void)state;
    scene_unsubscribed(scene, "romeo@a/x", "juliet@b");
    scene_expect(scene, "route unsubscribed romeo@a -> b: juliet@b", NULL);
    scene_expect_requests(scene, "romeo@a", NULL);
    scene_free(scene);
}

static void s3_2_2_r2_a_pre_approval_is_taken_back_unseen(void **state)
{
    struct scene *scene = romeo("item juliet@b to approved");
    (void)state;
    scene_unsubscribed(scene, "romeo@a/x", "juliet@b");
    scene_expect(scene, "deliver push juliet@b to -> romeo@a/x romeo@a/y",
                 NULL);
    scene_free(scene);
}

/* 4.6.1 as well: directed presence does not hold what is cancelled. */
static void s4_6_1_cancelling_is_stronger_than_directed_presence(void **state)
{
    struct scene *scene = romeo("item juliet@b from");
    (void)state;
    scene_send(scene, "romeo@a/x", "juliet@b", "presence chat");
    scene_clear(scene);
    scene_unsubscribed(scene, "romeo@a/x", "juliet@b");
    scene_expect_at(scene, "juliet@b", "presence romeo@a/x unavailable",
                    "presence romeo@a/y unavailable", "unsubscribed romeo@a",
                    NULL);
    scene_clear(scene);
    scene_close(scene, "romeo@a/x", NULL);
    scene_expect_at(scene, "juliet@b", NULL);
    scene_free(scene);
}

/* What came before is delivered before, while it is still subscribed to. */
static void s3_2_3_unavailables_then_unsubscribed_then_the_push(void **state)
{
    struct scene *scene = romeo("item juliet@b to");
    (void)state;
    scene_receive(scene, "juliet@b/z", "romeo@a", "presence chat");
    scene_clear(scene);
    scene_receive(scene, "juliet@b/z", "romeo@a", "presence unavailable");
    scene_receive(scene, "juliet@b", "romeo@a", "unsubscribed id=3");
    scene_expect(scene,
                 "deliver presence juliet@b/z unavailable"
                 " -> romeo@a/x romeo@a/y",
                 "deliver unsubscribed juliet@b id=3 -> romeo@a/x romeo@a/y",
                 "deliver push juliet@b none -> romeo@a/x romeo@a/y", NULL);
    scene_free(scene);
}

static void s3_2_3_here_too(void **state)
{
    struct scene *scene = romeo("item juliet@a to");
    (void)state;
    scene_load(scene, "juliet@a", "item romeo@a from", NULL);
    scene_come(scene, "juliet@a/z", "");
    scene_clear(scene);
    scene_unsubscribed(scene, "juliet@a/z", "romeo@a");
    scene_expect(scene,
                 "deliver presence juliet@a/z unavailable"
                 " -> romeo@a/x romeo@a/y",
                 "deliver unsubscribed juliet@a -> romeo@a/x romeo@a/y",
                 "deliver push juliet@a none -> romeo@a/x romeo@a/y",
                 "deliver push romeo@a none -> juliet@a/z", NULL);
    scene_free(scene);
}

static void s3_3_3_deliver_push_unavailable_unsubscribed(void **state)
{
    struct scene *scene = romeo("item juliet@b from");
    (void)state;
    scene_receive(scene, "juliet@b", "romeo@a", "unsubscribe id=3");
    scene_expect(scene,
                 "deliver unsubscribe juliet@b id=3 -> romeo@a/x romeo@a/y",
                 "deliver push juliet@b none -> romeo@a/x romeo@a/y",
                 "route presence romeo@a/x unavailable -> b: juliet@b",
                 "route presence romeo@a/y unavailable -> b: juliet@b",
                 "route unsubscribed romeo@a -> b: juliet@b", NULL);
    scene_free(scene);
}

static void s3_3_3_who_withdraws_a_request_takes_it_out(void **state)
{
    struct scene *scene = romeo("request juliet@b");
    (void)state;
    scene_receive(scene, "juliet@b", "romeo@a", "unsubscribe");
    scene_expect_at(scene, "romeo@a/x", "unsubscribe juliet@b", NULL);
    scene_expect_requests(scene, "romeo@a", NULL);
    scene_clear(scene);
    scene_open(scene, "romeo@a/z");
    scene_publish(scene, "romeo@a/z", "");
    scene_expect_at(scene, "romeo@a/z", "presence romeo@a/z",
                    "presence romeo@a/x", "presence romeo@a/y away", NULL);
    scene_free(scene);
}

/* Who unsubscribes is shown nothing of it any more (3.3.3, note). */
static void s3_3_2_who_unsubscribes_here_is_told_of_the_end(void **state)
{
    struct scene *scene = romeo("item juliet@a to");
    (void)state;
    scene_load(scene, "juliet@a", "item romeo@a from", NULL);
    scene_come(scene, "juliet@a/z", "");
    scene_clear(scene);
    scene_unsubscribe(scene, "romeo@a/x", "juliet@a");
    scene_expect_at(scene, "romeo@a/y", "presence juliet@a/z unavailable",
                    "push juliet@a none", NULL);
    scene_expect_at(scene, "juliet@a/z", "unsubscribe romeo@a",
                    "push romeo@a none", NULL);
    scene_clear(scene);
    scene_publish(scene, "juliet@a/z", "dnd");
    scene_expect(scene, "deliver presence juliet@a/z dnd -> juliet@a/z", NULL);
    scene_free(scene);
}

static void s3_4_2_pre_approved_is_answered_and_never_delivered(void **state)
{
    struct scene *scene = romeo(NULL);
    (void)state;
    scene_subscribed(scene, "romeo@a/x", "juliet@b");
    scene_expect(scene,
                 "deliver push juliet@b none approved -> romeo@a/x romeo@a/y",
                 NULL);
    scene_receive(scene, "juliet@b", "romeo@a", "subscribe");
    scene_expect(scene, "route subscribed romeo@a -> b: juliet@b",
                 "deliver push juliet@b from -> romeo@a/x romeo@a/y",
                 "route presence romeo@a/x -> b: juliet@b",
                 "route presence romeo@a/y away -> b: juliet@b", NULL);
    scene_expect_requests(scene, "romeo@a", NULL);
    scene_free(scene);
}

static void s3_4_2_pre_approval_works_for_who_is_here(void **state)
{
    struct scene *scene = romeo(NULL);
    (void)state;
    scene_come(scene, "juliet@a/z", "");
    scene_clear(scene);
    scene_subscribed(scene, "juliet@a/z", "romeo@a");
    scene_expect(scene, "deliver push romeo@a none approved -> juliet@a/z",
                 NULL);
    scene_subscribe(scene, "romeo@a/x", "juliet@a");
    scene_expect_at(scene, "juliet@a/z", "push romeo@a from", NULL);
    scene_expect_roster(scene, "romeo@a", "juliet@a to", NULL);
    scene_expect_roster(scene, "juliet@a", "romeo@a from", NULL);
    scene_clear(scene);
    scene_publish(scene, "juliet@a/z", "dnd");
    scene_expect(
        scene,
        "deliver presence juliet@a/z dnd -> juliet@a/z romeo@a/x romeo@a/y",
        NULL);
    scene_free(scene);
}

static void s3_4_2_r1_who_may_see_already_is_not_approved_again(void **state)
{
    static const char *const items[] = {
        "item juliet@b from", "item juliet@b from ask", "item juliet@b both"};
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct scene *scene = romeo(items[i]);
        scene_subscribed(scene, "romeo@a/x", "juliet@b");
        scene_expect_at(scene, "juliet@b", NULL);
        scene_expect_at(scene, "romeo@a/x", NULL);
        scene_free(scene);
    }
}

static void a_3_what_changes_nothing_is_not_delivered(void **state)
{
    static const char *const rows[][2] = {
        {"unsubscribe", NULL},
        {"unsubscribe", "item juliet@b to"},
        {"unsubscribe", "item juliet@b none ask"},
        {"unsubscribed", NULL},
        {"unsubscribed", "item juliet@b from"},
        {"unsubscribed", "request juliet@b"},
        {"subscribed", "request juliet@b"},
        {"subscribe", "request juliet@b"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct scene *scene = romeo(rows[i][1]);
        scene_receive(scene, "juliet@b", "romeo@a", rows[i][0]);
        scene_expect(scene, NULL);
        scene_free(scene);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(s3_2_2_unavailable_then_unsubscribed_then_the_push),
        cmocka_unit_test(s3_2_2_who_was_never_approved_is_told_nothing),
        cmocka_unit_test(s3_2_2_a_refusal_is_no_presence),
        cmocka_unit_test(s3_2_2_r2_a_pre_approval_is_taken_back_unseen),
        cmocka_unit_test(s4_6_1_cancelling_is_stronger_than_directed_presence),
        cmocka_unit_test(s3_2_3_unavailables_then_unsubscribed_then_the_push),
        cmocka_unit_test(s3_2_3_here_too),
        cmocka_unit_test(s3_3_3_deliver_push_unavailable_unsubscribed),
        cmocka_unit_test(s3_3_3_who_withdraws_a_request_takes_it_out),
        cmocka_unit_test(s3_3_2_who_unsubscribes_here_is_told_of_the_end),
        cmocka_unit_test(s3_4_2_pre_approved_is_answered_and_never_delivered),
        cmocka_unit_test(s3_4_2_pre_approval_works_for_who_is_here),
        cmocka_unit_test(s3_4_2_r1_who_may_see_already_is_not_approved_again),
        cmocka_unit_test(a_3_what_changes_nothing_is_not_delivered),
    };
    return cmocka_run_group_tests_name("cancel", tests, NULL, NULL);
}
