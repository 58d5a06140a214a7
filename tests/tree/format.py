"""clang-format has nothing to change in C sources and headers."""
import pathlib
import subprocess
import sys


def main(formatter, root):
    root = pathlib.Path(root)
    sources = [path for top in ("lib", "include", "examples", "tests")
               for path in sorted((root / top).rglob("*.[ch]"))]
    done = subprocess.run([formatter, "--dry-run", "--Werror",
                           "--style=file", *sources])
    print(f"{len(sources)} files")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
