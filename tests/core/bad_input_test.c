/* Whatever is wrong is answered as documented, and nothing has changed. */
#include <stdlib.h>
#include <string.h>

#include "scene.h"
#include "snapshot.h"

static struct scene *verona(void)
{
    struct scene *scene = scene_new();
    scene_load(scene, "romeo@a", "item juliet@b both name=J group=x",
               "request paris@b", "block tybalt@b", NULL);
    scene_come(scene, "romeo@a/x", "away");
    scene_receive(scene, "juliet@b/j", "romeo@a", "presence");
    scene_clear(scene);
    return scene;
}

/* Addresses ---------------------------------------------------------------- */

static char long_local[1024 + 3];
static char long_domain[1024 + 1];
static char long_resource[1024 + 5];

static struct adsum_text bad_addresses[] = {{NULL, 0},
                                            {"", 0},
                                            {"@a", 2},
                                            {"x@", 2},
                                            {"@", 1},
                                            {"/", 1},
                                            {"a/", 2},
                                            {"x@a/", 4},
                                            {"x@/r", 4},
                                            {"@a/r", 4},
                                            {"x\0y@a", 5},
                                            {"x@a\0", 4},
                                            {"x@a/\0", 5},
                                            {"\xff@a", 3},
                                            {"x@\xc0\x80", 4},
                                            {"x@a/\xed\xa0\x80", 7},
                                            {"x@a/\xf0\x9f", 6},
                                            {"x@a/\xf4\x90\x80\x80", 8},
                                            {"\x80", 1},
                                            {long_local, 1026},
                                            {long_domain, 1024},
                                            {long_resource, 1028}};

enum { BAD_ADDRESSES = sizeof bad_addresses / sizeof bad_addresses[0] };

static int make_long(void **state)
{
    (void)state;
    memset(long_local, 'l', 1024);
    memcpy(long_local + 1024, "@a", 3);
    memset(long_domain, 'd', 1024);
    memcpy(long_resource, "x@a/", 4);
    memset(long_resource + 4, 'r', 1024);
    return 0;
}

static void no_address_is_split_or_joined_that_is_none(void **state)
{
    struct adsum_address split;
    (void)state;
    for (size_t i = 0; i < BAD_ADDRESSES; i++) {
        memset(&split, 0x5a, sizeof split);
        assert_int_equal(adsum_address_split(bad_addresses[i], &split),
                         ADSUM_ERR_INVALID);
        assert_int_equal(split.domain.length, 0x5a5a5a5a);
    }
}

static void the_longest_address_is_one(void **state)
{
    static char text[ADSUM_ADDRESS_BYTES];
    static char joined[ADSUM_ADDRESS_BYTES];
    struct adsum_address split;
    struct adsum_text ret = {NULL, 7};
    struct adsum_text whole = {text, ADSUM_ADDRESS_BYTES};
    (void)state;
    memset(text, 'x', sizeof text);
    text[1023] = '@';
    text[2047] = '/';
    assert_int_equal(adsum_address_split(whole, &split), 0);
    assert_int_equal(split.bare.length, 2047);
    assert_int_equal(
        adsum_address_join(&split, joined, sizeof joined - 1, &ret),
        ADSUM_ERR_ROOM);
    assert_int_equal(ret.length, 7);
    assert_int_equal(adsum_address_join(&split, joined, sizeof joined, &ret),
                     0);
    assert_true(same_text(ret, whole));
}

static struct adsum_text romeo(void)
{
    return adsum_text_of("romeo@a");
}

static int call_open(struct scene *scene, struct adsum_text bad)
{
    uint64_t handle;
    return adsum_session_open(scene->service, bad, 99, 0, &handle);
}

static int call_send(struct scene *scene, struct adsum_text bad)
{
    struct words_notice notice;
    words_read_notice("subscribe", &notice);
    return adsum_session_send(scene->service, scene->sessions[0].handle, bad,
                              &notice.notice);
}

static int call_direct(struct scene *scene, struct adsum_text bad)
{
    struct words_notice notice;
    words_read_notice("presence", &notice);
    return adsum_session_send(scene->service, scene->sessions[0].handle, bad,
                              &notice.notice);
}

