/*
 * RFC 6121 sections 8.1, 8.5 and 11: what strangers learn, which is nothing,
 * and the same whether an account is unknown, offline, here, or blocks them.
 */
#include <stdlib.h>
#include <string.h>

#include "scene.h"

enum who { UNKNOWN, OFFLINE, HERE, SUBSCRIBED_TO, BLOCKING, WHOS };

static void romeo(struct scene *scene, enum who who)
{
    static const char *const rows[] = {NULL, NULL, NULL, "item juliet@b to",
                                       "block juliet@b"};
    if (who == UNKNOWN)
        return;
    scene_load(scene, "romeo@a", rows[who], NULL);
    if (who != OFFLINE)
        scene_come(scene, "romeo@a/x", "chat");
    scene_clear(scene);
}

/* Lines that leave for elsewhere. */
static void gather_routed(const struct scene *scene, struct line *ret)
{
    for (size_t i = 0; i < scene->line_count; i++)
        if (strncmp(scene->lines[i].head, "route ", 6) == 0)
            line_add(ret, "%s %s\n", scene->lines[i].head,
                     scene->lines[i].receivers[0]);
}

/* What Juliet elsewhere hears when she sends this to Romeo. */
static void hear(enum who who, const char *to, const char *words,
                 struct line *ret)
{
    struct scene *scene = scene_new();
    romeo(scene, who);
    print_message("%s to %s, %d\n", words, to, who);
    ret->length = 0;
    ret->text[0] = '\0';
    scene_receive(scene, "juliet@b/j", to, words);
    gather_routed(scene, ret);
    scene_clear(scene);
    scene_free(scene);
}

static const char *const stanzas[] = {
    "presence",          "presence unavailable", "subscribe",
    "unsubscribe",       "subscribed",           "unsubscribed",
    "probe id=1",        "message id=1",         "message chat id=1",
    "message groupchat", "message headline",     "message error",
    "iq get id=1",       "iq set id=1",          "iq result id=1",
    "iq error id=1"};

/* An IQ to a bare address is the host's to answer. */
static int is_for(const char *stanza, const char *to)
{
    return strncmp(stanza, "iq", 2) != 0 || strchr(to, '/') != NULL;
}

static void s8_1_all_strangers_hear_the_same(void **state)
{
    static const char *const to[] = {"romeo@a", "romeo@a/x", "romeo@a/q"};
    struct line *first = must_have(NULL, sizeof *first);
    struct line *other = must_have(NULL, sizeof *other);
    (void)state;
    for (size_t i = 0; i < sizeof stanzas / sizeof stanzas[0]; i++)
        for (size_t j = 0; j < 3; j++) {
            if (!is_for(stanzas[i], to[j]))
                continue;
            hear(UNKNOWN, to[j], stanzas[i], first);
            for (enum who who = OFFLINE; who < BLOCKING; who++) {
                hear(who, to[j], stanzas[i], other);
                assert_string_equal(first->text, other->text);
            }
        }
    free(first);
    free(other);
}

/* XEP-0191 section 3: presence and subscriptions get nothing, the rest what a
   stranger gets. */
static void s8_1_the_blocked_hear_silence_or_what_strangers_hear(void **state)
{
    static const char *const to[] = {"romeo@a", "romeo@a/x", "romeo@a/q"};
    struct line *first = must_have(NULL, sizeof *first);
    struct line *other = must_have(NULL, sizeof *other);
    (void)state;
    for (size_t i = 0; i < sizeof stanzas / sizeof stanzas[0]; i++)
        for (size_t j = 0; j < 3; j++) {
            if (!is_for(stanzas[i], to[j]))
                continue;
            hear(OFFLINE, to[j], stanzas[i], first);
            hear(BLOCKING, to[j], stanzas[i], other);
            if (strncmp(stanzas[i], "message", 7) == 0 ||
                strncmp(stanzas[i], "iq", 2) == 0)
                assert_string_equal(other->text, first->text);
            else
                assert_string_equal(other->text, "");
        }
    free(first);
    free(other);
}

