"""presenced is killed at random moments while clients change rosters; what it
acknowledged is there when it starts again. (Of a machine that loses power this
says nothing.) Usage: durable.py PRESENCED [ROUNDS [SEED]]"""
import contextlib
import os
import random
import re
import sqlite3
import sys
import threading
import time

from service import Service, say
from xmpp import ROSTER, Closed, Socket

USERS, MEANWHILE = 8, (0.05, 0.8)
ITEM = re.compile("<item ([^>]*?)(?:/>|>(.*?)</item>)", re.S)
SET = ("<iq type='set' id='{}'><query xmlns='jabber:iq:roster'>"
       "<item jid='{}@localhost' {}</query></iq>")


class Keeper:
    """A user, what it knows to be kept, and what it asked for last."""

    def __init__(self, number, seed):
        self.name = f"user{number}"
        self.random = random.Random(seed * USERS + number)
        self.kept, self.asked, self.count = {}, None, 0

    def change(self):
        """A contact and what becomes of it: a name and a group; None: gone."""
        self.count += 1
        known = sorted(self.kept)
        if known and self.random.random() < 0.3:
            return self.random.choice(known), None
        return (f"contact{self.random.randrange(40)}",
                (f"name {self.count}", f"group {self.count % 3}"))

    def ask(self, one, contact, item):
        rest = "subscription='remove'/>" if item is None else \
            f"name='{item[0]}'><group>{item[1]}</group></item>"
        one.send(SET.format(f"n{self.count}", contact, rest))
        one.wait(f"<iq[^>]*id='n{self.count}'[^>]*>")

    def work(self, port):
        """Until the service is gone."""
        with contextlib.suppress(Closed, OSError):
            with Socket(port) as one:
                one.login(self.name).bind()
                one.send(ROSTER)
                one.settle()
                while True:
                    contact, item = self.asked = self.change()
                    self.ask(one, contact, item)
                    self.asked = None
                    keep(self.kept, contact, item)

    def look(self, port):
        with Socket(port) as one:
            one.login(self.name).bind()
            one.send(ROSTER)
            said = one.wait("<iq[^>]*id='r'.*?</iq>").group()
        found = {}
        for attributes, inside in ITEM.findall(said):
            values = dict(re.findall("([a-z]+)='([^']*)'", attributes))
            found[values["jid"].partition("@")[0]] = (
                values.get("name"),
                re.sub("</?group>", "", inside))
        return found

    def judge(self, found):
        """All that was acknowledged; the last may be done, or not, whole."""
        allowed = [dict(self.kept)]
        if self.asked is not None:
            allowed.append(dict(self.kept))
            keep(allowed[1], *self.asked)
        assert found in allowed, (self.name, found, allowed)
        ahead = found != self.kept
        self.kept, self.asked = found, None
        return ahead


def keep(kept, contact, item):
    if item is None:
        kept.pop(contact, None)
    else:
        kept[contact] = item


def check_database(service):
    path = os.path.join(service.data, "presenced.sqlite")
    with contextlib.closing(sqlite3.connect(path)) as database:
        for check in ("integrity_check", "foreign_key_check"):
            found = database.execute(f"PRAGMA {check}").fetchall()
            assert found in ([], [("ok",)]), found


def one_round(service, keepers, chance):
    service.start()
    port = service.ports()[0]
    threads = [threading.Thread(target=keeper.work, args=(port,))
               for keeper in keepers]
    before = sum(keeper.count for keeper in keepers)
    for thread in threads:
        thread.start()
    time.sleep(chance.uniform(*MEANWHILE))
    service.kill()
    for thread in threads:
        thread.join()
    check_database(service)
    service.start()
    ahead = sum(keeper.judge(keeper.look(service.ports()[0]))
                for keeper in keepers)
    service.stop()
    return sum(keeper.count for keeper in keepers) - before, ahead


def main(presenced, rounds="6", seed=None):
    seed = int(seed) if seed else random.SystemRandom().randrange(1 << 32)
    say("durable", f"seed {seed}")
    chance = random.Random(seed)
    keepers = [Keeper(number, seed) for number in range(USERS)]
    options = ("--insecure-plain-on-loopback", "--log-level", "warning")
    service = Service(presenced, [keeper.name for keeper in keepers], options,
                      show=False)
    with contextlib.closing(service):
        changes = 0
        for number in range(int(rounds)):
            asked, ahead = one_round(service, keepers, chance)
            changes += asked
            say("durable", f"round {number}: killed after {asked} changes were "
                f"asked for, {sum(len(k.kept) for k in keepers)} items kept, "
                f"{ahead} done and not acknowledged")
        assert changes > 0


if __name__ == "__main__":
    main(*sys.argv[1:])
