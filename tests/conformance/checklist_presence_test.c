/* RFC 6121 sections 4.2 to 4.5: broadcast presence and probes. */
#include <string.h>

#include "scene.h"

/* Romeo and his contacts, here and elsewhere; nobody has come. */
static struct scene *verona(void)
{
    struct scene *scene = scene_new();
    scene_load(scene, "romeo@a", "item juliet@a both", "item nurse@a from",
               "item paris@a to", "item tybalt@a none", "item mercutio@b both",
               "item benvolio@b from", "item rosaline@b to",
               "item abram@b none ask", NULL);
    scene_load(scene, "juliet@a", "item romeo@a both", NULL);
    scene_load(scene, "nurse@a", "item romeo@a to", NULL);
    scene_load(scene, "paris@a", "item romeo@a from", NULL);
    scene_load(scene, "tybalt@a", "item romeo@a none", NULL);
    return scene;
}

static void everyone_comes(struct scene *scene)
{
    scene_come(scene, "juliet@a/j", "");
    scene_come(scene, "nurse@a/n", "");
    scene_come(scene, "paris@a/p", "chat");
    scene_come(scene, "tybalt@a/t", "");
    scene_clear(scene);
}

/* Of what romeo@a/x said, what one address was told. */
static void
s4_2_2_initial_presence_reaches_subscribers_and_himself(void **state)
{
    struct scene *scene = verona();
    (void)state;
    everyone_comes(scene);
    scene_open(scene, "romeo@a/x");
    scene_clear(scene);
    scene_publish(scene, "romeo@a/x", "away status=hi id=1");
    scene_expect_at(scene, "juliet@a/j",
                    "presence romeo@a/x away id=1 status=hi", NULL);
    scene_expect_at(scene, "nurse@a/n",
                    "presence romeo@a/x away id=1 status=hi", NULL);
    scene_expect_at(scene, "paris@a/p", NULL);
    scene_expect_at(scene, "tybalt@a/t", NULL);
    scene_expect_at(scene, "benvolio@b",
                    "presence romeo@a/x away id=1 status=hi", NULL);
    scene_expect_at(scene, "romeo@a/x",
                    "presence romeo@a/x away id=1 status=hi",
                    "presence juliet@a/j", "presence paris@a/p chat", NULL);
    scene_free(scene);
}

static void s4_2_2_a_session_that_did_not_publish_is_told_nothing(void **state)
{
    struct scene *scene = verona();
    (void)state;
    scene_open(scene, "juliet@a/silent");
    scene_ask(scene, "juliet@a/silent");
    scene_open(scene, "romeo@a/silent");
    scene_come(scene, "romeo@a/x", "");
    scene_expect_at(scene, "juliet@a/silent", NULL);
    scene_expect_at(scene, "romeo@a/silent", NULL);
    scene_free(scene);
}

static void s4_2_2_a_new_session_learns_of_the_others_of_its_user(void **state)
{
    struct scene *scene = verona();
    (void)state;
    scene_come(scene, "romeo@a/x", "dnd priority=3");
    scene_clear(scene);
    scene_come(scene, "romeo@a/y", "");
    scene_expect_at(scene, "romeo@a/x", "presence romeo@a/y", NULL);
    scene_expect_at(scene, "romeo@a/y", "presence romeo@a/y",
                    "presence romeo@a/x dnd priority=3", NULL);
    scene_free(scene);
}

/* requests, own sessions, contacts here, sightings: the walk's order. */
static void s4_2_2_a_first_presence_brings_everything_in_order(void **state)
{
    struct scene *scene = scene_new();
    (void)state;
    scene_load(scene, "romeo@a", "item juliet@a to", "item rosaline@b to",
               "request paris@a id=2", NULL);
    scene_load(scene, "juliet@a", "item romeo@a from", NULL);
    scene_come(scene, "juliet@a/j", "");
    scene_come(scene, "romeo@a/x", "away");
    scene_receive(scene, "rosaline@b/r", "romeo@a", "presence xa");
    scene_clear(scene);
    scene_open(scene, "romeo@a/y");
    scene_publish(scene, "romeo@a/y", "");
    scene_expect_at(scene, "romeo@a/y", "presence romeo@a/y",
                    "subscribe paris@a id=2", "presence romeo@a/x away",
                    "presence juliet@a/j", "presence rosaline@b/r xa", NULL);
    scene_free(scene);
}

static size_t lines_with(const struct scene *scene, const char *part)
{
    size_t count = 0;
    for (size_t i = 0; i < scene->line_count; i++)
        if (strstr(scene->lines[i].head, part) != NULL)
            count += scene->lines[i].receiver_count;
    return count;
}

