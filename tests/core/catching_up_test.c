/*
 * Conflation (DESIGN 4.6): who is behind is told the newest of each, what may
 * not be lost in order, nothing of who came and went meanwhile, and the end of
 * each it was told of.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scene.h"

enum { MANY = 1000, BUSY = 60000, SECONDS = 2500 };

static uint32_t behind(struct scene *scene, const char *full)
{
    struct adsum_session_info info = {.size = sizeof info};
    assert_int_equal(
        adsum_session_get(scene->service, scene_handle(scene, full), &info), 0);
    return info.behind;
}

static uint32_t waiting(struct scene *scene, const char *full)
{
    struct adsum_session_info info = {.size = sizeof info};
    assert_int_equal(
        adsum_session_get(scene->service, scene_handle(scene, full), &info), 0);
    return info.waiting;
}

/* With the answers, which were looked at where they came. */
static void forget(struct scene *scene)
{
    for (size_t i = 0; i < scene->line_count; i++)
        if (scene->lines[i].head[0] == '=')
            scene->lines[i].head[0] = '-';
    scene_clear(scene);
}

/* Romeo, who sees the others, and three whom he sees. */
static struct scene *verona(uint32_t waiting_limit)
{
    struct scene *scene = scene_with(
        &(struct scene_options){.limits = {.waiting = waiting_limit}});
    scene_load(scene, "romeo@a", "item juliet@a both", "item nurse@a to",
               "item paris@a to", "item peter@b both", NULL);
    scene_load(scene, "juliet@a", "item romeo@a both", NULL);
    scene_load(scene, "nurse@a", "item romeo@a from", NULL);
    scene_load(scene, "paris@a", "item romeo@a from", NULL);
    scene_come(scene, "romeo@a/x", "");
    scene_come(scene, "juliet@a/j", "");
    scene_clear(scene);
    return scene;
}

static void with_room_for_one_it_ends_with_the_present(void **state)
{
    struct scene *scene = scene_new();
    char name[32], row[48];
    uint32_t calls = 0;
    int answer = ADSUM_MORE;
    const char **rows = calloc(MANY + 1, sizeof *rows);
    (void)state;
    assert_non_null(rows);
    for (int i = 0; i < MANY; i++) {
        snprintf(row, sizeof row, "item c%d@a to", i);
        char *copy = malloc(sizeof row);
        assert_non_null(copy);
        rows[i] = memcpy(copy, row, sizeof row);
    }
    scene_load_rows(scene, "romeo@a", ADSUM_USER_KEPT, rows);
    for (int i = 0; i < MANY; i++) {
        snprintf(name, sizeof name, "c%d@a", i);
        scene_load(scene, name, "item romeo@a from", NULL);
        snprintf(name, sizeof name, "c%d@a/r", i);
        scene_open(scene, name);
        scene_publish(scene, name, "");
        free((char *)(uintptr_t)rows[i]);
    }
    free(rows);
    scene_open(scene, "romeo@a/x");
    scene_busy(scene, "romeo@a/x");
    scene_publish(scene, "romeo@a/x", "");
    for (; answer == ADSUM_MORE && calls < 3 * MANY; calls++) {
        answer = scene_ready_for(scene, "romeo@a/x", 1);
        /* Those whom the walk has passed change again: found by the next. */
        snprintf(name, sizeof name, "c%u@a/r", calls % MANY);
        if (calls < MANY / 2)
            scene_publish(scene, name, "away");
    }
    assert_int_equal(answer, 0);
    assert_int_equal(behind(scene, "romeo@a/x"), 0);
    assert_true(calls <= MANY + MANY / 2 + 2);
    forget(scene);
    for (int i = 0; i < MANY; i++) {
        struct adsum_resource resource;
        struct adsum_picture picture = {.size = sizeof picture};
        snprintf(name, sizeof name, "c%d@a", i);
        assert_int_equal(
            adsum_picture_compose(scene->service, adsum_text_of("romeo@a/x"),
                                  adsum_text_of(name), ADSUM_PICTURE_BY_RECENCY,
                                  &resource, 1, &picture),
            0);
        assert_int_equal(picture.total, 1);
        assert_int_equal(resource.presence->show,
                         i < MANY / 2 ? ADSUM_SHOW_AWAY : ADSUM_SHOW_NONE);
    }
    scene_free(scene);
}

