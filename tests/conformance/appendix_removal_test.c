/*
 * A roster item is removed (RFC 6121 section 2.5.2): block R of the table, with
 * the contact elsewhere and here.
 */
#include <stdlib.h>
#include <string.h>

#include "halves.h"

static struct table table;
static const char *table_path;

static int begin(void **state)
{
    (void)state;
    table_read(table_path, &table);
    return 0;
}

static int end(void **state)
{
    (void)state;
    table_deinit(&table);
    return 0;
}

static void expect_removal_push(struct script *script, const struct half *half)
{
    line_add(script_line(script), "deliver push %s removed -> %s/i %s/w",
             half->contact, half->user, half->user);
}

/* One step of the order: "unsubscribe*" goes beyond the RFC's text. */
static void expect_step(struct script *script, const struct table_row *row,
                        const char *step, struct half *near, struct half *far)
{
    char word[LINE_BYTES] = {0};
    memcpy(word, step, strcspn(step, "*"));
    if (strcmp(word, "push remove") == 0) {
        expect_removal_push(script, near);
    } else if (strcmp(word, "drop") == 0) {
        assert_true((near->facts & FACT_IN) != 0);
    } else if (strcmp(word, "un") == 0 ||
               strcmp(word, "un (unavailable from each available resource)") ==
                   0) {
        half_presence(script, near, 1);
    } else if (strcmp(word, "unsubscribe") == 0 ||
               strcmp(word, "unsubscribed") == 0) {
        /* What the far half answers finds no item any more. */
        if (near->contact_here)
            half_receives(script, &table, far, NULL, word);
        else
            half_sends(script, near, word);
    } else {
        table_fail(row, step);
    }
}

static void expect_gone(struct scene *scene, const struct half *half)
{
    scene_expect_roster(scene, half->user, NULL);
    scene_expect_requests(scene, half->user, NULL);
}

static void play(const struct table_row *row, unsigned facts, int here)
{
    struct half near = {.user = "romeo@a",
                        .contact = here ? "juliet@a" : "juliet@b",
                        .contact_here = here,
                        .facts = facts,
                        .listed = 1};
    struct half far = {.user = "juliet@a",
                       .contact = "romeo@a",
                       .contact_here = 1,
                       .facts = facts_mirrored(facts)};
    struct script *script = must_have(NULL, sizeof *script);
    struct scene *scene = scene_new();
    const char *cursor = row->cells[2];
    struct line step;
    script->count = 0;
    print_message("%s %s\n", here ? "here" : "elsewhere", row->cells[1]);
    half_load(scene, &near);
    half_come(scene, &near);
    if (here) {
        half_load(scene, &far);
        half_come(scene, &far);
    }
    scene_remove(scene, near.user, near.contact);
    while (table_next(&cursor, ';', &step))
        expect_step(script, row, step.text, &near, &far);
    script_expect(script, scene);
    expect_gone(scene, &near);
    if (here)
        half_check(scene, &far);
    scene_restart(scene);
    scene_open(scene, "romeo@a/again");
    expect_gone(scene, &near);
    scene_free(scene);
    free(script);
}

/* A request alone is no item: it is not found, and stays. */
static void play_without_item(unsigned facts)
{
    struct half half = {
        .user = "romeo@a", .contact = "juliet@b", .facts = facts};
    struct scene *scene = scene_new();
    half_load(scene, &half);
    half_come(scene, &half);
    scene_remove(scene, half.user, half.contact);
    scene_expect(scene, "= not found", NULL);
    half_check(scene, &half);
    scene_free(scene);
}

static void each_row_of_removal(void **state)
{
    unsigned played = 0;
    (void)state;
    for (size_t i = 0; i < table.count; i++) {
        const struct table_row *row = &table.rows[i];
        int facts = facts_of(row->cells[1]);
        if (strcmp(row->cells[0], "R") != 0)
            continue;
        played++;
        if (strcmp(row->cells[1], "not in roster") == 0) {
            play_without_item(0);
            play_without_item(FACT_IN);
            continue;
        }
        if (facts < 0)
            table_fail(row, row->cells[1]);
        play(row, (unsigned)facts, 0);
        play(row, (unsigned)facts, 1);
    }
    assert_int_equal(played, 10);
}

/* A pre-approval goes with the item, and nobody is told. */
static void an_approved_contact_is_removed_in_silence(void **state)
{
    struct half half = {
        .user = "romeo@a", .contact = "juliet@b", .facts = FACT_APPROVED};
    struct scene *scene = scene_new();
    (void)state;
    half_load(scene, &half);
    half_come(scene, &half);
    scene_remove(scene, half.user, half.contact);
    scene_expect(scene, "deliver push juliet@b removed -> romeo@a/i romeo@a/w",
                 NULL);
    scene_receive(scene, "juliet@b", "romeo@a", "subscribe");
    scene_expect(scene, "deliver subscribe juliet@b -> romeo@a/v romeo@a/w",
                 NULL);
    scene_free(scene);
}

/* 4.6.1: a subscription that ends is stronger than directed presence. */
static void directed_presence_does_not_save_a_removed_contact(void **state)
{
    struct half half = {
        .user = "romeo@a", .contact = "juliet@b", .facts = FACT_FROM};
    struct scene *scene = scene_new();
    (void)state;
    half_load(scene, &half);
    half_come(scene, &half);
    scene_send(scene, "romeo@a/w", "juliet@b", "presence dnd");
    scene_clear(scene);
    scene_remove(scene, half.user, half.contact);
    scene_expect(scene, "route presence romeo@a/v unavailable -> b: juliet@b",
                 "route presence romeo@a/w unavailable -> b: juliet@b",
                 "route unsubscribed romeo@a -> b: juliet@b",
                 "deliver push juliet@b removed -> romeo@a/i romeo@a/w", NULL);
    scene_free(scene);
}

int main(int count, char **arguments)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_row_of_removal),
        cmocka_unit_test(an_approved_contact_is_removed_in_silence),
        cmocka_unit_test(directed_presence_does_not_save_a_removed_contact),
    };
    if (count != 2)
        return 2; /* the table's path is wanted */
    table_path = arguments[1];
    return cmocka_run_group_tests_name("removal", tests, begin, end);
}
