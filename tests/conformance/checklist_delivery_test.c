/*
 * RFC 6121 section 8: to whom a message goes. Table 1 of 8.5.4 as it stands
 * there, and which of its choices is ours: strangers hear nothing, in all cases
 * alike, but that groupchat to a bare address is always refused (8.1, 8.5.1).
 */
#include <string.h>

#include "scene.h"

enum { NORMAL, CHAT, GROUPCHAT, HEADLINE, TYPES };

static const char *const types[TYPES] = {"", " chat", " groupchat",
                                         " headline"};

/* Table 1, row for row: "S/E" and so on, "-" where there can be none. */
enum condition { NO_ACCOUNT, NO_RESOURCE, NEGATIVE, ONE, MORE, CONDITIONS };
enum address { BARE, MATCH, NO_MATCH };

static const struct row {
    enum condition condition;
    enum address address;
    const char *allowed[TYPES];
} table[] = {
    {NO_ACCOUNT, BARE, {"S/E", "S/E", "E", "S"}},
    {NO_ACCOUNT, NO_MATCH, {"S/E", "S/E", "S/E", "S/E"}},
    {NO_RESOURCE, BARE, {"O/E", "O/E", "E", "S"}},
    {NO_RESOURCE, NO_MATCH, {"S/E", "O/E", "S/E", "S/E"}},
    {NEGATIVE, BARE, {"O/E", "O/E", "E", "S"}},
    {NEGATIVE, MATCH, {"D", "D", "D", "D"}},
    {NEGATIVE, NO_MATCH, {"S/E", "O/E", "S/E", "S/E"}},
    {ONE, BARE, {"D", "D", "E", "D"}},
    {ONE, MATCH, {"D", "D", "D", "D"}},
    {ONE, NO_MATCH, {"S/E", "D", "S/E", "S/E"}},
    {MORE, BARE, {"M/A", "M/A*", "E", "A"}},
    {MORE, MATCH, {"D", "D/A*", "D", "D"}},
    {MORE, NO_MATCH, {"S/E", "M/A*", "S/E", "S/E"}},
};

/* Who is there: /x where one matches. In "1+ non-negative" /z is the most
   available and /n is negative. */
static void come(struct scene *scene, enum condition condition)
{
    if (condition <= NO_RESOURCE)
        return;
    if (condition == NEGATIVE) {
        scene_come(scene, "romeo@a/x", "priority=-1");
        scene_come(scene, "romeo@a/n", "priority=-128");
    } else {
        scene_come(scene, "romeo@a/x", "priority=1");
    }
    if (condition == MORE) {
        scene_come(scene, "romeo@a/z", "priority=9");
        scene_come(scene, "romeo@a/n", "priority=-1");
    }
}

/* Our choice, as a letter of the table; `known`: the sender may see him. */
static char choice(const struct row *row, int type, int known)
{
    const char *allowed = row->allowed[type];
    if (strcmp(allowed, "S/E") == 0)
        return row->address == NO_MATCH && row->condition != NO_ACCOUNT &&
                       known && type != CHAT
                   ? 'E'
                   : 'S';
    return allowed[0];
}

/* What the letter looks like; O is offered to keep, D and M depend on who. */
static void expect(struct scene *scene, const struct row *row, int type,
                   char letter, const char *to)
{
    struct line line = {.length = 0};
    const char *words = types[type];
    const char *full = row->address == MATCH ? " to=full" : "";
    const char *lines[] = {line.text, NULL};
    switch (letter) {
    case 'S':
        lines[0] = NULL;
        break;
    case 'E':
        line_add(&line,
                 "route bounce %s message service-unavailable id=1"
                 " bytes=<m/> -> b: juliet@b/j",
                 to);
        break;
    case 'O':
        line_add(&line, "keep message juliet@b/j%s id=1 bytes=<m/> -> romeo@a",
                 words);
        break;
    case 'D':
        line_add(&line,
                 "deliver message juliet@b/j%s id=1 bytes=<m/>%s -> romeo@a/x",
                 words, full);
        break;
    case 'M':
        line_add(&line,
                 "deliver message juliet@b/j%s id=1 bytes=<m/> -> romeo@a/z",
                 words);
        break;
    case 'A':
        line_add(&line,
                 "deliver message juliet@b/j%s id=1 bytes=<m/>"
                 " -> romeo@a/x romeo@a/z",
                 words);
        break;
    default:
        fail();
    }
    scene_compare(scene, SCENE_LINES, NULL, lines, __FILE__, __LINE__);
}

