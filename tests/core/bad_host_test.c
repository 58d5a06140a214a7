/* What is wrong with a host, its options, its rows and its numbers. */
#include <stdlib.h>
#include <string.h>

#include "scene.h"
#include "snapshot.h"

static void *allocate(void *user, void *block, size_t old_size, size_t new_size)
{
    (void)user;
    (void)old_size;
    if (new_size == 0) {
        free(block);
        return NULL;
    }
    return realloc(block, new_size);
}

static void deliver(void *user, const struct adsum_notice *notice,
                    struct adsum_target *targets, uint32_t count)
{
    (void)user;
    (void)notice;
    (void)targets;
    (void)count;
}

static const struct adsum_host good = {
    .size = sizeof good, .allocate = allocate, .deliver = deliver};

static void expect_new(const struct adsum_host *host,
                       const struct adsum_options *options, int expected)
{
    struct adsum_service *service = NULL;
    assert_int_equal(adsum_service_new(host, NULL, options, &service),
                     expected);
    if (expected == 0)
        assert_int_equal(adsum_service_free(service), 0);
    else
        assert_null(service);
}

static void a_host_lacks_what_it_must_have(void **state)
{
    struct adsum_host host = good;
    (void)state;
    expect_new(&host, NULL, 0);
    host.allocate = NULL;
    expect_new(&host, NULL, ADSUM_ERR_HOST);
    host = good;
    host.deliver = NULL;
    expect_new(&host, NULL, ADSUM_ERR_HOST);
    host = good;
    host.size = 0;
    expect_new(&host, NULL, ADSUM_ERR_HOST);
    host.size = offsetof(struct adsum_host, deliver);
    expect_new(&host, NULL, ADSUM_ERR_HOST);
    host.size = offsetof(struct adsum_host, deliver) + 1;
    expect_new(&host, NULL, ADSUM_ERR_HOST);
}

/* An older host ends somewhere behind deliver(): what follows it is not read.
 */
static void a_host_may_be_older_than_the_library(void **state)
{
    struct adsum_host host = good;
    (void)state;
    memset((char *)&host + offsetof(struct adsum_host, route), 0x5a,
           sizeof host - offsetof(struct adsum_host, route));
    host.size = offsetof(struct adsum_host, route);
    expect_new(&host, NULL, 0);
}

static void options_out_of_range(void **state)
{
    static const struct adsum_text wrong[] = {
        {"", 0}, {"x@a", 3}, {"a/r", 3}, {"a\0", 2}, {"\xff", 1}};
    struct adsum_options options = {.size = sizeof options};
    (void)state;
    expect_new(&good, &options, 0);
    options.size = 0;
    expect_new(&good, &options, ADSUM_ERR_INVALID);
    options.size = sizeof options;
    options.flags = 0x80000000u;
    expect_new(&good, &options, ADSUM_ERR_INVALID);
    options.flags = 0;
    options.domain_count = 1;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        options.domains = &wrong[i];
        expect_new(&good, &options, ADSUM_ERR_INVALID);
    }
}

static void limits_out_of_range(void **state)
{
    static const size_t times[] = {offsetof(struct adsum_limits, idle_ms),
                                   offsetof(struct adsum_limits, ping_ms),
                                   offsetof(struct adsum_limits, busy_ms),
                                   offsetof(struct adsum_limits, held_ms),
                                   offsetof(struct adsum_limits, lost_ms)};
    struct adsum_limits limits = {.size = sizeof limits};
    struct adsum_options options = {.size = sizeof options, .limits = &limits};
    uint32_t most = 32000000;
    uint32_t more = 32000001;
    (void)state;
    expect_new(&good, &options, 0);
    limits.size = 0;
    expect_new(&good, &options, ADSUM_ERR_INVALID);
    limits.size = sizeof limits;
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        memcpy((char *)&limits + times[i], &more, sizeof more);
        expect_new(&good, &options, ADSUM_ERR_INVALID);
        memcpy((char *)&limits + times[i], &most, sizeof most);
        expect_new(&good, &options, 0);
    }
    limits.users = UINT32_MAX - 1; /* an entity's number has 27 bits */
    expect_new(&good, &options, ADSUM_ERR_INVALID);
}

