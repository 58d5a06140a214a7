/*
 * Two people and their server, from the first byte to the last: streams of
 * adsum/client.h against streams of adsum/c2s.h, a core at each end, at each
 * way to cut the bytes.
 */
#include "client_rig.h"

#include <stdio.h>
#include <string.h>

struct stage {
    struct c2s_rig rig;
    struct person romeo, juliet;
    struct person *all[2];
};

static struct stage stage;

static void talk(void)
{
    person_talk(stage.all, 2);
}

static void open_stage(uint32_t chunk)
{
    memset(&stage, 0, sizeof stage);
    c2s_rig_init(&stage.rig);
    stage.rig.chunk = chunk;
    c2s_rig_start(&stage.rig);
    person_init(&stage.romeo, &stage.rig, "romeo");
    person_init(&stage.juliet, &stage.rig, "juliet");
    stage.all[0] = &stage.romeo;
    stage.all[1] = &stage.juliet;
    (void)person_start(&stage.romeo);
    (void)person_start(&stage.juliet);
}

static void close_stage(void)
{
    person_deinit(&stage.romeo);
    person_deinit(&stage.juliet);
    c2s_rig_deinit(&stage.rig);
}

#define ROMEO  "romeo@example.net"
#define JULIET "juliet@example.net"

/* RFC 6120 5, 6, 7; XEP-0440, 0474: the strongest, bound to the channel. */
static void come(struct person *person)
{
    char pattern[300];

    (void)snprintf(pattern, sizeof pattern,
                   "authenticated SCRAM-SHA-256-PLUS tls-exporter guarded\n"
                   "bound %s/x\nroster all 0 ver=%%\n",
                   person->name);
    person_connect(person);
    person_notes(person, pattern);
    person_publishes(person, "");
    talk();
    (void)snprintf(pattern, sizeof pattern, "presence %s/x lang=en\n",
                   person->name);
    person_notes(person, pattern);
}

/* RFC 6121 3.1: a request, an approval; 8: the push and the answer come in
 * some order. */
static void befriend(void)
{
    person_sends(&stage.romeo, JULIET, "subscribe");
    talk();
    person_notes(&stage.romeo, "push " JULIET " none ask\n"
                               "roster push 1 ver=%\n");
    person_notes(&stage.juliet, "subscribe " ROMEO " *\n");
    person_sends(&stage.juliet, ROMEO, "subscribed");
    talk();
    person_notes(&stage.romeo, "subscribed " JULIET " *\n"
                               "push " JULIET " to\n"
                               "roster push 1 ver=%\n"
                               "presence " JULIET "/x lang=en\n");
    person_notes(&stage.juliet, "push " ROMEO " from\n"
                                "roster push 1 ver=%\n");
    person_has_roster(&stage.romeo, JULIET " to\n");
    person_has_roster(&stage.juliet, ROMEO " from\n");
    assert_int_equal(person_sees(&stage.romeo, JULIET), 1);
    assert_int_equal(person_sees(&stage.juliet, ROMEO), 0);
}

/* RFC 6121 2.3, 2.5: what the server makes of it comes as a push. */
static void name(void)
{
    const struct adsum_text group = adsum_text_of("Capulets");
    const struct adsum_item item = {.contact = adsum_text_of(JULIET),
                                    .name = adsum_text_of("J"),
                                    .groups = &group,
                                    .group_count = 1};

    assert_int_equal(adsum_client_roster_set(stage.romeo.client, &item, 5), 0);
    talk();
    person_notes(&stage.romeo, "push " JULIET " to name=J group=Capulets\n"
                               "roster push 1 ver=%\n"
                               "answered 5 result\n");
    person_has_roster(&stage.romeo, JULIET " to name=J group=Capulets\n");
}

static void converse(void)
{
    person_publishes(&stage.juliet, "away priority=3 status=hi");
    talk();
    person_notes(&stage.romeo,
                 "presence " JULIET "/x away priority=3 lang=en status=hi\n");
    person_notes(&stage.juliet,
                 "presence " JULIET "/x away priority=3 lang=en status=hi\n");
    person_sends(&stage.romeo, JULIET "/x", "message chat id=m bytes=hey");
    talk();
    person_notes(&stage.juliet, "message " ROMEO "/x id=m hey\n");
    /* Directed presence: shown, since they speak with each other. */
    person_sends(&stage.juliet, ROMEO, "message chat id=n bytes=you");
    person_sends(&stage.romeo, JULIET "/x", "presence chat");
    talk();
    person_notes(&stage.romeo, "message " JULIET "/x id=n you\n");
    person_notes(&stage.juliet, "presence " ROMEO "/x chat lang=en\n");
}