static void only_the_newest_is_told(void **state)
{
    struct scene *scene = verona(0);
    (void)state;
    scene_busy(scene, "romeo@a/x");
    scene_publish(scene, "juliet@a/j", "away");
    scene_publish(scene, "juliet@a/j", "chat");
    scene_publish(scene, "juliet@a/j", "dnd");
    scene_expect_at(scene, "romeo@a/x", NULL);
    scene_clear(scene);
    assert_int_equal(scene_ready(scene, "romeo@a/x"), 0);
    scene_expect(scene, "deliver presence juliet@a/j dnd -> romeo@a/x", NULL);
    assert_int_equal(scene_ready(scene, "romeo@a/x"), 0);
    scene_expect(scene, NULL);
    scene_free(scene);
}

static void who_came_and_went_meanwhile_leaves_nothing(void **state)
{
    struct scene *scene = verona(0);
    (void)state;
    scene_busy(scene, "romeo@a/x");
    scene_publish(scene, "juliet@a/j", "away");
    scene_come(scene, "nurse@a/n", "");
    scene_publish(scene, "nurse@a/n", "away");
    scene_close(scene, "nurse@a/n", NULL);
    scene_come(scene, "paris@a/p", "");
    scene_publish(scene, "paris@a/p", "unavailable");
    scene_clear(scene);
    assert_int_equal(scene_ready(scene, "romeo@a/x"), 0);
    scene_expect(scene, "deliver presence juliet@a/j away -> romeo@a/x", NULL);
    scene_free(scene);
}

static void who_left_meanwhile_is_told_once(void **state)
{
    struct scene *scene = verona(0);
    (void)state;
    scene_come(scene, "nurse@a/n", "");
    scene_busy(scene, "romeo@a/x");
    scene_publish(scene, "juliet@a/j", "away");
    scene_close(scene, "nurse@a/n", "unavailable status=gone");
    scene_close(scene, "juliet@a/j", NULL);
    scene_clear(scene);
    assert_int_equal(scene_ready(scene, "romeo@a/x"), 0);
    scene_expect_any_order(
        scene, "deliver presence juliet@a/j unavailable -> romeo@a/x",
        "deliver presence nurse@a/n unavailable status=gone -> romeo@a/x",
        NULL);
    assert_int_equal(scene_ready(scene, "romeo@a/x"), 0);
    scene_expect(scene, NULL);
    scene_free(scene);
}

static void who_left_and_came_again_is_told_as_it_is(void **state)
{
    struct scene *scene = verona(0);
    (void)state;
    scene_busy(scene, "romeo@a/x");
    scene_publish(scene, "juliet@a/j", "away");
    scene_close(scene, "juliet@a/j", NULL);
    scene_come(scene, "juliet@a/k", "chat");
    scene_clear(scene);
    assert_int_equal(scene_ready(scene, "romeo@a/x"), 0);
    scene_expect_any_order(scene,
                           "deliver presence juliet@a/j unavailable"
                           " -> romeo@a/x",
                           "deliver presence juliet@a/k chat -> romeo@a/x",
                           NULL);
    scene_free(scene);
}

static void what_may_not_be_lost_comes_first_and_in_order(void **state)
{
    struct scene *scene = verona(0);
    (void)state;
    scene_busy(scene, "romeo@a/x");
    scene_publish(scene, "juliet@a/j", "away");
    scene_send(scene, "juliet@a/j", "romeo@a", "message id=1");
    scene_receive(scene, "benvolio@b", "romeo@a", "subscribe id=2");
    scene_set(scene, "romeo@a", "tybalt@a none name=T");
    scene_send(scene, "juliet@a/j", "romeo@a/x", "iq get id=3");
    scene_publish(scene, "juliet@a/j", "dnd");
    scene_send(scene, "juliet@a/j", "romeo@a", "message id=4");
    assert_int_equal(waiting(scene, "romeo@a/x"), 5);
    scene_clear(scene);
    assert_int_equal(scene_ready_for(scene, "romeo@a/x", 2), ADSUM_MORE);
    scene_expect(scene, "deliver message juliet@a/j id=1 -> romeo@a/x",
                 "deliver subscribe benvolio@b id=2 -> romeo@a/x", "= more",
                 NULL);
    assert_int_equal(waiting(scene, "romeo@a/x"), 3);
    assert_int_equal(scene_ready(scene, "romeo@a/x"), 0);
    scene_expect(scene, "deliver push tybalt@a none name=T -> romeo@a/x",
                 "deliver iq juliet@a/j get id=3 to=full -> romeo@a/x",
                 "deliver message juliet@a/j id=4 -> romeo@a/x",
                 "deliver presence juliet@a/j dnd -> romeo@a/x", NULL);
    assert_int_equal(waiting(scene, "romeo@a/x"), 0);
    scene_free(scene);
}

