/*
 * A server in small: streams of clients, stanza.h, the core, and nothing
 * between them.
 */
#include "cmocka_all.h"
#include "stanza_rig.h"
#include <adsum/service.h>
#include <adsum/session.h>
#include <string.h>

#define ROMEO   "romeo@a"
#define JULIET  "juliet@a"
#define STANZAS "urn:ietf:params:xml:ns:xmpp-stanzas"

struct client {
    struct end end;
    struct adsum_xml_writer output;
    struct adsum_text full, bare;
    uint64_t session;
    char bytes[4000];
};

static uint32_t deliver_to(struct client *client,
                           const struct adsum_notice *notice,
                           struct adsum_text stanza)
{
    int err = adsum_stanza_write_to(&client->output, stanza,
                                    notice->to == ADSUM_TO_FULL ? client->full
                                                                : client->bare);

    client->output.error = 0;
    return err == 0 ? ADSUM_TAKEN : ADSUM_BUSY;
}

static void deliver(void *user, const struct adsum_notice *notice,
                    struct adsum_target *targets, uint32_t count)
{
    char bytes[2000];
    struct adsum_xml_writer once = {
        .content = ADSUM_XML_CLIENT, .bytes = bytes, .capacity = sizeof bytes};

    (void)user;
    assert_int_equal(adsum_stanza_write(&once, notice), 0);
    for (uint32_t i = 0; i < count; i++)
        targets[i].answer =
            deliver_to((struct client *)(uintptr_t)targets[i].context, notice,
                       (struct adsum_text){once.bytes, once.length});
}

static int answer_roster(struct adsum_service *service, struct client *client,
                         const struct adsum_stanza *stanza)
{
    char version[ADSUM_STANZA_VERSION_BYTES];
    struct adsum_walk walk = {.size = sizeof walk};
    struct adsum_item item;
    int err = adsum_roster_ask(service, client->session, stanza->notice.version,
                               &walk);

    if (err == 0 && walk.what == ADSUM_WALK_CHANGES) /* all of it will do */
        err = adsum_roster_ask(service, client->session, 0, &walk);
    if (err != 0)
        return err;
    adsum_stanza_write_result(&client->output, stanza);
    if (walk.what == ADSUM_WALK_ROSTER) {
        adsum_stanza_write_roster(&client->output,
                                  adsum_stanza_version(walk.version, version));
        while (adsum_roster_next(service, &walk, &item) == 0)
            adsum_stanza_write_item(&client->output, &item);
        adsum_xml_write_end(&client->output);
    }
    return adsum_xml_write_end(&client->output);
}

static int answer_blocks(struct adsum_service *service, struct client *client,
                         const struct adsum_stanza *stanza)
{
    struct adsum_walk walk = {.size = sizeof walk};
    struct adsum_item item;
    int err = adsum_roster_walk(service, stanza->to, ADSUM_WALK_BLOCKS, &walk);

    if (err != 0)
        return err;
    adsum_stanza_write_result(&client->output, stanza);
    adsum_stanza_write_blocks(&client->output, stanza->action);
    while (adsum_roster_next(service, &walk, &item) == 0)
        adsum_stanza_write_blocked(&client->output, item.contact);
    adsum_xml_write_end(&client->output);
    return adsum_xml_write_end(&client->output);
}

/* The calls whose answer is a result without anything in it. */
static int done(struct client *client, const struct adsum_stanza *stanza,
                int err)
{
    if (err < 0)
        return err;
    adsum_stanza_write_result(&client->output, stanza);
    return adsum_xml_write_end(&client->output);
}

static int perform(struct adsum_service *service, struct client *client,
                   const struct adsum_stanza *stanza)
{
    switch (stanza->action) {
    case ADSUM_STANZA_REFUSE:
        return adsum_stanza_write_error(&client->output, stanza, stanza->error);
    case ADSUM_STANZA_PUBLISH:
        return adsum_session_publish(service, client->session,
                                     stanza->notice.presence);
    case ADSUM_STANZA_SEND:
        return adsum_session_send(service, client->session, stanza->to,
                                  &stanza->notice);
    case ADSUM_STANZA_ROSTER_GET:
        return answer_roster(service, client, stanza);
    case ADSUM_STANZA_ROSTER_SET:
        return done(
            client, stanza,
            adsum_roster_set(service, stanza->to, stanza->notice.items));
    case ADSUM_STANZA_ROSTER_REMOVE:
        return done(client, stanza,
                    adsum_roster_remove(service, stanza->to,
                                        stanza->notice.items->contact));
    case ADSUM_STANZA_BLOCK_LIST:
        return answer_blocks(service, client, stanza);
    case ADSUM_STANZA_BLOCK:
    case ADSUM_STANZA_UNBLOCK:
        return done(client, stanza,
                    adsum_roster_block(service, stanza->to, stanza->addresses,
                                       stanza->address_count,
                                       stanza->action == ADSUM_STANZA_BLOCK));
    case ADSUM_STANZA_ASK:
        return ADSUM_ERR_UNKNOWN;
    default:
        return 0;
    }
}

