"""A client of a few lines, for thousands at once: SCRAM-SHA-256, by TLS or
without it."""
import asyncio
import re
import ssl

from xmpp import BIND, HEADER, Scram


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
        scram = Scram(self.user, self.password)
        self.send(HEADER)
        await self.until("</stream:features>")
        self.send(scram.first())
        _, found = await self.until("<challenge [^>]*>([^<]*)</challenge>")
        self.send(scram.second(found[1]))
        await self.until("</success>")
        self.send(HEADER)
        await self.until("</stream:features>")
        self.send(BIND.format(resource))
        await self.until("</iq>")

    def close(self):
        self.writer.transport.abort()
