/*
 * Each limit is reached: the documented answer, nothing has changed and nobody
 * has been told; and when room was made, the same works again.
 */
#include <stdlib.h>
#include <string.h>

#include "scene.h"
#include "snapshot.h"

enum { ROOM = 4 };

/* The n-th of something, and taking the first back. */
struct filling {
    const char *answer;
    size_t limit; /* where it stands in the struct */
    int (*fill)(struct scene *scene, unsigned n);
    void (*undo)(struct scene *scene);
};

static const char *numbered(struct line *line, const char *before, unsigned n,
                            const char *after)
{
    line->length = 0;
    line_add(line, "%s%u%s", before, n, after);
    return line->text;
}

static int fill_users(struct scene *scene, unsigned n)
{
    struct line name;
    const char *nothing[] = {NULL};
    return scene_load_rows(scene, numbered(&name, "user", n, "@a"),
                           ADSUM_USER_KEPT, nothing);
}

static void undo_users(struct scene *scene)
{
    assert_int_equal(
        adsum_user_unload(scene->service, adsum_text_of("user0@a")), 0);
}

static int fill_sessions(struct scene *scene, unsigned n)
{
    struct line name;
    return scene_open(scene, numbered(&name, "romeo@a/", n, ""));
}

static void undo_sessions(struct scene *scene)
{
    scene_close(scene, "romeo@a/0", NULL);
}

static int fill_contacts(struct scene *scene, unsigned n)
{
    struct line name;
    return scene_set(scene, "romeo@a", numbered(&name, "contact", n, "@b"));
}

static int fill_subscriptions(struct scene *scene, unsigned n)
{
    struct line name;
    return scene_subscribe(scene, "romeo@a/x",
                           numbered(&name, "contact", n, "@b"));
}

static int fill_approvals(struct scene *scene, unsigned n)
{
    struct line name;
    return scene_subscribed(scene, "romeo@a/x",
                            numbered(&name, "contact", n, "@b"));
}

static void undo_contacts(struct scene *scene)
{
    scene_remove(scene, "romeo@a", "contact0@b");
}

static int fill_blocks(struct scene *scene, unsigned n)
{
    struct line name;
    return scene_block(scene, "romeo@a", numbered(&name, "enemy", n, "@b"));
}

static void undo_blocks(struct scene *scene)
{
    scene_unblock(scene, "romeo@a", "enemy0@b");
}

static int fill_directed(struct scene *scene, unsigned n)
{
    struct line name;
    return scene_send(scene, "romeo@a/x", numbered(&name, "room", n, "@b"),
                      "presence");
}

static void undo_directed(struct scene *scene)
{
    scene_send(scene, "romeo@a/x", "room0@b", "presence unavailable");
}

static int fill_sightings(struct scene *scene, unsigned n)
{
    struct line name;
    return scene_receive(scene, numbered(&name, "star", n, "@b/r"), "romeo@a",
                         "presence chat");
}

static void undo_sightings(struct scene *scene)
{
    scene_receive(scene, "star0@b/r", "romeo@a", "presence unavailable");
}

static const struct filling fillings[] = {
    {"= limit users", offsetof(struct adsum_limits, users), fill_users,
     undo_users},
    {"= limit sessions", offsetof(struct adsum_limits, sessions), fill_sessions,
     undo_sessions},
    {"= limit user_sessions", offsetof(struct adsum_limits, user_sessions),
     fill_sessions, undo_sessions},
    {"= limit edges", offsetof(struct adsum_limits, edges), fill_contacts,
     undo_contacts},
    {"= limit contacts", offsetof(struct adsum_limits, contacts), fill_contacts,
     undo_contacts},
    {"= limit contacts", offsetof(struct adsum_limits, contacts),
     fill_subscriptions, undo_contacts},
    {"= limit contacts", offsetof(struct adsum_limits, contacts),
     fill_approvals, undo_contacts},
    {"= limit blocks", offsetof(struct adsum_limits, blocks), fill_blocks,
     undo_blocks},
    {"= limit directed", offsetof(struct adsum_limits, directed), fill_directed,
     undo_directed},
    {"= limit sightings", offsetof(struct adsum_limits, sightings),
     fill_sightings, undo_sightings},
    {"= limit user_sightings", offsetof(struct adsum_limits, user_sightings),
     fill_sightings, undo_sightings},
};

static void set_limit(struct scene_options *options, size_t at, uint32_t value)
{
    memcpy((char *)&options->limits + at, &value, sizeof value);
}

/* Romeo has a session, unless sessions or users are what is counted. */
static struct scene *verona(const struct filling *filling, uint32_t room)
{
    struct scene_options options = {.flags = 0};
    struct scene *scene;
    set_limit(&options, filling->limit, room);
    scene = scene_with(&options);
    if (filling->fill == fill_users)
        return scene;
    scene_load(scene, "romeo@a", NULL);
    if (filling->fill != fill_sessions)
        scene_come(scene, "romeo@a/x", "");
    scene_clear(scene);
    return scene;
}

static void expect_refusal(struct scene *scene, const struct filling *filling,
                           unsigned n)
{
    struct snapshot before;
    snapshot_take(scene, &before);
    filling->fill(scene, n);
    scene_expect(scene, filling->answer, NULL);
    snapshot_expect(&before, scene, filling->answer);
    snapshot_deinit(&before);
}