static void presences_out_of_range(void **state)
{
    struct scene *scene = scene_new();
    struct adsum_part parts[3] = {
        {.name = adsum_text_of("status"), .bytes = "a", .length = 1},
        {.name = adsum_text_of("status"),
         .language = adsum_text_of("en"),
         .bytes = "b",
         .length = 1},
        {.name = adsum_text_of("status"), .bytes = "c", .length = 1}};
    const struct adsum_presence rows[] = {
        {.size = 0},
        {.size = sizeof rows[0], .type = 2},
        {.size = sizeof rows[0], .type = 255},
        {.size = sizeof rows[0], .show = 5},
        {.size = sizeof rows[0], .show = 255},
        {.size = sizeof rows[0], .type = 1, .show = 1},
        {.size = sizeof rows[0], .type = 1, .priority = 1},
        {.size = sizeof rows[0], .parts = parts, .part_count = 3},
    };
    struct snapshot before;
    (void)state;
    scene_load(scene, "romeo@a", "item juliet@b both", NULL);
    scene_come(scene, "romeo@a/x", "away");
    scene_clear(scene);
    snapshot_take(scene, &before);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct adsum_publication one = {.session = scene->sessions[0].handle,
                                        .presence = &rows[i]};
        struct adsum_notice directed = {.size = sizeof directed,
                                        .kind = ADSUM_PRESENCE,
                                        .presence = &rows[i]};
        assert_int_equal(
            adsum_session_publish(scene->service, one.session, &rows[i]),
            ADSUM_ERR_INVALID);
        assert_int_equal(adsum_session_send(scene->service, one.session,
                                            adsum_text_of("paris@b"),
                                            &directed),
                         ADSUM_ERR_INVALID);
        directed.from = adsum_text_of("juliet@b/j");
        assert_int_equal(
            adsum_service_receive(scene->service, adsum_text_of("b"), &directed,
                                  &(struct adsum_text){"romeo@a", 7}, 1),
            ADSUM_ERR_INVALID);
        assert_int_equal(adsum_service_publish(scene->service, &one, 1),
                         ADSUM_SOME);
        assert_int_equal(one.ret, ADSUM_ERR_INVALID);
    }
    snapshot_expect(&before, scene, "a bad presence");
    snapshot_deinit(&before);
    scene_free(scene);
}

/* In a batch each item has its own answer, and the good ones are done. */
static void a_batch_does_what_it_can(void **state)
{
    struct scene *scene = scene_new();
    struct adsum_presence away = {.size = sizeof away, .show = ADSUM_SHOW_AWAY};
    struct adsum_presence wrong = {.size = sizeof wrong, .show = 77};
    struct adsum_publication items[3] = {{.presence = &away},
                                         {.session = 12345, .presence = &away},
                                         {.presence = &wrong}};
    (void)state;
    scene_open(scene, "romeo@a/x");
    items[0].session = scene->sessions[0].handle;
    items[2].session = items[0].session;
    assert_int_equal(adsum_service_publish(scene->service, items, 3),
                     ADSUM_SOME);
    assert_int_equal(items[0].ret, 0);
    assert_int_equal(items[1].ret, ADSUM_ERR_STALE);
    assert_int_equal(items[2].ret, ADSUM_ERR_INVALID);
    scene_expect(scene, "deliver presence romeo@a/x away -> romeo@a/x", NULL);
    scene_free(scene);
}

static void rows_that_contradict_each_other(void **state)
{
    static const char *const rows[][3] = {
        {"item juliet@b to", "item juliet@b from", NULL},
        {"item juliet@b from", "request juliet@b", NULL},
        {"item juliet@b both", "request juliet@b", NULL},
        {"item juliet@b removed", NULL, NULL},
        {"item juliet@b to ask", NULL, NULL},
        {"item romeo@a to", NULL, NULL},
        {"item juliet@b/j to", NULL, NULL}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct scene *scene = scene_new();
        struct adsum_change changes[2];
        struct words_item items[2];
        struct line name = {.length = 0};
        uint32_t count = 0;
        (void)name;
        for (; rows[i][count] != NULL; count++) {
            const char *words = rows[i][count];
            struct adsum_text kind = words_next(&words);
            memset(&changes[count], 0, sizeof changes[count]);
            changes[count].kind = words_is(kind, "item") ? ADSUM_CHANGE_ITEM
                                                         : ADSUM_CHANGE_REQUEST;
            words_read_item(words, &items[count]);
            changes[count].item = &items[count].item;
            changes[count].contact = items[count].item.contact;
        }
        print_message("%s, %s\n", rows[i][0],
                      rows[i][1] == NULL ? "" : rows[i][1]);
        assert_int_equal(adsum_user_load(scene->service,
                                         adsum_text_of("romeo@a"),
                                         ADSUM_USER_KEPT, changes, count),
                         ADSUM_ERR_INVALID);
        assert_int_equal(
            adsum_user_unload(scene->service, adsum_text_of("romeo@a")),
            ADSUM_ERR_ABSENT);
        scene_free(scene);
    }
}

