/* Romeo's service packs him, and another takes him up. */
#include <string.h>

#include "packed.h"

static const char *const user = "romeo@a";

enum { LOST = 300000 };

/* Juliet is here, the nurse is not, and all see each other. */
static struct scene *verona_with(const struct scene_options *options)
{
    struct scene *scene = scene_with(options);
    scene_load(scene, "juliet@a", "item romeo@a both", NULL);
    scene_load(scene, user, "item juliet@a both", "item nurse@b both", NULL);
    return scene;
}

/* The same place, after its service died. */
static void die(struct scene *scene, struct packed *packed)
{
    packed_take(scene, user, packed);
    scene_clear(scene);
    scene_restart(scene);
    scene_load(scene, "juliet@a", NULL);
    scene_clear(scene);
}

static void restore(struct scene *scene, struct packed *packed)
{
    assert_int_equal(packed_restore(scene, user, packed), 0);
    packed_deinit(packed);
    scene_expect(scene, NULL);
}

static void sessions_come_back_with_a_lost_link(void **state)
{
    struct scene *scene = verona_with(NULL);
    struct adsum_text name = adsum_text_of(user);
    struct adsum_session_info info = {.size = sizeof info};
    struct packed packed;
    uint64_t handle;
    (void)state;
    scene_come(scene, "romeo@a/x", "away");
    scene_open(scene, "romeo@a/y");
    die(scene, &packed);
    assert_int_equal(
        adsum_user_restore(scene->service, packed.bytes, packed.length), 0);
    assert_int_equal(adsum_session_next(scene->service, name, 0, &handle), 0);
    assert_int_equal(adsum_session_get(scene->service, handle, &info), 0);
    assert_true(same_text(info.resource, adsum_text_of("x")));
    assert_int_equal(info.state, ADSUM_SESSION_DETACHED);
    assert_int_equal(info.link, ADSUM_LINK_LOST);
    assert_true(info.available && info.interested && info.behind);
    assert_true(info.context == 0 && info.waiting == 0);
    assert_int_equal(adsum_session_next(scene->service, name, handle, &handle),
                     0);
    assert_int_equal(adsum_session_get(scene->service, handle, &info), 0);
    assert_false(info.available || info.interested);
    assert_int_equal(adsum_session_next(scene->service, name, handle, &handle),
                     ADSUM_END);
    scene_expect(scene, NULL);
    packed_deinit(&packed);
    scene_free(scene);
}

/* Its watchers were told by the service that packed it. */
static void who_is_not_taken_up_in_time_is_gone(void **state)
{
    struct scene *scene = verona_with(NULL);
    struct packed packed;
    (void)state;
    scene_come(scene, "romeo@a/x", "away");
    scene_open(scene, "romeo@a/y");
    die(scene, &packed);
    scene_come(scene, "juliet@a/j", "");
    scene_clear(scene);
    restore(scene, &packed);
    scene_advance(scene, scene->now_ms + LOST - 1000);
    scene_expect(scene, NULL);
    scene_advance(scene, scene->now_ms + 2000);
    scene_expect(scene, "deliver presence romeo@a/x unavailable -> juliet@a/j",
                 "route presence romeo@a/x unavailable -> b: nurse@b",
                 "ended not-resumed -> romeo@a/x romeo@a/y", NULL);
    scene_free(scene);
}

static void taken_up_it_is_told_what_is_there(void **state)
{
    struct scene *scene = verona_with(NULL);
    struct packed packed;
    (void)state;
    scene_come(scene, "romeo@a/w", "dnd");
    scene_come(scene, "romeo@a/x", "away");
    scene_receive(scene, "nurse@b/n", user, "presence chat");
    scene_receive(scene, "room@c/nick", "romeo@a/x", "presence xa");
    die(scene, &packed);
    scene_come(scene, "juliet@a/j", "status=here");
    scene_clear(scene);
    restore(scene, &packed);
    scene_link(scene, "romeo@a/x", ADSUM_LINK_UP);
    scene_expect(scene, "deliver presence romeo@a/w dnd -> romeo@a/x",
                 "deliver presence juliet@a/j status=here -> romeo@a/x",
                 "deliver presence nurse@b/n chat -> romeo@a/x",
                 "deliver presence room@c/nick xa to=full -> romeo@a/x", NULL);
    scene_link(scene, "romeo@a/w", ADSUM_LINK_UP);
    scene_expect(scene, "deliver presence romeo@a/x away -> romeo@a/w",
                 "deliver presence juliet@a/j status=here -> romeo@a/w",
                 "deliver presence nurse@b/n chat -> romeo@a/w", NULL);
    scene_publish(scene, "romeo@a/x", "chat");
    scene_expect(
        scene,
        "deliver presence romeo@a/x chat -> juliet@a/j romeo@a/w romeo@a/x",
        "route presence romeo@a/x chat -> b: nurse@b", NULL);
    scene_free(scene);
}

