/* Who is in a picture, in what order, and for how long its views hold. */
#include <stdlib.h>
#include <string.h>

#include "scene.h"

enum { MANY = 64 };

struct view {
    struct adsum_picture picture;
    struct adsum_resource resources[MANY];
};

static void compose(struct scene *scene, const char *watcher,
                    const char *contact, uint32_t policy, struct view *view)
{
    memset(view, 0, sizeof *view);
    view->picture.size = sizeof view->picture;
    assert_int_equal(
        adsum_picture_compose(scene->service, adsum_text_of(watcher),
                              adsum_text_of(contact), policy, view->resources,
                              MANY, &view->picture),
        0);
}

/* "x away|y" for resource x, away, and resource y. */
static void expect(struct scene *scene, const char *watcher,
                   const char *contact, const char *words)
{
    struct line line = {.length = 0};
    struct view view;
    compose(scene, watcher, contact, 0, &view);
    for (uint32_t i = 0; i < view.picture.count; i++) {
        line_add(&line, i == 0 ? "" : "|");
        line_add_text(&line, view.resources[i].name);
        words_write_presence(&line, view.resources[i].presence);
        if (view.resources[i].view == ADSUM_VIEW_BARE)
            line_add(&line, " view=bare");
    }
    assert_string_equal(line.text, words);
    assert_int_equal(view.picture.total, view.picture.count);
}

/* Kept here: as subscription, direction and blocks say. */
static void what_was_directed_is_seen_until_more_is(void **state)
{
    struct scene *scene = scene_new();
    (void)state;
    scene_load(scene, "romeo@a", NULL);
    scene_load(scene, "juliet@a", NULL);
    scene_come(scene, "romeo@a/x", "");
    scene_come(scene, "romeo@a/y", "");
    scene_come(scene, "juliet@a/j", "dnd status=busy");
    scene_open(scene, "juliet@a/silent");
    expect(scene, "romeo@a", "juliet@a", "");
    scene_send(scene, "juliet@a/j", "romeo@a/x", "presence chat status=hi");
    expect(scene, "romeo@a", "juliet@a", "");
    expect(scene, "romeo@a/y", "juliet@a", "");
    expect(scene, "romeo@a/x", "juliet@a", "j chat status=hi view=bare");
    scene_send(scene, "juliet@a/j", "romeo@a", "presence xa");
    expect(scene, "romeo@a/y", "juliet@a", "j xa view=bare");
    expect(scene, "romeo@a", "juliet@a", "j xa view=bare");
    scene_send(scene, "juliet@a/silent", "romeo@a/x", "presence away");
    expect(scene, "romeo@a/x", "juliet@a",
           "silent away view=bare|j xa view=bare");
    scene_send(scene, "juliet@a/j", "romeo@a/x", "presence chat");
    expect(scene, "romeo@a/x", "juliet@a",
           "j chat view=bare|silent away view=bare");
    expect(scene, "romeo@a/y", "juliet@a", "j xa view=bare");
    scene_send(scene, "juliet@a/j", "romeo@a", "presence unavailable");
    expect(scene, "romeo@a/y", "juliet@a", "");
    scene_subscribe(scene, "romeo@a/x", "juliet@a");
    scene_subscribed(scene, "juliet@a/j", "romeo@a");
    expect(scene, "romeo@a/y", "juliet@a", "j dnd status=busy");
    scene_block(scene, "romeo@a", "juliet@a/j");
    expect(scene, "romeo@a/y", "juliet@a", "");
    scene_unblock(scene, "romeo@a", "juliet@a/j");
    scene_block(scene, "juliet@a", "romeo@a/y");
    expect(scene, "romeo@a/y", "juliet@a", "");
    expect(scene, "romeo@a/x", "juliet@a",
           "silent away view=bare|j dnd status=busy");
    scene_free(scene);
}

static void everyone_sees_himself(void **state)
{
    struct scene *scene = scene_new();
    (void)state;
    scene_load(scene, "romeo@a", NULL);
    scene_come(scene, "romeo@a/x", "away priority=1");
    scene_come(scene, "romeo@a/y", "");
    scene_open(scene, "romeo@a/z");
    expect(scene, "romeo@a/x", "romeo@a", "x away priority=1|y");
    scene_free(scene);
}