static void users_that_cannot_be(void **state)
{
    struct scene *scene = scene_new();
    struct words_item item;
    struct adsum_change row = {.kind = ADSUM_CHANGE_ITEM, .item = &item.item};
    (void)state;
    words_read_item("juliet@b to", &item);
    assert_int_equal(adsum_user_load(scene->service, adsum_text_of("romeo@a"),
                                     ADSUM_USER_UNKNOWN, &row, 1),
                     ADSUM_ERR_INVALID);
    assert_int_equal(
        adsum_user_load(scene->service, adsum_text_of("romeo@a"), 3, NULL, 0),
        ADSUM_ERR_INVALID);
    assert_int_equal(adsum_user_load(scene->service, adsum_text_of("romeo@b"),
                                     ADSUM_USER_KEPT, NULL, 0),
                     ADSUM_ERR_INVALID);
    assert_int_equal(adsum_user_load(scene->service, adsum_text_of("romeo@a/x"),
                                     ADSUM_USER_KEPT, NULL, 0),
                     ADSUM_ERR_INVALID);
    row.kind = 99;
    assert_int_equal(adsum_user_load(scene->service, adsum_text_of("romeo@a"),
                                     ADSUM_USER_KEPT, &row, 1),
                     ADSUM_ERR_INVALID);
    assert_int_equal(adsum_user_load(scene->service, adsum_text_of("romeo@a"),
                                     ADSUM_USER_KEPT, NULL, 0),
                     0);
    assert_int_equal(adsum_user_load(scene->service, adsum_text_of("romeo@a"),
                                     ADSUM_USER_UNKNOWN, NULL, 0),
                     ADSUM_SAME);
    scene_free(scene);
}

static void numbers_out_of_range(void **state)
{
    struct scene *scene = scene_new();
    struct adsum_walk walk = {.size = sizeof walk};
    struct adsum_picture picture = {.size = sizeof picture};
    struct adsum_text romeo = adsum_text_of("romeo@a");
    (void)state;
    scene_come(scene, "romeo@a/x", "");
    assert_int_equal(
        adsum_session_link(scene->service, scene->sessions[0].handle, 3, 1),
        ADSUM_ERR_INVALID);
    assert_int_equal(
        adsum_roster_walk(scene->service, romeo, ADSUM_WALK_CHANGES, &walk),
        ADSUM_ERR_INVALID);
    assert_int_equal(adsum_roster_walk(scene->service, romeo, 99, &walk),
                     ADSUM_ERR_INVALID);
    walk.size = 0;
    assert_int_equal(adsum_roster_walk(scene->service, romeo, 0, &walk),
                     ADSUM_ERR_INVALID);
    assert_int_equal(adsum_picture_compose(scene->service, romeo, romeo, 3,
                                           NULL, 0, &picture),
                     ADSUM_ERR_INVALID);
    picture.size = 0;
    assert_int_equal(adsum_picture_compose(scene->service, romeo, romeo, 0,
                                           NULL, 0, &picture),
                     ADSUM_ERR_INVALID);
    assert_string_equal(adsum_name(99, 0), "");
    assert_string_equal(adsum_name(ADSUM_NAMES_NOTICE, 99), "");
    assert_string_equal(adsum_name(ADSUM_NAMES_NOTICE, -1), "");
    assert_int_equal(adsum_struct_bytes("adsum_nothing"), 0);
    assert_int_equal(adsum_struct_bytes("adsum_notice"),
                     sizeof(struct adsum_notice));
    scene_free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_host_lacks_what_it_must_have),
        cmocka_unit_test(a_host_may_be_older_than_the_library),
        cmocka_unit_test(options_out_of_range),
        cmocka_unit_test(limits_out_of_range),
        cmocka_unit_test(presences_out_of_range),
        cmocka_unit_test(a_batch_does_what_it_can),
        cmocka_unit_test(rows_that_contradict_each_other),
        cmocka_unit_test(users_that_cannot_be),
        cmocka_unit_test(numbers_out_of_range),
    };
    return cmocka_run_group_tests_name("bad host", tests, NULL, NULL);
}
