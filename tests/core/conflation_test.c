/*
 * Who is busy: presence is not queued but told newest, what may not be lost
 * waits in order, and what vanished meanwhile is taken back once.
 */
#include <string.h>

#include "scene.h"

/* Romeo sees three, of whom one is elsewhere. */
static struct scene *verona(void)
{
    struct scene *scene = scene_new();
    scene_load(scene, "romeo@a", "item juliet@a both", "item paris@a both",
               "item nurse@b both", NULL);
    scene_load(scene, "juliet@a", "item romeo@a both", NULL);
    scene_load(scene, "paris@a", "item romeo@a both", NULL);
    scene_load(scene, "tybalt@a", NULL);
    scene_come(scene, "romeo@a/x", "");
    scene_come(scene, "juliet@a/j", "");
    scene_come(scene, "paris@a/p", "");
    scene_come(scene, "tybalt@a/t", "");
    scene_receive(scene, "nurse@b/n", "romeo@a", "presence");
    scene_clear(scene);
    return scene;
}

static uint8_t is_behind(struct scene *scene)
{
    struct adsum_session_info info = {.size = sizeof info};
    assert_int_equal(adsum_session_get(scene->service,
                                       scene_handle(scene, "romeo@a/x"), &info),
                     0);
    return info.behind;
}

static void only_the_newest_of_each_is_told(void **state)
{
    struct scene *scene = verona();
    (void)state;
    scene_busy(scene, "romeo@a/x");
    for (int i = 0; i < 3; i++) {
        scene_publish(scene, "juliet@a/j", "dnd");
        scene_publish(scene, "juliet@a/j", "xa");
        scene_receive(scene, "nurse@b/n", "romeo@a", "presence away");
    }
    scene_expect_at(scene, "romeo@a/x", NULL);
    assert_int_equal(is_behind(scene), 1);
    scene_clear(scene);
    scene_ready(scene, "romeo@a/x");
    scene_expect(scene, "deliver presence juliet@a/j xa -> romeo@a/x",
                 "deliver presence nurse@b/n away -> romeo@a/x", NULL);
    assert_int_equal(is_behind(scene), 0);
    scene_ready(scene, "romeo@a/x");
    scene_expect(scene, NULL);
    scene_free(scene);
}

/* Busy in the middle, again and again: each is told once, all are told. */
static void catching_up_goes_on_where_it_stopped(void **state)
{
    struct scene *scene = verona();
    unsigned calls = 0;
    (void)state;
    scene_busy(scene, "romeo@a/x");
    scene_publish(scene, "juliet@a/j", "dnd");
    scene_publish(scene, "paris@a/p", "xa");
    scene_receive(scene, "nurse@b/n", "romeo@a", "presence away");
    scene_clear(scene);
    while (scene_ready_for(scene, "romeo@a/x", 1) == ADSUM_MORE)
        assert_in_range(++calls, 1, 5);
    assert_int_equal(calls, 2);
    scene_expect(scene, "deliver presence juliet@a/j dnd -> romeo@a/x",
                 "deliver presence paris@a/p xa -> romeo@a/x",
                 "deliver presence nurse@b/n away -> romeo@a/x", NULL);
    scene_free(scene);
}

/* What changes behind the walk's back is found by the next one. */
static void changes_while_catching_up_are_not_missed(void **state)
{
    struct scene *scene = verona();
    (void)state;
    scene_busy(scene, "romeo@a/x");
    scene_publish(scene, "juliet@a/j", "dnd");
    scene_publish(scene, "paris@a/p", "xa");
    scene_clear(scene);
    assert_int_equal(scene_ready_for(scene, "romeo@a/x", 1), ADSUM_MORE);
    scene_publish(scene, "juliet@a/j", "chat");
    scene_publish(scene, "paris@a/p", "away");
    scene_expect_at(scene, "romeo@a/x", "presence juliet@a/j dnd", NULL);
    scene_clear(scene);
    scene_ready(scene, "romeo@a/x");
    scene_expect_any_order(
        scene, "deliver presence paris@a/p away -> romeo@a/x",
        "deliver presence juliet@a/j chat -> romeo@a/x", NULL);
    assert_int_equal(is_behind(scene), 0);
    scene_free(scene);
}

