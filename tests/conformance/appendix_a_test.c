/*
 * RFC 6121 Appendix A, cell by cell: blocks A and P of the table.
 *
 * Each row is played with the contact elsewhere. Then each state that two
 * users here can agree on is played with both halves, what the second half
 * does being looked up in the same table.
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

static void say(const char *where, const char *direction, const char *stanza,
                const struct half *half)
{
    struct line item = {.length = 0};
    facts_write_item(&item, half->contact, half->facts);
    print_message("%s %s %s: %s%s%s\n", where, direction, stanza, item.text,
                  (half->facts & FACT_IN) != 0 ? ", asked" : "",
                  half->listed ? ", listed" : "");
}

static void expect_out(struct script *script, struct half *half,
                       const char *stanza, const struct effect *effect)
{
    if (effect->taken_first)
        half_presence(script, half, 1);
    if (effect->told)
        half_sends(script, half, stanza);
    half->listed = half->listed || (half->facts & ~(unsigned)FACT_IN) != 0;
    half->facts = effect->after;
    if (effect->visible)
        half_push(script, half);
    if (effect->shown)
        half_presence(script, half, 0);
}

/* R and Q have tests of their own; C says how A and P are read. */
static void every_block_is_known(void **state)
{
    static const char blocks[] = "APRQC";
    static const unsigned rows[] = {72, 14, 10, 9, 11};
    unsigned found[5] = {0};
    (void)state;
    for (size_t i = 0; i < table.count; i++) {
        const char *block = table.rows[i].cells[0];
        const char *at = strchr(blocks, block[0]);
        if (block[0] == '\0' || block[1] != '\0' || at == NULL)
            table_fail(&table.rows[i], block);
        else
            found[at - blocks]++;
    }
    assert_memory_equal(found, rows, sizeof rows);
}

/* A state that the table reaches is the state on the disk too. */
static void check_twice(struct scene *scene, const struct half *half)
{
    half_check(scene, half);
    scene_restart(scene);
    scene_open(scene, "romeo@a/again");
    half_check(scene, half);
}

static void play_elsewhere(const char *direction, const char *stanza,
                           struct half half, struct effect effect)
{
    struct script *script = must_have(NULL, sizeof *script);
    struct scene *scene = scene_new();
    script->count = 0;
    say("elsewhere:", direction, stanza, &half);
    half_load(scene, &half);
    half_come(scene, &half);
    if (strcmp(direction, "out") == 0) {
        scene_send(scene, "romeo@a/w", half.contact, stanza);
        expect_out(script, &half, stanza, &effect);
    } else {
        scene_receive(scene, half.contact, half.user, stanza);
        half_receives(script, &table, &half, NULL, stanza);
        assert_int_equal(half.facts, effect.after);
    }
    script_expect(script, scene);
    check_twice(scene, &half);
    scene_free(scene);
    free(script);
}

/* With and without an item, where the facts ask for none. */
static void play_listed_and_not(const char *direction, const char *stanza,
                                unsigned facts, struct effect effect)
{
    struct half half = {
        .user = "romeo@a", .contact = "juliet@b", .facts = facts};
    play_elsewhere(direction, stanza, half, effect);
    if ((facts & ~(unsigned)FACT_IN) != 0)
        return;
    half.listed = 1;
    play_elsewhere(direction, stanza, half, effect);
}

static void each_cell_of_appendix_a(void **state)
{
    unsigned played = 0;
    (void)state;
    for (size_t i = 0; i < table.count; i++) {
        const struct table_row *row = &table.rows[i];
        int facts = facts_of(row->cells[4]);
        if (strcmp(row->cells[0], "A") != 0)
            continue;
        if (facts < 0)
            table_fail(row, row->cells[4]);
        play_listed_and_not(row->cells[2], row->cells[3], (unsigned)facts,
                            table_effect(&table, row->cells[2], row->cells[3],
                                         (unsigned)facts));
        played++;
    }
    assert_int_equal(played, 72);
}