static void each_limit_is_reached_and_left(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof fillings / sizeof fillings[0]; i++) {
        const struct filling *filling = &fillings[i];
        struct scene *scene = verona(filling, ROOM);
        print_message("%s\n", filling->answer);
        for (unsigned n = 0; n < ROOM; n++)
            assert_int_equal(filling->fill(scene, n), 0);
        scene_clear(scene);
        expect_refusal(scene, filling, ROOM);
        filling->undo(scene);
        scene_clear(scene);
        assert_int_equal(filling->fill(scene, ROOM), 0);
        scene_clear(scene);
        expect_refusal(scene, filling, ROOM + 1);
        scene_free(scene);
    }
}

/* ADSUM_LIMIT_NOTHING, where a 0 would take the default. */
static void nothing_at_all_is_a_limit_too(void **state)
{
    (void)state;
    for (size_t i = 4; i < sizeof fillings / sizeof fillings[0]; i++) {
        const struct filling *filling = &fillings[i];
        struct scene *scene = verona(filling, ADSUM_LIMIT_NOTHING);
        expect_refusal(scene, filling, 0);
        scene_free(scene);
    }
}

/* What goes over a bound in one step. */
static void expect_over(struct scene *scene, const char *expected,
                        const struct snapshot *before)
{
    print_message("%s\n", expected);
    scene_expect(scene, expected, NULL);
    snapshot_expect(before, scene, expected);
}

static void items_and_presences_are_bounded(void **state)
{
    struct scene_options options = {.limits = {.groups = 2,
                                               .name_bytes = 4,
                                               .parts = 2,
                                               .part_bytes = 4,
                                               .blocks = 2}};
    struct scene *scene = scene_with(&options);
    struct adsum_text three[3] = {adsum_text_of("x@b"), adsum_text_of("y@b"),
                                  adsum_text_of("z@b")};
    struct snapshot before;
    (void)state;
    scene_load(scene, "romeo@a", "item juliet@b both", NULL);
    scene_come(scene, "romeo@a/x", "a=1 b=2222");
    scene_set(scene, "romeo@a", "juliet@b name=four group=four group=x");
    scene_clear(scene);
    snapshot_take(scene, &before);
    scene_set(scene, "romeo@a", "juliet@b group=x group=y group=z");
    expect_over(scene, "= limit groups", &before);
    scene_set(scene, "romeo@a", "n@b name=fives");
    expect_over(scene, "= limit name_bytes", &before);
    scene_set(scene, "romeo@a", "n@b group=fives");
    expect_over(scene, "= limit name_bytes", &before);
    scene_publish(scene, "romeo@a/x", "a=1 b=2 c=3");
    expect_over(scene, "= limit parts", &before);
    scene_publish(scene, "romeo@a/x", "a=12345");
    expect_over(scene, "= limit part_bytes", &before);
    scene_send(scene, "romeo@a/x", "room@b", "presence a=1 b=2 c=3");
    expect_over(scene, "= limit parts", &before);
    scene_receive(scene, "juliet@b/j", "romeo@a", "presence a=1 b=2 c=3");
    expect_over(scene, "= limit parts", &before);
    scene_receive(scene, "juliet@b/j", "romeo@a", "presence a=12345");
    expect_over(scene, "= limit part_bytes", &before);
    assert_int_equal(adsum_roster_block(scene->service,
                                        adsum_text_of("romeo@a"), three, 3, 1),
                     ADSUM_ERR_LIMIT - ADSUM_LIMIT_BLOCKS);
    snapshot_expect(&before, scene, "three blocks, and room for two");
    snapshot_deinit(&before);
    scene_free(scene);
}

/* Names, parts and addresses are bounded as a whole, and given back. */
static void text_is_bounded_as_a_whole(void **state)
{
    struct scene_options options = {
        .limits = {.text_bytes = 16384, .segment_bytes = 4096}};
    struct scene *scene = scene_with(&options);
    struct line item = {.length = 0};
    struct snapshot before;
    unsigned n = 0;
    int answer = 0;
    (void)state;
    scene_load(scene, "romeo@a", NULL);
    scene_open(scene, "romeo@a/x");
    while (answer == 0) {
        scene_clear(scene);
        item.length = 0;
        line_add(&item, "contact%u@b name=%0900u", n, n);
        n++;
        snapshot_take(scene, &before);
        answer = scene_set(scene, "romeo@a", item.text);
        if (answer == 0)
            snapshot_deinit(&before);
    }
    scene_expect(scene, "= limit text_bytes", NULL);
    snapshot_expect(&before, scene, "a full text");
    snapshot_deinit(&before);
    assert_in_range(n, 10, 19);
    for (int i = 0; i < 3; i++) { /* names are shared no more, and given back */
        scene_remove(scene, "romeo@a", "contact0@b");
        scene_clear(scene);
        item.length = 0;
        line_add(&item, "contact0@b name=%0900u", 1000 + (unsigned)i);
        assert_int_equal(scene_set(scene, "romeo@a", item.text), 0);
    }
    scene_free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_limit_is_reached_and_left),
        cmocka_unit_test(nothing_at_all_is_a_limit_too),
        cmocka_unit_test(items_and_presences_are_bounded),
        cmocka_unit_test(text_is_bounded_as_a_whole),
    };
    return cmocka_run_group_tests_name("limits reached", tests, NULL, NULL);
}
