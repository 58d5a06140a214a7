/*
 * Limits that answer nobody: what strangers can fill, and what a session that
 * takes nothing lets pile up.
 */
#include <string.h>

#include "scene.h"

enum { ROOM = 4 };

static const char *named(struct line *line, const char *before, unsigned n,
                         const char *after)
{
    line->length = 0;
    line_add(line, "%s%u%s", before, n, after);
    return line->text;
}

/* 3.1.3, warning: what strangers can fill is bounded, and they learn nothing.
 */
static void requests_over_a_bound_are_dropped_in_silence(void **state)
{
    static const struct row {
        struct adsum_limits limits;
        const char *domain; /* of the one too many */
        const char *other;  /* of one for whom there is room */
    } rows[] = {
        {{.requests = ROOM}, "@c", NULL},
        {{.domain_requests = ROOM}, "@b", "@c"},
    };
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct scene_options options = {.limits = rows[i].limits};
        struct scene *scene = scene_with(&options);
        struct line name;
        scene_load(scene, "romeo@a", NULL);
        scene_come(scene, "romeo@a/x", "");
        for (unsigned n = 0; n < ROOM; n++)
            scene_receive(scene, named(&name, "asker", n, "@b"), "romeo@a",
                          "subscribe");
        scene_clear(scene);
        scene_receive(scene, named(&name, "asker", ROOM, rows[i].domain),
                      "romeo@a", "subscribe");
        scene_expect(scene, NULL);
        scene_expect_requests(scene, "romeo@a", "asker0@b", "asker1@b",
                              "asker2@b", "asker3@b", NULL);
        if (rows[i].other != NULL) {
            named(&name, "asker", 9, rows[i].other);
            scene_receive(scene, name.text, "romeo@a", "subscribe");
            scene_expect_at(scene, "romeo@a/x", "subscribe asker9@c", NULL);
        }
        scene_unsubscribed(scene, "romeo@a/x", "asker0@b");
        scene_clear(scene);
        scene_receive(scene, named(&name, "asker", ROOM, rows[i].domain),
                      "romeo@a", "subscribe");
        scene_expect_at(scene, "romeo@a/x",
                        i == 0 ? "subscribe asker4@c" : "subscribe asker4@b",
                        NULL);
        scene_free(scene);
    }
}

/* Here the far half's refusal is no answer to the near caller. */
static void a_full_list_of_a_user_here_is_silence_too(void **state)
{
    struct scene_options options = {.limits = {.requests = 1}};
    struct scene *scene = scene_with(&options);
    (void)state;
    scene_load(scene, "juliet@a", "request paris@b", NULL);
    scene_come(scene, "romeo@a/x", "");
    scene_come(scene, "juliet@a/j", "");
    scene_clear(scene);
    scene_subscribe(scene, "romeo@a/x", "juliet@a");
    scene_expect(scene, "deliver push juliet@a none ask -> romeo@a/x", NULL);
    scene_expect_requests(scene, "juliet@a", "paris@b", NULL);
    scene_free(scene);
}

/* One that is too long is refused whoever it is for, or it would tell. */
static void a_request_that_is_too_long_is_refused_to_its_sender(void **state)
{
    static const char *const to[] = {"juliet@a", "nobody@a"};
    struct scene_options options = {.limits = {.request_bytes = 64}};
    struct scene *scene = scene_with(&options);
    struct line words = {.length = 0};
    (void)state;
    scene_load(scene, "juliet@a", NULL);
    scene_come(scene, "romeo@a/x", "");
    scene_come(scene, "juliet@a/j", "");
    scene_clear(scene);
    line_add(&words, "subscribe bytes=%090u", 1u);
    for (size_t i = 0; i < 2; i++) {
        scene_send(scene, "romeo@a/x", to[i], words.text);
        scene_expect(scene, "= limit request_bytes", NULL);
    }
    scene_receive(scene, "paris@b", "juliet@a", words.text);
    scene_expect(scene, NULL);
    scene_expect_requests(scene, "juliet@a", NULL);
    scene_expect_roster(scene, "romeo@a", NULL);
    scene_free(scene);
}

/* Never an error: the session whose list is full is ended, nobody else knows,
   and no message is lost. */
static void a_full_waiting_list_ends_its_session(void **state)
{
    static const struct scene_options rows[] = {
        {.limits = {.waiting = ROOM}}, {.limits = {.waiting_bytes = 1300}}};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct scene *scene = scene_with(&rows[i]);
        struct line lines[6];
        scene_load(scene, "romeo@a", "item juliet@b both", NULL);
        scene_come(scene, "romeo@a/x", "");
        scene_busy(scene, "romeo@a/x");
        scene_clear(scene);
        for (unsigned n = 0; n < 6; n++) {
            struct line words = {.length = 0};
            line_add(&words, "message chat bytes=%0250u", n);
            scene_receive(scene, "juliet@b/j", "romeo@a/x", words.text);
        }
        scene_expect_at(scene, "juliet@b/j", NULL);
        scene_expect_at(scene, "romeo@a/x", NULL);
        scene_advance(scene, scene->now_ms + 1);
        scene_expect_at(scene, "romeo@a/x", "ended slow", NULL);
        scene_expect_at(scene, "juliet@b", "presence romeo@a/x unavailable",
                        NULL);
        for (unsigned n = 0; n < 6; n++) {
            lines[n].length = 0;
            line_add(&lines[n], "keep message juliet@b/j chat bytes=%0250u", n);
        }
        scene_expect_at(scene, "romeo@a", lines[0].text, lines[1].text,
                        lines[2].text, lines[3].text, lines[4].text,
                        lines[5].text, NULL);
        scene_free(scene);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(requests_over_a_bound_are_dropped_in_silence),
        cmocka_unit_test(a_full_list_of_a_user_here_is_silence_too),
        cmocka_unit_test(a_request_that_is_too_long_is_refused_to_its_sender),
        cmocka_unit_test(a_full_waiting_list_ends_its_session),
    };
    return cmocka_run_group_tests_name("silent limits", tests, NULL, NULL);
}
