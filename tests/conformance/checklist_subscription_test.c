/* RFC 6121 section 3: subscriptions, beyond what the tables of A say. */
#include <string.h>

#include "scene.h"

/* Romeo, with one session, and a roster. */
static struct scene *romeo(const char *item)
{
    struct scene *scene = scene_new();
    scene_load(scene, "romeo@a", item, NULL);
    scene_come(scene, "romeo@a/x", "");
    scene_clear(scene);
    return scene;
}

static void s3_stanzas_carry_the_bare_address(void **state)
{
    static const char *const rows[][2] = {
        {"subscribe", "item juliet@b none"},
        {"unsubscribe", "item juliet@b to"},
        {"subscribed", "request juliet@b"},
        {"unsubscribed", "request juliet@b"},
    };
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        struct scene *scene = romeo(rows[i][1]);
        struct line line = {.length = 0};
        scene_send(scene, "romeo@a/x", "juliet@b", rows[i][0]);
        line_add(&line, "%s romeo@a", rows[i][0]);
        assert_string_equal(strrchr(scene->lines[0].head, ' '), " b:");
        assert_non_null(strstr(scene->lines[0].head, line.text));
        assert_null(strstr(scene->lines[0].head, "romeo@a/x"));
        scene_free(scene);
    }
}

static void s3_1_2_a_resource_is_cut_off_what_is_subscribed_to(void **state)
{
    struct scene *scene = romeo(NULL);
    (void)state;
    scene_send(scene, "romeo@a/x", "juliet@b/balcony", "subscribe id=1");
    scene_expect(scene, "route subscribe romeo@a id=1 -> b: juliet@b",
                 "deliver push juliet@b none ask -> romeo@a/x", NULL);
    scene_free(scene);
}

static void s3_1_2_what_cannot_be_routed_comes_back(void **state)
{
    struct scene *scene = romeo(NULL);
    (void)state;
    scene_open(scene, "romeo@a/y");
    scene->route_answer = ADSUM_CONDITION_REMOTE_SERVER_NOT_FOUND;
    scene_send(scene, "romeo@a/x", "juliet@b", "subscribe id=1 bytes=<hello/>");
    scene_expect_at(scene, "romeo@a/y", NULL);
    scene_expect_any_order(
        scene, "route subscribe romeo@a id=1 bytes=<hello/> -> b: juliet@b",
        "deliver push juliet@b none ask -> romeo@a/x",
        "deliver bounce juliet@b subscribe remote-server-not-found id=1"
        " bytes=<hello/> to=full -> romeo@a/x",
        NULL);
    scene_free(scene);
}

static void s3_1_2_a_host_without_route_finds_no_server(void **state)
{
    struct scene *scene = scene_with(&(struct scene_options){.bare = 1});
    (void)state;
    scene_come(scene, "romeo@a/x", "");
    scene_clear(scene);
    scene_send(scene, "romeo@a/x", "juliet@b", "subscribe id=1");
    scene_expect_any_order(
        scene, "deliver push juliet@b none ask -> romeo@a/x",
        "deliver bounce juliet@b subscribe remote-server-not-found id=1"
        " to=full -> romeo@a/x",
        NULL);
    scene_free(scene);
}

/* An error would tell who asks which accounts there are (3.1.2, 8.1). */
static void s3_1_2_unknown_here_looks_like_known_here(void **state)
{
    struct scene *scene = romeo(NULL);
    (void)state;
    scene_load(scene, "juliet@a", NULL);
    scene_subscribe(scene, "romeo@a/x", "juliet@a");
    scene_expect(scene, "deliver push juliet@a none ask -> romeo@a/x", NULL);
    scene_subscribe(scene, "romeo@a/x", "nobody@a");
    scene_expect(scene, "deliver push nobody@a none ask -> romeo@a/x", NULL);
    scene_unsubscribe(scene, "romeo@a/x", "nobody@a");
    scene_expect(scene, "deliver push nobody@a none -> romeo@a/x", NULL);
    scene_free(scene);
}

static void s3_1_2_the_push_follows_the_routing(void **state)
{
    struct scene *scene = romeo("item juliet@b from");
    (void)state;
    scene_subscribe(scene, "romeo@a/x", "juliet@b");
    scene_expect(scene, "route subscribe romeo@a -> b: juliet@b",
                 "deliver push juliet@b from ask -> romeo@a/x", NULL);
    scene_free(scene);
}