static int receive(struct scene *scene, struct adsum_text origin,
                   struct adsum_text from, struct adsum_text to)
{
    struct words_notice notice;
    words_read_notice("presence", &notice);
    notice.notice.from = from;
    return adsum_service_receive(scene->service, origin, &notice.notice, &to,
                                 1);
}

static int call_receive_from(struct scene *scene, struct adsum_text bad)
{
    return receive(scene, adsum_text_of("b"), bad, romeo());
}

static int call_receive_to(struct scene *scene, struct adsum_text bad)
{
    return receive(scene, adsum_text_of("b"), adsum_text_of("x@b/y"), bad);
}

static int call_set(struct scene *scene, struct adsum_text bad)
{
    struct adsum_item item = {.contact = bad};
    return adsum_roster_set(scene->service, romeo(), &item);
}

static int call_set_user(struct scene *scene, struct adsum_text bad)
{
    struct adsum_item item = {.contact = adsum_text_of("new@b")};
    return adsum_roster_set(scene->service, bad, &item);
}

static int call_remove(struct scene *scene, struct adsum_text bad)
{
    return adsum_roster_remove(scene->service, romeo(), bad);
}

static int call_block(struct scene *scene, struct adsum_text bad)
{
    struct adsum_text two[2] = {adsum_text_of("nurse@b"), bad};
    return adsum_roster_block(scene->service, romeo(), two, 2, 1);
}

static int call_unblock(struct scene *scene, struct adsum_text bad)
{
    return adsum_roster_block(scene->service, romeo(), &bad, 1, 0);
}

static int call_walk(struct scene *scene, struct adsum_text bad)
{
    struct adsum_walk walk = {.size = sizeof walk};
    return adsum_roster_walk(scene->service, bad, ADSUM_WALK_ROSTER, &walk);
}

static int call_get(struct scene *scene, struct adsum_text bad)
{
    struct adsum_item item;
    return adsum_roster_get(scene->service, romeo(), bad, &item);
}

static int call_load(struct scene *scene, struct adsum_text bad)
{
    return adsum_user_load(scene->service, bad, ADSUM_USER_KEPT, NULL, 0);
}

static int call_unload(struct scene *scene, struct adsum_text bad)
{
    return adsum_user_unload(scene->service, bad);
}

static int call_pack(struct scene *scene, struct adsum_text bad)
{
    uint32_t length;
    return adsum_user_pack(scene->service, bad, NULL, 0, &length);
}

static int call_may_see(struct scene *scene, struct adsum_text bad)
{
    struct adsum_permit permit;
    int answer = adsum_service_may_see(scene->service, bad, romeo(), &permit);
    int other = adsum_service_may_see(scene->service, romeo(), bad, &permit);
    return answer == other ? answer : 0;
}

static int call_picture(struct scene *scene, struct adsum_text bad)
{
    struct adsum_picture picture = {.size = sizeof picture};
    return adsum_picture_compose(scene->service, romeo(), bad, 0, NULL, 0,
                                 &picture);
}

static int call_next(struct scene *scene, struct adsum_text bad)
{
    uint64_t handle;
    return adsum_session_next(scene->service, bad, 0, &handle);
}

static const struct {
    const char *name;
    int (*call)(struct scene *scene, struct adsum_text bad);
} calls[] = {{"open", call_open},
             {"send", call_send},
             {"direct", call_direct},
             {"receive from", call_receive_from},
             {"receive to", call_receive_to},
             {"set", call_set},
             {"set user", call_set_user},
             {"remove", call_remove},
             {"block", call_block},
             {"unblock", call_unblock},
             {"walk", call_walk},
             {"get", call_get},
             {"load", call_load},
             {"unload", call_unload},
             {"pack", call_pack},
             {"may see", call_may_see},
             {"picture", call_picture},
             {"next", call_next}};

static void every_call_refuses_an_address_that_is_none(void **state)
{
    struct scene *scene = verona();
    struct snapshot before;
    (void)state;
    snapshot_take(scene, &before);
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++)
        for (size_t j = 0; j < BAD_ADDRESSES; j++) {
            int answer = calls[i].call(scene, bad_addresses[j]);
            if (answer != ADSUM_ERR_INVALID)
                print_error("%s, address %zu: %d\n", calls[i].name, j, answer);
            assert_int_equal(answer, ADSUM_ERR_INVALID);
        }
    snapshot_expect(&before, scene, "a bad address");
    scene_expect(scene, NULL);
    snapshot_deinit(&before);
    scene_free(scene);
}