static void what_ends_a_permit_waits_in_its_order(void **state)
{
    struct scene *scene = verona(0);
    (void)state;
    scene_busy(scene, "romeo@a/x");
    scene_publish(scene, "juliet@a/j", "away");
    scene_unsubscribed(scene, "juliet@a/j", "romeo@a");
    scene_publish(scene, "juliet@a/j", "chat");
    scene_clear(scene);
    assert_int_equal(scene_ready(scene, "romeo@a/x"), 0);
    scene_expect(scene, "deliver presence juliet@a/j unavailable -> romeo@a/x",
                 "deliver unsubscribed juliet@a -> romeo@a/x",
                 "deliver push juliet@a from -> romeo@a/x", NULL);
    scene_free(scene);
}

static void who_is_approved_meanwhile_is_told_after_it(void **state)
{
    struct scene *scene = verona(0);
    (void)state;
    scene_load(scene, "tybalt@a", NULL);
    scene_come(scene, "tybalt@a/t", "dnd");
    scene_busy(scene, "romeo@a/x");
    scene_publish(scene, "juliet@a/j", "away");
    scene_subscribe(scene, "romeo@a/x", "tybalt@a");
    scene_subscribed(scene, "tybalt@a/t", "romeo@a");
    scene_clear(scene);
    assert_int_equal(scene_ready(scene, "romeo@a/x"), 0);
    scene_expect_at(scene, "romeo@a/x", "push tybalt@a none ask",
                    "subscribed tybalt@a", "push tybalt@a to",
                    "presence tybalt@a/t dnd", "presence juliet@a/j away",
                    NULL);
    scene_free(scene);
}

static void directed_presence_waits_and_only_the_newest(void **state)
{
    struct scene *scene = verona(0);
    (void)state;
    scene_load(scene, "tybalt@a", NULL);
    scene_come(scene, "tybalt@a/t", "");
    scene_busy(scene, "romeo@a/x");
    scene_publish(scene, "juliet@a/j", "away");
    scene_send(scene, "tybalt@a/t", "romeo@a", "presence chat");
    scene_send(scene, "tybalt@a/t", "romeo@a", "presence dnd");
    assert_int_equal(waiting(scene, "romeo@a/x"), 1);
    scene_clear(scene);
    assert_int_equal(scene_ready(scene, "romeo@a/x"), 0);
    scene_expect(scene, "deliver presence tybalt@a/t dnd -> romeo@a/x",
                 "deliver presence juliet@a/j away -> romeo@a/x", NULL);
    scene_busy(scene, "romeo@a/x");
    scene_publish(scene, "juliet@a/j", "chat");
    scene_close(scene, "tybalt@a/t", NULL);
    scene_clear(scene);
    assert_int_equal(scene_ready(scene, "romeo@a/x"), 0);
    scene_expect(scene, "deliver presence tybalt@a/t unavailable -> romeo@a/x",
                 "deliver presence juliet@a/j chat -> romeo@a/x", NULL);
    scene_free(scene);
}

static void a_first_walk_that_is_interrupted_goes_on(void **state)
{
    struct scene *scene = verona(0);
    (void)state;
    scene_come(scene, "nurse@a/n", "");
    scene_come(scene, "paris@a/p", "");
    scene_receive(scene, "peter@b/q", "romeo@a", "presence xa");
    scene_open(scene, "romeo@a/y");
    scene_busy_after(scene, "romeo@a/y", 2);
    scene_clear(scene);
    scene_publish(scene, "romeo@a/y", "");
    assert_int_equal(behind(scene, "romeo@a/y"), 1);
    /* One that it may have been told of, and one that nobody was. */
    scene_close(scene, "nurse@a/n", NULL);
    scene_publish(scene, "paris@a/p", "away");
    while (scene_ready_for(scene, "romeo@a/y", 1) == ADSUM_MORE)
        ;
    struct adsum_resource resource;
    struct adsum_picture picture = {.size = sizeof picture};
    assert_int_equal(adsum_picture_compose(
                         scene->service, adsum_text_of("romeo@a/y"),
                         adsum_text_of("paris@a"), ADSUM_PICTURE_BY_PRIORITY,
                         &resource, 1, &picture),
                     0);
    assert_int_equal(resource.presence->show, ADSUM_SHOW_AWAY);
    size_t available = 0, gone = 0;
    for (size_t i = 0; i < scene->line_count; i++)
        for (size_t j = 0; j < scene->lines[i].receiver_count; j++) {
            int here = strcmp(scene->lines[i].receivers[j], "romeo@a/y") == 0 &&
                       strncmp(scene->lines[i].head,
                               "deliver presence nurse@a/n", 26) == 0;
            int end = strstr(scene->lines[i].head, "unavailable") != NULL;
            available += (size_t)(here && !end);
            gone += (size_t)(here && end);
        }
    assert_int_equal(available, gone);
    assert_int_equal(behind(scene, "romeo@a/y"), 0);
    forget(scene);
    scene_free(scene);
}