static void s4_3_1_probes_go_bare_to_contacts_elsewhere(void **state)
{
    struct scene *scene = verona();
    (void)state;
    scene_come(scene, "romeo@a/x", "");
    assert_int_equal(lines_with(scene, "probe"), 2);
    assert_int_equal(lines_with(scene, "route probe romeo@a "), 2);
    scene_clear(scene);
    /* One user, one probe: the second session is served from sightings. */
    scene_come(scene, "romeo@a/y", "");
    assert_int_equal(lines_with(scene, "probe"), 0);
    scene_free(scene);
}

static void s4_3_probes_follow_the_unavailable_of_the_last_session(void **state)
{
    struct scene *scene = verona();
    (void)state;
    scene_come(scene, "romeo@a/x", "");
    scene_publish(scene, "romeo@a/x", "unavailable");
    scene_clear(scene);
    scene_publish(scene, "romeo@a/x", "");
    assert_int_equal(lines_with(scene, "route probe romeo@a "), 2);
    scene_free(scene);
}

static void s4_3_probes_from_full_addresses_are_answered(void **state)
{
    struct scene *scene = verona();
    (void)state;
    scene_come(scene, "romeo@a/x", "xa");
    scene_clear(scene);
    scene_receive(scene, "mercutio@b/old", "romeo@a", "probe id=p");
    assert_int_equal(scene->line_count, 1);
    assert_string_equal(scene->lines[0].head,
                        "route presence romeo@a/x xa -> b:");
    scene_free(scene);
}

static void s4_3_a_probe_sent_by_a_client_is_routed_or_answered(void **state)
{
    struct scene *scene = verona();
    (void)state;
    everyone_comes(scene);
    scene_come(scene, "romeo@a/x", "");
    scene_clear(scene);
    scene_send(scene, "romeo@a/x", "mercutio@b", "probe id=1");
    assert_int_equal(lines_with(scene, "route probe romeo@a"), 1);
    scene_clear(scene);
    scene_send(scene, "romeo@a/x", "paris@a", "probe id=2");
    scene_expect_at(scene, "romeo@a/x", "presence paris@a/p chat to=full",
                    NULL);
    scene_clear(scene);
    scene->route_answer = ADSUM_CONDITION_REMOTE_SERVER_TIMEOUT;
    scene_send(scene, "romeo@a/x", "mercutio@b", "probe id=3");
    assert_int_equal(lines_with(scene, "bounce"), 0);
    scene_free(scene);
}

static void s4_4_2_updates_go_as_they_are(void **state)
{
    struct scene *scene = verona();
    const char *words = "presence romeo@a/x dnd priority=-5 id=7 lang=it"
                        " status=ciao status:en=hello"
                        " c{urn:caps}=<c/> mood{urn:m}=<m/>";
    (void)state;
    everyone_comes(scene);
    scene_come(scene, "romeo@a/x", "");
    scene_clear(scene);
    scene_publish(scene, "romeo@a/x", words + strlen("presence romeo@a/x "));
    scene_expect_at(scene, "juliet@a/j", words, NULL);
    scene_expect_at(scene, "nurse@a/n", words, NULL);
    scene_expect_at(scene, "mercutio@b", words, NULL);
    scene_expect_at(scene, "romeo@a/x", words, NULL);
    scene_expect_at(scene, "paris@a/p", NULL);
    scene_expect_at(scene, "rosaline@b", NULL);
    assert_int_equal(lines_with(scene, "probe"), 0);
    scene_free(scene);
}

/* One call for all who see the same, or a framing writes it more than once. */
static void
one_notice_is_handed_over_once_for_all_of_its_receivers(void **state)
{
    struct scene *scene = verona();
    (void)state;
    everyone_comes(scene);
    scene_come(scene, "romeo@a/x", "");
    scene_come(scene, "romeo@a/y", "");
    scene_clear(scene);
    scene->deliver_calls = 0;
    scene->route_calls = 0;
    scene_publish(scene, "romeo@a/x", "xa");
    scene_expect_any_order(
        scene,
        "deliver presence romeo@a/x xa"
        " -> juliet@a/j nurse@a/n romeo@a/x romeo@a/y",
        "route presence romeo@a/x xa -> b: benvolio@b mercutio@b", NULL);
    assert_int_equal(scene->deliver_calls, 1);
    assert_int_equal(scene->route_calls, 1);
    scene_free(scene);
}