static void
s8_5_1_unknown_accounts_answer_probes_iqs_and_groupchat(void **state)
{
    struct scene *scene = scene_new();
    (void)state;
    for (size_t i = 0; i < 6; i++)
        scene_receive(scene, "juliet@b/j", "nobody@a", stanzas[i]);
    scene_expect(scene, NULL);
    scene_receive(scene, "juliet@b", "nobody@a", "probe id=1");
    scene_receive(scene, "juliet@b/j", "nobody@a", "message groupchat id=2");
    scene_receive(scene, "juliet@b/j", "nobody@a/x", "iq get id=3");
    scene_receive(scene, "juliet@b/j", "nobody@a/x", "iq result id=4");
    scene_expect(scene, "route unsubscribed nobody@a id=1 -> b: juliet@b",
                 "route bounce nobody@a message service-unavailable id=2"
                 " -> b: juliet@b/j",
                 "route bounce nobody@a/x iq service-unavailable id=3"
                 " -> b: juliet@b/j",
                 NULL);
    scene_free(scene);
}

static void s8_5_3_1_an_iq_reaches_who_shares_presence(void **state)
{
    static const struct row {
        const char *item;
        int directed;
        int reaches;
    } rows[] = {{NULL, 0, 0},
                {"item juliet@b to", 0, 0},
                {"item juliet@b none ask", 0, 0},
                {"item juliet@b from", 0, 1},
                {"item juliet@b both", 0, 1},
                {NULL, 1, 1}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct scene *scene = scene_new();
        scene_load(scene, "romeo@a", rows[i].item, NULL);
        scene_come(scene, "romeo@a/x", "");
        if (rows[i].directed)
            scene_send(scene, "romeo@a/x", "juliet@b/j", "presence");
        scene_clear(scene);
        scene_receive(scene, "juliet@b/j", "romeo@a/x", "iq get id=1");
        scene_expect(scene,
                     rows[i].reaches
                         ? "deliver iq juliet@b/j get id=1 to=full -> romeo@a/x"
                         : "route bounce romeo@a/x iq service-unavailable id=1"
                           " -> b: juliet@b/j",
                     NULL);
        scene_receive(scene, "juliet@b/j", "romeo@a/x", "iq result id=2");
        scene_expect(scene,
                     "deliver iq juliet@b/j result id=2 to=full -> romeo@a/x",
                     NULL);
        scene_receive(scene, "juliet@b/j", "romeo@a/gone", "iq set id=3");
        scene_expect(scene,
                     "route bounce romeo@a/gone iq service-unavailable id=3"
                     " -> b: juliet@b/j",
                     NULL);
        scene_free(scene);
    }
}

static void s8_5_3_1_the_same_between_two_users_here(void **state)
{
    struct scene *scene = scene_new();
    (void)state;
    scene_load(scene, "romeo@a", "item juliet@a from", NULL);
    scene_load(scene, "juliet@a", "item romeo@a to", NULL);
    scene_come(scene, "romeo@a/x", "");
    scene_come(scene, "juliet@a/j", "");
    scene_clear(scene);
    scene_send(scene, "juliet@a/j", "romeo@a/x", "iq get id=1 bytes=<q/>");
    scene_send(scene, "romeo@a/x", "juliet@a/j", "iq get id=2 bytes=<q/>");
    scene_expect(scene,
                 "deliver iq juliet@a/j get id=1 bytes=<q/> to=full"
                 " -> romeo@a/x",
                 "deliver bounce juliet@a/j iq service-unavailable id=2"
                 " bytes=<q/> to=full -> romeo@a/x",
                 NULL);
    scene_free(scene);
}

static void s8_5_2_1_2_presence_goes_to_all_available_sessions(void **state)
{
    struct scene *scene = scene_new();
    (void)state;
    scene_load(scene, "romeo@a", "item juliet@b to", NULL);
    scene_come(scene, "romeo@a/x", "");
    scene_come(scene, "romeo@a/y", "priority=-1");
    scene_open(scene, "romeo@a/connected");
    scene_clear(scene);
    scene_receive(scene, "juliet@b/j", "romeo@a", "presence away");
    scene_expect(
        scene, "deliver presence juliet@b/j away -> romeo@a/x romeo@a/y", NULL);
    scene_free(scene);
}