static void a_full_list_ends_slow_and_nothing_is_lost(void **state)
{
    struct scene *scene = verona(3);
    (void)state;
    scene_busy(scene, "romeo@a/x");
    scene_publish(scene, "juliet@a/j", "away");
    for (int i = 0; i < 5; i++)
        scene_send(scene, "juliet@a/j", "romeo@a", "message id=m");
    scene_send(scene, "juliet@a/j", "romeo@a/x", "iq set id=q");
    scene_expect_at(scene, "romeo@a/x", NULL);
    scene_advance(scene, scene->now_ms + 1);
    scene_expect_at(scene, "romeo@a/x", "ended slow", NULL);
    scene_expect_at(scene, "juliet@a/j", "presence juliet@a/j away",
                    "bounce romeo@a/x iq service-unavailable id=q to=full",
                    "presence romeo@a/x unavailable", NULL);
    size_t kept = 0;
    for (size_t i = 0; i < scene->line_count; i++)
        if (strncmp(scene->lines[i].head, "keep message", 12) == 0)
            kept += scene->lines[i].receiver_count;
    assert_int_equal(kept, 5);
    scene_clear(scene);
    scene_free(scene);
}

static void busy_for_too_long_ends_slow(void **state)
{
    struct scene *scene = verona(0);
    uint64_t begin = scene->now_ms;
    (void)state;
    scene_busy(scene, "romeo@a/x");
    scene_publish(scene, "juliet@a/j", "away");
    scene_heard(scene, "romeo@a/x");
    scene_advance(scene, begin + BUSY - SECONDS);
    scene_expect_at(scene, "romeo@a/x", NULL);
    scene_advance(scene, begin + BUSY + SECONDS);
    scene_expect_at(scene, "romeo@a/x", "ended slow", NULL);
    scene_expect_at(scene, "peter@b", "presence romeo@a/x unavailable", NULL);
    scene_clear(scene);
    scene_free(scene);
}

static void catching_up_does_not_queue_what_comes_meanwhile(void **state)
{
    struct scene *scene = verona(0);
    (void)state;
    scene_come(scene, "nurse@a/n", "");
    scene_come(scene, "paris@a/p", "");
    scene_busy(scene, "romeo@a/x");
    scene_publish(scene, "juliet@a/j", "away");
    scene_publish(scene, "nurse@a/n", "away");
    scene_publish(scene, "paris@a/p", "away");
    scene_clear(scene);
    assert_int_equal(scene_ready_for(scene, "romeo@a/x", 1), ADSUM_MORE);
    for (int i = 0; i < 10; i++) {
        scene_publish(scene, "juliet@a/j", i % 2 ? "chat" : "xa");
        scene_publish(scene, "nurse@a/n", i % 2 ? "chat" : "xa");
        scene_publish(scene, "paris@a/p", i % 2 ? "chat" : "xa");
    }
    assert_int_equal(waiting(scene, "romeo@a/x"), 0);
    scene_expect_at(scene, "romeo@a/x", "presence juliet@a/j away", NULL);
    forget(scene);
    assert_int_equal(scene_ready(scene, "romeo@a/x"), 0);
    scene_expect_any_order(
        scene, "deliver presence juliet@a/j chat -> romeo@a/x",
        "deliver presence nurse@a/n chat -> romeo@a/x",
        "deliver presence paris@a/p chat -> romeo@a/x", NULL);
    scene_free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(with_room_for_one_it_ends_with_the_present),
        cmocka_unit_test(only_the_newest_is_told),
        cmocka_unit_test(who_came_and_went_meanwhile_leaves_nothing),
        cmocka_unit_test(who_left_meanwhile_is_told_once),
        cmocka_unit_test(who_left_and_came_again_is_told_as_it_is),
        cmocka_unit_test(what_may_not_be_lost_comes_first_and_in_order),
        cmocka_unit_test(what_ends_a_permit_waits_in_its_order),
        cmocka_unit_test(who_is_approved_meanwhile_is_told_after_it),
        cmocka_unit_test(directed_presence_waits_and_only_the_newest),
        cmocka_unit_test(a_first_walk_that_is_interrupted_goes_on),
        cmocka_unit_test(a_full_list_ends_slow_and_nothing_is_lost),
        cmocka_unit_test(busy_for_too_long_ends_slow),
        cmocka_unit_test(catching_up_does_not_queue_what_comes_meanwhile),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