static void who_left_is_taken_back_once(void **state)
{
    struct scene *scene = verona();
    (void)state;
    scene_busy(scene, "romeo@a/x");
    scene_publish(scene, "juliet@a/j", "dnd");
    scene_close(scene, "juliet@a/j", NULL);
    scene_receive(scene, "nurse@b/n", "romeo@a", "presence unavailable");
    scene_clear(scene);
    scene_ready(scene, "romeo@a/x");
    scene_expect_any_order(
        scene, "deliver presence juliet@a/j unavailable -> romeo@a/x",
        "deliver presence nurse@b/n unavailable -> romeo@a/x", NULL);
    scene_free(scene);
}

static void who_came_and_went_meanwhile_was_never_there(void **state)
{
    struct scene *scene = verona();
    (void)state;
    scene_busy(scene, "romeo@a/x");
    scene_publish(scene, "paris@a/p", "dnd");
    scene_come(scene, "juliet@a/k", "");
    scene_close(scene, "juliet@a/k", NULL);
    scene_receive(scene, "nurse@b/m", "romeo@a", "presence");
    scene_receive(scene, "nurse@b/m", "romeo@a", "presence unavailable");
    scene_clear(scene);
    scene_ready(scene, "romeo@a/x");
    scene_expect(scene, "deliver presence paris@a/p dnd -> romeo@a/x", NULL);
    scene_free(scene);
}

/* The same resource again, in between: the old one ended, the new one is. */
static void who_left_and_came_again_is_told_as_he_is(void **state)
{
    struct scene *scene = verona();
    (void)state;
    scene_busy(scene, "romeo@a/x");
    scene_publish(scene, "juliet@a/j", "unavailable");
    scene_publish(scene, "juliet@a/j", "chat");
    scene_clear(scene);
    scene_ready(scene, "romeo@a/x");
    assert_true(scene->line_count >= 1);
    assert_string_equal(scene->lines[scene->line_count - 1].head,
                        "deliver presence juliet@a/j chat ->");
    scene_free(scene);
}

static void what_is_not_presence_waits_in_order(void **state)
{
    struct scene *scene = verona();
    struct adsum_session_info info = {.size = sizeof info};
    (void)state;
    scene_busy(scene, "romeo@a/x");
    scene_publish(scene, "juliet@a/j", "dnd");
    scene_receive(scene, "nurse@b/n", "romeo@a/x", "message chat id=1");
    scene_receive(scene, "new@b", "romeo@a", "subscribe id=2");
    scene_set(scene, "romeo@a", "new@b name=New");
    scene_receive(scene, "nurse@b/n", "romeo@a/x", "iq get id=3");
    scene_receive(scene, "nurse@b/n", "romeo@a", "message id=4");
    scene_expect_at(scene, "romeo@a/x", NULL);
    assert_int_equal(adsum_session_get(scene->service,
                                       scene_handle(scene, "romeo@a/x"), &info),
                     0);
    assert_int_equal(info.waiting, 5);
    scene_clear(scene);
    scene_ready(scene, "romeo@a/x");
    scene_expect_at(scene, "romeo@a/x", "message nurse@b/n chat id=1 to=full",
                    "subscribe new@b id=2", "push new@b none name=New",
                    "iq nurse@b/n get id=3 to=full", "message nurse@b/n id=4",
                    "presence juliet@a/j dnd", NULL);
    scene_free(scene);
}

/* 3.2.2 for who is busy: unavailable, then unsubscribed, then the push; and
   nothing that was said in between. */
