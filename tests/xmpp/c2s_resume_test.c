/* Resumption: XEP-0198 5, 7. */
#include "c2s_rig.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SM "xmlns='urn:xmpp:sm:3'"
#define R  "<r " SM "/>"
#define MESSAGE(body) \
    "<message to='juliet@example.net'><body>" body "</body></message>"
#define FAILED(condition)                          \
    "<failed " SM "><" condition                   \
    " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'" \
    "/></failed>"

enum { ID_CHARS = 48 };

/* Online, with a stream that may be resumed by the id. */
static struct client *resumable(struct c2s_rig *rig, const char *name, char *id)
{
    struct client *client = c2s_rig_online(rig, name, "phone");
    const char *heard;

    client_says(client, "<enable " SM " resume='true'/>");
    heard = client_heard(client);
    assert_true(c2s_like(heard, "<enabled " SM " id='*' resume='true'/>"));
    memcpy(id, strstr(heard, "id='") + 4, ID_CHARS);
    id[ID_CHARS] = '\0';
    return client;
}

static void resume(struct client *client, const char *id, uint32_t h)
{
    char text[200];

    (void)snprintf(text, sizeof text, "<resume " SM " previd='%s' h='%u'/>", id,
                   h);
    client_says(client, text);
}

/* Section 5: what was not acknowledged comes again, then what came meanwhile;
 * nobody else has noticed anything. */
static void resumed_after_the_connection_was_lost(void **state)
{
    struct c2s_rig *rig = *state;
    struct client *romeo = c2s_rig_online(rig, "romeo", "orchard"), *juliet,
                  *again;
    struct adsum_c2s_counts counts = {.size = sizeof counts};
    struct adsum_c2s_info info = {.size = sizeof info};
    char id[ID_CHARS + 1];

    juliet = resumable(rig, "juliet", id);
    (void)client_heard(romeo);
    assert_int_equal(adsum_c2s_get(juliet->stream, &info), 0);
    assert_int_equal(info.resumable, 1);
    client_says(romeo, MESSAGE("1") MESSAGE("2"));
    client_says(juliet, "<message to='romeo@example.net'/>");
    client_hears(romeo, "<message *");
    client_vanishes(juliet);
    client_is_closed(juliet, ADSUM_XML_CONDITION_NONE);
    assert_int_equal(adsum_c2s_statistics(rig->c2s, &counts), 0);
    assert_int_equal(counts.detached, 1);
    client_hears_nothing(romeo);
    client_says(romeo, MESSAGE("3") "<presence><show>away</show></presence>"
                                    "<presence><show>dnd</show></presence>");
    (void)client_heard(romeo);

    again = c2s_rig_authenticated(rig, "juliet");
    resume(again, id, 1);
    client_hears(again,
                 "<resumed " SM " previd='*' h='1'/>"
                 "<message *2</body></message>" R "<message *3</body></message>"
                 "<presence *<show>dnd</show></presence>");
    client_hears_nothing(romeo);
    assert_int_equal(adsum_c2s_statistics(rig->c2s, &counts), 0);
    assert_int_equal(counts.detached, 0);
    assert_int_equal(counts.resumed, 1);
    client_says(again, "<a " SM " h='4'/><message to='romeo@example.net'/>" R);
    client_hears(again, "<a " SM " h='2'/>");
    client_hears(romeo, "<message *from='juliet@example.net/phone'/>");
    client_vanishes(again);
    client_hears_nothing(romeo);
}

/* Section 5: a server may not have noticed yet. */
static void resumed_while_connected(void **state)
{
    struct c2s_rig *rig = *state;
    struct client *romeo = c2s_rig_online(rig, "romeo", "orchard"), *juliet,
                  *again;
    char id[ID_CHARS + 1];

    juliet = resumable(rig, "juliet", id);
    (void)client_heard(romeo);
    client_says(romeo, MESSAGE("1"));
    (void)client_heard(juliet);
    again = c2s_rig_authenticated(rig, "juliet");
    resume(again, id, 0);
    client_is_refused(juliet, "conflict");
    client_hears(again, "<resumed *<message *1</body></message>" R);
    client_hears_nothing(romeo);
    client_vanishes(juliet);
    client_is_closed(juliet, ADSUM_XML_CONDITION_CONFLICT);
    client_says(romeo, MESSAGE("2"));
    client_hears(again, "<message *2</body></message>");
    client_says(again, FOOTER);
    client_hears(romeo, "<presence *type='unavailable'/>");
}