/* XEP-0199, and what is asked of each other. */
static void ask(void)
{
    const struct adsum_text ping =
        adsum_text_of("<ping xmlns='urn:xmpp:ping'/>");
    const struct adsum_text other = adsum_text_of("<x xmlns='u:x'/>");
    struct adsum_client *romeo = stage.romeo.client;

    assert_int_equal(adsum_client_ask(romeo, adsum_text_of(JULIET "/x"),
                                      ADSUM_TYPE_GET, ping, 0, 1),
                     0);
    assert_int_equal(adsum_client_ask(romeo, adsum_text_of("example.net"),
                                      ADSUM_TYPE_GET, ping, 0, 2),
                     0);
    assert_int_equal(adsum_client_ask(romeo, (struct adsum_text){NULL, 0},
                                      ADSUM_TYPE_SET, other, 0, 3),
                     0);
    stage.juliet.asked_answer = 1;
    assert_int_equal(adsum_client_ask(romeo, adsum_text_of(JULIET "/x"),
                                      ADSUM_TYPE_SET, other, 0, 4),
                     0);
    talk();
    person_notes(&stage.romeo, "answered 2 result\n"
                               "answered 3 error service-unavailable\n"
                               "answered 1 result\nanswered 4 result\n");
    person_notes(&stage.juliet, "asked " ROMEO "/x id=* seen\n");
}

/* XEP-0198 5, RFC 6121 4.5.2: what is said meanwhile, is heard then. */
static void resume(void)
{
    person_loses(&stage.romeo);
    person_notes(&stage.romeo, "closed lost resumable\n");
    person_sends(&stage.romeo, JULIET "/x", "message chat id=o bytes=lost?");
    person_publishes(&stage.juliet, "dnd");
    talk();
    person_notes(&stage.juliet, "presence " JULIET "/x dnd lang=en\n");
    person_connect(&stage.romeo);
    talk();
    person_notes(&stage.romeo,
                 "authenticated SCRAM-SHA-256-PLUS tls-exporter guarded\n"
                 "resumed " ROMEO "/x\n"
                 "presence " JULIET "/x dnd lang=en\n");
    person_notes(&stage.juliet, "message " ROMEO "/x id=o lost?\n");
}

/* RFC 6121 3.3, 2.5 */
static void part(void)
{
    person_sends(&stage.romeo, JULIET, "unsubscribe");
    person_notes(&stage.romeo, "presence " JULIET "/x unavailable\n");
    assert_int_equal(person_sees(&stage.romeo, JULIET), 0);
    talk();
    person_notes(&stage.juliet, "unsubscribe " ROMEO " *\n"
                                "push " ROMEO " none\n"
                                "roster push 1 ver=%\n");
    (void)person_noted(&stage.romeo);
    assert_int_equal(adsum_client_roster_remove(stage.romeo.client,
                                                adsum_text_of(JULIET), 6),
                     0);
    talk();
    person_notes(&stage.romeo, "push " JULIET " removed\n"
                               "roster push 1 ver=%\n"
                               "answered 6 result\n");
    person_has_roster(&stage.romeo, "");
}

static void leave(void)
{
    adsum_client_close(stage.romeo.client);
    person_notes(&stage.romeo, "ended\n");
    talk();
    person_notes(&stage.romeo, "closed in-order\n");
    /* 4.6.3: directed presence ends, too. */
    person_notes(&stage.juliet, "presence " ROMEO "/x unavailable lang=en\n");
}

static void play(uint32_t chunk)
{
    open_stage(chunk);
    come(&stage.romeo);
    come(&stage.juliet);
    befriend();
    name();
    converse();
    ask();
    resume();
    part();
    leave();
    close_stage();
}

static void the_whole_story(void **state)
{
    (void)state;
    play(0);
}

static void the_same_byte_by_byte(void **state)
{
    (void)state;
    play(1);
}

static void the_same_cut_anywhere(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < 20; i++)
        play(1u << 31u);
}

/* RFC 6121 2.6: another run of the program, with the roster of the last one;
 * what changed meanwhile comes as a push. */
static void the_roster_is_kept_between_two_runs(void **state)
{
    static const char *const kept[] = {JULIET " to", NULL};
    struct adsum_client_info info = {.size = sizeof info};
    char version[40];

    (void)state;
    open_stage(0);
    come(&stage.romeo);
    come(&stage.juliet);
    befriend();
    assert_int_equal(adsum_client_get(stage.romeo.client, &info), 0);
    assert_in_range(info.version.length, 1, sizeof version);
    memcpy(version, info.version.bytes, info.version.length);
    info.version.bytes = version;
    adsum_client_close(stage.romeo.client);
    talk();
    person_deinit(&stage.romeo);
    /* She is no longer seen; he hears of it when he comes again. */
    person_sends(&stage.juliet, ROMEO, "unsubscribed");
    talk();
    person_init(&stage.romeo, &stage.rig, "romeo");
    stage.romeo.options.version = info.version;
    stage.romeo.rows = kept;
    (void)person_start(&stage.romeo);
    person_connect(&stage.romeo);
    person_notes(&stage.romeo, "authenticated *\nbound " ROMEO "/x\n"
                               "roster same ver=%\n"
                               "push " JULIET " none\n"
                               "roster push 1 ver=%\n");
    assert_non_null(strstr(stage.romeo.output, " ver='"));
    person_has_roster(&stage.romeo, JULIET " none\n");
    close_stage();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_whole_story),
        cmocka_unit_test(the_same_byte_by_byte),
        cmocka_unit_test(the_same_cut_anywhere),
        cmocka_unit_test(the_roster_is_kept_between_two_runs),
    };
    return cmocka_run_group_tests_name("client story", tests, NULL, NULL);
}