static void a_mirrored_watcher_sees_what_its_server_tells(void **state)
{
    static const char *const rows[] = {"item juliet@a both", NULL};
    struct scene *scene = scene_new();
    (void)state;
    scene_load_rows(scene, "romeo@b", ADSUM_USER_MIRRORED, rows);
    scene_load(scene, "juliet@a", "item romeo@b both", NULL);
    scene_come(scene, "romeo@b/x", "");
    scene_come(scene, "juliet@a/j", "dnd");
    expect(scene, "romeo@b", "juliet@a", "");
    scene_receive_from(scene, "b", "romeo@b/phone", "romeo@b", "presence chat");
    expect(scene, "romeo@b", "romeo@b", "phone chat");
    scene_free(scene);
}

/* Sent to the bare address and to a session: one resource, the newest word. */
static void what_was_told_twice_is_one(void **state)
{
    struct scene *scene = scene_new();
    (void)state;
    scene_load(scene, "romeo@a", "item nurse@b to", NULL);
    scene_come(scene, "romeo@a/x", "");
    scene_come(scene, "romeo@a/y", "");
    scene_receive(scene, "nurse@b/n", "romeo@a", "presence away");
    scene_receive(scene, "nurse@b/n", "romeo@a/x", "presence chat");
    expect(scene, "romeo@a", "nurse@b", "n away");
    expect(scene, "romeo@a/y", "nurse@b", "n away");
    expect(scene, "romeo@a/nobody", "nurse@b", "n away");
    expect(scene, "romeo@a/x", "nurse@b", "n chat");
    scene_receive(scene, "nurse@b/n", "romeo@a", "presence xa");
    expect(scene, "romeo@a/x", "nurse@b", "n xa");
    scene_receive(scene, "nurse@b", "romeo@a", "presence dnd");
    expect(scene, "romeo@a/x", "nurse@b", "n xa| dnd");
    scene_origin_lost(scene, "b");
    expect(scene, "romeo@a/x", "nurse@b", "");
    scene_free(scene);
}

static void who_is_hidden_is_not_there(void **state)
{
    struct scene_options options = {.flags = ADSUM_OPTION_TELL_LOST};
    struct scene *scene = scene_with(&options);
    (void)state;
    scene_load(scene, "romeo@a", NULL);
    scene_load(scene, "juliet@a", "item romeo@a from", NULL);
    scene_come(scene, "juliet@a/j", "dnd");
    expect(scene, "romeo@a", "juliet@a", "j dnd");
    scene_link(scene, "juliet@a/j", ADSUM_LINK_LOST);
    expect(scene, "romeo@a", "juliet@a", "");
    scene_link(scene, "juliet@a/j", ADSUM_LINK_UP);
    expect(scene, "romeo@a", "juliet@a", "j dnd");
    scene_free(scene);
}

