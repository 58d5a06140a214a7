/* RFC 6121 section 4.6: directed presence. */
#include <string.h>

#include "scene.h"

/* Romeo with two sessions, a subscriber, and strangers here and elsewhere. */
static struct scene *verona(void)
{
    struct scene *scene = scene_new();
    scene_load(scene, "romeo@a", "item juliet@a from", "item nurse@b from",
               NULL);
    scene_load(scene, "juliet@a", "item romeo@a to", NULL);
    scene_load(scene, "tybalt@a", NULL);
    scene_come(scene, "romeo@a/x", "");
    scene_come(scene, "romeo@a/y", "");
    scene_come(scene, "juliet@a/j", "");
    scene_come(scene, "tybalt@a/t", "");
    scene_come(scene, "tybalt@a/u", "");
    scene_clear(scene);
    return scene;
}

/* An address that presence is directed to, and what hears it there. */
static const struct target {
    const char *to;
    const char *hears;
    const char *full;
} strangers[] = {{"room@b/nick", "room@b/nick", ""},
                 {"room@b", "room@b", ""},
                 {"tybalt@a/t", "tybalt@a/t", " to=full"},
                 {"tybalt@a", "tybalt@a/t", ""}};

enum { STRANGERS = sizeof strangers / sizeof strangers[0] };

static void expect_told(struct scene *scene, const struct target *target,
                        const char *words)
{
    struct line line = {.length = 0};
    line_add(&line, "presence romeo@a/x%s%s", words, target->full);
    scene_expect_at(scene, target->hears, line.text, NULL);
    scene_clear(scene);
}

static void s4_6_3_a_stranger_is_told_this_presence_only(void **state)
{
    (void)state;
    for (size_t i = 0; i < STRANGERS; i++) {
        struct scene *scene = verona();
        scene_send(scene, "romeo@a/x", strangers[i].to,
                   "presence chat status=psst");
        expect_told(scene, &strangers[i], " chat status=psst");
        scene_publish(scene, "romeo@a/x", "away");
        scene_publish(scene, "romeo@a/y", "dnd");
        scene_expect_at(scene, strangers[i].hears, NULL);
        scene_free(scene);
    }
}

static void s4_6_3_r2_its_end_is_told_however_it_comes(void **state)
{
    (void)state;
    for (size_t i = 0; i < STRANGERS; i++)
        for (int how = 0; how < 2; how++) {
            struct scene *scene = verona();
            scene_send(scene, "romeo@a/x", strangers[i].to, "presence chat");
            scene_clear(scene);
            if (how == 0)
                scene_publish(scene, "romeo@a/x", "unavailable");
            else
                scene_close(scene, "romeo@a/x", NULL);
            expect_told(scene, &strangers[i], " unavailable");
            if (how == 0)
                scene_close(scene, "romeo@a/x", NULL);
            scene_expect_at(scene, strangers[i].hears, NULL);
            scene_free(scene);
        }
}

static void s4_6_3_r2_its_last_words_are_heard(void **state)
{
    struct scene *scene = verona();
    (void)state;
    scene_send(scene, "romeo@a/x", "room@b/nick", "presence");
    scene_clear(scene);
    scene_publish(scene, "romeo@a/x", "unavailable status=bye");
    scene_expect_at(scene, "room@b/nick",
                    "presence romeo@a/x unavailable status=bye", NULL);
    scene_free(scene);
}

static void s4_6_3_r3_also_of_one_who_never_was_available(void **state)
{
    (void)state;
    for (size_t i = 0; i < STRANGERS; i++)
        for (int how = 0; how < 2; how++) {
            struct scene *scene = verona();
            scene_publish(scene, "romeo@a/x", "unavailable");
            scene_clear(scene);
            scene_send(scene, "romeo@a/x", strangers[i].to, "presence");
            expect_told(scene, &strangers[i], "");
            if (how == 0)
                scene_publish(scene, "romeo@a/x", "unavailable");
            else
                scene_close(scene, "romeo@a/x", NULL);
            scene_expect_at(scene, "juliet@a/j", NULL);
            scene_expect_at(scene, "nurse@b", NULL);
            expect_told(scene, &strangers[i], " unavailable");
            scene_free(scene);
        }
}

