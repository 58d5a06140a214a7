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
    struct scene_options options = {
        .limits = {.requests = 1, .request_bytes = 64}};
    struct scene *scene = scene_with(&options);
    (void)state;
    scene_load(scene, "juliet@a", NULL);
    scene_come(scene, "romeo@a/x", "");
    scene_come(scene, "juliet@a/j", "");
    scene_clear(scene);
    scene_send(scene, "romeo@a/x", "juliet@a",
               "subscribe bytes=0123456789012345678901234567890123456789"
               "01234567890123456789012345678901234567890123456789");
    scene_expect(scene, "deliver push juliet@a none ask -> romeo@a/x", NULL);
    scene_expect_requests(scene, "juliet@a", NULL);
    scene_receive(scene, "paris@b", "juliet@a", "subscribe");
    scene_clear(scene);
    scene_subscribe(scene, "romeo@a/x", "juliet@a");
    scene_expect(scene, NULL);
    scene_expect_requests(scene, "juliet@a", "paris@b", NULL);
    scene_free(scene);
}

/* Never an error: the session whose list is full is ended, nobody else knows.
 */
static void a_full_waiting_list_ends_its_session(void **state)
{
    static const struct scene_options rows[] = {
        {.limits = {.waiting = ROOM}}, {.limits = {.waiting_bytes = 1024}}};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct scene *scene = scene_with(&rows[i]);
        struct line message = {.length = 0};
        scene_load(scene, "romeo@a", "item juliet@b both", NULL);
        scene_come(scene, "romeo@a/x", "");
        scene_busy(scene, "romeo@a/x");
        scene_clear(scene);
        line_add(&message, "message chat bytes=%0250u", 1u);
        for (unsigned n = 0; n < ROOM + 3; n++)
            scene_receive(scene, "juliet@b/j", "romeo@a/x", message.text);
        scene_expect(scene, NULL);
        scene_advance(scene, scene->now_ms + 1);
        scene_expect_at(scene, "romeo@a/x", "ended slow", NULL);
        scene_expect_at(scene, "juliet@b", "presence romeo@a/x unavailable",
                        NULL);
        scene_free(scene);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(requests_over_a_bound_are_dropped_in_silence),
        cmocka_unit_test(a_full_list_of_a_user_here_is_silence_too),
        cmocka_unit_test(a_full_waiting_list_ends_its_session),
    };
    return cmocka_run_group_tests_name("silent limits", tests, NULL, NULL);
}
