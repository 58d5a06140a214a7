/*
 * What XEPs ask of presence that the core can show: 0198 (resumption), 0352
 * (inactive clients), 0115 (capabilities), 0186 (invisible), 0160 (messages),
 * and RFC 6121 4.5.2's note on updates that are left out.
 */
#include <string.h>

#include "scene.h"

static struct scene *verona(uint32_t flags)
{
    struct scene *scene = scene_with(&(struct scene_options){.flags = flags});
    scene_load(scene, "romeo@a", "item juliet@a both", "item nurse@b both",
               NULL);
    scene_load(scene, "juliet@a", "item romeo@a both", NULL);
    scene_come(scene, "juliet@a/j", "");
    scene_come(scene, "romeo@a/x", "away");
    scene_clear(scene);
    return scene;
}

static void x0198_s5_a_lost_link_keeps_the_presence(void **state)
{
    struct scene *scene = verona(0);
    (void)state;
    scene_link(scene, "romeo@a/x", ADSUM_LINK_LOST);
    scene_receive(scene, "nurse@b/n", "romeo@a", "presence chat");
    scene_publish(scene, "juliet@a/j", "dnd");
    scene_expect(scene, "deliver presence juliet@a/j dnd -> juliet@a/j", NULL);
    scene_link(scene, "romeo@a/x", ADSUM_LINK_UP);
    scene_expect_any_order(
        scene, "deliver presence juliet@a/j dnd -> romeo@a/x",
        "deliver presence nurse@b/n chat -> romeo@a/x", NULL);
    scene_free(scene);
}

static void x0198_s7_a_link_that_is_not_resumed_ends_the_session(void **state)
{
    struct scene *scene = verona(0);
    uint64_t now = scene->now_ms;
    (void)state;
    scene_link(scene, "romeo@a/x", ADSUM_LINK_LOST);
    scene_advance(scene, now + 290000);
    scene_expect(scene, NULL);
    scene_advance(scene, now + 310000);
    scene_expect_any_order(
        scene, "deliver presence romeo@a/x unavailable -> juliet@a/j",
        "route presence romeo@a/x unavailable -> b: nurse@b",
        "ended not-resumed -> romeo@a/x", NULL);
    scene_free(scene);
}

/* A message that waited for it is as one sent to nobody (8.5.2.2). */
static void x0198_s4_what_waited_goes_to_others_or_is_kept(void **state)
{
    struct scene *scene = verona(0);
    (void)state;
    scene_link(scene, "romeo@a/x", ADSUM_LINK_LOST);
    scene_receive(scene, "nurse@b/n", "romeo@a/x", "message chat id=1");
    scene_receive(scene, "nurse@b/n", "romeo@a/x", "iq get id=2");
    scene_expect(scene, NULL);
    scene_close(scene, "romeo@a/x", NULL);
    scene_expect_at(scene, "romeo@a", "keep message nurse@b/n chat id=1", NULL);
    scene_expect_at(scene, "nurse@b/n",
                    "bounce romeo@a/x iq service-unavailable id=2", NULL);
    scene_clear(scene);
    scene_come(scene, "romeo@a/x", "");
    scene_come(scene, "romeo@a/y", "");
    scene_link(scene, "romeo@a/x", ADSUM_LINK_LOST);
    scene_receive(scene, "nurse@b/n", "romeo@a/x", "message chat id=3");
    scene_clear(scene);
    scene_close(scene, "romeo@a/x", NULL);
    scene_expect_any_order(
        scene, "deliver message nurse@b/n chat id=3 -> romeo@a/y",
        "deliver presence romeo@a/x unavailable -> juliet@a/j romeo@a/y",
        "route presence romeo@a/x unavailable -> b: nurse@b", NULL);
    scene_free(scene);
}

/* A local sender's, too: nobody else may speak for her, but this gives back. */
static void x0198_s4_so_does_what_was_never_acknowledged(void **state)
{
    struct scene *scene = verona(0);
    (void)state;
    scene_come(scene, "romeo@a/y", "");
    scene_close(scene, "romeo@a/x", NULL);
    scene_clear(scene);
    scene_return(scene, "juliet@a/j", "romeo@a/x", "message chat id=1");
    scene_return(scene, "juliet@a/j", "romeo@a", "message normal id=2");
    scene_return(scene, "juliet@a/j", "romeo@a/x", "message headline id=3");
    scene_return(scene, "juliet@a/j", "romeo@a/x", "iq get id=4");
    scene_return(scene, "juliet@a/j", "romeo@a/x", "iq result id=5");
    scene_expect(scene, "deliver message juliet@a/j chat id=1 -> romeo@a/y",
                 "deliver message juliet@a/j id=2 -> romeo@a/y",
                 "deliver bounce romeo@a/x iq service-unavailable id=4 to=full"
                 " -> juliet@a/j",
                 NULL);
    scene_close(scene, "romeo@a/y", NULL);
    scene_clear(scene);
    scene_return(scene, "juliet@a/j", "romeo@a/y", "message chat id=6");
    scene_expect(scene, "keep message juliet@a/j chat id=6 -> romeo@a", NULL);
    scene_free(scene);
}

