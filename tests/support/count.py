"""Add up what test runs of Meson said, and print it as one line."""
import json
import pathlib
import sys

PASSED, SKIPPED = {"OK", "EXPECTEDFAIL"}, {"SKIP"}


def main(*logs):
    """Each log is named up to where Meson adds the wrapper's name."""
    count = {"passed": 0, "failed": 0, "skipped": 0}
    for name in map(pathlib.Path, logs):
        for log in sorted(name.parent.glob(name.name + "*.json")):
            for line in log.read_text().splitlines():
                result = json.loads(line)["result"]
                count["passed" if result in PASSED else
                      "skipped" if result in SKIPPED else "failed"] += 1
    print(", ".join(f"{number} {what}" for what, number in count.items()))
    return count["failed"] != 0 or count["passed"] == 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