static void s3_1_2_unanswered_requests_are_sent_again_with_an_id(void **state)
{
    struct scene *scene = scene_new();
    size_t sent = 0;
    (void)state;
    scene_load(scene, "romeo@a", "item juliet@b none ask",
               "item paris@b from ask", "item nurse@b none", "item tybalt@b to",
               NULL);
    scene_come(scene, "romeo@a/x", "");
    for (size_t i = 0; i < scene->line_count; i++)
        if (strncmp(scene->lines[i].head, "route subscribe romeo@a id=", 27) ==
            0)
            sent += scene->lines[i].receiver_count;
    assert_int_equal(sent, 2);
    scene_clear(scene);
    /* Only with the first session of the user. */
    scene_come(scene, "romeo@a/y", "");
    for (size_t i = 0; i < scene->line_count; i++)
        assert_null(strstr(scene->lines[i].head, "route subscribe"));
    scene_free(scene);
}

static void s3_1_3_nobody_is_approved_unasked(void **state)
{
    struct scene *scene = romeo("item juliet@b to");
    (void)state;
    scene_receive(scene, "juliet@b", "romeo@a", "subscribe");
    scene_expect(scene, "deliver subscribe juliet@b -> romeo@a/x", NULL);
    scene_expect_roster(scene, "romeo@a", "juliet@b to", NULL);
    scene_free(scene);
}

static void s3_1_3_r2_who_is_subscribed_is_answered_at_once(void **state)
{
    struct scene *scene = romeo("item juliet@b from");
    (void)state;
    scene_receive(scene, "juliet@b", "romeo@a", "subscribe");
    scene_expect(scene, "route subscribed romeo@a -> b: juliet@b",
                 "route presence romeo@a/x -> b: juliet@b", NULL);
    scene_free(scene);
}

/* The acknowledgement of rule 3 would tell a stranger that he exists. */
static void s3_1_3_r3_a_request_is_not_acknowledged(void **state)
{
    struct scene *scene = scene_new();
    (void)state;
    scene_load(scene, "romeo@a", NULL);
    scene_receive(scene, "juliet@b", "romeo@a", "subscribe");
    scene_receive(scene, "juliet@b", "nobody@a", "subscribe");
    scene_expect(scene, NULL);
    scene_free(scene);
}

static void s3_1_3_r4_the_whole_request_meets_each_new_session(void **state)
{
    struct scene *scene = romeo(NULL);
    (void)state;
    scene_receive(scene, "juliet@b", "romeo@a",
                  "subscribe id=1 bytes=<whole/>");
    scene_clear(scene);
    for (int i = 0; i < 2; i++) {
        scene_open(scene, "romeo@a/y");
        scene_clear(scene);
        scene_publish(scene, "romeo@a/y", "");
        scene_expect_at(scene, "romeo@a/y", "presence romeo@a/y",
                        "subscribe juliet@b id=1 bytes=<whole/>",
                        "presence romeo@a/x", NULL);
        scene_close(scene, "romeo@a/y", NULL);
        scene_clear(scene);
    }
    scene_restart(scene);
    scene_open(scene, "romeo@a/z");
    scene_publish(scene, "romeo@a/z", "");
    scene_expect_at(scene, "romeo@a/z", "presence romeo@a/z",
                    "subscribe juliet@b id=1 bytes=<whole/>", NULL);
    scene_free(scene);
}

static void s3_1_3_r4_requests_end_when_they_are_answered(void **state)
{
    static const char *const answers[] = {"subscribed", "unsubscribed"};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct scene *scene = romeo("request juliet@b bytes=<whole/>");
        scene_send(scene, "romeo@a/x", "juliet@b", answers[i]);
        scene_open(scene, "romeo@a/y");
        scene_clear(scene);
        scene_publish(scene, "romeo@a/y", "");
        scene_expect_at(scene, "romeo@a/y", "presence romeo@a/y",
                        "presence romeo@a/x", NULL);
        scene_expect_requests(scene, "romeo@a", NULL);
        scene_free(scene);
    }
}

