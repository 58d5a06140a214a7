"""Our TLS against others on loopback: OpenSSL's library and programs, GnuTLS's
programs. Usage: interop.py PEER CERTIFICATES"""
import os
import re
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import time

import openssl

PEER, MADE = sys.argv[1:3]
WAIT = 20
checks = 0


def path(name):
    return os.path.join(MADE, name)


def check(what, have, want):
    global checks
    checks += 1
    if have != want:
        sys.exit(f"{what}: is {have!r}, wanted {want!r}")


class Ours:
    """Our server; lines() are those of one connection."""

    def __init__(self, certificates, trust=None):
        names = ",".join(path(name) for name in certificates)
        self.process = subprocess.Popen(
            [PEER, "server", names] + ([path(trust)] if trust else []),
            stdout=subprocess.PIPE)
        self.said = b""
        self.port = int(self.line().split()[1])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()

    def line(self):
        out = self.process.stdout.fileno()
        while b"\n" not in self.said:
            more = select.select([out], [], [], WAIT)[0] and os.read(out, 4096)
            if not more:
                sys.exit("our server says nothing")
            self.said += more
        line, self.said = self.said.split(b"\n", 1)
        return line.decode("latin1")

    def lines(self):
        """Words by first word, to the end of a connection."""
        found = {}
        while True:
            first, _, rest = self.line().partition(" ")
            found[first] = rest
            if first in ("closed", "failed"):
                return found


def ours_as_client(port, domain="example.net", trust="ca", session=None):
    done = subprocess.run(
        [PEER, "client", str(port), domain, path(trust)] +
        ([session] if session else []), text=True, capture_output=True,
        timeout=WAIT)
    return dict(line.partition(" ")[::2] for line in done.stdout.splitlines())


