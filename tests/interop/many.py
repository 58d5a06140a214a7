"""Thousands of clients with 20 contacts each: all log in, all see all, and what
an idle session costs is printed. Usage: many.py PRESENCED plain|tls COUNT"""
import asyncio
import re
import resource
import ssl
import sys
import time

from service import Service, say
from xmpp import BIND, HEADER, ROSTER, Scram

CONTACTS, AT_ONCE, WARM = 20, 100, 100
SPARE = 100  # descriptors for all else
SETTLE = 2  # seconds without anything to do
FROM = re.compile(rb"<presence[^>]* from='user(\d+)@")


class One:
    def __init__(self, crowd, number):
        self.crowd, self.number, self.buffer = crowd, number, b""

    async def until(self, mark):
        while mark not in self.buffer:
            more = await self.reader.read(65536)
            if not more:
                raise EOFError(self.buffer)
            self.buffer += more
        said, _, self.buffer = self.buffer.partition(mark)
        return said

    async def ask(self, text, mark):
        self.writer.write(text.encode())
        return await self.until(mark)

    async def login(self):
        crowd, scram = self.crowd, Scram(f"user{self.number}")
        self.reader, self.writer = await asyncio.open_connection(
            "127.0.0.1", crowd.port, ssl=crowd.context,
            server_hostname=crowd.context and "localhost")
        await self.ask(HEADER, b"</stream:features>")
        said = await self.ask(scram.first(), b"</challenge>")
        await self.ask(scram.second(said.rpartition(b">")[2]), b"</success>")
        await self.ask(HEADER, b"</stream:features>")
        await self.ask(BIND.format("r"), b"</iq>")

    async def see_all(self):
        """Available, until each contact was seen to be so, and what is left to
        come has come."""
        wanted = self.crowd.contacts(self.number)
        self.writer.write((ROSTER + "<presence/>").encode())
        while wanted:
            more = await self.reader.read(65536)
            if not more:
                raise EOFError(f"user{self.number} misses {wanted}")
            self.buffer += more
            end = self.buffer.rfind(b">") + 1
            wanted -= {int(found) for found in
                       FROM.findall(self.buffer[:end])}
            # A tag is cut nowhere else.
            self.buffer = self.buffer[self.buffer.rfind(b"<", 0, end):]
        self.buffer = b""


class Crowd:
    def __init__(self, service, count, tls):
        self.service, self.count = service, count
        self.port, self.context = service.ports()[-1 if tls else 0], None
        if tls:
            self.context = ssl.create_default_context(cafile=service.trust())

    def contacts(self, number):
        near = range(1, CONTACTS // 2 + 1)
        return {(number + step) % self.count for step in near} | \
            {(number - step) % self.count for step in near}

    async def enter(self, count, then):
        gate = asyncio.Semaphore(AT_ONCE)

        async def one(number):
            ret = One(self, number)
            async with gate:
                await ret.login()
            await then(ret)
            return ret

        return await asyncio.gather(*map(one, range(count)))

    async def warm_up(self):
        async def leave(one):
            await one.ask("</stream:stream>", b"</stream:stream>")
            one.writer.close()

        await self.enter(min(WARM, self.count), leave)


def memory(service):
    """Resident, which is what the process has of its own; the core's."""
    with open(f"/proc/{service.pid}/status") as status:
        anonymous = next(int(line.split()[1]) for line in status
                         if line.startswith("RssAnon"))
    counts = service.statistics()
    return anonymous * 1024, counts["memory_bytes"], counts


async def measure(service, crowd):
    await crowd.warm_up()
    await asyncio.sleep(SETTLE)
    before = memory(service)
    begun = time.monotonic()
    ones = await crowd.enter(crowd.count, One.see_all)
    took = time.monotonic() - begun
    await asyncio.sleep(SETTLE)
    after = memory(service)
    counts = after[2]
    assert counts["sessions"] == counts["stream_now"] == crowd.count, counts
    each = [(b - a) / crowd.count for a, b in zip(before[:2], after[:2])]
    say("crowd", f"{crowd.count} logged in and saw {CONTACTS} contacts each in "
        f"{took:.1f} s")
    say("crowd", f"bytes for each idle session: {each[0]:.0f}, of which the "
        f"core's {each[1]:.0f}, and the rest {each[0] - each[1]:.0f}")
    for one in ones:
        one.writer.transport.abort()


def make(service, crowd_count):
    begun = time.monotonic()
    service.accounts(f"user{number}" for number in range(crowd_count))
    service.command("befriend", words="".join(
        f"user{number}@localhost user{(number + step) % crowd_count}@localhost"
        " both\n" for number in range(crowd_count)
        for step in range(1, CONTACTS // 2 + 1)))
    say("crowd", f"{crowd_count} accounts made in "
        f"{time.monotonic() - begun:.1f} s")


def most(count):
    """As many as descriptors allow."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if hard != resource.RLIM_INFINITY and hard < count + SPARE:
        say("crowd", f"the limit of open files is {hard}: "
            f"{hard - SPARE} clients, not {count}")
        return hard - SPARE
    return count


def main(presenced, how, count):
    count = most(int(count))
    options = ["--log-level", "warning"]
    if how == "plain":
        options.append("--insecure-plain-on-loopback")
    service = Service(presenced, (), options, tls=how == "tls", show=False)
    make(service, count)
    with service:
        asyncio.run(measure(service, Crowd(service, count, how == "tls")))
        service.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