/* 8.5.2.2.2: and what came while nobody was there is not told later. */
static void s8_5_2_2_2_presence_for_nobody_is_dropped(void **state)
{
    struct scene *scene = scene_new();
    (void)state;
    scene_load(scene, "romeo@a", "item juliet@b to", NULL);
    scene_receive(scene, "juliet@b/j", "romeo@a", "presence away");
    scene_receive(scene, "juliet@b", "romeo@a", "subscribe");
    scene_expect(scene, NULL);
    scene_open(scene, "romeo@a/x");
    scene_publish(scene, "romeo@a/x", "");
    scene_expect_at(scene, "romeo@a/x", "presence romeo@a/x",
                    "subscribe juliet@b", NULL);
    scene_free(scene);
}

static void
s8_5_3_2_2_answers_to_a_session_that_is_not_are_ignored(void **state)
{
    struct scene *scene = scene_new();
    (void)state;
    scene_load(scene, "romeo@a", "item juliet@b both", "item paris@b none ask",
               NULL);
    scene_come(scene, "romeo@a/x", "");
    scene_clear(scene);
    scene_receive(scene, "juliet@b", "romeo@a/q", "unsubscribe");
    scene_receive(scene, "juliet@b", "romeo@a/q", "unsubscribed");
    scene_receive(scene, "paris@b", "romeo@a/q", "subscribed");
    scene_expect(scene, NULL);
    scene_expect_roster(scene, "romeo@a", "juliet@b both", "paris@b none ask",
                        NULL);
    scene_free(scene);
}

/* A bounce to who sits here is for the session that sent. */
static void s8_1_errors_come_to_the_session_that_sent(void **state)
{
    struct scene *scene = scene_new();
    (void)state;
    scene_come(scene, "juliet@a/j", "");
    scene_come(scene, "juliet@a/k", "");
    scene_clear(scene);
    scene_send(scene, "juliet@a/j", "nobody@a", "message groupchat id=1");
    scene_expect(scene,
                 "deliver bounce nobody@a message service-unavailable id=1"
                 " to=full -> juliet@a/j",
                 NULL);
    scene->route_answer = ADSUM_CONDITION_REMOTE_SERVER_NOT_FOUND;
    scene_send(scene, "juliet@a/j", "room@b", "message id=2 bytes=<m/>");
    scene_expect(scene, "route message juliet@a/j id=2 bytes=<m/> -> b: room@b",
                 "deliver bounce room@b message remote-server-not-found id=2"
                 " bytes=<m/> to=full -> juliet@a/j",
                 NULL);
    scene_free(scene);
}

/* Section 11: enforced where it comes in as well. */
static void s11_presence_never_reaches_who_was_not_approved(void **state)
{
    struct scene *scene = scene_new();
    (void)state;
    scene_load(scene, "romeo@a", "item juliet@a none", "item paris@a to", NULL);
    scene_load(scene, "juliet@a", "item romeo@a to", NULL);
    scene_load(scene, "paris@a", "item romeo@a both", NULL);
    scene_come(scene, "juliet@a/j", "");
    scene_come(scene, "paris@a/p", "");
    scene_clear(scene);
    scene_come(scene, "romeo@a/x", "");
    scene_publish(scene, "romeo@a/x", "away");
    scene_expect_at(scene, "juliet@a/j", NULL);
    scene_expect_at(scene, "paris@a/p", NULL);
    scene_free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(s8_1_all_strangers_hear_the_same),
        cmocka_unit_test(s8_1_the_blocked_hear_silence_or_what_strangers_hear),
        cmocka_unit_test(
            s8_5_1_unknown_accounts_answer_probes_iqs_and_groupchat),
        cmocka_unit_test(s8_5_3_1_an_iq_reaches_who_shares_presence),
        cmocka_unit_test(s8_5_3_1_the_same_between_two_users_here),
        cmocka_unit_test(s8_5_2_1_2_presence_goes_to_all_available_sessions),
        cmocka_unit_test(s8_5_2_2_2_presence_for_nobody_is_dropped),
        cmocka_unit_test(
            s8_5_3_2_2_answers_to_a_session_that_is_not_are_ignored),
        cmocka_unit_test(s8_1_errors_come_to_the_session_that_sent),
        cmocka_unit_test(s11_presence_never_reaches_who_was_not_approved),
    };
    return cmocka_run_group_tests_name("strangers", tests, NULL, NULL);
}