static void s4_5_2_unavailable_goes_where_available_went(void **state)
{
    struct scene *scene = verona();
    (void)state;
    everyone_comes(scene);
    scene_come(scene, "romeo@a/x", "");
    scene_come(scene, "romeo@a/y", "");
    scene_clear(scene);
    scene_publish(scene, "romeo@a/x", "unavailable status=bye id=9");
    scene_expect_at(scene, "romeo@a/x",
                    "presence romeo@a/x unavailable id=9 status=bye", NULL);
    scene_expect_at(scene, "romeo@a/y",
                    "presence romeo@a/x unavailable id=9 status=bye", NULL);
    scene_expect_at(scene, "juliet@a/j",
                    "presence romeo@a/x unavailable id=9 status=bye", NULL);
    scene_expect_at(scene, "benvolio@b",
                    "presence romeo@a/x unavailable id=9 status=bye", NULL);
    scene_clear(scene);
    scene_publish(scene, "romeo@a/y", "dnd");
    scene_expect_at(scene, "romeo@a/x", NULL);
    scene_free(scene);
}

static void s4_5_2_a_session_that_just_ends_is_told_of_too(void **state)
{
    struct scene *scene = verona();
    (void)state;
    everyone_comes(scene);
    scene_come(scene, "romeo@a/x", "");
    scene_come(scene, "romeo@a/y", "");
    scene_clear(scene);
    scene_close(scene, "romeo@a/x", NULL);
    scene_expect_at(scene, "romeo@a/y", "presence romeo@a/x unavailable", NULL);
    scene_expect_at(scene, "juliet@a/j", "presence romeo@a/x unavailable",
                    NULL);
    scene_expect_at(scene, "mercutio@b", "presence romeo@a/x unavailable",
                    NULL);
    scene_clear(scene);
    scene_close(scene, "romeo@a/y", "unavailable status=bye");
    scene_expect_at(scene, "nurse@a/n",
                    "presence romeo@a/y unavailable status=bye", NULL);
    scene_free(scene);
}

static void s4_5_2_after_unavailable_the_next_is_a_first_again(void **state)
{
    struct scene *scene = verona();
    (void)state;
    everyone_comes(scene);
    scene_come(scene, "romeo@a/x", "");
    scene_publish(scene, "romeo@a/x", "unavailable");
    scene_receive(scene, "abram@b", "romeo@a", "subscribe id=8");
    scene_clear(scene);
    scene_publish(scene, "romeo@a/x", "");
    scene_expect_at(scene, "romeo@a/x", "presence romeo@a/x",
                    "subscribe abram@b id=8", "presence juliet@a/j",
                    "presence paris@a/p chat", NULL);
    assert_int_equal(lines_with(scene, "route probe romeo@a "), 2);
    scene_free(scene);
}

static void s4_5_2_unavailable_twice_is_told_once(void **state)
{
    struct scene *scene = verona();
    (void)state;
    scene_come(scene, "romeo@a/x", "");
    scene_publish(scene, "romeo@a/x", "unavailable");
    scene_clear(scene);
    scene_publish(scene, "romeo@a/x", "unavailable");
    scene_expect(scene, "= same", NULL);
    scene_close(scene, "romeo@a/x", NULL);
    scene_expect(scene, NULL);
    scene_free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            s4_2_2_initial_presence_reaches_subscribers_and_himself),
        cmocka_unit_test(s4_2_2_a_session_that_did_not_publish_is_told_nothing),
        cmocka_unit_test(s4_2_2_a_new_session_learns_of_the_others_of_its_user),
        cmocka_unit_test(s4_2_2_a_first_presence_brings_everything_in_order),
        cmocka_unit_test(s4_3_1_probes_go_bare_to_contacts_elsewhere),
        cmocka_unit_test(
            s4_3_probes_follow_the_unavailable_of_the_last_session),
        cmocka_unit_test(s4_3_probes_from_full_addresses_are_answered),
        cmocka_unit_test(s4_3_a_probe_sent_by_a_client_is_routed_or_answered),
        cmocka_unit_test(s4_4_2_updates_go_as_they_are),
        cmocka_unit_test(
            one_notice_is_handed_over_once_for_all_of_its_receivers),
        cmocka_unit_test(s4_5_2_unavailable_goes_where_available_went),
        cmocka_unit_test(s4_5_2_a_session_that_just_ends_is_told_of_too),
        cmocka_unit_test(s4_5_2_after_unavailable_the_next_is_a_first_again),
        cmocka_unit_test(s4_5_2_unavailable_twice_is_told_once),
    };
    return cmocka_run_group_tests_name("presence", tests, NULL, NULL);
}
