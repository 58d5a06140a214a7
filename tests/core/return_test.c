/*
 * What a session took and its client never got (XEP-0198 4): messages as if it
 * had not been there (8.5.2.2), requests answered, the rest forgotten.
 */
#include "scene.h"

static int give_back(struct scene *scene, const char *words, const char *from,
                     const char *to)
{
    struct words_notice notice;

    words_read_notice(words, &notice);
    notice.notice.from = adsum_text_of(from);
    return adsum_service_return(scene->service, adsum_text_of(to),
                                &notice.notice);
}

static struct scene *begin(void)
{
    struct scene *scene = scene_new();

    scene_load(scene, "romeo@a", NULL);
    scene_load(scene, "juliet@a", NULL);
    scene_come(scene, "romeo@a/x", "");
    scene_clear(scene);
    return scene;
}

static void messages_go_to_the_others_or_are_kept(void **state)
{
    struct scene *scene = begin();

    (void)state;
    assert_int_equal(
        give_back(scene, "message chat id=1", "juliet@a/j", "romeo@a/y"), 0);
    assert_int_equal(
        give_back(scene, "message id=2 at=7", "paris@b/p", "romeo@a"), 0);
    assert_int_equal(
        give_back(scene, "message id=3", "romeo@a/x", "juliet@a/j"), 0);
    scene_expect(scene, "deliver message juliet@a/j chat id=1 -> romeo@a/x",
                 "deliver message paris@b/p id=2 at=7 -> romeo@a/x",
                 "keep message romeo@a/x id=3 -> juliet@a", NULL);
    scene_free(scene);
}

static void requests_are_answered(void **state)
{
    struct scene *scene = begin();

    (void)state;
    assert_int_equal(give_back(scene, "iq get id=1", "romeo@a/x", "juliet@a/j"),
                     0);
    assert_int_equal(give_back(scene, "iq set id=2", "paris@b/p", "romeo@a/y"),
                     0);
    scene_expect(scene,
                 "deliver bounce juliet@a/j iq service-unavailable id=1 "
                 "to=full -> romeo@a/x",
                 "route bounce romeo@a/y iq service-unavailable id=2 -> b: "
                 "paris@b/p",
                 NULL);
    scene_free(scene);
}

static void the_rest_is_forgotten(void **state)
{
    static const char *const words[] = {
        "message headline id=1", "message groupchat id=1", "message error id=1",
        "iq result id=1", "iq error id=1"};
    struct scene *scene = begin();

    (void)state;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        assert_int_equal(give_back(scene, words[i], "paris@b/p", "romeo@a/y"),
                         0);
    scene_expect(scene, NULL);
    scene_free(scene);
}

static void what_cannot_be_given_back(void **state)
{
    struct scene *scene = begin();

    (void)state;
    assert_int_equal(give_back(scene, "presence", "paris@b/p", "romeo@a/x"),
                     ADSUM_ERR_INVALID);
    assert_int_equal(give_back(scene, "subscribe", "paris@b", "romeo@a"),
                     ADSUM_ERR_INVALID);
    assert_int_equal(give_back(scene, "iq get id=1", "paris@b/p", "romeo@a"),
                     ADSUM_ERR_INVALID);
    assert_int_equal(give_back(scene, "message", "paris@b/p", "@"),
                     ADSUM_ERR_INVALID);
    assert_int_equal(
        adsum_service_return(scene->service, adsum_text_of("romeo@a"), NULL),
        ADSUM_ERR_INVALID);
    assert_int_equal(give_back(scene, "message", "paris@b/p", "nurse@a/x"),
                     ADSUM_ERR_ABSENT);
    scene_expect(scene, NULL);
    scene_free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(messages_go_to_the_others_or_are_kept),
        cmocka_unit_test(requests_are_answered),
        cmocka_unit_test(the_rest_is_forgotten),
        cmocka_unit_test(what_cannot_be_given_back),
    };

    return cmocka_run_group_tests_name("return", tests, NULL, NULL);
}
