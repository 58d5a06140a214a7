"""What slixmpp asks for beyond presence: resumption, roster versions, blocking,
messages kept. Usage: extensions.py PRESENCED COMMAND..."""
import calendar
import re
import sys
import time

from service import Client, Service, say

ROMEO, JULIET = "romeo@localhost/orchard", "juliet@localhost/balcony"
FROM_ROMEO, FROM_JULIET = re.escape(ROMEO), re.escape(JULIET)


def absent(client, pattern, mark):
    found = [line for line in client.since(mark)
             if re.fullmatch(pattern, line)]
    assert not found, f"{client.name} said {found}"


def settled(client):
    """It has heard all that it was sent before: its own presence comes back."""
    mark = client.mark()
    client.tell("presence chat", f"settled {time.monotonic_ns()}")
    client.wait(rf"presence {client.address} available chat settled \d+", mark)


def away(client, verb):
    mark = client.mark()
    client.tell(verb)
    client.wait("disconnected", mark)
    return mark


def a_session_outlives_its_socket(romeo, juliet, service):
    """XEP-0198: nobody sees it go, and what was sent meanwhile comes once."""
    mark = romeo.mark()
    seen = away(juliet, "cut")
    for number in range(5):
        romeo.tell(f"message {JULIET} meanwhile {number}")
    romeo.tell("presence away meanwhile")
    settled(romeo)
    juliet.tell("come")
    juliet.wait(f"resumed {FROM_JULIET}", seen)
    for number in range(5):
        juliet.wait(rf"message {FROM_ROMEO} \S+ meanwhile {number}", seen)
    juliet.tell(f"message {ROMEO} resumed")
    romeo.wait(f"message {FROM_JULIET} - resumed", mark)
    settled(juliet)
    said = [line for line in juliet.since(seen) if "meanwhile" in line]
    assert len(said) == 5, said
    juliet.wait(f"presence {FROM_ROMEO} available chat settled.*", seen)
    absent(romeo, f"presence {FROM_JULIET} unavailable.*", mark)
    assert service.statistics()["stream_resumed"] == 1


def a_roster_is_sent_only_if_it_changed(romeo, service, command):
    """RFC 6121 section 2.6."""
    for changed in (False, True):
        mark = away(romeo, "quit")
        if changed:
            with Client(service, command, "romeo@localhost/phone",
                        name="phone") as phone:
                phone.online().tell("subscribe friar@localhost")
                phone.wait("pushed friar@localhost none")
        romeo.tell("come")
        romeo.online(mark)
        romeo.wait(r"roster as it was \d+", mark)
        settled(romeo)
        absent(romeo, "roster anew.*", mark)
        pushed = [line for line in romeo.since(mark) if "pushed" in line]
        assert pushed == ["pushed friar@localhost none"] * changed, pushed


def one_is_blocked(romeo, juliet):
    """XEP-0191: who blocks looks to the blocked as who is away, for whom
    messages are kept in silence; and may not write either."""
    mark, seen = romeo.mark(), juliet.mark()
    juliet.tell("block romeo@localhost")
    juliet.wait("blocked romeo@localhost", seen)
    romeo.wait(f"presence {FROM_JULIET} unavailable.*", mark)
    romeo.tell("message juliet@localhost is it she")
    romeo.tell("presence away unseen")
    settled(romeo)
    settled(juliet)
    absent(juliet, ".*(is it she|unseen).*", seen)
    absent(romeo, "message.*", mark)
    juliet.tell("message romeo@localhost farewell")
    juliet.wait("message romeo@localhost - not-acceptable", seen)
    mark = romeo.mark()
    juliet.tell("unblock romeo@localhost")
    romeo.wait(f"presence {FROM_JULIET} available.*", mark)
    juliet.wait(f"presence {FROM_ROMEO} available chat settled.*", seen)


def messages_wait_for_who_is_away(romeo, service, command):
    """XEP-0160, XEP-0203: they come with the time of sending."""
    sent = time.time()
    for number in range(3):
        romeo.tell(f"message nurse@localhost wait {number}")
    settled(romeo)
    for time_of_day in ("first", "second"):
        with Client(service, command, "nurse@localhost/r",
                    name="nurse") as nurse:
            nurse.online().tell("presence")
            if time_of_day == "second":
                settled(nurse)
                absent(nurse, "message.*", 0)
                break
            for number in range(3):
                line = nurse.wait(rf"message {FROM_ROMEO} \S+Z wait {number}")
                stamp = line.split()[2][:19]
                when = time.strptime(stamp, "%Y-%m-%dT%H:%M:%S")
                assert abs(calendar.timegm(when) - sent) < 30, stamp
            nurse.tell("quit")
            nurse.wait("disconnected")


def main(presenced, *command):
    users = ("romeo", "juliet", "nurse", "friar")
    with Service(presenced, users) as service:
        service.command("befriend",
                        words="romeo@localhost juliet@localhost both\n")
        with Client(service, command, ROMEO) as romeo, \
                Client(service, command, JULIET) as juliet:
            for client in (romeo, juliet):
                client.online().tell("presence")
            romeo.wait(f"presence {FROM_JULIET} available.*")
            a_session_outlives_its_socket(romeo, juliet, service)
            a_roster_is_sent_only_if_it_changed(romeo, service, command)
            one_is_blocked(romeo, juliet)
            messages_wait_for_who_is_away(romeo, service, command)
            for client in (romeo, juliet):
                away(client, "quit")
        service.stop()
    say("story", "told")


if __name__ == "__main__":
    main(*sys.argv[1:])
