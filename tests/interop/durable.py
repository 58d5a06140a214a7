"""presenced is killed while rosters change: what it acknowledged is there when
it is started again, and its database is whole.

    durable.py PRESENCED ROUNDS [SEED]
"""
import asyncio
import os
import random
import re
import sqlite3
import sys

from service import PASSWORD, Service, say
from stream import Stream

USERS, CONTACTS = ("juliet", "nurse", "romeo"), 12
ROSTER = "<query xmlns='jabber:iq:roster'>{}</query>"
OPTIONS = ["--insecure-plain-on-loopback", "--log-level", "warning"]


class Roster:
    """What was asked for of each contact, in order, and how far it was
    acknowledged. None: the item is to be removed."""

    def __init__(self):
        self.asked = {f"c{i}@localhost": [None] for i in range(CONTACTS)}
        self.sure = dict.fromkeys(self.asked, 0)

    def ask(self, contact):
        values = self.asked[contact]
        remove = len(values) % 5 == 0 and values[-1] is not None
        values.append(None if remove else str(len(values)))
        how = "subscription='remove'" if remove else f"name='{values[-1]}'"
        return ROSTER.format(f"<item jid='{contact}' {how}/>")

    def acknowledged(self, contact):
        self.sure[contact] = len(self.asked[contact]) - 1

    def settle(self, found):
        """It is one of what was asked for since the last acknowledged."""
        for contact, values in self.asked.items():
            possible = values[self.sure[contact]:]
            value = found.get(contact)
            assert value in possible, (contact, value, possible)
            self.asked[contact], self.sure[contact] = [value], 0


async def change(stream, roster, dice):
    """As fast as it goes, until the service is gone."""
    try:
        for number in range(1 << 30):
            contact = dice.choice(list(roster.asked))
            stream.send(f"<iq type='set' id='n{number}'>"
                        f"{roster.ask(contact)}</iq>")
            await stream.until(f"<iq [^>]*id='n{number}'[^>]*type='result'")
            roster.acknowledged(contact)
    except ConnectionError:
        return number


async def come(service, user):
    stream = await Stream(user, PASSWORD).open(service.ports()[0])
    await stream.login("r")
    return stream


async def until_killed(service, rosters, dice):
    streams = [await come(service, user) for user in USERS]
    changes = [asyncio.create_task(change(stream, rosters[stream.user], dice))
               for stream in streams]
    await asyncio.sleep(dice.uniform(0.05, 0.8))
    service.kill()
    return sum(await asyncio.gather(*changes))


async def look(service, rosters):
    for user in USERS:
        stream = await come(service, user)
        stream.send(f"<iq type='get' id='all'>{ROSTER.format('')}</iq>")
        text, _ = await stream.until("</iq>|id='all'[^>]*type='result'/>")
        rosters[user].settle(dict(
            re.findall("jid='([^']*)' name='([^']*)'", text)))
        stream.close()


def check_file(service):
    path = os.path.join(service.data, "presenced.sqlite")
    with sqlite3.connect(path) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [
            ("ok",)]


def main():
    program, rounds = sys.argv[1], int(sys.argv[2])
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else random.randrange(1 << 32)
    dice, rosters = random.Random(seed), {user: Roster() for user in USERS}
    say("durable", f"seed {seed}")
    service = Service(program, USERS, OPTIONS, show=False)
    try:
        for _ in range(rounds):
            service.start()
            count = asyncio.run(until_killed(service, rosters, dice))
            check_file(service)
            service.start()
            asyncio.run(look(service, rosters))
            service.stop()
            say("durable", f"{count} changes, killed, all there")
    finally:
        service.__exit__()


if __name__ == "__main__":
    main()
