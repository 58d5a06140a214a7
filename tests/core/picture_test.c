/* One view over all of a contact's sessions: composed anew, never stored. */
#include <string.h>

#include "scene.h"

enum { MANY = 8 };

/* Romeo sees Juliet, who is here, and Rosaline, who is not. */
static struct scene *verona(void)
{
    struct scene *scene = scene_new();
    scene_load(scene, "romeo@a", "item juliet@a to", "item rosaline@b to",
               NULL);
    scene_load(scene, "juliet@a", "item romeo@a from", NULL);
    scene_come(scene, "romeo@a/x", "");
    return scene;
}

struct view {
    struct adsum_picture picture;
    struct adsum_resource resources[MANY];
};

static void compose(struct scene *scene, const char *contact, uint32_t policy,
                    struct view *view)
{
    view->picture.size = sizeof view->picture;
    assert_int_equal(
        adsum_picture_compose(scene->service, adsum_text_of("romeo@a"),
                              adsum_text_of(contact), policy, view->resources,
                              MANY, &view->picture),
        0);
}

/* "y z x" in order, the first being the winner. */
static void expect_order(const struct view *view, const char *names,
                         uint32_t reason)
{
    struct line line = {.length = 0};
    for (uint32_t i = 0; i < view->picture.count; i++) {
        line_add(&line, i == 0 ? "" : " ");
        line_add_text(&line, view->resources[i].name);
    }
    assert_string_equal(line.text, names);
    assert_int_equal(view->picture.reason, reason);
    assert_int_equal(view->picture.winner, 0);
    assert_int_equal(view->picture.total, view->picture.count);
}

/* The same sessions, here or elsewhere. */
static void come(struct scene *scene, const char *contact, const char *resource,
                 const char *words)
{
    struct line full = {.length = 0};
    struct line notice = {.length = 0};
    scene_advance(scene, scene->now_ms + 1000);
    line_add(&full, "%s/%s", contact, resource);
    line_add(&notice, "presence %s", words);
    if (strcmp(contact, "juliet@a") == 0)
        scene_come(scene, full.text, words);
    else
        scene_receive(scene, full.text, "romeo@a", notice.text);
}

static void who_wins(void **state)
{
    static const char *const contacts[] = {"juliet@a", "rosaline@b"};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct scene *scene = verona();
        struct view view = {.picture = {.count = 9}};
        memset(&view, 0, sizeof view);
        compose(scene, contacts[i], 0, &view);
        expect_order(&view, "", ADSUM_PICTURE_NOBODY);
        come(scene, contacts[i], "one", "dnd priority=5");
        compose(scene, contacts[i], 0, &view);
        expect_order(&view, "one", ADSUM_PICTURE_ONLY);
        come(scene, contacts[i], "two", "chat priority=1");
        come(scene, contacts[i], "three", "away priority=2");
        compose(scene, contacts[i], ADSUM_PICTURE_BY_PRIORITY, &view);
        expect_order(&view, "one three two", ADSUM_PICTURE_PRIORITY);
        compose(scene, contacts[i], ADSUM_PICTURE_BY_AVAILABILITY, &view);
        expect_order(&view, "two three one", ADSUM_PICTURE_AVAILABILITY);
        compose(scene, contacts[i], ADSUM_PICTURE_BY_RECENCY, &view);
        expect_order(&view, "three two one", ADSUM_PICTURE_RECENCY);
        scene_free(scene);
    }
}

/* chat, none, away, xa, dnd. */
static void availability_has_an_order(void **state)
{
    static const char *const shows[] = {"dnd", "away", "", "chat", "xa"};
    struct scene *scene = verona();
    struct view view;
    (void)state;
    memset(&view, 0, sizeof view);
    for (size_t i = 0; i < 5; i++)
        come(scene, "rosaline@b", shows[i][0] == '\0' ? "none" : shows[i],
             shows[i]);
    compose(scene, "rosaline@b", ADSUM_PICTURE_BY_AVAILABILITY, &view);
    expect_order(&view, "chat none away xa dnd", ADSUM_PICTURE_AVAILABILITY);
    scene_free(scene);
}

