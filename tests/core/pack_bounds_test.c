/* A user restored: bounds hold, and memory may be refused. */
#include <string.h>

#include "packed.h"
#include "snapshot.h"

static const char *const user = PACKED_USER;

static void a_bound_that_is_too_low_is_named(void **state)
{
    static const struct row {
        uint32_t limit;
        size_t at; /* where it stands */
        uint32_t enough;
    } rows[] = {
        {ADSUM_LIMIT_SESSIONS, offsetof(struct adsum_limits, sessions), 4},
        {ADSUM_LIMIT_USER_SESSIONS,
         offsetof(struct adsum_limits, user_sessions), 4},
        {ADSUM_LIMIT_EDGES, offsetof(struct adsum_limits, edges), 9},
        {ADSUM_LIMIT_CONTACTS, offsetof(struct adsum_limits, contacts), 9},
        {ADSUM_LIMIT_GROUPS, offsetof(struct adsum_limits, groups), 2},
        {ADSUM_LIMIT_NAME_BYTES, offsetof(struct adsum_limits, name_bytes), 6},
        {ADSUM_LIMIT_REQUESTS, offsetof(struct adsum_limits, requests), 3},
        {ADSUM_LIMIT_DOMAIN_REQUESTS,
         offsetof(struct adsum_limits, domain_requests), 2},
        {ADSUM_LIMIT_REQUEST_BYTES,
         offsetof(struct adsum_limits, request_bytes), 38},
        {ADSUM_LIMIT_BLOCKS, offsetof(struct adsum_limits, blocks), 5},
        {ADSUM_LIMIT_PARTS, offsetof(struct adsum_limits, parts), 3},
        {ADSUM_LIMIT_PART_BYTES, offsetof(struct adsum_limits, part_bytes), 8},
        {ADSUM_LIMIT_DIRECTED, offsetof(struct adsum_limits, directed), 3},
        {ADSUM_LIMIT_SIGHTINGS, offsetof(struct adsum_limits, sightings), 5},
        {ADSUM_LIMIT_USER_SIGHTINGS,
         offsetof(struct adsum_limits, user_sightings), 5},
    };
    struct packed packed;
    (void)state;
    scene_free(packed_scene(&packed));
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct scene_options options = {.flags = 0};
        uint32_t *limit = (uint32_t *)((char *)&options.limits + rows[i].at);
        struct snapshot before;
        struct scene *scene;
        print_message("limit %u\n", rows[i].limit);
        *limit = rows[i].enough - 1;
        scene = scene_with(&options);
        snapshot_take(scene, &before);
        assert_int_equal(
            adsum_user_restore(scene->service, packed.bytes, packed.length),
            ADSUM_ERR_LIMIT - (int)rows[i].limit);
        snapshot_expect(&before, scene, "restore");
        snapshot_deinit(&before);
        scene_free(scene);
        *limit = rows[i].enough;
        scene = scene_with(&options);
        assert_int_equal(packed_restore(scene, user, &packed), 0);
        packed_expect(&packed, scene, user);
        scene_free(scene);
    }
    packed_deinit(&packed);
}

/* Each allocation fails in turn; users and texts have bounds in between. */
static void memory_may_be_refused_at_any_time(void **state)
{
    struct packed packed;
    struct scene *scene = packed_scene(&packed);
    struct snapshot before;
    uint64_t n = 0;
    int answer;
    (void)state;
    do {
        scene_restart(scene);
        snapshot_take(scene, &before);
        scene->fail_allocation = ++n;
        answer =
            adsum_user_restore(scene->service, packed.bytes, packed.length);
        if (answer != 0) {
            assert_int_equal(answer, ADSUM_ERR_NO_MEMORY);
            assert_true(scene->fail_allocation == 0);
            snapshot_expect(&before, scene, "restore");
            assert_int_equal(packed_restore(scene, user, &packed), 0);
        }
        scene->fail_allocation = 0;
        packed_expect(&packed, scene, user);
        snapshot_deinit(&before);
    } while (answer != 0);
    assert_in_range(n, 20, 1000);
    scene_free(scene);
    packed_deinit(&packed);
}

static void users_and_text_are_bounded(void **state)
{
    static const size_t limits[] = {offsetof(struct adsum_limits, users),
                                    offsetof(struct adsum_limits, text_bytes)};
    static const int answers[] = {ADSUM_ERR_LIMIT - ADSUM_LIMIT_USERS,
                                  ADSUM_ERR_LIMIT - ADSUM_LIMIT_TEXT_BYTES};
    struct packed packed;
    (void)state;
    scene_free(packed_scene(&packed));
    for (size_t i = 0; i < 2; i++) {
        uint32_t enough = 0;
        int answer;
        do {
            struct scene_options options = {.flags = 0};
            struct scene *scene;
            enough += i == 0 ? 1 : 16;
            memcpy((char *)&options.limits + limits[i], &enough, 4);
            scene = scene_with(&options);
            answer =
                adsum_user_restore(scene->service, packed.bytes, packed.length);
            if (answer != 0)
                assert_int_equal(answer, answers[i]);
            scene_free(scene);
        } while (answer != 0);
        assert_in_range(enough, 15, 3000);
    }
    packed_deinit(&packed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bound_that_is_too_low_is_named),
        cmocka_unit_test(memory_may_be_refused_at_any_time),
        cmocka_unit_test(users_and_text_are_bounded),
    };
    return cmocka_run_group_tests_name("bounds of restored users", tests, NULL,
                                       NULL);
}
