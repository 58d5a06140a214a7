#include "c2s_story.h"

#include <stdio.h>
#include <string.h>

#define SM "xmlns='urn:xmpp:sm:3'"
#define BIND(resource)                                                      \
    "<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>" \
    "<resource>" resource "</resource></bind></iq>"
#define ROSTER "<iq type='get' id='r'><query xmlns='jabber:iq:roster'/></iq>"

/* Each step of it may go wrong, and the next is taken all the same. */
static struct client *enter(struct c2s_rig *rig, const char *name,
                            const char *bind)
{
    struct client *client = c2s_rig_open(rig, ADSUM_C2S_CLEAR);

    client_says(client, HEADER);
    client_auths(client, name, "pencil");
    client_says(client, HEADER);
    client_says(client, bind);
    client_says(client, ROSTER "<presence/>");
    return client;
}

static void vanish(struct client *client)
{
    if (client->stream != NULL)
        adsum_c2s_lost(client->stream);
}

static void find_id(const struct client *client, char *ret)
{
    const char *at =
        client->heard == NULL ? NULL : strstr(client->heard, "<enabled ");

    at = at == NULL ? NULL : strstr(at, "id='");
    (void)snprintf(ret, 49, "%s", at == NULL ? "" : at + 4);
}

static void negotiate(struct c2s_rig *rig)
{
    struct client *client = c2s_rig_open(rig, 0);

    client_says(client, HEADER "<starttls "
                               "xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
    if (client->stream != NULL && client->secures)
        (void)adsum_c2s_secured(client->stream, &rig->channel,
                                adsum_text_of("example.net"));
    client_says(client, "<stream:stream from='romeo@example.net' "
                        "to='example.net' version='1.0' xmlns='jabber:client' "
                        "xmlns:stream='" ADSUM_XML_STREAMS "'>");
    client_says(client,
                "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' "
                "mechanism='SCRAM-SHA-256'>biwsbj1yb21lbyxyPWFiY2RlZg==</auth>"
                "<abort xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>");
    client_auths(client, "romeo", "wrong");
    client = c2s_rig_open(rig, ADSUM_C2S_CLEAR);
    client_says(client, HEADER);
    client_auths(client, "nurse", "pencil");
    client_says(client, HEADER BIND("\xc3\xa9") BIND("x") "<presence/></x>");
}

static void talk(struct client *romeo, struct client *juliet)
{
    client_says(
        romeo, "<presence to='nurse@example.net' type='subscribe'/>"
               "<message to='nurse@example.net' id='1'><body>x</body></message>"
               "<message to='juliet@example.net' id='2'><body>&lt;x"
               "</body></message>"
               "<message to='x@example.com' id='3'><body>x</body></message>"
               "<iq type='get' id='4' to='juliet@example.net/balcony'>"
               "<ping xmlns='urn:xmpp:ping'/></iq>"
               "<iq type='get' id='5' to='example.net'><query "
               "xmlns='http://jabber.org/protocol/disco#info'/></iq>"
               "<iq type='get' id='6' to='juliet@example.net'><query "
               "xmlns='http://jabber.org/protocol/disco#items'/></iq>"
               "<iq type='get' id='7' to='tybalt@example.net'><query "
               "xmlns='jabber:iq:last'/></iq>"
               "<presence><show>away</show><status>out</status></presence>"
               "<presence to='tybalt@example.net/x'><status>in</status>"
               "</presence><message to='juliet@example.net'");
    client_says(juliet,
                "<iq type='result' id='4' to='romeo@example.net/orchard'/>"
                "<iq type='set' id='8'><query xmlns='jabber:iq:roster'>"
                "<item jid='nurse@example.net' name='N'><group>G</group></item>"
                "</query></iq>"
                "<iq type='get' id='9'><blocklist "
                "xmlns='urn:xmpp:blocking'/></iq>"
                "<iq type='set' id='10'><block xmlns='urn:xmpp:blocking'>"
                "<item jid='tybalt@example.net'/></block></iq>"
                "<iq type='set' id='11'><unblock xmlns='urn:xmpp:blocking'/>"
                "</iq>"
                "<iq type='get' id='12'><query xmlns='jabber:iq:roster' "
                "ver='1'/></iq>"
                "<iq type='set' id='13'><query xmlns='jabber:iq:roster'>"
                "<item jid='nurse@example.net' subscription='remove'/>"
                "</query></iq><iq id='14'/>");
}

static void lose_and_resume(struct c2s_rig *rig, struct client *romeo,
                            struct client *juliet)
{
    struct client *again;
    char id[49], text[400];

    client_says(juliet, "<enable " SM " resume='true'/>");
    client_says(romeo, "><body>1</body></message>");
    client_says(juliet, "<r " SM "/><a " SM " h='0'/>");
    find_id(juliet, id);
    vanish(juliet);
    romeo = enter(rig, "romeo", BIND("garden"));
    client_says(romeo, "<message to='juliet@example.net'><body>2</body>"
                       "</message><presence><priority>3</priority></presence>");
    again = c2s_rig_open(rig, ADSUM_C2S_CLEAR);
    client_says(again, HEADER);
    client_auths(again, "juliet", "pencil");
    (void)snprintf(text, sizeof text,
                   HEADER "<resume " SM " h='0' previd='%s'/>", id);
    client_says(again, text);
    client_says(again, "<presence/>");
    vanish(again);
    c2s_rig_wait(rig, 302000);
    client_says(romeo, FOOTER);
}

void c2s_story(struct c2s_rig *rig)
{
    struct client *romeo, *juliet;

    negotiate(rig);
    romeo = enter(rig, "romeo", BIND("orchard"));
    juliet = enter(rig, "juliet", BIND("balcony"));
    talk(romeo, juliet);
    juliet->answer = ADSUM_C2S_FULL;
    client_says(enter(rig, "nurse", BIND("")),
                "<presence to='juliet@example.net' type='subscribe'/>");
    juliet->answer = ADSUM_C2S_TAKEN;
    if (juliet->stream != NULL)
        adsum_c2s_writable(juliet->stream);
    c2s_rig_wait(rig, 2000);
    lose_and_resume(rig, romeo, juliet);
    c2s_rig_wait(rig, 1000000);
    client_says(enter(rig, "juliet", BIND("chamber")), "<x xmlns='urn:x'/>");
    c2s_rig_wait(rig, 100000);
}
