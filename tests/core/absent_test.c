/*
 * Users that are not loaded: a call says whom it lacks before anything has
 * changed, and works once they are. Presence never asks for who has no session.
 */
#include <stdlib.h>
#include <string.h>

#include "scene.h"
#include "snapshot.h"

static struct adsum_text romeo(void)
{
    return adsum_text_of("romeo@a");
}

static void expect_absent(struct scene *scene, int answer, const char *one,
                          const char *other)
{
    struct adsum_text name = {NULL, 7};
    assert_int_equal(answer, ADSUM_ERR_ABSENT);
    assert_int_equal(adsum_service_absent(scene->service, 0, &name), 0);
    assert_true(same_text(name, adsum_text_of(one)));
    if (other != NULL) {
        assert_int_equal(adsum_service_absent(scene->service, 1, &name), 0);
        assert_true(same_text(name, adsum_text_of(other)));
    }
    assert_int_equal(
        adsum_service_absent(scene->service, other == NULL ? 1 : 2, &name),
        ADSUM_END);
}

static void every_call_that_acts_for_a_user_asks_for_it(void **state)
{
    struct scene *scene = scene_new();
    struct adsum_service *service = scene->service;
    struct adsum_item item = {.contact = adsum_text_of("juliet@b")};
    struct adsum_walk walk = {.size = sizeof walk};
    struct adsum_picture picture = {.size = sizeof picture};
    struct adsum_text juliet = adsum_text_of("juliet@b");
    struct adsum_permit permit;
    uint32_t length;
    uint64_t handle = 0;
    struct adsum_text full = adsum_text_of("romeo@a/x");
    (void)state;
    expect_absent(scene, adsum_session_open(service, full, 1, 0, &handle),
                  "romeo@a", NULL);
    assert_true(handle == 0);
    expect_absent(scene, adsum_roster_set(service, romeo(), &item), "romeo@a",
                  NULL);
    expect_absent(scene, adsum_roster_remove(service, romeo(), juliet),
                  "romeo@a", NULL);
    expect_absent(scene, adsum_roster_block(service, romeo(), &juliet, 1, 1),
                  "romeo@a", NULL);
    assert_int_equal(
        adsum_roster_walk(service, romeo(), ADSUM_WALK_ROSTER, &walk),
        ADSUM_ERR_ABSENT);
    assert_int_equal(adsum_roster_get(service, romeo(), juliet, &item),
                     ADSUM_ERR_ABSENT);
    assert_int_equal(adsum_user_pack(service, romeo(), NULL, 0, &length),
                     ADSUM_ERR_ABSENT);
    assert_int_equal(adsum_service_may_see(service, juliet, romeo(), &permit),
                     ADSUM_ERR_ABSENT);
    assert_int_equal(
        adsum_picture_compose(service, romeo(), juliet, 0, NULL, 0, &picture),
        ADSUM_ERR_ABSENT);
    assert_int_equal(scene->save_calls, 0);
    scene_expect(scene, NULL);
    scene_free(scene);
}

static void what_has_a_target_asks_for_it_too(void **state)
{
    static const char *const stanzas[] = {
        "subscribe", "unsubscribe", "subscribed", "unsubscribed",
        "probe",     "message",     "iq get id=1"};
    (void)state;
    for (size_t i = 0; i < sizeof stanzas / sizeof stanzas[0]; i++) {
        struct scene *scene = scene_new();
        struct words_notice notice;
        struct adsum_text to = adsum_text_of("juliet@a/j");
        uint64_t saves;
        scene_load(scene, "romeo@a", "item juliet@a none", NULL);
        scene_load(scene, "juliet@a", "item romeo@a none", NULL);
        assert_int_equal(
            adsum_user_unload(scene->service, adsum_text_of("juliet@a")), 0);
        scene_come(scene, "romeo@a/x", "");
        scene_clear(scene);
        saves = scene->save_calls;
        words_read_notice(stanzas[i], &notice);
        expect_absent(scene,
                      adsum_session_send(scene->service,
                                         scene->sessions[0].handle, to,
                                         &notice.notice),
                      "juliet@a", NULL);
        notice.notice.from = adsum_text_of("paris@b/p");
        expect_absent(scene,
                      adsum_service_receive(scene->service, adsum_text_of("b"),
                                            &notice.notice, &to, 1),
                      "juliet@a", NULL);
        assert_int_equal(scene->save_calls, saves);
        scene_expect(scene, NULL);
        scene_expect_roster(scene, "romeo@a", "juliet@a none", NULL);
        scene_free(scene);
    }
}