static void says(struct adsum_service *service, struct client *client,
                 const char *bytes)
{
    struct adsum_stanza stanza = end_read(&client->end, adsum_text_of(bytes));
    int err = perform(service, client, &stanza);

    if (err < 0)
        assert_int_equal(adsum_stanza_write_error(&client->output, &stanza,
                                                  adsum_stanza_error_of(err)),
                         0);
}

/* All that came since the last time. */
static void got(struct client *client, const char *wanted)
{
    client->bytes[client->output.length] = '\0';
    assert_string_equal(client->bytes, wanted);
    client->output.length = 0;
}

static void come(struct adsum_service *service, struct client *client,
                 const char *full, const char *bare)
{
    end_begin(&client->end, ADSUM_PEER_CLIENT);
    client->full = client->end.options.address = adsum_text_of(full);
    client->bare = adsum_text_of(bare);
    client->output = (struct adsum_xml_writer){
        .content = ADSUM_XML_CLIENT,
        .bytes = client->bytes,
        .capacity = sizeof client->bytes - 1,
    };
    assert_int_equal(adsum_session_open(service, client->full,
                                        (uint64_t)(uintptr_t)client, 0,
                                        &client->session),
                     0);
}

#define FROM_ROMEO            " from='" ROMEO "/orchard'"
#define FROM_JULIET           " from='" JULIET "/balcony'"
#define TO_ROMEO              " to='" ROMEO "'"
#define TO_JULIET             " to='" JULIET "'"
#define IQ(type, id, content) "<iq type='" type "' id='" id "'>" content "</iq>"
#define RESULT_ROMEO(id) \
    "<iq from='" ROMEO "' to='" ROMEO "/orchard' id='" id "' type='result'"
#define RESULT_JULIET(id) \
    "<iq from='" JULIET "' to='" JULIET "/balcony' id='" id "' type='result'"
#define ROSTER(version, items) \
    "<query xmlns='jabber:iq:roster'" version ">" items "</query>"
#define PUSH(version, item)                                                 \
    "<iq to='" ROMEO "/orchard' from='" ROMEO "' id='" version              \
    "' type='set'><query xmlns='jabber:iq:roster' ver='" version "'><item " \
    "jid='" JULIET "'" item "/></query></iq>"
#define BLOCKING(name, items) \
    "<" name " xmlns='urn:xmpp:blocking'>" items "</" name ">"
#define AWAY                                                            \
    "<presence" TO_ROMEO FROM_JULIET " xml:lang='en'><show>away</show>" \
    "</presence>"
#define GONE           "<presence" TO_ROMEO FROM_JULIET " type='unavailable'/>"
#define ERROR(content) "<error type=" content "</error>"

enum { ROMEO_SAYS, JULIET_SAYS };