/* Section 5: unknown, of another, or nonsense: item-not-found, all alike, and
 * the client may bind. */
static void what_cannot_be_resumed(void **state)
{
    struct c2s_rig *rig = *state;
    struct client *juliet, *romeo, *plain;
    char id[ID_CHARS + 1], other[ID_CHARS + 1];

    juliet = resumable(rig, "juliet", id);
    romeo = c2s_rig_authenticated(rig, "romeo");
    resume(romeo, id, 0);
    client_hears(romeo, FAILED("item-not-found"));
    resume(romeo, "", 0);
    client_hears(romeo, FAILED("item-not-found"));
    client_says(romeo, "<resume " SM " h='0'/>");
    client_hears(romeo, FAILED("item-not-found"));
    client_says(romeo, "<enable " SM "/>");
    client_hears(romeo, FAILED("unexpected-request"));

    plain = c2s_rig_authenticated(rig, "juliet");
    for (int at = 0; at < ID_CHARS; at++) {
        strcpy(other, id);
        other[at] = other[at] == 'x' ? 'y' : 'x';
        resume(plain, other, 0);
        client_hears(plain, FAILED("item-not-found"));
        other[at] = id[at] == '0' ? '1' : '0';
        resume(plain, other, 0);
        client_hears(plain, FAILED("item-not-found"));
    }
    resume(juliet, id, 0); /* one that is bound */
    client_hears(juliet, FAILED("unexpected-request"));
    client_says(juliet, FOOTER);
    resume(plain, id, 0); /* one that was closed in order */
    client_hears(plain, FAILED("item-not-found"));
    plain = c2s_rig_open(rig, ADSUM_C2S_CLEAR);
    client_says(plain, HEADER);
    (void)client_heard(plain);
    resume(plain, id, 0);
    client_hears(plain, FAILED("unexpected-request"));
}

/* Section 6: a count that cannot be; what was stays to be resumed. */
static void resumed_with_a_wrong_count(void **state)
{
    struct c2s_rig *rig = *state;
    struct client *juliet, *again;
    char id[ID_CHARS + 1];

    juliet = resumable(rig, "juliet", id);
    client_vanishes(juliet);
    again = c2s_rig_authenticated(rig, "juliet");
    resume(again, id, 1);
    client_hears(again, "<stream:error><undefined-condition *"
                        "<handled-count-too-high " SM
                        " h='1' send-count='0'/></stream:error>" FOOTER);
    again = c2s_rig_authenticated(rig, "juliet");
    resume(again, id, 0);
    client_hears(again, "<resumed *");
}

static void a_service_that_resumes_nothing(void **state)
{
    static struct c2s_rig rig;
    struct client *romeo, *juliet;

    (void)state;
    c2s_rig_init(&rig);
    c2s_rig_friends(&rig, "romeo", "juliet");
    rig.options.no_resume = 1;
    c2s_rig_start(&rig);
    juliet = c2s_rig_online(&rig, "juliet", "phone");
    romeo = c2s_rig_online(&rig, "romeo", "orchard");
    (void)client_heard(romeo);
    client_says(juliet, "<enable " SM " resume='1'/>");
    client_hears(juliet, "*<enabled " SM "/>");
    client_vanishes(juliet);
    client_hears(romeo, "<presence *type='unavailable'/>");
    c2s_rig_deinit(&rig);
}

/* Section 7: kept for a time; then its watchers are told, and its messages go
 * where those of one who is not there go. */