static void s4_6_1_directed_unavailable_ends_it(void **state)
{
    (void)state;
    for (size_t i = 0; i < STRANGERS; i++) {
        struct scene *scene = verona();
        scene_send(scene, "romeo@a/x", strangers[i].to, "presence");
        scene_clear(scene);
        scene_send(scene, "romeo@a/x", strangers[i].to,
                   "presence unavailable status=bye");
        expect_told(scene, &strangers[i], " unavailable status=bye");
        scene_close(scene, "romeo@a/x", NULL);
        scene_expect_at(scene, strangers[i].hears, NULL);
        scene_free(scene);
    }
}

static void s4_6_1_the_targets_own_unavailable_ends_it(void **state)
{
    struct scene *scene = verona();
    (void)state;
    scene_send(scene, "romeo@a/x", "room@b/nick", "presence");
    scene_send(scene, "romeo@a/x", "tybalt@a/t", "presence");
    scene_receive(scene, "room@b/nick", "romeo@a/x", "presence unavailable");
    scene_publish(scene, "tybalt@a/t", "unavailable");
    scene_publish(scene, "tybalt@a/t", "");
    scene_clear(scene);
    scene_close(scene, "romeo@a/x", NULL);
    scene_expect_at(scene, "room@b/nick", NULL);
    scene_expect_at(scene, "tybalt@a/t", NULL);
    scene_free(scene);
}

static void s4_6_1_who_becomes_a_subscriber_is_told_as_one(void **state)
{
    struct scene *scene = verona();
    (void)state;
    scene_send(scene, "romeo@a/x", "paris@b", "presence");
    scene_receive(scene, "paris@b", "romeo@a", "subscribe");
    scene_subscribed(scene, "romeo@a/x", "paris@b");
    scene_clear(scene);
    scene_publish(scene, "romeo@a/x", "away");
    scene_expect_at(scene, "paris@b", "presence romeo@a/x away", NULL);
    scene_clear(scene);
    scene_close(scene, "romeo@a/x", NULL);
    scene_expect_at(scene, "paris@b", "presence romeo@a/x unavailable", NULL);
    scene_free(scene);
}

static void s4_6_3_r1_a_subscriber_is_told_beside_the_broadcast(void **state)
{
    struct scene *scene = verona();
    (void)state;
    scene_send(scene, "romeo@a/x", "nurse@b", "presence dnd");
    scene_send(scene, "romeo@a/x", "juliet@a", "presence dnd");
    scene_expect_at(scene, "nurse@b", "presence romeo@a/x dnd", NULL);
    scene_expect_at(scene, "juliet@a/j", "presence romeo@a/x dnd", NULL);
    scene_clear(scene);
    scene_publish(scene, "romeo@a/x", "xa");
    scene_expect_at(scene, "nurse@b", "presence romeo@a/x xa", NULL);
    scene_expect_at(scene, "juliet@a/j", "presence romeo@a/x xa", NULL);
    scene_clear(scene);
    scene_close(scene, "romeo@a/x", NULL);
    scene_expect_at(scene, "nurse@b", "presence romeo@a/x unavailable", NULL);
    scene_expect_at(scene, "juliet@a/j", "presence romeo@a/x unavailable",
                    NULL);
    scene_free(scene);
}

/* 8.5.3.2.2: there is no such session, or it is not there any more. */
static void s8_5_3_directed_presence_to_nobody_is_dropped(void **state)
{
    struct scene *scene = verona();
    (void)state;
    scene_send(scene, "romeo@a/x", "tybalt@a/nowhere", "presence");
    scene_receive(scene, "room@b", "romeo@a/nowhere", "presence chat");
    scene_expect(scene, NULL);
    scene_free(scene);
}

