"""Two clients of any kind over TLS: subscribe, approve, both online, change,
talk, abrupt loss. Usage: story.py PRESENCED --romeo COMMAND... --juliet
COMMAND..."""
import argparse
import subprocess

from service import Client, Service, say, skip

ROMEO, JULIET = "romeo@localhost/orchard", "juliet@localhost/balcony"
FROM_ROMEO, FROM_JULIET = r"romeo@localhost/\S+", r"juliet@localhost/\S+"


def they_become_friends(romeo, juliet):
    romeo.tell("subscribe juliet@localhost")
    juliet.wait("presence romeo@localhost subscribe .*")
    juliet.tell("approve romeo@localhost")
    romeo.wait("presence juliet@localhost subscribed .*")
    romeo.wait(f"presence {FROM_JULIET} available - -")
    juliet.tell("subscribe romeo@localhost")
    romeo.wait("presence juliet@localhost subscribe .*")
    romeo.tell("approve juliet@localhost")
    juliet.wait(f"presence {FROM_ROMEO} available chat here")


def they_see_changes(romeo, juliet):
    juliet.tell("presence away be right back")
    romeo.wait(f"presence {FROM_JULIET} available away be right back")
    romeo.tell("presence dnd <&> \"'")
    juliet.wait(f"presence {FROM_ROMEO} available dnd <&> \"'")
    romeo.tell("message juliet@localhost but soft")
    juliet.wait(f"message {FROM_ROMEO} - but soft")
    juliet.tell("message romeo@localhost ay me")
    romeo.wait(f"message {FROM_JULIET} - ay me")


def one_is_lost(watcher, lost):
    mark = watcher.mark()
    say("story", f"kill -9 {lost.name}")
    lost.kill()
    user = lost.address.partition("/")[0]
    watcher.wait(rf"presence {user}/\S+ unavailable .*", mark)
    return mark


def one_leaves(watcher, leaving):
    mark = watcher.mark()
    leaving.tell("quit")
    user = leaving.address.partition("/")[0]
    watcher.wait(rf"presence {user}/\S+ unavailable .*", mark)


def story(service, romeos, juliets):
    with Client(service, romeos, ROMEO) as romeo, \
            Client(service, juliets, JULIET) as juliet:
        for client, words in ((romeo, "chat here"), (juliet, "")):
            client.online().tell("presence", words)
        they_become_friends(romeo, juliet)
        they_see_changes(romeo, juliet)
        mark = one_is_lost(romeo, juliet)
        say("story", "juliet returns by direct TLS")
        with Client(service, juliets, JULIET, tls=True) as again:
            again.online().tell("presence")
            romeo.wait(f"presence {FROM_JULIET} available - -", mark)
            again.wait(f"presence {FROM_ROMEO} available dnd <&> \"'")
            one_leaves(romeo, again)


def who_is_not_who_is_not_let_in(service, command):
    with Client(service, command, ROMEO, password="wr0ng",
                name="mallory") as client:
        client.wait("refused not-authorized")


def a_stranger_is_not_trusted(service, command):
    """That clients verify is part of what is shown."""
    foreign = service.folder + "/foreign.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes",
                    "-subj", "/CN=localhost", "-days", "2", "-keyout",
                    "/dev/null", "-out", foreign], check=True,
                   stderr=subprocess.DEVNULL)
    for tls in (False, True):
        with Client(service, command, ROMEO, trust=foreign, tls=tls,
                    name="doubting") as client:
            client.wait("untrusted.*")


def main():
    words = argparse.ArgumentParser()
    words.add_argument("presenced")
    words.add_argument("--romeo", nargs="+")
    words.add_argument("--juliet", nargs="+")
    words.add_argument("--missing", nargs="+")
    given = words.parse_args()
    if given.missing:
        skip("not installed: " + ", ".join(given.missing))
    options = ("--detached-seconds", 2)
    with Service(given.presenced, options=options, tls=True) as service:
        story(service, given.romeo, given.juliet)
        who_is_not_who_is_not_let_in(service, given.juliet)
        a_stranger_is_not_trusted(service, given.juliet)
        service.stop()
    say("story", "told")


if __name__ == "__main__":
    main()
