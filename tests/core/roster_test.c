/* Rosters as clients keep them: versions, whole items, walks. */
#include <stdlib.h>
#include <string.h>

#include "scene.h"

static struct scene *verona(uint32_t roster_changes)
{
    struct scene_options options = {
        .limits = {.roster_changes = roster_changes}};
    struct scene *scene = scene_with(&options);
    scene_load(scene, "romeo@a", "item juliet@b both name=J",
               "item paris@b none", "request tybalt@b", NULL);
    scene_come(scene, "romeo@a/x", "");
    scene_clear(scene);
    return scene;
}

/* Ask with a version: what is answered, as lines. */
static void expect_asked(struct scene *scene, uint64_t version, uint32_t what,
                         const char *const *items)
{
    struct adsum_walk walk = {.size = sizeof walk};
    struct adsum_item item;
    size_t at = 0;
    int answer;
    assert_int_equal(adsum_roster_ask(scene->service,
                                      scene_handle(scene, "romeo@a/x"), version,
                                      &walk),
                     0);
    assert_int_equal(walk.what, what);
    while ((answer = adsum_roster_next(scene->service, &walk, &item)) == 0) {
        struct line line = {.length = 0};
        words_write_item(&line, &item);
        assert_non_null(items[at]);
        assert_string_equal(line.text, items[at++]);
    }
    assert_int_equal(answer, ADSUM_END);
    assert_null(items[at]);
}

static uint64_t version_of(struct scene *scene)
{
    struct adsum_walk walk = {.size = sizeof walk};
    assert_int_equal(adsum_roster_walk(scene->service, adsum_text_of("romeo@a"),
                                       ADSUM_WALK_ROSTER, &walk),
                     0);
    return walk.version;
}

static const char *const nothing[] = {NULL};

static void the_version_seen_last_is_the_same(void **state)
{
    struct scene *scene = verona(0);
    (void)state;
    scene_set(scene, "romeo@a", "juliet@b name=Juliet");
    expect_asked(scene, version_of(scene), ADSUM_WALK_SAME, nothing);
    scene_free(scene);
}

static void what_changed_since_comes_oldest_first(void **state)
{
    static const char *const changes[] = {"mercutio@b none", "paris@b removed",
                                          "juliet@b both name=Juliet", NULL};
    struct scene *scene = verona(0);
    uint64_t before;
    (void)state;
    scene_set(scene, "romeo@a", "juliet@b name=Jule");
    before = version_of(scene);
    scene_set(scene, "romeo@a", "mercutio@b");
    scene_set(scene, "romeo@a", "juliet@b name=Juli");
    scene_remove(scene, "romeo@a", "paris@b");
    scene_set(scene, "romeo@a", "juliet@b name=Juliet");
    expect_asked(scene, before, ADSUM_WALK_CHANGES, changes);
    scene_free(scene);
}

/* Also those of subscriptions: they are pushed, so they are versions. */
static void subscriptions_are_changes_too(void **state)
{
    static const char *const changes[] = {"paris@b none ask", NULL};
    struct scene *scene = verona(0);
    uint64_t before;
    (void)state;
    scene_set(scene, "romeo@a", "juliet@b name=Jule");
    before = version_of(scene);
    scene_subscribe(scene, "romeo@a/x", "paris@b");
    expect_asked(scene, before, ADSUM_WALK_CHANGES, changes);
    before = version_of(scene);
    scene_receive(scene, "nurse@b", "romeo@a", "subscribe");
    expect_asked(scene, before, ADSUM_WALK_SAME, nothing);
    scene_free(scene);
}

static uint32_t what_is_answered(struct scene *scene, uint64_t version)
{
    struct adsum_walk walk = {.size = sizeof walk};
    assert_int_equal(adsum_roster_ask(scene->service,
                                      scene_handle(scene, "romeo@a/x"), version,
                                      &walk),
                     0);
    return walk.what;
}

static void a_version_that_is_not_known_gets_the_whole(void **state)
{
    struct scene *scene = verona(3);
    uint64_t versions[8];
    (void)state;
    for (unsigned i = 0; i < 8; i++) {
        struct line item = {.length = 0};
        line_add(&item, "juliet@b name=J%u", i);
        scene_set(scene, "romeo@a", item.text);
        versions[i] = version_of(scene);
    }
    assert_int_equal(what_is_answered(scene, 0), ADSUM_WALK_ROSTER);
    assert_int_equal(what_is_answered(scene, versions[7]), ADSUM_WALK_SAME);
    assert_int_equal(what_is_answered(scene, versions[4]), ADSUM_WALK_CHANGES);
    assert_int_equal(what_is_answered(scene, versions[2]), ADSUM_WALK_ROSTER);
    assert_int_equal(what_is_answered(scene, versions[7] + 1),
                     ADSUM_WALK_ROSTER);
    assert_int_equal(what_is_answered(scene, UINT64_MAX), ADSUM_WALK_ROSTER);
    scene_free(scene);
}

/* The ring is not saved; the version is, and grows on. */
static void versions_outlive_the_service(void **state)
{
    struct scene *scene = verona(0);
    uint64_t before;
    (void)state;
    scene_set(scene, "romeo@a", "juliet@b name=Jule");
    before = version_of(scene);
    scene_restart(scene);
    scene_open(scene, "romeo@a/x");
    assert_true(version_of(scene) == before);
    assert_int_equal(what_is_answered(scene, before), ADSUM_WALK_SAME);
    scene_set(scene, "romeo@a", "juliet@b name=Juliet");
    assert_true(version_of(scene) > before);
    scene_free(scene);
}