/* Without a subscription the asker is refused, and the pre-approval stays. */
static void play_probe(unsigned facts)
{
    struct half half = {
        .user = "romeo@a", .contact = "juliet@b", .facts = facts};
    struct scene *scene = scene_new();
    half_load(scene, &half);
    half_come(scene, &half);
    scene_receive(scene, "juliet@b", "romeo@a", "probe id=p");
    scene_expect(scene, "route unsubscribed romeo@a id=p -> b: juliet@b", NULL);
    half_check(scene, &half);
    scene_free(scene);
}

static void each_row_of_pre_approval(void **state)
{
    unsigned rows = 0;
    unsigned played = 0;
    (void)state;
    for (size_t i = 0; i < table.count; i++) {
        const struct table_row *row = &table.rows[i];
        const char *cursor = row->cells[3];
        struct line word;
        if (strcmp(row->cells[0], "P") != 0)
            continue;
        rows++;
        for (unsigned at = 0; table_next(&cursor, '|', &word); at++) {
            int facts = facts_of(word.text);
            if (facts < 0)
                table_fail(row, word.text);
            played++;
            if (strcmp(row->cells[2], "probe") == 0)
                play_probe((unsigned)facts);
            else
                play_listed_and_not(
                    row->cells[1], row->cells[2], (unsigned)facts,
                    table_preapproval(&table, row, at, (unsigned)facts));
        }
    }
    assert_int_equal(rows, 14);
    assert_int_equal(played, 36);
}

/* The far half answers at once; the near user is pushed to at last, unless what
   was answered was pushed already. */
static void expect_both(struct script *script, struct half *near,
                        struct half *far, const char *stanza)
{
    struct effect effect = table_effect(&table, "out", stanza, near->facts);
    near->pushed = near->facts;
    if (effect.taken_first)
        half_presence(script, near, 1);
    near->listed = near->listed || (near->facts & ~(unsigned)FACT_IN) != 0;
    near->facts = effect.after;
    if (effect.told)
        half_receives(script, &table, far, near, stanza);
    if (((near->facts ^ near->pushed) & ~(unsigned)FACT_IN) != 0)
        half_push(script, near);
    if (effect.shown)
        half_presence(script, near, 0);
}

static void play_here(const char *stanza, unsigned facts, unsigned far_approved)
{
    struct half near = {.user = "romeo@a",
                        .contact = "juliet@a",
                        .contact_here = 1,
                        .facts = facts};
    struct half far = {.user = "juliet@a",
                       .contact = "romeo@a",
                       .contact_here = 1,
                       .facts = facts_mirrored(facts) | far_approved};
    struct script *script = must_have(NULL, sizeof *script);
    struct scene *scene = scene_new();
    script->count = 0;
    say("here:", "out", stanza, &near);
    half_load(scene, &near);
    half_load(scene, &far);
    half_come(scene, &near);
    half_come(scene, &far);
    scene_send(scene, "romeo@a/w", "juliet@a", stanza);
    expect_both(script, &near, &far, stanza);
    script_expect(script, scene);
    half_check(scene, &far);
    check_twice(scene, &near);
    scene_free(scene);
    free(script);
}

static void both_halves_of_each_cell_with_the_contact_here(void **state)
{
    static const char *const stanzas[] = {"subscribe", "unsubscribe",
                                          "subscribed", "unsubscribed"};
    static const char *const states[] = {"N", "NO", "NI", "NOI", "T",    "TI",
                                         "F", "FO", "B",  "N+a", "NO+a", "T+a"};
    (void)state;
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++)
        for (size_t j = 0; j < sizeof stanzas / sizeof stanzas[0]; j++) {
            unsigned facts = (unsigned)facts_of(states[i]);
            unsigned mirrored = facts_mirrored(facts);
            play_here(stanzas[j], facts, 0);
            if ((mirrored & (FACT_FROM | FACT_IN)) == 0)
                play_here(stanzas[j], facts, FACT_APPROVED);
        }
}

int main(int count, char **arguments)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_block_is_known),
        cmocka_unit_test(each_cell_of_appendix_a),
        cmocka_unit_test(each_row_of_pre_approval),
        cmocka_unit_test(both_halves_of_each_cell_with_the_contact_here),
    };
    if (count != 2)
        return 2; /* the table's path is wanted */
    table_path = arguments[1];
    return cmocka_run_group_tests_name("appendix A", tests, begin, end);
}