/* Equal by one rule: the next decides, at last the newest; and it says so. */
static void equals_are_decided_by_the_next_rule(void **state)
{
    struct scene *scene = verona();
    struct view view;
    (void)state;
    memset(&view, 0, sizeof view);
    come(scene, "rosaline@b", "a", "priority=3 away");
    come(scene, "rosaline@b", "b", "priority=3 chat");
    come(scene, "rosaline@b", "c", "priority=3 xa");
    compose(scene, "rosaline@b", ADSUM_PICTURE_BY_PRIORITY, &view);
    expect_order(&view, "b a c", ADSUM_PICTURE_AVAILABILITY);
    come(scene, "rosaline@b", "d", "priority=3 chat");
    compose(scene, "rosaline@b", ADSUM_PICTURE_BY_PRIORITY, &view);
    expect_order(&view, "d b a c", ADSUM_PICTURE_RECENCY);
    come(scene, "rosaline@b", "b", "priority=3 chat status=again");
    compose(scene, "rosaline@b", ADSUM_PICTURE_BY_PRIORITY, &view);
    expect_order(&view, "b d a c", ADSUM_PICTURE_RECENCY);
    scene_free(scene);
}

static void resources_tell_what_and_since_when(void **state)
{
    static const char *const contacts[] = {"juliet@a", "rosaline@b"};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct scene *scene = verona();
        struct line words = {.length = 0};
        struct view view;
        uint64_t since;
        memset(&view, 0, sizeof view);
        come(scene, contacts[i], "one", "dnd priority=5 status=no");
        since = scene->now_ms;
        scene_advance(scene, scene->now_ms + 5000);
        compose(scene, contacts[i], 0, &view);
        assert_true(view.picture.since_ms == since);
        assert_true(view.resources[0].since_ms == since);
        assert_int_equal(view.resources[0].view, ADSUM_VIEW_ALL);
        words_write_presence(&words, view.resources[0].presence);
        assert_string_equal(words.text, " dnd priority=5 status=no");
        scene_free(scene);
    }
}

/* Each row: what she says, and what is another than before. */
static void the_mask_says_what_changed(void **state)
{
    static const struct row {
        const char *resource;
        const char *words;
        uint32_t changed;
    } rows[] = {
        {"one", "priority=2",
         ADSUM_CHANGED_AVAILABLE | ADSUM_CHANGED_RESOURCES |
             ADSUM_CHANGED_PRIORITY | ADSUM_CHANGED_WINNER},
        {"one", "priority=2 away", ADSUM_CHANGED_SHOW},
        {"one", "priority=3 away", ADSUM_CHANGED_PRIORITY},
        {"one", "priority=3 away status=x", ADSUM_CHANGED_PARTS},
        {"one", "priority=3 away status=y", ADSUM_CHANGED_PARTS},
        {"two", "", ADSUM_CHANGED_RESOURCES},
        {"one", "unavailable",
         ADSUM_CHANGED_RESOURCES | ADSUM_CHANGED_WINNER | ADSUM_CHANGED_SHOW |
             ADSUM_CHANGED_PRIORITY | ADSUM_CHANGED_PARTS},
        {"two", "unavailable",
         ADSUM_CHANGED_AVAILABLE | ADSUM_CHANGED_RESOURCES |
             ADSUM_CHANGED_WINNER},
    };
    struct scene *scene = verona();
    struct view view;
    (void)state;
    memset(&view, 0, sizeof view);
    compose(scene, "rosaline@b", 0, &view);
    assert_int_equal(view.picture.changed, 0);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        print_message("%s: %s\n", rows[i].resource, rows[i].words);
        come(scene, "rosaline@b", rows[i].resource, rows[i].words);
        compose(scene, "rosaline@b", 0, &view);
        assert_int_equal(view.picture.changed, rows[i].changed);
        compose(scene, "rosaline@b", 0, &view);
        assert_int_equal(view.picture.changed, 0);
    }
    assert_int_equal(view.picture.reason, ADSUM_PICTURE_NOBODY);
    assert_true(view.picture.since_ms == scene->now_ms);
    scene_free(scene);
}

static void it_is_composed_of_who_is_left(void **state)
{
    static const char *const contacts[] = {"juliet@a", "rosaline@b"};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct scene *scene = verona();
        struct view view;
        memset(&view, 0, sizeof view);
        come(scene, contacts[i], "high", "priority=9");
        come(scene, contacts[i], "low", "priority=1 xa");
        compose(scene, contacts[i], 0, &view);
        expect_order(&view, "high low", ADSUM_PICTURE_PRIORITY);
        if (i == 0)
            scene_close(scene, "juliet@a/high", NULL);
        else
            scene_receive(scene, "rosaline@b/high", "romeo@a",
                          "presence unavailable");
        compose(scene, contacts[i], 0, &view);
        expect_order(&view, "low", ADSUM_PICTURE_ONLY);
        assert_int_equal(view.resources[0].presence->show, ADSUM_SHOW_XA);
        scene_free(scene);
    }
}

