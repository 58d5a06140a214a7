"""As a Meson subproject adsum is one line, and builds nothing but itself."""
import pathlib
import subprocess
import sys
import tempfile

MESON = """project('host', 'c', default_options: ['default_library=static'])
executable('hello', 'hello.c', dependencies: dependency('adsum',
  fallback: ['adsum', 'adsum_dep']))
"""


def run(*command):
    done = subprocess.run(command, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT)
    if done.returncode != 0:
        sys.exit(f"{command[0]}: {done.returncode}\n{done.stdout}")
    return done.stdout


def main(root):
    root = pathlib.Path(root)
    with tempfile.TemporaryDirectory() as scratch:
        host = pathlib.Path(scratch)
        copy = host / "subprojects" / "adsum"
        copy.mkdir(parents=True)
        for name in ("meson.build", "meson_options.txt", "include", "lib",
                     "examples", "tests"):
            (copy / name).symlink_to(root / name)
        (host / "meson.build").write_text(MESON)
        (host / "hello.c").write_text((root / "examples/hello.c").read_text())
        run("meson", "setup", "--force-fallback-for=adsum", host / "build",
            host)
        run("meson", "compile", "-C", host / "build")
        if list((host / "build/subprojects/adsum").rglob("*_test*")):
            sys.exit("as a subproject it builds its tests")
        print(run(host / "build" / "hello"), end="")


if __name__ == "__main__":
    main(*sys.argv[1:])