/* Items, users, batches ------------------------------------------------------
 */

static void what_a_roster_item_may_not_be(void **state)
{
    static const char *const items[] = {"romeo@a",
                                        "romeo@a/x",
                                        "juliet@b/j",
                                        "juliet@b group=",
                                        "juliet@b group=x group=x",
                                        "juliet@b group=x group=y group=x"};
    struct scene *scene = verona();
    struct snapshot before;
    (void)state;
    snapshot_take(scene, &before);
    for (size_t i = 0; i < sizeof items / sizeof items[0]; i++) {
        scene_set(scene, "romeo@a", items[i]);
        scene_expect(scene, "= invalid", NULL);
    }
    snapshot_expect(&before, scene, "a bad item");
    snapshot_deinit(&before);
    scene_free(scene);
}

static void an_item_is_removed_once(void **state)
{
    struct scene *scene = verona();
    struct snapshot before;
    (void)state;
    scene_remove(scene, "romeo@a", "juliet@b");
    scene_clear(scene);
    snapshot_take(scene, &before);
    scene_remove(scene, "romeo@a", "juliet@b");
    scene_expect(scene, "= not found", NULL);
    snapshot_expect(&before, scene, "a second removal");
    snapshot_deinit(&before);
    scene_free(scene);
}

static void nobody_subscribes_to_himself(void **state)
{
    static const char *const stanzas[] = {"subscribe", "subscribed",
                                          "unsubscribe", "unsubscribed"};
    static const char *const to[] = {"romeo@a", "romeo@a/x", "romeo@a/y"};
    struct scene *scene = verona();
    struct snapshot before;
    (void)state;
    snapshot_take(scene, &before);
    for (size_t i = 0; i < 4; i++)
        for (size_t j = 0; j < 3; j++) {
            scene_send(scene, "romeo@a/x", to[j], stanzas[i]);
            scene_expect(scene, "= invalid", NULL);
        }
    snapshot_expect(&before, scene, "a subscription to oneself");
    snapshot_deinit(&before);
    scene_free(scene);
}

static void only_what_has_a_to_is_sent(void **state)
{
    static const uint8_t kinds[] = {0,  ADSUM_PUSH, ADSUM_ROSTER, ADSUM_BOUNCE,
                                    12, 255};
    struct scene *scene = verona();
    struct adsum_notice notice = {.size = sizeof notice};
    struct snapshot before;
    (void)state;
    snapshot_take(scene, &before);
    for (size_t i = 0; i < sizeof kinds; i++) {
        notice.kind = kinds[i];
        assert_int_equal(adsum_session_send(scene->service,
                                            scene->sessions[0].handle,
                                            adsum_text_of("juliet@b"), &notice),
                         ADSUM_ERR_INVALID);
    }
    notice.kind = ADSUM_SUBSCRIBE;
    notice.size = 0;
    assert_int_equal(adsum_session_send(scene->service,
                                        scene->sessions[0].handle,
                                        adsum_text_of("juliet@b"), &notice),
                     ADSUM_ERR_INVALID);
    scene_send(scene, "romeo@a/x", "juliet@b", "iq get id=1");
    scene_expect(scene, "= invalid", NULL);
    snapshot_expect(&before, scene, "a notice that is not sent");
    snapshot_deinit(&before);
    scene_free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_address_is_split_or_joined_that_is_none),
        cmocka_unit_test(the_longest_address_is_one),
        cmocka_unit_test(every_call_refuses_an_address_that_is_none),
        cmocka_unit_test(what_a_roster_item_may_not_be),
        cmocka_unit_test(an_item_is_removed_once),
        cmocka_unit_test(nobody_subscribes_to_himself),
        cmocka_unit_test(only_what_has_a_to_is_sent),
    };
    return cmocka_run_group_tests_name("bad input", tests, make_long, NULL);
}
