/* The life of sessions: sources, replacement, batches, the last one to leave.
 */
#include <stdlib.h>
#include <string.h>

#include "scene.h"

static struct scene *verona(int shows_saves)
{
    struct scene *scene =
        scene_with(&(struct scene_options){.shows_saves = shows_saves});
    scene_load(scene, "romeo@a", "item juliet@a both", "item nurse@b both",
               NULL);
    scene_load(scene, "juliet@a", "item romeo@a both", NULL);
    scene_come(scene, "juliet@a/j", "");
    scene_come(scene, "romeo@a/x", "away");
    scene_clear(scene);
    return scene;
}

/* A thermometer publishes; nothing is for it. */
static void a_source_is_never_a_target(void **state)
{
    struct scene *scene = verona(0);
    (void)state;
    scene_open_as(scene, "romeo@a/sensor", ADSUM_OPEN_SOURCE);
    scene_ask(scene, "romeo@a/sensor");
    scene_clear(scene);
    scene_publish(scene, "romeo@a/sensor", "priority=9 temperature=21");
    scene_expect_at(scene, "juliet@a/j",
                    "presence romeo@a/sensor priority=9 temperature=21", NULL);
    scene_publish(scene, "juliet@a/j", "dnd");
    scene_set(scene, "romeo@a", "paris@b");
    scene_receive(scene, "tybalt@b", "romeo@a", "subscribe");
    scene_receive(scene, "nurse@b/n", "romeo@a", "presence");
    scene_receive(scene, "nurse@b/n", "romeo@a", "message chat id=1");
    scene_expect_at(scene, "romeo@a/sensor", NULL);
    scene_close(scene, "romeo@a/sensor", NULL);
    scene_expect_at(scene, "romeo@a/sensor", NULL);
    scene_free(scene);
}

static void who_is_replaced_is_unavailable(void **state)
{
    struct scene *scene = verona(0);
    (void)state;
    scene_open_as(scene, "romeo@a/x", ADSUM_OPEN_REPLACE);
    scene_expect_at(scene, "juliet@a/j", "presence romeo@a/x unavailable",
                    NULL);
    scene_expect_at(scene, "nurse@b", "presence romeo@a/x unavailable", NULL);
    scene_expect_at(scene, "romeo@a/x", "ended replaced", NULL);
    scene_clear(scene);
    scene_publish(scene, "romeo@a/x", "chat");
    scene_expect_at(scene, "juliet@a/j", "presence romeo@a/x chat", NULL);
    scene_free(scene);
}

/* With the time at which a probe is answered later, also after a restart. */
static void the_last_to_leave_saves_when(void **state)
{
    struct scene *scene = verona(1);
    (void)state;
    scene_come(scene, "romeo@a/y", "");
    scene_clear(scene);
    scene_advance(scene, 1000000001000);
    scene_close(scene, "romeo@a/x", NULL);
    scene_expect_any_order(
        scene, "deliver presence romeo@a/x unavailable -> juliet@a/j romeo@a/y",
        "route presence romeo@a/x unavailable -> b: nurse@b", NULL);
    scene_advance(scene, 1000000002000);
    scene_publish(scene, "romeo@a/y", "unavailable");
    assert_string_equal(scene->lines[0].head,
                        "save romeo@a last 1000000002000");
    scene_clear(scene);
    scene_advance(scene, 1000000003000);
    scene_close(scene, "romeo@a/y", NULL);
    scene_expect(scene, NULL);
    scene_restart(scene);
    scene_receive(scene, "nurse@b", "romeo@a", "probe");
    scene_expect(scene,
                 "route presence romeo@a unavailable at=1000000002000"
                 " -> b: nurse@b",
                 NULL);
    scene_free(scene);
}

/* Only the stamp is lost. */
static void leaving_does_not_need_save(void **state)
{
    struct scene *scene = verona(1);
    (void)state;
    scene->save_answer = -1;
    scene_publish(scene, "romeo@a/x", "unavailable");
    scene_expect_at(scene, "juliet@a/j", "presence romeo@a/x unavailable",
                    NULL);
    scene_expect_at(scene, "nurse@b", "presence romeo@a/x unavailable", NULL);
    scene_free(scene);
}

static void shutting_down_closes_every_session(void **state)
{
    struct scene *scene = verona(0);
    (void)state;
    scene_send(scene, "romeo@a/x", "room@b/nick", "presence");
    scene_clear(scene);
    assert_int_equal(adsum_service_free(scene->service), 0);
    scene->service = NULL;
    scene_expect_at(scene, "nurse@b", "presence romeo@a/x unavailable", NULL);
    scene_expect_at(scene, "room@b/nick", "presence romeo@a/x unavailable",
                    NULL);
    for (size_t i = 0; i < scene->line_count; i++)
        assert_null(strstr(scene->lines[i].head, "ended"));
    scene_clear(scene);
    scene_free(scene);
}