static void the_end_of_a_permit_waits_in_its_order(void **state)
{
    struct scene *scene = verona();
    (void)state;
    scene_busy(scene, "romeo@a/x");
    scene_publish(scene, "juliet@a/j", "dnd");
    scene_unsubscribed(scene, "juliet@a/j", "romeo@a");
    scene_publish(scene, "juliet@a/j", "chat");
    scene_clear(scene);
    scene_ready(scene, "romeo@a/x");
    scene_expect_at(scene, "romeo@a/x", "presence juliet@a/j unavailable",
                    "unsubscribed juliet@a", "push juliet@a from", NULL);
    scene_free(scene);
}

/* Approved anew while busy: told as it is, after the answer that allows it. */
static void a_permit_that_begins_is_told_when_ready(void **state)
{
    struct scene *scene = verona();
    (void)state;
    scene_subscribe(scene, "romeo@a/x", "tybalt@a");
    scene_busy(scene, "romeo@a/x");
    scene_subscribed(scene, "tybalt@a/t", "romeo@a");
    scene_publish(scene, "tybalt@a/t", "dnd");
    scene_clear(scene);
    scene_ready(scene, "romeo@a/x");
    scene_expect_at(scene, "romeo@a/x", "subscribed tybalt@a",
                    "push tybalt@a to", "presence tybalt@a/t dnd", NULL);
    scene_free(scene);
}

static void of_directed_presence_only_the_newest_waits(void **state)
{
    struct scene *scene = verona();
    (void)state;
    scene_busy(scene, "romeo@a/x");
    scene_send(scene, "tybalt@a/t", "romeo@a/x", "presence chat");
    scene_send(scene, "tybalt@a/t", "romeo@a/x", "presence dnd");
    scene_clear(scene);
    scene_ready(scene, "romeo@a/x");
    scene_expect(scene, "deliver presence tybalt@a/t dnd to=full -> romeo@a/x",
                 NULL);
    scene_busy(scene, "romeo@a/x");
    scene_close(scene, "tybalt@a/t", NULL);
    scene_clear(scene);
    scene_ready(scene, "romeo@a/x");
    scene_expect(scene,
                 "deliver presence tybalt@a/t unavailable to=full"
                 " -> romeo@a/x",
                 NULL);
    scene_free(scene);
}

/* It took all there was before it became busy: it knows what it was told. */
static void busy_in_the_middle_of_a_first_presence(void **state)
{
    struct scene *scene = verona();
    unsigned calls = 0;
    (void)state;
    scene_open(scene, "romeo@a/y");
    scene_busy_after(scene, "romeo@a/y", 2);
    scene_clear(scene);
    scene_publish(scene, "romeo@a/y", "");
    while (scene_ready_for(scene, "romeo@a/y", 1) == ADSUM_MORE)
        assert_in_range(++calls, 1, 9);
    scene_expect_at(scene, "romeo@a/y", "presence romeo@a/y",
                    "presence romeo@a/x", "presence juliet@a/j",
                    "presence paris@a/p", "presence nurse@b/n", NULL);
    scene_free(scene);
}

/* Whichever slot it gets, one address has one place in a walk. */
static void who_is_replaced_is_told_as_the_new_one(void **state)
{
    struct scene *scene = verona();
    (void)state;
    scene_close(scene, "juliet@a/j", NULL);
    scene_busy(scene, "romeo@a/x");
    scene_publish(scene, "paris@a/p", "dnd");
    scene_open_as(scene, "paris@a/p", ADSUM_OPEN_REPLACE);
    scene_publish(scene, "paris@a/p", "chat");
    scene_clear(scene);
    scene_ready(scene, "romeo@a/x");
    scene_expect(scene, "deliver presence paris@a/p chat -> romeo@a/x", NULL);
    scene_free(scene);
}

