/* A user as bytes: all of it is there, in an order of its own. */
#include <stdlib.h>
#include <string.h>

#include "packed.h"

static const char *const user = PACKED_USER;

/* Numbers of contacts, texts and sessions are others here. */
static struct scene *elsewhere(const struct scene_options *options)
{
    struct scene *scene = scene_with(options);
    scene_load(scene, "sampson@a", "item zoe@c none", "item nurse@c none",
               "item nurse@b none", "item paris@c both name=hall group=qui",
               "block e", "block capulet@b/hall", NULL);
    scene_come(scene, "sampson@a/hall", "status=here");
    scene_come(scene, "sampson@a/x", "status=qui");
    scene_come(scene, "sampson@a/y", "");
    scene_close(scene, "sampson@a/hall", NULL);
    scene_close(scene, "sampson@a/y", NULL);
    scene_clear(scene);
    return scene;
}

static void a_user_comes_back_as_it_was(void **state)
{
    struct packed packed;
    struct scene *scene = packed_scene(&packed);
    struct scene *other = elsewhere(NULL);
    struct adsum_text name = adsum_text_of(user);
    struct adsum_walk walk = {.size = sizeof walk};
    (void)state;
    packed_expect(&packed, scene, user);
    assert_int_equal(packed_restore(other, user, &packed), 0);
    packed_expect(&packed, other, user);
    assert_int_equal(
        adsum_roster_walk(other->service, name, ADSUM_WALK_ROSTER, &walk), 0);
    assert_true(walk.version == 300);
    scene_restart(scene);
    assert_int_equal(packed_restore(scene, user, &packed), 0);
    packed_expect(&packed, scene, user);
    scene_expect(scene, NULL);
    scene_expect(other, NULL);
    scene_free(scene);
    scene_free(other);
    packed_deinit(&packed);
}

static void an_empty_user_is_a_few_bytes(void **state)
{
    static const uint8_t bytes[] = {0x21, 5, 'r', 'o', 'm', 'e', 'o', 1, 'a',
                                    1,    0, 0,   0,   0,   0,   0,   0};
    struct packed packed;
    struct scene *scene = scene_new();
    (void)state;
    scene_load(scene, user, NULL);
    packed_take(scene, user, &packed);
    assert_int_equal(packed.length, sizeof bytes);
    assert_memory_equal(packed.bytes, bytes, sizeof bytes);
    assert_int_equal(adsum_user_restore(scene->service, bytes, sizeof bytes),
                     ADSUM_ERR_IN_USE);
    assert_int_equal(adsum_user_unload(scene->service, adsum_text_of(user)), 0);
    assert_int_equal(adsum_user_restore(scene->service, bytes, sizeof bytes),
                     0);
    packed_expect(&packed, scene, user);
    scene_free(scene);
    packed_deinit(&packed);
}

static void a_mirrored_user_comes_back_too(void **state)
{
    static const char *const rows[] = {"item juliet@a both", "version 3", NULL};
    struct packed packed;
    struct scene *scene = scene_new();
    (void)state;
    scene_load_rows(scene, "romeo@b", ADSUM_USER_MIRRORED, rows);
    scene_come(scene, "romeo@b/x", "away");
    scene_receive(scene, "juliet@a/j", "romeo@b", "presence");
    scene_receive(scene, "romeo@b/phone", "romeo@b", "presence");
    scene_clear(scene);
    packed_take(scene, "romeo@b", &packed);
    scene_restart(scene);
    assert_int_equal(packed_restore(scene, "romeo@b", &packed), 0);
    packed_expect(&packed, scene, "romeo@b");
    scene_free(scene);
    packed_deinit(&packed);
}

/* The bytes of equal users are equal, whatever came first. */
static void order_does_not_show(void **state)
{
    struct packed packed;
    struct scene *one = scene_new();
    struct scene *other = scene_new();
    (void)state;
    scene_load(one, user, "item a@b to", "item c@b to", "item b@b to",
               "item a@a to", "item aa@a to", "block x@y", "block z", NULL);
    scene_load(other, user, "item aa@a to", "item b@b to", "item c@b to",
               "item a@b to", "item a@a to", "block z", "block x@y", NULL);
    scene_open(one, "romeo@a/1");
    scene_open(one, "romeo@a/2");
    scene_open(other, "romeo@a/2");
    scene_open(other, "romeo@a/1");
    packed_take(one, user, &packed);
    packed_expect(&packed, other, user);
    scene_free(one);
    scene_free(other);
    packed_deinit(&packed);
}

static void many_are_sorted(void **state)
{
    struct packed packed;
    struct scene *scene = scene_new();
    struct line row;
    (void)state;
    scene_load(scene, user, NULL);
    for (unsigned i = 0; i < 1500; i++) {
        row.length = 0;
        line_add(&row, "c%u@b", i * 7919 % 1500);
        scene_set(scene, user, row.text);
        if (i % 3 == 0)
            scene_block(scene, user, row.text);
    }
    packed_take(scene, user, &packed);
    scene_restart(scene);
    assert_int_equal(packed_restore(scene, user, &packed), 0);
    packed_expect(&packed, scene, user);
    scene_free(scene);
    packed_deinit(&packed);
}

static void too_little_room_is_not_touched(void **state)
{
    struct packed packed;
    struct scene *scene = packed_scene(&packed);
    uint8_t *room = must_have(NULL, packed.length + 8);
    uint32_t length;
    (void)state;
    for (uint32_t less = 1; less < packed.length; less += 7) {
        memset(room, 0x5a, packed.length);
        length = 0;
        assert_int_equal(adsum_user_pack(scene->service, adsum_text_of(user),
                                         room, packed.length - less, &length),
                         ADSUM_ERR_ROOM);
        assert_int_equal(length, packed.length);
        assert_int_equal(room[0], 0x5a);
        assert_int_equal(room[packed.length - less], 0x5a);
    }
    /* More than enough, and not aligned. */
    memset(room, 0x5a, packed.length + 8);
    assert_int_equal(adsum_user_pack(scene->service, adsum_text_of(user),
                                     room + 1, packed.length + 7, &length),
                     0);
    assert_memory_equal(room + 1, packed.bytes, packed.length);
    assert_int_equal(room[packed.length + 1], 0x5a);
    free(room);
    scene_free(scene);
    packed_deinit(&packed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_user_comes_back_as_it_was),
        cmocka_unit_test(an_empty_user_is_a_few_bytes),
        cmocka_unit_test(a_mirrored_user_comes_back_too),
        cmocka_unit_test(order_does_not_show),
        cmocka_unit_test(many_are_sorted),
        cmocka_unit_test(too_little_room_is_not_touched),
    };
    return cmocka_run_group_tests_name("packed users", tests, NULL, NULL);
}