/* Many at once say what one by one would. */
static void a_batch_tells_what_one_by_one_tells(void **state)
{
    static const char *const words[] = {"dnd", "xa status=x", "away",
                                        "unavailable"};
    struct scene *batch = verona(1);
    struct scene *single = verona(1);
    struct words_presence presences[4];
    struct adsum_publication items[4];
    (void)state;
    memset(items, 0, sizeof items);
    for (size_t i = 0; i < 4; i++) {
        const char *who = i % 2 == 0 ? "romeo@a/x" : "juliet@a/j";
        words_read_presence(words[i], &presences[i]);
        items[i].session = scene_handle(batch, who);
        items[i].presence = &presences[i].presence;
        scene_publish(single, who, words[i]);
    }
    assert_int_equal(adsum_service_publish(batch->service, items, 4), 0);
    assert_int_equal(batch->line_count, single->line_count);
    for (size_t i = 0; i < batch->line_count; i++) {
        assert_string_equal(batch->lines[i].head, single->lines[i].head);
        assert_int_equal(batch->lines[i].receiver_count,
                         single->lines[i].receiver_count);
    }
    scene_free(batch);
    scene_free(single);
}

/* A peer's one notice for several users here (RFC 6120 has no such; shards and
   nodes do). */
static void one_presence_comes_for_several(void **state)
{
    struct scene *scene = verona(0);
    struct adsum_text to[3] = {adsum_text_of("romeo@a"),
                               adsum_text_of("nobody@a"),
                               adsum_text_of("juliet@a")};
    struct words_notice notice;
    (void)state;
    words_read_notice("presence chat", &notice);
    notice.notice.from = adsum_text_of("nurse@b/n");
    assert_int_equal(adsum_service_receive(scene->service, adsum_text_of("b"),
                                           &notice.notice, to, 3),
                     0);
    scene_expect_at(scene, "romeo@a/x", "presence nurse@b/n chat", NULL);
    scene_expect_at(scene, "juliet@a/j", "presence nurse@b/n chat", NULL);
    words_read_notice("message chat", &notice);
    notice.notice.from = adsum_text_of("nurse@b/n");
    assert_int_equal(adsum_service_receive(scene->service, adsum_text_of("b"),
                                           &notice.notice, to, 3),
                     ADSUM_ERR_INVALID);
    scene_free(scene);
}

static void what_is_counted(void **state)
{
    struct scene *scene = verona(0);
    struct adsum_statistics before = {.size = sizeof before};
    struct adsum_statistics after = {.size = sizeof after};
    (void)state;
    assert_int_equal(adsum_service_statistics(scene->service, &before), 0);
    assert_int_equal(before.users, 2);
    assert_int_equal(before.sessions, 2);
    assert_int_equal(before.edges, 3);
    assert_int_equal(before.sightings, 0);
    assert_true(before.memory_bytes == scene->bytes);
    scene_receive(scene, "nurse@b/n", "romeo@a", "presence");
    scene_publish(scene, "romeo@a/x", "dnd");
    scene_busy(scene, "juliet@a/j");
    scene_publish(scene, "romeo@a/x", "xa");
    scene_send(scene, "romeo@a/x", "juliet@a/j", "message chat");
    assert_int_equal(adsum_service_statistics(scene->service, &after), 0);
    assert_int_equal(after.sightings, 1);
    assert_int_equal(after.received - before.received, 1);
    assert_int_equal(after.published - before.published, 2);
    assert_int_equal(after.delivered - before.delivered, 4);
    assert_int_equal(after.routed - before.routed, 2);
    assert_int_equal(after.busy - before.busy, 1);
    assert_int_equal(after.behind, 1);
    assert_int_equal(after.waiting, 1);
    scene_free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_source_is_never_a_target),
        cmocka_unit_test(who_is_replaced_is_unavailable),
        cmocka_unit_test(the_last_to_leave_saves_when),
        cmocka_unit_test(leaving_does_not_need_save),
        cmocka_unit_test(shutting_down_closes_every_session),
        cmocka_unit_test(a_batch_tells_what_one_by_one_tells),
        cmocka_unit_test(one_presence_comes_for_several),
        cmocka_unit_test(what_is_counted),
    };
    return cmocka_run_group_tests_name("session", tests, NULL, NULL);
}
