/*
 * A mirrored user: a client's own account, which its server decides about. What
 * it says goes there once and unchanged; what its server says is so.
 */
#include <string.h>

#include "scene.h"

/* romeo@b, whose server is b, in a client. */
static struct scene *client(void)
{
    static const char *const nothing[] = {NULL};
    struct scene *scene = scene_new();
    scene_load_rows(scene, "romeo@b", ADSUM_USER_MIRRORED, nothing);
    scene_open(scene, "romeo@b/x");
    scene_ask(scene, "romeo@b/x");
    scene_clear(scene);
    return scene;
}

/* Its server tells the roster, or a change of it, with the next version. */
static void hears(struct scene *scene, const char *words)
{
    static uint64_t version;
    struct adsum_text romeo = adsum_text_of("romeo@b");
    struct words_notice told;
    words_read_notice(words, &told);
    told.notice.from = romeo;
    told.notice.version = ++version;
    assert_int_equal(adsum_service_receive(scene->service, adsum_text_of("b"),
                                           &told.notice, &romeo, 1),
                     0);
}

static void presence_goes_to_its_server_once(void **state)
{
    struct scene *scene = client();
    (void)state;
    hears(scene, "roster juliet@c both");
    hears(scene, "push paris@c from");
    scene_clear(scene);
    scene_publish(scene, "romeo@b/x", "away status=hi");
    scene_expect(scene, "route presence romeo@b/x away status=hi -> b:", NULL);
    scene_publish(scene, "romeo@b/x", "dnd");
    scene_expect(scene, "route presence romeo@b/x dnd -> b:", NULL);
    scene_publish(scene, "romeo@b/x", "unavailable status=bye");
    scene_expect(scene,
                 "route presence romeo@b/x unavailable status=bye -> b:", NULL);
    scene_publish(scene, "romeo@b/x", "");
    scene_clear(scene);
    scene_close(scene, "romeo@b/x", NULL);
    scene_expect(scene, "route presence romeo@b/x unavailable -> b:", NULL);
    scene_free(scene);
}

static void stanzas_go_to_its_server_with_their_to(void **state)
{
    static const char *const stanzas[] = {"subscribe id=1 bytes=<x/>",
                                          "subscribed id=1",
                                          "unsubscribe id=1",
                                          "unsubscribed id=1",
                                          "presence chat",
                                          "message chat id=1",
                                          "iq get id=1"};
    (void)state;
    for (size_t i = 0; i < sizeof stanzas / sizeof stanzas[0]; i++) {
        struct scene *scene = client();
        scene_publish(scene, "romeo@b/x", "");
        scene_clear(scene);
        scene_send(scene, "romeo@b/x", "juliet@c/j", stanzas[i]);
        assert_int_equal(scene->line_count, 1);
        assert_non_null(strstr(scene->lines[0].head, " -> b:"));
        assert_int_equal(scene->lines[0].receiver_count, 1);
        assert_memory_equal(scene->lines[0].receivers[0], "juliet@c", 8);
        scene_expect_roster(scene, "romeo@b", NULL);
        scene_free(scene);
    }
}

static void its_roster_is_what_its_server_says(void **state)
{
    struct scene *scene = client();
    (void)state;
    hears(scene, "roster juliet@c both ask approved name=J group=x");
    scene_expect_roster(scene, "romeo@b",
                        "juliet@c both ask approved name=J group=x", NULL);
    hears(scene, "push paris@c none ask");
    hears(scene, "push juliet@c to");
    scene_expect_roster(scene, "romeo@b", "juliet@c to", "paris@c none ask",
                        NULL);
    hears(scene, "push juliet@c removed");
    scene_expect_roster(scene, "romeo@b", "paris@c none ask", NULL);
    hears(scene, "roster nurse@c from");
    scene_expect_roster(scene, "romeo@b", "nurse@c from", NULL);
    hears(scene, "roster");
    scene_expect_roster(scene, "romeo@b", NULL);
    assert_int_equal(scene->save_calls, 0);
    scene_clear(scene);
    scene_free(scene);
}

/* Only its server may say so (2.1.6): another's push is not processed. */
static void pushes_of_others_are_not_heard(void **state)
{
    static const struct row {
        const char *origin;
        const char *from;
    } rows[] = {{"c", "juliet@c"}, {"b", "juliet@b"}, {"b", "romeo@b/y"}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct scene *scene = client();
        print_message("from %s\n", rows[i].from);
        scene_receive_from(scene, rows[i].origin, rows[i].from, "romeo@b",
                           "push enemy@c both");
        scene_receive_from(scene, rows[i].origin, rows[i].from, "romeo@b",
                           "roster enemy@c both");
        scene_expect_roster(scene, "romeo@b", NULL);
        scene_expect_at(scene, "romeo@b/x", NULL);
        if (scene->line_count != 0)
            scene_expect(scene, "= invalid", "= invalid", NULL);
        scene_free(scene);
    }
}