static void
what_the_new_one_directs_comes_behind_the_end_of_the_old(void **state)
{
    struct scene *scene = verona();
    (void)state;
    scene_close(scene, "juliet@a/j", NULL);
    scene_busy(scene, "romeo@a/x");
    scene_publish(scene, "paris@a/p", "dnd");
    scene_open_as(scene, "paris@a/p", ADSUM_OPEN_REPLACE);
    scene_send(scene, "paris@a/p", "romeo@a", "presence away");
    scene_clear(scene);
    scene_ready(scene, "romeo@a/x");
    scene_expect(scene, "deliver presence paris@a/p unavailable -> romeo@a/x",
                 "deliver presence paris@a/p away -> romeo@a/x", NULL);
    scene_close(scene, "paris@a/p", NULL);
    scene_expect_at(scene, "romeo@a/x", "presence paris@a/p unavailable", NULL);
    scene_free(scene);
}

/* y had yet to come to the nurse, x was told of her. */
static void
who_left_before_a_first_walk_came_to_it_was_never_there(void **state)
{
    struct scene *scene = verona();
    (void)state;
    scene_busy(scene, "romeo@a/x");
    scene_receive(scene, "nurse@b/n", "romeo@a", "presence away");
    scene_open(scene, "romeo@a/y");
    scene_busy_after(scene, "romeo@a/y", 2);
    scene_publish(scene, "romeo@a/y", "");
    scene_receive(scene, "nurse@b/n", "romeo@a", "presence unavailable");
    scene_clear(scene);
    scene_ready(scene, "romeo@a/y");
    scene_expect(scene, "deliver presence juliet@a/j -> romeo@a/y",
                 "deliver presence paris@a/p -> romeo@a/y", NULL);
    scene_ready(scene, "romeo@a/x");
    scene_expect_at(scene, "romeo@a/x", "presence nurse@b/n unavailable",
                    "presence romeo@a/y", NULL);
    scene_free(scene);
}

/* What it was sent itself it may be busy with before it is available. */
static void a_first_presence_begins_its_walk_anew(void **state)
{
    struct scene *scene = verona();
    (void)state;
    scene_open(scene, "romeo@a/y");
    scene_busy(scene, "romeo@a/y");
    scene_receive(scene, "nurse@b/n", "romeo@a/y", "presence dnd");
    scene_ready_for(scene, "romeo@a/y", 0);
    scene_publish(scene, "romeo@a/y", "");
    scene_close(scene, "juliet@a/j", NULL);
    scene_clear(scene);
    scene_ready(scene, "romeo@a/y");
    scene_expect(scene, "deliver presence romeo@a/x -> romeo@a/y",
                 "deliver presence romeo@a/y -> romeo@a/y",
                 "deliver presence paris@a/p -> romeo@a/y",
                 "deliver presence nurse@b/n dnd to=full -> romeo@a/y", NULL);
    scene_free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_the_newest_of_each_is_told),
        cmocka_unit_test(catching_up_goes_on_where_it_stopped),
        cmocka_unit_test(changes_while_catching_up_are_not_missed),
        cmocka_unit_test(who_left_is_taken_back_once),
        cmocka_unit_test(who_came_and_went_meanwhile_was_never_there),
        cmocka_unit_test(who_left_and_came_again_is_told_as_he_is),
        cmocka_unit_test(what_is_not_presence_waits_in_order),
        cmocka_unit_test(the_end_of_a_permit_waits_in_its_order),
        cmocka_unit_test(a_permit_that_begins_is_told_when_ready),
        cmocka_unit_test(of_directed_presence_only_the_newest_waits),
        cmocka_unit_test(busy_in_the_middle_of_a_first_presence),
        cmocka_unit_test(a_first_presence_begins_its_walk_anew),
        cmocka_unit_test(who_is_replaced_is_told_as_the_new_one),
        cmocka_unit_test(
            what_the_new_one_directs_comes_behind_the_end_of_the_old),
        cmocka_unit_test(
            who_left_before_a_first_walk_came_to_it_was_never_there),
    };
    return cmocka_run_group_tests_name("conflation", tests, NULL, NULL);
}