/* The best of more than there is room for, and how many there are. */
static void room_is_for_the_best(void **state)
{
    struct scene *scene = verona();
    struct adsum_resource two[3];
    struct adsum_picture picture = {.size = sizeof picture};
    (void)state;
    come(scene, "rosaline@b", "a", "priority=1");
    come(scene, "rosaline@b", "b", "priority=4");
    come(scene, "rosaline@b", "c", "priority=3");
    come(scene, "rosaline@b", "d", "priority=2");
    memset(two, 0x5a, sizeof two);
    assert_int_equal(
        adsum_picture_compose(scene->service, adsum_text_of("romeo@a"),
                              adsum_text_of("rosaline@b"), 0, two, 2, &picture),
        0);
    assert_int_equal(picture.count, 2);
    assert_int_equal(picture.total, 4);
    assert_int_equal(picture.winner, 0);
    assert_true(same_text(two[0].name, adsum_text_of("b")));
    assert_true(same_text(two[1].name, adsum_text_of("c")));
    assert_int_equal(two[2].view, 0x5a5a5a5a);
    assert_int_equal(adsum_picture_compose(
                         scene->service, adsum_text_of("romeo@a"),
                         adsum_text_of("rosaline@b"), 0, NULL, 0, &picture),
                     0);
    assert_int_equal(picture.count, 0);
    assert_int_equal(picture.total, 4);
    assert_int_equal(picture.reason, ADSUM_PICTURE_PRIORITY);
    scene_free(scene);
}

static void a_watcher_sees_what_he_may_see(void **state)
{
    struct scene *scene = scene_new();
    struct view view;
    (void)state;
    memset(&view, 0, sizeof view);
    scene_load(scene, "romeo@a", "item juliet@a none", NULL);
    scene_load(scene, "juliet@a", "item romeo@a none", NULL);
    scene_come(scene, "romeo@a/x", "");
    scene_come(scene, "juliet@a/j", "dnd status=no");
    compose(scene, "juliet@a", 0, &view);
    expect_order(&view, "", ADSUM_PICTURE_NOBODY);
    scene_load(scene, "paris@a", "item romeo@a from", NULL);
    scene_come(scene, "paris@a/p", "");
    compose(scene, "paris@a", 0, &view);
    expect_order(&view, "p", ADSUM_PICTURE_ONLY);
    scene_block(scene, "paris@a", "romeo@a");
    compose(scene, "paris@a", 0, &view);
    expect_order(&view, "", ADSUM_PICTURE_NOBODY);
    scene_free(scene);
}

/* A session's own sightings are seen by its full address alone. */
static void directed_presence_is_seen_by_whom_it_was_sent_to(void **state)
{
    struct scene *scene = verona();
    struct adsum_picture picture = {.size = sizeof picture};
    (void)state;
    scene_come(scene, "romeo@a/y", "");
    scene_receive(scene, "room@b/nick", "romeo@a/x", "presence chat");
    assert_int_equal(
        adsum_picture_compose(scene->service, adsum_text_of("romeo@a/x"),
                              adsum_text_of("room@b"), 0, NULL, 0, &picture),
        0);
    assert_int_equal(picture.total, 1);
    assert_int_equal(
        adsum_picture_compose(scene->service, adsum_text_of("romeo@a/y"),
                              adsum_text_of("room@b"), 0, NULL, 0, &picture),
        0);
    assert_int_equal(picture.total, 0);
    scene_free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_wins),
        cmocka_unit_test(availability_has_an_order),
        cmocka_unit_test(equals_are_decided_by_the_next_rule),
        cmocka_unit_test(resources_tell_what_and_since_when),
        cmocka_unit_test(the_mask_says_what_changed),
        cmocka_unit_test(it_is_composed_of_who_is_left),
        cmocka_unit_test(room_is_for_the_best),
        cmocka_unit_test(a_watcher_sees_what_he_may_see),
        cmocka_unit_test(directed_presence_is_seen_by_whom_it_was_sent_to),
    };
    return cmocka_run_group_tests_name("picture", tests, NULL, NULL);
}
