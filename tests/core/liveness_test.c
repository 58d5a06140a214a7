/* Silence, lost links, full outputs, and time that does strange things. */
#include <string.h>

#include "scene.h"

enum { IDLE = 900000, PING = 60000, BUSY = 60000, LOST = 300000 };
enum { HELD = 3600000, SECONDS = 2500 }; /* "held to a second or two" */

static struct scene *verona(uint32_t flags)
{
    struct scene *scene = scene_with(&(struct scene_options){.flags = flags});
    scene_load(scene, "romeo@a", "item juliet@a both", "item nurse@b both",
               NULL);
    scene_load(scene, "juliet@a", "item romeo@a both", NULL);
    scene_come(scene, "romeo@a/x", "away");
    scene_come(scene, "juliet@a/j", "");
    scene_clear(scene);
    return scene;
}

/* Time passes, and Juliet lives; Romeo is as he is. */
static void pass(struct scene *scene, uint64_t ms)
{
    while (ms != 0) {
        uint64_t step = ms < IDLE / 2 ? ms : IDLE / 2;
        scene_heard(scene, "juliet@a/j");
        scene_advance(scene, scene->now_ms + step);
        ms -= step;
    }
    scene_heard(scene, "juliet@a/j");
}

static uint32_t state_of(struct scene *scene, const char *full)
{
    struct adsum_session_info info = {.size = sizeof info};
    assert_int_equal(
        adsum_session_get(scene->service, scene_handle(scene, full), &info), 0);
    return info.state;
}

static void who_is_silent_is_asked_and_then_ended(void **state)
{
    struct scene *scene = verona(0);
    (void)state;
    pass(scene, IDLE - SECONDS);
    scene_expect(scene, NULL);
    pass(scene, 2 * SECONDS);
    scene_expect(scene, "ping -> romeo@a/x", NULL);
    assert_int_equal(state_of(scene, "romeo@a/x"), ADSUM_SESSION_SUSPECT);
    pass(scene, PING - 2 * SECONDS);
    scene_expect(scene, NULL);
    pass(scene, 4 * SECONDS);
    scene_expect_at(scene, "romeo@a/x", "ended silent", NULL);
    scene_expect_at(scene, "juliet@a/j", "presence romeo@a/x unavailable",
                    NULL);
    scene_expect_at(scene, "nurse@b", "presence romeo@a/x unavailable", NULL);
    scene_free(scene);
}

static void any_input_is_the_answer(void **state)
{
    struct scene *scene = verona(0);
    (void)state;
    for (int i = 0; i < 4; i++) {
        pass(scene, IDLE + SECONDS);
        scene_expect(scene, "ping -> romeo@a/x", NULL);
        scene_heard(scene, "romeo@a/x");
        assert_int_equal(state_of(scene, "romeo@a/x"), ADSUM_SESSION_LIVE);
        pass(scene, PING + SECONDS);
        scene_expect(scene, NULL);
    }
    scene_free(scene);
}

/* Suspect is for the host's eyes: nobody is told, he is told everything. */
static void a_suspect_is_seen_as_before(void **state)
{
    struct scene *scene = verona(0);
    (void)state;
    pass(scene, IDLE + SECONDS);
    scene_clear(scene);
    scene_publish(scene, "juliet@a/j", "dnd");
    scene_expect(
        scene, "deliver presence juliet@a/j dnd -> juliet@a/j romeo@a/x", NULL);
    scene_receive(scene, "nurse@b", "romeo@a", "probe");
    scene_expect(scene, "route presence romeo@a/x away -> b: nurse@b", NULL);
    scene_free(scene);
}

static void next_says_when_something_is_due(void **state)
{
    struct scene *scene = scene_new();
    uint64_t began;
    (void)state;
    scene_advance(scene, scene->now_ms + 1);
    assert_true(scene->next_ms == UINT64_MAX);
    scene_come(scene, "romeo@a/x", "");
    scene_clear(scene);
    began = scene->now_ms;
    /* As often as it asks, and no more, until he is gone. */
    for (int i = 0; i < 100 && !scene->sessions[0].ended; i++) {
        scene_advance(scene, scene->now_ms);
        assert_true(scene->next_ms == UINT64_MAX ||
                    scene->next_ms > scene->now_ms);
        if (scene->next_ms != UINT64_MAX)
            scene_advance(scene, scene->next_ms);
    }
    scene_expect(scene, "ping -> romeo@a/x", "ended silent -> romeo@a/x", NULL);
    assert_in_range(scene->now_ms - began, IDLE + PING - SECONDS,
                    IDLE + PING + 2 * SECONDS);
    scene_free(scene);
}

