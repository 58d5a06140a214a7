"""The firmware example ends well and tells the story that stands beside."""
import difflib
import pathlib
import subprocess
import sys


def main(story, *command):
    done = subprocess.run(command, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=30,
                          stdin=subprocess.DEVNULL)
    told = [line for line in done.stdout.splitlines()
            if "bytes: " not in line]
    print(done.stdout, end="")
    wanted = pathlib.Path(story).read_text().splitlines()
    for line in difflib.unified_diff(wanted, told, "wanted", "told",
                                     lineterm=""):
        print(line)
    if done.returncode != 0:
        print(f"status {done.returncode}")
    return done.returncode != 0 or told != wanted


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