static void x0198_s4_only_what_can_be_given_back_is(void **state)
{
    struct scene *scene = verona(0);
    (void)state;
    scene_return(scene, "juliet@a/j", "romeo@a/x", "message chat");
    scene_return(scene, "juliet@a/j", "romeo@a", "iq get");
    scene_return(scene, "juliet@a/j", "romeo@a/y", "presence");
    scene_return(scene, "juliet@a/j", "@", "message chat");
    scene_return(scene, "juliet@a/j", "nobody@a/y", "message chat");
    scene_expect(scene, "= invalid", "= invalid", "= invalid", "= invalid",
                 NULL);
    scene_free(scene);
}

static void x0352_s3_to_be_inactive_is_told_to_nobody(void **state)
{
    struct scene *scene = verona(0);
    struct adsum_session_info info = {.size = sizeof info};
    (void)state;
    scene_link(scene, "romeo@a/x", ADSUM_LINK_HELD);
    scene_expect(scene, NULL);
    scene_receive(scene, "nurse@b", "romeo@a", "probe");
    scene_expect(scene, "route presence romeo@a/x away -> b: nurse@b", NULL);
    assert_int_equal(adsum_session_get(scene->service,
                                       scene_handle(scene, "romeo@a/x"), &info),
                     0);
    assert_int_equal(info.state, ADSUM_SESSION_LIVE);
    assert_int_equal(info.link, ADSUM_LINK_HELD);
    assert_int_equal(info.available, 1);
    scene_free(scene);
}

static void x0352_s5_active_again_it_gets_the_latest_of_each(void **state)
{
    struct scene *scene = verona(0);
    (void)state;
    scene_receive(scene, "nurse@b/n", "romeo@a", "presence");
    scene_clear(scene);
    scene_link(scene, "romeo@a/x", ADSUM_LINK_HELD);
    for (int i = 0; i < 3; i++) {
        scene_publish(scene, "juliet@a/j", "dnd");
        scene_publish(scene, "juliet@a/j", "chat");
        scene_receive(scene, "nurse@b/n", "romeo@a", "presence xa");
        scene_receive(scene, "nurse@b/n", "romeo@a", "presence away");
    }
    scene_expect_at(scene, "romeo@a/x", NULL);
    scene_clear(scene);
    scene_link(scene, "romeo@a/x", ADSUM_LINK_UP);
    scene_expect_any_order(
        scene, "deliver presence juliet@a/j chat -> romeo@a/x",
        "deliver presence nurse@b/n away -> romeo@a/x", NULL);
    scene_free(scene);
}

/* The host flushes before it hands on what the client sends next. */
static void x0352_s5_a_held_session_may_publish(void **state)
{
    struct scene *scene = verona(0);
    (void)state;
    scene_link(scene, "romeo@a/x", ADSUM_LINK_HELD);
    scene_publish(scene, "romeo@a/x", "xa");
    scene_expect_at(scene, "juliet@a/j", "presence romeo@a/x xa", NULL);
    scene_expect_at(scene, "romeo@a/x", NULL);
    scene_clear(scene);
    scene_link(scene, "romeo@a/x", ADSUM_LINK_UP);
    scene_expect(scene, "deliver presence romeo@a/x xa -> romeo@a/x", NULL);
    scene_free(scene);
}

/* With the capabilities left out of an update, they are left out as said: the
   core neither adds nor removes a part. */
static void x0115_s8_parts_are_what_was_said_last(void **state)
{
    struct scene *scene = verona(0);
    (void)state;
    scene_publish(scene, "romeo@a/x", "c{urn:caps}=<c/> status=a");
    scene_publish(scene, "romeo@a/x", "status=b");
    scene_clear(scene);
    scene_close(scene, "juliet@a/j", NULL);
    scene_come(scene, "juliet@a/j", "");
    scene_expect_at(scene, "juliet@a/j", "presence juliet@a/j",
                    "presence romeo@a/x status=b", NULL);
    scene_free(scene);
}