/* Presence of contacts that are not loaded, from them and to them. */
static void presence_asks_for_nobody(void **state)
{
    struct scene *scene = scene_new();
    struct words_notice notice;
    struct adsum_text to = adsum_text_of("juliet@a");
    (void)state;
    scene_load(scene, "romeo@a", "item juliet@a both", NULL);
    scene_load(scene, "juliet@a", "item romeo@a both", NULL);
    assert_int_equal(adsum_user_unload(scene->service, to), 0);
    scene_come(scene, "romeo@a/x", "");
    scene_clear(scene);
    assert_int_equal(
        adsum_session_publish(scene->service, scene->sessions[0].handle, NULL),
        0);
    words_read_notice("presence away", &notice);
    assert_int_equal(adsum_session_send(scene->service,
                                        scene->sessions[0].handle, to,
                                        &notice.notice),
                     0);
    notice.notice.from = adsum_text_of("paris@b/p");
    assert_int_equal(adsum_service_receive(scene->service, adsum_text_of("b"),
                                           &notice.notice, &to, 1),
                     0);
    scene_expect(scene, "deliver presence romeo@a/x -> romeo@a/x", NULL);
    assert_int_equal(
        adsum_session_close(scene->service, scene->sessions[0].handle, NULL),
        0);
    assert_int_equal(adsum_user_unload(scene->service, to), ADSUM_ERR_ABSENT);
    scene_free(scene);
}

static void who_was_asked_for_stays_until_the_call_is_made(void **state)
{
    struct scene *scene = scene_new();
    struct adsum_text full = adsum_text_of("romeo@a/x");
    uint64_t handle;
    (void)state;
    scene_load(scene, "juliet@a", NULL);
    expect_absent(scene,
                  adsum_session_open(scene->service, full, 1, 0, &handle),
                  "romeo@a", NULL);
    assert_int_equal(
        adsum_user_load(scene->service, romeo(), ADSUM_USER_KEPT, NULL, 0), 0);
    assert_int_equal(adsum_user_unload(scene->service, romeo()),
                     ADSUM_ERR_IN_USE);
    assert_int_equal(adsum_session_open(scene->service, full, 1, 0, &handle),
                     0);
    assert_int_equal(adsum_user_unload(scene->service, romeo()),
                     ADSUM_ERR_IN_USE);
    assert_int_equal(adsum_session_close(scene->service, handle, NULL), 0);
    assert_int_equal(adsum_user_unload(scene->service, romeo()), 0);
    assert_int_equal(adsum_user_unload(scene->service, romeo()),
                     ADSUM_ERR_ABSENT);
    scene_free(scene);
}

static void an_unknown_account_acts_in_nothing(void **state)
{
    struct scene *scene = scene_new();
    struct adsum_item item = {.contact = adsum_text_of("juliet@b")};
    struct adsum_text juliet = adsum_text_of("juliet@b");
    uint64_t handle = 0;
    (void)state;
    assert_int_equal(
        adsum_user_load(scene->service, romeo(), ADSUM_USER_UNKNOWN, NULL, 0),
        0);
    assert_int_equal(adsum_session_open(scene->service,
                                        adsum_text_of("romeo@a/x"), 1, 0,
                                        &handle),
                     ADSUM_ERR_UNKNOWN);
    assert_int_equal(adsum_roster_set(scene->service, romeo(), &item),
                     ADSUM_ERR_UNKNOWN);
    assert_int_equal(adsum_roster_remove(scene->service, romeo(), juliet),
                     ADSUM_ERR_UNKNOWN);
    assert_int_equal(adsum_roster_block(scene->service, romeo(), &juliet, 1, 1),
                     ADSUM_ERR_UNKNOWN);
    assert_int_equal(scene->save_calls, 0);
    scene_expect(scene, NULL);
    scene_free(scene);
}