static void not_resumed_in_time(void **state)
{
    struct c2s_rig *rig = *state;
    struct client *romeo = c2s_rig_online(rig, "romeo", "orchard"), *juliet,
                  *again;
    struct adsum_c2s_counts counts = {.size = sizeof counts};
    char id[ID_CHARS + 1];

    juliet = resumable(rig, "juliet", id);
    client_says(romeo, MESSAGE("1"));
    client_vanishes(juliet);
    client_says(romeo, MESSAGE("2"));
    (void)client_heard(romeo);
    c2s_rig_wait(rig, 299000);
    client_hears_nothing(romeo);
    assert_int_equal(rig->kept_count, 0);
    c2s_rig_wait(rig, 3000);
    client_hears(romeo, "<presence *from='juliet@example.net/phone' "
                        "type='unavailable'/>");
    assert_int_equal(rig->kept_count, 2);
    assert_int_equal(adsum_c2s_statistics(rig->c2s, &counts), 0);
    assert_int_equal(counts.detached, 0);
    assert_int_equal(counts.streams, 1);
    again = c2s_rig_authenticated(rig, "juliet");
    resume(again, id, 0);
    client_hears(again, FAILED("item-not-found"));
}

/* Blocks are still pushed to who asked before, and kept messages are not
 * offered anew. */
static void what_a_stream_knew_it_knows_after(void **state)
{
    struct c2s_rig *rig = *state;
    struct client *juliet, *again;
    char id[ID_CHARS + 1];

    juliet = resumable(rig, "juliet", id);
    client_says(juliet, "<iq type='get' id='l'><blocklist "
                        "xmlns='urn:xmpp:blocking'/></iq>");
    (void)client_heard(juliet);
    client_vanishes(juliet);
    again = c2s_rig_authenticated(rig, "juliet");
    resume(again, id, 1);
    (void)client_heard(again);
    client_says(again, "<iq type='set' id='s'><block xmlns='urn:xmpp:blocking'>"
                       "<item jid='a@example.net'/></block></iq>");
    client_hears(again, "<iq *id='s' *type='result'/>*<iq *<block *");
}

/* Its resource stays its own meanwhile, unless another replaces it. */
static void replaced_while_detached(void **state)
{
    static struct c2s_rig rig;
    struct client *romeo, *juliet, *again;
    char id[ID_CHARS + 1];

    (void)state;
    c2s_rig_init(&rig);
    c2s_rig_friends(&rig, "romeo", "juliet");
    rig.options.open_flags = ADSUM_OPEN_REPLACE;
    c2s_rig_start(&rig);
    romeo = c2s_rig_online(&rig, "romeo", "orchard");
    juliet = resumable(&rig, "juliet", id);
    client_says(romeo, MESSAGE("1"));
    client_vanishes(juliet);
    (void)client_heard(romeo);
    again = c2s_rig_login(&rig, "juliet", "phone");
    client_hears(romeo, "<presence *type='unavailable'/>");
    client_says(again, "<presence/>");
    assert_non_null(strstr(client_heard(again), "<body>1</body>"));
    c2s_rig_deinit(&rig);
}

/* Memory refused at any point of it leaves one stream or the other, or none. */
static void resumed_without_memory(void **state)
{
    static struct c2s_rig rig;
    bool refused = true;

    (void)state;
    for (uint32_t n = 1; refused; n++) {
        struct client *romeo, *again;
        char id[ID_CHARS + 1];

        c2s_rig_init(&rig);
        c2s_rig_friends(&rig, "romeo", "juliet");
        c2s_rig_start(&rig);
        romeo = c2s_rig_online(&rig, "romeo", "orchard");
        again = resumable(&rig, "juliet", id);
        client_says(romeo, MESSAGE("1"));
        client_vanishes(again);
        client_says(romeo, MESSAGE("2"));
        again = c2s_rig_authenticated(&rig, "juliet");
        rig.lenient = true;
        rig.allocations = 0;
        rig.fail_at = n;
        resume(again, id, 0);
        refused = rig.allocations >= n;
        rig.fail_at = 0;
        client_says(romeo, "<presence><show>dnd</show></presence>");
        c2s_rig_wait(&rig, 2000);
        c2s_rig_deinit(&rig);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        C2S_TEST(resumed_after_the_connection_was_lost),
        C2S_TEST(resumed_while_connected),
        C2S_TEST(what_cannot_be_resumed),
        C2S_TEST(resumed_with_a_wrong_count),
        cmocka_unit_test(a_service_that_resumes_nothing),
        C2S_TEST(not_resumed_in_time),
        C2S_TEST(what_a_stream_knew_it_knows_after),
        cmocka_unit_test(replaced_while_detached),
        cmocka_unit_test(resumed_without_memory),
    };

    return cmocka_run_group_tests_name("c2s resumption", tests, NULL, NULL);
}
