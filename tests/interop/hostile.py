"""Clients that mean no good, by raw sockets: each is bounded, and refused by the
right word, and others are served meanwhile. Usage: hostile.py PRESENCED"""
import re
import select
import socket
import sys
import time

from service import PASSWORD, Service, say
from xmpp import BIND, HEADER, ROSTER, STARTTLS, Closed, Socket, auth, plain

OPTIONS = {"--stanza-bytes": 20000, "--stanza-seconds": 2, "--bind-seconds": 6,
           "--first-seconds": 2, "--handshake-seconds": 3,
           "--max-unbound-per-address": 24, "--output-bytes": 65536}
USERS = ("romeo", "juliet", "mallory")
HANDSHAKE = bytes.fromhex("16030100a0010000")  # a ClientHello begins


ITEM = ("<iq type='set' id='i'><query xmlns='jabber:iq:roster'>"
        "<item jid='x{}@localhost'/></query></iq>")


def flowing(text):
    return f"<message to='juliet@localhost' type='chat'><body>{text}</body></message>"


class Hostile:
    def __init__(self, service):
        self.service = service
        self.port, self.port_tls = service.ports()
        self.trust = service.trust()

    def socket(self, **more):
        return Socket(self.port, **more)

    def secured(self):
        return self.socket(trust=self.trust).secure()

    def greeted(self):
        one = self.secured()
        one.features()
        return one

    def user(self, name, resource="r", **more):
        one = self.socket(trust=self.trust, **more).login(name)
        said = one.bind(resource)
        assert "<jid>" in said, said
        return one

    def expect_error(self, one, condition):
        said = one.end()
        assert f"<{condition} " in said or f"<{condition}/" in said, said
        assert said.count("</stream:stream>") == 1, said

    def test_a_false_from_is_overridden(self):
        """RFC 6120 section 8.1.2.1."""
        with self.user("romeo") as romeo, self.user("juliet") as juliet:
            juliet.send("<presence/>")
            for sender in ("juliet@localhost/r", "romeo@localhost/other",
                           "localhost", "@", "mallory@localhost"):
                romeo.send(flowing("who").replace(
                    "<message", f"<message from='{sender}'"))
                said = juliet.wait("<message[^>]*>").group()
                assert "from='romeo@localhost/r'" in said, said

    def test_nothing_is_done_before_authentication(self):
        """RFC 6120 section 4.9.3.12."""
        for stanza in (flowing("early"), ROSTER, BIND.format("r"),
                       "<presence/>"):
            for one in (self.socket(), self.secured()):
                one.features()
                one.send(stanza)
                self.expect_error(one, "not-authorized")
                one.close()

    def test_a_password_is_not_taken_in_the_clear(self):
        with self.socket() as one:
            assert "mechanism" not in one.features()
            one.send(plain("romeo"))
            one.wait("<failure[^>]*><encryption-required/>")

    def test_what_stands_behind_starttls_is_dropped(self):
        """RFC 6120 section 5.4.3.3: nobody vouches for it."""
        with self.socket(trust=self.trust) as one:
            one.features()
            one.send(STARTTLS, HEADER, plain("romeo"), HEADER,
                     BIND.format("stolen"))
            one.wait("<proceed [^>]*>")
            one.begin_tls()
            one.send(HEADER)
            said = one.wait(".*</stream:features>").group()
            assert said.count("<stream:features") == 1, said
            assert "mechanism" in said and "<success" not in said, said

    def test_guessing_passwords_ends(self):
        """RFC 6120 sections 6.4.5 and 6.5."""
        with self.greeted() as one:
            for number in range(3):
                said = one.authenticate("romeo", f"guess {number}")
                assert "<not-authorized/>" in said, said
            self.expect_error(one, "policy-violation")
        for mechanism, text, why in (
                ("DIGEST-MD5", "", "invalid-mechanism"),
                ("PLAIN", "\0romeo\0" + PASSWORD, "mechanism-too-weak"),
                ("SCRAM-SHA-256", "n,,n=romeo", "malformed-request"),
                ("SCRAM-SHA-256", "x" * 10000, "malformed-request")):
            with self.greeted() as one:
                one.send(auth(mechanism, text))
                one.wait(f"<{why}/>")

    def test_who_is_unknown_is_refused_as_who_is_wrong(self):
        answers = set()
        for name in ("romeo", "nobody"):
            with self.greeted() as one:
                answers.add(one.authenticate(name, "wrong"))
        assert len(answers) == 1, answers

    def test_bad_xml_is_refused(self):
        """RFC 6120 section 11.1, 4.9.3."""
        for text, condition in (
                ("<!DOCTYPE x [<!ENTITY a 'aaaa'>]><x>&a;</x>",
                 "restricted-xml"),
                ("<!-- a -->", "restricted-xml"),
                ("<?a b?>", "restricted-xml"),
                ("<message>&lol;</message>", "restricted-xml"),
                ("<message></presence>", "not-well-formed"),
                ("<message a='1' a='2'/>", "not-well-formed"),
                ("<x:message/>", "not-well-formed"),
                ("<message><body>\x01</body></message>", "not-well-formed"),
                ("words between", "bad-format")):
            with self.user("romeo") as one:
                one.send(text)
                try:
                    self.expect_error(one, condition)
                except AssertionError:
                    say("hostile", f"of {text!r}")
                    raise

    def test_giants_are_cut_off(self):
        """RFC 6120 section 4.9.3.14, 13.12."""
        huge = 1 << 20
        for text in ("<message><body>" + "x" * huge,
                     "<message a='" + "x" * huge,
                     "<" + "m" * huge,
                     "<message>" + "<a>" * 10000,
                     "<message " + "".join(
                         f"a{i}='' " for i in range(20000))):
            for one in (self.user("romeo"), self.greeted()):
                try:
                    one.send(text)
                except OSError:
                    pass  # it does not read on
                self.expect_error(one, "policy-violation")
                one.close()
        with self.user("romeo") as one:
            one.send(" " * huge)  # keepalives may be many
            one.settle()

    def test_slow_senders_are_ended(self):
        """A byte a time does not keep a stanza open, nor what is unbound."""
        bound, slow, silent = self.user("romeo"), self.greeted(), self.socket()
        begun = time.monotonic()
        ended = {}
        for number in range(100):
            time.sleep(0.1)
            for name, one, text in (("bound", bound, "<message>" + "x" * 100),
                                    ("slow", slow, " " * 100)):
                if name in ended:
                    continue
                try:
                    one.send(text[number])
                    one.socket.settimeout(0.01)
                    one.read()
                except TimeoutError:
                    continue
                except (Closed, OSError):
                    pass
                ended[name] = round(time.monotonic() - begun, 1)
            if len(ended) == 2:
                break
        say("hostile", f"ended after {ended} s")
        assert "bound" in ended and "slow" in ended, ended
        self.expect_error(bound, "policy-violation")
        self.expect_error(slow, "connection-timeout")
        assert silent.end() == ""

    def test_open_handshakes_are_bounded(self):
        """From elsewhere, so that others have their share."""
        many = []
        for number in range(64):
            one = socket.socket()
            one.bind(("127.0.0.2", 0))
            one.connect(("127.0.0.1", self.port_tls))
            try:
                one.send(HANDSHAKE)
            except OSError:
                pass
            many.append(one)
        with self.user("juliet") as juliet:
            juliet.settle()
        time.sleep(0.5)
        refused = len(select.select(many, [], [], 0)[0])
        begun = time.monotonic()
        while len(select.select(many, [], [], 10)[0]) < len(many):
            assert time.monotonic() - begun < 10
            time.sleep(0.1)
        for one in many:
            one.close()
        say("hostile", f"{refused} of 64 were refused at once, the others "
            f"after {time.monotonic() - begun:.1f} s")
        assert refused == 64 - OPTIONS["--max-unbound-per-address"], refused

    def test_resources_are_bounded(self):
        open_ones = []
        while len(open_ones) < 40:
            open_ones.append(self.socket(trust=self.trust).login("mallory"))
            said = open_ones[-1].bind(f"r{len(open_ones)}")
            if "<jid>" not in said:
                break
        assert "<resource-constraint" in said, said
        assert len(open_ones) == 33, len(open_ones)
        for number in range(4):
            said = open_ones[-1].bind("again")
        self.expect_error(open_ones[-1], "policy-violation")
        for one in open_ones:
            one.close()
        for resource in ("x" * 1024, "&#x200b;"):
            with self.socket(trust=self.trust).login("romeo") as one:
                said = one.bind(resource)
                assert "<bad-request" in said, said

    def test_rosters_are_bounded(self):
        """5,000 contacts, and the rest is refused."""
        results = errors = 0
        with self.user("mallory") as one:
            for begin in range(0, 5100, 50):
                one.send(*(ITEM.format(number)
                           for number in range(begin, begin + 50)))
                said = one.settle()
                results += len(re.findall("<iq[^>]*id='i'[^>]*result", said))
                errors += said.count("<policy-violation")
        assert (results, errors) == (5000, 100), (results, errors)

    def test_who_does_not_read_is_cut_off(self):
        """And costs no more than was agreed, nor anybody time."""
        with self.user("juliet", receive=4096) as deaf, \
                self.user("romeo") as romeo:
            deaf.send("<presence/>")
            deaf.settle()
            begun = time.monotonic()
            for number in range(1500):
                romeo.send(flowing("x" * 10000))
            romeo.settle()
            say("hostile", f"15 MB to the deaf took the speaker "
                f"{time.monotonic() - begun:.1f} s")
            heard = len(deaf.end())
            say("hostile", f"{heard} bytes were on their way to the deaf")
            assert heard < 5000000, heard


def resident(service):
    with open(f"/proc/{service.pid}/status") as status:
        return next(int(line.split()[1]) for line in status
                    if line.startswith("VmRSS"))


def main(presenced, *only):
    options = [word for pair in OPTIONS.items() for word in pair]
    with Service(presenced, USERS, options, tls=True) as service:
        hostile = Hostile(service)
        for name in [name for name in dir(Hostile) if name.startswith("test_")
                     and (not only or name in only)]:
            begun = time.monotonic()
            getattr(hostile, name)()
            say("hostile", f"{name[5:].replace('_', ' ')}: "
                f"{time.monotonic() - begun:.1f} s, {resident(service)} KiB")
        with hostile.user("romeo") as romeo:
            romeo.settle()
        counts = service.statistics()
        assert counts["stream_negotiating"] == 0, counts
        service.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
