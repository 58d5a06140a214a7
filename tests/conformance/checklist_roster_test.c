/* RFC 6121 section 2: the roster, as sessions and the disk see it. */
#include <string.h>

#include "scene.h"

static void s2_1_2_5_a_set_ignores_what_it_says_of_subscription(void **state)
{
    struct scene *scene = scene_new();
    (void)state;
    scene_come(scene, "romeo@a/x", "");
    scene_clear(scene);
    scene_set(scene, "romeo@a", "juliet@b both ask approved name=J");
    scene_expect(scene, "deliver push juliet@b none name=J -> romeo@a/x", NULL);
    scene_expect_roster(scene, "romeo@a", "juliet@b none name=J", NULL);
    scene_free(scene);
}

static void s2_1_4_an_empty_roster_is_walked_to_its_end_at_once(void **state)
{
    struct scene *scene = scene_new();
    struct adsum_walk walk = {.size = sizeof walk};
    struct adsum_item item;
    (void)state;
    scene_open(scene, "romeo@a/x");
    assert_int_equal(adsum_roster_ask(scene->service,
                                      scene_handle(scene, "romeo@a/x"), 0,
                                      &walk),
                     0);
    assert_int_equal(walk.what, ADSUM_WALK_ROSTER);
    assert_int_equal(adsum_roster_next(scene->service, &walk, &item),
                     ADSUM_END);
    scene_free(scene);
}

static void s2_1_5_empty_and_double_groups_are_refused(void **state)
{
    struct scene *scene = scene_new();
    (void)state;
    scene_come(scene, "romeo@a/x", "");
    scene_set(scene, "romeo@a", "juliet@b name=J group=friends");
    scene_clear(scene);
    scene_set(scene, "romeo@a", "juliet@b group=x group=y group=x");
    scene_set(scene, "romeo@a", "juliet@b group=x group=");
    scene_expect(scene, "= invalid", "= invalid", NULL);
    scene_expect_roster(scene, "romeo@a", "juliet@b none name=J group=friends",
                        NULL);
    scene_free(scene);
}

static void s2_2_pushes_are_for_who_asked_for_the_roster(void **state)
{
    struct scene *scene = scene_new();
    (void)state;
    scene_open(scene, "romeo@a/asked");
    scene_ask(scene, "romeo@a/asked");
    scene_open(scene, "romeo@a/available");
    scene_publish(scene, "romeo@a/available", "");
    scene_open(scene, "romeo@a/neither");
    scene_clear(scene);
    scene_set(scene, "romeo@a", "juliet@b");
    scene_expect(scene, "deliver push juliet@b none -> romeo@a/asked", NULL);
    scene_receive(scene, "juliet@b", "romeo@a", "subscribe");
    scene_expect(scene, "deliver subscribe juliet@b -> romeo@a/available",
                 NULL);
    scene_free(scene);
}

static void s2_2_answers_to_subscriptions_are_for_who_asked_too(void **state)
{
    static const char *const stanzas[] = {"subscribed", "unsubscribed",
                                          "unsubscribe"};
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct scene *scene = scene_new();
        struct line line = {.length = 0};
        scene_load(scene, "romeo@a",
                   i == 0 ? "item juliet@b none ask" : "item juliet@b both",
                   NULL);
        scene_open(scene, "romeo@a/asked");
        scene_ask(scene, "romeo@a/asked");
        scene_open(scene, "romeo@a/available");
        scene_publish(scene, "romeo@a/available", "");
        scene_clear(scene);
        scene_receive(scene, "juliet@b", "romeo@a", stanzas[i]);
        line_add(&line, "%s juliet@b", stanzas[i]);
        scene_expect_at(scene, "romeo@a/available", NULL);
        scene_expect_at(scene, "romeo@a/asked", line.text,
                        i == 0   ? "push juliet@b to"
                        : i == 1 ? "push juliet@b from"
                                 : "push juliet@b to",
                        NULL);
        scene_free(scene);
    }
}

static void s2_3_2_all_interested_sessions_are_pushed_to(void **state)
{
    struct scene *scene = scene_new();
    (void)state;
    scene_come(scene, "romeo@a/x", "");
    scene_come(scene, "romeo@a/y", "");
    scene_clear(scene);
    scene_set(scene, "romeo@a", "juliet@b group=friends");
    scene_expect(scene,
                 "deliver push juliet@b none group=friends"
                 " -> romeo@a/x romeo@a/y",
                 NULL);
    scene_free(scene);
}

static void s2_4_1_a_set_replaces_name_and_groups_alone(void **state)
{
    struct scene *scene = scene_new();
    (void)state;
    scene_load(scene, "romeo@a",
               "item juliet@b from ask name=J group=x group=y",
               "item paris@b none approved name=P", NULL);
    scene_come(scene, "romeo@a/x", "");
    scene_clear(scene);
    scene_set(scene, "romeo@a", "juliet@b group=z");
    scene_set(scene, "romeo@a", "paris@b name=Count");
    scene_expect(scene, "deliver push juliet@b from ask group=z -> romeo@a/x",
                 "deliver push paris@b none approved name=Count -> romeo@a/x",
                 NULL);
    scene_expect_roster(scene, "romeo@a", "juliet@b from ask group=z",
                        "paris@b none approved name=Count", NULL);
    scene_free(scene);
}