static void what_went_meanwhile_is_told_as_gone(void **state)
{
    struct scene *scene = verona_with(NULL);
    struct packed packed;
    (void)state;
    scene_come(scene, "juliet@a/j", "");
    scene_come(scene, "romeo@a/x", "");
    scene_receive(scene, "nurse@b/n", user, "presence chat");
    scene_receive(scene, "paris@c/p", "romeo@a/x", "presence");
    die(scene, &packed);
    scene_come(scene, "juliet@a/j", "");
    scene_clear(scene);
    restore(scene, &packed);
    scene_close(scene, "juliet@a/j", NULL);
    scene_receive(scene, "nurse@b/n", user, "presence unavailable status=bye");
    scene_origin_lost(scene, "c");
    scene_clear(scene);
    scene_link(scene, "romeo@a/x", ADSUM_LINK_UP);
    scene_expect(scene, "deliver presence juliet@a/j unavailable -> romeo@a/x",
                 "deliver presence nurse@b/n unavailable status=bye"
                 " -> romeo@a/x",
                 "deliver presence paris@c/p unavailable to=full -> romeo@a/x",
                 NULL);
    scene_free(scene);
}

/* It had not heard of anybody when it was packed. */
static void who_was_told_of_nothing_hears_of_no_end(void **state)
{
    struct scene *scene = verona_with(NULL);
    struct packed packed;
    (void)state;
    scene_come(scene, "juliet@a/j", "");
    scene_open(scene, "romeo@a/x");
    scene_link(scene, "romeo@a/x", ADSUM_LINK_LOST);
    scene_publish(scene, "romeo@a/x", "");
    die(scene, &packed);
    scene_come(scene, "juliet@a/j", "");
    scene_clear(scene);
    restore(scene, &packed);
    scene_close(scene, "juliet@a/j", NULL);
    scene_clear(scene);
    scene_link(scene, "romeo@a/x", ADSUM_LINK_UP);
    scene_expect(scene, NULL);
    scene_free(scene);
}

static void the_end_of_what_was_directed_is_told(void **state)
{
    struct scene *scene = verona_with(NULL);
    struct packed packed;
    (void)state;
    scene_load(scene, "tybalt@a", NULL);
    scene_come(scene, "tybalt@a/t", "");
    scene_come(scene, "romeo@a/x", "");
    scene_send(scene, "romeo@a/x", "tybalt@a", "presence dnd");
    scene_send(scene, "romeo@a/x", "room@c/nick", "presence");
    die(scene, &packed);
    scene_come(scene, "tybalt@a/t", "");
    scene_clear(scene);
    restore(scene, &packed);
    scene_advance(scene, scene->now_ms + LOST + 1000);
    scene_expect_at(scene, "tybalt@a/t", "presence romeo@a/x unavailable",
                    NULL);
    scene_expect_at(scene, "room@c/nick", "presence romeo@a/x unavailable",
                    NULL);
    scene_free(scene);
}

/* It waited, so tybalt was not told; and what waits is not packed. */
static void what_nobody_took_is_not_restored(void **state)
{
    struct scene *scene = verona_with(NULL);
    struct packed packed;
    (void)state;
    scene_load(scene, "tybalt@a", NULL);
    scene_come(scene, "tybalt@a/t", "");
    scene_link(scene, "tybalt@a/t", ADSUM_LINK_HELD);
    scene_come(scene, "romeo@a/x", "");
    scene_send(scene, "romeo@a/x", "tybalt@a", "presence dnd");
    scene_send(scene, "romeo@a/x", "tybalt@a/t", "presence dnd");
    die(scene, &packed);
    scene_come(scene, "tybalt@a/t", "");
    scene_clear(scene);
    restore(scene, &packed);
    scene_advance(scene, scene->now_ms + LOST + 1000);
    scene_expect_at(scene, "tybalt@a/t", NULL);
    scene_free(scene);
}

/* A push that waited is lost: the next would look like the newest of all. */
static void who_missed_a_push_has_to_ask_anew(void **state)
{
    struct scene *scene = verona_with(NULL);
    struct adsum_session_info info = {.size = sizeof info};
    struct packed packed;
    (void)state;
    scene_come(scene, "romeo@a/w", "");
    scene_come(scene, "romeo@a/x", "");
    scene_link(scene, "romeo@a/x", ADSUM_LINK_LOST);
    scene_set(scene, "romeo@a", "paris@b");
    die(scene, &packed);
    restore(scene, &packed);
    assert_int_equal(adsum_session_get(scene->service,
                                       scene_handle(scene, "romeo@a/x"), &info),
                     0);
    assert_false(info.interested);
    assert_int_equal(adsum_session_get(scene->service,
                                       scene_handle(scene, "romeo@a/w"), &info),
                     0);
    assert_true(info.interested);
    scene_free(scene);
}

