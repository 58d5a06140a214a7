"""Sockets and TLS of presenced without its streams: listeners, turns, bounds
and times, by real connections to peers that do what a line says."""
import os
import pathlib
import resource
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import unittest

PUMP = PUMP_FAILING = None
CLOSED, LOST, LATE, SLOW, TLS, MEMORY, ABANDONED = range(7)


class Server:
    """One that runs; what it says on standard error is collected."""

    def __init__(self, folder, *options, domains=("example.net",), wait=True,
                 program=None):
        words = [w for d in domains for w in ("--domain", d)]
        self.process = subprocess.Popen(
            [program or PUMP, "serve", "--data", folder, *words, *map(str, options)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.said, self.news = [], threading.Condition()
        self.reader = threading.Thread(target=self.read)
        self.reader.start()
        if wait:
            count = sum(1 for o in options if str(o).startswith("--listen"))
            self.wait_for(lambda: len(self.places()) >= max(count, 1))

    def read(self):
        for line in self.process.stderr:
            with self.news:
                self.said.append(line.decode().rstrip("\n"))
                self.news.notify_all()

    def wait_for(self, true, seconds=20):
        with self.news:
            if not self.news.wait_for(true, seconds):
                raise AssertionError(f"not said: {self.said}")

    def wait_line(self, text):
        self.wait_for(lambda: any(text in line for line in self.said))

    def places(self):
        return [line[6:] for line in self.said if line.startswith("ready ")]

    def connect(self, index=0):
        host, _, port = self.places()[index].rpartition(":")
        ret = socket.create_connection((host.strip("[]"), int(port)), 20)
        ret.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return ret

    def ended(self):
        """The reason of the next connection that ends."""
        return int(self.process.stdout.readline().split()[1])

    def stop(self):
        self.process.terminate()
        return self.end()

    def end(self):
        ret = self.process.wait(20)
        self.reader.join()
        self.process.stdout.close()
        self.process.stderr.close()
        return ret


def read_all(connection):
    ret = b""
    while True:
        try:
            got = connection.recv(1 << 20)
        except ConnectionResetError:
            return ret + b"<reset>"
        if not got:
            return ret
        ret += got


def read_line(connection):
    try:
        return connection.recv(1000)
    except ConnectionResetError:
        return b"<reset>"


def read_bytes(connection, count):
    while count > 0:
        got = connection.recv(min(count, 1 << 20))
        if not got:
            raise AssertionError(f"{count} bytes are missing")
        count -= len(got)


def starve(server, each):
    answer = None
    while answer != b"starving\n":
        with server.connect() as one:
            try:
                one.sendall(b"starve %d\n" % each)
            except OSError:
                continue
            answer = read_line(one)


def trusting(path):
    return ssl.create_default_context(cafile=path)


class Pump(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.path = pathlib.Path(self.folder.name)
        self.pem = self.path / "self-signed.pem"
        self.servers = []

    def tearDown(self):
        for server in self.servers:
            if server.process.poll() is None:
                self.assertEqual(server.stop(), 0, server.said)
        self.folder.cleanup()

    def serve(self, *options, **more):
        if not any(str(o).startswith("--listen") for o in options):
            options = ("--listen", "127.0.0.1:0", *options)
        self.servers.append(Server(self.folder.name, *options, **more))
        return self.servers[-1]

    def ask(self, connection, line, answer):
        connection.sendall(line)
        self.assertEqual(connection.recv(1000), answer)

    # Listening

    def test_each_listener_says_where_it_is(self):
        server = self.serve("--listen", "127.0.0.1:0", "--listen", "[::1]:0",
                            "--listen-tls", "127.0.0.1:0")
        self.assertRegex(server.places()[0], r"^127\.0\.0\.1:[1-9]\d*$")
        self.assertRegex(server.places()[1], r"^\[::1\]:[1-9]\d*$")
        for i in range(2):
            with server.connect(i) as one:
                self.ask(one, b"loopback\n", b"yes\n")

    def test_where_nobody_can_listen_is_an_error(self):
        taken = self.serve().places()[0]
        for where, why in ((taken, "address already in use"),
                           ("127.0.0.1", "is not HOST:PORT"),
                           ("127.0.0.1:65536", "is not HOST:PORT"),
                           ("::1:0", "is not HOST:PORT"),
                           (":0", "is not HOST:PORT")):
            server = self.serve("--listen", where, wait=False)
            self.assertEqual(server.end(), 1)
            self.assertIn(why, server.said[-1])

    # Turns

    def test_what_is_sent_in_a_turn_comes_at_once(self):
        with self.serve().connect() as one:
            self.ask(one, b"send a\nsend b\nsend c\n", b"a\nb\nc\n")

    def test_nothing_is_sent_that_was_not_committed(self):
        server = self.serve()
        with server.connect() as one, server.connect() as two:
            self.ask(one, b"send a\n", b"a\n")
            self.ask(two, b"send a\n", b"a\n")
            one.sendall(b"send b\nfail c\n")
            self.assertIn(read_all(one), (b"", b"<reset>"))
            self.assertIn(read_all(two), (b"", b"<reset>"))
            self.assertEqual([server.ended(), server.ended()], [ABANDONED] * 2)
        with server.connect() as one:
            self.ask(one, b"send a\n", b"a\n")

    # What is not read

    def test_one_that_reads_slowly_gets_all(self):
        server = self.serve("--output-bytes", 65536 + 4096)
        count = 30 << 20
        with server.connect() as slow, server.connect() as other:
            slow.sendall(b"fill %d\n" % count)
            time.sleep(0.2)
            self.ask(other, b"send meanwhile\n", b"meanwhile\n")
            read_bytes(slow, count)
            self.ask(slow, b"send done\n", b"done\n")

    def test_one_that_does_not_read_is_cut_off(self):
        server = self.serve("--output-bytes", 1 << 20)
        with server.connect() as stuck, server.connect() as other:
            stuck.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            stuck.sendall(b"flood %d\n" % (1 << 19))
            self.ask(other, b"send meanwhile\n", b"meanwhile\n")
            while True:
                try:
                    stuck.sendall(b"flood %d\n" % (1 << 19))
                except OSError:
                    break
                time.sleep(0.01)
            self.assertEqual(server.ended(), SLOW)
            server.wait_line("does not read")
            self.ask(other, b"send still\n", b"still\n")

    # Ends

    def test_last_words_arrive_however_much_is_unread(self):
        server = self.serve()
        for secure in (False, True):
            with server.connect() as one:
                if secure:
                    self.ask(one, b"starttls\n", b"proceed\n")
                    one = trusting(self.pem).wrap_socket(
                        one, server_hostname="example.net")
                one.sendall(b"close farewell\n" + b"x" * 300000)
                self.assertEqual(read_all(one), b"farewell")
                one.close()
            self.assertEqual(server.ended(), CLOSED)

    def test_one_that_never_shuts_does_not_linger(self):
        server = self.serve()
        with server.connect() as one:
            one.sendall(b"close farewell\n")
            self.assertEqual(read_all(one), b"farewell")
            began = time.monotonic()
            while time.monotonic() - began < 10:
                try:
                    one.sendall(b"x" * 1000)
                except OSError:
                    break
                time.sleep(0.1)
            self.assertLess(time.monotonic() - began, 6)

    def test_one_that_goes_is_gone(self):
        server = self.serve()
        server.connect().close()
        self.assertEqual(server.ended(), LOST)

    def test_told_to_stop_it_says_so(self):
        server = self.serve()
        with server.connect() as one, server.connect() as stuck:
            self.ask(one, b"bound x\n", b"x\n")
            stuck.sendall(b"fill %d\n" % (1 << 30))
            time.sleep(0.2)
            server.process.terminate()
            self.assertEqual(read_all(one), b"bye\n")
            one.close()
            self.assertEqual(server.end(), 0)

    # Bounds and times of who is not known

    def test_who_says_nothing_is_ended(self):
        server = self.serve("--first-seconds", 1, "--listen", "127.0.0.1:0",
                            "--listen-tls", "127.0.0.1:0")
        with server.connect() as one, server.connect(1) as two:
            self.assertEqual((read_all(one), read_all(two)), (b"", b""))
        self.assertEqual([server.ended(), server.ended()], [LATE, LATE])

    def test_who_does_not_begin_tls_is_ended(self):
        server = self.serve("--handshake-seconds", 1, "--listen-tls",
                            "127.0.0.1:0", "--log-level", "debug")
        with server.connect() as one:
            one.sendall(b"\x16\x03\x01")
            self.assertEqual(read_all(one), b"")
        self.assertEqual(server.ended(), LATE)
        server.wait_line("did not begin TLS")

    def test_who_binds_nothing_is_ended_and_others_stay(self):
        server = self.serve("--bind-seconds", 1)
        with server.connect() as one, server.connect() as two:
            self.ask(two, b"bound x\n", b"x\n")
            self.ask(one, b"send x\n", b"x\n")
            self.assertEqual(read_all(one), b"")
            self.assertEqual(server.ended(), LATE)
            time.sleep(1.5)
            self.ask(two, b"send x\n", b"x\n")

    def test_unbound_connections_are_bounded(self):
        for option in ("--max-unbound", "--max-unbound-per-address"):
            server = self.serve(option, 2)
            one, two = server.connect(), server.connect()
            self.ask(one, b"send x\n", b"x\n")
            self.ask(two, b"send x\n", b"x\n")
            with server.connect() as three:
                self.assertIn(read_all(three), (b"", b"<reset>"))
            server.wait_line("1 refused")
            self.ask(one, b"bound x\n", b"x\n")
            with server.connect() as three:
                self.ask(three, b"send x\n", b"x\n")
            two.close()
            self.assertEqual({server.ended(), server.ended()}, {LOST})
            with server.connect() as four, server.connect() as five:
                self.ask(four, b"send x\n", b"x\n")
                self.ask(five, b"send x\n", b"x\n")
            one.close()

    def test_without_descriptors_it_refuses_and_goes_on(self):
        server = self.serve("--max-unbound", 4000,
                            "--max-unbound-per-address", 4000)
        resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE, (64, 64))
        many = [server.connect() for _ in range(100)]
        for one in many:
            one.close()
        for _ in range(100):
            with server.connect() as one:
                one.sendall(b"send x\n")
                if read_line(one) == b"x\n":
                    return
            time.sleep(0.05)
        self.fail("it takes nobody any more")

    # TLS

    def test_a_certificate_is_made_for_each_domain(self):
        names = ("example.net", "chat.example.org", "xn--bcher-kva.example")
        server = self.serve("--listen-tls", "127.0.0.1:0",
                            domains=(*names[:2], "bücher.example"))
        self.assertEqual(self.pem.stat().st_mode & 0o777, 0o600)
        for name in names:
            with trusting(self.pem).wrap_socket(
                    server.connect(), server_hostname=name) as one:
                self.ask(one, b"send x\n", b"x\n")
        with self.assertRaises(ssl.SSLCertVerificationError):
            trusting(self.pem).wrap_socket(server.connect(),
                                           server_hostname="example.com")
        self.assertEqual({server.ended() for _ in range(4)}, {LOST, TLS})

    def test_a_certificate_stays_until_a_domain_comes(self):
        found = []
        for domains in (("a.example",), ("a.example",),
                        ("a.example", "b.example"), ("b.example",)):
            self.assertEqual(self.serve(domains=domains).stop(), 0)
            found.append(self.pem.read_bytes())
        self.assertEqual(found[0], found[1])
        self.assertNotEqual(found[1], found[2])
        self.assertEqual(found[2], found[3])

    def test_tls_begins_behind_the_answer(self):
        with self.serve().connect() as one:
            self.ask(one, b"starttls example.net\n", b"proceed\n")
            with trusting(self.pem).wrap_socket(
                    one, server_hostname="example.net") as two:
                self.ask(two, b"send a\nsend b\n", b"a\nb\n")
                self.ask(two, b"starttls\n", b"proceed\nno\n")
                two.sendall(b"fill %d\n" % (3 << 20))
                read_bytes(two, 3 << 20)

    def test_a_certificate_is_read_anew(self):
        (self.path / "other").mkdir()
        Server(self.path / "other", "--listen", "127.0.0.1:0",
               domains=("b.example",)).stop()
        other = self.path / "other" / "self-signed.pem"
        self.assertEqual(self.serve(domains=("a.example",)).stop(), 0)
        ours, mine = self.path / "ours.pem", self.pem.read_bytes()
        ours.write_bytes(mine)
        server = self.serve("--listen-tls", "127.0.0.1:0", "--tls-cert", ours)
        before = trusting(self.pem).wrap_socket(server.connect(),
                                                server_hostname="a.example")
        for text, said in ((b"nothing", "certificate"),
                           (other.read_bytes(), None)):
            count = len(server.said)
            ours.write_bytes(text)
            server.process.send_signal(signal.SIGHUP)
            server.wait_for(lambda: len(server.said) > count + bool(said))
            if said:
                self.assertIn(said, server.said[-1])
                trusting(self.pem).wrap_socket(
                    server.connect(), server_hostname="a.example").close()
        trusting(other).wrap_socket(server.connect(),
                                    server_hostname="b.example").close()
        self.ask(before, b"send x\n", b"x\n")
        before.close()

    def test_what_is_no_certificate_is_told(self):
        for words, why in ((("--tls-cert", "/nowhere"), "No such file"),
                           (("--tls-cert", __file__), "certificate"),
                           (("--tls-key", "x"), "--tls-cert is missing")):
            server = self.serve(*words, wait=False)
            self.assertNotEqual(server.end(), 0)
            self.assertIn(why, " ".join(server.said))

    def test_what_is_not_tls_gets_an_alert(self):
        server = self.serve("--listen-tls", "127.0.0.1:0")
        with server.connect() as one:
            one.sendall(b"<stream:stream>" * 10)
            self.assertEqual(read_all(one)[:1], b"\x15")
        self.assertEqual(server.ended(), TLS)
        server.wait_line(": TLS: ")

    # Memory

    def test_without_memory_it_refuses_and_goes_on(self):
        if PUMP_FAILING == PUMP:
            self.skipTest("malloc() is the sanitizer's")
        server = self.serve("--listen", "127.0.0.1:0", "--listen-tls",
                            "127.0.0.1:0", program=PUMP_FAILING)
        # libuv would end the process if it could not note a descriptor.
        for one in [server.connect() for _ in range(40)]:
            one.close()
        served = set()
        for each in (*range(3, 30, 3), 500, 5000000):
            starve(server, each)
            try:
                with server.connect() as one:
                    one.sendall(b"fill %d\nsend x\n" % (each * 1000))
                    read_bytes(one, each * 1000 + 2)
                    served.add("plain")
                with trusting(self.pem).wrap_socket(
                        server.connect(1), server_hostname="example.net") as one:
                    one.sendall(b"fill 300000\nsend x\n")
                    read_bytes(one, 300002)
                    served.add("TLS")
            except (OSError, AssertionError):
                self.assertIsNone(server.process.poll())
        self.assertEqual(served, {"plain", "TLS"})
        server.process.send_signal(signal.SIGHUP)
        starve(server, 0)
        with server.connect() as one:
            self.ask(one, b"send x\n", b"x\n")

    # The log

    def test_a_peer_cannot_write_lines_of_its_own(self):
        server = self.serve()
        with server.connect() as one:
            one.sendall("log a\r\\\x1b[1mé%s\n".encode())
            server.wait_line("a\\x0d\\x5c\\x1b[1m\\xc3\\xa9%s")
            address = "%s:%s" % one.getsockname()
        self.assertRegex(server.said[-1],
                         r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ info "
                         + address + ": a")


if __name__ == "__main__":
    PUMP, PUMP_FAILING = map(os.path.abspath, (sys.argv[1:] * 2)[:2])
    unittest.main(argv=sys.argv[:1])
