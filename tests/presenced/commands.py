"""presenced adduser and befriend, as people and tests use them: what they take,
what they refuse, in which words, and beside each other."""
import pathlib
import resource
import subprocess
import sys
import tempfile
import unittest

PRESENCED = SQLITE = None


def run(*words, stdin=""):
    if isinstance(stdin, str):
        stdin = stdin.encode()
    done = subprocess.run([PRESENCED, *map(str, words)], input=stdin,
                          capture_output=True, timeout=120)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


class Commands(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.data = pathlib.Path(self.folder.name) / "data"

    def tearDown(self):
        self.folder.cleanup()

    def sql(self, query):
        return subprocess.run(
            [SQLITE, self.data / "presenced.sqlite", query], check=True,
            capture_output=True, text=True).stdout.split()

    def expect(self, status, words, *command, stdin=""):
        found, _, said = run(*command, stdin=stdin)
        self.assertEqual((found, said), (status, said))
        for word in words:
            self.assertIn(word, said)
        if status == 0:
            self.assertEqual(said, "")

    def adduser(self, status, *words, lines="", address=None):
        self.expect(status, words, "adduser", "--data", self.data,
                    address or "--batch", stdin=lines)

    def befriend(self, status, *words, lines):
        self.expect(status, words, "befriend", "--data", self.data,
                    "--batch", stdin=lines)

    def items(self):
        return self.sql("SELECT local, contact, subscription FROM item"
                        " JOIN user ON user.id = item.user ORDER BY 1, 2")

    def test_help_names_each_command_and_option(self):
        for words in (["--help"], ["help"]):
            status, said, _ = run(*words)
            self.assertEqual(status, 0)
            for word in ("adduser", "befriend", "--data DIR", "--batch",
                         "--replace", "--iterations N"):
                self.assertIn(word, said)
        status, said, _ = run("befriend", "--help")
        self.assertEqual(status, 0)
        self.assertNotIn("adduser", said)

    def test_a_wrong_command_line_is_told_and_does_nothing(self):
        for words, why in (
                ([], "a command is missing"),
                (["dance"], "dance is no command"),
                (["adduser", "a@b"], "--data is missing"),
                (["adduser", "--data"], "--data wants a value"),
                (["adduser", "--dat", "x", "a@b"], "--dat is no option"),
                (["adduser", "--batch=1"], "--batch takes no value"),
                (["adduser", "--data", self.data], "one USER@DOMAIN"),
                (["adduser", "--data", self.data, "a@b", "c@d"], "one USER"),
                (["adduser", "--data", self.data, "--batch", "a@b"], "one"),
                (["adduser", "--iterations", "4095"], "out of its range"),
                (["adduser", "--iterations", "-1"], "out of its range"),
                (["adduser", "--iterations", "5000x"], "out of its range"),
                (["befriend", "--data", self.data], "--batch is wanted")):
            self.expect(2, [why, "--help"], *words)
        self.assertFalse(self.data.exists())

    def test_one_account(self):
        self.adduser(0, address="Romeo@Example.NET", lines="secret\n")
        self.assertEqual(self.sql("SELECT local, name FROM user, domain"),
                         ["romeo|example.net"])
        self.assertEqual(self.sql("SELECT hash, iterations FROM key"),
                         ["1|10000", "2|10000"])
        self.adduser(1, "such an account", address="romeo@example.net",
                     lines="other")
        before = self.sql("SELECT quote(stored_key) FROM key")
        self.expect(0, [], "adduser", f"--data={self.data}", "--replace",
                    "--iterations", "4096", "romeo@example.net", stdin="other")
        self.assertNotEqual(before,
                            self.sql("SELECT quote(stored_key) FROM key"))
        self.assertEqual(self.sql("SELECT hash, iterations FROM key"),
                         ["1|4096", "2|4096"])

    def test_what_is_no_account_or_password_is_refused(self):
        for address, lines, why in (
                ("example.net", "x", "USER@DOMAIN"),
                ("a@b/c", "x", "USER@DOMAIN"),
                ("a b@c", "x", "before @"),
                ("a@b@c", "x", "after @"),
                ("a@b", "", "password"),
                ("a@b", "\n", "password"),
                ("a@b", "\x01\n", "password"),
                ("a@b", "x" * 2000, "password"),
                ("a@b", "x" * 20000, "too long")):
            self.adduser(1, why, address=address, lines=lines)
        self.assertEqual(self.sql("SELECT count(*) FROM user"), ["0"])

    def test_a_batch_goes_on_after_a_bad_line(self):
        long = "l" * 10000
        self.adduser(1, "line 2: ", "line 3: too long", "line 4: ", lines=(
            f"a@d pass word\r\nb\n{long} x\na@d again\nc@d p\ne@d last"))
        self.assertEqual(self.sql("SELECT local FROM user ORDER BY 1"),
                         ["a", "c", "e"])

    def test_passwords_are_nowhere_in_the_folder(self):
        self.adduser(0, lines="a@d hunter2hunter2\n")
        for path in self.data.iterdir():
            self.assertNotIn(b"hunter2", path.read_bytes())

    def test_befriending_writes_both_halves(self):
        self.adduser(0, lines="a@d x\nb@d x\nc@d x\n")
        self.befriend(0, lines="a@d b@d to\na@d c@d both\nb@d c@d none\n"
                               "a@d x@elsewhere from")
        self.assertEqual(self.items(), [
            "a|b@d|1", "a|c@d|3", "a|x@elsewhere|2", "b|a@d|2", "b|c@d|0",
            "c|a@d|3", "c|b@d|0"])

    def test_a_bad_pair_changes_nothing_and_others_go_on(self):
        self.adduser(0, lines="a@d x\nb@d x\n")
        self.befriend(1, "line 1: ", "line 2: ", "line 3: ", "line 4: ",
                      "line 5: ", "line 6: ", "line 7: ",
                      lines="a@d ghost@d to\nghost@d a@d to\na@d a@d both\n"
                            "a@d b@d maybe\na@d b@d\na@d b@d to x\n"
                            "a@d b@d/r to\nb@d a@d to\n")
        self.assertEqual(self.items(), ["a|b@d|2", "b|a@d|1"])

    def test_more_contacts_than_a_roster_may_have_are_refused(self):
        self.adduser(0, lines="a@d x\n")
        self.sql("INSERT INTO item SELECT 1, 'c' || value || '@e', '', 1, 0, 0"
                 " FROM generate_series(1, 4990)")
        lines = "".join(f"a@d d{i}@e to\n" for i in range(12))
        self.befriend(1, "line 11: ", "line 12: ", lines=lines)
        self.assertEqual(self.sql("SELECT count(*) FROM item"), ["5000"])

    def test_commands_work_beside_each_other(self):
        self.adduser(0, lines="".join(f"u{i}@d x\n" for i in range(4)))
        running = []
        for i in range(4):
            command = [PRESENCED, "befriend", "--data", self.data, "--batch"]
            lines = "".join(f"u{i}@d c{j}@e both\n" for j in range(500))
            if i % 2:
                command[1] = "adduser"
                lines = "".join(f"n{i}-{j}@d x\n" for j in range(25))
            running.append(subprocess.Popen(command, stdin=subprocess.PIPE,
                                            stderr=subprocess.PIPE))
            running[-1].stdin.write(lines.encode())
            running[-1].stdin.close()
        for process in running:
            self.assertEqual(process.stderr.read(), b"")
            process.stderr.close()
            self.assertEqual(process.wait(60), 0)
        self.assertEqual(self.sql("SELECT count(*) FROM item"), ["1000"])
        self.assertEqual(self.sql("SELECT count(*) FROM user"), ["54"])

    def test_what_is_wrong_with_the_database_is_told(self):
        self.data.mkdir()
        (self.data / "presenced.sqlite").write_text("not a database" * 100)
        self.adduser(1, "presenced.sqlite: file is not a database",
                     lines="a@d x\n")

    def test_a_disk_that_is_full_is_told(self):
        self.adduser(0, lines="a@d x\n")
        full = subprocess.run(
            [PRESENCED, "adduser", "--data", self.data, "--batch",
             "--iterations", "4096"],
            input=b"".join(b"u%d@d x\n" % i for i in range(350)),
            capture_output=True, timeout=120, preexec_fn=lambda:
            resource.setrlimit(resource.RLIMIT_FSIZE, (102400, 102400)))
        self.assertEqual(full.returncode, 1)
        self.assertEqual(len(full.stderr.splitlines()), 1)
        line = int(full.stderr.split(b"line ")[1].split(b":")[0])
        # A hundred are kept, or none of them.
        self.assertEqual(line % 100, 1)
        self.assertEqual(self.sql("SELECT count(*) FROM user"), [str(line)])


if __name__ == "__main__":
    PRESENCED, SQLITE = sys.argv[1:3]
    unittest.main(argv=sys.argv[:1])
