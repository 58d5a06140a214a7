"""A client on slixmpp that does what a line says, and says what comes. Usage:
slixmpp_client.py ADDRESS PASSWORD PORT TRUST starttls|direct"""
import asyncio
import sys

try:
    import slixmpp
except ImportError:
    print("slixmpp (python3-slixmpp) is not installed", flush=True)
    sys.exit(77)

ROSTER = "{jabber:iq:roster}"


def say(*words):
    print(*(str(word) or "-" for word in words), flush=True)


class Client(slixmpp.ClientXMPP):
    def __init__(self, address, password, port, trust, way):
        super().__init__(address, password)
        self.way = dict(address=("127.0.0.1", int(port)),
                        use_ssl=way == "direct",
                        force_starttls=way == "starttls",
                        disable_starttls=way == "direct")
        self.ca_certs = trust
        self.auto_authorize, self.auto_subscribe = None, False
        for plugin in ("xep_0191", "xep_0198", "xep_0199", "xep_0203"):
            self.register_plugin(plugin)
        for name in ("session_start", "session_resumed", "presence",
                     "message", "failed_auth", "ssl_invalid_chain",
                     "stream_error", "disconnected", "roster_update",
                     "connection_failed"):
            self.add_event_handler(name, getattr(self, "on_" + name))
        self.add_event_handler("message_error", self.on_message)

    def on_session_start(self, _):
        tls = self.transport.get_extra_info("ssl_object")
        say("secured", tls.version(), tls.context.verify_mode.name)
        asyncio.ensure_future(self.begin())

    async def begin(self):
        answer = await self.get_roster()
        # slixmpp makes an empty one where there is none.
        query = answer["roster"].xml
        if query.get("ver"):
            say("roster anew", query.get("ver"), len(query))
        else:
            say("roster as it was", self.client_roster.version)
        say("online", self.boundjid)

    def on_session_resumed(self, _):
        say("resumed", self.boundjid)

    def on_roster_update(self, stanza):
        if stanza["type"] == "set":
            for item in stanza.xml.iter(ROSTER + "item"):
                say("pushed", item.get("jid"), item.get("subscription"))

    def on_presence(self, stanza):
        kind = "available" if stanza.xml.get("type") is None \
            else stanza.xml.get("type")
        say("presence", stanza["from"], kind, stanza["show"], stanza["status"])

    def on_message(self, stanza):
        stamp = stanza["delay"].xml.get("stamp") or "-"
        condition = stanza["error"]["condition"] \
            if stanza["type"] == "error" else ""
        say("message", stanza["from"], stamp, condition or stanza["body"])

    def on_failed_auth(self, stanza):
        say("refused", stanza["condition"])

    def on_ssl_invalid_chain(self, err):
        say("untrusted", err)

    def on_connection_failed(self, err):
        # Of direct TLS, slixmpp says no more than this.
        say("untrusted" if "CERTIFICATE_VERIFY_FAILED" in str(err)
            else "unconnected", err)

    def on_stream_error(self, stanza):
        say("stream-error", stanza["condition"])

    def on_disconnected(self, _):
        say("disconnected")

    def do_come(self):
        self.connect(**self.way)

    def do_presence(self, show="-", *status):
        self.send_presence(pshow=None if show == "-" else show,
                           pstatus=" ".join(status) or None)

    def do_subscribe(self, address):
        self.send_presence(pto=address, ptype="subscribe")

    def do_approve(self, address):
        self.send_presence(pto=address, ptype="subscribed")

    def do_message(self, address, *words):
        self.send_message(mto=address, mbody=" ".join(words), mtype="chat")

    def do_cut(self):
        self.transport.abort()

    def do_quit(self):
        self.disconnect()

    async def do_block(self, address):
        await self["xep_0191"].block({slixmpp.JID(address)})
        say("blocked", address)

    async def do_unblock(self, address):
        await self["xep_0191"].unblock({slixmpp.JID(address)})
        say("unblocked", address)

    async def listen(self):
        reader = asyncio.StreamReader()
        await self.loop.connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        while line := await reader.readline():
            verb, *words = line.decode().split()
            done = getattr(self, "do_" + verb)(*words)
            if asyncio.iscoroutine(done):
                await done
        self.loop.stop()


def main(*words):
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    client = Client(*words)
    client.do_come()
    listening = loop.create_task(client.listen())
    loop.run_forever()
    if listening.done():
        listening.result()


if __name__ == "__main__":
    main(*sys.argv[1:])
