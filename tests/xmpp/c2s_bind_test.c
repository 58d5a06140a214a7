/* Resource binding: RFC 6120 7. */
#include "c2s_rig.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BIND_NS "xmlns='urn:ietf:params:xml:ns:xmpp-bind'"
#define BIND(content) \
    "<iq type='set' id='b'><bind " BIND_NS ">" content "</bind></iq>"
#define BOUND(address)                                                  \
    "<iq id='b' type='result'><bind " BIND_NS "><jid>" address "</jid>" \
    "</bind></iq>"
#define REFUSED(type, condition)                                 \
    "<iq id='b' type='error'><error type='" type "'><" condition \
    " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>"

/* 7.6.1 */
static void generated(void **state)
{
    struct client *client = c2s_rig_authenticated(*state, "romeo");
    struct adsum_c2s_info info = {.size = sizeof info};

    client_says(client, BIND(""));
    client_hears(client, BOUND("romeo@example.net/%*"));
    assert_int_equal(adsum_c2s_get(client->stream, &info), 0);
    assert_int_not_equal(info.session, 0);
    assert_true(same_text(info.address, adsum_text_of("romeo@example.net")));
    client = c2s_rig_authenticated(*state, "romeo");
    client_says(client, BIND("<resource/>"));
    client_hears(client, BOUND("romeo@example.net/%*"));
}

/* 7.7.1 */
static void submitted(void **state)
{
    struct client *client = c2s_rig_authenticated(*state, "romeo");

    client_says(client, BIND("<resource>balcony &amp; garden</resource>"));
    client_hears(client, BOUND("romeo@example.net/balcony &amp; garden"));
    /* Bound once; a server's other IQs are what they are. */
    client_says(client, BIND("<resource>x</resource>"));
    client_hears(client, "<iq * id='b' type='error'>*<service-unavailable *");
}

/* 7.7.2.2: by default the newcomer is renamed. */
static void conflict_renames(void **state)
{
    struct client *first = c2s_rig_login(*state, "romeo", "x"),
                  *second = c2s_rig_authenticated(*state, "romeo");

    client_says(second, BIND("<resource>x</resource>"));
    client_hears(second, BOUND("romeo@example.net/%*"));
    assert_null(strstr(second->heard, "romeo@example.net/x<"));
    client_hears_nothing(first);
}

static struct client *second_of(struct c2s_rig *rig, uint32_t flags,
                                struct client **first)
{
    struct client *second;

    c2s_rig_init(rig);
    rig->options.open_flags = flags;
    c2s_rig_start(rig);
    *first = c2s_rig_online(rig, "romeo", "x");
    second = c2s_rig_authenticated(rig, "romeo");
    client_says(second, BIND("<resource>x</resource>"));
    return second;
}

static void conflict_replaces(void **state)
{
    static struct c2s_rig rig;
    struct client *first, *second = second_of(&rig, ADSUM_OPEN_REPLACE, &first);

    (void)state;
    client_is_refused(first, "conflict");
    client_hears(second, BOUND("romeo@example.net/x"));
    client_says(first, FOOTER);
    client_is_closed(first, ADSUM_XML_CONDITION_CONFLICT);
    client_says(second, "<presence/>");
    client_hears(second, "<presence *to='romeo@example.net'*");
    c2s_rig_deinit(&rig);
}

static void conflict_refuses(void **state)
{
    static struct c2s_rig rig;
    struct client *first, *second = second_of(&rig, ADSUM_OPEN_SOURCE, &first);

    (void)state;
    client_hears_nothing(first);
    client_hears(second, REFUSED("cancel", "conflict"));
    client_says(second, BIND("<resource>y</resource>"));
    client_hears(second, BOUND("romeo@example.net/y"));
    c2s_rig_deinit(&rig);
}

/* 7.7.2.1, 7.7.3 */
static void bad_resources(void **state)
{
    struct client *client = c2s_rig_authenticated(*state, "romeo");
    char text[9000] = "<iq type='set' id='b'><bind " BIND_NS "><resource>";

    memset(text + strlen(text), 'x', 1024);
    strcat(text, "</resource></bind></iq>");
    for (int i = 0; i < 4; i++) {
        client_says(client, text);
        client_hears(client, REFUSED("modify", "bad-request"));
    }
    memset(strstr(text, "xxx"), 'x', 8192);
    strcpy(strstr(text, "xxx") + 8192, "</resource></bind></iq>");
    client_says(client, text);
    client_hears(
        client,
        REFUSED(
            "modify",
            "bad-request") "<stream:error>"
                           "<policy-violation xmlns='" ADSUM_XML_STREAM_ERRORS
                           "'/></stream:error>" FOOTER);
}

/* 7.6.2.1 */
static void too_many_resources(void **state)
{
    static struct c2s_rig rig;
    struct client *client;

    (void)state;
    c2s_rig_init(&rig);
    rig.limits.user_sessions = 1;
    c2s_rig_start(&rig);
    c2s_rig_login(&rig, "romeo", "x");
    client = c2s_rig_authenticated(&rig, "romeo");
    client_says(client, BIND(""));
    client_hears(client, REFUSED("wait", "resource-constraint"));
    c2s_rig_deinit(&rig);
}

/* An account that is gone since it authenticated, or cannot be read. */
static void accounts_that_cannot_be_had(void **state)
{
    struct c2s_rig *rig = *state;
    struct client *client = c2s_rig_authenticated(rig, "nurse");

    rig->load_answer = ADSUM_ERR_HOST;
    client_says(client, BIND(""));
    client_hears(client, REFUSED("cancel", "internal-server-error"));
    rig->load_answer = 0;
    disk_account(&rig->disk, adsum_text_of("nurse@example.net"),
                 ADSUM_USER_UNKNOWN);
    client_says(client, BIND(""));
    client_hears(client, REFUSED("cancel", "not-allowed"));
}

/* 7.1: no other stanza goes before. */
static void nothing_goes_before(void **state)
{
    static const char *const others[] = {
        "<presence/>",
        "<message to='juliet@example.net'><body>x</body></message>",
        "<iq type='get' id='b'><bind " BIND_NS "/></iq>",
        "<iq type='set' id='b'><bind xmlns='urn:other'/></iq>",
        "<iq type='set' id='b'><query xmlns='jabber:iq:roster'/></iq>",
    };

    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        struct client *client = c2s_rig_authenticated(*state, "romeo");

        client_says(client, others[i]);
        client_is_refused(client, "not-authorized");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        C2S_TEST(generated),
        C2S_TEST(submitted),
        C2S_TEST(conflict_renames),
        cmocka_unit_test(conflict_replaces),
        cmocka_unit_test(conflict_refuses),
        C2S_TEST(bad_resources),
        cmocka_unit_test(too_many_resources),
        C2S_TEST(accounts_that_cannot_be_had),
        C2S_TEST(nothing_goes_before),
    };

    return cmocka_run_group_tests_name("c2s binding", tests, NULL, NULL);
}
