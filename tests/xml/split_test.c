/*
 * However a stream is cut, its events are the same, at the same bytes: each
 * split in two, each pair of splits with up to APART bytes between them, byte
 * by byte, whole, and at random.
 */
#include "cmocka_all.h"
#include "corpus.h"

#include <stdlib.h>
#include <string.h>

enum { APART = 24 };

struct expected {
    const char *bytes;
    size_t length;
    struct log log;
};

static void same(struct rig *rig, const struct expected *expected,
                 bool (*cut)(void *user, size_t at), void *user)
{
    struct log log = {0};
    struct fed fed =
        feed_cut(rig, &log, expected->bytes, expected->length, cut, user);

    assert_int_equal(fed.err, 0);
    if (strcmp(log.bytes, expected->log.bytes) != 0)
        fail_msg("%s\n%s\ninstead of\n%s", expected->bytes, log.bytes,
                 expected->log.bytes);
    log_free(&log);
}

static bool cut_at_random(void *user, size_t at)
{
    (void)at;
    return next_random(user) % 7 == 0;
}

static void all_pairs(struct rig *rig, const struct expected *expected)
{
    size_t cuts[2];

    for (cuts[0] = 1; cuts[0] < expected->length; cuts[0]++)
        for (cuts[1] = cuts[0]; cuts[1] <= cuts[0] + APART; cuts[1]++)
            same(rig, expected, cut_at, cuts);
}

static void events_do_not_depend_on_cuts(void **state)
{
    uint64_t random = 1;

    (void)state;
    for (uint32_t i = 0; i < CORPUS; i++) {
        struct rig rig = {0};
        struct expected expected = {corpus[i], strlen(corpus[i]), {0}};

        rig_begin(&rig);
        feed_cut(&rig, &expected.log, expected.bytes, expected.length,
                 cut_nowhere, NULL);
        same(&rig, &expected, cut_everywhere, NULL);
        all_pairs(&rig, &expected);
        for (uint32_t j = 0; j < 500; j++)
            same(&rig, &expected, cut_at_random, &random);
        log_free(&expected.log);
        rig_end(&rig);
    }
}

/* What a stream of the corpus says among others. */
static void says(struct rig *rig, const char *stream, const char *words)
{
    struct log log = {0};

    feed_cut(rig, &log, stream, strlen(stream), cut_nowhere, NULL);
    if (strstr(log.bytes, words) == NULL)
        fail_msg("%s\nnot in\n%s", words, log.bytes);
    log_free(&log);
}

static void events_are_what_was_written(void **state)
{
    struct rig rig = {0};

    (void)state;
    rig_begin(&rig);
    says(&rig, corpus[1],
         "<{jabber:client}message {}to=romeo@example.net {}id=&&amp;<A\" \t '>"
         "<{jabber:client}body>\"a&b\nc\nd \r<x>&y;]]>\n>]]"
         "\xc3\xa9\xe2\x99\x9a\xf0\x9f\x98\x80]\"</>"
         "<{jabber:client}b\xc3\xa9\xe2\x82\x81 "
         "{}\xc3\xa8=\xf0\x9f\x98\x80></>\" \n\"</>\n");
    says(&rig, corpus[2],
         "stanza  cs <{jabber:server}presence "
         "{http://www.w3.org/XML/1998/namespace}xml:lang=cs>"
         "<{jabber:server}status>\"Dvo\xc5\x99\xc3\xadm se Julii\"</>"
         "<{jabber:server}status "
         "{http://www.w3.org/XML/1998/namespace}xml:lang=en></>"
         "<{urn:p&q}p:x xmlns:p=urn:p&q xmlns:=urn:d {urn:p&q}p:a=p:b>"
         "<{urn:d}y {urn:p&q}p:z=>"
         "<{urn:q}q:w xmlns:q=urn:q xmlns:p=urn:o xmlns:=>"
         "<{urn:o}p:v {urn:q}q:u=></><{}n></></></></></>\n");
    rig_end(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(events_do_not_depend_on_cuts),
        cmocka_unit_test(events_are_what_was_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
