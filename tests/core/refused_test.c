/*
 * Memory and save() refuse: at each allocation of each call in turn the answer
 * is ADSUM_ERR_NO_MEMORY and nothing has changed, until there is enough. What
 * ends something cannot be refused.
 */
#include <string.h>

#include "scene.h"
#include "snapshot.h"

/* Romeo, who sees and is seen, here and elsewhere; Juliet is busy. */
static struct scene *verona(void)
{
    struct scene *scene = scene_new();
    scene_load(scene, "romeo@a", "item juliet@a both", "item nurse@b both",
               "request paris@b", NULL);
    scene_load(scene, "juliet@a", "item romeo@a both", NULL);
    scene_load(scene, "tybalt@a", NULL);
    scene_come(scene, "romeo@a/x", "away status=x");
    scene_come(scene, "juliet@a/j", "");
    scene_come(scene, "tybalt@a/t", "");
    scene_receive(scene, "nurse@b/n", "romeo@a", "presence status=n");
    scene_clear(scene);
    return scene;
}

static void opens(struct scene *scene)
{
    scene_open(scene, "romeo@a/new-resource");
}

static void publishes(struct scene *scene)
{
    scene_publish(scene, "romeo@a/x", "dnd status=new c{urn:new}=<c/>");
}

static void publishes_to_busy(struct scene *scene)
{
    scene_busy(scene, "juliet@a/j");
    scene_publish(scene, "romeo@a/x", "xa status=newer");
}

static void subscribes_here(struct scene *scene)
{
    scene_send(scene, "romeo@a/x", "tybalt@a", "subscribe id=1 bytes=<new/>");
}

static void subscribes_elsewhere(struct scene *scene)
{
    scene_send(scene, "romeo@a/x", "new@b", "subscribe id=1 bytes=<new/>");
}

static void approves(struct scene *scene)
{
    scene_subscribed(scene, "romeo@a/x", "paris@b");
}

static void pre_approves(struct scene *scene)
{
    scene_subscribed(scene, "romeo@a/x", "new@b");
}

static void cancels(struct scene *scene)
{
    scene_unsubscribed(scene, "romeo@a/x", "juliet@a");
}

static void directs(struct scene *scene)
{
    scene_send(scene, "romeo@a/x", "room@b/nick", "presence status=newest");
}

static void directs_to_busy(struct scene *scene)
{
    scene_busy(scene, "tybalt@a/t");
    scene_send(scene, "romeo@a/x", "tybalt@a/t", "presence status=newest");
}

static void writes_to_busy(struct scene *scene)
{
    scene_busy(scene, "juliet@a/j");
    scene_send(scene, "romeo@a/x", "juliet@a/j", "message chat bytes=hello");
}

static void is_sighted(struct scene *scene)
{
    scene_receive(scene, "new@b/n", "romeo@a", "presence status=unheard-of");
}

static void is_asked(struct scene *scene)
{
    scene_receive(scene, "new@b", "romeo@a", "subscribe bytes=<please/>");
}

static void sets(struct scene *scene)
{
    scene_set(scene, "romeo@a", "new@b name=New group=News");
}

static void renames(struct scene *scene)
{
    scene_set(scene, "romeo@a", "juliet@a name=Jule group=Capulet");
}

static void removes(struct scene *scene)
{
    scene_remove(scene, "romeo@a", "juliet@a");
}

static void blocks(struct scene *scene)
{
    scene_block(scene, "romeo@a", "juliet@a");
}

static const struct step {
    const char *name;
    void (*call)(struct scene *scene);
    int saves;
} steps[] = {{"opens", opens, 0},
             {"publishes", publishes, 0},
             {"publishes to busy", publishes_to_busy, 0},
             {"subscribes here", subscribes_here, 1},
             {"subscribes elsewhere", subscribes_elsewhere, 1},
             {"approves", approves, 1},
             {"pre-approves", pre_approves, 1},
             {"cancels", cancels, 1},
             {"directs", directs, 0},
             {"directs to busy", directs_to_busy, 0},
             {"writes to busy", writes_to_busy, 0},
             {"is sighted", is_sighted, 0},
             {"is asked", is_asked, 1},
             {"sets", sets, 1},
             {"renames", renames, 1},
             {"removes", removes, 1},
             {"blocks", blocks, 1}};

enum { STEPS = sizeof steps / sizeof steps[0] };

static int was_refused(const struct scene *scene, const char *answer)
{
    return scene->line_count == 1 && strcmp(scene->lines[0].head, answer) == 0;
}

static void each_allocation_of_each_call_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < STEPS; i++) {
        struct scene *scene = verona();
        struct snapshot before;
        uint64_t n = 1;
        snapshot_take(scene, &before);
        for (;; n++) {
            assert_in_range(n, 1, 99);
            scene->fail_allocation = n;
            steps[i].call(scene);
            scene->fail_allocation = 0;
            if (!was_refused(scene, "= no memory"))
                break;
            scene_expect(scene, "= no memory", NULL);
            snapshot_expect(&before, scene, steps[i].name);
        }
        print_message("%s: %u allocations refused\n", steps[i].name,
                      (unsigned)n - 1);
        scene_clear(scene);
        snapshot_deinit(&before);
        scene_free(scene);
    }
}