static void s4_6_6_a_target_here_may_ask_whether_he_is_there(void **state)
{
    struct scene *scene = verona();
    (void)state;
    scene_send(scene, "romeo@a/x", "tybalt@a/t", "presence dnd status=hush");
    scene_clear(scene);
    scene_send(scene, "tybalt@a/t", "romeo@a/x", "probe id=1");
    assert_int_equal(scene->line_count, 1);
    assert_non_null(
        strstr(scene->lines[0].head, "presence romeo@a/x view=bare"));
    scene_clear(scene);
    scene_send(scene, "tybalt@a/t", "romeo@a/y", "probe id=2");
    assert_null(strstr(scene->lines[0].head, "presence"));
    scene_free(scene);
}

static void
s4_6_directed_presence_from_elsewhere_is_for_one_session(void **state)
{
    struct scene *scene = verona();
    (void)state;
    scene_receive(scene, "room@b/nick", "romeo@a/x", "presence chat");
    scene_expect(
        scene, "deliver presence room@b/nick chat to=full -> romeo@a/x", NULL);
    scene_come(scene, "romeo@a/z", "");
    scene_expect_at(scene, "romeo@a/z", "presence romeo@a/z",
                    "presence romeo@a/x", "presence romeo@a/y", NULL);
    scene_free(scene);
}

static void
s4_6_a_directed_presence_that_cannot_be_routed_comes_back(void **state)
{
    struct scene *scene = verona();
    (void)state;
    scene->route_answer = ADSUM_CONDITION_REMOTE_SERVER_TIMEOUT;
    scene_send(scene, "romeo@a/x", "room@b/nick", "presence chat id=3");
    scene_expect_at(scene, "romeo@a/x",
                    "bounce room@b/nick presence remote-server-timeout id=3"
                    " to=full",
                    NULL);
    scene_clear(scene);
    /* A broadcast is never answered so. */
    scene_publish(scene, "romeo@a/x", "away");
    scene_expect_at(scene, "romeo@a/x", "presence romeo@a/x away", NULL);
    scene_free(scene);
}

/* Who comes to the bare address later was not told, and hears of no end. */
static void s4_6_3_who_came_later_is_told_nothing(void **state)
{
    struct scene *scene = verona();
    (void)state;
    scene_send(scene, "romeo@a/x", "tybalt@a", "presence chat");
    scene_come(scene, "tybalt@a/late", "");
    scene_clear(scene);
    scene_close(scene, "romeo@a/x", NULL);
    scene_expect_at(scene, "tybalt@a/t", "presence romeo@a/x unavailable",
                    NULL);
    scene_expect_at(scene, "tybalt@a/late", NULL);
    scene_free(scene);
}

static void s4_6_3_r2_a_link_shown_as_lost_ends_it_once(void **state)
{
    struct scene *scene =
        scene_with(&(struct scene_options){.flags = ADSUM_OPTION_TELL_LOST});
    (void)state;
    scene_come(scene, "romeo@a/x", "");
    scene_send(scene, "romeo@a/x", "room@b/nick", "presence chat");
    scene_clear(scene);
    scene_link(scene, "romeo@a/x", ADSUM_LINK_LOST);
    scene_link(scene, "romeo@a/x", ADSUM_LINK_UP);
    scene_close(scene, "romeo@a/x", NULL);
    scene_expect_at(scene, "room@b/nick", "presence romeo@a/x unavailable",
                    NULL);
    scene_free(scene);
}

/* XEP-0191: silence, and nothing stands that would have to be taken back. */
static void s4_6_who_blocks_is_not_reached(void **state)
{
    struct scene *scene = verona();
    (void)state;
    scene_block(scene, "tybalt@a", "romeo@a");
    scene_clear(scene);
    scene_send(scene, "romeo@a/x", "tybalt@a/t", "presence chat");
    scene_expect(scene, NULL);
    scene_unblock(scene, "tybalt@a", "romeo@a");
    scene_close(scene, "romeo@a/x", NULL);
    scene_expect_at(scene, "tybalt@a/t", NULL);
    scene_free(scene);
}