static void a_lost_link_is_detached_and_stands(void **state)
{
    struct scene *scene = verona(0);
    (void)state;
    scene_link(scene, "romeo@a/x", ADSUM_LINK_LOST);
    assert_int_equal(state_of(scene, "romeo@a/x"), ADSUM_SESSION_DETACHED);
    pass(scene, LOST - SECONDS);
    scene_receive(scene, "nurse@b", "romeo@a", "probe");
    scene_expect(scene, "route presence romeo@a/x away -> b: nurse@b", NULL);
    scene_link(scene, "romeo@a/x", ADSUM_LINK_UP);
    assert_int_equal(state_of(scene, "romeo@a/x"), ADSUM_SESSION_LIVE);
    pass(scene, LOST);
    scene_expect(scene, NULL);
    scene_free(scene);
}

/* Both live, as far as input says. */
static void pass_heard(struct scene *scene, uint64_t ms)
{
    while (ms != 0) {
        uint64_t step = ms < 100000 ? ms : 100000;
        scene_heard(scene, "romeo@a/x");
        pass(scene, step);
        ms -= step;
    }
}

/* Each down time has a limit of its own, and it begins anew. */
static void links_that_stay_down_end(void **state)
{
    static const struct row {
        uint32_t link;
        uint64_t limit;
        const char *ended;
    } rows[] = {{ADSUM_LINK_LOST, LOST, "ended not-resumed"},
                {ADSUM_LINK_HELD, HELD, NULL}};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct scene *scene = verona(0);
        scene_link(scene, "romeo@a/x", rows[i].link);
        pass_heard(scene, rows[i].limit - SECONDS);
        scene_link(scene, "romeo@a/x", ADSUM_LINK_UP);
        scene_link(scene, "romeo@a/x", rows[i].link);
        pass_heard(scene, rows[i].limit - SECONDS);
        scene_expect(scene, NULL);
        pass(scene, 2 * SECONDS);
        if (rows[i].ended != NULL)
            scene_expect_at(scene, "romeo@a/x", rows[i].ended, NULL);
        assert_int_equal(scene->sessions[0].ended, 1);
        scene_expect_at(scene, "juliet@a/j", "presence romeo@a/x unavailable",
                        NULL);
        scene_free(scene);
    }
}

/* Whatever it sends: its output is full, and stays so. */
static void busy_too_long_is_slow(void **state)
{
    struct scene *scene = verona(0);
    (void)state;
    scene_busy(scene, "romeo@a/x");
    scene_publish(scene, "juliet@a/j", "dnd");
    for (int i = 0; i < 5; i++) {
        pass(scene, 11000);
        scene_heard(scene, "romeo@a/x");
        scene_publish(scene, "romeo@a/x", "chat");
    }
    scene_expect_at(scene, "romeo@a/x", NULL);
    scene_clear(scene);
    pass(scene, 11000);
    scene_expect_at(scene, "romeo@a/x", "ended slow", NULL);
    scene_expect_at(scene, "juliet@a/j", "presence romeo@a/x unavailable",
                    NULL);
    scene_free(scene);
}

static void who_gets_ready_in_time_is_not_slow(void **state)
{
    struct scene *scene = verona(0);
    (void)state;
    for (int i = 0; i < 5; i++) {
        scene_heard(scene, "romeo@a/x");
        scene_busy(scene, "romeo@a/x");
        scene_publish(scene, "juliet@a/j", "dnd");
        pass(scene, BUSY - SECONDS);
        scene_expect(scene, "deliver presence juliet@a/j dnd -> juliet@a/j",
                     NULL);
        scene_ready(scene, "romeo@a/x");
        scene_expect(scene, "deliver presence juliet@a/j dnd -> romeo@a/x",
                     NULL);
    }
    scene_free(scene);
}

/* A host that never tells the time: nobody ends, everything else works. */
static void a_clock_that_never_advances_ends_nobody(void **state)
{
    struct scene *scene = verona(0);
    (void)state;
    for (int i = 0; i < 1000; i++) {
        scene_advance(scene, scene->now_ms);
        scene_publish(scene, "romeo@a/x", i % 2 ? "dnd" : "");
        scene_clear(scene);
    }
    scene_link(scene, "romeo@a/x", ADSUM_LINK_LOST);
    scene_busy(scene, "juliet@a/j");
    scene_publish(scene, "juliet@a/j", "");
    scene_advance(scene, scene->now_ms);
    scene_expect(scene, NULL); /* neither can take anything */
    scene_free(scene);
}

