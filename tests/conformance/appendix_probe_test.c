/*
 * A probe is answered (RFC 6121 sections 4.3.2 and 4.6.6): block Q of the
 * table, a scene for each row.
 */
#include <string.h>

#include "halves.h"

static const char *table_path;

/* Romeo in a state towards Juliet elsewhere, with sessions or without. */
static struct scene *romeo(const char *state, int comes)
{
    struct half half = {.user = "romeo@a",
                        .contact = "juliet@b",
                        .facts = (unsigned)facts_of(state)};
    struct scene *scene = scene_new();
    half_load(scene, &half);
    if (comes)
        half_come(scene, &half);
    return scene;
}

static void unknown_accounts_are_answered_as_strangers_are(void)
{
    struct scene *scene = scene_new();
    scene_receive(scene, "juliet@b", "nobody@a", "probe id=p");
    scene_expect(scene, "route unsubscribed nobody@a id=p -> b: juliet@b",
                 NULL);
    scene_free(scene);
}

static void strangers_are_told_unsubscribed(void)
{
    static const char *const states[] = {"N",  "NO",  "NI",   "NOI", "T",
                                         "TI", "N+a", "NO+a", "T+a"};
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++)
        for (int comes = 0; comes < 2; comes++) {
            struct scene *scene = romeo(states[i], comes);
            scene_receive(scene, "juliet@b", "romeo@a", "probe id=p");
            scene_expect(
                scene, "route unsubscribed romeo@a id=p -> b: juliet@b", NULL);
            scene_free(scene);
        }
}

static void directed_presence_lets_the_prober_see_that_session_barely(void)
{
    struct scene *scene = romeo("N", 1);
    scene_send(scene, "romeo@a/w", "juliet@b/y", "presence dnd status=hush");
    scene_clear(scene);
    scene_receive(scene, "juliet@b/y", "romeo@a/w", "probe id=p");
    scene_expect(scene, "route presence romeo@a/w view=bare -> b: juliet@b/y",
                 NULL);
    scene_receive(scene, "juliet@b/y", "romeo@a/v", "probe id=p");
    scene_expect(scene, "route unsubscribed romeo@a id=p -> b: juliet@b/y",
                 NULL);
    scene_free(scene);
}

/* Where an account moved to is not the core's to know: its host answers such
   a probe before it calls. */
static void moved_accounts_are_the_hosts(void)
{
}

static void who_has_no_session_was_last_here_at(void)
{
    static const char *const states[] = {"F", "FO", "B"};
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
        struct scene *scene = romeo(states[i], 1);
        scene_advance(scene, 1000000005000);
        scene_publish(scene, "romeo@a/v", "unavailable status=bye id=7");
        scene_publish(scene, "romeo@a/w", "unavailable");
        scene_advance(scene, 1000000009000);
        scene_clear(scene);
        scene_receive(scene, "juliet@b", "romeo@a", "probe id=p");
        scene_expect(scene,
                     "route presence romeo@a unavailable id=p at=1000000005000"
                     " -> b: juliet@b",
                     NULL);
        scene_free(scene);
    }
}

static void each_sessions_last_broadcast_is_told(void)
{
    static const char *const states[] = {"F", "FO", "B"};
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
        struct scene *scene = romeo(states[i], 1);
        scene_publish(scene, "romeo@a/w", "dnd priority=3 id=7 status=no");
        scene_send(scene, "romeo@a/w", "juliet@b", "presence chat");
        scene_clear(scene);
        scene_receive(scene, "juliet@b", "romeo@a", "probe id=p");
        scene_expect_any_order(
            scene, "route presence romeo@a/v away status=here -> b: juliet@b",
            "route presence romeo@a/w dnd priority=3 id=7 status=no"
            " -> b: juliet@b",
            NULL);
        scene_free(scene);
    }
}

static void a_full_address_is_told_barely_and_alone(void)
{
    struct scene *scene = romeo("F", 1);
    scene_receive(scene, "juliet@b", "romeo@a/v", "probe id=p");
    scene_expect(scene, "route presence romeo@a/v view=bare -> b: juliet@b",
                 NULL);
    scene_free(scene);
}

static void a_full_address_that_is_not_there_tells_nothing_of_others(void)
{
    struct scene *scene = romeo("F", 1);
    scene_receive(scene, "juliet@b", "romeo@a/nowhere", "probe id=p");
    scene_expect(scene,
                 "route presence romeo@a/nowhere unavailable id=p"
                 " -> b: juliet@b",
                 NULL);
    scene_free(scene);
}

static void the_blocked_hear_nothing(void)
{
    static const char *const states[] = {"N", "T", "F", "B", "N+a"};
    static const char *const to[] = {"romeo@a", "romeo@a/w", "romeo@a/x"};
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
        struct scene *scene = romeo(states[i], 1);
        scene_block(scene, "romeo@a", "juliet@b");
        scene_clear(scene);
        for (size_t j = 0; j < 3; j++)
            scene_receive(scene, "juliet@b", to[j], "probe id=p");
        scene_expect(scene, NULL);
        scene_free(scene);
    }
}

static const struct {
    const char *state;
    const char *condition;
    void (*play)(void);
} scenes[] = {
    {"account missing", "any", unknown_accounts_are_answered_as_strangers_are},
    {"not in F-set", "no directed presence this session",
     strangers_are_told_unsubscribed},
    {"not in F-set", "user directed presence to prober, probe to that full JID",
     directed_presence_lets_the_prober_see_that_session_barely},
    {"F-set", "account moved", moved_accounts_are_the_hosts},
    {"F-set", "no available resource", who_has_no_session_was_last_here_at},
    {"F-set", ">=1 available resource", each_sessions_last_broadcast_is_told},
    {"F-set", "probe to full JID, resource matches",
     a_full_address_is_told_barely_and_alone},
    {"F-set", "probe to full JID, no such resource",
     a_full_address_that_is_not_there_tells_nothing_of_others},
    {"blocked prober", "XEP-0191 block in force", the_blocked_hear_nothing},
};

static void each_row_of_probes(void **state)
{
    struct table table;
    unsigned played = 0;
    (void)state;
    table_read(table_path, &table);
    for (size_t i = 0; i < table.count; i++) {
        const struct table_row *row = &table.rows[i];
        size_t at;
        if (strcmp(row->cells[0], "Q") != 0)
            continue;
        for (at = 0; at < sizeof scenes / sizeof scenes[0]; at++)
            if (strcmp(scenes[at].state, row->cells[1]) == 0 &&
                strcmp(scenes[at].condition, row->cells[2]) == 0)
                break;
        if (at == sizeof scenes / sizeof scenes[0])
            table_fail(row, row->cells[2]);
        print_message("%s, %s\n", row->cells[1], row->cells[2]);
        scenes[at].play();
        played++;
    }
    table_deinit(&table);
    assert_int_equal(played, 9);
}

int main(int count, char **arguments)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_row_of_probes),
    };
    if (count != 2)
        return 2; /* the table's path is wanted */
    table_path = arguments[1];
    return cmocka_run_group_tests_name("probes", tests, NULL, NULL);
}
