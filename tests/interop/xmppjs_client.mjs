// A client on xmpp.js that does what a line says, and says what comes. Usage:
// xmppjs_client.mjs MODULES ADDRESS PASSWORD PORT TRUST starttls|direct
// Node reads TRUST by itself, as NODE_EXTRA_CA_CERTS.
import { webcrypto } from "crypto";
import { createRequire } from "module";
import readline from "readline";
import { pathToFileURL } from "url";

// Node 18 keeps it to itself.
globalThis.crypto ??= webcrypto;

const [modules, address, password, port, , way] = process.argv.slice(2);
let found;
try {
  const { resolve } = createRequire(modules + "/");
  found = await import(pathToFileURL(resolve("@xmpp/client")));
} catch (err) {
  console.log(`xmpp.js (@xmpp/client) is not in ${modules}: ${err.code}`);
  process.exit(77);
}
const { client, xml, jid } = found;
const { local, domain, resource } = jid(address);
const say = (...words) => console.log(words.map((word) => word || "-").join(" "));

const xmpp = client({
  service: `${way === "direct" ? "xmpps" : "xmpp"}://localhost:${port}`,
  domain,
  resource,
  username: local,
  password,
});
xmpp.reconnect.stop();

const UNTRUSTED = /SELF_SIGNED|UNABLE_TO|CERT_/;

function explain(err) {
  if (err.name === "SASLError") say("refused", err.condition);
  else if (err.name === "StreamError") say("stream-error", err.condition);
  else if (UNTRUSTED.test(err.code)) say("untrusted", err.code);
  else say("failed", err.name, err.message);
}

xmpp.on("error", explain);
xmpp.on("offline", () => say("disconnected"));

xmpp.on("online", async (me) => {
  const { socket } = xmpp.socket;
  say("secured", socket.getProtocol(), socket.authorized ? "verified" : "not verified");
  const { iqCaller } = xmpp;
  const query = await iqCaller.get(xml("query", "jabber:iq:roster"));
  say("roster anew", query.attrs.ver, String(query.children.length));
  say("online", me.toString());
});

xmpp.on("stanza", (stanza) => {
  const { from, type } = stanza.attrs;
  if (stanza.is("presence"))
    say("presence", from, type || "available", stanza.getChildText("show"),
      stanza.getChildText("status"));
  if (stanza.is("message")) {
    const delay = stanza.getChild("delay");
    say("message", from, delay && delay.attrs.stamp, stanza.getChildText("body"));
  }
});

const send = (name, attributes, ...children) =>
  xmpp.send(xml(name, attributes, ...children));

const verbs = {
  presence: (show, ...status) =>
    send("presence", {}, show && xml("show", {}, show),
      status.length !== 0 && xml("status", {}, status.join(" "))),
  subscribe: (to) => send("presence", { to, type: "subscribe" }),
  approve: (to) => send("presence", { to, type: "subscribed" }),
  message: (to, ...words) =>
    send("message", { to, type: "chat" }, xml("body", {}, words.join(" "))),
  quit: () => xmpp.stop(),
};

readline.createInterface({ input: process.stdin }).on("line", (line) => {
  const [verb, ...words] = line.trim().split(" ");
  verbs[verb](...words);
}).on("close", () => process.exit(0));

xmpp.start().catch(() => {});