static const struct turn {
    int who;
    const char *says, *romeo, *juliet;
} story[] = {
    {ROMEO_SAYS, IQ("get", "1", ROSTER(" ver=''", "")),
     RESULT_ROMEO("1") "><query xmlns='jabber:iq:roster' ver='0'/></iq>", ""},
    {ROMEO_SAYS, "<presence/>",
     "<presence" TO_ROMEO FROM_ROMEO " xml:lang='en'/>", ""},
    {JULIET_SAYS, "<presence/>", "",
     "<presence" TO_JULIET FROM_JULIET " xml:lang='en'/>"},
    {ROMEO_SAYS,
     "<presence type='subscribe'" TO_JULIET " id='s'><status>O</status>"
     "</presence>",
     PUSH("1", " subscription='none' ask='subscribe'"),
     "<presence" TO_JULIET " from='" ROMEO "' xml:lang='en' type='subscribe' "
     "id='s'><status>O</status></presence>"},
    {JULIET_SAYS, "<presence type='subscribed'" TO_ROMEO "/>",
     "<presence" TO_ROMEO " from='" JULIET
     "' xml:lang='en' type='subscribed'/>" PUSH(
         "2", " subscription='to'") "<presence" TO_ROMEO FROM_JULIET
                                    " xml:lang='en'/>",
     ""},
    {JULIET_SAYS, "<presence><show>away</show></presence>", AWAY,
     "<presence" TO_JULIET FROM_JULIET
     " xml:lang='en'><show>away</show></presence>"},
    {ROMEO_SAYS,
     IQ("set", "2", ROSTER("", "<item jid='" JULIET "' name='J'/>")),
     PUSH("3", " name='J' subscription='to'") RESULT_ROMEO("2") "/>", ""},
    {ROMEO_SAYS, IQ("get", "3", ROSTER(" ver='3'", "")), RESULT_ROMEO("3") "/>",
     ""},
    {ROMEO_SAYS, IQ("get", "4", ROSTER(" ver='other'", "")),
     RESULT_ROMEO(
         "4") "><query xmlns='jabber:iq:roster' ver='3'><item jid='" JULIET
              "' name='J' subscription='to'/></query></iq>",
     ""},
    {JULIET_SAYS, IQ("set", "5", BLOCKING("block", "<item jid='" ROMEO "'/>")),
     GONE, RESULT_JULIET("5") "/>"},
    {JULIET_SAYS, "<message" TO_ROMEO " id='6'><body>x</body></message>", "",
     "<message from='" ROMEO "' to='" JULIET
     "/balcony' id='6' type='error'>" ERROR(
         "'cancel'><not-acceptable xmlns='" STANZAS "'/><blocked "
         "xmlns='urn:xmpp:blocking:errors'/>") "</message>"},
    {JULIET_SAYS, IQ("get", "7", BLOCKING("blocklist", "")), "",
     RESULT_JULIET("7") ">" BLOCKING("blocklist",
                                     "<item jid='" ROMEO "'/>") "</iq>"},
    {JULIET_SAYS, IQ("set", "8", BLOCKING("unblock", "")), AWAY,
     RESULT_JULIET("8") "/>"},
    {JULIET_SAYS, "<message" TO_ROMEO " type='chat'><body>x</body></message>",
     "<message" TO_ROMEO FROM_JULIET
     " xml:lang='en' type='chat'><body>x</body></message>",
     ""},
    {ROMEO_SAYS,
     "<iq type='get' to='" JULIET "/balcony' id='9'><x xmlns='urn:x'/></iq>",
     "",
     "<iq to='" JULIET "/balcony'" FROM_ROMEO
     " xml:lang='en' type='get' id='9'><x xmlns='urn:x'/></iq>"},
    {JULIET_SAYS, "<iq type='result' to='" ROMEO "/orchard' id='9'/>",
     "<iq to='" ROMEO "/orchard'" FROM_JULIET
     " xml:lang='en' type='result' id='9'/>",
     ""},
    {JULIET_SAYS, "<presence type='hello'/>", "",
     "<presence to='" JULIET "/balcony' type='error'>" ERROR(
         "'modify'><bad-request xmlns='" STANZAS "'/>") "</presence>"},
    {JULIET_SAYS, IQ("get", "10", "<x xmlns='urn:x'/>"), "",
     "<iq from='" JULIET "' to='" JULIET
     "/balcony' id='10' type='error'>" ERROR(
         "'cancel'><service-unavailable xmlns='" STANZAS "'/>") "</iq>"},
    {ROMEO_SAYS,
     IQ("set", "11",
        ROSTER("", "<item jid='" JULIET "' subscription='remove'/>")),
     GONE PUSH("4", " subscription='remove'") RESULT_ROMEO("11") "/>", ""},
    {ROMEO_SAYS,
     IQ("set", "12",
        ROSTER("", "<item jid='" JULIET "' subscription='remove'/>")),
     "<iq from='" ROMEO "' to='" ROMEO "/orchard' id='12' type='error'>" ERROR(
         "'cancel'><item-not-found xmlns='" STANZAS "'/>") "</iq>",
     ""},
    {JULIET_SAYS, "<presence type='unavailable'/>", "",
     "<presence" TO_JULIET FROM_JULIET " type='unavailable' xml:lang='en'/>"},
};

static void streams_and_a_service(void **state)
{
    static const struct adsum_host host = {
        .size = sizeof host, .allocate = rig_allocate, .deliver = deliver};
    static struct client romeo, juliet;
    struct adsum_service *service;
    struct rig rig = {.held = 0};

    (void)state;
    assert_int_equal(adsum_service_new(&host, &rig, NULL, &service), 0);
    come(service, &romeo, ROMEO "/orchard", ROMEO);
    come(service, &juliet, JULIET "/balcony", JULIET);
    for (size_t i = 0; i < COUNT(story); i++) {
        says(service, story[i].who == ROMEO_SAYS ? &romeo : &juliet,
             story[i].says);
        got(&romeo, story[i].romeo);
        got(&juliet, story[i].juliet);
    }
    assert_int_equal(adsum_service_free(service), 0);
    end_end(&romeo.end);
    end_end(&juliet.end);
    assert_int_equal(rig.held, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(streams_and_a_service),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