static void s4_6_3_r2_told_at_both_addresses_it_hears_the_end_once(void **state)
{
    struct scene *scene = verona();
    (void)state;
    scene_send(scene, "romeo@a/x", "tybalt@a", "presence");
    scene_send(scene, "romeo@a/x", "tybalt@a/t", "presence away");
    scene_clear(scene);
    scene_close(scene, "romeo@a/x", NULL);
    scene_expect_at(scene, "tybalt@a/t",
                    "presence romeo@a/x unavailable to=full", NULL);
    scene_expect_at(scene, "tybalt@a/u", "presence romeo@a/x unavailable",
                    NULL);
    scene_free(scene);
}

/* Connected and not available, a subscriber gets no broadcast. */
static void s4_6_3_r2_a_subscriber_who_is_away_hears_the_end(void **state)
{
    struct scene *scene = verona();
    (void)state;
    scene_open(scene, "juliet@a/k");
    scene_send(scene, "romeo@a/x", "juliet@a/k", "presence chat");
    scene_clear(scene);
    scene_close(scene, "romeo@a/x", NULL);
    scene_expect_at(scene, "juliet@a/k",
                    "presence romeo@a/x unavailable to=full", NULL);
    scene_expect_at(scene, "juliet@a/j", "presence romeo@a/x unavailable",
                    NULL);
    scene_free(scene);
}

/* What was directed to a busy one is over before it could take it. */
static void s4_6_3_r2_approved_while_busy_it_hears_one_end(void **state)
{
    struct scene *scene = verona();
    (void)state;
    scene_send(scene, "romeo@a/x", "tybalt@a", "presence");
    scene_busy(scene, "tybalt@a/t");
    scene_publish(scene, "tybalt@a/u", "dnd");
    scene_subscribe(scene, "tybalt@a/u", "romeo@a");
    scene_subscribed(scene, "romeo@a/x", "tybalt@a");
    scene_close(scene, "romeo@a/x", NULL);
    scene_clear(scene);
    scene_ready(scene, "tybalt@a/t");
    uint32_t ends = 0;
    for (size_t i = 0; i < scene->line_count; i++)
        ends += strstr(scene->lines[i].head, "romeo@a/x unavailable") != NULL;
    assert_int_equal(ends, 1);
    scene_clear(scene);
    scene_free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(s4_6_3_a_stranger_is_told_this_presence_only),
        cmocka_unit_test(s4_6_3_r2_its_end_is_told_however_it_comes),
        cmocka_unit_test(s4_6_3_r2_its_last_words_are_heard),
        cmocka_unit_test(s4_6_3_r3_also_of_one_who_never_was_available),
        cmocka_unit_test(s4_6_1_directed_unavailable_ends_it),
        cmocka_unit_test(s4_6_1_the_targets_own_unavailable_ends_it),
        cmocka_unit_test(s4_6_1_who_becomes_a_subscriber_is_told_as_one),
        cmocka_unit_test(s4_6_3_r1_a_subscriber_is_told_beside_the_broadcast),
        cmocka_unit_test(s8_5_3_directed_presence_to_nobody_is_dropped),
        cmocka_unit_test(s4_6_6_a_target_here_may_ask_whether_he_is_there),
        cmocka_unit_test(
            s4_6_directed_presence_from_elsewhere_is_for_one_session),
        cmocka_unit_test(s4_6_3_who_came_later_is_told_nothing),
        cmocka_unit_test(s4_6_3_r2_a_link_shown_as_lost_ends_it_once),
        cmocka_unit_test(
            s4_6_3_r2_told_at_both_addresses_it_hears_the_end_once),
        cmocka_unit_test(s4_6_3_r2_a_subscriber_who_is_away_hears_the_end),
        cmocka_unit_test(s4_6_3_r2_approved_while_busy_it_hears_one_end),
        cmocka_unit_test(s4_6_who_blocks_is_not_reached),
        cmocka_unit_test(
            s4_6_a_directed_presence_that_cannot_be_routed_comes_back),
    };
    return cmocka_run_group_tests_name("directed", tests, NULL, NULL);
}