/* ADSUM_OPTION_TELL_LOST: its watchers know already. */
static void who_was_hidden_is_shown_when_taken_up(void **state)
{
    struct scene_options options = {.flags = ADSUM_OPTION_TELL_LOST};
    (void)state;
    for (int taken_up = 0; taken_up < 2; taken_up++) {
        struct scene *scene = verona_with(&options);
        struct packed packed;
        scene_come(scene, "juliet@a/j", "");
        scene_come(scene, "romeo@a/x", "away");
        scene_clear(scene);
        scene_link(scene, "romeo@a/x", ADSUM_LINK_LOST);
        scene_expect_at(scene, "juliet@a/j", "presence romeo@a/x unavailable",
                        NULL);
        die(scene, &packed);
        scene_come(scene, "juliet@a/j", "");
        scene_clear(scene);
        restore(scene, &packed);
        if (taken_up)
            scene_link(scene, "romeo@a/x", ADSUM_LINK_UP);
        else
            scene_advance(scene, scene->now_ms + LOST + 1000);
        if (taken_up)
            scene_expect_at(scene, "juliet@a/j", "presence romeo@a/x away",
                            NULL);
        else
            scene_expect_at(scene, "juliet@a/j", NULL);
        scene_free(scene);
    }
}

/* Between shards: what was seen by sightings is seen by sessions, and back. */
static void who_moves_here_is_seen_as_before(void **state)
{
    struct scene_options options = {.locates = 1};
    struct scene *there = verona_with(NULL);
    struct scene *here = verona_with(&options);
    struct adsum_picture picture = {.size = sizeof picture};
    struct packed packed;
    (void)state;
    scene_come(there, "romeo@a/x", "away");
    packed_take(there, user, &packed);
    assert_int_equal(adsum_user_unload(here->service, adsum_text_of(user)), 0);
    scene_locate(here, user, "shard 1");
    scene_come(here, "juliet@a/j", "");
    scene_receive_from(here, "shard 1", "romeo@a/x", "juliet@a",
                       "presence away");
    scene_clear(here);
    restore(here, &packed);
    assert_int_equal(
        adsum_picture_compose(here->service, adsum_text_of("juliet@a"),
                              adsum_text_of(user), 0, NULL, 0, &picture),
        0);
    assert_int_equal(picture.total, 1);
    scene_origin_lost(here, "shard 1");
    scene_expect(here, NULL);
    scene_advance(here, here->now_ms + LOST + 1000);
    scene_expect_at(here, "juliet@a/j", "presence romeo@a/x unavailable", NULL);
    scene_free(here);
    scene_free(there);
}

/* Whom he saw from there by sightings is kept here. */
static void who_is_here_is_no_sighting(void **state)
{
    struct scene_options options = {.locates = 1};
    struct scene *there = verona_with(&options);
    struct scene *here = verona_with(NULL);
    struct packed packed;
    (void)state;
    assert_int_equal(
        adsum_user_unload(there->service, adsum_text_of("juliet@a")), 0);
    scene_locate(there, "juliet@a", "shard 2");
    scene_come(there, "romeo@a/x", "away");
    scene_receive_from(there, "shard 2", "juliet@a/j", user, "presence");
    scene_receive_from(there, "shard 2", "juliet@a/j", "romeo@a/x", "presence");
    packed_take(there, user, &packed);
    assert_int_equal(adsum_user_unload(here->service, adsum_text_of(user)), 0);
    scene_come(here, "juliet@a/j", "chat");
    scene_clear(here);
    restore(here, &packed);
    scene_link(here, "romeo@a/x", ADSUM_LINK_UP);
    scene_expect(here, "deliver presence juliet@a/j chat -> romeo@a/x", NULL);
    scene_free(here);
    scene_free(there);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sessions_come_back_with_a_lost_link),
        cmocka_unit_test(who_is_not_taken_up_in_time_is_gone),
        cmocka_unit_test(taken_up_it_is_told_what_is_there),
        cmocka_unit_test(what_went_meanwhile_is_told_as_gone),
        cmocka_unit_test(who_was_told_of_nothing_hears_of_no_end),
        cmocka_unit_test(the_end_of_what_was_directed_is_told),
        cmocka_unit_test(what_nobody_took_is_not_restored),
        cmocka_unit_test(who_missed_a_push_has_to_ask_anew),
        cmocka_unit_test(who_was_hidden_is_shown_when_taken_up),
        cmocka_unit_test(who_moves_here_is_seen_as_before),
        cmocka_unit_test(who_is_here_is_no_sighting),
    };
    return cmocka_run_group_tests_name("restored users", tests, NULL, NULL);
}
