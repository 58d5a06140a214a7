"""Thousands of clients on one presenced: each logs in, each sees all its
contacts. Says what an idle session costs, the kernel's part left out.

    many.py PRESENCED USERS plain|tls
"""
import asyncio
import re
import resource
import sys
import time

from service import PASSWORD, Service, say
from stream import Stream

CONTACTS, AT_ONCE, WARM = 20, 64, 50


def make_room(users):
    """A descriptor for each, here and there."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < users + 100:
        say("many", f"only {hard} descriptors: {hard - 100} users")
        users = hard - 100
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return users


def befriend(service, users):
    """A ring: each sees its ten neighbours on both sides."""
    service.command("befriend", words="".join(
        f"user{i}@localhost user{(i + k) % users}@localhost both\n"
        for i in range(users) for k in range(1, CONTACTS // 2 + 1)))


def private_bytes(pid):
    with open(f"/proc/{pid}/smaps_rollup") as rollup:
        return 1024 * int(re.search(r"^Pss: *(\d+)", rollup.read(), re.M)[1])


async def see_all(stream):
    seen = set()
    while len(seen) < CONTACTS:
        _, found = await stream.until(r"<presence [^>]*from='([^/']*)/[^>]*>")
        if found[1] != stream.user + "@localhost":
            seen.add(found[1])


async def come(gate, i, port, trust):
    async with gate:
        stream = await Stream(f"user{i}", PASSWORD).open(port, trust)
        await stream.login("r")
        stream.send("<presence/>")
    return stream


async def all_come(users, port, trust):
    gate = asyncio.Semaphore(AT_ONCE)
    streams = await asyncio.gather(
        *(come(gate, i, port, trust) for i in range(users)))
    await asyncio.gather(*(see_all(stream) for stream in streams))
    return streams


async def warm_up(port, trust):
    """What is made once is made."""
    for i in range(WARM):
        stream = await come(asyncio.Semaphore(), i, port, trust)
        stream.close()
    await asyncio.sleep(2)


async def measure(service, users, trust):
    port = service.ports()[-1 if trust else 0]
    await warm_up(port, trust)
    before = private_bytes(service.pid)
    since = time.monotonic()
    streams = await all_come(users, port, trust)
    say("many", f"{users} logged in and saw {CONTACTS} contacts each, "
        f"{time.monotonic() - since:.0f} s")
    await asyncio.sleep(2)
    held = private_bytes(service.pid) - before
    counted = service.statistics()
    assert counted["sessions"] == users, counted
    core = counted["memory_bytes"]
    say("many", f"bytes a session: {held / users:.0f}, of which the core "
        f"{core / users:.0f}")
    for stream in streams:
        stream.close()


def main():
    program, users, kind = sys.argv[1], make_room(int(sys.argv[2])), sys.argv[3]
    options = ["--insecure-plain-on-loopback", "--log-level", "warning",
               "--max-unbound-per-address", "1024"]
    with Service(program, (), options, tls=True, show=False) as service:
        service.accounts(f"user{i}" for i in range(users))
        befriend(service, users)
        asyncio.run(measure(service, users,
                            service.trust() if kind == "tls" else None))
        service.stop()


if __name__ == "__main__":
    main()