/* The account may be made later: then it is given up, and loaded anew. */
static void an_account_that_was_unknown_may_come_to_be(void **state)
{
    struct scene *scene = scene_new();
    (void)state;
    scene_receive(scene, "juliet@b", "romeo@a", "subscribe");
    assert_int_equal(adsum_user_unload(scene->service, romeo()), 0);
    scene_load(scene, "romeo@a", NULL);
    scene_receive(scene, "juliet@b", "romeo@a", "subscribe");
    scene_expect_requests(scene, "romeo@a", "juliet@b", NULL);
    scene_free(scene);
}

/* A host that keeps nothing is never asked; who never came is unknown. */
static void without_save_nobody_is_absent(void **state)
{
    struct scene *scene = scene_with(&(struct scene_options){.forgets = 1});
    (void)state;
    scene_come(scene, "romeo@a/x", "");
    scene_clear(scene);
    scene_subscribe(scene, "romeo@a/x", "juliet@a");
    scene_expect(scene, "deliver push juliet@a none ask -> romeo@a/x", NULL);
    scene_receive(scene, "paris@b", "juliet@a", "probe id=1");
    scene_expect(scene, "route unsubscribed juliet@a id=1 -> b: paris@b", NULL);
    scene_open(scene, "juliet@a/j");
    scene_publish(scene, "juliet@a/j", "");
    scene_clear(scene);
    scene_subscribe(scene, "romeo@a/x", "juliet@a");
    scene_expect_at(scene, "juliet@a/j", "subscribe romeo@a", NULL);
    scene_free(scene);
}

static int ask(struct scene *scene, const char *address,
               struct adsum_user_info *ret)
{
    *ret = (struct adsum_user_info){.size = sizeof *ret};
    return adsum_user_get(scene->service, adsum_text_of(address), ret);
}

static void what_is_known_of_a_user_can_be_asked(void **state)
{
    struct scene *scene = scene_new();
    struct adsum_user_info info;
    (void)state;
    assert_int_equal(ask(scene, "romeo@a", &info), ADSUM_ERR_ABSENT);
    scene_load(scene, "romeo@a", "item juliet@a both", "version 7", "last 1000",
               NULL);
    assert_int_equal(ask(scene, "romeo@a", &info), 0);
    assert_int_equal(info.kind, ADSUM_USER_KEPT);
    assert_int_equal(info.version, 7);
    assert_int_equal(info.last_ms, 1000);
    assert_int_equal(info.sessions, 0);
    scene_come(scene, "romeo@a/x", "");
    scene_open(scene, "romeo@a/y");
    assert_int_equal(ask(scene, "romeo@a", &info), 0);
    assert_int_equal(info.sessions, 2);
    scene_close(scene, "romeo@a/x", NULL);
    assert_int_equal(ask(scene, "romeo@a", &info), 0);
    assert_int_equal(info.last_ms, scene->now_ms);
    scene_load_rows(scene, "nurse@b", ADSUM_USER_MIRRORED,
                    (const char *const[]){NULL});
    assert_int_equal(ask(scene, "nurse@b", &info), 0);
    assert_int_equal(info.kind, ADSUM_USER_MIRRORED);
    assert_int_equal(info.last_ms, 0);
    assert_int_equal(ask(scene, "romeo@a/x", &info), ADSUM_ERR_INVALID);
    assert_int_equal(ask(scene, "@", &info), ADSUM_ERR_INVALID);
    info.size = 4;
    assert_int_equal(
        adsum_user_get(scene->service, adsum_text_of("romeo@a"), &info),
        ADSUM_ERR_INVALID);
    scene_clear(scene);
    scene_free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_call_that_acts_for_a_user_asks_for_it),
        cmocka_unit_test(what_has_a_target_asks_for_it_too),
        cmocka_unit_test(presence_asks_for_nobody),
        cmocka_unit_test(who_was_asked_for_stays_until_the_call_is_made),
        cmocka_unit_test(an_unknown_account_acts_in_nothing),
        cmocka_unit_test(an_account_that_was_unknown_may_come_to_be),
        cmocka_unit_test(without_save_nobody_is_absent),
        cmocka_unit_test(what_is_known_of_a_user_can_be_asked),
    };
    return cmocka_run_group_tests_name("absent", tests, NULL, NULL);
}
