"""An XMPP client of a socket's width: text sent, text awaited. For what no real
client does, and for thousands at once."""
import base64
import hashlib
import hmac
import os
import re
import socket
import ssl

from service import PASSWORD, WAIT

HEADER = ("<?xml version='1.0'?><stream:stream to='localhost' version='1.0' "
          "xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'"
          ">")
STARTTLS = "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"
BIND = ("<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>"
        "<resource>{}</resource></bind></iq>")
ROSTER = "<iq type='get' id='r'><query xmlns='jabber:iq:roster'/></iq>"
SASL = "xmlns='urn:ietf:params:xml:ns:xmpp-sasl'"


def auth(mechanism, text):
    return (f"<auth {SASL} mechanism='{mechanism}'>"
            f"{base64.b64encode(text.encode()).decode()}</auth>")


def plain(user, password=PASSWORD):
    return auth("PLAIN", f"\0{user}\0{password}")


class Scram:
    """SCRAM-SHA-256 (RFC 5802), the client's half."""

    def __init__(self, user, password=PASSWORD):
        self.password = password.encode()
        self.bare = f"n={user},r={base64.b64encode(os.urandom(18)).decode()}"

    def first(self):
        return auth("SCRAM-SHA-256", "n,," + self.bare)

    def second(self, challenge):
        said = base64.b64decode(challenge).decode()
        parts = dict(part.split("=", 1) for part in said.split(","))
        salted = hashlib.pbkdf2_hmac(
            "sha256", self.password, base64.b64decode(parts["s"]),
            int(parts["i"]))
        key = hmac.digest(salted, b"Client Key", "sha256")
        last = f"c=biws,r={parts['r']}"
        signed = hmac.digest(hashlib.sha256(key).digest(),
                             f"{self.bare},{said},{last}".encode(), "sha256")
        proof = bytes(a ^ b for a, b in zip(key, signed))
        text = f"{last},p={base64.b64encode(proof).decode()}"
        return (f"<response {SASL}>"
                f"{base64.b64encode(text.encode()).decode()}</response>")


class Closed(Exception):
    pass


class Socket:
    """Blocking, for one that goes step by step."""

    def __init__(self, port, trust=None, receive=0):
        self.socket = socket.socket()
        if receive:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive)
        self.socket.settimeout(WAIT)
        self.socket.connect(("127.0.0.1", port))
        self.trust, self.text = trust, ""

    def send(self, *texts):
        self.socket.sendall("".join(texts).encode())

    def read(self):
        more = self.socket.recv(65536)
        if not more:
            raise Closed(self.text)
        self.text += more.decode(errors="replace")

    def wait(self, pattern):
        """Up to the end of what matches, which is the answer."""
        while True:
            found = re.search(pattern, self.text, re.S)
            if found:
                self.text = self.text[found.end():]
                return found
            self.read()

    def end(self):
        """All that comes until the other end closes, or its stream."""
        try:
            while "</stream:stream>" not in self.text:
                self.read()
            self.send("</stream:stream>")
        except (Closed, ConnectionError, ssl.SSLError):
            pass
        return self.text

    def begin_tls(self):
        context = ssl.create_default_context(cafile=self.trust)
        self.socket = context.wrap_socket(self.socket,
                                          server_hostname="localhost")
        self.text = ""

    def secure(self):
        self.send(HEADER)
        self.wait("</stream:features>")
        self.send(STARTTLS)
        self.wait("<proceed [^>]*>")
        self.begin_tls()
        return self

    def features(self):
        self.send(HEADER)
        return self.wait("<stream:features>.*</stream:features>").group()

    def authenticate(self, user, password=PASSWORD):
        """What is answered: success or failure."""
        scram = Scram(user, password)
        self.send(scram.first())
        self.send(scram.second(
            self.wait("<challenge[^>]*>([^<]*)</challenge>").group(1)))
        return self.wait("<(success|failure)[^>]*>.*</(success|failure)>").group()

    def login(self, user):
        if self.trust:
            self.secure()
        self.features()
        said = self.authenticate(user)
        assert said.startswith("<success"), said
        self.text = ""
        self.features()
        return self

    def bind(self, resource="r"):
        """The answer."""
        self.send(BIND.format(resource))
        return self.wait("<iq.*?</iq>").group()

    def settle(self, mark="settled"):
        """What came until all that was sent before had been handled."""
        self.send(f"<iq type='get' id='{mark}' to='localhost'>"
                  "<ping xmlns='urn:xmpp:ping'/></iq>")
        return self.wait(f".*<iq[^>]*{mark}[^>]*>").group()

    def close(self):
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
