/*
 * What passes through keeps its meaning: a stanza, made a notice, and written
 * for a client, another server and a WebSocket, means there what it meant here
 * (RFC 6120 4.8, 8.1.5, 8.4). The rows have their attributes and children in
 * the order in which they are written.
 */
#include "cmocka_all.h"
#include "stanza_rig.h"
#include <stdlib.h>
#include <string.h>

#define TO      "juliet@example.com/balcony"
#define FROM_TO "to='" TO "' from='romeo@example.net/orchard'"

static const char *const stanzas[] = {
    /* Extensions nobody here knows, one in the other. */
    "<message " FROM_TO " xml:lang='en'><body>hi</body>"
    "<a xmlns='urn:a' b='c'>x<d xmlns='urn:d'/>y<e/></a></message>",
    /* Prefixes of the stanza, of a child, and of a value. */
    "<message " FROM_TO " xmlns:p='urn:p' p:a='1' xml:lang='en'>"
    "<p:x p:y='p:z' z='w'><q:x xmlns:q='urn:q'/></p:x></message>",
    "<iq " FROM_TO " id='i' type='set' xml:lang='en'>"
    "<p:x xmlns:p='urn:p' p:y='1'><p:z xmlns:p='urn:other'/></p:x></iq>",
    /* Characters that must be escaped; others that must not be lost. */
    "<message " FROM_TO " id='&lt;&apos;&quot;&gt;&amp;' xml:lang='en'>"
    "<body>&lt;&amp;&gt;]]&gt; \xc3\xa9\xf0\x9f\x98\x80 &#x9;&#xd;&#xa;"
    "</body><x xmlns='urn:&amp;' y='&#x9;&#xd;&#xa; &lt;'/></message>",
    "<message " FROM_TO " xml:lang='en'><body><![CDATA[<a>&amp;]]></body>"
    "</message>",
    /* Languages. */
    "<message " FROM_TO " xml:lang='cs'><body>a</body>"
    "<body xml:lang='en'>b</body><x xmlns='urn:x' xml:lang=''><y/></x>"
    "</message>",
    "<message " FROM_TO "><body>in the language of the stream</body></message>",
    /* Names that mean something where they are not (4.8.3). */
    "<message " FROM_TO " xml:lang='en'><forwarded xmlns='urn:xmpp:forward:0'>"
    "<message xmlns='jabber:client' from='a' to='b'><body/></message>"
    "</forwarded><x xmlns=''><y/></x></message>",
    "<message " FROM_TO " type='chat' from2='a' xml:lang='en'>text<b/>"
    "text</message>",
    /* Presence, in parts. */
    "<presence " FROM_TO " id='p' xml:lang='en'><show>dnd</show>"
    "<priority>-1</priority><status>&lt;a&gt;</status>"
    "<status xml:lang='cs'>b</status><c xmlns='urn:c' ver='&amp;'/>"
    "<x xmlns='urn:x'>1<y/>2</x><x xmlns='urn:x'>3</x><nick>n</nick>"
    "</presence>",
    "<presence " FROM_TO " type='unavailable' xml:lang='cs'>"
    "<status>x</status><x xmlns='urn:x' xml:lang='en'/><p:y xmlns:p='urn:p'>"
    "<z/></p:y></presence>",
};

/* Its meaning, the content namespace being that of its stream. */
static void mean(const struct adsum_xml_element *element, struct log *log)
{
    char *at;

    log_element(log, element, false);
    while ((at = strstr(log->bytes, "{" ADSUM_XML_SERVER "}")) != NULL)
        memcpy(at, "{" ADSUM_XML_CLIENT "}", sizeof "{" ADSUM_XML_CLIENT);
}

static void passes(struct end *from, const char *stanza, const char *content)
{
    struct log was = {0}, is = {0};
    struct adsum_stanza read = end_read(from, adsum_text_of(stanza));
    struct adsum_text wrote = notice_write(&read.notice, content, TO);
    struct adsum_xml_event event;
    struct end to;

    end_begin(&to, content != NULL && strcmp(content, ADSUM_XML_SERVER) == 0
                       ? ADSUM_PEER_SERVER
                       : ADSUM_PEER_ACCOUNT);
    mean(end_feed(from, adsum_text_of(stanza)), &was);
    if (content != NULL) {
        mean(end_feed(&to, wrote), &is);
    } else {
        assert_int_equal(
            adsum_xml_frame(to.rig.pool, wrote.bytes, wrote.length, &event), 0);
        assert_int_equal(event.kind, ADSUM_XML_STANZA);
        mean(event.element, &is);
    }
    assert_string_equal(is.bytes, was.bytes);
    log_free(&was);
    log_free(&is);
    free((char *)wrote.bytes);
    end_end(&to);
}

static void meaning_is_kept(void **state)
{
    static const char *const contents[] = {ADSUM_XML_CLIENT, ADSUM_XML_SERVER,
                                           NULL};

    (void)state;
    for (size_t i = 0; i < COUNT(stanzas); i++)
        for (size_t j = 0; j < COUNT(contents); j++)
            for (uint32_t peer = 0; peer < 2; peer++) {
                struct end from;

                end_begin(&from, peer);
                passes(&from, stanzas[i], contents[j]);
                end_end(&from);
            }
}

/* RFC 7395: nothing is around it, no language either. */
static void what_came_by_websocket(void **state)
{
    static const char message[] =
        "<presence xmlns='jabber:client'><status>a</status>"
        "<x xmlns='urn:x'/></presence>";
    struct adsum_stanza stanza;
    struct adsum_xml_event event;
    struct line line = {.length = 0};
    struct end end;

    (void)state;
    end_begin(&end, ADSUM_PEER_CLIENT);
    assert_int_equal(
        adsum_xml_frame(end.rig.pool, message, sizeof message - 1, &event), 0);
    assert_int_equal(adsum_stanza_read(&end.options, event.element, end.room,
                                       sizeof end.room, &stanza),
                     0);
    stanza_say(&line, &stanza);
    assert_string_equal(line.text,
                        "publish from=romeo@example.net/orchard: presence "
                        "romeo@example.net/orchard status=a x{urn:x}=<x "
                        "xmlns='urn:x'/> in text,xml");
    end_end(&end);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(meaning_is_kept),
        cmocka_unit_test(what_came_by_websocket),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