static void
x0186_s3_invisible_is_offline_but_for_whom_he_writes_to(void **state)
{
    struct scene *scene = verona(0);
    (void)state;
    scene_advance(scene, scene->now_ms + 1000);
    scene_publish(scene, "romeo@a/x", "unavailable");
    scene_advance(scene, scene->now_ms + 1000);
    scene_clear(scene);
    scene_send(scene, "romeo@a/x", "juliet@a/j", "presence chat");
    scene_expect(scene, "deliver presence romeo@a/x chat to=full -> juliet@a/j",
                 NULL);
    scene_receive(scene, "nurse@b", "romeo@a", "probe id=p");
    scene_expect(scene,
                 "route presence romeo@a unavailable id=p at=1000000001000"
                 " -> b: nurse@b",
                 NULL);
    scene_free(scene);
}

static void x0160_messages_for_who_is_away_are_offered_to_keep(void **state)
{
    struct scene *scene = scene_new();
    (void)state;
    scene_load(scene, "romeo@a", NULL);
    scene_receive(scene, "nurse@b/n", "romeo@a", "message id=1 bytes=<m/>");
    scene_receive(scene, "nurse@b/n", "romeo@a", "message chat id=2");
    scene_receive(scene, "nurse@b/n", "romeo@a", "message headline id=3");
    scene_receive(scene, "nurse@b/n", "romeo@a/x", "message chat id=4");
    scene_expect(scene, "keep message nurse@b/n id=1 bytes=<m/> -> romeo@a",
                 "keep message nurse@b/n chat id=2 -> romeo@a",
                 "keep message nurse@b/n chat id=4 -> romeo@a", NULL);
    scene_free(scene);
}

/* 4.4.2, note: updates only for whom we see; the end for whoever was told. */
static void s4_5_2_unavailable_reaches_who_got_no_updates(void **state)
{
    struct scene *scene = verona(ADSUM_OPTION_SKIP_UNSIGHTED);
    (void)state;
    scene_publish(scene, "romeo@a/x", "dnd");
    scene_expect_at(scene, "nurse@b", NULL);
    scene_clear(scene);
    scene_receive(scene, "nurse@b/n", "romeo@a", "presence");
    scene_expect_at(scene, "nurse@b", "presence romeo@a/x dnd", NULL);
    scene_clear(scene);
    scene_publish(scene, "romeo@a/x", "xa");
    scene_expect_at(scene, "nurse@b", "presence romeo@a/x xa", NULL);
    scene_clear(scene);
    scene_receive(scene, "nurse@b/n", "romeo@a", "presence unavailable");
    scene_publish(scene, "romeo@a/x", "chat");
    scene_expect_at(scene, "nurse@b", NULL);
    scene_clear(scene);
    scene_close(scene, "romeo@a/x", NULL);
    scene_expect_at(scene, "nurse@b", "presence romeo@a/x unavailable", NULL);
    scene_free(scene);
}

static void s4_4_2_who_is_no_longer_seen_gets_what_it_missed(void **state)
{
    struct scene *scene = verona(ADSUM_OPTION_SKIP_UNSIGHTED);
    (void)state;
    scene_publish(scene, "romeo@a/x", "dnd");
    scene_expect_at(scene, "nurse@b", NULL);
    scene_clear(scene);
    scene_unsubscribe(scene, "romeo@a/x", "nurse@b");
    scene_expect_at(scene, "nurse@b", "unsubscribe romeo@a",
                    "presence romeo@a/x dnd", NULL);
    scene_clear(scene);
    scene_publish(scene, "romeo@a/x", "xa");
    scene_expect_at(scene, "nurse@b", "presence romeo@a/x xa", NULL);
    scene_free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(x0198_s5_a_lost_link_keeps_the_presence),
        cmocka_unit_test(x0198_s7_a_link_that_is_not_resumed_ends_the_session),
        cmocka_unit_test(x0198_s4_what_waited_goes_to_others_or_is_kept),
        cmocka_unit_test(x0198_s4_so_does_what_was_never_acknowledged),
        cmocka_unit_test(x0198_s4_only_what_can_be_given_back_is),
        cmocka_unit_test(x0352_s3_to_be_inactive_is_told_to_nobody),
        cmocka_unit_test(x0352_s5_active_again_it_gets_the_latest_of_each),
        cmocka_unit_test(x0352_s5_a_held_session_may_publish),
        cmocka_unit_test(x0115_s8_parts_are_what_was_said_last),
        cmocka_unit_test(
            x0186_s3_invisible_is_offline_but_for_whom_he_writes_to),
        cmocka_unit_test(x0160_messages_for_who_is_away_are_offered_to_keep),
        cmocka_unit_test(s4_5_2_unavailable_reaches_who_got_no_updates),
        cmocka_unit_test(s4_4_2_who_is_no_longer_seen_gets_what_it_missed),
    };
    return cmocka_run_group_tests_name("related", tests, NULL, NULL);
}