/* The newest stands in the place of the first; nobody is asked twice. */
static void s3_1_3_r4_one_request_is_kept_of_each_asker(void **state)
{
    struct scene *scene = romeo(NULL);
    (void)state;
    scene_receive(scene, "juliet@b", "romeo@a", "subscribe id=1");
    scene_receive(scene, "paris@b", "romeo@a", "subscribe id=2");
    scene_clear(scene);
    scene_receive(scene, "juliet@b", "romeo@a", "subscribe id=3 bytes=<new/>");
    scene_expect(scene, NULL);
    scene_expect_requests(scene, "romeo@a", "juliet@b", "paris@b", NULL);
    scene_open(scene, "romeo@a/y");
    scene_publish(scene, "romeo@a/y", "");
    scene_expect_at(scene, "romeo@a/y", "presence romeo@a/y",
                    "subscribe juliet@b id=3 bytes=<new/>",
                    "subscribe paris@b id=2", "presence romeo@a/x", NULL);
    scene_free(scene);
}

static void s3_1_3_a_resource_is_cut_off_who_is_asked(void **state)
{
    struct scene *scene = romeo(NULL);
    (void)state;
    scene_receive(scene, "juliet@b/y", "romeo@a/nowhere", "subscribe id=1");
    scene_expect(scene, "deliver subscribe juliet@b id=1 -> romeo@a/x", NULL);
    scene_expect_requests(scene, "romeo@a", "juliet@b", NULL);
    scene_free(scene);
}

static void s3_1_5_approval_is_followed_by_push_and_presence(void **state)
{
    struct scene *scene = romeo("request juliet@b");
    (void)state;
    scene_come(scene, "romeo@a/y", "xa priority=2 status=out id=9");
    scene_clear(scene);
    scene_send(scene, "romeo@a/x", "juliet@b", "subscribed id=4");
    scene_expect(scene, "route subscribed romeo@a id=4 -> b: juliet@b",
                 "deliver push juliet@b from -> romeo@a/x romeo@a/y",
                 "route presence romeo@a/x -> b: juliet@b",
                 "route presence romeo@a/y xa priority=2 id=9 status=out"
                 " -> b: juliet@b",
                 NULL);
    scene_free(scene);
}

static void s3_1_6_unasked_approvals_are_ignored(void **state)
{
    static const char *const rows[] = {"item juliet@b none", "item juliet@b to",
                                       "item juliet@b from",
                                       "item juliet@b both", NULL};
    (void)state;
    for (size_t i = 0; i < 5; i++) {
        struct scene *scene = romeo(rows[i]);
        scene_receive(scene, "juliet@b", "romeo@a", "subscribed");
        scene_expect(scene, NULL);
        scene_free(scene);
    }
}

static void s3_1_6_subscribed_is_delivered_before_the_push(void **state)
{
    struct scene *scene = romeo("item juliet@b none ask");
    (void)state;
    scene_receive(scene, "juliet@b", "romeo@a", "subscribed id=5");
    scene_expect(scene, "deliver subscribed juliet@b id=5 -> romeo@a/x",
                 "deliver push juliet@b to -> romeo@a/x", NULL);
    scene_free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(s3_stanzas_carry_the_bare_address),
        cmocka_unit_test(s3_1_2_a_resource_is_cut_off_what_is_subscribed_to),
        cmocka_unit_test(s3_1_2_what_cannot_be_routed_comes_back),
        cmocka_unit_test(s3_1_2_a_host_without_route_finds_no_server),
        cmocka_unit_test(s3_1_2_unknown_here_looks_like_known_here),
        cmocka_unit_test(s3_1_2_the_push_follows_the_routing),
        cmocka_unit_test(s3_1_2_unanswered_requests_are_sent_again_with_an_id),
        cmocka_unit_test(s3_1_3_nobody_is_approved_unasked),
        cmocka_unit_test(s3_1_3_r2_who_is_subscribed_is_answered_at_once),
        cmocka_unit_test(s3_1_3_r3_a_request_is_not_acknowledged),
        cmocka_unit_test(s3_1_3_r4_the_whole_request_meets_each_new_session),
        cmocka_unit_test(s3_1_3_r4_requests_end_when_they_are_answered),
        cmocka_unit_test(s3_1_3_r4_one_request_is_kept_of_each_asker),
        cmocka_unit_test(s3_1_3_a_resource_is_cut_off_who_is_asked),
        cmocka_unit_test(s3_1_5_approval_is_followed_by_push_and_presence),
        cmocka_unit_test(s3_1_6_unasked_approvals_are_ignored),
        cmocka_unit_test(s3_1_6_subscribed_is_delivered_before_the_push),
    };
    return cmocka_run_group_tests_name("subscription", tests, NULL, NULL);
}