static void a_smaller_time_counts_as_before(void **state)
{
    struct scene *scene = verona(0);
    uint64_t now = scene->now_ms;
    (void)state;
    pass(scene, IDLE / 2);
    scene_advance(scene, 5);
    scene_advance(scene, 0);
    scene_advance(scene, now + IDLE / 2);
    scene_expect(scene, NULL);
    scene_heard(scene, "juliet@a/j");
    scene_advance(scene, now + IDLE + SECONDS);
    scene_expect_at(scene, "romeo@a/x", "ping", NULL);
    scene_free(scene);
}

/* A year in one step: asked first all the same, for the host had no chance. */
static void a_big_jump_asks_before_it_ends(void **state)
{
    static const uint64_t jumps[] = {40000000, 32000000000, 4294967296000,
                                     65536000, 65536000000};
    (void)state;
    for (size_t i = 0; i < sizeof jumps / sizeof jumps[0]; i++) {
        struct scene *scene = verona(0);
        scene_advance(scene, scene->now_ms + jumps[i]);
        scene_expect(scene, "ping -> juliet@a/j romeo@a/x", NULL);
        scene_heard(scene, "juliet@a/j");
        scene_advance(scene, scene->now_ms + jumps[i]);
        scene_expect_at(scene, "romeo@a/x", "ended silent", NULL);
        scene_expect_at(scene, "juliet@a/j", "presence romeo@a/x unavailable",
                        "ping", NULL);
        scene_free(scene);
    }
}

static void tell_lost_shows_the_link(void **state)
{
    struct scene *scene = verona(ADSUM_OPTION_TELL_LOST);
    (void)state;
    scene_link(scene, "romeo@a/x", ADSUM_LINK_LOST);
    scene_expect_at(scene, "juliet@a/j", "presence romeo@a/x unavailable",
                    NULL);
    scene_expect_at(scene, "nurse@b", "presence romeo@a/x unavailable", NULL);
    scene_clear(scene);
    scene_link(scene, "romeo@a/x", ADSUM_LINK_UP);
    scene_expect_at(scene, "juliet@a/j", "presence romeo@a/x away", NULL);
    scene_expect_at(scene, "nurse@b", "presence romeo@a/x away", NULL);
    scene_clear(scene);
    /* Held is not lost, and who was told of the end hears it once. */
    scene_link(scene, "romeo@a/x", ADSUM_LINK_HELD);
    scene_expect(scene, NULL);
    scene_link(scene, "romeo@a/x", ADSUM_LINK_LOST);
    scene_clear(scene);
    pass(scene, LOST + SECONDS);
    scene_expect_at(scene, "romeo@a/x", "ended not-resumed", NULL);
    scene_expect_at(scene, "juliet@a/j", NULL);
    scene_expect_at(scene, "nurse@b", NULL);
    scene_free(scene);
}

static void skip_unchanged_tells_others_what_is_new(void **state)
{
    struct scene *scene = verona(ADSUM_OPTION_SKIP_UNCHANGED);
    (void)state;
    scene_publish(scene, "romeo@a/x", "away");
    scene_expect(scene, "deliver presence romeo@a/x away -> romeo@a/x", NULL);
    scene_publish(scene, "romeo@a/x", "away id=5");
    scene_expect(scene, "deliver presence romeo@a/x away id=5 -> romeo@a/x",
                 NULL);
    scene_publish(scene, "romeo@a/x", "away status=x");
    scene_expect_at(scene, "juliet@a/j", "presence romeo@a/x away status=x",
                    NULL);
    scene_publish(scene, "romeo@a/x", "unavailable");
    scene_clear(scene);
    scene_publish(scene, "romeo@a/x", "away status=x");
    scene_expect_at(scene, "juliet@a/j", "presence romeo@a/x away status=x",
                    NULL);
    scene_free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_is_silent_is_asked_and_then_ended),
        cmocka_unit_test(any_input_is_the_answer),
        cmocka_unit_test(a_suspect_is_seen_as_before),
        cmocka_unit_test(next_says_when_something_is_due),
        cmocka_unit_test(a_lost_link_is_detached_and_stands),
        cmocka_unit_test(links_that_stay_down_end),
        cmocka_unit_test(busy_too_long_is_slow),
        cmocka_unit_test(who_gets_ready_in_time_is_not_slow),
        cmocka_unit_test(a_clock_that_never_advances_ends_nobody),
        cmocka_unit_test(a_smaller_time_counts_as_before),
        cmocka_unit_test(a_big_jump_asks_before_it_ends),
        cmocka_unit_test(tell_lost_shows_the_link),
        cmocka_unit_test(skip_unchanged_tells_others_what_is_new),
    };
    return cmocka_run_group_tests_name("liveness", tests, NULL, NULL);
}