static void s2_5_2_removal_ends_both_subscriptions_then_pushes(void **state)
{
    struct scene *scene = scene_new();
    (void)state;
    scene_load(scene, "romeo@a", "item juliet@b both", NULL);
    scene_come(scene, "romeo@a/x", "");
    scene_clear(scene);
    scene_remove(scene, "romeo@a", "juliet@b");
    scene_expect_at(scene, "romeo@a/x", "push juliet@b removed", NULL);
    scene_expect(scene, "route presence romeo@a/x unavailable -> b: juliet@b",
                 "route unsubscribed romeo@a -> b: juliet@b",
                 "route unsubscribe romeo@a -> b: juliet@b",
                 "deliver push juliet@b removed -> romeo@a/x", NULL);
    scene_free(scene);
}

static void s2_5_3_what_is_not_there_cannot_be_removed(void **state)
{
    struct scene *scene = scene_new();
    (void)state;
    scene_come(scene, "romeo@a/x", "");
    scene_clear(scene);
    scene_remove(scene, "romeo@a", "juliet@b");
    scene_expect(scene, "= not found", NULL);
    scene_free(scene);
}

static uint64_t version_of(struct scene *scene, const char *user)
{
    struct adsum_walk walk = {.size = sizeof walk};
    assert_int_equal(adsum_roster_walk(scene->service, adsum_text_of(user),
                                       ADSUM_WALK_ROSTER, &walk),
                     0);
    return walk.version;
}

/* That versions of pushes grow is held by the scene itself. */
static void s2_6_3_a_push_has_the_version_of_the_roster(void **state)
{
    struct scene *scene = scene_new();
    uint64_t before;
    (void)state;
    scene_come(scene, "romeo@a/x", "");
    scene_come(scene, "romeo@a/y", "");
    before = version_of(scene, "romeo@a");
    scene_set(scene, "romeo@a", "juliet@b");
    assert_true(version_of(scene, "romeo@a") > before);
    assert_true(scene->sessions[0].version == version_of(scene, "romeo@a"));
    assert_true(scene->sessions[1].version == version_of(scene, "romeo@a"));
    scene_free(scene);
}

static void s2_6_3_a_waiting_request_does_not_modify_the_roster(void **state)
{
    struct scene *scene = scene_new();
    uint64_t before;
    (void)state;
    scene_come(scene, "romeo@a/x", "");
    before = version_of(scene, "romeo@a");
    scene_clear(scene);
    scene_receive(scene, "juliet@b", "romeo@a", "subscribe");
    assert_true(version_of(scene, "romeo@a") == before);
    scene_receive(scene, "juliet@b", "romeo@a", "unsubscribe");
    assert_true(version_of(scene, "romeo@a") == before);
    scene_expect_at(scene, "romeo@a/x", "subscribe juliet@b",
                    "unsubscribe juliet@b", NULL);
    scene_free(scene);
}

static void s3_1_3_a_request_makes_no_item(void **state)
{
    struct scene *scene = scene_new();
    struct adsum_item item;
    (void)state;
    scene_come(scene, "romeo@a/x", "");
    scene_clear(scene);
    scene_receive(scene, "juliet@b", "romeo@a", "subscribe");
    scene_expect(scene, "deliver subscribe juliet@b -> romeo@a/x", NULL);
    scene_expect_roster(scene, "romeo@a", NULL);
    scene_expect_requests(scene, "romeo@a", "juliet@b", NULL);
    assert_int_equal(adsum_roster_get(scene->service, adsum_text_of("romeo@a"),
                                      adsum_text_of("juliet@b"), &item),
                     ADSUM_ERR_NOT_FOUND);
    scene_free(scene);
}

static void s3_1_1_set_and_subscribe_come_in_either_order(void **state)
{
    struct scene *scene = scene_new();
    (void)state;
    scene_come(scene, "romeo@a/x", "");
    scene_set(scene, "romeo@a", "juliet@b name=J");
    scene_subscribe(scene, "romeo@a/x", "juliet@b");
    scene_subscribe(scene, "romeo@a/x", "paris@b");
    scene_set(scene, "romeo@a", "paris@b name=P");
    scene_clear(scene);
    scene_expect_roster(scene, "romeo@a", "juliet@b none ask name=J",
                        "paris@b none ask name=P", NULL);
    scene_free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(s2_1_2_5_a_set_ignores_what_it_says_of_subscription),
        cmocka_unit_test(s2_1_4_an_empty_roster_is_walked_to_its_end_at_once),
        cmocka_unit_test(s2_1_5_empty_and_double_groups_are_refused),
        cmocka_unit_test(s2_2_pushes_are_for_who_asked_for_the_roster),
        cmocka_unit_test(s2_2_answers_to_subscriptions_are_for_who_asked_too),
        cmocka_unit_test(s2_3_2_all_interested_sessions_are_pushed_to),
        cmocka_unit_test(s2_4_1_a_set_replaces_name_and_groups_alone),
        cmocka_unit_test(s2_5_2_removal_ends_both_subscriptions_then_pushes),
        cmocka_unit_test(s2_5_3_what_is_not_there_cannot_be_removed),
        cmocka_unit_test(s2_6_3_a_push_has_the_version_of_the_roster),
        cmocka_unit_test(s2_6_3_a_waiting_request_does_not_modify_the_roster),
        cmocka_unit_test(s3_1_3_a_request_makes_no_item),
        cmocka_unit_test(s3_1_1_set_and_subscribe_come_in_either_order),
    };
    return cmocka_run_group_tests_name("roster", tests, NULL, NULL);
}
