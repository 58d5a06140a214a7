/* Handles of sessions that are no more, or never were. */
#include <stdlib.h>
#include <string.h>

#include "scene.h"
#include "snapshot.h"

static void expect_stale(struct scene *scene, uint64_t handle)
{
    struct adsum_service *service = scene->service;
    struct adsum_text juliet = adsum_text_of("juliet@b");
    struct adsum_text romeo = adsum_text_of("romeo@a");
    struct adsum_session_info info = {.size = sizeof info};
    struct adsum_walk walk = {.size = sizeof walk};
    struct adsum_publication one = {.session = handle};
    struct words_notice notice;
    struct snapshot before;
    uint64_t next = 7;
    snapshot_take(scene, &before);
    words_read_notice("subscribe", &notice);
    assert_int_equal(adsum_session_publish(service, handle, NULL),
                     ADSUM_ERR_STALE);
    assert_int_equal(adsum_service_publish(service, &one, 1), ADSUM_SOME);
    assert_int_equal(one.ret, ADSUM_ERR_STALE);
    assert_int_equal(
        adsum_session_send(service, handle, juliet, &notice.notice),
        ADSUM_ERR_STALE);
    assert_int_equal(adsum_session_heard(service, handle), ADSUM_ERR_STALE);
    assert_int_equal(adsum_session_ready(service, handle), ADSUM_ERR_STALE);
    for (uint32_t link = ADSUM_LINK_UP; link <= ADSUM_LINK_LOST; link++)
        assert_int_equal(adsum_session_link(service, handle, link, 1),
                         ADSUM_ERR_STALE);
    assert_int_equal(adsum_session_close(service, handle, NULL),
                     ADSUM_ERR_STALE);
    assert_int_equal(adsum_session_get(service, handle, &info),
                     ADSUM_ERR_STALE);
    assert_int_equal(adsum_roster_ask(service, handle, 0, &walk),
                     ADSUM_ERR_STALE);
    if (handle != 0)
        assert_int_equal(adsum_session_next(service, romeo, handle, &next),
                         ADSUM_ERR_STALE);
    assert_true(next == 7);
    snapshot_expect(&before, scene, "a stale handle");
    snapshot_deinit(&before);
    scene_expect(scene, NULL);
}

static struct scene *verona(void)
{
    struct scene *scene = scene_new();
    scene_load(scene, "romeo@a", "item juliet@b both", NULL);
    scene_come(scene, "romeo@a/x", "");
    scene_clear(scene);
    return scene;
}

static void closed(void **state)
{
    struct scene *scene = verona();
    uint64_t handle = scene_handle(scene, "romeo@a/x");
    (void)state;
    scene_close(scene, "romeo@a/x", NULL);
    scene_clear(scene);
    expect_stale(scene, handle);
    scene_free(scene);
}

static void replaced(void **state)
{
    struct scene *scene = verona();
    uint64_t handle = scene_handle(scene, "romeo@a/x");
    (void)state;
    scene_open_as(scene, "romeo@a/x", ADSUM_OPEN_REPLACE);
    scene_expect_at(scene, "romeo@a/x", "ended replaced", NULL);
    scene_clear(scene);
    assert_true(handle != scene_handle(scene, "romeo@a/x"));
    expect_stale(scene, handle);
    scene_free(scene);
}

static void ended_by_silence(void **state)
{
    struct scene *scene = verona();
    uint64_t handle = scene_handle(scene, "romeo@a/x");
    (void)state;
    scene_advance(scene, scene->now_ms + 910000);
    scene_advance(scene, scene->now_ms + 70000);
    scene_clear(scene);
    expect_stale(scene, handle);
    scene_free(scene);
}

static void another_took_its_place(void **state)
{
    struct scene *scene = verona();
    uint64_t first = scene_handle(scene, "romeo@a/x");
    (void)state;
    for (int i = 0; i < 300; i++) {
        uint64_t before = scene_handle(scene, "romeo@a/x");
        scene_close(scene, "romeo@a/x", NULL);
        scene_open(scene, "romeo@a/x");
        assert_true(scene_handle(scene, "romeo@a/x") != before);
        assert_true(scene_handle(scene, "romeo@a/x") != first);
    }
    scene_clear(scene);
    expect_stale(scene, first);
    scene_free(scene);
}

static void never_was(void **state)
{
    struct scene *scene = verona();
    uint64_t handle = scene_handle(scene, "romeo@a/x");
    (void)state;
    expect_stale(scene, 0);
    expect_stale(scene, UINT64_MAX);
    expect_stale(scene, 1);
    for (int bit = 0; bit < 64; bit++)
        expect_stale(scene, handle ^ ((uint64_t)1 << bit));
    scene_free(scene);
}

static void of_a_service_before(void **state)
{
    struct scene *scene = verona();
    uint64_t handle = scene_handle(scene, "romeo@a/x");
    (void)state;
    scene_restart(scene);
    expect_stale(scene, handle);
    scene_free(scene);
}

/* A handle is good until its session ends, and a walk over sessions uses it. */
static void sessions_are_walked_by_handles(void **state)
{
    struct scene *scene = verona();
    struct adsum_text romeo = adsum_text_of("romeo@a");
    struct adsum_text full = adsum_text_of("romeo@a/y");
    uint64_t handle = 0;
    unsigned count = 0;
    (void)state;
    scene_open(scene, "romeo@a/y");
    scene_open(scene, "romeo@a/z");
    while (adsum_session_next(scene->service, romeo, handle, &handle) == 0)
        count++;
    assert_int_equal(count, 3);
    assert_int_equal(adsum_session_next(scene->service, full, 0, &handle), 0);
    assert_true(handle == scene_handle(scene, "romeo@a/y"));
    assert_int_equal(adsum_session_next(scene->service, full, handle, &handle),
                     ADSUM_END);
    assert_int_equal(adsum_session_next(scene->service,
                                        adsum_text_of("romeo@a/q"), 0, &handle),
                     ADSUM_END);
    scene_free(scene);
}

static void opening_what_is_in_use(void **state)
{
    struct scene *scene = verona();
    (void)state;
    scene_open(scene, "romeo@a/x");
    scene_expect(scene, "= conflict", NULL);
    scene_open_as(scene, "romeo@a/x", ADSUM_OPEN_RENAME);
    scene_expect(scene, NULL);
    assert_string_not_equal(scene->sessions[1].name, "romeo@a/x");
    scene_open(scene, "romeo@a");
    assert_string_not_equal(scene->sessions[2].name, scene->sessions[1].name);
    scene_expect(scene, NULL);
    scene_free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(closed),
        cmocka_unit_test(replaced),
        cmocka_unit_test(ended_by_silence),
        cmocka_unit_test(another_took_its_place),
        cmocka_unit_test(never_was),
        cmocka_unit_test(of_a_service_before),
        cmocka_unit_test(sessions_are_walked_by_handles),
        cmocka_unit_test(opening_what_is_in_use),
    };
    return cmocka_run_group_tests_name("stale", tests, NULL, NULL);
}
