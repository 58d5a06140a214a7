"""presenced and clients of it as processes: started, told, listened to. What
they say is printed, line by line."""
import concurrent.futures
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

SKIP = 77  # a test that could not be made, to Meson
WAIT = 60  # seconds; a bound on what should take a moment
PASSWORD = "s3cret"


SAYING = threading.Lock()


def say(who, what):
    with SAYING:
        print(f"{who:10} {what}", flush=True)


def skip(why):
    say("skipped:", why)
    sys.exit(SKIP)


class Talker:
    """A process and the lines it says, each read once and in order."""

    def __init__(self, name, command, stream, show=True, **more):
        self.name, self.show = name, show
        self.lines, self.news = [], threading.Condition(threading.RLock())
        self.over = False
        self.process = subprocess.Popen(command, **{stream: subprocess.PIPE},
                                        **more)
        self.reader = threading.Thread(
            target=self.read, args=(getattr(self.process, stream),),
            daemon=True)
        self.reader.start()

    def read(self, stream):
        for line in stream:
            line = line.decode(errors="replace").rstrip("\n")
            if self.show:
                say(self.name, line)
            with self.news:
                self.lines.append(line)
                self.news.notify_all()
        with self.news:
            self.over = True
            self.news.notify_all()

    def mark(self):
        with self.news:
            return len(self.lines)

    def since(self, mark):
        with self.news:
            return self.lines[mark:]

    def hear(self, look, seconds=WAIT):
        """What look() returns of the lines, once it is true; or as it is."""
        with self.news:
            self.news.wait_for(lambda: look() or self.over, seconds)
            return look()

    def wait(self, pattern, mark=0, seconds=WAIT):
        """The first line since the mark that the pattern matches whole."""
        found = self.hear(lambda: [line for line in self.lines[mark:]
                                   if re.fullmatch(pattern, line)], seconds)
        if not found:
            raise AssertionError(f"{self.name} did not say {pattern!r} but "
                                 f"{self.since(mark)}")
        return found[0]

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.reader.join()


class Service:
    """presenced on a folder of its own, at any port of loopback."""

    def __init__(self, program, users=("romeo", "juliet"), options=(),
                 tls=False, show=True):
        self.program, self.options, self.show = program, options, show
        self.tls, self.running = tls, None
        self.folder = tempfile.mkdtemp(prefix="presenced-")
        self.data = os.path.join(self.folder, "data")
        self.accounts(users)

    def accounts(self, users):
        """On all processors: passwords are slow by intention."""
        words = [f"{user}@localhost {PASSWORD}\n" for user in users]
        count = min(os.cpu_count(), len(words) // 100 + 1)
        with concurrent.futures.ThreadPoolExecutor(count) as pool:
            list(pool.map(
                lambda part: self.command("adduser", "--iterations", "4096",
                                          words="".join(words[part::count])),
                range(count)))

    def command(self, name, *options, words):
        subprocess.run([self.program, name, "--data", self.data, "--batch",
                        *options], input=words.encode(), check=True)

    def start(self):
        where = ["--listen", "127.0.0.1:0"]
        if self.tls:
            where += ["--listen-tls", "127.0.0.1:0"]
        self.running = Talker(
            "presenced", [self.program, "serve", "--data", self.data,
                          "--domain", "localhost", *where,
                          *map(str, self.options)], "stderr", self.show)
        self.running.hear(lambda: len(self.ports()) == len(where) // 2)
        return self

    def ports(self):
        """Where it listens; the last is the one for TLS."""
        return [int(line.rpartition(":")[2]) for line in
                self.running.since(0) if line.startswith("ready ")]

    @property
    def pid(self):
        return self.running.process.pid

    def trust(self):
        """A file with its certificate, and without the key."""
        found = re.search(r"-----BEGIN CERT.*?END CERTIFICATE-----\n",
                          pathlib.Path(self.data, "self-signed.pem")
                          .read_text(), re.S)
        path = os.path.join(self.folder, "trust.pem")
        if not os.path.exists(path):  # who has it may be reading
            pathlib.Path(path).write_text(found.group())
        return path

    def statistics(self):
        mark = self.running.mark()
        os.kill(self.pid, signal.SIGUSR1)
        self.running.wait("stream_detached .*", mark)
        return {name: int(value) for name, _, value in
                (line.partition(" ") for line in self.running.since(mark))
                if value.isdigit()}

    def kill(self):
        self.running.kill()

    def stop(self):
        """In order; a sanitizer's complaint would be its status."""
        os.kill(self.pid, signal.SIGTERM)
        status = self.running.process.wait(WAIT)
        self.running.reader.join()
        if status != 0:
            raise AssertionError(f"presenced ended with {status}")

    def close(self):
        if self.running and self.running.process.poll() is None:
            self.running.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.close()


class Client(Talker):
    """A client's process, COMMAND ADDRESS PASSWORD PORT TRUST starttls|direct.

    It trusts the certificate TRUST alone, binds, asks for its roster and says
    `online ADDRESS`; else `refused CONDITION` or `untrusted WHY`. Told by lines,
    `presence [SHOW [STATUS]]`, `subscribe|approve ADDRESS`, `message ADDRESS
    BODY` or `quit`, it does so. What comes it says: `presence FROM TYPE SHOW
    STATUS`, `message FROM STAMP BODY`; what is empty, as `-`."""

    def __init__(self, service, command, address, password=PASSWORD, tls=False,
                 trust=None, name=None):
        self.address = address
        super().__init__(
            name or address.partition("@")[0],
            [*command, address, password, str(service.ports()[-1 if tls else 0]),
             trust or service.trust(), "direct" if tls else "starttls"],
            "stdout", stdin=subprocess.PIPE,
            env={**os.environ,
                 "NODE_EXTRA_CA_CERTS": trust or service.trust()})

    def tell(self, *words):
        say(self.name, "-> " + " ".join(words))
        self.process.stdin.write((" ".join(words) + "\n").encode())
        self.process.stdin.flush()

    def online(self, mark=0):
        try:
            self.wait("online .*", mark)
        except AssertionError:
            if self.over and self.process.wait(WAIT) == SKIP:
                skip(self.lines[-1])
            raise
        return self

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill()