/* Who may not see her may not know when she left, or that she is there. */
static void nobody_is_since_the_last_one_left(void **state)
{
    static const struct row {
        const char *rows[3];
        uint64_t since_ms;
    } rows[] = {
        {{"item romeo@a from", "last 5000", NULL}, 5000},
        {{"item romeo@a from", NULL}, 0},
        {{"last 5000", NULL}, 0},
        {{"item romeo@a to", "last 5000", NULL}, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct scene *scene = scene_new();
        struct view view;
        scene_load(scene, "romeo@a", NULL);
        scene_load_rows(scene, "juliet@a", ADSUM_USER_KEPT, rows[i].rows);
        compose(scene, "romeo@a", "juliet@a", 0, &view);
        assert_int_equal(view.picture.reason, ADSUM_PICTURE_NOBODY);
        assert_true(view.picture.since_ms == rows[i].since_ms);
        scene_come(scene, "juliet@a/j", "");
        scene_advance(scene, scene->now_ms + 7000);
        scene_close(scene, "juliet@a/j", NULL);
        compose(scene, "romeo@a", "juliet@a", 0, &view);
        assert_true(view.picture.since_ms == (i < 2 ? scene->now_ms : 0));
        scene_free(scene);
    }
}

static void all_views_hold_at_once(void **state)
{
    struct scene *scene = scene_new();
    struct line words = {.length = 0}, name = {.length = 0};
    struct view view;
    (void)state;
    scene_load(scene, "romeo@a", NULL);
    scene_come(scene, "romeo@a/x", "");
    for (unsigned i = 0; i < 40; i++) {
        words.length = name.length = 0;
        line_add(&name, "room@b/%02u", i);
        line_add(&words, "presence priority=%u a=%u b=%u c=%u", i, i, i + 1,
                 i + 2);
        scene_receive(scene, name.text, "romeo@a/x", words.text);
    }
    compose(scene, "romeo@a/x", "room@b", 0, &view);
    assert_int_equal(view.picture.total, 40);
    assert_int_equal(view.picture.count, 32); /* limits.resources */
    for (unsigned i = 0; i < 32; i++) {
        words.length = name.length = 0;
        line_add(&name, " priority=%u a=%u b=%u c=%u", 39 - i, 39 - i, 40 - i,
                 41 - i);
        words_write_presence(&words, view.resources[i].presence);
        assert_string_equal(words.text, name.text);
    }
    scene_free(scene);
}

static void a_service_may_do_without(void **state)
{
    struct scene_options options = {
        .limits = {.resources = ADSUM_LIMIT_NOTHING}};
    struct scene *scene = scene_with(&options);
    struct view view;
    (void)state;
    scene_load(scene, "romeo@a", NULL);
    scene_come(scene, "romeo@a/x", "dnd");
    compose(scene, "romeo@a", "romeo@a", 0, &view);
    assert_int_equal(view.picture.total, 1);
    assert_int_equal(view.picture.count, 0);
    assert_int_equal(view.picture.reason, ADSUM_PICTURE_ONLY);
    assert_int_equal(view.picture.changed &
                         (ADSUM_CHANGED_AVAILABLE | ADSUM_CHANGED_SHOW),
                     ADSUM_CHANGED_AVAILABLE | ADSUM_CHANGED_SHOW);
    scene_free(scene);
}

/* Inside deliver() the notice stays as it was. */
static void look(struct scene *scene, const char *callback)
{
    struct view view;
    if (strcmp(callback, "deliver") != 0)
        return;
    compose(scene, "romeo@a", "nurse@b", 0, &view);
    if (view.picture.total == 0)
        return;
    assert_int_equal(view.picture.total, 1);
    assert_int_equal(view.resources[0].presence->part_count, 2);
    *(int *)scene->inside_data += 1;
}

static void a_callback_may_look(void **state)
{
    struct scene *scene = scene_new();
    int looked = 0;
    (void)state;
    scene_load(scene, "romeo@a", "item nurse@b to", NULL);
    scene_come(scene, "romeo@a/x", "");
    scene_busy_after(scene, "romeo@a/x", 1);
    scene_clear(scene);
    scene->inside = look;
    scene->inside_data = &looked;
    scene_receive(scene, "nurse@b/n", "romeo@a", "presence a=1 b=2");
    scene_ready(scene, "romeo@a/x");
    scene_come(scene, "romeo@a/y", "chat c=3");
    assert_true(looked > 2);
    scene->inside = NULL;
    scene_free(scene);
}

struct one {
    unsigned number;
    int show;
    int priority;
    int when;
};

static uint32_t sorted_by;

static int by_policy(const void *left, const void *right)
{
    static const int availability[] = {3, 4, 2, 1, 0};
    const struct one *a = left, *b = right;
    int ret = 0;
    if (sorted_by == ADSUM_PICTURE_BY_PRIORITY)
        ret = b->priority - a->priority;
    if (ret == 0 && sorted_by != ADSUM_PICTURE_BY_RECENCY)
        ret = availability[b->show] - availability[a->show];
    return ret != 0 ? ret : b->when - a->when;
}

/* Against sorting all: some at the same time, some said again. */
static void the_best_come_first_whatever_the_order(void **state)
{
    static const char *const shows[] = {"", "chat", "away", "xa", "dnd"};
    uint32_t random = 1;
    (void)state;
    for (unsigned round = 0; round < 30; round++) {
        struct scene *scene = scene_new();
        struct one ones[12];
        int when = 0;
        scene_load(scene, "romeo@a", NULL);
        scene_come(scene, "romeo@a/x", "");
        for (unsigned i = 0; i < 30; i++) {
            struct line from = {.length = 0}, words = {.length = 0};
            struct one *one = &ones[i < 12 ? i : i * 5 % 12];
            random = random * 1664525 + 1013904223;
            one->number = (unsigned)(one - ones);
            one->show = (int)(random >> 16) % 5;
            one->priority = (int)(random >> 20) % 3 - 1;
            one->when = ++when;
            if ((random >> 30 & 1) != 0)
                scene_advance(scene, scene->now_ms + 1000);
            line_add(&from, "room@b/%u", one->number);
            line_add(&words, "presence %s priority=%d", shows[one->show],
                     one->priority);
            scene_receive(scene, from.text, "romeo@a/x", words.text);
        }
        for (sorted_by = 0; sorted_by < 3; sorted_by++) {
            struct view view;
            compose(scene, "romeo@a/x", "room@b", sorted_by, &view);
            qsort(ones, 12, sizeof ones[0], by_policy);
            for (uint32_t i = 0; i < 12; i++) {
                struct line name = {.length = 0};
                line_add(&name, "%u", ones[i].number);
                assert_true(same_text(view.resources[i].name,
                                      adsum_text_of(name.text)));
            }
            for (uint32_t room = 0; room < 12; room++) {
                struct adsum_resource few[12];
                struct adsum_picture picture = {.size = sizeof picture};
                assert_int_equal(adsum_picture_compose(
                                     scene->service, adsum_text_of("romeo@a/x"),
                                     adsum_text_of("room@b"), sorted_by, few,
                                     room, &picture),
                                 0);
                assert_int_equal(picture.count, room);
                assert_int_equal(picture.reason, view.picture.reason);
                assert_true(picture.since_ms == view.picture.since_ms);
                assert_memory_equal(picture.state, view.picture.state,
                                    sizeof picture.state);
                for (uint32_t i = 0; i < room; i++)
                    assert_true(same_text(few[i].name, view.resources[i].name));
            }
        }
        scene_free(scene);
    }
}

static void who_asks_must_be_loaded_and_right(void **state)
{
    static const struct row {
        const char *watcher;
        const char *contact;
        int answer;
    } rows[] = {
        {"romeo@a", "juliet@a", 0},
        {"romeo@a/x", "juliet@b", 0},
        {"romeo@a", "b", 0},
        {"romeo@a", "nobody@c", 0},
        {"romeo@a", "juliet@a/j", ADSUM_ERR_INVALID},
        {"romeo@a/", "juliet@a", ADSUM_ERR_INVALID},
        {"romeo@a", "@a", ADSUM_ERR_INVALID},
        {"paris@a", "juliet@a", ADSUM_ERR_ABSENT},
        {"ghost@a", "juliet@a", ADSUM_ERR_UNKNOWN},
    };
    static const char *const nothing[] = {NULL};
    struct scene *scene = scene_new();
    struct adsum_picture picture = {.size = sizeof picture};
    (void)state;
    scene_load(scene, "romeo@a", NULL);
    scene_load_rows(scene, "ghost@a", ADSUM_USER_UNKNOWN, nothing);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_int_equal(adsum_picture_compose(scene->service,
                                               adsum_text_of(rows[i].watcher),
                                               adsum_text_of(rows[i].contact),
                                               0, NULL, 0, &picture),
                         rows[i].answer);
    assert_int_equal(
        adsum_picture_compose(scene->service, adsum_text_of("romeo@a"),
                              adsum_text_of("romeo@a"), 0, NULL, 1, &picture),
        ADSUM_ERR_INVALID);
    scene_free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_directed_is_seen_until_more_is),
        cmocka_unit_test(everyone_sees_himself),
        cmocka_unit_test(a_mirrored_watcher_sees_what_its_server_tells),
        cmocka_unit_test(what_was_told_twice_is_one),
        cmocka_unit_test(who_is_hidden_is_not_there),
        cmocka_unit_test(nobody_is_since_the_last_one_left),
        cmocka_unit_test(all_views_hold_at_once),
        cmocka_unit_test(a_service_may_do_without),
        cmocka_unit_test(a_callback_may_look),
        cmocka_unit_test(the_best_come_first_whatever_the_order),
        cmocka_unit_test(who_asks_must_be_loaded_and_right),
    };
    return cmocka_run_group_tests_name("composed pictures", tests, NULL, NULL);
}
