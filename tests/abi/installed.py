"""An installed copy is enough: a program by pkg-config, shared and static."""
import os
import pathlib
import shlex
import subprocess
import sys
import tempfile


def run(command, **options):
    done = subprocess.run(command, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, **options)
    if done.returncode != 0:
        sys.exit(f"{shlex.join(map(str, command))}: {done.returncode}\n"
                 f"{done.stdout}")
    return done.stdout


# By pkg-config's name: a program that needs no more, and what it says.
PROGRAMS = {"adsum": ("examples/hello.c", "R gets presence"),
            "adsum-prep": ("tests/abi/prepare.c", "juliet@example.com/balcony"),
            "adsum-tls": ("tests/abi/nonce.c", "16 bytes"),
            "adsum-xml": ("tests/abi/framing.c", "Wooing & so on"),
            "adsum-xmpp": ("tests/abi/telling.c", "<show>away</show>")}


def main(root, build, *modules):
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        run(["meson", "install", "--no-rebuild", "--quiet", "-C", build,
             "--destdir", scratch])
        pc = next(scratch.rglob("adsum.pc"))
        library = pc.parent.parent
        prefix = next(scratch.rglob("adsum.h")).parent.parent
        environment = dict(
            os.environ, PKG_CONFIG_PATH=str(pc.parent),
            LD_LIBRARY_PATH=str(library))
        moved = f"--define-variable=prefix={prefix}"

        compiler = shlex.split(os.environ.get("CC", "cc"))
        for module in modules:
            source, wanted = PROGRAMS[module]
            said = set()

            def ask(*options):
                return shlex.split(run(["pkg-config", moved, *options, module],
                                       env=environment))

            for name, flags in (
                    ("shared", ask("--cflags", "--libs")),
                    ("static", ask("--cflags") +
                     [str(library / f"lib{flag[2:]}.a")
                      if flag.startswith("-ladsum") else flag
                      for flag in ask("--static", "--libs")])):
                program = scratch / name
                run([*compiler, "-std=c11", "-o", program,
                     pathlib.Path(root) / source, *flags], env=environment)
                said.add(run([program], env=environment))
                linked = run(["ldd", program], env=environment)
                if (f"lib{module}.so.0" in linked) != (name == "shared"):
                    sys.exit(f"{name}: linked to the wrong library\n{linked}")
            if len(said) != 1 or wanted not in next(iter(said)):
                sys.exit(f"{source} said: {said}")
            print(next(iter(said)), end="")


if __name__ == "__main__":
    main(*sys.argv[1:])