static void each_save_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < STEPS; i++) {
        struct scene *scene = verona();
        struct snapshot before;
        snapshot_take(scene, &before);
        scene->save_answer = -1;
        steps[i].call(scene);
        scene->save_answer = 0;
        print_message("%s\n", steps[i].name);
        if (steps[i].saves) {
            scene_expect(scene, "= save", NULL);
            snapshot_expect(&before, scene, steps[i].name);
            steps[i].call(scene);
        }
        scene_clear(scene);
        snapshot_deinit(&before);
        scene_free(scene);
    }
}

/* A user is loaded whole, or not at all. */
static void loading_is_refused(void **state)
{
    static const char *const rows[] = {"item juliet@b both name=J group=x",
                                       "item paris@b none ask",
                                       "request tybalt@b bytes=<please/>",
                                       "block nurse@b",
                                       "version 9",
                                       "last 5",
                                       NULL};
    struct scene *scene = scene_new();
    uint64_t n = 1;
    (void)state;
    for (;; n++) {
        assert_in_range(n, 1, 99);
        scene->fail_allocation = n;
        scene_load_rows(scene, "romeo@a", ADSUM_USER_KEPT,
                        n == 1 ? rows : &rows[6]);
        scene->fail_allocation = 0;
        if (!was_refused(scene, "= no memory"))
            break;
        scene_expect(scene, "= no memory", NULL);
        assert_int_equal(
            adsum_user_unload(scene->service, adsum_text_of("romeo@a")),
            ADSUM_ERR_ABSENT);
    }
    assert_true(n > 1);
    scene_clear(scene);
    scene_expect_roster(scene, "romeo@a", "juliet@b both name=J group=x",
                        "paris@b none ask", NULL);
    scene_expect_blocks(scene, "romeo@a", "nurse@b", NULL);
    scene_free(scene);
}

/* A service is made whole, or not at all. */
static void a_service_is_refused(void **state)
{
    struct scene *scene = scene_new();
    uint64_t bytes = scene->bytes;
    struct adsum_service *other = NULL;
    int answer = ADSUM_ERR_NO_MEMORY;
    (void)state;
    for (uint64_t n = 1; answer != 0; n++) {
        assert_in_range(n, 1, 99);
        scene->fail_allocation = n;
        answer = adsum_service_new(&scene->host, scene, NULL, &other);
        scene->fail_allocation = 0;
        if (answer != 0) {
            assert_int_equal(answer, ADSUM_ERR_NO_MEMORY);
            assert_null(other);
            assert_true(scene->bytes == bytes);
        }
    }
    assert_int_equal(adsum_service_free(other), 0);
    assert_true(scene->bytes == bytes);
    scene_free(scene);
}

/* 4.5.2 at any price: what was told available is told unavailable. */
static void ends_need_no_memory_and_no_save(void **state)
{
    struct scene *scene = verona();
    (void)state;
    scene_send(scene, "romeo@a/x", "room@b/nick", "presence");
    scene_come(scene, "romeo@a/y", "");
    scene_come(scene, "romeo@a/z", "");
    scene_clear(scene);
    scene->refuse_allocations = 1;
    scene->save_answer = -1;
    scene_close(scene, "romeo@a/x", "unavailable status=farewell");
    scene_expect_at(scene, "room@b/nick", "presence romeo@a/x unavailable",
                    NULL);
    scene_expect_at(scene, "juliet@a/j", "presence romeo@a/x unavailable",
                    NULL);
    scene_expect_at(scene, "nurse@b", "presence romeo@a/x unavailable", NULL);
    scene_clear(scene);
    scene_origin_lost(scene, "b");
    scene_expect(scene,
                 "deliver presence nurse@b/n unavailable -> romeo@a/y"
                 " romeo@a/z",
                 NULL);
    scene_link(scene, "romeo@a/y", ADSUM_LINK_LOST);
    scene_advance(scene, scene->now_ms + 400000);
    scene_expect_at(scene, "romeo@a/y", "ended not-resumed", NULL);
    scene_expect_at(scene, "juliet@a/j", "presence romeo@a/y unavailable",
                    NULL);
    scene_expect_at(scene, "nurse@b", "presence romeo@a/y unavailable", NULL);
    scene_close(scene, "romeo@a/z", NULL);
    scene_expect_at(scene, "juliet@a/j", "presence romeo@a/y unavailable",
                    "presence romeo@a/z unavailable", NULL);
    scene_free(scene);
}

/* Also for who is busy: it is told when it is ready. */
static void ends_reach_the_busy_without_memory(void **state)
{
    struct scene *scene = verona();
    (void)state;
    scene_busy(scene, "juliet@a/j");
    scene_publish(scene, "romeo@a/x", "xa");
    scene_clear(scene);
    scene->refuse_allocations = 1;
    scene_close(scene, "romeo@a/x", NULL);
    scene_expect_at(scene, "juliet@a/j", NULL);
    scene_clear(scene);
    scene_ready(scene, "juliet@a/j");
    scene_expect(scene, "deliver presence romeo@a/x unavailable -> juliet@a/j",
                 NULL);
    scene->refuse_allocations = 0;
    scene_free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_allocation_of_each_call_is_refused),
        cmocka_unit_test(each_save_is_refused),
        cmocka_unit_test(loading_is_refused),
        cmocka_unit_test(a_service_is_refused),
        cmocka_unit_test(ends_need_no_memory_and_no_save),
        cmocka_unit_test(ends_reach_the_busy_without_memory),
    };
    return cmocka_run_group_tests_name("refused", tests, NULL, NULL);
}