static void a_set_that_fails_to_be_saved_is_none(void **state)
{
    struct scene *scene = verona(0);
    uint64_t before = version_of(scene);
    (void)state;
    scene->save_answer = -1;
    scene_set(scene, "romeo@a", "juliet@b name=Juliet group=x");
    scene_set(scene, "romeo@a", "new@b");
    scene_remove(scene, "romeo@a", "paris@b");
    scene_block(scene, "romeo@a", "tybalt@b");
    scene_subscribe(scene, "romeo@a/x", "paris@b");
    scene_unsubscribed(scene, "romeo@a/x", "juliet@b");
    scene_subscribed(scene, "romeo@a/x", "tybalt@b");
    scene_expect(scene, "= save", "= save", "= save", "= save", "= save",
                 "= save", "= save", NULL);
    assert_true(version_of(scene) == before);
    scene_expect_roster(scene, "romeo@a", "juliet@b both name=J",
                        "paris@b none", NULL);
    scene_expect_requests(scene, "romeo@a", "tybalt@b", NULL);
    scene_expect_blocks(scene, "romeo@a", NULL);
    scene_free(scene);
}

static void an_item_is_whole(void **state)
{
    struct scene *scene = verona(0);
    struct adsum_item item;
    struct line line = {.length = 0};
    (void)state;
    scene_set(scene, "romeo@a", "juliet@b name=Juliet group=a group=b");
    scene_set(scene, "romeo@a", "juliet@b group=b group=c group=d");
    assert_int_equal(adsum_roster_get(scene->service, adsum_text_of("romeo@a"),
                                      adsum_text_of("juliet@b"), &item),
                     0);
    words_write_item(&line, &item);
    assert_string_equal(line.text, "juliet@b both group=b group=c group=d");
    scene_set(scene, "romeo@a", "juliet@b");
    scene_expect_roster(scene, "romeo@a", "juliet@b both", "paris@b none",
                        NULL);
    scene_free(scene);
}

/* What changes the roster ends a walk; what does not, does not. */
static void a_walk_notices_that_the_roster_changed(void **state)
{
    struct scene *scene = verona(0);
    struct adsum_walk walk = {.size = sizeof walk};
    struct adsum_item item;
    struct adsum_text romeo = adsum_text_of("romeo@a");
    (void)state;
    assert_int_equal(
        adsum_roster_walk(scene->service, romeo, ADSUM_WALK_ROSTER, &walk), 0);
    assert_int_equal(adsum_roster_next(scene->service, &walk, &item), 0);
    scene_publish(scene, "romeo@a/x", "away");
    assert_int_equal(adsum_roster_next(scene->service, &walk, &item), 0);
    scene_set(scene, "romeo@a", "new@b");
    assert_int_equal(adsum_roster_next(scene->service, &walk, &item),
                     ADSUM_ERR_STALE);
    assert_int_equal(adsum_roster_next(scene->service, &walk, &item),
                     ADSUM_ERR_STALE);
    assert_int_equal(
        adsum_roster_walk(scene->service, romeo, ADSUM_WALK_ROSTER, &walk), 0);
    scene_remove(scene, "romeo@a", "new@b");
    assert_int_equal(adsum_roster_next(scene->service, &walk, &item),
                     ADSUM_ERR_STALE);
    scene_free(scene);
}

static void walks_of_all_kinds_see_all(void **state)
{
    struct scene *scene = verona(0);
    (void)state;
    for (unsigned i = 0; i < 300; i++) {
        struct line name = {.length = 0};
        line_add(&name, "asker%u@d%u", i, i);
        if (i < 200)
            scene_receive(scene, name.text, "romeo@a", "subscribe");
        scene_set(scene, "romeo@a", name.text);
        scene_block(scene, "romeo@a", name.text);
        scene_clear(scene);
    }
    for (uint32_t what = 0; what <= ADSUM_WALK_BLOCKS; what++) {
        static const unsigned expected[] = {302, 201, 300};
        struct adsum_walk walk = {.size = sizeof walk};
        struct adsum_item item;
        unsigned count = 0;
        assert_int_equal(adsum_roster_walk(scene->service,
                                           adsum_text_of("romeo@a"), what,
                                           &walk),
                         0);
        while (adsum_roster_next(scene->service, &walk, &item) == 0)
            count++;
        assert_int_equal(count, expected[what]);
    }
    scene_free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_version_seen_last_is_the_same),
        cmocka_unit_test(what_changed_since_comes_oldest_first),
        cmocka_unit_test(subscriptions_are_changes_too),
        cmocka_unit_test(a_version_that_is_not_known_gets_the_whole),
        cmocka_unit_test(versions_outlive_the_service),
        cmocka_unit_test(a_set_that_fails_to_be_saved_is_none),
        cmocka_unit_test(an_item_is_whole),
        cmocka_unit_test(a_walk_notices_that_the_roster_changed),
        cmocka_unit_test(walks_of_all_kinds_see_all),
    };
    return cmocka_run_group_tests_name("roster", tests, NULL, NULL);
}