static void the_roster_is_not_changed_by_hand(void **state)
{
    struct scene *scene = client();
    (void)state;
    hears(scene, "roster juliet@c both");
    scene_clear(scene);
    scene_set(scene, "romeo@b", "new@c");
    scene_remove(scene, "romeo@b", "juliet@c");
    scene_block(scene, "romeo@b", "juliet@c");
    scene_expect(scene, "= mirrored", "= mirrored", "= mirrored", NULL);
    scene_expect_roster(scene, "romeo@b", "juliet@c both", NULL);
    scene_free(scene);
}

/* What its server delivers is delivered, and remembered for the picture. */
static void what_its_server_delivers_is_delivered(void **state)
{
    struct scene *scene = client();
    (void)state;
    scene_publish(scene, "romeo@b/x", "");
    scene_clear(scene);
    scene_receive_from(scene, "b", "juliet@c/j", "romeo@b/x",
                       "presence chat status=hi");
    scene_receive_from(scene, "b", "paris@c", "romeo@b", "subscribe id=2");
    scene_receive_from(scene, "b", "juliet@c/j", "romeo@b/x",
                       "message chat id=3");
    scene_expect(
        scene,
        "deliver presence juliet@c/j chat status=hi to=full -> romeo@b/x",
        "deliver subscribe paris@c id=2 -> romeo@b/x",
        "deliver message juliet@c/j chat id=3 to=full -> romeo@b/x", NULL);
    scene_origin_lost(scene, "b");
    scene_expect(scene,
                 "deliver presence juliet@c/j unavailable to=full"
                 " -> romeo@b/x",
                 NULL);
    assert_int_equal(scene->save_calls, 0);
    scene_free(scene);
}

/* 3.3.3, 4.5.4: who is given up, or lost by a push, is seen no longer; nobody
 * waits for their last presence. */
static void who_is_given_up_is_forgotten_at_once(void **state)
{
    struct scene *scene = client();
    (void)state;
    hears(scene, "roster juliet@c both");
    scene_publish(scene, "romeo@b/x", "");
    scene_receive_from(scene, "b", "juliet@c/j", "romeo@b/x", "presence");
    scene_receive_from(scene, "b", "juliet@c/k", "romeo@b", "presence away");
    scene_receive_from(scene, "b", "paris@c/p", "romeo@b/x", "presence");
    scene_clear(scene);
    scene_send(scene, "romeo@b/x", "juliet@c", "unsubscribe");
    scene_expect(scene, "route unsubscribe romeo@b -> b: juliet@c",
                 "deliver presence juliet@c/j unavailable to=full -> romeo@b/x",
                 "deliver presence juliet@c/k unavailable -> romeo@b/x", NULL);
    scene_receive_from(scene, "b", "juliet@c/j", "romeo@b/x", "presence");
    scene_clear(scene);
    hears(scene, "push juliet@c to");
    scene_expect(scene, "deliver push juliet@c to -> romeo@b/x", NULL);
    hears(scene, "push juliet@c from");
    scene_expect(scene,
                 "deliver presence juliet@c/j unavailable to=full -> romeo@b/x",
                 "deliver push juliet@c from -> romeo@b/x", NULL);
    scene_receive_from(scene, "b", "juliet@c/j", "romeo@b/x", "presence");
    scene_clear(scene);
    hears(scene, "push juliet@c none name=J");
    scene_expect(scene, "deliver push juliet@c none name=J -> romeo@b/x", NULL);
    scene_free(scene);
}

/* Of what its server does not take, nothing is so. */
static void an_unsubscribe_that_is_not_sent_changes_nothing(void **state)
{
    struct scene *scene = client();
    (void)state;
    hears(scene, "roster juliet@c both");
    scene_receive_from(scene, "b", "juliet@c/j", "romeo@b/x", "presence");
    scene_clear(scene);
    scene->route_answer = ADSUM_CONDITION_REMOTE_SERVER_NOT_FOUND;
    scene_send(scene, "romeo@b/x", "juliet@c", "unsubscribe");
    scene_expect(scene, "route unsubscribe romeo@b -> b: juliet@c", NULL);
    scene_free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(presence_goes_to_its_server_once),
        cmocka_unit_test(stanzas_go_to_its_server_with_their_to),
        cmocka_unit_test(its_roster_is_what_its_server_says),
        cmocka_unit_test(pushes_of_others_are_not_heard),
        cmocka_unit_test(the_roster_is_not_changed_by_hand),
        cmocka_unit_test(what_its_server_delivers_is_delivered),
        cmocka_unit_test(who_is_given_up_is_forgotten_at_once),
        cmocka_unit_test(an_unsubscribe_that_is_not_sent_changes_nothing),
    };
    return cmocka_run_group_tests_name("mirror", tests, NULL, NULL);
}
