"""A client of a few lines, for thousands at once: SCRAM-SHA-256, by TLS or
without it."""
import asyncio
import base64
import hashlib
import hmac
import os
import re
import ssl

HEADER = ("<stream:stream to='localhost' version='1.0' xmlns='jabber:client' "
          "xmlns:stream='http://etherx.jabber.org/streams'>")
BIND = ("<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:"
        "xmpp-bind'><resource>{}</resource></bind></iq>")
SASL = "xmlns='urn:ietf:params:xml:ns:xmpp-sasl'"


def encode(text):
    return base64.b64encode(text.encode()).decode()


def proof(password, bare, challenge):
    """RFC 5802 section 3, without channel binding: client-final-message."""
    parts = dict(part.split("=", 1) for part in challenge.split(","))
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(),
                                 base64.b64decode(parts["s"]), int(parts["i"]))
    key = hmac.digest(salted, b"Client Key", "sha256")
    final = f"c=biws,r={parts['r']}"
    signature = hmac.digest(hashlib.sha256(key).digest(),
                            f"{bare},{challenge},{final}".encode(), "sha256")
    both = bytes(a ^ b for a, b in zip(key, signature))
    return f"{final},p={base64.b64encode(both).decode()}"


class Stream:
    """Opened, then logged in; what comes is in `text` until it is taken."""

    def __init__(self, user, password):
        self.user, self.password, self.text = user, password, ""

    async def open(self, port, trust=None):
        context = None
        if trust is not None:
            context = ssl.create_default_context(cafile=trust)
        self.reader, self.writer = await asyncio.open_connection(
            "127.0.0.1", port, ssl=context,
            server_hostname="localhost" if context else None, limit=1 << 12)
        return self

    def send(self, text):
        self.writer.write(text.encode())

    async def until(self, pattern):
        """What came up to a match, and the match; both are taken."""
        while not (found := re.search(pattern, self.text)):
            more = await self.reader.read(4096)
            if not more:
                raise ConnectionError(f"{self.user}: closed: {self.text}")
            self.text += more.decode()
        passed, self.text = self.text[:found.end()], self.text[found.end():]
        return passed, found

    async def login(self, resource):
        bare = f"n={self.user},r={os.urandom(16).hex()}"
        self.send(HEADER)
        await self.until("</stream:features>")
        self.send(f"<auth {SASL} mechanism='SCRAM-SHA-256'>"
                  f"{encode('n,,' + bare)}</auth>")
        _, found = await self.until("<challenge [^>]*>([^<]*)</challenge>")
        challenge = base64.b64decode(found[1]).decode()
        self.send(f"<response {SASL}>"
                  f"{encode(proof(self.password, bare, challenge))}</response>")
        await self.until("</success>")
        self.send(HEADER)
        await self.until("</stream:features>")
        self.send(BIND.format(resource))
        await self.until("</iq>")

    def close(self):
        self.writer.transport.abort()