/* "No account" with keep(): existing or not must look the same, so messages
   for nobody may be offered to keep as well; nothing may go to the sender. */
static void expect_nobody(struct scene *scene, const char *to)
{
    for (size_t i = 0; i < scene->line_count; i++)
        if (strncmp(scene->lines[i].head, "keep ", 5) != 0) {
            print_error("%s: %s\n", to, scene->lines[i].head);
            fail();
        }
    scene_clear(scene);
}

static void play(const struct row *row, int type, int known)
{
    static const char *const to[] = {"romeo@a", "romeo@a/x", "romeo@a/q"};
    struct scene *scene = scene_new();
    struct line words = {.length = 0};
    char letter = choice(row, type, known);
    if (row->condition != NO_ACCOUNT)
        scene_load(scene, "romeo@a", known ? "item juliet@b from" : NULL, NULL);
    come(scene, row->condition);
    scene_clear(scene);
    line_add(&words, "message%s id=1 bytes=<m/>", types[type]);
    print_message("condition %d, to %s,%s, %s: %c\n", row->condition,
                  to[row->address], types[type], known ? "known" : "a stranger",
                  letter);
    scene_receive(scene, "juliet@b/j", to[row->address], words.text);
    if (row->condition == NO_ACCOUNT && letter == 'S')
        expect_nobody(scene, to[row->address]);
    else
        expect(scene, row, type, letter, to[row->address]);
    scene_free(scene);
}

static void s8_5_4_table_1_whole(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        for (int type = 0; type < TYPES; type++)
            for (int known = 0; known < 2; known++)
                if (table[i].condition != NO_ACCOUNT || !known)
                    play(&table[i], type, known);
}

/* Errors go to one session, or nowhere; they are never answered. */
static void s8_5_errors_are_never_answered(void **state)
{
    (void)state;
    for (enum condition condition = NO_ACCOUNT; condition < CONDITIONS;
         condition++) {
        struct scene *scene = scene_new();
        if (condition != NO_ACCOUNT)
            scene_load(scene, "romeo@a", "item juliet@b both", NULL);
        if (condition != NO_ACCOUNT)
            come(scene, condition);
        scene_clear(scene);
        scene_receive(scene, "juliet@b/j", "romeo@a", "message error id=1");
        scene_receive(scene, "juliet@b/j", "romeo@a/q", "message error id=1");
        scene_expect(scene, NULL);
        scene_receive(scene, "juliet@b/j", "romeo@a/x", "message error id=1");
        if (condition >= NEGATIVE)
            scene_expect(scene,
                         "deliver message juliet@b/j error id=1 to=full"
                         " -> romeo@a/x",
                         NULL);
        else
            scene_expect(scene, NULL);
        scene_free(scene);
    }
}

/* Connected is enough for a full address (8.5.3.1), not for a bare one. */
static void
s8_5_3_1_a_connected_session_is_reached_by_its_full_address(void **state)
{
    struct scene *scene = scene_new();
    (void)state;
    scene_open(scene, "romeo@a/x");
    scene_receive(scene, "juliet@b/j", "romeo@a/x", "message chat");
    scene_expect(scene, "deliver message juliet@b/j chat to=full -> romeo@a/x",
                 NULL);
    scene_receive(scene, "juliet@b/j", "romeo@a", "message chat");
    scene_expect(scene, "keep message juliet@b/j chat -> romeo@a", NULL);
    scene_free(scene);
}

static void s8_5_2_1_1_equals_of_highest_priority_all_get_it(void **state)
{
    struct scene *scene = scene_new();
    (void)state;
    scene_come(scene, "romeo@a/x", "priority=3");
    scene_come(scene, "romeo@a/y", "dnd priority=3");
    scene_come(scene, "romeo@a/z", "priority=2");
    scene_clear(scene);
    scene_receive(scene, "juliet@b/j", "romeo@a", "message chat");
    scene_expect(
        scene, "deliver message juliet@b/j chat -> romeo@a/x romeo@a/y", NULL);
    scene_free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(s8_5_4_table_1_whole),
        cmocka_unit_test(s8_5_errors_are_never_answered),
        cmocka_unit_test(
            s8_5_3_1_a_connected_session_is_reached_by_its_full_address),
        cmocka_unit_test(s8_5_2_1_1_equals_of_highest_priority_all_get_it),
    };
    return cmocka_run_group_tests_name("delivery", tests, NULL, NULL);
}
