/*
 * Stories in which what may fail does: the n-th allocation of each step, for
 * every n, until a telling in which none failed; then save(), at each step.
 * A step that fails has changed nothing and told nobody, and done again it
 * tells what it tells where nothing fails. What cannot fail tells it at once.
 */
#include <stdlib.h>
#include <string.h>

#include "snapshot.h"

/* What a step does with up to three words. */
typedef int verb(struct scene *scene, const char *one, const char *two,
                 const char *three);

enum {
    FAILS = 0,
    NEVER = 1, /* must not fail */
    SPARED = 2 /* takes back from who is busy: with no room, that one is slow */
};

struct step {
    verb *verb;
    const char *one, *two, *three;
    int kind;
};

static int come_in(struct scene *scene, const char *full, const char *flags,
                   const char *three)
{
    (void)three;
    return scene_open_as(scene, full,
                         strcmp(flags, "replace") == 0  ? ADSUM_OPEN_REPLACE
                         : strcmp(flags, "rename") == 0 ? ADSUM_OPEN_RENAME
                         : strcmp(flags, "source") == 0 ? ADSUM_OPEN_SOURCE
                                                        : 0);
}

static int ask(struct scene *scene, const char *full, const char *two,
               const char *three)
{
    (void)two;
    (void)three;
    return scene_ask(scene, full);
}

static int publish(struct scene *scene, const char *full, const char *words,
                   const char *three)
{
    (void)three;
    return scene_publish(scene, full, words);
}

static int receive(struct scene *scene, const char *from, const char *to,
                   const char *words)
{
    return scene_receive(scene, from, to, words);
}

static int give_back(struct scene *scene, const char *from, const char *to,
                     const char *words)
{
    return scene_return(scene, from, to, words);
}

static int lose(struct scene *scene, const char *origin, const char *two,
                const char *three)
{
    (void)two;
    (void)three;
    return scene_origin_lost(scene, origin);
}

static int set(struct scene *scene, const char *user, const char *item,
               const char *three)
{
    (void)three;
    return scene_set(scene, user, item);
}

static int drop(struct scene *scene, const char *user, const char *contact,
                const char *three)
{
    (void)three;
    return scene_remove(scene, user, contact);
}

static int block(struct scene *scene, const char *user, const char *address,
                 const char *three)
{
    (void)three;
    return scene_block(scene, user, address);
}

static int unblock(struct scene *scene, const char *user, const char *address,
                   const char *three)
{
    (void)three;
    return scene_unblock(scene, user, address);
}

static int leave(struct scene *scene, const char *full, const char *words,
                 const char *three)
{
    (void)three;
    return scene_close(scene, full, words);
}

static int busy(struct scene *scene, const char *full, const char *two,
                const char *three)
{
    (void)two;
    (void)three;
    scene_busy(scene, full);
    return 0;
}

static int ready(struct scene *scene, const char *full, const char *two,
                 const char *three)
{
    (void)two;
    (void)three;
    return scene_ready(scene, full);
}

static int link_is(struct scene *scene, const char *full, const char *how,
                   const char *three)
{
    (void)three;
    return scene_link(scene, full,
                      strcmp(how, "lost") == 0   ? ADSUM_LINK_LOST
                      : strcmp(how, "held") == 0 ? ADSUM_LINK_HELD
                                                 : ADSUM_LINK_UP);
}

static int pass(struct scene *scene, const char *ms, const char *two,
                const char *three)
{
    (void)two;
    (void)three;
    return scene_advance(scene, (uint64_t)strtoull(ms, NULL, 10));
}

/* Given up and brought back: the same user, by its packed form. */
static int repack(struct scene *scene, const char *user, const char *two,
                  const char *three)
{
    struct adsum_text address = adsum_text_of(user);
    uint32_t length = 0;
    int answer;
    (void)two;
    (void)three;
    answer = adsum_user_pack(scene->service, address, NULL, 0, &length);
    if (answer != 0 && answer != ADSUM_ERR_ROOM)
        return answer == ADSUM_ERR_ABSENT ? 0 : answer;
    uint8_t *packed = malloc(length + 1u);
    assert_non_null(packed);
    assert_int_equal(
        adsum_user_pack(scene->service, address, packed, length, &length), 0);
    assert_int_equal(adsum_user_unload(scene->service, address), 0);
    answer = adsum_user_restore(scene->service, packed, length);
    if (answer != 0) { /* then it is not there, and may be tried again */
        assert_int_equal(answer, ADSUM_ERR_NO_MEMORY);
        answer = adsum_user_restore(scene->service, packed, length);
    }
    free(packed);
    return answer;
}

