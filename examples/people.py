#!/usr/bin/python3
"""People and a device, for examples/run.sh: each a process with slixmpp.

    people.py HOST PORT CERTIFICATE

Juliet watches. What is printed is what she sees, with the time from the moment
that somebody did something to the moment that she saw it. Ends non-zero if she
does not see what she should.
"""
import asyncio
import signal
import sys
import time

PASSWORD = "cappuccino"
SECONDS = 10  # to see what was done


async def act(host, port, certificate, address):
    """One of them, told what to do by lines."""
    import slixmpp

    client = slixmpp.ClientXMPP(address, PASSWORD)
    client.ca_certs = certificate
    client.auto_authorize = client.auto_subscribe = None
    loop = asyncio.get_event_loop()
    ready = loop.create_future()

    def seen(presence):
        if presence["from"].bare == client.boundjid.bare:
            return
        words = [presence["type"], str(presence["from"]), presence["status"]]
        print("\t".join(words), flush=True)

    def failed(*what):
        print("failed", *what, file=sys.stderr, flush=True)
        loop.stop()

    client.add_event_handler("session_start",
                             lambda event: ready.set_result(None))
    client.add_event_handler("presence", seen)
    client.add_event_handler("failed_auth", failed)
    client.connect((host, port))
    await ready
    await client.get_roster()
    lines = asyncio.StreamReader()
    await loop.connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    print("ready", flush=True)
    while line := (await lines.readline()).decode():
        verb, to, show, status = (line.rstrip("\n").split("\t") + [""] * 3)[:4]
        client.send_presence(ptype=verb or None, pto=to or None,
                             pshow=show or None, pstatus=status or None)
    await client.disconnect()


class Person:
    """A process, and what it has seen."""

    def __init__(self, address):
        self.address = address
        self.seen = asyncio.Queue()

    async def start(self, where):
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, __file__, *where, self.address,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL)
        line = await asyncio.wait_for(self.process.stdout.readline(), SECONDS)
        if line != b"ready\n":
            sys.exit(f"{self.address} could not log in")
        self.reader = asyncio.create_task(self.read())

    async def read(self):
        while line := (await self.process.stdout.readline()).decode():
            self.seen.put_nowait((time.monotonic(), line[:-1].split("\t")))

    def do(self, verb="", to="", show="", status=""):
        self.process.stdin.write(f"{verb}\t{to}\t{show}\t{status}\n".encode())

    async def end(self):
        self.process.stdin.close()
        await self.process.wait()


def say(text):
    print(text, flush=True)


async def sees(watcher, since, kind, address, status=""):
    """Wait until she sees it, and show it."""
    while True:
        try:
            at, (seen, who, what) = await asyncio.wait_for(
                watcher.seen.get(), SECONDS)
        except asyncio.TimeoutError:
            sys.exit(f"{watcher.address} did not see {address} {kind}")
        if (seen, who, what) == (kind, address, status):
            break
    text = {"available": "is there", "unavailable": "is gone",
            "subscribed": "lets her see"}.get(kind, "is " + kind)
    line = f"{who:28} {text:14} {status}".rstrip()
    say(f"    {(at - since) * 1000:7.1f} ms  {line}")


async def story(where):
    juliet = Person("juliet@localhost/balcony")
    romeo = Person("romeo@localhost/phone")
    nurse = Person("nurse@localhost/kitchen")
    lamp = Person("thermometer@localhost/garden")
    await juliet.start(where)
    juliet.do()
    say("\nJuliet is there. She asks three to let her see them; they do.")
    for one in romeo, nurse, lamp:
        bare = one.address.split("/")[0]
        await one.start(where)
        since = time.monotonic()
        juliet.do("subscribe", bare)
        one.do("subscribed", "juliet@localhost")
        await sees(juliet, since, "subscribed", bare)

    async def step(text, one, show="", status="", verb=""):
        say(text)
        since = time.monotonic()
        one.do(verb, "", show, status)
        await sees(juliet, since, verb or show or "available", one.address,
                   status)

    await step("Romeo comes online.", romeo, status="under the balcony")
    await step("The nurse does.", nurse)
    await step("A thermometer says what it measures.", lamp, status="21.5 C")
    await step("Romeo is busy.", romeo, "dnd", "climbing")
    await step("The thermometer again.", lamp, status="21.7 C")
    await step("The nurse leaves, with a word.", nurse, status="Good night",
               verb="unavailable")
    say("Romeo's client is killed: it says nothing any more.")
    since = time.monotonic()
    romeo.process.send_signal(signal.SIGKILL)
    await sees(juliet, since, "unavailable", romeo.address)
    for one in juliet, nurse, lamp:
        await one.end()


if __name__ == "__main__":
    host, port, certificate, *person = sys.argv[1:]
    asyncio.run(act(host, int(port), certificate, *person) if person
                else story(sys.argv[1:]))