def run(*command, words=b"hello\n"):
    """A client program, given words and then the end of input."""
    return subprocess.run(command, input=words, timeout=WAIT,
                          stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT).stdout.decode("latin1")


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Theirs:
    """A server program on a port here, ready when it can be reached."""

    def __init__(self, *command):
        self.port = free_port()
        self.process = subprocess.Popen(
            [part.replace("PORT", str(self.port)) for part in command],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        end = time.monotonic() + WAIT
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                if time.monotonic() > end:
                    sys.exit(f"{command[0]} does not listen")
                time.sleep(0.05)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()


def s_server(certificate, *options):
    return Theirs("openssl", "s_server", "-accept", "127.0.0.1:PORT", "-cert",
                  path(certificate + ".pem"), "-key",
                  path(certificate + ".key"), "-rev", *options)


def bindings_equal_openssls():
    for certificate, hash_name in (("dns", "sha256"), ("rsa", "sha256"),
                                   ("sha1", "sha256"), ("sha384", "sha384"),
                                   ("sha512", "sha512"), ("pss", "sha256")):
        with Ours([certificate]) as server:
            session = None
            for resumed in (False, True):
                client = openssl.Client(server.port, session=session)
                check("connected", client.connected, True)
                check("resumed", client.reused(), resumed)
                check("echo", client.echo(b"hello"), b"hello")
                session = client.session()
                wanted = {"tls-exporter": client.exporter(),
                          "tls-unique": client.unique(),
                          "tls-server-end-point": client.end_point(hash_name)}
                client.close()
                said = server.lines()
                for name, value in wanted.items():
                    check(f"{certificate}, {name}", said[name], value)
                check("heard", said["heard"], "hello")
                check("its end", said["closed"].split()[0], "not")


def peers_without_safety_are_refused():
    with Ours(["dns", "rsa"]) as server:
        client = openssl.Client(server.port, extended=False)
        check("without extended master secret", client.connected, False)
        client.close()
        check("said", server.lines()["failed"].split()[:2],
              ["negotiation", "alert=handshake_failure"])
        client = openssl.Client(server.port)
        check("renegotiation", client.renegotiate(), False)
        client.close()
        server.lines()
        # What is cut off without a word is not an end.
        client = openssl.Client(server.port)
        client.echo(b"cut")
        client.connected = False
        client.close()
        check("cut off", server.lines()["failed"].split()[0], "truncated")
        connect = ("openssl", "s_client", "-connect",
                   f"127.0.0.1:{server.port}", "-cipher")
        for cipher, alert, *options in (
                ("DEFAULT@SECLEVEL=0", "protocol_version", "-tls1"),
                ("DEFAULT@SECLEVEL=0", "protocol_version", "-tls1_1"),
                ("ECDHE-ECDSA-AES128-SHA", "handshake_failure"),
                ("ECDHE-RSA-AES128-SHA256", "handshake_failure"),
                ("ECDHE-ECDSA-AES256-GCM-SHA384", "handshake_failure"),
                ("AES128-GCM-SHA256", "handshake_failure"),
                ("DHE-RSA-AES128-GCM-SHA256", "handshake_failure")):
            run(*connect, cipher, *(options or ["-tls1_2"]))
            check(cipher, server.lines()["failed"].split()[:2],
                  ["negotiation", "alert=" + alert])
        run("openssl", "s_client", "-connect", f"127.0.0.1:{server.port}",
            "-tls1_3")
        check("TLS 1.3 alone", server.lines()["failed"].split()[:2],
              ["negotiation", "alert=handshake_failure"])


def programs_are_served():
    with Ours(["dns", "second", "rsa"]) as server:
        for suite, name in (("ECDHE-ECDSA-CHACHA20-POLY1305", "ECDSA"),
                            ("ECDHE-ECDSA-AES128-GCM-SHA256", "ECDSA"),
                            ("ECDHE-RSA-CHACHA20-POLY1305", "RSA"),
                            ("ECDHE-RSA-AES128-GCM-SHA256", "RSA")):
            said = run("openssl", "s_client", "-connect",
                       f"127.0.0.1:{server.port}", "-tls1_2", "-cipher", suite,
                       "-servername", "example.net", "-verify_return_error",
                       "-CAfile", path("ca.pem"), "-alpn", "xmpp-client")
            check(suite, f"Cipher is {suite}" in said, True)
            check("verified", "Verify return code: 0 (ok)" in said, True)
            check("ALPN", "ALPN protocol: xmpp-client" in said, True)
            check("our view", name in server.lines()["open"], True)
        said = run("openssl", "s_client", "-connect",
                   f"127.0.0.1:{server.port}", "-servername",
                   "second.example", "-verify_return_error", "-CAfile",
                   path("ca.pem"), "-verify_hostname", "second.example")
        check("SNI", "Verify return code: 0 (ok)" in said, True)
        check("SNI", "domain=second.example" in server.lines()["open"], True)
    with Ours(["dns"], "ca") as server:
        for name, state in (("client", "closed"), ("foreign", "failed")):
            run("openssl", "s_client", "-connect", f"127.0.0.1:{server.port}",
                "-tls1_2", "-cert", path(name + ".pem"), "-key",
                path(name + ".key"))
            check(f"certificate {name}", state in server.lines(), True)


def gnutls_is_served():
    if not shutil.which("gnutls-cli"):
        sys.exit("gnutls-cli (gnutls-bin) is wanted")
    with Ours(["dns"]) as server:
        for priority in ("NORMAL", "NORMAL:-CIPHER-ALL:+AES-128-GCM",
                         "NORMAL:-GROUP-ALL:+GROUP-SECP256R1"):
            said = run("gnutls-cli", "--verbose", "--x509cafile",
                       path("ca.pem"), "--priority", priority, "--port",
                       str(server.port), "--sni-hostname", "example.net",
                       "--verify-hostname", "example.net", "127.0.0.1")
            check("trusted", "Status: The certificate is trusted" in said,
                  True)
            lines = server.lines()
            check("hears", lines["heard"], "hello")
            found = dict(re.findall(r"'(tls-[a-z-]+)': ([0-9a-f]+)", said))
            for name in ("tls-unique", "tls-server-end-point",
                         "tls-exporter"):
                if name in found:
                    check(f"GnuTLS, {name}", lines[name], found[name])
            check("says tls-unique", "tls-unique" in found, True)
        run("gnutls-cli", "--insecure", "--priority",
            "NORMAL:-VERS-TLS1.3:%DISABLE_SAFE_RENEGOTIATION", "--port",
            str(server.port), "127.0.0.1")
        check("no word of safe renegotiation", server.lines()["failed"].split()
              [:2], ["negotiation", "alert=handshake_failure"])


def servers_are_judged():
    rows = (("dns", "example.net", "open", None),
            ("chain", "example.net", "open", None),
            ("srv", "example.net", "open", None),
            ("xmpp", "example.net", "open", None),
            ("common", "example.net", "failed", "bad_certificate"),
            ("dns", "example.com", "failed", "bad_certificate"),
            ("self", "example.net", "failed", "unknown_ca"),
            ("foreign", "example.net", "failed", "unknown_ca"),
            ("clientonly", "example.net", "failed",
             "unsupported_certificate"))
    for certificate, domain, state, alert in rows:
        options = ["-cert_chain", path("middle.pem")] \
            if certificate == "chain" else []
        with s_server(certificate, *options) as server:
            said = ours_as_client(server.port, domain)
            check(f"{certificate} for {domain}", state in said, True)
            if alert:
                check("alert", f"certificate alert={alert}" in said["failed"],
                      True)
            else:
                check("reversed", said["heard"], "olleh")
    for options in (["-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"],
                    ["-tls1_3"],
                    ["-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-SHA"]):
        with s_server("dns", *options) as server:
            said = ours_as_client(server.port)
            check(f"{options}", "failed" in said and "open" not in said, True)


def sessions_are_resumed():
    with tempfile.TemporaryDirectory() as scratch:
        session = os.path.join(scratch, "session")
        open(session, "wb").close()
        with s_server("dns", "-tls1_2") as server:
            for resumed in ("resumed=0", "resumed=1"):
                said = ours_as_client(server.port, session=session)
                check("OpenSSL's server", resumed in said["open"], True)
        open(session, "wb").close()
        with Theirs("gnutls-serv", "--echo", "--port", "PORT", "--x509certfile",
                    path("dns.pem"), "--x509keyfile", path("dns.key"),
                    "--priority", "NORMAL:-VERS-TLS1.3") as server:
            for resumed in ("resumed=0", "resumed=1"):
                said = ours_as_client(server.port, session=session)
                check("GnuTLS's server", resumed in said["open"], True)
                check("echo", said["heard"], "hello")


for story in (bindings_equal_openssls, peers_without_safety_are_refused,
              programs_are_served, gnutls_is_served, servers_are_judged,
              sessions_are_resumed):
    story()
    print(story.__name__.replace("_", " "), flush=True)
print(f"{checks} checks")