/* The lines since the last time, one by one, as one text. */
static char *told(const struct scene *scene)
{
    size_t length = 1;
    for (size_t i = 0; i < scene->line_count; i++) {
        length += strlen(scene->lines[i].head) + 1;
        for (size_t j = 0; j < scene->lines[i].receiver_count; j++)
            length += strlen(scene->lines[i].receivers[j]) + 1;
    }
    char *text = calloc(length, 1);
    assert_non_null(text);
    for (size_t i = 0; i < scene->line_count; i++) {
        strcat(text, scene->lines[i].head);
        for (size_t j = 0; j < scene->lines[i].receiver_count; j++) {
            strcat(text, " ");
            strcat(text, scene->lines[i].receivers[j]);
        }
        strcat(text, "\n");
    }
    return text;
}

/* Without the answer that was looked at already. */
static void forget(struct scene *scene)
{
    for (size_t i = 0; i < scene->line_count; i++)
        if (scene->lines[i].head[0] == '=')
            scene->lines[i].head[0] = '-';
    scene_clear(scene);
}

static int call(struct scene *scene, const struct step *step)
{
    return step->verb(scene, step->one, step->two, step->three);
}

static void nobody_was_told(const struct scene *scene, const struct step *step)
{
    for (size_t i = 0; i < scene->line_count; i++)
        if (scene->lines[i].head[0] != '=')
            fail_msg("it failed, but: %s (%s)", scene->lines[i].head,
                     step->one);
}

/* A step that is made to fail: then nothing of it is there, and it is done. */
static void fail_first(struct scene *scene, const struct step *step,
                       uint64_t allocation, int32_t save, int *ret_failed)
{
    struct snapshot before;
    uint64_t saves = scene->save_calls;
    if (step->kind == SPARED)
        allocation = 0;
    snapshot_take(scene, &before);
    scene->fail_allocation = allocation;
    scene->save_answer = save;
    int answer = call(scene, step);
    int refused = (allocation != 0 && scene->fail_allocation == 0) ||
                  (save != 0 && scene->save_calls != saves);
    scene->fail_allocation = 0;
    scene->save_answer = 0;
    *ret_failed |= refused;
    if (answer == ADSUM_ERR_NO_MEMORY || answer == ADSUM_ERR_SAVE) {
        assert_true(refused);
        if (step->kind == NEVER)
            fail_msg("%s cannot fail, but did", step->one);
        nobody_was_told(scene, step);
        snapshot_expect(&before, scene, step->one);
        forget(scene);
        answer = call(scene, step);
    }
    snapshot_deinit(&before);
    if (answer < 0)
        fail_msg("%s %s: answered %d", step->one,
                 step->two != NULL ? step->two : "", answer);
}

static struct scene *begin(void)
{
    struct scene *scene = scene_new();
    scene_load(scene, "romeo@a", "item nurse@a both", "item paris@b both",
               "item tybalt@b from", NULL);
    scene_load(scene, "juliet@a", "request mercutio@b id=1 bytes=<x/>", NULL);
    scene_load(scene, "nurse@a", "item romeo@a both", NULL);
    return scene;
}

/* What is told at each step where nothing fails. */
static void tell_well(const struct step *steps, size_t count, char **ret)
{
    struct scene *scene = begin();
    for (size_t i = 0; i < count; i++) {
        int answer = call(scene, &steps[i]);
        if (answer < 0)
            fail_msg("%s: step %zu answered %d", steps[i].one, i, answer);
        ret[i] = told(scene);
        forget(scene);
    }
    scene_free(scene);
}

static int tell_failing(const struct step *steps, size_t count, char **well,
                        uint64_t allocation, int32_t save)
{
    struct scene *scene = begin();
    int failed = 0;
    for (size_t i = 0; i < count; i++) {
        fail_first(scene, &steps[i], allocation, save, &failed);
        char *text = told(scene);
        if (strcmp(text, well[i]) != 0)
            fail_msg("step %zu (%s %s), allocation %u: told\n%sinstead of\n%s",
                     i, steps[i].one, steps[i].two != NULL ? steps[i].two : "",
                     (unsigned)allocation, text, well[i]);
        free(text);
        forget(scene);
    }
    scene_free(scene);
    return failed;
}

static void tell(const struct step *steps, size_t count)
{
    char **well = calloc(count, sizeof *well);
    uint64_t allocation = 1;
    assert_non_null(well);
    tell_well(steps, count, well);
    while (tell_failing(steps, count, well, allocation, 0))
        allocation++;
    tell_failing(steps, count, well, 0, -1);
    for (size_t i = 0; i < count; i++)
        free(well[i]);
    free(well);
}

#define TELL(steps) tell((steps), sizeof(steps) / sizeof *(steps))

#include "failing_stories.h"

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sessions_come_and_go),
        cmocka_unit_test(presence_with_parts),
        cmocka_unit_test(subscriptions_here),
        cmocka_unit_test(subscriptions_elsewhere),
        cmocka_unit_test(presence_is_directed),
        cmocka_unit_test(some_are_blocked),
        cmocka_unit_test(outputs_are_full),
        cmocka_unit_test(messages_and_iqs),
        cmocka_unit_test(others_are_sighted),
        cmocka_unit_test(links_are_lost_and_time_passes),
        cmocka_unit_test(users_are_packed_and_restored),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
